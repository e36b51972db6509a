package odoo

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Code reads and writes no field of one's own that is not made: Odoo would find out when a record comes that far.
func TestCodeNamesFields(t *testing.T) {
	for _, name := range exampleNames {
		for _, objects := range [][]schema.Address{nil, {"object.deal", "object.project"}, {"object.contact", "object.company"}, {"object.lead"}} {
			c, diags := Factory().Compile(exampleArch(t, name), providers.Target{CRM: &schema.CRM{Provider: provider, Objects: objects}})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			made := map[string]bool{}
			for _, r := range c.Resources {
				if r.Type == typeField {
					made[text(r.Values["name"])] = true
				}
			}
			for _, r := range c.Resources {
				if strings.HasPrefix(text(r.Values["model"]), "x_") && strings.Contains(text(r.Values["code"]), "record.user_id") {
					t.Errorf("%s %v: %s gives records of a custom model to somebody, and they have no salesperson", name, objects, r.Key)
				}
				for _, attribute := range []string{"code", "when", "before", "arch"} {
					for _, f := range ownField.FindAllString(text(r.Values[attribute]), -1) {
						if !made[f] && !strings.Contains(text(r.Values[attribute]), "env['"+f+"']") {
							t.Errorf("%s %v: %s of %s names %s, which is not made", name, objects, attribute, r.Key, f)
						}
					}
				}
			}
		}
	}
}
