package gitstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/memory"
)

// command replaces what a ref names: old must be what it names now, zero for a ref that is not there. A zero new deletes it.
type command struct {
	ref      plumbing.ReferenceName
	old, new plumbing.Hash
}

// refusal is a push that the server did not take: the first command that failed, and why.
type refusal struct {
	ref plumbing.ReferenceName
	why string
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %s", r.ref, r.why) }

// race tells a server that could not change the ref just then from one that does not want to: somebody else had just changed it, or
// was about to. Git says the same of both.
func (r *refusal) race() bool {
	for _, words := range []string{"already exists", "failed to update ref", "failed to lock", "fetch first", "cannot lock ref", "transaction"} {
		if contains(r.why, words) {
			return true
		}
	}
	return false
}

var (
	// errUnsure is wrapped by the error of a push of which it is not known whether the server carried it out.
	errUnsure = errors.New("the answer of the server is missing")
	// errNotAtomic is a server that does not carry out several commands as one.
	errNotAtomic = errors.New("the server takes no atomic pushes")
)

// push has the server carry out all commands or none; one that cannot do that carries them out one after the other up to the first that fails.
// The error is a *refusal when the server said no, and wraps errUnsure when it may have carried them out.
func (r *remote) push(ctx context.Context, objects *memory.Storage, send []plumbing.Hash, cmds ...command) error {
	err := r.patiently(ctx, objects, send, cmds)
	if !errors.Is(err, errNotAtomic) {
		return err
	}
	for _, c := range cmds {
		if err := r.patiently(ctx, objects, send, []command{c}); err != nil {
			return err
		}
	}
	return nil
}

// patiently makes a push anew that was refused only because the server was changing its refs for somebody else just then. That is so when
// each still names what the push was to replace; so it is as safe the second time as it was the first.
func (r *remote) patiently(ctx context.Context, objects *memory.Storage, send []plumbing.Hash, cmds []command) error {
	var wait patience
	for {
		err := r.attempt(ctx, objects, send, cmds)
		var no *refusal
		if !errors.As(err, &no) || !no.race() || !r.unchanged(ctx, cmds) || !wait.again(ctx) {
			return err
		}
	}
}

// unchanged tells whether the refs still name what commands replace.
func (r *remote) unchanged(ctx context.Context, cmds []command) bool {
	refs, err := r.refs(ctx)
	if err != nil {
		return false
	}
	for _, c := range cmds {
		if refs[c.ref.String()] != c.old {
			return false
		}
	}
	return true
}

// patience counts the requests that found a ref busy. A request is made anew at once, and then after pauses that double: for 3 s in all.
// Git has itself waited before it said no: 100 ms for a ref (core.filesRefLockTimeout), 1 s for packed refs (core.packedRefsTimeout),
// which every deletion of any ref locks.
type patience int

const (
	busyTries = 6
	busyPause = 100 * time.Millisecond
)

// again waits for the next request; false when there shall be none.
func (p *patience) again(ctx context.Context) bool {
	*p++
	if *p > busyTries {
		return false
	}
	if *p == 1 {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(busyPause << (*p - 2)):
		return true
	}
}
