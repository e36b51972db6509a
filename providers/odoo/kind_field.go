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

// fieldModel is where Odoo keeps what fields there are.
const fieldModel = "ir.model.fields"

// fieldColumns are the attributes of a field. Whether it is required is apart, see effective.
var fieldColumns = []column{
	{"model", "model", textual}, {"name", "name", textual}, {"label", "field_description", textual}, {"type", "ttype", textual}, {"relation", "relation", textual},
	{"help", "help", textual}, {"required", "required", boolean}, {"tracked", "tracking", tracked}, {"readonly", "readonly", boolean}, {"currency_field", "currency_field", textual},
	{"compute", "compute", textual}, {"depends", "depends", textual},
}

// tracked is a flag that Odoo keeps as a place among the tracked fields, 0 for none.
var tracked = codec{read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) { return r.Number(f) > 0, nil },
	write: func(_ context.Context, _ *directory, v any) (any, error) {
		if v == true {
			return 100, nil
		}
		return 0, nil
	}}

// readFields reads all fields of leads and partners, and those of one's own of other models.
func readFields(ctx context.Context, dir *directory, ids []int64) ([]*providers.Live, error) {
	domain := fieldsOfInterest()
	if ids != nil {
		domain = []any{[]any{"id", "in", ids}}
	}
	names := []string{"state", "store"}
	for _, c := range fieldColumns {
		names = append(names, c.field)
	}
	rows, err := dir.c.SearchRead(ctx, api.Search{Model: fieldModel, Domain: domain, Fields: names})
	if err != nil {
		return nil, err
	}
	if err := effective(ctx, dir.c, rows); err != nil {
		return nil, err
	}
	out := make([]*providers.Live, len(rows))
	for i, r := range rows {
		v := providers.Values{}
		for _, c := range fieldColumns {
			if v[c.attribute], err = c.read(ctx, dir, r, c.field); err != nil {
				return nil, err
			}
		}
		if out[i], err = live(typeField, r.ID(), v); err != nil {
			return nil, err
		}
		out[i].BuiltIn = r.Text("state") != "manual"
	}
	return out, nil
}

// effective takes the mark "required" from fields of one's own that records are without: Odoo says that they are required
// and lets records be without all the same, since PostgreSQL refused the constraint (Odoo 17, seen: "unable to set NOT NULL"
// stands in the server's log alone). Such a field is written again, once no record is without.
func effective(ctx context.Context, c *api.Client, rows []api.Row) error {
	by := map[string][]api.Row{}
	for _, r := range rows {
		if r.Bool("required") && r.Text("state") == "manual" && r.Bool("store") {
			by[r.Text("model")] = append(by[r.Text("model")], r)
		}
	}
	for _, model := range sortedKeys(by) {
		var ors, empty []any // a record without one of them: "|" stands before the two that it joins
		for i, r := range by[model] {
			if i > 0 {
				ors = append(ors, "|")
			}
			empty = append(empty, []any{r.Text("name"), "=", false})
		}
		n, err := c.Count(ctx, model, append(ors, empty...))
		if err != nil {
			return err
		}
		for _, r := range by[model] {
			if n == 0 {
				break
			}
			without, err := c.Count(ctx, model, []any{[]any{r.Text("name"), "=", false}})
			if err != nil {
				return err
			}
			r["required"] = without == 0
		}
	}
	return nil
}

// fieldBatch is how many fields one request makes. Odoo loads its registry again after each.
const fieldBatch = 50

