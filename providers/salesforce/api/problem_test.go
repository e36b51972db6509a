package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

func limits(ctx context.Context, c *Client) error { return second(c.Limits(ctx)) }
func listing(ctx context.Context, c *Client) error {
	return second(c.ListMetadata(ctx, ListQuery{Type: "Flow"}))
}
func deploying(ctx context.Context, c *Client) error {
	return second(c.Deploy(ctx, []byte("PK"), DeployOptions{}))
}
func querying(ctx context.Context, c *Client) error {
	return second(Collect(QueryTooling[struct{}](ctx, c, "SELECT Id FROM Flow")))
}

func TestProblems(t *testing.T) {
	const metadataRight = "Modify Metadata Through Metadata API Functions or Modify All Data"
	for _, tt := range []struct {
		name   string
		status int
		body   string
		call   func(context.Context, *Client) error
		kind   providers.ErrorKind
		attr   string
		scope  string
		says   string
		tries  int
	}{
		{"field", 400, `[{"errorCode":"INVALID_FIELD","message":"No such column 'X__c'","fields":["X__c"]}]`, limits, providers.Invalid, "X__c", "", "No such column", 1},
		{"several", 400, `[{"errorCode":"A","message":"one"},{"errorCode":"B","message":"two"}]`, limits, providers.Invalid, "", "", "one; two [A", 1},
		{"one", 404, `{"errorCode":"NOT_FOUND","message":"gone"}`, limits, providers.NotFound, "", "", "gone", 1},
		{"not found with 400", 400, restError("ENTITY_IS_DELETED", "entity is deleted"), limits, providers.NotFound, "", "", "deleted", 1},
		{"day", 403, restError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), limits, providers.RateLimited, "", "", "24 hours", 1},
		{"api", 403, restError("API_DISABLED_FOR_ORG", "API is not enabled"), limits, providers.Permission, "", "API Enabled (and an edition with API access)", "", 1},
		{"metadata right over REST", 403, restError("INSUFFICIENT_ACCESS", "no"), deploying, providers.Permission, "", metadataRight, "", 1},
		{"metadata right over SOAP", 500, soapFault("INSUFFICIENT_ACCESS", "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"), listing, providers.Permission, "", metadataRight, "INSUFFICIENT_ACCESS", 1},
		{"setup", 403, restError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights"), querying, providers.Permission, "", "View Setup and Configuration", "", 1},
		{"read", 403, restError("INSUFFICIENT_ACCESS", "x"), limits, providers.Permission, "", "read access to the object", "", 1},
		{"named right", 403, restError("INSUFFICIENT_ACCESS", "needs Customize Application"), limits, providers.Permission, "", "Customize Application", "", 1},
		{"feature", 403, restError("FUNCTIONALITY_NOT_ENABLED", "x"), limits, providers.Permission, "", "a feature of the org that is switched off", "", 1},
		{"duplicate", 400, restError("DUPLICATE_DEVELOPER_NAME", "taken"), limits, providers.Conflict, "", "", "taken", 1},
		{"duplicates", 400, restError("DUPLICATES_DETECTED", "alike"), limits, providers.Conflict, "", "", "alike", 1},
		{"type over SOAP", 500, soapFault("INVALID_TYPE", "This type is not available"), listing, providers.Invalid, "", "", "Salesforce: This type is not available [INVALID_TYPE", 1},
		{"fault in a success", 200, soapFault("INVALID_TYPE", "x"), listing, providers.Invalid, "", "", "INVALID_TYPE", 1},
		{"query timeout", 400, restError("QUERY_TIMEOUT", "took too long"), limits, providers.Unavailable, "", "", "took too long", 1},
		{"lock", 400, restError("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access"), limits, providers.Unavailable, "", "", "exclusive", 6},
		{"server", 500, restError("UNKNOWN_EXCEPTION", "oops"), limits, providers.Unavailable, "", "", "oops", 6},
		{"server over SOAP", 500, soapFault("UNKNOWN_EXCEPTION", "oops"), listing, providers.Unavailable, "", "", "oops", 6},
		{"maintenance", 503, "<html>down for maintenance</html>", limits, providers.Unavailable, "", "", "status 503", 6},
		{"SOAP that is none", 500, "<html>", listing, providers.Unavailable, "", "", "status 500", 6},
		{"not JSON", 400, "<html>", limits, providers.Invalid, "", "", "status 400", 1},
		{"nothing", 404, "", limits, providers.NotFound, "", "", "status 404", 1},
		{"wrong types", 400, `[{"errorCode":5}]`, limits, providers.Invalid, "", "", "status 400", 1},
		{"very long", 400, restError("X", strings.Repeat("ä", 9000)), limits, providers.Invalid, "", "", "…", 1},
		{"an answer that is no JSON", 200, "<html>", limits, providers.Unavailable, "", "", "cannot be read", 1},
		{"an answer that is no XML", 200, "hello", listing, providers.Unavailable, "", "", "cannot be read", 1},
		{"an answer that is empty", 200, soap("x", "")[:0], listing, providers.Unavailable, "", "", "cannot be read", 1},
		{"an envelope without content", 200, `<Envelope xmlns="` + soapNamespace + `"><Body/></Envelope>`, listing, providers.Unavailable, "", "", "its body is empty", 1},
		{"another envelope", 200, `<Envelope xmlns="x"><Body/></Envelope>`, listing, providers.Unavailable, "", "", "cannot be read", 1},
		{"a deploy's answer that is no JSON", 201, "<html>", deploying, providers.Ambiguous, "", "", "cannot be read", 1},
		{"a deploy's answer without an id", 201, "{}", deploying, providers.Ambiguous, "", "", "no id", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, c, _ := start(t, says(tt.status, tt.body))
			err := tt.call(t.Context(), c)
			var e *providers.Error
			if !errors.As(err, &e) {
				t.Fatalf("%T %[1]v", err)
			}
			if e.Kind != tt.kind || e.Attribute != tt.attr || e.Scope != tt.scope || !strings.Contains(e.Error(), tt.says) || len(o.seen()) != tt.tries {
				t.Errorf("%#v after %d requests", e, len(o.seen()))
			}
			if len(e.Message) > 3000 {
				t.Error("the message is too long")
			}
			var p *Problem
			if tt.status >= 400 && (!errors.As(err, &p) || p.Status != tt.status || !strings.Contains(p.Request, "/services/")) {
				t.Errorf("%#v", p)
			}
		})
	}
}

