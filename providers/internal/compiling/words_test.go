package compiling

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestGoal(t *testing.T) {
	a := loaded(t)
	for want, g := range map[string]*schema.Goal{
		"“Fast”: 20 a half year. Count DEAL. Owner: Ops.": {Title: "Fast", Target: 20, Period: "half_year", Object: "object.deal", Owner: "role.ops"},
		"“Fast”: 1.5 a week. Count Score.":                {Title: "Fast", Target: 1.5, Period: "week", Metric: "field.contact.score", Object: "object.deal"},
		"“Fast”: 3 a month. Count new records in “Own”.":  {Title: "Fast", Target: 3, Period: "month", Stage: "field.contact.own", Metric: "field.contact.score"},
	} {
		if got := Goal(a, g, strings.ToUpper); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestMetric(t *testing.T) {
	m := &schema.Metric{Title: "Speed", Formula: "Days between them", Cadence: "half_yearly", Unit: "days", From: "field.contact.own", To: "field.contact.band", By: []schema.Address{"field.contact.score", "role.ops"}}
	if got, want := Metric(loaded(t), m, "Group by"), "“Speed”: Days between them. From “Own” to “Band”. Group by Score, Ops. Show it half-yearly, as days."; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestQueue(t *testing.T) {
	a := loaded(t)
	for want, q := range map[string]*schema.Queue{
		"“Inbox”: the owner is any of those who work the queue.":                                              {Title: "Inbox"},
		"“Inbox”: the owner is any of those who are Ops. Sort by Score, descending, then by Band, ascending.": {Title: "Inbox", Role: "role.ops", Order: []*schema.SortKey{{By: "field.contact.score", Direction: "descending"}, {By: "field.contact.band", Direction: "ascending"}}},
		"“Inbox”: the owner is any of Ops. Agree that nobody holds more than 5 open records: nobody counts.":  {Title: "Inbox", Members: []schema.Address{"role.ops"}, Role: "role.ops", Capacity: 5},
	} {
		if got := Queue(a, q, "owner", "Agree that nobody holds more than %g open records: nobody counts."); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestMeasured(t *testing.T) {
	a := loaded(t)
	contacts := func(object string) bool { return object == "contact" }
	deals := func(object string) bool { return object == "deal" }
	const stage = "stage.sales.open"
	switch {
	case !Measured(a, deals, "", ""):
		t.Error("what names no stage is not measured")
	case !Measured(a, contacts, "", stage):
		t.Error("records that live here are not measured")
	case Measured(a, deals, stage, ""):
		t.Error("records that live elsewhere are measured")
	}
}

func TestStop(t *testing.T) {
	for s, want := range map[string]string{"": "", " a ": "a.", "a.": "a.", "a?": "a?", "a!": "a!"} {
		if got := Stop(s); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
