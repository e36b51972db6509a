package hclschema_test

import (
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// FuzzParseExpr reads criteria from any text: it never panics, and what it
// accepts can be evaluated, said in English, and read back from its canonical text as the same.
func FuzzParseExpr(f *testing.F) {
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(`
architecture "a" {
  title   = "A"
  version = "1.0.0"
}
role "r" { title = "R" }
field "contact" "band" { type = enum("A", "B") }
field "contact" "points" { type = number }
field "contact" "seen" { type = datetime }
field "company" "name" { type = text }
field "deal" "amount" { type = currency }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "one" {
    owner = role.r
    entry "e" { description = "e" }
    exit "x" { description = "x" }
  }
  stage "two" {
    owner = role.r
    entry "e" { description = "e" }
  }
}
`)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		f.Fatal(res.Diags.Err())
	}
	a := res.Architecture
	scope := a.ExprScope("", "contact")
	env := engine.NewEnv(a, &engine.Record{ID: "1", Object: "contact"}, time.Unix(0, 0))
	for _, s := range []string{
		`contact.band == "A" && contact.points >= 50`, `!is_set(company.name) || days_since(contact.seen) > 14`,
		`any(deal, deal.amount > 1000)`, `count(deal) == 2`, `at_least(2, contact.points > 1, is_set(contact.seen), true)`,
		`lifecycle.lead < stage.lead.two`, `contains(["A", "B"], contact.band) ? contact.points > 1 : false`, `max(contact.points, 3) / 0 > 1`,
		`matches(company.name, "^a.*z$")`, "contact.points > -1e9", `((((`, `"${contact.band}"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, diags := hclschema.ParseExpr(src, scope)
		if diags.HasErrors() {
			return
		}
		expr.Truth(e, env)
		expr.Failing(e, env)
		expr.Sentence(e, a.Namer())
		text := expr.Format(e)
		back, diags := hclschema.ParseExpr(text, scope)
		if diags.HasErrors() {
			t.Fatalf("%q becomes %q, which is refused: %v", src, text, diags.Err())
		}
		if !expr.Equal(e, back) {
			t.Fatalf("%q becomes %q, read back as %q", src, text, expr.Format(back))
		}
	})
}
