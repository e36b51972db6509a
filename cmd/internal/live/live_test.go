package live

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/site"
)

func one(text string) []site.File {
	return []site.File{{Path: "index.html", Data: []byte("<p>" + site.RevisionMark + text)}, {Path: "assets/site.css", Data: []byte("p{}")}}
}

// get asks the server and returns status and body.
func get(s *Server, method, host, target string) (int, string, http.Header) {
	r := httptest.NewRequest(method, target, nil)
	r.Host = host
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

func TestServer(t *testing.T) {
	s := NewServer()
	s.Host = "desk.example"
	if !s.Set(one("first")) || s.Set(one("first")) || !s.Set(one("second")) {
		t.Error("Set does not tell what is new")
	}
	for _, c := range []struct {
		method, host, target string
		status               int
		body                 string
	}{
		{"GET", "127.0.0.1:8642", "/", 200, "second"},
		{"GET", "localhost:8642", "/index.html", 200, "second"},
		{"GET", "[::1]:8642", "/", 200, "second"},
		{"GET", "desk.example:8642", "/", 200, "second"},
		{"GET", "127.0.0.1", "/assets/site.css", 200, "p{}"},
		{"GET", "127.0.0.1", "/assets/../index.html", 200, "second"},
		{"GET", "evil.example", "/", 403, "does not go by that name"},
		{"GET", "127.0.0.1.evil.example", "/", 403, ""},
		{"GET", "", "/", 403, ""},
		{"POST", "127.0.0.1", "/", 405, ""},
		{"GET", "127.0.0.1", "/stages/gone.html", 302, ""},
		{"GET", "127.0.0.1", "/assets/gone.js", 404, ""},
		{"GET", "127.0.0.1", "/../../etc/passwd", 404, ""},
	} {
		status, body, h := get(s, c.method, c.host, c.target)
		if status != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%s %s of %q: %d %q", c.method, c.target, c.host, status, body)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s lacks headers", c.target)
		}
	}
	_, body, h := get(s, "GET", "127.0.0.1", "/")
	if strings.Contains(body, site.RevisionMark) || h.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page has no revision or type: %q, %v", body, h)
	}
}

// A page that listens is told of the next site, or at once when it missed one.
func TestListen(t *testing.T) {
	s := NewServer()
	s.Set(one("first"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, l) }()

	_, first, _ := s.state()
	listen := func(revision string) *bufio.Scanner {
		resp, err := http.Get("http://" + l.Addr().String() + "/_live?revision=" + revision)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return bufio.NewScanner(resp.Body)
	}
	waiting := listen(first) // has its headers, so it is there
	s.Set(one("second"))
	if !waiting.Scan() || waiting.Text() != "event: change" {
		t.Errorf("a page that listens is told %q", waiting.Text())
	}
	if late := listen(first); !late.Scan() || late.Text() != "event: change" {
		t.Error("a page that missed a change is not told")
	}
	_, second, _ := s.state()
	open := listen(second)
	stop() // also while a page listens
	if open.Scan() {
		t.Errorf("told %q at the end", open.Text())
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Changes are told in files, in directories that come later, and not in hidden ones.
func TestWatcher(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(dir); err != nil {
		t.Fatal(err)
	}
	if got := w.w.WatchList(); len(got) != 1 {
		t.Errorf("watched: %v", got)
	}
	changed := make(chan struct{})
	go func() {
		_ = w.Run(t.Context(), func() {
			select {
			case changed <- struct{}{}:
			case <-t.Context().Done():
			}
		})
	}()
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Error(err)
		}
	}
	write("a.hcl")
	<-changed
	if err := os.Mkdir(filepath.Join(dir, "later"), 0o755); err != nil {
		t.Fatal(err)
	}
	<-changed // by now the new directory is watched
	write("later/b.hcl")
	<-changed
	if err := os.Remove(filepath.Join(dir, "a.hcl")); err != nil {
		t.Fatal(err)
	}
	<-changed
	if err := w.Add(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a directory that is not there is watched")
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{"127.0.0.1": true, "127.8.8.8": true, "::1": true, "localhost": true, "": false, "0.0.0.0": false, "192.168.1.5": false, "example.com": false} {
		if Loopback(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}
