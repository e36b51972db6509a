package planner_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// portal is an account of HubSpot's emulator with a state.
type portal struct {
	*trial
	account *emulator.Account
	url     string
}

func newPortal(t testing.TB, make func(...emulator.Option) *emulator.Account, settings map[string]string, options ...emulator.Option) *portal {
	p := &portal{trial: newTrial(t, settings)}
	p.open, p.account = p.connect, make(append(options, emulator.Clock(p.clock.Now))...)
	srv := httptest.NewServer(p.account)
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

func empty(tier emulator.Tier) func(...emulator.Option) *emulator.Account {
	return func(o ...emulator.Option) *emulator.Account { return emulator.Empty(tier, o...) }
}

// connect opens the account as a command does, which learns what it can do. Commands come at least ten seconds after
// each other, so that each has the account's limit for itself.
func (p *portal) connect() planner.TargetProvider {
	p.t.Helper()
	p.clock.Move(10 * time.Second)
	target := providers.Target{Environment: "test", CRM: &schema.CRM{Provider: "hubspot", Settings: p.settings}}
	env := map[string]string{"HUBSPOT_TOKEN": emulator.DefaultToken, "HUBSPOT_BASE_URL": p.url}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	prov, err := hubspot.FactoryWith(hubspot.Options{Clock: p.clock, Now: p.clock.Now, Transport: transport}).
		Open(context.Background(), target, func(name string) string { return env[name] })
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = prov.Close(); transport.CloseIdleConnections() })
	return planner.TargetProvider{Target: target, Provider: prov}
}

// The people of the example must be in the account for rotation and tasks to name them.
func (p *portal) invite(a *schema.Architecture) {
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if m.Active {
				p.account.AddUser(m.Identity, m.Title, "")
			}
		}
	}
}

