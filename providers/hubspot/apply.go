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
		applying.CarryOut("HubSpot", ops, &p.early, func(ops []*providers.Operation) []outcome { return kindOf(ops[0].Type).write(ctx, w, ops) },
			outcome.progress, tell)
	})
}

// divided is what divides the operations of a type.
func divided(typ string) applying.Kind {
	k := kindOf(typ)
	return applying.Kind{Type: k.typ, Lock: k.lock}
}
