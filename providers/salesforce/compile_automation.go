package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// automations makes flows of automations, handoffs and sequences, and of the fields that keep the last move.
func (c *compiler) automations() {
	for _, t := range c.a.Tracks() {
		if t.Audit != nil && c.owns(t.Object) {
			c.audit(t)
		}
	}
	for _, s := range c.a.Sequences {
		c.sequence(s)
	}
	for _, a := range c.a.Automations {
		c.automation(a)
	}
	for _, h := range c.a.Handoffs {
		c.handoff(h)
	}
}

// automation makes a flow of an automation. One that waits for a clock to run out is part of the clock's flow.
func (c *compiler) automation(a *schema.Automation) {
	title := schema.Title(a)
	says := cmp.Or(a.Outcome, a.Purpose, title)
	if s := schema.Find[schema.System](c.a, a.System); s != nil && s.Type != "crm" {
		c.step(a.Address, false, fmt.Sprintf("Build “%s” in %s", title, schema.Title(s)), "It runs there, not in Salesforce.",
			lines([]string{"Open the automations of " + schema.Title(s), "Make it do this: " + says})...)
		c.enforcement(a.Address, says, providers.Manual, "It runs in "+schema.Title(s)+".")
		return
	}
	object := cmp.Or(c.objectOf(a.Trigger), a.Object.Name(), "contact")
	if !c.owns(object) || a.Trigger.Kind == "breached" && schema.Find[schema.SLA](c.a, a.Trigger.Target) != nil {
		return
	}
	e := c.effort(&a.Meta, says, "Automation: "+title)
	for _, sobject := range c.names.all(object) {
		if f, why := c.automationFlow(e, a, object, sobject); why != nil {
			e.lacks(sobject, why...)
		} else if err := c.flow(&a.Meta, sobject, false, f); err != nil {
			e.lacks(sobject, err.Error())
		} else {
			e.made = append(e.made, f.Label)
		}
	}
	if text := a.Native[provider]; text != "" && len(e.made) == 0 {
		e.todo = append(e.todo, "It was designed as: "+text)
	}
	e.close(c.event(a.Trigger, a.When), c.actionWords(a.Actions))
}

// automationFlow does the actions of an automation: at once, and on paths those that wait.
func (c *compiler) automationFlow(e *effort, a *schema.Automation, object, sobject string) (*flow.Flow, []string) {
	st, why := c.starting(a.Trigger, sobject)
	if why != "" {
		return nil, []string{why}
	}
	when, lacks := criterion(a.When.Expr, c.entryEnv(object, sobject))
	if lacks != nil {
		return nil, lacks
	}
	e.losses = append(e.losses, st.loss)
	d := &doer{c, schema.Title(a), object, sobject, a.Trigger, &e.todo}
	f := flow.Flow{Label: schema.Title(a) + " (" + sobject + ")", Object: sobject, Order: orderActs, Description: cmp.Or(a.Purpose, a.Outcome)}
	steps, paths := d.timeline(a.Actions, "")
	if len(steps) == 0 && len(paths) == 0 {
		return nil, []string{"Nothing of it is done by a flow."}
	}
	if len(paths) > 0 {
		switch {
		case when != "":
			return nil, []string{"It waits before it acts and has a condition, which holds at the start and which a scheduled path sees only when it runs."}
		case st.state == "" && st.on != flow.Created:
			return nil, []string{"It waits before it acts, and scheduled paths start only when a condition becomes true, not at a change."}
		case sobject == contact && st.when != "" && slices.Contains(c.names.all(object), lead):
			e.losses = append(e.losses, againAtConversion)
		}
		if st.state != "" {
			st.when = ""
		}
	}
	f.Steps, f.Paths = steps, paths
	out, lack := st.launch(f, when)
	if lack != "" {
		return nil, []string{lack}
	}
	return out, nil
}

