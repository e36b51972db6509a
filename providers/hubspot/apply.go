package hubspot

import (
	"context"
	"reflect"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// writing is an apply that is under way.
type writing struct {
	*Provider
	// all are the operations of the apply: a property is created with the options that come later in it.
	all []*providers.Operation
	// flows are the workflows of the account, which creates look up by name.
	flows roster
}

// early holds the outcomes of creates that were carried out together with an earlier operation, until their turn comes: in
// the same apply, or in a later one when that one stops before.
type early struct {
	mu    sync.Mutex
	known map[providers.Reference]earlyOutcome
}

type earlyOutcome struct {
	after providers.Values // what was asked for
	outcome
}

// settle notes that a create was carried out together with another operation.
func (e *early) settle(op *providers.Operation, o outcome) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.known == nil {
		e.known = map[providers.Reference]earlyOutcome{}
	}
	e.known[providers.Reference{Type: op.Type, Key: op.Key}] = earlyOutcome{op.After, o}
}

// settled takes the outcome of an operation that was.
func (e *early) settled(op *providers.Operation) (outcome, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id := providers.Reference{Type: op.Type, Key: op.Key}
	o, ok := e.known[id]
	delete(e.known, id)
	return o.outcome, ok && op.Action == providers.Create && reflect.DeepEqual(o.after, op.After)
}

// Apply carries operations out. They are divided into rounds: no operation of a round refers to another one. Within a
// round, kinds follow each other; the operations of a kind go out at once, in batches where HubSpot has them.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	w := &writing{Provider: p, all: ops}
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
	for _, round := range rounds(ops) {
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
				carryOut(context.WithoutCancel(ctx), w, started, tell)
			}
			if stopped != nil {
				return stopped
			}
		}
	}
	return nil
}

// carryOut writes operations of one kind and reports on each.
func carryOut(ctx context.Context, w *writing, ops []*providers.Operation, tell func(providers.Progress) error) {
	ctx = context.WithValue(ctx, waiterKey{}, waiter{ops[0], tell})
	done := func(op *providers.Operation, o outcome) {
		if o.err == nil && op.Action != providers.Delete && o.id == "" {
			o.err = &providers.Error{Kind: providers.Ambiguous, Message: "HubSpot gave no id for " + op.Address}
		}
		_ = tell(providers.Progress{Op: op, Phase: providers.Done, ID: o.id, Values: o.values, Moved: o.moved, Err: o.err})
	}
	var rest []*providers.Operation
	for _, op := range ops {
		if o, ok := w.settled(op); ok {
			done(op, o)
		} else {
			rest = append(rest, op)
		}
	}
	if len(rest) == 0 {
		return
	}
	for i, o := range kindOf(rest[0].Type).write(ctx, w, rest) {
		done(rest[i], o)
	}
}

// rounds divides operations so that whatever depends on another one comes in a later round; in a round they are
// grouped by type, and deletes apart. The order of the operations is the planner's, in which nothing comes before what
// it needs. Operations with one lock keep their order, and share a round where nothing else keeps them apart.
func rounds(ops []*providers.Operation) [][][]*providers.Operation {
	// free is the first round in which an object may be referred to: after the last one that writes it. idle is the first
	// in which it may be written: after the last one that refers to it, too.
	free, idle := map[providers.Reference]int{}, map[providers.Reference]int{}
	locked := map[string]int{} // the round in which a lock was last taken
	var out [][][]*providers.Operation
	for _, op := range ops {
		k := kindOf(op.Type)
		self := providers.Reference{Type: op.Type, Key: op.Key}
		needs := append(k.typ.References(op.Before), k.typ.References(op.After)...)
		if op.MoveRecordsTo != "" {
			needs = append(needs, providers.Reference{Type: op.Type, Key: op.MoveRecordsTo})
		}
		lock := ""
		if k.lock != nil {
			lock = k.lock(op)
		}
		at := max(idle[self], locked[lock])
		for _, r := range needs {
			at = max(at, free[r])
		}
		was := self
		if lock == "" && op.Before != nil { // the name that it gives away may be taken by a later one
			was.Key = k.typ.KeyOf(op.Before)
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

// waiter stands in the context of requests and passes on the pauses that the client makes before them.
type waiter struct {
	op   *providers.Operation
	tell func(providers.Progress) error
}

type waiterKey struct{}

// waiting is told by the client. Requests that no operation makes, such as those of a read, have no waiter.
func waiting(ctx context.Context, wait web.Wait) {
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
