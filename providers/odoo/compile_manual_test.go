package odoo

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func TestCleanDataInWords(t *testing.T) {
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(`architecture "x" {
  title   = "X"
  version = "1.0.0"
}
object "contact" {}
field "contact" "email" { type = email }
hygiene "contacts" {
  object         = object.contact
  duplicate_keys = [contact.email]
  audit          = "monthly"
}
`)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	c, diags := Factory().Compile(r.Architecture, providers.Target{CRM: &schema.CRM{}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Manual {
		if strings.HasPrefix(s.Title, "Keep the data of") {
			if want := "Monthly: group the list of contact by Email. Mark duplicates, Actions > Merge; keep the one that people work with."; s.Steps[0] != want {
				t.Errorf("%q, not %q", s.Steps[0], want)
			}
			return
		}
	}
	t.Errorf("nothing is said of duplicates: %+v", c.Manual)
}
