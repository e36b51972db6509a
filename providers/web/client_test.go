package web

import (
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestStatusDecidesKindAndReplay(t *testing.T) {
	const tries = 3
	tests := []struct {
		status                   int
		kind, acts               providers.ErrorKind // for GET, for POST
		gets, posts, idempotents int                 // requests that the server sees
	}{
		{302, providers.Unavailable, providers.Unavailable, 1, 1, 1},
		{400, providers.Invalid, providers.Invalid, 1, 1, 1},
		{401, providers.Permission, providers.Permission, 1, 1, 1},
		{403, providers.Permission, providers.Permission, 1, 1, 1},
		{404, providers.NotFound, providers.NotFound, 1, 1, 1},
		{409, providers.Conflict, providers.Conflict, 1, 1, 1},
		{410, providers.NotFound, providers.NotFound, 1, 1, 1},
		{412, providers.Conflict, providers.Conflict, 1, 1, 1},
		{422, providers.Invalid, providers.Invalid, 1, 1, 1},
		{408, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
		{423, providers.Unavailable, providers.Unavailable, tries, tries, tries},
		{425, providers.Unavailable, providers.Unavailable, tries, tries, tries},
		{429, providers.RateLimited, providers.RateLimited, tries, tries, tries},
		{500, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
		{501, providers.Unavailable, providers.Unavailable, 1, 1, 1},
		{502, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
		{503, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
		{504, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
		{524, providers.Unavailable, providers.Ambiguous, tries, 1, tries},
	}
	for _, tt := range tests {
		t.Run(http.StatusText(tt.status), func(t *testing.T) {
			for _, call := range []struct {
				req  *Request
				kind providers.ErrorKind
				seen int
			}{
				{get("/x"), tt.kind, tt.gets},
				{post("/x"), tt.acts, tt.posts},
				{&Request{Method: http.MethodPatch, Path: "/x"}, tt.acts, tt.posts},
				{&Request{Method: http.MethodPost, Path: "/x", Effect: Reads}, tt.kind, tt.idempotents},
			} {
				srv := serve(t, status(tt.status))
				c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Attempts = tries })
				_, err := c.Do(t.Context(), call.req)
				if !providers.IsKind(err, call.kind) || srv.count() != call.seen {
					t.Errorf("%s: %d requests and %v; want %d and kind %q", call.req, srv.count(), err, call.seen, call.kind)
				}
				var se *StatusError
				if !errors.As(err, &se) || se.Status != tt.status {
					t.Errorf("%s: no cause with status %d in %v", call.req, tt.status, err)
				}
			}
		})
	}
}

// A write that can be repeated ends as ambiguous when none of its attempts was answered clearly.
func TestRepeatedWrites(t *testing.T) {
	put := &Request{Method: http.MethodPut, Path: "/x", Body: []byte(`{}`)}
	del := &Request{Method: http.MethodDelete, Path: "/x"}
	patch := &Request{Method: http.MethodPatch, Path: "/x", Effect: Sets}
	tests := []struct {
		name    string
		req     *Request
		answers []http.HandlerFunc
		kind    providers.ErrorKind // "" is success
		seen    int
	}{
		{"put never answered", put, []http.HandlerFunc{status(502)}, providers.Ambiguous, 6},
		{"put unclear, then too much", put, []http.HandlerFunc{status(502), status(429)}, providers.Ambiguous, 6},
		{"put unclear, then refused", put, []http.HandlerFunc{status(502), status(400)}, providers.Invalid, 2},
		{"put too much only", put, []http.HandlerFunc{status(429)}, providers.RateLimited, 6},
		{"put unclear, then done", put, []http.HandlerFunc{status(500), status(200)}, "", 2},
		{"patch unclear, then done", patch, []http.HandlerFunc{status(500), status(200)}, "", 2},
		{"delete unclear, then gone", del, []http.HandlerFunc{status(504), status(404)}, "", 2},
		{"delete of nothing", del, []http.HandlerFunc{status(404)}, providers.NotFound, 1},
		{"delete too much, then nothing", del, []http.HandlerFunc{status(429), status(404)}, providers.NotFound, 2},
		{"post too much, then done", post("/x"), []http.HandlerFunc{status(429), status(201)}, "", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, tt.answers...)
			c, _ := newClient(t, srv.URL, nil)
			resp, err := c.Do(t.Context(), tt.req)
			if srv.count() != tt.seen {
				t.Errorf("%d requests, want %d", srv.count(), tt.seen)
			}
			switch {
			case tt.kind == "" && err != nil:
				t.Error(err)
			case tt.kind == "" && resp.Attempts != tt.seen:
				t.Errorf("%d attempts, want %d", resp.Attempts, tt.seen)
			case tt.kind != "" && !providers.IsKind(err, tt.kind):
				t.Errorf("%v, want kind %q", err, tt.kind)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	for _, tt := range []struct {
		jitter float64
		want   []time.Duration
	}{
		{0, []time.Duration{50, 100, 200, 400, 500}},
		{0.5, []time.Duration{75, 150, 300, 600, 750}},
	} {
		srv := serve(t, status(503))
		c, clock := newClient(t, srv.URL, func(cfg *Config) {
			cfg.MinDelay, cfg.MaxDelay, cfg.Jitter = 100*time.Millisecond, time.Second, func() float64 { return tt.jitter }
		})
		c.Do(t.Context(), get("/x"))
		for i := range tt.want {
			tt.want[i] *= time.Millisecond
		}
		if d := cmp.Diff(tt.want, clock.Slept()); d != "" {
			t.Errorf("jitter %v: %s", tt.jitter, d)
		}
	}
	c, _ := newClient(t, "http://127.0.0.1:1", nil)
	for n := 1; n < 200; n++ {
		if d := c.backoff(n); d <= 0 || d > 30*time.Second {
			t.Fatalf("attempt %d: %v", n, d)
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	at := testclock.New().Now().Add(20 * time.Second).Format(http.TimeFormat)
	for _, tt := range []struct {
		header string
		want   time.Duration // 0: no further attempt
	}{
		{"7", 7 * time.Second}, {at, 20 * time.Second}, {"0.25", 250 * time.Millisecond},
		{"", 250 * time.Millisecond}, {"soon", 250 * time.Millisecond}, {"-5", 250 * time.Millisecond}, {"NaN", 250 * time.Millisecond},
		{"61", 0}, {"1e300", 0}, {"Fri, 01 Jan 2100 00:00:00 GMT", 0},
	} {
		var waits []Wait
		srv := serve(t, status(429, "Retry-After", tt.header), ok("{}"))
		c, clock := newClient(t, srv.URL, func(cfg *Config) { cfg.Waiting = func(_ context.Context, w Wait) { waits = append(waits, w) } })
		_, err := c.Do(t.Context(), get("/x"))
		if tt.want == 0 {
			var e *providers.Error
			if !errors.As(err, &e) || e.Kind != providers.RateLimited || e.RetryAfter <= time.Minute || len(clock.Slept()) > 0 {
				t.Errorf("%q: %v after %v", tt.header, err, clock.Slept())
			}
			continue
		}
		if err != nil || clock.Total() != tt.want {
			t.Errorf("%q: waited %v, want %v; %v", tt.header, clock.Total(), tt.want, err)
		}
		if len(waits) != 1 || waits[0].For != tt.want || waits[0].Attempt != 2 || !strings.Contains(waits[0].Reason, "429") {
			t.Errorf("%q: told of %+v", tt.header, waits)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("12")
	f.Add("Fri, 01 Jan 2100 00:00:00 GMT")
	f.Add("Inf")
	f.Fuzz(func(t *testing.T, v string) {
		if d := RetryAfter(http.Header{"Retry-After": {v}}, testclock.New().Now()); d < 0 || d > longest {
			t.Errorf("%q: %v", v, d)
		}
	})
}

func TestConcurrencyIsBounded(t *testing.T) {
	const bound, all = 4, 40
	var mu sync.Mutex
	var now, most int
	full := make(chan struct{}) // closed when the bound was reached
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		if now == bound && most == bound {
			select {
			case <-full:
			default:
				close(full)
			}
		}
		mu.Unlock()
		<-full // nobody is answered before as many are under way as may be
		mu.Lock()
		now--
		mu.Unlock()
	})
	c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Concurrency = bound })
	var wg sync.WaitGroup
	for range all {
		wg.Go(func() {
			if _, err := c.Do(t.Context(), get("/x")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most != bound || srv.count() != all {
		t.Errorf("%d at once of %d, want %d of %d", most, srv.count(), bound, all)
	}
}

func TestCancellation(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	wait := func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}
	check := func(t *testing.T, err error, kind providers.ErrorKind) {
		t.Helper()
		if !errors.Is(err, context.Canceled) || !providers.IsKind(err, kind) {
			t.Errorf("%v (%[1]T), want a cancelled request of kind %q", err, kind)
		}
	}
	t.Run("before", func(t *testing.T) {
		srv := serve(t, wait)
		c, _ := newClient(t, srv.URL, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Do(ctx, post("/x"))
		check(t, err, providers.Unavailable)
		if srv.count() != 0 {
			t.Error("sent")
		}
	})
	for _, tt := range []struct {
		req  *Request
		kind providers.ErrorKind
	}{{get("/x"), providers.Unavailable}, {post("/x"), providers.Ambiguous}, {&Request{Method: "PUT", Path: "/x"}, providers.Ambiguous}} {
		t.Run("under way "+tt.req.Method, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) { cancel(); wait(w, r) })
			c, _ := newClient(t, srv.URL, nil)
			_, err := c.Do(ctx, tt.req)
			check(t, err, tt.kind)
		})
	}
	t.Run("between attempts", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		srv := serve(t, status(503))
		c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Waiting = func(context.Context, Wait) { cancel() } })
		_, err := c.Do(ctx, get("/x"))
		check(t, err, providers.Unavailable)
		if srv.count() != 1 {
			t.Errorf("%d requests", srv.count())
		}
	})
	t.Run("for a slot", func(t *testing.T) {
		begun := make(chan struct{})
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) { close(begun); wait(w, r) })
		c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Concurrency = 1 })
		first, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := c.Do(first, get("/x")); done <- err }()
		<-begun
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		_, err := c.Do(ctx, post("/x"))
		check(t, err, providers.Unavailable)
		stop()
		<-done
		if srv.count() != 1 {
			t.Errorf("%d requests", srv.count())
		}
	})
	t.Run("for tokens", func(t *testing.T) {
		srv := serve(t, ok("{}"))
		c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Budgets = map[string]Budget{"p": {1, time.Hour}} })
		req := get("/x")
		req.Pools = []string{"p"}
		if _, err := c.Do(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		c.cfg.Waiting = func(context.Context, Wait) { cancel() }
		_, err := c.Do(ctx, req)
		check(t, err, providers.Unavailable)
		if srv.count() != 1 {
			t.Errorf("%d requests", srv.count())
		}
	})
}

