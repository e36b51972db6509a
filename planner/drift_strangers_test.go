package planner_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Drift reads the same each time, also where several blocks make up the list that a stranger stands in.
func TestDriftIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(`
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
}
status "contact" "fresh" { label = "Fresh" }
status "contact" "working" { label = "Working" }
status "contact" "resting" { label = "Resting" }
status "contact" "gone" { label = "Gone" }
`)}, hclschema.Options{})
	if err := res.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	p := newPortal(t, empty(emulator.Enterprise), nil)
	p.apply(res.Architecture)
	ctx := context.Background()
	first := ""
	for range 20 {
		opts := p.options(res.Architecture)
		d, diags := planner.Drift(ctx, planner.DriftOptions{Environment: "test", Arch: opts.Arch, State: opts.State, CRMs: planner.LookAt(opts.CRMs)})
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		text, err := json.Marshal(d.Drifted)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case first == "":
			if first = string(text); !strings.Contains(first, "hubspot_option") || !strings.Contains(first, `"block":"status.contact.`) {
				t.Fatalf("no option of the account stands among the statuses: %s", first)
			}
		case string(text) != first:
			t.Fatalf("once it is\n%s\nthen\n%s", first, text)
		}
	}
}
