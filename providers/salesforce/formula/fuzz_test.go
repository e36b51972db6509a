package formula

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// propWithinLimits: whatever is asked for, there is a formula within the limit or a reason, and each part is balanced.
func propWithinLimits(t *rapid.T) {
	env := testEnv()
	env.Use = pick(t, Validation, Column, Entry)
	env.Limit = Limit{Characters: pick(t, 0, 40, 300), Bytes: pick(t, 0, 200)}
	var e expr.Expr
	if rapid.Bool().Draw(t, "checked") {
		e = genCriterion().Draw(t, "criterion")
	} else if e, _ = expr.Check(genCond(t, 2), scope{pick(t, "contact", "deal")}); rapid.Bool().Draw(t, "without") {
		e = nil
	}
	check := func(formula string, refused []Note) {
		if formula == "" && len(refused) == 0 {
			t.Fatal("neither a formula nor a reason")
		}
		if !env.Limit.holds(formula) {
			t.Fatalf("%d characters", units(formula))
		}
		if !balanced(formula) {
			t.Fatalf("not balanced: %s", formula)
		}
		if env.Use == Column && (strings.Contains(formula, "PRIORVALUE(") || strings.Contains(formula, "ISCHANGED(") || strings.Contains(formula, "ISNEW(")) {
			t.Fatalf("a formula field that sees changes: %s", formula)
		}
	}
	for _, make := range []func(expr.Expr, Env) Result{Compile, Refuse, Value} {
		r := make(e, env)
		check(r.Formula, r.Refused)
		if r.Formula != "" && r.Refused != nil {
			t.Fatalf("refused, and yet %s", r.Formula)
		}
	}
	for _, rule := range env.Gate(e, env.Moving("lifecycle.lead", "", "stage.lead.sql"), env.Unless("Bypass")).Rules {
		check(rule.Formula, nil)
	}
	r := Score([]Points{{e, rapid.Float64().Draw(t, "points")}}, nil, nil, env)
	check(r.Formula, r.Refused)
}

// balanced tells whether the parentheses and quotation marks of a formula belong together.
func balanced(formula string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(formula); i++ {
		switch c := formula[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 && !quoted
}

func TestFormulasAreWithinTheLimits(t *testing.T) { rapid.Check(t, propWithinLimits) }
func FuzzFormula(f *testing.F)                    { f.Fuzz(rapid.MakeFuzz(propWithinLimits)) }

func FuzzPattern(f *testing.F) {
	for _, p := range []string{"^a$", "(?i)é|ß", `[^\w\s]{2,}?`, "(((", "a{1001}", `\pL`, "(?m)^x$|\\bq", "😀-[\x00-\U0010ffff]"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		java, ok := javaPattern(pattern)
		if _, writable := quote(java); ok && !writable {
			t.Errorf("%q becomes %q, which no formula can hold", pattern, java)
		}
	})
}
