package odoo

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// closing are the fields of a lead that tell how it ended, in the order in which they are given back: a probability empties the date.
var closing = []string{"automated_probability", "probability", "date_closed"}

// lost are the leads that are over without a sale: archived, or with a reason and no chance.
var lost = []any{"|", []any{"active", "=", false}, "&", []any{"probability", "=", 0}, []any{"lost_reason_id", "!=", false}}

// restage moves leads from one stage to another, false for none. With a move Odoo takes a lead for open, or for won: it empties the date
// on which it was closed, and counts the chances of a lost one anew (crm.lead.write, Odoo 17 and 19). Lost leads stay as they ended, and rules do
// nothing about them. The log has the move of each.
func restage(ctx context.Context, c *api.Client, h holder, from, to any) (moved int64, err error) {
	rows, err := c.SearchRead(ctx, api.Search{Model: h.model, Domain: append(h.heldBy(from), lost...), Fields: append([]string{"id"}, closing...)})
	if err != nil {
		return 0, err
	}
	if err := reopens(ctx, c, len(rows), to); err != nil {
		return 0, err
	}
	ended := map[float64][]int64{} // leads of no chance, by the chance that Odoo counted
	var archived []api.Row         // those that kept a chance
	for _, r := range rows {
		if p := r.Number("probability"); p == 0 {
			ended[r.Number("automated_probability")] = append(ended[r.Number("automated_probability")], r.ID())
		} else {
			archived = append(archived, r)
		}
	}
	for _, counted := range sortedKeys(ended) { // said with the move, a probability of 0 keeps Odoo from both
		n, err := moveAll(ctx, c, h.model, ended[counted], map[string]any{h.field: to, "probability": 0, "automated_probability": counted}, api.Copies)
		if moved += n; err != nil {
			return moved, err
		}
	}
	n, err := moveAll(ctx, c, h.model, rowIDs(archived), map[string]any{h.field: to}, api.Copies)
	if moved += n; err != nil {
		return moved, err
	}
	if err := closedAgain(ctx, c, h.model, archived); err != nil {
		return moved, err
	}
	open, err := c.SearchRead(ctx, api.Search{Model: h.model, Domain: append(append(h.heldBy(from), "!"), lost...), Fields: []string{"id"}})
	if err != nil {
		return moved, err
	}
	n, err = moveAll(ctx, c, h.model, rowIDs(open), map[string]any{h.field: to})
	return moved + n, err
}

// reopens refuses a stage in which Odoo would take lost leads for won.
func reopens(ctx context.Context, c *api.Client, n int, to any) error {
	if n == 0 || to == false {
		return nil
	}
	stages, err := c.SearchRead(ctx, api.Search{Model: "crm.stage", Domain: []any{[]any{"id", "=", to}}, Fields: []string{"name", "is_won"}})
	if err == nil && len(stages) == 1 && stages[0].Bool("is_won") {
		err = revived(int64(n), stages[0].Text("name"))
	}
	return err
}

// revived is the conflict of lost leads that would come into a stage that is won.
func revived(n int64, stage string) error {
	return conflict("%d lost (archived) records of %s are in it, and Odoo would take them for won in “%s”. Let the retired stage lead to one that is not won, or move these records in Odoo before", n, leadModel, stage)
}

// closedAgain gives leads back what they had before they moved, those of equal values together.
func closedAgain(ctx context.Context, c *api.Client, model string, before []api.Row) error {
	if len(before) == 0 {
		return nil
	}
	for _, field := range closing {
		after, err := c.SearchRead(ctx, api.Search{Model: model, Domain: []any{[]any{"id", "in", rowIDs(before)}}, Fields: []string{"id", field}})
		if err != nil {
			return err
		}
		now := map[int64]any{}
		for _, r := range after {
			now[r.ID()] = r[field]
		}
		was := map[any][]int64{}
		for _, r := range before {
			if is, there := now[r.ID()]; there && is != r[field] {
				was[r[field]] = append(was[r[field]], r.ID())
			}
		}
		for v, ids := range was {
			if _, err := moveAll(ctx, c, model, ids, map[string]any{field: v}, api.Copies); err != nil {
				return fmt.Errorf("%s of the archived records %v was %v, and could not be given back: %w", field, ids, v, err)
			}
		}
	}
	return nil
}
