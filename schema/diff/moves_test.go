package diff_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

func texts(d *diff.Diff) string {
	var out []string
	for _, c := range d.Changes {
		out = append(out, fmt.Sprintf("%s %s: %s", c.Kind, c.Part, c.Text))
	}
	return strings.Join(out, "\n")
}

// A renamed block is one change; the places that name it are none.
func TestRenames(t *testing.T) {
	stage := strings.NewReplacer(`stage "mql"`, `stage "qualified"`, "stage.lead.mql", "stage.lead.qualified").Replace(base)
	flow := strings.NewReplacer(`lifecycle "lead"`, `lifecycle "person"`, "stage.lead.", "stage.person.", "lifecycle.lead", "lifecycle.person").Replace(base)
	for name, c := range map[string]struct{ src, want string }{
		"address of a stage": {stage + "moved {\n from = stage.lead.mql\n to = stage.lead.qualified\n}",
			"renamed major: Stage Marketing Qualified Lead has the new address stage.lead.qualified, was stage.lead.mql."},
		"stage with its label": {strings.Replace(stage, `"Marketing Qualified Lead"`, `"Qualified"`, 1) + "moved {\n from = stage.lead.mql\n to = stage.lead.qualified\n}",
			"renamed major: Stage Marketing Qualified Lead renamed to “Qualified”."},
		"lifecycle with its stages": {flow + "moved {\n from = lifecycle.lead\n to = lifecycle.person\n}",
			"renamed major: Lead lifecycle has the new address lifecycle.person, was lifecycle.lead."},
		"field": {strings.NewReplacer(`"contact" "phone"`, `"contact" "mobile"`, "contact.phone", "contact.mobile").Replace(base) + "moved {\n from = contact.phone\n to = contact.mobile\n}",
			"renamed major: Field Phone of contact renamed to “Mobile”."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := texts(diff.Compare(load(t, base), load(t, c.src))); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestRetiredStage(t *testing.T) {
	with := strings.Replace(base, "  stage \"won\"", "  stage \"sal\" {\n    label = \"Accepted\"\n    definition = \"Taken.\"\n    owner = role.ae\n    entry \"yes\" { description = \"Yes.\" }\n    exit \"no\" { description = \"No.\" }\n  }\n\n  stage \"won\"", 1)
	for retired, want := range map[string]string{
		"": "removed major: Stage Accepted removed.",
		"retired {\n what = stage.lead.sal\n to = stage.lead.mql\n}": "removed major: Stage Accepted retired; its records go to Marketing Qualified Lead.",
	} {
		if got := texts(diff.Compare(load(t, with), load(t, base+retired))); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestReorderedStages(t *testing.T) {
	i, j := strings.Index(base, `  stage "new"`), strings.Index(base, `  stage "mql"`)
	k := strings.Index(base, `  stage "won"`)
	turned := base[:i] + base[j:k] + base[i:j] + base[k:]
	want := "reordered major: Lead lifecycle has its stages in another order: Marketing Qualified Lead, New, Customer; was New, Marketing Qualified Lead, Customer."
	if got := texts(diff.Compare(load(t, base), load(t, turned))); got != want {
		t.Errorf("got %s", got)
	}
}

// What does not touch the meaning is no change.
func TestNoChange(t *testing.T) {
	old := load(t, base)
	blocks := strings.Split(strings.TrimSpace(base), "\n\n")
	files := map[string][]byte{}
	rest := base
	for i, top := range []string{"team", "scoring", "handoff", "sla"} {
		at := strings.Index(rest, "\n"+top+" \"")
		end := at + 1 + strings.Index(rest[at+1:], "\n}\n") + 3
		if top == "team" {
			end = at + 1 + strings.Index(rest[at+1:], "\n") + 1
		}
		files[fmt.Sprintf("z%d.hcl", 9-i)] = []byte(rest[at:end])
		rest = rest[:at] + "\n" + rest[end:]
	}
	files["main.hcl"] = []byte(rest)
	moved := hclschema.LoadFiles(files, hclschema.Options{})
	if moved.Diags.HasErrors() {
		t.Fatal(moved.Diags)
	}
	for name, a := range map[string]*schema.Architecture{
		"formatting":       load(t, strings.ReplaceAll(base, "  ", "\t")),
		"comments":         load(t, "# first\n"+strings.Join(blocks, "\n\n// a word\n\n")),
		"other files":      moved.Architecture,
		"same condition":   load(t, strings.Replace(base, `contact.region == "dach"`, `( contact.region=="dach" )`, 1)),
		"default given":    load(t, strings.Replace(base, `label      = "New"`, "label = \"New\"\n state = \"assumed\"", 1)),
		"same duration":    load(t, strings.Replace(base, `within = "8h"`, `within = "480m"`, 1)),
		"written by Write": rewritten(t, old),
	} {
		if got := texts(diff.Compare(old, a)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func rewritten(t testing.TB, a *schema.Architecture) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(hclschema.Write(a), hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

func TestExamplesEqualThemselves(t *testing.T) {
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		res := hclschema.Load(filepath.Join("..", "..", "examples", name), hclschema.Options{})
		if res.Diags.HasErrors() {
			t.Fatal(res.Diags)
		}
		if got := texts(diff.Compare(res.Architecture, res.Architecture)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
		if got := texts(diff.Compare(res.Architecture, rewritten(t, res.Architecture))); got != "" {
			t.Errorf("%s written anew: %s", name, got)
		}
	}
}

// An architecture of any size equals itself in any layout of files, and
// every sentence of a change is one that a person can read.
func TestCompareWithItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		files := hclgen.Generate(rapid.IntRange(10, 150).Draw(rt, "blocks"))
		a := hclschema.LoadFiles(files, hclschema.Options{}).Architecture
		order := rapid.Permutation(slices.Sorted(maps.Keys(files))).Draw(rt, "order")
		shuffled := map[string][]byte{}
		for i, name := range order {
			shuffled[fmt.Sprintf("f%03d.hcl", i)] = files[name]
		}
		b := hclschema.LoadFiles(shuffled, hclschema.Options{}).Architecture
		if got := texts(diff.Compare(a, b)); got != "" {
			rt.Fatalf("not equal to itself: %s", got)
		}
		smaller := hclschema.LoadFiles(hclgen.Generate(rapid.IntRange(10, 150).Draw(rt, "other")), hclschema.Options{}).Architecture
		there, back := diff.Compare(a, smaller), diff.Compare(smaller, a)
		if len(there.Changes) != len(back.Changes) {
			rt.Fatalf("%d changes there, %d back", len(there.Changes), len(back.Changes))
		}
		for _, c := range there.Changes {
			if !strings.HasSuffix(c.Text, ".") || strings.Contains(c.Text, "%!") || c.Part == "" || !slices.Contains(diff.Groups, c.Group) {
				rt.Fatalf("bad change: %+v", c)
			}
		}
	})
}

func large(t testing.TB) (a, b *schema.Architecture) {
	t.Helper()
	files := hclgen.Generate(10000)
	a = hclschema.LoadFiles(files, hclschema.Options{}).Architecture
	for name, src := range files {
		files[name] = []byte(strings.ReplaceAll(string(src), "Step 3", "The third step"))
	}
	return a, hclschema.LoadFiles(files, hclschema.Options{}).Architecture
}

func TestLargeArchitectureIsCompared(t *testing.T) {
	a, b := large(t)
	start := time.Now()
	d := diff.Compare(a, b)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("comparing took %v", took)
	}
	if len(d.Changes) == 0 || d.Part != diff.Patch {
		t.Errorf("%d changes, %s", len(d.Changes), d.Part)
	}
}

func BenchmarkCompare10000(b *testing.B) {
	x, y := large(b)
	for b.Loop() {
		diff.Compare(x, y)
	}
}
