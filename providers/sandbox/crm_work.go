package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// work is one change to records: a transaction, the configuration in force, who
// acts, and what has come of it so far. Everything that the change sets off happens in the same transaction.
type work struct {
	c     *CRM
	ctx   context.Context
	tx    *sql.Tx
	a     *schema.Architecture
	now   time.Time
	actor string
	basis string

	ids     map[schema.Address]int64 // how positions name lifecycles, pipelines and stages
	addrs   map[int64]schema.Address
	rows    map[int64]*row // records read or changed so far
	queue   []occurrence
	moved   []movedRow
	lifted  map[lift]bool
	follows map[string]bool   // what scores and rollups changed since the last round
	ran     map[string]bool   // automation or routing policy, and record: each runs once in a change
	again   map[again]int     // records that rules made out of what they had made
	links   map[int64][]int64 // what records are linked with, as far as it was read
	done    *Outcome
	err     error // of the file, met while a criterion was evaluated
}

// Outcome is what a change set off.
type Outcome struct {
	ClocksStarted  []string `json:"clocks_started,omitempty"`
	ClocksStopped  []string `json:"clocks_stopped,omitempty"`
	AutomationsRun []string `json:"automations_run,omitempty"`
	TasksCreated   []int64  `json:"tasks_created,omitempty"`
	RecordsCreated []int64  `json:"records_created,omitempty"`
	Enrolled       []string `json:"enrolled,omitempty"`
	// Routed is the last routing decision, if any.
	Routed *engine.Assignment `json:"routed,omitempty"`
}

// row is a record in the course of a change. Properties go by field name.
type row struct {
	id                       int64
	object, owner            string
	props, prior             map[string]any // prior: before the change
	priorOwner               string
	created, updated, active time.Time
	stages                   map[schema.Address]position // by track
	met                      map[string]bool             // thresholds reached before the change
	made                     *birth                      // by a rule, in this change; else nil
	leaf                     *engine.Record              // as it was last shown beside others; nil when it has changed since
}

type position struct {
	stage   schema.Address
	entered time.Time
}

// SetClock replaces the clock, for tests and demonstrations; call it before the CRM is shared.
func (c *CRM) SetClock(now func() time.Time) { c.now = now }

// change runs fn in a transaction and then whatever it set off. An error undoes everything.
func (c *CRM) change(ctx context.Context, actor, basis string, fn func(*work) error) (*Outcome, error) {
	return c.changeAt(ctx, c.now(), actor, basis, fn)
}

func (c *CRM) changeAt(ctx context.Context, now time.Time, actor, basis string, fn func(*work) error) (*Outcome, error) {
	if actor == "" {
		return nil, invalid("actor", "a change needs an actor: who makes it")
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, storeError(err)
	}
	defer tx.Rollback()
	k, err := c.applied(ctx) // the transaction holds the lock, so this stays in force
	if err != nil {
		return nil, err
	}
	w := &work{c: c, ctx: ctx, tx: tx, a: k.arch, ids: k.ids, addrs: k.addrs, now: now.UTC().Truncate(time.Millisecond), actor: actor, basis: basis,
		rows: map[int64]*row{}, ran: map[string]bool{}, again: map[again]int{}, lifted: map[lift]bool{}, follows: map[string]bool{}, links: map[int64][]int64{}, done: &Outcome{}}
	if err := fn(w); err != nil {
		return nil, err
	}
	if err := errors.Join(w.settle(), w.err); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	return w.done, nil
}

func invalid(attr, format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Attribute: attr, Message: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf(format, args...)}
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// row reads a record that the change is about, with the thresholds that it reaches so far.
func (w *work) row(id int64) (*row, error) {
	r, err := w.peek(id)
	if err == nil && r.met == nil {
		r.met = map[string]bool{}
		r.met = w.thresholds(r)
	}
	return r, err
}

// peek reads a record, once for each change.
func (w *work) peek(id int64) (*row, error) {
	if r := w.rows[id]; r != nil {
		return r, nil
	}
	r, err := readRow(w.ctx, w.tx, w.a, w.addrs, id)
	if err != nil {
		return nil, err
	}
	w.rows[id] = r
	return r, nil
}

