package odoo

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// batch is a group of operations of one kind on its way.
type batch struct {
	*writing
	kind    *kind
	changes []*change
	// there are the live objects that changes and deletes are about, as they were a moment ago.
	there map[int64]*providers.Live
}

// change is an operation on its way.
type change struct {
	*providers.Operation
	id   int64
	done outcome
}

// fail ends a change; the first reason stays.
func (c *change) fail(err error) { c.done.err = cmp.Or(c.done.err, err) }

func failAll(changes []*change, err error) {
	for _, c := range changes {
		c.fail(err)
	}
}

// makeAll makes records of a model in one request, or one by one when Odoo refuses some.
func (w *writing) makeAll(ctx context.Context, model string, values []map[string]any, of []*change) {
	if len(of) == 0 {
		return
	}
	ids, err := w.client.Create(ctx, model, values)
	switch {
	case err == nil:
		for i, c := range of {
			c.id = ids[i]
		}
	case len(of) > 1 && refused(err):
		for i := range of {
			w.makeAll(ctx, model, values[i:i+1], of[i:i+1])
		}
	default:
		failAll(of, err)
	}
}

// newBatch reads the objects that operations are about, in one go. One that is gone is not found; one that somebody changed
// since it was planned is a conflict: Odoo has no lock, so this is what stands between two people.
func newBatch(ctx context.Context, w *writing, k *kind, ops []*providers.Operation) *batch {
	b := &batch{writing: w, kind: k, there: map[int64]*providers.Live{}}
	var ids []int64
	for _, op := range ops {
		c := &change{Operation: op}
		c.id, _ = strconv.ParseInt(op.ID, 10, 64)
		b.changes = append(b.changes, c)
		if op.Action != providers.Create {
			ids = append(ids, c.id)
		}
	}
	if len(ids) == 0 {
		return b
	}
	found, err := k.read(ctx, w.dir, ids)
	for _, l := range found {
		id, _ := strconv.ParseInt(l.ID, 10, 64)
		b.there[id] = l
	}
	for _, c := range b.changes {
		if c.Action == providers.Create {
			continue
		}
		l := b.there[c.id]
		switch {
		case err != nil:
			c.fail(err)
		case l == nil:
			c.fail(missing("Odoo has no %s %s any more", nounOf(c.Type), c.Key))
		case k.typ.Name != typeView || !w.hidden[c.id]:
			c.fail(moved(k.typ, c.Operation, l))
		}
		if c.done.err == nil {
			c.fail(w.seesAll(ctx, c.Operation, l.Key))
		}
	}
	return b
}

// moved is the conflict of an object that is not as it was when it was planned.
func moved(t *providers.ResourceType, op *providers.Operation, l *providers.Live) error {
	if op.Before == nil {
		return nil
	}
	for _, name := range t.Differing(op.Before, l.Values) {
		return conflict("somebody changed %s of %s %s since it was planned; plan again", name, nounOf(op.Type), op.Key)
	}
	return nil
}

// of are the changes of some actions that have not failed.
func (b *batch) of(actions ...providers.Action) (out []*change) {
	for _, c := range b.changes {
		if c.done.err == nil && slices.Contains(actions, c.Action) {
			out = append(out, c)
		}
	}
	return out
}

// load creates rows. When Odoo refuses some of them it writes none; then the others are loaded without.
func (b *batch) load(ctx context.Context, model string, fields []string, rows [][]string, of []*change) {
	for len(of) > 0 {
		res, err := b.client.Load(ctx, model, fields, rows)
		if err != nil {
			if len(of) > 1 && providers.IsKind(err, providers.Invalid) { // nothing was written; whose fault it is shows one by one
				for i := range of {
					b.load(ctx, model, fields, rows[i:i+1], of[i:i+1])
				}
				return
			}
			for _, c := range of {
				c.fail(err)
			}
			return
		}
		if len(res.IDs) == len(of) {
			for i, c := range of {
				c.id = res.IDs[i]
			}
			return
		}
		refused := map[int]bool{}
		for _, m := range res.Messages {
			if m.Type == "error" && m.Record >= 0 && m.Record < len(of) {
				of[m.Record].fail(&providers.Error{Kind: providers.Invalid, Attribute: m.Field, Message: m.Message})
				refused[m.Record] = true
			}
		}
		if len(refused) == 0 {
			for _, c := range of {
				c.fail(&providers.Error{Kind: providers.Ambiguous, Message: "Odoo does not say what became of the new records of " + model})
			}
			return
		}
		var keptRows [][]string
		var kept []*change
		for i := range of {
			if !refused[i] {
				keptRows, kept = append(keptRows, rows[i]), append(kept, of[i])
			}
		}
		rows, of = keptRows, kept
	}
}

// finish reads back what was written, in one go, and gives the outcomes.
func (b *batch) finish(ctx context.Context) []outcome {
	var ids []int64
	for _, c := range b.changes {
		switch {
		case c.Action == providers.Delete:
			b.dir.forget(b.kind.model)
		case c.done.err == nil:
			ids = append(ids, c.id)
			if id := text(c.After["external_id"]); c.Action == providers.Create && id != "" {
				b.dir.learn(b.kind.model, id, c.id)
			}
		default:
			b.dir.forget(b.kind.model)
		}
	}
	if len(ids) > 0 {
		found, err := b.kind.read(ctx, b.dir, ids)
		byID := map[string]*providers.Live{}
		for _, l := range found {
			byID[l.ID] = l
		}
		for _, c := range b.changes {
			if c.done.err != nil || c.Action == providers.Delete {
				continue
			}
			switch l := byID[strconv.FormatInt(c.id, 10)]; {
			case err != nil:
				c.fail(&providers.Error{Kind: providers.Ambiguous, Message: "it was written, and could not be read back: " + err.Error(), Err: err})
			case l == nil:
				c.fail(missing("Odoo does not have %s after it was written", c.Key))
			default:
				c.done.id, c.done.values = l.ID, l.Values
			}
		}
	}
	out := make([]outcome, len(b.changes))
	for i, c := range b.changes {
		out[i] = c.done
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
