package salesforce

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// The examples are made of what an org takes, and an org then has all of it: flows, formulas, rules, queues with their members.
func TestExamplesAreTaken(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := exampleArch(t, name)
			org := emulator.Empty()
			for _, team := range a.Teams {
				for _, m := range team.Members {
					org.AddUser(m.Identity)
				}
			}
			p := orgOf(t, org, nil)
			c, diags := p.Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			live := liveByName(t, p)
			var ops []*providers.Operation
			for _, k := range kinds() { // what is referred to first
				for _, r := range c.Resources {
					if r.Type != k.typ.Name {
						continue
					}
					op := &providers.Operation{Action: providers.Create, Address: r.Address(), Type: r.Type, Key: r.Key, After: r.Values}
					if l := live[r.Type+" "+r.Key]; l != nil {
						op.Action, op.ID, op.Before = providers.Update, l.ID, l.Values
					}
					ops = append(ops, op)
				}
			}
			err := p.Apply(t.Context(), ops, func(x providers.Progress) error { return x.Err })
			if err != nil {
				t.Fatal(err)
			}
			live = liveByName(t, p)
			for _, r := range c.Resources {
				l := live[r.Type+" "+r.Key]
				if l == nil {
					t.Errorf("%s %s is not there", r.Type, r.Key)
					continue
				}
				for _, attr := range info().Type(r.Type).Attributes {
					if !attr.Ordinal && attr.Differs(r.Values[attr.Name], l.Values[attr.Name]) {
						t.Errorf("%s of %s %s is %v, not %v", attr.Name, r.Type, r.Key, l.Values[attr.Name], r.Values[attr.Name])
					}
				}
			}
		})
	}
}

func liveByName(t *testing.T, p *Provider) map[string]*providers.Live {
	t.Helper()
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*providers.Live{}
	for _, l := range list {
		out[l.Type+" "+l.Key] = l
	}
	return out
}
