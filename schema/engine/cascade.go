package engine

import (
	"reflect"
	"slices"
	"sort"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// maxDepth bounds how far one event may lead to others; automations alone
// cannot reach it, since each runs once a record in a cascade.
const maxDepth = 64

// cascade runs f and what follows from it as one.
func (w *World) cascade(f func()) {
	if w.done == nil {
		w.done = map[ran]bool{}
		defer func() { w.done = nil }()
	}
	f()
}

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
func (w *World) change(rec *Record, changes map[string]any, now time.Time) {
	names := make([]string, 0, len(changes))
	met := w.thresholds(rec, now)
	for n, v := range changes {
		old := rec.Fields[n]
		if n == "owner" {
			old = rec.Owner
		}
		if reflect.DeepEqual(old, v) || missing(old) && missing(v) {
			continue
		}
		names = append(names, n)
		if n == "owner" {
			rec.Owner, _ = v.(string)
			continue
		}
		if rec.Fields == nil {
			rec.Fields = map[string]any{}
		}
		rec.Fields[n] = v
	}
	sort.Strings(names)
	for _, n := range names {
		f := schema.FieldAddress(rec.Object, n)
		if !missing(changes[n]) {
			w.emit(rec, schema.Event{Kind: "set", Target: f}, now)
		}
		w.emit(rec, schema.Event{Kind: "changed", Target: f}, now)
	}
	w.reached(rec, met, now)
}

// scored are the records whose score a change to rec may move: it and those related to it.
func scored(rec *Record, s *schema.Scoring) []*Record {
	if s.Object.Name() == rec.Object {
		return []*Record{rec}
	}
	return rec.Related[s.Object.Name()]
}

// thresholds are those that a record, and the records related to it, reach now.
func (w *World) thresholds(rec *Record, now time.Time) map[ran]bool {
	met := map[ran]bool{}
	for _, s := range w.A.Scorings {
		for _, r := range scored(rec, s) {
			score := Score(w.A, s, r, now)
			for _, t := range score.Thresholds {
				met[ran{thresholdAddress(s, t.Name), r}] = t.Met
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
func (w *World) reached(rec *Record, before map[ran]bool, now time.Time) {
	after := w.thresholds(rec, now)
	for _, s := range w.A.Scorings {
		for _, r := range scored(rec, s) {
			for _, t := range s.Thresholds {
				k := ran{thresholdAddress(s, t.Name), r}
				if after[k] && !before[k] {
					w.emit(r, schema.Event{Kind: "reaches", Target: k.by}, now)
				}
			}
		}
	}
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

// emit lets clocks, routing and automations take notice of an event.
func (w *World) emit(rec *Record, e schema.Event, now time.Time) {
	if w.depth >= maxDepth {
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	w.clocks(rec, e, now)
	for _, r := range w.A.Routings {
		if sameEvent(r.Trigger, e) && r.Object.Name() == rec.Object && w.once(r.Address, rec) {
			w.route(rec, r, now)
		}
	}
	for _, au := range w.A.Automations {
		if !sameEvent(au.Trigger, e) || !holds(au.When, NewEnv(w.A, rec, now)) || !w.once(au.Address, rec) {
			continue
		}
		for _, act := range au.Actions {
			if act.After.IsZero() {
				w.act(rec, act, now)
			}
		}
	}
}

// clocks starts and stops the clocks that an event concerns. A running clock is not started again.
func (w *World) clocks(rec *Record, e schema.Event, now time.Time) {
	for _, s := range w.A.SLAs {
		if sameEvent(s.Stops, e) {
			if c := w.Clock(rec, s.Address); c != nil && c.Stopped.IsZero() {
				c.Stopped = now
			}
		}
		if sameEvent(s.Starts, e) {
			if c := w.Clock(rec, s.Address); c == nil || !c.Stopped.IsZero() {
				w.start(rec, s, now)
			}
		}
	}
}

func (w *World) start(rec *Record, s *schema.SLA, now time.Time) {
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
		if as := (&router{a: w.A, r: &schema.Routing{}, env: NewEnv(w.A, rec, now), load: w.Load}).choose(act.To, "round_robin", "", true); as.To != "" {
			w.own(rec, as.To, now)
		}
	case "route":
		if r := schema.Find[schema.Routing](w.A, act.Routing); r != nil && r.Object.Name() == rec.Object && w.once(r.Address, rec) {
			w.route(rec, r, now)
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
