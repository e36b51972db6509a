package providertest

import (
	"context"
	"errors"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Fault is a way in which a CRM fails.
type Fault string

const (
	None    Fault = ""
	Limited Fault = "429"     // refused: too many requests
	Down    Fault = "503"     // refused: out of order
	Dropped Fault = "dropped" // the connection broke before the request was carried out
	Lost    Fault = "lost"    // the request was carried out, and the reply was lost
	// Canceled ends the context before the operation, which reaches the provider all the same, as do those after it.
	Canceled Fault = "canceled"
)

// Faults wraps a provider and makes operations fail. What stands between two operations that are refused is passed on in one go,
// as a planner does.
type Faults struct {
	providers.Provider
	// Next says how the n-th operation since the wrapping, from 0, fails.
	Next func(op *providers.Operation, n int) Fault
	// Cancel ends the context of the apply; for Canceled.
	Cancel context.CancelFunc
	n      int
}

var (
	_ providers.RecordReader = (*Faults)(nil)
	_ providers.Importer     = (*Faults)(nil)
)

// Apply carries operations out, except for those that fail. Not for use by several goroutines.
func (f *Faults) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	var run []*providers.Operation
	lost := map[*providers.Operation]bool{}
	pass := func() error {
		if len(run) == 0 {
			return ctx.Err()
		}
		err := f.Provider.Apply(ctx, run, func(p providers.Progress) error {
			if lost[p.Op] && p.Phase == providers.Done && p.Err == nil {
				p = providers.Progress{Op: p.Op, Phase: providers.Done, Err: Lost.err()}
			}
			return report(p)
		})
		run = nil
		return err
	}
	for _, op := range ops {
		fault := f.Next(op, f.n)
		f.n++
		if fault == None || fault == Lost {
			run, lost[op] = append(run, op), fault == Lost
			continue
		}
		if err := pass(); err != nil {
			return err
		}
		if fault == Canceled {
			f.Cancel()
			run = append(run, op)
			continue
		}
		if err := report(providers.Progress{Op: op, Phase: providers.Starting}); err != nil {
			return err
		}
		if err := report(providers.Progress{Op: op, Phase: providers.Done, Err: fault.err()}); err != nil {
			return err
		}
	}
	return pass()
}

func (f Fault) err() error {
	switch f {
	case Limited:
		return &providers.Error{Kind: providers.RateLimited, Message: "too many requests", RetryAfter: time.Millisecond}
	case Down:
		return &providers.Error{Kind: providers.Unavailable, Message: "503 Service Unavailable"}
	}
	return &providers.Error{Kind: providers.Ambiguous, Message: "the connection broke before the reply"}
}

// CountRecords passes on; -1 for each when the provider cannot count.
func (f *Faults) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	if r, ok := f.Provider.(providers.RecordReader); ok {
		return r.CountRecords(ctx, qs)
	}
	out := make([]int64, len(qs))
	for i := range out {
		out[i] = -1
	}
	return out, nil
}

// Decompile passes on.
func (f *Faults) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	if i, ok := f.Provider.(providers.Importer); ok {
		return i.Decompile(live)
	}
	var diags diag.List
	diags.Errorf(diag.Unsupported, diag.Range{}, "the CRM cannot be imported", "Its provider has no import.")
	return nil, diags
}

// transient tells whether an error, possibly of several joined, is one of ours.
func transient(err error) bool {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		for _, e := range many.Unwrap() {
			if !transient(e) {
				return false
			}
		}
		return true
	}
	return providers.IsKind(err, providers.RateLimited) || providers.IsKind(err, providers.Unavailable) || providers.IsKind(err, providers.Ambiguous)
}
