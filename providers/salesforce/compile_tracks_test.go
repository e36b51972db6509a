package salesforce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// selling is a pipeline with an open stage of a probability, one that is won and one that is on hold.
func selling(name string, chance int) string {
	return fmt.Sprintf(`
pipeline %q {
  stage "proposal" {
    label       = "Proposal"
    probability = %d
    forecast    = "commit"
  }
  stage "talks" { label = "Talks %[1]s" }
  stage "hold" {
    label   = "On hold %[1]s"
    outcome = "holding"
  }
  stage "won" {
    label   = "Closed Won"
    outcome = "won"
  }
}
`, name, chance)
}

// Pipelines of deals are one set of stages. Stages that mean the same are one value; an org has one chance of a value, so
// others are told apart. What a value is called does not depend on which other pipelines there are.
func TestPipelinesShareStages(t *testing.T) {
	c := structureIn(t, selling("b", 50)+selling("c", 60))
	c.said(t)
	c.holds(t, typeValue, "OpportunityStage/b_proposal", providers.Values{"label": "Proposal", "probability": 50, "forecast": "Forecast", "closed": false})
	c.holds(t, typeValue, "OpportunityStage/c_proposal", providers.Values{"label": "Proposal (C)", "probability": 60})
	c.holds(t, typeValue, "OpportunityStage/b_talks", providers.Values{"probability": 40, "forecast": "Pipeline"})
	c.holds(t, typeValue, "OpportunityStage/b_hold", providers.Values{"closed": false, "won": false, "forecast": "Omitted"})
	c.holds(t, typeValue, "OpportunityStage/Closed Won", providers.Values{"closed": true, "won": true, "probability": 100, "forecast": "Closed"})
	if c.has(typeValue, "OpportunityStage/c_won") {
		t.Error("both pipelines end in one stage")
	}
	for _, name := range []string{"B", "C"} {
		values := list(c.valuesOf(t, typeProcess, "Opportunity/"+name)["values"])
		if len(values) != 4 || !slices.Contains(values, "Closed Won") || !slices.Contains(values, strings.ToLower(name)+"_proposal") {
			t.Error(values)
		}
		c.holds(t, typeRecordType, "Opportunity/"+name, providers.Values{"process": "Opportunity/" + name, "label": name})
	}
	if got := list(c.valuesOf(t, typePermissionSet, accessPermissionSet)["record_types"]); len(got) != 2 {
		t.Error(got)
	}

	live := liveStages(metadata.StandardValue{FullName: "b_proposal", Label: "Proposal"}, metadata.StandardValue{FullName: "c_proposal", Label: "Proposal (C)"},
		metadata.StandardValue{FullName: "Verhandlung", Label: "Talks b"}, metadata.StandardValue{FullName: "Gewonnen", Label: "Closed Won"})
	c = structureIn(t, selling("a", 70)+selling("b", 50)+selling("c", 60), live)
	c.said(t)
	c.holds(t, typeValue, "OpportunityStage/b_proposal", providers.Values{"probability": 50})
	c.holds(t, typeValue, "OpportunityStage/c_proposal", providers.Values{"probability": 60})
	c.holds(t, typeValue, "OpportunityStage/a_proposal", providers.Values{"probability": 70})
	c.holds(t, typeValue, "OpportunityStage/Verhandlung", providers.Values{"label": "Talks b"})
	c.holds(t, typeValue, "OpportunityStage/Gewonnen", providers.Values{"won": true})
}

// One pipeline of an object needs no record type, and stages may name their values.
func TestOnePipeline(t *testing.T) {
	c := structureIn(t, `
pipeline "sales" {
  stage "first" {
    label       = "First"
    probability = 12.5
    crm         = { salesforce = "Prospecting" }
  }
}
pipeline "delivery" {
  object = object.project
  stage "first" { label = "First" }
}
`)
	c.said(t, "Salesforce keeps whole per cents")
	c.holds(t, typeValue, "OpportunityStage/Prospecting", providers.Values{"label": "First", "probability": 13, "order": 0})
	c.holds(t, typeValue, "Project__c.Delivery_Stage__c/first", providers.Values{"probability": nil, "order": 0})
	c.holds(t, typeField, "Opportunity/StageName", providers.Values{"track_history": true, "type": nil})
	for _, r := range c.out.Resources {
		if r.Type == typeRecordType || r.Type == typeProcess {
			t.Errorf("%s is not needed", r.Address())
		}
	}
}

// A record type is that of its name or label in the org.
func TestRecordTypeNames(t *testing.T) {
	live := metadata.New("RecordType", "Opportunity.NB", &metadata.RecordType{Label: "New Business", Active: true})
	c := structureIn(t, strings.Replace(selling("b", 50), "\n  stage", "\n  crm = { salesforce = \"New Business\" }\n  stage", 1)+selling("c", 50), live)
	c.valuesOf(t, typeRecordType, "Opportunity/NB")
	c = structureIn(t, strings.Replace(selling("b", 50), "\n  stage", "\n  crm = { salesforce = \"New Business\" }\n  stage", 1)+selling("c", 50))
	c.valuesOf(t, typeRecordType, "Opportunity/New_Business")
}

