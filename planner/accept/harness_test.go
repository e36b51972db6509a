package accept_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/accept"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	hubspotemulator "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	salesforceemulator "github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// place is an architecture in files that was applied to a CRM.
type place struct {
	t     testing.TB
	files map[string][]byte
	crm   string
	open  func() planner.TargetProvider // as a command does
	state *planner.State
	store planner.Store
	clock *testclock.Clock
}

// in opens a CRM for an architecture, with the people that it names.
func in(t testing.TB, crm string, a *schema.Architecture) *place {
	p := &place{t: t, crm: crm, clock: testclock.New(), store: planner.NewLocalStore(filepath.Join(t.TempDir(), "s.json"), "test")}
	var people []string
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if m.Active {
				people = append(people, m.Identity)
			}
		}
	}
	target := func(settings map[string]schema.Setting) providers.Target {
		return providers.Target{Environment: "test", CRM: &schema.CRM{Provider: crm, Settings: settings}}
	}
	factory, env, settings := (*providers.Factory)(nil), map[string]string{}, map[string]schema.Setting{}
	switch crm {
	case "sandbox":
		factory = sandbox.Factory()
		settings["path"] = schema.Setting{Value: filepath.Join(t.TempDir(), "crm.db")}
	case "hubspot":
		account := hubspotemulator.Empty(hubspotemulator.Enterprise, hubspotemulator.Clock(p.clock.Now))
		for _, who := range people {
			account.AddUser(who, who, "")
		}
		env["HUBSPOT_BASE_URL"], env["HUBSPOT_TOKEN"] = serve(t, account), hubspotemulator.DefaultToken
		settings["lifecycle_stages"] = schema.Setting{Value: "api"}
		factory = hubspot.FactoryWith(hubspot.Options{Clock: p.clock, Now: p.clock.Now})
	case "salesforce":
		org := salesforceemulator.Empty(salesforceemulator.Clock(p.clock.Now))
		for _, who := range people {
			org.AddUser(who)
		}
		token, err := org.Login(salesforceemulator.Administrator)
		if err != nil {
			t.Fatal(err)
		}
		env["SF_INSTANCE_URL"], env["SF_ACCESS_TOKEN"] = serve(t, org), token
		factory = salesforce.FactoryWith(salesforce.Options{Clock: p.clock, Poll: time.Second})
	}
	p.open = func() planner.TargetProvider {
		p.clock.Move(10 * time.Second)
		prov, err := factory.Open(context.Background(), target(settings), func(name string) string { return env[name] })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { prov.Close() })
		return planner.TargetProvider{Target: target(settings), Provider: prov}
	}
	return p
}

func serve(t testing.TB, h http.Handler) string {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// load reads the architecture as if some files had other contents.
func (p *place) load(changed map[string][]byte) *hclschema.Result {
	files := map[string][]byte{}
	for name, data := range p.files {
		files[name] = data
		if c, ok := changed[name]; ok {
			files[name] = c
		}
	}
	return hclschema.LoadFiles(files, hclschema.Options{})
}

// example is an applied example.
func example(t testing.TB, crm, name string) *place {
	res := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
	p := in(t, crm, res.Architecture)
	p.files = res.Sources
	p.apply()
	return p
}

func (p *place) build(changed map[string][]byte) planner.BuildOptions {
	p.t.Helper()
	res := p.load(changed)
	if err := res.Diags.Err(); err != nil {
		p.t.Fatal(err)
	}
	return planner.BuildOptions{Arch: res.Architecture, Environment: "test", CRMs: []planner.TargetProvider{p.open()}, State: p.state,
		Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}}
}

func (p *place) apply() {
	p.t.Helper()
	ctx := context.Background()
	opts := p.build(nil)
	plan, diags := planner.Build(ctx, opts)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	res, diags := planner.Apply(ctx, planner.ApplyOptions{Plan: plan, Build: opts, Store: p.store, Sleep: p.clock.Sleep})
	if diags.HasErrors() || !res.Complete() {
		p.t.Fatalf("%v %+v", diags.Err(), res.Failed)
	}
	var err error
	if p.state, err = p.store.Load(ctx); err != nil {
		p.t.Fatal(err)
	}
}

// plan plans files, which must be possible.
func (p *place) plan(changed map[string][]byte) *planner.Plan {
	p.t.Helper()
	plan, diags := planner.Build(context.Background(), p.build(changed))
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	return plan
}

func (p *place) drift() planner.DriftOptions {
	return planner.DriftOptions{Environment: "test", Arch: p.load(nil).Architecture, CRMs: planner.LookAt([]planner.TargetProvider{p.open()}), State: p.state}
}

func (p *place) accept(addresses ...string) *accept.Result {
	p.t.Helper()
	out, diags := accept.Accept(context.Background(), accept.Options{Drift: p.drift(), Load: p.load, Addresses: addresses})
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	return out
}

func (p *place) live() []*providers.Live {
	p.t.Helper()
	list, err := p.open().Provider.Read(context.Background(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}

// behind changes the CRM as somebody does who asks nobody. The error is the CRM's refusal.
func (p *place) behind(ops ...*providers.Operation) error {
	var refused error
	tp := p.open()
	for _, op := range ops {
		if t := tp.Provider.Info().Type(op.Type); op.After != nil {
			norm, err := t.Normalize(op.After)
			if err != nil {
				return err
			}
			op.After, op.Key = norm, t.KeyOf(norm)
		}
		op.Address = fmt.Sprintf("behind.%s.%s", op.Type, op.Key)
		err := tp.Provider.Apply(context.Background(), []*providers.Operation{op}, func(x providers.Progress) error {
			if x.Phase == providers.Done && x.Err != nil {
				refused = x.Err
			}
			return nil
		})
		if err != nil {
			return err
		}
		if refused != nil {
			return refused
		}
	}
	return nil
}

// update changes attributes of a live object.
func update(l *providers.Live, attr string, value any) *providers.Operation {
	return &providers.Operation{Action: providers.Update, Type: l.Type, Key: l.Key, ID: l.ID, Before: l.Values, After: l.Values.With(attr, value)}
}
