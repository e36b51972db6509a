package formula

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Guard says when a rule looks at a record. A guard that cannot be said refuses the gate that
// uses it, so that no rule looks at more records than it should.
type Guard struct{ c *cond }

// String is the guard as a formula; "" if it cannot be said.
func (g Guard) String() string {
	if g.cond().lost() != nil {
		return ""
	}
	return g.c.String()
}

func (g Guard) cond() *cond {
	if g.c == nil {
		return lose(nil, "A rule without a guard would look at every record.", "Say when the rule is to look.")
	}
	return g.c
}

// together is the condition that all guards hold, or what keeps one from being said.
func together(guards []Guard) (*cond, []Note) {
	parts := make([]*cond, len(guards))
	for i, g := range guards {
		parts[i] = g.cond()
	}
	c := all(parts...)
	return c, c.refusals(nil)
}

// When is true of the records that meet a criterion.
func (env Env) When(e expr.Expr) Guard {
	if r := Compile(e, env); r.Refused != nil {
		n := r.Refused[0]
		return Guard{lose(e, n.Why, n.Instead)}
	}
	return Guard{env.builder().truth(e)}
}

// Unless is true of changes by people who do not have a custom permission: those who may pass a
// gate by, or approve. permission is its API name. Source: $Permission in Salesforce's guide to global variables.
func (env Env) Unless(permission string) Guard {
	if !apiName(permission) {
		return Guard{lose(nil, fmt.Sprintf("%q cannot be the name of a custom permission.", permission), "Use letters, digits and single underscores.")}
	}
	name := "$Permission." + permission
	if env.Use == Entry {
		name = "{!" + name + "}"
	}
	return Guard{leaf("NOT(" + name + ")")}
}

// Except is true of the records that not all of the guards look at.
func Except(guards ...Guard) Guard {
	c, lost := together(guards)
	if lost != nil {
		return Guard{c}
	}
	return Guard{negate(c)}
}

// Saving is true while a record is created, or one of the fields gets another value.
func (env Env) Saving(fields ...expr.Expr) Guard {
	b := env.builder()
	ways := []*cond{leaf("ISNEW()")}
	for _, f := range fields {
		if f, ok := f.(*expr.Field); ok {
			_, path, bad := b.moves(f, f)
			if bad != nil {
				return Guard{bad}
			}
			ways = append(ways, leaf("ISCHANGED("+path+")"))
		}
	}
	return Guard{anyOf(ways...)}
}

// Created is true while a record is created with a checkbox ticked.
func (env Env) Created(checkbox string) Guard {
	return Guard{all(leaf("ISNEW()"), leaf(env.builder().ref(checkbox)))}
}

// apiName tells whether something can be the API name of what people make.
func apiName(s string) bool {
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	for i := range len(s) {
		if c := s[i]; !letter(c) && (i == 0 || (c < '0' || c > '9') && (c != '_' || s[i-1] == '_')) {
			return false
		}
	}
	return s != "" && s[len(s)-1] != '_' && len(s) <= 80
}

// The guards below are about moves between stages. They see the value before the change, so they
// are for validation rules and entry conditions. A new record has no stage before: PRIORVALUE
// gives the new value then, and ISCHANGED is false, so ISNEW is asked first.

// At is true of records in the stage.
func (env Env) At(flow, stage string) Guard {
	return env.guard(flow, func(m mover) *cond { return m.is(m.path, stage) })
}

// Entering is true while a record enters the stage, also by being created in it. Records that were
// in the stage before a rule came stay editable.
func (env Env) Entering(flow, stage string) Guard {
	return env.guard(flow, func(m mover) *cond {
		ways := []*cond{leaf("ISNEW()"), leaf("ISCHANGED(" + m.path + ")")}
		if m.flow.RecordType != "" { // the stage of one pipeline may have the value of another's
			ways = append(ways, m.moved())
		}
		return all(m.is(m.path, stage), anyOf(ways...))
	})
}

// Moving is true while a record goes from one stage to another; "" stands for any other stage.
func (env Env) Moving(flow, from, to string) Guard {
	return env.guard(flow, func(m mover) *cond {
		parts := []*cond{m.within()}
		if from != "" {
			parts = append(parts, m.is(m.before(), from))
		}
		if to != "" {
			parts = append(parts, m.is(m.path, to))
		}
		return all(parts...)
	})
}

// Coming is true while a record comes into the flow at the stage: it had no stage of it before.
func (env Env) Coming(flow, stage string) Guard {
	return env.guard(flow, func(m mover) *cond { return m.move(Move{To: stage}) })
}

// Leaving is true while a record leaves the stage for another one than those in except.
func (env Env) Leaving(flow, stage string, except ...string) Guard {
	return env.guard(flow, func(m mover) *cond {
		parts := []*cond{m.within(), m.is(m.before(), stage)}
		for _, s := range except {
			parts = append(parts, negate(m.is(m.path, s)))
		}
		return all(parts...)
	})
}

func (env Env) guard(flow string, f func(mover) *cond) Guard {
	m, bad := env.mover(flow)
	if bad != nil {
		return Guard{bad}
	}
	return Guard{all(m.in, f(m))}
}

// mover writes conditions about the moves of a flow's records.
type mover struct {
	flow Flow
	path string
	in   *cond // the record is in the flow at all
	env  Env
}

func (env Env) mover(flow string) (mover, *cond) {
	if env.Org == nil {
		return mover{}, lose(nil, "Nothing is known about the org.", "Read the org first.")
	}
	env.Before = ""
	n := &expr.FlowStage{Flow: flow}
	if found, ok := env.Org.Flow(flow); ok {
		n.Object = found.Object
	}
	b := env.builder()
	f, path, in, bad := b.flow(n)
	if bad == nil {
		_, _, bad = b.before(n, f.Object, path)
	}
	return mover{f, path, in, env}, bad
}

func (m mover) before() string { return "PRIORVALUE(" + m.path + ")" }

// moved says that the record came into this flow from another one of its object.
func (m mover) moved() *cond { return leaf("ISCHANGED(" + m.env.builder().ref("RecordTypeId") + ")") }

// is says that a picklist holds a stage.
func (m mover) is(path, stage string) *cond {
	i := slices.IndexFunc(m.flow.Stages, func(s Stage) bool { return s.Address == stage })
	if i < 0 {
		return lose(nil, fmt.Sprintf("The org's picklist has no value for %s.", stage), "Add the value to the picklist.")
	}
	q, ok := quote(m.flow.Stages[i].Value)
	if !ok || m.flow.Stages[i].Value == "" {
		return lose(nil, fmt.Sprintf("A formula cannot hold the value of %s.", stage), "Rename the value.")
	}
	return leaf("ISPICKVAL(" + path + ", " + q + ")")
}
