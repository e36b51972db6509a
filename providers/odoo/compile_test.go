package odoo

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestCompileOffline(t *testing.T) {
	for _, name := range append([]string{"other"}, providertest.StateNames...) {
		a := providertest.State(t, name)
		c, diags := Factory().Compile(a, providers.Target{CRM: &schema.CRM{}})
		if err := diags.Err(); err != nil {
			t.Fatal(name, err)
		}
		for _, r := range c.Resources {
			t.Log(name, r.Type, r.Key)
			for _, ref := range kindOf(r.Type).typ.References(r.Values) {
				if ref.Type == typeField {
					continue // derived ones name fields of both models
				}
				found := false
				for _, o := range c.Resources {
					found = found || o.Type == ref.Type && o.Key == ref.Key
				}
				if !found {
					t.Errorf("%s: %s refers to %s, which is not made", name, r.Key, ref)
				}
			}
		}
	}
}
