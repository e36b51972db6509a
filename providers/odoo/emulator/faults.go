package emulator

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// Fault makes requests fail. Faults are asked in the order in which they were injected; one at most strikes a request.
type Fault struct {
	Call  string // "MODEL.METHOD", or a part of it; "" is any
	After int    // how many matching requests pass before it strikes
	Times int    // how often it strikes: 0 is once, negative is always

	Status     int    // answered instead of the work: 429, 503 …
	RetryAfter string // the Retry-After header
	// Name and Message are a failure of Odoo's, which comes with status 200 over JSON-RPC: SessionExpired, a serialization failure …
	Name, Message string
	Drop          Drop

	Gate    <-chan struct{} // the request waits here until the channel is closed or the client goes
	Reached chan<- struct{} // told when a request has come to the fault, before it waits
}

// SessionExpired is what Odoo says when it has forgotten who calls.
const SessionExpired = "odoo.http.SessionExpiredException"

// Drop says when the connection is cut without an answer.
type Drop = emulating.Drop

const (
	NoDrop          = emulating.NoDrop
	DropBefore      = emulating.DropBefore
	DropAfterCommit = emulating.DropAfterCommit
)

// Inject adds faults.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.Add(faults...)
}

// Heal removes every fault.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = emulating.Faults[Fault]{}
}

// about tells whether the fault is about a request, and when it strikes.
func (f *Fault) about(what string) (is bool, after, times int) {
	return strings.Contains(what, f.Call), f.After, f.Times
}

// Request is one that the server was sent. It never holds the key.
type Request struct {
	Call   string // "crm.stage.write", or "common.version"
	Status int    // of the answer; 0 when the connection was cut
	Error  string // name of the failure
	Faulty bool   // a fault struck it
}

// Write tells whether the request could change something.
func (r Request) Write() bool {
	at := strings.LastIndexByte(r.Call, '.')
	if at < 0 || strings.HasPrefix(r.Call, "common.") {
		return false
	}
	m, ok := methodOf(r.Call[:at], r.Call[at+1:])
	return !ok || m.writes
}

// Requests gives what the server was sent, in the order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Forget empties the record of requests.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

func (s *Server) arrive(what string) (int, *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Call: what})
	n := len(s.requests) - 1
	fault := s.faults.Strike(func(f *Fault) (bool, int, int) { return f.about(what) })
	s.requests[n].Faulty = fault != nil
	return n, fault
}

func (s *Server) depart(n, status int, e *exception) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n >= len(s.requests) { // Forget may have come in between
		return
	}
	s.requests[n].Status = status
	if e != nil {
		s.requests[n].Error = e.Name
	}
}
