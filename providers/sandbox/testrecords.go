package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var _ providers.RecordTester = (*Provider)(nil)

// testRecords are records whose creation the history ascribes to a test run: that is their mark, since the catalog of an
// architecture may have no field that could carry one. Where it has a name, the name carries it as well.
type testRecords struct {
	crm  *CRM
	a    *schema.Architecture
	mark string
	words
}

// TestRecords makes records in the sandbox. Nothing is sent to anybody; the turns that queues take go on.
func (p *Provider) TestRecords(a *schema.Architecture, t providers.Target, run string) (providers.TestRecords, error) {
	w, err := newWords(a, t)
	if err != nil {
		return nil, err
	}
	return &testRecords{p.crm, a, providers.TestMark(run), w}, nil
}

func (r *testRecords) Settle() time.Duration { return 0 }

func (r *testRecords) Create(ctx context.Context, rec providers.TestRecord) (providers.Written, error) {
	fields := r.properties(rec.Object, rec.Fields)
	for _, name := range []string{"name", "last_name"} {
		if f := r.a.Field(rec.Object, name); f != nil && f.Type.Kind == "text" && f.Validation.IsZero() {
			fields[r.property(rec.Object, name)] = r.mark
		}
	}
	n := NewRecord{Object: rec.Object, Properties: fields, Owner: string(r.inForce(schema.Address(rec.Owner))), Actor: r.mark}
	for _, p := range rec.Parents {
		id, err := strconv.ParseInt(p.ID, 10, 64)
		if err != nil {
			return providers.Written{}, invalid("parents", "%q is not a record", p.ID)
		}
		n.Links = append(n.Links, id)
	}
	var id int64
	_, err := r.crm.change(ctx, n.Actor, n.Basis, func(w *work) error { // at once: in between, it would be a record in no stage
		row, err := w.create(n)
		if err != nil {
			return err
		}
		id = row.id
		for _, stage := range rec.Stages {
			st, err := resolveStage(w.a, n.Object, string(r.inForce(stage)))
			if err != nil {
				return err
			}
			if err := w.move(row, st, MoveRequest{Actor: n.Actor}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return refusal("", err)
	}
	return providers.Written{ID: strconv.FormatInt(id, 10)}, nil
}

// refusal tells what the configuration refuses from what went wrong.
func refusal(id string, err error) (providers.Written, error) {
	var refused *Refused
	if !errors.As(err, &refused) {
		return providers.Written{ID: id}, err
	}
	w := providers.Written{ID: id}
	for _, x := range refused.Refusals {
		w.Refused = append(w.Refused, x.Message)
	}
	return w, nil
}

func (r *testRecords) Change(ctx context.Context, ref providers.TestRef, c providers.TestChange) (providers.Written, error) {
	id, err := strconv.ParseInt(ref.ID, 10, 64)
	if err != nil {
		return providers.Written{}, invalid("id", "%q is not a record", ref.ID)
	}
	by := Change{Actor: r.mark}
	for _, name := range c.Activities {
		if _, err := r.crm.Log(ctx, id, name, by); err != nil {
			return providers.Written{ID: ref.ID}, err
		}
	}
	for _, code := range c.Reason {
		by.Reason = code
	}
	if len(c.Fields) > 0 || c.Owner != "" {
		var owner *string
		if c.Owner != "" {
			o := string(r.inForce(schema.Address(c.Owner)))
			owner = &o
		}
		if _, err := r.crm.update(ctx, id, r.properties(ref.Object, c.Fields), owner, by); err != nil {
			return refusal(ref.ID, err)
		}
	}
	if c.Stage == "" {
		return providers.Written{ID: ref.ID}, nil
	}
	res, err := r.crm.Move(ctx, id, string(r.inForce(c.Stage)), MoveRequest{Actor: r.mark, Reason: by.Reason})
	if err != nil {
		return providers.Written{ID: ref.ID}, err
	}
	w := providers.Written{ID: ref.ID}
	for _, x := range res.Refusals {
		w.Refused = append(w.Refused, x.Message)
	}
	return w, nil
}

func (r *testRecords) Read(ctx context.Context, ref providers.TestRef, fields ...string) (providers.TestRecord, error) {
	out := providers.TestRecord{Object: ref.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}
	id, err := strconv.ParseInt(ref.ID, 10, 64)
	if err != nil {
		return out, invalid("id", "%q is not a record", ref.ID)
	}
	d, err := r.crm.Record(ctx, id)
	if err != nil {
		return out, err
	}
	for track, stage := range d.Stages {
		out.Stages[r.back(schema.Address(track))] = r.back(schema.Address(stage))
	}
	out.Owner = string(r.back(schema.Address(d.Owner)))
	for _, name := range fields {
		out.Fields[name] = d.Properties[r.property(ref.Object, name)]
	}
	return out, nil
}

func (r *testRecords) Marked(ctx context.Context) ([]providers.TestRef, error) {
	rows, err := r.crm.db.QueryContext(ctx, `SELECT r.object, r.id, h.actor FROM records r JOIN history h ON h.id =
		(SELECT max(id) FROM history WHERE record_id = r.id AND kind = 'created') WHERE substr(h.actor, 1, ?2) = ?1 ORDER BY r.id`,
		providers.TestPrefix, len([]rune(providers.TestPrefix)))
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	var out []providers.TestRef
	for rows.Next() {
		var ref providers.TestRef
		if err := rows.Scan(&ref.Object, &ref.ID, &ref.Mark); err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	return out, rows.Err()
}

// Remove takes records out with all that belongs to them. Their history stays, as all history does.
func (r *testRecords) Remove(ctx context.Context, refs []providers.TestRef) error {
	marked, err := r.Marked(ctx)
	if err != nil {
		return err
	}
	ours := map[string]bool{}
	for _, m := range marked {
		ours[m.ID] = true
	}
	for _, ref := range refs {
		if !ours[ref.ID] {
			continue
		}
		id, err := strconv.ParseInt(ref.ID, 10, 64)
		if err != nil {
			return invalid("id", "%q is not a record", ref.ID)
		}
		if err := r.crm.forget(ctx, id, r.mark); err != nil {
			return fmt.Errorf("test record %d: %w", id, err)
		}
	}
	return nil
}

// forget deletes a record, without what such a change would set off otherwise.
func (c *CRM) forget(ctx context.Context, id int64, actor string) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer tx.Rollback()
	for _, q := range []string{
		`DELETE FROM links WHERE from_id = ?1 OR to_id = ?1`,
		`DELETE FROM activities WHERE record_id = ?1`,
		`DELETE FROM tasks WHERE record_id = ?1`,
		`DELETE FROM clocks WHERE record_id = ?1`,
		`DELETE FROM enrollments WHERE record_id = ?1`,
		`DELETE FROM positions WHERE record_id = ?1`,
		`DELETE FROM records WHERE id = ?1`,
	} {
		if _, err := tx.ExecContext(ctx, q, id); err != nil {
			return storeError(err)
		}
	}
	w := &work{c: c, ctx: ctx, tx: tx, now: c.now().UTC().Truncate(time.Millisecond), actor: actor}
	if err := w.note(id, "removed", map[string]any{}, ""); err != nil {
		return err
	}
	return tx.Commit()
}

// nextID is the number of the next record. Numbers of records that were removed are not given out again: their history is kept.
const nextID = `(SELECT max(coalesce((SELECT max(id) FROM records), 0), coalesce((SELECT max(record_id) FROM history), 0)) + 1)`
