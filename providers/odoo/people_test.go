package odoo

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Capacities of members, or else of their queues, stand where Odoo shows them; where rules route leads, Odoo's own assignment is off.
func TestCapacities(t *testing.T) {
	const src = `architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "sdr" { title = "SDR" }
team "sales" {
  member "amy" {
    identity = "amy@x.example"
    role     = role.sdr
    capacity = 7
  }
  member "bo" {
    identity = "bo@x.example"
    role     = role.sdr
  }
  member "cy" { identity = "cy@x.example" }
}
queue "leads" {
  object   = object.lead
  role     = role.sdr
  capacity = 40
}
`
	const routes = `routing "leads" {
  object  = object.lead
  trigger = created(object.lead)
  rule "all" { to = queue.leads }
}
`
	for src, off := range map[string]bool{src: false, src + routes: true} {
		r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(src)}, hclschema.Options{})
		c, diags := Factory().Compile(r.Architecture, providers.Target{CRM: &schema.CRM{Provider: provider}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		got := map[string]any{}
		for _, x := range c.Resources {
			switch x.Type {
			case typeTeam:
				got["off"] = x.Values["assignment_off"]
			case typeMember:
				got[text(x.Values["user"])] = x.Values["capacity"]
			}
		}
		for k, v := range map[string]any{"off": off, "amy@x.example": 7.0, "bo@x.example": 40.0, "cy@x.example": nil} {
			if got[k] != v && (v != false || got[k] != nil) { // what is not given is false
				t.Errorf("%s is %v, want %v", k, got[k], v)
			}
		}
	}
}
