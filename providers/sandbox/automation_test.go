package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestCreateRoutesAndChecks(t *testing.T) {
	c, _ := testCRM(t)
	_, soft := lead(t, c, "software", nil)
	_, retail := lead(t, c, "retail", nil)
	_, fin := lead(t, c, "fintech", nil)
	var owners []string
	for _, id := range []int64{soft, retail, fin} {
		owners = append(owners, show(t, c, id).Owner)
	}
	if d := cmp.Diff([]string{"ana@acme.example", "bob@acme.example", "carl@acme.example"}, owners); d != "" {
		t.Errorf("round robin in the queue, then the rule: %s", d)
	}
	h := show(t, c, fin).History
	i := slices.IndexFunc(h, func(h HistoryEntry) bool { return h.Kind == "routed" })
	if i < 0 || h[i].Detail["rule"] != "fintech" || h[i].Basis == "" || h[i].Actor != "routing.inbound" {
		t.Errorf("history %+v", h)
	}

	_, _, err := c.CreateRecord(ctx, NewRecord{Object: "contact", Actor: "x"})
	if d := cmp.Diff([]string{"required field.contact.email"}, refusedBy(t, err)); d != "" {
		t.Error(d)
	}
	for _, tc := range []struct {
		n    NewRecord
		want string
	}{
		{NewRecord{Object: "contakt", Actor: "x"}, `Did you mean "contact"`},
		{NewRecord{Object: "contact", Actor: "x", Properties: map[string]any{"emial": "a@b.example"}}, `Did you mean "email"`},
		{NewRecord{Object: "contact", Actor: "x", Properties: map[string]any{"email": "nonsense"}}, "e-mail address"},
		{NewRecord{Object: "contact", Actor: "x", Owner: "dora@acme.example"}, "no longer active"},
		{NewRecord{Object: "contact", Actor: "x", Owner: "zoe@acme.example"}, "not in the directory"},
		{NewRecord{Object: "contact", Actor: "x", Properties: map[string]any{"email": "a@b.example", "id": "7"}}, "kept by the CRM"},
		{NewRecord{Object: "contact", Actor: "x", Properties: map[string]any{"email": "a@b.example", "lead_stage": "mql"}}, "move the record"},
		{NewRecord{Object: "contact"}, "actor"},
	} {
		if _, _, err := c.CreateRecord(ctx, tc.n); !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: %v, want %q", tc.n, err, tc.want)
		}
	}
	if n, err := c.Records(ctx, Filter{}); err != nil || len(n) != 6 {
		t.Errorf("%d records (%v); what is refused leaves none behind", len(n), err)
	}
}

func TestUpdate(t *testing.T) {
	c, _ := testCRM(t)
	_, id := lead(t, c, "retail", nil)
	deal := newRecord(t, c, NewRecord{Object: "deal", Properties: map[string]any{"close_date": "2026-04-01"}})
	for _, tc := range []struct {
		name  string
		id    int64
		props map[string]any
		want  []string
	}{
		{"validation", id, map[string]any{"nps": 11}, []string{"validation field.contact.nps"}},
		{"required", id, map[string]any{"email": nil}, []string{"required field.contact.email"}},
		{"close date", deal, map[string]any{"close_date": "2026-05-01"}, []string{"close_date hygiene.deals"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := show(t, c, tc.id)
			_, err := c.UpdateRecord(ctx, tc.id, tc.props, me)
			if d := cmp.Diff(tc.want, refusedBy(t, err)); d != "" {
				t.Error(d)
			}
			after := show(t, c, tc.id)
			if d := cmp.Diff(before.Record, after.Record); d != "" {
				t.Error(d)
			}
			if k := historyKinds(after); k[len(k)-1] != "refused" {
				t.Errorf("history %v", k)
			}
		})
	}
	push := me
	push.Reason = "legal"
	if _, err := c.UpdateRecord(ctx, deal, map[string]any{"close_date": "2026-05-01", "amount": 12.5}, push); err != nil {
		t.Fatal(err)
	}
	d := show(t, c, deal)
	if d.Properties["push"] != "legal" || d.Properties["amount"] != 12.5 {
		t.Errorf("properties %v", d.Properties)
	}
	i := slices.IndexFunc(d.History, func(h HistoryEntry) bool { return h.Detail["field"] == "close_date" && h.Kind == "changed" })
	want := map[string]any{"field": "close_date", "old": "2026-04-01", "new": "2026-05-01", "reason": "legal"}
	if i < 0 || !cmp.Equal(d.History[i].Detail, want) || d.History[i].Actor != me.Actor || d.History[i].Basis != me.Basis {
		t.Errorf("history %+v", d.History)
	}
}

func TestThresholdPromotes(t *testing.T) {
	c, _ := testCRM(t)
	_, id := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	must(t, c, id, "known", MoveRequest{})
	out, err := c.Log(ctx, id, "demo_requested", me)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(out.AutomationsRun, "automation.promote") || !slices.Contains(out.ClocksStarted, "sla.first_touch") || len(out.TasksCreated) != 1 {
		t.Errorf("outcome %+v", out)
	}
	d := show(t, c, id)
	if d.Properties["fit_score"] != 70.0 || d.Properties["engagement_score"] != 40.0 {
		t.Errorf("scores are not in their fields: %v", d.Properties)
	}
	if len(d.Scores) != 1 || !slices.Contains(d.Scores[0].Meets, "mql") || len(d.Scores[0].Reasons) != 3 {
		t.Errorf("scores %+v", d.Scores)
	}
	task := d.Tasks[0]
	if task.Kind != "task" || task.Title != "Call the lead" || task.Due == nil || !task.Due.Equal(at(t, "2026-03-02 14:00")) {
		t.Errorf("task %+v", task)
	}
}

// The score of a contact follows facts of its company.
func TestCompanyFactPromotesContact(t *testing.T) {
	c, _ := testCRM(t)
	company, id := lead(t, c, "retail", map[string]any{"job_title": "CTO"})
	must(t, c, id, "known", MoveRequest{})
	if _, err := c.Log(ctx, id, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	if s := show(t, c, id).Stages["lifecycle.lead"]; s != "stage.lead.known" {
		t.Fatalf("in %s too early", s)
	}
	if _, err := c.UpdateRecord(ctx, company, map[string]any{"industry": "software"}, me); err != nil {
		t.Fatal(err)
	}
	if s := show(t, c, id).Stages["lifecycle.lead"]; s != "stage.lead.mql" {
		t.Errorf("in %s, want promoted", s)
	}
}

// Two automations that start each other end after one round.
func TestLoopGuard(t *testing.T) {
	c, _ := testCRM(t)
	_, id := lead(t, c, "retail", nil)
	out, err := c.UpdateRecord(ctx, id, map[string]any{"job_title": "CEO"}, me)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"automation.ping", "automation.pong"}, out.AutomationsRun); d != "" {
		t.Error(d)
	}
	d := show(t, c, id)
	if d.Properties["job_title"] != "Ping" || d.Properties["accepted_on"] != "2026-03-02" {
		t.Errorf("properties %v", d.Properties)
	}
	if i := slices.IndexFunc(d.Tasks, func(x Task) bool { return x.Kind == "send" }); i < 0 || d.Tasks[i].Status != "waiting_approval" {
		t.Errorf("tasks %+v; a message waits for a person", d.Tasks)
	}
}
