package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

const typeAutomation = "sandbox_automation"

// Review finds automations among the unmanaged objects that write what the
// declared configuration writes or decides: legacy rules that may override new ones.
func (p *Provider) Review(c *providers.Compiled, unmanaged []*providers.Live) diag.List {
	var diags diag.List
	writers := map[string][]string{} // what is written → who writes it, in words
	for _, r := range c.Resources {
		switch r.Type {
		case typeAutomation:
			for _, what := range writes(r.Values) {
				writers[what] = append(writers[what], r.Label)
			}
		case typeLifecycle, typePipeline:
			writers["the stage of "+r.Key] = append(writers["the stage of "+r.Key], r.Label)
		}
	}
	for _, l := range unmanaged {
		if l.Type != typeAutomation {
			continue
		}
		for _, what := range writes(l.Values) {
			if by := writers[what]; len(by) > 0 {
				diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("Automation %q, which nobody declared, writes %s", l.Key, what),
					"So does the declared configuration: %s. The two may undo each other. Declare the automation, or delete it with --prune %s.%s.",
					strings.Join(by, ", "), typeAutomation, l.Key)
			}
		}
	}
	return diags
}

// writes lists what the actions of an automation write, in words, each once.
func writes(v providers.Values) []string {
	var out []string
	actions, _ := v["actions"].([]any)
	for _, x := range actions {
		a, _ := x.(map[string]any)
		what := ""
		if f, ok := a["field"].(string); ok {
			what = "the property " + f
		} else if s, ok := a["stage"].(string); ok {
			track, _, _ := strings.Cut(s, "/")
			what = "the stage of " + track
		} else if s, ok := a["status"].(string); ok {
			object, _, _ := strings.Cut(s, "/")
			what = "the status of " + object
		}
		if what != "" && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	return out
}
