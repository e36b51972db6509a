package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

func TestProblems(t *testing.T) {
	tests := []struct {
		name      string
		status    int
		body      string
		want      providers.ErrorKind
		attribute string
		scope     string
		says      string
	}{
		{"scopes", 403, `{"status":"error","message":"This app hasn't been granted all required scopes.","correlationId":"c-1","category":"MISSING_SCOPES",
			"errors":[{"message":"One or more of the following scopes are required.","context":{"missingScopes":["crm.schemas.deals.write","automation"]}}]}`,
			providers.Permission, "", "automation, crm.schemas.deals.write", "correlation id c-1"},
		{"forbidden", 403, `{"message":"Not in this subscription"}`, providers.Permission, "", "", "Not in this subscription"},
		{"token", 401, `{"category":"INVALID_AUTHENTICATION","message":"Authentication credentials not found."}`, providers.Permission, "", "", "rotated"},
		{"group exists", 409, `{"message":"exists","category":"OBJECT_ALREADY_EXISTS","subCategory":"PropertyGroupError.GROUP_ALREADY_EXISTS"}`, providers.Conflict, "", "", "GROUP_ALREADY_EXISTS"},
		{"exists as 400", 400, `{"message":"exists","category":"VALIDATION_ERROR","subCategory":"PropertyValidationError.PROPERTY_EXISTS"}`, providers.Conflict, "", "", "exists"},
		{"invalid member", 400, `{"message":"Invalid input","category":"VALIDATION_ERROR","errors":[{"message":"label must not be blank","in":"label"}]}`, providers.Invalid, "label", "", "label must not be blank"},
		{"invalid property", 400, `{"message":"bad","category":"VALIDATION_ERROR","errors":[{"message":"x","context":{"propertyName":["amount"]}}]}`, providers.Invalid, "amount", "", "bad; x"},
		{"context of strings", 400, `{"message":"bad","context":{"propertyName":"amount"}}`, providers.Invalid, "amount", "", "bad"},
		{"not found", 404, `{"message":"resource not found","category":"OBJECT_NOT_FOUND"}`, providers.NotFound, "", "", "resource not found"},
		{"not found as 400", 400, `{"message":"no such pipeline","category":"OBJECT_NOT_FOUND"}`, providers.NotFound, "", "", "no such pipeline"},
		{"no JSON", 400, `<html>Bad Request</html>`, providers.Invalid, "", "", "status 400"},
		{"empty", 404, ``, providers.NotFound, "", "", "status 404"},
		{"wrong types", 400, `{"message":5,"category":{},"errors":"x","context":[1]}`, providers.Invalid, "", "", "status 400"},
		{"very long", 400, `{"message":"` + strings.Repeat("ä", 5000) + `"}`, providers.Invalid, "", "", "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, c, _ := start(t, says(tt.status, tt.body))
			_, err := c.Property(t.Context(), "deals", "x")
			var e *providers.Error
			var p *Problem
			if !errors.As(err, &e) || !errors.As(err, &p) {
				t.Fatalf("%T %[1]v", err)
			}
			if e.Kind != tt.want || e.Attribute != tt.attribute || e.Scope != tt.scope || !strings.Contains(e.Message, tt.says) || p.Status != tt.status {
				t.Errorf("%#v", e)
			}
			if len(e.Message) > 2000 || len(s.seen()) != 1 {
				t.Errorf("%d requests; %s", len(s.seen()), e.Message)
			}
		})
	}
}

func TestRateLimits(t *testing.T) {
	tooMany := func(policy string, header ...string) answer {
		return func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(429)
			fmt.Fprintf(w, `{"status":"error","message":"too many","errorType":"RATE_LIMIT","policyName":%q}`, policy)
		}
	}
	good := says(200, `{"results":[],"total":1}`)
	for _, tt := range []struct {
		name   string
		first  answer
		search bool
		wait   time.Duration
	}{
		{"rolling", tooMany("TEN_SECONDLY_ROLLING"), false, 10 * time.Second},
		{"rolling with an interval", tooMany("TEN_SECONDLY_ROLLING", "X-HubSpot-RateLimit-Interval-Milliseconds", "4000"), false, 4 * time.Second},
		{"rolling with more to wait", tooMany("TEN_SECONDLY_ROLLING", "Retry-After", "15"), false, 15 * time.Second},
		{"search", tooMany("SECONDLY"), true, time.Second},
		{"search without policy", tooMany(""), true, time.Second},
		{"locked", says(423, `{"message":"locked"}`), false, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c, clock := start(t, inTurn(tt.first, good))
			var err error
			if tt.search {
				_, err = c.Count(t.Context(), "deals", Search{})
			} else {
				_, err = c.Groups(t.Context(), "deals")
			}
			if err != nil || clock.Total() != tt.wait || len(s.seen()) != 2 {
				t.Errorf("waited %v, %d requests, %v", clock.Total(), len(s.seen()), err)
			}
		})
	}
	t.Run("a create too", func(t *testing.T) { // nothing was done, so nothing is in doubt
		s, c, _ := start(t, inTurn(tooMany("TEN_SECONDLY_ROLLING"), says(201, `{"name":"g"}`)))
		if _, err := c.CreateGroup(t.Context(), "deals", Group{Name: "g"}); err != nil || len(s.seen()) != 2 {
			t.Error(err, s.lines())
		}
	})
	t.Run("daily", func(t *testing.T) {
		s, c, clock := start(t, tooMany("DAILY"))
		_, err := c.Groups(t.Context(), "deals")
		if !providers.IsKind(err, providers.RateLimited) || clock.Total() != 0 || len(s.seen()) != 1 || !strings.Contains(err.Error(), "midnight") {
			t.Errorf("%v after %v and %d requests", err, clock.Total(), len(s.seen()))
		}
	})
	t.Run("moving", func(t *testing.T) {
		s, c, clock := start(t, func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(477)
		})
		_, err := c.Groups(t.Context(), "deals")
		var e *providers.Error
		if !errors.As(err, &e) || e.Kind != providers.Unavailable || e.RetryAfter != 24*time.Hour || clock.Total() != 0 || len(s.seen()) != 1 {
			t.Errorf("%#v", e)
		}
	})
}

