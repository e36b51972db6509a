package salesforce

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

const worked = `
object "visit" {
  belongs_to = [object.deal, object.company]
}
field "lead" "size" { type = number }
field "lead" "color" {
  type = enum("red", "blue")
}
field "lead" "hot" { type = bool }
field "lead" "since" { type = date }
field "company" "size" { type = number }
field "deal" "amount" { type = currency }
field "visit" "note" { type = text }
status "lead" "open" { label = "Open" }
lifecycle "leads" {
  domain   = "lead"
  object   = object.lead
  property = "stage"
  stage "new" {}
  stage "ready" {}
  stage "out" { outcome = "lost" }
}
pipeline "sales" {
  stage "open" {}
  stage "won" { outcome = "won" }
}
scoring "lead" {
  object = object.lead
  threshold "hot" { heat = 5 }
  dimension "heat" {
    signal "large" {
      points = 10
      when   = lead.size > 10
    }
  }
  dimension "noise" {
    signal "call" {
      points = 1
      event  = "called"
    }
  }
}
sequence "nurture" {
  object = object.lead
  step "call" {
    do    = "create_task"
    after = "2d"
  }
}
system "mailer" { type = "marketing_automation" }
`

// acting is an automation with one action.
func acting(action string) string {
	return worked + "automation \"a\" {\n  title = \"A\"\n  trigger = entering(stage.leads.ready)\n  action \"x\" {\n" + action + "\n}\n}\n"
}

func TestActions(t *testing.T) {
	when := `When a record of Lead is created or changed and this is true: AND(ISPICKVAL(Stage__c, "ready"), OR(ISNEW(), ISCHANGED(Stage__c)))`
	for _, x := range []struct{ name, action, does, todo string }{
		{"number", "do = \"set_field\"\nfield = lead.size\nvalue = 5", "Sets Size to 5", ""},
		{"option", "do = \"set_field\"\nfield = lead.color\nvalue = \"red\"", "Sets Color to red", ""},
		{"bool", "do = \"set_field\"\nfield = lead.hot\nvalue = true", "Sets Hot to yes", ""},
		{"date", "do = \"set_field\"\nfield = lead.since\nvalue = \"2026-01-31\"", "Sets Since to 2026-01-31", ""},
		{"clear", "do = \"clear_field\"\nfield = lead.size", "Sets Size to nothing", ""},
		{"clear checkbox", "do = \"clear_field\"\nfield = lead.hot", "Sets Hot to no", ""},
		{"status", "do = \"set_status\"\nstatus = status.lead.open", "Sets Status to open", ""},
		{"move", "do = \"move_to\"\nstage = stage.leads.out", "Sets Stage to out", ""},
		{"assign", "do = \"assign\"\nto = role.manager", "Sets Owner to user mia@acme.example", ""},
		{"assign to several", "do = \"assign\"\nto = role.sdr", "Sets Owner to queue Role_Sdr", ""},
		{"assign to nobody", "do = \"assign\"\nto = role.nobody", "", "give the record to Nobody. Nobody in the org has “Nobody”."},
		{"task", "do = \"create_task\"\nto = role.manager\nmessage = \"Call.\"", "Creates a task “Call.” for user mia@acme.example", ""},
		{"task of several", "do = \"create_task\"\nto = role.sdr\nmessage = \"Call.\"", "Creates a task “Call.” for Owner", ""},
		{"notify", "do = \"notify\"\nto = role.sdr\nmessage = \"Look.\"", "Sends an email “Look.” to ana@acme.example, bo@acme.example", ""},
		{"notify nobody", "do = \"notify\"\nto = role.nobody\nmessage = \"Look.\"", "Creates a task “Look.” for Owner", ""},
		{"create", "do = \"create_record\"\nobject = object.visit", "", "No lookup leads from Visit__c back to Lead."},
		{"create what needs more", "do = \"create_record\"\nobject = object.deal", "", "No lookup leads from Opportunity back to Lead."},
		{"enroll", "do = \"enroll\"\nsequence = sequence.nurture", "Sets Sequence Nurture Since to NOW()", ""},
		{"reset", "do = \"reset_score\"\nscoring = scoring.lead", "Sets Lead Noise Score to 0", "“Heat” is a formula of facts"},
		{"release", "do = \"send\"\napproval = \"required\"\nmessage = \"Hello.\"", "Creates a task “Release: Hello.” for Owner", "Whoever has a task “Release"},
		{"send", "do = \"send\"\nmessage = \"Hello.\"", "", "send by hand, or by your marketing tool: Hello."},
		{"webhook", "do = \"webhook\"\nmessage = \"https://acme.example\"", "", "call https://acme.example"},
		{"enrich", "do = \"enrich\"", "", "enrich the record with your provider's package"},
		{"elsewhere", "do = \"set_field\"\nfield = deal.amount\nvalue = 5", "", "No relationship leads from the Lead to it."},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := work(t, acting(x.action), settings{}, nil)
			w.sound()
			if x.does != "" {
				w.flow("Automation_A_Lead", when, x.does)
				w.class("automation.a", providers.Corrected, "“A (Lead)”")
			} else {
				w.class("automation.a", providers.Manual, "No flow does it exactly")
			}
			if x.todo != "" {
				w.step("automation.a", x.todo)
			}
		})
	}
}

