package odoo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var _ providers.RecordHistory = (*Provider)(nil)

// How many records one request reads, and how many where Odoo counts the time in stages of each, in a time that grows with the square
// of their number. On 17.0 that takes twice as long as all the rest, which is why it is asked only where the log cannot be read.
const (
	recordPage  = 500
	countedPage = 100
)

// trackedType is the field of a lead that tells leads from opportunities.
const trackedType = "type"

// Records gives records of an object with the changes that Odoo logs of them (mail.message, mail.tracking.value). What counts:
//
//   - Archived records are records too: an opportunity that is marked as lost is archived and stays in its stage.
//   - A lead that became an opportunity is a deal from then on: it was made at that moment. It stays a lead as well while it has a
//     stage of a lifecycle of leads.
//   - The log holds changes alone. What a record began with is what its first changes leave, or what it still has; what automations
//     do while it is created belongs to that.
//   - Odoo logs once for each request what all of it changed, under the name of the user who made it; that of an apply is the one of
//     the crm block. The log holds the labels of options, in the language of who wrote: they are looked up in all languages of the
//     database, and among those that an apply took away since. A label that no option had, or that several had, stands for what the
//     field has after it, where that is known and may have been called so, and else for itself; then the record has a doubt.
//   - The basis of a move is what the same request wrote into the field that the audit block names, or gave as the reason.
//
// The user sees the records that record rules let it see, and the log only with the right Administration: Settings. Without that, the
// time in the stages of pipelines is what Odoo counts (crm.lead.duration_tracking).
func (p *Provider) Records(ctx context.Context, a *schema.Architecture, t providers.Target, ask providers.RecordAsk) (*providers.Records, error) {
	c := newCompiler(a, t, p.settings, p.org)
	if !c.owns(ask.Object) {
		return nil, &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("records of %s do not live in this database", ask.Object)}
	}
	c.compiled() // what is known of fields of one's own depends on what is made
	h := &history{compiler: c, client: p.client, object: ask.Object, model: c.names.model(ask.Object), bare: ask.Bare}
	if err := h.learn(ctx); err != nil {
		return nil, err
	}
	out := &providers.Records{Kept: h.kept, Each: func(func(*providers.LiveRecord, error) bool) {}}
	if len(h.live) == 0 { // nobody made the model yet
		return out, nil
	}
	if ask.IDs != nil {
		return h.these(ctx, out, ask)
	}
	var err error
	if out.Total, err = h.client.Count(ctx, h.model, h.domain()); err != nil {
		return nil, err
	}
	out.Each = func(yield func(*providers.LiveRecord, error) bool) {
		left, before := ask.Limit, int64(0)
		for {
			domain, size := h.domain(), h.pageSize()
			if before > 0 {
				domain = append(domain, []any{"id", "<", before})
			}
			if ask.Limit > 0 {
				size = min(size, left)
			}
			rows, err := h.rows(ctx, domain, size)
			if !h.give(ctx, rows, err, yield) || len(rows) < size {
				return
			}
			if left -= len(rows); left == 0 && ask.Limit > 0 {
				return
			}
			before = rows[len(rows)-1].ID()
		}
	}
	return out, nil
}

// these gives records by their ids.
func (h *history) these(ctx context.Context, out *providers.Records, ask providers.RecordAsk) (*providers.Records, error) {
	var ids []int64
	for _, s := range ask.IDs {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b int64) int { return int(b - a) })
	var err error
	if len(ids) > 0 {
		out.Total, err = h.client.Count(ctx, h.model, append(h.domain(), []any{"id", "in", ids}))
	}
	out.Each = func(yield func(*providers.LiveRecord, error) bool) {
		left := ask.Limit
		for some := range slices.Chunk(ids, h.pageSize()) {
			rows, err := h.rows(ctx, append(h.domain(), []any{"id", "in", some}), len(some))
			if ask.Limit > 0 {
				rows = rows[:min(left, len(rows))]
				left -= len(rows)
			}
			if !h.give(ctx, rows, err, yield) || left == 0 && ask.Limit > 0 {
				return
			}
		}
	}
	return out, err
}

func (h *history) pageSize() int {
	if h.counts() {
		return countedPage
	}
	return recordPage
}

// rows reads what stands in the records themselves, those that were made last first.
func (h *history) rows(ctx context.Context, domain []any, limit int) ([]api.Row, error) {
	return h.client.SearchRead(ctx, api.Search{Model: h.model, Domain: domain, Fields: h.reading(), Order: "id desc", Limit: limit})
}

// give hands a page of records on; ok is false when no more are wanted.
func (h *history) give(ctx context.Context, rows []api.Row, err error, yield func(*providers.LiveRecord, error) bool) (ok bool) {
	var list []*providers.LiveRecord
	if err == nil && len(rows) > 0 {
		list, err = h.page(ctx, rows)
	}
	if err != nil {
		yield(nil, err)
		return false
	}
	for _, r := range list {
		if !yield(r, nil) {
			return false
		}
	}
	return true
}

// page makes records of rows, with what is read for all of them together.
func (h *history) page(ctx context.Context, rows []api.Row) ([]*providers.LiveRecord, error) {
	out := make([]*providers.LiveRecord, len(rows))
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i], out[i] = row.ID(), h.record(row)
	}
	var writes map[int64][]logEntry
	var merged, said *remarks
	requests := []func() error{func() error { return h.link(ctx, rows, ids, out) }}
	if !h.bare {
		requests = append(requests,
			func() (err error) { writes, merged, err = h.writes(ctx, rows, ids); return err },
			func() (err error) { said, err = h.readRemarks(ctx, rows, ids); return err })
	}
	if err := together(requests...); err != nil {
		return nil, err
	}
	if !h.bare {
		for i, row := range rows {
			h.tell(out[i], row, writes[ids[i]], said.rang[ids[i]])
			if at := later(merged.merged[ids[i]], said.merged[ids[i]]); !at.IsZero() {
				out[i].Doubts = append(out[i].Doubts, providers.Doubt{Until: at, Why: mergedWhy})
			}
		}
	}
	return out, nil
}

// domain is what tells records of the object from others of its model.
func (h *history) domain() []any {
	where := h.names.where(h.object)
	if where == nil {
		return []any{}
	}
	out := []any{where}
	if h.object == "lead" {
		for _, t := range h.leadTracks() {
			out = append([]any{"|"}, append(out, []any{t.field, "!=", false})...)
		}
	}
	return out
}

// leadTracks are the lifecycles of leads whose fields no other object uses: a record that has a stage of one is a lead, also when it
// became an opportunity.
func (h *history) leadTracks() (out []*heldTrack) {
	for _, t := range h.tracks {
		if t.track.Object == "lead" && !t.records && !slices.ContainsFunc(h.a.Tracks(), func(o *schema.Track) bool {
			return o.Object != "lead" && h.trackHome(o) == h.trackHome(t.track)
		}) {
			out = append(out, t)
		}
	}
	return out
}
