package schema

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones are the same on every machine

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var clockRules = []func(*checker){checkCalendars, checkSLAs, checkEscalations}

var (
	weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	dayNames = append(slices.Clone(weekdays), "weekdays", "weekend", "everyday")
)

func checkCalendars(c *checker) {
	for _, cal := range c.Calendars {
		if _, err := time.LoadLocation(cal.TimeZone); cal.TimeZone != "" && (err != nil || cal.TimeZone == "Local") {
			c.fail(diag.Calendar, cal, "time_zone", fmt.Sprintf("%q is not a time zone", cal.TimeZone),
				"Write an IANA name such as \"Europe/Berlin\", \"America/New_York\" or \"UTC\".")
		}
		open := false
		for _, day := range sortedKeys(cal.Hours) {
			if !slices.Contains(dayNames, day) {
				c.fail(diag.Calendar, cal, "hours", fmt.Sprintf("%q is not a day", day),
					"Name %s.%s", oneOf(dayNames), diag.DidYouMean(day, dayNames))
			}
			minutes, problem := parseHours(cal.Hours[day])
			open = open || minutes > 0
			if problem != "" {
				c.fail(diag.Calendar, cal, "hours", fmt.Sprintf("The hours of %s are not valid", day),
					"%s Write spans such as \"09:00-12:00, 13:00-17:00\", or \"\" for a closed day.", problem)
				open = true
			}
		}
		if !open {
			c.fail(diag.Calendar, cal, "hours", fmt.Sprintf("%s is never open", cal.Address),
				"A clock that runs on it would never end. Give at least one day hours, as in { weekdays = \"09:00-17:00\" }.")
		}
		for i, day := range cal.Holidays {
			switch {
			case !parses(time.DateOnly, day):
				c.fail(diag.Calendar, cal, "holidays", fmt.Sprintf("%q is not a day", day), "Write year, month and day, as in \"2026-12-25\".")
			case slices.Contains(cal.Holidays[:i], day):
				c.fail(diag.Duplicate, cal, "holidays", fmt.Sprintf("The holiday %s is listed twice", day), "Remove one of them.")
			}
		}
	}
}

// parseHours gives the number of open minutes in "09:00-12:00, 13:00-17:00",
// or what is wrong with it.
func parseHours(s string) (minutes int, problem string) {
	if strings.TrimSpace(s) == "" {
		return 0, ""
	}
	last := -1
	for span := range strings.SplitSeq(s, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(span), "-")
		a, okA := minuteOfDay(from)
		b, okB := minuteOfDay(to)
		switch {
		case !ok || !okA || !okB:
			return 0, fmt.Sprintf("%q is not a span of time.", strings.TrimSpace(span))
		case a >= b:
			return 0, fmt.Sprintf("%q ends before it begins.", strings.TrimSpace(span))
		case a < last:
			return 0, fmt.Sprintf("%q overlaps the span before it.", strings.TrimSpace(span))
		}
		minutes, last = minutes+b-a, b
	}
	return minutes, ""
}

func minuteOfDay(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil && len(s) == 5
}

// approx compares durations: a month counts as 30 days.
func (d Duration) approx() int { return (d.Months*30+d.Days)*24*60 + d.Minutes }

func checkSLAs(c *checker) {
	for _, s := range c.SLAs {
		if s.Within.IsZero() {
			c.fail(diag.BadValue, s, "within", fmt.Sprintf("%s leaves no time", s.Address), "Write a limit such as \"30m\", \"4h\" or \"2d\".")
		} else if !s.Target.IsZero() && s.Target.approx() >= s.Within.approx() {
			c.fail(diag.BadValue, s, "target", fmt.Sprintf("The target of %s is not shorter than its limit", s.Address),
				"The time to aim at, %s, must be less than within, %s.", s.Target, s.Within)
		}
		if s.Starts == s.Stops && !s.Starts.IsZero() {
			c.fail(diag.BadValue, s, "stops", fmt.Sprintf("%s stops at what starts it", s.Address), "Name the event that fulfils the promise.")
		}
		for i, attr := range []string{"starts", "stops"} {
			if e := []Event{s.Starts, s.Stops}[i]; e.Kind == "every" {
				c.fail(diag.BadValue, s, attr, "A clock cannot wait for time to pass", "every(…) starts automations only. Name something that happens to a record.")
			}
		}
		hasCalendar := s.Calendar != "" || c.Info != nil && c.Info.Calendar != ""
		switch {
		case s.Clock == "elapsed" && s.Calendar != "":
			c.fail(diag.NotAllowedHere, s, "calendar", fmt.Sprintf("%s has a calendar that it does not use", s.Address),
				"An elapsed clock runs all the time. Remove the calendar, or write clock = \"business\".")
		case s.Clock != "elapsed" && !hasCalendar && len(s.Variants) == 0:
			c.fail(diag.MissingAttribute, s, "", fmt.Sprintf("%s has no calendar to run on", s.Address),
				"A business clock needs one: set calendar here or in the architecture block, or write clock = \"elapsed\".")
		}
		for _, v := range s.Variants {
			if v.Within.IsZero() {
				c.fail(diag.BadValue, v, "within", fmt.Sprintf("%s leaves no time", v.Address), "Write a limit such as \"30m\", \"4h\" or \"2d\".")
			}
		}
	}
}

func checkEscalations(c *checker) {
	for _, s := range c.SLAs {
		for i, e := range s.Escalations {
			if i > 0 && e.After.approx() <= s.Escalations[i-1].After.approx() {
				c.fail(diag.BadValue, e, "after", "Escalations are out of order",
					"This one comes after %s, the one before it after %s. Put them in the order in which they happen.", e.After, s.Escalations[i-1].After)
			}
			if len(e.Notify) == 0 && e.Reassign == "" && e.Action == "" {
				c.fail(diag.MissingAttribute, e, "", "An escalation does nothing", "Say who is told (notify), who gets the record (reassign) or what happens (action).")
			}
		}
	}
}
