package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// movedRow is a record whose stage changed; rollups follow it.
type movedRow struct {
	row   *row
	track schema.Address
}

func (w *work) happens(o occurrence) { w.queue = append(w.queue, o) }

// settle plays everything that the change sets off, until nothing more happens:
// clocks, sequences, routing and automations for each occurrence, then scores, then rollups.
//
// However many records that touches, it ends: an automation and a policy run once for a record, and mayMake bounds the records that they
// make. What is left are scores and rollups that follow each other, which have their values after a round for each thing that they
// weigh. When they go on without anything else happening, they never will.
func (w *work) settle() error {
	rounds := len(w.a.Lifecycles) + 2
	for _, s := range w.a.Scorings {
		for _, d := range s.Dimensions {
			rounds += 1 + len(d.Signals)
		}
	}
	for quiet := 0; ; quiet++ {
		ran := len(w.ran)
		touched, err := w.react()
		if err != nil {
			return err
		}
		if len(w.ran) > ran {
			quiet = 0
		}
		if quiet > rounds {
			return w.unsettled()
		}
		clear(w.follows)
		if err := w.rescoreAll(touched); err != nil {
			return err
		}
		if err := w.rollups(); err != nil {
			return err
		}
		if len(w.queue) == 0 && len(w.moved) == 0 {
			return nil
		}
	}
}

// react lets everything that waits for what has happened do its part, and gives the records to which something happened, by id.
func (w *work) react() ([]*row, error) {
	touched := map[int64]*row{}
	for len(w.queue) > 0 {
		o := w.queue[0]
		w.queue = w.queue[1:]
		touched[o.row.id] = o.row
		for _, react := range []func(occurrence) error{w.clocks, w.sequences, w.routings, w.automations} {
			if err := react(o); err != nil {
				return nil, err
			}
		}
	}
	return slices.SortedFunc(maps.Values(touched), func(a, b *row) int { return cmp.Compare(a.id, b.id) }), nil
}

// rescoreAll computes the scores of records and of those that hang on them, each once.
func (w *work) rescoreAll(touched []*row) error {
	seen := map[int64]bool{}
	once := func(r *row) error {
		if seen[r.id] {
			return nil
		}
		seen[r.id] = true
		return w.rescoreOne(r)
	}
	for _, r := range touched {
		for _, object := range w.scoredChildren(r.object) {
			if err := w.onRelated(r, object, once); err != nil {
				return err
			}
		}
		if err := once(r); err != nil {
			return err
		}
	}
	for _, l := range slices.SortedFunc(maps.Keys(w.lifted), func(a, b lift) int {
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.scoring, b.scoring))
	}) {
		delete(w.lifted, l)
		if err := w.raise(l); err != nil {
			return err
		}
	}
	return w.err
}

// rollups lets lifecycles follow the records that moved.
func (w *work) rollups() error {
	moved := w.moved
	w.moved = nil
	done := map[string]bool{} // lifecycle and record that follows: one look finds all that moved
	for _, m := range moved {
		if err := w.rollup(m, done); err != nil {
			return err
		}
	}
	return nil
}

