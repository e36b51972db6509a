package odoo

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// building is what plans of an architecture for a real Odoo are made with.
func building(a *schema.Architecture, p providers.Provider) planner.BuildOptions {
	return planner.BuildOptions{Arch: a, Environment: "test", Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}, State: &planner.State{},
		CRMs: []planner.TargetProvider{{Target: providers.Target{Environment: "test", CRM: &schema.CRM{Provider: provider}}, Provider: p}}}
}

// applyReal brings a database to an architecture, by a plan.
func applyReal(t *testing.T, a *schema.Architecture, p providers.Provider) {
	t.Helper()
	build := building(a, p)
	plan, diags := planner.Build(t.Context(), build)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: build,
		Store: planner.NewLocalStore(filepath.Join(t.TempDir(), "state.json"), "test")})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Failed {
		t.Errorf("%s: %s", f.Address, f.Why)
	}
	t.Logf("%d changes in %v", len(plan.Changes), time.Since(begin).Round(100*time.Millisecond))
}

// planned is what would change.
func planned(t *testing.T, a *schema.Architecture, p providers.Provider) *planner.Plan {
	t.Helper()
	plan, diags := planner.Build(t.Context(), building(a, p))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}

// withModels makes the models of other objects, as the manual step says, and opens the database again.
func withModels(t *testing.T, a *schema.Architecture, p *Provider) *Provider {
	t.Helper()
	for _, o := range a.ObjectNames() {
		model := objectNames{a}.model(o)
		if !a.Uses(o) || !strings.HasPrefix(model, "x_") {
			continue
		}
		n, err := p.client.SearchRead(t.Context(), api.Search{Model: "ir.model", Domain: []any{[]any{"model", "=", model}}, Fields: []string{"id"}})
		if err == nil && len(n) == 0 {
			var ids []int64
			if ids, err = p.client.Create(t.Context(), "ir.model", []map[string]any{{"name": schema.Label("", o), "model": model}}); err == nil {
				_, err = p.client.Create(t.Context(), "ir.model.access", []map[string]any{{"name": model, "model_id": ids[0],
					"perm_read": true, "perm_write": true, "perm_create": true, "perm_unlink": true}})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return openReal(t, Options{})
}

// The examples apply to a real Odoo, and then nothing is left to change.
func TestRealExamples(t *testing.T) {
	for _, name := range []string{"simple-pipeline", "data-contract", "revops-starter", "b2b-saas"} {
		t.Run(name, func(t *testing.T) {
			p := emptyReal(t)
			a := exampleArch(t, name)
			p = withModels(t, a, p)
			applyReal(t, a, p)
			for _, c := range planned(t, a, p).Changes {
				if c.Touches() {
					t.Errorf("the second plan has %s %s: %+v", c.Action, c.Address, c.Diffs)
				}
			}
			live, err := p.Read(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			imported, found := p.Decompile(live)
			if err := found.Err(); err != nil {
				t.Fatal(err)
			}
			p.settings.scope = structure // as the import says
			adopted := 0
			for _, c := range planned(t, reloaded(t, imported), p).Changes {
				if adopted++; c.Touches() {
					t.Errorf("a plan of the import has %s %s: %+v", c.Action, c.Address, c.Diffs)
				}
			}
			t.Logf("the import adopts %d of %d objects, with %d findings", adopted, len(live), len(found))
		})
	}
}

// A record moves to a stage once its facts are there, and is refused before, in the words of what is missing.
func TestRealRefusals(t *testing.T) {
	p := emptyReal(t)
	a := exampleArch(t, "revops-starter")
	applyReal(t, a, p)
	ctx := t.Context()
	stage := func(name string) int64 {
		id, err := p.dir.id(ctx, "crm.stage", "stage/sales/"+name)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	refused := func(err error, words ...string) {
		t.Helper()
		if !providers.IsKind(err, providers.Invalid) {
			t.Fatalf("the move gives %v", err)
		}
		t.Log(err)
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("it does not say %q: %v", w, err)
			}
		}
	}
	deal := enter(t, p, leadModel, map[string]any{"name": "Fifty seats", "type": "opportunity"}, 1)
	write := func(v map[string]any) error { return p.client.Write(ctx, leadModel, deal, v) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// Straight into a stage without what it demands, also when it is created there.
	refused(write(map[string]any{"stage_id": stage("discovery")}), "Discovery is in the calendar.")
	_, err := p.client.Create(ctx, leadModel, []map[string]any{{"name": "Straight in", "type": "opportunity", "stage_id": stage("discovery")}})
	refused(err, "Discovery is in the calendar.")
	must(write(map[string]any{"x_discovery_at": "2026-03-01 10:00:00"}))
	must(write(map[string]any{"stage_id": stage("discovery")}))
	// Every missing fact is named at once.
	refused(write(map[string]any{"stage_id": stage("evaluation")}), "A demo is in the calendar.", "Pain point", "Timeline")
	must(write(map[string]any{"x_demo_at": "2026-03-09 10:00:00", "x_pain_point": "cost", "x_current_solution": "spreadsheet", "x_timeline": "quarter"}))
	must(write(map[string]any{"stage_id": stage("evaluation")}))
	// What does not move is not looked at.
	must(write(map[string]any{"x_pain_point": false}))
}
