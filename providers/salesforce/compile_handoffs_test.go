package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

const handed = `
field "deal" "problem" { type = text }
field "deal" "kind" { type = enum("a", "b") }
field "company" "problem" { type = text }
field "company" "kind" { type = enum("a", "b", "c") }
field "project" "problem" { type = text }
pipeline "sales" {
  stage "open" {}
  stage "talk" {}
  stage "won" { outcome = "won" }
}
pipeline "delivery" {
  object = object.project
  stage "start" {}
}
`

func TestHandoff(t *testing.T) {
	w := work(t, handed+`
handoff "talk" {
  title = "Talk"
  from  = stage.sales.open
  to    = stage.sales.talk
  owner = role.ae
  carry {
    from = deal.problem
    to   = company.problem
  }
  carry {
    from = deal.kind
    to   = company.kind
  }
}
`, settings{}, nil)
	w.sound()
	move := func(from, to string) string {
		return `When a record of Opportunity is created or changed and this is true: AND(ISCHANGED(StageName), ISPICKVAL(PRIORVALUE(StageName), "` + from + `"), ISPICKVAL(StageName, "` + to + `"))`
	}
	w.flow("Handoff_Talk_Opportunity", move(w.stage("open"), w.stage("talk")),
		"Sets Problem to Problem in records of Account where Id is Account",
		"Sets Kind to Kind in records of Account where Id is Account",
		`If Owner.Username = "eve@acme.example":`,
		"Otherwise:",
		"  Sets Owner to user eve@acme.example")
	w.class("handoff.talk", providers.Corrected, "the receiver becomes the owner")
	w.class("handoff.talk", providers.Corrected, "facts are carried over")
}

// stage is the value of a stage.
func (w works) stage(name string) string {
	for _, r := range w.Resources {
		if r.Type == typeValue && strings.HasSuffix(string(r.Origin), "."+name) {
			return text(r.Values["value"])
		}
	}
	w.t.Fatalf("there is no stage %s", name)
	return ""
}

// Several people are reminded where no queue can own the record, and have a queue where one can.
func TestHandoffToSeveral(t *testing.T) {
	w := work(t, handed+`
handoff "talk" {
  title = "Talk"
  from  = stage.sales.open
  to    = stage.sales.talk
  owner = role.sdr
}
handoff "start" {
  title = "Start"
  from  = stage.sales.won
  to    = stage.delivery.start
  owner = role.sdr
}
`, settings{}, nil)
	w.sound()
	lines := list(w.resource(typeFlow, "Handoff_Talk_Opportunity")["summary"])
	if want := "  Creates a task “Hand the record over to: SDR” for Owner"; lines[len(lines)-1] != want {
		t.Errorf("%q, not %q", lines, want)
	}
	w.class("handoff.talk", providers.Detected, "it leaves a task to hand it over")
	lines = list(w.resource(typeFlow, "Handoff_Start_Project")["summary"])
	if want := "  Sets Owner to queue Role_Sdr"; lines[len(lines)-1] != want {
		t.Errorf("%q, not %q", lines, want)
	}
	if q := w.resource(typeQueue, "Role_Sdr"); q == nil || !slices.Equal(list(q["objects"]), []string{"Project__c", "Task"}) {
		t.Errorf("the queue of the role is %v", q)
	}
}

// Where a routing gives the record to somebody, the handoff leaves it alone.
func TestHandoffDecided(t *testing.T) {
	w := work(t, handed+`
routing "talks" {
  title    = "Talks"
  object   = object.deal
  trigger  = entering(stage.sales.talk)
  fallback = role.manager
}
handoff "talk" {
  from  = stage.sales.open
  to    = stage.sales.talk
  owner = role.ae
}
`, settings{}, nil)
	w.has(typeFlow, "Routing_Talks_Routes_Opportunity")
	w.class("handoff.talk", providers.Corrected, "“Talks” gives the record to its owner.")
}

// From another flow only the arrival is seen; with several ways to arrive nothing tells them apart.
func TestHandoffsBetweenFlows(t *testing.T) {
	w := work(t, handed+`
handoff "one" {
  from  = stage.sales.open
  to    = stage.delivery.start
  owner = role.ae
}
handoff "two" {
  from  = stage.sales.won
  to    = stage.delivery.start
  owner = role.manager
}
`, settings{}, nil)
	w.has(typeFlow)
	w.class("handoff.one", providers.Manual, "Several handoffs lead to the stage")
}

func TestHandoffCreates(t *testing.T) {
	w := work(t, handed+`
handoff "start" {
  from    = stage.sales.talk
  to      = stage.sales.won
  owner   = role.ae
  creates = object.project
}
`, settings{}, nil)
	w.sound()
	if lines := list(w.resource(typeFlow, "Handoff_Start_Opportunity")["summary"]); !slices.Contains(lines, "Creates a record of Project with Name to Name, Deal to this record, Company to Account") {
		t.Errorf("%q", lines)
	}
}
