package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// relatedLimit is how many related records and activities of one record criteria look at.
const relatedLimit = 500

// record shows a record, with what it is related to, to the engine.
func (w *work) record(r *row) *engine.Record {
	return w.build(r, 2, map[int64]*engine.Record{})
}

func (w *work) build(r *row, depth int, seen map[int64]*engine.Record) *engine.Record {
	if rec := seen[r.id]; rec != nil {
		return rec
	}
	if depth == 0 && r.leaf != nil {
		seen[r.id] = r.leaf
		return r.leaf
	}
	rec := &engine.Record{ID: strconv.FormatInt(r.id, 10), Object: r.object, Owner: r.owner, Fields: maps.Clone(r.props),
		Stages: map[schema.Address]schema.Address{}, EnteredAt: map[schema.Address]time.Time{}, Related: map[string][]*engine.Record{}}
	seen[r.id] = rec
	rec.Fields["created_at"], rec.Fields["updated_at"] = r.created, r.updated
	if !r.active.IsZero() {
		rec.Fields["last_activity_at"] = r.active
	}
	for t, p := range r.stages {
		rec.Stages[t], rec.EnteredAt[t] = p.stage, p.entered
	}
	if err := w.activities(r.id, rec); err != nil {
		w.fail(err)
	}
	if depth == 0 {
		r.leaf = rec // a company shows each of its contacts all the others
		return rec
	}
	ids, err := w.linked(r.id)
	if err != nil {
		w.fail(err)
	}
	for _, id := range ids[:min(len(ids), relatedLimit)] {
		o, err := w.peek(id)
		if err != nil {
			w.fail(err)
			break
		}
		rec.Related[o.object] = append(rec.Related[o.object], w.build(o, depth-1, seen))
	}
	return rec
}

