// Package applying has what providers share when they carry operations out one after the other or in batches.
package applying

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Kind is what must be known of a resource type to divide operations.
type Kind struct {
	Type *providers.ResourceType
	// Lock names what an operation changes as a whole, such as the options of a property: operations with the
	// same lock come in one write or one after the other, in their order. Nil or "": the object itself.
	Lock func(*providers.Operation) string
}

func (k Kind) lock(op *providers.Operation) string {
	if k.Lock == nil {
		return ""
	}
	return k.Lock(op)
}

// Run carries operations out. They are divided into rounds: no operation of a round refers to another one. Within a
// round, kinds follow each other; carry gets the operations of a kind at once, and tells of each when it is done.
func Run(ctx context.Context, ops []*providers.Operation, kindOf func(typ string) Kind, report func(providers.Progress) error,
	carry func(ctx context.Context, ops []*providers.Operation, tell func(providers.Progress) error)) error {
	var (
		mu      sync.Mutex
		stopped error
	)
	tell := func(pr providers.Progress) error {
		mu.Lock()
		defer mu.Unlock()
		if stopped == nil || pr.Phase == providers.Done { // what was carried out is reported, whatever happened
			if err := report(pr); err != nil && stopped == nil {
				stopped = err
			}
		}
		return stopped
	}
	for _, round := range Rounds(ops, kindOf) {
		for _, group := range round {
			if err := ctx.Err(); err != nil {
				return err
			}
			// One by one until the report holds: an operation that is not reported as starting is not carried out.
			started := group[:0:0]
			for _, op := range group {
				if tell(providers.Progress{Op: op, Phase: providers.Starting}) != nil {
					break
				}
				started = append(started, op)
			}
			if len(started) > 0 {
				// Once begun, operations are finished, never left to a cancellation.
				carry(context.WithValue(context.WithoutCancel(ctx), waiterKey{}, waiter{started[0], tell}), started, tell)
			}
			if stopped != nil {
				return stopped
			}
		}
	}
	return nil
}

// CarryOut writes operations of one kind at once, but those whose outcome is known already, and tells of each. crm is what
// people call the CRM; progress gives what an outcome means, all but the operation and the phase.
func CarryOut[O any](crm string, ops []*providers.Operation, early *Early[O], write func([]*providers.Operation) []O,
	progress func(O) providers.Progress, tell func(providers.Progress) error) {
	done := func(op *providers.Operation, o O) {
		pr := progress(o)
		pr.Op, pr.Phase = op, providers.Done
		if pr.Err == nil && op.Action != providers.Delete && pr.ID == "" {
			pr.Err = &providers.Error{Kind: providers.Ambiguous, Message: crm + " gave no id for " + op.Address}
		}
		_ = tell(pr)
	}
	var rest []*providers.Operation
	for _, op := range ops {
		if o, ok := early.Settled(op); ok {
			done(op, o)
		} else {
			rest = append(rest, op)
		}
	}
	if len(rest) == 0 {
		return
	}
	for i, o := range write(rest) {
		done(rest[i], o)
	}
}

// Rounds divides operations so that whatever depends on another one comes in a later round; in a round they are
// grouped by type, and deletes apart. The order of the operations is the planner's, in which nothing comes before what
// it needs. Operations with one lock keep their order, and share a round where nothing else keeps them apart.
func Rounds(ops []*providers.Operation, kindOf func(typ string) Kind) [][][]*providers.Operation {
	// free is the first round in which an object may be referred to: after the last one that writes it. idle is the first
	// in which it may be written: after the last one that refers to it, too.
	free, idle := map[providers.Reference]int{}, map[providers.Reference]int{}
	locked := map[string]int{} // the round in which a lock was last taken
	var out [][][]*providers.Operation
	for _, op := range ops {
		k := kindOf(op.Type)
		self := providers.Reference{Type: op.Type, Key: op.Key}
		needs := append(k.Type.References(op.Before), k.Type.References(op.After)...)
		if op.MoveRecordsTo != "" {
			needs = append(needs, providers.Reference{Type: op.Type, Key: op.MoveRecordsTo})
		}
		lock := k.lock(op)
		at := max(idle[self], locked[lock])
		for _, r := range needs {
			at = max(at, free[r])
		}
		was := self
		if lock == "" && op.Before != nil { // the name that it gives away may be taken by a later one
			was.Key = k.Type.KeyOf(op.Before)
		}
		at = max(at, idle[was])
		for len(out) <= at {
			out = append(out, nil)
		}
		out[at] = group(out[at], op)
		free[self], idle[self] = at+1, at+1
		idle[was] = at + 1
		for _, r := range needs {
			idle[r] = max(idle[r], at+1)
		}
		if lock != "" {
			locked[lock] = at
		}
	}
	return out
}

// group puts an operation with those of a round that go out together with it.
func group(round [][]*providers.Operation, op *providers.Operation) [][]*providers.Operation {
	for i, g := range round {
		if g[0].Type == op.Type && (g[0].Action == providers.Delete) == (op.Action == providers.Delete) {
			round[i] = append(g, op)
			return round
		}
	}
	return append(round, []*providers.Operation{op})
}

// Turns divides operations, given by their places, into those that may run at the same time: those with one lock take turns.
func Turns(ops []*providers.Operation, kindOf func(typ string) Kind) [][]int {
	var out [][]int
	at := map[string]int{} // by lock
	for i, op := range ops {
		lock := kindOf(op.Type).lock(op)
		n, taken := at[lock]
		if lock == "" || !taken {
			n, out = len(out), append(out, nil)
			at[lock] = n
		}
		out[n] = append(out[n], i)
	}
	return out
}

// Early holds the outcomes of creates that were carried out together with an earlier operation, until their turn comes: in
// the same apply, or in a later one when that one stops before. The zero value is empty.
type Early[O any] struct {
	mu    sync.Mutex
	known map[providers.Reference]early[O]
}

type early[O any] struct {
	after   providers.Values // what was asked for
	outcome O
}

// Settle notes that a create was carried out together with another operation.
func (e *Early[O]) Settle(op *providers.Operation, o O) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.known == nil {
		e.known = map[providers.Reference]early[O]{}
	}
	e.known[providers.Reference{Type: op.Type, Key: op.Key}] = early[O]{op.After, o}
}

// Settled takes the outcome of an operation that was.
func (e *Early[O]) Settled(op *providers.Operation) (O, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id := providers.Reference{Type: op.Type, Key: op.Key}
	o, ok := e.known[id]
	delete(e.known, id)
	return o.outcome, ok && op.Action == providers.Create && reflect.DeepEqual(o.after, op.After)
}

// waiter stands in the context of requests and passes on the pauses that the client makes before them.
type waiter struct {
	op   *providers.Operation
	tell func(providers.Progress) error
}

type waiterKey struct{}

// Waiting is told by the client; see web.Config. Requests that no operation makes, such as those of a read, have no waiter.
func Waiting(ctx context.Context, wait web.Wait) {
	w, ok := ctx.Value(waiterKey{}).(waiter)
	if !ok || wait.For < time.Second {
		return
	}
	note := wait.Reason
	if note == "" {
		note = "the account's limit for " + wait.Pool + " is used up"
	}
	_ = w.tell(providers.Progress{Op: w.op, Phase: providers.Waiting, Wait: wait.For, Note: note})
}
