package providers

import (
	"errors"
	"fmt"
	"time"
)

// Kind of a failure; what the planner and the person can do about it.
type ErrorKind string

const (
	NotFound    ErrorKind = "not found"
	Conflict    ErrorKind = "conflict"
	RateLimited ErrorKind = "rate limited"
	Permission  ErrorKind = "permission"
	Invalid     ErrorKind = "invalid"
	Ambiguous   ErrorKind = "ambiguous" // the request may have been carried out
	Unavailable ErrorKind = "unavailable"
)

// Error is a failure of a CRM. It never carries a secret.
type Error struct {
	Kind       ErrorKind
	Message    string
	Attribute  string        // Invalid: which attribute
	Scope      string        // Permission: which scope or right is missing
	RetryAfter time.Duration // RateLimited
	Err        error
}

func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Message
	if e.Attribute != "" {
		s += fmt.Sprintf(" (attribute %q)", e.Attribute)
	}
	if e.Scope != "" {
		s += fmt.Sprintf(" (missing %q)", e.Scope)
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// IsKind tells whether err is, or wraps, an Error of the kind.
func IsKind(err error, k ErrorKind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}
