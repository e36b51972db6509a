package view

import (
	"fmt"
	"io"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// Scenarios lists scenarios with their outcome; those that failed with the step concerned.
func Scenarios(w io.Writer, st terminal.Style, results []engine.ScenarioResult) {
	for _, r := range results {
		mark := st.Green("✓")
		if !r.Passed() {
			mark = st.Red("✗")
		}
		text := r.Name
		if r.Scenario.Description != "" {
			text += st.Dim("  " + r.Scenario.Description)
		}
		fmt.Fprintf(w, "%s %s\n", mark, text)
		for _, s := range r.Steps {
			if len(s.Mismatches) > 0 {
				fmt.Fprintf(w, "    step %s did not turn out as expected\n", s.Name)
			}
		}
	}
}

// ScenarioReport is the JSON form.
func ScenarioReport(results []engine.ScenarioResult) any {
	type result struct {
		Name        string    `json:"name"`
		Passed      bool      `json:"passed"`
		Steps       int       `json:"steps"`
		Diagnostics diag.List `json:"diagnostics,omitempty"`
	}
	out := []result{}
	failed := 0
	for _, r := range results {
		if !r.Passed() {
			failed++
		}
		out = append(out, result{r.Name, r.Passed(), len(r.Steps), r.Diags})
	}
	return map[string]any{"format_version": "1.0", "passed": len(results) - failed, "failed": failed, "scenarios": out}
}
