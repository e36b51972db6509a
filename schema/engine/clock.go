package engine

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// horizonYears bounds every clock: one that would run longer ends there. It
// keeps the arithmetic finite for durations such as "9999999y".
const horizonYears = 200

// Add gives the time at which a clock that starts at start has run for d.
//
// On a calendar, a clock that starts outside business hours starts at the next
// opening. Then:
//
//   - months are calendar months: the same day of a later month (the last day when
//     that month is shorter), moved on to the next working day;
//   - days are working days: the same time of day so many working days later;
//   - minutes (and hours) run in business time only, and end at a closing
//     rather than at the opening after it.
//
// When the time of day of a month or day count lies outside the hours of the
// day it falls on, the clock ends at the next opening of that day, or at its
// closing when there is none.
//
// With no calendar (nil) the clock runs all the time: a day is 24 hours, also
// when daylight saving changes in between, and a month is a calendar month in
// the zone of start.
//
// The result is in the calendar's time zone, and at most 200 years after start.
func Add(cal *Calendar, start time.Time, d schema.Duration) time.Time {
	limit := start.AddDate(horizonYears, 0, 0)
	d = clamp(d)
	if cal == nil {
		t := addMonths(start, d.Months)
		t = t.Add(time.Duration(d.Days)*24*time.Hour + time.Duration(d.Minutes)*time.Minute)
		if t.After(limit) {
			return limit
		}
		return t
	}
	t, limit := start.In(cal.loc), limit.In(cal.loc)
	if d.IsZero() {
		return t
	}
	t = cal.next(t, limit)
	if d.Months > 0 {
		later := addMonths(t, d.Months)
		t = cal.at(t, cal.day(later), limit)
	}
	if d.Days > 0 {
		day, last := cal.day(t), cal.day(limit)
		for n := d.Days; n > 0 && day < last; {
			day++
			if len(cal.spans(day)) > 0 {
				n--
			}
		}
		t = cal.at(t, day, limit)
	}
	if d.Minutes > 0 {
		t = cal.run(t, time.Duration(d.Minutes)*time.Minute, limit)
	}
	if t.After(limit) {
		return limit
	}
	return t.In(cal.loc)
}

// clamp brings each part of a duration within the horizon, and drops negative ones.
func clamp(d schema.Duration) schema.Duration {
	const days = (horizonYears + 1) * 366
	return schema.Duration{
		Months:  min(max(d.Months, 0), (horizonYears+1)*12),
		Days:    min(max(d.Days, 0), days),
		Minutes: min(max(d.Minutes, 0), days*24*60),
	}
}

// addMonths moves t by calendar months at the same time of day; the 31st of a
// shorter month is its last day.
func addMonths(t time.Time, n int) time.Time {
	if n == 0 {
		return t
	}
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return wall(t, y, m+time.Month(n), min(d, last), t.Location())
}

// wall is the time of day of t on another date. A time that the date leaves
// out (2:30 when clocks go forward at 2:00) is moved on by what is left out.
func wall(t time.Time, y int, m time.Month, d int, loc *time.Location) time.Time {
	hh, mm, ss := t.Clock()
	w := time.Date(y, m, d, hh, mm, ss, t.Nanosecond(), loc)
	asked := time.Date(y, m, d, hh, mm, ss, 0, time.UTC)
	wy, wm, wd := w.Date()
	h2, m2, s2 := w.Clock()
	if gap := asked.Sub(time.Date(wy, wm, wd, h2, m2, s2, 0, time.UTC)); gap > 0 {
		return w.Add(gap)
	}
	return w
}

// next is t itself in business time, else the next opening.
func (c *Calendar) next(t, limit time.Time) time.Time {
	var buf []interval
	for day, last := c.day(t), c.day(limit); day <= last; day++ {
		buf = c.open(day, buf)
		for _, i := range buf {
			if t.Before(i.to) {
				if t.Before(i.from) {
					return i.from.In(c.loc)
				}
				return t
			}
		}
	}
	return limit
}

// at is the time of day of t on a date, or on the first working day after it,
// moved into business hours as Add describes.
func (c *Calendar) at(t time.Time, day int, limit time.Time) time.Time {
	var buf []interval
	for last := c.day(limit); day <= last; day++ {
		if buf = c.open(day, buf); len(buf) == 0 {
			continue
		}
		y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
		want := wall(t.In(c.loc), y, m, d, c.loc)
		for _, i := range buf {
			if want.Before(i.from) {
				return i.from.In(c.loc)
			}
			if want.Before(i.to) {
				return want
			}
		}
		return buf[len(buf)-1].to.In(c.loc)
	}
	return limit
}

// run lets business time pass from t.
func (c *Calendar) run(t time.Time, left time.Duration, limit time.Time) time.Time {
	var buf []interval
	for day, last := c.day(t), c.day(limit); day <= last; day++ {
		buf = c.open(day, buf)
		for _, i := range buf {
			if i.from.Before(t) {
				i.from = t
			}
			span := i.to.Sub(i.from)
			if span <= 0 {
				continue
			}
			if left <= span {
				return i.from.Add(left)
			}
			left -= span
		}
	}
	return limit
}

// Elapsed is the time that a clock has run from from to to: business time
// only on a calendar, all time without one; 0 when to is not after from. For
// minutes it is the inverse of Add. At most 200 years are looked at.
func Elapsed(cal *Calendar, from, to time.Time) time.Duration {
	if limit := from.AddDate(horizonYears, 0, 0); to.After(limit) {
		to = limit
	}
	if !to.After(from) {
		return 0
	}
	if cal == nil {
		return to.Sub(from)
	}
	var sum time.Duration
	var buf []interval
	for day, last := cal.day(from), cal.day(to); day <= last; day++ {
		buf = cal.open(day, buf)
		for _, i := range buf {
			if i.from.Before(from) {
				i.from = from
			}
			if i.to.After(to) {
				i.to = to
			}
			if d := i.to.Sub(i.from); d > 0 {
				sum += d
			}
		}
	}
	return sum
}
