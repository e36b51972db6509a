package hubspot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// due is something that a clock sets off when it has run so long.
type due struct {
	after int // minutes
	does  chain
}

// sla makes a workflow that follows a clock: it waits, looks whether the clock was stopped, and escalates.
func (w *worker) sla(s *schema.SLA) {
	title := schema.Title(s)
	name, says := "SLA: "+title, "within "+s.Within.String()
	var breaches []*schema.Automation
	for _, a := range w.a.Automations {
		if a.Trigger.Kind == "breached" && a.Trigger.Target == s.Address {
			breaches = append(breaches, a)
		}
	}
	st, why := w.starting(s.Starts)
	object := cmp.Or(st.object, w.objectOf(s.Starts), w.objectOf(s.Stops), "contact")
	if !w.owns(object) {
		return
	}
	d := w.doer(title, object, s.Starts)
	timeline := w.timeline(d, s, s.Within, breaches)
	stopped, unseen := w.stop(s, object)
	lacks := sentences([]string{why, unseen})
	var b *filter.Branch
	if why == "" {
		var more []string
		b, more = w.exactly(both(st.when, s.When.Expr), object)
		lacks = append(lacks, more...)
	}
	ch := ticking(timeline, stopped)
	if len(breaches) > 0 && b != nil {
		var more []string
		ch, more = w.variants(d, s, breaches, stopped, ch)
		lacks = append(lacks, more...)
	}
	if len(lacks) > 0 || b == nil {
		w.byPeople(&s.Meta, says, name, d.plural, w.event(s.Starts, s.When), ticking(timeline, nil), append(d.todo, "Before each escalation, look whether the clock was stopped."), lacks...)
		w.follow(breaches, name, false)
		return
	}
	if len(ch) == 0 {
		w.enforcement(s.Address, says, providers.Manual, "Nothing happens when the clock runs out; reports show how long it took.")
		return
	}
	loss := st.loss
	if s.Stops.Kind == "set" {
		loss = strings.TrimSpace(loss + " A value from before the start counts as a stop.")
	}
	if s.Clock != "elapsed" {
		loss = strings.TrimSpace(loss + " HubSpot's delays run all the time, outside business hours too.")
	}
	made, live := w.workflow(&s.Meta, "", name, d.plural, false, definition(enrollment(b, st.again...), ch))
	if at := cmp.Or(s.Calendar, w.usualCalendar()); live && s.Clock != "elapsed" && at != "" {
		w.clocks[at] = append(w.clocks[at], made)
	}
	w.built(&s.Meta, says, made, live, d.todo, loss)
	w.follow(breaches, made, live)
}

// follow classifies the automations that a clock's workflow carries out.
func (w *worker) follow(breaches []*schema.Automation, name string, live bool) {
	for _, a := range breaches {
		class, how := providers.Corrected, "The workflow “"+name+"” does it when the clock runs out."
		if !live {
			class, how = providers.Manual, "It belongs to “"+name+"”, which people look after."
		}
		w.enforcement(a.Address, cmp.Or(a.Outcome, schema.Title(a)), class, how)
	}
}

// stop is the filter for records whose clock was stopped; unseen says why there is none.
func (w *worker) stop(s *schema.SLA, object string) (b *filter.Branch, unseen string) {
	e := w.happened(s.Stops, s.Starts.Target)
	if e == nil {
		return nil, fmt.Sprintf("Nothing on the record tells that the clock was stopped: %s.", w.event(s.Stops, schema.Criterion{}))
	}
	b, why := w.exactly(e, object)
	return b, strings.Join(why, " ")
}

// timeline lists what a clock sets off, in the order of time.
func (w *worker) timeline(d *doer, s *schema.SLA, within schema.Duration, breaches []*schema.Automation) []due {
	var out []due
	for _, e := range s.Escalations {
		out = append(out, due{minutes(e.After), w.escalation(d, s, e)})
	}
	var does chain
	for _, a := range breaches {
		does = append(does, d.actions(a.Actions)...)
	}
	if len(does) > 0 {
		out = append(out, due{minutes(within), does})
	}
	slices.SortStableFunc(out, func(a, b due) int { return cmp.Compare(a.after, b.after) })
	return out
}

