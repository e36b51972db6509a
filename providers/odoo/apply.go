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
		carryOut(ctx, w, ops, tell)
	})
}

// carryOut writes operations of one kind and reports on each.
func carryOut(ctx context.Context, w *writing, ops []*providers.Operation, tell func(providers.Progress) error) {
	done := func(op *providers.Operation, o outcome) {
		if o.err == nil && op.Action != providers.Delete && o.id == "" {
			o.err = &providers.Error{Kind: providers.Ambiguous, Message: "Odoo gave no id for " + op.Address}
		}
		_ = tell(providers.Progress{Op: op, Phase: providers.Done, ID: o.id, Values: o.values, Moved: o.moved, Note: o.note, Err: o.err})
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
