package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func TestFormat(t *testing.T) {
	a, b, c := path("contact.a"), path("contact.b"), path("contact.c")
	tests := []struct {
		e    Expr
		want string
	}{
		{and(or(a, b), c), "(contact.a || contact.b) && contact.c"},
		{or(and(a, b), c), "contact.a && contact.b || contact.c"},
		{not(and(a, b)), "!(contact.a && contact.b)"},
		{not(not(a)), "!!contact.a"},
		{not(cmp2(a, Eq, b)), "!(contact.a == contact.b)"},
		{calc(calc(1, Sub, 2), Sub, 3), "1 - 2 - 3"},
		{calc(1, Sub, calc(2, Sub, 3)), "1 - (2 - 3)"},
		{calc(calc(1, Add, 2), Mul, 3), "(1 + 2) * 3"},
		{calc(1, Add, calc(2, Mul, 3)), "1 + 2 * 3"},
		{calc(1, Sub, neg(a)), "1 - -contact.a"},
		{neg(neg(a)), "-(-contact.a)"},
		{neg(calc(1, Add, 2)), "-(1 + 2)"},
		{cmp2(cmp2(a, Lt, b), Eq, c), "contact.a < contact.b == contact.c"},
		{cmp2(a, Eq, cmp2(b, Eq, c)), "contact.a == (contact.b == contact.c)"},
		{ifelse(ifelse(a, b, c), ifelse(a, b, c), ifelse(a, b, c)), "(contact.a ? contact.b : contact.c) ? (contact.a ? contact.b : contact.c) : contact.a ? contact.b : contact.c"},
		{and(ifelse(a, b, c), a), "(contact.a ? contact.b : contact.c) && contact.a"},
		{lit("say \"hi\"\n\t\\ ${x} %{y} $ % $${z} é \u200b"), `"say \"hi\"\n\t\\ $${x} %%{y} $ % $$${z} é \u200b"`},
		{list("a", 1, 0.5, 1e21, true, nil), `["a", 1, 0.5, 1000000000000000000000, true, null]`},
		{call("at_least", 2, a, b), "at_least(2, contact.a, contact.b)"},
		{must(cmp2(path("contact.born"), Lt, "2026-01-31")), `contact.born < "2026-01-31"`},
		{must(cmp2(path("contact.seen_at"), Lt, "2026-01-31T09:30:00+02:00")), `contact.seen_at < "2026-01-31T09:30:00+02:00"`},
		{must(call("any", path("object.deal"), set("deal.amount"))), "any(deal, is_set(deal.amount))"},
		{nil, "null"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Format(tt.e)); diff != "" {
			t.Error(diff)
		}
		if _, diags := hclsyntax.ParseExpression([]byte(Format(tt.e)), "f", hcl.InitialPos); diags.HasErrors() {
			t.Errorf("%s is not HCL: %v", Format(tt.e), diags)
		}
	}
}

func TestQuoteReadsBack(t *testing.T) {
	for _, s := range []string{"", "${", "$${a}", "%%{", "$", "a\"b\\", "\x00\u2028\U0001F600", "$$$${{%{"} {
		e, diags := hclsyntax.ParseExpression([]byte(quote(s)), "f", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s: %v", quote(s), diags)
		}
		v, diags := e.Value(nil)
		if diags.HasErrors() || v.AsString() != s {
			t.Errorf("%q came back as %#v", s, v)
		}
	}
}

func TestFormatWith(t *testing.T) {
	e := must(and(
		set("contact.email"), call("contains", list(path("stage.lead.mql")), path("lifecycle.lead")),
		path("scoring.lead.meets.mql"), cmp2(path("scoring.lead.fit"), Gt, path("scoring.lead.total")),
		call("any", path("deal"), set("deal.amount"))))
	names := map[string]string{
		"field.contact.email": "field.contact.mail", "stage.lead.mql": "module.core.stage.lead.mql", "lifecycle.lead": "lifecycle.leads",
		"scoring.lead.threshold.mql": "scoring.lead.threshold.hot", "scoring.lead": "scoring.main", "object.deal": "object.offer",
	}
	got := FormatWith(e, func(a string) string {
		if n, ok := names[a]; ok {
			return n
		}
		return a
	})
	want := "is_set(contact.mail) && contains([module.core.stage.lead.mql], lifecycle.leads) && scoring.lead.meets.hot && scoring.main.fit > scoring.main.total && any(offer, is_set(deal.amount))"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWalkStops(t *testing.T) {
	var seen []string
	Walk(and(not(path("a.b")), path("c.d")), func(e Expr) bool {
		seen = append(seen, Format(e))
		_, isNot := e.(*Not)
		return !isNot
	})
	if diff := cmp.Diff("!a.b && c.d|!a.b|c.d", strings.Join(seen, "|")); diff != "" {
		t.Error(diff)
	}
}

func TestEqual(t *testing.T) {
	a, b := must(cmp2(path("contact.eng"), Gt, 5)), must(cmp2(path("contact.eng"), Gt, 5.0))
	c := must(cmp2(path("contact.eng"), Ge, 5))
	if !Equal(a, b) || Equal(a, c) || Equal(a, nil) || !Equal(nil, nil) {
		t.Error("Equal is wrong")
	}
}
