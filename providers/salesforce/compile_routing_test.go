package salesforce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

const routed = `
object "visit" {
  belongs_to = [object.company]
}
field "visit" "region" { type = enum("east", "west", "north") }
field "lead" "region" { type = enum("east", "west", "north") }
field "lead" "size" { type = number }
field "lead" "assigned_at" { type = datetime }
field "lead" "basis" { type = text }
field "contact" "size" { type = number }
field "company" "named" { type = bool }
queue "small" {
  title    = "Small"
  object   = object.lead
  role     = role.sdr
  team     = team.sales
  capacity = 30
  order { by = lead.size }
}
queue "triage" {
  object = object.lead
  team   = team.sales
  role   = role.manager
}
queue "visits" {
  object = object.visit
  role   = role.sdr
  team   = team.sales
}
queue "people" {
  object = object.contact
  role   = role.sdr
  team   = team.sales
}
lifecycle "leads" {
  domain = "lead"
  object = object.lead
  stage "new" {}
  stage "ready" {}
}
`

const leadRouting = `
routing "leads" {
  title       = "Leads"
  object      = object.lead
  trigger     = entering(stage.leads.ready)
  assigned_at = lead.assigned_at
  basis       = lead.basis
  fallback    = queue.triage
  rule "region" {
    when   = lead.size >= 100
    to     = queue.small
    method = "territory"
    by     = lead.region
  }
  rule "named" {
    when = lead.size >= 50
    to   = role.ae
  }
  rule "alone" {
    when = lead.size >= 20
    to   = role.nobody
  }
  rule "rest" {
    when = lead.size < 10
    to   = queue.small
  }
}
`