// A new record has the name of the one that it comes from, and belongs to it and to what that belongs to.
func TestCreateRecord(t *testing.T) {
	w := work(t, worked+`automation "a" {
  trigger = entering(stage.sales.won)
  action "x" {
    do     = "create_record"
    object = object.visit
    to     = role.manager
  }
}
`, settings{}, nil)
	w.sound()
	v := w.resource(typeFlow, "Automation_A_Opportunity")
	if diff := cmp.Diff("Creates a record of Visit with Name to Name, Deal to this record, Company to Account, Owner to user mia@acme.example", list(v["summary"])[1]); diff != "" {
		t.Error(diff)
	}
}

func TestTriggers(t *testing.T) {
	const task = "\n  action \"x\" {\n    do = \"create_task\"\n  }\n}\n"
	for _, x := range []struct{ name, trigger, flow, when, why string }{
		{"leaving", "trigger = leaving(stage.leads.new)", "Automation_A_Lead", `created or changed and this is true: AND(ISCHANGED(Stage__c), ISPICKVAL(PRIORVALUE(Stage__c), "new"))`, ""},
		{"changed", "trigger = changed(lead.size)", "Automation_A_Lead", "created or changed and this is true: ISCHANGED(Size__c)", ""},
		{"created", "trigger = created(object.deal)\nwhen = deal.amount > 5", "Automation_A_Opportunity", "created and this is true: AND(NOT(ISBLANK(Amount)), Amount > 5)", ""},
		{"reaches", "trigger = reaches(scoring.lead.hot)", "Automation_A_Lead", "created or changed and now this is true: AND(NOT(ISBLANK(Lead_Heat_Score__c)), Lead_Heat_Score__c >= 5)", ""},
		{"event", "trigger = event(\"called\")\nobject = object.lead", "", "", `The activity "called" is no field`},
		{"every", "trigger = every(\"1d\")\nobject = object.lead", "", "", "Only a schedule-triggered flow starts at fixed times"},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := work(t, worked+"automation \"a\" {\n  title = \"A\"\n"+x.trigger+task, settings{}, nil)
			w.sound()
			if x.why != "" {
				w.class("automation.a", providers.Manual, x.why)
				return
			}
			v := w.resource(typeFlow, x.flow)
			if v == nil || !strings.HasSuffix(list(v["summary"])[0], x.when) {
				t.Errorf("%s starts with %q", x.flow, list(v["summary"]))
			}
		})
	}
}

