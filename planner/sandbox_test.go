package planner_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// place is a sandbox CRM with a state, both in a directory of the test.
type place struct {
	t     *testing.T
	crm   *sandbox.CRM
	store planner.Store
	guard *schema.Guard
}

func newPlace(t *testing.T) *place {
	crm, err := sandbox.Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { crm.Close() })
	return &place{t, crm, planner.NewLocalStore(filepath.Join(t.TempDir(), "s.json"), "test"), &schema.Guard{DeletePercent: 100, ChangePercent: 100}}
}

func (p *place) options(a *schema.Architecture, prov providers.Provider) planner.BuildOptions {
	p.t.Helper()
	s, err := p.store.Load(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	return planner.BuildOptions{Arch: a, Environment: "test", Guard: p.guard, State: s, CRMs: []planner.TargetProvider{
		{Target: providers.Target{Environment: "test", CRM: &schema.CRM{Provider: "sandbox"}}, Provider: prov}}}
}

func (p *place) plan(a *schema.Architecture) (*planner.Plan, diag.List) {
	p.t.Helper()
	return planner.Build(context.Background(), p.options(a, p.crm.Provider()))
}

func (p *place) apply(a *schema.Architecture) *planner.Plan {
	p.t.Helper()
	plan, diags := p.plan(a)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	res, diags := planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: p.options(a, p.crm.Provider()), Store: p.store})
	if diags.HasErrors() || !res.Complete() {
		p.t.Fatalf("%v\nfailed %+v\nskipped %d, remaining %d", diags.Err(), res.Failed, len(res.Skipped), len(res.Remaining))
	}
	again, diags := p.plan(a)
	if diags.HasErrors() || !again.Empty() {
		for _, c := range again.Changes {
			p.t.Logf("%s %s: %s %+v", c.Action, c.Address, c.Reason, c.Diffs)
		}
		p.t.Fatalf("the second plan is not empty: %v", diags.Err())
	}
	return plan
}