// rollup lets lifecycles follow the most advanced related record of another lifecycle.
func (w *work) rollup(m movedRow, done map[string]bool) error {
	for _, l := range w.a.Lifecycles {
		if l.Rollup != m.track {
			continue
		}
		track, src := w.a.Track(l.Address), w.a.Track(m.track)
		err := w.onRelated(m.row, track.Object, func(parent *row) error {
			key := fmt.Sprint(l.Address, "/", parent.id)
			if done[key] {
				return nil
			}
			done[key] = true
			ids, err := related(w.ctx, w.tx, parent.id, src.Object)
			if err != nil {
				return err
			}
			below := make([]schema.Address, len(ids))
			for i, id := range ids {
				child, err := w.peek(id)
				if err != nil {
					return err
				}
				below[i] = child.stages[src.Address].stage
			}
			to := engine.Rollup(track, parent.stages[track.Address].stage, below)
			if to == "" {
				return nil
			}
			st := schema.Find[schema.Stage](w.a, to)
			w.followed(l.Address, parent, track.Label())
			return w.as("rollup", "follows "+src.Label(), func() error {
				return w.place(parent, track, st, map[string]any{"track": track.Address, "from": parent.stages[track.Address].stage,
					"to": st.Address, "record": m.row.id})
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lift is a score of related records that is kept on a record to which they belong.
type lift struct {
	to      int64
	scoring schema.Address
}

// raise writes scores of the records that belong to one into its fields. The highest of each counts, so that it does not matter which of
// them was looked at last.
func (w *work) raise(l lift) error {
	s := schema.Find[schema.Scoring](w.a, l.scoring)
	to, err := w.row(l.to)
	if err != nil {
		return err
	}
	best := map[string]*engine.ScoreResult{} // by dimension, and total
	err = w.onRelated(to, s.Object.Name(), func(r *row) error {
		res := engine.Score(w.a, s, w.record(r), w.now)
		for _, name := range append([]string{"total"}, dimensionNames(s)...) {
			v, _ := res.Value(name)
			if best[name] == nil {
				best[name] = &res
			} else if most, _ := best[name].Value(name); v > most {
				best[name] = &res
			}
		}
		return w.err
	})
	if err != nil || len(best) == 0 {
		return err
	}
	for i, d := range s.Dimensions {
		if err := w.storeScore(to, d.Field, best[d.Name].Dimensions[i], s.Address); err != nil {
			return err
		}
	}
	if err := w.storeScore(to, s.Total, engine.DimensionScore{Points: best["total"].Total}, s.Address); err != nil {
		return err
	}
	for _, b := range s.Bands {
		name := cmp.Or(b.Dimension, "total")
		if err := w.storeBand(to, b.Field, best[name].Band(name), s.Address); err != nil {
			return err
		}
	}
	return nil
}

func dimensionNames(s *schema.Scoring) []string {
	out := make([]string, len(s.Dimensions))
	for i, d := range s.Dimensions {
		out[i] = d.Name
	}
	return out
}

// storeScore writes a score into its field, when that is one of the record and has another value.
func (w *work) storeScore(r *row, field schema.Address, d engine.DimensionScore, by schema.Address) error {
	var why []string
	for _, x := range d.Reasons {
		why = append(why, x.Text)
	}
	return w.storeScored(r, field, rounded(d.Points), why, by)
}

// storeBand does so with a band; "" is none.
func (w *work) storeBand(r *row, field schema.Address, band string, by schema.Address) error {
	var v any
	if band != "" {
		v = band
	}
	return w.storeScored(r, field, v, nil, by)
}

func (w *work) storeScored(r *row, field schema.Address, v any, why []string, by schema.Address) error {
	_, _, l := field.Split()
	if len(l) != 2 || l[0] != r.object {
		return nil
	}
	old := r.props[l[1]]
	if reflect.DeepEqual(old, v) {
		return nil
	}
	put(r.props, l[1], v)
	w.followed(by, r, schema.Title(w.a.Lookup(field)))
	if err := w.note(r.id, "scored", map[string]any{"field": l[1], "old": old, "new": v, "reasons": why}, ""); err != nil {
		return err
	}
	w.fieldEvents(r, l[1], v, false)
	return w.save(r)
}

// followed notes what a score or a rollup has just changed.
func (w *work) followed(by schema.Address, r *row, what string) {
	w.follows[fmt.Sprintf("%s changes %s of %s %d", by, what, r.object, r.id)] = true
}

// unsettled is the error of scores and rollups that do not come to rest.
func (w *work) unsettled() error {
	list := slices.Sorted(maps.Keys(w.follows))
	more := ""
	if n := len(list) - relatedNamed; n > 0 {
		list, more = list[:relatedNamed], fmt.Sprintf(", and %d more", n)
	}
	return endless("these set each other off without end: %s%s. A score must not weigh what follows from it", strings.Join(list, ", "), more)
}

// relatedNamed is how many of the rules that set each other off a message names.
const relatedNamed = 6

// endless is the error of rules that set each other off without end. It is no refusal, which an automation would take in its stride.
func endless(format string, args ...any) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf(format, args...)}
}

// birth is how a rule made a record in the course of a change: which rule, and of which record.
type birth struct {
	by schema.Address
	of *row
}

// again is a rule that makes records out of those that it has made, beginning with one that it has not.
type again struct {
	by    schema.Address
	first int64
}

// maxMade is how many records a rule may make, in one change, out of records that it made itself, for each that it did not.
// A schedule of instalments or visits stays far below that.
const maxMade = 100

// mayMake counts what a rule makes out of what it has made. Without an end of it, the error names the rules on the way around.
func (w *work) mayMake(r *row, by schema.Address) error {
	first, way, around := r, []string{string(by)}, 0
	for ; first.made != nil; first = first.made.of {
		way = append(way, string(first.made.by))
		if around == 0 && first.made.by == by {
			around = len(way)
		}
	}
	if around == 0 {
		return nil
	}
	key := again{by, first.id}
	if w.again[key]++; w.again[key] <= maxMade {
		return nil
	}
	way = way[:around]
	slices.Reverse(way)
	return endless("rules make records without end: %s. %s %d led to more than %d that %s made out of what it had made. "+
		"Give one of them a condition that the records which they make do not meet", strings.Join(way, " → "), first.object, first.id, maxMade, by)
}
