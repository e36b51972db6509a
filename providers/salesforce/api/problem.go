package api

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Problem is what Salesforce says of a request or a record that it refuses. Every part may be missing.
type Problem struct {
	Status  int    // of the answer; 0 for one of several records
	Request string // method and path
	Code    string // INVALID_FIELD, UNABLE_TO_LOCK_ROW …
	Message string
	Fields  []string
	More    []string // messages of further problems
}

const maxMessage = 600

func (p *Problem) Error() string {
	s := cut(strings.Join(append([]string{cmp.Or(p.Message, "no message")}, p.More...), "; "), maxMessage)
	var more []string
	for _, m := range []string{p.Code, p.Request} {
		if m != "" {
			more = append(more, cut(m, 200))
		}
	}
	if p.Status != 0 {
		more = append(more, fmt.Sprintf("status %d", p.Status))
	}
	if len(more) == 0 {
		return "Salesforce: " + s
	}
	return fmt.Sprintf("Salesforce: %s [%s]", s, strings.Join(more, ", "))
}

// wireError is an error in JSON. REST calls the code errorCode, collections call it statusCode.
type wireError struct {
	ErrorCode  string   `json:"errorCode"`
	StatusCode string   `json:"statusCode"`
	Message    string   `json:"message"`
	Fields     []string `json:"fields"`
}

// problemOf makes one problem of several errors.
func problemOf(list []wireError, r *web.Redactor) *Problem {
	p := &Problem{}
	for i, e := range list {
		message := r.Text(e.Message)
		if i > 0 {
			p.More = append(p.More, message)
			continue
		}
		p.Code, p.Message = r.Text(cmp.Or(e.ErrorCode, e.StatusCode)), message
		for _, f := range e.Fields {
			p.Fields = append(p.Fields, r.Text(f))
		}
	}
	return p
}

// readProblem reads an error body as far as it can be understood: a list of errors, one error, a SOAP fault.
func readProblem(body []byte, r *web.Redactor) *Problem {
	var list []wireError
	if json.Unmarshal(body, &list) == nil {
		return problemOf(list, r)
	}
	var one wireError
	if json.Unmarshal(body, &one) == nil {
		return problemOf([]wireError{one}, r)
	}
	var env envelope[struct{}]
	if xml.Unmarshal(body, &env) == nil && env.Body.Fault != nil {
		return env.Body.Fault.problem(r)
	}
	if text := strings.TrimSpace(string(body)); slices.Contains(tokenRefusals, text) {
		return &Problem{Code: text, Message: "the session is not valid"}
	}
	return &Problem{}
}

// tokenRefusals are the whole body of a 403 from the identity service, which has no error codes.
var tokenRefusals = []string{"Bad_OAuth_Token", "Missing_OAuth_Token", "Wrong_Org"}

// sessionOver tells whether an error says that the session has ended, so that the request was not looked at.
func sessionOver(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.sessionOver()
}

func (p *Problem) sessionOver() bool {
	switch p.Code {
	case "INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "SESSION_EXPIRED", "INVALID_ACCESS_TOKEN":
		return true
	}
	return p.Status == http.StatusUnauthorized || slices.Contains(tokenRefusals, p.Code)
}

// Waits for what passes by itself. Salesforce names none and sends no Retry-After.
const (
	waitLocked     = 2 * time.Second
	waitConcurrent = 10 * time.Second
)

// explain reads the error body and says what it means.
func explain(r *web.Redactor, req *web.Request, resp *web.Response, f *web.Fault) {
	p := readProblem(resp.Body, r)
	p.Status, p.Request = resp.Status, req.String()
	f.Error.Err = p
	if p.Message != "" || p.Code != "" {
		f.Error.Message = p.Error()
	}
	p.judge(req.Path, f)
}

// judge says what the code of a problem means, for the error and for further attempts.
func (p *Problem) judge(path string, f *web.Fault) {
	e := f.Error
	refused := func(k providers.ErrorKind) { e.Kind, f.Again, f.Unsure, e.RetryAfter = k, false, false, 0 }
	passes := func(k providers.ErrorKind, wait time.Duration) {
		e.Kind, f.Again, f.Unsure, e.RetryAfter = k, true, false, wait
	}
	switch code := p.Code; {
	case p.sessionOver():
		refused(providers.Permission)
		e.Message = "the session with Salesforce has ended or is not valid; log in again [" + cmp.Or(cut(code, 100), "status 401") + "]"
	case code == "REQUEST_LIMIT_EXCEEDED" && strings.Contains(strings.ToLower(p.Message), "concurrent"):
		passes(providers.RateLimited, waitConcurrent)
	case code == "REQUEST_LIMIT_EXCEEDED":
		refused(providers.RateLimited)
		e.Message = "Salesforce: the org has used up its requests of the last 24 hours; wait until some of them are older than that"
	case code == "UNABLE_TO_LOCK_ROW" || code == "UNABLE_TO_LOCK_RECORD": // the transaction was rolled back
		passes(providers.Unavailable, waitLocked)
	case strings.HasPrefix(code, "INSUFFICIENT_ACCESS"), denied[code] != "":
		refused(providers.Permission)
		e.Scope = missing(p, path)
	case strings.HasPrefix(code, "DUPLICATE"), code == "ALREADY_IN_PROCESS", code == "ENTITY_IS_LOCKED", code == "RECORD_LOCKED":
		refused(providers.Conflict)
	case slices.Contains([]string{"NOT_FOUND", "ENTITY_IS_DELETED", "RECORD_NOT_FOUND", "TYPE_NOT_FOUND", "RESOURCE_NOT_FOUND"}, code):
		refused(providers.NotFound)
	case code == "SERVER_UNAVAILABLE" || code == "SERVICE_UNAVAILABLE" || code == "UNKNOWN_EXCEPTION":
		e.Kind, f.Again, f.Unsure = providers.Unavailable, true, true
	case code == "QUERY_TIMEOUT":
		refused(providers.Unavailable)
	case code != "" && strings.HasPrefix(path, soapPath): // a fault, whose status is 500 whatever the reason
		refused(providers.Invalid)
	}
	if e.Kind == providers.Invalid && len(p.Fields) > 0 {
		e.Attribute = p.Fields[0]
	}
}

// refusal makes the error of one record of several, or of a fault in an answer. path is that of the request.
func (p *Problem) refusal(path string) *providers.Error {
	e := &providers.Error{Kind: providers.Invalid, Message: p.Error(), Err: p}
	p.judge(path, &web.Fault{Error: e})
	return e
}