// Records of a record type may have all values but the stages of other pipelines.
func TestPicklistsOfRecordTypes(t *testing.T) {
	c := structureIn(t, `
field "project" "size" { type = enum("s", "l") }
pipeline "a" {
  object = object.project
  stage "one" { label = "One" }
}
pipeline "b" {
  object = object.project
  stage "two" { label = "Two" }
}
`)
	c.said(t)
	picklists := c.valuesOf(t, typeRecordType, "Project__c/A")["picklists"].(map[string]any)
	if len(picklists) != 2 || len(list(picklists["Size__c"])) != 2 || list(picklists["A_Stage__c"])[0] != "one" {
		t.Error(picklists)
	}
	c.holds(t, typeRecordType, "Project__c/A", providers.Values{"process": nil})
	c = structureIn(t, `
status "lead" "fresh" { label = "Fresh" }
pipeline "a" {
  object = object.lead
  stage "one" { label = "One" }
}
pipeline "b" {
  object = object.lead
  stage "two" { label = "Two" }
}
`)
	v := c.valuesOf(t, typeProcess, "Lead/A")
	if got := list(v["values"]); !slices.Contains(got, "fresh") || !slices.Contains(got, "Closed - Converted") || v["default"] != "fresh" {
		t.Errorf("a process of leads is made of statuses: %v", v)
	}
}

// The one lifecycle of leads is their status, of which one means converted and one is the default.
func TestLeadStatus(t *testing.T) {
	const lifecycle = `
lifecycle "lead" {
  domain = "lead"
  object = object.lead
  stage "new" { label = "New" }
  stage "done" {
    label   = "Done"
    outcome = "won"
  }
}
`
	c := structureIn(t, lifecycle)
	c.said(t)
	c.holds(t, typeValue, "LeadStatus/new", providers.Values{"default": true, "converted": false})
	c.holds(t, typeValue, "LeadStatus/done", providers.Values{"default": nil, "converted": true})
	c.holds(t, typeSetting, "LeadConfig/doesTrackHistory", providers.Values{"value": "true"})

	c = structureIn(t, lifecycle+`
status "lead" "open" {
  label = "Working"
  order = 1
}
status "deal" "busy" { label = "Busy" }
`)
	c.said(t)
	c.holds(t, typeValue, "LeadStatus/open", providers.Values{"default": true, "converted": nil})
	c.holds(t, typeValue, "Lead.Lead_Stage__c/done", providers.Values{"converted": nil})
	c.holds(t, typeValue, "Opportunity.Status__c/busy", providers.Values{"label": "Busy"})
	c.holds(t, typeField, "Opportunity/Status__c", providers.Values{"type": "Picklist"})
}

// People who are leads first have one lifecycle on both objects, with one set of values, which conversion carries over.
func TestLifecycleOfPeople(t *testing.T) {
	c := structureIn(t, `
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" { label = "New" }
}
`)
	c.said(t)
	for _, sobject := range []string{lead, contact} {
		c.holds(t, typeField, sobject+"/Lead_Stage__c", providers.Values{"value_set": "Lead_Stage", "track_history": true})
	}
	c.valuesOf(t, typeValue, "global.Lead_Stage/new")
	c.valuesOf(t, typeLeadMapping, "Contact/Lead_Stage__c")
	c.holds(t, typeObject, contact, providers.Values{"track_history": true})
	if c.has(typeObject, lead) {
		t.Error("history of leads is a setting")
	}
	c.valuesOf(t, typePath, "Lead_Lead")
	c.valuesOf(t, typePath, "Lead_Contact")
}

