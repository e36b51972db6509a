package engine

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// ScoreResult is the score of a record at a time, with its reasons.
type ScoreResult struct {
	Scoring schema.Address
	// Total is the sum of the dimensions, each within its cap and floor.
	Total      float64
	Dimensions []DimensionScore
	Bands      []BandScore
	Thresholds []ThresholdScore
}

// DimensionScore is one dimension of a score.
type DimensionScore struct {
	Name string
	// Field receives the score, if any.
	Field schema.Address
	// Points is the score within cap and floor; Sum is what the signals add up to.
	Points, Sum float64
	// Reasons are the signals that counted, in the order of the model, and the cap or floor where it cut.
	Reasons []SignalScore
}

// SignalScore is what one signal gave.
type SignalScore struct {
	// Signal is the name of the signal; "" for a cap or floor.
	Signal string
	// Points is what counts now, after decay.
	Points float64
	// Count is how many occurrences counted; 0 for a fact.
	Count int
	// Text says it for people: "+40 demo_request (14 days ago, 29.0 after decay)".
	Text string
}

// BandScore is the band that a dimension or the total falls into.
type BandScore struct {
	Dimension string // "total" or the dimension's name
	Band      string // "" when no band applies
	Field     schema.Address
}

// ThresholdScore tells whether a threshold is reached.
type ThresholdScore struct {
	Name string
	Met  bool
}

// Value is the score of a dimension, or of "total".
func (r *ScoreResult) Value(dimension string) (float64, bool) {
	if dimension == "total" {
		return r.Total, true
	}
	for _, d := range r.Dimensions {
		if d.Name == dimension {
			return d.Points, true
		}
	}
	return 0, false
}

// Meets tells whether a threshold is reached; false when there is none of that name.
func (r *ScoreResult) Meets(threshold string) bool {
	for _, t := range r.Thresholds {
		if t.Name == threshold {
			return t.Met
		}
	}
	return false
}

// Band is the band of a dimension, or of "total" (also written ""); "" for none.
func (r *ScoreResult) Band(dimension string) string {
	for _, b := range r.Bands {
		if b.Dimension == dimensionName(dimension) {
			return b.Band
		}
	}
	return ""
}

// Score computes the score of a record. Activities after now do not count.
//
// A signal with an event counts each of its occurrences (the newest max_count
// of them, and only while its condition holds, if it has one); any other
// counts once while its condition holds. Decay concerns occurrences:
//
//   - half_life: the points halve each time;
//   - per and points: the signal loses that many points each time, in
//     proportion to its age, until none are left;
//   - expires: an occurrence of that age or older counts nothing.
//
// Ages are plain time: a day is 24 hours, a month 30 days, a year 12 such
// months. Points that fade over a day or longer fade from day to day, not from
// minute to minute: 40 points are 40 points for the first 24 hours.
func Score(a *schema.Architecture, s *schema.Scoring, rec *Record, now time.Time) ScoreResult {
	return *NewEnv(a, rec, now).score(s)
}

func scoreIn(e *Env, s *schema.Scoring) ScoreResult {
	r := ScoreResult{Scoring: s.Address}
	for _, d := range s.Dimensions {
		ds := dimensionIn(e, s, d)
		r.Dimensions = append(r.Dimensions, ds)
		r.Total += ds.Points
	}
	r.Bands = bands(s, &r)
	for _, t := range s.Thresholds {
		met := len(t.Minimum) > 0
		for dim, least := range t.Minimum {
			v, ok := r.Value(dim)
			met = met && ok && reaches(v, least)
		}
		r.Thresholds = append(r.Thresholds, ThresholdScore{t.Name, met})
	}
	return r
}

// reaches compares scores with a tolerance for sums of decimal fractions.
func reaches(v, least float64) bool { return v >= least-1e-9 }

func dimensionIn(e *Env, s *schema.Scoring, d *schema.Dimension) DimensionScore {
	out := DimensionScore{Name: d.Name, Field: d.Field}
	since := e.rec.Resets[s.Address]
	if t := e.rec.Resets[dimensionAddress(s, d)]; t.After(since) {
		since = t
	}
	for _, sig := range d.Signals {
		if c, ok := signalIn(e, sig, since); ok {
			out.Sum += c.Points
			out.Reasons = append(out.Reasons, c)
		}
	}
	out.Points = out.Sum
	if d.Cap != nil && out.Points > *d.Cap {
		out.Reasons = append(out.Reasons, SignalScore{Points: *d.Cap - out.Points, Text: fmt.Sprintf("capped at %s (signals add up to %s)", number(*d.Cap), number(out.Sum))})
		out.Points = *d.Cap
	}
	if d.Floor != nil && out.Points < *d.Floor {
		out.Reasons = append(out.Reasons, SignalScore{Points: *d.Floor - out.Points, Text: fmt.Sprintf("raised to the floor of %s (signals add up to %s)", number(*d.Floor), number(out.Sum))})
		out.Points = *d.Floor
	}
	return out
}

