package salesforce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// What orgs are made of is deployed to an empty one and to a messy one as it is, and is then what was asked for.
func TestStructureDeploys(t *testing.T) {
	t.Parallel()
	for org, make := range map[string]func(...emulator.Option) *emulator.Org{"empty": emulator.Empty, "messy": emulator.Messy} {
		for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
			t.Run(org+" "+name, func(t *testing.T) {
				t.Parallel()
				a := exampleArch(t, name)
				p := orgOf(t, make(), nil)
				c := structure(a, p.learned)
				if err := c.diags.Err(); err != nil {
					t.Fatal(err)
				}
				is := liveValues(t, p.learned)
				var ops []*providers.Operation
				for i, r := range c.out.Resources {
					op := &providers.Operation{Index: i, Action: providers.Create, Address: r.Address(), Type: r.Type, Key: r.Key, After: r.Values}
					if op.Before = is[providers.Reference{Type: r.Type, Key: r.Key}]; op.Before != nil {
						op.Action = providers.Update
					}
					ops = append(ops, op)
				}
				err := p.Apply(t.Context(), ops, func(pr providers.Progress) error {
					if pr.Err != nil && !strings.Contains(pr.Err.Error(), "nothing was deployed") {
						t.Errorf("%s: %v", pr.Op.Address, pr.Err)
					}
					return nil
				})
				if err != nil || t.Failed() {
					t.Fatal(err)
				}
				again, err := readOrg(t.Context(), p.client, p.settings)
				if err != nil {
					t.Fatal(err)
				}
				is = liveValues(t, again)
				for _, r := range structure(a, again).out.Resources {
					now := is[providers.Reference{Type: r.Type, Key: r.Key}]
					if now == nil {
						t.Errorf("%s (%s) is not there", r.Address(), r.Key)
						continue
					}
					for _, attr := range info().Type(r.Type).Attributes {
						if !attr.Ordinal && attr.Differs(r.Values[attr.Name], now[attr.Name]) {
							t.Errorf("%s: %s is not what was asked for: %s", r.Address(), attr.Name, cmp.Diff(r.Values[attr.Name], now[attr.Name]))
						}
					}
				}
			})
		}
	}
}

// liveValues are the values of all that an org has.
func liveValues(t *testing.T, s *snapshot) map[providers.Reference]providers.Values {
	t.Helper()
	live, err := s.read(nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[providers.Reference]providers.Values{}
	for _, l := range live {
		out[providers.Reference{Type: l.Type, Key: l.Key}] = l.Values
	}
	return out
}
