package salesforce

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Everything that happens by itself is a resource, or a step for people, and is classed; whatever the objects are.
func TestNothingIsDropped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		for _, objects := range [][]schema.Address{nil, {"object.deal", "object.project"}, {"object.contact", "object.company"}, {"object.lead"}} {
			a := exampleArch(t, name)
			c, diags := compile(a, providers.Target{CRM: &schema.CRM{Provider: provider, Objects: objects}}, &settings{folder: "Lifecycle"}, newSnapshot(nil))
			if err := diags.Err(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			w := works{c, t}
			w.sound()
			target := providers.Target{CRM: &schema.CRM{Objects: objects}}
			looked := newCompiler(a, target, &settings{folder: "Lifecycle"}, newSnapshot(nil))
			for kind, b := range a.Blocks() {
				var object string
				switch x := b.(type) {
				case *schema.SLA:
					object = looked.clockObject(x)
				case *schema.Routing:
					object = x.Object.Name()
				case *schema.Sequence:
					object = x.Object.Name()
				case *schema.Handoff:
					object = a.Track(x.To).Object
				case *schema.Automation:
					object = x.Object.Name()
					if of := looked.objectOf(x.Trigger); of != "" {
						object = of
					}
				case *schema.Dimension:
					object = schema.Find[schema.Scoring](a, x.Address.Holder().Holder()).Object.Name()
				case *schema.Lifecycle:
					if x.Rollup == "" || !target.Owns(a.Track(x.Rollup).Object) {
						continue
					}
					object = x.Object.Name()
				default:
					continue
				}
				if !target.Owns(object) {
					continue
				}
				address := b.Base().Address
				i := slices.IndexFunc(c.Enforcement, func(e providers.Enforcement) bool { return e.Address == address })
				if i < 0 {
					t.Errorf("%s: %s %s is not classed", name, kind, address)
					continue
				}
				made := slices.ContainsFunc(c.Resources, func(r *providers.Resource) bool { return r.Origin == address })
				said := slices.ContainsFunc(c.Manual, func(m providers.ManualStep) bool { return m.Origin == address || slices.Contains(m.Also, address) })
				by := c.Enforcement[i].How != ""
				if !made && !said && !by {
					t.Errorf("%s: %s %s comes to nothing", name, kind, address)
				}
			}
		}
	}
}
