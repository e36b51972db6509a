package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// maxBody is the largest request body that is read, in bytes: a SOAP deploy may hold 50 MB of base64 [doc].
const maxBody = 52 << 20

// Version is the newest API version that an org answers, Spring '26.
const Version = 66

// oldestVersion is the first one that is still answered; Salesforce retired those up to 30.0.
const oldestVersion = 31

// OrgID is the id of every org, in its form of 18 characters.
const OrgID = "00D000000000001EAA"

// DefaultToken is a session of the administrator that every org starts with. ExpireSessions ends it, too.
const DefaultToken = OrgID + "!emulator"

// Org is a Salesforce org over HTTP. It is safe for concurrent use; requests are carried out one after the other.
type Org struct {
	mu           sync.Mutex
	state        *state
	settings     settings
	sessions     map[string]session
	apps         map[string]App
	cursors      map[string]*cursor
	faults       emulating.Faults[Fault]
	troubles     []*trouble
	requests     []Request
	serial       int // of requests
	polls        int // that a deploy takes
	bulk         map[string]*bulkJob
	locks        map[string]int // how often a record still refuses to be written
	serialCursor int
	retrieval    *retrieval // the last one; nil when the metadata changed since
}

type settings struct {
	clock        func() time.Time
	newest       int
	hideInactive bool
	page         int // records on a page of a query
}

// Option sets how an org behaves.
type Option func(*settings)

// Clock replaces time.Now. Sessions, the days of a validated deploy and formulas follow it.
func Clock(now func() time.Time) Option { return func(s *settings) { s.clock = now } }

// NewestVersion makes an org of an older release, which does not answer newer versions of the API.
func NewestVersion(v int) Option { return func(s *settings) { s.newest = v } }

// HideInactive leaves inactive values out of what is retrieved. Both have been reported of live orgs.
func HideInactive() Option { return func(s *settings) { s.hideInactive = true } }

func newOrg(s *state, options ...Option) *Org {
	o := &Org{state: s, settings: settings{clock: time.Now, newest: Version, page: biggestPage}, sessions: map[string]session{}, apps: map[string]App{}, cursors: map[string]*cursor{}, bulk: map[string]*bulkJob{}, locks: map[string]int{}}
	for _, opt := range options {
		opt(&o.settings)
	}
	o.sessions[DefaultToken] = session{user: s.Users[0].ID}
	return o
}

// SetDeployPolls makes a deploy or retrieve finish at the nth time that its status is asked; 0 is at once, the default.
func (o *Org) SetDeployPolls(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.polls = n
}

// hold makes a store the org's metadata.
func (o *Org) hold(s store) { o.state.Metadata, o.retrieval = s, nil }

// call is one request on its way through a handler. The org is locked.
type call struct {
	o      *Org
	st     *state
	now    time.Time
	r      *http.Request
	path   string
	query  url.Values
	body   []byte
	user   *User
	header http.Header // of the answer
	status int         // of the answer; 0 is 200, or 204 without a body
}

// answer is what is sent back.
type answer struct {
	status int
	header http.Header
	body   []byte
	kind   string // media type
}

// ServeHTTP answers one request: faults first, then the session, the path, and the handler.
func (o *Org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	entry, fault := o.arrive(r, body)
	if fault != nil {
		emulating.Wait(r.Context(), fault.Reached, fault.Gate)
	}
	if fault != nil && fault.Drop == DropBefore {
		o.depart(entry, 0)
		panic(http.ErrAbortHandler)
	}
	a := o.answer(r, body, err, fault)
	if fault != nil && fault.Drop == DropAfterCommit {
		o.depart(entry, 0)
		panic(http.ErrAbortHandler)
	}
	o.depart(entry, a.status)
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if a.body != nil {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", a.kind)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body)
	}
}

// answer carries a request out. A client that has gone is not served, as its request would not have been read.
func (o *Org) answer(r *http.Request, body []byte, readErr error, fault *Fault) answer {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.serial++
	c := &call{o: o, st: o.state, now: o.settings.clock(), r: r, body: body, query: r.URL.Query(), header: http.Header{}}
	// The sf CLI keeps the slash at the end of the instance's address, so that paths start with two.
	c.path = "/" + strings.Trim(r.URL.Path, "/")
	c.header.Set("Sforce-Limit-Info", fmt.Sprintf("api-usage=%d/%d", o.serial, dailyRequests))
	var early error
	switch {
	case r.Context().Err() != nil:
		early = refuse(499, "CLIENT_GONE", "the client has gone")
	case readErr != nil:
		early = refuse(http.StatusBadRequest, "UNKNOWN_EXCEPTION", "the request body could not be read")
	case len(body) > maxBody:
		early = refuse(http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE", "Request body too large")
	case fault != nil:
		early = fault.refusal()
	}
	if strings.HasPrefix(c.path, "/services/Soap/") {
		return c.soap(early)
	}
	v, err := any(nil), early
	if err == nil {
		v, err = c.rest()
	}
	return c.rendered(v, err)
}

// rendered turns a result of REST into an answer.
func (c *call) rendered(v any, err error) answer {
	out := answer{status: c.status, header: c.header, kind: "application/json;charset=UTF-8"}
	if err != nil {
		e := asAPIError(err)
		out.status, out.body = e.status, e.json()
		return out
	}
	if raw, ok := v.(raw); ok {
		out.body, out.kind = raw.body, raw.kind
	} else if v != nil {
		out.body = mustJSON(v)
	}
	if out.status == 0 {
		out.status = http.StatusOK
		if v == nil {
			out.status = http.StatusNoContent
		}
	}
	return out
}

// raw is a result that is no JSON.
type raw struct {
	kind string
	body []byte
}