// activities adds what was logged on a record, and when its scores were reset.
func (w *work) activities(id int64, rec *engine.Record) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT name, at FROM activities WHERE record_id = ? ORDER BY at DESC, id DESC LIMIT ?`, id, relatedLimit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var at int64
		if err := rows.Scan(&name, &at); err != nil {
			return err
		}
		rec.Activities = append(rec.Activities, engine.Activity{Name: name, At: time.UnixMilli(at).UTC()})
	}
	if err := rows.Err(); err != nil || len(rec.Activities) == 0 {
		return err
	}
	resets, err := w.tx.QueryContext(w.ctx, `SELECT json_extract(detail, '$.target'), at FROM history WHERE record_id = ? AND kind = 'score_reset' ORDER BY id`, id)
	if err != nil {
		return err
	}
	defer resets.Close()
	rec.Resets = map[schema.Address]time.Time{}
	for resets.Next() {
		var target string
		var at int64
		if err := resets.Scan(&target, &at); err != nil {
			return err
		}
		rec.Resets[schema.Address(target)] = time.UnixMilli(at).UTC()
	}
	return resets.Err()
}

// fail remembers an error of the file that a criterion met; the change is then undone.
func (w *work) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// env shows a record to criteria; changed and prior see the values before the change.
func (w *work) env(r *row) expr.Env {
	prior := map[string]any{}
	for k, v := range r.props {
		if old := r.prior[k]; !reflect.DeepEqual(old, v) {
			prior[k] = old
		}
	}
	for k, old := range r.prior {
		if r.props[k] == nil {
			prior[k] = old
		}
	}
	if r.owner != r.priorOwner {
		prior["owner"] = r.priorOwner
	}
	return engine.NewEnv(w.a, w.record(r), w.now).WithPrior(prior)
}

// refusals asks the engine whether a record may enter a stage.
func (w *work) refusals(r *row, st *schema.Stage, reason string) []Refusal {
	return refusalsOf(engine.Move(w.a, w.record(r), st.Address, engine.MoveOptions{Now: w.now, Reason: reason}))
}

func refusalsOf(found []engine.Refusal) []Refusal {
	out := make([]Refusal, len(found))
	for i, f := range found {
		out[i] = Refusal{Criterion: string(f.Address), Name: f.Name, Kind: string(f.Kind), Message: f.Message}
		for _, m := range f.Missing {
			out[i].Missing = append(out[i].Missing, string(m))
		}
	}
	return out
}

// scorings lists the score models of an object.
func (w *work) scorings(object string) []*schema.Scoring {
	var out []*schema.Scoring
	for _, s := range w.a.Scorings {
		if s.Object.Name() == object {
			out = append(out, s)
		}
	}
	return out
}

// thresholds gives the thresholds that a record reaches, by address.
func (w *work) thresholds(r *row) map[string]bool {
	met := map[string]bool{}
	models := w.scorings(r.object)
	if len(models) == 0 {
		return met
	}
	rec := w.record(r)
	for _, s := range models {
		for _, t := range engine.Score(w.a, s, rec, w.now).Thresholds {
			met[string(s.Address)+".threshold."+t.Name] = t.Met
		}
	}
	return met
}

// scoredChildren lists the objects with a score model whose records belong to object.
func (w *work) scoredChildren(object string) []string {
	var out []string
	for _, s := range w.a.Scorings {
		if o := s.Object.Name(); o != object && w.a.BelongsTo(o, object) && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// rescoreOne computes the scores of a record, writes them into its fields and tells which thresholds are now reached.
func (w *work) rescoreOne(r *row) error {
	models := w.scorings(r.object)
	if len(models) == 0 {
		return w.err
	}
	rec := w.record(r)
	for _, s := range models {
		res := engine.Score(w.a, s, rec, w.now)
		for _, d := range res.Dimensions {
			if err := w.storeScore(r, d.Field, d, s.Address); err != nil {
				return err
			}
		}
		if err := w.storeScore(r, s.Total, engine.DimensionScore{Points: res.Total}, s.Address); err != nil {
			return err
		}
		for _, b := range res.Bands {
			if err := w.storeBand(r, b.Field, b.Band, s.Address); err != nil {
				return err
			}
		}
		if err := w.liftScore(r, s); err != nil {
			return err
		}
		for _, t := range res.Thresholds {
			name := string(s.Address) + ".threshold." + t.Name
			if t.Met && !r.met[name] {
				w.happens(occurrence{row: r, kind: "reaches", target: schema.Address(name)})
			}
			r.met[name] = t.Met
		}
	}
	return w.err
}

// liftScore notes on which records the model keeps what it says of one that belongs to them.
func (w *work) liftScore(r *row, s *schema.Scoring) error {
	fields := []schema.Address{s.Total}
	for _, d := range s.Dimensions {
		fields = append(fields, d.Field)
	}
	for _, b := range s.Bands {
		fields = append(fields, b.Field)
	}
	for _, f := range fields {
		_, _, l := f.Split()
		if len(l) != 2 || l[0] == r.object {
			continue
		}
		ids, err := related(w.ctx, w.tx, r.id, l[0])
		if err != nil {
			return err
		}
		for _, id := range ids {
			w.lifted[lift{id, s.Address}] = true
		}
	}
	return nil
}

func rounded(f float64) float64 { return math.Round(f*10) / 10 }

// resetScore makes the activities so far count no more.
func (w *work) resetScore(r *row, a *schema.Action) error {
	s := schema.Find[schema.Scoring](w.a, a.Scoring)
	if s == nil {
		return nil
	}
	target := s.Address
	for _, d := range s.Dimensions {
		if d.Name == a.Dimension {
			target = d.Address
		}
	}
	return w.onRelated(r, s.Object.Name(), func(o *row) error {
		if err := w.note(o.id, "score_reset", map[string]any{"target": target}, ""); err != nil {
			return err
		}
		o.leaf = nil
		return w.rescoreOne(o)
	})
}

// assign gives a record to a person, or to the next one of a queue, role or team.
func (w *work) assign(r *row, to schema.Address, basis string) error {
	load, err := w.load(r)
	if err != nil {
		return err
	}
	return w.take(r, engine.Assign(w.a, to, w.record(r), load, w.now), basis)
}

// take gives a record to whom the engine chose, and remembers whose turn it was.
func (w *work) take(r *row, as engine.Assignment, basis string) error {
	if as.To == "" {
		return nil
	}
	if err := w.remember(as); err != nil {
		return err
	}
	return w.setOwner(r, as.To, basis)
}

// route runs a routing policy: owner, history with the reasoning, clock.
func (w *work) route(r *row, p *schema.Routing) error {
	load, err := w.load(r)
	if err != nil {
		return err
	}
	as := engine.Route(w.a, p, w.record(r), load, w.now)
	w.done.Routed = &as
	err = w.note(r.id, "routed", map[string]any{"routing": p.Address, "to": as.To, "rule": as.Rule, "via": as.Via,
		"fallback": as.Fallback, "skipped": as.Skipped}, as.Reason)
	if err != nil || as.To == "" {
		return err
	}
	if err := w.take(r, as, as.Reason); err != nil {
		return err
	}
	for i, field := range []schema.Address{p.AssignedAt, p.Basis} {
		v := []any{w.now, as.Rule}[i]
		if _, _, l := field.Split(); len(l) == 2 {
			if err := w.onRelated(r, l[0], func(o *row) error { return w.trySet(o, map[string]any{l[1]: v}) }); err != nil {
				return err
			}
		}
	}
	if s := schema.Find[schema.SLA](w.a, p.SLA); s != nil {
		return w.startClock(r, s)
	}
	return nil
}

// load is what the engine must know to choose an owner for a record.
func (w *work) load(r *row) (engine.Load, error) {
	last, err := w.turns()
	if err != nil {
		return engine.Load{}, err
	}
	open, err := w.openRecords(r)
	return engine.Load{Open: open, Last: last}, err
}

// turns is whom each queue assigned last.
func (w *work) turns() (map[string]string, error) {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT queue, last FROM assignments`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var q, l string
		if err := rows.Scan(&q, &l); err != nil {
			return nil, err
		}
		out[q] = l
	}
	return out, rows.Err()
}

