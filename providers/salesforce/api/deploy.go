package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// TestLevel says which Apex tests a deploy runs.
type TestLevel string

const (
	NoTestRun         TestLevel = "NoTestRun" // not for production once Apex is deployed
	RunSpecifiedTests TestLevel = "RunSpecifiedTests"
	RunLocalTests     TestLevel = "RunLocalTests" // what a quick deploy asks of the validation before it
	RunAllTestsInOrg  TestLevel = "RunAllTestsInOrg"
	RunRelevantTests  TestLevel = "RunRelevantTests"
)

// DeployOptions say how to deploy. All or nothing is deployed unless Partial is set, which production refuses.
type DeployOptions struct {
	CheckOnly      bool // validates in the org and changes nothing
	Partial        bool
	IgnoreWarnings bool
	PurgeOnDelete  bool      // what is deleted skips the recycle bin; not for production
	TestLevel      TestLevel // "" leaves it to the org
	RunTests       []string  // with RunSpecifiedTests
}

type deployOptions struct {
	CheckOnly       bool      `json:"checkOnly"`
	IgnoreWarnings  bool      `json:"ignoreWarnings"`
	PurgeOnDelete   bool      `json:"purgeOnDelete"`
	RollbackOnError bool      `json:"rollbackOnError"`
	RunTests        []string  `json:"runTests,omitempty"`
	SinglePackage   bool      `json:"singlePackage"`
	TestLevel       TestLevel `json:"testLevel,omitempty"`
}

// deployAnswer is the frame of all answers about deploys.
type deployAnswer struct {
	ID     string        `json:"id"`
	Result *DeployResult `json:"deployResult"`
}

// Deploy uploads a zip in metadata format and gives the id of the deploy, which goes on in the org.
// When the answer is lost, a deploy that is no check may be under way; the error is of kind Ambiguous.
func (c *Client) Deploy(ctx context.Context, zip []byte, o DeployOptions) (string, error) {
	body, kind, err := deployForm(zip, deployOptions{
		CheckOnly: o.CheckOnly, IgnoreWarnings: o.IgnoreWarnings, PurgeOnDelete: o.PurgeOnDelete, RollbackOnError: !o.Partial,
		RunTests: o.RunTests, SinglePackage: true, TestLevel: o.TestLevel,
	})
	if err != nil {
		return "", invalid("the deploy cannot be sent: %v", err)
	}
	effect := web.Acts
	if o.CheckOnly {
		effect = web.Reads
	}
	return c.start(ctx, op{method: http.MethodPost, path: deployPath(), body: body, effect: effect, header: http.Header{"Content-Type": {kind}}})
}

func deployPath(more ...string) []string {
	return append([]string{"metadata", "deployRequest"}, more...)
}

// start sends a request that begins a deploy and gives its id.
func (c *Client) start(ctx context.Context, o op) (string, error) {
	d, err := fetch[deployAnswer](ctx, c, o)
	if err != nil {
		return "", err
	}
	if d.ID == "" {
		return "", &providers.Error{Kind: providers.Ambiguous, Message: "Salesforce took a deploy and gave no id for it"}
	}
	return d.ID, nil
}

// deployForm writes the two parts that Salesforce asks for.
func deployForm(zip []byte, o deployOptions) (body []byte, contentType string, err error) {
	options, err := json.Marshal(map[string]any{"deployOptions": o})
	if err != nil {
		return nil, "", err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range []struct {
		disposition, kind string
		content           []byte
	}{
		{`form-data; name="entity_content"`, "application/json", options},
		{`form-data; name="file"; filename="deploy.zip"`, "application/zip", zip},
	} {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {p.disposition}, "Content-Type": {p.kind}})
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(p.content); err != nil {
			return nil, "", err
		}
	}
	err = w.Close()
	return b.Bytes(), w.FormDataContentType(), err
}

// QuickDeploy deploys what a check found good within the last ten days, without running its tests again. The check
// must have run tests. It gives the id of the deploy.
func (c *Client) QuickDeploy(ctx context.Context, validationID string) (string, error) {
	return c.start(ctx, op{method: http.MethodPost, path: deployPath(), body: map[string]string{"validatedDeployRequestId": validationID}})
}

// CancelDeploy asks the org to stop a deploy. One that waits is stopped at once; another is Canceling for a while.
func (c *Client) CancelDeploy(ctx context.Context, id string) (*DeployResult, error) {
	o := op{method: http.MethodPatch, path: deployPath(id), effect: web.Sets, body: map[string]any{"deployResult": map[string]string{"status": string(DeployCanceling)}}}
	return c.deployResult(ctx, id, o)
}

// DeployStatus reads how a deploy is doing. Details are the outcome of each component.
func (c *Client) DeployStatus(ctx context.Context, id string, details bool) (*DeployResult, error) {
	o := op{method: http.MethodGet, path: deployPath(id)}
	if details {
		o.query = url.Values{"includeDetails": {"true"}}
	}
	return c.deployResult(ctx, id, o)
}

func (c *Client) deployResult(ctx context.Context, id string, o op) (*DeployResult, error) {
	s, d, err := answer[deployAnswer](ctx, c, o.request)
	if err != nil {
		return nil, err
	}
	if d.Result == nil {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: fmt.Sprintf("Salesforce says nothing of the deploy %s", id)}
	}
	if d.Result.ID == "" {
		d.Result.ID = id
	}
	d.Result.clean(s.redactor)
	return d.Result, nil
}

// WaitDeploy waits for a deploy and gives its outcome with all details; see DeployResult.Err. progress, unless nil, is
// told of every look at it. The deploy goes on in the org when the waiting is given up; that error is of kind Ambiguous.
func (c *Client) WaitDeploy(ctx context.Context, id string, progress func(*DeployResult)) (*DeployResult, error) {
	var last *DeployResult
	err := c.wait(ctx, func() (done bool, err error) {
		last, err = c.DeployStatus(ctx, id, false)
		if err == nil && progress != nil {
			progress(last)
		}
		return err == nil && last.Done, err
	})
	if err == nil {
		last, err = c.DeployStatus(ctx, id, true)
	}
	var e *providers.Error
	if errors.As(err, &e) && (e.Kind == providers.Unavailable || e.Kind == providers.RateLimited) {
		return nil, unfinished("the deploy "+id, err)
	}
	if err != nil {
		return nil, err
	}
	return last, nil
}
