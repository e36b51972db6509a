package formula

import (
	"fmt"
	"slices"
	"strings"
)

// Order is what the rules about the order of a flow's stages know about it.
type Order struct {
	Flow string // address of the lifecycle or pipeline
	// Aside are the stages beside the path, which stand open from everywhere: lost, disqualified, holding.
	Aside []string
	// Allowed are moves that no rule refuses, such as handoffs that recycle.
	Allowed []Move
}

// Move is a way from one stage to another. From is "" for records that come into the flow.
type Move struct{ From, To string }

// Backward refuses moves to an earlier stage.
func (env Env) Backward(o Order, guards ...Guard) Gate {
	return env.order(o, guards, func(m mover, to []Stage) *cond {
		now := places(m.path, to, len(m.flow.Stages), func(s Stage) int { return s.Rank })
		was := places(m.before(), m.flow.Stages, -1, func(s Stage) int { return s.Rank })
		return all(m.within(), leaf(now+" < "+was))
	}, o.steps)
}

// Skipping refuses moves forward that leave out stages, other than those that stand aside: the
// record arrives at the second step or a later one after the one that it was at.
func (env Env) Skipping(o Order, guards ...Guard) Gate {
	return env.order(o, guards, func(m mover, to []Stage) *cond {
		step := func(s Stage) int {
			return len(slices.DeleteFunc(o.steps(m.flow.Stages), func(before Stage) bool { return before.Rank > s.Rank }))
		}
		came := leaf("ISNEW()")
		if m.flow.RecordType != "" {
			came = anyOf(came, m.moved())
		}
		now := places(m.path, to, 0, step)
		was := places(m.before(), m.flow.Stages, 0, step)
		return all(anyOf(came, leaf("ISCHANGED("+m.path+")")), leaf(now+" - IF("+came.String()+", 0, "+was+") > 1"))
	}, o.steps)
}

// Reopening refuses moves out of the stages that end the flow.
func (env Env) Reopening(o Order, ended []string, guards ...Guard) Gate {
	return env.order(o, guards, func(m mover, from []Stage) *cond {
		return all(m.within(), env.builder().member(m.before(), values(from)))
	}, func(stages []Stage) []Stage { return only(stages, ended, true) })
}

// steps are the stages on the path.
func (o Order) steps(stages []Stage) []Stage { return only(stages, o.Aside, false) }

func only(stages []Stage, of []string, wanted bool) []Stage {
	return slices.DeleteFunc(slices.Clone(stages), func(s Stage) bool { return slices.Contains(of, s.Address) != wanted })
}

// order makes rules about some stages of a flow each: all that are concerned, or halves of them
// where a rule becomes too long.
func (env Env) order(o Order, guards []Guard, refuse func(mover, []Stage) *cond, concerned func([]Stage) []Stage) Gate {
	m, bad := env.mover(o.Flow)
	if bad != nil {
		return Gate{Refused: bad.refusals(nil)}
	}
	parts := []*cond{m.in}
	for _, a := range o.Allowed {
		parts = append(parts, negate(m.move(a)))
	}
	guards = append(slices.Clone(guards), Guard{all(parts...)})
	guard, lost := together(guards)
	if lost != nil {
		return Gate{Refused: lost}
	}
	var out Gate
	var make func([]Stage)
	make = func(stages []Stage) {
		if len(stages) == 0 {
			return
		}
		r := env.limited(Result{Formula: all(guard, refuse(m, stages)).String()})
		switch {
		case r.Refused == nil:
			out.add(Rule{Formula: r.Formula})
		case len(stages) == 1:
			out.Refused = addNotes(out.Refused, r.Refused...)
		default:
			make(stages[:len(stages)/2])
			make(stages[len(stages)/2:])
		}
	}
	make(concerned(m.flow.Stages))
	return out
}

// within says that the stage changes in this flow; the picklist may be that of several.
func (m mover) within() *cond {
	changed := leaf("ISCHANGED(" + m.path + ")")
	if m.flow.RecordType == "" {
		return changed
	}
	return all(changed, negate(m.moved()))
}

// move is true of a way that a record takes.
func (m mover) move(w Move) *cond {
	to := m.is(m.path, w.To)
	if w.From != "" {
		return all(m.within(), m.is(m.before(), w.From), to)
	}
	came := anyOf(leaf("ISNEW()"), leaf("ISBLANK(TEXT("+m.before()+"))"))
	if m.flow.RecordType != "" {
		came = anyOf(came, m.moved())
	}
	return all(came, to)
}

// places is a number for each of the stages.
func places(path string, stages []Stage, other int, of func(Stage) int) string {
	var cases strings.Builder
	for _, s := range stages {
		if q, ok := quote(s.Value); ok {
			fmt.Fprintf(&cases, ", %s, %d", q, of(s))
		}
	}
	if cases.Len() == 0 {
		return fmt.Sprint(other)
	}
	return "CASE(" + path + cases.String() + fmt.Sprintf(", %d)", other)
}
