package api

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

func second[T any](_ T, err error) error { return err }

func kindOf(err error) string {
	var e *providers.Error
	if errors.As(err, &e) {
		return string(e.Kind)
	}
	return "no provider error"
}

func jwtAuth(login string) func(*Options) {
	_, text := testKey()
	return func(o *Options) {
		o.Auth = JWT{ClientID: "consumer-key", Username: "ci@example.com", Key: web.NewSecret(text), Login: login}
	}
}

func TestJWT(t *testing.T) {
	o := newOrg(t, says(200, `{}`))
	c, _ := o.connect(t, jwtAuth(o.URL+"/"))
	if _, err := c.Limits(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(o.logins) != 1 || o.logins[0].line != "POST /services/oauth2/token" || o.logins[0].header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Fatal(o.logins)
	}
	form, err := url.ParseQuery(o.logins[0].body)
	if err != nil || form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(form) != 2 {
		t.Fatal(form, err)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatal(parts)
	}
	plain := func(s string) string {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	// 1795251600 is 2026-11-21T09:00:00Z; the audience is the login server, the lifetime two minutes.
	want := `{"iss":"consumer-key","sub":"ci@example.com","aud":"` + o.URL + `","exp":1795251720}`
	if plain(parts[0]) != `{"alg":"RS256","typ":"JWT"}` || plain(parts[1]) != want {
		t.Errorf("%s %s", plain(parts[0]), plain(parts[1]))
	}
	key, _ := testKey()
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], []byte(plain(parts[2]))); err != nil {
		t.Error(err)
	}
}

func TestClientCredentials(t *testing.T) {
	o, c, _ := start(t, says(200, `{}`))
	if _, err := c.Limits(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := "client_id=consumer-key&client_secret=" + testSecret + "&grant_type=client_credentials"; o.logins[0].body != want {
		t.Error(o.logins[0].body)
	}
}

// The session belongs to the instance that the login server names, not to the login server.
func TestInstance(t *testing.T) {
	o := newOrg(t, says(200, `{}`))
	login := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.serve(w, r, lost) }))
	defer login.Close()
	c, _ := o.connect(t, jwtAuth(login.URL))
	if _, err := c.Limits(t.Context()); err != nil || o.lines() != "GET /services/data/v66.0/limits\n" {
		t.Error(err, o.lines())
	}
}

func TestToken(t *testing.T) {
	o := newOrg(t, inTurn(says(200, `{}`), says(401, restError("INVALID_SESSION_ID", "Session expired or invalid"))))
	c, _ := o.connect(t, func(op *Options) {
		op.Auth = Token{Token: web.NewSecret(" " + tokenOf(9) + "\n"), Instance: o.URL}
	})
	if _, err := c.Limits(t.Context()); err != nil || o.seen()[0].header.Get("Authorization") != "Bearer "+tokenOf(9) {
		t.Fatal(err, o.seen())
	}
	_, err := c.Limits(t.Context())
	if kindOf(err) != "permission" || len(o.seen()) != 2 || len(o.logins) != 0 || !strings.Contains(err.Error(), "log in again") {
		t.Error(err, o.lines())
	}
}

