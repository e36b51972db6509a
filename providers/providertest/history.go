package providertest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// The lifecycle of the state "small" in which records of the case are.
const (
	leadTrack    schema.Address = "lifecycle.lead"
	newStage     schema.Address = "stage.lead.new"
	workingStage schema.Address = "stage.lead.working"
)

// recordHistory wants live records to be told as they are, in the words of the architecture, and nothing to be written.
func (s *suite) recordHistory(t *testing.T) {
	p := s.Open(t)
	h, ok := p.(providers.RecordHistory)
	if !ok || s.Enter == nil {
		t.Skip("the provider does not tell the history of records, or the suite cannot make any here")
	}
	a := State(t, "small")
	s.apply(t, s.Driver(t), p, a)
	ask := func(ask providers.RecordAsk) (*providers.Records, []*providers.LiveRecord) {
		t.Helper()
		before := int64(0)
		if s.Writes != nil {
			before = s.Writes(p)
		}
		res, list := s.ask(t, h, a, ask)
		if s.Writes != nil && s.Writes(p) != before {
			t.Errorf("asking for %+v wrote %d times", ask, s.Writes(p)-before)
		}
		return res, list
	}
	before, others := ask(providers.RecordAsk{Object: "contact"})
	want := map[schema.Address]int{workingStage: 3, newStage: 2}
	for _, r := range s.compile(t, p, a).Resources {
		if n := want[r.Origin]; n > 0 && p.Info().Type(r.Type).Records {
			s.Enter(t, p, r.Type, r.Key, n)
		}
	}

	res, all := ask(providers.RecordAsk{Object: "contact"})
	if res.Total != before.Total+5 || int64(len(all)) != res.Total {
		t.Fatalf("%d records of %d; there were %d, and 5 were made", len(all), res.Total, before.Total)
	}
	var ids []string
	in := map[schema.Address]int{}
	for _, r := range all {
		if slices.Contains(ids, r.ID) {
			t.Errorf("record %s is given twice", r.ID)
		}
		ids = append(ids, r.ID)
		if !slices.ContainsFunc(others, func(o *providers.LiveRecord) bool { return o.ID == r.ID }) {
			in[r.Stages[leadTrack]]++
		}
	}
	if d := cmp.Diff(want, in); d != "" {
		t.Errorf("records in the stages (-wanted +told): %s", d)
	}
	if !slices.IsSortedFunc(all, func(a, b *providers.LiveRecord) int { return b.Created.Compare(a.Created) }) {
		t.Error("those that were made last are not first")
	}
	for _, n := range []int{1, 4} {
		res, some := ask(providers.RecordAsk{Object: "contact", Limit: n})
		if d := cmp.Diff(ids[:n], idsOf(some)); d != "" || res.Total != before.Total+5 {
			t.Errorf("with a limit of %d there are %d: %s", n, res.Total, d)
		}
	}
	some := []string{ids[3], ids[0]}
	if gone := s.goneRecord(t, p, a); gone != "" {
		some = append(some, gone)
	}
	_, bare := ask(providers.RecordAsk{Object: "contact", IDs: some, Bare: true})
	if d := cmp.Diff([]string{ids[0], ids[3]}, idsOf(bare)); d != "" {
		t.Fatalf("asked for %v (-wanted +told): %s", some, d)
	}
	for i, r := range []*providers.LiveRecord{all[0], all[3]} {
		if b := bare[i]; b.Events != nil || b.Spent != nil {
			t.Errorf("record %s has its history, and was asked for without it", b.ID)
		}
		if d := cmp.Diff(r.Stages, bare[i].Stages); d != "" {
			t.Errorf("record %s without history: %s", r.ID, d)
		}
	}
	if _, none := ask(providers.RecordAsk{Object: "contact", IDs: []string{}}); len(none) > 0 {
		t.Errorf("no ids give %v", idsOf(none))
	}
	s.movedRecord(t, p, a, ask)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stopped, err := h.Records(ctx, a, s.Target, providers.RecordAsk{Object: "contact"})
	if err == nil {
		for _, e := range stopped.Each {
			err = e
		}
	}
	if err == nil {
		t.Error("a read went on after it was stopped")
	}
}

