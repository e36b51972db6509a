package qa_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// trial is a sandbox to which an architecture was applied.
type trial struct {
	t     *testing.T
	a     *schema.Architecture
	crm   *sandbox.CRM
	p     planner.TargetProvider
	store planner.Store
}

func applied(t *testing.T, a *schema.Architecture) *trial {
	t.Helper()
	crm, err := sandbox.Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { crm.Close() })
	x := &trial{t: t, a: a, crm: crm, store: planner.NewLocalStore(filepath.Join(t.TempDir(), "s.json"), "test"),
		p: planner.TargetProvider{Target: providers.Target{Environment: "test", CRM: &schema.CRM{Provider: "sandbox"}}, Provider: crm.Provider()}}
	plan, diags := planner.Build(t.Context(), x.build())
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: x.build(), Store: x.store})
	if diags.HasErrors() || !res.Complete() {
		t.Fatal(diags.Err(), res)
	}
	return x
}

func (x *trial) build() planner.BuildOptions {
	s, err := x.store.Load(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	return planner.BuildOptions{Arch: x.a, Environment: "test", State: s, CRMs: []planner.TargetProvider{x.p}, Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}}
}

func (x *trial) run(change ...func(*qa.Options)) *qa.Report {
	x.t.Helper()
	o := qa.Options{Build: x.build(), Run: "r1", Now: time.Now(), By: "tester"}
	for _, c := range change {
		c(&o)
	}
	r, diags, err := qa.Run(x.t.Context(), o)
	if err != nil || diags.HasErrors() {
		x.t.Fatal(err, diags.Err())
	}
	return r
}

func example(t *testing.T, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

func text(r *qa.Report) string {
	var b strings.Builder
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%s: %s\n", c.Key, c.Outcome)
		for _, x := range c.Cases {
			fmt.Fprintf(&b, "  %s: %s: %s\n", x.Outcome, x.Title, x.Detail)
		}
	}
	return b.String()
}

func TestExamples(t *testing.T) {
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		t.Run(name, func(t *testing.T) {
			r := applied(t, example(t, name)).run()
			t.Log(text(r))
			for _, c := range r.Checks {
				if c.Outcome == qa.Fail {
					t.Errorf("%s failed", c.Key)
				}
			}
		})
	}
}
