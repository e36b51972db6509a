package formula

import (
	"fmt"
	"math"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// callValue is a function that gives no condition.
func (b *builder) callValue(n *expr.Call) value {
	switch n.Func {
	case "abs":
		return b.wrap(n.Args[0], func(s string) string { return "ABS(" + s + ")" })
	case "lower":
		return b.wrap(n.Args[0], func(s string) string { return "LOWER(" + s + ")" })
	case "round":
		return b.round(n)
	case "min", "max":
		return b.extreme(n)
	case "coalesce":
		return b.coalesce(n)
	case "days_since":
		return b.daysSince(n)
	case "length":
		return b.length(n)
	case "prior":
		if f, ok := n.Args[0].(*expr.Field); ok {
			return b.field(f, true)
		}
	}
	return gone(n, "Formulas cannot compute this.", calculated)
}

func (b *builder) arith(n *expr.Arith) value {
	l, r := b.value(n.L), b.value(n.R)
	if lost := firstLost(l, r); lost != nil {
		return value{lost: lost, set: no}
	}
	out := value{kind: expr.Number, set: allSet(l, r), text: "(" + l.text + " " + string(n.Op) + " " + r.text + ")"}
	if n.Op == expr.Mod {
		out.text = "MOD(" + l.text + ", " + r.text + ")"
	}
	if n.Op == expr.Div || n.Op == expr.Mod {
		// AND stops at the first that is false, so nothing is divided by zero.
		divisor := either(r.text+" <> 0", r.text+" = 0")
		if isConst(n.R) {
			zero := expr.Eval(n.R, nil) == 0.0
			divisor = truth(!zero)
		}
		out.set = all(out.set, divisor)
	}
	return out
}

// round rounds halves away from zero, as ROUND does.
func (b *builder) round(n *expr.Call) value {
	digits := 0.0
	if len(n.Args) == 2 {
		if !isConst(n.Args[1]) {
			return gone(n, "Formulas round to a number of digits that is written down.", "Write the number of digits.")
		}
		d, ok := expr.Eval(n.Args[1], nil).(float64)
		if !ok || d != math.Trunc(d) || math.Abs(d) > 15 {
			return missing(expr.Number)
		}
		digits = d
	}
	return b.wrap(n.Args[0], func(s string) string { return fmt.Sprintf("ROUND(%s, %d)", s, int(digits)) })
}

// extreme is MIN or MAX, which take numbers only; of dates it is written out.
func (b *builder) extreme(n *expr.Call) value {
	values := b.values(n.Args)
	if lost := firstLost(values...); lost != nil {
		return value{lost: lost, set: no}
	}
	out := value{kind: n.Typ.Kind, set: allSet(values...)}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.as(n.Typ.Kind)
	}
	if n.Typ.Kind == expr.Number {
		out.text = strings.ToUpper(n.Func) + "(" + strings.Join(texts, ", ") + ")"
		return out
	}
	out.text = texts[0]
	op := map[string]string{"min": " < ", "max": " > "}[n.Func]
	for _, t := range texts[1:] {
		out.text = "IF(" + out.text + op + t + ", " + out.text + ", " + t + ")"
		if len(out.text) > maxSize {
			return value{lost: tooLarge(n), set: no}
		}
	}
	return out
}

// as is the value as another kind of its class: a day as its midnight in GMT.
func (v value) as(k expr.Kind) string {
	if v.kind == expr.Date && k == expr.DateTime {
		return "DATETIMEVALUE(" + v.text + ")"
	}
	return v.text
}

func (b *builder) condValue(n *expr.Cond) value {
	holds, l, r := b.truth(n.If), b.value(n.Then), b.value(n.Else)
	if lost := holds.lost(); lost != nil {
		return value{lost: lost, set: no}
	}
	if lost := firstLost(l, r); lost != nil {
		return value{lost: lost, set: no}
	}
	if ref(l) || ref(r) {
		return gone(n, "Formulas see ids here, which differ from org to org.", calculated)
	}
	k := n.Typ.Kind
	out := value{kind: common(k, l, r), set: choose(holds, l.set, r.set)}
	switch {
	case holds.op == isTrue || r.set.op == isFalse:
		out.text = l.as(k)
	case holds.op == isFalse || l.set.op == isFalse:
		out.text = r.as(k)
	default:
		out.text = "IF(" + holds.String() + ", " + l.as(k) + ", " + r.as(k) + ")"
	}
	return out
}

func ref(v value) bool { return v.kind == expr.Ref }

// common is the kind of a value that is one of two: DateTime if the type is.
func common(k expr.Kind, l, r value) expr.Kind {
	switch {
	case k == expr.DateTime || k == expr.Date || k == expr.Number:
		return k
	case l.kind == expr.Null || l.kind == expr.Unknown:
		return r.kind
	}
	return l.kind
}

// coalesce is the first value that is there.
func (b *builder) coalesce(n *expr.Call) value {
	values := b.values(n.Args)
	if lost := firstLost(values...); lost != nil {
		return value{lost: lost, set: no}
	}
	k := n.Typ.Kind
	out := missing(k)
	for i := len(values) - 1; i >= 0; i-- {
		v := values[i]
		switch {
		case ref(v):
			return gone(n, "Formulas see ids here, which differ from org to org.", calculated)
		case v.set.op == isFalse:
			continue
		case v.set.op == isTrue || out.set.op == isFalse:
			out = value{kind: common(k, v, v), text: v.as(k), set: v.set, plain: v.plain && v.kind == k}
		case v.plain:
			out = value{kind: common(k, v, out), text: "BLANKVALUE(" + v.as(k) + ", " + out.text + ")", set: anyOf(v.set, out.set)}
		default:
			out = value{kind: common(k, v, out), text: "IF(" + v.set.String() + ", " + v.as(k) + ", " + out.text + ")", set: anyOf(v.set, out.set)}
		}
	}
	return out
}

// daysSince counts calendar days from a date, and days with fractions from a time.
func (b *builder) daysSince(n *expr.Call) value {
	of := n.Args[0]
	v := b.value(of)
	if v.lost != nil {
		return v
	}
	now := "TODAY()"
	if of.Type().Kind == expr.DateTime {
		now = "NOW()"
	}
	return value{kind: expr.Number, text: "(" + now + " - " + v.as(of.Type().Kind) + ")", set: v.set}
}
