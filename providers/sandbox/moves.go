package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// MoveRequest says who moves a record and with what.
type MoveRequest struct {
	Actor  string
	Basis  string // on what basis the decision was made; kept in the history
	Reason string // reason code, where the stage or handoff asks for one
	// Revisit is when a record in a holding stage is looked at again; it is written
	// into the field that the stage names. Zero leaves the field alone.
	Revisit time.Time
}

// MoveResult is what came of a move.
type MoveResult struct {
	Allowed  bool      `json:"allowed"`
	Refusals []Refusal `json:"refusals,omitempty"`
	Record   int64     `json:"record"`
	From     string    `json:"from,omitempty"` // address of the stage before; "" for none
	To       string    `json:"to"`
	Owner    string    `json:"owner,omitempty"`
	Outcome
}

// Move moves a record to a stage, named by address (stage.lead.mql), key (lead/mql), name,
// label or abbreviation. The applied configuration decides: a refused move
// changes nothing, gives Allowed false with every rule that refuses it, and is kept in the history.
// A move to the stage that the record is in already is allowed and does nothing.
// Errors are NotFound and Invalid only.
func (c *CRM) Move(ctx context.Context, id int64, stage string, m MoveRequest) (*MoveResult, error) {
	res := &MoveResult{Record: id}
	out, err := c.change(ctx, m.Actor, m.Basis, func(w *work) error {
		r, err := w.row(id)
		if err != nil {
			return err
		}
		st, err := resolveStage(w.a, r.object, stage)
		if err != nil {
			return err
		}
		res.From, res.To = string(r.stages[w.a.Track(st.Address).Address].stage), string(st.Address)
		return w.move(r, st, m)
	})
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		res.Refusals = refused.Refusals
		err = c.keepRefusal(ctx, id, Change{Actor: m.Actor, Basis: m.Basis}, map[string]any{"from": res.From, "to": res.To}, refused)
		if err != nil && !errors.As(err, &refused) {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		res.Allowed, res.Outcome = true, *out
	}
	var owner sql.NullString
	if err := c.db.QueryRowContext(ctx, `SELECT owner FROM records WHERE id = ?`, id).Scan(&owner); err != nil {
		return nil, err
	}
	res.Owner = owner.String
	return res, nil
}

