package providertest

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// testRecords wants test records to be found by their mark and removed, and nothing else with them.
func (s *suite) testRecords(t *testing.T) {
	p := s.Open(t)
	tester, ok := p.(providers.RecordTester)
	if !ok {
		t.Skip("the provider makes no test records")
	}
	a := State(t, "small")
	s.apply(t, s.Driver(t), p, a)
	open := func(run string) providers.TestRecords {
		t.Helper()
		records, err := tester.TestRecords(a, s.Target, run)
		if err != nil {
			t.Fatal(err)
		}
		return records
	}
	first, second := open("one"), open("two")
	count := s.bystanders(t, p, a)
	before := count()

	const track, from, to = "lifecycle.lead", "stage.lead.new", "stage.lead.working"
	made, err := first.Create(t.Context(), providers.TestRecord{Object: "contact", Owner: cmp.Or(s.Owner, "role.sdr"), Fields: map[string]any{"band": "A", "score": 20.0},
		Stages: map[schema.Address]schema.Address{track: from}})
	if err != nil || !made.Done() || made.ID == "" {
		t.Fatalf("create: %+v, %v", made, err)
	}
	ref := providers.TestRef{Object: "contact", ID: made.ID}
	at := func(want schema.Address) {
		t.Helper()
		r, err := first.Read(t.Context(), ref, "band")
		if err != nil {
			t.Fatal(err)
		}
		if r.Stages[track] != want || r.Fields["band"] != "A" {
			t.Errorf("the record is in %s with band %v; wanted %s with A", r.Stages[track], r.Fields["band"], want)
		}
	}
	at(from)
	if w, err := first.Change(t.Context(), ref, providers.TestChange{Stage: to}); err != nil || !w.Done() {
		t.Fatalf("change: %+v, %v", w, err)
	}
	at(to)

	// A run that is stopped leaves records behind; what it was stopped in may be there or not.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := first.Create(ctx, providers.TestRecord{Object: "contact", Fields: map[string]any{"band": "B"}}); err == nil {
		t.Error("a create went on after it was stopped")
	}
	left, err := second.Marked(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(left, func(r providers.TestRef) bool { return r.ID == made.ID && r.Object == "contact" })
	if i < 0 || !providers.IsTestMark(left[i].Mark) || left[i].Mark != providers.TestMark("one") {
		t.Fatalf("another run does not find the record %s by its mark: %+v", made.ID, left)
	}
	if err := second.Remove(t.Context(), left); err != nil {
		t.Fatal(err)
	}
	if err := second.Remove(t.Context(), left); err != nil {
		t.Errorf("removing what is gone already: %v", err)
	}
	if again, err := second.Marked(t.Context()); err != nil || len(again) > 0 {
		t.Errorf("after the removal there are %+v, %v", again, err)
	}
	if _, err := first.Read(t.Context(), ref); !providers.IsKind(err, providers.NotFound) {
		t.Errorf("reading what is gone gives %v, not not found", err)
	}
	if after := count(); after != before {
		t.Errorf("of %d records of others there are %d", before, after)
	}
}

// bystanders makes records that are no test records, and counts them.
func (s *suite) bystanders(t *testing.T, p providers.Provider, a *schema.Architecture) func() int64 {
	t.Helper()
	reader, ok := p.(providers.RecordReader)
	if !ok || s.Enter == nil {
		return func() int64 { return 0 }
	}
	c := s.compile(t, p, a)
	i := slices.IndexFunc(c.Resources, func(r *providers.Resource) bool {
		return p.Info().Type(r.Type).Records && r.Origin == "stage.lead.new"
	})
	if i < 0 {
		t.Fatal("no resource holds the records of a stage")
	}
	r := c.Resources[i]
	s.Enter(t, p, r.Type, r.Key, 3)
	return func() int64 {
		n, err := reader.CountRecords(t.Context(), []providers.RecordQuery{{Type: r.Type, Key: r.Key}})
		if err != nil {
			t.Fatal(err)
		}
		return n[0]
	}
}