func load(t *testing.T, src string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if r.Diags.HasErrors() {
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

const small = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
}
role "sdr" { title = "SDR" }
field "contact" "email" {
  type  = email
  owner = role.sdr
}
field "contact" "band" {
  type  = enum("A", "B")
  owner = role.sdr
}
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Just in."
    owner      = role.sdr
    entry "known" { when = is_set(contact.email) }
    exit "done" { description = "Somebody looked at it." }
  }
  stage "mql" {
    definition = "Marketing hands it over."
    owner      = role.sdr
    entry "fit" { when = contact.band == "A" }
    exit "done" { description = "Sales has it." }
  }
}
`

func TestSandboxExamples(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../examples/*/*.hcl")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no examples", err)
	}
	seen := map[string]bool{}
	for _, f := range dirs {
		dir := filepath.Dir(f)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			r := hclschema.Load(dir, hclschema.Options{})
			if r.Diags.HasErrors() {
				t.Fatal(r.Diags.Err())
			}
			p := newPlace(t)
			plan := p.apply(r.Architecture)
			if len(plan.Guards) > 0 {
				t.Errorf("the first apply trips %+v", plan.Guards)
			}
			p.apply(load(t, small)) // and all of it goes again
		})
	}
}

func TestSandboxRenamesAndRetires(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.apply(load(t, small))
	renamed := strings.ReplaceAll(strings.Replace(small, `stage "mql"`, `stage "marketing"`, 1), `"B"`, `"B", "C"`)
	plan := p.apply(load(t, renamed+"moved {\n from = stage.lead.mql\n to = stage.lead.marketing\n}\n"))
	if plan.Summary.Delete != 0 || plan.Summary.Move != 2+1 || plan.Summary.Create != 1 {
		for _, c := range plan.Changes {
			t.Log(c.Action, c.Address)
		}
		t.Fatalf("%+v", plan.Summary)
	}
	flow := strings.ReplaceAll(renamed, `lifecycle "lead"`, `lifecycle "prospect"`)
	plan = p.apply(load(t, flow+"moved {\n from = lifecycle.lead\n to = lifecycle.prospect\n}\n"))
	if plan.Summary.Delete != 0 || plan.Summary.Create != 0 {
		for _, c := range plan.Changes {
			t.Log(c.Action, c.Address, c.Reason)
		}
		t.Fatalf("%+v", plan.Summary)
	}
}

// crashing is a provider that dies at a chosen call of its report.
type crashing struct {
	*sandbox.Provider
	left int
}

var errCrash = errors.New("crash")

func (c *crashing) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	return c.Provider.Apply(ctx, ops, func(p providers.Progress) error {
		if c.left--; c.left == 0 {
			panic(errCrash)
		}
		err := report(p)
		if c.left--; c.left == 0 {
			panic(errCrash)
		}
		return err
	})
}

// leaky releases the lock of a run that died, as the kernel does for a dead process.
type leaky struct {
	planner.Store
	unlock func() error
}

func (l *leaky) Lock(ctx context.Context, i planner.LockInfo) (func() error, error) {
	u, err := l.Store.Lock(ctx, i)
	l.unlock = u
	return u, err
}

func TestSandboxCrash(t *testing.T) {
	t.Parallel()
	a := load(t, small)
	calm := newPlace(t)
	want := len(calm.apply(a).Changes)
	for at := 1; at < 60; at += 3 {
		p := newPlace(t)
		store := &leaky{Store: p.store}
		p.store = store
		prov := &crashing{p.crm.Provider(), at}
		plan, _ := p.plan(a)
		func() {
			defer func() {
				if x := recover(); x != nil && x != errCrash { //nolint:errorlint // the very value
					panic(x)
				}
			}()
			planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: p.options(a, prov), Store: p.store})
		}()
		_ = store.unlock()
		p.apply(a)
		live, err := p.crm.Provider().Read(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range live {
			if !l.BuiltIn {
				n++
			}
		}
		if n != want {
			t.Fatalf("crashed at %d: %d live objects, not %d", at, n, want)
		}
	}
}

func TestSandboxRetiresOption(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	a := load(t, small)
	p.apply(a)
	if _, err := p.crm.Seed(context.Background(), sandbox.SeedOptions{N: 200, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	less := strings.Replace(small, `enum("A", "B")`, `enum("A")`, 1)
	_, diags := p.plan(load(t, less))
	if err := diags.Err(); err == nil || !strings.Contains(err.Error(), "what = contact.band.option.B") {
		t.Fatal(err)
	}
	plan := p.apply(load(t, less+"retired {\n what = contact.band.option.B\n to = contact.band.option.A\n}\n"))
	if c := plan.Changes[len(plan.Changes)-1]; c.MoveRecordsTo != "contact/band/A" || c.Impact == nil || *c.Impact.Records == 0 {
		t.Fatalf("%+v", c)
	}
}

func TestSandboxDiscardsValues(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	ctx := context.Background()
	full := strings.Replace(small, "lifecycle \"lead\"", `field "contact" "old" {
  type  = multi_enum("x", "y")
  owner = role.sdr
}
lifecycle "lead"`, 1)
	p.apply(load(t, full))
	var ids []int64
	for _, old := range [][]string{{"x"}, {"x", "y"}, nil} {
		id, _, err := p.crm.CreateRecord(ctx, sandbox.NewRecord{Object: "contact", Actor: "ana", Properties: map[string]any{"old": old, "email": "a@b.example"}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	values := func() (out []any) {
		for _, id := range ids {
			r, err := p.crm.Record(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			if r.Properties["email"] != "a@b.example" {
				t.Errorf("another value of record %d was lost: %v", id, r.Properties)
			}
			out = append(out, r.Properties["old"])
		}
		return out
	}
	high := func(plan *planner.Plan, records int64) {
		t.Helper()
		for _, c := range plan.Changes {
			if c.Discard && c.Action == planner.Delete && c.Risk == planner.High && c.Impact != nil && *c.Impact.Records == records {
				return
			}
		}
		t.Errorf("no change drops the values of %d records with high risk", records)
	}

	less := strings.Replace(full, `"x", "y"`, `"x"`, 1)
	plan := p.apply(load(t, less+"retired {\n what = contact.old.option.y\n discard = true\n}\n"))
	high(plan, 1)
	if d := cmp.Diff([]any{[]any{"x"}, []any{"x"}, nil}, values()); d != "" {
		t.Error(d)
	}
	_, diags := p.plan(load(t, small))
	if err := diags.Err(); err == nil || !strings.Contains(err.Error(), "discard = true") {
		t.Errorf("a field with values goes without a word: %v", err)
	}
	plan = p.apply(load(t, small+"retired {\n what = contact.old\n discard = true\n reason = \"nobody read it\"\n}\n"))
	high(plan, 2)
	if d := cmp.Diff([]any{nil, nil, nil}, values()); d != "" {
		t.Error(d)
	}
	history, err := p.crm.History(ctx, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if last := history[len(history)-1]; last.Detail["discarded"] != true || cmp.Diff([]any{"x"}, last.Detail["old"]) != "" {
		t.Errorf("the history does not keep what was dropped: %+v", last)
	}
}
