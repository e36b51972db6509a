package engine

import (
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// World plays events on records of its own: it moves them as Move permits and
// does what follows from it: clocks start and stop, routing runs, rollups follow,
// automations act. It has no time of its own; every call says when it happens.
//
// Of an automation's actions the world does set_field, clear_field, move_to
// (as Move permits), set_status, assign, route and reset_score; what reaches outside or
// waits (after) it leaves out. An automation runs at most once for a record in what
// follows from one call, so that automations which set each other off come to an end.
type World struct {
	A       *schema.Architecture
	Records []*Record
	Load    Load
	Clocks  []*RunningClock
	// Assignments are the routing decisions so far, the latest last.
	Assignments []Routed

	done  map[ran]bool // automations in the present cascade
	depth int
}

// Routed is a routing decision that the world has carried out.
type Routed struct {
	Record  *Record
	Routing schema.Address
	At      time.Time
	Assignment
}

// RunningClock is a clock that the world has started.
type RunningClock struct {
	Record *Record
	Limit  Limit
	// Stopped is when it was stopped; zero while it runs.
	Stopped time.Time
	// Err is why the clock has no limit: it has no usable calendar.
	Err error
}

type ran struct {
	by  schema.Address
	rec *Record
}

// Add takes records in, and starts the clocks of the stages that they are in as if entered at that time.
func (w *World) Add(now time.Time, recs ...*Record) {
	w.Records = append(w.Records, recs...)
	for _, r := range recs {
		if r.Owner != "" {
			r.Owner = owner(w.A, r.Owner)
			if w.Load.Open == nil {
				w.Load.Open = map[string]int{}
			}
			w.Load.Open[r.Owner]++
		}
		for _, t := range w.A.Tracks() {
			if st := r.Stages[t.Address]; st != "" {
				if r.EnteredAt == nil {
					r.EnteredAt = map[schema.Address]time.Time{}
				}
				if r.EnteredAt[t.Address].IsZero() {
					r.EnteredAt[t.Address] = now
				}
				w.clocks(r, schema.Event{Kind: "entering", Target: st}, now)
			}
		}
	}
}

// Create takes a new record in, and does what follows from its creation.
func (w *World) Create(rec *Record, now time.Time) {
	w.Add(now, rec)
	w.cascade(func() {
		w.emit(rec, schema.Event{Kind: "created", Target: schema.NewAddress("", "object", rec.Object)}, now)
	})
}

// Move moves a record when nothing refuses it, and does what follows. The
// reason code is written to the field of its list, carries of the handoff to related records that exist,
// and the owner changes as NextOwner says.
func (w *World) Move(rec *Record, to schema.Address, opts MoveOptions) []Refusal {
	if r := Move(w.A, rec, to, opts); len(r) > 0 {
		return r
	}
	track := w.A.Track(to)
	if rec.Stages[track.Address] == to {
		return nil
	}
	w.cascade(func() { w.enter(rec, track, to, opts) })
	return nil
}

func (w *World) enter(rec *Record, track *schema.Track, to schema.Address, opts MoveOptions) {
	handoffs, _ := HandoffsFor(w.A, rec, to, opts.Now)
	if opts.Reason != "" {
		for _, l := range ReasonLists(w.A, rec, to, opts.Now) {
			if f := ReasonField(l, rec.Object); slices.ContainsFunc(l.Codes, func(c *schema.ReasonCode) bool { return c.Name == opts.Reason }) {
				w.write(rec, f, opts.Reason, opts.Now)
			}
		}
	}
	for _, h := range handoffs {
		for _, c := range h.Carries {
			if v := factValue(NewEnv(w.A, rec, opts.Now), c.From); v != nil {
				w.write(rec, c.To, v, opts.Now)
			}
		}
	}
	decided := len(w.Assignments)
	w.place(rec, track, to, opts.Now)
	if slices.ContainsFunc(w.Assignments[decided:], func(r Routed) bool { return r.Record == rec && r.To != "" }) {
		return // routing has named the owner
	}
	for _, h := range handoffs {
		if next := NextOwner(w.A, rec, h); next != rec.Owner {
			w.own(rec, next, opts.Now)
		}
	}
}

// place puts a record into a stage and tells everybody.
func (w *World) place(rec *Record, track *schema.Track, to schema.Address, now time.Time) {
	from := rec.Stages[track.Address]
	if rec.Stages == nil {
		rec.Stages = map[schema.Address]schema.Address{}
	}
	if rec.EnteredAt == nil {
		rec.EnteredAt = map[schema.Address]time.Time{}
	}
	met := w.thresholds(rec, now)
	rec.Stages[track.Address], rec.EnteredAt[track.Address] = to, now
	if from != "" {
		w.emit(rec, schema.Event{Kind: "leaving", Target: from}, now)
	}
	w.emit(rec, schema.Event{Kind: "entering", Target: to}, now)
	w.reached(rec, met, now)
	w.rollup(rec, track, now)
}

// rollup lets the lifecycles that roll this one up follow their most advanced record.
func (w *World) rollup(rec *Record, track *schema.Track, now time.Time) {
	for _, l := range w.A.Lifecycles {
		if l.Rollup != track.Address {
			continue
		}
		up := w.A.Track(l.Address)
		stage := RollupStage(up, rec.Stages[track.Address])
		if stage == "" {
			continue
		}
		for _, parent := range rec.Related[up.Object] {
			if up.Rank(stage) > up.Rank(parent.Stages[up.Address]) {
				w.place(parent, up, stage, now)
			}
		}
	}
}

// RollupStage is the stage of a rolled-up lifecycle that a stage of the other maps to: one that follows
// it, else one of the same name; "" for none.
func RollupStage(up *schema.Track, from schema.Address) schema.Address {
	for _, s := range up.Stages {
		if slices.Contains(s.Follows, from) {
			return s.Address
		}
	}
	for _, s := range up.Stages {
		if s.Name == from.Name() {
			return s.Address
		}
	}
	return ""
}

// Set changes fields when nothing refuses it, and does what follows.
func (w *World) Set(rec *Record, changes map[string]any, opts UpdateOptions) []Refusal {
	if r := UpdateRefusals(w.A, rec, changes, opts); len(r) > 0 {
		return r
	}
	w.cascade(func() { w.change(rec, changes, opts.Now) })
	return nil
}

// Log notes an activity, and does what follows.
func (w *World) Log(rec *Record, name string, now time.Time) {
	w.cascade(func() {
		met := w.thresholds(rec, now)
		rec.Activities = append(rec.Activities, Activity{name, now})
		w.emit(rec, schema.Event{Kind: "event", Name: name}, now)
		w.reached(rec, met, now)
	})
}

// SetOwner gives a record to somebody, and does what follows.
func (w *World) SetOwner(rec *Record, to string, now time.Time) {
	w.cascade(func() { w.own(rec, owner(w.A, to), now) })
}

// Route runs a routing policy and gives the record to whom it chooses.
func (w *World) Route(rec *Record, r *schema.Routing, now time.Time) Assignment {
	var as Assignment
	w.cascade(func() { as = w.route(rec, r, now) })
	return as
}

func (w *World) route(rec *Record, r *schema.Routing, now time.Time) Assignment {
	load := w.Load
	if load.Open[rec.Owner] > 0 { // the record itself is no load to whom it may come back
		load.Open = cloneMap(load.Open)
		load.Open[rec.Owner]--
	}
	as := Route(w.A, r, rec, load, now)
	w.Assignments = append(w.Assignments, Routed{rec, r.Address, now, as})
	if as.To == "" {
		return as
	}
	if as.Turn != "" {
		if w.Load.Last == nil {
			w.Load.Last = map[string]string{}
		}
		w.Load.Last[as.Turn] = as.To
	}
	if r.AssignedAt != "" {
		w.write(rec, r.AssignedAt, now, now)
	}
	if r.Basis != "" {
		w.write(rec, r.Basis, as.Rule, now)
	}
	w.own(rec, as.To, now)
	if s := schema.Find[schema.SLA](w.A, r.SLA); s != nil && w.Clock(rec, r.SLA) == nil {
		w.start(rec, s, now)
	}
	return as
}

// Clock is the clock of a service level that was started last for a record; nil for none.
func (w *World) Clock(rec *Record, sla schema.Address) *RunningClock {
	for _, c := range slices.Backward(w.Clocks) {
		if c.Record == rec && c.Limit.SLA == sla {
			return c
		}
	}
	return nil
}

// own changes the owner; the builtin field counts as set and changed.
func (w *World) own(rec *Record, to string, now time.Time) {
	if rec.Owner == to {
		return
	}
	if w.Load.Open == nil {
		w.Load.Open = map[string]int{}
	}
	if w.Load.Open[rec.Owner] > 0 {
		w.Load.Open[rec.Owner]--
	}
	w.Load.Open[to]++
	w.change(rec, map[string]any{"owner": to}, now)
}

// write sets one field on the record or on the records related to it.
func (w *World) write(rec *Record, f schema.Address, v any, now time.Time) {
	_, _, l := f.Split()
	if len(l) != 2 {
		return
	}
	on := []*Record{rec}
	if l[0] != rec.Object {
		on = rec.Related[l[0]]
	}
	for _, r := range on {
		w.change(r, map[string]any{l[1]: v}, now)
	}
}