// A condition beside a score that rises is looked at inside: it must not start the flow when it comes true later.
func TestConditionBesideScore(t *testing.T) {
	w := work(t, worked+`automation "a" {
  trigger = reaches(scoring.lead.hot)
  when    = lifecycle.leads < stage.leads.ready
  action "x" {
    do    = "move_to"
    stage = stage.leads.ready
  }
}
`, settings{}, nil)
	w.flow("Automation_A_Lead",
		"When a record of Lead is created or changed and now this is true: AND(NOT(ISBLANK(Lead_Heat_Score__c)), Lead_Heat_Score__c >= 5)",
		`If ISPICKVAL(Stage__c, "new"):`, "  Sets Stage to ready")
	w.class("automation.a", providers.Corrected, "at the next save")
}

// Actions that wait are on paths of a flow that starts when something becomes true.
func TestWaiting(t *testing.T) {
	const actions = `
  action "now" {
    do      = "create_task"
    message = "Now."
  }
  action "later" {
    do      = "create_task"
    after   = "2h"
    message = "Later."
  }
  action "last" {
    do      = "create_task"
    after   = "1d"
    message = "Last."
  }
}
`
	w := work(t, worked+"automation \"a\" {\n trigger = entering(stage.leads.ready)\n"+actions, settings{}, nil)
	w.sound()
	w.flow("Automation_A_Lead",
		`When a record of Lead is created or changed and now this is true: ISPICKVAL(Stage__c, "ready")`,
		"Creates a task “Now.” for Owner", "2 hours after it starts:", "  Creates a task “Later.” for Owner", "26 hours after it starts:", "  Creates a task “Last.” for Owner")
	for trigger, why := range map[string]string{
		"trigger = changed(lead.size)":                                 "scheduled paths start only when a condition becomes true",
		"trigger = entering(stage.leads.ready)\n when = lead.size > 5": "has a condition, which holds at the start",
	} {
		work(t, worked+"automation \"a\" {\n "+trigger+actions, settings{}, nil).class("automation.a", providers.Manual, why)
	}
}

// A contact that a conversion makes of a lead has entered its stage as a lead.
func TestConversionIsNoEntry(t *testing.T) {
	w := work(t, `
lifecycle "people" {
  domain = "lead"
  object = object.contact
  stage "known" {}
  stage "keen" {}
}
automation "a" {
  trigger = entering(stage.people.keen)
  action "x" { do = "create_task" }
}
automation "b" {
  trigger = entering(stage.people.keen)
  action "x" {
    do    = "create_task"
    after = "1d"
  }
}
`, settings{}, nil)
	w.sound()
	enters := `AND(ISPICKVAL(People_Stage__c, "keen"), OR(ISNEW(), ISCHANGED(People_Stage__c)))`
	w.flow("Automation_A_Lead", "When a record of Lead is created or changed and this is true: "+enters, "Creates a task “A” for Owner")
	w.flow("Automation_A_Contact", "When a record of Contact is created or changed and this is true: AND("+enters+", NOT(AND(ISNEW(), Was_Lead__c)))", "Creates a task “A” for Owner")
	w.class("automation.b", providers.Corrected, "by conversion starts it again")
	w.step("architecture.x", "Set “Was lead” to true on all leads")
}

func TestAutomationElsewhere(t *testing.T) {
	w := work(t, worked+`automation "a" {
  title   = "A"
  trigger = entering(stage.leads.ready)
  system  = system.mailer
  action "x" { do = "enrich" }
}
`, settings{}, nil)
	if slices.Contains(w.names(typeFlow), "Automation_A_Lead") {
		t.Error("a flow does what another system does")
	}
	w.class("automation.a", providers.Manual, "It runs in Mailer.")
	w.step("automation.a", "Open the automations of Mailer.")
}

// A condition beyond the limit of formulas keeps the flow away.
func TestTooLong(t *testing.T) {
	var parts []string
	for i := range 400 {
		parts = append(parts, fmt.Sprintf("lead.size != %d", i))
	}
	w := work(t, worked+"automation \"a\" {\n trigger = entering(stage.leads.ready)\n when = "+strings.Join(parts, " && ")+"\n action \"x\" {\n do = \"create_task\"\n }\n}\n", settings{}, nil)
	if slices.Contains(w.names(typeFlow), "Automation_A_Lead") {
		t.Error("there is a flow")
	}
	w.class("automation.a", providers.Manual, "characters")
}