// writeFields creates fields in batches, together with the options that the apply has for them; changes those that get the
// same values together; and deletes at once.
func writeFields(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	b := newBatch(ctx, w, kindOf(typeField), ops)
	for _, c := range b.of(providers.Update, providers.Replace, providers.Delete) {
		if b.there[c.id].BuiltIn {
			c.fail(invalid("", "%s is Odoo's own field, which cannot be changed", c.Key))
		}
	}
	w.createFields(ctx, b.of(providers.Create))
	w.updateFields(ctx, b.of(providers.Update))
	for _, c := range b.of(providers.Replace) {
		c.fail(w.replaceField(ctx, c))
	}
	w.removeFields(ctx, b)
	b.dir.forget(fieldNames)
	made := map[string]int64{}
	for _, c := range b.of(providers.Create, providers.Replace, providers.Update) {
		made[identityOf(c.Operation)] = c.id
	}
	if err := identify(ctx, w.client, fieldModel, made); err != nil {
		for _, c := range b.of(providers.Create, providers.Replace, providers.Update) {
			c.fail(err)
		}
	}
	out := b.finish(ctx)
	for _, c := range b.of(providers.Create, providers.Replace) {
		w.settleOptions(ctx, c)
	}
	return out
}

// fieldValues are what Odoo takes for a new field.
func (w *writing) fieldValues(ctx context.Context, op *providers.Operation) (map[string]any, error) {
	model, name := text(op.After["model"]), text(op.After["name"])
	switch {
	case !strings.HasPrefix(name, "x_"):
		return nil, invalid("name", "a field of one's own must have a name that begins with x_, and %q does not", name)
	case len(name) > 63:
		return nil, invalid("name", "PostgreSQL takes names of up to 63 characters, and %q has %d", name, len(name))
	case op.After["type"] == nil:
		return nil, invalid("type", "a new field must have a type")
	}
	id, err := w.dir.id(ctx, modelNames, model)
	if err != nil {
		return nil, err
	}
	vals := map[string]any{"model_id": id}
	for _, c := range fieldColumns {
		if v := op.After[c.attribute]; v != nil && c.attribute != "model" && c.attribute != "required" {
			if vals[c.field], err = c.write(ctx, w.dir, v); err != nil {
				return nil, err
			}
		}
	}
	if op.After["compute"] != nil {
		vals["store"] = true
	}
	if vals["field_description"] == nil {
		vals["field_description"] = name
	}
	var options []any
	for i, o := range w.optionsOf(op.Key) {
		options = append(options, []any{0, 0, map[string]any{"value": o.After["value"], "name": o.After["label"], "sequence": i}})
	}
	if options != nil {
		vals["selection_ids"] = options
	}
	return vals, nil
}

// createFields makes fields in batches. What is required becomes so afterwards, where no record is without.
func (w *writing) createFields(ctx context.Context, creates []*change) {
	for batch := range slices.Chunk(creates, fieldBatch) {
		var values []map[string]any
		var of []*change
		for _, c := range batch {
			if there, err := w.dir.has(ctx, fieldNames, c.Key); there || err != nil {
				c.fail(cmp.Or(err, conflict("Odoo has the field %s already", c.Key)))
				continue
			}
			v, err := w.fieldValues(ctx, c.Operation)
			if err != nil {
				c.fail(err)
				continue
			}
			values, of = append(values, v), append(of, c)
		}
		w.makeFields(ctx, values, of)
	}
	var demanded []*change
	for _, c := range creates {
		if c.done.err == nil && c.After["required"] == true {
			demanded = append(demanded, c)
		}
	}
	w.demand(ctx, demanded)
}

// makeFields makes fields. Those of a model have names of their own, so that it can be seen what was made when no answer came.
func (w *writing) makeFields(ctx context.Context, values []map[string]any, of []*change) {
	w.makeAll(ctx, fieldModel, values, of)
	unsure := slices.DeleteFunc(slices.Clone(of), func(c *change) bool { return !providers.IsKind(c.done.err, providers.Ambiguous) })
	if len(unsure) > 0 {
		w.dir.forget(fieldNames)
	}
	for _, c := range unsure {
		if id, err := w.dir.id(ctx, fieldNames, c.Key); err == nil {
			c.id, c.done.err = id, nil
		}
	}
}

