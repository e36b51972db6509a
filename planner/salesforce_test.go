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
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// org is Salesforce's emulator with a state.
type org struct {
	*trial
	org *emulator.Org
	url string
}

func newOrg(t testing.TB, make func(...emulator.Option) *emulator.Org, settings map[string]string, options ...emulator.Option) *org {
	p := &org{trial: newTrial(t, settings)}
	p.open, p.org = p.connect, make(append(options, emulator.Clock(p.clock.Now))...)
	srv := httptest.NewServer(p.org)
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

// connect opens the org as a command does.
func (p *org) connect() planner.TargetProvider {
	p.t.Helper()
	tp, err := p.dial(p.token())
	if err != nil {
		p.t.Fatal(err)
	}
	return tp
}

// token is that of a new session of the administrator.
func (p *org) token() string {
	p.t.Helper()
	token, err := p.org.Login(emulator.Administrator)
	if err != nil {
		p.t.Fatal(err)
	}
	return token
}

func (p *org) dial(token string) (planner.TargetProvider, error) {
	target := providers.Target{Environment: "test", CRM: &schema.CRM{Provider: "salesforce", Settings: p.settings}}
	env := map[string]string{"SF_ACCESS_TOKEN": token, "SF_INSTANCE_URL": p.url}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	prov, err := salesforce.FactoryWith(salesforce.Options{Clock: p.clock, Transport: transport, Poll: time.Second}).
		Open(context.Background(), target, func(name string) string { return env[name] })
	if err != nil {
		return planner.TargetProvider{}, err
	}
	p.t.Cleanup(func() { _ = prov.Close(); transport.CloseIdleConnections() })
	return planner.TargetProvider{Target: target, Provider: prov}, nil
}

// invite makes the people of an architecture users of the org.
func (p *org) invite(a *schema.Architecture) {
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if m.Active {
				p.org.AddUser(m.Identity)
			}
		}
	}
}

