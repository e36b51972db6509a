package salesforce

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// clocks makes due fields, flows and breach formulas of SLAs.
func (c *compiler) clocks() {
	for _, s := range c.a.SLAs {
		c.clock(s)
	}
	c.businessHours()
}

// clockFields are the fields that hold a clock on a record: when it was started, when it runs out, when it was stopped.
type clockFields struct{ started, due, stopped, breached string }

func fieldsOf(s *schema.SLA) clockFields {
	name := func(what string) string { return customName("sla_" + s.Address.Key() + "_" + what) }
	return clockFields{name("started"), name("due"), name("stopped"), name("breached")}
}

// clock makes the fields of a clock, and flows that start it, stop it and escalate.
func (c *compiler) clock(s *schema.SLA) {
	object := c.clockObject(s)
	if !c.owns(object) {
		return
	}
	title := schema.Title(s)
	e := c.effort(&s.Meta, "within "+s.Within.String(), "SLA: "+title)
	for _, sobject := range c.names.all(object) {
		st, why := c.starting(s.Starts, sobject)
		if why != "" {
			e.lacks(sobject, why)
			continue
		}
		if f, lacks := c.clockStarts(s, object, sobject, st); lacks != nil {
			e.lacks(sobject, lacks...)
			continue
		} else if err := c.flow(&s.Meta, "starts_"+sobject, false, f); err != nil {
			e.lacks(sobject, err.Error())
			continue
		} else {
			e.made = append(e.made, f.Label)
		}
		e.losses = append(e.losses, st.loss)
		c.clockOn(s, object, sobject)
		c.clockStops(e, s, object, sobject)
		c.escalates(e, s, object, sobject)
	}
	if s.Clock != "elapsed" && len(e.made) > 0 {
		e.losses = append(e.losses, "Flows count all hours: in business hours the limit is later than the flow says.")
	}
	e.close(c.event(s.Starts, s.When), c.escalationWords(s))
	for _, a := range c.breaches(s) {
		class, how := providers.Corrected, fmt.Sprintf("The flow of “%s” does it when the clock runs out.", title)
		if len(e.made) == 0 || c.settings.flowsOff {
			class, how = providers.Manual, fmt.Sprintf("It belongs to “%s”, which people look after.", title)
		}
		c.enforcement(a.Address, cmp.Or(a.Outcome, schema.Title(a)), class, how)
	}
}

// clockObject is the object whose records a clock runs on.
func (c *compiler) clockObject(s *schema.SLA) string {
	return cmp.Or(c.objectOf(s.Starts), c.objectOf(s.Stops), "contact")
}

// breaches are the automations that a clock sets off when it runs out.
func (c *compiler) breaches(s *schema.SLA) (out []*schema.Automation) {
	for _, a := range c.a.Automations {
		if a.Trigger.Kind == "breached" && a.Trigger.Target == s.Address {
			out = append(out, a)
		}
	}
	return out
}

// clockOn makes the fields of a clock on an object of the org.
func (c *compiler) clockOn(s *schema.SLA, object, sobject string) {
	title, f := schema.Title(s), fieldsOf(s)
	for _, x := range []struct{ part, name, suffix, words string }{
		{"started", f.started, "started", "When the clock was started."},
		{"due", f.due, "due", "When it runs out. A flow sets it."},
		{"stopped", f.stopped, "stopped", "When it was stopped; empty while it runs."},
	} {
		c.kept(&s.Meta, x.part, sobject, x.name, providers.Values{"label": clockLabel(title, x.suffix), "type": "DateTime", "description": cut("SLA “"+title+"”. "+x.words, maxDescription)})
	}
	r := formula.Breached(formula.Field{Name: f.due, Label: title, Type: formula.DateTime}, formula.Field{Name: f.stopped, Type: formula.DateTime}, c.env(object, sobject, formula.Column))
	c.kept(&s.Meta, "breached", sobject, f.breached, providers.Values{"label": clockLabel(title, "breached"), "type": "Checkbox", "formula": r.Formula, "blanks": formula.Blanks,
		"description": cut("SLA “"+title+"”. Whether the clock ran out before it was stopped.", maxDescription)})
}

