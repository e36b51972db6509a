package hubspot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// distinct is a token that is easy to find again.
const distinct = "pat-eu1-d15c0ver-me-if-y0u-can"

// echoing answers some requests with errors that repeat what was sent to it, the Authorization header too.
type echoing struct {
	account http.Handler
	bad     func(*http.Request) (status int, body string) // 0 lets the request through; -1 drops the connection
}

func (e *echoing) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := e.bad(r)
	switch status {
	case 0:
		in := r.Clone(r.Context())
		if in.Body == nil {
			in.Body = http.NoBody
		}
		w := httptest.NewRecorder()
		e.account.ServeHTTP(w, in)
		return w.Result(), nil
	case -1:
		return nil, fmt.Errorf("connection reset while sending %s", r.Header.Get("Authorization"))
	}
	body = strings.ReplaceAll(body, "TOKEN", r.Header.Get("Authorization"))
	return &http.Response{StatusCode: status, Header: http.Header{"X-Echo": {r.Header.Get("Authorization")}}, Body: io.NopCloser(strings.NewReader(body)), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

var failures = map[string]struct {
	status int
	body   string
}{
	"forbidden":       {403, `{"status":"error","category":"MISSING_SCOPES","message":"TOKEN may not","correlationId":"TOKEN","errors":[{"message":"TOKEN","context":{"missingScopes":["TOKEN"]}}]}`},
	"unauthorized":    {401, `{"message":"TOKEN is unknown","category":"INVALID_AUTHENTICATION"}`},
	"broken":          {500, `{"message":"TOKEN","category":"TOKEN","subCategory":"TOKEN"}`},
	"no JSON":         {500, `<html>TOKEN</html>`},
	"limited":         {429, `{"message":"TOKEN","policyName":"TEN_SECONDLY_ROLLING","category":"RATE_LIMITS"}`},
	"invalid":         {400, `{"message":"TOKEN","category":"VALIDATION_ERROR","errors":[{"message":"TOKEN","in":"TOKEN","code":"TOKEN"}]}`},
	"dropped":         {-1, ""},
	"malformed":       {200, `{"results":[{"id":TOKEN}]}`},
	"of another kind": {200, `["TOKEN"]`},
	"of other types":  {200, `{"results":"TOKEN"}`},
	"well-formed":     {200, `{"id":"TOKEN","name":"TOKEN","label":"TOKEN","results":[{"id":"TOKEN","name":"TOKEN","label":"TOKEN","groupName":"TOKEN","type":"string"}]}`},
}

// The token is in nothing that anybody gets to see, whatever HubSpot answers.
func TestTokenIsNeverShown(t *testing.T) {
	for name, f := range failures {
		for _, only := range []string{"/details", "GET", "POST", ""} {
			t.Run(name+" "+only, func(t *testing.T) {
				account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
				account.Grant(distinct, append(scopes, "crm.schemas.contacts.write", "settings.users.teams.write", "crm.schemas.custom.write")...)
				armed := only == "/details"
				transport := &echoing{account, func(r *http.Request) (int, string) {
					if armed && strings.Contains(r.Method+" "+r.URL.Path, only) {
						return f.status, f.body
					}
					return 0, ""
				}}
				var log, seen bytes.Buffer
				show := func(what ...any) {
					for _, x := range what {
						j, _ := json.Marshal(x)
						fmt.Fprintf(&seen, "%v %+v %#v %s %q\n%s\n", x, x, x, x, x, j)
					}
				}
				logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				opened, err := FactoryWith(Options{Clock: testclock.New(), Transport: transport, Log: logger, Attempts: 2}).
					Open(t.Context(), providers.Target{CRM: &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{"token": {Env: "SOME_TOKEN"}}}},
						func(name string) string { return map[string]string{"SOME_TOKEN": distinct}[name] })
				show(err)
				if err == nil {
					p := opened.(*Provider)
					show(p, p.client, p.settings, *p.settings, p.dir.c, p.settings.token)
					armed = true
					live, err := p.Read(t.Context(), nil)
					show(live, err)
					n, err := p.CountRecords(t.Context(), []providers.RecordQuery{{Type: typeObject, Key: "contacts"}})
					show(n, err)
					ops := append(groupAndMembers(t), createOf(t, typeTeam, providers.Values{"name": "T"}), createOf(t, typeObject, providers.Values{"name": "m", "label": "M", "plural": "Ms"}))
					show(p.Apply(t.Context(), ops, func(pr providers.Progress) error {
						show(pr, pr.Err, pr.Values, pr.Note)
						return nil
					}))
				} else if only != "/details" {
					t.Fatal(err)
				}
				if log.Len() == 0 {
					t.Error("nothing was logged")
				}
				for where, text := range map[string]string{"the log": log.String(), "what was shown": seen.String()} {
					if i := strings.Index(text, distinct); i >= 0 {
						t.Errorf("%s holds the token: …%s", where, text[max(0, i-300):i+len(distinct)])
					}
				}
			})
		}
	}
}
