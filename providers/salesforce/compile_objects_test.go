package salesforce

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Custom objects have lookups to what their records belong to. Standard ones have Salesforce's, and one to a contact where
// a condition asks for its facts.
func TestObjectsAndLookups(t *testing.T) {
	c := structureIn(t, `
object "site" {
  plural     = "Sites"
  belongs_to = [object.company, object.project]
}
field "project" "size" { type = number }
field "site" "company_ref" { type = reference(object.company) }
`)
	c.said(t)
	c.holds(t, typeObject, "Project__c", providers.Values{"label": "Project", "plural": "Projects", "track_history": true, "sharing": "ReadWrite", "name_label": "Project name"})
	c.holds(t, typeField, "Project__c/Deal__c", providers.Values{"type": "Lookup", "references": "Opportunity", "relationship": "Project_Deal"})
	c.holds(t, typeField, "Project__c/Company__c", providers.Values{"references": "Account"})
	c.holds(t, typeField, "Site__c/Project__c", providers.Values{"references": "Project__c"})
	if c.has(typeField, "Site__c/Company__c") || len(c.lookups(opportunity)) != 0 {
		t.Error("a field names the company, and nothing asks for contacts of deals")
	}
	if got := list(c.valuesOf(t, typePermissionSet, accessPermissionSet)["objects"]); len(got) != 2 {
		t.Error(got)
	}

	c = structureIn(t, `
field "contact" "buyer" { type = bool }
field "lead" "hot" { type = bool }
object "deal" { belongs_to = [object.lead] }
pipeline "sales" {
  stage "open" {
    label = "Open"
    entry "buyer" { when = contact.buyer && lead.hot }
  }
}
`)
	if got := c.lookups(opportunity); len(got) != 1 || got[contact] != "Contact__c" {
		t.Error(got)
	}
	c.holds(t, typeField, "Opportunity/Contact__c", providers.Values{"references": "Contact"})
	if p, ok := (resolver{c, opportunity, "deal"}).Parent("deal", "contact"); !ok || p.Path != "Contact__r" {
		t.Error(p)
	}
}

// Twenty fields of an object are tracked: where records stand first, and what the org tracks already.
func TestHistoryLimit(t *testing.T) {
	var b strings.Builder
	for i := range 21 {
		fmt.Fprintf(&b, "field \"deal\" \"f%02d\" {\n  type          = text\n  track_history = true\n}\n", i)
	}
	b.WriteString("pipeline \"sales\" {\n  stage \"open\" { label = \"Open\" }\n}\n")
	yes := true
	c := structureIn(t, b.String(), liveCustom(opportunity, metadata.CustomField{FullName: "Theirs__c", Type: "Text", TrackHistory: &yes}),
		liveCustom(opportunity, metadata.CustomField{FullName: "F00__c", Type: "Text", TrackHistory: &yes}))
	c.said(t, "No history is kept of F18, F19, F20.")
	c.holds(t, typeField, "Opportunity/StageName", providers.Values{"track_history": true})
	c.holds(t, typeField, "Opportunity/F17__c", providers.Values{"track_history": true})
	c.holds(t, typeField, "Opportunity/F18__c", providers.Values{"track_history": nil})
	c.holds(t, typeSetting, "Opportunity/enableOpportunityFieldHistoryTracking", providers.Values{"value": "true"})
}

// More fields than an object can have are told of before anything is written.
func TestFieldLimit(t *testing.T) {
	org := newSnapshot(nil)
	for i := range 499 {
		f := liveCustom(opportunity, metadata.CustomField{FullName: fmt.Sprintf("Theirs_%d__c", i), Type: "Text"})
		org.add(&f)
	}
	a := structureArch(t, "field \"deal\" \"a\" { type = text }\nfield \"deal\" \"b\" { type = text }\n")
	structure(a, org).said(t)
	org.org.details.Type = "Enterprise Edition"
	structure(a, org).said(t, "Opportunity may have no room for 2 fields more It has 499 custom fields, and an org of this edition takes 500")
	for _, name := range []string{"A__c", "Theirs_500__c", "Theirs_501__c"} { // more than there may be, as after an upgrade that ended
		f := liveCustom(opportunity, metadata.CustomField{FullName: name, Type: "Text"})
		org.add(&f)
	}
	structure(a, org).said(t, "Opportunity may have no room for 1 field more It has 502 custom fields")
	b := liveCustom(opportunity, metadata.CustomField{FullName: "B__c", Type: "Text"})
	org.add(&b)
	structure(a, org).said(t)
}

// What a handoff carries from a lead to a deal goes there at conversion, where both are fields of one type.
func TestCarriedAtConversion(t *testing.T) {
	c := structureIn(t, `
field "lead" "need" { type = text }
field "lead" "size" { type = number }
field "deal" "demand" { type = text }
field "deal" "size" { type = text }
lifecycle "lead" {
  domain = "lead"
  object = object.lead
  stage "new" { label = "New" }
}
pipeline "sales" {
  stage "open" { label = "Open" }
}
role "rep" { title = "Rep" }
handoff "sell" {
  owner = role.rep
  from = stage.lead.new
  to   = stage.sales.open
  carry {
    from = lead.need
    to   = deal.demand
  }
  carry {
    from = lead.size
    to   = deal.size
  }
}
`)
	c.said(t)
	c.holds(t, typeLeadMapping, "Opportunity/Need__c", providers.Values{"field": "Demand__c"})
	if c.has(typeLeadMapping, "Opportunity/Size__c") {
		t.Error("a number does not go into a text")
	}
	c.holds(t, typeSetting, "LeadConfig/shouldLeadConvertRequireValidation", providers.Values{"value": "true"})
}

// Who may see what was made, and who may pass gates, are permission sets that people assign.
func TestAccess(t *testing.T) {
	c := structureIn(t, `
role "boss" { title = "Boss" }
role "rep" {
  title   = "Rep"
  manager = role.boss
}
team "sales" {
  title = "Sales"
  member "ann" {
    title    = "Ann"
    identity = "ann@example.com"
  }
}
field "deal" "a" { type = text }
`)
	c.grant(opportunity, "B__c", false)
	c.grant(opportunity, "A__c", false)
	if got := strings.Join(c.fieldGrants(), ","); got != "Opportunity.A__c edit,Opportunity.B__c read" {
		t.Error(got)
	}
	c.valuesOf(t, typePermission, bypassPermission)
	if got := list(c.valuesOf(t, typePermissionSet, bypassPermissionSet)["permissions"]); len(got) != 1 || got[0] != bypassPermission {
		t.Error(got)
	}
	c.stepped(t, "Let people see what was made")
	if s := c.stepped(t, "Make a public group of each team"); !strings.Contains(s, "“Sales”: Ann.") {
		t.Error(s)
	}
	if s := c.stepped(t, "Draw the hierarchy of roles"); !strings.Contains(s, "“Rep” reports to “Boss”.") {
		t.Error(s)
	}
}
