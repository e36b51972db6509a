package render_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render"
)

// The calendar is well formed whatever the texts: folded lines, balanced components, one entry a task.
func TestCalendar(t *testing.T) {
	for n := range hostile {
		a := load(t, "b2b-saas")
		if n > 0 {
			poison(t, a, n)
		}
		set, diags := render.Compose(a, render.Options{Only: []string{"maintenance-schedule"}})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		cal := string(set.Page("maintenance-schedule").Calendar)
		lines := strings.Split(strings.TrimSuffix(cal, "\r\n"), "\r\n")
		var open []string
		entries := 0
		for i, l := range lines {
			if len(l) > 75 || strings.ContainsAny(l, "\r\n\x00\x1b") {
				t.Fatalf("line %d is no content line: %q", i+1, l)
			}
			if strings.HasPrefix(l, " ") {
				continue
			}
			name, value, ok := strings.Cut(l, ":")
			switch {
			case !ok:
				t.Fatalf("line %d has no value: %q", i+1, l)
			case name == "BEGIN":
				open = append(open, value)
				if value == "VEVENT" || value == "VTODO" {
					entries++
				}
			case name == "END":
				if len(open) == 0 || open[len(open)-1] != value {
					t.Fatalf("line %d ends %s inside %v", i+1, value, open)
				}
				open = open[:len(open)-1]
			}
		}
		tasks := 0
		for _, g := range set.Model.Maintenance() {
			tasks += len(g.Tasks)
		}
		if len(open) > 0 || entries != tasks || tasks < 8 {
			t.Errorf("%d entries for %d tasks, open %v", entries, tasks, open)
		}
	}
}

func TestCalendarRhythms(t *testing.T) {
	set, _ := render.Compose(load(t, "b2b-saas"), render.Options{})
	cal := string(set.Page("maintenance-schedule").Calendar)
	for _, want := range []string{
		"UID:review.monthly_drift@fernway.stagecraft\r\n", "RRULE:FREQ=MONTHLY;BYDAY=1MO\r\n",
		"RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO\r\n", "TRIGGER:-P14D\r\n", "SUMMARY:Monthly drift check\r\n",
	} {
		if !strings.Contains(cal, want) {
			t.Errorf("the calendar lacks %q", want)
		}
	}
}
