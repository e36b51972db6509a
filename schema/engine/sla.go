package engine

import (
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Limit is when a clock runs out for a record, and what happens on the way.
type Limit struct {
	SLA schema.Address
	// Applies is false when the clock's condition excludes the record; the rest is then empty.
	Applies bool
	// Variant is the name of the variant that decided, or "".
	Variant string
	Within  schema.Duration
	// Calendar is the calendar that the clock runs on; "" for plain time.
	Calendar schema.Address
	Start    time.Time
	Due      time.Time
	// Target is the time to aim at; zero for none.
	Target time.Time
	// Escalations are the steps in the order in which they are declared, with their times.
	Escalations []EscalationTime
}

// EscalationTime is an escalation step with the time at which it is taken.
type EscalationTime struct {
	*schema.Escalation
	At time.Time
}

// Clocks are the clocks of an architecture. They read each calendar once, and belong to one goroutine.
type Clocks struct {
	a         *schema.Architecture
	calendars map[schema.Address]*Calendar
}

// NewClocks gives the clocks of an architecture, which stays as it is.
func NewClocks(a *schema.Architecture) *Clocks {
	return &Clocks{a: a, calendars: map[schema.Address]*Calendar{}}
}

// calendar finds a calendar; nil when there is none.
func (c *Clocks) calendar(at schema.Address) (*Calendar, error) {
	if cal := c.calendars[at]; cal != nil {
		return cal, nil
	}
	block := schema.Find[schema.Calendar](c.a, at)
	if block == nil {
		return nil, nil
	}
	cal, err := ParseCalendar(block)
	if err == nil {
		c.calendars[at] = cal
	}
	return cal, err
}

// Due is Clocks.Due for one clock.
func Due(a *schema.Architecture, s *schema.SLA, rec *Record, start time.Time) (Limit, error) {
	return NewClocks(a).Due(s, rec, start)
}

// Due computes when a clock that started at start runs out for a record. The
// first variant whose condition holds at the start decides the limit and, if
// it names one, the calendar; target and escalations run on that calendar
// too. It is an error when a business clock has no calendar or a broken one.
func (c *Clocks) Due(s *schema.SLA, rec *Record, start time.Time) (Limit, error) {
	a := c.a
	l := Limit{SLA: s.Address, Start: start, Within: s.Within}
	env := NewEnv(a, rec, start)
	if !holds(s.When, env) {
		return l, nil
	}
	l.Applies = true
	at := s.Calendar
	for _, v := range s.Variants {
		if holds(v.When, env) {
			l.Variant, l.Within = v.Name, v.Within
			if v.Calendar != "" {
				at = v.Calendar
			}
			break
		}
	}
	var cal *Calendar
	if s.Clock != "elapsed" {
		if at == "" && a.Info != nil {
			at = a.Info.Calendar
		}
		var err error
		if cal, err = c.calendar(at); err != nil {
			return Limit{SLA: s.Address}, err
		}
		if cal == nil {
			return Limit{SLA: s.Address}, fmt.Errorf("%s runs in business hours and has no calendar; name one there or in the architecture block", s.Address)
		}
		l.Calendar = at
	}
	l.Due = Add(cal, start, l.Within)
	if !s.Target.IsZero() {
		l.Target = Add(cal, start, s.Target)
	}
	for _, e := range s.Escalations {
		l.Escalations = append(l.Escalations, EscalationTime{e, Add(cal, start, e.After)})
	}
	return l, nil
}

// holds tells whether a condition lets a record through; none lets all.
func holds(c schema.Criterion, env expr.Env) bool { return c.IsZero() || expr.Truth(c.Expr, env) }

// State is how a clock stands.
type State string

const (
	Running  State = "running"  // not stopped, time left
	Met      State = "met"      // stopped in time
	Breached State = "breached" // stopped late, or not stopped when time ran out
	Excluded State = "excluded" // the clock does not concern the record
)

// ClockStatus is how a clock stands at a time.
type ClockStatus struct {
	State State
	// Late is true once the target has passed.
	Late bool
	// Left is the plain time until the limit, negative after it; 0 once stopped.
	Left time.Duration
	// Escalated are the steps taken so far.
	Escalated []EscalationTime
}

// Status tells how the clock stands at now. stop is when it was stopped, zero
// while it runs; a stop after now has not happened yet. A clock that stops at
// the very end of its limit is met; one that still runs then is breached.
func (l Limit) Status(now, stop time.Time) ClockStatus {
	if !l.Applies {
		return ClockStatus{State: Excluded}
	}
	stopped := !stop.IsZero() && !stop.After(now)
	past := func(t time.Time) bool { // has the clock run past t?
		if stopped {
			return stop.After(t)
		}
		return !now.Before(t)
	}
	var s ClockStatus
	switch {
	case past(l.Due):
		s.State = Breached
	case stopped:
		s.State = Met
	default:
		s.State = Running
	}
	if !stopped {
		s.Left = l.Due.Sub(now)
	}
	s.Late = !l.Target.IsZero() && past(l.Target)
	for _, e := range l.Escalations {
		if past(e.At) {
			s.Escalated = append(s.Escalated, e)
		}
	}
	return s
}
