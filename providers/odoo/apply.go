package odoo

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
)

// early holds the outcomes of options that were created with their field.
type early = applying.Early[outcome]

// writing is an apply that is under way.
type writing struct {
	*Provider
	// all are the operations of the apply: a field is created with the options that come later in it.
	all []*providers.Operation
	// hidden are the views that this apply has switched off, and whose own change is still to come.
	hidden map[int64]bool
}

// Apply carries operations out in rounds, see applying.Run; the operations of a kind go out together, in as few requests as
// Odoo takes.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	w := &writing{Provider: p, all: ops, hidden: map[int64]bool{}}
	p.dir.forget()
	return applying.Run(ctx, ops, divided, report, func(ctx context.Context, ops []*providers.Operation, tell func(providers.Progress) error) {
		applying.CarryOut("Odoo", ops, &p.early, func(ops []*providers.Operation) []outcome { return kindOf(ops[0].Type).write(ctx, w, ops) },
			outcome.progress, tell)
	})
}
