package provider

import (
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Numbers may be others than in the state, as long as they say the same order; siblings of another parent do not count.
func TestDisplaced(t *testing.T) {
	typ := &providers.ResourceType{Name: "made_stage", Key: []string{"track", "name"}, Attributes: []providers.Attribute{
		{Name: "track", Type: cty.String, Required: true}, {Name: "name", Type: cty.String, Required: true}, {Name: "order", Type: cty.Number, Optional: true, Ordinal: true}}}
	c := newCRM(&providers.Factory{Info: &providers.Info{Types: []*providers.ResourceType{typ}}}, providers.Target{}, true, nil)
	found := func(id, track string, was, is float64) bool {
		return c.displaced(typ, &providers.Live{Type: typ.Name, ID: id, Values: providers.Values{"track": track, "name": id}}, was, is)
	}
	for _, step := range []struct {
		id, track string
		was, is   float64
		want      bool
	}{
		{"b", "sales", 1, 4, false},
		{"a", "sales", 0, 0, false},
		{"c", "sales", 2, 3, true}, // the CRM has it before b
		{"d", "renewal", 3, 1, false},
		{"c", "sales", 2, 7, false}, // found again, behind b
		{"c", "sales", 2, 3, true},
	} {
		if got := found(step.id, step.track, step.was, step.is); got != step.want {
			t.Errorf("%+v: %v", step, got)
		}
	}
}
