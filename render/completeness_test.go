package render_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// A full architecture has all outputs, an empty one has begun none, and what is taken away is noticed where it belongs.
func TestCompleteness(t *testing.T) {
	states := func(a *schema.Architecture, list string) map[string]string {
		out := map[string]string{}
		for _, c := range render.Completeness(a) {
			if len(c.Missing) > 0 != (len(c.Blocks) > 0) {
				t.Errorf("%s: missing %q, supplied by %q", c.Name, c.Missing, c.Blocks)
			}
			if c.List == list {
				out[c.Name] = c.State()
			}
		}
		return out
	}
	full := load(t, "b2b-saas")
	outputs := []string{"Lifecycle document", "MQL definition", "Routing rules", "Pipeline configuration", "Automation triggers", "Metrics specification", "Platform configuration"}
	want := map[string]string{}
	for _, name := range outputs {
		want[name] = "complete"
	}
	if d := cmp.Diff(want, states(full, "outputs")); d != "" {
		t.Error(d)
	}
	want = map[string]string{"Inventory": "complete", "Map": "complete", "Define": "complete", "Orchestrate": "complete", "Align": "begun", "Measure": "complete", "Evolve": "complete"}
	if d := cmp.Diff(want, states(full, "sequence")); d != "" {
		t.Error(d)
	}
	empty := loadText(t, "architecture \"a\" {\n title = \"A\"\n version = \"1.0.0\"\n}")
	for _, list := range []string{"outputs", "sequence"} {
		for name, state := range states(empty, list) {
			if state != "not begun" {
				t.Errorf("%s of an empty architecture is %s", name, state)
			}
		}
	}
	// taking one thing away is noticed where it belongs, and nowhere else
	full.Routings[0].Fallback = ""
	got := states(full, "outputs")
	if got["Routing rules"] != "begun" || got["Lifecycle document"] != "complete" {
		t.Errorf("without a fallback: %v", got)
	}
}

// Questions of the intake form without an answer have lines to write on, and are counted.
func TestIntakeBlanks(t *testing.T) {
	empty := loadText(t, "architecture \"a\" {\n title = \"A\"\n version = \"1.0.0\"\n}")
	md := page(t, empty, "intake-form", render.Options{})
	line := strings.Repeat(`\_`, 72) + "\n"
	questions := regexp.MustCompile(`(?m)^\*\*.*\?\*\*`).FindAllString(md, -1)
	choices := regexp.MustCompile(`(?m)^□ .* {3}`).FindAllString(md, -1)
	answered := 1 // how we sell has a default
	if blank := strings.Count(md, line) / 2; blank+len(choices)+answered != len(questions) || blank < 15 {
		t.Errorf("%d questions, %d with lines, %d with boxes", len(questions), blank, len(choices))
	}
	contains(t, md, fmt.Sprintf("%d questions still wait for an answer", len(questions)-answered))
	lacks(t, md, "■ yes", "■ no")
	lacks(t, page(t, load(t, "b2b-saas"), "intake-form", render.Options{}), line)
}
