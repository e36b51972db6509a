package filter

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// timeOperation compares a date or time. Filters have "before" and "after" without the end
// point, and "between" with both; the other operators are these with the next day or millisecond.
// After a day is after its last millisecond, as HubSpot's own examples have it.
func timeOperation(m moment, a *atom, env *Env) Operation {
	zone := "UTC"
	if m.day && a.prop.Type == "datetime" || m.rel && m.day {
		zone = env.location().String()
	}
	start := func(next int64) any { return point(m, zone, next, false) }
	end := func(next int64) any { return point(m, zone, next, true) }
	op := Operation{IncludeBlank: a.blank, PropertyParser: "VALUE"}
	switch o := inverse(m.op, a.inv); o {
	case expr.Eq, expr.Ne:
		op.Operator = "IS_BETWEEN"
		if o == expr.Ne {
			op.Operator = "IS_NOT_BETWEEN"
		}
		op.OperationType, op.Type = "TIME_RANGED", "TIME_RANGED"
		op.Lower, op.Upper = start(0), end(0)
		op.LowerEndpoint, op.UpperEndpoint = "INCLUSIVE", "INCLUSIVE"
		return op
	case expr.Lt:
		op.Operator, op.Point = "IS_BEFORE", start(0)
	case expr.Le:
		op.Operator, op.Point = "IS_BEFORE", start(1)
	case expr.Gt:
		op.Operator, op.Point = "IS_AFTER", end(0)
	case expr.Ge:
		op.Operator, op.Point = "IS_AFTER", end(-1)
	}
	op.OperationType, op.Type, op.Endpoint = "TIME_POINT", "TIME_POINT", "EXCLUSIVE"
	return op
}

// point is the first, or the last, millisecond of m's day or instant, or of the next one.
func point(m moment, zone string, next int64, last bool) any {
	if m.rel {
		p := IndexedPoint{TimeType: "INDEXED", TimezoneSource: "CUSTOM", ZoneID: zone}
		if !m.day {
			p.Reference.ReferenceType, p.Offset = "NOW", span(next-m.back)
			return p
		}
		p.Reference.ReferenceType = "TODAY"
		if last {
			p.Reference.Hour, p.Reference.Minute, p.Reference.Second, p.Reference.Millisecond = 23, 59, 59, 999
		}
		if days := next - m.back; days != 0 {
			p.Offset = &Offset{Days: days}
		}
		return p
	}
	t := m.at
	switch {
	case !m.day:
		t = t.Add(time.Duration(next) * time.Millisecond)
	case last:
		t = t.AddDate(0, 0, int(next)+1).Add(-time.Millisecond)
	default:
		t = t.AddDate(0, 0, int(next))
	}
	return DatePoint{TimeType: "DATE", TimezoneSource: "CUSTOM", ZoneID: zone, Year: t.Year(), Month: int(t.Month()), Day: t.Day(),
		Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(), Millisecond: t.Nanosecond() / int(time.Millisecond)}
}

// span is milliseconds in units, without days, whose length depends on the zone.
func span(ms int64) *Offset {
	if ms == 0 {
		return nil
	}
	o := &Offset{Hours: ms / 3600000}
	ms %= 3600000
	o.Minutes, ms = ms/60000, ms%60000
	o.Seconds, o.Milliseconds = ms/1000, ms%1000
	return o
}
