package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// maxBody is the largest request body that is read, in bytes. HubSpot refuses larger ones with 413, too; its number is not published.
const maxBody = 4 << 20

// DefaultToken is accepted by every account and holds every scope that the account's tier can grant.
const DefaultToken = "pat-emulator-all-scopes"

// Account is a HubSpot account over HTTP. It is safe for concurrent use; requests are carried out one after the other.
type Account struct {
	mu       sync.Mutex
	state    *state
	settings settings
	tokens   map[string]*token
	limits   limits
	faults   emulating.Faults[Fault]
	requests []Request
	serial   int // of requests, for correlation ids
}

type settings struct {
	clock        func() time.Time
	lifecycle    Lifecycle
	refuseReuse  bool
	noRateLimits bool
}

// Option sets how an account behaves.
type Option func(*settings)

// Clock replaces time.Now. Limits, time stamps and the 90 days of archived names follow it.
func Clock(now func() time.Time) Option { return func(s *settings) { s.clock = now } }

// NoRateLimits lets everything through; headers say that nothing is used up.
func NoRateLimits() Option { return func(s *settings) { s.noRateLimits = true } }

// RefuseArchivedNames makes the name of an archived property stay taken for 90 days. Without it, a property
// created under an archived name is restored with the new definition. Both have been reported of live accounts.
func RefuseArchivedNames() Option { return func(s *settings) { s.refuseReuse = true } }

// Lifecycle says how the account treats lifecycle stages in the pipelines API.
type Lifecycle int

const (
	LifecycleWritable Lifecycle = iota // stages are read and written as those of a pipeline
	LifecycleReadOnly                  // read as a pipeline; writes are refused with 400
	LifecycleHidden                    // contacts and companies have no pipelines (400); stages are options of the property alone
)

// LifecycleStages chooses the treatment; the default is LifecycleWritable. Sources disagree, see the package comment.
func LifecycleStages(l Lifecycle) Option { return func(s *settings) { s.lifecycle = l } }

func newAccount(s *state, options ...Option) *Account {
	a := &Account{state: s, settings: settings{clock: time.Now}, tokens: map[string]*token{}}
	for _, o := range options {
		o(&a.settings)
	}
	a.tokens[DefaultToken] = &token{all: true}
	if s.Rules == nil {
		s.Rules = map[string]*ruleSet{}
	}
	if s.Validation == nil {
		s.Validation = map[string][]checkRule{}
	}
	if s.Required == nil {
		s.Required = map[string][]string{}
	}
	return a
}

// call is one request on its way through a handler. The account is locked.
type call struct {
	a       *Account
	st      *state
	now     time.Time
	r       *http.Request
	params  map[string]string
	query   map[string][]string
	version string
	body    []byte
	token   *token
	header  http.Header // of the answer
	status  int         // of the answer; 0 is 200, or 204 without a body
	undo    []func()    // takes back what was written to records, last first
}

func (c *call) stamp() string { return instant(c.now) }

// dated tells whether the request is for a dated version, at least the given one. Numbered versions come before all dated ones.
func (c *call) dated(version string) bool {
	return strings.HasPrefix(c.version, "20") && c.version >= version
}

// flag reads a boolean of the query.
func (c *call) flag(name string) bool {
	v, ok := c.query[name]
	return ok && len(v) > 0 && strings.EqualFold(v[0], "true")
}

