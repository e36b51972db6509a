package odoo

import (
	"cmp"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// work makes automations of what happens by itself, in the order in which it happens after a save: records change hands, clocks
// start and stop, routing and automations react, others follow.
func (c *compiler) work() {
	c.handovers()
	for _, s := range c.a.SLAs {
		c.clock(s)
	}
	for _, r := range c.a.Routings {
		if c.owns(r.Object.Name()) {
			c.routing(r)
		}
	}
	for _, s := range c.a.Sequences {
		if c.owns(s.Object.Name()) {
			c.sequence(s)
		}
	}
	for _, a := range c.a.Automations {
		c.automated(a)
	}
	for _, l := range c.a.Lifecycles {
		c.rollup(l)
	}
	for _, t := range c.a.Tracks() {
		if t.Audit != nil && c.owns(t.Object) {
			c.audited(t)
		}
	}
}

// built says in the enforcement what an automation does of a block, and in a manual step what people add; why is not "" when
// there is no automation.
func (c *compiler) built(m *schema.Meta, says, name, why string, todo []string) {
	switch {
	case why != "":
		c.enforcement(m.Address, says, providers.Manual, "People look after it. "+why)
		todo = append([]string{why}, todo...)
	case len(todo) > 0:
		c.enforcement(m.Address, says, providers.Corrected, "The rule “"+name+"” does it, but for what a manual step names.")
	default:
		c.enforcement(m.Address, says, providers.Corrected, "The rule “"+name+"” does it.")
	}
	if len(todo) > 0 {
		c.step(m.Address, false, "Do what “"+name+"” cannot", "Automations do what Odoo can tell from its records.", todo...)
	}
}

// automated makes what an automation does.
func (c *compiler) automated(a *schema.Automation) {
	says, title := cmp.Or(a.Outcome, schema.Title(a)), schema.Title(a)
	object := a.Object.Name()
	switch a.Trigger.Kind {
	case "breached":
		return // its clock does it
	case "entering", "leaving":
		if t := c.a.Track(a.Trigger.Target); t != nil {
			object = t.Object
		}
	case "set", "changed":
		if _, _, l := a.Trigger.Target.Split(); len(l) == 2 {
			object = l[0]
		}
	case "created":
		object = a.Trigger.Target.Name()
	}
	if object != "" && !c.owns(object) {
		return
	}
	name := "Automation: " + title
	d := &doer{compiler: c, title: title}
	why := c.run(&a.Meta, "", name, a.Trigger, a.When, func(code *script, object string) {
		d.code, d.object = code, object
		d.actions(a.Actions)
	})
	if d.code == nil { // people do it all
		for _, x := range a.Actions {
			d.by(x, "%s", cmp.Or(x.Description, x.Message, schema.Label("", x.Do)))
		}
		d.todo = append([]string{"Starts when " + c.event(a.Trigger, a.When) + "."}, d.todo...)
	}
	c.built(&a.Meta, says, name, why, d.todo)
}

// sequence schedules an activity for each step: people send what goes out.
func (c *compiler) sequence(s *schema.Sequence) {
	title := schema.Title(s)
	name, says := "Sequence: "+title, cmp.Or(s.Purpose, title)
	d := &doer{compiler: c, title: title}
	body := func(code *script, object string) {
		d.code, d.object = code, object
		due := 0
		for i, x := range s.Steps {
			due += minutes(x.After)
			d.task(cmp.Or(x.To, s.Owner), fmt.Sprintf("%s (%d of %d): %s", title, i+1, len(s.Steps), cmp.Or(x.Message, x.Description, schema.Label("", x.Name))),
				cmp.Or(x.Description, title)+".", (due+24*60-1)/(24*60))
		}
	}
	why := "It starts when somebody enrolls a record."
	if !s.Starts.IsZero() {
		why = c.run(&s.Meta, "", name, s.Starts, schema.Criterion{}, body)
	}
	if why != "" {
		for _, x := range s.Steps {
			d.todo = append(d.todo, fmt.Sprintf("After %s: %s", x.After, cmp.Or(x.Message, x.Description, schema.Label("", x.Name))))
		}
	}
	for _, x := range s.Exits {
		d.todo = append(d.todo, fmt.Sprintf("Mark the activities that are left as done when: %s.", cmp.Or(x.Description, schema.Label("", x.Name))))
	}
	c.built(&s.Meta, says, name, why, d.todo)
}

// audited keeps who moved a record last, and when.
func (c *compiler) audited(t *schema.Track) {
	code := newScript()
	if err := c.moving(code, t); err != nil {
		return
	}
	code.add(0, "if was != now:")
	n := len(code.lines)
	d := &doer{compiler: c, code: code, object: t.Object}
	d.keep(1, t.Audit.At, "datetime.datetime.utcnow()")
	d.keep(1, t.Audit.By, "env.user.name")
	if len(code.lines) == n {
		return
	}
	model := c.names.model(t.Object)
	c.automation(t.Block.Base(), "audit", t.Label()+": last move", model, false, providers.Values{"trigger": "on_create_or_write", "watches": watching(model, c.moves(t)...),
		"description": "Keeps who moved the record last, and when."}, code)
	if t.Audit.Basis != "" {
		c.step(t.Address, false, "Write the basis of moves", "Odoo knows who moved a record and when, and not why.", fmt.Sprintf("Whoever moves a record fills “%s”.", schema.Title(c.a.Lookup(t.Audit.Basis))))
	}
}
