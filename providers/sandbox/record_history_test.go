package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// history reads records in the words of an architecture; nil asks in the words of the configuration in force.
func history(t *testing.T, c *CRM, a *schema.Architecture, ask providers.RecordAsk) (*providers.Records, []*providers.LiveRecord) {
	t.Helper()
	if a == nil {
		var err error
		if a, err = c.Architecture(); err != nil {
			t.Fatal(err)
		}
	}
	res, err := c.Provider().Records(ctx, a, sandboxTarget(), ask)
	if err != nil {
		t.Fatal(err)
	}
	var out []*providers.LiveRecord
	for r, err := range res.Each {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return res, out
}

// eventLines says events in lines, with times in Berlin.
func eventLines(t *testing.T, r *providers.LiveRecord) []string {
	t.Helper()
	berlin := at(t, "2026-03-02 10:00").Location()
	var out []string
	for _, e := range r.Events {
		line := e.At.In(berlin).Format("02 15:04 ") + string(e.Kind)
		switch e.Kind {
		case providers.Moved:
			line += fmt.Sprintf(" %s: %s%s -> %s%s", e.Track, e.From, text(e.Was), e.To, text(e.Is))
		case providers.Changed:
			line += fmt.Sprintf(" %s: %v -> %v", e.Field, e.Was, e.Is)
		case providers.Logged:
			line += " " + e.Name
		case providers.Raised:
			line += " " + string(e.Clock)
		}
		out = append(out, strings.TrimSpace(line+" by "+e.Who+": "+e.Basis))
	}
	return out
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%q", v)
}

func TestRecordHistory(t *testing.T) {
	c, k := testCRM(t)
	company, id := lead(t, c, "software", map[string]any{"job_title": "CTO"})
	must(t, c, id, "known", MoveRequest{Basis: "met at the fair"})
	if _, err := c.Log(ctx, id, "demo_requested", me); err != nil {
		t.Fatal(err)
	}
	tick(t, c, k, "2026-03-02 15:00")
	if _, err := c.SetOwner(ctx, id, "bob@acme.example", me); err != nil {
		t.Fatal(err)
	}
	must(t, c, id, "rejected", MoveRequest{Reason: "no_budget", Basis: "said so"})

	res, list := history(t, c, nil, providers.RecordAsk{Object: "contact"})
	if res.Total != 1 || len(list) != 1 {
		t.Fatalf("%d records of %d", len(list), res.Total)
	}
	r := list[0]
	want := []string{
		"02 10:00 made by ana@acme.example:",
		"02 10:00 changed owner: <nil> -> ana@acme.example by routing.inbound: ",
		"02 10:00 changed fit_score: <nil> -> 70 by ana@acme.example:",
		"02 10:00 changed engagement_score: <nil> -> 0 by ana@acme.example:",
		"02 10:00 moved lifecycle.lead:  -> stage.lead.known by ana@acme.example: met at the fair",
		"02 10:00 logged demo_requested by ana@acme.example: call",
		"02 10:00 changed engagement_score: 0 -> 40 by ana@acme.example: call",
		"02 10:00 moved lifecycle.lead: stage.lead.known -> stage.lead.mql by automation.promote: reaches(scoring.lead.threshold.mql)",
		"02 15:00 raised sla.first_touch by sla.first_touch: First touch has run for 2h",
		"02 15:00 raised sla.first_touch by sla.first_touch: First touch has run for 4h",
		"02 15:00 changed owner: ana@acme.example -> carl@acme.example by sla.first_touch: First touch has run for 4h",
		"02 15:00 changed owner: carl@acme.example -> bob@acme.example by ana@acme.example: call",
		"02 15:00 changed rejection: <nil> -> no_budget by ana@acme.example: said so",
		"02 15:00 moved lifecycle.lead: stage.lead.mql -> stage.lead.rejected by ana@acme.example: no_budget: said so",
	}
	got := eventLines(t, r)
	got[1] = got[1][:min(len(got[1]), len(want[1]))] // how a routing policy words its reason is its own business
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r.Owner != "bob@acme.example" || r.OwnerGone || r.URL != "" || !r.Created.Equal(at(t, "2026-03-02 10:00")) {
		t.Errorf("owner %s, gone %v, made %s", r.Owner, r.OwnerGone, r.Created)
	}
	if at := r.EnteredAt["lifecycle.lead"]; r.Stages["lifecycle.lead"] != "stage.lead.rejected" || at.Location() != time.UTC || !at.Equal(k.Time) {
		t.Errorf("%v since %v", r.Stages, r.EnteredAt)
	}
	if r.Fields["job_title"] != "CTO" || r.Fields["rejection"] != "no_budget" || r.Fields["created_at"] != r.Created {
		t.Errorf("fields %v", r.Fields)
	}
	if d := cmp.Diff(map[string][]string{"company": {fmt.Sprint(company)}}, r.Links); d != "" {
		t.Error(d)
	}
	if _, companies := history(t, c, nil, providers.RecordAsk{Object: "company"}); len(companies) != 1 || companies[0].Links["contact"][0] != r.ID {
		t.Errorf("companies %+v", companies)
	}
	kept := res.Kept
	if !kept.Moves["lifecycle.lead"] || len(kept.Moves) != 1 || !kept.Fields["owner"] || !kept.Fields["rejection"] || !kept.Fields["nps"] ||
		!kept.Activities || !kept.Raised || kept.Notes != nil || len(kept.Absent) > 0 {
		t.Errorf("kept %+v", kept)
	}
}

func TestRecordHistoryAsk(t *testing.T) {
	c, k := testCRM(t)
	var ids []string
	for i := range historyPage + 3 {
		k.Time = k.Add(time.Duration(-i%2) * time.Hour) // those that are made later are not always younger
		ids = append(ids, fmt.Sprint(newRecord(t, c, NewRecord{Object: "company", Properties: map[string]any{"name": "A"}})))
	}
	res, all := history(t, c, nil, providers.RecordAsk{Object: "company"})
	if int(res.Total) != len(ids) || len(all) != len(ids) {
		t.Fatalf("%d of %d records", len(all), res.Total)
	}
	if !slices.IsSortedFunc(all, func(a, b *providers.LiveRecord) int { return b.Created.Compare(a.Created) }) {
		t.Error("not the youngest first")
	}
	res, some := history(t, c, nil, providers.RecordAsk{Object: "company", Limit: 2})
	if int(res.Total) != len(ids) || len(some) != 2 || some[0].ID != all[0].ID || some[1].ID != all[1].ID {
		t.Errorf("%d of %d records", len(some), res.Total)
	}
	res, some = history(t, c, nil, providers.RecordAsk{Object: "company", IDs: []string{ids[0], "99999", "x", ids[5]}, Bare: true})
	if res.Total != 2 || len(some) != 2 || some[0].Events != nil || some[0].Fields["name"] != "A" {
		t.Errorf("%+v of %d", some, res.Total)
	}
	if _, some = history(t, c, nil, providers.RecordAsk{Object: "contact", IDs: ids}); len(some) != 0 {
		t.Errorf("companies are given as contacts: %+v", some)
	}
	if _, some = history(t, c, nil, providers.RecordAsk{Object: "company", IDs: []string{}}); len(some) != 0 {
		t.Error("no ids give records")
	}
	a, _ := c.Architecture()
	if _, err := c.Provider().Records(ctx, a, sandboxTarget(), providers.RecordAsk{Object: "nothing"}); !providers.IsKind(err, providers.Invalid) {
		t.Errorf("an unknown object gives %v", err)
	}
}

// What was renamed since is called by its name of today, in the words of an architecture with modules and internal names.
func TestRecordHistoryWords(t *testing.T) {
	a := samples(t)["modules"]
	c, k := openTest(t), &clock{at(t, "2026-03-02 10:00")}
	c.SetClock(k.now)
	for _, r := range compiled(t, a).Resources {
		if r.Type == typeGate || r.Type == "sandbox_sla" {
			continue // they name what is renamed here
		}
		if p := c.operate(ctx, &providers.Operation{Action: providers.Create, Type: r.Type, Key: r.Key, After: r.Values}); p.Err != nil {
			t.Fatal(p.Err)
		}
	}
	id := newRecord(t, c, NewRecord{Object: "contact", Owner: "role.regional_emea_sdr", Properties: map[string]any{"email_address": "kim@bluepeak.example"}, Actor: "role.regional_emea_sdr"})
	must(t, c, id, "regional_emea_lead/new", MoveRequest{})
	if p := change(t, c, providers.Update, typeProperty, "contact/email_address", map[string]any{"name": "mail"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	if _, err := c.UpdateRecord(ctx, id, map[string]any{"mail": "kim@dune.example"}, me); err != nil {
		t.Fatal(err)
	}
	if p := change(t, c, providers.Update, typeLifecycle, "regional_emea_lead", map[string]any{"name": "emea"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	if p := change(t, c, providers.Update, typeStage, "emea/new", map[string]any{"name": "fresh"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	k.Time = k.Add(time.Hour)
	must(t, c, id, "emea/worked", MoveRequest{})
	// Back to the names of the architecture.
	for _, x := range []struct{ typ, key, name string }{
		{typeStage, "emea/fresh", "new"}, {typeLifecycle, "emea", "regional_emea_lead"}, {typeProperty, "contact/mail", "email_address"}} {
		if p := change(t, c, providers.Update, x.typ, x.key, map[string]any{"name": x.name}); p.Err != nil {
			t.Fatal(p.Err)
		}
	}
	_, list := history(t, c, a, providers.RecordAsk{Object: "contact"})
	r := list[0]
	track, stage := schema.Address(`module.regional["emea"].lifecycle.lead`), schema.Address(`module.regional["emea"].stage.lead.`)
	if r.Owner != `module.regional["emea"].role.sdr` || r.Stages[track] != stage+"worked" || r.Fields["email"] != "kim@dune.example" {
		t.Errorf("%s in %v with %v", r.Owner, r.Stages, r.Fields)
	}
	var moves []string
	for _, e := range r.Events {
		if e.Kind == providers.Moved {
			moves = append(moves, fmt.Sprintf("%s: %s -> %s", e.Track, e.From, e.To))
		}
		if e.Kind == providers.Changed && e.Field != "email" {
			t.Errorf("a change of %s", e.Field)
		}
	}
	if d := cmp.Diff([]string{fmt.Sprintf("%s:  -> %snew", track, stage), fmt.Sprintf("%s: %snew -> %sworked", track, stage, stage)}, moves); d != "" {
		t.Error(d)
	}
}

// An architecture that asks for more than was applied, and knows less.
func TestRecordHistoryOtherArchitecture(t *testing.T) {
	c, _ := testCRM(t)
	_, id := lead(t, c, "retail", nil)
	must(t, c, id, "known", MoveRequest{})
	src, err := os.ReadFile("testdata/crm.hcl")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(src), `field "contact" "nps" {`, "field \"contact\" \"budget\" {\n  type = currency\n}\nfield \"contact\" \"nps\" {", 1)
	text = strings.Replace(text, `stage "known" {
    label = "Known"`, `stage "heard_of" {
    label = "Heard of"`, 1)
	other := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(text)}, hclschema.Options{}).Architecture
	res, list := history(t, c, other, providers.RecordAsk{Object: "contact"})
	if d := cmp.Diff(map[string]bool{"budget": true}, res.Kept.Absent); d != "" || res.Kept.Fields["budget"] || !res.Kept.Fields["nps"] || res.Kept.Notes != nil {
		t.Errorf("kept %+v", res.Kept)
	}
	r := list[0]
	if d := cmp.Diff(map[schema.Address]string{"lifecycle.lead": "known"}, r.Strange); d != "" || len(r.Stages) > 0 {
		t.Errorf("stages %v, %s", r.Stages, d)
	}
	i := slices.IndexFunc(r.Events, func(e providers.RecordEvent) bool { return e.Kind == providers.Moved })
	if e := r.Events[i]; e.To != "" || e.Is != "known" || e.Was != nil {
		t.Errorf("move %+v", e)
	}
}

func TestRecordHistoryOwners(t *testing.T) {
	c, _ := testCRM(t)
	ids := map[string]string{}
	for _, owner := range []string{"ana@acme.example", "queue.inbound", ""} {
		ids[fmt.Sprint(newRecord(t, c, NewRecord{Object: "deal", Owner: owner}))] = owner
	}
	if p := change(t, c, providers.Update, typeUser, "sales/ana", map[string]any{"active": false}); p.Err != nil {
		t.Fatal(p.Err)
	}
	_, list := history(t, c, nil, providers.RecordAsk{Object: "deal"})
	for _, r := range list {
		if owner := ids[r.ID]; r.Owner != owner || r.OwnerGone != (owner == "ana@acme.example") {
			t.Errorf("the record of %q is of %q, who is gone: %v", owner, r.Owner, r.OwnerGone)
		}
	}
	if len(list) != len(ids) {
		t.Errorf("%d records", len(list))
	}
}

// Made-up records and those that somebody put into the file have activities and a birth without history; values that were taken
// away are followed by what was left.
func TestRecordHistoryWithoutEntries(t *testing.T) {
	c := applied(t, "small")
	id := record(t, c, "contact", `{"band":"B"}`)
	if _, err := c.db.Exec(`INSERT INTO activities(record_id, name, at) VALUES (?, 'demo_requested', 5000)`, id); err != nil {
		t.Fatal(err)
	}
	p := c.operate(ctx, &providers.Operation{Action: providers.Delete, Type: typeOption, ID: liveObject(t, c, typeOption, "contact/band/B").ID, Key: "contact/band/B", Discard: true})
	if p.Err != nil {
		t.Fatal(p.Err)
	}
	_, list := history(t, c, nil, providers.RecordAsk{Object: "contact"})
	var kinds []providers.EventKind
	for _, e := range list[0].Events {
		kinds = append(kinds, e.Kind)
		if e.Kind == providers.Changed && (e.Was != "B" || e.Is != nil || e.Field != "band") {
			t.Errorf("change %+v", e)
		}
	}
	if d := cmp.Diff([]providers.EventKind{providers.Made, providers.Logged, providers.Changed}, kinds); d != "" {
		t.Error(d)
	}
	if list[0].Fields["band"] != nil {
		t.Errorf("fields %v", list[0].Fields)
	}
}

// TestRecordHistoryReadOnly looks at a file without writing to it.
func TestRecordHistoryReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crm.db")
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	newRecord(t, c, NewRecord{Object: "company"})
	a, err := c.Architecture()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{path: 1, path + ".none": 0} {
		res, err := looking(t, path).(providers.RecordHistory).Records(ctx, a, sandboxTarget(), providers.RecordAsk{Object: "company"})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range res.Each {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
		if n != want || int(res.Total) != want {
			t.Errorf("%s: %d of %d records", filepath.Base(path), n, res.Total)
		}
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("the file is another one", err)
	}
}

// One operation reads one record with its history.
func BenchmarkRecordHistory(b *testing.B) {
	c, _ := testCRM(b)
	seed(b, c, SeedOptions{N: b.N, Seed: 1})
	a, err := c.Architecture()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, object := range []string{"contact", "company", "deal"} {
		res, err := c.Provider().Records(ctx, a, sandboxTarget(), providers.RecordAsk{Object: object})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range res.Each {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
