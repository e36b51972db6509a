package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestDeploy(t *testing.T) {
	for _, tt := range []struct {
		options DeployOptions
		want    string
	}{
		{DeployOptions{}, `{"deployOptions":{"checkOnly":false,"ignoreWarnings":false,"purgeOnDelete":false,"rollbackOnError":true,"singlePackage":true}}`},
		{DeployOptions{CheckOnly: true, Partial: true, IgnoreWarnings: true, PurgeOnDelete: true, TestLevel: RunSpecifiedTests, RunTests: []string{"A"}},
			`{"deployOptions":{"checkOnly":true,"ignoreWarnings":true,"purgeOnDelete":true,"rollbackOnError":false,"runTests":["A"],"singlePackage":true,"testLevel":"RunSpecifiedTests"}}`},
	} {
		o, c, _ := start(t, says(201, `{"id":"0Af1","deployResult":{"status":"Pending"}}`))
		id, err := c.Deploy(t.Context(), []byte("PK\x03\x04"), tt.options)
		if err != nil || id != "0Af1" || o.lines() != "POST /services/data/v66.0/metadata/deployRequest\n" {
			t.Fatal(id, err, o.lines())
		}
		call := o.seen()[0]
		kind, params, err := mime.ParseMediaType(call.header.Get("Content-Type"))
		if err != nil || kind != "multipart/form-data" {
			t.Fatal(kind, err)
		}
		got := ""
		r := multipart.NewReader(strings.NewReader(call.body), params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				break
			}
			b, err2 := io.ReadAll(p)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			got += fmt.Sprintf("%s %q %s %s\n", p.FormName(), p.FileName(), p.Header.Get("Content-Type"), b)
		}
		want := `entity_content "" application/json ` + tt.want + "\n" + `file "deploy.zip" application/zip ` + "PK\x03\x04\n"
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

const failedDeploy = `{"id":"0Af1","deployOptions":{},"deployResult":{"id":"0Af1","status":"Failed","done":true,"success":false,"checkOnly":true,
 "numberComponentErrors":1,"numberComponentsDeployed":0,"numberComponentsTotal":2,"createdDate":"2026-11-21T09:00:00.000+0000","completedDate":"2026-11-21T09:00:05.000Z",
 "details":{"componentFailures":[
  {"componentType":"ValidationRule","fullName":"Opportunity.Gate","fileName":"objects/Opportunity.object","lineNumber":12,"columnNumber":22,
   "problem":"Field Amont does not exist.\nCheck spelling.","problemType":"Error","success":false,"changed":false,"created":false,"deleted":false,"createdDate":"2026-11-21T09:00:00.000+0000"}],
  "componentSuccesses":{"componentType":"","fullName":"package.xml","fileName":"package.xml","success":true,"changed":true},
  "runTestResult":{"numFailures":1,"failures":{"name":"LeadTest","methodName":"converts","message":"m","stackTrace":"s"},"codeCoverageWarnings":[{"name":null,"message":"75%"}]}}}}`

func TestWaitDeploy(t *testing.T) {
	o, c, clock := start(t, inTurn(
		says(200, `{"id":"0Af1","deployResult":{"status":"Pending","done":false}}`),
		says(503, ""),
		says(200, `{"id":"0Af1","deployResult":{"status":"InProgress","done":false,"stateDetail":"x"}}`),
		says(200, `{"id":"0Af1","deployResult":{"status":"InProgress","done":false}}`),
		says(200, failedDeploy)))
	var states []DeployState
	got, err := c.WaitDeploy(t.Context(), "0Af1", func(r *DeployResult) { states = append(states, r.Status) })
	if err != nil {
		t.Fatal(err)
	}
	want := &DeployResult{
		ID: "0Af1", Status: DeployFailed, Done: true, CheckOnly: true, ComponentErrors: 1, ComponentsTotal: 2,
		CreatedDate: "2026-11-21T09:00:00.000+0000", CompletedDate: "2026-11-21T09:00:05.000Z",
		Details: DeployDetails{
			Failures: list[DeployMessage]{{Type: "ValidationRule", FullName: "Opportunity.Gate", FileName: "objects/Opportunity.object", Line: 12, Column: 22,
				Problem: "Field Amont does not exist. Check spelling.", ProblemType: "Error"}},
			Successes: list[DeployMessage]{{FullName: "package.xml", FileName: "package.xml", Success: true, Changed: true}},
			Tests: TestResult{Failures: list[TestFailure]{{Class: "LeadTest", Method: "converts", Message: "m", StackTrace: "s"}},
				CoverageWarnings: list[CoverageWarning]{{Message: "75%"}}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	// 0.1 s, a quarter of a second for the 503, 0.2 s and 0.4 s.
	if fmt.Sprint(states) != "[Pending InProgress InProgress Failed]" || clock.slept != 950*time.Millisecond {
		t.Errorf("%v %v", states, clock.slept)
	}
	if !strings.HasSuffix(o.lines(), "GET /services/data/v66.0/metadata/deployRequest/0Af1?includeDetails=true\n") {
		t.Error(o.lines())
	}
	if at := want.CreatedDate.Time(); at != time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) || want.CompletedDate.Time().Sub(at) != 5*time.Second || !Timestamp("x").Time().IsZero() {
		t.Error(at)
	}
}

func TestDeployErrors(t *testing.T) {
	message := DeployMessage{Type: "Flow", FullName: "F", FileName: "flows/F.flow", Line: 3, Column: 4, Problem: "bad"}
	for _, tt := range []struct {
		result DeployResult
		kind   string
		says   string
	}{
		{DeployResult{Done: true, Success: true, Status: DeploySucceeded}, "", ""},
		{DeployResult{Status: DeployInProgress}, "", ""},
		{DeployResult{ID: "0Af1", Done: true, Status: DeployFailed, CheckOnly: true, Details: DeployDetails{Failures: list[DeployMessage]{message, {}}}}, "invalid",
			"the check 0Af1 ended as Failed with 2 problems, first flows/F.flow:3:4: Flow F: bad"},
		{DeployResult{ID: "0Af1", Done: true, Success: true, Status: DeploySucceededPartial, Details: DeployDetails{Failures: list[DeployMessage]{{FullName: "F"}}}}, "invalid", "with 1 problems, first F:"},
		{DeployResult{Done: true, Status: DeployFailed, ErrorStatusCode: "UNKNOWN_EXCEPTION", ErrorMessage: "try again"}, "unavailable", "Failed: try again"},
		{DeployResult{Done: true, Status: DeployCanceled}, "conflict", "Canceled"},
		{DeployResult{Done: true, Status: DeployFailed, Details: DeployDetails{Tests: TestResult{Failures: list[TestFailure]{{Class: "C", Method: "m", Message: "assert"}}}}}, "invalid", "1 failed tests, first C.m: assert"},
		{DeployResult{Done: true, Status: DeployFailed, Details: DeployDetails{Tests: TestResult{CoverageWarnings: list[CoverageWarning]{{Message: "75%"}}}}}, "invalid", "75%"},
		{DeployResult{Done: true, Status: DeployFailed, Details: DeployDetails{Tests: TestResult{FlowWarnings: list[CoverageWarning]{{Message: "flow"}}}}}, "invalid", "flow"},
		{DeployResult{Done: true}, "invalid", "ended as unknown"},
	} {
		err := tt.result.Err()
		var d *DeployError
		if tt.kind == "" && err != nil || tt.kind != "" && (kindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.says) || !errors.As(err, &d) || d.Result.ID != tt.result.ID) {
			t.Errorf("%v for %v", err, tt.says)
		}
	}
}

// Nobody knows what becomes of a deploy that nobody waits for.
func TestWaitDeployIsGivenUp(t *testing.T) {
	running := says(200, `{"deployResult":{"status":"InProgress"}}`)
	for name, tt := range map[string]struct {
		answers reply
		sleeps  int
		kind    string
	}{
		"by the caller":   {running, 3, "ambiguous"},
		"without answers": {inTurn(running, says(503, "")), 0, "ambiguous"},
		"out of requests": {says(403, restError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")), 0, "ambiguous"},
		"nothing known":   {says(200, `{"id":"0Af1"}`), 0, "ambiguous"},
		"not there":       {says(404, restError("NOT_FOUND", "x")), 0, "not found"},
		"without a right": {says(403, restError("INSUFFICIENT_ACCESS", "x")), 0, "permission"},
	} {
		t.Run(name, func(t *testing.T) {
			_, c, clock := start(t, tt.answers)
			clock.after = tt.sleeps
			_, err := c.WaitDeploy(t.Context(), "0Af1", nil)
			var e *providers.Error
			if kindOf(err) != tt.kind || !errors.As(err, &e) || e.Kind == providers.Ambiguous && !strings.Contains(e.Message, "the deploy 0Af1 may still be under way") {
				t.Error(err)
			}
			if tt.sleeps > 0 && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}

func TestCancelDeploy(t *testing.T) {
	_, c, _ := start(t, func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
		w.WriteHeader(202)
		io.WriteString(w, `{"deployResult":{"status":"Canceling","done":false}}`)
	})
	r, err := c.CancelDeploy(t.Context(), "0Af1")
	if err != nil || r.Status != DeployCanceling || r.ID != "0Af1" {
		t.Error(r, err)
	}
}

func FuzzDeployAnswer(f *testing.F) {
	f.Add([]byte(failedDeploy))
	f.Add([]byte(`{"deployResult":{"details":{"componentFailures":null}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := decode[deployAnswer](body)
		if err != nil || d.Result == nil {
			return
		}
		if err := d.Result.Err(); err != nil && (kindOf(err) == "" || len([]rune(err.Error())) > 1e6) {
			t.Error(err)
		}
	})
}
