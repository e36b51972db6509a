package filter

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var (
	ops     = rapid.SampledFrom([]expr.Op{expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge})
	equals  = rapid.SampledFrom([]expr.Op{expr.Eq, expr.Ne})
	numbers = rapid.SampledFrom([]any{0, 1, 2, 3, -1, 50, 0.5, 2.5, 1e300})
	ages    = rapid.SampledFrom([]any{0, 1, 7, 14, -3, 0.5, 13.7, 14.3, 1e9})
	texts   = rapid.SampledFrom([]string{"germany", "Germany", "+49", "49", "12-3", "a b", " x", "straße"})
	dates   = rapid.SampledFrom([]string{"2026-03-01", "2026-03-08", "2026-03-08T18:30:00Z", "2026-03-01T00:00:00+02:00", "2026-02-28T23:59:59.9996Z"})
)

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "pick") }

// genTest draws a condition about one value.
func genTest(t *rapid.T, object string) expr.Expr {
	numeric := map[string][]string{"contact": {"contact.fit", "contact.eng", "company.size", "scoring.lead.fit", "scoring.lead.hidden"}, "deal": {"deal.amount"}, "company": {"company.size"}}[object]
	bools := map[string][]string{"contact": {"contact.demo", "contact.vip", "company.target", "scoring.lead.meets.mql", "scoring.lead.meets.none"}, "deal": {"deal.open", "company.target"}, "company": {"company.target"}}[object]
	options := map[string][]string{"contact": {"contact.segment", "company.tier"}, "deal": {"deal.status"}, "company": {"company.tier"}}[object]
	days := map[string][]string{"contact": {"contact.born", "contact.signed", "contact.seen", "contact.checked", "company.founded"}, "deal": {"deal.closed"}, "company": {"company.founded"}}[object]
	number := func() expr.Expr { return path(pick(t, numeric...)) }
	switch rapid.IntRange(0, 19).Draw(t, "test") {
	case 0:
		return path(pick(t, bools...))
	case 1:
		return cmp(path(pick(t, bools...)), equals.Draw(t, "op"), pick(t, any(true), any(false), any(path(pick(t, bools...)))))
	case 2, 3:
		return cmp(number(), ops.Draw(t, "op"), numbers.Draw(t, "n"))
	case 4:
		return cmp(numbers.Draw(t, "n"), ops.Draw(t, "op"), number())
	case 5, 6:
		return cmp(path(pick(t, options...)), equals.Draw(t, "op"), pick(t, segments...))
	case 7:
		return call("contains", list("smb", "Ent"), path(pick(t, options...)))
	case 8:
		return pick(t, call("contains", path(pick(t, options...)), "smb"), call(pick(t, "starts_with", "ends_with"), path(pick(t, options...)), pick(t, "m", "E", "d")),
			cmp(call("lower", path(pick(t, options...))), equals.Draw(t, "op"), pick(t, "ent", "Ent")))
	case 9:
		return cmp(path(pick(t, days...)), ops.Draw(t, "op"), dates.Draw(t, "date"))
	case 10:
		return cmp(call("days_since", path(pick(t, days...))), ops.Draw(t, "op"), ages.Draw(t, "age"))
	case 11:
		return call("is_set", path(pick(t, append(append(append(numeric, bools...), options...), days...)...)))
	case 12:
		f := pick(t, "coalesce", "max", "min")
		return cmp(call(f, number(), pick(t, any(number()), any(3))), ops.Draw(t, "op"), numbers.Draw(t, "n"))
	case 13:
		return cmp(call("abs", &expr.Neg{X: number()}), ops.Draw(t, "op"), numbers.Draw(t, "n"))
	case 14:
		return cmp(ifelse(path(pick(t, bools...)), number(), lit(2)), ops.Draw(t, "op"), numbers.Draw(t, "n"))
	case 15: // what filters cannot say
		return pick(t, cmp(calc(number(), expr.Add, 1), expr.Gt, 2), cmp(number(), expr.Lt, number()), cmp(call("round", number()), expr.Eq, 2))
	}
	return genOwn(t, object)
}