// timeline does actions one after the other: at once until the first that waits, and on paths from then on, counted from the
// event, or from a time field of the record.
func (d *doer) timeline(list []*schema.Action, from string) (steps []flow.Step, paths []flow.Path) {
	var waited schema.Duration
	for _, a := range list {
		waited = schema.Duration{Months: waited.Months + a.After.Months, Days: waited.Days + a.After.Days, Minutes: waited.Minutes + a.After.Minutes}
		did := d.do(a)
		switch {
		case len(did) == 0:
		case waited.IsZero():
			steps = append(steps, did...)
		default:
			label := "After " + waited.String()
			if n := len(paths); n > 0 && paths[n-1].Label == label {
				paths[n-1].Steps = append(paths[n-1].Steps, did...)
				continue
			}
			n, unit := offset(waited)
			paths = append(paths, flow.Path{Label: label, Offset: n, Unit: unit, From: from, Steps: did})
		}
	}
	return steps, paths
}

// audit makes the flow that keeps who moved a record last, and when. No flow knows on what basis.
func (c *compiler) audit(t *schema.Track) {
	m := t.Audit.Base()
	e := c.effort(m, "the last move is kept on the record", "Last move: "+t.Label())
	for _, h := range c.homeOf[t.Address] {
		var fields []flow.Field
		for _, x := range []struct {
			field schema.Address
			value flow.Value
		}{{t.Audit.By, flow.Formula("String", "{!$User.Username}")}, {t.Audit.At, now}} {
			if f := schema.Find[schema.Field](c.a, x.field); f != nil && f.Object == t.Object {
				name := c.fieldOn(h.sobject, f)
				if x.field == t.Audit.At && f.Type.Kind == "date" {
					x.value = flow.Formula("Date", "TODAY()")
				}
				fields = append(fields, flow.Field{Name: name, Value: x.value})
			}
		}
		f := &flow.Flow{Label: "Last move: " + t.Label() + " (" + h.sobject + ")", Object: h.sobject, On: flow.CreatedUpdated, Before: true, Order: orderAudit,
			Entry:       flow.Entry{Formula: joined(filled(h.field), "OR(ISNEW(), ISCHANGED({!$Record."+h.field+"}))")},
			Description: "Keeps who moved the record last, and when.", Steps: []flow.Step{flow.Set{Label: "Keep the move", Fields: fields}}}
		if err := c.flow(m, h.sobject, false, f); err != nil {
			e.lacks(h.sobject, err.Error())
			continue
		}
		e.made = append(e.made, f.Label)
		c.basis(e, t, h)
	}
	e.close("the stage of a record changes", []string{strings.TrimSpace("Write down who moved it, and when")})
}

// basis makes the flow that empties the basis of the last move where nobody gives one for the next.
func (c *compiler) basis(e *effort, t *schema.Track, h home) {
	f := schema.Find[schema.Field](c.a, t.Audit.Basis)
	if f == nil || f.Object != t.Object {
		return
	}
	name := c.fieldOn(h.sobject, f)
	x := &flow.Flow{Label: "Basis of the last move: " + t.Label() + " (" + h.sobject + ")", Object: h.sobject, On: flow.Updated, Before: true, Order: orderAudit,
		Entry:       flow.Entry{Formula: joined("ISCHANGED({!$Record."+h.field+"})", filled(name), "NOT(ISCHANGED({!$Record."+name+"}))")},
		Description: "Empties the basis of the move before.", Steps: []flow.Step{flow.Set{Label: "Empty the basis", Fields: []flow.Field{{Name: name, Value: flow.Nothing("String")}}}}}
	if err := c.flow(e.meta, "basis_"+h.sobject, false, x); err != nil {
		e.lacks(h.sobject, err.Error())
		return
	}
	e.made = append(e.made, x.Label)
	e.losses = append(e.losses, fmt.Sprintf("On what basis somebody decided, that person writes into “%s” with the move.", schema.Title(f)))
}
