package audit

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

const (
	clocksMet     = "kept"
	clocksLate    = "ran out"
	clocksUnheard = "ran out, and nobody was told"
	clocksRunning = "still running"
	clocksDropped = "ended with a record that was put away"
)

// clock is a service level with what starts it.
type clock struct {
	sla *schema.SLA
	// objects are the record types on which it starts, starts the events: its own, and the assignment by a routing policy that names it.
	objects []string
	starts  []schema.Event
	// blind are policies that start it and of which nothing says when.
	blind []*schema.Routing
}

func clocksOf(a *schema.Architecture) []*clock {
	var out []*clock
	for _, s := range a.SLAs {
		k := &clock{sla: s, starts: []schema.Event{s.Starts}}
		for _, o := range eventObjects(a, s.Starts) {
			if s.Starts.Kind != "event" || slices.ContainsFunc(a.Tracks(), func(t *schema.Track) bool { return t.Object == o }) {
				k.objects = append(k.objects, o)
			}
		}
		for _, r := range a.Routings {
			if r.SLA == s.Address {
				k.routed(r)
			}
		}
		out = append(out, k)
	}
	return out
}

// routed adds the assignment by a routing policy to what starts a clock: the time in the field that the policy names, else what sets the
// policy off.
func (k *clock) routed(r *schema.Routing) {
	o, e := r.Object.Name(), r.Trigger
	if fieldObject(r.AssignedAt) == o {
		e = schema.Event{Kind: "set", Target: r.AssignedAt}
	}
	switch {
	case e.IsZero() || e.Kind == "every":
		k.blind = append(k.blind, r)
	case !slices.Contains(k.starts, e):
		k.starts = append(k.starts, e)
	}
	if !slices.Contains(k.objects, o) {
		k.objects = append(k.objects, o)
	}
}

// telling is how well a CRM tells when an event happened.
type telling int

const (
	exactly telling = iota
	byValue         // by what the field holds
	lastOne         // of the stage that a record is in
	notTold
)

// tells says how well the history of these records tells of an event.
func (p *population) tells(e schema.Event) telling {
	switch e.Kind {
	case "created":
		return exactly
	case "entering", "leaving":
		t := p.crm.arch.Track(e.Target)
		if t != nil && p.kept.Moves[t.Address] {
			return exactly
		}
		if t != nil && e.Kind == "entering" {
			return lastOne
		}
	case "set", "changed":
		f := e.Target.Name()
		if p.kept.Absent[f] {
			return notTold
		}
		if p.kept.Fields[f] {
			return exactly
		}
		if x := p.crm.arch.Field(p.object, f); e.Kind == "set" && x != nil && x.Type.Kind == "datetime" {
			return byValue
		}
	case "event":
		if p.kept.Activities {
			return exactly
		}
	}
	return notTold // when a threshold is reached, and what other clocks set off, is in no history
}

// prepare notes which events on the records of a population concern clocks.
func (p *population) prepare(kept providers.Kept) {
	p.kept, p.since = kept, map[int]doubt{}
	p.marks = map[schema.Event][]mark{}
	for i, k := range p.crm.clocks {
		for _, e := range k.starts {
			if slices.Contains(k.objects, p.object) {
				p.mark(e, mark{int16(i), starts})
			}
		}
		p.mark(k.sla.Stops, mark{int16(i), stops})
	}
}

func (p *population) mark(e schema.Event, m mark) {
	if !slices.Contains(eventObjects(p.crm.arch, e), p.object) || slices.Contains(p.marks[e], m) {
		return
	}
	how := p.tells(e)
	if how == notTold {
		return
	}
	if f := e.Target.Name(); e.Kind == "set" && len(p.marks[e]) == 0 {
		if how == byValue {
			p.valued = append(p.valued, f)
		} else {
			p.set = append(p.set, f)
		}
	}
	p.marks[e] = append(p.marks[e], m)
}

// judge looks at all clocks that the records of a population started.
func (c *crm) judge(t *tally, p *population) {
	for i, k := range c.clocks {
		if slices.Contains(k.objects, p.object) && len(p.judged) > 0 && c.derivable(t, k, p) {
			for _, r := range p.judged {
				c.run(t, i, r)
			}
		}
	}
}

