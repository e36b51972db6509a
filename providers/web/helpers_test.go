package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
)

// testServer answers with the handlers in turn, the last one from then on, and counts requests.
type testServer struct {
	*httptest.Server
	mu   sync.Mutex
	seen []*http.Request
}

func serve(t *testing.T, answers ...http.HandlerFunc) *testServer {
	t.Helper()
	s := &testServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		n := len(s.seen)
		s.seen = append(s.seen, r.Clone(context.Background()))
		s.mu.Unlock()
		io.Copy(io.Discard, r.Body) // only then does the server notice when the client goes away
		answers[min(n, len(answers)-1)](w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *testServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func ok(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) }
}

// newClient talks to a server with a clock of its own and without luck.
func newClient(t *testing.T, url string, set func(*Config)) (*Client, *testclock.Clock) {
	t.Helper()
	clock := testclock.New()
	cfg := Config{BaseURL: url, Clock: clock, Jitter: func() float64 { return 0 }, Transport: &http.Transport{}}
	if set != nil {
		set(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, clock
}

func get(path string) *Request { return &Request{Method: http.MethodGet, Path: path} }

func post(path string) *Request {
	return &Request{Method: http.MethodPost, Path: path, Body: []byte(`{}`)}
}