// Paths say what a stage means, asks for and leads to, as text and not as markup, with the first few facts.
func TestPaths(t *testing.T) {
	c := structureIn(t, `
field "deal" "a" { type = text }
field "deal" "b" { type = text }
field "deal" "c" { type = text }
field "deal" "d" { type = text }
field "deal" "amount" { type = currency }
field "deal" "e" { type = text }
pipeline "sales" {
  stage "open" {
    label      = "Open"
    definition = "Budget > 5 & <b>known</b>."
    requires   = [deal.a, deal.owner, deal.b, deal.c, deal.amount, deal.d, deal.e]
    entry "worth" { when = deal.amount >= 100 }
    exit "sent" { description = "The offer is out." }
  }
}
lifecycle "side" {
  domain = "sales"
  object = object.deal
  stage "one" { label = "One" }
}
`)
	v := c.valuesOf(t, typePath, "Side_Opportunity")
	if v["record_type"] != nil {
		t.Error(v)
	}
	if !strings.Contains(c.stepped(t, "Choose what the path of Opportunity shows"), "pipeline “Sales”") {
		t.Error("the other track has no path")
	}
	a := c.a
	a.Lifecycles = nil
	c = structure(a, newSnapshot(nil))
	step := c.valuesOf(t, typePath, "Sales_Opportunity")["steps"].(map[string]any)["sales_open"].(map[string]any)
	info := text(step["info"])
	for _, part := range []string{"<p>Budget &gt; 5 &amp; &lt;b&gt;known&lt;/b&gt;.</p>", "<b>To enter</b>", "at least 100", "<b>Needed</b>", "<li>Owner</li>", "<li>The offer is out.</li>"} {
		if !strings.Contains(info, part) {
			t.Errorf("%s\nlacks %s", info, part)
		}
	}
	if got := strings.Join(list(step["fields"]), " "); got != "A__c OwnerId B__c C__c Amount" {
		t.Error(got)
	}
	c.holds(t, typeSetting, "PathAssistant/pathAssistantEnabled", providers.Values{"value": "true"})
}

// Codes are kept on each object whose records move for them, in one set; a field of the catalog that holds them gets them
// beside its own.
func TestReasons(t *testing.T) {
	c := structureIn(t, `
field "deal" "why" { type = enum("price", "other") }
reasons "loss" {
  kind  = "loss"
  field = deal.why
  code "price" { label = "Too dear" }
}
reasons "drop" {
  kind = "drop_off"
  code "gone" { label = "Gone" }
}
reasons "unused" {
  kind = "holding"
  code "x" {}
}
reasons "fixed" {
  kind   = "rejection"
  object = object.company
  code "y" {}
}
lifecycle "company" {
  domain = "company"
  object = object.company
  stage "one" { label = "One" }
  stage "two" {
    label   = "Two"
    reasons = reasons.drop
  }
}
pipeline "sales" {
  stage "open" { label = "Open" }
  stage "lost" {
    label   = "Lost"
    outcome = "lost"
    reasons = reasons.fixed
  }
}
role "rep" { title = "Rep" }
handoff "back" {
  owner   = role.rep
  from    = stage.sales.open
  to      = stage.company.one
  recycle = true
  reasons = reasons.drop
}
`)
	c.said(t)
	c.holds(t, typeValue, "Opportunity.Why__c/price", providers.Values{"label": "Too dear"})
	c.holds(t, typeValue, "Opportunity.Why__c/other", providers.Values{"label": "other"})
	for _, sobject := range []string{account, opportunity} {
		c.holds(t, typeField, sobject+"/Drop__c", providers.Values{"value_set": "Drop", "type": "Picklist"})
	}
	c.holds(t, typeValue, "global.Drop/gone", providers.Values{"label": "Gone"})
	c.valuesOf(t, typeField, "Account/Fixed__c")
	if c.has(typeField, "Opportunity/Fixed__c") || c.has(typeGlobalValueSet, "Unused") {
		t.Error("nobody asks for these")
	}
	r := resolver{c, opportunity, "deal"}
	if f, ok := r.Field("deal", "drop"); !ok || f.Name != "Drop__c" {
		t.Error(f)
	}
	if v, ok := r.Option("deal", "drop", "gone"); !ok || v != "gone" {
		t.Error(v)
	}
}

// API names never change: those of renamed blocks are asked for where records have them.
func TestRenamed(t *testing.T) {
	const renamed = `
moved {
  from = %s
  to   = %s
}
`
	const sales = `
field "deal" "new" { type = text }
pipeline "sales" {
  stage "fresh" { label = "Fresh" }
}
`
	for _, x := range []struct {
		from, to, want string
		live           metadata.Component
	}{
		{"stage.sales.old", "stage.sales.fresh", `crm = { salesforce = "sales_old" }`, liveStages(metadata.StandardValue{FullName: "sales_old", Label: "Old"})},
		{"pipeline.trade", "pipeline.sales", `crm = { salesforce = "trade_fresh" }`, liveStages(metadata.StandardValue{FullName: "trade_fresh", Label: "Other"})},
		{"deal.old", "deal.new", `crm = { salesforce = "Old__c" }`, liveCustom(opportunity, metadata.CustomField{FullName: "Old__c", Type: "Text"})},
	} {
		c := structureIn(t, sales+fmt.Sprintf(renamed, x.from, x.to), x.live)
		c.said(t, x.want)
		structureIn(t, sales+fmt.Sprintf(renamed, x.from, x.to)).said(t) // nothing holds on to it
	}
	c := structureIn(t, sales+fmt.Sprintf(renamed, "stage.sales.old", "stage.sales.fresh"), liveStages(metadata.StandardValue{FullName: "sales_old", Label: "Fresh"}))
	c.said(t) // found by its label
	c.valuesOf(t, typeValue, "OpportunityStage/sales_old")
}
