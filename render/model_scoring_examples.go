package render

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// exampler finds examples for one model.
type exampler struct {
	m     *Model
	s     *schema.Scoring
	steps []exampleStep

	search *search
}

// examples show: each threshold reached; one dimension alone not reaching it; a signal that counts against the
// record; and points that fade. What the evaluator does not confirm is left out.
func (e *exampler) examples() []ScoreExample {
	var conditions []schema.Criterion
	for _, d := range e.s.Dimensions {
		for _, g := range d.Signals {
			conditions = append(conditions, g.When)
		}
	}
	e.search = newSearch(e.m.arch, e.s.Object.Name(), conditions...)
	var out []ScoreExample
	for i, t := range e.s.Thresholds {
		name := e.m.thresholdTitle(e.s, t)
		reached := e.reaching(t)
		if reached == nil {
			continue
		}
		reached.Title = "Reaches " + name
		out = append(out, *reached)
		if i > 0 {
			continue
		}
		for _, dim := range e.dimensions(t) {
			if x := e.alone(t, dim); x != nil {
				x.Title = fmt.Sprintf("%s alone does not reach %s", dimensionTitle(e.s, dim), name)
				out = append(out, *x)
			}
		}
		if x := e.negative(t); x != nil {
			out = append(out, *x)
		}
		if x := e.later(t, reached); x != nil {
			out = append(out, *x)
		}
	}
	return out
}

// dimensions are those that a threshold asks for by themselves.
func (e *exampler) dimensions(t *schema.Threshold) []string {
	dims := slices.DeleteFunc(minimums(e.s, t), func(d string) bool { return d == "total" })
	if len(dims) < 2 {
		return nil
	}
	return dims
}

// fromScenario is the first step of a scenario that tests this model and shows what is asked for, else nil.
func (e *exampler) fromScenario(shows func(engine.ScoreResult) bool) *ScoreExample {
	for _, st := range e.steps {
		if st.result.Record == nil || st.result.Record.Object != e.s.Object.Name() || !e.tested(st.step.Expect) {
			continue
		}
		if r := engine.Score(e.m.arch, e.s, st.result.Record, st.result.At); shows(r) {
			x := e.example(st.result.Record, st.result.At)
			x.Story, x.At = st.story(), moment(st.result.At)
			return x
		}
	}
	return nil
}

// tested tells whether an expectation is about this model.
func (e *exampler) tested(x *schema.Expectation) bool {
	if x == nil {
		return false
	}
	names := slices.Concat(x.Meets, x.Misses)
	for n := range x.Scores {
		names = append(names, n)
	}
	for n := range x.Bands {
		names = append(names, n)
	}
	return slices.ContainsFunc(names, func(n string) bool { return n == e.s.Name || strings.HasPrefix(n, e.s.Name+".") })
}

func (e *exampler) score(rec *engine.Record, at time.Time) engine.ScoreResult {
	return engine.Score(e.m.arch, e.s, rec, at)
}

// has tells whether a dimension is high enough for a threshold.
func has(r engine.ScoreResult, t *schema.Threshold, dim string) bool {
	v, _ := r.Value(dim)
	return v >= t.Minimum[dim]-1e-9
}

// reaching is an example that reaches a threshold; nil when none is found.
func (e *exampler) reaching(t *schema.Threshold) *ScoreExample {
	if x := e.fromScenario(func(r engine.ScoreResult) bool { return r.Meets(t.Name) }); x != nil {
		return x
	}
	rec := e.madeUp(t)
	if rec == nil {
		return nil
	}
	x := e.example(rec, exampleTime)
	x.Story = "A made-up record that has just what it takes."
	return x
}

// madeUp is a record that reaches a threshold, with no more than it takes; nil when none is found.
func (e *exampler) madeUp(t *schema.Threshold) *engine.Record {
	rec := e.search.record()
	e.search.climb(rec, e.promise)
	for _, dim := range minimums(e.s, t) {
		e.addActivities(rec, t, dim)
	}
	fine := func(rec *engine.Record) bool { r := e.score(rec, exampleTime); return r.Meets(t.Name) }
	if !fine(rec) {
		return nil
	}
	e.search.prune(rec, fine)
	return rec
}

// promise values a record by the facts that hold or nearly hold: the points that they give.
func (e *exampler) promise(rec *engine.Record) float64 {
	env := engine.NewEnv(e.m.arch, rec, exampleTime)
	sum := 0.0
	for _, d := range e.s.Dimensions {
		for _, g := range d.Signals {
			if g.When.IsZero() {
				continue
			}
			n := near(g.When.Expr, env)
			if n < 1 {
				n *= 0.1
			}
			sum += g.Points * n
		}
	}
	return sum
}

