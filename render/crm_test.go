package render_test

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

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
	for _, want := range []string{"1 prevented, 1 manual.", "### Prevented (1)", "| One, entry “Mail” | Mail | The move is refused. |"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the enforcement document lacks %q:\n%s", want, doc)
		}
	}
	if strings.Index(doc, "### Prevented") > strings.Index(doc, "### Manual") {
		t.Error("what is prevented does not come first")
	}
	for _, d := range documents(t, res.Architecture, render.Options{}) {
		if strings.HasPrefix(d.Name, "crm-configuration") {
			t.Errorf("%s without a CRM", d.Name)
		}
	}
}

// A provider's declaration alone makes the specification readable: what is applied, by hand, impossible or elsewhere.
func TestCRMSpecification(t *testing.T) {
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(`
architecture "a" {
  title   = "A"
  version = "1.0.0"
  edge_case "back" {
    title    = "A customer comes back"
    handling = "A new deal is opened."
  }
}
role "r" { title = "R" }
field "contact" "email" { type = email }
field "deal" "amount" { type = currency }
lifecycle "lead" {
  domain       = "lead"
  object       = object.contact
  forward_only = true
  stage "one" {
    owner = role.r
    entry "in" {}
    exit "out" { then = stage.lead.two }
  }
  stage "two" {
    owner = role.r
    entry "in" {}
  }
}
pipeline "sales" {
  object = object.deal
  stage "open" {
    owner       = role.r
    probability = 20
    entry "in" {}
  }
}
environment "production" {
  crm "test" {
    objects = [object.contact]
  }
  crm "salesforce" {
    objects = [object.deal]
  }
}
`)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	info := &providers.Info{Name: "test", Title: "Test CRM",
		Capabilities: []providers.Capability{{Name: "fields", State: providers.Supported}, {Name: "slas", State: providers.Partial, Note: "Nobody is told."}},
		Types: []*providers.ResourceType{
			{Name: "test_property", Doc: "A property of an object.", Key: []string{"object", "name"}, DeleteNote: "It is archived.", Attributes: []providers.Attribute{
				{Name: "object", Type: cty.String, Required: true, Immutable: true},
				{Name: "name", Type: cty.String, Required: true},
				{Name: "help", Type: cty.String, Doc: "Shown beside the property."},
				{Name: "token", Type: cty.String, Sensitive: true},
			}},
			{Name: "test_flow", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
				{Name: "name", Type: cty.String, Required: true},
				{Name: "steps", Type: cty.DynamicPseudoType},
			}},
			{Name: "test_unused", Key: []string{"name"}, Attributes: []providers.Attribute{{Name: "name", Type: cty.String}}},
		}}
	long := "A sentence that is much longer than what has room in a column of its own."
	compiled := &providers.Compiled{
		Resources: []*providers.Resource{
			{Type: "test_property", Key: "contact/email", Origin: "field.contact.email", Values: providers.Values{"object": "contact", "name": "email", "help": long, "token": "hunter2"}},
			{Type: "test_property", Key: "contact/phone", Origin: "field.contact.phone", Values: providers.Values{"object": "contact", "name": "phone"}},
			{Type: "test_flow", Key: "welcome", Origin: "automation.welcome", Label: "flow “Welcome”", Values: providers.Values{"name": "welcome",
				"steps": []any{map[string]any{"do": "send", "wait_days": 2.0}, map[string]any{"do": "tell"}}}},
		},
		Manual: []providers.ManualStep{
			{Title: "Turn the sync on", Steps: []string{"Open Settings.", "Choose Sync."}, Why: "No interface can."},
			{Title: "Turn the old rules off", Steps: []string{"Open Rules."}, Why: "They would interfere.", Before: true},
		},
	}
	s, diags := render.Compose(res.Architecture, render.Options{CRMs: []render.CRM{{Info: info, Compiled: compiled}}})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	doc := string(s.Page("crm-configuration-test").Markdown)
	at := -1
	for _, want := range []string{ // in this order
		"- **Objects in Test CRM:** Contact\n", "- **Deal** lives elsewhere: Salesforce",
		"## Before the configuration is applied", "### 1. Turn the old rules off", "They would interfere.",
		"### Property (2)", "- Cannot be changed once it exists: object.", "- When it is removed from the architecture: It is archived.",
		"**contact**", "| Name | Token | Further settings |", "| email | (secret) | Help: " + strings.TrimSuffix(long, ".") + " |",
		"### Flow (1)", "- **flow “Welcome”**: *Name* welcome\n    - *Steps:* do: send; wait days: 2; do: tell",
		"## After the configuration is applied", "### 1. Turn the sync on", "1. Open Settings.\n2. Choose Sync.",
		"| SLAs: clocks with escalation | partial | Nobody is told. |",
		"- □ Lead (contact): One, Two\n", "- □ Lead: from Two back to One", "- □ A customer comes back: A new deal is opened.",
		"## What the settings mean", "| Help | Shown beside the property |",
	} {
		i := strings.Index(doc, want)
		if i < 0 {
			t.Errorf("%q is missing", want)
		} else if i < at {
			t.Errorf("%q comes too early", want)
		}
		at = max(at, i)
	}
	for _, not := range []string{"hunter2", "Unused", "Open 20 %", "fields with types"} {
		if strings.Contains(doc, not) {
			t.Errorf("%q is in the document", not)
		}
	}
	if t.Failed() {
		t.Log(doc)
	}
}

// Rules of one place that hold in the same way share a row, and so do places with the same rules; ways in which many rules
// hold have a table of their own. They are still counted one by one.
func TestEnforcementIsGrouped(t *testing.T) {
	a := load(t, "simple-pipeline")
	crms := []render.CRM{{Info: &providers.Info{Name: "test", Title: "Test CRM"}, Compiled: &providers.Compiled{Enforcement: []providers.Enforcement{
		{Address: "stage.lead.new", Criterion: "Mail is known", Class: providers.Prevented, How: "Refused."},
		{Address: "stage.lead.new", Criterion: "Phone is known", Class: providers.Prevented, How: "Refused."},
		{Address: "stage.lead.new", Criterion: "has an owner", Class: providers.Manual, How: "People look."},
		{Address: "stage.lead.contacted", Criterion: "Mail is known", Class: providers.Prevented, How: "Refused."},
		{Address: "stage.lead.qualified", Criterion: "Mail is known", Class: providers.Prevented, How: "Refused."},
		{Address: "handoff.a", Criterion: "Price is known", Class: providers.Prevented, How: "Refused."},
	}}}}
	s, diags := render.Compose(a, render.Options{CRMs: crms})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	doc := string(s.Page("crm-configuration-test").Markdown)
	for _, want := range []string{"5 prevented, 1 manual.", "### Prevented (5)\n\n**Refused.**", "| New | Mail is known; Phone is known |\n",
		"| Contacted; Qualified | Mail is known |\n", "### Manual (1)\n\n| Where | Rule | How |", "| New | Has an owner | People look. |"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
