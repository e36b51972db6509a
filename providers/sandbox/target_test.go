package sandbox

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// TestTargetOwns: only blocks about the target's objects are compiled, and
// what they say about others is a manual step.
func TestTargetOwns(t *testing.T) {
	a := samples(t)["b2b-saas"]
	target := providers.Target{CRM: &schema.CRM{Objects: []schema.Address{"object.contact"}}}
	c, diags := compile(a, target)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Resources {
		if r.Type == typeProperty && !strings.HasPrefix(r.Key, "contact/") || r.Type == typePipeline {
			t.Errorf("%s %q is compiled, but belongs elsewhere", r.Type, r.Key)
		}
	}
	if !slices.ContainsFunc(c.Resources, func(r *providers.Resource) bool { return r.Type == typeTeam }) {
		t.Error("teams are shared, and none is compiled")
	}
	if !slices.ContainsFunc(c.Manual, func(m providers.ManualStep) bool { return strings.Contains(m.Why, "another CRM") }) {
		t.Error("no manual step says what the CRM cannot see")
	}
	// What is left stands on its own.
	p := openTest(t).Provider()
	w := providertest.NewWalker()
	if _, err := w.Converge(t.Context(), p, a, target, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Converge(t.Context(), p, a, target, nil); err != nil || n != 0 {
		t.Errorf("the second plan has %d operations (%v)", n, err)
	}
	if _, err := p.CRM().Architecture(); err != nil {
		t.Error(err)
	}
}

func TestEnforcement(t *testing.T) {
	c := compiled(t, providertest.State(t, "small"))
	classes := map[schema.Address][]providers.Class{}
	for _, e := range c.Enforcement {
		classes[e.Address] = append(classes[e.Address], e.Class)
		if e.Criterion == "" || e.How == "" {
			t.Errorf("%s has no words", e.Address)
		}
	}
	for addr, want := range map[schema.Address]providers.Class{
		"stage.lead.working.entry.scored": providers.Prevented,
		"stage.lead.new.entry.any":        providers.Manual,
		"stage.lead.new.exit.scored":      providers.Manual,
		"stage.lead.qualified":            providers.Prevented,
		"lifecycle.lead":                  providers.Prevented,
	} {
		if !slices.Contains(classes[addr], want) {
			t.Errorf("%s is %v, not %s", addr, classes[addr], want)
		}
	}
}

func TestCompileConflict(t *testing.T) {
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(`
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
field "contact" "a" {
  type     = text
  property = "same"
}
field "contact" "b" {
  type     = text
  property = "same"
}
`)}, hclschema.Options{})
	_, diags := compile(r.Architecture, sandboxTarget())
	if !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool {
		return d.Code == diag.FieldConflict && d.Subject.Start.Line == 10 && strings.Contains(d.Detail, "a.hcl:6")
	}) {
		t.Errorf("two fields with one property give %v", diags)
	}
}

func TestPath(t *testing.T) {
	getenv := func(n string) string { return map[string]string{"FILE": "from-env.db"}[n] }
	crm := func(s schema.Setting) *schema.CRM { return &schema.CRM{Settings: map[string]schema.Setting{"path": s}} }
	for _, c := range []struct {
		target providers.Target
		want   string
	}{
		{providers.Target{Dir: "arch"}, "arch/.stagecraft/sandbox-sandbox.db"},
		{providers.Target{Dir: "arch", Environment: "test", CRM: &schema.CRM{}}, "arch/.stagecraft/sandbox-test.db"},
		{providers.Target{Dir: "arch", CRM: crm(schema.Setting{Value: "x/y.db"})}, "arch/x/y.db"},
		{providers.Target{Dir: "arch", CRM: crm(schema.Setting{Env: "FILE"})}, "arch/from-env.db"},
		{providers.Target{Dir: "arch", CRM: crm(schema.Setting{Env: "UNSET"})}, ""},
		{providers.Target{Dir: "arch", CRM: crm(schema.Setting{Value: 3.0})}, ""},
	} {
		got, err := Path(c.target, getenv)
		if filepath.ToSlash(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v gives %q, %v; not %q", c.target, got, err, c.want)
		}
	}
}

func TestDecompileOfDamage(t *testing.T) {
	live := asLive(compiled(t, providertest.State(t, "full")).Resources)
	for _, l := range live {
		for k := range l.Values {
			damaged := make([]*providers.Live, 0, len(live))
			for _, o := range live {
				if o == l {
					c := *l
					c.Values = providers.Values{}
					for n, v := range l.Values {
						c.Values[n] = v
					}
					c.Values[k] = []any{map[string]any{"x": 1.5}, true}
					o = &c
				}
				damaged = append(damaged, o)
			}
			a, diags := decompile(damaged) // must not panic, and must say so
			if a == nil || len(diags) == 0 {
				t.Errorf("%s of %s %q is damaged, and nothing says so", k, l.Type, l.Key)
			}
		}
	}
}

func BenchmarkCountMillion(b *testing.B) {
	c := applied(b, "small")
	enter(b, c, "lead/new", 1_000_000)
	for _, q := range []providers.RecordQuery{
		{Type: typeStage, Key: "lead/new"}, {Type: typeStage, Key: "lead/new", Missing: "contact/score"}, {Type: typeProperty, Key: "contact/band"},
	} {
		b.Run(q.Type+q.Missing, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Provider().CountRecords(b.Context(), []providers.RecordQuery{q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	a := samples(b)["generated"]
	for b.Loop() {
		compile(a, sandboxTarget())
	}
}
