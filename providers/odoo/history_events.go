package odoo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// logEntry is what one request changed of a record.
type logEntry struct {
	at      time.Time
	who     string
	changes []logChange
}

// logChange is one of a field: what Odoo logged of it.
type logChange struct {
	field    string
	typ      string // that the field had then
	row      api.Row
	was, now datum
}

// writes reads what the log has of records, oldest first, and leaves out what it has of others that were merged into them.
func (h *history) writes(ctx context.Context, records []api.Row, ids []int64) (map[int64][]logEntry, *remarks, error) {
	made := map[int64]time.Time{}
	for _, r := range records {
		made[r.ID()] = moment(r.Text("create_date"))
	}
	merged := &remarks{merged: map[int64]time.Time{}}
	names, watched := map[int64]string{}, h.changing()
	for name := range watched {
		names[h.live[name].id] = name
	}
	if len(names) == 0 {
		return nil, merged, nil
	}
	fields := sortedKeys(names)
	messages, err := h.client.SearchRead(ctx, api.Search{Model: messageModel, IDs: true, Fields: messageFields,
		Domain: []any{[]any{"model", "=", h.model}, []any{"res_id", "in", ids}, "|", []any{"tracking_value_ids.field_id", "in", fields}, []any{"tracking_value_ids.field_id", "=", false}}})
	messages = slices.DeleteFunc(messages, func(m api.Row) bool {
		moved := h.moved(m, made[int64(m.Number("res_id"))], true)
		if moved {
			merged.took(m, "write_date")
		}
		return moved
	})
	if err != nil || len(messages) == 0 {
		return nil, merged, err
	}
	of := make([]int64, len(messages))
	for i, m := range messages {
		of[i] = m.ID()
	}
	rows, err := h.client.SearchRead(ctx, api.Search{Model: changeModel, IDs: true, Fields: changeFields, Domain: []any{[]any{"mail_message_id", "in", of}, "|", []any{"field_id", "in", fields}, []any{"field_id", "=", false}}})
	if err != nil {
		return nil, nil, err
	}
	changes := map[int64][]logChange{}
	for _, r := range rows {
		m := r.One("mail_message_id")
		c := logChange{field: names[r.One("field_id")], row: r}
		c.typ = h.live[c.field].typ
		if info, _ := r["field_info"].(map[string]any); r.One("field_id") == 0 { // of a field that was deleted, and perhaps made again
			c.field, c.typ = text(info["name"]), text(info["type"])
		}
		if watched[c.field] {
			changes[m] = append(changes[m], c)
		}
	}
	out := map[int64][]logEntry{}
	for _, m := range messages {
		if len(changes[m.ID()]) == 0 {
			continue
		}
		record := int64(m.Number("res_id"))
		out[record] = append(out[record], logEntry{moment(m.Text("create_date")), h.users.author(m.One("author_id"), m.One("create_uid")), changes[m.ID()]})
	}
	return out, merged, nil
}

// changeFields are the columns of a change. Which of them hold the values, the type of the field says.
var changeFields = func() []string {
	out := []string{"mail_message_id", "field_id", "field_info"}
	for _, when := range []string{"old", "new"} {
		for _, of := range []string{"integer", "float", "char", "text", "datetime"} {
			out = append(out, when+"_value_"+of)
		}
	}
	return out
}()

