package salesforce

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

const clocked = `
field "lead" "touched_at" { type = datetime }
field "lead" "size" { type = number }
field "deal" "signed_on" { type = date }
field "project" "accepted_at" { type = datetime }
calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
  holidays  = ["2026-12-25"]
}
queue "triage" {
  object = object.lead
  team   = team.sales
  role   = role.manager
}
lifecycle "leads" {
  domain = "lead"
  object = object.lead
  stage "new" { label = "New" }
  stage "mql" { label = "MQL" }
}
pipeline "sales" {
  stage "open" { label = "Open" }
  stage "won" {
    label   = "Won"
    outcome = "won"
    crm     = { salesforce = "Closed Won" }
  }
}
sla "touch" {
  title    = "First touch"
  starts   = entering(stage.leads.mql)
  stops    = set(lead.touched_at)
  within   = "4h"
  calendar = calendar.office
  when     = lead.size > 1
  variant "large" {
    when   = lead.size >= 100
    within = "1d"
  }
  escalate {
    after  = "2h"
    notify = [role.sdr, role.manager]
  }
  escalate {
    after    = "4h"
    action   = "It is late."
    reassign = queue.triage
  }
}
automation "late" {
  trigger = breached(sla.touch)
  outcome = "The manager knows."
  action "tell" {
    do      = "notify"
    to      = role.manager
    message = "Nobody called."
  }
}
sla "handover" {
  starts = entering(stage.sales.won)
  stops  = set(project.accepted_at)
  within = "2mo"
  clock  = "elapsed"
  escalate {
    after  = "1d"
    notify = [role.nobody]
  }
}
sla "paper" {
  starts = set(deal.signed_on)
  stops  = event("filed")
  within = "1d"
  clock  = "elapsed"
}
`

func TestClock(t *testing.T) {
	w := work(t, clocked, settings{}, nil)
	w.sound()
	start := `AND(AND(ISPICKVAL(Status, "mql"), OR(ISNEW(), ISCHANGED(Status))), ` +
		`AND(AND(NOT(ISBLANK(Size__c)), Size__c > 1), OR(ISBLANK(Sla_Touch_Due__c), NOT(ISBLANK(Sla_Touch_Stopped__c)))))`
	w.flow("Sla_Touch_Starts_Lead",
		"When a record of Lead is created or changed, before it is saved and this is true: "+start,
		"If AND(NOT(ISBLANK(Size__c)), Size__c >= 100):",
		"  Sets Sla Touch Started to NOW(), Sla Touch Due to NOW() + 1, Sla Touch Stopped to nothing",
		"Otherwise:",
		"  Sets Sla Touch Started to NOW(), Sla Touch Due to NOW() + 4/24, Sla Touch Stopped to nothing")
	w.flow("Sla_Touch_Stops_Lead",
		"When a record of Lead is created or changed, before it is saved and this is true: AND(AND(OR(AND(ISNEW(), NOT(ISBLANK(Touched_At__c))), ISCHANGED(Touched_At__c)), "+
			"NOT(ISBLANK(Touched_At__c))), AND(NOT(ISBLANK(Sla_Touch_Due__c)), ISBLANK(Sla_Touch_Stopped__c)))",
		"Sets Sla Touch Stopped to NOW()")
	w.flow("Sla_Touch_Escalates_Lead",
		"When a record of Lead is created or changed and now this is true: AND(NOT(ISBLANK(Sla_Touch_Due__c)), ISBLANK(Sla_Touch_Stopped__c))",
		"2 hours after Sla Touch Started:",
		"  If Sla Touch Due is not empty and Sla Touch Stopped is empty:",
		"    Sends an email “First touch: 2h have passed” to ana@acme.example, bo@acme.example, mia@acme.example",
		"4 hours after Sla Touch Started:",
		"  If Sla Touch Due is not empty and Sla Touch Stopped is empty:",
		"    Creates a task “First touch: 4h have passed” for Owner",
		"    Sets Owner to queue Triage",
		"At Sla Touch Due:",
		"  If Sla Touch Due is not empty and Sla Touch Stopped is empty:",
		"    Sends an email “Nobody called.” to mia@acme.example")
	breached := w.resource(typeField, "Lead/Sla_Touch_Breached__c")
	if got, want := breached["formula"], "AND(NOT(ISBLANK(Sla_Touch_Due__c)), BLANKVALUE(Sla_Touch_Stopped__c, NOW()) > Sla_Touch_Due__c)"; got != want || breached["blanks"] != "BlankAsBlank" {
		t.Errorf("the breach is %v (%v)", got, breached["blanks"])
	}
	w.class("sla.touch", providers.Corrected, "Flows count all hours")
	w.class("automation.late", providers.Corrected, "“First touch”")
	w.step("calendar.office", "only Apex counts business hours")
	w.step("calendar.office", "weekdays 09:00-17:00. Setup > Holidays: 2026-12-25")
}

