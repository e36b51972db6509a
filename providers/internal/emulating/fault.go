// Package emulating has what the emulators of CRMs share.
package emulating

import "context"

// Drop says when the connection is cut without an answer.
type Drop int

const (
	NoDrop          Drop = iota
	DropBefore           // nothing was done
	DropAfterCommit      // the work was done, and the client does not know
)

// Faults are those that were injected into an emulator, which sees to it that one goroutine at a time uses them.
type Faults[F any] struct{ armed []*armed[F] }

type armed[F any] struct {
	fault        F
	seen, struck int
}

// Add adds faults.
func (f *Faults[F]) Add(faults ...F) {
	for _, x := range faults {
		f.armed = append(f.armed, &armed[F]{fault: x})
	}
}

// Strike gives the first fault that strikes a request; nil for none. about tells whether a fault is about the request, how many
// such requests pass before it strikes, and how often it does: 0 is once, negative is always.
func (f *Faults[F]) Strike(about func(*F) (is bool, after, times int)) *F {
	for _, x := range f.armed {
		is, after, times := about(&x.fault)
		if !is {
			continue
		}
		x.seen++
		if x.seen > after && (times < 0 || x.struck < max(times, 1)) {
			x.struck++
			fault := x.fault
			return &fault
		}
	}
	return nil
}

// Wait tells that a request has come to a fault, and holds it until the gate is closed or the client goes. Either may be nil.
func Wait(ctx context.Context, reached chan<- struct{}, gate <-chan struct{}) {
	if reached != nil {
		select {
		case reached <- struct{}{}:
		case <-ctx.Done():
		}
	}
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
}
