package odoo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// optionModel is where Odoo keeps the values of selections.
const optionModel = "ir.model.fields.selection"

// option is a value of a selection as Odoo has it.
type option struct {
	id           int64
	value, label string
	at           float64
	edit         *change // what becomes of it; nil: it stays
}

// readOptions reads the options of all fields of interest. Of their numbers only the order counts: Odoo gives them others.
func readOptions(ctx context.Context, dir *directory, ids []int64) ([]*providers.Live, error) {
	domain := []any{"|", []any{"field_id.model", "in", []string{leadModel, partnerModel}}, []any{"field_id.state", "=", "manual"}}
	if ids != nil { // the places of some follow from all of their fields
		domain = []any{[]any{"field_id.selection_ids", "in", ids}}
	}
	fields, lists, err := optionLists(ctx, dir, domain)
	if err != nil {
		return nil, err
	}
	var out []*providers.Live
	for _, field := range fields {
		_, name := under(field)
		for at, o := range lists[field] {
			if ids != nil && !slices.Contains(ids, o.id) {
				continue
			}
			l, err := live(typeOption, o.id, providers.Values{"field": field, "value": o.value, "label": o.label, "order": at})
			if err != nil {
				return nil, err
			}
			l.BuiltIn = !strings.HasPrefix(name, "x_")
			out = append(out, l)
		}
	}
	return out, nil
}

// optionLists are the options of fields in their order, by the field's key.
func optionLists(ctx context.Context, dir *directory, domain []any) (fields []string, lists map[string][]*option, err error) {
	rows, err := dir.c.SearchRead(ctx, api.Search{Model: optionModel, Domain: domain, Fields: []string{"field_id", "value", "name", "sequence"}, Order: "field_id, sequence, id"})
	if err != nil {
		return nil, nil, err
	}
	lists = map[string][]*option{}
	for _, r := range rows {
		field, err := dir.key(ctx, fieldNames, r.One("field_id"))
		if err != nil {
			return nil, nil, err
		}
		if field == "" {
			continue // the field has come or gone in between
		}
		if lists[field] == nil {
			fields = append(fields, field)
		}
		lists[field] = append(lists[field], &option{id: r.ID(), value: r.Text("value"), label: r.Text("name"), at: float64(len(lists[field]))})
	}
	return fields, lists, nil
}

// optionLock is the field: its options are written together.
func optionLock(op *providers.Operation) string {
	return cmp.Or(text(op.After["field"]), text(op.Before["field"]))
}

// optionsOf are the options that the apply creates in a field, in their order.
func (w *writing) optionsOf(field string) []*providers.Operation {
	var out []*providers.Operation
	for _, op := range w.all {
		if op.Type == typeOption && (op.Action == providers.Create || op.Action == providers.Replace) && text(op.After["field"]) == field {
			out = append(out, op)
		}
	}
	slices.SortStableFunc(out, func(a, b *providers.Operation) int {
		return cmp.Compare(number(a.After["order"]), number(b.After["order"]))
	})
	return out
}

func number(v any) float64 { n, _ := v.(float64); return n }

// optionValues are the values that a new field will have.
func (w *writing) optionValues(field string) []string {
	var out []string
	for _, op := range w.optionsOf(field) {
		out = append(out, text(op.After["value"]))
	}
	return out
}

// valuesOf are the values of a live field's options.
func (w *writing) valuesOf(ctx context.Context, l *providers.Live) []string {
	_, lists, err := optionLists(ctx, w.dir, []any{[]any{"field_id.model", "=", l.Values["model"]}, []any{"field_id.name", "=", l.Values["name"]}})
	var out []string
	if err == nil {
		for _, o := range lists[l.Key] {
			out = append(out, o.value)
		}
	}
	return out
}

// settleOptions notes the options that were created with their field.
func (w *writing) settleOptions(ctx context.Context, c *change) {
	ops := w.optionsOf(c.Key)
	if len(ops) == 0 || c.id == 0 {
		return
	}
	_, lists, err := optionLists(ctx, w.dir, []any{[]any{"field_id", "=", c.id}})
	if err != nil {
		return // they are found when their turn comes
	}
	made, done := map[string]int64{}, map[*providers.Operation]outcome{}
	for _, op := range ops {
		for at, o := range lists[c.Key] {
			if op.Action != providers.Create || o.value != text(op.After["value"]) {
				continue
			}
			if l, err := live(typeOption, o.id, providers.Values{"field": c.Key, "value": o.value, "label": o.label, "order": at}); err == nil {
				made[identityOf(op)], done[op] = o.id, outcome{id: l.ID, values: l.Values}
			}
		}
	}
	err = identify(ctx, w.client, optionModel, made)
	for op, o := range done {
		o.err = err
		w.early.Settle(op, o)
	}
}