func (c *call) first(name string) string {
	if v := c.query[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// decode reads the body, which must be one JSON object. Fields that v does not have are ignored, as HubSpot does.
func (c *call) decode(v any) error {
	b := bytes.TrimSpace(c.body)
	if len(b) == 0 || b[0] != '{' {
		return invalid("", "Invalid input JSON on line 1, column 1: a JSON object is expected")
	}
	if err := json.Unmarshal(b, v); err != nil {
		where := "body"
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			where = wrong.Field
		}
		return invalid("", "Invalid input JSON: %s could not be read", where).detail(errorDetail{Message: err.Error(), In: where})
	}
	return nil
}

// fields gives the names at the top of the body with their raw values, for updates that tell "absent" from "empty".
func (c *call) fields() map[string]json.RawMessage {
	var m map[string]json.RawMessage
	_ = json.Unmarshal(c.body, &m)
	return m
}

func (c *call) audit(action, category, target string, after map[string]any) {
	c.st.Audit = append(c.st.Audit, auditEntry{At: c.stamp(), Action: action, Category: category, Target: target, After: after, By: c.actor()})
}

// ServeHTTP answers one request: faults first, then the token, the limits, the path, the scopes, and the handler.
func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	entry, fault := a.arrive(r, body)
	if fault != nil {
		emulating.Wait(r.Context(), fault.Reached, fault.Gate)
		if fault.Drop == DropBefore {
			a.depart(entry, 0, "")
			panic(http.ErrAbortHandler)
		}
	}
	answer := a.answer(r, body, err, fault)
	if fault != nil && fault.Drop == DropAfterCommit {
		a.depart(entry, 0, "")
		panic(http.ErrAbortHandler)
	}
	a.depart(entry, answer.status, answer.policy)
	for k, v := range answer.header {
		w.Header()[k] = v
	}
	if answer.body == nil {
		w.WriteHeader(answer.status)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
	w.WriteHeader(answer.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(answer.body)
	}
}

type answer struct {
	status int
	header http.Header
	body   []byte
	policy string
}

// answer carries a request out. A client that has gone is not served, as its request would not have been read.
func (a *Account) answer(r *http.Request, body []byte, readErr error, fault *Fault) answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serial++
	c := &call{a: a, st: a.state, now: a.settings.clock(), r: r, body: body, query: r.URL.Query(), header: http.Header{}}
	c.header.Set("X-Hubspot-Correlation-Id", fmt.Sprintf("00000000-0000-4000-8000-%012x", a.serial))
	v, err := a.carryOut(c, readErr, fault)
	if err != nil {
		return c.refusal(err)
	}
	out := answer{status: c.status, header: c.header}
	if v != nil {
		out.body, err = json.Marshal(v)
		if err != nil {
			return c.refusal(err)
		}
	}
	if out.status == 0 {
		out.status = http.StatusOK
		if v == nil {
			out.status = http.StatusNoContent
		}
	}
	return out
}

func (a *Account) carryOut(c *call, readErr error, fault *Fault) (any, error) {
	if err := c.r.Context().Err(); err != nil {
		return nil, refuse(499, "", "", "the client has gone")
	}
	if readErr != nil {
		return nil, invalid("", "the request body could not be read")
	}
	if len(c.body) > maxBody {
		return nil, refuse(http.StatusRequestEntityTooLarge, "VALIDATION_ERROR", "", "Request body too large")
	}
	route, problem := c.route()
	if fault != nil {
		if e := fault.refusal(); e != nil {
			return nil, e
		}
	}
	if err := c.authenticate(); err != nil {
		return nil, err
	}
	if err := a.limits.take(c, route != nil && route.search); err != nil {
		return nil, err
	}
	if problem != nil {
		return nil, problem
	}
	if err := c.authorize(route); err != nil {
		return nil, err
	}
	return route.handle(c)
}

func (c *call) refusal(err error) answer {
	var e *apiError
	if !errors.As(err, &e) {
		e = refuse(http.StatusInternalServerError, "INTERNAL_ERROR", "", "internal error: %v", err)
	}
	for k, v := range e.header {
		c.header[k] = v
	}
	out := answer{status: e.status, header: c.header, policy: e.Body.PolicyName}
	if e.empty {
		return out
	}
	body := e.Body
	body.Status, body.CorrelationID = "error", c.header.Get("X-Hubspot-Correlation-Id")
	out.body, _ = json.Marshal(body)
	return out
}
