package hubspot

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/web"
)

// writing is an apply that is under way.
type writing struct {
	*Provider
	// all are the operations of the apply: a property is created with the options that come later in it.
	all []*providers.Operation
	// early holds outcomes of operations that were carried out together with an earlier one.
	mu    sync.Mutex
	early map[*providers.Operation]outcome
}

// settle notes that an operation was carried out together with another one.
func (w *writing) settle(op *providers.Operation, o outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.early[op] = o
}

func (w *writing) settled(op *providers.Operation) (outcome, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o, ok := w.early[op]
	return o, ok
}

// Apply carries operations out. They are divided into rounds: no operation of a round refers to another one, or
// changes what another one changes. Within a round, kinds follow each other; the operations of a kind go out at once,
// in batches where HubSpot has them.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	w := &writing{Provider: p, all: ops, early: map[*providers.Operation]outcome{}}
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
				done := p.waits.during(started, tell)
				// Once begun, operations are finished, never left to a cancellation.
				p.carryOut(context.WithoutCancel(ctx), w, started, tell)
				done()
			}
			if stopped != nil {
				return stopped
			}
		}
	}
	return ctx.Err()
}

// carryOut writes operations of one kind and reports on each.
func (p *Provider) carryOut(ctx context.Context, w *writing, ops []*providers.Operation, tell func(providers.Progress) error) {
	var rest []*providers.Operation
	done := func(op *providers.Operation, o outcome) {
		pr := providers.Progress{Op: op, Phase: providers.Done, ID: o.id, Values: o.values, Moved: o.moved, Err: o.err}
		if o.err == nil && op.Action != providers.Delete && pr.ID == "" {
			pr.Err = fmt.Errorf("HubSpot gave no id for %s", op.Address)
		}
		_ = tell(pr)
	}
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
// grouped by type. The order of the operations is the planner's, in which nothing comes before what it needs.
func rounds(ops []*providers.Operation) [][][]*providers.Operation {
	// touched is the last round in which something was written, used the last in which something referred to it.
	touched, used := map[providers.Reference]int{}, map[providers.Reference]int{}
	locked := map[string]int{}   // by lock and kind: the round in which it was last taken
	owner := map[string]string{} // the type that took it
	var out [][][]*providers.Operation
	for _, op := range ops {
		k := kindOf(op.Type)
		at := 0
		self := providers.Reference{Type: op.Type, Key: op.Key}
		at = max(at, touched[self], used[self])
		refs := append(k.typ.References(op.Before), k.typ.References(op.After)...)
		for _, r := range refs {
			at = max(at, touched[r])
		}
		lock := ""
		if k.lock != nil {
			lock = k.lock(op)
		}
		if n, ok := locked[lock]; ok && lock != "" {
			if owner[lock] != op.Type {
				n++
			}
			at = max(at, n)
		}
		for len(out) <= at {
			out = append(out, nil)
		}
		placed := false
		for i, g := range out[at] {
			if g[0].Type == op.Type && (g[0].Action == providers.Delete) == (op.Action == providers.Delete) {
				out[at][i], placed = append(g, op), true
			}
		}
		if !placed {
			out[at] = append(out[at], []*providers.Operation{op})
		}
		touched[self] = at + 1
		for _, r := range refs {
			used[r] = max(used[r], at+1)
		}
		if lock != "" {
			locked[lock], owner[lock] = at, op.Type
		}
	}
	return out
}

// waits passes on the pauses that the client makes while operations are under way.
type waits struct {
	mu     sync.Mutex
	report func(providers.Progress) error
	op     *providers.Operation
}

func (w *waits) during(ops []*providers.Operation, tell func(providers.Progress) error) (done func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report, w.op = tell, ops[0]
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.report, w.op = nil, nil
	}
}

func (w *waits) tell(_ context.Context, wait web.Wait) {
	w.mu.Lock()
	report, op := w.report, w.op
	w.mu.Unlock()
	if report == nil || wait.For < time.Second {
		return
	}
	note := wait.Reason
	if note == "" {
		note = "the account's limit for " + wait.Pool + " is used up"
	}
	_ = report(providers.Progress{Op: op, Phase: providers.Waiting, Wait: wait.For, Note: note})
}