// genOwn draws a condition that only records of object can meet.
func genOwn(t *rapid.T, object string) expr.Expr {
	switch object {
	case "company":
		return cmp(path("lifecycle.account"), ops.Draw(t, "op"), path("stage.account.customer"))
	case "deal":
		return cmp(path("pipeline.sales"), ops.Draw(t, "op"), path("stage.sales.won"))
	}
	s := texts.Draw(t, "text")
	field := path(pick(t, "contact.country", "contact.phone"))
	switch rapid.IntRange(0, 11).Draw(t, "own") {
	case 0:
		return cmp(path("lifecycle.lead"), ops.Draw(t, "op"), path(pick(t, "stage.lead.new", "stage.lead.mql", "stage.lead.sql")))
	case 1:
		return call("contains", list(path("stage.lead.mql"), path("stage.lead.sal")), path("lifecycle.lead"))
	case 2:
		return call("contains", path("contact.interests"), pick(t, interests...))
	case 3:
		return cmp(field, equals.Draw(t, "op"), s)
	case 4:
		return cmp(call("lower", field), equals.Draw(t, "op"), s)
	case 5:
		return call(pick(t, "contains", "starts_with", "ends_with"), field, s)
	case 6:
		return call("contains", list("+49", "germany", "49"), field)
	case 7:
		return cmp(path("contact.owner"), equals.Draw(t, "op"), pick(t, "ann", "nobody"))
	case 8:
		return cmp(call("length", field), ops.Draw(t, "op"), numbers.Draw(t, "n"))
	case 9:
		return pick(t, call("matches", field, "^[0-9]+$"), call("changed", field), cmp(path("contact.source"), expr.Eq, "web"), cmp(path("contact.topic"), expr.Eq, "api"))
	case 10:
		return pick(t, call("is_set", path("lifecycle.lead")), call("is_set", path("contact.interests")), cmp(path("lifecycle.account"), expr.Ge, path("stage.account.customer")))
	}
	return call(pick(t, "contains", "starts_with"), call("lower", call("coalesce", field, "Germany")), s)
}

func genCond(t *rapid.T, object string, depth int) expr.Expr {
	if depth == 0 {
		return genTest(t, object)
	}
	sub := func() expr.Expr { return genCond(t, object, depth-1) }
	switch rapid.IntRange(0, 9).Draw(t, "node") {
	case 0, 1:
		return and(sub(), sub())
	case 2:
		return or(sub(), sub(), sub())
	case 3, 4:
		return not(sub())
	case 5:
		return ifelse(sub(), sub(), sub())
	case 6:
		return call("at_least", 2, sub(), sub(), sub())
	case 7:
		if object == "contact" {
			q := pick(t, "any", "all")
			to := pick(t, "deal", "deal", "company")
			return call(q, path(to), genCond(t, to, depth-1))
		}
	case 8:
		if object == "contact" {
			args := []any{path("deal")}
			if rapid.Bool().Draw(t, "where") {
				args = append(args, genCond(t, "deal", depth-1))
			}
			return cmp(call("count", args...), ops.Draw(t, "op"), numbers.Draw(t, "n"))
		}
	}
	return sub()
}

