package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// SeedOptions says which records Seed makes up.
type SeedOptions struct {
	N    int    // how many records in all, over every object in use
	Seed uint64 // the same seed, configuration and Now give the same records, byte for byte
	// Now is the time that the records end at; the CRM's clock if zero.
	Now time.Time
	// Gaps is the share of records that lack a fact of their stage, 0 to 1; 0.05 if zero, none if negative.
	Gaps float64
	// Progress is told how many records are written, now and then; may be nil.
	Progress func(done, total int)
}

// SeedResult says what Seed made.
type SeedResult struct {
	Records int            `json:"records"`
	Objects map[string]int `json:"objects"`
	Gaps    int            `json:"gaps"` // records that lack a fact on purpose
}

// seedBatch is how many records are written with one statement, and seedTx in one transaction.
const (
	seedBatch = 64
	seedTx    = 200_000
)

// Seed fills the CRM with made-up records that fit the applied configuration:
// a funnel over the stages, owners from the directory, values that fit each
// field. Records are streamed, so any number takes little memory. It fails
// when nothing is applied yet; a failure in the middle leaves whole transactions behind.
func (c *CRM) Seed(ctx context.Context, o SeedOptions) (*SeedResult, error) {
	if o.N <= 0 {
		return nil, &providers.Error{Kind: providers.Invalid, Message: "the number of records to seed must be above 0"}
	}
	if o.Now.IsZero() {
		o.Now = c.now()
	}
	o.Now = o.Now.UTC().Truncate(time.Minute)
	if o.Gaps == 0 {
		o.Gaps = 0.05
	}
	k, err := c.applied(ctx)
	if err != nil {
		return nil, err
	}
	p, err := newSeedPlan(k.arch, k.ids, o)
	if err != nil {
		return nil, &providers.Error{Kind: providers.Invalid, Message: err.Error()}
	}
	w := &seedWriter{c: c, ctx: ctx, p: p}
	defer w.close()
	if err := w.begin(); err != nil {
		return nil, storeError(err)
	}
	var first int64
	if err := w.conn.QueryRowContext(ctx, `SELECT `+nextID).Scan(&first); err != nil {
		return nil, storeError(err)
	}
	for _, s := range p.objects {
		s.first = first
		first += int64(s.n)
	}
	res := &SeedResult{Objects: map[string]int{}}
	for _, s := range p.objects {
		res.Objects[s.name] = s.n
		for rows := range p.stream(ctx, s) {
			for i := range rows {
				if rows[i].gap {
					res.Gaps++
				}
				if err := w.add(&rows[i]); err != nil {
					return nil, storeError(err)
				}
				res.Records++
				if o.Progress != nil && res.Records%10_000 == 0 {
					o.Progress(res.Records, o.N)
				}
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if err := w.commit(); err != nil {
		return nil, storeError(err)
	}
	if o.Progress != nil {
		o.Progress(res.Records, o.N)
	}
	return res, nil
}

// What the history of made-up records says about who made them and why.
const seedActor, seedBasis = "seed", "made-up record"

// seedWriter collects rows and writes them many at a time.
type seedWriter struct {
	c      *CRM
	ctx    context.Context
	conn   *sql.Conn
	p      *seedPlan
	inTx   int
	open   bool
	tables [5]seedTable
}

// seedTable is one table's pending rows.
type seedTable struct {
	into string
	cols int
	args []any
	stmt *sql.Stmt // for a full batch
}

const (
	toRecords = iota
	toPositions
	toLinks
	toHistory
	toActivities
)

func (w *seedWriter) begin() error {
	var err error
	if w.conn == nil {
		if w.conn, err = w.c.db.Conn(w.ctx); err != nil {
			return err
		}
		for i, t := range []string{
			"records(id, object, owner, props, created_at, updated_at, last_activity_at)",
			"positions(record_id, track_id, stage_id, entered_at)",
			"links(from_id, to_id)",
			"history(at, actor, record_id, kind, detail, basis)",
			"activities(record_id, name, at)",
		} {
			cols := strings.Count(t, ",") + 1
			w.tables[i] = seedTable{into: t, cols: cols, args: make([]any, 0, cols*seedBatch)}
		}
	}
	if _, err := w.conn.ExecContext(w.ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	w.open = true
	// Tables are written in batches of their own, so a position may come before its record.
	if _, err := w.conn.ExecContext(w.ctx, "PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	for i := range w.tables {
		t := &w.tables[i]
		if t.stmt == nil {
			if t.stmt, err = w.conn.PrepareContext(w.ctx, t.insert(seedBatch)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *seedTable) insert(rows int) string {
	row := "(" + strings.Repeat("?,", t.cols-1) + "?)"
	return "INSERT INTO " + t.into + " VALUES " + strings.Repeat(row+",", rows-1) + row
}

// put queues one row.
func (w *seedWriter) put(table int, row ...any) error {
	t := &w.tables[table]
	t.args = append(t.args, row...)
	if len(t.args) < t.cols*seedBatch {
		return nil
	}
	_, err := t.stmt.ExecContext(w.ctx, t.args...)
	t.args = t.args[:0]
	return err
}

// add queues the rows of a record.
func (w *seedWriter) add(r *seedRow) error {
	err := w.put(toRecords, r.id, r.object, orNull(r.owner), r.props, r.created.UnixMilli(), r.updated.UnixMilli(), millisOrNull(r.active))
	for _, p := range r.positions {
		if err == nil {
			err = w.put(toPositions, r.id, p.track, p.stage, p.entered)
		}
	}
	for _, to := range r.links {
		if err == nil {
			err = w.put(toLinks, r.id, to)
		}
	}
	if err == nil {
		err = w.put(toHistory, r.created.UnixMilli(), seedActor, r.id, "created", `{"object":"`+r.object+`"}`, seedBasis)
	}
	for _, n := range r.notes {
		var detail []byte
		if err == nil {
			detail, err = json.Marshal(n.detail)
		}
		if err == nil {
			err = w.put(toHistory, n.at.UnixMilli(), seedActor, r.id, n.kind, string(detail), seedBasis)
		}
	}
	for _, x := range r.activities {
		if err == nil {
			err = w.put(toActivities, r.id, x.name, x.at.UnixMilli())
		}
	}
	if err != nil {
		return fmt.Errorf("writing record %d: %w", r.id, err)
	}
	if w.inTx++; w.inTx >= seedTx {
		if err := w.commit(); err != nil {
			return err
		}
		return w.begin()
	}
	return nil
}

// commit writes what is queued and ends the transaction.
func (w *seedWriter) commit() error {
	for i := range w.tables {
		t := &w.tables[i]
		if rows := len(t.args) / t.cols; rows > 0 {
			if _, err := w.conn.ExecContext(w.ctx, t.insert(rows), t.args...); err != nil {
				return err
			}
			t.args = t.args[:0]
		}
	}
	_, err := w.conn.ExecContext(w.ctx, "COMMIT")
	w.inTx, w.open = 0, err != nil // close rolls back what could not be committed
	return err
}

// close rolls back what is not committed and gives the connection back.
func (w *seedWriter) close() {
	for _, t := range w.tables {
		if t.stmt != nil {
			t.stmt.Close()
		}
	}
	if w.conn == nil {
		return
	}
	if w.open {
		w.conn.ExecContext(context.WithoutCancel(w.ctx), "ROLLBACK")
	}
	w.conn.Close()
}
