package view

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// hostile is a label that would mention people, link, hide text and end the code span.
const hostile = "`@team <script>\n# x [a](b) \u202egpj `` | **b**"

func driftOf(n int) *planner.DriftReport {
	d := &planner.DriftReport{FormatVersion: planner.DriftFormat, Environment: "production", Checked: 2 * n, Unknown: []string{"Ask an " + hostile}}
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for i := range n {
		d.Drifted = append(d.Drifted, planner.DriftedObject{Kind: planner.DriftChanged, Address: fmt.Sprintf("fake_stage.stage.lead.s%d", i), Key: "k", Label: hostile,
			Diffs:   []planner.AttrDiff{{Path: "label", Before: "MQL", After: hostile}},
			Source:  &diag.Range{File: "a.hcl", Start: diag.Pos{Line: 7}},
			Changed: &providers.LastChange{Who: hostile, When: &at}})
	}
	return d
}

func onCRM(line string) string { return "stagecraft " + line + " crm" }

func TestDriftMarkdownIsHarmless(t *testing.T) {
	var out bytes.Buffer
	DriftMarkdown(&out, driftOf(1), onCRM)
	text := out.String()
	if !strings.Contains(text, "`a.hcl:7`") || !strings.Contains(text, "2026-11-20 09:30 UTC") || !strings.Contains(text, "1 object of 2 drifted") {
		t.Error(text)
	}
	for line := range strings.Lines(text) {
		inside := false
		for _, part := range strings.Split(strings.TrimSuffix(line, "\n"), "`") {
			if !inside && strings.ContainsAny(part, "@<[|#\u202e") && !strings.HasPrefix(part, "### Stagecraft drift") {
				t.Errorf("outside of a code span: %q in %q", part, line)
			}
			inside = !inside
		}
		if !inside {
			t.Errorf("a code span is open: %q", line)
		}
	}
}

func TestDriftMarkdownFitsAnIssue(t *testing.T) {
	var out bytes.Buffer
	DriftMarkdown(&out, driftOf(5000), onCRM)
	if n := out.Len(); n > 65536 || n < 50000 {
		t.Errorf("%d bytes", n)
	}
	if !strings.Contains(out.String(), " more; `stagecraft drift crm` lists all.") || !strings.Contains(out.String(), "`stagecraft drift --accept crm`") {
		t.Error("it does not say that something is left out, or what to do")
	}
}