func TestLimitsAreLearned(t *testing.T) {
	_, c, _ := start(t, func(n int, w http.ResponseWriter, _ *http.Request, _ string) {
		for k, v := range map[string]string{"Max": "190", "Interval-Milliseconds": "10000", "Remaining": "180", "Daily": "650000", "Daily-Remaining": "649000"} {
			if n == 1 {
				v = "-7" // nonsense changes nothing
			}
			w.Header().Set("X-HubSpot-RateLimit-"+k, v)
		}
		io.WriteString(w, `{"results":[]}`)
	})
	if c.Daily().Known || c.web.Limiter().Budget(burstPool) != smallestBurst {
		t.Error("something is known from the start")
	}
	for range 2 {
		if _, err := c.Groups(t.Context(), "deals"); err != nil {
			t.Fatal(err)
		}
		if b, d := c.web.Limiter().Budget(burstPool), c.Daily(); b != (web.Budget{Max: 190, Per: 10 * time.Second}) || d != (Daily{true, 650000, 649000}) {
			t.Errorf("learned %v and %v", b, d)
		}
	}
}

func FuzzProblem(f *testing.F) {
	f.Add(400, []byte(`{"message":"m","category":"C","errors":[{"in":"x","context":{"missingScopes":["s"]}}],"context":{"a":"b","c":[1,"d"]}}`))
	f.Add(429, []byte(`{"policyName":"DAILY"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		req := &web.Request{Method: "GET", Path: "/x", Pools: []string{burstPool}}
		fault := &web.Fault{Error: &providers.Error{Kind: providers.Invalid, Message: "m"}}
		explain(req, &web.Response{Status: status, Header: http.Header{}, Body: body}, fault)
		if e := fault.Error; e.Kind == "" || e.Message == "" || e.Err == nil || len([]rune(e.Message)) > 1500 {
			t.Errorf("%#v", e)
		}
	})
}

// The token is in no error, log line or printed value, even when the server sends it back.
func TestTokenNeverShows(t *testing.T) {
	var log bytes.Buffer
	echo := func(_ int, w http.ResponseWriter, r *http.Request, body string) {
		w.WriteHeader(400)
		json.NewEncoder(w).Encode(map[string]any{"message": r.Header.Get("Authorization") + " and pat-na1-aaaaaaaa-bbbb are bad", "category": testToken,
			"errors": []any{map[string]any{"in": testToken, "context": map[string]any{"missingScopes": []string{testToken}}}}})
	}
	s, _, clock := start(t, echo)
	c, err := New(Options{Token: web.NewSecret(" " + testToken + "\n"), BaseURL: s.URL, Clock: clock, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	out := fmt.Sprintf("%v %+v %#v %s", c, c, c, c)
	for _, call := range calls {
		err := call.do(t.Context(), c)
		var p *Problem
		if !errors.As(err, &p) {
			t.Fatalf("%s: %v", call.name, err)
		}
		j, _ := json.Marshal(err)
		out += fmt.Sprintf("%v %+v %#v %v %+v %#v %s\n", err, err, err, p, *p, *p, j)
	}
	out += log.String()
	if strings.Contains(out, testToken) || strings.Contains(out, testToken[8:]) || strings.Contains(out, "pat-na1-aaaaaaaa") {
		t.Error(out)
	}
	if !strings.Contains(log.String(), "/crm/properties/2026-09/deals") {
		t.Error("nothing was logged")
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{
		{}, {Token: web.NewSecret("  ")}, {Token: web.NewSecret("pat-secret one")}, {Token: web.NewSecret("pat-secret\x00one")},
		{Token: web.NewSecret("pat-secret"), BaseURL: "http://hubspot.example.com"},
		{Token: web.NewSecret("pat-secret"), Versions: map[API]string{"nothing": "v3"}},
		{Token: web.NewSecret("pat-secret"), Versions: map[API]string{Properties: "../../x"}},
		{Token: web.NewSecret("pat-secret"), Versions: map[API]string{Properties: "2026"}},
		{Token: web.NewSecret("pat-secret"), Versions: map[API]string{Rules: "v3"}},
	} {
		if c, err := New(o); err == nil || c != nil || strings.Contains(err.Error(), "pat-secret") {
			t.Errorf("%v: %v", o, err)
		}
	}
	s, _, _ := start(t, says(200, `{"results":[]}`))
	c, err := New(Options{Token: web.NewSecret(testToken), BaseURL: s.URL, Versions: map[API]string{Properties: "v3", Automation: "2026-09-beta", Pipelines: "2027-03"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Groups(t.Context(), "deals")
	Collect(c.Flows(t.Context()))
	c.Pipelines(t.Context(), "deals")
	if got, want := s.lines(), "GET /crm/v3/properties/deals/groups\nGET /automation/2026-09-beta/flows?limit=100\nGET /crm/pipelines/2027-03/deals\n"; got != want {
		t.Errorf("sent\n%s", got)
	}
	for _, a := range Known() {
		if DefaultVersion(a) == "" {
			t.Errorf("%s has no version", a)
		}
	}
	for _, name := range []string{"", ".", ".."} {
		if _, err := c.Property(t.Context(), "deals", name); !providers.IsKind(err, providers.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
