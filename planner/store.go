package planner

import (
	"context"
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Store is what an apply needs of the place where the state of one environment is kept. Errors that a person can mend
// are diag.Diagnostic.
type Store interface {
	// Load reads the state with its journal replayed; the state of nothing when
	// there is none yet. It needs no lock and changes nothing.
	Load(ctx context.Context) (*State, error)
	// Lock keeps every other run out until unlock is called or the process ends.
	Lock(ctx context.Context, info LockInfo) (unlock func() error, err error)
	// Append writes a journal entry; it is durable when Append returns. Needs the lock.
	Append(ctx context.Context, e Entry) error
	// Commit writes the state, raising its serial, with the record of what made it so, and empties the journal. The record
	// gets the serial. Needs the lock.
	Commit(ctx context.Context, s *State, r *Record) error
}

// Ledger is a Store that keeps what it was given: every commit can be looked up.
type Ledger interface {
	Store
	// History gives the records of all commits, the newest first, without their sources. It needs no lock.
	History(ctx context.Context) ([]*Record, error)
	// At gives the record of a commit, with its sources, and the state that it wrote. It needs no lock.
	At(ctx context.Context, serial int) (*Record, *State, error)
	// Holder says who has the lock that has this id. There being no such lock is an error.
	Holder(ctx context.Context, id string) (LockInfo, error)
	// Unlock breaks the lock that has this id, whose holder is gone, and says who that was. A holder that is not gone finds that out
	// before it writes again.
	Unlock(ctx context.Context, id string) (LockInfo, error)
}

// LockInfo says who holds a lock, for the message that others get.
type LockInfo struct {
	// ID tells the lock from all others; a store whose locks can be broken gives it.
	ID      string    `json:"id,omitempty"`
	Owner   string    `json:"owner"`
	Command string    `json:"command,omitempty"`
	Host    string    `json:"host,omitempty"`
	PID     int       `json:"pid,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	// Run is the page of the pipeline's run, where there is one.
	Run string `json:"run,omitempty"`
}

// Locked is the error of a lock that another run holds: who that is, since when, and, in whole sentences, how the lock ends.
func Locked(by LockInfo, ends string) diag.Diagnostic {
	who := by.Owner
	if who == "" {
		who = "another run"
	}
	if by.Command != "" {
		who += ", running " + by.Command + ","
	}
	switch {
	case by.Host != "" && by.PID != 0:
		who += fmt.Sprintf(" on %s (process %d)", by.Host, by.PID)
	case by.Host != "":
		who += " on " + by.Host
	}
	if !by.Since.IsZero() {
		who += " since " + by.Since.UTC().Format(time.RFC3339)
	}
	if by.Run != "" {
		who += " (" + by.Run + ")"
	}
	return diag.Diagnostic{Code: diag.Locked, Severity: diag.Error, Summary: "The state is locked",
		Detail: fmt.Sprintf("It is held by %s. %s", who, ends)}
}