// writeOptions writes the options of each field together: Odoo loads its registry again after each write.
func writeOptions(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	b := newBatch(ctx, w, kindOf(typeOption), ops)
	for _, c := range b.changes {
		if c.Action == providers.Replace && providers.IsKind(c.done.err, providers.NotFound) { // it went with its field
			op := *c.Operation
			op.Action, c.Operation, c.done.err = providers.Update, &op, nil
		}
	}
	by := map[string][]*change{}
	for _, c := range b.of(providers.Create, providers.Update, providers.Replace, providers.Delete) {
		field := optionLock(c.Operation)
		by[field] = append(by[field], c)
	}
	for _, field := range sortedKeys(by) {
		if err := w.editOptions(ctx, field, by[field]); err != nil {
			for _, c := range by[field] {
				c.fail(err)
			}
		}
	}
	made := map[string]int64{}
	for _, c := range b.of(providers.Create, providers.Update, providers.Replace) {
		made[identityOf(c.Operation)] = c.id
	}
	if err := identify(ctx, w.client, optionModel, made); err != nil {
		for _, c := range b.of(providers.Create, providers.Update, providers.Replace) {
			c.fail(err)
		}
	}
	return b.finish(ctx)
}

// editOptions brings the options of a field into their new order, with what comes and without what goes.
func (w *writing) editOptions(ctx context.Context, field string, edits []*change) error {
	model, name, _ := splitOption(field + "/")
	if !strings.HasPrefix(name, "x_") {
		return invalid("field", "%s is Odoo's own field, whose options cannot be changed", field)
	}
	id, err := w.dir.id(ctx, fieldNames, field)
	if err != nil {
		return err
	}
	of := []any{[]any{"field_id", "=", id}}
	_, lists, err := optionLists(ctx, w.dir, of)
	if err != nil {
		return err
	}
	list, was := lists[field], labelsOf(lists[field])
	var leaving []*option
	for _, c := range edits {
		list, leaving = edit(list, leaving, c)
	}
	slices.SortStableFunc(list, func(a, b *option) int {
		return cmp.Or(cmp.Compare(a.at, b.at), boolean01(a.edit == nil)-boolean01(b.edit == nil))
	})
	var commands []any
	for at, o := range list {
		vals := map[string]any{"value": o.value, "name": o.label, "sequence": at}
		if o.id == 0 {
			commands = append(commands, []any{0, 0, vals})
			continue
		}
		delete(vals, "value")
		if o.edit == nil {
			delete(vals, "name")
		}
		commands = append(commands, []any{1, o.id, vals})
	}
	h := holder{model: model, field: name}
	var gone []any
	var waiting []*option
	for _, o := range leaving {
		n, err := w.client.Count(ctx, h.model, h.heldBy(o.value))
		switch {
		case err != nil:
			o.edit.fail(err)
		case n > 0:
			waiting = append(waiting, o)
		default:
			gone = append(gone, []any{2, o.id, 0})
		}
	}
	if err := w.client.Write(ctx, fieldModel, []int64{id}, map[string]any{"selection_ids": append(commands, gone...)}); err != nil {
		return err
	}
	// Odoo would empty the field in records that have a value which goes, without a word.
	moving := make([]*change, len(waiting))
	leaves := map[*change]*option{}
	for i, o := range waiting {
		moving[i], leaves[o.edit] = o.edit, o
	}
	settled(moving, func(c *change) (int64, error) {
		var to any = false
		if c.MoveRecordsTo != "" {
			_, _, value := splitOption(c.MoveRecordsTo)
			to = value
		}
		return release(ctx, w.client, []holder{h}, leaves[c].value, to, c.Operation)
	})
	gone = nil
	for _, o := range waiting {
		if o.edit.done.err == nil {
			gone = append(gone, []any{2, o.id, 0})
		}
	}
	if len(gone) > 0 {
		if err := w.client.Write(ctx, fieldModel, []int64{id}, map[string]any{"selection_ids": gone}); err != nil {
			return err
		}
	}
	_, lists, err = optionLists(ctx, w.dir, of)
	if err != nil {
		return err
	}
	if err := keepLabels(ctx, w.client, field, id, was, labelsOf(lists[field])); err != nil {
		return err
	}
	for _, c := range edits {
		for _, o := range lists[field] {
			if c.Action != providers.Delete && o.value == text(c.After["value"]) {
				c.id = o.id
			}
		}
	}
	return nil
}

func boolean01(b bool) int {
	if b {
		return 1
	}
	return 0
}

// edit carries an operation out on a list of options. What leaves is kept apart: records may have to move first.
func edit(list, leaving []*option, c *change) (stay, leave []*option) {
	at := func(value any) int {
		return slices.IndexFunc(list, func(o *option) bool { return o.value == text(value) })
	}
	i := at(c.After["value"])
	if c.Action == providers.Delete || c.Action == providers.Replace && c.Before["value"] != c.After["value"] {
		if old := at(c.Before["value"]); old >= 0 {
			list[old].edit = c
			leaving, list = append(leaving, list[old]), slices.Delete(list, old, old+1)
			i = at(c.After["value"])
		}
	}
	if c.Action == providers.Delete {
		return list, leaving
	}
	place, given := c.After["order"].(float64)
	switch {
	case i >= 0 && c.Action == providers.Create:
		c.fail(conflict("Odoo has the option %s already", c.Key))
		return list, leaving
	case i < 0:
		o := &option{value: text(c.After["value"]), at: float64(len(list))}
		list, i = append(list, o), len(list)
	}
	o := list[i]
	if o.label, o.edit = text(c.After["label"]), c; given {
		o.at = place
	}
	return list, leaving
}
