package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// breaking accepts connections and hands each, with its number, to a function that plays the server badly.
func breaking(t *testing.T, play func(n int, c net.Conn)) (url string, conns *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	conns = new(atomic.Int32)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n := int(conns.Add(1))
			go func() { defer c.Close(); play(n, c) }()
		}
	}()
	return "http://" + l.Addr().String(), conns
}

func readRequest(c net.Conn) {
	if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
		io.Copy(io.Discard, r.Body)
	}
}

const fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

// A connection that breaks, wherever that happens, is tried again for everything but a request that acts.
func TestBrokenConnections(t *testing.T) {
	points := map[string]func(net.Conn){
		"before the request is read":  func(net.Conn) {},
		"in the middle of a request":  func(c net.Conn) { io.ReadFull(c, make([]byte, 10)) },
		"after the request":           readRequest,
		"in the middle of the header": func(c net.Conn) { readRequest(c); fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-") },
		"in the middle of the body": func(c net.Conn) {
			readRequest(c)
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"a\":")
		},
		"with something that is no HTTP": func(c net.Conn) { readRequest(c); fmt.Fprint(c, "220 smtp ready\r\n") },
	}
	for name, drop := range points {
		t.Run(name, func(t *testing.T) {
			for _, tt := range []struct {
				req  *Request
				last providers.ErrorKind // when it never works
				acts bool
			}{
				{get("/x"), providers.Unavailable, false},
				{&Request{Method: "PUT", Path: "/x", Body: []byte("{}")}, providers.Ambiguous, false},
				{&Request{Method: "DELETE", Path: "/x"}, providers.Ambiguous, false},
				{&Request{Method: "POST", Path: "/x", Body: []byte("{}"), Effect: Reads}, providers.Unavailable, false},
				{&Request{Method: "PATCH", Path: "/x", Body: []byte("{}"), Effect: Sets}, providers.Ambiguous, false},
				{post("/x"), providers.Ambiguous, true},
			} {
				url, conns := breaking(t, func(n int, c net.Conn) {
					if n < 3 {
						drop(c)
						return
					}
					readRequest(c)
					fmt.Fprint(c, fine)
				})
				c, clock := newClient(t, url, nil)
				_, err := c.Do(t.Context(), tt.req)
				switch {
				case tt.acts && (!providers.IsKind(err, providers.Ambiguous) || conns.Load() != 1 || len(clock.Slept()) > 0):
					t.Errorf("%s: %d connections, %v", tt.req, conns.Load(), err)
				case !tt.acts && (err != nil || conns.Load() != 3):
					t.Errorf("%s: %d connections, %v", tt.req, conns.Load(), err)
				}
				url, conns = breaking(t, func(_ int, c net.Conn) { drop(c) })
				c, _ = newClient(t, url, func(cfg *Config) { cfg.Attempts = 2 })
				if _, err := c.Do(t.Context(), tt.req); !providers.IsKind(err, tt.last) {
					t.Errorf("%s: %v, want kind %q", tt.req, err, tt.last)
				}
				if want := map[bool]int32{true: 1, false: 2}[tt.acts]; conns.Load() != want {
					t.Errorf("%s: %d connections, want %d", tt.req, conns.Load(), want)
				}
			}
		})
	}
}

// Where no connection comes about, nothing was sent: even a POST is tried again and never ambiguous.
func TestNoConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	l.Close()
	c, clock := newClient(t, url, nil)
	if _, err := c.Do(t.Context(), post("/x")); !providers.IsKind(err, providers.Unavailable) || len(clock.Slept()) != 5 {
		t.Errorf("%v after %v", err, clock.Slept())
	}
}