// addActivities logs activities, the weightiest first, until a dimension is high enough.
func (e *exampler) addActivities(rec *engine.Record, t *schema.Threshold, dim string) {
	for _, d := range e.s.Dimensions {
		if dim != d.Name && dim != "total" {
			continue
		}
		signals := slices.Clone(d.Signals)
		slices.SortStableFunc(signals, func(x, y *schema.Signal) int { return int(math.Copysign(1, y.Points-x.Points)) })
		for _, g := range signals {
			times := int(g.MaxCount)
			if times == 0 {
				times = 3
			}
			for range times {
				if g.Event == "" || g.Points <= 0 || has(e.score(rec, exampleTime), t, dim) {
					break
				}
				rec.Activities = append(rec.Activities, engine.Activity{Name: g.Event, At: exampleTime})
			}
		}
	}
}

// alone is a record that is high enough in one dimension and in no other; nil when none is found.
func (e *exampler) alone(t *schema.Threshold, dim string) *ScoreExample {
	fine := func(r engine.ScoreResult) bool {
		for _, d := range e.dimensions(t) {
			if has(r, t, d) != (d == dim) {
				return false
			}
		}
		return !r.Meets(t.Name)
	}
	if x := e.fromScenario(fine); x != nil {
		return x
	}
	rec := e.madeUp(t)
	if rec == nil {
		return nil
	}
	// what the dimension does not need is taken away
	keeps := func(rec *engine.Record) bool { return has(e.score(rec, exampleTime), t, dim) }
	for i := len(rec.Activities) - 1; i >= 0; i-- {
		all := rec.Activities
		if rec.Activities = slices.Delete(slices.Clone(all), i, i+1); !keeps(rec) {
			rec.Activities = all
		}
	}
	e.search.prune(rec, keeps)
	if !fine(e.score(rec, exampleTime)) {
		return nil
	}
	x := e.example(rec, exampleTime)
	x.Story = "A made-up record with all that this side needs and nothing of the other."
	return x
}

// negative is a record with a signal that counts against it, if possible one that keeps it from the threshold.
func (e *exampler) negative(t *schema.Threshold) *ScoreExample {
	taken := func(r engine.ScoreResult) bool {
		return slices.ContainsFunc(r.Dimensions, func(d engine.DimensionScore) bool {
			return slices.ContainsFunc(d.Reasons, func(s engine.SignalScore) bool { return s.Signal != "" && s.Points < 0 })
		})
	}
	title := "Something counts against the record"
	x := e.fromScenario(func(r engine.ScoreResult) bool { return taken(r) && !r.Meets(t.Name) })
	if x == nil {
		x = e.spoiled(t, taken)
	}
	if x != nil {
		x.Title = title
	}
	return x
}

// spoiled is a made-up record that reaches the threshold, but for a fact or activity that counts against it.
func (e *exampler) spoiled(t *schema.Threshold, taken func(engine.ScoreResult) bool) *ScoreExample {
	base := e.madeUp(t)
	if base == nil {
		return nil
	}
	var first *ScoreExample
	for _, d := range e.s.Dimensions {
		for _, g := range d.Signals {
			if g.Points >= 0 {
				continue
			}
			rec := base.Snapshot()
			if g.Event != "" {
				rec.Activities = append(rec.Activities, engine.Activity{Name: g.Event, At: exampleTime})
			} else {
				e.search.climb(rec, func(rec *engine.Record) float64 {
					return near(g.When.Expr, engine.NewEnv(e.m.arch, rec, exampleTime))
				})
			}
			r := e.score(rec, exampleTime)
			if !taken(r) {
				continue
			}
			x := e.example(rec, exampleTime)
			if !r.Meets(t.Name) {
				x.Story = "A made-up record that would reach the threshold, but for “" + schema.Title(g) + "”."
				return x
			}
			if first == nil {
				x.Story = "A made-up record that reaches the threshold although “" + schema.Title(g) + "” counts against it."
				first = x
			}
		}
	}
	return first
}

// later is the record that reaches the threshold when its points have faded; nil when they do not.
func (e *exampler) later(t *schema.Threshold, reached *ScoreExample) *ScoreExample {
	before := e.score(reached.rec, reached.at).Total
	days := 0
	for _, n := range []int{7, 14, 30, 60, 90, 180, 365} {
		r := e.score(reached.rec, reached.at.AddDate(0, 0, n))
		if r.Total < before-1e-9 && days == 0 {
			days = n
		}
		if !r.Meets(t.Name) {
			days = n
			break
		}
	}
	if days == 0 {
		return nil
	}
	x := e.example(reached.rec, reached.at.AddDate(0, 0, days))
	name := e.m.thresholdTitle(e.s, t)
	x.Title = fmt.Sprintf("%d days later it no longer reaches %s", days, name)
	if r := e.score(x.rec, x.at); r.Meets(t.Name) {
		x.Title = fmt.Sprintf("%d days later it still reaches %s, with fewer points", days, name)
	}
	x.Story = "The record that reached the threshold, with nothing new since: the points of activities fade."
	if reached.At != "" {
		x.At = moment(x.at)
	}
	return x
}
