package sandbox

import (
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Of the clocks that made-up records start, as an audit sees them, some run out and most do not, whatever starts and stops them.
func TestSeedKeepsClocks(t *testing.T) {
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter"} {
		t.Run(name, func(t *testing.T) {
			res := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
			if err := res.Diags.Err(); err != nil {
				t.Fatal(err)
			}
			c := openTest(t)
			applyAll(t, c, res.Architecture)
			seed(t, c, SeedOptions{N: 800, Seed: 1})
			r, diags := audit.Run(ctx, audit.Options{Arch: res.Architecture, CRMs: []audit.CRM{{Target: sandboxTarget(), View: providers.ReadOnly(c.Provider())}}, Now: seedNow})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			for _, x := range r.Checks {
				if x.Name == "transitions" && x.Broken > 0 {
					t.Errorf("%d of %d moves were not permitted", x.Broken, x.Looked)
				}
				if x.Name != "clocks" {
					continue
				}
				if x.Looked < 100 || x.Broken < x.Looked/50 || x.Broken > x.Looked*16/100 {
					t.Errorf("%d of %d clocks ran out", x.Broken, x.Looked)
				}
				told := 0
				for _, f := range x.Findings {
					if f.Kind == audit.Breached {
						told += f.Count
					}
				}
				if told < x.Broken/2 || told == x.Broken {
					t.Errorf("of %d clocks that ran out, somebody was told of %d", x.Broken, told)
				}
			}
		})
	}
}
