package filter

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var (
	flipped = map[expr.Op]expr.Op{expr.Eq: expr.Eq, expr.Ne: expr.Ne, expr.Lt: expr.Gt, expr.Le: expr.Ge, expr.Gt: expr.Lt, expr.Ge: expr.Le}
	// opposite holds of two values when the operator does not.
	opposite = map[expr.Op]expr.Op{expr.Eq: expr.Ne, expr.Ne: expr.Eq, expr.Lt: expr.Ge, expr.Le: expr.Gt, expr.Gt: expr.Le, expr.Ge: expr.Lt}
)

// compare is a comparison, which is false when a side is missing. part is what stands in the
// criterion, for notes.
func (b builder) compare(part expr.Expr, n *expr.Compare) *tree[*atom] {
	if isConst(n) {
		return yesNo(expr.Eval(n, nil) == true)
	}
	if _, known := flipped[n.Op]; !known {
		return yesNo(false)
	}
	if n.L.Type().Kind == expr.Bool || n.R.Type().Kind == expr.Bool {
		if n.Op != expr.Eq && n.Op != expr.Ne {
			return yesNo(false)
		}
		lt, lf, rt, rf := b.is(n.L, true), b.is(n.L, false), b.is(n.R, true), b.is(n.R, false)
		if n.Op == expr.Ne {
			rt, rf = rf, rt
		}
		return bounded(part, join(false, join(true, lt, rt), join(true, lf, rf)))
	}
	switch {
	case isConst(n.R):
		return b.value(part, n.L, n.Op, n.R)
	case isConst(n.L):
		return b.value(part, n.R, flipped[n.Op], n.L)
	}
	return lose(part, "Filters compare a property only with values that are written down.", twoFields)
}

// value compares x with a constant.
func (b builder) value(n expr.Expr, x expr.Expr, op expr.Op, c expr.Expr) *tree[*atom] {
	if t := b.spend(n); t != nil {
		return t
	}
	if isConst(x) {
		if folded := (&expr.Compare{Op: op, L: x, R: c}); isConst(folded) {
			return yesNo(expr.Eval(folded, nil) == true)
		}
		return lose(n, "Filters compare a stage only with one that is named.", "Name the stage.")
	}
	v := expr.Eval(c, nil)
	if v == nil {
		return yesNo(false)
	}
	again := func(x expr.Expr) *tree[*atom] { return b.value(n, x, op, c) }
	f, isNumber := v.(float64)
	switch x := x.(type) {
	case *expr.Field:
		return b.field(n, x, op, v)
	case *expr.FlowStage:
		if s, ok := c.(*expr.StageLit); ok {
			return b.stage(n, x, op, s)
		}
	case *expr.Score:
		p, via, bad := b.score(x)
		switch {
		case bad != nil:
			return bad
		case !isNumber:
			return yesNo(false)
		}
		return leaf(&atom{via: via, prop: p, test: number{op, f}, part: n})
	case *expr.Neg:
		if isNumber {
			return b.value(n, x.X, flipped[op], numberLit(-f))
		}
		return yesNo(false)
	case *expr.Cond:
		return b.cond(x, again)
	case *expr.Quant:
		if isNumber {
			return b.count(n, x, op, f)
		}
		return yesNo(false)
	case *expr.Call:
		switch x.Func {
		case "coalesce":
			return b.coalesce(x, again)
		case "prior":
			return b.prior(x)
		case "lower":
			return b.lower(n, x.Args[0], op, v)
		case "abs":
			if isNumber {
				return b.abs(n, x, op, f)
			}
			return yesNo(false)
		case "min", "max":
			return b.extreme(n, x, op, again)
		case "length":
			if isNumber {
				return b.length(n, x, op, f)
			}
			return yesNo(false)
		case "days_since":
			if isNumber {
				return b.daysSince(n, x.Args[0], x.Args[0].Type().Kind == expr.Date, op, f)
			}
			return yesNo(false)
		case "round":
			return lose(n, "There is no filter for a rounded number.", calculated)
		}
	}
	return lose(n, "There is no filter for a calculation.", calculated)
}

func numberLit(f float64) expr.Expr {
	return &expr.Literal{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Value: f}
}

