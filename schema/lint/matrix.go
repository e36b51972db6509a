package lint

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// matrix is the part of an approval that tells its tiers apart by one number.
type matrix struct {
	*Pass
	approval *schema.Approval
	field    fieldName
	rows     []*schema.ApprovalTier // tiers that look at nothing but the number
	values   []float64              // bounds of the tiers and triggers, and numbers between and beyond them; see between
}

func checkMatrix(p *Pass) {
	for _, a := range p.Approvals {
		rows := map[fieldName][]*schema.ApprovalTier{}
		var order []fieldName
		for _, t := range a.Tiers {
			if f := onlyField(t.When.Expr); f != nil && f.Typ.Kind == expr.Number {
				if rows[nameOf(f)] == nil {
					order = append(order, nameOf(f))
				}
				rows[nameOf(f)] = append(rows[nameOf(f)], t)
			}
		}
		for _, f := range order {
			if len(rows[f]) > 1 {
				m := matrix{Pass: p, approval: a, field: f, rows: rows[f]}
				m.values = m.bounds()
				m.overlaps()
				m.gaps()
			}
		}
	}
}

// percent tells whether the number goes from 0 to 100.
func (m matrix) percent() bool {
	f := m.Field(m.field.object, m.field.name)
	return f != nil && f.Type.Kind == "percent"
}

func (m matrix) bounds() []float64 {
	numbers := []float64{0}
	if m.percent() {
		numbers = append(numbers, 100)
	}
	note := func(c schema.Criterion) {
		expr.Walk(c.Expr, func(e expr.Expr) bool {
			if x, ok := e.(*expr.Compare); ok && mentions(x, m.field) {
				for _, side := range []expr.Expr{x.L, x.R} {
					if l, ok := side.(*expr.Literal); ok {
						if n, ok := l.Value.(float64); ok {
							numbers = append(numbers, n)
						}
					}
				}
			}
			return true
		})
	}
	for _, t := range m.approval.Tiers {
		note(t.When)
	}
	for _, t := range m.approval.Triggers {
		note(t.When)
	}
	return between(numbers)
}

func mentions(e expr.Expr, f fieldName) bool {
	return slices.ContainsFunc(expr.Fields(e), func(x *expr.Field) bool { return nameOf(x) == f })
}

func (m matrix) at(v float64) facts { return facts{m.field: v} }

// overlaps reports a tier that earlier ones hide, and two of which each covers some numbers of the other and some of its own. A
// tier inside a later, wider one is a cascade, which is meant: the first that applies decides.
func (m matrix) overlaps() {
	covered := map[float64]bool{}
	for i, t := range m.rows {
		own := 0
		for _, v := range m.values {
			if m.at(v).share(t.When.Expr) == yes && !covered[v] {
				own++
			}
		}
		if own == 0 {
			m.Report(t, "when", fmt.Sprintf("%s never decides", schema.Label("", t.Name)),
				"The tiers before %q cover every %s that it covers. Put it before them, or correct its range.", t.Name, m.field)
			continue
		}
		for _, u := range m.rows[:i] {
			if v, ok := m.crossing(u, t); ok {
				m.Report(t, "when", fmt.Sprintf("%s and %s both cover %s %g", schema.Label("", u.Name), schema.Label("", t.Name), m.field, v),
					"%q decides because it comes first. Let a bound belong to one tier: >= at the lower end, < at the upper one.", u.Name)
			}
		}
		for _, v := range m.values {
			covered[v] = covered[v] || m.at(v).share(t.When.Expr) == yes
		}
	}
}

// crossing gives the least number that both of two tiers cover, if each covers others alone.
func (m matrix) crossing(t, u *schema.ApprovalTier) (number float64, crosses bool) {
	var both, left, right bool
	for _, v := range m.values {
		x, y := m.at(v).share(t.When.Expr) == yes, m.at(v).share(u.When.Expr) == yes
		if x && y && !both {
			number, both = v, true
		}
		left, right = left || x && !y, right || y && !x
	}
	return number, both && left && right
}

// gaps reports ranges that no tier covers.
func (m matrix) gaps() {
	if slices.ContainsFunc(m.approval.Tiers, func(t *schema.ApprovalTier) bool { return t.When.IsZero() }) {
		return // it takes everything
	}
	covered := func(v float64) bool {
		return slices.ContainsFunc(m.approval.Tiers, func(t *schema.ApprovalTier) bool {
			return mentions(t.When.Expr, m.field) && m.at(v).share(t.When.Expr) == yes
		})
	}
	low, high := slices.IndexFunc(m.values, covered), len(m.values)-1
	for high > low && !covered(m.values[high]) {
		high--
	}
	gap := func(i int) bool {
		v := m.values[i]
		return v >= 0 && !(m.percent() && v > 100) && !covered(v) && m.asked(v, i > low && i < high)
	}
	for i := 0; i < len(m.values); i++ {
		if !gap(i) {
			continue
		}
		j := i
		for j+1 < len(m.values) && gap(j+1) {
			j++
		}
		m.Report(m.approval, "", fmt.Sprintf("No tier covers %s %s", m.field, m.span(i, j)),
			"No tier of %s applies there. Add one, without approvers if none are needed, or correct the bounds of its neighbours.", m.approval.Address)
		i = j
	}
}

// asked tells whether the deal desk is asked about a number. Beyond the tiers, a trigger that looks at other things does not count
// where a tier does so, too.
func (m matrix) asked(v float64, inside bool) bool {
	if len(m.approval.Triggers) == 0 {
		return true
	}
	all := !slices.ContainsFunc(m.approval.Tiers, func(t *schema.ApprovalTier) bool { return !mentions(t.When.Expr, m.field) })
	return slices.ContainsFunc(m.approval.Triggers, func(t *schema.ApprovalTrigger) bool {
		verdict := open
		if !t.When.IsZero() {
			verdict = m.at(v).share(t.When.Expr)
		}
		return verdict == yes || verdict == open && (inside || all)
	})
}

// span says which numbers lie from value i to value j. Bounds have odd places, numbers between them even ones.
func (m matrix) span(i, j int) string {
	bound := func(i int) bool { return i%2 == 1 }
	if i == j && bound(i) {
		return fmt.Sprintf("%g", m.values[i])
	}
	var from, to string
	if bound(i) {
		from = fmt.Sprintf("from %g", m.values[i])
	} else {
		from = fmt.Sprintf("above %g", m.values[i-1])
	}
	switch {
	case bound(j):
		to = fmt.Sprintf(" to %g", m.values[j])
	case j+1 == len(m.values):
	case bound(i):
		to = fmt.Sprintf(" to below %g", m.values[j+1])
	default:
		to = fmt.Sprintf(" and below %g", m.values[j+1])
	}
	return from + to
}