// The time limit of one attempt is not the caller's: a read is tried again.
func TestAttemptTimeout(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ok("{}"))
	c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.Timeout = 30 * time.Millisecond })
	if resp, err := c.Do(t.Context(), get("/x")); err != nil || resp.Attempts != 2 {
		t.Error(resp, err)
	}
	srv = serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c, _ = newClient(t, srv.URL, func(cfg *Config) { cfg.Timeout = 30 * time.Millisecond })
	if _, err := c.Do(t.Context(), post("/x")); !providers.IsKind(err, providers.Ambiguous) || srv.count() != 1 {
		t.Error(srv.count(), err)
	}
}

func TestBodyIsCapped(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"plain": ok(strings.Repeat("a", 1001)),
		"packed": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(make([]byte, 1<<20))
			z.Close()
		},
		"error": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(400)
			w.Write(make([]byte, 2000))
		},
	} {
		srv := serve(t, answer)
		c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.MaxBody = 1000 })
		if _, err := c.Do(t.Context(), get("/x")); !providers.IsKind(err, providers.Unavailable) || !strings.Contains(err.Error(), "1000 bytes") || srv.count() != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Do(t.Context(), post("/x")); !providers.IsKind(err, providers.Ambiguous) {
			t.Errorf("%s: %v", name, err)
		}
	}
	srv := serve(t, ok(strings.Repeat("a", 1000)))
	c, _ := newClient(t, srv.URL, func(cfg *Config) { cfg.MaxBody = 1000 })
	if resp, err := c.Do(t.Context(), get("/x")); err != nil || len(resp.Body) != 1000 {
		t.Error(resp, err)
	}
}