// ask reads records, and wants of each what holds for all.
func (s *suite) ask(t *testing.T, h providers.RecordHistory, a *schema.Architecture, ask providers.RecordAsk) (*providers.Records, []*providers.LiveRecord) {
	t.Helper()
	res, err := h.Records(t.Context(), a, s.Target, ask)
	if err != nil {
		t.Fatalf("asking for %+v: %v", ask, err)
	}
	var out []*providers.LiveRecord
	for r, err := range res.Each {
		if err != nil {
			t.Fatalf("asking for %+v: %v", ask, err)
		}
		out = append(out, r)
		if r.Object != ask.Object || r.ID == "" || r.Created.IsZero() || len(r.Related) > 0 {
			t.Errorf("record %q is a %q made at %s with %d related ones; a %s was asked for", r.ID, r.Object, r.Created, len(r.Related), ask.Object)
		}
		last, at := time.Time{}, map[schema.Address]schema.Address{}
		for _, e := range r.Events {
			if e.At.IsZero() || e.At.Location() != time.UTC || e.At.Before(last) {
				t.Errorf("record %s: an event at %s after one at %s", r.ID, e.At, last)
			}
			last = e.At
			switch {
			case e.Track != "" && a.Track(e.Track) == nil:
				t.Errorf("record %s: no flow %s", r.ID, e.Track)
			case e.Kind == providers.Moved && !res.Kept.Moves[e.Track]:
				t.Errorf("record %s: a move in %s, of which none are said to be kept", r.ID, e.Track)
			case e.Kind == providers.Changed && !res.Kept.Fields[e.Field]:
				t.Errorf("record %s: a change of %s, of which none are said to be kept", r.ID, e.Field)
			}
			if e.Track != "" {
				at[e.Track] = e.To
			}
		}
		for track, stage := range at {
			if now := r.Stages[track]; now != stage && r.Strange[track] == "" {
				t.Errorf("record %s is in %q; by its history it is in %q", r.ID, now, stage)
			}
		}
	}
	return res, out
}

func idsOf(list []*providers.LiveRecord) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

// goneRecord is the id of a record that was removed; "" where the suite can make none.
func (s *suite) goneRecord(t *testing.T, p providers.Provider, a *schema.Architecture) string {
	t.Helper()
	tester, ok := p.(providers.RecordTester)
	if !ok {
		return ""
	}
	records, err := tester.TestRecords(a, s.Target, "gone")
	if err != nil {
		t.Fatal(err)
	}
	made, err := records.Create(t.Context(), providers.TestRecord{Object: "contact"})
	if err != nil || !made.Done() {
		t.Fatalf("create: %+v, %v", made, err)
	}
	if err := records.Remove(t.Context(), []providers.TestRef{{Object: "contact", ID: made.ID, Mark: providers.TestMark("gone")}}); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// movedRecord makes a record that belongs to another, moves it, and wants both to be told.
func (s *suite) movedRecord(t *testing.T, p providers.Provider, a *schema.Architecture, ask func(providers.RecordAsk) (*providers.Records, []*providers.LiveRecord)) {
	t.Helper()
	tester, ok := p.(providers.RecordTester)
	if !ok {
		return
	}
	records, err := tester.TestRecords(a, s.Target, "moved")
	if err != nil {
		t.Fatal(err)
	}
	var refs []providers.TestRef
	create := func(r providers.TestRecord) providers.TestRef {
		t.Helper()
		made, err := records.Create(t.Context(), r)
		if err != nil || !made.Done() {
			t.Fatalf("create: %+v, %v", made, err)
		}
		refs = append(refs, providers.TestRef{Object: r.Object, ID: made.ID, Mark: providers.TestMark("moved")})
		return refs[len(refs)-1]
	}
	company := create(providers.TestRecord{Object: "company"})
	contact := create(providers.TestRecord{Object: "contact", Owner: "role.sdr", Fields: map[string]any{"score": 20.0}, Parents: []providers.TestRef{company},
		Stages: map[schema.Address]schema.Address{leadTrack: newStage}})
	if w, err := records.Change(t.Context(), contact, providers.TestChange{Stage: workingStage}); err != nil || !w.Done() {
		t.Fatalf("change: %+v, %v", w, err)
	}
	for _, x := range [][2]providers.TestRef{{company, contact}, {contact, company}} {
		_, list := ask(providers.RecordAsk{Object: x[0].Object, IDs: []string{x[0].ID}})
		if len(list) != 1 || !slices.Contains(list[0].Links[x[1].Object], x[1].ID) {
			t.Errorf("%s %s is not linked with %s %s", x[0].Object, x[0].ID, x[1].Object, x[1].ID)
		}
	}
	res, list := ask(providers.RecordAsk{Object: "contact", IDs: []string{contact.ID}})
	if len(list) != 1 {
		t.Fatalf("record %s is not told", contact.ID)
	}
	var way []schema.Address
	for _, e := range list[0].Events {
		if e.Track == leadTrack {
			way = append(way, e.From, e.To)
		}
	}
	// The first move comes from nowhere, or it was made there.
	if want := []schema.Address{"", newStage, newStage, workingStage}; res.Kept.Moves[leadTrack] && !slices.Equal(way, want) {
		t.Errorf("the record came %q, not %q", way, want)
	}
	if got := list[0].Fields["score"]; got != 20.0 && !res.Kept.Absent["score"] {
		t.Errorf("its score is %v", got)
	}
	slices.Reverse(refs)
	if err := records.Remove(t.Context(), refs); err != nil {
		t.Fatal(err)
	}
}
