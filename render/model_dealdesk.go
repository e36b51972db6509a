package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// DealDesk is an approval policy in words.
type DealDesk struct {
	Title, Object, Before, Owner, Review string
	RepeatLimit                          int
	Triggers                             []DealTrigger
	Tiers                                []DealTier
	// Ladders show who decides as one number grows.
	Ladders []Ladder
}

// DealTrigger sends a record to the deal desk.
type DealTrigger struct{ Title, Description, When string }

// DealTier is a row of the approval matrix.
type DealTier struct {
	Number                               int
	Title, Description, When, By, Within string
}

// Ladder is who decides for every value of a number, everything else not given.
type Ladder struct {
	Field string
	Steps []LadderStep
}

// LadderStep is a range of values with the same decision.
type LadderStep struct {
	Range, Decides string
	// Problem marks a gap, where no tier applies, or an overlap, where several do.
	Problem string
}

// DealDesks are the approval policies.
func (m *Model) DealDesks() []DealDesk {
	var out []DealDesk
	for _, p := range m.arch.Approvals {
		d := DealDesk{Title: schema.Title(p), Object: m.object(p.Object.Name()), Owner: m.titleOf(p.Owner), Review: cadence(p.Review),
			RepeatLimit: int(p.RepeatLimit)}
		if p.Before != "" {
			d.Before = m.stageWords(p.Before)
		}
		for _, t := range p.Triggers {
			when := m.sentence(t.When)
			if when == "" {
				when = "People judge"
			}
			d.Triggers = append(d.Triggers, DealTrigger{schema.Title(t), t.Description, when})
		}
		for i, t := range p.Tiers {
			x := DealTier{Number: i + 1, Title: schema.Title(t), Description: t.Description, When: m.sentence(t.When),
				By: listing(m.titlesOf(t.Approvers), "and")}
			if !t.Within.IsZero() {
				x.Within = diff.Duration(t.Within)
			}
			d.Tiers = append(d.Tiers, x)
		}
		d.Ladders = m.ladders(p)
		out = append(out, d)
	}
	return out
}

// ladders are those of the numbers that at least two tiers compare with: the evaluator is asked at
// each number that a tier names, and between each two.
func (m *Model) ladders(p *schema.Approval) []Ladder {
	var conditions []schema.Criterion
	tiers := map[*expr.Field]int{}
	for _, t := range p.Tiers {
		conditions = append(conditions, t.When)
	}
	fields := fieldsOf(conditions...)
	for _, f := range fields {
		for _, c := range conditions {
			if slices.ContainsFunc(fieldsOf(c), func(x *expr.Field) bool { return x.Object == f.Object && x.Name == f.Name }) {
				tiers[f]++
			}
		}
	}
	var out []Ladder
	for _, f := range fields {
		field := m.arch.Field(f.Object, f.Name)
		if tiers[f] < 2 || field == nil || f.Object != p.Object.Name() || !slices.Contains([]string{"number", "percent", "currency"}, field.Type.Kind) {
			continue
		}
		points := breakpoints(f, conditions)
		if field.Type.Kind == "percent" {
			points = append(points, 0, 100)
		} else {
			points = append(points, 0)
		}
		slices.Sort(points)
		points = slices.Compact(points)
		out = append(out, Ladder{m.n.Field(f.Object, f.Name), m.ladder(p, f, points, field.Type.Kind == "percent")})
	}
	return out
}

// breakpoints are the numbers that conditions compare a field with.
func breakpoints(f *expr.Field, conditions []schema.Criterion) []float64 {
	var out []float64
	for _, c := range conditions {
		expr.Walk(c.Expr, func(e expr.Expr) bool {
			if x, ok := e.(*expr.Compare); ok {
				for _, side := range [][2]expr.Expr{{x.L, x.R}, {x.R, x.L}} {
					g, isField := side[0].(*expr.Field)
					l, isLiteral := side[1].(*expr.Literal)
					if isField && isLiteral && g.Object == f.Object && g.Name == f.Name {
						if n, ok := l.Value.(float64); ok {
							out = append(out, n)
						}
					}
				}
			}
			return true
		})
	}
	return out
}

// ladder asks at each point and in the span after it, and brings neighbours with the same answer together.
func (m *Model) ladder(p *schema.Approval, f *expr.Field, points []float64, percent bool) []LadderStep {
	type span struct {
		from, to   float64 // a point when equal
		fromHere   bool    // from belongs to it
		toHere     bool
		open       bool // without an end
		who, issue string
	}
	var spans []span
	add := func(s span, at float64) {
		s.who, s.issue = m.decides(p, f, at)
		if n := len(spans); n > 0 && spans[n-1].who == s.who && spans[n-1].issue == s.issue {
			spans[n-1].to, spans[n-1].toHere, spans[n-1].open = s.to, s.toHere, s.open
			return
		}
		spans = append(spans, s)
	}
	for i, x := range points {
		add(span{from: x, to: x, fromHere: true, toHere: true}, x)
		switch {
		case i+1 < len(points):
			add(span{from: x, to: points[i+1]}, (x+points[i+1])/2)
		case !percent:
			add(span{from: x, open: true}, x+1)
		}
	}
	unit := ""
	if percent {
		unit = " %"
	}
	var out []LadderStep
	for _, s := range spans {
		var words string
		switch {
		case s.from == s.to && s.fromHere && !s.open:
			words = number(s.from) + unit
		case s.open && s.fromHere:
			words = number(s.from) + unit + " and more"
		case s.open:
			words = "more than " + number(s.from) + unit
		default:
			low, high := "from", "to below"
			if !s.fromHere {
				low = "above"
			}
			if s.toHere {
				high = "up to and including"
			}
			words = fmt.Sprintf("%s %s %s %s%s", low, number(s.from), high, number(s.to), unit)
		}
		out = append(out, LadderStep{upperFirst(words), s.who, s.issue})
	}
	return out
}

// decides says who decides when a field has a value and nothing else is given, and what is wrong with that.
func (m *Model) decides(p *schema.Approval, f *expr.Field, at float64) (who, issue string) {
	rec := &engine.Record{ID: "example", Object: p.Object.Name(), Fields: map[string]any{f.Name: at}}
	env := engine.NewEnv(m.arch, rec, exampleTime)
	var fits []*schema.ApprovalTier
	for _, t := range p.Tiers {
		if t.When.IsZero() || expr.Truth(t.When.Expr, env) {
			fits = append(fits, t)
		}
	}
	if len(fits) == 0 {
		return cmp.Or(m.titleOf(p.Owner), "nobody"), "Gap: no tier applies"
	}
	who = listing(m.titlesOf(fits[0].Approvers), "and")
	if who == "" {
		who = "approved at once"
	}
	who += " (" + schema.Title(fits[0]) + ")"
	// a last tier without a condition is meant to catch the rest
	var more []string
	for _, t := range fits[1:] {
		if !t.When.IsZero() {
			more = append(more, schema.Title(t))
		}
	}
	if len(more) > 0 {
		issue = "Overlap: " + strings.Join(more, ", ") + " would apply as well; the first decides"
	}
	return who, issue
}
