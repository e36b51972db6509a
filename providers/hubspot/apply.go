package hubspot

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
)

// writing is an apply that is under way.
type writing struct {
	*Provider
	// all are the operations of the apply: a property is created with the options that come later in it.
	all []*providers.Operation
	// flows are the workflows of the account, which creates look up by name.
	flows roster
}

// Apply carries operations out in rounds, see applying.Run; the operations of a kind go out at once, in batches where
// HubSpot has them.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	w := &writing{Provider: p, all: ops}
	return applying.Run(ctx, ops, divided, report, func(ctx context.Context, ops []*providers.Operation, tell func(providers.Progress) error) {
		carryOut(ctx, w, ops, tell)
	})
}

// divided is what divides the operations of a type.
func divided(typ string) applying.Kind {
	k := kindOf(typ)
	return applying.Kind{Type: k.typ, Lock: k.lock}
}

// carryOut writes operations of one kind and reports on each.
func carryOut(ctx context.Context, w *writing, ops []*providers.Operation, tell func(providers.Progress) error) {
	done := func(op *providers.Operation, o outcome) {
		if o.err == nil && op.Action != providers.Delete && o.id == "" {
			o.err = &providers.Error{Kind: providers.Ambiguous, Message: "HubSpot gave no id for " + op.Address}
		}
		_ = tell(providers.Progress{Op: op, Phase: providers.Done, ID: o.id, Values: o.values, Moved: o.moved, Err: o.err})
	}
	var rest []*providers.Operation
	for _, op := range ops {
		if o, ok := w.early.Settled(op); ok {
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
