package odoo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// rows are resources that are rows of a model, each with an external id for a natural key.
type rows struct {
	typ, model string
	columns    []column
	// own tells that only rows of Stagecraft's own are resources: the model has too many others.
	own bool
	// fixed tells that rows which a module of Odoo brought belong to Odoo.
	fixed   bool
	holders []holder
	// bound are attributes of which Odoo computes others anew when one is written: they are written together.
	bound []string
	// more reads what is not in the row itself, into the values of the attributes.
	more func(ctx context.Context, dir *directory, found []api.Row, values []providers.Values) error
	// nested gives further cells of a row that is created, by field.
	nested func(ctx context.Context, dir *directory, after providers.Values) (map[string]string, error)
	// beside writes what is not in the row itself, when an object changes.
	beside func(ctx context.Context, w *writing, id int64, op *providers.Operation) error
}

// rowsKind is how such resources are read and written.
func rowsKind(r rows) *kind {
	return &kind{model: r.model, holders: r.holders, read: r.read, write: r.write}
}

// fieldsOf are those that are read of each row.
func fieldsOf(columns []column) []string {
	var out []string
	for _, c := range columns {
		if !slices.Contains(out, c.field) {
			out = append(out, c.field)
		}
	}
	return out
}

// read gives the objects with these ids; all for nil.
func (r rows) read(ctx context.Context, dir *directory, ids []int64) ([]*providers.Live, error) {
	domain := []any{}
	if ids != nil {
		domain = []any{[]any{"id", "in", ids}}
	} else if r.own {
		mine, err := dir.all(ctx, r.model, nil)
		if err != nil || len(mine) == 0 {
			return nil, err
		}
		domain = []any{[]any{"id", "in", mine}}
	}
	columns, err := columnsOf(ctx, dir, r.model, r.columns)
	if err != nil {
		return nil, err
	}
	found, err := dir.c.SearchRead(ctx, api.Search{Model: r.model, Domain: domain, Fields: fieldsOf(columns)})
	if err != nil {
		return nil, err
	}
	values := make([]providers.Values, len(found))
	for i, row := range found {
		id, err := dir.key(ctx, r.model, row.ID())
		if err != nil {
			return nil, err
		}
		values[i] = providers.Values{"external_id": id}
		for _, c := range columns {
			if values[i][c.attribute], err = c.read(ctx, dir, row, c.field); err != nil {
				return nil, err
			}
		}
	}
	if r.more != nil {
		if err := r.more(ctx, dir, found, values); err != nil {
			return nil, err
		}
	}
	out := make([]*providers.Live, len(found))
	for i, row := range found {
		if out[i], err = live(r.typ, row.ID(), values[i]); err != nil {
			return nil, err
		}
		out[i].BuiltIn = r.fixed && strings.Contains(out[i].Key, ".") && !strings.Contains(out[i].Key, ",") && !strings.HasPrefix(out[i].Key, "__import__.")
	}
	return out, nil
}

// write carries operations out: creates in one load for each set of attributes, changes grouped by what is set, deletes
// at once.
func (r rows) write(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	b := newBatch(ctx, w, kindOf(r.typ), ops)
	r.replace(ctx, b)
	r.create(ctx, b)
	r.update(ctx, b)
	b.remove(ctx)
	return b.finish(ctx)
}

// replace gives objects their new identity, under which they are then changed like others. Where more than that cannot be
// changed they are deleted first, and created with the others; such types hold no records.
func (r rows) replace(ctx context.Context, b *batch) {
	t := kindOf(r.typ).typ
	for _, c := range b.of(providers.Replace) {
		will := text(c.After["external_id"])
		op := *c.Operation
		if slices.ContainsFunc(t.Attributes, func(a providers.Attribute) bool {
			return a.Immutable && a.Name != "external_id" && a.Differs(c.After[a.Name], c.Before[a.Name])
		}) {
			if err := b.client.Unlink(ctx, r.model, []int64{c.id}); err != nil {
				c.fail(err)
				continue
			}
			b.dir.forget(r.model)
			op.Action, op.ID, op.Before = providers.Create, "", nil
		} else {
			if there, err := b.dir.has(ctx, r.model, will); there || err != nil {
				c.fail(cmp.Or(err, conflict("Odoo has %s already", will)))
				continue
			}
			if err := rename(ctx, b.client, r.model, c.Operation, c.id); err != nil {
				c.fail(err)
				continue
			}
			b.dir.forget(r.model)
			op.Action, op.Before = providers.Update, c.Before.With("external_id", will)
		}
		c.Operation = &op
	}
}

