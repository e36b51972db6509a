package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
)

// Effect says what it does to carry a request out twice.
type Effect int

const (
	ByMethod Effect = iota // GET and HEAD read, PUT and DELETE set, everything else acts
	Reads                  // changes nothing, whatever the method: a search
	Sets                   // the outcome is the same as after once: a PATCH with absolute values
	Acts                   // may do something anew each time: a POST that creates
)

// Request is one call, without what belongs to the client: base URL and credentials.
type Request struct {
	Method string
	Path   string // escaped, below the base URL, with a leading slash
	Query  url.Values
	Header http.Header
	Body   []byte // JSON, unless Header says otherwise
	Effect Effect
	Pools  []string // whose budgets it uses
}

func (r Request) effect() Effect {
	if r.Effect != ByMethod {
		return r.Effect
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return Reads
	case http.MethodPut, http.MethodDelete:
		return Sets
	}
	return Acts
}

// String names the request by its method and path.
func (r Request) String() string { return r.Method + " " + r.Path }

// Format never prints header, query and body.
func (r Request) Format(f fmt.State, _ rune)   { io.WriteString(f, r.String()) }
func (r Request) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
func (r Request) LogValue() slog.Value         { return slog.StringValue(r.String()) }

// Response is an answer that has been read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // in an error: without secrets
	// Attempts tells how often the request was sent.
	Attempts int
}

func (r Response) String() string {
	return fmt.Sprintf("status %d, %d bytes", r.Status, len(r.Body))
}

// Format never prints header and body.
func (r Response) Format(f fmt.State, _ rune)   { io.WriteString(f, r.String()) }
func (r Response) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
func (r Response) LogValue() slog.Value         { return slog.StringValue(r.String()) }