func clockLabel(title, suffix string) string {
	return cut(title, maxLabel-len(suffix)-1) + " " + suffix
}

// clockStarts is the flow that starts a clock which does not run already.
func (c *compiler) clockStarts(s *schema.SLA, object, sobject string, st start) (*flow.Flow, []string) {
	env := c.entryEnv(object, sobject)
	when, why := criterion(s.When.Expr, env)
	if why != nil {
		return nil, why
	}
	f := fieldsOf(s)
	set := func(within schema.Duration) []flow.Step {
		return []flow.Step{flow.Set{Label: "Start the clock, " + within.String(), Fields: []flow.Field{{Name: f.started, Value: now}, {Name: f.due, Value: after(within)}, {Name: f.stopped, Value: flow.Nothing("DateTime")}}}}
	}
	steps := set(s.Within)
	if len(s.Variants) > 0 {
		d := flow.Decide{Label: "Which limit applies", Else: steps}
		for _, v := range s.Variants {
			holds, why := criterion(v.When.Expr, env)
			if why == nil && changes(holds) {
				why = []string{"A decision does not see how the record was."}
			}
			if why != nil {
				return nil, append([]string{fmt.Sprintf("The variant “%s” cannot be told.", v.Name)}, why...)
			}
			d.Cases = append(d.Cases, flow.Case{Label: schema.Label("", v.Name), Formula: holds, Steps: set(v.Within)})
		}
		steps = []flow.Step{d}
	}
	out, lack := st.launch(flow.Flow{Label: "SLA start: " + schema.Title(s) + " (" + sobject + ")", Object: sobject, Before: true, Order: orderClockStarts, Steps: steps,
		Description: "Starts the clock when " + c.event(s.Starts, s.When) + ", unless it runs already."}, joined(when, anyOf([]string{blank(f.due), filled(f.stopped)})))
	if lack != "" {
		return nil, []string{lack}
	}
	return out, nil
}

// clockStops makes the flows that stop a clock, on every object of the org on which its end is seen.
func (c *compiler) clockStops(e *effort, s *schema.SLA, object, sobject string) {
	f := fieldsOf(s)
	stop := []flow.Field{{Name: f.stopped, Value: now}}
	running := []flow.Filter{{Field: f.due, Operator: "IsNull", Value: flow.Bool(false)}, {Field: f.stopped, Operator: "IsNull", Value: flow.Bool(true)}}
	from := c.objectOf(s.Stops)
	var why []string
	seen := false
	if from != "" && c.owns(from) {
		sources := c.names.all(from)
		if _, _, l := s.Stops.Target.Split(); sobject == lead && from == "company" && len(l) == 2 && c.onLead(l[0], l[1]) {
			sources = []string{lead} // leads hold facts of their company
		}
		for _, source := range sources {
			at := from
			if source == sobject {
				at = object
			}
			w, ok := c.wayTo(at, source, object, sobject)
			if !ok {
				continue
			}
			st, lack := c.starting(s.Stops, source)
			out := &flow.Flow{}
			if lack == "" {
				out, lack = st.launch(flow.Flow{Label: "SLA stop: " + schema.Title(s) + " (" + c.between(source, sobject) + ")", Object: source, Before: w.same, Order: orderClockStops,
					Description: "Stops the clock when " + c.event(s.Stops, schema.Criterion{}) + ".", Steps: []flow.Step{w.write("Stop the clock", stop, running...)}}, runningHere(w, f))
			}
			if lack == "" {
				if err := c.flow(&s.Meta, "stops_"+strings.ReplaceAll(c.between(source, sobject), " ", "_"), false, out); err != nil {
					lack = err.Error()
				}
			}
			if lack != "" {
				why = append(why, lack)
				continue
			}
			seen = true
			e.made = append(e.made, out.Label)
		}
	}
	if !seen {
		e.todo = append(e.todo, fmt.Sprintf("Write the time into “%s” of the %s when %s. %s", clockLabel(schema.Title(s), "stopped"), sobject, c.event(s.Stops, schema.Criterion{}),
			cmp.Or(strings.Join(why, " "), "No relationship leads from there to the record.")))
	}
}