// derivable tells whether starts and stops of a clock can be derived from the history, and what of them cannot.
func (c *crm) derivable(t *tally, k *clock, p *population) bool {
	title, n := schema.Title(k.sla), len(p.judged)
	for _, r := range k.blind {
		if r.Object.Name() == p.object {
			t.unknown(n, "%s is started by %s too, which does not keep when: those clocks are not judged. Give the policy an assigned_at", title, schema.Title(r))
		}
	}
	ok := false
	for _, e := range k.starts {
		if !slices.Contains(eventObjects(c.arch, e), p.object) {
			continue
		}
		switch how := p.tells(e); how {
		case notTold:
			t.unknown(n, "%s starts when %s, and %s does not keep when that was", title, c.happens(e), c.title)
			continue
		default:
			c.roughly(t, title, e, how, n)
		}
		ok = true
	}
	return ok && c.stoppable(t, k, p)
}

// stoppable tells whether the history tells when a clock stopped. An activity has to be kept on the record itself.
func (c *crm) stoppable(t *tally, k *clock, p *population) bool {
	title, n, e := schema.Title(k.sla), len(p.judged), k.sla.Stops
	objects := eventObjects(c.arch, e)
	if e.Kind == "event" {
		objects = []string{p.object}
	}
	if len(objects) == 0 {
		t.unknown(n, "%s stops when %s, and %s does not keep when that was", title, c.happens(e), c.title)
		return false
	}
	for _, name := range objects {
		q := c.populations[name]
		if q == nil {
			t.unknown(n, "%s stops when %s, which stands in another CRM", title, c.happens(e))
			return false
		}
		if q.marks == nil && !q.failed { // no such record is linked, so that nothing stopped it
			continue
		}
		how := q.tells(e)
		if how == notTold || how == lastOne || q.failed && q != p {
			t.unknown(n, "%s stops when %s, and %s does not tell when that was", title, c.happens(e), c.title)
			return false
		}
		c.roughly(t, title, e, how, n)
	}
	return true
}

// roughly says where a time is not the one of the event itself.
func (c *crm) roughly(t *tally, title string, e schema.Event, how telling, n int) {
	switch how {
	case byValue:
		t.unknown(n, "%s: %s does not keep when %s; the time in the field is taken for it", title, c.title, c.happens(e))
	case lastOne:
		t.unknown(n, "%s starts when %s; %s does not keep moves, so that it is judged for the records that are still there alone", title, c.happens(e), c.title)
	}
}

// span is one run of a clock.
type span struct {
	limit engine.Limit
	stop  int64 // 0 while it runs
	rang  bool
	// heard tells that a clock ran out meanwhile that has another name now, doubt why it is not sure that this one ran.
	heard bool
	doubt string
}

// run derives the runs of a clock for one record and judges them. As in a CRM, a clock that runs is not started again. What one write
// did has one time and no order, so that a stop may be told before its start.
func (c *crm) run(t *tally, i int, r *record) {
	var spans []span
	running, idle := false, int64(-1) // the last stop while it did not run
	now := c.now.UnixMilli()
	c.unseen(t, i, r)
	for _, x := range c.ticks(i, r) {
		if x.at > now {
			break
		}
		last := len(spans) - 1
		switch {
		case x.what == starts && !running:
			limit, err := c.due(c.clocks[i].sla, r, x.at)
			if err != nil {
				t.unsure(r, "%s is not judged: %s", schema.Title(c.clocks[i].sla), err)
				return
			}
			if limit.Applies {
				spans, running = append(spans, span{limit: limit, doubt: c.doubtfulClock(i, r, x.at)}), true
				if idle == x.at {
					spans[last+1].stop, running = x.at, false
				}
			}
		case x.what == stops && running:
			spans[last].stop, running = x.at, false
		case x.what == stops:
			idle = x.at
		case x.what == rings && last >= 0 && x.clock < 0:
			spans[last].heard = true
		case x.what == rings && last >= 0:
			spans[last].rang = true
		}
	}
	for _, s := range spans {
		c.verdict(t, c.clocks[i].sla, r, s)
	}
}

