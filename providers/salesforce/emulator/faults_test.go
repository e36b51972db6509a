package emulator

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// client is ours, logged in to an org with client credentials.
func client(t *testing.T, o *Org) *api.Client {
	t.Helper()
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	o.Connect(App{ClientID: "app", Secret: "s3cret"})
	c, err := api.New(api.Options{Auth: api.ClientCredentials{ClientID: "app", Secret: web.NewSecret("s3cret"), Domain: server.URL}, Clock: testclock.New(), Jitter: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// deploy deploys the lifecycle and waits for it.
func deploy(t *testing.T, c *api.Client) (*api.DeployResult, error) {
	t.Helper()
	id, err := c.Deploy(t.Context(), zipped(lifecycle()), api.DeployOptions{})
	if err != nil {
		return nil, err
	}
	r, err := c.WaitDeploy(t.Context(), id, nil)
	if err != nil {
		return nil, err
	}
	return r, r.Err()
}

func gated(o *Org) bool { return o.state.Metadata.get("ValidationRule", "Opportunity.Gate") != nil }

// What passes by itself does not fail a deploy or a retrieve, and nothing is done twice.
func TestTheClientOutlastsFaults(t *testing.T) {
	path := "/metadata/deployRequest"
	for name, faults := range map[string][]Fault{
		"the session ends before the deploy":   {{Method: "POST", Path: path, Status: 401}},
		"the session ends while it is polled":  {{Method: "GET", Path: path, After: 1, Status: 401}},
		"the org is busy while it is polled":   {{Method: "GET", Path: path, Times: 3, Status: 503}},
		"polls are cut":                        {{Method: "GET", Path: path, Drop: DropBefore}, {Method: "GET", Path: path, After: 1, Drop: DropAfterCommit}},
		"the session ends before the retrieve": {{Operation: "retrieve", Status: 401}},
		"the org is busy at the retrieve":      {{Operation: "checkRetrieveStatus", Times: 2, Status: 503}},
		"the zip is lost on its way":           {{Operation: "checkRetrieveStatus", After: 1, Drop: DropAfterCommit}},
	} {
		t.Run(name, func(t *testing.T) {
			o := Empty()
			o.SetDeployPolls(2)
			c := client(t, o)
			o.Inject(faults...)
			r, err := deploy(t, c)
			if err != nil || !r.Success || !gated(o) {
				t.Fatal(err)
			}
			got, err := c.Retrieve(t.Context(), api.Members{Type: "Queue", Names: []string{"Inbound"}})
			if err != nil || len(got.Files) != 1 {
				t.Fatal(err)
			}
			deploys, struck := 0, 0
			for _, q := range o.Requests() {
				if q.Faulty {
					struck++
				} else if q.Method == "POST" && q.Path == data+path {
					deploys++
				}
			}
			if deploys != 1 || struck == 0 {
				t.Errorf("%d deploys were made, %d requests were struck", deploys, struck)
			}
		})
	}
}

// What may have been done is said to be ambiguous, what cannot be done now unavailable; nothing is sent again.
func TestTheClientTellsWhatBecameOfADeploy(t *testing.T) {
	post := Fault{Method: "POST", Path: "/metadata/deployRequest"}
	with := func(change func(*Fault)) Fault {
		f := post
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		prepare func(o *Org)
		want    providers.ErrorKind
		made    bool
	}{
		"cut before":           {func(o *Org) { o.Inject(with(func(f *Fault) { f.Drop = DropBefore })) }, providers.Ambiguous, false},
		"cut after the commit": {func(o *Org) { o.Inject(with(func(f *Fault) { f.Drop = DropAfterCommit })) }, providers.Ambiguous, true},
		"the limit of the day": {func(o *Org) { o.Inject(with(func(f *Fault) { f.Status, f.Times = 403, -1 })) }, providers.RateLimited, false},
		"a locked row": {func(o *Org) {
			o.RefuseDeploys("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", 1)
		}, providers.Unavailable, false},
		"a component is refused": {func(o *Org) { o.RefuseComponent("Inbound", "duplicate value found", 1) }, providers.Invalid, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := Empty()
			client := client(t, o)
			c.prepare(o)
			_, err := deploy(t, client)
			var e *providers.Error
			if !errors.As(err, &e) || e.Kind != c.want || gated(o) != c.made {
				t.Errorf("%v (made: %v)", err, gated(o))
			}
			o.Heal()
			if r, err := deploy(t, client); err != nil || !r.Success {
				t.Errorf("the next deploy: %v", err)
			}
		})
	}
}

// A deploy that takes longer than anybody waits goes on, can be found again, and can be cancelled.
func TestADeployOutlastsTheWaiting(t *testing.T) {
	o := Empty()
	o.SetDeployPolls(5)
	c := client(t, o)
	id, err := c.Deploy(t.Context(), zipped(lifecycle()), api.DeployOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = c.WaitDeploy(ctx, id, func(*api.DeployResult) { cancel() })
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.Ambiguous || gated(o) {
		t.Fatal(err)
	}
	if r, err := c.WaitDeploy(t.Context(), id, nil); err != nil || !r.Success || !gated(o) {
		t.Fatal(err)
	}
	if id, err = c.Deploy(t.Context(), zipped(lifecycle()), api.DeployOptions{}); err != nil {
		t.Fatal(err)
	}
	if r, err := c.CancelDeploy(t.Context(), id); err != nil || r.Status != api.DeployCanceled {
		t.Fatal(err)
	}
}

// What our client asks of metadata is answered: descriptions, lists, single components, a check and its quick deploy.
func TestOurClient(t *testing.T) {
	o := Empty()
	c := client(t, o)
	about, err := c.DescribeMetadata(t.Context())
	if err != nil || len(about.Types) != len(kinds) {
		t.Fatal(err)
	}
	check, err := c.Deploy(t.Context(), zipped(lifecycle()), api.DeployOptions{CheckOnly: true, TestLevel: api.RunLocalTests})
	if err != nil || gated(o) {
		t.Fatal(err)
	}
	id, err := c.QuickDeploy(t.Context(), check)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.WaitDeploy(t.Context(), id, nil)
	if err != nil || r.Err() != nil || !gated(o) {
		t.Fatal(err, r.Err())
	}
	listed, err := c.ListMetadata(t.Context(), api.ListQuery{Type: "ValidationRule"}, api.ListQuery{Type: "StandardValueSet"}, api.ListQuery{Type: "Queue"}, api.ListQuery{Type: "Flow"})
	if err != nil || len(listed) != 2 {
		t.Fatal(err, listed)
	}
	read, err := c.ReadMetadata(t.Context(), "ValidationRule", "Opportunity.Gate", "Opportunity.Nope")
	if err != nil || !slices.ContainsFunc(read, func(c api.Component) bool { return c.FullName == "Opportunity.Gate" }) {
		t.Fatal(err, read)
	}
}
