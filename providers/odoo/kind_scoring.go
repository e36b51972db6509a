package odoo

import (
	"context"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// What predictive lead scoring learns from stands in two parameters of the database.
const (
	scoringName   = "predictive"
	scoringFields = "crm.pls_fields"
	scoringStart  = "crm.pls_start_date"
)

// readScoring reads the one object of its type.
func readScoring(ctx context.Context, dir *directory, _ []int64) ([]*providers.Live, error) {
	var fields, start setting
	if err := together(
		func() (err error) { fields, err = parameter(ctx, dir.c, scoringFields); return err },
		func() (err error) { start, err = parameter(ctx, dir.c, scoringStart); return err },
	); err != nil {
		return nil, err
	}
	var names []any
	for _, name := range strings.Split(fields.value, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, key(leadModel, name))
		}
	}
	l, err := live(typeScoring, 0, providers.Values{"name": scoringName, "fields": names, "start": start.value})
	if err != nil {
		return nil, err
	}
	l.ID, l.BuiltIn = scoringFields, true
	return []*providers.Live{l}, nil
}

// writeScoring sets the two parameters.
func writeScoring(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	out := make([]outcome, len(ops))
	for i, op := range ops {
		out[i] = w.setScoring(ctx, op)
	}
	return out
}

func (w *writing) setScoring(ctx context.Context, op *providers.Operation) outcome {
	switch {
	case op.Action == providers.Delete:
		return outcome{id: op.ID, note: "what Odoo learns from stays as it is"}
	case op.Key != scoringName:
		return outcome{err: invalid("name", "Odoo has one scoring, %s", scoringName)}
	}
	now, err := readScoring(ctx, w.dir, nil)
	if err == nil {
		err = moved(kindOf(typeScoring).typ, op, now[0])
	}
	if err != nil {
		return outcome{err: err}
	}
	var names []string
	list, _ := op.After["fields"].([]any)
	for _, x := range list {
		model, name, _ := strings.Cut(text(x), "/")
		if model != leadModel {
			return outcome{err: invalid("fields", "%s is no field of %s", x, leadModel)}
		}
		names = append(names, name)
	}
	set := map[string]string{scoringFields: strings.Join(names, ",")}
	if start := text(op.After["start"]); start != "" {
		set[scoringStart] = start
	}
	for _, name := range sortedKeys(set) {
		if _, err := api.Do[any](ctx, w.client, api.Call{Model: parameterModel, Method: "set_param", Effect: sets,
			Args: []api.Arg{{Name: "key", Value: name}, {Name: "value", Value: set[name]}}}); err != nil {
			return outcome{err: err}
		}
	}
	now, err = readScoring(ctx, w.dir, nil)
	if err != nil {
		return outcome{err: err}
	}
	return outcome{id: now[0].ID, values: now[0].Values}
}