func TestWhatIsSent(t *testing.T) {
	var got *http.Request
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r })
	c, _ := newClient(t, srv.URL+"/proxy%2Fed/", func(cfg *Config) {
		cfg.UserAgent = "stagecraft/1.0"
		cfg.Authorize = func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }
	})
	_, err := c.Do(t.Context(), &Request{Method: "POST", Path: "/a%2Fb/c%20d", Query: url.Values{"q": {"1&2"}}, Body: []byte(`{}`), Header: http.Header{"x-extra": {"y"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got.RequestURI != "/proxy%2Fed/a%2Fb/c%20d?q=1%262" && got.RequestURI != "/proxy/ed/a%2Fb/c%20d?q=1%262" {
		t.Errorf("URI %s", got.RequestURI)
	}
	for k, want := range map[string]string{"User-Agent": "stagecraft/1.0", "Authorization": "Bearer x", "Accept": "application/json", "Content-Type": "application/json", "X-Extra": "y"} {
		if got.Header.Get(k) != want {
			t.Errorf("%s: %q", k, got.Header.Get(k))
		}
	}
	for _, req := range []*Request{get("x"), get("/%zz"), {Method: "BAD METHOD", Path: "/x", Query: url.Values{"k": {"hidden"}}}} {
		if _, err := c.Do(t.Context(), req); !providers.IsKind(err, providers.Invalid) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", req, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := serve(t, ok("{}"))
	srv := serve(t, status(http.StatusTemporaryRedirect, "Location", other.URL+"/secret-path?token=abc"))
	c, _ := newClient(t, srv.URL, nil)
	_, err := c.Do(t.Context(), get("/x"))
	if err == nil || other.count() != 0 || !strings.Contains(err.Error(), other.URL) || strings.Contains(err.Error(), "secret-path") {
		t.Error(other.count(), err)
	}
}

func TestBaseURL(t *testing.T) {
	for u, good := range map[string]bool{
		"https://api.example.com": true, "http://127.0.0.1:8080": true, "http://[::1]:8080/x": true, "http://localhost": true,
		"": false, "api.example.com": false, "http://api.example.com": false, "ftp://x": false, "https://": false, "https://user:hidden@x": false,
		"https://x?key=hidden": false, "https://x#hidden": false, "https://hid den/": false,
	} {
		_, err := New(Config{BaseURL: u})
		if (err == nil) != good {
			t.Errorf("%q: %v", u, err)
		}
		if err != nil && strings.Contains(err.Error(), "hid") {
			t.Errorf("%q: the error quotes what may be secret: %v", u, err)
		}
	}
}

func TestExplainAndLearn(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Max", "50")
		w.WriteHeader(400)
		w.Write([]byte(`{"why":"no"}`))
	}))
	defer srv.Close()
	c, _ := newClient(t, srv.URL, func(cfg *Config) {
		cfg.Explain = func(_ *Request, resp *Response, f *Fault) {
			f.Error.Message, f.Error.Attribute = string(resp.Body), "label"
		}
		cfg.Learn = func(_ *Request, resp *Response, l *Limiter) {
			if resp.Header.Get("X-Max") == "50" {
				l.Set("p", Budget{50, time.Second})
			}
		}
	})
	_, err := c.Do(t.Context(), get("/x"))
	var e *providers.Error
	if !errors.As(err, &e) || e.Message != `{"why":"no"}` || e.Attribute != "label" {
		t.Errorf("%#v", e)
	}
	if b := c.Limiter().Budget("p"); b != (Budget{50, time.Second}) {
		t.Errorf("learned %v", b)
	}
}
