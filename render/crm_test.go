package render_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// What a CRM does for a criterion is said beside the criterion and listed in a document of its own.
func TestEnforcement(t *testing.T) {
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(`
architecture "a" {
  title   = "A"
  version = "1.0.0"
}
role "r" { title = "R" }
field "contact" "email" { type = email }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "one" {
    owner = role.r
    entry "mail" { when = is_set(contact.email) }
  }
}
`)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	crms := []render.CRM{{Info: &providers.Info{Name: "test", Title: "Test CRM"}, Compiled: &providers.Compiled{Enforcement: []providers.Enforcement{
		{Address: "stage.lead.one", Criterion: "Owner", Class: providers.Manual, How: "People look."},
		{Address: "stage.lead.one.entry.mail", Criterion: "Mail", Class: providers.Prevented, How: "The move is refused."},
	}}}}
	docs, diags := render.Documents(res.Architecture, render.Options{CRMs: crms})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	text := map[string]string{}
	for _, d := range docs {
		text[d.File()] = string(d.Data)
	}
	if want := "*Prevented in Test CRM.*"; !strings.Contains(text["definition-alignment.md"], want) {
		t.Errorf("the alignment document does not say %q", want)
	}
	doc := text["crm-configuration-test.md"]
	for _, want := range []string{"1 prevented, 1 manual.", "| stage.lead.one.entry.mail | Mail | prevented | The move is refused. |"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the enforcement document lacks %q:\n%s", want, doc)
		}
	}
	if strings.Index(doc, "prevented |") > strings.Index(doc, "manual |") {
		t.Error("what is prevented does not come first")
	}
	for _, d := range documents(t, res.Architecture, render.Options{}) {
		if strings.HasPrefix(d.Name, "crm-configuration") {
			t.Errorf("%s without a CRM", d.Name)
		}
	}
}
