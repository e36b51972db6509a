package sandbox

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// qualify brings a contact to the stage that starts the first-touch clock.
func qualify(t *testing.T, c *CRM) int64 {
	t.Helper()
	_, id := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	must(t, c, id, "known", MoveRequest{})
	if _, err := c.Log(ctx, id, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	return id
}

func tick(t *testing.T, c *CRM, k *clock, when string) TickResult {
	t.Helper()
	k.Time = at(t, when)
	res, err := c.Tick(ctx, k.Time)
	if err != nil {
		t.Fatal(err)
	}
	return *res
}

// Four business hours that start on Friday at four end on Monday at noon.
func TestClockOverWeekend(t *testing.T) {
	c, k := testCRM(t)
	k.Time = at(t, "2026-03-06 16:00")
	id := qualify(t, c)
	clocks := show(t, c, id).Clocks
	if len(clocks) != 1 || !clocks[0].Due.Equal(at(t, "2026-03-09 12:00")) {
		t.Fatalf("clocks %+v", clocks)
	}
	for _, step := range []struct {
		at   string
		want TickResult
	}{
		{"2026-03-06 17:30", TickResult{}},
		{"2026-03-08 12:00", TickResult{}}, // Sunday
		{"2026-03-09 09:30", TickResult{}},
		{"2026-03-09 10:00", TickResult{Escalations: 1}},
		{"2026-03-09 10:00", TickResult{}}, // the same moment again
		{"2026-03-09 11:59", TickResult{}},
		{"2026-03-09 12:00", TickResult{Escalations: 1, Breached: 1}},
		{"2026-03-10 12:00", TickResult{}},
	} {
		if d := cmp.Diff(step.want, tick(t, c, k, step.at)); d != "" {
			t.Errorf("%s: %s", step.at, d)
		}
	}
	d := show(t, c, id)
	if !d.Clocks[0].Breached || d.Owner != "carl@acme.example" {
		t.Errorf("breached %v, owner %s; the second step gives the record to an account executive", d.Clocks[0].Breached, d.Owner)
	}
	var told []string
	for _, x := range d.Tasks {
		if x.Kind == "notification" {
			told = append(told, x.Assignee)
		}
	}
	if diff := cmp.Diff([]string{"role.sdr", "role.manager"}, told); diff != "" {
		t.Error(diff)
	}
	for _, kind := range []string{"clock_started", "escalated", "breached", "owner"} {
		if !slices.Contains(historyKinds(d), kind) {
			t.Errorf("history has no %s: %v", kind, historyKinds(d))
		}
	}
}

// A tick that comes late takes every step at once.
func TestClockLateTick(t *testing.T) {
	c, k := testCRM(t)
	k.Time = at(t, "2026-03-06 16:00")
	qualify(t, c)
	if d := cmp.Diff(TickResult{Escalations: 2, Breached: 1}, tick(t, c, k, "2026-03-20 12:00")); d != "" {
		t.Error(d)
	}
}

func TestClockStops(t *testing.T) {
	c, k := testCRM(t)
	id := qualify(t, c)
	k.Time = at(t, "2026-03-02 11:00")
	out, err := c.UpdateRecord(ctx, id, map[string]any{"first_contacted_at": k.Time}, me)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"sla.first_touch"}, out.ClocksStopped); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(TickResult{}, tick(t, c, k, "2026-03-04 12:00")); d != "" {
		t.Errorf("a stopped clock escalates: %s", d)
	}
}

func TestEvery(t *testing.T) {
	c, k := testCRM(t)
	tick(t, c, k, "2026-03-02 10:00")
	_, sad := lead(t, c, "retail", map[string]any{"nps": 3})
	lead(t, c, "retail", map[string]any{"nps": 9})
	for _, step := range []struct {
		at   string
		want int
	}{{"2026-03-02 20:00", 0}, {"2026-03-03 08:00", 1}, {"2026-03-03 09:00", 0}, {"2026-03-06 09:00", 1}} {
		if got := tick(t, c, k, step.at).Automations; got != step.want {
			t.Errorf("%s: ran %d times, want %d", step.at, got, step.want)
		}
	}
	if tasks := show(t, c, sad).Tasks; len(tasks) != 2 || tasks[0].Assignee != "role.manager" {
		t.Errorf("tasks %+v", tasks)
	}
}

func TestSequence(t *testing.T) {
	c, k := testCRM(t)
	_, a := lead(t, c, "retail", nil)
	_, b := lead(t, c, "retail", nil)
	for _, id := range []int64{a, b} {
		if out, err := c.Log(ctx, id, "newsletter", me); err != nil || len(out.Enrolled) != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
	}
	if got := tick(t, c, k, "2026-03-02 11:00").Steps; got != 2 {
		t.Errorf("%d steps, want the first of both", got)
	}
	if _, err := c.Log(ctx, b, "replied", me); err != nil {
		t.Fatal(err)
	}
	if got := tick(t, c, k, "2026-03-05 09:00").Steps; got != 0 {
		t.Errorf("%d steps before three days are over", got)
	}
	if got := tick(t, c, k, "2026-03-05 10:00").Steps; got != 1 {
		t.Errorf("%d steps, want one; who replied has left", got)
	}
	for id, want := range map[int64]int{a: 2, b: 1} {
		var waiting int
		for _, x := range show(t, c, id).Tasks {
			if x.Kind == "send" && x.Status == "waiting_approval" {
				waiting++
			}
		}
		if waiting != want {
			t.Errorf("record %d: %d messages wait for approval, want %d", id, waiting, want)
		}
	}
	task := show(t, c, a).Tasks[0]
	if err := c.CompleteTask(ctx, task.ID, me); err != nil {
		t.Fatal(err)
	}
	if err := c.CompleteTask(ctx, task.ID, me); err == nil {
		t.Error("a task was done twice")
	}
}

// A Tick that dies before it has noted how far time has come does nothing twice when it comes again.
func TestTickInterrupted(t *testing.T) {
	c, k := testCRM(t)
	k.Time = at(t, "2026-03-06 16:00")
	id := qualify(t, c)
	tick(t, c, k, "2026-03-06 17:00")
	var before string
	if err := c.db.QueryRow(`SELECT value FROM meta WHERE key = ?`, lastTick).Scan(&before); err != nil {
		t.Fatal(err)
	}
	first := tick(t, c, k, "2026-03-10 12:00")
	if first.Escalations == 0 || first.Breached == 0 {
		t.Fatalf("nothing came due: %+v", first)
	}
	history := len(show(t, c, id).History)
	if _, err := c.db.Exec(`UPDATE meta SET value = ? WHERE key = ?`, before, lastTick); err != nil {
		t.Fatal(err)
	}
	if again := tick(t, c, k, "2026-03-10 12:00"); again != (TickResult{}) {
		t.Errorf("it happened twice: %+v", again)
	}
	if n := len(show(t, c, id).History); n != history {
		t.Errorf("%d more lines of history", n-history)
	}
}
