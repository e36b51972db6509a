package odoo

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// replaceField makes a field anew: Odoo changes neither its type nor its model. Records keep their values where the operation
// says so and each can be said in the new type; otherwise nothing is touched. The old field stays under another name until
// the values are over.
func (w *writing) replaceField(ctx context.Context, c *change) error {
	was, will := c.Before, c.After
	model, name := text(was["model"]), text(was["name"])
	if model == text(will["model"]) && was["type"] == will["type"] && was["relation"] == will["relation"] && was["currency_field"] == will["currency_field"] {
		return w.renameField(ctx, c)
	}
	keep := int64(0)
	if was["compute"] == nil {
		var err error
		if keep, err = w.client.Count(ctx, model, []any{[]any{name, "!=", false}}); err != nil {
			return err
		}
	}
	switch {
	case keep > 0 && c.Discard:
		keep = 0
	case keep > 0 && (c.MoveRecordsTo == "" || model != text(will["model"])):
		return conflict("%d records of %s have a value in %s; say that they are kept, or dropped", keep, model, name)
	case keep > 0:
		v := &valueMove{model: model, from: name, was: was, will: will, options: w.optionValues(c.Key)}
		if _, err := v.look(ctx, w.client); err != nil {
			return err
		}
	}
	vals, err := w.fieldValues(ctx, c.Operation)
	if err != nil {
		return err
	}
	return w.outOfViews(ctx, model, name, name == text(will["name"]), func() error { return w.exchange(ctx, c, vals, keep) })
}

// outOfViews does something to a field while Stagecraft's own views that show it are switched off: Odoo neither renames nor
// deletes a field that a view shows. Views of others keep it from that, and are named in Odoo's refusal.
// They are switched on again at once where the field is there again, and else with the change of their own that follows.
func (w *writing) outOfViews(ctx context.Context, model, name string, again bool, do func() error) error {
	mine, err := w.dir.all(ctx, viewModel, nil)
	if err != nil {
		return err
	}
	rows, err := w.client.SearchRead(ctx, api.Search{Model: viewModel, Fields: []string{"arch_base"},
		Domain: []any{[]any{"id", "in", mine}, []any{"model", "=", model}, []any{"active", "=", true}}})
	if err != nil {
		return err
	}
	var off []int64
	for _, r := range rows {
		if slices.Contains(ownField.FindAllString(r.Text("arch_base"), -1), name) {
			off = append(off, r.ID())
		}
	}
	if len(off) == 0 {
		return do()
	}
	if err := w.client.Write(ctx, viewModel, off, map[string]any{"active": false}); err != nil {
		return err
	}
	if err = do(); err == nil && !again {
		for _, id := range off {
			w.hidden[id] = true
		}
		return nil
	}
	if on := w.client.Write(ctx, viewModel, off, map[string]any{"active": true}); err == nil && on != nil {
		err = fmt.Errorf("%w; the page with the fields of %s is switched off until it is applied again", on, model)
	}
	return err
}

// exchange makes the new field in the place of the old one, with the values of keep records.
func (w *writing) exchange(ctx context.Context, c *change, vals map[string]any, keep int64) error {
	was, will := c.Before, c.After
	model, name := text(was["model"]), text(was["name"])
	old := c.id
	aside := name
	if keep > 0 && name == text(will["name"]) {
		aside = name[:min(len(name), 63-len(asideSuffix))] + asideSuffix
		if err := w.client.Write(ctx, fieldModel, []int64{old}, map[string]any{"name": aside}); err != nil {
			return err
		}
	}
	if keep == 0 {
		if !c.Discard && was["compute"] == nil {
			if err := w.vacant(ctx, model, name); err != nil {
				return err
			}
		}
		if err := w.client.Unlink(ctx, fieldModel, []int64{old}); err != nil {
			return err
		}
	}
	ids, err := w.client.Create(ctx, fieldModel, []map[string]any{vals})
	if err != nil {
		if keep > 0 && aside != name && refused(err) { // as it was
			if back := w.client.Write(ctx, fieldModel, []int64{old}, map[string]any{"name": name}); back != nil {
				return fmt.Errorf("%w; the old field is now %s", err, aside)
			}
		}
		return err
	}
	c.id = ids[0]
	if keep > 0 {
		v := &valueMove{model: model, from: aside, to: text(will["name"]), was: was, will: will, options: w.optionValues(c.Key)}
		settled([]*change{c}, func(*change) (int64, error) { return v.pass(ctx, w.client) })
		if c.done.err != nil {
			c.done.err = fmt.Errorf("%w; values that have not been copied are in %s", c.done.err, aside)
			return c.done.err
		}
		if err := w.client.Unlink(ctx, fieldModel, []int64{old}); err != nil {
			return err
		}
	}
	if will["required"] == true {
		w.demand(ctx, []*change{c})
	}
	return nil
}

// asideSuffix is added to the name of a field that is being replaced.
const asideSuffix = "_before"

// renameField gives a field another technical name; values and options stay with it.
func (w *writing) renameField(ctx context.Context, c *change) error {
	if !strings.HasPrefix(text(c.After["name"]), "x_") {
		return invalid("name", "a field of one's own must have a name that begins with x_, and %q does not", c.After["name"])
	}
	if err := w.outOfViews(ctx, text(c.Before["model"]), text(c.Before["name"]), false, func() error {
		return w.client.Write(ctx, fieldModel, []int64{c.id}, map[string]any{"name": c.After["name"]})
	}); err != nil {
		return err
	}
	same := *c.Operation
	same.Before = c.Before.With("name", c.After["name"])
	next := &change{Operation: &same, id: c.id}
	w.updateFields(ctx, []*change{next})
	return next.done.err
}

// convert says a value in another type; ok is false when that would lose something.
func convert(v any, from, to string, options []string) (out any, ok bool) {
	if from == to && to != "selection" {
		return v, true
	}
	s, isText := v.(string)
	n, isNumber := v.(float64)
	isNumber = isNumber && from != "many2one"
	switch to {
	case "char", "text":
		switch {
		case isText && from != "html":
			return s, to == "text" || !strings.Contains(s, "\n")
		case isNumber:
			return strconv.FormatFloat(n, 'f', -1, 64), true
		}
	case "selection":
		if isNumber {
			s = strconv.FormatFloat(n, 'f', -1, 64)
		}
		return s, slices.Contains(options, s)
	case "integer":
		if isText {
			i, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
			return i, err == nil
		}
		return int64(n), isNumber && n == math.Trunc(n) && math.Abs(n) < 1<<31
	case "float", "monetary":
		if isText {
			f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
		}
		return n, isNumber
	case "datetime":
		return s + " 00:00:00", from == "date"
	case "date":
		day, rest, _ := strings.Cut(s, " ")
		return day, from == "datetime" && cmp.Or(rest, "00:00:00") == "00:00:00"
	case "boolean":
		return v, from == "boolean"
	}
	return nil, false
}
