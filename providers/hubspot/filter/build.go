package filter

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// maxNodes bounds the formula that a criterion becomes, before it is put into groups.
const maxNodes = 5000

// builder makes formulas of atoms from conditions about records of object.
type builder struct {
	env    *Env
	object string
	left   *int // nodes that may still be made
}

func yesNo(v bool) *tree[*atom] { return constant[*atom](v) }

func lose(part expr.Expr, why, instead string) *tree[*atom] {
	return leaf(&atom{test: lost{why, instead}, part: part})
}

func (b builder) spend(part expr.Expr) *tree[*atom] {
	if *b.left--; *b.left < 0 {
		return tooLarge(part)
	}
	return nil
}

func tooLarge(part expr.Expr) *tree[*atom] {
	return lose(part, "Written out in groups of filters, the criterion becomes too large.", "Split it into several criteria, or let a workflow put the result of a part into a property of its own.")
}

// bounded is t, unless it is too large.
func bounded(part expr.Expr, t *tree[*atom]) *tree[*atom] {
	if t.size > maxNodes {
		return tooLarge(part)
	}
	return t
}

// truth is the condition that e holds.
func (b builder) truth(e expr.Expr) *tree[*atom] { return b.is(e, true) }

// is says that e has the value want, which a missing value has not.
func (b builder) is(e expr.Expr, want bool) *tree[*atom] {
	if t := b.spend(e); t != nil {
		return t
	}
	if isConst(e) {
		return yesNo(expr.Eval(e, nil) == want)
	}
	var t *tree[*atom]
	switch n := e.(type) {
	case *expr.Logic:
		parts := make([]*tree[*atom], len(n.Parts))
		for i, p := range n.Parts {
			parts[i] = b.truth(p)
		}
		t = bounded(n, join(n.And, parts...))
	case *expr.Not:
		t = negate(b.truth(n.X))
	case *expr.Compare:
		t = bounded(n, b.compare(n, n))
	case *expr.Quant:
		t = b.quant(n)
	case *expr.Meets:
		t = b.meets(n)
	case *expr.Cond:
		return b.cond(n, func(e expr.Expr) *tree[*atom] { return b.is(e, want) })
	case *expr.Field:
		return b.flag(n, want)
	case *expr.Call:
		switch n.Func {
		case "coalesce":
			return b.coalesce(n, func(e expr.Expr) *tree[*atom] { return b.is(e, want) })
		case "prior":
			return b.prior(n)
		}
		t = b.call(n)
	default:
		return yesNo(false) // a value that is not true or false counts as false
	}
	if want {
		return t
	}
	return negate(t)
}

// cond is e ? then : else, with f saying what is asked of the two.
func (b builder) cond(n *expr.Cond, f func(expr.Expr) *tree[*atom]) *tree[*atom] {
	holds := b.truth(n.If)
	return bounded(n, join(false, join(true, holds, f(n.Then)), join(true, negate(holds), f(n.Else))))
}

// coalesce asks f of the first value that is not missing.
func (b builder) coalesce(n *expr.Call, f func(expr.Expr) *tree[*atom]) *tree[*atom] {
	out, before := yesNo(false), yesNo(true)
	for _, a := range n.Args {
		if before.kind == isFalse {
			break
		}
		set := b.set(a)
		out = bounded(n, join(false, out, join(true, before, set, f(a))))
		before = bounded(n, join(true, before, negate(set)))
	}
	return out
}

// call is a function that gives true or false.
func (b builder) call(n *expr.Call) *tree[*atom] {
	switch n.Func {
	case "is_set":
		return b.set(n.Args[0])
	case "at_least":
		need, ok := constantOf(n.Args[0]).(float64)
		switch {
		case !ok || need > float64(len(n.Args)-1):
			return yesNo(false)
		case need <= 0:
			return yesNo(true)
		}
		return b.atLeast(n, int(need), n.Args[1:])
	case "contains":
		return b.contains(n)
	case "starts_with", "ends_with":
		return b.text(n, n.Args[0], n.Args[1])
	case "changed":
		return lose(n, "Filters see how a record is, not that a field has just changed.",
			"Use the workflow trigger \"property value is changed\" for the property, or check it in the change history.")
	case "matches":
		return lose(n, "There is no filter for patterns.",
			"Give the property a validation rule of type regular expression, or let a workflow with custom code put the answer into a checkbox.")
	}
	return lose(n, fmt.Sprintf("There is no filter for %s.", n.Func), calculated)
}

const calculated = "Put the value into a calculated property, or let a workflow set a property to it, and compare that."

func (b builder) prior(n *expr.Call) *tree[*atom] {
	return lose(n, "Filters do not see the value before a change.",
		"Let a workflow copy the value into a property of its own before it changes, or check it in the change history.")
}