// logged is a value as the log has it, before ("old") or after ("new") a change. now is what the field has later, which tells
// options with the same label apart; why says why it may be another one.
func (h *history) logged(c logChange, when string, at time.Time, now datum) (out datum, why string) {
	field, row := c.field, c.row
	get := func(of string) string { return row.Text(when + "_value_" + of) }
	n := row.Number(when + "_value_integer")
	if typ := h.live[field].typ; typ != c.typ { // what it was in words
		if s := cmp.Or(get("char"), get("text"), get("datetime")); s != "" && typ == "selection" {
			return h.option(field, s, at, now)
		} else if s != "" {
			return datum{label: s}, ""
		}
		for _, v := range []float64{n, row.Number(when + "_value_float")} {
			if v != 0 {
				return datum{label: strconv.FormatFloat(v, 'f', -1, 64)}, ""
			}
		}
		return datum{}, ""
	}
	switch c.typ {
	case "boolean":
		out.v = n != 0
	case "integer":
		out.v = n
	case "float", "monetary":
		out.v = row.Number(when + "_value_float")
	case "many2one":
		if n != 0 {
			out = datum{int64(n), get("char")}
		}
	case "selection":
		return h.option(field, get("char"), at, now)
	case "date", "datetime":
		if s := get("datetime"); s != "" {
			out.v = s
		}
	case "text":
		if s := get("text"); s != "" {
			out.v = s
		}
	default:
		if s := get("char"); s != "" {
			out.v = s
		}
	}
	return out, ""
}