// Every example goes into an account that has room for it, be it empty or with years of history, and nothing is left to do.
func TestHubSpotTakesEveryExample(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../examples/*/README.md")
	if err != nil || len(dirs) < 4 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		name := filepath.Base(filepath.Dir(dir))
		for where, account := range map[string]func(...emulator.Option) *emulator.Account{
			"professional": empty(emulator.Professional), "enterprise": empty(emulator.Enterprise), "messy": emulator.Messy} {
			for _, lifecycle := range []string{"manual", "api"} {
				t.Run(name+" "+where+" "+lifecycle, func(t *testing.T) {
					t.Parallel()
					a := example(t, name)
					p := newPortal(t, account, map[string]string{"lifecycle_stages": lifecycle})
					p.invite(a)
					p.apply(a)
				})
			}
		}
	}
}

// An account that is too small for an architecture says so before anything is written.
func TestHubSpotTooSmall(t *testing.T) {
	t.Parallel()
	p := newPortal(t, empty(emulator.Free), nil)
	_, diags := p.plan(fields(1000))
	if err := diags.Err(); err == nil || !strings.Contains(err.Error(), "1000 more properties") {
		t.Error(err)
	}
	for _, r := range p.account.Requests() {
		if r.Write() && !strings.HasSuffix(r.Path, "access-token-info") {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

// Importing what was applied plans nothing.
func TestHubSpotImportPlansEmpty(t *testing.T) {
	t.Parallel()
	for where, account := range map[string]func(...emulator.Option) *emulator.Account{"enterprise": empty(emulator.Enterprise), "messy": emulator.Messy} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			a := example(t, "b2b-saas")
			p := newPortal(t, account, map[string]string{"lifecycle_stages": "api"})
			p.invite(a)
			p.apply(a)
			p.importsEmpty()
		})
	}
}

// fields are n text fields of contacts, and beyond the thousand that an object may have of the next object.
func fields(n int) *schema.Architecture {
	var b strings.Builder
	b.WriteString("architecture \"wide\" {\n  title   = \"Wide\"\n  version = \"1.0.0\"\n}\nrole \"ops\" { title = \"Ops\" }\n")
	objects := []string{"contact", "company", "deal", "project", "lead"}
	for i := range n {
		fmt.Fprintf(&b, "field %q \"wide_%d\" {\n  type  = text\n  owner = role.ops\n}\n", objects[min(i/1000, 4)], i)
	}
	return hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(b.String())}, hclschema.Options{}).Architecture
}

// The requests of a plan grow with object types and pages, not with what they hold.
func TestHubSpotPlanRequests(t *testing.T) {
	t.Parallel()
	count := func(n int) int {
		p := newPortal(t, empty(emulator.Enterprise), nil)
		a := fields(n)
		p.apply(a)
		p.account.Forget()
		p.settled(a)
		return len(p.account.Requests())
	}
	few, many := count(3), count(900)
	if few != many {
		t.Errorf("a plan of 3 properties takes %d requests, one of 900 takes %d", few, many)
	}
	if few > 80 {
		t.Errorf("a plan takes %d requests", few)
	}
}

// A thousand properties are created in ten requests, and applying stays below the limits of the account: none of its
// requests is turned away.
func TestHubSpotBatchesAndLimits(t *testing.T) {
	t.Parallel()
	p := newPortal(t, empty(emulator.Enterprise), nil)
	p.account.Forget()
	p.apply(fields(1000))
	creates, refused := 0, 0
	for _, r := range p.account.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/properties/2026-09/contacts/batch/create") {
			creates++
		}
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if creates != 10 || refused != 0 {
		t.Errorf("%d batches of properties, %d requests over the limit", creates, refused)
	}
	a := example(t, "b2b-saas")
	p = newPortal(t, empty(emulator.Enterprise), map[string]string{"lifecycle_stages": "api"})
	p.invite(a)
	p.apply(a)
	for _, r := range p.account.Requests() {
		if r.Status == http.StatusTooManyRequests {
			t.Errorf("%s %s went over the limit %s", r.Method, r.Path, r.Policy)
		}
	}
}

// Whatever fails on the way, applying again ends where applying once would have, with nothing made twice.
func TestHubSpotFaults(t *testing.T) {
	t.Parallel()
	a := example(t, "b2b-saas")
	calm := newPortal(t, empty(emulator.Enterprise), map[string]string{"lifecycle_stages": "api"}, emulator.NoRateLimits())
	calm.invite(a)
	calm.apply(a)
	want := calm.inventory()
	for name, fault := range map[string]emulator.Fault{
		"429": {Status: 429}, "500": {Status: 500}, "dropped before": {Drop: emulator.DropBefore}, "dropped after commit": {Drop: emulator.DropAfterCommit}, "slow": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, empty(emulator.Enterprise), map[string]string{"lifecycle_stages": "api"}, emulator.NoRateLimits())
			p.invite(a)
			build := p.options(a)
			plan, diags := planner.Build(context.Background(), build)
			if diags.HasErrors() {
				t.Fatal(diags.Err())
			}
			for i := range 60 {
				fault.Method, fault.After = http.MethodPost, 3*i+1
				if name == "slow" { // the answer waits until somebody has seen that the request came
					gate, reached := make(chan struct{}), make(chan struct{})
					fault.Gate, fault.Reached = gate, reached
					go func() { <-reached; close(gate) }()
				}
				p.account.Inject(fault)
			}
			_, _ = planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: build, Store: p.store, Sleep: p.clock.Sleep})
			p.account.Heal()
			p.apply(a)
			if got := p.inventory(); got != want {
				t.Errorf("without faults:\n%s\nwith faults:\n%s", want, got)
			}
		})
	}
}

// BenchmarkHubSpotPlan5000 plans against an account with 5,000 properties of its own, from connecting on.
func BenchmarkHubSpotPlan5000(b *testing.B) {
	p := newPortal(b, empty(emulator.Enterprise), nil, emulator.NoRateLimits())
	a := fields(5000)
	p.apply(a)
	b.ResetTimer()
	for b.Loop() {
		if plan, diags := p.plan(a); diags.HasErrors() || !plan.Empty() {
			b.Fatal(diags.Err(), len(plan.Changes))
		}
	}
}