func TestNewRefuses(t *testing.T) {
	_, good := testKey()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecDER, err := x509.MarshalPKCS8PrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	jwt := func(key string) Auth { return JWT{ClientID: "id", Username: "u", Key: web.NewSecret(key)} }
	for says, auth := range map[string]Auth{
		"a way to log in":           nil,
		"a username":                JWT{ClientID: "id", Key: web.NewSecret(good)},
		"not in PEM form":           jwt("MIIEvQ"),
		"cannot be read":            jwt(block("PRIVATE KEY", []byte("nonsense"))),
		"passphrase":                jwt(block("ENCRYPTED PRIVATE KEY", []byte("x"))),
		"with a passphrase":         jwt("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\neHg=\n-----END RSA PRIVATE KEY-----\n"),
		"private key is needed":     jwt(block("CERTIFICATE", []byte("x"))),
		"not RSA":                   jwt(block("PRIVATE KEY", ecDER)),
		"in the clear":              JWT{ClientID: "id", Username: "u", Key: web.NewSecret(good), Login: "http://example.com"},
		"the secret of an app":      ClientCredentials{ClientID: "id", Domain: "https://acme.my.salesforce.com"},
		"the org's own domain":      ClientCredentials{ClientID: "id", Secret: web.NewSecret("secret"), Domain: Production + "/"},
		"the org's own domain only": ClientCredentials{ClientID: "id", Secret: web.NewSecret("secret")},
		"an access token":           Token{Instance: "https://acme.my.salesforce.com"},
		"characters that no token":  Token{Token: web.NewSecret("a b"), Instance: "https://acme.my.salesforce.com"},
		"must begin with https://":  Token{Token: web.NewSecret("abcdef"), Instance: "acme.my.salesforce.com"},
		"no user, password, query":  Token{Token: web.NewSecret("abcdef"), Instance: "https://u:p@acme.my.salesforce.com"},
	} {
		if _, err := New(Options{Auth: auth}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	key, _ := testKey()
	if _, err := New(Options{Auth: jwt(block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)))}); err != nil {
		t.Errorf("PKCS#1: %v", err)
	}
	if c, err := New(Options{Auth: jwt(good)}); err != nil || c.String() != "Salesforce at https://login.salesforce.com" {
		t.Error(c, err)
	}
}

func TestLoginRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		kind   string
		says   string
		tries  int
	}{
		{"not approved", 400, `{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`, "permission", "pre-authorized", 1},
		{"audience", 400, `{"error":"invalid_grant","error_description":"audience is invalid"}`, "permission", Sandbox, 1},
		{"other grant", 400, `{"error":"invalid_grant","error_description":"authentication failure"}`, "permission", "is the username right", 1},
		{"client", 400, `{"error":"invalid_client_id","error_description":"client identifier invalid"}`, "permission", "consumer key right", 1},
		{"secret", 401, `{"error":"invalid_client","error_description":"invalid client credentials"}`, "permission", "consumer secret", 1},
		{"domain", 400, `{"error":"invalid_grant","error_description":"request not supported on this domain"}`, "permission", "own domain", 1},
		{"no user", 400, `{"error":"invalid_grant","error_description":"no client credentials user enabled"}`, "permission", "run as", 1},
		{"unknown", 400, `{"error":"strange"}`, "permission", "strange", 1},
		{"rate", 403, `{"error":"invalid_grant","error_description":"login rate exceeded"}`, "rate limited", "login rate", 1},
		{"down", 503, `<html>`, "unavailable", "503", 6},
		{"no JSON", 400, `<html>`, "invalid", "400", 1},
		{"empty", 200, ``, "unavailable", "no token", 1},
		{"no instance", 200, `{"access_token":"` + tokenOf(1) + `"}`, "unavailable", "no token", 1},
		{"broken", 200, `{"access_token":"` + tokenOf(1), "unavailable", "no token", 1},
		{"token with a line break", 200, `{"access_token":"a\nb","instance_url":"https://example.com"}`, "unavailable", "no token", 1},
		{"bad instance", 200, `{"access_token":"` + tokenOf(1) + `","instance_url":"http://example.com"}`, "invalid", "in the clear", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n++
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			}))
			defer s.Close()
			c, _ := (&org{Server: s}).connect(t)
			_, err := c.Limits(t.Context())
			if kindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.says) || n != tt.tries || strings.Contains(err.Error(), tokenOf(1)) {
				t.Errorf("%v after %d requests", err, n)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	for _, tt := range []struct{ list, want, kind string }{
		{`[{"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"},{"version":"68.0"}]`, "66.0", ""},
		{`[{"version":"64.0"},{"version":"9.0"},{"version":"65.0"}]`, "65.0", ""},
		{`[{"version":"65.0"},{"version":"../66.0"},{"version":"66"},{"version":"066.0"},{"version":"-1.0"}]`, "65.0", ""},
		{`[{"version":"67.0"}]`, "", "unavailable"},
		{`[]`, "", "unavailable"},
		{`null`, "", "unavailable"},
		{`{"a":1}`, "", "unavailable"},
	} {
		o := newOrg(t, says(200, `{}`))
		o.versions = tt.list
		c, _ := o.connect(t)
		got, err := c.APIVersion(t.Context())
		if got != tt.want || tt.kind == "" && err != nil || tt.kind != "" && kindOf(err) != tt.kind {
			t.Errorf("%s: %q, %v", tt.list, got, err)
			continue
		}
		if _, err := c.Limits(t.Context()); err == nil && o.lines() != "GET /services/data/v"+tt.want+"/limits\n" {
			t.Error(o.lines())
		}
	}
}

