package formula

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// The formulas here are about moves between stages, as guards of rules and as rules of their own.
// They see the value before the change, so they are for validation rules and entry conditions.
// ok is false for a stage or flow that the org does not have. A new record has no stage before:
// PRIORVALUE gives the new value then, and ISCHANGED is false, so ISNEW is asked first.

// At is true of records in the stage.
func (env Env) At(flow, stage string) (formula string, ok bool) {
	return env.move(flow, func(m mover) *cond { return m.is(m.path, stage) })
}

// Entering is true while a record enters the stage, also by being created in it. Records that were
// in the stage before a rule came stay editable.
func (env Env) Entering(flow, stage string) (formula string, ok bool) {
	return env.move(flow, func(m mover) *cond {
		return all(m.is(m.path, stage), anyOf(leaf("ISNEW()"), leaf("ISCHANGED("+m.path+")")))
	})
}

// Moving is true while a record goes from one stage to another; "" stands for any other stage.
func (env Env) Moving(flow, from, to string) (formula string, ok bool) {
	return env.move(flow, func(m mover) *cond {
		parts := []*cond{leaf("ISCHANGED(" + m.path + ")")}
		if from != "" {
			parts = append(parts, m.is("PRIORVALUE("+m.path+")", from))
		}
		if to != "" {
			parts = append(parts, m.is(m.path, to))
		}
		return all(parts...)
	})
}

// Backward is true while a record goes to an earlier stage, except to one of those that stand aside.
func (env Env) Backward(flow string, aside ...string) (formula string, ok bool) {
	return env.move(flow, func(m mover) *cond {
		to := m.places(m.path, len(m.flow.Stages), func(s Stage) (int, bool) { return s.Rank, !slices.Contains(aside, s.Address) })
		was := m.places("PRIORVALUE("+m.path+")", -1, func(s Stage) (int, bool) { return s.Rank, true })
		return all(leaf("ISCHANGED("+m.path+")"), either(to+" < "+was, to+" >= "+was))
	})
}

// Skipping is true while a record leaves out stages on its way forward, other than those that
// stand aside: it arrives at the second step or a later one after the one that it was at.
func (env Env) Skipping(flow string, aside ...string) (formula string, ok bool) {
	return env.move(flow, func(m mover) *cond {
		step := func(s Stage) int {
			n := 0
			for _, o := range m.flow.Stages {
				if o.Rank <= s.Rank && !slices.Contains(aside, o.Address) {
					n++
				}
			}
			return n
		}
		to := m.places(m.path, 0, func(s Stage) (int, bool) { return step(s), !slices.Contains(aside, s.Address) })
		was := m.places("PRIORVALUE("+m.path+")", 0, func(s Stage) (int, bool) { return step(s), true })
		return all(anyOf(leaf("ISNEW()"), leaf("ISCHANGED("+m.path+")")), leaf(to+" - IF(ISNEW(), 0, "+was+") > 1"))
	})
}

// mover writes conditions about one flow.
type mover struct {
	flow Flow
	path string
}

func (env Env) move(flow string, f func(mover) *cond) (string, bool) {
	b := &builder{env: &env, left: maxNodes}
	if env.Org == nil || env.Use == Column {
		return "", false
	}
	found, ok := env.Org.Flow(flow)
	if !ok || found.Object != env.Object {
		return "", false
	}
	of, path, in, bad := b.flow(&expr.FlowStage{Flow: flow, Object: found.Object})
	if bad != nil {
		return "", false
	}
	c := all(in, f(mover{flow: of, path: path}))
	if c.lost() != nil {
		return "", false
	}
	return c.String(), true
}

// is says that a picklist holds a stage.
func (m mover) is(path, stage string) *cond {
	for _, s := range m.flow.Stages {
		if q, ok := quote(s.Value); s.Address == stage && ok {
			return leaf("ISPICKVAL(" + path + ", " + q + ")")
		}
	}
	return lose(nil, "", "")
}

// places is a number for each stage that has one.
func (m mover) places(path string, other int, of func(Stage) (int, bool)) string {
	var cases strings.Builder
	for _, s := range m.flow.Stages {
		if q, ok := quote(s.Value); ok {
			if n, ok := of(s); ok {
				fmt.Fprintf(&cases, ", %s, %d", q, n)
			}
		}
	}
	if cases.Len() == 0 {
		return fmt.Sprint(other)
	}
	return "CASE(" + path + cases.String() + fmt.Sprintf(", %d)", other)
}
