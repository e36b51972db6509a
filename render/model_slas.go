package render

import (
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// SLASheet is a clock with what it belongs to and worked examples.
type SLASheet struct {
	Clock
	// Handoffs are the handoffs that the clock belongs to, Tasks the automations that make tasks with it.
	Handoffs, Tasks []string
	Examples        []SLAExample
}

// SLAExample is when a clock runs out that starts at a time.
type SLAExample struct {
	Case, Starts, Target, Due string
	// Steps are the escalations with their times.
	Steps []Pair
}

// CalendarSheet is a calendar in words.
type CalendarSheet struct {
	Title, TimeZone string
	Hours           []Pair
	Holidays        []string
}

// SLASheets are the clocks.
func (m *Model) SLASheets() []SLASheet {
	var out []SLASheet
	for _, s := range m.arch.SLAs {
		x := SLASheet{Clock: m.clockOf(s), Examples: m.slaExamples(s)}
		for _, h := range m.arch.Handoffs {
			if h.SLA == s.Address {
				x.Handoffs = append(x.Handoffs, schema.Title(h))
			}
		}
		for _, au := range m.arch.Automations {
			if slices.ContainsFunc(au.Actions, func(a *schema.Action) bool { return a.SLA == s.Address }) {
				x.Tasks = append(x.Tasks, schema.Title(au))
			}
		}
		out = append(out, x)
	}
	return out
}

// weekHours are the keys of a calendar's hours, in the order in which people read them.
var weekHours = []struct{ key, words string }{{"everyday", "Every day"}, {"weekdays", "Monday to Friday"}, {"weekend", "Saturday and Sunday"},
	{"monday", "Monday"}, {"tuesday", "Tuesday"}, {"wednesday", "Wednesday"}, {"thursday", "Thursday"}, {"friday", "Friday"}, {"saturday", "Saturday"}, {"sunday", "Sunday"}}

// SpeedMatters tells whether a clock has a time to aim at that is shorter than its limit.
func (m *Model) SpeedMatters() bool {
	return slices.ContainsFunc(m.arch.SLAs, func(s *schema.SLA) bool { return !s.Target.IsZero() })
}

// CalendarSheets are the calendars.
func (m *Model) CalendarSheets() []CalendarSheet {
	var out []CalendarSheet
	for _, c := range m.arch.Calendars {
		x := CalendarSheet{Title: schema.Title(c), TimeZone: c.TimeZone}
		for _, d := range weekHours {
			if text, ok := c.Hours[d.key]; ok {
				if text == "" {
					text = "closed"
				}
				x.Hours = append(x.Hours, Pair{d.words, strings.ReplaceAll(text, "-", " to ")})
			}
		}
		for _, h := range slices.Sorted(slices.Values(c.Holidays)) {
			if t, err := time.Parse(time.DateOnly, h); err == nil {
				h = t.Format("Mon 2 Jan 2006")
			}
			x.Holidays = append(x.Holidays, h)
		}
		out = append(out, x)
	}
	return out
}

// slaExamples are the clock's limits at telling times: a working morning, the last afternoon of a week, a
// closed day and the eve of a holiday; and one for each variant.
func (m *Model) slaExamples(s *schema.SLA) []SLAExample {
	var conditions []schema.Criterion
	conditions = append(conditions, s.When)
	for _, v := range s.Variants {
		conditions = append(conditions, v.When)
	}
	find := newSearch(m.arch, m.clockObject(s), conditions...)
	suits := func(variant string, at time.Time) *engine.Record {
		rec := find.record()
		fits := func(rec *engine.Record) bool {
			l, err := engine.Due(m.arch, s, rec, at)
			return err == nil && l.Applies && l.Variant == variant
		}
		find.climb(rec, func(rec *engine.Record) float64 {
			env := engine.NewEnv(m.arch, rec, at)
			sum := 0.0
			if !s.When.IsZero() {
				sum += near(s.When.Expr, env)
			}
			for _, v := range s.Variants {
				if v.Name == variant {
					sum += near(v.When.Expr, env)
				}
			}
			if fits(rec) {
				sum += 2
			}
			return sum
		})
		if !fits(rec) {
			return nil
		}
		return rec
	}
	var out []SLAExample
	add := func(title, variant string, at time.Time) {
		rec := suits(variant, at)
		if rec == nil {
			return
		}
		l, err := engine.Due(m.arch, s, rec, at)
		if err != nil {
			return
		}
		zone := at.Location()
		x := SLAExample{Case: title, Starts: moment(at), Due: moment(l.Due.In(zone))}
		if !l.Target.IsZero() {
			x.Target = moment(l.Target.In(zone))
		}
		for _, e := range l.Escalations {
			x.Steps = append(x.Steps, Pair{m.escalationWords(e.Escalation), moment(e.At.In(zone))})
		}
		out = append(out, x)
	}
	cal := m.calendarOf(s, s.Calendar)
	for _, t := range tellingTimes(cal) {
		add(t.title, "", t.at)
	}
	for _, v := range s.Variants {
		on := cal
		if v.Calendar != "" {
			on = m.calendarOf(s, v.Calendar)
		}
		if times := tellingTimes(on); len(times) > 0 {
			add(schema.Title(v)+": "+lowerFirst(times[0].title), v.Name, times[0].at)
		}
	}
	return out
}

// clockObject is the record type that a clock runs for.
func (m *Model) clockObject(s *schema.SLA) string {
	for _, e := range []schema.Event{s.Starts, s.Stops} {
		switch e.Kind {
		case "entering", "leaving":
			if t := m.arch.Track(e.Target); t != nil {
				return t.Object
			}
		case "created":
			return e.Target.Name()
		case "set", "changed":
			if _, _, l := e.Target.Split(); len(l) == 2 {
				return l[0]
			}
		}
	}
	return "contact"
}

// escalationWords says who is told and what happens.
func (m *Model) escalationWords(e *schema.Escalation) string {
	var parts []string
	if to := m.titlesOf(e.Notify); len(to) > 0 {
		parts = append(parts, listing(to, "and")+" "+map[bool]string{true: "is", false: "are"}[len(to) == 1]+" told")
	}
	if e.Reassign != "" {
		parts = append(parts, "the record goes to "+m.titleOf(e.Reassign))
	}
	if len(parts) == 0 {
		return e.Action
	}
	return upperFirst(strings.Join(parts, ", "))
}

// calendarOf is the parsed calendar of a clock; nil for one that runs on the wall clock.
func (m *Model) calendarOf(s *schema.SLA, addr schema.Address) *workCalendar {
	block := m.clockCalendar(s, addr)
	if block == nil {
		return nil
	}
	parsed, err := engine.ParseCalendar(block)
	if err != nil {
		return nil
	}
	return &workCalendar{parsed, slices.Sorted(slices.Values(block.Holidays))}
}

// workCalendar is a calendar with its holidays in order.
type workCalendar struct {
	*engine.Calendar
	holidays []string
}

type tellingTime struct {
	title string
	at    time.Time
}

// tellingTimes are fixed times at which to show a clock. The week is that of exampleTime; the
// holiday is the calendar's first one after it.
func tellingTimes(c *workCalendar) []tellingTime {
	if c == nil {
		monday := exampleTime
		return []tellingTime{{"On a working morning", monday.Add(time.Hour)}, {"On a Friday afternoon", monday.AddDate(0, 0, 4).Add(7 * time.Hour)}}
	}
	y, mo, d := exampleTime.Date()
	day := func(n int) time.Time { return time.Date(y, mo, d+n, 0, 0, 0, 0, c.Location()) }
	var out []tellingTime
	if t, ok := opensAt(c, day(0)); ok {
		out = append(out, tellingTime{"On a working morning", t.Add(time.Hour)})
	}
	for n := 4; n >= 0; n-- { // the last open day of the working week
		if t, ok := closesAt(c, day(n)); ok {
			out = append(out, tellingTime{"An hour before the week ends", t.Add(-time.Hour)})
			break
		}
	}
	for n := range 7 {
		if _, ok := opensAt(c, day(n)); !ok {
			out = append(out, tellingTime{"On a closed day", day(n).Add(11 * time.Hour)})
			break
		}
	}
	for _, h := range c.holidays {
		t, err := time.ParseInLocation(time.DateOnly, h, c.Location())
		if err != nil || t.Before(exampleTime) {
			continue
		}
		for n := 1; n < 7; n++ { // the last open day before it
			if end, ok := closesAt(c, t.AddDate(0, 0, -n)); ok {
				out = append(out, tellingTime{"An hour before the holiday of " + t.Format("2 January 2006"), end.Add(-time.Hour)})
				break
			}
		}
		break
	}
	return out
}

// opensAt is when a day's business hours begin; false for a closed day.
func opensAt(c *workCalendar, day time.Time) (time.Time, bool) {
	for t := day; t.Before(day.AddDate(0, 0, 1)); t = t.Add(15 * time.Minute) {
		if c.Open(t) {
			return t, true
		}
	}
	return day, false
}

// closesAt is when a day's business hours end; false for a closed day.
func closesAt(c *workCalendar, day time.Time) (time.Time, bool) {
	for t := day.AddDate(0, 0, 1).Add(-15 * time.Minute); !t.Before(day); t = t.Add(-15 * time.Minute) {
		if c.Open(t) {
			return t.Add(15 * time.Minute), true
		}
	}
	return day, false
}
