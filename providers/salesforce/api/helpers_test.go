package api

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// tokenOf is the session id of the n-th login, from 1 on.
func tokenOf(n int) string { return fmt.Sprintf("00D000000000001AAA!AQ0AQ.Kx_%d.abcdefghij", n) }

const testSecret = "consumer-secret-0123456789"

// testKey is made once, since that takes a while.
var testKey = sync.OnceValues(func() (*rsa.PrivateKey, string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
})

// fakeClock stands still until somebody sleeps, which takes no time.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept time.Duration
	after int // sleeps until the context counts as over; 0 is never
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.slept = c.now.Add(d), c.slept+d
	if c.after--; c.after == 0 {
		return context.Canceled
	}
	return ctx.Err()
}

// seen is a request that the org saw.
type seen struct {
	line, body string
	header     http.Header
}

// org is a server that logs in, lists versions and leaves the rest to a function, which gets the requests' numbers
// from 0 on.
type org struct {
	*httptest.Server
	mu       sync.Mutex
	calls    []seen
	logins   []seen
	versions string
}

func (o *org) seen() []seen {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.calls
}

// lines gives method and path of each request.
func (o *org) lines() string {
	var b strings.Builder
	for _, c := range o.seen() {
		b.WriteString(c.line + "\n")
	}
	return b.String()
}

type reply func(n int, w http.ResponseWriter, r *http.Request, body string)

func (o *org) serve(w http.ResponseWriter, r *http.Request, fn reply) {
	b, _ := io.ReadAll(r.Body)
	call := seen{r.Method + " " + r.RequestURI, string(b), r.Header}
	o.mu.Lock()
	switch r.URL.Path {
	case "/services/oauth2/token":
		o.logins = append(o.logins, call)
		n := len(o.logins)
		o.mu.Unlock()
		fmt.Fprintf(w, `{"access_token":%q,"instance_url":%q,"id":"https://login.salesforce.com/id/00D/005","token_type":"Bearer"}`, tokenOf(n), o.URL)
	case "/services/data":
		o.mu.Unlock()
		io.WriteString(w, o.versions)
	default:
		n := len(o.calls)
		o.calls = append(o.calls, call)
		o.mu.Unlock()
		fn(n, w, r, call.body)
	}
}

func newOrg(t testing.TB, fn reply) *org {
	t.Helper()
	o := &org{versions: `[{"version":"65.0"},{"version":"66.0"},{"version":"67.0"}]`}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.serve(w, r, fn) }))
	t.Cleanup(o.Close)
	return o
}

// connect makes a client that logs in with client credentials.
func (o *org) connect(t testing.TB, change ...func(*Options)) (*Client, *fakeClock) {
	t.Helper()
	clock := &fakeClock{now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	options := Options{
		Auth:  ClientCredentials{ClientID: "consumer-key", Secret: web.NewSecret(testSecret), Domain: o.URL},
		Clock: clock, Jitter: func() float64 { return 0 }, Transport: &http.Transport{},
	}
	for _, f := range change {
		f(&options)
	}
	c, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, clock
}

func start(t testing.TB, fn reply) (*org, *Client, *fakeClock) {
	t.Helper()
	o := newOrg(t, fn)
	c, clock := o.connect(t)
	return o, c, clock
}

// says answers every request the same.
func says(status int, body string) reply {
	return func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// inTurn answers requests one after the other, the last answer from then on.
func inTurn(a ...reply) reply {
	return func(n int, w http.ResponseWriter, r *http.Request, body string) { a[min(n, len(a)-1)](n, w, r, body) }
}

// lost breaks the connection after the request was read.
func lost(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// soap puts an answer of the metadata API into its envelope.
func soap(operation, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="` + Namespace +
		`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><` + operation + `Response>` + content + `</` + operation + `Response></soapenv:Body></soapenv:Envelope>`
}

// soapFault is what the metadata API says with status 500.
func soapFault(code, message string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="` + Namespace +
		`"><soapenv:Body><soapenv:Fault><faultcode>sf:` + code + `</faultcode><faultstring>` + code + `: ` + message + `</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
}

func restError(code, message string) string {
	return fmt.Sprintf(`[{"errorCode":%q,"message":%q}]`, code, message)
}
