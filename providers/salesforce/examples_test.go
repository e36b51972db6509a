package salesforce

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// An org takes every example with nothing but what it refers to, one object after the other as Terraform makes them, and what
// is read then is what was asked for.
func TestExamplesDeployAlone(t *testing.T) {
	for _, typ := range info().Types {
		for _, v := range typ.Examples {
			t.Run(typ.Name+" "+typ.KeyOf(v), func(t *testing.T) {
				p := orgOf(t, emulator.Empty(), nil)
				all := append(info().ExampleNeeds(typ.Name, v), &providers.Resource{Type: typ.Name, Key: typ.KeyOf(v), Values: v})
				for _, r := range all {
					op := &providers.Operation{Action: providers.Create, Address: r.Type, Type: r.Type, Key: r.Key, After: r.Values}
					if r.Type == typeSetting { // every org has them all
						op.Action, op.ID, op.Before = providers.Update, r.Key, liveOf(t, p.known(), r.Type, r.Key)
					}
					err := p.Apply(t.Context(), []*providers.Operation{op}, func(pr providers.Progress) error {
						if pr.Err != nil {
							t.Fatalf("%s %s: %v", r.Type, r.Key, pr.Err)
						}
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				live, err := p.Read(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				found := map[providers.Reference]providers.Values{}
				for _, l := range live {
					found[providers.Reference{Type: l.Type, Key: l.Key}] = l.Values
				}
				for _, r := range all {
					if wrong := info().Type(r.Type).Differing(r.Values, found[providers.Reference{Type: r.Type, Key: r.Key}]); len(wrong) > 0 {
						t.Errorf("%s %s: %v is not what was asked for", r.Type, r.Key, wrong)
					}
				}
			})
		}
	}
}
