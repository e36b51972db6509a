package engine

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Env is the expr.Env over a Record.
type Env struct {
	a     *schema.Architecture
	rec   *Record
	now   time.Time
	prior map[string]any
	run   *run
}

// run is shared by the Envs of one evaluation: scores that are computed, and those being computed.
type run struct {
	scores map[scoreKey]*ScoreResult
	busy   map[scoreKey]bool
}

type scoreKey struct {
	scoring schema.Address
	rec     *Record
}

var _ expr.Env = (*Env)(nil)

// NewEnv makes the values of a record at a time visible to criteria. A nil
// record has no values. Scores are computed when a criterion asks for one and
// kept, so make a new Env after changing the record.
func NewEnv(a *schema.Architecture, rec *Record, now time.Time) *Env {
	if rec == nil {
		rec = &Record{}
	}
	return &Env{a: a, rec: rec, now: now, run: &run{map[scoreKey]*ScoreResult{}, map[scoreKey]bool{}}}
}

// WithPrior gives a copy of e that knows the values of the record's own fields
// before the change under consideration. A field that is not in prior is unchanged.
func (e *Env) WithPrior(prior map[string]any) *Env {
	c := *e
	c.prior = prior
	return &c
}

// on is the same evaluation looking at another record.
func (e *Env) on(rec *Record) *Env { return &Env{a: e.a, rec: rec, now: e.now, run: e.run} }

// of finds the record of an object: itself, or the one that it belongs to; nil when there is none.
func (e *Env) of(object string) *Record {
	if object == e.rec.Object || object == "" {
		return e.rec
	}
	if l := e.rec.Related[object]; len(l) > 0 && e.a.BelongsTo(e.rec.Object, object) {
		return l[0]
	}
	return nil
}

// Now is the instant of the evaluation.
func (e *Env) Now() time.Time { return e.now }

// Field is the value of a field of the record or of its to-one relation. The
// built-in owner and last_activity_at come from the record itself; a field that holds a score,
// total or band and has no value of its own is computed.
func (e *Env) Field(object, name string) any {
	rec := e.of(object)
	if rec == nil {
		return nil
	}
	if v := rec.Fields[name]; !Missing(v) && name != "owner" && name != "id" {
		return v
	}
	switch name {
	case "id":
		return rec.ID
	case "owner":
		return rec.Owner
	case "last_activity_at":
		if t := rec.lastActivity(e.now); !t.IsZero() {
			return t
		}
		return nil
	}
	return e.on(rec).scoreField(name)
}

// scoreField computes the value of a field that a scoring fills; nil when none does.
func (e *Env) scoreField(name string) any {
	addr := schema.FieldAddress(e.rec.Object, name)
	for _, s := range e.a.Scorings {
		if s.Object.Name() != e.rec.Object {
			continue
		}
		for _, d := range s.Dimensions {
			if d.Field == addr {
				return e.dimension(s, d.Name)
			}
		}
		if s.Total == addr {
			return e.dimension(s, "total")
		}
		for _, b := range s.Bands {
			if b.Field != addr {
				continue
			}
			if r := e.score(s); r != nil {
				if name := r.Band(b.Dimension); name != "" {
					return name
				}
			}
			return nil
		}
	}
	return nil
}

func (e *Env) dimension(s *schema.Scoring, name string) any {
	r := e.score(s)
	if r == nil {
		return nil
	}
	v, ok := r.Value(name)
	if !ok {
		return nil
	}
	return v
}

// Prior is the value before the change under consideration.
func (e *Env) Prior(object, name string) any {
	if rec := e.of(object); rec == e.rec {
		if v, ok := e.prior[name]; ok {
			return v
		}
	}
	return e.Field(object, name)
}

// StageOf is the stage of the record, or of its to-one relation when the flow
// runs on that object; "" for none.
func (e *Env) StageOf(flow string) string {
	t := e.a.Track(schema.Address(flow))
	if t == nil {
		return ""
	}
	if rec := e.of(t.Object); rec != nil {
		return string(rec.Stages[t.Address])
	}
	return ""
}

// StageRank is the place of a stage in its flow, from 0; -1 for none.
func (e *Env) StageRank(stage string) int {
	t := e.a.Track(schema.Address(stage))
	if t == nil {
		return -1
	}
	return t.Rank(schema.Address(stage))
}

// Score is the value of a dimension, or of "total"; ok is false when there is no such score.
func (e *Env) Score(scoring, dimension string) (float64, bool) {
	r := e.scoreAt(scoring)
	if r == nil {
		return 0, false
	}
	return r.Value(dimension)
}

// Meets tells whether a threshold is reached.
func (e *Env) Meets(scoring, threshold string) bool {
	r := e.scoreAt(scoring)
	return r != nil && r.Meets(threshold)
}

// Related gives an Env for each related record of an object.
func (e *Env) Related(object string) []expr.Env {
	l := e.rec.Related[object]
	out := make([]expr.Env, len(l))
	for i, r := range l {
		out[i] = e.on(r)
	}
	return out
}

func (e *Env) scoreAt(scoring string) *ScoreResult {
	s := schema.Find[schema.Scoring](e.a, schema.Address(scoring))
	if s == nil {
		return nil
	}
	rec := e.of(s.Object.Name())
	if rec == nil {
		return nil
	}
	return e.on(rec).score(s)
}

// score computes a score once. A score that asks for itself has no value.
func (e *Env) score(s *schema.Scoring) *ScoreResult {
	key := scoreKey{s.Address, e.rec}
	if r := e.run.scores[key]; r != nil {
		return r
	}
	if e.run.busy[key] {
		return nil
	}
	e.run.busy[key] = true
	r := scoreIn(e, s)
	delete(e.run.busy, key)
	e.run.scores[key] = &r
	return &r
}
