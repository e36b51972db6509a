package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

func sandboxTarget() providers.Target { return providers.Target{CRM: &schema.CRM{Provider: "sandbox"}} }

// samples are architectures with every kind of block that the sandbox holds.
func samples(t testing.TB) map[string]*schema.Architecture {
	t.Helper()
	out := map[string]*schema.Architecture{}
	add := func(name string, r *hclschema.Result) {
		if err := r.Diags.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = r.Architecture
	}
	dirs, err := filepath.Glob("../../examples/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if st, err := os.Stat(d); err == nil && st.IsDir() {
			add(filepath.Base(d), hclschema.Load(d, hclschema.Options{}))
		}
	}
	add("generated", hclschema.LoadFiles(hclgen.Generate(400), hclschema.Options{}))
	for _, f := range []string{"modules"} {
		add(f, hclschema.Load(filepath.Join("testdata", f), hclschema.Options{}))
	}
	return out
}

func compiled(t testing.TB, a *schema.Architecture) *providers.Compiled {
	t.Helper()
	c, diags := compile(a, sandboxTarget())
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func asLive(rs []*providers.Resource) []*providers.Live {
	var out []*providers.Live
	for _, r := range rs {
		out = append(out, &providers.Live{Type: r.Type, Key: r.Key, Values: r.Values, BuiltIn: isBuiltin(r.Type, r.Key)})
	}
	return out
}

func byKey(rs []*providers.Resource) map[string]providers.Values {
	out := map[string]providers.Values{}
	for _, r := range rs {
		out[r.Type+" "+r.Key] = r.Values
	}
	return out
}

// TestRoundTrip: what is decompiled compiles to the same resources, and is a valid architecture.
func TestRoundTrip(t *testing.T) {
	for name, a := range samples(t) {
		t.Run(name, func(t *testing.T) {
			want := compiled(t, a)
			if len(want.Resources) == 0 {
				t.Fatal("nothing compiled")
			}
			back, diags := decompile(asLive(want.Resources))
			for _, d := range diags {
				t.Error(d)
			}
			if err := back.Check().Err(); err != nil {
				t.Error(err)
			}
			got := compiled(t, back)
			if d := cmp.Diff(byKey(want.Resources), byKey(got.Resources)); d != "" {
				t.Error(d)
			}
			// The same again through HCL files, which is what import writes.
			read := hclschema.LoadFiles(hclschema.Write(back), hclschema.Options{})
			if err := read.Diags.Err(); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(byKey(want.Resources), byKey(compiled(t, read.Architecture).Resources)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestRoundTripMeaning: without modules and renamed properties, decompiled blocks are the declared ones.
func TestRoundTripMeaning(t *testing.T) {
	a := samples(t)["b2b-saas"]
	back, _ := decompile(asLive(compiled(t, a).Resources))
	n := 0
	for kind, b := range back.Blocks() {
		if kind != "stage" && kind != "scoring" && kind != "routing" && kind != "handoff" {
			continue
		}
		n++
		addr := b.Base().Address
		was := a.Lookup(addr)
		if s, ok := was.(*schema.Stage); ok {
			plain := *s
			plain.CRM = nil // its names in other CRMs are not kept in this one
			was = &plain
		}
		if was == nil {
			t.Errorf("%s was not declared", addr)
		} else if schema.Digest(was) != schema.Digest(b) {
			t.Errorf("%s has another meaning", addr)
		}
	}
	if n < 10 {
		t.Fatalf("only %d blocks were compared", n)
	}
}

func TestCompileDeterministic(t *testing.T) {
	for name, a := range samples(t) {
		if d := cmp.Diff(compiled(t, a), compiled(t, a)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