// create loads new rows together with their identities. One that is there already is a conflict, never changed by the way.
func (r rows) create(ctx context.Context, b *batch) {
	creates := b.of(providers.Create)
	if len(creates) == 0 {
		return
	}
	type load struct {
		fields []string
		rows   [][]string
		of     []*change
	}
	var loads []*load
	for _, c := range creates {
		id := text(c.After["external_id"])
		if !own(id) {
			c.fail(invalid("external_id", "%q is no name that a new object can have: leave out dots, commas and spaces", id))
			continue
		}
		if there, err := b.dir.has(ctx, r.model, id); there || err != nil {
			c.fail(cmp.Or(err, conflict("Odoo has %s already", id)))
			continue
		}
		fields, row, err := r.row(ctx, b.dir, c.Operation)
		if err != nil {
			c.fail(err)
			continue
		}
		i := slices.IndexFunc(loads, func(l *load) bool { return slices.Equal(l.fields, fields) })
		if i < 0 {
			i, loads = len(loads), append(loads, &load{fields: fields})
		}
		loads[i].rows, loads[i].of = append(loads[i].rows, row), append(loads[i].of, c)
	}
	for _, l := range loads {
		b.load(ctx, r.model, l.fields, l.rows, l.of)
	}
}

// row gives the cells of an object that is created, with their fields. Of attributes that are not given and that Odoo has
// values for, there are none.
func (r rows) row(ctx context.Context, dir *directory, op *providers.Operation) (fields, cells []string, err error) {
	columns, err := columnsOf(ctx, dir, r.model, r.columns)
	if err != nil {
		return nil, nil, err
	}
	fields, cells = []string{"id"}, []string{module + "." + identityOf(op)}
	for _, c := range columns {
		a := kindOf(r.typ).typ.Attribute(c.attribute)
		v := op.After[c.attribute]
		if v == nil && a.Computed {
			continue
		}
		x, err := c.write(ctx, dir, orDefault(a, v))
		if err != nil {
			return nil, nil, err
		}
		if x == nil { // another column has the field
			continue
		}
		field := c.field
		if c.ids {
			field += "/.id"
		}
		fields, cells = append(fields, field), append(cells, cell(x))
	}
	if r.nested != nil {
		more, err := r.nested(ctx, dir, op.After)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range sortedKeys(more) {
			fields, cells = append(fields, f), append(cells, more[f])
		}
	}
	return fields, cells, nil
}

// update writes what changed, records that get the same values together.
func (r rows) update(ctx context.Context, b *batch) {
	var sets grouped
	for _, c := range b.of(providers.Update, providers.Replace) {
		vals, err := r.changed(ctx, b.dir, c.Operation)
		if err != nil {
			c.fail(err)
			continue
		}
		if len(vals) > 0 {
			sets.add(vals, c)
		}
	}
	for _, s := range sets {
		if err := b.client.Write(ctx, r.model, s.ids(), s.values); err != nil {
			s.fail(err)
		}
	}
	if r.beside == nil {
		return
	}
	for _, c := range b.of(providers.Update, providers.Replace) {
		if err := r.beside(ctx, b.writing, c.id, c.Operation); err != nil {
			c.fail(err)
		}
	}
}

// changed are the values of the fields that an operation changes.
func (r rows) changed(ctx context.Context, dir *directory, op *providers.Operation) (map[string]any, error) {
	t, vals := kindOf(r.typ).typ, map[string]any{}
	differs := func(name string) bool { return t.Attribute(name).Differs(op.After[name], op.Before[name]) }
	all := slices.ContainsFunc(r.bound, differs)
	columns, err := columnsOf(ctx, dir, r.model, r.columns)
	if err != nil {
		return nil, err
	}
	for _, c := range columns {
		a := t.Attribute(c.attribute)
		if again := all && op.After[c.attribute] != nil && slices.Contains(r.bound, c.attribute); !again && !differs(c.attribute) {
			continue
		}
		x, err := c.write(ctx, dir, orDefault(a, op.After[c.attribute]))
		if err != nil {
			return nil, err
		}
		if _, set := vals[c.field]; x != nil || !set { // two columns may have one field
			vals[c.field] = value(x)
		}
	}
	return vals, nil
}

// orDefault is a value, or what an attribute has without one.
func orDefault(a *providers.Attribute, v any) any {
	if v == nil {
		return a.Default
	}
	return v
}

// all are the ids of the objects of a model that have a name; with only, one that it takes.
func (d *directory) all(ctx context.Context, model string, only func(name string) bool) ([]int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.table(ctx, model)
	if err != nil {
		return nil, err
	}
	var out []int64
	for id, name := range t.keys {
		if only == nil || only(name) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}

// grouped are changes by the values that they set.
type grouped []*equalChanges

type equalChanges struct {
	shape  string
	values map[string]any
	of     []*change
}

func (g *grouped) add(values map[string]any, c *change) {
	var b strings.Builder
	for _, k := range sortedKeys(values) {
		fmt.Fprintf(&b, "%s=%#v;", k, values[k])
	}
	shape := b.String()
	for _, e := range *g {
		if e.shape == shape {
			e.of = append(e.of, c)
			return
		}
	}
	*g = append(*g, &equalChanges{shape, values, []*change{c}})
}

func (e *equalChanges) ids() []int64 {
	var out []int64
	for _, c := range e.of {
		out = append(out, c.id)
	}
	return out
}

func (e *equalChanges) fail(err error) {
	for _, c := range e.of {
		c.fail(err)
	}
}
