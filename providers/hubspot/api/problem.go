package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Problem is HubSpot's error body. Every part of it may be missing.
type Problem struct {
	Status        int    // of the answer; 0 for one input of a batch
	Request       string // method and path
	Category      string // VALIDATION_ERROR, MISSING_SCOPES …
	SubCategory   string // PropertyValidationError.PROPERTY_EXISTS …
	Message       string
	CorrelationID string // which HubSpot's support asks for
	PolicyName    string // of a 429: the limit that was reached
	Context       map[string][]string
	Details       []Detail
}

// Detail is one of several things that a Problem is about.
type Detail struct {
	Message, Code, In, SubCategory string
	Context                        map[string][]string
}

func (p *Problem) Error() string {
	parts := []string{cmp.Or(p.Message, "no message")}
	for _, d := range p.Details {
		if d.Message != "" && !slices.Contains(parts, d.Message) && len(parts) < 4 {
			parts = append(parts, d.Message)
		}
	}
	s := cut(strings.Join(parts, "; "), 600)
	var more []string
	for _, m := range []string{p.Request, cmp.Or(p.SubCategory, p.Category)} {
		if m != "" {
			more = append(more, cut(m, 200))
		}
	}
	if p.Status != 0 {
		more = append(more, "status "+strconv.Itoa(p.Status))
	}
	if p.CorrelationID != "" {
		more = append(more, "correlation id "+cut(p.CorrelationID, 64))
	}
	return fmt.Sprintf("HubSpot: %s [%s]", s, strings.Join(more, ", "))
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// readProblem reads an error body as far as it can be understood.
func readProblem(body []byte) *Problem {
	var m map[string]any
	if json.Unmarshal(body, &m) != nil {
		return &Problem{}
	}
	return problemOf(m)
}

func problemOf(m map[string]any) *Problem {
	p := &Problem{
		Category: text(m["category"]), SubCategory: text(m["subCategory"]), Message: text(m["message"]),
		CorrelationID: cmp.Or(text(m["correlationId"]), text(m["requestId"])), PolicyName: text(m["policyName"]), Context: lists(m["context"]),
	}
	details, _ := m["errors"].([]any)
	for _, d := range details {
		if d, ok := d.(map[string]any); ok {
			p.Details = append(p.Details, Detail{text(d["message"]), text(d["code"]), text(d["in"]), text(d["subCategory"]), lists(d["context"])})
		}
	}
	return p
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// lists reads an object of lists of strings; a single string counts as a list of one.
func lists(v any) map[string][]string {
	m, _ := v.(map[string]any)
	if len(m) == 0 {
		return nil
	}
	out := map[string][]string{}
	for k, v := range m {
		switch v := v.(type) {
		case string:
			out[k] = []string{v}
		case []any:
			for _, x := range v {
				if s, ok := x.(string); ok {
					out[k] = append(out[k], s)
				}
			}
		}
	}
	return out
}

// in gives the values of a name in the context of the problem and of its details.
func (p *Problem) in(names ...string) []string {
	var out []string
	for _, name := range names {
		out = append(out, p.Context[name]...)
		for _, d := range p.Details {
			out = append(out, d.Context[name]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// says tells whether one of the machine-readable parts contains a word.
func (p *Problem) says(word string) bool {
	has := func(s string) bool { return strings.Contains(strings.ToUpper(s), word) }
	return has(p.Category) || has(p.SubCategory) ||
		slices.ContainsFunc(p.Details, func(d Detail) bool { return has(d.Code) || has(d.SubCategory) })
}

// attribute is what the problem is about, when it says so.
func (p *Problem) attribute() string {
	for _, d := range p.Details {
		if d.In != "" {
			return d.In
		}
	}
	if of := p.in("propertyName", "fieldName", "property"); len(of) > 0 {
		return of[0]
	}
	return ""
}

// scopes are those that the token lacks. HubSpot says that one or more of them are needed.
func (p *Problem) scopes() string {
	return strings.Join(p.in("missingScopes", "missingScopeGroups"), ", ")
}

// refine sets kind, attribute and scope of an error from what the problem says.
func (p *Problem) refine(e *providers.Error) {
	switch {
	case p.says("MISSING_SCOPES") || p.scopes() != "":
		e.Kind, e.Scope = providers.Permission, p.scopes()
	case e.Kind == providers.Invalid && (p.says("_EXISTS") || p.says("CONFLICT") || p.says("DUPLICATE_LIST_NAMES")):
		e.Kind = providers.Conflict
	case e.Kind == providers.Invalid && p.says("OBJECT_NOT_FOUND"):
		e.Kind = providers.NotFound
	}
	if e.Kind == providers.Invalid {
		e.Attribute = p.attribute()
	}
}

// Waits that HubSpot names in its documentation of errors, or that its own Node client makes.
const (
	waitLocked = 2 * time.Second  // 423: a large change is under way
	waitBurst  = 10 * time.Second // 429 of the rolling window: until it is over
	waitSearch = time.Second      // 429 of searches
)

// statusMigrating is HubSpot's own status for an account that moves to another data centre; Retry-After says how long.
const statusMigrating = 477

// explain reads the error body and says what it means.
func explain(req *web.Request, resp *web.Response, f *web.Fault) {
	p := readProblem(resp.Body)
	p.Status, p.Request = resp.Status, req.String()
	e := f.Error
	e.Err = p
	if p.Message != "" || p.Category != "" {
		e.Message = p.Error()
	}
	switch {
	case resp.Status == 429 && strings.Contains(p.PolicyName, "DAILY"):
		// Waiting for midnight in the account's time zone is no use to anybody.
		f.Again, f.Pause = false, nil
		e.Message = "HubSpot: the account has used up its requests of the day; the count begins anew at midnight in the account's time zone"
	case resp.Status == 429:
		e.Kind = providers.RateLimited
		wait := waitBurst
		if span, ok := number(resp.Header, "X-HubSpot-RateLimit-Interval-Milliseconds"); ok && span > 0 {
			wait = time.Duration(span) * time.Millisecond
		}
		if p.PolicyName == "SECONDLY" || slices.Contains(req.Pools, searchPool) {
			wait = waitSearch
		}
		e.RetryAfter = max(e.RetryAfter, wait)
	case resp.Status == 423:
		e.RetryAfter = max(e.RetryAfter, waitLocked)
	case resp.Status == statusMigrating:
		e.Kind, f.Again = providers.Unavailable, true
		e.RetryAfter = max(web.RetryAfter(resp.Header, time.Time{}), waitBurst)
		e.Message = "HubSpot: the account is moving to another data centre and cannot be used meanwhile"
	case resp.Status == 401:
		e.Message += "; is the token right, and of this account? It may have been rotated or deleted"
	case resp.Status >= 400 && resp.Status < 500 && !f.Again:
		p.refine(e)
	}
}
