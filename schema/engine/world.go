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
// What one call sets off happens in turn, as in a CRM: first the call itself is done, then each event
// is answered (clocks, then routing, then automations, each by address), then thresholds that are newly reached, then rollups.
// A record's values at its creation are set, not changed: set(…) happens and changed(…) does not.
//
// Of an automation's actions the world does set_field, clear_field, move_to
// (as Move permits), set_status, assign, route and reset_score. It leaves out what reaches outside, waits
// (after), needs a person's approval, or makes records, and values that a field's rules refuse.
// An automation, and a routing policy, runs at most once for a record in what
// follows from one call, so that automations which set each other off come to an end.
type World struct {
	A       *schema.Architecture
	Records []*Record
	// Load is whose turn it was, and what people have to do beside the records of this world.
	Load   Load
	Clocks []*RunningClock
	// Assignments are the routing decisions so far, the latest last.
	Assignments []Routed

	*cascading // nil between calls
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

// Add takes records in, and starts the clocks of the stages that they are in as if entered at that time.
func (w *World) Add(now time.Time, recs ...*Record) {
	w.Records = append(w.Records, recs...)
	for _, r := range recs {
		r.Owner = owner(w.A, r.Owner)
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

// Create takes a new record in, and does what follows from its creation: its values are set, it is created, it has an owner.
func (w *World) Create(rec *Record, now time.Time) {
	w.Add(now, rec)
	w.cascade(now, func() {
		for _, n := range sorted(rec.Fields) {
			if !Missing(rec.Fields[n]) {
				w.emit(rec, schema.Event{Kind: "set", Target: schema.FieldAddress(rec.Object, n)})
			}
		}
		w.emit(rec, schema.Event{Kind: "created", Target: schema.NewAddress("", "object", rec.Object)})
		if rec.Owner != "" {
			w.emit(rec, schema.Event{Kind: "set", Target: schema.FieldAddress(rec.Object, "owner")})
		}
		w.touched(rec)
		if w.met[rec] != nil {
			w.met[rec] = map[schema.Address]bool{} // before, there was no such record
		}
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
	w.cascade(opts.Now, func() { w.enter(rec, track, to, opts) })
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
	w.place(rec, track, to, opts.Now)
	for _, h := range handoffs {
		if as := NextOwner(w.A, rec, h, w.load(rec), opts.Now); as.To != rec.Owner {
			w.turn(as)
			w.own(rec, as.To)
		}
		for _, c := range h.Carries {
			if v := factValue(NewEnv(w.A, rec, opts.Now), c.From); v != nil {
				w.write(rec, c.To, v, opts.Now)
			}
		}
	}
}

// place puts a record into a stage and tells everybody. A record is in one pipeline at a time.
func (w *World) place(rec *Record, track *schema.Track, to schema.Address, now time.Time) {
	w.touched(rec)
	from := rec.Stages[track.Address]
	if rec.Stages == nil {
		rec.Stages = map[schema.Address]schema.Address{}
	}
	if rec.EnteredAt == nil {
		rec.EnteredAt = map[schema.Address]time.Time{}
	}
	if track.Pipeline {
		for other := range rec.Stages {
			if other != track.Address && other.Kind() == "pipeline" {
				delete(rec.Stages, other)
				delete(rec.EnteredAt, other)
			}
		}
	}
	rec.Stages[track.Address], rec.EnteredAt[track.Address] = to, now
	if from != "" {
		w.emit(rec, schema.Event{Kind: "leaving", Target: from})
	}
	w.emit(rec, schema.Event{Kind: "entering", Target: to})
	w.moved = append(w.moved, placed{rec, track})
}

// rollup lets the lifecycles that roll this one up follow their most advanced record.
func (w *World) rollup(rec *Record, track *schema.Track, now time.Time) {
	for _, l := range w.A.Lifecycles {
		if l.Rollup != track.Address {
			continue
		}
		up := w.A.Track(l.Address)
		for _, parent := range rec.Related[up.Object] {
			below := []schema.Address{rec.Stages[track.Address]}
			for _, r := range parent.Related[track.Object] {
				below = append(below, r.Stages[track.Address])
			}
			if to := Rollup(up, parent.Stages[up.Address], below); to != "" {
				w.place(parent, up, to, now)
			}
		}
	}
}

// Rollup is the stage to which a record moves whose lifecycle rolls another one up, when the records below it
// are in the given stages: the most advanced that one of them maps to. It is "" when
// nothing changes, and when the record would go back in a forward_only lifecycle.
func Rollup(up *schema.Track, now schema.Address, below []schema.Address) schema.Address {
	best, at := -1, up.Rank(now)
	for _, s := range below {
		if to := RollupStage(up, s); s != "" && to != "" {
			best = max(best, up.Rank(to))
		}
	}
	if best < 0 || best == at || best < at && up.ForwardOnly {
		return ""
	}
	return up.Stages[best].Address
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
	w.cascade(opts.Now, func() { w.change(rec, changes) })
	return nil
}

// Log notes an activity, and does what follows.
func (w *World) Log(rec *Record, name string, now time.Time) {
	w.cascade(now, func() {
		w.touched(rec)
		rec.Activities = append(rec.Activities, Activity{name, now})
		w.emit(rec, schema.Event{Kind: "event", Name: name})
	})
}

// SetOwner gives a record to somebody, and does what follows.
func (w *World) SetOwner(rec *Record, to string, now time.Time) {
	w.cascade(now, func() { w.own(rec, owner(w.A, to)) })
}

// Route runs a routing policy and gives the record to whom it chooses.
func (w *World) Route(rec *Record, r *schema.Routing, now time.Time) Assignment {
	var as Assignment
	w.cascade(now, func() { as = w.route(rec, r, now) })
	return as
}

func (w *World) route(rec *Record, r *schema.Routing, now time.Time) Assignment {
	as := Route(w.A, r, rec, w.load(rec), now)
	w.Assignments = append(w.Assignments, Routed{rec, r.Address, now, as})
	if as.To == "" {
		return as
	}
	w.turn(as)
	w.own(rec, as.To)
	if r.AssignedAt != "" {
		w.write(rec, r.AssignedAt, now, now)
	}
	if r.Basis != "" {
		w.write(rec, r.Basis, as.Rule, now)
	}
	if s := schema.Find[schema.SLA](w.A, r.SLA); s != nil {
		w.start(rec, s, now)
	}
	return as
}

// load is what everybody has to do besides the record itself: the records of its object that have not ended.
func (w *World) load(rec *Record) Load {
	l := Load{Open: cloneMap(w.Load.Open), Last: w.Load.Last}
	for _, r := range w.Records {
		if r != rec && r.Object == rec.Object && r.Owner != "" && !ended(w.A, r) {
			l.Open[r.Owner]++
		}
	}
	return l
}

// ended tells whether a record is in a stage with an outcome, where it is nobody's work.
func ended(a *schema.Architecture, rec *Record) bool {
	for _, st := range rec.Stages {
		if s := schema.Find[schema.Stage](a, st); s != nil && s.Outcome != "" {
			return true
		}
	}
	return false
}

// turn remembers whose turn it was.
func (w *World) turn(as Assignment) {
	if as.Turn == "" {
		return
	}
	if w.Load.Last == nil {
		w.Load.Last = map[string]string{}
	}
	w.Load.Last[as.Turn] = as.To
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
func (w *World) own(rec *Record, to string) {
	if rec.Owner != to {
		w.change(rec, map[string]any{"owner": to})
	}
}

// write sets one field on the record or on the records related to it, where the rules of the field permit it.
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
		changes := map[string]any{l[1]: ActionValue(w.A.Field(r.Object, l[1]), v, now)}
		if len(UpdateRefusals(w.A, r, changes, UpdateOptions{Now: now})) == 0 {
			w.change(r, changes)
		}
	}
}

// ActionValue is the value that an automation writes into a field: "now" and "today" stand for
// the time and the day of the change, and a moment written into a date keeps the day.
func ActionValue(f *schema.Field, v any, now time.Time) any {
	switch v {
	case "now", "now()":
		v = now
	case "today", "today()":
		v = now.Format(time.DateOnly)
	}
	if f != nil && f.Type.Kind == "date" {
		switch x := v.(type) {
		case time.Time:
			return x.Format(time.DateOnly)
		case string:
			if len(x) > len(time.DateOnly) {
				return x[:len(time.DateOnly)]
			}
		}
	}
	return v
}
