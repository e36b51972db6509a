package salesforce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Every kind of field becomes a field with all that Salesforce demands of its type.
func TestFieldsOfEveryKind(t *testing.T) {
	kinds := []struct {
		kind string
		want providers.Values
	}{
		{"text", providers.Values{"type": "Text", "length": 255}},
		{"long_text", providers.Values{"type": "LongTextArea", "length": 32768}},
		{"number", providers.Values{"type": "Number", "precision": 18, "scale": 2}},
		{"currency", providers.Values{"type": "Currency", "precision": 18, "scale": 2}},
		{"percent", providers.Values{"type": "Percent", "precision": 18, "scale": 2}},
		{"bool", providers.Values{"type": "Checkbox", "default": "false"}},
		{"date", providers.Values{"type": "Date", "length": nil}},
		{"datetime", providers.Values{"type": "DateTime"}},
		{"email", providers.Values{"type": "Email"}},
		{"phone", providers.Values{"type": "Phone"}},
		{"url", providers.Values{"type": "Url"}},
		{"attachment", providers.Values{"type": "Url"}},
		{"user", providers.Values{"type": "Lookup", "references": "User", "relationship": "Opportunity_Fact"}},
		{"reference(object.contact)", providers.Values{"type": "Lookup", "references": "Contact"}},
		{`enum("a")`, providers.Values{"type": "Picklist", "restricted": true, "value_set": nil}},
		{`multi_enum("a")`, providers.Values{"type": "MultiselectPicklist", "restricted": true}},
	}
	for _, k := range kinds {
		c := structureIn(t, fmt.Sprintf("field \"deal\" \"fact\" {\n  type = %s\n}\n", k.kind))
		c.said(t)
		c.holds(t, typeField, "Opportunity/Fact__c", k.want)
		if got := list(c.valuesOf(t, typePermissionSet, accessPermissionSet)["fields"]); len(got) != 1 || got[0] != "Opportunity.Fact__c edit" {
			t.Errorf("%s: %v is granted", k.kind, got)
		}
	}
	if len(kinds) != len(fieldTypes) {
		t.Errorf("%d kinds of %d are tried", len(kinds), len(fieldTypes))
	}
}

// What a field means is said where people and admins read it, and no longer than Salesforce takes it.
func TestFieldCatalog(t *testing.T) {
	long := strings.Repeat("many words ", 40)
	c := structureIn(t, fmt.Sprintf(`
role "ops" { title = "Operations" }
role "many" { title = "Many" }
team "t" {
  member "one" {
    identity = "one@example.com"
    role     = role.ops
  }
  member "two" {
    identity = "two@example.com"
    role     = role.many
  }
  member "three" {
    identity = "three@example.com"
    role     = role.many
  }
}
field "deal" "a" {
  label    = "A label that is a good deal longer than forty characters"
  type     = text
  usage    = %q
  source   = "The form"
  owner    = role.many
  personal = true
}
field "deal" "b" {
  type  = text
  owner = role.ops
}
`, long))
	v := c.valuesOf(t, typeField, "Opportunity/A__c")
	if label, help := text(v["label"]), text(v["help"]); len([]rune(label)) > maxLabel || len([]rune(help)) > maxHelp || !strings.HasSuffix(help, "words…") {
		t.Errorf("label %q, help %q", label, help)
	}
	if d := text(v["description"]); !strings.HasPrefix(d, "A label that is a good deal longer than forty characters. many words") || !strings.HasSuffix(d, "Source: The form. Business owner: Many.") {
		t.Error(d)
	}
	c.holds(t, typeField, "Opportunity/A__c", providers.Values{"compliance": "PII", "sensitivity": nil, "owner": nil})
	c.holds(t, typeField, "Opportunity/B__c", providers.Values{"description": "Business owner: Operations.", "owner": nil})

	org := newSnapshot(nil)
	org.org = orgFacts{known: true, users: []user{{"ops@acme.example.com", "one@example.com", "One"}}}
	c = structure(c.a, org)
	c.holds(t, typeField, "Opportunity/B__c", providers.Values{"description": nil, "owner": "ops@acme.example.com"})
	c.holds(t, typeField, "Opportunity/A__c", providers.Values{"owner": nil})
}

