package emulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// Fault makes requests fail. Faults are asked in the order in which they were injected; one at most strikes a request.
type Fault struct {
	Method    string // "" is any
	Path      string // what the path must contain; "" is any
	Operation string // of SOAP, such as checkDeployStatus; "" is any
	After     int    // how many matching requests pass before it strikes
	Times     int    // how often it strikes: 0 is once, negative is always

	Status int    // answered instead of the work: 401, 403, 500, 503 …
	Code   string // the errorCode; the usual one of the status when empty
	Drop   Drop

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
func (o *Org) Inject(faults ...Fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults.Add(faults...)
}

// trouble refuses deploys.
type trouble struct {
	fullName      string // "" is the deploy as a whole
	code, problem string
	left          int
}

// RefuseComponent fails the component with that full name in the next deploys, with a problem of the caller's words,
// such as "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record".
func (o *Org) RefuseComponent(fullName, problem string, times int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.troubles = append(o.troubles, &trouble{fullName: fullName, problem: problem, left: times})
}

// RefuseDeploys fails the next deploys as a whole, with a code such as UNABLE_TO_LOCK_ROW.
func (o *Org) RefuseDeploys(code, problem string, times int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.troubles = append(o.troubles, &trouble{code: code, problem: problem, left: times})
}

// Heal removes every fault.
func (o *Org) Heal() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults, o.troubles = emulating.Faults[Fault]{}, nil
}

// about tells whether the fault is about a request, and when it strikes.
func (f *Fault) about(r Request) (is bool, after, times int) {
	return (f.Method == "" || f.Method == r.Method) && strings.Contains(r.Path, f.Path) && (f.Operation == "" || f.Operation == r.Operation), f.After, f.Times
}

// refusal is the error that the fault answers with, nil when it does not.
func (f *Fault) refusal() error {
	if f.Status == 0 {
		return nil
	}
	e := refuse(f.Status, f.Code, "%s", http.StatusText(f.Status))
	switch f.Status {
	case http.StatusUnauthorized:
		e = noSession()
	case http.StatusForbidden:
		e = refuse(f.Status, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	case http.StatusServiceUnavailable:
		e = refuse(f.Status, "SERVER_UNAVAILABLE", "Server is too busy")
	}
	if f.Code != "" {
		e.code = f.Code
	}
	if e.code == "" {
		e.code = "UNKNOWN_EXCEPTION"
	}
	return e
}

// Request is one that the org was sent. It never holds a header, and so no token in one; the body of a SOAP request
// and of the token endpoint is left out for the same reason.
type Request struct {
	At        time.Time
	Method    string
	Path      string
	Query     string
	Operation string // of a SOAP request
	Body      []byte
	Status    int  // of the answer; 0 when the connection was cut
	Faulty    bool // a fault struck it
	Answered  bool // false while it is under way
}

// Requests gives what the org was sent, in the order of arrival.
func (o *Org) Requests() []Request {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Request(nil), o.requests...)
}

// Forget empties the record of requests.
func (o *Org) Forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.requests = nil
}

func (o *Org) arrive(r *http.Request, body []byte) (int, *Fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	q := Request{At: o.settings.clock(), Method: r.Method, Path: "/" + strings.Trim(r.URL.Path, "/"), Query: r.URL.RawQuery}
	switch {
	case strings.HasPrefix(q.Path, "/services/Soap/"):
		q.Operation = operation(body)
	case !strings.HasPrefix(q.Path, "/services/oauth2/"):
		q.Body = body
	}
	o.requests = append(o.requests, q)
	n := len(o.requests) - 1
	fault := o.faults.Strike(func(f *Fault) (bool, int, int) { return f.about(q) })
	o.requests[n].Faulty = fault != nil
	return n, fault
}

func (o *Org) depart(n, status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n < len(o.requests) { // Forget may have come in between
		o.requests[n].Status, o.requests[n].Answered = status, true
	}
}
