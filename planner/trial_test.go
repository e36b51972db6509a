package planner_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// trial is a CRM's emulator with a state.
type trial struct {
	t        testing.TB
	clock    *testclock.Clock
	store    planner.Store
	settings map[string]schema.Setting
	open     func() planner.TargetProvider // as a command does
}

func newTrial(t testing.TB, settings map[string]string) *trial {
	p := &trial{t: t, clock: testclock.New(), store: planner.NewLocalStore(filepath.Join(t.TempDir(), "s.json"), "test"), settings: map[string]schema.Setting{}}
	for name, v := range settings {
		p.settings[name] = schema.Setting{Value: v}
	}
	return p
}

func (p *trial) options(a *schema.Architecture) planner.BuildOptions {
	p.t.Helper()
	s, err := p.store.Load(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	return planner.BuildOptions{Arch: a, Environment: "test", Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}, State: s,
		CRMs: []planner.TargetProvider{p.open()}}
}

func (p *trial) plan(a *schema.Architecture) (*planner.Plan, diag.List) {
	p.t.Helper()
	return planner.Build(context.Background(), p.options(a))
}

// apply plans and applies, and wants the next plan to be empty.
func (p *trial) apply(a *schema.Architecture) *planner.Plan {
	p.t.Helper()
	plan, diags := p.plan(a)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	res, diags := planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: p.options(a), Store: p.store, Sleep: p.clock.Sleep})
	if diags.HasErrors() || !res.Complete() {
		for _, f := range res.Failed {
			p.t.Errorf("%s: %s", f.Address, f.Why)
		}
		p.t.Fatalf("%v\n%d failed, %d skipped, %d remaining", diags.Err(), len(res.Failed), len(res.Skipped), len(res.Remaining))
	}
	p.settled(a)
	return plan
}

func (p *trial) settled(a *schema.Architecture) {
	p.t.Helper()
	again, diags := p.plan(a)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	for _, c := range again.Changes {
		if c.Touches() {
			p.t.Errorf("the second plan is not empty: %s %s: %s %s", c.Action, c.Address, c.Reason, diffs(c))
		}
	}
}

func diffs(c *planner.Change) string {
	var out []string
	for _, d := range c.Diffs {
		out = append(out, fmt.Sprintf("%s: %v -> %v", d.Path, d.Before, d.After))
	}
	return strings.Join(out, "; ")
}

func example(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("../examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

// nothing wants a plan without errors that touches nothing, and gives its warnings.
func (p *trial) nothing(a *schema.Architecture) string {
	p.t.Helper()
	plan, diags := p.plan(a)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	for _, c := range plan.Changes {
		p.t.Errorf("%s %s: %s", c.Action, c.Address, c.Reason)
	}
	var out []string
	for _, d := range diags {
		out = append(out, d.Summary)
	}
	return strings.Join(out, "\n")
}

// known counts the objects of the state.
func (p *trial) known() int {
	p.t.Helper()
	s, err := p.store.Load(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, t := range s.Targets {
		n += len(t.Resources)
	}
	return n
}

// inventory lists every object by type and natural key.
func (p *trial) inventory() string {
	p.t.Helper()
	list, err := p.open().Provider.Read(context.Background(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for _, l := range list {
		out = append(out, l.Type+" "+l.Key)
	}
	return strings.Join(slices.Sorted(slices.Values(out)), "\n")
}

// importsEmpty imports what is there, and wants a plan of it without a state to change nothing.
func (p *trial) importsEmpty() {
	p.t.Helper()
	imported, diags, err := planner.ImportLive(context.Background(), []planner.TargetProvider{p.open()})
	if err != nil || diags.HasErrors() {
		p.t.Fatal(err, diags.Err())
	}
	r := hclschema.LoadFiles(hclschema.Write(imported), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		p.t.Fatal(err)
	}
	p.store = planner.NewLocalStore(filepath.Join(p.t.TempDir(), "imported.json"), "test")
	for _, env := range r.Architecture.Environments {
		for name, v := range env.CRMs[0].Settings { // but for the way to connect, which is the trial's
			if v.Env == "" {
				p.settings[name] = v
			}
		}
	}
	plan, diags := p.plan(r.Architecture)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	for _, c := range plan.Changes {
		if c.Touches() {
			p.t.Errorf("%s %s: %s", c.Action, c.Address, diffs(c))
		}
	}
	if len(plan.Changes) == 0 {
		p.t.Error("nothing was imported")
	}
}