func TestSequence(t *testing.T) {
	w := work(t, worked+`
sequence "welcome" {
  title    = "Welcome"
  object   = object.lead
  starts   = entering(stage.leads.ready)
  approval = "required"
  owner    = role.manager
  step "hello" {
    do      = "send"
    after   = "1d"
    message = "Hello."
  }
  step "call" {
    do      = "create_task"
    after   = "2d"
    message = "Call."
  }
  exit "out" { on = entering(stage.leads.out) }
  exit "big" { when = lead.size > 100 }
  exit "reply" {
    on          = event("replied")
    description = "They answer."
  }
  exit "pause" {
    on     = event("paused")
    effect = "pause"
  }
}
`, settings{}, nil)
	w.sound()
	w.flow("Sequence_Welcome_Enrolls_Lead",
		`When a record of Lead is created or changed, before it is saved and this is true: AND(AND(ISPICKVAL(Stage__c, "ready"), OR(ISNEW(), ISCHANGED(Stage__c))), ISBLANK(Sequence_Welcome_Since__c))`,
		"Sets Sequence Welcome Since to NOW()")
	w.flow("Sequence_Welcome_Leaves_Lead",
		`When a record of Lead is created or changed, before it is saved and this is true: AND(NOT(ISBLANK(Sequence_Welcome_Since__c)), OR(AND(ISPICKVAL(Stage__c, "out"), OR(ISNEW(), ISCHANGED(Stage__c))), `+
			`AND(NOT(ISBLANK(Size__c)), Size__c > 100)))`,
		"Sets Sequence Welcome Since to nothing")
	w.flow("Sequence_Welcome_Steps_Lead",
		"When a record of Lead is created or changed and now this is true: NOT(ISBLANK(Sequence_Welcome_Since__c))",
		"1 day after Sequence Welcome Since:",
		"  If Sequence Welcome Since is not empty:",
		"    Creates a task “Release: Hello.” for user mia@acme.example",
		"3 days after Sequence Welcome Since:",
		"  If Sequence Welcome Since is not empty:",
		"    Creates a task “Call.” for Owner",
		"    Sets Sequence Welcome Since to nothing")
	w.step("sequence.welcome", "Empty “Welcome since” of the record by hand (They answer).")
	w.step("sequence.welcome", "Flows do not pause")
	w.class("sequence.welcome", providers.Corrected, "People complete it by hand.")
	v := w.resource(typeField, "Lead/Sequence_Welcome_Since__c")
	if diff := cmp.Diff("DateTime", v["type"]); diff != "" {
		t.Error(diff)
	}
}

func TestAudit(t *testing.T) {
	w := work(t, worked+`
field "lead" "moved_by" { type = text }
field "lead" "moved_at" { type = datetime }
field "lead" "basis" { type = text }
lifecycle "audited" {
  domain   = "lead"
  object   = object.lead
  property = "other"
  audit {
    by    = lead.moved_by
    at    = lead.moved_at
    basis = lead.basis
  }
  stage "a" {}
  stage "b" {}
}
`, settings{}, nil)
	w.sound()
	w.flow("Lifecycle_Audited_Audit_Lead",
		"When a record of Lead is created or changed, before it is saved and this is true: AND(NOT(ISBLANK(Other__c)), OR(ISNEW(), ISCHANGED(Other__c)))",
		"Sets Moved By to {!$User.Username}, Moved At to NOW()")
	w.flow("Lifecycle_Audited_Audit_Basis_Lead",
		"When a record of Lead is changed, before it is saved and this is true: AND(ISCHANGED(Other__c), NOT(ISBLANK(Basis__c)), NOT(ISCHANGED(Basis__c)))",
		"Sets Basis to nothing")
}