// What stops a clock may happen to another record; what no flow sees is for people, and so are roles that nobody has.
func TestClockStopsElsewhere(t *testing.T) {
	w := work(t, clocked, settings{}, nil)
	w.flow("Sla_Handover_Stops_Project_To_Opportunity",
		"When a record of Project is created or changed and this is true: AND(OR(AND(ISNEW(), NOT(ISBLANK(Accepted_At__c))), ISCHANGED(Accepted_At__c)), NOT(ISBLANK(Accepted_At__c)))",
		"Sets Sla Handover Stopped to NOW() in records of Opportunity where Id is Deal and Sla Handover Due is not empty and Sla Handover Stopped is empty")
	w.flow("Sla_Handover_Starts_Opportunity",
		`When a record of Opportunity is created or changed, before it is saved and this is true: AND(AND(ISPICKVAL(StageName, "Closed Won"), OR(ISNEW(), ISCHANGED(StageName))), `+
			`OR(ISBLANK(Sla_Handover_Due__c), NOT(ISBLANK(Sla_Handover_Stopped__c))))`,
		"Sets Sla Handover Started to NOW(), Sla Handover Due to ADDMONTHS(NOW(), 2), Sla Handover Stopped to nothing")
	w.step("role.nobody", "Role “Nobody”")
	w.step("sla.paper", "Write the time into “Paper stopped” of the Opportunity when the activity \"filed\" is logged.")
	w.class("sla.paper", providers.Corrected, "People complete it by hand.")
}

// A contact is a lead first, and its clock runs on both.
func TestClockOfPeople(t *testing.T) {
	w := work(t, `
field "contact" "touched_at" { type = datetime }
sla "touch" {
  starts = created(object.contact)
  stops  = changed(contact.owner)
  within = "90m"
  clock  = "elapsed"
}
sla "unseen" {
  starts = event("demo")
  stops  = set(contact.touched_at)
  within = "1d"
  clock  = "elapsed"
}
`, settings{}, nil)
	w.sound()
	stopped := "OR(ISBLANK(Sla_Touch_Due__c), NOT(ISBLANK(Sla_Touch_Stopped__c)))"
	for sobject, entry := range map[string]string{"Lead": stopped, "Contact": "AND(NOT(Was_Lead__c), " + stopped + ")"} {
		w.flow("Sla_Touch_Starts_"+sobject,
			"When a record of "+sobject+" is created, before it is saved and this is true: "+entry,
			"Sets Sla Touch Started to NOW(), Sla Touch Due to NOW() + 90/1440, Sla Touch Stopped to nothing")
		w.flow("Sla_Touch_Stops_"+sobject,
			"When a record of "+sobject+" is created or changed, before it is saved and this is true: AND(ISCHANGED(OwnerId), AND(NOT(ISBLANK(Sla_Touch_Due__c)), ISBLANK(Sla_Touch_Stopped__c)))",
			"Sets Sla Touch Stopped to NOW()")
	}
	// A conversion carries the clock over, and tells that the contact is not new.
	for _, field := range []string{"Was_Lead__c", "Sla_Touch_Due__c", "Sla_Touch_Stopped__c"} {
		if w.resource(typeLeadMapping, "Contact/"+field) == nil {
			t.Errorf("%s does not go to the contact", field)
		}
	}
	if a, b := w.resource(typeField, "Lead/Was_Lead__c")["default"], w.resource(typeField, "Contact/Was_Lead__c")["default"]; a != "true" || b != "false" {
		t.Errorf("the checkbox is %v of leads and %v of contacts", a, b)
	}
	w.class("sla.unseen", providers.Manual, `The activity "demo" is no field of the record`)
	w.step("sla.unseen", `Trigger: the activity "demo" is logged.`)
}

func TestFlowsOff(t *testing.T) {
	w := work(t, clocked, settings{flowsOff: true}, nil)
	for _, r := range w.Resources {
		if r.Type == typeFlow && r.Values["active"] != nil {
			t.Errorf("%s is to be active", r.Key)
		}
	}
	w.class("sla.touch", providers.Manual, "once somebody activates it")
	w.class("automation.late", providers.Manual, "which people look after")
	w.step("sla.touch", "SLA start: First touch (Lead)")
	on := work(t, clocked, settings{}, nil)
	if diff := cmp.Diff(true, on.resource(typeFlow, "Sla_Touch_Starts_Lead")["active"]); diff != "" {
		t.Error(diff)
	}
}
