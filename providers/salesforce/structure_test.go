package salesforce

import (
	"encoding/json"
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var update = goflag.Bool("update", false, "rewrite the golden files")

// structure makes what an org is made of, without what holds and what happens by itself.
func structure(a *schema.Architecture, org *snapshot) *compiler {
	t := providers.Target{CRM: &schema.CRM{Provider: provider}}
	s, _ := readSettings(t, nil)
	c := newCompiler(a, t, s, org)
	c.objects()
	c.fields()
	c.statuses()
	c.reasons()
	c.tracks()
	c.conversion()
	c.limits()
	c.access()
	c.out.SortSteps()
	return c
}

// The structure of every example is what its golden file says.
func TestStructureOfExamples(t *testing.T) {
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		t.Run(name, func(t *testing.T) {
			c := structure(exampleArch(t, name), newSnapshot(nil))
			var b strings.Builder
			for _, d := range c.diags {
				fmt.Fprintf(&b, "%s: %s. %s\n", d.Severity, d.Summary, d.Detail)
			}
			for _, r := range c.out.Resources {
				values, err := json.Marshal(r.Values)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "%s\n  %s\n", r.Address(), values)
			}
			for _, s := range c.out.Manual {
				fmt.Fprintf(&b, "step %s: %s\n", s.Origin, s.Title)
				for _, line := range s.Steps {
					fmt.Fprintf(&b, "  %s\n", line)
				}
			}
			for _, e := range c.out.Enforcement {
				fmt.Fprintf(&b, "%s %s: %s\n", e.Class, e.Address, e.Criterion)
			}
			golden(t, "structure-"+name, b.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("run with -update if this is meant: (-golden +made)\n%s", d)
	}
}
