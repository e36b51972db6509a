package render

import (
	"fmt"
	"math"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// ScoreExample is a record with its score as the evaluator computes it.
type ScoreExample struct {
	Title, Story string
	At           string
	Facts        []Pair
	// Activities are a name and when it happened.
	Activities []Pair
	Dimensions []ScoreSum
	// Total is the sum of the dimensions.
	Total string
	// Results are the thresholds, reached or not, and the bands.
	Results []Pair

	scoring *schema.Scoring
	rec     *engine.Record
	at      time.Time
}

// ScoreSum is the sum of a dimension, line by line.
type ScoreSum struct {
	Title string
	Lines []ScoreLine
	Score string
}

// ScoreLine is what one signal gave, or what a cap or floor cut.
type ScoreLine struct {
	Signal, How string
	Points      string

	points float64
}

// example puts a record and its score into words.
func (e *exampler) example(rec *engine.Record, at time.Time) *ScoreExample {
	x := &ScoreExample{scoring: e.s, rec: rec, at: at}
	var conditions []schema.Criterion
	for _, d := range e.s.Dimensions {
		for _, g := range d.Signals {
			conditions = append(conditions, g.When)
		}
	}
	x.Facts = e.m.recordFacts(rec, fieldsOf(conditions...), at)
	x.Activities = activities(rec, at)
	r := e.score(rec, at)
	for i, d := range e.s.Dimensions {
		sum := ScoreSum{Title: schema.Title(d), Score: number(r.Dimensions[i].Points)}
		for _, line := range r.Dimensions[i].Reasons {
			sum.Lines = append(sum.Lines, scoreLine(d, line))
		}
		x.Dimensions = append(x.Dimensions, sum)
	}
	x.Total = number(r.Total)
	for _, t := range e.s.Thresholds {
		text := "not reached"
		if r.Meets(t.Name) {
			text = "reached"
		}
		x.Results = append(x.Results, Pair{e.m.thresholdTitle(e.s, t), text})
	}
	for _, b := range r.Bands {
		if b.Band != "" {
			x.Results = append(x.Results, Pair{dimensionTitle(e.s, b.Dimension) + " band", b.Band})
		}
	}
	return x
}

func scoreLine(d *schema.Dimension, s engine.SignalScore) ScoreLine {
	out := ScoreLine{Points: signed(s.Points), points: s.Points}
	if s.Signal == "" {
		out.Signal = upperFirst(s.Text)
		return out
	}
	for _, g := range d.Signals {
		if g.Name != s.Signal {
			continue
		}
		out.Signal, out.How = schema.Title(g), "holds"
		if s.Count > 0 {
			out.How = fmt.Sprintf("%d × %s", s.Count, signed(g.Points))
			if math.Abs(g.Points*float64(s.Count)-s.Points) > 1e-9 {
				out.How += ", faded"
			}
		}
	}
	return out
}

// activities lists what happened on a record, the same on the same day together.
func activities(rec *engine.Record, at time.Time) []Pair {
	var list []Pair
	times := map[Pair]int{}
	for _, act := range rec.Activities {
		if act.At.After(at) {
			continue
		}
		p := Pair{schema.Label("", act.Name), daysAgo(at.Sub(act.At))}
		if times[p]++; times[p] == 1 {
			list = append(list, p)
		}
	}
	for i, p := range list {
		if n := times[p]; n > 1 {
			list[i].Text = fmt.Sprintf("%d times, %s", n, p.Text)
		}
	}
	return list
}

// daysAgo says how long ago something was.
func daysAgo(d time.Duration) string {
	switch n := int(d / (24 * time.Hour)); n {
	case 0:
		return "today"
	case 1:
		return "1 day ago"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}
