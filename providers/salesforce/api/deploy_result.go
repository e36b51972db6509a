package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// DeployState is where a deploy stands.
type DeployState string

const (
	DeployPending          DeployState = "Pending"
	DeployInProgress       DeployState = "InProgress"
	DeployFinalizing       DeployState = "Finalizing"
	DeployFinalizingFailed DeployState = "FinalizingFailed"
	DeploySucceeded        DeployState = "Succeeded"
	DeploySucceededPartial DeployState = "SucceededPartial"
	DeployFailed           DeployState = "Failed"
	DeployCanceling        DeployState = "Canceling"
	DeployCanceled         DeployState = "Canceled"
)

// DeployResult is how a deploy is doing, or what came of it.
type DeployResult struct {
	ID              string        `json:"id"`
	Status          DeployState   `json:"status"`
	Done            bool          `json:"done"`
	Success         bool          `json:"success"`
	CheckOnly       bool          `json:"checkOnly"`
	RollbackOnError bool          `json:"rollbackOnError"`
	RunTestsEnabled bool          `json:"runTestsEnabled"` // a check needs it to be deployed quickly
	StateDetail     string        `json:"stateDetail"`     // which component or test is under way
	ErrorStatusCode string        `json:"errorStatusCode"`
	ErrorMessage    string        `json:"errorMessage"`
	CanceledByName  string        `json:"canceledByName"`
	ComponentErrors int           `json:"numberComponentErrors"`
	ComponentsDone  int           `json:"numberComponentsDeployed"`
	ComponentsTotal int           `json:"numberComponentsTotal"`
	TestErrors      int           `json:"numberTestErrors"`
	TestsDone       int           `json:"numberTestsCompleted"`
	TestsTotal      int           `json:"numberTestsTotal"`
	CreatedDate     Timestamp     `json:"createdDate"`
	CompletedDate   Timestamp     `json:"completedDate"`
	Details         DeployDetails `json:"details"`
}

// DeployDetails are the outcomes of components and tests.
type DeployDetails struct {
	Failures  list[DeployMessage] `json:"componentFailures"`
	Successes list[DeployMessage] `json:"componentSuccesses"`
	Tests     TestResult          `json:"runTestResult"`
}

// DeployMessage is the outcome of one component. There may be several for one.
type DeployMessage struct {
	Type        string `json:"componentType"` // "" for package.xml
	FullName    string `json:"fullName"`
	FileName    string `json:"fileName"` // in the zip
	ID          string `json:"id"`
	Line        int    `json:"lineNumber"` // 0 when unknown
	Column      int    `json:"columnNumber"`
	Problem     string `json:"problem"`
	ProblemType string `json:"problemType"` // Error, Warning, Info
	Success     bool   `json:"success"`
	Created     bool   `json:"created"`
	Changed     bool   `json:"changed"`
	Deleted     bool   `json:"deleted"`
}

func (m *DeployMessage) String() string {
	where := cmp.Or(m.FileName, m.FullName)
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", where, m.Line, m.Column)
	}
	return fmt.Sprintf("%s: %s %s: %s", where, m.Type, m.FullName, cut(m.Problem, maxMessage))
}

// TestResult is what came of Apex tests.
type TestResult struct {
	Failures         list[TestFailure]     `json:"failures"`
	CoverageWarnings list[CoverageWarning] `json:"codeCoverageWarnings"`
	FlowWarnings     list[CoverageWarning] `json:"flowCoverageWarnings"`
}

// TestFailure is an Apex test that failed, often for a rule that was deployed.
type TestFailure struct {
	Class      string `json:"name"`
	Method     string `json:"methodName"`
	Message    string `json:"message"`
	StackTrace string `json:"stackTrace"`
}

// CoverageWarning is code or a flow that tests do not cover enough.
type CoverageWarning struct {
	Name     string `json:"name"`
	FlowName string `json:"flowName"`
	Message  string `json:"message"`
}

// list reads a list, or the one element of it that some answers have instead.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '{' {
		b = []byte("[" + string(b) + "]")
	}
	return json.Unmarshal(b, (*[]T)(l))
}

// DeployError is the cause of an error that began as a deploy which failed.
type DeployError struct{ Result *DeployResult }

func (e *DeployError) Error() string {
	r := e.Result
	what := "deploy"
	if r.CheckOnly {
		what = "check"
	}
	s := fmt.Sprintf("the %s %s ended as %s", what, r.ID, cmp.Or(string(r.Status), "unknown"))
	switch d := &r.Details; {
	case r.ErrorMessage != "":
		s += ": " + cut(r.ErrorMessage, maxMessage)
	case len(d.Failures) > 0:
		s += fmt.Sprintf(" with %d problems, first %v", len(d.Failures), &d.Failures[0])
	case len(d.Tests.Failures) > 0:
		t := d.Tests.Failures[0]
		s += fmt.Sprintf(" with %d failed tests, first %s.%s: %s", len(d.Tests.Failures), t.Class, t.Method, cut(t.Message, maxMessage))
	case len(d.Tests.CoverageWarnings) > 0:
		s += ": " + cut(d.Tests.CoverageWarnings[0].Message, maxMessage)
	case len(d.Tests.FlowWarnings) > 0:
		s += ": " + cut(d.Tests.FlowWarnings[0].Message, maxMessage)
	}
	return s
}

// clean takes control characters, and secrets should there be any, out of what is shown to people.
func (r *DeployResult) clean(by *web.Redactor) {
	texts := []*string{&r.ErrorMessage, &r.StateDetail}
	for _, messages := range [][]DeployMessage{r.Details.Failures, r.Details.Successes} {
		for i := range messages {
			texts = append(texts, &messages[i].Problem, &messages[i].FullName, &messages[i].FileName)
		}
	}
	for i := range r.Details.Tests.Failures {
		t := &r.Details.Tests.Failures[i]
		texts = append(texts, &t.Message, &t.StackTrace)
	}
	for _, t := range texts {
		*t = by.Text(*t)
	}
}

// Err is the error of a deploy that is done and did not succeed; nil for the others.
func (r *DeployResult) Err() error {
	if !r.Done || r.Success && r.Status != DeploySucceededPartial {
		return nil
	}
	cause := &DeployError{r}
	e := &providers.Error{Kind: providers.Invalid, Message: cause.Error(), Err: cause}
	switch {
	case r.Status == DeployCanceled:
		e.Kind = providers.Conflict
	case r.ErrorStatusCode == "UNABLE_TO_LOCK_ROW" || r.ErrorStatusCode == "UNKNOWN_EXCEPTION" || r.onlyLocked():
		e.Kind = providers.Unavailable
	}
	return e
}

// onlyLocked tells whether all that failed were components that something else held, which passes.
func (r *DeployResult) onlyLocked() bool {
	for _, f := range r.Details.Failures {
		if !strings.Contains(f.Problem, "UNABLE_TO_LOCK_ROW") && !strings.Contains(f.Problem, "unable to obtain exclusive access") {
			return false
		}
	}
	return len(r.Details.Failures) > 0
}
