package audit_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var seedNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// example is a sandbox in which an example architecture is applied.
func example(t *testing.T, name string) (*sandbox.CRM, *schema.Architecture) {
	t.Helper()
	r := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	crm, err := sandbox.Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { crm.Close() })
	build := planner.BuildOptions{Arch: r.Architecture, Environment: "test", Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}, State: &planner.State{},
		CRMs: []planner.TargetProvider{{Target: target(""), Provider: crm.Provider()}}}
	plan, diags := planner.Build(t.Context(), build)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	store := planner.NewLocalStore(filepath.Join(t.TempDir(), "state.json"), "test")
	res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: build, Store: store})
	if diags.HasErrors() || !res.Complete() {
		t.Fatal(diags.Err(), res.Failed)
	}
	return crm, r.Architecture
}

// target is a crm block of the environment "test"; "" is the sandbox that needs none.
func target(provider string, objects ...schema.Address) providers.Target {
	c := &schema.CRM{Provider: provider}
	if provider != "" {
		c.Address = schema.NewAddress("", "environment", "test", "crm", provider)
	}
	for _, o := range objects {
		if o != "" {
			c.Objects = append(c.Objects, o)
		}
	}
	return providers.Target{Environment: "test", CRM: c}
}

func look(t *testing.T, crm *sandbox.CRM, a *schema.Architecture, now time.Time) *audit.Report {
	t.Helper()
	r, diags := audit.Run(context.Background(), audit.Options{Environment: "test", Arch: a, Now: now, Samples: 3,
		CRMs: []audit.CRM{{Target: target(""), View: providers.ReadOnly(crm.Provider())}}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

// Where the sandbox has enforced an architecture, its records come out clean, and the clocks that the audit derives from the history are
// those that the sandbox kept.
func TestEnforced(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"revops-starter", "data-contract", "b2b-saas"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			crm, a := example(t, name)
			l := live(t, crm, a)
			r := look(t, crm, a, l.now)
			for _, name := range []string{"owner", "facts", "transitions"} {
				if c := check(t, r, name); len(unenforced(a, c)) > 0 || c.Looked < 5 || len(c.Untold) > 0 {
					t.Errorf("%s: %d looked at; %v %v", name, c.Looked, unenforced(a, c), c.Untold)
				}
			}
			clocks, got := check(t, r, "clocks"), map[string]int{}
			for _, f := range clocks.Figures {
				got[f.Name] = f.Count
			}
			if d := cmp.Diff(l.clocks(), got); d != "" || clocks.Looked < 5 || len(clocks.Untold) > 0 {
				t.Errorf("%d looked at, untold %v; the sandbox kept other clocks than are derived: %s", clocks.Looked, clocks.Untold, d)
			}
			l.spoil()
		})
	}
}

// unenforced are the findings of a check without those that the sandbox lets happen: a lifecycle that rolls others up takes a
// record to its stage whether it has an owner or not.
func unenforced(a *schema.Architecture, c audit.Check) []string {
	var out []string
	for i, line := range said(c) {
		f := c.Findings[i]
		if l, ok := a.Track(f.Address).Block.(*schema.Lifecycle); f.Kind != audit.NoOwner || !ok || l.Rollup == "" {
			out = append(out, line)
		}
	}
	return out
}

// Records that the sandbox made up came to their stages by permitted ways; a few have no owner, and those with gaps lack facts.
func TestSeeded(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"b2b-saas", "simple-pipeline"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, gaps := range []float64{-1, 0.5} {
				crm, a := example(t, name)
				made, err := crm.Seed(t.Context(), sandbox.SeedOptions{N: 200, Seed: 7, Now: seedNow, Gaps: gaps})
				if err != nil {
					t.Fatal(err)
				}
				r := look(t, crm, a, seedNow)
				if c := check(t, r, "transitions"); len(c.Findings) > 0 || c.Looked < 200 {
					t.Error(c.Looked, said(c))
				}
				if c := check(t, r, "owner"); c.Looked != 200 || c.Broken != unowned(t, crm) {
					t.Error(c.Looked, unowned(t, crm), said(c))
				}
				if c := check(t, r, "facts"); (made.Gaps > 0) != (c.Broken > 0) {
					t.Errorf("%d records were made with a gap: %d looked at, %d broken, %v", made.Gaps, c.Looked, c.Broken, said(c))
				}
			}
		})
	}
}

func unowned(t *testing.T, crm *sandbox.CRM) (n int) {
	records, err := crm.Records(t.Context(), sandbox.Filter{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if r.Owner == "" && len(r.Stages) > 0 {
			n++
		}
	}
	return n
}
