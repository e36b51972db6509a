package engine

import (
	"reflect"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// maxEvents bounds what one call may set off; automations alone
// cannot reach it, since each runs once a record in a cascade.
const maxEvents = 10_000

// cascading is what one call has set off so far.
type cascading struct {
	now   time.Time
	queue []happening
	moved []placed
	done  map[ran]bool               // automations and routing policies
	prior map[*Record]map[string]any // values before the call, of fields that have changed since
	// met are the thresholds that a record reached before the call, for those that it may have changed, in order.
	met   map[*Record]map[schema.Address]bool
	order []*Record
}

// ran is an automation or a policy that has run for a record.
type ran struct {
	by  schema.Address
	rec *Record
}

type happening struct {
	rec *Record
	schema.Event
}

type placed struct {
	rec   *Record
	track *schema.Track
}

// cascade runs f and then what follows from it: events, thresholds, rollups, until nothing more happens.
func (w *World) cascade(now time.Time, f func()) {
	w.cascading = &cascading{now: now, done: map[ran]bool{}, prior: map[*Record]map[string]any{}, met: map[*Record]map[schema.Address]bool{}}
	defer func() { w.cascading = nil }()
	f()
	for n := 0; n < maxEvents; {
		for ; len(w.queue) > 0 && n < maxEvents; n++ {
			h := w.queue[0]
			w.queue = w.queue[1:]
			w.react(h.rec, h.Event, now)
		}
		for _, r := range w.order {
			w.reached(r)
		}
		moved := w.moved
		w.moved = nil
		for _, m := range moved {
			w.rollup(m.rec, m.track, now)
		}
		if len(w.queue) == 0 && len(w.moved) == 0 {
			return
		}
	}
}

// emit notes that something has happened.
func (w *World) emit(rec *Record, e schema.Event) { w.queue = append(w.queue, happening{rec, e}) }

// once tells whether something has not yet run for a record in this cascade.
func (w *World) once(by schema.Address, rec *Record) bool {
	k := ran{by, rec}
	if w.done[k] {
		return false
	}
	w.done[k] = true
	return true
}

// change writes fields and tells everybody. Values that are the same already are no change.
func (w *World) change(rec *Record, changes map[string]any) {
	w.touched(rec)
	for _, n := range sorted(changes) {
		v, old := changes[n], rec.Fields[n]
		if n == "owner" {
			old = rec.Owner
		}
		if reflect.DeepEqual(old, v) || Missing(old) && Missing(v) {
			continue
		}
		if w.prior[rec] == nil {
			w.prior[rec] = map[string]any{}
		}
		if _, known := w.prior[rec][n]; !known {
			w.prior[rec][n] = old
		}
		if n == "owner" {
			rec.Owner, _ = v.(string)
		} else {
			if rec.Fields == nil {
				rec.Fields = map[string]any{}
			}
			rec.Fields[n] = v
		}
		f := schema.FieldAddress(rec.Object, n)
		w.emit(rec, schema.Event{Kind: "changed", Target: f})
		if !Missing(v) {
			w.emit(rec, schema.Event{Kind: "set", Target: f})
		}
	}
}

// env shows a record to the conditions of automations, with the values before the call.
func (w *World) env(rec *Record) *Env { return NewEnv(w.A, rec, w.now).WithPrior(w.prior[rec]) }

// touched notes, before the first change to a record, the thresholds that it and the records related to it
// reach: their scores may move.
func (w *World) touched(rec *Record) {
	for _, s := range w.A.Scorings {
		for _, r := range scored(rec, s) {
			if w.met[r] == nil {
				w.met[r] = w.thresholds(r)
				w.order = append(w.order, r)
			}
		}
	}
}

// scored are the records with a score of the model that a change to rec may move.
func scored(rec *Record, s *schema.Scoring) []*Record {
	if s.Object.Name() == rec.Object {
		return []*Record{rec}
	}
	return rec.Related[s.Object.Name()]
}

// thresholds are those that a record reaches now.
func (w *World) thresholds(rec *Record) map[schema.Address]bool {
	met := map[schema.Address]bool{}
	for _, s := range w.A.Scorings {
		if s.Object.Name() == rec.Object {
			score := Score(w.A, s, rec, w.now)
			for _, t := range score.Thresholds {
				met[thresholdAddress(s, t.Name)] = t.Met
			}
		}
	}
	return met
}

// thresholdAddress is a threshold as events name it: scoring.lead.mql.
func thresholdAddress(s *schema.Scoring, name string) schema.Address {
	return s.Address + "." + schema.Address(name)
}

// reached tells of the thresholds that were not met before.
func (w *World) reached(rec *Record) {
	before, after := w.met[rec], w.thresholds(rec)
	for _, t := range sorted(after) {
		if after[t] && !before[t] {
			w.emit(rec, schema.Event{Kind: "reaches", Target: t})
		}
	}
	w.met[rec] = after
}

// sameEvent compares what happened with what is waited for. A threshold
// may be named by its short or its full address.
func sameEvent(want, got schema.Event) bool {
	if want.Kind != got.Kind {
		return false
	}
	if want.Kind == "reaches" {
		return short(want.Target) == short(got.Target)
	}
	return want.Target == got.Target && want.Name == got.Name
}

// short is scoring.lead.mql for scoring.lead.threshold.mql.
func short(t schema.Address) schema.Address {
	m, kind, l := t.Split()
	if len(l) == 3 && l[1] == "threshold" {
		return schema.NewAddress(m, kind, l[0], l[2])
	}
	return t
}

// react lets clocks, routing and automations take notice of an event.
func (w *World) react(rec *Record, e schema.Event, now time.Time) {
	w.clocks(rec, e, now)
	for _, r := range byAddress(w.A.Routings) {
		if sameEvent(r.Trigger, e) && r.Object.Name() == rec.Object && w.once(r.Address, rec) {
			w.route(rec, r, now)
		}
	}
	for _, au := range byAddress(w.A.Automations) {
		if !sameEvent(au.Trigger, e) || !holds(au.When, w.env(rec)) || !w.once(au.Address, rec) {
			continue
		}
		for _, act := range au.Actions {
			if act.After.IsZero() && act.Approval != "required" {
				w.act(rec, act, now)
			}
		}
	}
}

// clocks starts and stops the clocks that an event concerns. A running clock is not started again; one
// that was started for a record of another object is stopped by the records related to it too.
func (w *World) clocks(rec *Record, e schema.Event, now time.Time) {
	for _, s := range w.A.SLAs {
		if sameEvent(s.Stops, e) {
			for _, c := range w.Clocks {
				if c.Limit.SLA == s.Address && c.Stopped.IsZero() &&
					(c.Record == rec || c.Record.Object != rec.Object && slices.Contains(rec.Related[c.Record.Object], c.Record)) {
					c.Stopped = now
				}
			}
		}
		if sameEvent(s.Starts, e) {
			w.start(rec, s, now)
		}
	}
}

func (w *World) start(rec *Record, s *schema.SLA, now time.Time) {
	if c := w.Clock(rec, s.Address); c != nil && c.Stopped.IsZero() {
		return
	}
	l, err := Due(w.A, s, rec, now)
	if err == nil && !l.Applies {
		return
	}
	w.Clocks = append(w.Clocks, &RunningClock{Record: rec, Limit: l, Err: err})
}

// act does one action of an automation, as far as it concerns records.
func (w *World) act(rec *Record, act *schema.Action, now time.Time) {
	switch act.Do {
	case "set_field":
		w.write(rec, act.Field, act.Value, now)
	case "clear_field":
		w.write(rec, act.Field, nil, now)
	case "set_status":
		if _, _, l := act.Status.Split(); len(l) == 2 {
			w.write(rec, schema.FieldAddress(l[0], "status"), l[1], now)
		}
	case "move_to":
		t := w.A.Track(act.Stage)
		if t == nil {
			return
		}
		on := []*Record{rec}
		if t.Object != rec.Object {
			on = rec.Related[t.Object]
		}
		for _, r := range on {
			if r.Stages[t.Address] != act.Stage && len(Move(w.A, r, act.Stage, MoveOptions{Now: now})) == 0 {
				w.enter(r, t, act.Stage, MoveOptions{Now: now})
			}
		}
	case "assign":
		if as := Assign(w.A, act.To, rec, w.load(rec), now); as.To != "" {
			w.turn(as)
			w.own(rec, as.To)
		}
	case "route":
		r := schema.Find[schema.Routing](w.A, act.Routing)
		if r == nil {
			return
		}
		on := []*Record{rec}
		if r.Object.Name() != rec.Object {
			on = rec.Related[r.Object.Name()]
		}
		for _, x := range on {
			if w.once(r.Address, x) {
				w.route(x, r, now)
			}
		}
	case "reset_score":
		w.reset(rec, act, now)
	}
}

// reset lets the activities so far count no more, and empties the fields that hold the score.
func (w *World) reset(rec *Record, act *schema.Action, now time.Time) {
	s := schema.Find[schema.Scoring](w.A, act.Scoring)
	if s == nil || s.Object.Name() != rec.Object {
		return
	}
	w.touched(rec)
	if rec.Resets == nil {
		rec.Resets = map[schema.Address]time.Time{}
	}
	if act.Dimension == "" {
		rec.Resets[s.Address] = now
	}
	for _, d := range s.Dimensions {
		if act.Dimension != "" && d.Name != act.Dimension {
			continue
		}
		rec.Resets[dimensionAddress(s, d)] = now
		if d.Field != "" {
			delete(rec.Fields, d.Field.Name())
		}
	}
	if s.Total != "" {
		delete(rec.Fields, s.Total.Name())
	}
	for _, b := range s.Bands {
		if b.Field != "" && slices.Contains([]string{"", "total", act.Dimension}, b.Dimension) {
			delete(rec.Fields, b.Field.Name())
		}
	}
}
