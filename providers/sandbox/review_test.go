package sandbox

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestReviewFindsLegacyAutomations(t *testing.T) {
	auto := func(key string, action map[string]any) *providers.Live {
		return &providers.Live{Type: typeAutomation, Key: key, Values: providers.Values{"name": key, "actions": []any{action}}}
	}
	c := &providers.Compiled{Resources: []*providers.Resource{
		{Type: typeLifecycle, Key: "lead", Label: "lifecycle “Lead”"},
		{Type: typeAutomation, Key: "ours", Label: "automation “Ours”", Values: auto("ours", map[string]any{"do": "set_field", "field": "contact/band"}).Values},
	}}
	got := (&Provider{}).Review(c, []*providers.Live{
		auto("old_band", map[string]any{"do": "set_field", "field": "contact/band"}),
		auto("old_mover", map[string]any{"do": "move_to", "stage": "lead/mql"}),
		auto("harmless", map[string]any{"do": "set_field", "field": "contact/nickname"}),
	})
	if len(got) != 2 {
		t.Fatalf("%d findings: %v", len(got), got)
	}
	for i, want := range []string{`"old_band", which nobody declared, writes the property contact/band`, `"old_mover", which nobody declared, writes the stage of lead`} {
		if !strings.Contains(got[i].Summary, want) {
			t.Errorf("%q does not say %q", got[i].Summary, want)
		}
	}
}
