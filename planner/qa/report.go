package qa

import (
	"fmt"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Outcome says how a check or one of its cases turned out.
type Outcome string

const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	ByHand        Outcome = "by hand" // no program can tell here; Steps say what a person does
	NotApplicable Outcome = "not applicable"
)

// Report is the outcome of a run. Its JSON form is the output of qa --json.
type Report struct {
	FormatVersion string               `json:"format_version"`
	ToolVersion   string               `json:"tool_version,omitempty"`
	Environment   string               `json:"environment"`
	Architecture  planner.Architecture `json:"architecture"`
	Run           string               `json:"run"`
	Time          time.Time            `json:"time"`
	By            string               `json:"by,omitempty"`
	Checks        []CheckResult        `json:"checks"`
	// Checkpoint are the points of the engineering sign-off.
	Checkpoint []signoff.Item `json:"checkpoint"`
	// Passed: no case failed, people have said of every check that has cases by hand that they did these, and nothing differs.
	Passed bool `json:"passed"`
	// Differs counts the objects that an apply would change: what is live is not what was applied.
	Differs int `json:"differs,omitempty"`
	// Records counts test records: made, removed, and those of earlier runs that were found and removed.
	Made    int `json:"made"`
	Removed int `json:"removed"`
	Swept   int `json:"swept,omitempty"`
	// Left are test records that are still there, with the reason. They keep the run from passing.
	Left []string `json:"left,omitempty"`
	// Traces are what test records that are gone have left behind, where the CRM refused to forget it. People judge whether it matters.
	Traces []string `json:"traces,omitempty"`
}

// CheckResult is how a check turned out.
type CheckResult struct {
	Key     string  `json:"key"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`
	// Done: a person said that the cases by hand were done and are right.
	Done  bool         `json:"done,omitempty"`
	Cases []CaseResult `json:"cases,omitempty"`
}

// CaseResult is one thing that was tried.
type CaseResult struct {
	CRM     string  `json:"crm,omitempty"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`
	// Detail says what happened, or why nobody but a person can tell.
	Detail string `json:"detail,omitempty"`
	// Steps are what a person does.
	Steps []string `json:"steps,omitempty"`
}

// Open tells whether a check waits for a person.
func (c *CheckResult) Open() bool { return c.Outcome == ByHand && !c.Done }

// settle sums the cases up: one that failed makes the check fail, one by hand leaves it to people.
func (c *CheckResult) settle() {
	c.Outcome = NotApplicable
	for _, x := range c.Cases {
		switch {
		case x.Outcome == Fail:
			c.Outcome = Fail
		case x.Outcome == ByHand && c.Outcome != Fail:
			c.Outcome = ByHand
		case x.Outcome == Pass && c.Outcome == NotApplicable:
			c.Outcome = Pass
		}
	}
}

// settle says whether the run passed.
func (r *Report) settle() {
	r.Passed = len(r.Left) == 0 && r.Differs == 0
	for i := range r.Checks {
		c := &r.Checks[i]
		r.Passed = r.Passed && c.Outcome != Fail && !c.Open()
	}
}

// Record is what the trail of the environment keeps of the run.
func (r *Report) Record() *planner.Tested {
	t := &planner.Tested{Passed: r.Passed, Differs: r.Differs}
	for _, c := range r.Checks {
		t.Checks = append(t.Checks, planner.TestedCheck{Check: c.Key, Outcome: string(c.Outcome), Done: c.Done})
	}
	return t
}

// checkpoint judges the five points of the engineering sign-off (Y-24), which stand between the build and its handover.
func (r *run) checkpoint() []signoff.Item {
	p := r.plan
	applied := signoff.Item{Name: "Everything is configured as specified", Done: r.report.Differs == 0, Detail: "the CRM is what the architecture says"}
	if !applied.Done {
		applied.Detail = fmt.Sprintf("an apply would change %s", counted(r.report.Differs))
	}
	failed, open, conflicts := r.named(func(c *CheckResult) bool { return c.Outcome == Fail }), r.named((*CheckResult).Open), 0
	for _, c := range r.report.Checks {
		if c.Key == Conflicts {
			for _, x := range c.Cases {
				if x.Outcome == Fail {
					conflicts++
				}
			}
		}
	}
	tested := signoff.Item{Name: "The nine checks pass", Done: len(failed)+len(open) == 0, Detail: "all that apply here do"}
	if !tested.Done {
		var parts []string
		if len(failed) > 0 {
			parts = append(parts, "failed: "+strings.Join(failed, ", "))
		}
		if len(open) > 0 {
			parts = append(parts, "left to people: "+strings.Join(open, ", "))
		}
		tested.Detail = strings.Join(parts, "; ")
	}
	manual := 0
	for _, t := range p.Targets {
		manual += len(t.Manual)
	}
	byHand := signoff.Item{Name: "The manual steps are done", Done: manual == 0 || r.o.ManualDone, Detail: "there are none"}
	if manual > 0 {
		byHand.Detail = fmt.Sprintf("%d to do, which plan --all lists; say that they are done with --done manual_steps", manual)
		if byHand.Done {
			byHand.Detail = fmt.Sprintf("%d, done as %s says", manual, orSomebody(r.o.By))
		}
	}
	legacy := signoff.Item{Name: "No automation from before works against it", Done: conflicts == 0, Detail: "none was found"}
	if conflicts > 0 {
		legacy.Detail = fmt.Sprintf("%d were found", conflicts)
	}
	clean := signoff.Item{Name: "The test records are gone", Done: len(r.report.Left) == 0, Detail: fmt.Sprintf("%d were made and removed", r.report.Made)}
	if !clean.Done {
		clean.Detail = strings.Join(r.report.Left, "; ")
	}
	if len(r.report.Traces) > 0 {
		clean.Detail += ". " + strings.Join(r.report.Traces, "; ")
	}
	return []signoff.Item{applied, tested, byHand, legacy, clean}
}

func orSomebody(by string) string {
	if by == "" {
		return "somebody"
	}
	return by
}

func (r *run) named(is func(*CheckResult) bool) []string {
	var out []string
	for i := range r.report.Checks {
		if is(&r.report.Checks[i]) {
			out = append(out, r.report.Checks[i].Title)
		}
	}
	return out
}

func counted(n int) string {
	if n == 1 {
		return "1 object"
	}
	return fmt.Sprintf("%d objects", n)
}
