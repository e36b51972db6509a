package hubspot

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// An option that is live under another value is taken over, not made twice.
func TestOptionsAreRecognised(t *testing.T) {
	live := []api.Option{{Value: "PROSPECT", Label: "Prospect"}, {Value: "ent", Label: "Enterprise"}, {Value: "mid", Label: "Mid-market"}}
	c := &compiler{portal: &portal{known: true, properties: map[string]map[string]api.Property{"companies": {"segment": {Name: "segment", Options: live}}}}}
	all := []declaredOption{{"prospect", ""}, {"enterprise", ""}, {"small", "Small"}, {"core", "mid-market"}, {"mid", "Middle"}}
	for value, want := range map[string]string{
		"prospect":   "PROSPECT",
		"enterprise": "ent",
		"small":      "small",
		"mid":        "mid",
		"core":       "core", // the live option of its label is declared by its value
		"unknown":    "unknown",
	} {
		if got := c.internal("companies", "segment", all, value); got != want {
			t.Errorf("%s is %s, not %s", value, got, want)
		}
	}
}