func dimensionAddress(s *schema.Scoring, d *schema.Dimension) schema.Address {
	if d.Address != "" {
		return d.Address
	}
	return s.Address + ".dimension." + schema.Address(d.Name)
}

// signalIn is what a signal gives; ok is false when it does not apply.
func signalIn(e *Env, sig *schema.Signal, since time.Time) (SignalScore, bool) {
	if !sig.When.IsZero() && !expr.Truth(sig.When.Expr, e) {
		return SignalScore{}, false
	}
	if sig.Event == "" {
		if sig.When.IsZero() {
			return SignalScore{}, false
		}
		return SignalScore{Signal: sig.Name, Points: sig.Points, Text: fact(sig)}, true
	}
	ages := occurrences(e.rec, sig.Event, since, e.now)
	if n := int(sig.MaxCount); n > 0 && len(ages) > n {
		ages = ages[:n]
	}
	out := SignalScore{Signal: sig.Name}
	var newest time.Duration
	for _, age := range ages {
		p, counts := decayed(sig.Points, sig.Decay, age)
		if !counts {
			continue
		}
		if out.Count == 0 {
			newest = age
		}
		out.Points += p
		out.Count++
	}
	if out.Count == 0 {
		return out, false
	}
	out.Text = occurred(sig, &out, newest)
	return out, true
}

// occurrences gives the ages of an activity's occurrences, youngest first.
func occurrences(rec *Record, event string, since, now time.Time) []time.Duration {
	var ages []time.Duration
	for _, a := range rec.Activities {
		if a.Name == event && !a.At.After(now) && (since.IsZero() || a.At.After(since)) {
			ages = append(ages, now.Sub(a.At))
		}
	}
	sort.Slice(ages, func(i, j int) bool { return ages[i] < ages[j] })
	return ages
}

// decayed is what is left of points at an age; false when nothing counts any more.
func decayed(points float64, d *schema.Decay, age time.Duration) (float64, bool) {
	if d == nil {
		return points, true
	}
	if x := length(d.Expires); x > 0 && age >= x {
		return 0, false
	}
	if half := length(d.HalfLife); half > 0 {
		points *= math.Pow(0.5, float64(whole(age, half))/float64(half))
	}
	if per := length(d.Per); per > 0 && d.Points != 0 {
		left := math.Abs(points) - math.Abs(d.Points)*float64(whole(age, per))/float64(per)
		if left <= 0 {
			return 0, false
		}
		points = math.Copysign(left, points)
	}
	return points, true
}

// whole is an age in full days, where points fade over a day or longer: an
// activity of today has all its points.
func whole(age, over time.Duration) time.Duration {
	if over < 24*time.Hour {
		return age
	}
	return age.Truncate(24 * time.Hour)
}

// length is a duration in plain time: days of 24 hours, months of 30 days.
func length(d schema.Duration) time.Duration {
	d = clamp(d)
	return time.Duration(d.Months)*30*24*time.Hour + time.Duration(d.Days)*24*time.Hour + time.Duration(d.Minutes)*time.Minute
}

func bands(s *schema.Scoring, r *ScoreResult) []BandScore {
	var out []BandScore
	at := map[string]int{}
	best := map[string]float64{}
	for _, b := range s.Bands {
		dim := dimensionName(b.Dimension)
		v, ok := r.Value(dim)
		if !ok {
			continue
		}
		i, seen := at[dim]
		if !seen {
			i = len(out)
			at[dim], best[dim] = i, math.Inf(-1)
			out = append(out, BandScore{Dimension: dim})
		}
		if b.Field != "" {
			out[i].Field = b.Field
		}
		least := math.Inf(-1)
		if b.Min != nil {
			least = *b.Min
		}
		if reaches(v, least) && (out[i].Band == "" || least > best[dim]) {
			out[i].Band, best[dim] = b.Name, least
		}
	}
	return out
}

func dimensionName(d string) string {
	if d == "" {
		return "total"
	}
	return d
}

func fact(sig *schema.Signal) string {
	s := signed(sig.Points) + " " + sig.Name
	if sig.Description != "" {
		s += " (" + sig.Description + ")"
	}
	return s
}

func occurred(sig *schema.Signal, c *SignalScore, newest time.Duration) string {
	full := sig.Points * float64(c.Count)
	s := signed(full) + " " + sig.Name + " ("
	if c.Count > 1 {
		s += fmt.Sprintf("%d times, newest ", c.Count)
	}
	s += ago(newest)
	if math.Abs(full-c.Points) > 1e-9 {
		s += fmt.Sprintf(", %.1f after decay", c.Points)
	}
	return s + ")"
}

func signed(f float64) string {
	if f < 0 {
		return "-" + number(-f)
	}
	return "+" + number(f)
}

// number writes a score with at most one decimal.
func number(f float64) string {
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return diag.Count(int(d/time.Minute), "minute") + " ago"
	case d < 24*time.Hour:
		return diag.Count(int(d/time.Hour), "hour") + " ago"
	}
	return diag.Count(int(d/(24*time.Hour)), "day") + " ago"
}
