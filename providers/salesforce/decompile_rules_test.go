package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// folderOf is a provider of components; no org is behind it.
func folderOf(t *testing.T, components ...metadata.Component) *Provider {
	t.Helper()
	return &Provider{settings: &settings{folder: defaultFolder}, learned: newSnapshot(&metadata.Package{Components: components})}
}

func leadStatuses(names ...string) metadata.Component {
	var set metadata.StandardValueSet
	for i, n := range names {
		set.StandardValue = append(set.StandardValue, metadata.StandardValue{FullName: n, Label: n, Default: i == 0, Converted: n == "Converted"})
	}
	return metadata.New("StandardValueSet", "LeadStatus", &set)
}

func pickField(name, label string, values ...string) metadata.Component {
	var list []metadata.CustomValue
	for _, v := range values {
		list = append(list, metadata.CustomValue{FullName: v, Label: v})
	}
	_, own, _ := strings.Cut(name, ".")
	return metadata.New("CustomField", name, &metadata.CustomField{FullName: own, Label: label, Type: "Picklist",
		ValueSet: &metadata.ValueSet{ValueSetDefinition: &metadata.ValueSetValuesDefinition{Value: list}}})
}

// What picklists become.
func TestImportPicklists(t *testing.T) {
	path := metadata.New("PathAssistant", "P", &metadata.PathAssistant{MasterLabel: "P", EntityName: account, FieldName: "Journey__c", Active: true, RecordTypeName: metadata.MasterRecordType,
		PathAssistantSteps: []metadata.PathAssistantStep{{PicklistValueName: "Lost", Info: "<p>Say <i>why</i> &amp; when.</p>"}}})
	for name, tt := range map[string]struct {
		components []metadata.Component
		has, not   []schema.Address
	}{
		"lead status alone": {[]metadata.Component{leadStatuses("New", "Working", "Converted")},
			[]schema.Address{"lifecycle.lead", "stage.lead.new", "stage.lead.converted"}, nil},
		"stages of leads": {[]metadata.Component{leadStatuses("New", "Working", "Converted"), pickField("Lead.Lead_Stage__c", "Stage", "MQL", "SAL")},
			[]schema.Address{"lifecycle.lead", "stage.lead.mql", "status.lead.New"}, []schema.Address{"stage.lead.new", "status.lead.Converted"}},
		"by name": {[]metadata.Component{pickField("Contact.Lifecycle__c", "X", "A", "B"), pickField("Account.X__c", "Customer stage", "A", "B")},
			[]schema.Address{"lifecycle.lifecycle", "lifecycle.x"}, nil},
		"by path": {[]metadata.Component{pickField("Account.Journey__c", "Journey", "Won", "Lost"), path}, []schema.Address{"lifecycle.journey", "stage.journey.lost"}, nil},
		"no stages": {[]metadata.Component{pickField("Contact.Previous_Stage__c", "Previous stage", "A", "B"), pickField("Contact.Backstage__c", "Backstage", "A", "B"), pickField("Account.Stage__c", "Stage", "A")},
			[]schema.Address{schema.FieldAddress("contact", "previous_stage"), schema.FieldAddress("contact", "backstage")}, []schema.Address{"lifecycle.stage"}},
		"reasons": {[]metadata.Component{pickField("Lead.Reject_Reason__c", "Why rejected", "No / budget", "Timing"), pickField("Contact.Reason__c", "Reason", "A")},
			[]schema.Address{"reasons.reject_reason", schema.FieldAddress("contact", "reason")}, []schema.Address{"reasons.reason"}},
	} {
		t.Run(name, func(t *testing.T) {
			a, diags := imported(t, folderOf(t, tt.components...))
			if f := changing(diags); f != "" {
				t.Error(f)
			}
			for _, want := range tt.has {
				if a.Lookup(want) == nil {
					t.Errorf("%s is not imported", want)
				}
			}
			for _, not := range tt.not {
				if a.Lookup(not) != nil {
					t.Errorf("%s is imported", not)
				}
			}
			if s := schema.Find[schema.Stage](a, "stage.journey.lost"); s != nil && s.Guidance != "Say why & when." {
				t.Errorf("guidance %q", s.Guidance)
			}
		})
	}
}

const governed = `
architecture "x" {
  version  = "1.2.3"
  title    = "Acme"
  motion   = "sales_led"
  currency = "EUR"
}
role "ae" { title = "Account Executive" }
field "lead" "budget" {
  type   = text
  usage  = "What they can spend"
  source = "Form"
  owner  = role.ae
}
lifecycle "person" {
  domain       = "lead"
  object       = object.lead
  forward_only = true
  stage "new" {
    owner = role.ae
    entry "known" { description = "We know who it is" }
    exit "asked" { description = "They asked" }
    raci {
      accountable = role.ae
      responsible = [role.ae]
    }
  }
  stage "mql" {
    short    = "MQL"
    state    = "confirmed"
    golden   = true
    owner    = role.ae
    requires = [lead.budget]
    entry "asked" { description = "They asked" }
  }
}
`

// What was made of an architecture is known again: names, criteria, who answers for what.
func TestImportGoverned(t *testing.T) {
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(governed)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	target := providers.Target{CRM: &schema.CRM{Provider: provider}}
	c, diags := Factory().Compile(r.Architecture, target)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	w := newChange(newOrg())
	var ops []*providers.Operation
	for _, r := range c.Resources {
		ops = append(ops, &providers.Operation{Action: providers.Create, Type: r.Type, Key: r.Key, After: r.Values})
	}
	if err := w.write(ops); err != nil {
		t.Fatal(err)
	}
	a, diags := imported(t, folderOf(t, w.pack().Components...))
	if f := changing(diags); f != "" {
		t.Error(f)
	}
	l, s := schema.Find[schema.Lifecycle](a, "lifecycle.person"), schema.Find[schema.Stage](a, "stage.person.mql")
	if l == nil || s == nil {
		t.Fatal("the lifecycle has lost its names")
	}
	f := schema.Find[schema.Field](a, schema.FieldAddress("lead", "budget"))
	first := l.Stages[0]
	for what, ok := range map[string]bool{
		"version": a.Info.Version == "1.2.3" && a.Info.Title == "Acme", "forward only": l.ForwardOnly && !l.NoSkip,
		"facts": slices.Equal(s.Requires, []schema.Address{schema.FieldAddress("lead", "budget")}), "short": s.Short == "MQL",
		"state": s.State == "confirmed" && s.Golden, "owner": schema.Title(a.Lookup(s.Owner)) == "Account Executive",
		"entry":       len(first.Entry) == 1 && first.Entry[0].Description == "We know who it is",
		"RACI":        first.RACI != nil && first.RACI.Accountable == s.Owner && len(first.RACI.Responsible) == 1,
		"field":       f != nil && f.Usage == "What they can spend" && f.Source == "Form",
		"field owner": f != nil && f.Owner == s.Owner,
	} {
		if !ok {
			t.Errorf("%s: not as it was", what)
		}
	}
	for _, d := range diags {
		if strings.Contains(d.Summary, "validation rule") && !strings.Contains(d.Summary, "Ended") {
			t.Error(d.Summary, d.Detail)
		}
	}
}
