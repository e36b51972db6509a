package salesforce

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// clientSecret is easy to find again.
const clientSecret = "D15C0VER-me-if-you-can/0123+456="

// echoing answers some requests with errors that repeat what was sent to it, and is the org for all others.
type echoing struct {
	org  http.Handler
	only func(*http.Request) bool
	status,
	body string
	secrets []string // that are repeated besides
}

func (e *echoing) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
	}
	echo := strings.Join(append([]string{r.Header.Get("Authorization"), string(sent)}, e.secrets...), " ")
	if !e.only(r) {
		in := r.Clone(r.Context())
		in.Body = io.NopCloser(bytes.NewReader(sent))
		w := httptest.NewRecorder()
		e.org.ServeHTTP(w, in)
		return w.Result(), nil
	}
	if e.status == "dropped" {
		return nil, fmt.Errorf("connection reset while sending %s", echo)
	}
	var code int
	_, _ = fmt.Sscan(e.status, &code)
	quoted, _ := json.Marshal(echo)
	body := strings.ReplaceAll(e.body, "ECHO", strings.Trim(string(quoted), `"`))
	return &http.Response{StatusCode: code, Header: http.Header{"X-Echo": {echo}}, Body: io.NopCloser(strings.NewReader(body)), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

var echoes = map[string]struct{ status, body string }{
	"forbidden":       {"403", `[{"errorCode":"INSUFFICIENT_ACCESS","message":"ECHO may not","fields":["ECHO"]}]`},
	"unauthorized":    {"401", `[{"errorCode":"INVALID_SESSION_ID","message":"ECHO"}]`},
	"refused login":   {"400", `{"error":"invalid_grant","error_description":"ECHO"}`},
	"broken":          {"500", `[{"errorCode":"ECHO","message":"ECHO"},{"message":"ECHO"}]`},
	"fault":           {"500", `<Envelope><Body><Fault><faultcode>ECHO</faultcode><faultstring>ECHO</faultstring></Fault></Body></Envelope>`},
	"no JSON":         {"500", `<html>ECHO</html>`},
	"invalid":         {"400", `[{"errorCode":"INVALID_FIELD","message":"ECHO","fields":["ECHO"]}]`},
	"dropped":         {"dropped", ""},
	"malformed":       {"200", `{"records":[{"Id":ECHO}]}`},
	"of another kind": {"200", `["ECHO"]`},
	"of other types":  {"200", `{"records":"ECHO","totalSize":"ECHO","access_token":{"ECHO":1}}`},
	"well-formed":     {"200", `{"records":[{"Id":"ECHO","Name":"ECHO","ApiName":"ECHO"}],"totalSize":1,"done":true}`},
}

// Neither token nor key nor secret is in anything that anybody gets to see, whatever Salesforce answers.
func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "key.pem"), []byte(block), 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.Split(block, "\n")[3] // of the key; no other text has it
	methods := map[string]map[string]any{
		"token":              {"method": "token", "token": schema.Setting{Env: "TOKEN"}},
		"client_credentials": {"method": "client_credentials", "client_id": "app", "client_secret": schema.Setting{Env: "SECRET"}},
		"jwt":                {"method": "jwt", "client_id": "app", "key_file": "key.pem", "username": emulator.Administrator},
	}
	for method, auth := range methods {
		for name, f := range echoes {
			for _, only := range []string{"/oauth2/token", "GET", "POST", "/Soap/", "/deployRequest", "/query"} {
				t.Run(method+" "+name+" "+only, func(t *testing.T) {
					clock := testclock.New()
					org := emulator.Empty(emulator.Clock(clock.Now))
					org.Connect(emulator.App{ClientID: "app", Secret: clientSecret, PublicKey: &key.PublicKey})
					armed := only == "/oauth2/token"
					srv := &echoing{org: org, status: f.status, body: f.body, secrets: []string{block}, only: func(r *http.Request) bool {
						return armed && strings.Contains(r.Method+" "+r.URL.Path, only)
					}}
					if method != "jwt" { // which is the only one that has the key
						srv.secrets = nil
					}
					token, err := org.Login(emulator.Administrator)
					if err != nil {
						t.Fatal(err)
					}
					var log, seen bytes.Buffer
					show := func(what ...any) {
						for _, x := range what {
							j, _ := json.Marshal(x)
							fmt.Fprintf(&seen, "%v %+v %#v %s %q\n%s\n", x, x, x, x, x, j)
						}
					}
					env := map[string]string{"TOKEN": token, "SECRET": clientSecret, "SF_INSTANCE_URL": "http://127.0.0.1"}
					logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					target := providers.Target{Dir: dir, CRM: &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{"auth": {Value: auth}}}}
					opened, err := FactoryWith(Options{Clock: clock, Transport: srv, Log: logger, Attempts: 2, Poll: time.Second}).
						Open(t.Context(), target, func(name string) string { return env[name] })
					show(err)
					if err == nil {
						p := opened.(*Provider)
						show(p, p.client, p.settings, *p.settings, p.settings.auth, target.CRM)
						armed = true
						p.fresh = false
						live, err := p.Read(t.Context(), nil)
						show(live, err)
						n, err := p.CountRecords(t.Context(), []providers.RecordQuery{{Type: typeObject, Key: lead}})
						show(n, err)
						op := &providers.Operation{Action: providers.Create, Type: typePermission, Key: "P", Address: "a", After: providers.Values{"name": "P", "label": "P"}}
						show(p.Apply(t.Context(), []*providers.Operation{op}, func(pr providers.Progress) error {
							show(pr, pr.Err, pr.Values, pr.Note)
							return nil
						}))
					} else if only != "/oauth2/token" {
						t.Fatal(err)
					}
					if log.Len() == 0 {
						t.Error("nothing was logged")
					}
					for where, text := range map[string]string{"the log": log.String(), "what was shown": seen.String()} {
						for what, secret := range map[string]string{"a token": "!session.", "the client secret": clientSecret[:12], "the key": line, "an assertion": "eyJhbGciOi"} {
							if i := strings.Index(text, secret); i >= 0 {
								t.Errorf("%s holds %s: …%s", where, what, text[max(0, i-200):min(len(text), i+60)])
							}
						}
					}
				})
			}
		}
	}
}
