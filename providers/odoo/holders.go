package odoo

import (
	"context"
	"fmt"

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
}

// heldBy are the records that hang on an object by its value: an id, or the value of an option.
func (h holder) heldBy(v any) []any { return []any{[]any{h.field, "=", v}} }

// remove deletes what is there, once records have moved away.
func (b *batch) remove(ctx context.Context) {
	var ids []int64
	var of []*change
	for _, c := range b.of(providers.Delete) {
		if b.there[c.id].BuiltIn {
			c.fail(invalid("", "%s belongs to Odoo and cannot be deleted", c.Key))
			continue
		}
		var to any = false
		if c.MoveRecordsTo != "" {
			id, err := b.dir.id(ctx, b.kind.model, c.MoveRecordsTo)
			if err != nil {
				c.fail(err)
				continue
			}
			to = id
		}
		holders, err := b.holding(ctx, b.kind)
		if err != nil {
			c.fail(err)
			continue
		}
		if c.done.moved, err = release(ctx, b.client, holders, c.id, to, c.Operation); err != nil {
			c.fail(err)
			continue
		}
		ids, of = append(ids, c.id), append(of, c)
	}
	if len(ids) == 0 {
		return
	}
	err := b.client.Unlink(ctx, b.kind.model, ids)
	if err == nil || len(of) == 1 || !refused(err) {
		for _, c := range of {
			c.fail(err)
		}
		return
	}
	for _, c := range of { // all or nothing was deleted; whose fault it is shows one by one
		c.fail(b.client.Unlink(ctx, b.kind.model, []int64{c.id}))
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
		n, err = rewrite(ctx, c, h, v, to)
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
	var moved int64
	for len(rows) > 0 {
		ids := make([]int64, min(len(rows), rewriteSize))
		for i := range ids {
			ids[i] = rows[i].ID()
		}
		rows = rows[len(ids):]
		set := to
		if h.many { // out with the one, in with the other
			commands := []any{[]any{3, v, 0}}
			if to != false {
				commands = append(commands, []any{4, to, 0})
			}
			set = commands
		}
		if err := c.Move(ctx, h.model, ids, map[string]any{h.field: set}); err != nil {
			return moved, fmt.Errorf("%d records have moved, then: %w", moved, err)
		}
		moved += int64(len(ids))
	}
	return moved, nil
}
