package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Fault is what went wrong with one attempt.
type Fault struct {
	// Error is what the caller gets when no further attempt is made.
	Error *providers.Error
	// Again: another attempt may succeed.
	Again bool
	// Unsure: the request may have been carried out all the same.
	Unsure bool
	// Pause names pools that nobody should use until Error.RetryAfter or the next attempt.
	Pause []string
}

// StatusError is the cause of an error that began as an answer of the server.
type StatusError struct {
	Request string // method and path
	Status  int
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("%s was answered with status %d", e.Request, e.Status)
	if text := http.StatusText(e.Status); text != "" {
		s += " " + text
	}
	return s
}

// judge says what an answer that is no success means, by its status alone (RFC 9110, section 15; RFC 4918 for 423,
// RFC 8470 for 425, RFC 6585 for 429).
func judge(req *Request, resp *Response, now time.Time) *Fault {
	e := &providers.Error{Err: &StatusError{req.String(), resp.Status}}
	e.Message = e.Err.Error()
	f := &Fault{Error: e}
	switch s := resp.Status; {
	case s < 400:
		e.Kind = providers.Unavailable
		e.Message += "; is the base URL right?"
		if u, err := url.Parse(resp.Header.Get("Location")); err == nil && u.Host != "" {
			e.Message += fmt.Sprintf(" The server points to %q.", u.Scheme+"://"+u.Host)
		}
	case s == http.StatusUnauthorized, s == http.StatusPaymentRequired, s == http.StatusForbidden:
		e.Kind = providers.Permission
	case s == http.StatusNotFound, s == http.StatusGone:
		e.Kind = providers.NotFound
	case s == http.StatusConflict, s == http.StatusPreconditionFailed:
		e.Kind = providers.Conflict
	case s == http.StatusLocked, s == http.StatusTooEarly:
		e.Kind, f.Again = providers.Unavailable, true
	case s == http.StatusTooManyRequests:
		e.Kind, f.Again, f.Pause = providers.RateLimited, true, req.Pools
	case s == http.StatusRequestTimeout:
		e.Kind, f.Again, f.Unsure = providers.Unavailable, true, true
	case s < 500:
		e.Kind = providers.Invalid
	case s == http.StatusNotImplemented, s == http.StatusHTTPVersionNotSupported:
		e.Kind = providers.Unavailable
	default:
		e.Kind, f.Again, f.Unsure = providers.Unavailable, true, true
	}
	if f.Again {
		e.RetryAfter = RetryAfter(resp.Header, now)
	}
	return f
}

// broken says what an attempt without an answer means. sent tells whether the server may have seen the request.
func (c *Client) broken(ctx context.Context, req *Request, err error, sent bool) *Fault {
	f := &Fault{Again: true, Unsure: sent}
	e := &providers.Error{Kind: providers.Unavailable}
	var cert *tls.CertificateVerificationError
	var dns *net.DNSError
	switch cause := ctx.Err(); {
	case cause != nil:
		f.Again = false
		e.Err = cause
		e.Message = fmt.Sprintf("%s was given up: %v", req, cause)
	case errors.Is(err, context.DeadlineExceeded):
		e.Err = context.DeadlineExceeded
		e.Message = fmt.Sprintf("%s was not answered within %v", req, c.cfg.Timeout)
	default:
		if errors.As(err, &cert) || errors.As(err, &dns) && dns.IsNotFound {
			f.Again = false
		}
		// The error itself may hold URLs and header values; its cleaned text is all that goes on.
		e.Err = errors.New(c.cfg.Redactor.Text(err.Error()))
		e.Message = fmt.Sprintf("%s: %v", req, e.Err)
	}
	f.Error = e
	return f
}

// unsent makes the error of a request that could not be sent.
func unsent(req *Request, err error) *Fault {
	return &Fault{Error: &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("%s cannot be sent: %v", req, err), Err: err}}
}

// ambiguous makes of a fault the error that says so.
func ambiguous(f *Fault) *providers.Error {
	e := *f.Error
	e.Kind = providers.Ambiguous
	e.Message += "; the request may have been carried out"
	return &e
}
