package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// start is how an event starts flows on an object of the org.
type start struct {
	on flow.Event
	// when is the entry condition; "" with creation alone, or when there is only a state.
	when string
	// state holds from the event on; only records of which it becomes true start a flow. Paths that run later need one.
	state string
	// loss is what the flow sees differently; "" for nothing.
	loss string
}

// starting says how an event starts flows; why it cannot is "" when it can. A contact that a conversion makes of a lead has not
// entered its stage, and is not new.
func (c *compiler) starting(e schema.Event, sobject string) (start, string) {
	s, why := c.begins(e, sobject)
	if why != "" || sobject != contact || !slices.Contains(c.names.all(c.objectOf(e)), lead) {
		return s, why
	}
	switch {
	case s.on == flow.Created:
		c.markLeads()
		s.when = "NOT({!$Record." + wasLead + "})"
	case strings.Contains(s.when, "ISNEW()"):
		c.markLeads()
		s.when = joined(s.when, "NOT(AND(ISNEW(), {!$Record."+wasLead+"}))")
	}
	if s.when == "" && s.state != "" {
		s.loss = strings.TrimSpace(s.loss + " " + againAtConversion)
	}
	return s, ""
}

// againAtConversion is what flows see differently that start when something becomes true.
const againAtConversion = "A contact that is made of a lead by conversion starts it again."

// wasLead is a checkbox that is true of leads from the start, and of contacts that a conversion made of one.
const wasLead = "Was_Lead__c"

// markLeads makes the checkbox, which the conversion carries over.
func (c *compiler) markLeads() {
	if c.has(typeField, key(contact, wasLead)) {
		return
	}
	for _, sobject := range []string{lead, contact} {
		c.kept(c.info(), "was_lead", sobject, wasLead, providers.Values{"label": "Was lead", "type": "Checkbox", "default": fmt.Sprint(sobject == lead),
			"description": "True of a contact that was made of a lead. Flows tell by it that such a contact is not new."})
	}
	c.step(c.info().Address, false, "Mark the leads that are there already", "Contacts that are made of leads do not start flows for new records again; flows tell them by a checkbox, which only new leads have from the start.",
		"Set “Was lead” to true on all leads that are not converted, with Data Loader or a list view.")
}

func (c *compiler) begins(e schema.Event, sobject string) (s start, why string) {
	object := c.objectOf(e)
	env := c.env(object, sobject, formula.Entry)
	s.on = flow.CreatedUpdated
	_, _, l := e.Target.Split()
	switch e.Kind {
	case "entering", "leaving":
		t := c.a.Track(e.Target)
		if t == nil {
			return s, "There is no such stage."
		}
		if e.Kind == "leaving" {
			s.when = env.Leaving(string(t.Address), string(e.Target)).String()
		} else {
			s.when, s.state = env.Entering(string(t.Address), string(e.Target)).String(), env.At(string(t.Address), string(e.Target)).String()
		}
		if s.when == "" {
			return s, "The org does not hold this stage."
		}
		return s, ""
	case "set", "changed":
		f := c.fieldOf(e.Target)
		if f == nil {
			return s, "There is no such field."
		}
		changed := expr.Expr(&expr.Call{Node: truthNode, Func: "changed", Args: []expr.Expr{f}})
		if e.Kind == "set" {
			changed = meeting(changed, isSet(f))
		}
		var lacks []string
		if s.when, lacks = criterion(changed, env); lacks != nil {
			return s, strings.Join(lacks, " ")
		}
		if e.Kind == "set" {
			s.state, _ = criterion(isSet(f), env)
			return s, ""
		}
		at, _ := env.Org.Field(object, e.Target.Name())
		s.when = "ISCHANGED({!$Record." + at.Name + "})" // what a record is created with has not changed
		return s, ""
	case "created":
		s.on = flow.Created
		return s, ""
	case "reaches":
		var lacks []string
		s.state, lacks = criterion(&expr.Meets{Node: truthNode, Scoring: string(scoringOf(e.Target)), Threshold: e.Target.Name()}, env)
		s.loss = "It looks at the score when the record is saved: a score that rises because another record changed is seen at the next save."
		return s, strings.Join(lacks, " ")
	case "event":
		if len(l) == 0 {
			return s, fmt.Sprintf("The activity %q is no field of the record, and no flow on the record sees it.", e.Name)
		}
	case "every":
		return s, "Only a schedule-triggered flow starts at fixed times; it begins at a date and time that people choose."
	case "breached":
		return s, "It happens in the flow of the clock."
	}
	return s, "No flow waits for this."
}

// launch completes a flow so that it does its steps at an event, for the records that meet a condition; more is "" for all.
func (s start) launch(f flow.Flow, more string) (*flow.Flow, string) {
	f.On = s.on
	f.Entry.Formula = joined(s.when, more)
	if s.when != "" || s.on == flow.Created {
		return &f, ""
	}
	f.Entry.Formula, f.Entry.WhenComeTrue = s.state, true
	if more == "" {
		return &f, ""
	}
	if changes(more) {
		return nil, "Its condition asks for a change, which only the entry condition of a flow sees, and that waits for the score."
	}
	f.Steps = []flow.Step{flow.Decide{Label: "Does it concern the record", Cases: []flow.Case{{Label: "It does", Formula: more, Steps: f.Steps}}}}
	return &f, ""
}

// changes tells whether a formula asks how a record was, as only entry conditions can.
func changes(f string) bool {
	return slices.ContainsFunc([]string{"ISCHANGED(", "ISNEW(", "PRIORVALUE("}, func(s string) bool { return strings.Contains(f, s) })
}