// Every example goes into an org, be it empty or with years of history, and nothing is left to do.
func TestSalesforceTakesEveryExample(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../examples/*/README.md")
	if err != nil || len(dirs) < 4 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		name := filepath.Base(filepath.Dir(dir))
		for where, org := range map[string]func(...emulator.Option) *emulator.Org{"empty": emulator.Empty, "messy": emulator.Messy} {
			t.Run(name+" "+where, func(t *testing.T) {
				t.Parallel()
				a := example(t, name)
				p := newOrg(t, org, nil)
				p.invite(a)
				p.apply(a)
			})
		}
	}
}

// Importing what was applied plans nothing.
func TestSalesforceImportPlansEmpty(t *testing.T) {
	t.Parallel()
	for where, org := range map[string]func(...emulator.Option) *emulator.Org{"empty": emulator.Empty, "messy": emulator.Messy} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			a := example(t, "b2b-saas")
			p := newOrg(t, org, nil)
			p.invite(a)
			p.apply(a)
			p.importsEmpty()
		})
		t.Run("bare "+where, func(t *testing.T) {
			t.Parallel()
			newOrg(t, org, nil).importsEmpty()
		})
	}
}

// The requests of a plan do not grow with what the org holds, nor with what is planned.
func TestSalesforcePlanRequests(t *testing.T) {
	t.Parallel()
	count := func(held, planned int) int {
		p := newOrg(t, emulator.Empty, nil)
		p.hold(held, held/10)
		a := fields(planned)
		p.apply(a)
		p.org.Forget()
		p.settled(a)
		return len(p.org.Requests())
	}
	if few, many := count(10, 3), count(600, 300); few != many {
		t.Errorf("%d requests for few fields and rules, %d for many", few, many)
	}
}

// hold gives the org objects with fields and validation rules that nobody declared.
func (p *org) hold(fields, rules int) {
	p.t.Helper()
	const objects = 10
	files := map[string]string{}
	for o := range objects {
		var b strings.Builder
		b.WriteString("<CustomObject><deploymentStatus>Deployed</deploymentStatus>")
		for i := o; i < fields; i += objects {
			fmt.Fprintf(&b, "<fields><fullName>Held_%d__c</fullName><label>Held %d</label><length>80</length><type>Text</type></fields>", i, i)
		}
		fmt.Fprintf(&b, "<label>Held %d</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Held %d</pluralLabel><sharingModel>ReadWrite</sharingModel>", o, o)
		for i := o; i < rules; i += objects {
			fmt.Fprintf(&b, "<validationRules><fullName>Rule_%d</fullName><active>true</active><errorConditionFormula>ISBLANK(Held_%d__c)</errorConditionFormula><errorMessage>Missing.</errorMessage></validationRules>", i, i)
		}
		b.WriteString("</CustomObject>")
		files[fmt.Sprintf("objects/Held_%d__c.object", o)] = b.String()
	}
	if err := p.org.Seed(files); err != nil {
		p.t.Fatal(err)
	}
}

// BenchmarkSalesforcePlan5000 plans against an org with 5,000 fields and 500 validation rules, from connecting on.
func BenchmarkSalesforcePlan5000(b *testing.B) {
	p := newOrg(b, emulator.Empty, nil)
	p.hold(5000, 500)
	a := fields(10)
	p.apply(a)
	b.ResetTimer()
	for b.Loop() {
		if plan, diags := p.plan(a); diags.HasErrors() || !plan.Empty() {
			b.Fatal(diags.Err(), len(plan.Changes))
		}
	}
}

// A plan is one deploy, whatever is in it.
func TestSalesforceOneDeploy(t *testing.T) {
	t.Parallel()
	a := example(t, "b2b-saas")
	p := newOrg(t, emulator.Empty, nil)
	p.invite(a)
	p.apply(a)
	n := 0
	for _, r := range p.org.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/deployRequest") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d deploys", n)
	}
}

// Whatever fails on the way, applying again ends where applying once would have. What passes is waited for.
func TestSalesforceFaults(t *testing.T) {
	t.Parallel()
	a := providertest.State(t, "small")
	calm := newOrg(t, emulator.Empty, nil)
	calm.apply(a)
	want := calm.inventory()
	for name, fault := range map[string]emulator.Fault{
		"401": {Status: 401}, "limit": {Status: 403, Code: "REQUEST_LIMIT_EXCEEDED"}, "503": {Status: 503},
		"dropped before": {Drop: emulator.DropBefore}, "dropped after commit": {Drop: emulator.DropAfterCommit},
	} {
		for _, where := range []struct{ method, path string }{{http.MethodPost, "/deployRequest"}, {http.MethodGet, "/deployRequest"}, {http.MethodPost, "/Soap/"}} {
			t.Run(name+" "+where.method+" "+where.path, func(t *testing.T) {
				t.Parallel()
				p, fault := newOrg(t, emulator.Empty, nil), fault
				build := p.options(a)
				plan, diags := planner.Build(context.Background(), build)
				if diags.HasErrors() {
					t.Fatal(diags.Err())
				}
				fault.Method, fault.Path, fault.Times = where.method, where.path, 2
				p.org.Inject(fault)
				_, _ = planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: build, Store: p.store, Sleep: p.clock.Sleep})
				p.org.Heal()
				p.apply(a)
				if got := p.inventory(); got != want {
					t.Errorf("without faults:\n%s\nwith faults:\n%s", want, got)
				}
			})
		}
	}
}

// Records that are locked for a moment stop no apply.
func TestSalesforceLockedOnce(t *testing.T) {
	t.Parallel()
	p := newOrg(t, emulator.Empty, nil)
	p.org.RefuseDeploys("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", 2)
	p.org.RefuseComponent("Lead.Band__c", "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record", 2)
	p.apply(providertest.State(t, "small"))
}
