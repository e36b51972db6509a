package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Tested is what the trail keeps of a test of the environment.
type Tested struct {
	Passed bool          `json:"passed"`
	Checks []TestedCheck `json:"checks"`
	// Differs counts the objects that an apply would have changed.
	Differs int `json:"differs,omitempty"`
}

// TestedCheck is how one check turned out.
type TestedCheck struct {
	Check   string `json:"check"`
	Outcome string `json:"outcome"`
	// Done: a person said that the cases by hand were done.
	Done bool `json:"done,omitempty"`
}

// Summary says in a few words how the test turned out.
func (t *Tested) Summary() string {
	if t.Passed {
		return "all checks passed"
	}
	var failed, open []string
	for _, c := range t.Checks {
		switch {
		case c.Outcome == "fail":
			failed = append(failed, c.Check)
		case c.Outcome == "by hand" && !c.Done:
			open = append(open, c.Check)
		}
	}
	var parts []string
	if len(failed) > 0 {
		parts = append(parts, "failed: "+strings.Join(failed, ", "))
	}
	if len(open) > 0 {
		parts = append(parts, "left to people: "+strings.Join(open, ", "))
	}
	if t.Differs > 0 {
		parts = append(parts, fmt.Sprintf("not as applied: %d", t.Differs))
	}
	if len(parts) == 0 {
		return "test records are left"
	}
	return strings.Join(parts, "; ")
}

// Name is the label of the crm block; the provider's own name for the built-in sandbox.
func (t TargetProvider) Name() string { return t.name() }

// passedIn begins the requirement that the architecture has passed in another environment: "qa:sandbox".
const passedIn = "qa:"

// PassedIn is the requirement that the architecture was applied completely in an environment and has passed the checks there since.
func PassedIn(environment string) string { return passedIn + environment }

// Passed tells why an architecture has not passed in an environment: it must be what was applied there last, completely, and the
// checks must have passed since. There are no findings when it has. history is that of the environment, the newest first; how says
// how the environment is named on a command line.
func Passed(a *schema.Architecture, environment string, state *State, history []*Record, how string) diag.List {
	var diags diag.List
	refuse := func(summary, detail string, args ...any) diag.List {
		diags.Errorf(diag.NotPassed, diag.Range{}, fmt.Sprintf(summary, environment), detail, args...)
		return diags
	}
	switch digest := a.Digest(); {
	case state.Architecture.Digest == "":
		return refuse("Nothing was applied completely in %s yet", "Run stagecraft apply %[1]s, and then stagecraft qa %[1]s.", how)
	case state.Architecture.Digest != digest:
		return refuse("What was applied in %s is another architecture", "The architecture has changed since: what passed there is not what would be promoted. "+
			"Run stagecraft apply %[1]s, and then stagecraft qa %[1]s.", how)
	}
	// What comes after the last apply, complete or not, is about what is there now.
	last := slices.IndexFunc(history, func(r *Record) bool { return r.Kind == RecordApply || r.Kind == RecordRecovery })
	if last >= 0 && history[last].Kind == RecordApply && !history[last].Complete {
		return refuse("The last apply in %s was not complete", "Apply %d left something out or failed. Run stagecraft apply %[2]s, and then stagecraft qa %[2]s.", history[last].Serial, how)
	}
	if last < 0 {
		last = len(history)
	}
	i := slices.IndexFunc(history[:last], func(r *Record) bool { return r.Kind == RecordQA && r.QA != nil })
	switch {
	case i < 0:
		return refuse("Nobody has tested %s since the last apply", "Run stagecraft qa %s.", how)
	case history[i].Architecture.Digest != state.Architecture.Digest:
		return refuse("What was tested in %s is another architecture", "Run stagecraft qa %s.", how)
	case !history[i].QA.Passed:
		return refuse("The last test of %s did not pass", "%s: %s. Mend that, and run stagecraft qa %s.",
			history[i].Time.UTC().Format("2006-01-02 15:04 MST"), history[i].QA.Summary(), how)
	}
	return nil
}
