package filter

import (
	"math"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

const dayMillis = 24 * 60 * 60 * 1000

// maxDays is how far from now days_since may reach in a filter: a century.
const maxDays = 36525

// midnight is the start of t's day in UTC.
func midnight(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// date compares a date or time field with a moment.
func (b builder) date(a *atom, f *expr.Field, op expr.Op, t time.Time) *tree[*atom] {
	floor, day := t.UTC().Truncate(time.Millisecond), false // HubSpot keeps milliseconds
	switch {
	case a.prop.Type == "datetime" && f.Typ.Kind == expr.DateTime:
	case a.prop.Type == "date" || a.prop.Type == "datetime":
		// The value is a day, which compares as its midnight in UTC.
		floor, day = midnight(t), true
	default:
		return b.mismatch(f, a.prop, "a date")
	}
	if !floor.Equal(t) { // between two values that the property can have
		switch op {
		case expr.Eq:
			return yesNo(false)
		case expr.Ne:
			a.test = known{}
			return leaf(a)
		case expr.Lt:
			op = expr.Le
		case expr.Ge:
			op = expr.Gt
		}
	}
	a.test = moment{op: op, day: day, at: floor}
	return leaf(a)
}

// daysSince compares the age of a date, in calendar days, or of a time, in days of 24 hours.
func (b builder) daysSince(n expr.Expr, of expr.Expr, calendar bool, op expr.Op, days float64) *tree[*atom] {
	again := func(e expr.Expr) *tree[*atom] { return b.daysSince(n, e, calendar, op, days) }
	switch x := of.(type) {
	case *expr.Cond:
		return b.cond(x, again)
	case *expr.Call:
		switch x.Func {
		case "coalesce":
			return b.coalesce(x, again)
		case "prior":
			return b.prior(x)
		}
	case *expr.Field:
		p, via, bad := b.property(x)
		a := &atom{via: via, prop: p, part: n}
		switch {
		case bad != nil:
			return bad
		case math.Abs(days) > maxDays:
			return lose(n, "A filter cannot look back or ahead by more than a century.", "Compare with a date.")
		case calendar && x.Typ.Kind == expr.Date && (p.Type == "date" || p.Type == "datetime"):
			return calendarDays(a, op, days)
		case !calendar && x.Typ.Kind == expr.DateTime && p.Type == "datetime":
			return hoursAgo(n, a, op, days)
		case calendar != (x.Typ.Kind == expr.Date):
			return lose(n, "The criterion takes either a date or a time, which filters count differently.", calculated)
		}
		return b.mismatch(x, p, "a date")
	}
	return lose(n, "Filters look only at the age of a property.", calculated)
}

// calendarDays asks for days before today.
func calendarDays(a *atom, op expr.Op, days float64) *tree[*atom] {
	if days != math.Trunc(days) {
		switch op {
		case expr.Eq:
			return yesNo(false)
		case expr.Ne:
			a.test = known{}
			return leaf(a)
		case expr.Gt, expr.Le:
			days = math.Floor(days)
		default:
			days = math.Ceil(days)
		}
	}
	a.test = moment{op: flipped[op], day: true, rel: true, back: int64(days)}
	return leaf(a)
}

// hoursAgo asks for time before now, to the millisecond.
func hoursAgo(n expr.Expr, a *atom, op expr.Op, days float64) *tree[*atom] {
	// least is the least age in milliseconds that compares so.
	least := func(op expr.Op) int64 {
		ms := int64(days*dayMillis) - 8
		for !compare(op, (time.Duration(ms)*time.Millisecond).Hours()/24, days) {
			ms++
		}
		return ms
	}
	switch op {
	case expr.Gt, expr.Ge:
		a.test = moment{op: expr.Lt, rel: true, back: least(op) - 1}
	case expr.Lt:
		a.test = moment{op: expr.Gt, rel: true, back: least(expr.Ge)}
	case expr.Le:
		a.test = moment{op: expr.Gt, rel: true, back: least(expr.Gt)}
	default:
		return lose(n, "Filters do not compare the age of a time with one exact number.", "Ask for at least or at most so many days, or use a date field.")
	}
	return leaf(a)
}
