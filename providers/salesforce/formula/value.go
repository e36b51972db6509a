package formula

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// value is a value as a formula, with the condition under which there is one.
type value struct {
	kind expr.Kind // Number, Text, Date, DateTime, Bool, Ref, Options, Stage (as rank)
	text string    // the formula, right where set holds
	set  *cond     // holds when there is a value
	// Where ISBLANK(text) is the opposite of set, BLANKVALUE can be used.
	plain bool
	truth *cond  // of Bool, instead of text
	was   *cond  // of a value before the change: there was one; nil for others
	key   string // of Ref: the text by which criteria name the record
	pick  string // the picklist that text is the TEXT of
	field *expr.Field
	lost  *cond
}

// before is what to ask where the value is asked for without asking whether there is one.
func (v value) before() *cond {
	if v.was == nil {
		return yes
	}
	return v.was
}

func missing(k expr.Kind) value { return value{kind: k, text: "NULL", set: no, truth: no} }

func gone(part expr.Expr, why, instead string) value {
	return value{lost: lose(part, why, instead), set: no}
}

func notBlank(text string) *cond { return either("NOT(ISBLANK("+text+"))", "ISBLANK("+text+")") }

// plain is a value of which ISBLANK tells whether it is there.
func plain(k expr.Kind, text string) value {
	return value{kind: k, text: text, set: notBlank(text), plain: true}
}

// all is the condition that all values are there.
func allSet(values ...value) *cond {
	parts := make([]*cond, len(values))
	for i, v := range values {
		parts[i] = v.set
	}
	return all(parts...)
}

// firstLost is what is lost among values.
func firstLost(values ...value) *cond {
	for _, v := range values {
		if v.lost != nil {
			return v.lost
		}
		if v.set != nil {
			if l := v.set.lost(); l != nil {
				return l
			}
		}
	}
	return nil
}

func (b *builder) values(args []expr.Expr) []value {
	out := make([]value, len(args))
	for i, a := range args {
		out[i] = b.value(a)
	}
	return out
}

// value is e as a value.
func (b *builder) value(e expr.Expr) value {
	if !b.spend() {
		return value{lost: tooLarge(e), set: no}
	}
	v := b.valueOf(e)
	if v.lost == nil {
		if l := firstLost(v); l != nil {
			v.lost = l
		} else if len(v.text)+v.set.size > maxSize {
			v.lost = tooLarge(e)
		}
	}
	return v
}

func (b *builder) valueOf(e expr.Expr) value {
	if _, isStage := e.(*expr.StageLit); isStage || e.Type().Kind != expr.Stage && isConst(e) {
		return constant(e)
	}
	if e.Type().Kind == expr.Bool {
		return b.boolean(e)
	}
	switch n := e.(type) {
	case *expr.Field:
		return b.field(n, false)
	case *expr.Score:
		return b.score(n)
	case *expr.FlowStage:
		return b.stageValue(n)
	case *expr.Arith:
		return b.arith(n)
	case *expr.Neg:
		return b.wrap(n.X, func(s string) string { return "(-" + s + ")" })
	case *expr.Cond:
		return b.condValue(n)
	case *expr.Quant:
		return b.count(n)
	case *expr.Call:
		return b.callValue(n)
	}
	return gone(e, "Formulas cannot compute this.", calculated)
}

const calculated = "Let a flow put the value into a field, and compare that."

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

// isConst tells whether a value depends on nothing.
func isConst(e expr.Expr) bool {
	const none = true
	out := none
	expr.Walk(e, func(e expr.Expr) bool {
		switch n := e.(type) {
		case *expr.Field, *expr.FlowStage, *expr.Score, *expr.Meets, *expr.Quant:
			out = false
		case *expr.Call:
			out = out && n.Func != "days_since"
		}
		return out
	})
	return out
}

func constant(e expr.Expr) value {
	if lit, ok := e.(*expr.StageLit); ok {
		return value{kind: expr.Stage, text: fmt.Sprint(lit.Rank), set: yes}
	}
	k := e.Type().Kind
	switch v := expr.Eval(e, nil).(type) {
	case nil:
		return missing(k)
	case bool:
		return value{kind: expr.Bool, truth: truth(v), set: yes}
	case float64:
		s, ok := number(v)
		if !ok {
			return gone(e, "Salesforce has numbers of up to 18 digits.", "Write a smaller or shorter number.")
		}
		return value{kind: expr.Number, text: s, set: yes}
	case string:
		s, ok := quote(v)
		if !ok {
			return gone(e, "A formula cannot hold this text: it has control characters.", "Leave them out.")
		}
		return value{kind: expr.Text, text: s, set: yes}
	case time.Time:
		switch {
		case v.Year() < 1700 || v.Year() > 4000:
			return gone(e, "Salesforce has dates of the years 1700 to 4000.", "Write a nearer date.")
		case k == expr.Date:
			return value{kind: expr.Date, text: date(v), set: yes}
		case v.Nanosecond() != 0:
			return gone(e, "Salesforce counts times in whole seconds.", "Write a time without fractions of a second.")
		}
		return value{kind: expr.DateTime, text: datetime(v), set: yes}
	}
	return gone(e, "Formulas do not compute with lists.", "Ask what the list contains.")
}

// wrap is a function of a value that is there when the value is.
func (b *builder) wrap(e expr.Expr, f func(string) string) value {
	v := b.value(e)
	if v.lost != nil {
		return v
	}
	kind := v.kind
	if kind == expr.Ref {
		return gone(e, "Formulas see ids here, which differ from org to org.", calculated)
	}
	return value{kind: kind, text: f(v.text), set: v.set}
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
