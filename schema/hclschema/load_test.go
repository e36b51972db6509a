package hclschema

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestLoadTaste(t *testing.T) {
	r := Load("testdata/taste", Options{})
	for _, d := range r.Diags {
		t.Error(d.Error())
	}
	if h := schema.Find[schema.Handoff](r.Architecture, "handoff.mql_to_sal"); h == nil || h.SLA != "sla.first_touch" || len(h.Owes) != 5 {
		t.Errorf("handoff: %+v", h)
	}
}
