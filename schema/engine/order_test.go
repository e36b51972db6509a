package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

func TestOrder(t *testing.T) {
	a := load(t, "")
	for name, x := range map[string]struct {
		rec  *engine.Record
		to   schema.Address
		back bool
		left []string
		kind engine.Kind
	}{
		"one step":                    {rec: contact(nil, in("stage.lead.new")), to: "stage.lead.mql"},
		"where it is":                 {rec: contact(nil, in("stage.lead.mql")), to: "stage.lead.mql"},
		"no such stage":               {rec: contact(nil), to: "stage.lead.none"},
		"a stage of other records":    {rec: contact(nil), to: "stage.new.open"},
		"entering in the middle":      {rec: contact(nil), to: "stage.lead.mql", left: []string{"stage.lead.new"}, kind: engine.Skipped},
		"left out":                    {rec: contact(nil, in("stage.lead.new")), to: "stage.lead.sal", left: []string{"stage.lead.mql"}, kind: engine.Skipped},
		"back":                        {rec: contact(nil, in("stage.lead.sal")), to: "stage.lead.mql", back: true, kind: engine.Backward},
		"back as an outcome":          {rec: contact(nil, in("stage.lead.mql")), to: "stage.lead.new", back: true},
		"back from beside the path":   {rec: contact(nil, in("stage.lead.nurture")), to: "stage.lead.mql", back: true},
		"beside the path":             {rec: contact(nil, in("stage.lead.new")), to: "stage.lead.out"},
		"out of a stage that ends it": {rec: contact(nil, in("stage.lead.out")), to: "stage.lead.new", back: true, kind: engine.Terminal},
	} {
		t.Run(name, func(t *testing.T) {
			s := engine.Order(a, x.rec, x.to, now)
			var left []string
			for _, st := range s.Left {
				left = append(left, string(st.Address))
			}
			kind := engine.Kind("")
			if s.Refusal != nil {
				kind = s.Refusal.Kind
			}
			if d := cmp.Diff(x.left, left); s.Back != x.back || kind != x.kind || d != "" {
				t.Errorf("back %t, refused as %q; %s", s.Back, kind, d)
			}
			if s.Refusal != nil { // Move says it in the same words
				found := false
				for _, r := range engine.Move(a, x.rec, x.to, engine.MoveOptions{Now: now}) {
					found = found || cmp.Equal(r, *s.Refusal)
				}
				if !found {
					t.Errorf("Move does not say %+v", s.Refusal)
				}
			}
		})
	}
}
