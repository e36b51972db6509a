package emulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// Fault makes requests fail. Faults are asked in the order in which they were injected; one at most strikes a request.
type Fault struct {
	Method string // "" is any
	Path   string // what the path must contain; "" is any
	After  int    // how many matching requests pass before it strikes
	Times  int    // how often it strikes: 0 is once, negative is always

	Status     int      // answered instead of the work: 429, 500, 401 …; 403 with Scopes
	Policy     string   // of a 429; PolicyBurst when empty
	RetryAfter string   // the Retry-After header
	Scopes     []string // that a 403 names
	Drop       Drop

	Gate    <-chan struct{} // the request waits here until the channel is closed or the client goes
	Reached chan<- struct{} // told when a request has come to the fault, before it waits
}

// Drop says when the connection is cut without an answer.
type Drop = emulating.Drop

const (
	NoDrop          = emulating.NoDrop
	DropBefore      = emulating.DropBefore
	DropAfterCommit = emulating.DropAfterCommit
)

// Inject adds faults.
func (a *Account) Inject(faults ...Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults.Add(faults...)
}

// Heal removes every fault.
func (a *Account) Heal() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = emulating.Faults[Fault]{}
}

// about tells whether the fault is about a request, and when it strikes.
func (f *Fault) about(r *http.Request) (is bool, after, times int) {
	return (f.Method == "" || f.Method == r.Method) && strings.Contains(r.URL.Path, f.Path), f.After, f.Times
}

// refusal is the error that the fault answers with, nil when it does not.
func (f *Fault) refusal() *apiError {
	var e *apiError
	switch f.Status {
	case 0:
		return nil
	case http.StatusTooManyRequests:
		policy := f.Policy
		if policy == "" {
			policy = PolicyBurst
		}
		e = tooMany(policy)
	case http.StatusUnauthorized:
		e = unauthorized()
	case http.StatusForbidden:
		e = missingScopes(f.Scopes)
	default:
		e = refuse(f.Status, "INTERNAL_ERROR", "", "internal error")
	}
	if f.RetryAfter != "" {
		e.header = http.Header{"Retry-After": {f.RetryAfter}}
	}
	return e
}

// Request is one that the account was sent. It never holds the token.
type Request struct {
	At       time.Time
	Method   string
	Path     string
	Query    string
	Body     []byte
	Status   int    // of the answer; 0 when the connection was cut
	Policy   string // of a 429
	Faulty   bool   // a fault struck it
	Answered bool   // false while it is under way
}

// Write tells whether the request could change something.
func (r Request) Write() bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.HasSuffix(r.Path, "/search") && !strings.HasSuffix(r.Path, "/batch/read")
}

// Requests gives what the account was sent, in the order of arrival.
func (a *Account) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Request(nil), a.requests...)
}

// Forget empties the record of requests.
func (a *Account) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = nil
}

func (a *Account) arrive(r *http.Request, body []byte) (int, *Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, Request{At: a.settings.clock(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: body})
	n := len(a.requests) - 1
	fault := a.faults.Strike(func(f *Fault) (bool, int, int) { return f.about(r) })
	a.requests[n].Faulty = fault != nil
	return n, fault
}

func (a *Account) depart(n, status int, policy string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n < len(a.requests) { // Forget may have come in between
		a.requests[n].Status, a.requests[n].Policy, a.requests[n].Answered = status, policy, true
	}
}