// Standard fields keep what is Salesforce's: they are annotated, and options are added to their values.
func TestStandardFields(t *testing.T) {
	c := structureIn(t, `
field "contact" "first_name" {
  type     = text
  personal = true
}
field "contact" "lead_source" {
  type          = enum("web", "fair")
  usage         = "Where from."
  required      = true
  track_history = true
}
field "deal" "source" {
  type = enum("web")
  crm  = { salesforce = "LeadSource" }
}
field "deal" "close_date" { type = number }
field "deal" "amount" {
  type = date
  crm  = { salesforce = "Amount" }
}
`)
	c.said(t, "Amount of Opportunity has another type")
	c.holds(t, typeField, "Lead/LeadSource", providers.Values{"type": nil, "label": nil, "required": nil, "help": "Where from.", "track_history": true})
	c.holds(t, typeValue, "LeadSource/web", providers.Values{"label": "web"})
	c.holds(t, typeField, "Opportunity/Close_Date__c", providers.Values{"type": "Number"}) // which CloseDate cannot hold
	if c.has(typeField, "Contact/FirstName") || !strings.Contains(c.stepped(t, "Describe parts of names and addresses by hand"), "PII") {
		t.Error("a part of a name is no field of the metadata")
	}
	c = structureIn(t, `
field "contact" "lead_source" {
  type = enum("web")
  option "web" { label = "Our site" }
}
field "deal" "lead_source" { type = enum("web") }
`)
	c.said(t, "is called “Our site”")
}

// Fields that the org has stay what they are: their type and size, the values that they share, what people said of them.
func TestLiveFields(t *testing.T) {
	yes := true
	c := structureIn(t, `
field "contact" "band" { type = enum("A", "B") }
field "deal" "score" { type = number }
field "deal" "note" { type = date }
field "deal" "who" {
  type     = text
  personal = true
}
`, liveCustom(lead, metadata.CustomField{FullName: "Band__c", Type: "Picklist", ValueSet: ownSet("A")}),
		liveCustom(contact, metadata.CustomField{FullName: "Band__c", Type: "Picklist", ValueSet: &metadata.ValueSet{ValueSetName: "Bands"}}),
		liveCustom(opportunity, metadata.CustomField{FullName: "Score__c", Type: "Percent", Formula: "Probability"}),
		liveCustom(opportunity, metadata.CustomField{FullName: "Note__c", Type: "Checkbox"}),
		liveCustom(opportunity, metadata.CustomField{FullName: "Who__c", Type: "Text", Required: &yes, ComplianceGroup: "GDPR"}))
	c.said(t, "The field Note__c of Opportunity has another type in Salesforce It is of type Checkbox there, and date is declared")
	c.holds(t, typeField, "Lead/Band__c", providers.Values{"value_set": nil})
	c.holds(t, typeField, "Contact/Band__c", providers.Values{"value_set": "Bands"})
	c.valuesOf(t, typeValue, "Lead.Band__c/B")
	c.valuesOf(t, typeValue, "global.Bands/B")
	c.holds(t, typeField, "Opportunity/Score__c", providers.Values{"type": "Percent", "precision": nil})
	c.holds(t, typeField, "Opportunity/Who__c", providers.Values{"length": nil, "required": nil, "compliance": "GDPR;PII"})
	if got := strings.Join(list(c.valuesOf(t, typePermissionSet, accessPermissionSet)["fields"]), ","); strings.Contains(got, "Who__c") || !strings.Contains(got, "Opportunity.Score__c read") {
		t.Error(got)
	}
}

// Names are those of the org in any case of letters, and values that only the org has words for keep them.
func TestNamesAsTheOrgWritesThem(t *testing.T) {
	band := ownSet("A")
	band.ValueSetDefinition.Value[0].Label = "Best"
	c := structureIn(t, `field "deal" "icp_band" { type = enum("A", "B") }`, liveCustom(opportunity, metadata.CustomField{FullName: "ICP_Band__c", Type: "Picklist", ValueSet: band}))
	c.said(t)
	c.holds(t, typeField, "Opportunity/ICP_Band__c", providers.Values{"type": "Picklist"})
	c.holds(t, typeValue, "Opportunity.ICP_Band__c/A", providers.Values{"label": "Best"})
	c.holds(t, typeValue, "Opportunity.ICP_Band__c/B", providers.Values{"label": "B"})
}

