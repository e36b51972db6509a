package odoo

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// valueMove is a move of the values of a field into another one of the same model.
type valueMove struct {
	model, from, to string // to is "" for a field that is still to come
	was, will       providers.Values
	options         []string // the values of the other one, where it is a selection
	// wrote are the values that records got from this move, and what they were made of.
	wrote map[int64]copied
}

type copied struct{ of, value any }

// pending is what is still to be written: the records of each value, and what it is made of in each record.
type pending struct {
	records map[any][]int64
	of      map[int64]any
}

// look reads what is to be written. Values are written where the other field is empty; records with another value there, or one
// that cannot be said in the other type, are a conflict.
func (m *valueMove) look(ctx context.Context, c *api.Client) (out pending, err error) {
	fields := []string{m.from}
	if m.to != "" {
		fields = append(fields, m.to)
	}
	rows, err := c.SearchRead(ctx, api.Search{Model: m.model, Domain: []any{[]any{m.from, "!=", false}}, Fields: fields})
	if err != nil {
		return out, err
	}
	out = pending{map[any][]int64{}, map[int64]any{}}
	unfit, differing, example := 0, 0, any(nil)
	for _, r := range rows {
		v, err := single(r, m.from)
		if err != nil {
			return out, err
		}
		x, ok := convert(v, text(m.was["type"]), text(m.will["type"]), m.options)
		if !ok || text(m.was["relation"]) != text(m.will["relation"]) {
			unfit, example = unfit+1, v
			continue
		}
		there, err := single(r, m.to)
		if err != nil {
			return out, err
		}
		before, again := m.wrote[r.ID()]
		switch {
		case empty(x), same(there, x), again && before.of == v:
		case empty(there), again && same(there, before.value): // or else saved in the old field since
			out.records[x] = append(out.records[x], r.ID())
			out.of[r.ID()] = v
		default:
			differing++
		}
	}
	switch {
	case unfit > 0:
		return out, conflict("%d records of %s have a value in %s that is no %s (such as %v); correct or drop them", unfit, m.model, m.from, m.will["type"], example)
	case differing > 0:
		return out, conflict("%d records of %s have another value in %s than in %s, and only one can stay; empty one of the two in each of them, or have the values of %s dropped everywhere", differing, m.model, m.to, m.from, m.from)
	}
	return out, nil
}

// pass writes what is still to be written, equal values together, and tells in how many records. Before anything is written all
// records are looked at.
func (m *valueMove) pass(ctx context.Context, c *api.Client) (moved int64, err error) {
	todo, err := m.look(ctx, c)
	if err != nil {
		return 0, err
	}
	if m.wrote == nil {
		m.wrote = map[int64]copied{}
	}
	for x, ids := range todo.records {
		n, err := moveAll(ctx, c, m.model, ids, map[string]any{m.to: x}, api.Copies, api.Untracked)
		if moved += n; err != nil {
			return moved, err
		}
		for _, id := range ids {
			m.wrote[id] = copied{todo.of[id], x}
		}
	}
	return moved, nil
}

// single is a value as it can be compared: a text, a number, a truth, the id of a record.
func single(r api.Row, field string) (any, error) {
	pair, ok := r[field].([]any)
	if !ok {
		return r[field], nil
	}
	if len(pair) == 2 {
		if _, named := pair[1].(string); named { // a many2one is [id, name]
			return float64(r.One(field)), nil
		}
	}
	return nil, invalid("type", "values of %s are sets of records, which cannot become anything else", field)
}

// empty tells whether a value is none: Odoo keeps no empty numbers, and no unsaid no.
func empty(v any) bool { return v == nil || v == false || v == 0.0 || v == int64(0) || v == "" }

// same tells whether a value as it was read is one that was written.
func same(read, written any) bool {
	if n, ok := written.(int64); ok {
		written = float64(n)
	}
	return read == written && read != nil
}

// vacant wants that no record has a value in a field.
func (w *writing) vacant(ctx context.Context, model, name string) error {
	n, err := w.client.Count(ctx, model, []any{[]any{name, "!=", false}})
	if err == nil && n > 0 {
		err = conflict("%d records of %s have a value in %s; say where the values go, or that they are dropped", n, model, name)
	}
	return err
}
