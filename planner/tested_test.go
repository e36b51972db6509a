package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// What has passed is the architecture that was applied last, completely, and tested since.
func TestPassed(t *testing.T) {
	a := example(t, "simple-pipeline")
	digest := a.Digest()
	state := func(digest string) *planner.State {
		s := planner.NewState("sandbox")
		s.Architecture.Digest = digest
		return s
	}
	apply := func(complete bool) *planner.Record {
		return &planner.Record{Kind: planner.RecordApply, Complete: complete, Architecture: planner.Architecture{Digest: digest}}
	}
	tested := func(digest string, checks ...planner.TestedCheck) *planner.Record {
		failed := slices.ContainsFunc(checks, func(c planner.TestedCheck) bool { return c.Outcome != "pass" && !c.Done })
		return &planner.Record{Kind: planner.RecordQA, Architecture: planner.Architecture{Digest: digest}, QA: &planner.Tested{Passed: !failed, Checks: checks}}
	}
	edit, recovery := &planner.Record{Kind: planner.RecordEdit}, &planner.Record{Kind: planner.RecordRecovery}
	pass, fail := planner.TestedCheck{Check: "values", Outcome: "pass"}, planner.TestedCheck{Check: "values", Outcome: "fail"}
	left, done := planner.TestedCheck{Check: "reasons", Outcome: "by hand"}, planner.TestedCheck{Check: "reasons", Outcome: "by hand", Done: true}
	for name, c := range map[string]struct {
		applied string
		history []*planner.Record // the newest first
		why     string            // "": it has passed
	}{
		"nothing":                 {"", nil, "Nothing was applied completely"},
		"another architecture":    {"other", []*planner.Record{tested("other", pass), apply(true)}, "another architecture"},
		"not tested":              {digest, []*planner.Record{apply(true)}, "Nobody has tested"},
		"tested before":           {digest, []*planner.Record{apply(true), tested(digest, pass), apply(true)}, "Nobody has tested"},
		"an apply broke off":      {digest, []*planner.Record{apply(false), tested(digest, pass), apply(true)}, "was not complete"},
		"a recovery since":        {digest, []*planner.Record{recovery, tested(digest, pass), apply(true)}, "Nobody has tested"},
		"another was tested":      {digest, []*planner.Record{tested("other", pass), apply(true)}, "What was tested in sandbox is another"},
		"failed":                  {digest, []*planner.Record{tested(digest, pass, fail), apply(true)}, "failed: values"},
		"left to people":          {digest, []*planner.Record{tested(digest, pass, left), apply(true)}, "left to people: reasons"},
		"failed after it passed":  {digest, []*planner.Record{tested(digest, fail), tested(digest, pass), apply(true)}, "failed: values"},
		"passed":                  {digest, []*planner.Record{tested(digest, pass, done), apply(true)}, ""},
		"passed after it failed":  {digest, []*planner.Record{tested(digest, pass), tested(digest, fail), apply(true)}, ""},
		"an edit of the state":    {digest, []*planner.Record{edit, tested(digest, pass), apply(true)}, ""},
		"a trail without applies": {digest, []*planner.Record{tested(digest, pass)}, ""},
	} {
		diags := planner.Passed(a, "sandbox", state(c.applied), c.history, "--env sandbox")
		got := ""
		for _, d := range diags {
			got += d.Summary + " " + d.Detail
		}
		if c.why == "" && len(diags) > 0 || !strings.Contains(got, c.why) || c.why != "" && !diags.HasErrors() {
			t.Errorf("%s: %q, wanted %q", name, got, c.why)
		}
	}
}
