package expr

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	genOp    = rapid.SampledFrom([]Op{Eq, Ne, Lt, Le, Gt, Ge, Add, Sub, Mul, Div, Mod, "?"})
	genValue = rapid.SampledFrom([]any{nil, true, false, 0.0, 1.0, -2.5, 1e308, "", "ent", "api", "x", "2026-01-31", "2026-01-31T00:00:00Z", "(", 7, []int{1}})
	genPath  = rapid.SampledFrom([]string{"contact.email", "contact.fit_score", "contact.eng", "contact.requested_demo", "contact.born", "contact.seen_at",
		"contact.interests", "contact.owner", "company.segment", "company.industry", "deal.amount", "deal.status", "project.name", "contact.nope", "deal", "object.deal",
		"lifecycle.lead", "stage.lead.mql", "stage.lead.sql", "stage.sales.won", "pipeline.sales", "scoring.lead.fit", "scoring.lead.meets.mql", "scoring.x", "", "a.b.c", "module.x"})
	genFunc = rapid.SampledFrom(append(functionNames(), "nope"))
)

// genTree draws any tree at all, right or wrong.
func genTree(t *rapid.T, depth int) Expr {
	kinds := 12
	if depth == 0 {
		kinds = 3
	}
	sub := func() Expr { return genTree(t, depth-1) }
	subs := func(lo, hi int) []Expr {
		var out []Expr
		for range rapid.IntRange(lo, hi).Draw(t, "n") {
			out = append(out, sub())
		}
		return out
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return &Path{Parts: strings.Split(genPath.Draw(t, "path"), ".")}
	case 1:
		return &Literal{Value: genValue.Draw(t, "value")}
	case 2:
		return rapid.SampledFrom([]Expr{nil, &Path{}, &Field{Object: "contact", Name: "eng"}, &Literal{}}).Draw(t, "odd")
	case 3, 4:
		return &Compare{Op: genOp.Draw(t, "op"), L: sub(), R: sub()}
	case 5:
		return &Arith{Op: genOp.Draw(t, "op"), L: sub(), R: sub()}
	case 6:
		return &Logic{And: rapid.Bool().Draw(t, "and"), Parts: subs(0, 4)}
	case 7:
		return &Not{X: sub()}
	case 8:
		return &Neg{X: sub()}
	case 9:
		return &Cond{If: sub(), Then: sub(), Else: sub()}
	case 10:
		return &ListLit{Items: subs(0, 3)}
	}
	return &Call{Func: genFunc.Draw(t, "func"), Args: subs(0, 4)}
}

// genCondition draws a condition that is right.
func genCondition(t *rapid.T, depth int) Expr {
	kinds := 12
	if depth == 0 {
		kinds = 8
	}
	sub := func() Expr { return genCondition(t, depth-1) }
	num := func() Expr {
		return rapid.SampledFrom([]Expr{path("contact.eng"), path("contact.fit_score"), lit(3), lit(-1.5), calc(path("contact.eng"), Div, path("contact.fit_score")),
			call("count", path("deal")), call("days_since", path("contact.born")), path("scoring.lead.fit"), call("coalesce", path("contact.eng"), 0)}).Draw(t, "number")
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return path("contact.requested_demo")
	case 1:
		return path("scoring.lead.meets.mql")
	case 2:
		return set(rapid.SampledFrom([]string{"contact.email", "contact.interests", "lifecycle.lead"}).Draw(t, "of"))
	case 3, 4:
		return cmp2(num(), rapid.SampledFrom([]Op{Eq, Ne, Lt, Le, Gt, Ge}).Draw(t, "op"), num())
	case 5:
		return call("contains", list("smb", "ent"), path("company.segment"))
	case 6:
		return cmp2(path("lifecycle.lead"), rapid.SampledFrom([]Op{Eq, Ne, Lt, Le, Gt, Ge}).Draw(t, "op"), path("stage.lead.mql"))
	case 7:
		return cmp2(path("contact.born"), Lt, "2000-01-31")
	case 8:
		return and(sub(), sub(), sub())
	case 9:
		return or(sub(), sub())
	case 10:
		return not(sub())
	}
	return rapid.SampledFrom([]Expr{call("at_least", 1, sub(), sub()), ifelse(sub(), sub(), sub()),
		call("any", path("deal"), cmp2(path("deal.amount"), Gt, 700))}).Draw(t, "other")
}

// genEnv draws a record of which any value may be missing.
func genEnv(t *rapid.T) testEnv {
	e := record()
	for k := range testFields {
		switch rapid.IntRange(0, 3).Draw(t, k) {
		case 0:
			delete(e.fields, k)
		case 1:
			e.fields[k] = rapid.SampledFrom([]any{"", "x", 3, -1.0, true, "2026-01-31", []string{"api"}, now, struct{}{}}).Draw(t, "value")
		}
	}
	if rapid.Bool().Draw(t, "no stage") {
		e.stage = ""
	}
	return e
}

func propAnyTree(t *rapid.T) {
	e := genTree(t, 4)
	out, diags := CheckBool(e, testScope{"contact"})
	Format(e)
	Format(out)
	env := genEnv(t)
	if out != nil {
		Eval(out, env)
		Failing(out, env)
		Sentence(out, testNames{})
		Fields(out)
	}
	if diags.HasErrors() || out == nil {
		return
	}
	again, diags := CheckBool(out, testScope{"contact"})
	if diags.HasErrors() || !Equal(out, again) {
		t.Fatalf("checking again: %s became %s: %v", Format(out), Format(again), diags)
	}
}

func TestAnyTree(t *testing.T) { rapid.Check(t, propAnyTree) }

func FuzzCheck(f *testing.F) { f.Fuzz(rapid.MakeFuzz(propAnyTree)) }

func TestConditions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := genCondition(t, 3)
		e, diags := CheckBool(raw, testScope{"contact"})
		if diags.HasErrors() {
			t.Fatalf("%s: %v", Format(raw), diags)
		}
		env := genEnv(t)
		holds := Truth(e, env)
		if Truth(must(not(raw)), env) == holds {
			t.Fatalf("both %s and its negation are %v", Format(e), holds)
		}
		failing := Failing(e, env)
		if holds != (len(failing) == 0) {
			t.Fatalf("%s is %v, and %d parts fail", Format(e), holds, len(failing))
		}
		for _, p := range failing {
			if Truth(p, env) {
				t.Fatalf("%s holds, and is said to fail in %s", Format(p), Format(e))
			}
		}
		if Sentence(e, testNames{}) == "" {
			t.Fatalf("%s has no sentence", Format(e))
		}
	})
}