func (w *work) remember(as engine.Assignment) error {
	if as.Turn == "" {
		return nil
	}
	_, err := w.tx.ExecContext(w.ctx, `INSERT INTO assignments(queue, last) VALUES (?, ?) ON CONFLICT(queue) DO UPDATE SET last = excluded.last`, as.Turn, as.To)
	return err
}

// openRecords counts the other records of a record's object that each owner still has to work
// on. It looks only when somebody's capacity is limited.
func (w *work) openRecords(rec *row) (map[string]int, error) {
	limited := slices.ContainsFunc(w.a.Queues, func(q *schema.Queue) bool { return q.Capacity > 0 })
	for _, t := range w.a.Teams {
		limited = limited || slices.ContainsFunc(t.Members, func(m *schema.Member) bool { return m.Capacity > 0 })
	}
	if !limited {
		return nil, nil
	}
	var ended []int64
	for _, t := range w.a.Tracks() {
		for _, s := range t.Stages {
			if s.Outcome != "" && t.Object == rec.object {
				ended = append(ended, w.ids[s.Address])
			}
		}
	}
	filter, err := json.Marshal(ended)
	if err != nil {
		return nil, err
	}
	rows, err := w.tx.QueryContext(w.ctx, `SELECT owner, count(*) FROM records r WHERE object = ?1 AND id <> ?3 AND owner IS NOT NULL AND NOT EXISTS
		(SELECT 1 FROM positions p WHERE p.record_id = r.id AND p.stage_id IN (SELECT value FROM json_each(?2))) GROUP BY owner`,
		rec.object, string(filter), rec.id)
	if err != nil {
		return nil, fmt.Errorf("counting open records: %w", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var o string
		var n int
		if err := rows.Scan(&o, &n); err != nil {
			return nil, err
		}
		out[o] = n
	}
	return out, rows.Err()
}

// routings runs the policies that wait for the occurrence.
func (w *work) routings(o occurrence) error {
	for _, p := range w.a.Routings {
		if !o.matches(p.Trigger) || p.Object.Name() != o.row.object {
			continue
		}
		if !w.once(p.Address, o.row) {
			continue
		}
		err := w.as(string(p.Address), eventText(p.Trigger), func() error { return w.route(o.row, p) })
		if err != nil {
			return err
		}
	}
	return nil
}
