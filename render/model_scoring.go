package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Scoring is a score model in words, with examples that the evaluator computed.
type Scoring struct {
	Title, Description, Object, Owner string
	Confirmed                         bool
	Recalibrate                       string
	Digest                            string
	// TotalField receives the sum of all dimensions.
	TotalField string
	Dimensions []ScoreDimension
	Bands      []ScoreBand
	Thresholds []ScoreThreshold
	// Negatives are all signals that count against a record.
	Negatives []ScoreSignal
	RACI      []Pair
	// UsedBy says where the score decides something: stages, automations, queues, rules.
	UsedBy   []Pair
	Examples []ScoreExample
}

// ScoreDimension is one side of a score.
type ScoreDimension struct {
	Title, Field string
	// Limits says how far the score goes: "from 0 to 100".
	Limits  string
	Signals []ScoreSignal
}

// ScoreSignal gives points or takes them.
type ScoreSignal struct {
	Title, Dimension, Description string
	// Counts says what counts; Times how often it can.
	Counts, Times string
	Points        string
	Negative      bool
	// Decay says how the points fade; "" when they do not.
	Decay string
}

// ScoreBand is a named range of scores.
type ScoreBand struct{ Name, Of, From, Meaning, Field string }

// ScoreThreshold is what a record must reach.
type ScoreThreshold struct {
	Title, Description string
	// Asks lists the least score of each dimension.
	Asks []Pair
	// Rule is the whole threshold in a sentence.
	Rule string
}

// Scorings are the score models.
func (m *Model) Scorings() []Scoring {
	steps := m.steps()
	var out []Scoring
	for _, s := range m.arch.Scorings {
		sc := Scoring{Title: schema.Title(s), Description: s.Description, Object: m.object(s.Object.Name()), Owner: m.titleOf(s.Owner),
			Confirmed: s.State == "confirmed", Recalibrate: cadence(s.Recalibrate), Digest: m.digest(s.Address),
			TotalField: m.titleOf(s.Total), RACI: m.raci(s.RACI), UsedBy: grouped(m.scoreUses(s))}
		for _, d := range s.Dimensions {
			dim := ScoreDimension{Title: schema.Title(d), Field: m.titleOf(d.Field), Limits: limits(d)}
			for _, g := range d.Signals {
				sig := m.signal(s, d, g)
				dim.Signals = append(dim.Signals, sig)
				if sig.Negative {
					sc.Negatives = append(sc.Negatives, sig)
				}
			}
			sc.Dimensions = append(sc.Dimensions, dim)
		}
		for _, b := range s.Bands {
			band := ScoreBand{Name: b.Name, Of: dimensionTitle(s, b.Dimension), From: "below all others", Meaning: b.Meaning, Field: m.titleOf(b.Field)}
			if b.Min != nil {
				band.From = number(*b.Min) + " and more"
			}
			sc.Bands = append(sc.Bands, band)
		}
		for _, t := range s.Thresholds {
			sc.Thresholds = append(sc.Thresholds, m.threshold(s, t))
		}
		e := exampler{m: m, s: s, steps: steps}
		sc.Examples = e.examples()
		out = append(out, sc)
	}
	return out
}

// limits says between which scores a dimension stays.
func limits(d *schema.Dimension) string {
	switch {
	case d.Cap != nil && d.Floor != nil:
		return fmt.Sprintf("from %s to %s", number(*d.Floor), number(*d.Cap))
	case d.Cap != nil:
		return "at most " + number(*d.Cap)
	case d.Floor != nil:
		return "at least " + number(*d.Floor)
	}
	return "without a limit"
}

// dimensionTitle names a dimension of a model, or its total.
func dimensionTitle(s *schema.Scoring, name string) string {
	for _, d := range s.Dimensions {
		if d.Name == name {
			return schema.Title(d)
		}
	}
	return "Total"
}

func (m *Model) signal(s *schema.Scoring, d *schema.Dimension, g *schema.Signal) ScoreSignal {
	out := ScoreSignal{Title: schema.Title(g), Dimension: schema.Title(d), Description: g.Description, Points: signed(g.Points),
		Negative: g.Points < 0, Counts: m.sentence(g.When), Times: "once, while it holds", Decay: decay(g.Decay)}
	if g.Event == "" {
		return out
	}
	out.Counts = "Activity “" + schema.Label("", g.Event) + "”"
	if !g.When.IsZero() {
		out.Counts += ", while " + lowerFirst(m.sentence(g.When))
	}
	switch n := int(g.MaxCount); n {
	case 0:
		out.Times = "every time"
	case 1:
		out.Times = "the latest only"
	default:
		out.Times = fmt.Sprintf("the latest %d", n)
	}
	return out
}

// decay says how points fade.
func decay(d *schema.Decay) string {
	if d == nil {
		return ""
	}
	var parts []string
	if !d.HalfLife.IsZero() {
		parts = append(parts, "halves every "+strings.TrimPrefix(diff.Duration(d.HalfLife), "1 "))
	}
	if !d.Per.IsZero() {
		parts = append(parts, fmt.Sprintf("loses %s every %s", plural1(d.Points, "point"), strings.TrimPrefix(diff.Duration(d.Per), "1 ")))
	}
	if !d.Expires.IsZero() {
		parts = append(parts, "counts nothing after "+diff.Duration(d.Expires))
	}
	return upperFirst(strings.Join(parts, ", "))
}

// plural1 is plural for a number that need not be whole.
func plural1(n float64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return number(n) + " " + word + "s"
}

func (m *Model) threshold(s *schema.Scoring, t *schema.Threshold) ScoreThreshold {
	out := ScoreThreshold{Title: m.thresholdTitle(s, t), Description: t.Description}
	var rule []string
	for _, dim := range minimums(s, t) {
		out.Asks = append(out.Asks, Pair{dimensionTitle(s, dim), number(t.Minimum[dim])})
		rule = append(rule, lowerFirst(dimensionTitle(s, dim))+" is at least "+number(t.Minimum[dim]))
	}
	switch len(rule) {
	case 0:
	case 1:
		out.Rule = upperFirst(rule[0]) + "."
	case 2:
		out.Rule = "Both are needed: " + listing(rule, "and") + ". Neither makes up for the other."
	default:
		out.Rule = "All are needed: " + listing(rule, "and") + ". None makes up for another."
	}
	return out
}

// thresholdTitle is what people call a threshold.
func (m *Model) thresholdTitle(s *schema.Scoring, t *schema.Threshold) string {
	return m.n.Threshold(string(s.Address), t.Name)
}

// minimums are the dimensions that a threshold asks for, in the model's order, the total last.
func minimums(s *schema.Scoring, t *schema.Threshold) []string {
	var out []string
	for _, d := range s.Dimensions {
		if _, ok := t.Minimum[d.Name]; ok {
			out = append(out, d.Name)
		}
	}
	if _, ok := t.Minimum["total"]; ok {
		out = append(out, "total")
	}
	return out
}

// scoreUses lists what the score decides.
func (m *Model) scoreUses(s *schema.Scoring) []Pair {
	fields := []schema.Address{s.Total}
	for _, d := range s.Dimensions {
		fields = append(fields, d.Field)
	}
	for _, b := range s.Bands {
		fields = append(fields, b.Field)
	}
	var out []Pair
	add := func(p Pair) {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	u := m.usage()
	for _, use := range u.scores[s.Address] {
		add(use)
	}
	for _, f := range fields {
		for _, use := range u.fields[f] {
			if use.Name != "Score" {
				add(use)
			}
		}
	}
	return out
}
