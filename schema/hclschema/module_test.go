package hclschema

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// What a module block gives keeps its meaning inside the module: references are seen from where they are written.
func TestModuleInputsKeepTheirMeaning(t *testing.T) {
	a := mustLoad(t, Options{}, map[string]string{
		"x.hcl": `
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    owner = role.sdr
    entry "e" { description = "x" }
    exit "x" { description = "x" }
  }
  stage "mql" {
    owner = role.sdr
    entry "e" { description = "x" }
  }
}
module "m" {
  source = "./m"
  ready  = lifecycle.lead >= stage.lead.mql && contact.score > 3
  starts = entering(stage.lead.mql)
}
`,
		"m/main.hcl": `
variable "ready" {}
variable "starts" {}
routing "r" {
  object   = object.contact
  trigger  = var.starts
  fallback = role.desk
  rule "hot" {
    when = var.ready
    to   = role.desk
  }
}
role "desk" { title = "Desk" }
`})
	r := schema.Find[schema.Routing](a, "module.m.routing.r")
	if r == nil {
		t.Fatal("no routing")
	}
	if r.Trigger.Target != "stage.lead.mql" || r.Fallback != "module.m.role.desk" {
		t.Errorf("trigger %v, fallback %s", r.Trigger, r.Fallback)
	}
	if got, want := expr.Format(r.Rules[0].When.Expr), "lifecycle.lead >= stage.lead.mql && contact.score > 3"; got != want {
		t.Errorf("rule is %s, want %s", got, want)
	}
}

func TestSameFieldInTwoModules(t *testing.T) {
	files := map[string]string{
		"a/main.hcl": `field "contact" "z" { type = text }`,
		"b/main.hcl": "\n\nfield \"contact\" \"z\" {\n  type = text\n}",
		"m.hcl":      "module \"a\" { source = \"./a\" }\nmodule \"b\" { source = \"./b\" }",
	}
	if a := mustLoad(t, Options{}, files); a.Field("contact", "z") == nil {
		t.Error("no field contact.z")
	}
}

func TestParseExpr(t *testing.T) {
	a := mustLoad(t, Options{}, nil)
	for src, want := range map[string]string{
		`contact.score > 1`:                "",
		`contact.score >`:                  "SC0001",
		`contact.scor > 1`:                 "SC0203",
		`contact.score`:                    "SC0207",
		`var.x`:                            "SC0111",
		`{ a = contact.score }`:            "SC0201",
		strings.Repeat("!", 300) + `true`:  "SC0201",
		`contains(["low"], contact.level)`: "",
	} {
		e, ds := ParseExpr(src, a.ExprScope("", "contact"))
		switch {
		case want == "" && (e == nil || ds.HasErrors()):
			t.Errorf("%s: %v", src, ds)
		case want != "" && (len(ds) == 0 || string(ds[0].Code) != want):
			t.Errorf("%s: %v, want %s", src, ds, want)
		}
	}
}