// field compares a field with a value.
func (b builder) field(n expr.Expr, f *expr.Field, op expr.Op, v any) *tree[*atom] {
	p, via, bad := b.property(f)
	if bad != nil {
		return bad
	}
	a := &atom{via: via, prop: p, part: n}
	switch v := v.(type) {
	case float64:
		switch {
		case f.Typ.Kind != expr.Number:
			return yesNo(false)
		case p.Type != "number":
			return b.mismatch(f, p, "a number")
		}
		a.test = number{op, v}
		return leaf(a)
	case string:
		switch f.Typ.Kind {
		case expr.Text, expr.Option, expr.Ref:
		default:
			return yesNo(false)
		}
		switch {
		case op != expr.Eq && op != expr.Ne:
			return yesNo(false)
		case v == "" && op == expr.Eq:
			return yesNo(false)
		case v == "":
			return b.set(f)
		case p.Type == "enumeration" && !p.Multiple:
			return b.option(n, f, p, via, op, v)
		case isText(p):
			a.test, a.inv = oneOf{[]string{v}, false}, op == expr.Ne
			return leaf(a)
		}
		return b.mismatch(f, p, "a text or one option")
	case time.Time:
		if f.Typ.Kind != expr.Date && f.Typ.Kind != expr.DateTime {
			return yesNo(false)
		}
		return b.date(a, f, op, v)
	}
	return yesNo(false)
}

func isText(p Property) bool { return p.Type == "string" || p.Type == "phone_number" }

// lower compares a text without regard to case.
func (b builder) lower(n expr.Expr, of expr.Expr, op expr.Op, v any) *tree[*atom] {
	s, ok := v.(string)
	if !ok || op != expr.Eq && op != expr.Ne {
		return yesNo(false)
	}
	if isConst(of) {
		have, ok := constantOf(of).(string)
		return yesNo(ok && (strings.ToLower(have) == s) == (op == expr.Eq))
	}
	again := func(e expr.Expr) *tree[*atom] { return b.lower(n, e, op, v) }
	switch x := of.(type) {
	case *expr.Cond:
		return b.cond(x, again)
	case *expr.Call:
		switch x.Func {
		case "coalesce":
			return b.coalesce(x, again)
		case "lower":
			return again(x.Args[0])
		case "prior":
			return b.prior(x)
		}
	case *expr.Field:
		if x.Typ.Kind == expr.Option {
			return b.someOptions(n, x, func(o string) bool { return (strings.ToLower(o) == s) == (op == expr.Eq) })
		}
		if s != strings.ToLower(s) || s == "" { // nothing in lower case is this
			if op == expr.Eq {
				return yesNo(false)
			}
			return b.set(x)
		}
		p, via, bad := b.property(x)
		switch {
		case bad != nil:
			return bad
		case x.Typ.Kind != expr.Text || !isText(p):
			return b.mismatch(x, p, "a text")
		}
		return leaf(&atom{via: via, prop: p, test: oneOf{[]string{s}, true}, inv: op == expr.Ne, part: n})
	}
	return lose(n, "There is no filter for a calculation.", calculated)
}

// abs compares a number without its sign.
func (b builder) abs(n expr.Expr, x *expr.Call, op expr.Op, f float64) *tree[*atom] {
	of := x.Args[0]
	if f < 0 {
		if op == expr.Gt || op == expr.Ge || op == expr.Ne {
			return b.set(x)
		}
		return yesNo(false)
	}
	up := b.value(n, of, op, numberLit(f))
	down := b.value(n, of, flipped[op], numberLit(-f))
	return bounded(n, join(op == expr.Lt || op == expr.Le || op == expr.Ne, up, down))
}

// extreme compares the lowest or highest of values, which is missing when one of them is.
func (b builder) extreme(n expr.Expr, x *expr.Call, op expr.Op, again func(expr.Expr) *tree[*atom]) *tree[*atom] {
	parts := make([]*tree[*atom], len(x.Args))
	for i, a := range x.Args {
		parts[i] = again(a)
	}
	upward := op == expr.Gt || op == expr.Ge
	switch op {
	case expr.Eq, expr.Ne:
		return lose(n, fmt.Sprintf("There is no filter for the %s of several values.", map[string]string{"min": "lowest", "max": "highest"}[x.Func]), calculated)
	}
	// The highest is above when one is, below when all are; the lowest the other way round.
	return bounded(n, join(true, b.set(x), join((x.Func == "min") == upward, parts...)))
}

// length can be compared where it asks no more than whether there is anything.
func (b builder) length(n expr.Expr, x *expr.Call, op expr.Op, f float64) *tree[*atom] {
	if some, ok := fromOne(op, f); ok { // what is not missing has a length of one or more
		if some {
			return b.set(x)
		}
		return yesNo(false)
	}
	return lose(n, "There is no filter for the length of a value.",
		"Give the property a validation rule for its minimum or maximum number of characters, or use a calculated property.")
}

// fromOne tells whether k op f is the same for every whole number k from 1, and what.
func fromOne(op expr.Op, f float64) (holds, same bool) {
	one, many := compare(op, 1, f), compare(op, math.MaxFloat64, f)
	if (op == expr.Eq || op == expr.Ne) && f >= 1 && f == math.Trunc(f) {
		return false, false
	}
	return one, one == many
}

func compare(op expr.Op, a, b float64) bool {
	switch {
	case a < b:
		return op.Holds(-1)
	case a > b:
		return op.Holds(1)
	}
	return op.Holds(0)
}
