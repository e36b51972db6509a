package formula

import (
	"fmt"
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

const (
	tooManyDigits = "Salesforce has numbers of up to 18 digits."
	shorterNumber = "Write a smaller or shorter number."
)

const calculated = "Let a flow put the value into a field, and compare that."

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
			return gone(e, tooManyDigits, shorterNumber)
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