// escalation tells people, gives the record to somebody else, or makes a task of what else is to be done.
func (w *worker) escalation(d *doer, s *schema.SLA, e *schema.Escalation) (out chain) {
	subject := fmt.Sprintf("%s: %s have passed", d.title, e.After)
	var people []string
	for _, a := range e.Notify {
		for _, id := range w.someone(a) {
			if !slices.Contains(people, id) {
				people = append(people, id)
			}
		}
	}
	switch {
	case len(people) > 0:
		out = append(out, notice(subject, cmp.Or(e.Action, d.title), people))
	case len(e.Notify) > 0 || e.Action != "":
		out = append(out, task(d.plural, subject, cmp.Or(e.Action, "Look at the record."), "", 0))
	}
	if e.Reassign != "" {
		if people := w.someone(e.Reassign); len(people) > 0 {
			out = append(out, assignTo(people, true))
		}
	}
	return out
}

// ticking waits from one point of a timeline to the next, and ends as soon as the clock was stopped. Without a filter for
// that it goes on.
func ticking(timeline []due, stopped *filter.Branch) chain {
	var out chain
	for i := len(timeline) - 1; i >= 0; i-- {
		before := 0
		if i > 0 {
			before = timeline[i-1].after
		}
		does := slices.Concat(timeline[i].does, out)
		out = nil
		gap := timeline[i].after - before
		if gap > 0 {
			out = chain{wait(gap)}
		}
		if stopped == nil || gap == 0 && i > 0 {
			out = append(out, does...)
			continue
		}
		out = append(out, node{cases: []branchCase{{name: "Stopped in time", when: stopped}}, rest: does})
	}
	return out
}

// variants branches by the variants of a clock, of which the first that applies decides when it runs out.
func (w *worker) variants(d *doer, s *schema.SLA, breaches []*schema.Automation, stopped *filter.Branch, usual chain) (chain, []string) {
	x := node{rest: usual}
	for _, v := range s.Variants {
		b, why := w.exactly(v.When.Expr, d.object)
		if b == nil {
			return nil, append([]string{fmt.Sprintf("The variant “%s” is no filter.", v.Name)}, why...)
		}
		silent := *d // what people add is said once
		x.cases = append(x.cases, branchCase{schema.Label("", v.Name), b, ticking(w.timeline(&silent, s, v.Within, breaches), stopped)})
	}
	if len(x.cases) == 0 {
		return usual, nil
	}
	return chain{x}, nil
}

// usualCalendar is the one of clocks that name none.
func (c *compiler) usualCalendar() schema.Address {
	if c.a.Info == nil {
		return ""
	}
	return c.a.Info.Calendar
}

// businessHours says once for each calendar how the workflows of its clocks keep quiet outside business hours.
func (w *worker) businessHours() {
	for _, cal := range w.a.Calendars {
		names := w.clocks[cal.Address]
		if len(names) == 0 {
			continue
		}
		var hours []string
		for _, day := range []string{"everyday", "weekdays", "weekend", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			if h := cal.Hours[day]; h != "" {
				hours = append(hours, day+" "+h)
			}
		}
		w.step(cal.Address, false, "Keep the clocks of “"+schema.Title(cal)+"” to business hours",
			"HubSpot's delays run all the time. Limited to business hours, a workflow speaks up at the next opening at the earliest; its delays are no business hours all the same.",
			fmt.Sprintf("Automation > Workflows: open each of these workflows, Settings, and choose specific times for its actions: %s, time zone %s.", strings.Join(hours, "; "), cal.TimeZone),
			"“"+strings.Join(names, "”, “")+"”.")
	}
}
