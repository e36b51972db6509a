package sandbox

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestMoveRefusals(t *testing.T) {
	c, _ := testCRM(t)
	_, contact := lead(t, c, "retail", nil)
	deal := newRecord(t, c, NewRecord{Object: "deal", Properties: map[string]any{"name": "Big"}, Owner: "carl@acme.example"})
	orphan := newRecord(t, c, NewRecord{Object: "deal", Properties: map[string]any{"name": "Nobody's"}})
	must(t, c, deal, "new/open", MoveRequest{})

	for _, tc := range []struct {
		name   string
		id     int64
		stage  string
		reason string
		want   []string
	}{
		{"entry criterion and missing fact", contact, "mql", "", []string{"entry stage.lead.mql.entry.qualified", "required stage.lead.mql"}},
		{"required fact", deal, "Proposal", "", []string{"required stage.new.proposal"}},
		{"no owner", orphan, "stage.new.open", "", []string{"owner stage.new.open"}},
		{"no reason", deal, "lost", "", []string{"reason reasons.loss"}},
		{"reason of another list", deal, "lost", "no_budget", []string{"reason reasons.loss"}},
		{"no date to look again", contact, "later", "", []string{"revisit stage.lead.later"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := show(t, c, tc.id)
			res := move(t, c, tc.id, tc.stage, MoveRequest{Reason: tc.reason})
			if res.Allowed {
				t.Fatal("allowed")
			}
			if d := cmp.Diff(tc.want, criteria(res.Refusals)); d != "" {
				t.Error(d)
			}
			for _, r := range res.Refusals {
				if r.Message == "" || r.Name == "" {
					t.Errorf("refusal without words: %+v", r)
				}
			}
			after := show(t, c, tc.id)
			if d := cmp.Diff(before.Record, after.Record); d != "" {
				t.Errorf("a refused move changed the record: %s", d)
			}
			last := after.History[len(after.History)-1]
			if len(after.History) != len(before.History)+1 || last.Kind != "refused" || last.Actor != me.Actor {
				t.Errorf("history ends with %+v", last)
			}
		})
	}
}

