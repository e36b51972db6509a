package engine

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Calendar is a parsed schema.Calendar: which instants are business time.
type Calendar struct {
	// Name is the identifier of the calendar, for messages.
	Name string

	loc      *time.Location
	week     [7][]span // by time.Weekday
	holidays map[int]bool
}

// span is a stretch of a day in minutes after midnight on the wall clock; 1440 is the day's end.
type span struct{ from, to int }

// interval is a stretch of real time, without its end.
type interval struct{ from, to time.Time }

var dayGroups = map[string][]time.Weekday{
	"monday": {time.Monday}, "tuesday": {time.Tuesday}, "wednesday": {time.Wednesday}, "thursday": {time.Thursday},
	"friday": {time.Friday}, "saturday": {time.Saturday}, "sunday": {time.Sunday},
	"weekdays": {time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	"weekend":  {time.Saturday, time.Sunday},
	"everyday": {time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday},
}

// groupOrder lists the groups from general to particular: a later one wins.
var groupOrder = []string{"everyday", "weekdays", "weekend",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// ParseCalendar reads the written form of a calendar. It is an error when the
// time zone is unknown, a span is not "HH:MM-HH:MM" with the end after the
// start (24:00 is the end of a day), spans of a day overlap, a holiday is no
// date, or no day of the week has business hours. An empty text closes a day.
func ParseCalendar(c *schema.Calendar) (*Calendar, error) {
	if c == nil {
		return nil, fmt.Errorf("there is no calendar")
	}
	out := &Calendar{Name: c.Name, holidays: make(map[int]bool, len(c.Holidays))}
	var err error
	if c.TimeZone == "" || c.TimeZone == "Local" {
		return nil, fmt.Errorf("calendar %q needs a time zone such as \"Europe/Berlin\"", c.Name)
	}
	if out.loc, err = location(c.TimeZone); err != nil {
		return nil, fmt.Errorf("calendar %q: time zone %q is not known; write an IANA name such as \"Europe/Berlin\"", c.Name, c.TimeZone)
	}
	for day := range c.Hours {
		if dayGroups[day] == nil {
			return nil, fmt.Errorf("calendar %q: %q is no day; write monday … sunday, weekdays, weekend or everyday", c.Name, day)
		}
	}
	open := false
	for _, group := range groupOrder {
		text, ok := c.Hours[group]
		if !ok {
			continue
		}
		spans, err := parseSpans(text)
		if err != nil {
			return nil, fmt.Errorf("calendar %q: %s: %w", c.Name, group, err)
		}
		for _, d := range dayGroups[group] {
			out.week[d] = spans
		}
	}
	for _, s := range out.week {
		open = open || len(s) > 0
	}
	if !open {
		return nil, fmt.Errorf("calendar %q has no business hours on any day, so that no clock on it would ever run out", c.Name)
	}
	for _, h := range c.Holidays {
		t, err := time.Parse(time.DateOnly, h)
		if err != nil {
			return nil, fmt.Errorf("calendar %q: holiday %q is no date; write it as \"2026-12-25\"", c.Name, h)
		}
		out.holidays[dayNumber(t)] = true
	}
	return out, nil
}

var locations sync.Map // string → *time.Location

// location is time.LoadLocation, which reads a file, once a zone.
func location(name string) (*time.Location, error) {
	if l, ok := locations.Load(name); ok {
		return l.(*time.Location), nil
	}
	l, err := time.LoadLocation(name)
	if err == nil {
		locations.Store(name, l)
	}
	return l, err
}

func parseSpans(text string) ([]span, error) {
	var spans []span
	if t := strings.TrimSpace(text); t == "" || t == "closed" {
		return nil, nil
	}
	for _, part := range strings.Split(text, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		f, err1 := parseMinute(from)
		t, err2 := parseMinute(to)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is no span of hours; write \"09:00-17:00\", several separated by commas", strings.TrimSpace(part))
		}
		if t <= f {
			return nil, fmt.Errorf("%q ends before it starts; the end of a day is 24:00, and hours past midnight belong to the next day", strings.TrimSpace(part))
		}
		spans = append(spans, span{f, t})
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
	merged := spans[:1]
	for _, s := range spans[1:] {
		last := &merged[len(merged)-1]
		switch {
		case s.from < last.to:
			return nil, fmt.Errorf("%q has spans that overlap", text)
		case s.from == last.to:
			last.to = s.to
		default:
			merged = append(merged, s)
		}
	}
	return merged, nil
}

func parseMinute(s string) (int, error) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	hh, err1 := strconv.ParseUint(h, 10, 8)
	mm, err2 := strconv.ParseUint(m, 10, 8)
	n := int(hh)*60 + int(mm)
	if !ok || err1 != nil || err2 != nil || len(h) > 2 || len(m) != 2 || mm > 59 || n > 24*60 {
		return 0, fmt.Errorf("%q is no time of day", s)
	}
	return n, nil
}

// Location is the calendar's time zone.
func (c *Calendar) Location() *time.Location { return c.loc }

// dayNumber counts days from 1970-01-01 by the date that t shows in its own zone.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	n := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	return int(floorDiv(n, 86400))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// day is the local date of an instant, as a day number.
func (c *Calendar) day(t time.Time) int { return dayNumber(t.In(c.loc)) }

// spans are the business hours of a date, none on a holiday.
func (c *Calendar) spans(day int) []span {
	s := c.week[((day+4)%7+7)%7] // 1970-01-01 was a Thursday
	if len(s) == 0 || c.holidays[day] {
		return nil
	}
	return s
}

// open gives the business time of a date as real time, in order.
//
// The wall clock is translated zone by zone: hours that a spring-forward day
// leaves out are no business time, and hours that a fall-back day shows twice
// are business time twice.
func (c *Calendar) open(day int, buf []interval) []interval {
	buf = buf[:0]
	spans := c.spans(day)
	if len(spans) == 0 {
		return buf
	}
	midnight := int64(day) * 86400 // as if the zone were UTC
	end := time.Unix(midnight+86400+26*3600, 0)
	// Zones lie within 26 hours of UTC, so the date lies within these bounds.
	for at := time.Unix(midnight-26*3600, 0).In(c.loc); at.Before(end); {
		from, to := at.ZoneBounds()
		_, offset := at.Zone()
		for _, s := range spans {
			i := interval{
				time.Unix(midnight+int64(s.from)*60-int64(offset), 0),
				time.Unix(midnight+int64(s.to)*60-int64(offset), 0),
			}
			if !from.IsZero() && i.from.Before(from) {
				i.from = from
			}
			if !to.IsZero() && i.to.After(to) {
				i.to = to
			}
			if !i.from.Before(i.to) {
				continue
			}
			if n := len(buf); n > 0 && buf[n-1].to.Equal(i.from) {
				buf[n-1].to = i.to
				continue
			}
			buf = append(buf, i)
		}
		if to.IsZero() {
			break
		}
		at = to.In(c.loc)
	}
	return buf
}

// Open tells whether t is business time.
func (c *Calendar) Open(t time.Time) bool {
	for _, i := range c.open(c.day(t), nil) {
		if !t.Before(i.from) && t.Before(i.to) {
			return true
		}
	}
	return false
}