// demand makes fields required, those without a value in no record at once. Others are left as they are, with the number of
// records to fill first: Odoo would say yes and not hold to it.
func (w *writing) demand(ctx context.Context, fields []*change) {
	var ids []int64
	var of []*change
	for _, c := range fields {
		n, err := w.without(ctx, c.After)
		switch {
		case err != nil:
			c.fail(err)
		case n > 0:
			c.fail(&providers.Error{Kind: providers.Conflict, Attribute: "required",
				Message: fmt.Sprintf("%d records of %s have no value in %s, and Odoo would not hold to it; fill them, then apply again", n, c.After["model"], c.After["name"])})
		default:
			ids, of = append(ids, c.id), append(of, c)
		}
	}
	if len(ids) == 0 {
		return
	}
	// Off and on again: the constraint is set when the mark changes, not when it is there.
	for _, on := range []bool{false, true} {
		if err := w.client.Write(ctx, fieldModel, ids, map[string]any{"required": on}); err != nil {
			for _, c := range of {
				c.fail(err)
			}
			return
		}
	}
	for _, c := range of { // a record that came between the count and the mark keeps the constraint from being set
		if n, err := w.without(ctx, c.After); err != nil {
			c.fail(err)
		} else if n > 0 {
			c.fail(conflict("%d records of %s got no value in %s while it was made required; fill them, then apply again", n, c.After["model"], c.After["name"]))
		}
	}
}

// without counts the records that have no value in a field.
func (w *writing) without(ctx context.Context, v providers.Values) (int64, error) {
	return w.client.Count(ctx, text(v["model"]), []any{[]any{text(v["name"]), "=", false}})
}

// updateFields writes what changed, fields that get the same values together.
func (w *writing) updateFields(ctx context.Context, changes []*change) {
	t := kindOf(typeField).typ
	var sets grouped
	var demanded []*change
	for _, c := range changes {
		vals := map[string]any{}
		for _, col := range fieldColumns {
			want := c.After[col.attribute]
			if !t.Attribute(col.attribute).Differs(want, c.Before[col.attribute]) {
				continue
			}
			if col.attribute == "required" && want == true {
				demanded = append(demanded, c)
				continue
			}
			x, err := col.write(ctx, w.dir, want)
			if err != nil {
				c.fail(err)
				continue
			}
			vals[col.field] = x
		}
		if len(vals) > 0 && c.done.err == nil {
			sets.add(vals, c)
		}
	}
	for _, s := range sets {
		if err := w.client.Write(ctx, fieldModel, s.ids(), s.values); err != nil {
			s.fail(err)
		}
	}
	w.demand(ctx, slices.DeleteFunc(demanded, func(c *change) bool { return c.done.err != nil }))
}

// removeFields deletes fields that no record has a value in, or whose values go elsewhere or nowhere.
func (w *writing) removeFields(ctx context.Context, b *batch) {
	moves := map[*change]*valueMove{}
	settled(b.of(providers.Delete), func(c *change) (int64, error) {
		was := b.there[c.id].Values
		model, name := text(was["model"]), text(was["name"])
		if c.MoveRecordsTo == "" {
			if c.Discard || was["compute"] != nil {
				return 0, nil
			}
			return 0, w.vacant(ctx, model, name)
		}
		if moves[c] == nil {
			to, err := w.fieldAt(ctx, c.MoveRecordsTo)
			if err != nil && !providers.IsKind(err, providers.NotFound) {
				return 0, err
			}
			if to == nil || text(to.Values["model"]) != model {
				n, err := w.client.Count(ctx, model, []any{[]any{name, "!=", false}})
				if n > 0 {
					err = invalid("", "values of %s cannot move to %s, which is no field of the same model", c.Key, c.MoveRecordsTo)
				}
				return 0, err
			}
			moves[c] = &valueMove{model: model, from: name, to: text(to.Values["name"]), was: was, will: to.Values, options: w.valuesOf(ctx, to)}
		}
		return moves[c].pass(ctx, w.client)
	})
	w.unlink(ctx, fieldModel, b.of(providers.Delete))
}

// fieldAt reads a field by its natural key.
func (w *writing) fieldAt(ctx context.Context, key string) (*providers.Live, error) {
	id, err := w.dir.id(ctx, fieldNames, key)
	if err != nil {
		return nil, err
	}
	found, err := readFields(ctx, w.dir, []int64{id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