// resolveStage finds a stage of an object's lifecycles and pipelines by what people call it.
func resolveStage(a *schema.Architecture, object, name string) (*schema.Stage, error) {
	var found []*schema.Stage
	var near []string
	for _, t := range a.Tracks() {
		for _, s := range t.Stages {
			exact := name == string(s.Address) || name == t.Name+"/"+s.Name || name == t.Address.Key()+"/"+s.Name
			if exact && t.Object != object {
				return nil, invalid("stage", "%s is a stage of %s records; this is a %s", s.Address, t.Object, object)
			}
			if t.Object != object {
				continue
			}
			if exact {
				return s, nil
			}
			near = append(near, string(s.Address), s.Name)
			if strings.EqualFold(name, s.Name) || strings.EqualFold(name, schema.Label(s.Label, s.Name)) || s.Short != "" && strings.EqualFold(name, s.Short) ||
				slices.ContainsFunc(s.Aliases, func(x string) bool { return strings.EqualFold(name, x) }) {
				found = append(found, s)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, invalid("stage", "no lifecycle or pipeline of %s records has a stage %q.%s", object, name, diag.DidYouMean(name, near))
	}
	var names []string
	for _, s := range found {
		names = append(names, string(s.Address))
	}
	return nil, invalid("stage", "%q may be %s; write one of these", name, strings.Join(names, " or "))
}

// move checks the contract and carries a move out. A refusal is a *Refused, and has changed nothing.
func (w *work) move(r *row, st *schema.Stage, m MoveRequest) error {
	track := w.a.Track(st.Address)
	from := r.stages[track.Address].stage
	if from == st.Address {
		return nil
	}
	extra := map[string]any{}
	if !m.Revisit.IsZero() && st.Revisit != "" {
		extra[st.Revisit.Name()] = m.Revisit
	}
	rec := w.record(r)
	handoffs, _ := engine.HandoffsFor(w.a, rec, st.Address, w.now)
	elsewhere := map[schema.Address]string{} // codes that are kept on a related record
	for _, list := range engine.ReasonLists(w.a, rec, st.Address, w.now) {
		if !slices.Contains(reasonCodes(list), m.Reason) {
			continue
		}
		if f := engine.ReasonField(list, r.object); strings.HasPrefix(string(f), "field."+r.object+".") {
			extra[f.Name()] = m.Reason
		} else {
			elsewhere[f] = m.Reason
		}
	}
	saved := map[string]any{}
	for name, v := range extra {
		f, err := w.writable(r.object, name)
		if err != nil {
			return err
		}
		if extra[name], err = w.fit(f, v); err != nil {
			return err
		}
		saved[name] = r.props[name]
		put(r.props, name, extra[name]) // the rules look at the record as it will be
	}
	refusals := w.refusals(r, st, m.Reason)
	for name, v := range saved {
		put(r.props, name, v)
	}
	if len(refusals) > 0 {
		return &Refused{Refusals: refusals}
	}
	if len(extra) > 0 {
		if err := w.setProps(r, extra, m.Reason, false); err != nil {
			return err
		}
	}
	detail := map[string]any{"track": track.Address, "from": from, "to": st.Address}
	if m.Reason != "" {
		detail["reason"] = m.Reason
	}
	for _, h := range handoffs {
		detail["handoff"] = h.Address
	}
	for _, field := range slices.Sorted(maps.Keys(elsewhere)) {
		_, _, l := field.Split()
		code := elsewhere[field]
		if err := w.onRelated(r, l[0], func(o *row) error { return w.trySet(o, map[string]any{l[1]: code}) }); err != nil {
			return err
		}
	}
	if err := w.place(r, track, st, detail); err != nil {
		return err
	}
	for _, h := range handoffs {
		if err := w.handOver(r, h); err != nil {
			return err
		}
	}
	return nil
}

// place writes a position, its history and its events.
func (w *work) place(r *row, track *schema.Track, st *schema.Stage, detail map[string]any) error {
	from := r.stages[track.Address].stage
	if track.Pipeline {
		for other := range r.stages { // a record is in one pipeline at a time
			if other != track.Address && other.Kind() == "pipeline" {
				if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM positions WHERE record_id = ? AND track_id = ?`, r.id, w.ids[other]); err != nil {
					return err
				}
				delete(r.stages, other)
			}
		}
	}
	if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO positions(record_id, track_id, stage_id, entered_at) VALUES (?, ?, ?, ?)
		ON CONFLICT(record_id, track_id) DO UPDATE SET stage_id = excluded.stage_id, entered_at = excluded.entered_at`,
		r.id, w.ids[track.Address], w.ids[st.Address], w.now.UnixMilli()); err != nil {
		return err
	}
	r.stages[track.Address] = position{st.Address, w.now}
	r.leaf = nil
	if err := w.note(r.id, "moved", detail, ""); err != nil {
		return err
	}
	if err := w.audit(r, track.Audit); err != nil {
		return err
	}
	if from != "" {
		w.happens(occurrence{row: r, kind: "leaving", target: from})
	}
	w.happens(occurrence{row: r, kind: "entering", target: st.Address})
	w.moved = append(w.moved, movedRow{r, track.Address})
	return w.save(r)
}

// audit writes who moved the record, when and on what basis into the fields that the flow names.
func (w *work) audit(r *row, a *schema.Audit) error {
	if a == nil {
		return nil
	}
	props := map[string]any{a.By.Name(): w.actor, a.At.Name(): w.now}
	if a.Basis != "" {
		props[a.Basis.Name()] = w.basis // an empty text clears it
	}
	err := w.setProps(r, props, "", false)
	if err != nil && a.Basis != "" && w.basis != "" { // a basis that its field refuses must not cost the rest
		if err := w.tolerate(r, map[string]any{"properties": maps.Clone(props)}, err); err != nil {
			return err
		}
		props[a.Basis.Name()] = ""
		err = w.setProps(r, props, "", false)
	}
	return w.tolerate(r, map[string]any{"properties": props}, err)
}

// handOver does what a handoff promises after the move: the new owner, the record it creates, the facts it carries.
func (w *work) handOver(r *row, h *schema.Handoff) error {
	load, err := w.load(r)
	if err != nil {
		return err
	}
	if next := engine.NextOwner(w.a, w.record(r), h, load, w.now); next.To != r.owner {
		if err := w.take(r, next, "handoff "+string(h.Address)); err != nil {
			return err
		}
	}
	if h.Creates != "" {
		ids, err := related(w.ctx, w.tx, r.id, h.Creates.Name())
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			if err := w.createFrom(r, h.Creates.Name(), w.carried(r, h, h.Creates.Name()), h.Address); err != nil {
				return err
			}
		}
	}
	for _, c := range h.Carries {
		_, _, to := c.To.Split()
		if len(to) != 2 {
			continue
		}
		v := w.factOf(r, c.From)
		if v == nil {
			continue
		}
		if err := w.onRelated(r, to[0], func(o *row) error { return w.trySet(o, map[string]any{to[1]: v}) }); err != nil {
			return err
		}
	}
	return nil
}

// carried gives the facts that a handoff copies onto records of an object.
func (w *work) carried(r *row, h *schema.Handoff, object string) map[string]any {
	out := map[string]any{}
	for _, c := range h.Carries {
		if _, _, to := c.To.Split(); len(to) == 2 && to[0] == object {
			if v := w.factOf(r, c.From); v != nil {
				out[to[1]] = v
			}
		}
	}
	return out
}

// factOf is the value of a field on the record or on the record it belongs to.
func (w *work) factOf(r *row, field schema.Address) any {
	_, _, l := field.Split()
	if len(l) != 2 {
		return nil
	}
	return w.env(r).Field(l[0], l[1])
}

// createFrom makes a record of another object that is linked with r and with what r belongs to. by is the rule that has it made.
func (w *work) createFrom(r *row, object string, props map[string]any, by schema.Address) error {
	if err := w.mayMake(r, by); err != nil {
		return err
	}
	links := []int64{r.id}
	for _, parent := range w.a.ObjectNames() {
		if parent == r.object || !w.a.BelongsTo(object, parent) || !w.a.BelongsTo(r.object, parent) {
			continue
		}
		ids, err := related(w.ctx, w.tx, r.id, parent)
		if err != nil {
			return err
		}
		links = append(links, ids[:min(1, len(ids))]...)
	}
	if !w.related(object, r.object) && !w.related(r.object, object) {
		links = links[1:]
	}
	o, err := w.create(NewRecord{Object: object, Properties: props, Owner: r.owner, Links: links})
	var refused *Refused
	if errors.As(err, &refused) {
		return w.note(r.id, "refused", map[string]any{"create": object, "refusals": refused.Refusals}, "")
	}
	if err != nil {
		return fmt.Errorf("creating a %s: %w", object, err)
	}
	o.made = &birth{by, r}
	w.done.RecordsCreated = append(w.done.RecordsCreated, o.id)
	return nil
}
