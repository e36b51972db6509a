// Package live shows a site while the files that it is made from are edited: a server for this machine that
// keeps the site in memory and tells its pages when there is a newer one, and a watcher of directories.
package live

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/render/site"
)

// Server serves the last site that it was given.
type Server struct {
	// Host is the name under which the server may be asked for beside this machine's own and IP addresses; "" is none.
	Host string

	mu       sync.Mutex
	files    map[string][]byte
	revision string
	changed  chan struct{} // closed when the next site is there
}

// NewServer makes a server without a site.
func NewServer() *Server { return &Server{changed: make(chan struct{})} }

// Set shows a site, and tells whether it is another than the one before. Pages that listen load themselves anew.
func (s *Server) Set(files []site.File) bool {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\n%d\n%s", f.Path, len(f.Data), f.Data)
	}
	revision := fmt.Sprintf("%x", h.Sum(nil)[:8])
	s.mu.Lock()
	defer s.mu.Unlock()
	if revision == s.revision {
		return false
	}
	s.revision, s.files = revision, make(map[string][]byte, len(files))
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".html") {
			f.Data = bytes.Replace(f.Data, []byte(site.RevisionMark), []byte(revision), 1)
		}
		s.files[f.Path] = f.Data
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return true
}

func (s *Server) state() (files map[string][]byte, revision string, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files, s.revision, s.changed
}

// types are the media types of the files, whatever the machine's own table says.
var types = map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".ics": "text/calendar; charset=utf-8"}

// ServeHTTP answers for this machine only: a request under another name is refused, so that no web page can read the
// site by giving its own name this address (DNS rebinding). A page that is gone leads to the start.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	switch {
	case !s.known(r.Host):
		http.Error(w, "this server does not go by that name", http.StatusForbidden)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the site can only be read", http.StatusMethodNotAllowed)
		return
	case r.URL.Path == "/_live":
		s.listen(w, r)
		return
	}
	files, _, _ := s.state()
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	data, ok := files[name]
	switch {
	case ok:
		kind := types[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		h.Set("Content-Type", kind)
		_, _ = w.Write(data) // a reader that went away is no error
	case strings.HasSuffix(name, ".html"):
		http.Redirect(w, r, "/", http.StatusFound)
	default:
		http.NotFound(w, r)
	}
}

// listen sends one event as soon as the site has another revision than the page that asks (server-sent events).
func (s *Server) listen(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	if out.Flush() != nil {
		return
	}
	for {
		_, revision, changed := s.state()
		if revision != r.URL.Query().Get("revision") {
			fmt.Fprintf(w, "event: change\ndata: %s\n\n", revision)
			_ = out.Flush() // the answer ends here
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// known tells whether a request is for this server: an IP address, which no other site's name can be, localhost, or Host.
func (s *Server) known(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	return host == "localhost" || net.ParseIP(host) != nil || s.Host != "" && strings.EqualFold(host, s.Host)
}

// Loopback tells whether a host is this machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Run serves on a listener until ctx is done.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }} // ends pages that listen
	done := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		err := srv.Shutdown(wait)
		if errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close()
		}
		done <- err
	})
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}
