package api

import (
	"errors"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// failure makes an error of what Odoo says. Names are those of Python classes.
func (c *Client) failure(what string, f Fault) *providers.Error {
	e := &providers.Error{Kind: kindOf(f), Message: strings.TrimSpace(c.redactor.Text(f.Message))}
	if e.Message == "" {
		e.Message = f.Name
	}
	if _, ours := worded[f.Name]; ours {
		e.Err = ErrWorded
	} else { // people cannot tell from a Python error where it comes from, and read no code
		e.Message, _, _ = strings.Cut(e.Message, " while evaluating ")
		e.Message = what + ": " + f.Name + ": " + e.Message
	}
	return e
}

// ErrWorded is in failures that say themselves, in words for people, why something is refused. All others are Python's.
var ErrWorded = errors.New("refused in words for people")

// worded are the failures whose messages are written for people. Source: odoo/exceptions.py of Odoo 17 and 19.
var worded = map[string]providers.ErrorKind{
	"odoo.exceptions.AccessDenied":    providers.Permission,
	"odoo.exceptions.AccessError":     providers.Permission,
	"odoo.exceptions.MissingError":    providers.NotFound,
	"odoo.exceptions.ValidationError": providers.Invalid,
	"odoo.exceptions.UserError":       providers.Invalid,
	"odoo.exceptions.RedirectWarning": providers.Invalid,
}

// contended are the failures of a transaction that met another one. Source: PG_CONCURRENCY_ERRORS_TO_RETRY in
// odoo/service/model.py of Odoo 17, and the names that psycopg2 gives their codes; odoo/exceptions.py of Odoo 19 for the last two.
var contended = []string{"SerializationFailure", "LockNotAvailable", "DeadlockDetected", "InFailedSqlTransaction", "ConcurrencyError", "LockError"}

func kindOf(f Fault) providers.ErrorKind {
	if k, ok := worded[f.Name]; ok {
		return k
	}
	for _, name := range contended {
		if strings.HasSuffix(f.Name, "."+name) {
			return providers.Unavailable
		}
	}
	switch {
	case strings.HasSuffix(f.Name, ".NotFound"): // werkzeug's, for a route or a model over /json/2
		return providers.NotFound
	case strings.HasSuffix(f.Name, ".Unauthorized"), strings.HasSuffix(f.Name, ".Forbidden"):
		return providers.Permission
	case strings.HasSuffix(f.Name, ".UniqueViolation"):
		return providers.Conflict
	}
	return providers.Invalid
}
