package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// cadences from the most frequent on, as the language names them.
var cadences = []string{"once", "weekly", "monthly", "quarterly", "half_yearly", "yearly"}

// MaintenanceGroup is what is looked at in the same rhythm.
type MaintenanceGroup struct {
	Cadence string // "Every quarter"
	Tasks   []MaintenanceTask
}

// MaintenanceTask is one entry of the maintenance schedule: a review, or an audit that a scoring model,
// a hygiene policy, a deal-desk policy or the release cycle asks for.
type MaintenanceTask struct {
	Address                                schema.Address
	Title, Cadence, Owner, HandledBy, Lead string
	Checks                                 []string
	RedFlag, Action                        string
	Escalations                            []Escalation
	cadence                                string
	lead                                   schema.Duration
}

// Escalation says who decides a kind of change.
type Escalation struct{ On, To, HandledBy string }

var cadenceWords = map[string]string{"once": "Once", "weekly": "Every week", "monthly": "Every month", "quarterly": "Every quarter",
	"half_yearly": "Every half year", "yearly": "Every year"}

// handlers say who may act, as the engagement names them.
var handlers = map[string]string{"customer": "the customer's own team", "architect": "the architect", "specialist": "a specialist"}

// Maintenance is the schedule, grouped by rhythm.
func (m *Model) Maintenance() []MaintenanceGroup {
	var out []MaintenanceGroup
	tasks := m.maintenanceTasks()
	for _, c := range cadences {
		g := MaintenanceGroup{Cadence: cadenceWords[c]}
		for _, t := range tasks {
			if t.cadence == c {
				g.Tasks = append(g.Tasks, t)
			}
		}
		if len(g.Tasks) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (m *Model) maintenanceTasks() []MaintenanceTask {
	a := m.arch
	var out []MaintenanceTask
	for _, r := range a.Reviews {
		t := MaintenanceTask{Address: r.Address, Title: schema.Title(r), Owner: m.titleOf(r.Owner), HandledBy: handlers[r.HandledBy],
			Checks: r.Check, RedFlag: r.RedFlag, Action: r.Action, cadence: r.Cadence, lead: r.LeadTime}
		for _, e := range r.Escalations {
			t.Escalations = append(t.Escalations, Escalation{e.On, m.titleOf(e.To), handlers[e.HandledBy]})
		}
		out = append(out, t)
	}
	for _, s := range a.Scorings {
		out = append(out, MaintenanceTask{Address: s.Address, Title: "Recalibrate " + schema.Title(s), Owner: m.titleOf(s.Owner), cadence: s.Recalibrate,
			Checks: []string{"Compare the scores of won and lost deals with the thresholds.", "Look at signals that fire for nearly everybody, or for nobody."}})
	}
	for _, h := range a.Hygienes {
		out = append(out, MaintenanceTask{Address: h.Address, Title: "Audit: " + schema.Title(h), Owner: m.titleOf(h.Owner), cadence: h.Audit, Checks: h.Checks})
	}
	for _, p := range a.Approvals {
		t := MaintenanceTask{Address: p.Address, Title: "Exceptions of " + schema.Title(p), Owner: m.titleOf(p.Owner), cadence: p.Review,
			Checks: []string{"Go through the exceptions that were asked for."}}
		if p.RepeatLimit > 0 {
			t.Action = fmt.Sprintf("What was asked for %g times becomes standard.", p.RepeatLimit)
		}
		out = append(out, t)
	}
	if len(out) > 0 && a.Info != nil && a.Info.ReleaseCycle != "" {
		out = append(out, MaintenanceTask{Address: "release", Title: "Release a new version", Owner: m.Steward, cadence: a.Info.ReleaseCycle,
			Checks: []string{"Changes that were proposed and approved since the last version.", "Definitions whose sign-off is missing or no longer current."}})
	}
	for i := range out {
		out[i].Cadence = cadenceWords[out[i].cadence]
		if !out[i].lead.IsZero() {
			out[i].Lead = diff.Duration(out[i].lead)
		}
	}
	slices.SortStableFunc(out, func(x, y MaintenanceTask) int {
		return cmp.Compare(slices.Index(cadences, x.cadence), slices.Index(cadences, y.cadence))
	})
	return out
}

// recurrence gives the first day and the rule (RFC 5545) of each rhythm. 5 January 2026 was a Monday; the days
// lie in the past so that a calendar shows the next one on whatever day it is imported.
var recurrence = map[string]struct{ start, rule string }{
	"weekly":      {"20260105", "FREQ=WEEKLY;BYDAY=MO"},
	"monthly":     {"20260105", "FREQ=MONTHLY;BYDAY=1MO"},
	"quarterly":   {"20260105", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"},
	"half_yearly": {"20260105", "FREQ=MONTHLY;INTERVAL=6;BYDAY=1MO"},
	"yearly":      {"20260105", "FREQ=YEARLY;BYMONTH=1;BYDAY=1MO"},
}

// calendar is the maintenance schedule as an iCalendar file (RFC 5545): a whole-day event for each task on the
// first Monday of its period, with a reminder when its preparation starts; what is done once is a task without a date.
func (m *Model) calendar() []byte {
	c := &icalendar{}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Stagecraft//Maintenance schedule//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.text("X-WR-CALNAME", m.Title+": maintenance")
	for _, t := range m.maintenanceTasks() {
		r, recurs := recurrence[t.cadence]
		kind := "VTODO"
		if recurs {
			kind = "VEVENT"
		}
		c.line("BEGIN", kind)
		c.text("UID", fmt.Sprintf("%s@%s.stagecraft", t.Address, m.Name))
		c.line("DTSTAMP", "20260101T000000Z") // the file knows no clock
		if recurs {
			c.line("DTSTART;VALUE=DATE", r.start)
			c.line("RRULE", r.rule)
			c.line("TRANSP", "TRANSPARENT")
		}
		c.text("SUMMARY", t.Title)
		c.text("DESCRIPTION", t.description())
		if before := trigger(t.lead); recurs && before != "" {
			c.line("BEGIN", "VALARM")
			c.line("ACTION", "DISPLAY")
			c.text("DESCRIPTION", "Prepare: "+t.Title)
			c.line("TRIGGER", before)
			c.line("END", "VALARM")
		}
		c.line("END", kind)
	}
	c.line("END", "VCALENDAR")
	return []byte(c.b.String())
}

func (t MaintenanceTask) description() string {
	var out []string
	if t.Owner != "" {
		out = append(out, "Owner: "+t.Owner)
	}
	for _, c := range t.Checks {
		out = append(out, "- "+c)
	}
	if t.RedFlag != "" {
		out = append(out, "Red flag: "+t.RedFlag)
	}
	if t.Action != "" {
		out = append(out, "Then: "+t.Action)
	}
	return strings.Join(out, "\n")
}

// trigger is a time before an event as RFC 5545 writes it; months count 30 days.
func trigger(d schema.Duration) string {
	if d.IsZero() {
		return ""
	}
	out := fmt.Sprintf("-P%dD", d.Days+30*d.Months)
	if d.Minutes > 0 {
		out += fmt.Sprintf("T%dM", d.Minutes)
	}
	return out
}

// icalendar writes content lines.
type icalendar struct{ b strings.Builder }

var icalText = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// text writes a property whose value is free text.
func (c *icalendar) text(name, value string) { c.line(name, icalText.Replace(visible(value))) }

// line writes a content line, folded so that none is longer than 75 octets.
func (c *icalendar) line(name, value string) {
	n := 0
	for _, r := range name + ":" + value {
		if size := len(string(r)); n+size > 75 {
			c.b.WriteString("\r\n ")
			n = 1 + size
		} else {
			n += size
		}
		c.b.WriteRune(r)
	}
	c.b.WriteString("\r\n")
}