// atLeast is the disjunction of all choices of need of the conditions.
func (b builder) atLeast(n *expr.Call, need int, of []expr.Expr) *tree[*atom] {
	parts := make([]*tree[*atom], len(of))
	for i, e := range of {
		parts[i] = b.truth(e)
	}
	// some[k] says that k or more of the conditions so far hold.
	some := make([]*tree[*atom], need+1)
	for k := range some {
		some[k] = yesNo(k == 0)
	}
	for _, p := range parts {
		for k := need; k > 0; k-- {
			if t := b.spend(n); t != nil {
				return t
			}
			some[k] = bounded(n, join(false, some[k], join(true, some[k-1], p)))
		}
	}
	return some[need]
}

// meets is what a threshold demands, said by the portal's resolver.
func (b builder) meets(n *expr.Meets) *tree[*atom] {
	e, ok := b.env.Portal.Meets(n.Scoring, n.Threshold)
	if !ok || !wellFormed(e) {
		return lose(n, "The portal has no property that holds this score.", "Give each dimension of the scoring a field.")
	}
	return b.truth(e)
}

// set says that e is not missing.
func (b builder) set(e expr.Expr) *tree[*atom] {
	if t := b.spend(e); t != nil {
		return t
	}
	if isConst(e) {
		return yesNo(expr.Eval(e, nil) != nil)
	}
	switch n := e.(type) {
	case *expr.Field:
		p, via, bad := b.property(n)
		if bad != nil {
			return bad
		}
		return leaf(&atom{via: via, prop: p, test: known{}, part: n})
	case *expr.FlowStage:
		return b.inStages(n, n, func(Stage) bool { return true })
	case *expr.Score:
		p, via, bad := b.score(n)
		if bad != nil {
			return bad
		}
		return leaf(&atom{via: via, prop: p, test: known{}, part: n})
	case *expr.Neg:
		return b.set(n.X)
	case *expr.Cond:
		return b.cond(n, b.set)
	case *expr.Arith:
		return lose(n, "There is no filter for a calculation.", calculated)
	case *expr.Call:
		switch n.Func {
		case "prior":
			return b.prior(n)
		case "lower", "abs", "days_since", "length":
			return b.set(n.Args[0])
		case "min", "max", "coalesce":
			parts := make([]*tree[*atom], len(n.Args))
			for i, a := range n.Args {
				parts[i] = b.set(a)
			}
			return bounded(n, join(n.Func != "coalesce", parts...))
		case "round":
			return lose(n, "There is no filter for a rounded number.", calculated)
		}
	}
	return yesNo(true) // conditions, counts and what is written out are never missing
}

// isConst tells whether e is the same for every record at every time, and can be evaluated.
func isConst(e expr.Expr) bool {
	out := true
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case *expr.Field, *expr.FlowStage, *expr.Score, *expr.Meets, *expr.Quant:
			out = false
		case *expr.Call:
			out = out && !slices.Contains([]string{"days_since", "prior", "changed"}, n.Func)
		case *expr.Compare: // only of stages that are named is the order known here
			_, l := n.L.(*expr.StageLit)
			_, r := n.R.(*expr.StageLit)
			out = out && (n.L.Type().Kind != expr.Stage || l && r)
		}
		return out
	})
	return out
}

// constantOf is the value of e, if it is constant.
func constantOf(e expr.Expr) any {
	if isConst(e) {
		return expr.Eval(e, nil)
	}
	return nil
}

// wellFormed tells whether e is a checked tree without holes.
func wellFormed(e expr.Expr) bool {
	ok := e != nil
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case *expr.Compare:
			ok = ok && n.L != nil && n.R != nil
		case *expr.Arith:
			ok = ok && n.L != nil && n.R != nil
		case *expr.Not:
			ok = ok && n.X != nil
		case *expr.Neg:
			ok = ok && n.X != nil
		case *expr.Cond:
			ok = ok && n.If != nil && n.Then != nil && n.Else != nil
		case *expr.Logic:
			ok = ok && !slices.Contains(n.Parts, nil)
		case *expr.ListLit:
			ok = ok && !slices.Contains(n.Items, nil)
		case *expr.Call:
			ok = ok && !slices.Contains(n.Args, nil) && len(n.Args) >= arity[n.Func]
		case *expr.Path:
			ok = false
		}
		return ok
	})
	return ok
}

// arity is how many arguments the functions have at least, which Check ensures.
var arity = map[string]int{"abs": 1, "at_least": 2, "changed": 1, "coalesce": 1, "contains": 2, "days_since": 1, "ends_with": 2,
	"is_set": 1, "length": 1, "lower": 1, "matches": 2, "max": 1, "min": 1, "prior": 1, "round": 1, "starts_with": 2}