// ticks are what concerns a clock of a record, in order: on the record itself, and on related ones of other objects, which stop it too.
func (c *crm) ticks(i int, r *record) []tick {
	var out []tick
	started := false
	for _, x := range r.ticks {
		if int(x.clock) == i || x.clock < 0 {
			out, started = append(out, x), started || x.what == starts
		}
	}
	if !started {
		return nil
	}
	for _, o := range r.links {
		for _, x := range o.ticks {
			if int(x.clock) == i && x.what == stops {
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b tick) int { return cmp.Compare(a.at, b.at) })
	return out
}

// due is when a clock runs out that started at a time, for the record as it was then.
func (c *crm) due(s *schema.SLA, r *record, at int64) (engine.Limit, error) {
	rec := &engine.Record{Object: r.of.object}
	if !s.When.IsZero() || len(s.Variants) > 0 {
		rec = c.see(r, at, around)
	}
	return c.limits.Due(s, rec, instant(at))
}

func (c *crm) verdict(t *tally, s *schema.SLA, r *record, x span) {
	if x.doubt != "" {
		t.unsure(r, "%s is not judged for the time of which it is not sure, because %s", schema.Title(s), x.doubt)
		return
	}
	now, stop := c.now, time.Time{}
	if x.stop != 0 {
		stop = instant(x.stop)
	}
	dropped := r.archived != 0 && r.archived < now.UnixMilli() && (x.stop == 0 || x.stop > r.archived)
	if dropped {
		if due := x.limit.Due.UnixMilli(); r.active != 0 && r.active < due && due <= r.archived {
			t.unsure(r, "%s: when records were put away is not kept, so that it is not known whether it had run out by then", schema.Title(s))
			return
		}
		now, stop = instant(r.archived), time.Time{}
	}
	t.Looked++
	status := x.limit.Status(now, stop)
	switch status.State {
	case engine.Met:
		t.figures[clocksMet]++
		return
	case engine.Running:
		if dropped {
			t.figures[clocksDropped]++
		} else {
			t.figures[clocksRunning]++
		}
		return
	}
	t.Broken++
	t.figures[clocksLate]++
	end := "still running, " + length(now.Sub(x.limit.Due)) + " late"
	switch {
	case dropped:
		end = "not stopped"
	case !stop.IsZero():
		end = fmt.Sprintf("stopped at %s, %s late", moment(x.stop), length(stop.Sub(x.limit.Due)))
	}
	detail := fmt.Sprintf("started at %s, due at %s, %s", moment(x.limit.Start.UnixMilli()), moment(x.limit.Due.UnixMilli()), end)
	over := schema.Title(s) + " ran out"
	see := "See to the records that still wait, and find out why they waited."
	follows := slices.ContainsFunc(c.arch.Automations, func(x *schema.Automation) bool {
		return x.Trigger.Kind == "breached" && x.Trigger.Target == s.Address
	})
	switch {
	case !r.of.kept.Raised:
		t.unsure(r, "%s does not keep whether somebody was told that %s ran out", c.title, schema.Title(s))
		t.find(r, Breached, s.Address, over+".", see, detail)
	case !x.rang && x.heard:
		t.unsure(r, "Whether somebody was told that %s ran out is not known: the message names a clock by a title that none has any more", schema.Title(s))
		t.find(r, Breached, s.Address, over+".", see, detail)
	case x.rang:
		t.find(r, Breached, s.Address, over+", and somebody was told.", see, detail)
	case len(s.Escalations) > 0 && len(status.Escalated) == 0 && !follows:
		t.find(r, Breached, s.Address, over+", and it is not time yet to tell somebody.", see, detail)
	case len(s.Escalations) == 0 && !follows:
		t.figures[clocksUnheard]++
		t.find(r, Unraised, s.Address, over+", and nobody was told.", see+" The clock has no escalation: declare who is told when it runs out.", detail)
	default:
		t.figures[clocksUnheard]++
		t.find(r, Unraised, s.Address, over+", and nobody was told.", see+" It is declared what happens then: find out why the CRM did not do it.", detail)
	}
}

// happens is an event as a clause: "a record enters MQL".
func (c *crm) happens(e schema.Event) string {
	switch e.Kind {
	case "entering":
		return "a record enters " + c.called(e.Target)
	case "leaving":
		return "a record leaves " + c.called(e.Target)
	case "set":
		return c.called(e.Target) + " is filled in"
	case "changed":
		return c.called(e.Target) + " changes"
	case "created":
		return fmt.Sprintf("a record of %s is created", e.Target.Name())
	case "event":
		return fmt.Sprintf("%s is logged", schema.Label("", e.Name))
	case "reaches":
		return "the threshold " + c.called(e.Target) + " is reached"
	case "breached":
		return c.called(e.Target) + " runs out"
	}
	return e.Kind
}