// What is sent again, and what not since it may have been carried out.
func TestRetries(t *testing.T) {
	check := func(ctx context.Context, c *Client) error {
		return second(c.Deploy(ctx, []byte("PK"), DeployOptions{CheckOnly: true}))
	}
	update := func(ctx context.Context, c *Client) error {
		return second(c.UpdateRecords(ctx, []Record{{Object: "Lead", ID: "1"}}, Saving{}))
	}
	create := func(ctx context.Context, c *Client) error {
		return second(c.CreateRecords(ctx, []Record{{Object: "Lead"}}, Saving{}))
	}
	cancel := func(ctx context.Context, c *Client) error { return second(c.CancelDeploy(ctx, "0Af1")) }
	lock := says(400, restError("UNABLE_TO_LOCK_ROW", "x"))
	busy := says(403, restError("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."))
	down := says(503, `[{"errorCode":"SERVER_UNAVAILABLE","message":"x"}]`)
	deployed := says(201, `{"id":"0Af1","deployResult":{}}`)
	saved := says(200, `[{"id":"1","success":true}]`)
	listed := says(200, soap("listMetadata", ""))
	for _, tt := range []struct {
		name   string
		first  reply
		then   reply
		call   func(context.Context, *Client) error
		waited time.Duration // 0: it is not sent again
	}{
		{"deploy, locked", lock, deployed, deploying, 2 * time.Second},
		{"deploy, too many at once", busy, deployed, deploying, 10 * time.Second},
		{"deploy, lost", lost, deployed, deploying, 0},
		{"deploy, down", down, deployed, deploying, 0},
		{"check, lost", lost, deployed, check, time.Second / 4},
		{"check, down", down, deployed, check, time.Second / 4},
		{"cancel, lost", lost, deployed, cancel, time.Second / 4},
		{"update, lost", lost, saved, update, time.Second / 4},
		{"create, lost", lost, saved, create, 0},
		{"create, locked", lock, saved, create, 2 * time.Second},
		{"list, lost", lost, listed, listing, time.Second / 4},
		{"list, busy", says(500, soapFault("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")), listed, listing, 10 * time.Second},
		{"list, locked", says(500, soapFault("UNABLE_TO_LOCK_ROW", "x")), listed, listing, 2 * time.Second},
		{"list, down", says(500, soapFault("SERVER_UNAVAILABLE", "x")), listed, listing, time.Second / 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, c, clock := start(t, inTurn(tt.first, tt.then))
			err := tt.call(t.Context(), c)
			if tt.waited == 0 {
				if kindOf(err) != "ambiguous" || len(o.seen()) != 1 || clock.slept != 0 {
					t.Errorf("%v after %d requests and %v", err, len(o.seen()), clock.slept)
				}
				return
			}
			if err != nil || len(o.seen()) != 2 || clock.slept != tt.waited || o.seen()[0].body != o.seen()[1].body {
				t.Errorf("%v after %d requests and %v", err, len(o.seen()), clock.slept)
			}
		})
	}
}