// readRow reads a record and its positions.
func readRow(ctx context.Context, q querier, a *schema.Architecture, addrs map[int64]schema.Address, id int64) (*row, error) {
	r := &row{id: id, stages: map[schema.Address]position{}}
	var owner sql.NullString
	var props string
	var created, updated int64
	var active sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT object, owner, props, created_at, updated_at, last_activity_at FROM records WHERE id = ?`, id).
		Scan(&r.object, &owner, &props, &created, &updated, &active)
	if err == sql.ErrNoRows {
		return nil, notFound("there is no record %d", id)
	}
	if err != nil {
		return nil, err
	}
	r.owner, r.created, r.updated = owner.String, time.UnixMilli(created).UTC(), time.UnixMilli(updated).UTC()
	if active.Valid {
		r.active = time.UnixMilli(active.Int64).UTC()
	}
	if r.props, err = decodeProps(a, r.object, props); err != nil {
		return nil, fmt.Errorf("record %d: %w", id, err)
	}
	r.prior, r.priorOwner = maps.Clone(r.props), r.owner
	rows, err := q.QueryContext(ctx, `SELECT track_id, stage_id, entered_at FROM positions WHERE record_id = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var track, stage, entered int64
		if err := rows.Scan(&track, &stage, &entered); err != nil {
			return nil, err
		}
		r.stages[addrs[track]] = position{addrs[stage], time.UnixMilli(entered).UTC()}
	}
	return r, rows.Err()
}

// decodeProps turns stored properties into values by field name; what no field has any more keeps its own name.
func decodeProps(a *schema.Architecture, object, props string) (map[string]any, error) {
	raw := map[string]any{}
	if err := json.Unmarshal([]byte(props), &raw); err != nil {
		return nil, err
	}
	for _, f := range a.Fields {
		if p := propertyOf(f); f.Object == object && p != f.Name {
			if v, ok := raw[p]; ok {
				delete(raw, p)
				raw[f.Name] = v
			}
		}
	}
	return raw, nil
}

// encodeProps is the inverse of decodeProps, with keys in order.
func encodeProps(a *schema.Architecture, object string, props map[string]any) (string, error) {
	out := make(map[string]any, len(props))
	for name, v := range props {
		if v == nil {
			continue
		}
		if f := a.Field(object, name); f != nil {
			name = propertyOf(f)
		}
		out[name] = v
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// propertyOf is the internal name under which the CRM keeps a field.
func propertyOf(f *schema.Field) string {
	if f.Property != "" {
		return f.Property
	}
	return f.Name
}

// save writes a record that has changed.
func (w *work) save(r *row) error {
	props, err := encodeProps(w.a, r.object, r.props)
	if err != nil {
		return err
	}
	r.updated, r.leaf = w.now, nil
	_, err = w.tx.ExecContext(w.ctx, `UPDATE records SET owner = ?, props = ?, updated_at = ?, last_activity_at = ? WHERE id = ?`,
		orNull(r.owner), props, r.updated.UnixMilli(), millisOrNull(r.active), r.id)
	return err
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func millisOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// related lists the records that a record is linked with, of one object or all ("").
func related(ctx context.Context, q querier, id int64, object string) ([]int64, error) {
	rows, err := q.QueryContext(ctx, `SELECT r.id FROM (SELECT to_id AS id FROM links WHERE from_id = ?1 UNION SELECT from_id FROM links WHERE to_id = ?1) l
		JOIN records r ON r.id = l.id WHERE ?2 = '' OR r.object = ?2 ORDER BY r.id`, id, object)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var x int64
		if err := rows.Scan(&x); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// linked lists all records that a record is linked with.
func (w *work) linked(id int64) ([]int64, error) {
	if ids, known := w.links[id]; known {
		return ids, nil
	}
	ids, err := related(w.ctx, w.tx, id, "")
	if err == nil {
		w.links[id] = ids
	}
	return ids, err
}

// recordIDs runs a statement whose rows are record ids and gives them all.
func (w *work) recordIDs(query string, args ...any) ([]int64, error) {
	rows, err := w.tx.QueryContext(w.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