// runningHere is the condition that the clock of the record itself runs; other records are filtered.
func runningHere(w way, f clockFields) string {
	if !w.same {
		return ""
	}
	return joined(filled(f.due), blank(f.stopped))
}

func (c *compiler) between(source, sobject string) string {
	if source == sobject {
		return sobject
	}
	return source + " to " + sobject
}

// escalates makes the flow that tells people as a clock runs. A path looks again whether it still does.
func (c *compiler) escalates(e *effort, s *schema.SLA, object, sobject string) {
	f := fieldsOf(s)
	d := &doer{c, schema.Title(s), object, sobject, s.Starts, &e.todo}
	var paths []flow.Path
	add := func(label string, d schema.Duration, from string, steps []flow.Step) {
		n, unit := offset(d)
		paths = append(paths, flow.Path{Label: label, Offset: n, Unit: unit, From: from, Steps: []flow.Step{
			flow.Decide{Label: "Does the clock still run " + label, Cases: []flow.Case{{Label: "It runs " + label, Steps: steps, Conditions: []flow.Condition{
				{Left: "$Record." + f.due, Operator: "IsNull", Right: flow.Bool(false)}, {Left: "$Record." + f.stopped, Operator: "IsNull", Right: flow.Bool(true)}}}}}}})
	}
	for _, x := range s.Escalations {
		if steps := c.escalation(d, s, x); len(steps) > 0 {
			add("After "+x.After.String(), x.After, f.started, steps)
		}
	}
	var breach []flow.Step
	for _, a := range c.breaches(s) {
		breach = append(breach, d.steps(a.Actions)...)
	}
	if len(breach) > 0 {
		add("When it runs out", schema.Duration{}, f.due, breach)
	}
	if paths == nil {
		return
	}
	out := &flow.Flow{Label: "SLA: " + schema.Title(s) + " (" + sobject + ")", Object: sobject, On: flow.CreatedUpdated, Order: orderEscalates, Paths: paths,
		Entry:       flow.Entry{Formula: joined(filled(f.due), blank(f.stopped)), WhenComeTrue: true},
		Description: "Escalates while the clock runs."}
	if err := c.flow(&s.Meta, "escalates_"+sobject, false, out); err != nil {
		e.lacks(sobject, err.Error())
		return
	}
	e.made = append(e.made, out.Label)
}

// escalation tells people, and gives the record to somebody else.
func (c *compiler) escalation(d *doer, s *schema.SLA, x *schema.Escalation) (out []flow.Step) {
	subject := fmt.Sprintf("%s: %s have passed", d.title, x.After)
	body := cmp.Or(x.Action, "Look at the record.")
	if len(x.Notify) > 0 || x.Action != "" {
		out = append(out, d.tell(x.Notify, subject, body))
	}
	if x.Reassign != "" {
		out = append(out, d.assign(&schema.Action{Name: "escalation after " + x.After.String(), To: x.Reassign})...)
	}
	return out
}

// escalationWords are the escalations of a clock for people.
func (c *compiler) escalationWords(s *schema.SLA) (out []string) {
	for _, x := range s.Escalations {
		w := "After " + x.After.String()
		for _, a := range x.Notify {
			w += ", tell " + c.called(a)
		}
		if x.Reassign != "" {
			w += ", give the record to " + c.called(x.Reassign)
		}
		out = append(out, strings.TrimSpace(w+". "+x.Action))
	}
	return out
}