func TestMoveForwardOnly(t *testing.T) {
	c, _ := testCRM(t)
	_, contact := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	must(t, c, contact, "known", MoveRequest{})
	if _, err := c.Log(ctx, contact, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	if got := show(t, c, contact).Stages["lifecycle.lead"]; got != "stage.lead.mql" {
		t.Fatalf("the record is in %s; reaching the threshold promotes it", got)
	}
	res := move(t, c, contact, "known", MoveRequest{})
	if d := cmp.Diff([]string{"forward_only lifecycle.lead"}, criteria(res.Refusals)); d != "" {
		t.Error(d)
	}
}

func TestMoveAlongHandoff(t *testing.T) {
	c, _ := testCRM(t)
	company, contact := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	must(t, c, contact, "known", MoveRequest{})
	if _, err := c.Log(ctx, contact, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	res := must(t, c, contact, "SAL", MoveRequest{Basis: "accepted in the call"})
	if res.Owner != "carl@acme.example" {
		t.Errorf("owner %q; the handoff gives the record to the one active account executive", res.Owner)
	}
	if len(res.RecordsCreated) != 1 {
		t.Fatalf("created %v, want the deal that the handoff makes", res.RecordsCreated)
	}
	deal := show(t, c, res.RecordsCreated[0])
	if deal.Object != "deal" || deal.Properties["segment"] != "software" || !slices.Equal(deal.Links, []int64{company, contact}) {
		t.Errorf("deal %+v, want one of the company and contact with the fact carried", deal.Record)
	}
	if got := show(t, c, company).Stages["lifecycle.account"]; got != "stage.account.sal" {
		t.Errorf("the company is in %s, want that of its most advanced contact", got)
	}
	h := show(t, c, contact).History
	i := slices.IndexFunc(h, func(h HistoryEntry) bool { return h.Detail["to"] == "stage.lead.sal" })
	if i < 0 || h[i].Kind != "moved" || h[i].Basis != "accepted in the call" || h[i].Detail["handoff"] != "handoff.mql_to_sal" {
		t.Errorf("history %+v", h)
	}
}

func TestMoveWithReasonAndRevisit(t *testing.T) {
	c, _ := testCRM(t)
	_, contact := lead(t, c, "retail", nil)
	must(t, c, contact, "later", MoveRequest{Revisit: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
	if got := show(t, c, contact).Properties["revisit_on"]; got != "2026-06-01" {
		t.Errorf("revisit_on is %v", got)
	}
	must(t, c, contact, "rejected", MoveRequest{Reason: "no_budget"})
	d := show(t, c, contact)
	if d.Properties["rejection"] != "no_budget" || d.Stages["lifecycle.lead"] != "stage.lead.rejected" {
		t.Errorf("got %+v", d.Record)
	}
	res := move(t, c, contact, "known", MoveRequest{})
	if d := cmp.Diff([]string{"terminal stage.lead.rejected"}, criteria(res.Refusals)); d != "" {
		t.Error(d)
	}
}

// auditedCRM is testCRM with a lead lifecycle that keeps the last move on the contact.
func auditedCRM(t testing.TB) (*CRM, *clock) {
	t.Helper()
	src, err := os.ReadFile("testdata/crm.hcl")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	k := &clock{at(t, "2026-03-02 10:00")}
	c.SetClock(k.now)
	applyHCL(t, c, strings.Replace(string(src), `  title        = "Lead lifecycle"`, `  title        = "Lead lifecycle"
  audit {
    by    = contact.moved_by
    at    = contact.moved_at
    basis = contact.move_basis
  }`, 1)+`
field "contact" "moved_by" {
  type  = text
  owner = role.sdr
  usage = "Who."
}
field "contact" "moved_at" {
  type  = datetime
  owner = role.sdr
  usage = "When."
}
field "contact" "move_basis" {
  type       = text
  owner      = role.sdr
  usage      = "On what basis."
  validation = length(contact.move_basis) <= 20
}
`)
	return c, k
}

// TestMoveKeepsAudit: the fields of an audit block hold the last move, whoever made it.
func TestMoveKeepsAudit(t *testing.T) {
	c, k := auditedCRM(t)
	_, contact := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	kept := func() map[string]any {
		p := show(t, c, contact).Properties
		return map[string]any{"by": p["moved_by"], "at": p["moved_at"], "basis": p["move_basis"]}
	}
	check := func(want map[string]any) {
		t.Helper()
		if d := cmp.Diff(want, kept()); d != "" {
			t.Error(d)
		}
	}
	check(map[string]any{"by": nil, "at": nil, "basis": nil})

	if res := move(t, c, contact, "mql", MoveRequest{Basis: "too early"}); res.Allowed {
		t.Fatal("allowed")
	}
	check(map[string]any{"by": nil, "at": nil, "basis": nil})

	must(t, c, contact, "known", MoveRequest{Basis: "business card"})
	check(map[string]any{"by": "ana@acme.example", "at": k.UTC().Format(time.RFC3339), "basis": "business card"})

	k.Time = k.Add(time.Hour)
	if _, err := c.Log(ctx, contact, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	if got := show(t, c, contact).Stages["lifecycle.lead"]; got != "stage.lead.mql" {
		t.Fatalf("the contact is in %s; the automation should have moved it", got)
	}
	// The basis of an automation is its trigger in words, which is too long for the field here.
	check(map[string]any{"by": "automation.promote", "at": k.UTC().Format(time.RFC3339), "basis": nil})
	if !slices.Contains(historyKinds(show(t, c, contact)), "refused") {
		t.Error("the history does not say that the basis was refused")
	}

	k.Time = k.Add(time.Hour)
	must(t, c, contact, "SAL", MoveRequest{Basis: "met at the fair"})
	check(map[string]any{"by": "ana@acme.example", "at": k.UTC().Format(time.RFC3339), "basis": "met at the fair"})
}

func TestMoveErrors(t *testing.T) {
	c, _ := testCRM(t)
	_, contact := lead(t, c, "retail", nil)
	for _, tc := range []struct {
		id    int64
		stage string
		actor string
		kind  providers.ErrorKind
		want  string
	}{
		{contact, "known", "", providers.Invalid, "actor"},
		{99, "known", "x", providers.NotFound, "no record 99"},
		{contact, "mqll", "x", providers.Invalid, `Did you mean "mql"`},
		{contact, "stage.new.open", "x", providers.Invalid, "deal"},
	} {
		_, err := c.Move(ctx, tc.id, tc.stage, MoveRequest{Actor: tc.actor})
		if !providers.IsKind(err, tc.kind) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("move %d to %q: %v, want %s %q", tc.id, tc.stage, err, tc.kind, tc.want)
		}
	}
}

// Test records are told in the words of the architecture, where a field has another name in the CRM, too.
func TestTestRecordsByInternalNames(t *testing.T) {
	a := samples(t)["modules"]
	c := openTest(t)
	for _, r := range compiled(t, a).Resources {
		if p := c.operate(ctx, &providers.Operation{Action: providers.Create, Type: r.Type, Key: r.Key, After: r.Values}); p.Err != nil {
			t.Fatal(p.Err)
		}
	}
	records, err := c.Provider().TestRecords(a, sandboxTarget(), "names")
	if err != nil {
		t.Fatal(err)
	}
	made, err := records.Create(ctx, providers.TestRecord{Object: "contact", Fields: map[string]any{"email": "kim@bluepeak.example"}})
	if err != nil || !made.Done() {
		t.Fatal(made, err)
	}
	ref := providers.TestRef{Object: "contact", ID: made.ID}
	for _, want := range []string{"kim@bluepeak.example", "kim@dune.example"} {
		if w, err := records.Change(ctx, ref, providers.TestChange{Fields: map[string]any{"email": want}}); err != nil || !w.Done() {
			t.Fatal(w, err)
		}
		if got, err := records.Read(ctx, ref, "email"); err != nil || got.Fields["email"] != want {
			t.Errorf("%v, %v; want %s", got.Fields, err, want)
		}
	}
}
