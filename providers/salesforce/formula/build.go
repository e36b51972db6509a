package formula

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// maxNodes bounds the work on a criterion, maxMeets how deep thresholds may name thresholds.
const (
	maxNodes = 20000
	maxMeets = 20
)

// builder makes conditions of criteria about records of env.Object.
type builder struct {
	env   *Env
	left  int // nodes that may still be made
	meets int // thresholds around
	notes []Note
}

func (env Env) builder() *builder { return &builder{env: &env, left: maxNodes} }

func (b *builder) spend() bool { b.left--; return b.left >= 0 }

func (b *builder) note(part expr.Expr, why, instead string) {
	b.notes = addNotes(b.notes, note(part, why, instead))
}

func tooLarge(part expr.Expr) *cond {
	return lose(part, "Written out as a formula, the criterion becomes too large.", "Split it into several criteria.")
}

// truth is the condition that e holds.
func (b *builder) truth(e expr.Expr) *cond {
	if !b.spend() {
		return tooLarge(e)
	}
	c := b.truthOf(e)
	if c.size > maxSize {
		return tooLarge(e)
	}
	return c
}

func (b *builder) truthOf(e expr.Expr) *cond {
	if isConst(e) {
		return truth(expr.Eval(e, nil) == true)
	}
	switch n := e.(type) {
	case *expr.Logic:
		parts := make([]*cond, len(n.Parts))
		for i, p := range n.Parts {
			parts[i] = b.truth(p)
		}
		if n.And {
			return all(parts...)
		}
		return anyOf(parts...)
	case *expr.Not:
		return negate(b.truth(n.X))
	case *expr.Compare:
		return b.compare(n, n.Op, n.L, n.R)
	case *expr.Quant:
		return b.quant(n)
	case *expr.Meets:
		return b.threshold(n)
	case *expr.Cond:
		return choose(b.truth(n.If), b.truth(n.Then), b.truth(n.Else))
	case *expr.Call:
		switch n.Func {
		case "prior", "coalesce":
		default:
			return b.call(n)
		}
	}
	if e.Type().Kind != expr.Bool {
		return no
	}
	v := b.value(e)
	if v.lost != nil {
		return v.lost
	}
	return all(v.set, v.truth)
}

// boolean is a condition as a value, which may be missing.
func (b *builder) boolean(e expr.Expr) value {
	of := func(c *cond) value {
		if l := c.lost(); l != nil {
			return value{lost: l, set: no}
		}
		return value{kind: expr.Bool, truth: c, set: yes}
	}
	switch n := e.(type) {
	case *expr.Field:
		return b.field(n, false)
	case *expr.Cond:
		holds, l, r := of(b.truth(n.If)), b.value(n.Then), b.value(n.Else)
		if lost := firstLost(holds, l, r); lost != nil {
			return value{lost: lost, set: no}
		}
		return value{kind: expr.Bool, truth: choose(holds.truth, l.truth, r.truth), set: choose(holds.truth, l.set, r.set)}
	case *expr.Call:
		switch n.Func {
		case "prior":
			if f, ok := n.Args[0].(*expr.Field); ok {
				return b.field(f, true)
			}
		case "coalesce":
			values := b.values(n.Args)
			if lost := firstLost(values...); lost != nil {
				return value{lost: lost, set: no}
			}
			out := missing(expr.Bool)
			for i := len(values) - 1; i >= 0; i-- {
				v := values[i]
				out.truth = choose(v.set, v.truth, out.truth)
				out.set = anyOf(v.set, out.set)
			}
			return out
		}
	}
	return of(b.truth(e))
}

// call is a function that gives true or false.
func (b *builder) call(n *expr.Call) *cond {
	switch n.Func {
	case "is_set":
		return b.isSet(n)
	case "at_least":
		need, _ := expr.Eval(n.Args[0], nil).(float64)
		parts := make([]*cond, len(n.Args)-1)
		for i, a := range n.Args[1:] {
			parts[i] = b.truth(a)
		}
		return atLeast(int(need), parts)
	case "contains":
		return b.contains(n)
	case "starts_with", "ends_with":
		return b.affix(n)
	case "matches":
		return b.matches(n)
	case "changed":
		return b.changed(n)
	}
	return lose(n, fmt.Sprintf("Formulas have nothing like %s.", n.Func), calculated)
}

// isSet asks whether there is a value.
func (b *builder) isSet(n *expr.Call) *cond {
	v := b.value(n.Args[0])
	switch {
	case v.lost != nil:
		return v.lost
	case v.kind == expr.Bool && v.set.op == isTrue && v.field != nil:
		b.note(n, v.field.Name+" is a checkbox, which is never empty in Salesforce, so this always holds.",
			"Ask whether it is true, or make the field one with the options yes and no.")
	}
	return v.set
}

// changed is true for a new record when the field has a value; ISCHANGED is not.
func (b *builder) changed(n *expr.Call) *cond {
	f, ok := n.Args[0].(*expr.Field)
	if !ok {
		return no
	}
	now, path, bad := b.moves(n, f)
	if bad != nil {
		return bad
	}
	return anyOf(all(leaf("ISNEW()"), now.set), leaf("ISCHANGED("+path+")"))
}

// moves is a field of the record whose change can be seen.
func (b *builder) moves(part expr.Expr, f *expr.Field) (now value, path string, bad *cond) {
	if now = b.field(f, false); now.lost != nil {
		return now, "", now.lost
	}
	of, _ := b.env.Org.Field(f.Object, f.Name)
	path = b.ref(of.Name)
	_, _, bad = b.before(part, f.Object, path)
	return now, path, bad
}

// threshold is what a scoring threshold demands.
func (b *builder) threshold(n *expr.Meets) *cond {
	e, ok := b.env.Org.Meets(n.Scoring, n.Threshold)
	if !ok || e == nil || b.meets >= maxMeets {
		return lose(n, "The org does not know what this threshold demands.", "Give the dimensions of the scoring fields.")
	}
	b.meets++
	defer func() { b.meets-- }()
	return b.truth(e)
}

// quant is any or all over related records, which formulas see only through a field that counts them.
func (b *builder) quant(n *expr.Quant) *cond {
	q, none := *n, false
	q.Func = "any"
	if n.Func == "all" {
		if n.Where == nil {
			return yes
		}
		// All meet it when none fails it.
		q.Where, none = &expr.Not{Node: expr.Node{Rng: n.Rng, Typ: n.Typ}, X: n.Where}, true
	}
	v := b.counted(n, &q)
	if v.lost != nil {
		return v.lost
	}
	some := either(v.text+" > 0", v.text+" = 0")
	if v.text == nothing {
		some = no
	}
	if none {
		return negate(some)
	}
	return some
}

// nothing is how many there are of records that nothing belongs to.
const nothing = "0"

func (b *builder) count(n *expr.Quant) value { return b.counted(n, n) }

func (b *builder) counted(part expr.Expr, q *expr.Quant) value {
	f, ok := b.env.Org.Count(b.env.Object, q)
	if !ok || !f.Type.number() {
		return gone(part, fmt.Sprintf("A formula sees the record and those it belongs to, not the records of %s below it.", strings.ToLower(q.Object)),
			"Count them in a roll-up summary field if the relationship is master-detail, or in a number field that a flow keeps, and ask that field.")
	}
	if f.Name == "" {
		return value{kind: expr.Number, text: nothing, set: yes}
	}
	path, _, bad := b.reach(part, b.env.Object, f)
	if bad != nil {
		return value{lost: bad, set: no}
	}
	return value{kind: expr.Number, text: "BLANKVALUE(" + path + ", 0)", set: yes}
}
