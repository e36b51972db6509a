package emulator

import (
	"strings"
	"time"
)

// period is a span of time, without its end. Conditions on dates and times compare with periods: a day, a second, last month.
type period struct{ from, to time.Time }

// spans are the units of date literals, with the start of the one that a day is in, and the nth one after a start.
// Weeks start on Sunday, and fiscal years are calendar years, as in an org that sets nothing else.
var spans = map[string]struct {
	start func(time.Time) time.Time
	add   func(t time.Time, n int) time.Time
}{
	"DAY":     {func(t time.Time) time.Time { return t }, func(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) }},
	"WEEK":    {func(t time.Time) time.Time { return t.AddDate(0, 0, -int(t.Weekday())) }, func(t time.Time, n int) time.Time { return t.AddDate(0, 0, 7*n) }},
	"MONTH":   {func(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.Day()) }, func(t time.Time, n int) time.Time { return t.AddDate(0, n, 0) }},
	"QUARTER": {func(t time.Time) time.Time { return t.AddDate(0, -(int(t.Month())-1)%3, 1-t.Day()) }, func(t time.Time, n int) time.Time { return t.AddDate(0, 3*n, 0) }},
	"YEAR":    {func(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.YearDay()) }, func(t time.Time, n int) time.Time { return t.AddDate(n, 0, 0) }},
}

// farthest is how many units a date literal may reach.
const farthest = 10000

// periodOf reads a date literal such as TODAY, LAST_MONTH or LAST_N_DAYS:30, for a moment that is now.
func periodOf(word string, now time.Time) (period, bool) {
	name, count, counted := strings.Cut(strings.ToUpper(word), ":")
	day := today(now).Time
	n := atoi(count)
	if counted && (n < 0 || n > farthest || count != strings.TrimLeft(count, "+-")) {
		return period{}, false
	}
	switch name {
	case "TODAY", "YESTERDAY", "TOMORROW":
		from := day.AddDate(0, 0, map[string]int{"YESTERDAY": -1, "TOMORROW": 1}[name])
		return period{from, from.AddDate(0, 0, 1)}, !counted
	case "LAST_90_DAYS":
		return period{day.AddDate(0, 0, -90), day.AddDate(0, 0, 1)}, !counted
	case "NEXT_90_DAYS":
		return period{day.AddDate(0, 0, 1), day.AddDate(0, 0, 91)}, !counted
	}
	name = strings.Replace(name, "FISCAL_", "", 1)
	for unit, u := range spans {
		this := u.start(day)
		switch name {
		case "THIS_" + unit, "LAST_" + unit, "NEXT_" + unit:
			shift := map[string]int{"LAST": -1, "NEXT": 1}[name[:4]]
			return period{u.add(this, shift), u.add(this, shift+1)}, !counted && unit != "DAY"
		case "LAST_N_" + unit + "S": // today belongs to the last days, and this month not to the last months
			if unit == "DAY" {
				return period{u.add(this, -n), u.add(this, 1)}, counted
			}
			return period{u.add(this, -n), this}, counted
		case "NEXT_N_" + unit + "S":
			return period{u.add(this, 1), u.add(this, n+1)}, counted
		case "N_" + unit + "S_AGO":
			return period{u.add(this, -n), u.add(this, 1-n)}, counted
		}
	}
	return period{}, false
}

// dateFunctions give a number or a day of a date or time.
var dateFunctions = map[string]func(moment) any{
	"CALENDAR_YEAR":    func(m moment) any { return float64(m.Year()) },
	"CALENDAR_QUARTER": func(m moment) any { return float64((int(m.Month())-1)/3 + 1) },
	"CALENDAR_MONTH":   func(m moment) any { return float64(m.Month()) },
	"DAY_IN_MONTH":     func(m moment) any { return float64(m.Day()) },
	"DAY_IN_WEEK":      func(m moment) any { return float64(m.Weekday()) + 1 },
	"DAY_IN_YEAR":      func(m moment) any { return float64(m.YearDay()) },
	"DAY_ONLY":         func(m moment) any { return m.Format(dayLayout) },
	"HOUR_IN_DAY":      func(m moment) any { return float64(m.Hour()) },
}
