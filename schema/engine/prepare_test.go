package engine_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// needChildren are stages of the examples that ask for records which belong to the one that moves.
var needChildren = []schema.Address{"stage.lead.opportunity", "stage.lead.customer", "stage.company.identified", "stage.company.engaged", "stage.company.qualified",
	"stage.company.opportunity", "stage.company.customer", "stage.contact.opportunity", "stage.contact.customer"}

// A prepared record walks every lifecycle and pipeline of the examples from its first stage to its last.
func TestPrepareWalksTheExamples(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		r := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
		if err := r.Diags.Err(); err != nil {
			t.Fatal(err)
		}
		a := r.Architecture
		for _, tr := range a.Tracks() {
			rec := &engine.Record{Object: tr.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}, Related: map[string][]*engine.Record{}}
			for _, parent := range a.ObjectNames() {
				if a.BelongsTo(tr.Object, parent) {
					rec.Related[parent] = []*engine.Record{{ID: "p-" + parent, Object: parent, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}}
				}
			}
			w := &engine.World{A: a}
			w.Add(now, rec)
			for _, s := range tr.Stages {
				if s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding" {
					continue
				}
				reason, left := engine.Prepare(a, rec, s.Address, now)
				if slices.Contains(needChildren, s.Address) != (len(left) > 0) {
					t.Errorf("%s: %s: %v", name, s.Address, left)
				}
				if len(left) > 0 {
					continue
				}
				if bad := engine.UpdateRefusals(a, &engine.Record{Object: rec.Object}, rec.Fields, engine.UpdateOptions{Now: now, Create: true}); len(bad) > 0 {
					t.Errorf("%s: %s: a value breaks its rule: %v", name, s.Address, bad)
				}
				if refused := w.Move(rec, s.Address, engine.MoveOptions{Now: now, Reason: reason}); len(refused) > 0 {
					t.Errorf("%s: %s: not moved: %v", name, s.Address, refused)
				}
			}
		}
	}
}
