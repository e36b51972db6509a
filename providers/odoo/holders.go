package odoo

import (
	"context"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// holder is a field by which records hang on an object.
type holder struct {
	model, field string
	// many tells that a record can hang on several objects by the field.
	many bool
	// needed tells that Odoo lets no record be without, so that records can move but not let go.
	needed bool
	// guarded tells that Odoo itself deletes no object that records hang on.
	guarded bool
	// but leaves records out of what is counted before a change.
	but []any
	// rewrite gives records that hang on v another value in its place, false for none, and tells how many; nil is the function of that name.
	rewrite func(ctx context.Context, c *api.Client, h holder, v, to any) (int64, error)
}

// heldBy are the records that hang on an object by its value: an id, or the value of an option.
func (h holder) heldBy(v any) []any { return []any{[]any{h.field, "=", v}} }

// remove deletes what is there, once records have moved away.
func (b *batch) remove(ctx context.Context) {
	for _, c := range b.of(providers.Delete) {
		if b.there[c.id].BuiltIn {
			c.fail(invalid("", "%s belongs to Odoo and cannot be deleted", c.Key))
		}
	}
	settled(b.of(providers.Delete), func(c *change) (int64, error) {
		var to any = false
		if c.MoveRecordsTo != "" {
			id, err := b.dir.id(ctx, b.kind.model, c.MoveRecordsTo)
			if err != nil {
				return 0, err
			}
			to = id
		}
		holders, err := b.holding(ctx, b.kind)
		if err != nil {
			return 0, err
		}
		return release(ctx, b.client, holders, c.id, to, c.Operation)
	})
	b.unlink(ctx, b.kind.model, b.of(providers.Delete))
}

// unlink deletes the objects of changes at once, or one by one when Odoo refuses some.
func (w *writing) unlink(ctx context.Context, model string, of []*change) {
	if len(of) == 0 {
		return
	}
	ids := make([]int64, len(of))
	for i, c := range of {
		ids[i] = c.id
	}
	err := w.client.Unlink(ctx, model, ids)
	if err == nil || len(of) == 1 || !refused(err) {
		failAll(of, err)
		return
	}
	for _, c := range of { // all or nothing was deleted; whose fault it is shows one by one
		c.fail(w.client.Unlink(ctx, model, []int64{c.id}))
	}
}

// passes is how often records are looked for that people saved while others were moved.
const passes = 10

// settled makes passes over changes until one finds no record to move, since people save records meanwhile. What the records hung
// on goes directly afterwards. pass tells how many records of a change it has moved.
func settled(list []*change, pass func(*change) (int64, error)) {
	last := map[*change]int64{}
	for range passes {
		clear(last)
		for _, c := range list {
			if c.done.err != nil {
				continue
			}
			n, err := pass(c)
			c.done.moved += n
			if c.fail(err); n > 0 {
				last[c] = n
			}
		}
		if len(last) == 0 {
			return
		}
	}
	for c, n := range last {
		c.fail(conflict("records are saved with %s %s as fast as they are moved, %d of them after %d have moved; apply again when fewer people are at work", nounOf(c.Type), c.Key, n, c.done.moved))
	}
}

// refused tells whether Odoo carried nothing out.
func refused(err error) bool {
	return providers.IsKind(err, providers.Invalid) || providers.IsKind(err, providers.NotFound) || providers.IsKind(err, providers.Conflict) || providers.IsKind(err, providers.Permission)
}

// release moves the records that hang on an object by value v to another one, or lets go of them where the operation says so. It
// tells of how many. Where it says neither, records are a conflict.
func release(ctx context.Context, c *api.Client, holders []holder, v, to any, op *providers.Operation) (moved int64, err error) {
	for _, h := range holders {
		n, err := c.Count(ctx, h.model, h.heldBy(v))
		if err != nil || n == 0 {
			if err != nil {
				return moved, err
			}
			continue
		}
		switch {
		case op.MoveRecordsTo == "" && !op.Discard:
			return moved, conflict("%d records of %s have %s %s; say where they go", n, h.model, nounOf(op.Type), op.Key)
		case op.MoveRecordsTo == "" && h.needed:
			return moved, conflict("%d records of %s have %s %s, and none may be without; say where they go instead of discarding", n, h.model, nounOf(op.Type), op.Key)
		}
		give := rewrite
		if h.rewrite != nil {
			give = h.rewrite
		}
		n, err = give(ctx, c, h, v, to)
		if moved += n; err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// rewriteSize is how many records one request changes.
const rewriteSize = 500

// rewrite gives records that hang on v another value in its place, false for none.
func rewrite(ctx context.Context, c *api.Client, h holder, v, to any) (int64, error) {
	rows, err := c.SearchRead(ctx, api.Search{Model: h.model, Domain: h.heldBy(v), Fields: []string{"id"}})
	if err != nil {
		return 0, err
	}
	set := to
	if h.many { // out with the one, in with the other
		commands := []any{[]any{3, v, 0}}
		if to != false {
			commands = append(commands, []any{4, to, 0})
		}
		set = commands
	}
	return moveAll(ctx, c, h.model, rowIDs(rows), map[string]any{h.field: set})
}

// moveAll gives records values, and tells how many got them.
func moveAll(ctx context.Context, c *api.Client, model string, ids []int64, values map[string]any, marks ...string) (moved int64, err error) {
	for part := range slices.Chunk(ids, rewriteSize) {
		if err := c.Move(ctx, model, part, values, marks...); err != nil {
			return moved, fmt.Errorf("%d records have moved, then: %w", moved, err)
		}
		moved += int64(len(part))
	}
	return moved, nil
}

func rowIDs(rows []api.Row) []int64 {
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.ID()
	}
	return out
}