// tell makes events of what the log has of a record. It goes back from what the record is now, so that what it began with is left
// in the end.
func (h *history) tell(r *providers.LiveRecord, row api.Row, log []logEntry, rang []providers.RecordEvent) {
	now := map[string]datum{}
	at := func(field string) datum {
		c, known := now[field]
		if !known {
			c = cellOf(h.live[field].typ, row, field)
		}
		return c
	}
	made := providers.RecordEvent{Kind: providers.Made, At: r.Created, Who: h.users.word(row.One("create_uid"))}
	var back [][]providers.RecordEvent
	dated := false // when it was archived
	for _, w := range slices.Backward(log) {
		for i, c := range w.changes {
			var why [2]string
			w.changes[i].now, why[0] = h.logged(c, "new", w.at, at(c.field))
			w.changes[i].was, why[1] = h.logged(c, "old", w.at, datum{})
			h.doubt(r, c.field, w.at, why[:])
		}
		if h.object == "deal" && h.became(w) {
			made.At, made.Who, r.Created = w.at, w.who, w.at
			break
		}
		if i := slices.IndexFunc(w.changes, func(c logChange) bool { return c.field == "active" }); i >= 0 && !dated {
			if dated = true; !r.Archived.IsZero() {
				r.Archived, r.Active = w.at, time.Time{}
			}
		}
		back = append(back, h.events(row, w, now, at))
	}
	events := []providers.RecordEvent{made}
	for _, t := range h.tracks {
		e := made
		e.Track = t.track.Address
		if e.To, e.Is = t.placeOf(h, at(t.field)); !h.mine(t, row) {
			e.Is = nil
		}
		if h.kept.Moves[e.Track] && (e.To != "" || e.Is != nil) {
			events = append(events, e)
			if e.To != "" {
				r.EnteredAt[e.Track] = e.At
			}
		}
	}
	for _, list := range slices.Backward(back) {
		events = append(events, list...)
	}
	for _, e := range events {
		if e.Kind == providers.Moved && e.To != "" {
			r.EnteredAt[e.Track] = e.At
		}
	}
	for t := range r.EnteredAt { // of the stage that it is in
		if r.Stages[t] == "" {
			delete(r.EnteredAt, t)
		}
	}
	for _, e := range rang {
		if !e.At.Before(r.Created) {
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(a, b providers.RecordEvent) int { return a.At.Compare(b.At) })
	r.Events = events
	if last := events[len(events)-1].At; !r.Active.IsZero() && last.After(r.Active) {
		r.Active = last
	}
	h.spent(r, row)
}

// doubt notes of the flows that a field holds why it is not sure where a record was until a time. The log is gone through backwards.
func (h *history) doubt(r *providers.LiveRecord, field string, at time.Time, why []string) {
	for _, t := range h.tracks {
		for _, s := range why {
			if t.field == field && s != "" && !slices.ContainsFunc(r.Doubts, func(d providers.Doubt) bool { return d.Track == t.track.Address && d.Why == s }) {
				r.Doubts = append(r.Doubts, providers.Doubt{Until: at, Track: t.track.Address, Why: s})
			}
		}
	}
}

// became tells whether a write made an opportunity of a lead.
func (h *history) became(w logEntry) bool {
	return slices.ContainsFunc(w.changes, func(c logChange) bool { return c.field == trackedType && c.now.v == "opportunity" && c.was.v == "lead" })
}

// events are those of one write. now is what the fields have after it, and then before it.
func (h *history) events(row api.Row, w logEntry, now map[string]datum, at func(string) datum) (out []providers.RecordEvent) {
	touched := func(homes ...string) bool {
		return slices.ContainsFunc(w.changes, func(c logChange) bool { return slices.Contains(homes, c.field) })
	}
	for _, c := range w.changes {
		now[c.field] = c.now
	}
	var fields []heldField
	for _, f := range h.fields {
		if touched(f.homes()...) {
			fields = append(fields, f)
			out = append(out, providers.RecordEvent{Kind: providers.Changed, At: w.at, Who: w.who, Field: f.name, Is: h.values(f, at)})
		}
	}
	var tracks []*heldTrack
	for _, t := range h.tracks {
		if touched(t.field) {
			e := providers.RecordEvent{Kind: providers.Moved, At: w.at, Who: w.who, Track: t.track.Address, Basis: h.basis(t.track, w)}
			e.To, e.Is = t.placeOf(h, at(t.field))
			tracks, out = append(tracks, t), append(out, e)
		}
	}
	for _, c := range w.changes {
		now[c.field] = c.was
	}
	for i, f := range fields {
		out[i].Was = h.values(f, at)
	}
	moves := out[len(fields):]
	out = out[:len(fields):len(fields)]
	for i, t := range tracks {
		e := moves[i]
		e.From, e.Was = t.placeOf(h, at(t.field))
		// Between stages of which this pipeline has none it is a move in another one.
		if e.From != "" || e.To != "" || (e.Was != nil || e.Is != nil) && h.mine(t, row) {
			out = append(out, e)
		}
	}
	return out
}

// placeOf is stageOf for events: a stage that nobody declared is nil where there is none.
func (t *heldTrack) placeOf(h *history, c datum) (schema.Address, any) {
	stage, strange := t.stageOf(h, c)
	if strange == "" {
		return stage, nil
	}
	return stage, strange
}

// basis is what a write gave as the reason of a move: the code of a list, the text for it, or "code: text".
func (h *history) basis(t *schema.Track, w logEntry) string {
	given := func(a schema.Address) string {
		for _, f := range h.fields {
			if a != schema.FieldAddress(h.object, f.name) {
				continue
			}
			for _, c := range w.changes {
				if v := h.value(f, c.now); slices.Contains(f.homes(), c.field) && v != nil {
					return fmt.Sprint(v)
				}
			}
		}
		return ""
	}
	var out []string
	for _, l := range h.a.Reasons {
		if code := given(engine.ReasonField(l, h.object)); code != "" && len(out) == 0 {
			out = append(out, code)
		}
	}
	for _, c := range w.changes {
		if c.field == "lost_reason_id" && len(out) == 0 && !c.now.empty() {
			out = append(out, h.lossCode(c.now))
		}
	}
	if t.Audit != nil {
		if words := given(t.Audit.Basis); words != "" {
			out = append(out, words)
		}
	}
	return strings.Join(out, ": ")
}

// spent is the time in stages as Odoo counts it: seconds by the number of the stage.
func (h *history) spent(r *providers.LiveRecord, row api.Row) {
	counted, _ := row["duration_tracking"].(map[string]any)
	for _, t := range h.tracks {
		for id, a := range t.byID {
			if n, ok := counted[fmt.Sprint(id)].(float64); ok && t.records {
				if r.Spent == nil {
					r.Spent = map[schema.Address]time.Duration{}
				}
				r.Spent[a] = time.Duration(n) * time.Second
			}
		}
	}
}