// expired refuses sessions below the n-th.
func expired(n int, refusal, then reply) reply {
	return func(i int, w http.ResponseWriter, r *http.Request, body string) {
		if r.Header.Get("Authorization") < "Bearer "+tokenOf(n) {
			refusal(i, w, r, body)
			return
		}
		then(i, w, r, body)
	}
}

func TestSessionIsRenewedOnce(t *testing.T) {
	rest := says(401, restError("INVALID_SESSION_ID", "Session expired or invalid"))
	for name, refusal := range map[string]reply{
		"REST": rest, "401 without a body": says(401, ""), "identity": says(403, "Bad_OAuth_Token"),
	} {
		t.Run(name, func(t *testing.T) {
			o, c, _ := start(t, expired(2, refusal, says(201, `{"id":"0Af1"}`)))
			id, err := c.Deploy(t.Context(), []byte("PK"), DeployOptions{})
			if err != nil || id != "0Af1" || len(o.logins) != 2 || len(o.seen()) != 2 || o.seen()[0].body != o.seen()[1].body {
				t.Errorf("%q, %v, %d logins, %s", id, err, len(o.logins), o.lines())
			}
			if _, err := c.QuickDeploy(t.Context(), "0Af1"); err != nil || len(o.logins) != 2 {
				t.Errorf("%v, %d logins", err, len(o.logins))
			}
		})
	}
	t.Run("SOAP has it in the body", func(t *testing.T) {
		o, c, _ := start(t, expired(2, says(500, soapFault("INVALID_SESSION_ID", "Illegal Session")), says(200, soap("listMetadata", ""))))
		_, err := c.ListMetadata(t.Context(), ListQuery{Type: "Flow"})
		if err != nil || len(o.seen()) != 2 || !strings.Contains(o.seen()[1].body, "<sessionId>"+tokenOf(2)+"</sessionId>") {
			t.Errorf("%v %v", err, o.seen())
		}
	})
	t.Run("and no more than once", func(t *testing.T) {
		o, c, _ := start(t, rest)
		_, err := c.Limits(t.Context())
		if kindOf(err) != "permission" || len(o.logins) != 2 || len(o.seen()) != 2 {
			t.Errorf("%v, %d logins, %s", err, len(o.logins), o.lines())
		}
	})
	t.Run("by one of many", func(t *testing.T) {
		o, c, _ := start(t, expired(2, rest, says(200, `{}`)))
		done := make(chan error)
		for range 8 {
			go func() { done <- second(c.Limits(t.Context())) }()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if len(o.logins) != 2 {
			t.Errorf("%d logins", len(o.logins))
		}
	})
	t.Run("unless the context is over", func(t *testing.T) {
		o, c, _ := start(t, rest)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := second(c.Limits(ctx)); !errors.Is(err, context.Canceled) || len(o.seen()) != 0 {
			t.Error(err)
		}
	})
}
