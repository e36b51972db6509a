package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

const testToken = "pat-eu1-01234567-89ab-cdef-0123-456789abcdef"

// call is a request that the server saw.
type call struct{ line, body string }

// server answers every request with a function, which gets the requests' numbers from 0 on.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
}

func (s *server) seen() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// lines gives method and path of each request.
func (s *server) lines() string {
	var b strings.Builder
	for _, c := range s.seen() {
		b.WriteString(c.line + "\n")
	}
	return b.String()
}

type answer func(n int, w http.ResponseWriter, r *http.Request, body string)

func start(t testing.TB, fn answer) (*server, *Client, *testclock.Clock) {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		n := len(s.calls)
		s.calls = append(s.calls, call{r.Method + " " + r.RequestURI, string(b)})
		s.mu.Unlock()
		fn(n, w, r, string(b))
	}))
	t.Cleanup(s.Close)
	clock := testclock.New()
	c, err := New(Options{Token: web.NewSecret(testToken), BaseURL: s.URL, Clock: clock, Jitter: func() float64 { return 0 }, Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return s, c, clock
}

// says answers every request the same.
func says(status int, body string) answer {
	return func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// inTurn answers requests one after the other, the last answer from then on.
func inTurn(a ...answer) answer {
	return func(n int, w http.ResponseWriter, r *http.Request, body string) { a[min(n, len(a)-1)](n, w, r, body) }
}

// lost breaks the connection after the request was read.
func lost(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

func ptr[T any](v T) *T { return &v }
