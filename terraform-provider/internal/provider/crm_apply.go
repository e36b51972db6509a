package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// order is an operation that somebody wants to be carried out, and what became of it.
type order struct {
	op      *providers.Operation
	started bool
	done    bool
	outcome providers.Progress
}

// failed tells whether the operation was not carried out, as far as is known.
func (o *order) failed() bool { return o.outcome.Err != nil }

// apply carries one operation out, together with those that come at the same time. The error, if any, is in what it gives, too.
func (c *crm) apply(ctx context.Context, op *providers.Operation) (providers.Progress, error) {
	o := &order{op: op}
	begun, err := c.writes.do(ctx, o)
	if err == nil {
		return o.outcome, o.outcome.Err
	}
	e := ended(err, string(op.Action))
	if begun {
		e.Kind, e.Message = providers.Ambiguous, e.Message+"; the operation is under way, and nobody waited for its end"
	}
	return providers.Progress{Op: op, Phase: providers.Done, Err: e}, e
}

// applyBatch carries operations out at once. Some CRMs carry a batch out as a whole or not at all, so what fails in a batch of
// several is tried again alone. Where nobody knows whether the CRM has done it, a look at the CRM decides.
func (c *crm) applyBatch(ctx context.Context, orders []*order) {
	p, err := c.open(ctx)
	if err != nil {
		for _, o := range orders {
			o.outcome = providers.Progress{Op: o.op, Phase: providers.Done, Err: err}
		}
		return
	}
	orders = c.inOrder(append(orders, c.places.along(c.factory.Info, orders)...))
	c.attempt(ctx, p, orders)
	for _, o := range orders {
		c.settle(ctx, p, o)
		if len(orders) > 1 && o.failed() && ctx.Err() == nil {
			c.attempt(ctx, p, []*order{o})
			c.settle(ctx, p, o)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	clear(c.seats)
	for _, s := range c.shelves {
		s.stale = true
	}
	for _, o := range orders {
		if !o.failed() {
			c.note(o)
			c.places.note(c.factory.Info, o)
		}
	}
}

// attempt has operations carried out.
func (c *crm) attempt(ctx context.Context, p providers.Provider, orders []*order) {
	ops := make([]*providers.Operation, len(orders))
	byOp := make(map[*providers.Operation]*order, len(orders))
	for i, o := range orders {
		o.op.Index, o.started, o.done = i, false, false
		ops[i], byOp[o.op] = o.op, o
	}
	err := p.Apply(ctx, ops, func(pr providers.Progress) error {
		o := byOp[pr.Op]
		switch {
		case o == nil:
			return errors.New("progress of an operation that was not asked for")
		case pr.Phase == providers.Starting:
			o.started = true
		case pr.Phase == providers.Done:
			o.done, o.outcome = true, pr
		}
		return ctx.Err()
	})
	for _, o := range orders {
		if o.done {
			continue
		}
		why := cmp.Or(err, ctx.Err(), errors.New("the CRM did not say how it ended"))
		if o.started {
			why = &providers.Error{Kind: providers.Ambiguous, Message: why.Error(), Err: why}
		}
		o.outcome = providers.Progress{Op: o.op, Phase: providers.Done, Err: why}
	}
}

// settle looks whether an operation was carried out of which the CRM did not say so.
func (c *crm) settle(ctx context.Context, p providers.Provider, o *order) {
	if !providers.IsKind(o.outcome.Err, providers.Ambiguous) && !providers.IsKind(o.outcome.Err, providers.Unavailable) || ctx.Err() != nil {
		return
	}
	live, err := p.Read(ctx, []string{o.op.Type})
	if err != nil {
		return // the first error says more
	}
	s := newShelf(live)
	t := c.factory.Info.Type(o.op.Type)
	if o.op.Action == providers.Delete {
		if s.byID[o.op.ID] == nil {
			o.outcome.Err = nil
		}
		return
	}
	l, err := s.look(o.op.Type, o.op.ID, o.op.Key)
	open := func(name string) bool { // what it was created with, it has all together
		return o.op.Action == providers.Create && t.Attribute(name).WriteOnly
	}
	if err == nil && l != nil && l.Key == o.op.Key && len(slices.DeleteFunc(t.Differing(o.op.After, l.Values), open)) == 0 {
		o.outcome.ID, o.outcome.Values, o.outcome.Err = l.ID, l.Values, nil
	}
}

// note brings what is known of an object up to date. After a rename, what refers to the object is not known any more.
func (c *crm) note(o *order) {
	op := o.op
	t := c.factory.Info.Type(op.Type)
	if op.Before != nil && op.After != nil && t.KeyOf(op.Before) != op.Key {
		clear(c.shelves)
		return
	}
	s := c.shelves[op.Type]
	if s == nil {
		return
	}
	builtIn := false
	if l := s.byID[op.ID]; l != nil {
		builtIn = l.BuiltIn
	}
	s.drop(op.ID)
	if op.Action != providers.Delete {
		s.put(&providers.Live{Type: op.Type, ID: o.outcome.ID, Key: op.Key, Values: o.outcome.Values, BuiltIn: builtIn})
	}
}

// inOrder sorts operations so that each comes after what it refers to, and deletes after all that refers to what they
// delete. Terraform orders what refers by an expression; keys that are written out reach us in any order.
func (c *crm) inOrder(orders []*order) []*order {
	info := c.factory.Info
	rank := func(o *order) int {
		return slices.IndexFunc(info.Types, func(t *providers.ResourceType) bool { return t.Name == o.op.Type })
	}
	made, gone := map[providers.Reference]*order{}, map[providers.Reference]*order{}
	var writes, deletes []*order
	for _, o := range orders {
		ref := providers.Reference{Type: o.op.Type, Key: o.op.Key}
		if o.op.Action == providers.Delete {
			deletes, gone[ref] = append(deletes, o), o
		} else {
			writes, made[ref] = append(writes, o), o
		}
	}
	byName := func(a, b *order) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.op.Key, b.op.Key)) }
	slices.SortFunc(writes, byName)
	slices.SortFunc(deletes, byName)
	writes = afterReferences(info, writes, made, func(o *order) providers.Values { return o.op.After })
	deletes = afterReferences(info, deletes, gone, func(o *order) providers.Values { return o.op.Before })
	slices.Reverse(deletes)
	return append(writes, deletes...)
}

// afterReferences moves orders behind those that make what they refer to. Circles stay as they are.
func afterReferences(info *providers.Info, orders []*order, made map[providers.Reference]*order, values func(*order) providers.Values) []*order {
	var out []*order
	seen := map[*order]bool{}
	var visit func(o *order)
	visit = func(o *order) {
		if seen[o] {
			return
		}
		seen[o] = true
		for _, r := range info.Type(o.op.Type).References(values(o)) {
			if m := made[r]; m != nil {
				visit(m)
			}
		}
		out = append(out, o)
	}
	for _, o := range orders {
		visit(o)
	}
	return out
}

// operation is the operation on an object of a type.
func operation(t *providers.ResourceType, action providers.Action, key string) *providers.Operation {
	return &providers.Operation{Action: action, Type: t.Name, Key: key, Address: fmt.Sprintf("%s.%s", t.Name, key)}
}
