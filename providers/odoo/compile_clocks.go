package odoo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// clock keeps when a clock was started in a field: one automation starts it, one stops it, and one for each point in time does
// what is due while it runs. Odoo looks at times on a schedule, and counts all days and hours.
func (c *compiler) clock(s *schema.SLA) {
	title := schema.Title(s)
	says := "within " + s.Within.String()
	probe := newScript()
	st, err := c.starting(probe, s.Starts)
	if err == nil && !c.owns(st.object) {
		return
	}
	var breaches []*schema.Automation
	for _, a := range c.a.Automations {
		if a.Trigger.Kind == "breached" && a.Trigger.Target == s.Address {
			breaches = append(breaches, a)
		}
	}
	name := "SLA: " + title
	follow := func(class providers.Class, how string) {
		for _, a := range breaches {
			c.enforcement(a.Address, cmp.Or(a.Outcome, schema.Title(a)), class, how)
		}
	}
	stops, stopErr := c.starting(newScript(), s.Stops)
	switch {
	case err == nil && stopErr != nil:
		err = stopErr
	case err == nil && stops.object != st.object:
		err = fmt.Errorf("the clock is started on a %s and stopped on a %s", st.object, stops.object)
	}
	if err != nil {
		if st.object == "" && s.Starts.Kind == "entering" {
			return // in another CRM
		}
		c.built(&s.Meta, says, name, sentence(err.Error()), []string{"Starts when " + c.event(s.Starts, s.When) + "; stops when " + c.event(s.Stops, schema.Criterion{}) + "."})
		follow(providers.Manual, "It belongs to “"+name+"”, which people look after.")
		return
	}
	model := c.names.model(st.object)
	field := ownName(s.Address.Key() + "_clock")
	c.ownField(&s.Meta, "field", title+": started at", "clocks", providers.Values{"model": model, "name": field, "label": title + ": started at", "type": "datetime", "tracked": true})
	why := c.runs(&s.Meta, "stop", name+" stops", s.Stops, schema.Criterion{}, false, func(code *script, _ string) {
		code.calls("sc_write")
		code.add(1, "if record.%s:", field)
		code.add(2, "sc_write(record, {%s: False})", pyexpr.Quote(field))
	})
	if why == "" {
		why = c.runs(&s.Meta, "start", name+" starts", s.Starts, s.When, false, func(code *script, object string) {
			(&doer{compiler: c, code: code, object: object}).startClock(1, field)
		})
	}
	if why != "" {
		c.built(&s.Meta, says, name, why, nil)
		follow(providers.Manual, "It belongs to “"+name+"”, which people look after.")
		return
	}
	d := &doer{compiler: c, title: title, object: st.object, timed: true}
	for i, e := range s.Escalations {
		c.due(d, s, model, field, fmt.Sprintf("escalation %d", i+1), e.After, "", func() { d.escalate(e) })
	}
	others, used := []string{}, pyexpr.Helpers{}
	for _, v := range s.Variants {
		code := newScript()
		holds, err := c.say(code, v.When.Expr, st.object, "")
		if err != nil {
			d.todo = append(d.todo, fmt.Sprintf("The variant “%s” is not told apart: %s", v.Name, sentence(err.Error())))
			continue
		}
		used.Add(code.used)
		c.due(d, s, model, field, "breach "+v.Name, v.Within, strings.Join(append(slices.Clone(others), holds), " and "), func() { d.code.used.Add(used); d.breach(s, breaches) })
		others = append(others, "not "+holds)
	}
	c.due(d, s, model, field, "breach", s.Within, strings.Join(others, " and "), func() { d.code.used.Add(used); d.breach(s, breaches) })
	if s.Clock != "elapsed" {
		d.todo = append(d.todo, "The clock runs on all days and hours: Odoo's automations know no working hours below a day.")
	}
	d.todo = append(d.todo, "Keep the scheduled action “Automation Rules: check and execute” turned on (Settings > Technical > Scheduled Actions).")
	c.built(&s.Meta, says, name, "", d.todo)
	follow(providers.Corrected, "The rule “"+name+"” does it when the clock runs out.")
}

// clockOf is the field with the start of a clock of the object's records; "" when there is none.
func (d *doer) clockOf(s *schema.SLA) string {
	if s == nil {
		return ""
	}
	field := ownName(s.Address.Key() + "_clock")
	r := d.made.Find(typeField, key(d.names.model(d.object), field))
	if r == nil || r.Origin != s.Address {
		return ""
	}
	return field
}

// startClock writes when a clock starts, unless it runs.
func (d *doer) startClock(depth int, field string) {
	d.code.calls("sc_write")
	d.code.add(depth, "if not record.%s:", field)
	d.code.add(depth+1, "sc_write(record, {%s: datetime.datetime.utcnow()})", pyexpr.Quote(field))
}

// due makes an automation of what a clock sets off when it has run so long, for records of which a condition holds.
func (c *compiler) due(d *doer, s *schema.SLA, model, field, part string, after schema.Duration, holds string, does func()) {
	d.code = newScript()
	d.code.add(0, "if %s:", cmp.Or(holds, "True"))
	does()
	if len(d.code.lines) == 1 {
		d.add("pass")
	}
	n := minutes(after)
	delay, unit := float64(n), "minutes"
	switch {
	case n%(24*60) == 0:
		delay, unit = float64(n/(24*60)), "day"
	case n%60 == 0:
		delay, unit = float64(n/60), "hour"
	}
	c.automation(&s.Meta, part, fmt.Sprintf("SLA: %s, %s", d.title, after), model, false, providers.Values{"trigger": "on_time", "date": key(model, field), "delay": delay, "delay_unit": unit,
		"when": "[(" + pyexpr.Quote(field) + ", '!=', False)]", "description": "What is due when the clock has run so long."}, d.code)
}

// escalate tells people, and gives the record to somebody else.
func (d *doer) escalate(e *schema.Escalation) {
	words := fmt.Sprintf("%s: %s have passed. %s", d.title, e.After, e.Action)
	if len(e.Notify) == 0 {
		d.task("", words, d.title, 0)
	}
	for _, a := range e.Notify {
		d.tell(a, words)
	}
	if e.Reassign != "" && !d.assign(e.Reassign) {
		d.todo = append(d.todo, fmt.Sprintf("After %s, give the record to %s.", e.After, schema.Title(d.a.Lookup(e.Reassign))))
	}
}

// breach notes it in the log, and does what automations do then.
func (d *doer) breach(s *schema.SLA, list []*schema.Automation) {
	if d.hasLog() {
		d.code.calls("sc_bot")
		d.add("sc_bot.message_post(body=%s)", pyexpr.Quote(timeUp(d.title)+" "+clockMark(s.Address)))
	}
	for _, a := range list {
		d.actions(a.Actions)
	}
}

// timeUp is what the log of a record says when a clock with that title has run out.
func timeUp(title string) string { return title + ": the time is up." }

// clockMark is how that sentence names the clock, whatever its title is now and then.
func clockMark(sla schema.Address) string { return "[" + string(sla) + "]" }
