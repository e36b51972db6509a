package odoo

import (
	"context"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// date finds since when moves are kept, changes of the fields that start and stop clocks, and since when these are in force.
func (h *history) date(ctx context.Context) error {
	h.kept.Since = map[schema.Address]time.Time{}
	if h.bare {
		return nil
	}
	homes := map[schema.Address][]string{}
	for _, t := range h.tracks {
		homes[t.track.Address] = []string{t.field}
	}
	for _, e := range h.clockEvents() {
		for _, f := range h.fields {
			if at := schema.FieldAddress(h.object, f.name); e.Target == at {
				homes[at] = f.homes()
			}
		}
	}
	var asked []string
	for _, at := range sortedKeys(homes) {
		for _, home := range homes[at] {
			if h.live[home].tracked && !h.live[home].written.IsZero() && !slices.Contains(asked, home) {
				asked = append(asked, home)
			}
		}
	}
	since := make([]time.Time, len(asked))
	requests := make([]func() error, len(asked))
	for i, home := range asked {
		requests[i] = func() (err error) { since[i], err = h.trackedSince(ctx, h.live[home]); return err }
	}
	if err := together(requests...); err != nil {
		return err
	}
	for at, list := range homes {
		for _, home := range list {
			if i := slices.Index(asked, home); i >= 0 {
				h.kept.Since[at] = later(h.kept.Since[at], since[i])
			}
		}
	}
	for _, s := range h.a.SLAs {
		home := ownName(s.Address.Key() + "_clock")
		if r := h.made.Find(typeField, key(h.model, home)); r == nil || r.Origin != s.Address || h.foreign[s.Address] {
			continue
		}
		if h.kept.Since[s.Address] = h.live[home].made; h.live[home].id == 0 { // not applied yet
			h.kept.Since[s.Address] = time.Now().UTC()
		}
	}
	return nil
}

// trackedSince is when the changes of a field were surely logged first: since its last change, of which one does not know what it was,
// or since the first entry, if that is older.
func (h *history) trackedSince(ctx context.Context, f liveField) (time.Time, error) {
	if !f.written.After(f.made) {
		return f.made, nil
	}
	rows, err := h.client.SearchRead(ctx, api.Search{Model: changeModel, Domain: []any{[]any{"field_id", "=", f.id}}, Fields: []string{"create_date"}, Order: "id", Limit: 1})
	if err == nil && len(rows) > 0 {
		if first := moment(rows[0].Text("create_date")); first.Before(f.written) {
			return first, nil
		}
	}
	return f.written, err
}

// clockEvents are what starts and stops clocks.
func (h *history) clockEvents() (out []schema.Event) {
	for _, s := range h.a.SLAs {
		out = append(out, s.Starts, s.Stops)
	}
	for _, r := range h.a.Routings {
		out = append(out, r.Trigger, schema.Event{Kind: "set", Target: r.AssignedAt})
	}
	return out
}
