package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// businessHours says once for each calendar what flows make of it.
func (c *compiler) businessHours() {
	for _, cal := range c.a.Calendars {
		var names []string
		for _, s := range c.a.SLAs {
			if s.Clock == "elapsed" || !c.has(typeField, key(c.names.last(c.clockObject(s)), fieldsOf(s).due)) {
				continue
			}
			at := []schema.Address{cmp.Or(s.Calendar, c.usualCalendar())}
			for _, v := range s.Variants {
				at = append(at, v.Calendar)
			}
			if slices.Contains(at, cal.Address) {
				names = append(names, clockLabel(schema.Title(s), "due"))
			}
		}
		if names == nil {
			continue
		}
		c.step(cal.Address, false, "Keep the clocks of “"+schema.Title(cal)+"” to business hours",
			"Formulas and scheduled paths of flows run at all hours; only Apex counts business hours. Until then these clocks run out earlier than agreed whenever a closed hour lies between.",
			fmt.Sprintf("Setup > Business Hours > New Business Hours: “%s”, time zone %s, %s. Setup > Holidays: %s.", schema.Title(cal), cal.TimeZone, hours(cal), cmp.Or(strings.Join(cal.Holidays, ", "), "none")),
			"Let a developer add an invocable Apex action that calls BusinessHours.add, and let a flow of yours that runs after the ones here write its result into these fields; the escalation follows the field.",
			quoted(names))
	}
}

// usualCalendar is the one of clocks that name none.
func (c *compiler) usualCalendar() schema.Address {
	if c.a.Info == nil {
		return ""
	}
	return c.a.Info.Calendar
}

// hours are the business hours of a calendar in words.
func hours(cal *schema.Calendar) string {
	var out []string
	for _, day := range []string{"everyday", "weekdays", "weekend", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if h := cal.Hours[day]; h != "" {
			out = append(out, day+" "+h)
		}
	}
	return strings.Join(out, "; ")
}