func genRec(t *rapid.T, object string, now time.Time) *rec {
	r := &rec{object: object, vals: map[string]any{}, stages: map[string]string{}, rel: map[string][]*rec{}, now: now}
	for _, name := range fieldNames {
		f := fieldDefs[name]
		n := len(object) + 1
		if len(name) < n || name[:n] != object+"." || rapid.IntRange(0, 3).Draw(t, "has") == 0 {
			continue
		}
		var v any
		switch f.typ.Kind {
		case expr.Number:
			v = pick(t, 0.0, 1, 2, 3, -1, 2.5, 50)
		case expr.Bool:
			v = rapid.Bool().Draw(t, "bool")
		case expr.Option:
			v = pick(t, f.typ.Options...)
		case expr.Options:
			v = pick(t, []string{"price"}, []string{"api", "sso"}, []string{"price", "api", "sso"})
		case expr.Ref:
			v = pick(t, "ann", "bob")
		case expr.Date, expr.DateTime:
			at := now.AddDate(0, 0, -pick(t, 0, 1, 7, 14, 15, -3)).Add(time.Duration(pick(t, 0, 0, 1, -1)) * time.Millisecond)
			if f.typ.Kind == expr.Date || f.prop.Type == "date" {
				at = at.Add(time.Duration(pick(t, 0, 5, -5)) * time.Hour)
			}
			if f.prop.Type == "date" {
				at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
			}
			v = at
		default:
			v = pick(t, "germany", "Germany", "GERMANY", "+49 30", "+49", "49", "12-3", "a b", "web")
		}
		r.vals[name[n:]] = v
	}
	for flow, f := range flows {
		if f.Object != object {
			continue
		}
		switch i := rapid.IntRange(-2, len(f.Stages)-1).Draw(t, flow); i {
		case -2:
		case -1:
			r.stages[flow] = ""
		default:
			r.stages[flow] = f.Stages[i].Address
		}
	}
	if object == "contact" {
		if rapid.Bool().Draw(t, "scored") {
			f := pick(t, 0.0, 2, 50, 60)
			r.score = &f
		}
		if rapid.IntRange(0, 3).Draw(t, "company") > 0 {
			r.rel["company"] = []*rec{genRec(t, "company", now)}
			r.extra = []*rec{genRec(t, "company", now)}
		}
		for range rapid.IntRange(0, 2).Draw(t, "deals") {
			r.rel["deal"] = append(r.rel["deal"], genRec(t, "deal", now))
		}
	}
	return r
}

// holdsTo checks what a filter accepts against the criterion, as its fit says.
func holdsTo(f Fit, truth, accepts bool) bool {
	switch f {
	case Exact:
		return accepts == truth
	case Broader:
		return accepts || !truth
	case Narrower:
		return truth || !accepts
	}
	return true
}

var tally = map[string]int{}

func propAgrees(t *rapid.T) {
	zone := pick(t, "", "", "America/New_York", "Asia/Kolkata")
	loc, _ := time.LoadLocation(zone)
	raw := genCond(t, "contact", rapid.IntRange(0, 3).Draw(t, "depth"))
	e, diags := expr.CheckBool(raw, scope{"contact"})
	if diags.HasErrors() {
		t.Fatalf("%s: %v", expr.Format(raw), diags)
	}
	env := Env{Object: "contact", Zone: zone, Portal: portal{loose: rapid.Bool().Draw(t, "loose")}, Now: testNow}
	got := Compile(e, env)
	l, s := got.List, got.Search
	if (l.Fit == Exact) != (len(l.Notes) == 0) || (s.Fit == Exact) != (len(s.Notes) == 0) {
		t.Fatalf("%s: list is %v with %v, search is %v with %v", expr.Format(e), l.Fit, l.Notes, s.Fit, s.Notes)
	}
	if (l.Fit == Unusable) != (l.Branch == nil) || (s.Fit == Unusable) != (s.Groups == nil) || got.Exact() != (l.Fit == Exact) {
		t.Fatalf("%s: fit and filter disagree", expr.Format(e))
	}
	tally["list "+l.Fit.String()]++
	tally["search "+s.Fit.String()]++
	var branch wireBranch
	if l.Branch != nil {
		branch = readList(l.Branch)
	}
	for range 12 {
		r := genRec(t, "contact", testNow.In(loc))
		truth := expr.Truth(e, r)
		for _, rd := range readings {
			st := store(r, rd)
			if l.Branch != nil && !holdsTo(l.Fit, truth, inList(branch, st, testNow, rd)) {
				b, _ := json.MarshalIndent(l.Branch, "", " ")
				t.Fatalf("%s is %v for %v, not so the list, %v, read as %+v\n%s\n%v", expr.Format(e), truth, st, l.Fit, rd, b, l.Words)
			}
			if s.Groups != nil && !holdsTo(s.Fit, truth, found(s.Groups, st, rd)) {
				b, _ := json.MarshalIndent(s.Groups, "", " ")
				t.Fatalf("%s is %v for %v, not so the search, %v, read as %+v\n%s", expr.Format(e), truth, st, s.Fit, rd, b)
			}
		}
	}
}

