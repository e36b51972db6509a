package render

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Clock is an SLA in words.
type Clock struct {
	Ref
	Description, Owner string
	// Starts and Stops are clauses, to be read behind "when"; When limits the clock to some records.
	Starts, Stops, When string
	Limit, Target       string
	// Calendar is what a business clock runs on; "" for one that runs day and night.
	Calendar    string
	Variants    []ClockVariant
	Escalations []ClockEscalation
}

// ClockVariant is another limit for some records.
type ClockVariant struct{ Title, When, Limit, RunsOn string }

// ClockEscalation is what happens when a clock has run for a time.
type ClockEscalation struct{ After, Notify, Reassign, Action string }

// RunsOn says when the clock runs.
func (c Clock) RunsOn() string { return runsOn(c.Calendar) }

func runsOn(calendar string) string {
	if calendar == "" {
		return "the wall clock, day and night"
	}
	return calendar
}

// Does says what happens: "tell SDR Manager; give the record to Triage".
func (e ClockEscalation) Does() string {
	var do []string
	if e.Notify != "" {
		do = append(do, "tell "+e.Notify)
	}
	if e.Reassign != "" {
		do = append(do, "give the record to "+e.Reassign)
	}
	if e.Action != "" {
		do = append(do, strings.TrimRight(e.Action, "."))
	}
	return strings.Join(do, "; ")
}

// clock is the SLA at an address in words; nil where there is none.
func (m *Model) clock(addr schema.Address) *Clock {
	s := schema.Find[schema.SLA](m.arch, addr)
	if s == nil {
		return nil
	}
	c := m.clockOf(s)
	return &c
}

func (m *Model) clockOf(s *schema.SLA) Clock {
	c := Clock{Ref: m.ref(s.Address), Description: s.Description, Owner: m.titleOf(s.Owner), Starts: m.happens(s.Starts), Stops: m.happens(s.Stops),
		When: m.sentence(s.When), Limit: m.limit(s, s.Within), Calendar: m.calendarWords(s, s.Calendar)}
	if !s.Target.IsZero() {
		c.Target = m.limit(s, s.Target)
	}
	for _, v := range s.Variants {
		calendar := c.Calendar
		if v.Calendar != "" {
			calendar = m.calendarWords(s, v.Calendar)
		}
		c.Variants = append(c.Variants, ClockVariant{schema.Title(v), m.sentence(v.When), m.limit(s, v.Within), runsOn(calendar)})
	}
	for _, e := range s.Escalations {
		c.Escalations = append(c.Escalations, ClockEscalation{m.limit(s, e.After), listing(m.titlesOf(e.Notify), "and"), m.titleOf(e.Reassign), e.Action})
	}
	return c
}

// limit says a length of time on a clock: minutes and hours run in business hours, days are working days.
func (m *Model) limit(s *schema.SLA, d schema.Duration) string {
	text := diff.Duration(d)
	switch {
	case s.Clock == "elapsed":
		return text + " by the wall clock"
	case d.Minutes > 0 && d.Minutes%60 == 0 && d.Days == 0 && d.Months == 0:
		return strings.Replace(text, " hour", " business hour", 1)
	case d.Minutes > 0 && d.Days == 0 && d.Months == 0:
		return text + " in business hours"
	case d.Days > 0 && d.Months == 0 && d.Minutes == 0:
		if d.Days == 1 {
			return "1 working day"
		}
		return fmt.Sprintf("%d working days", d.Days)
	}
	return text + " of the calendar"
}

// clockCalendar is the calendar of a business clock, the architecture's own for no address; nil for a clock that runs day and
// night.
func (m *Model) clockCalendar(s *schema.SLA, addr schema.Address) *schema.Calendar {
	if s.Clock == "elapsed" {
		return nil
	}
	if addr == "" && m.arch.Info != nil {
		addr = m.arch.Info.Calendar
	}
	return schema.Find[schema.Calendar](m.arch, addr)
}

// calendarWords names the calendar of a business clock with its time zone.
func (m *Model) calendarWords(s *schema.SLA, addr schema.Address) string {
	if c := m.clockCalendar(s, addr); c != nil {
		return schema.Title(c) + " (" + c.TimeZone + ")"
	}
	return ""
}

// clockWords is the title and limit of a clock: "First touch: 4 business hours".
func (m *Model) clockWords(addr schema.Address) string {
	s := schema.Find[schema.SLA](m.arch, addr)
	if s == nil {
		return ""
	}
	return schema.Title(s) + ": " + m.limit(s, s.Within)
}
