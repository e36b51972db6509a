package odoo

import (
	"context"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

var _ providers.Foreseer = (*Provider)(nil)

// Foresee gives the moves of records and of values that would lose something: lost deals that would be won, values that meet
// others, and values that cannot be said in another type.
func (p *Provider) Foresee(ctx context.Context, ops []*providers.Operation) ([]providers.Refusal, error) {
	p.dir.forget()
	w := &writing{Provider: p, all: ops}
	var out []providers.Refusal
	for _, op := range ops {
		if op.MoveRecordsTo == "" || op.Before == nil {
			continue
		}
		var err error
		switch {
		case op.Type == typeStage && op.Action == providers.Delete:
			err = w.foreseeStage(ctx, op)
		case op.Type == typeField:
			err = w.foreseeField(ctx, op)
		}
		if providers.IsKind(err, providers.Conflict) || providers.IsKind(err, providers.Invalid) {
			out = append(out, providers.Refusal{Op: op, Why: err.Error()})
		} else if err != nil {
			return out, err
		}
	}
	return out, nil
}

// foreseeStage looks for lost deals that would come into a stage that is won once the plan is carried out.
func (w *writing) foreseeStage(ctx context.Context, op *providers.Operation) error {
	won, name := any(nil), any(nil)
	if to := w.planned(typeStage, op.MoveRecordsTo); to != nil {
		won, name = to.After["won"], to.After["name"]
	} else {
		id, err := w.dir.id(ctx, stageRows.model, op.MoveRecordsTo)
		if err != nil {
			return err
		}
		rows, err := w.client.SearchRead(ctx, api.Search{Model: stageRows.model, Domain: []any{[]any{"id", "=", id}}, Fields: []string{"name", "is_won"}})
		if err != nil || len(rows) == 0 {
			return err
		}
		won, name = rows[0]["is_won"], rows[0]["name"]
	}
	if won != true {
		return nil
	}
	from, err := w.dir.id(ctx, stageRows.model, op.Key)
	if err != nil {
		return err
	}
	n, err := w.client.Count(ctx, leadModel, append([]any{[]any{"stage_id", "=", from}}, lost...))
	if err == nil && n > 0 {
		err = revived(n, text(name))
	}
	return err
}

// foreseeField looks for values that cannot move, or meet others.
func (w *writing) foreseeField(ctx context.Context, op *providers.Operation) error {
	m := &valueMove{model: text(op.Before["model"]), from: text(op.Before["name"]), was: op.Before}
	if op.Before["compute"] != nil && op.Action == providers.Replace {
		return nil
	}
	switch to := w.planned(typeField, op.MoveRecordsTo); {
	case op.Action == providers.Replace && (op.Before["type"] == op.After["type"] && op.Before["relation"] == op.After["relation"] || op.Before["model"] != op.After["model"]):
		return nil
	case op.Action == providers.Replace:
		m.will, m.options = op.After, w.optionValues(op.Key)
	case to != nil && to.Action == providers.Replace:
		return nil // what it will have is not known
	case to != nil && to.Action == providers.Create:
		m.will, m.options = to.After, w.optionValues(to.Key)
	default:
		live, err := w.fieldAt(ctx, op.MoveRecordsTo)
		if err != nil || live == nil {
			return err
		}
		m.to, m.will = text(live.Values["name"]), live.Values
		m.options = append(w.valuesOf(ctx, live), w.optionValues(live.Key)...)
	}
	if text(m.will["model"]) != m.model {
		return nil
	}
	_, err := m.look(ctx, w.client)
	return err
}

// planned is the operation that makes or changes an object; nil when none does.
func (w *writing) planned(typ, key string) *providers.Operation {
	i := slices.IndexFunc(w.all, func(op *providers.Operation) bool { return op.Type == typ && op.Key == key && op.After != nil })
	if i < 0 {
		return nil
	}
	return w.all[i]
}