// TestAgrees holds the compiled filters against the evaluator: some thousand criteria, a dozen
// records each, under all readings of what HubSpot does not document.
func TestAgrees(t *testing.T) {
	clear(tally)
	for range 20 {
		rapid.Check(t, propAgrees)
	}
	t.Log(tally)
	for _, kind := range []string{"list", "search"} {
		if exact := tally[kind+" exact"]; exact < 500 {
			t.Errorf("only %d criteria had an exact %s: %v", exact, kind, tally)
		}
	}
	for _, f := range []Fit{Broader, Narrower, Unusable} {
		if tally["list "+f.String()] == 0 {
			t.Errorf("no criterion gave a list that is %s", f)
		}
	}
}

// FuzzCompile compiles trees that may be wrong in every way.
func FuzzCompile(f *testing.F) { f.Fuzz(rapid.MakeFuzz(propNeverPanics)) }

func TestNeverPanics(t *testing.T) { rapid.Check(t, propNeverPanics) }

func propNeverPanics(t *rapid.T) {
	e := genTree(t, 4)
	env := testEnv()
	if rapid.Bool().Draw(t, "other") {
		env = Env{Object: "deal", Zone: "Nowhere/At_all", Portal: portal{loose: true}}
	}
	checked, _ := expr.Check(e, scope{"contact"})
	for _, e := range []expr.Expr{e, checked} {
		Rules(e, env)
		r := Compile(e, env)
		if r.List.Fit != Exact && len(r.List.Notes) == 0 || r.Search.Fit != Exact && len(r.Search.Notes) == 0 {
			t.Fatalf("%v without a note", r)
		}
	}
}

// genTree draws any tree at all.
func genTree(t *rapid.T, depth int) expr.Expr {
	kinds := 14
	if depth == 0 {
		kinds = 5
	}
	sub := func() expr.Expr { return genTree(t, depth-1) }
	subs := func() []any {
		var out []any
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			if s := sub(); s != nil {
				out = append(out, s)
			}
		}
		return out
	}
	exprs := func() []expr.Expr {
		var out []expr.Expr
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			out = append(out, sub())
		}
		return out
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0, 1:
		return path(pick(t, append([]string{"stage.lead.mql", "lifecycle.lead", "pipeline.sales", "scoring.lead.fit", "scoring.lead.meets.mql", "deal", "x"}, fieldNames...)...))
	case 2:
		return lit(pick[any](t, nil, true, false, 0, 1, -2.5, 1e308, "", "smb", "x", "2026-01-31", "(", []int{1}))
	case 3:
		return pick[expr.Expr](t, nil, &expr.Path{}, &expr.Literal{}, &expr.Field{Object: "contact", Name: "nope"}, &expr.Field{Object: "lead", Name: "x", Node: expr.Node{Typ: boolean}},
			&expr.Quant{Func: "all", Object: "deal"}, &expr.Quant{Func: "any", Object: "moon"}, &expr.Call{Func: "is_set"})
	case 4:
		return genTest(t, "contact")
	case 5, 6:
		return cmp(sub(), pick(t, expr.Eq, expr.Ne, expr.Lt, expr.Ge, "?"), sub())
	case 7:
		return &expr.Arith{Op: expr.Div, L: sub(), R: sub()}
	case 8:
		return &expr.Logic{And: rapid.Bool().Draw(t, "and"), Parts: exprs()}
	case 9:
		return not(sub())
	case 10:
		return &expr.Neg{X: sub()}
	case 11:
		return ifelse(sub(), sub(), sub())
	case 12:
		return &expr.ListLit{Items: exprs()}
	}
	var names []string
	for _, f := range expr.Functions() {
		names = append(names, f.Name)
	}
	return call(pick(t, append(names, "nope")...), subs()...)
}