func TestAssignmentRule(t *testing.T) {
	w := work(t, routed+leadRouting, settings{}, nil)
	w.sound()
	at := `ISPICKVAL(Status, "ready")`
	size := func(f string) string { return "AND(NOT(ISBLANK(Size__c)), Size__c " + f + ")" }
	entry := func(kind, to, when string) any {
		return map[string]any{"assignedTo": to, "assignedToType": kind, "formula": when}
	}
	want := []any{
		entry("User", "ana@acme.example", "AND("+at+", AND("+size(">= 100")+`, ISPICKVAL(Region__c, "east")))`),
		entry("User", "bo@acme.example", "AND("+at+", AND("+size(">= 100")+`, ISPICKVAL(Region__c, "west")))`),
		entry("Queue", "Small", "AND("+at+", "+size(">= 100")+")"),
		entry("User", "eve@acme.example", "AND("+at+", "+size(">= 50")+")"),
		entry("Queue", "Triage", "AND("+at+", "+size(">= 20")+")"), // nobody has the role, so the fallback does
		entry("Queue", "Small", "AND("+at+", "+size("< 10")+")"),
		entry("Queue", "Triage", at),
	}
	v := w.resource(typeAssignment, "Lead/Leads")
	if diff := cmp.Diff(want, v["entries"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Small", "Triage"}, list(v["queues"])); diff != "" {
		t.Error(diff)
	}
	q := w.resource(typeQueue, "Small")
	if diff := cmp.Diff(providers.Values{"name": "Small", "label": "Small", "objects": []any{"Lead", "Task"}, "users": []any{"ana@acme.example", "bo@acme.example"}}, q); diff != "" {
		t.Error(diff)
	}
	w.step("routing.leads", "Sforce-Auto-Assign")
	w.step("routing.leads", "The rule “rest” gives all to Small")
	w.step("routing.leads", "The rule “alone” leaves Lead to the fallback")
	w.step("queue.small", "Sort")
	w.step("queue.small", "at most 30 open records")
	w.step("queue.people", "Public Groups")
}

// Leads are routed when the event happens, too, whether or not a save asks for it.
func TestRoutingFlow(t *testing.T) {
	w := work(t, routed+leadRouting, settings{}, nil)
	w.flow("Routing_Leads_Routes_Lead",
		`When a record of Lead is created or changed and this is true: AND(ISPICKVAL(Status, "ready"), OR(ISNEW(), ISCHANGED(Status)))`,
		`If AND(AND(NOT(ISBLANK(Size__c)), Size__c >= 100), ISPICKVAL(Region__c, "east")):`,
		"  Sets Owner to user ana@acme.example, Assigned At to NOW(), Basis to region",
		`Otherwise, if AND(AND(NOT(ISBLANK(Size__c)), Size__c >= 100), ISPICKVAL(Region__c, "west")):`,
		"  Sets Owner to user bo@acme.example, Assigned At to NOW(), Basis to region",
		"Otherwise, if AND(NOT(ISBLANK(Size__c)), Size__c >= 100):",
		"  Sets Owner to queue Small, Assigned At to NOW(), Basis to region",
		"Otherwise, if AND(NOT(ISBLANK(Size__c)), Size__c >= 50):",
		"  Sets Owner to user eve@acme.example, Assigned At to NOW(), Basis to named",
		"Otherwise, if AND(NOT(ISBLANK(Size__c)), Size__c >= 20):",
		"  Sets Owner to queue Triage, Assigned At to NOW(), Basis to fallback",
		"Otherwise, if AND(NOT(ISBLANK(Size__c)), Size__c < 10):",
		"  Sets Owner to queue Small, Assigned At to NOW(), Basis to rest",
		"Otherwise:",
		"  Sets Owner to queue Triage, Assigned At to NOW(), Basis to fallback")
	w.class("routing.leads", providers.Corrected, "Routing: Leads (Lead)")
}

// Queues are found by name when a flow runs: their ids differ from org to org.
func TestRoutingOfCustomObjects(t *testing.T) {
	w := work(t, routed+`
routing "visits" {
  object   = object.visit
  trigger  = created(object.visit)
  fallback = queue.visits
}
`, settings{}, nil)
	w.sound()
	w.flow("Routing_Visits_Routes_Visit", "When a record of Visit is created", "Sets Owner to queue Visits")
	w.has(typeAssignment)
	definition, _ := w.resource(typeFlow, "Routing_Visits_Routes_Visit")["definition"].(map[string]any)
	if got := parts(definition, "recordLookups"); len(got) != 1 || got[0]["object"] != "Group" || !strings.Contains(strings.Join(fieldsIn(got[0]), " "), "DeveloperName Type") {
		t.Errorf("the queue is not found by its name: %v", got)
	}
}

func fieldsIn(lookup map[string]any) (out []string) {
	for _, f := range parts(lookup, "filters") {
		out = append(out, text(f["field"]))
	}
	return out
}

// No queue owns contacts. The owner of an account gets its contacts, and else somebody alone.
func TestRoutingOfContacts(t *testing.T) {
	w := work(t, routed+`
routing "people" {
  object   = object.contact
  trigger  = set(contact.size)
  fallback = role.manager
  rule "named" {
    when   = company.named
    to     = queue.people
    method = "account_based"
  }
}
`, settings{people: []string{contact}}, nil)
	w.sound()
	w.flow("Routing_People_Routes_Contact",
		"When a record of Contact is created or changed and this is true: AND(OR(AND(ISNEW(), NOT(ISBLANK(Size__c))), ISCHANGED(Size__c)), NOT(ISBLANK(Size__c)))",
		"If AND(AND(NOT(ISBLANK(AccountId)), Account.Named__c), NOT(ISBLANK(AccountId))):",
		"  Sets Owner to Owner of Account",
		"Otherwise, if AND(NOT(ISBLANK(AccountId)), Account.Named__c):",
		"  Sets Owner to user mia@acme.example",
		"Otherwise:",
		"  Sets Owner to user mia@acme.example")
	w.step("routing.people", "no queue can own records of Contact")
}

// Without a fallback some leads would go to nobody, so that there is no assignment rule.
func TestRoutingWithoutFallback(t *testing.T) {
	w := work(t, routed+strings.Replace(leadRouting, "fallback    = queue.triage", "", 1), settings{}, nil)
	w.has(typeAssignment)
	w.step("routing.leads", "no fallback that can own leads")
	w.step("routing.leads", "What no rule wants stays with its owner on Lead.")
}

// What a rule asks for and no formula says keeps the whole policy from acting.
func TestRoutingRefused(t *testing.T) {
	w := work(t, routed+`
routing "odd" {
  object   = object.lead
  trigger  = entering(stage.leads.ready)
  fallback = queue.triage
  rule "more" {
    when = changed(lead.size)
    to   = queue.small
  }
}
`, settings{}, nil)
	w.has(typeAssignment)
	w.has(typeFlow)
	w.class("routing.odd", providers.Manual, "It asks for a change")
	w.step("routing.odd", "“more”")
}

// In an org that is known, people who are no users of it are in no queue and no flow.
func TestUnknownUsers(t *testing.T) {
	org := newSnapshot(nil)
	org.org = orgFacts{known: true, users: []user{{Username: "ana@acme.example.sandbox", Email: "ana@acme.example"}, {Username: "mia@acme.example", Email: "mia@acme.example"}}}
	w := work(t, routed+leadRouting, settings{}, org)
	w.sound()
	if diff := cmp.Diff([]string{"ana@acme.example.sandbox"}, list(w.resource(typeQueue, "Small")["users"])); diff != "" {
		t.Error(diff)
	}
	for _, r := range w.Resources {
		if s := strings.Join(list(r.Values["summary"]), " "); strings.Contains(s, "bo@") || strings.Contains(s, "eve@") {
			t.Errorf("%s: %s", r.Key, s)
		}
	}
	w.step("queue.small", "bo@acme.example")
	w.step("role.ae", "eve@acme.example")
}
