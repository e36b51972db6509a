package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

const slas = `
sla "touch" {
  starts = entering(stage.lead.mql)
  stops  = set(contact.touched_at)
  within = "4h"
  target = "1h"
  when   = contact.note != "skip" || !is_set(contact.note)
  variant "europe" {
    when     = contact.region == "emea"
    within   = "2h"
    calendar = calendar.eu
  }
  variant "never" {
    when   = contact.region == "emea"
    within = "1m"
  }
  escalate {
    after  = "2h"
    notify = [role.sdr]
  }
  escalate {
    after    = "4h"
    notify   = [role.boss]
    reassign = queue.inbox
  }
}
sla "plain" {
  starts = entering(stage.lead.sal)
  stops  = leaving(stage.lead.sal)
  within = "2d"
  clock  = "elapsed"
}`

func TestDue(t *testing.T) {
	a := load(t, slas)
	touch := schema.Find[schema.SLA](a, "sla.touch")
	start := at("2026-03-06T16:00:00-05:00") // Friday; clocks change on Sunday
	for _, c := range []struct {
		name    string
		rec     *engine.Record
		variant string
		due     string
	}{
		{"the architecture's calendar", contact(nil), "", "2026-03-09T12:00:00-04:00"},
		{"the first variant and its calendar", contact(map[string]any{"region": "emea"}), "europe", "2026-03-09T11:00:00+01:00"},
	} {
		l, err := engine.Due(a, touch, c.rec, start)
		if err != nil || !l.Applies || l.Variant != c.variant || !l.Due.Equal(at(c.due)) {
			t.Errorf("%s: got %+v, %v; want %s", c.name, l, err, c.due)
		}
	}
	if l, err := engine.Due(a, touch, contact(map[string]any{"note": "skip"}), start); err != nil || l.Applies || l.Status(start, time.Time{}).State != engine.Excluded {
		t.Errorf("a record that the clock does not concern: %+v, %v", l, err)
	}
	l, err := engine.Due(a, schema.Find[schema.SLA](a, "sla.plain"), contact(nil), start)
	if err != nil || !l.Due.Equal(start.Add(48*time.Hour)) || l.Calendar != "" {
		t.Errorf("plain time: %+v, %v", l, err)
	}
	broken := *touch
	broken.Calendar = "calendar.none"
	if _, err := engine.Due(a, &broken, contact(nil), start); err == nil || !strings.Contains(err.Error(), "has no calendar") {
		t.Errorf("without a calendar: %v", err)
	}
}

func TestStatus(t *testing.T) {
	a := load(t, slas)
	start := at("2026-03-03T10:00:00-05:00")
	l, err := engine.Due(a, schema.Find[schema.SLA](a, "sla.touch"), contact(nil), start)
	if err != nil {
		t.Fatal(err)
	}
	after := func(d string) time.Time {
		x, err := time.ParseDuration(d)
		if err != nil {
			t.Fatal(err)
		}
		return start.Add(x)
	}
	var never time.Time
	for _, c := range []struct {
		name      string
		now, stop time.Time
		state     engine.State
		late      bool
		left      time.Duration
		escalated int
	}{
		{"at the start", start, never, engine.Running, false, 4 * time.Hour, 0},
		{"at the target", after("1h"), never, engine.Running, true, 3 * time.Hour, 0},
		{"at the first step", after("2h"), never, engine.Running, true, 2 * time.Hour, 1},
		{"a moment before the end", after("3h59m59s"), never, engine.Running, true, time.Second, 1},
		{"at the end", after("4h"), never, engine.Breached, true, 0, 2},
		{"long after", after("5h"), never, engine.Breached, true, -time.Hour, 2},
		{"stopped in time", after("9h"), after("30m"), engine.Met, false, 0, 0},
		{"stopped after the target", after("9h"), after("3h"), engine.Met, true, 0, 1},
		{"stopped at the end", after("9h"), after("4h"), engine.Met, true, 0, 1},
		{"stopped late", after("9h"), after("5h"), engine.Breached, true, 0, 2},
		{"a stop to come", after("1m"), after("5h"), engine.Running, false, 4*time.Hour - time.Minute, 0},
	} {
		s := l.Status(c.now, c.stop)
		if diff := cmp.Diff([]any{c.state, c.late, c.left, c.escalated}, []any{s.State, s.Late, s.Left, len(s.Escalated)}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