func TestUsageIsLearned(t *testing.T) {
	o := newOrg(t, func(n int, w http.ResponseWriter, _ *http.Request, _ string) {
		w.Header().Set("Sforce-Limit-Info", []string{"api-usage=25/5000; per-app-api-usage=17/250(appName=x)", "nonsense=1/0"}[n])
		fmt.Fprint(w, `{"DailyApiRequests":{"Max":5000,"Remaining":4975}}`)
	})
	c, _ := o.connect(t)
	if c.Usage().Known {
		t.Error("something is known from the start")
	}
	for range 2 { // nonsense changes nothing
		l, err := c.Limits(t.Context())
		if err != nil || l["DailyApiRequests"] != (Limit{5000, 4975}) || c.Usage() != (Usage{true, 25, 5000}) {
			t.Errorf("%v %v %v", l, err, c.Usage())
		}
	}
	for _, h := range []string{"", "api-usage", "api-usage=1", "api-usage=-1/5", "api-usage=1/0", "api-usage=a/b", "api-usage=1/99999999999999999999"} {
		if u := readUsage(h); u.Known {
			t.Errorf("%q: %v", h, u)
		}
	}
}

func FuzzProblem(f *testing.F) {
	f.Add(400, []byte(`[{"errorCode":"INVALID_FIELD","message":"m","fields":["a"]},{"message":"n"}]`))
	f.Add(500, []byte(soapFault("UNABLE_TO_LOCK_ROW", "m")))
	f.Add(403, []byte("Bad_OAuth_Token"))
	f.Add(403, []byte(`{"errorCode":"INSUFFICIENT_ACCESS","message":"ModifyAllData"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		r := web.NewRedactor([]web.Secret{web.NewSecret(tokenOf(1))}, secretPatterns...)
		fault := &web.Fault{Error: &providers.Error{Kind: providers.Invalid, Message: "m"}}
		explain(r, &web.Request{Method: "GET", Path: "/x"}, &web.Response{Status: status, Header: http.Header{}, Body: r.JSON(body)}, fault)
		e := fault.Error
		if e.Kind == "" || e.Message == "" || e.Err == nil || len([]rune(e.Message)) > 2000 || strings.Contains(fmt.Sprintf("%+v", e), tokenOf(1)) {
			t.Errorf("%#v", e)
		}
	})
}