// A field on several objects shares its values, and is one field to people.
func TestSharedValues(t *testing.T) {
	c := structureIn(t, `field "contact" "band" { type = enum("A", "B") }`)
	c.said(t)
	for _, sobject := range []string{lead, contact} {
		c.holds(t, typeField, sobject+"/Band__c", providers.Values{"value_set": "Contact_Band"})
	}
	c.holds(t, typeValue, "global.Contact_Band/B", providers.Values{"order": 1})
	c.holds(t, typeLeadMapping, "Contact/Band__c", providers.Values{"field": "Band__c"})
}

// Leads hold those facts of their company that something about them asks for, and give them to the account.
func TestCompanyFactsOnLeads(t *testing.T) {
	c := structureIn(t, `
field "contact" "phone" { type = phone }
field "contact" "size" { type = number }
field "company" "size" { type = number }
field "company" "phone" { type = phone }
field "company" "name" { type = text }
field "company" "other" { type = text }
field "company" "region" { type = text }
scoring "fit" {
  object = object.contact
  dimension "fit" {
    signal "large" {
      points = 1
      when   = company.size > 5 && is_set(company.phone) && is_set(company.name)
    }
  }
}
routing "people" {
  object = object.contact
  method = "territory"
  by     = company.region
}
`)
	c.said(t)
	for _, name := range []string{"Size__c", "Company_Size__c", "Company_Phone__c", "Company", "Region__c"} {
		c.valuesOf(t, typeField, "Lead/"+name)
	}
	if c.has(typeField, "Lead/Other__c") {
		t.Error("nothing asks for it")
	}
	c.holds(t, typeLeadMapping, "Account/Company_Size__c", providers.Values{"field": "Size__c"})
	c.holds(t, typeLeadMapping, "Contact/Size__c", providers.Values{"field": "Size__c"})
}

// A field is required everywhere only where that refuses no record that was fine before.
func TestRequiredFields(t *testing.T) {
	const text = `
field "deal" "a" {
  type     = text
  required = true
}
field "project" "b" {
  type     = text
  required = true
}
field "project" "c" {
  type     = bool
  required = true
}
`
	c := structureIn(t, text)
	c.holds(t, typeField, "Opportunity/A__c", providers.Values{"required": nil})
	c.holds(t, typeField, "Project__c/B__c", providers.Values{"required": true})
	c.holds(t, typeField, "Project__c/C__c", providers.Values{"required": nil})
	if got := list(c.valuesOf(t, typePermissionSet, accessPermissionSet)["fields"]); slices.Contains(got, "Project__c.B__c edit") || !slices.Contains(got, "Project__c.C__c edit") {
		t.Errorf("%v is granted", got)
	}
	there := metadata.New("CustomObject", "Project__c", &metadata.CustomObject{Label: "Project"})
	c = structureIn(t, text, there)
	c.holds(t, typeField, "Project__c/B__c", providers.Values{"required": nil})
	c = structureIn(t, text+`
automation "make" {
  trigger = every("1d")
  action "make" {
    do     = "create_record"
    object = object.project
  }
}
`)
	c.holds(t, typeField, "Project__c/B__c", providers.Values{"required": nil})
}

// What lives in another CRM is named by a text, since no lookup leads there.
func TestReferencesElsewhere(t *testing.T) {
	a := structureArch(t, `
field "deal" "buyer" { type = reference(object.contact) }
field "deal" "company" { type = reference(object.company) }
`)
	target := providers.Target{CRM: &schema.CRM{Provider: provider, Objects: []schema.Address{"object.deal", "object.company"}}}
	s, err := readSettings(target, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := newCompiler(a, target, s, newSnapshot(nil))
	c.fields()
	c.holds(t, typeField, "Opportunity/Buyer__c", providers.Values{"type": "Text", "length": 255, "references": nil})
	c.stepped(t, "Write down who lives in the other CRM")
	c.valuesOf(t, typeField, "Opportunity/AccountId") // Salesforce has the relationship
}

// Options that are no longer offered are left out, and people are told of those that nobody declared.
func TestDeprecatedOptions(t *testing.T) {
	const text = `
field "deal" "band" {
  type = enum("A", "B")
  option "A" { deprecated = true }
}
`
	c := structureIn(t, text)
	if c.has(typeValue, "Opportunity.Band__c/A") || len(c.out.Manual) != 1 {
		t.Error(c.out.Manual)
	}
	c = structureIn(t, text, liveCustom(opportunity, metadata.CustomField{FullName: "Band__c", Type: "Picklist", ValueSet: ownSet("A", "B")}))
	c.stepped(t, "Deactivate options that are deprecated")
}
