package odoo

import (
	"cmp"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// work makes automations of what happens by itself.
func (c *compiler) work() {
	for _, s := range c.a.Scorings {
		if c.owns(s.Object.Name()) {
			c.scoring(s)
		}
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
	for _, s := range c.a.SLAs {
		c.clock(s)
	}
	c.handovers()
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
	why := c.run(&a.Meta, "", name, a.Trigger, a.When, false, func(code *script, object string) {
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

// routing tries the rules in order and gives the record to the one with the fewest.
func (c *compiler) routing(r *schema.Routing) {
	const says = "goes to the right person"
	title := schema.Title(r)
	name := "Routing: " + title
	d := &doer{compiler: c, title: title}
	lost := ""
	body := func(code *script, object string) {
		d.code, d.object = code, object
		word := "if"
		for _, rule := range r.Rules {
			holds := "True"
			if !rule.When.IsZero() {
				var err error
				if holds, err = c.say(code, rule.When.Expr, object, ""); err != nil {
					lost = fmt.Sprintf("The rule “%s” cannot be said: %s", rule.Name, sentence(err.Error()))
					return
				}
			}
			code.add(1, "%s %s:", word, holds)
			d.decided(r, rule)
			word = "elif"
		}
		depth := 2
		if len(r.Rules) > 0 {
			code.add(1, "else:")
		} else {
			depth = 1
		}
		d.given(depth, r, "fallback", c.someone(r.Fallback))
		code.add(depth, "pass")
	}
	why := ""
	if r.Trigger.IsZero() {
		why = "It runs when somebody asks for it."
	} else if why = c.run(&r.Meta, "", name, r.Trigger, schema.Criterion{}, false, body); lost != "" {
		why = lost
	}
	if why != "" {
		for _, rule := range r.Rules {
			d.todo = append(d.todo, fmt.Sprintf("%s: to %s.", c.words(rule.Description, rule.When), schema.Title(c.a.Lookup(rule.To))))
		}
		c.dropRules(r.Address)
	}
	c.built(&r.Meta, says, name, why, d.todo)
}

// decided gives a record to the people of a rule; by territory or skill to those who cover its value, if anybody does.
func (d *doer) decided(r *schema.Routing, rule *schema.RoutingRule) {
	logins := d.someone(rule.To)
	method, by := cmp.Or(rule.Method, r.Method), cmp.Or(rule.By, r.By)
	covers := map[string][]string{}
	var values []string
	if f := d.fieldOf(by); f != nil && (method == "territory" || method == "skill_based") && f.Object == d.object {
		for _, login := range logins {
			m := d.memberWith(login)
			list := m.Territories
			if method == "skill_based" {
				list = m.Skills
			}
			for _, v := range list {
				if covers[v] == nil {
					values = append(values, v)
				}
				covers[v] = append(covers[v], login)
			}
		}
		if at, err := d.say(d.code, f, d.object, ""); err == nil && values != nil {
			d.code.add(2, "covers = {")
			for _, v := range values {
				d.code.add(3, "%s: %s,", pyexpr.Quote(v), pyexpr.Tuple(covers[v]))
			}
			d.code.add(2, "}")
			d.code.add(2, "logins = covers.get(%s, %s)", at, pyexpr.Tuple(logins))
			d.code.add(2, "users = env['res.users'].search([('login', 'in', logins)])")
			d.code.add(2, "if users and record.user_id not in users:")
			d.code.add(3, "turns = [(model.search_count([('user_id', '=', user.id)]), user.id) for user in users]")
			d.code.add(3, "record.write({'user_id': min(turns)[1]})")
			d.noted(2, r, rule.Name)
			return
		}
	} else if method == "account_based" || by != "" && method != "round_robin" {
		d.todo = append(d.todo, fmt.Sprintf("The rule “%s” takes turns among all of %s, and does not choose by %s.", rule.Name, schema.Title(d.a.Lookup(rule.To)), schema.Label("", method)))
	}
	d.given(2, r, rule.Name, logins)
}

// memberWith is the member who logs in so.
func (c *compiler) memberWith(login string) *schema.Member {
	for _, t := range c.a.Teams {
		for _, m := range t.Members {
			if l, _ := c.org.login(m.Identity); l == login {
				return m
			}
		}
	}
	return &schema.Member{}
}

func (d *doer) given(depth int, r *schema.Routing, rule string, logins []string) {
	if len(logins) > 0 {
		d.give(depth, logins)
	}
	d.noted(depth, r, rule)
}

// noted writes which rule decided, and when.
func (d *doer) noted(depth int, r *schema.Routing, rule string) {
	d.keep(depth, r.Basis, pyexpr.Quote(rule))
	d.keep(depth, r.AssignedAt, "datetime.datetime.utcnow()")
	d.code.add(depth, "pass")
}

// keep writes code to a field of the record; nothing where there is no such field.
func (d *doer) keep(depth int, field schema.Address, value string) {
	if f := d.fieldOf(field); f != nil && f.Object == d.object {
		if x, ok := (resolver{d.compiler}).Field(f.Object, f.Name); ok && pyexpr.Name(x.Name) {
			d.code.add(depth, "record.write({%s: %s})", pyexpr.Quote(x.Name), value)
		}
	}
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
		why = c.run(&s.Meta, "", name, s.Starts, schema.Criterion{}, false, body)
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
	c.automation(t.Block.Base(), "audit", t.Label()+": last move", model, false, providers.Values{"trigger": "on_create_or_write", "watches": watching(model, c.trackHome(t).name),
		"description": "Keeps who moved the record last, and when."}, code)
	if t.Audit.Basis != "" {
		c.step(t.Address, false, "Write the basis of moves", "Odoo knows who moved a record and when, and not why.", fmt.Sprintf("Whoever moves a record fills “%s”.", schema.Title(c.a.Lookup(t.Audit.Basis))))
	}
}
