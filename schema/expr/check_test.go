package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestCheckErrors(t *testing.T) {
	type want struct {
		code diag.Code
		text string // part of summary or detail
	}
	tests := []struct {
		name string
		e    Expr
		want []want
	}{
		{"misspelt field", set("contact.emial"), []want{{diag.ExprField, "Did you mean contact.email?"}}},
		{"misspelt object", set("contakt.email"), []want{{diag.ExprField, `Did you mean "contact"?`}}},
		{"bare name", set("email"), []want{{diag.ExprField, "Did you mean contact.email?"}}},
		{"bare object", set("deal"), []want{{diag.ExprType, "record type"}}},
		{"object.x outside count", set("object.deal"), []want{{diag.ExprType, "record type"}}},
		{"three parts", set("contact.company.industry"), []want{{diag.ExprSyntax, "company.industry"}}},
		{"to-many field", cmp2(path("deal.amount"), Gt, 1), []want{{diag.ExprUnreachable, "any(deal"}}},
		{"unrelated field", set("project.name"), []want{{diag.ExprUnreachable, "cannot be reached"}}},
		{"unrelated quant", call("any", path("project"), set("project.name")), []want{{diag.ExprUnreachable, "not related"}}},
		{"outer field not reached", call("any", path("deal"), set("project.name")), []want{{diag.ExprUnreachable, "from deal"}}},
		{"flow of related", cmp2(path("pipeline.sales"), Eq, path("stage.sales.won")), []want{{diag.ExprUnreachable, "any(deal"}}},
		{"unknown stage", cmp2(path("lifecycle.lead"), Eq, path("stage.lead.mq")), []want{{diag.UnknownReference, `Did you mean "stage.lead.mql"?`}}},
		{"foreign stage", cmp2(path("lifecycle.lead"), Eq, path("stage.sales.won")), []want{{diag.ExprType, "lifecycle.lead"}}},
		{"stage as text", cmp2(path("lifecycle.lead"), Eq, "mql"), []want{{diag.ExprType, "without quotes"}}},
		{"option", cmp2(path("company.segment"), Eq, "midd"), []want{{diag.ExprOption, `Did you mean "mid"?`}}},
		{"option in list", call("contains", list("smb", "big"), path("company.segment")), []want{{diag.ExprOption, `"big"`}}},
		{"option of list field", call("contains", path("contact.interests"), "apis"), []want{{diag.ExprOption, `"api"`}}},
		{"number and text", cmp2(path("contact.fit_score"), Gt, "50"), []want{{diag.ExprType, "without quotes: 50"}}},
		{"lists compared", cmp2(path("contact.interests"), Eq, list("api")), []want{{diag.ExprType, "contains(contact.interests, …)"}}},
		{"contains the wrong way round", call("contains", path("company.segment"), list("smb")), []want{{diag.ExprType, `contains(["smb"], company.segment)`}}},
		{"stage as condition", not(path("stage.lead.mql")), []want{{diag.ExprType, "lifecycle.lead == stage.lead.mql"}}},
		{"text order", cmp2(path("contact.email"), Lt, "b"), []want{{diag.ExprType, "no order"}}},
		{"bad date", cmp2(path("contact.born"), Lt, "31.1.2026"), []want{{diag.ExprType, "2026-01-31"}}},
		{"null", cmp2(path("contact.email"), Eq, nil), []want{{diag.ExprType, "!is_set(contact.email)"}}},
		{"not null", cmp2(path("contact.email"), Ne, nil), []want{{diag.ExprType, "write is_set(contact.email)"}}},
		{"empty text", cmp2(path("contact.email"), Eq, ""), []want{{diag.ExprType, "is_set"}}},
		{"list compared", cmp2(path("contact.interests"), Eq, "api"), []want{{diag.ExprType, `contains(contact.interests, "api")`}}},
		{"arithmetic on text", calc(path("contact.email"), Add, 1), []want{{diag.ExprType, "needs a number"}}},
		{"arithmetic on date", calc(path("contact.born"), Sub, 30), []want{{diag.ExprType, "days_since"}}},
		{"operand not bool", and(path("contact.fit_score"), set("contact.email")), []want{{diag.ExprType, "contact.fit_score > 0"}}},
		{"unknown function", call("is_sett", path("contact.email")), []want{{diag.ExprFunction, `Did you mean "is_set"?`}}},
		{"arity", call("contains", path("contact.email")), []want{{diag.ExprFunction, "2 arguments"}}},
		{"at_least too many", call("at_least", 3, set("contact.email"), set("contact.phone")), []want{{diag.ExprFunction, "from 1 to 2"}}},
		{"at_least not conditions", call("at_least", 1, path("contact.email")), []want{{diag.ExprType, "conditions"}}},
		{"changed of value", call("changed", 1), []want{{diag.ExprFunction, "needs a field"}}},
		{"pattern", call("matches", path("contact.email"), "("), []want{{diag.ExprFunction, "regular expression"}}},
		{"pattern not constant", call("matches", path("contact.email"), path("contact.phone")), []want{{diag.ExprFunction, "constant"}}},
		{"mixed list", call("contains", list("a", 1), path("contact.email")), []want{{diag.ExprType, "one kind"}}},
		{"mixed branches", ifelse(set("contact.email"), 1, "a"), []want{{diag.ExprType, "one kind"}}},
		{"days_since of text", call("days_since", path("contact.email")), []want{{diag.ExprType, "needs a date"}}},
		{"missing operand", and(nil, set("contact.email")), []want{{diag.ExprSyntax, "missing"}}},
		{"several", and(set("contact.x"), cmp2(path("company.segment"), Eq, "tiny"), call("nope")),
			[]want{{diag.ExprField, "contact.x"}, {diag.ExprOption, "tiny"}, {diag.ExprFunction, "nope"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := Check(tt.e, testScope{"contact"})
			if len(diags) != len(tt.want) {
				t.Fatalf("%d diagnostics, want %d:\n%v", len(diags), len(tt.want), diags)
			}
			for i, w := range tt.want {
				if d := diags[i]; d.Code != w.code || !strings.Contains(d.Summary+" "+d.Detail, w.text) {
					t.Errorf("got %s %q %q\nwant %s with %q", d.Code, d.Summary, d.Detail, w.code, w.text)
				}
			}
		})
	}
}

func TestCheckPointsAtTheToken(t *testing.T) {
	wrong := text("midd")
	_, diags := Check(and(set("contact.email"), cmp2(path("company.segment"), Eq, wrong)), testScope{"contact"})
	if len(diags) != 1 || diags[0].Subject != wrong.Range() {
		t.Errorf("got %v, want one at %v", diags, wrong.Range())
	}
	field := path("contact.nothing")
	_, diags = Check(cmp2(field, Eq, wrong), testScope{"contact"})
	if len(diags) != 1 || diags[0].Subject != field.Range() {
		t.Errorf("got %v, want one at %v", diags, field.Range())
	}
}

func TestCheckBool(t *testing.T) {
	for _, e := range []Expr{path("contact.fit_score"), path("contact.email"), path("lifecycle.lead"), list("a"), path("contact.born"), lit(nil)} {
		_, diags := CheckBool(e, testScope{"contact"})
		if len(diags) != 1 || diags[0].Code != diag.ExprNotBool {
			t.Errorf("%s: %v", Format(e), diags)
		}
	}
	if _, diags := CheckBool(path("contact.nothing"), testScope{"contact"}); len(diags) != 1 || diags[0].Code != diag.ExprField {
		t.Errorf("an error is reported twice: %v", diags)
	}
	if e, diags := CheckBool(nil, testScope{"contact"}); e != nil || diags != nil {
		t.Errorf("nil: %v %v", e, diags)
	}
}

func TestCheckTree(t *testing.T) {
	in := and(set("contact.email"), and(not(or(set("contact.phone"), or(path("contact.requested_demo"), path("scoring.lead.meets.mql")))), cmp2(neg(5), Lt, path("contact.eng"))))
	before := Format(in)
	out := must(in)
	if l := out.(*Logic); len(l.Parts) != 3 {
		t.Errorf("not flattened: %s", Format(out))
	}
	want := "is_set(contact.email) && !(is_set(contact.phone) || contact.requested_demo || scoring.lead.meets.mql) && -5 < contact.eng"
	if diff := cmp.Diff(want, Format(out)); diff != "" {
		t.Error(diff)
	}
	if Format(in) != before {
		t.Error("Check changed its argument")
	}
	q := must(call("count", path("object.deal"), cmp2(path("deal.amount"), Gt, 5)))
	if n, ok := q.(*Quant); !ok || n.Object != "deal" || n.Typ.Kind != Number {
		t.Errorf("count: %#v", q)
	}
	var names []string
	for _, f := range Fields(must(and(in, call("any", path("deal"), and(set("deal.amount"), set("contact.email")))))) {
		names = append(names, f.Object+"."+f.Name)
	}
	if diff := cmp.Diff([]string{"contact.email", "contact.phone", "contact.requested_demo", "contact.eng", "deal.amount"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestCheckDepth(t *testing.T) {
	e := set("contact.email")
	for range 100_000 {
		e = not(e)
	}
	_, diags := Check(e, testScope{"contact"})
	if len(diags) != 1 || diags[0].Code != diag.ExprSyntax {
		t.Errorf("got %v", diags)
	}
}

func TestFunctionsAreDocumented(t *testing.T) {
	last := ""
	for _, f := range Functions() {
		if f.Name <= last {
			t.Errorf("%s is out of order", f.Name)
		}
		last = f.Name
		if !strings.HasPrefix(f.Signature, f.Name+"(") || f.Doc == "" || !strings.Contains(f.Example, f.Name+"(") {
			t.Errorf("%s is not documented: %+v", f.Name, f)
		}
	}
}
