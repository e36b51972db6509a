package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// taskRow is a task to be kept.
type taskRow struct {
	kind, title, assignee, origin, status string
	due                                   time.Time
}

// task keeps a task, notification or waiting action, with history.
func (w *work) task(r *row, t taskRow) (int64, error) {
	res, err := w.tx.ExecContext(w.ctx, `INSERT INTO tasks(record_id, kind, title, assignee, due_at, created_at, status, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.id, t.kind, t.title, orNull(t.assignee), millisOrNull(t.due), w.now.UnixMilli(), t.status, t.origin)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return 0, err
	}
	w.done.TasksCreated = append(w.done.TasksCreated, id)
	return id, w.note(r.id, "task", map[string]any{"task": id, "kind": t.kind, "title": t.title, "assignee": t.assignee, "status": t.status}, "")
}

// personFor is who is told: the record's owner for nobody in particular or when the owner is one of them, else the address.
func (w *work) personFor(to schema.Address, r *row) string {
	if to == "" {
		return r.owner
	}
	for _, id := range engine.Holders(w.a, to) {
		if id == r.owner || to.Kind() == "member" {
			return id
		}
	}
	return string(to)
}

// CompleteTask marks a task as done; one that waits for approval is thereby released.
func (c *CRM) CompleteTask(ctx context.Context, id int64, ch Change) error {
	_, err := c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		var record int64
		err := w.tx.QueryRowContext(ctx, `UPDATE tasks SET status = 'done', done_at = ? WHERE id = ? AND done_at IS NULL RETURNING record_id`,
			w.now.UnixMilli(), id).Scan(&record)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("there is no open task %d", id)
		}
		if err != nil {
			return err
		}
		return w.note(record, "task_done", map[string]any{"task": id}, "")
	})
	return err
}

func isInvalid(err error) bool { return providers.IsKind(err, providers.Invalid) }

// addElapsed adds a duration in plain time.
func addElapsed(t time.Time, d schema.Duration) time.Time { return engine.Add(nil, t, d) }

// dueItem is something that a Tick takes up for a record.
type dueItem struct {
	id, record int64
	name       string
	step       int
	at         time.Time
}

// dueItems reads a list of id, record, name, step and time in unix ms.
func (c *CRM) dueItems(ctx context.Context, query string, args ...any) ([]dueItem, error) {
	rows, err := c.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []dueItem
	for rows.Next() {
		var p dueItem
		var at int64
		if err := rows.Scan(&p.id, &p.record, &p.name, &p.step, &at); err != nil {
			return nil, err
		}
		p.at = time.UnixMilli(at).UTC()
		out = append(out, p)
	}
	return out, rows.Err()
}

// tickDelayed does the actions whose time has come.
func (c *CRM) tickDelayed(ctx context.Context, _, now time.Time, res *TickResult) error {
	list, err := c.dueItems(ctx, `SELECT id, record_id, origin, 0, due_at FROM tasks WHERE status = 'scheduled' AND due_at <= ? ORDER BY due_at, id`, now.UnixMilli())
	if err != nil {
		return err
	}
	for _, p := range list {
		_, err := c.changeAt(ctx, now, p.name, "its time has come", func(w *work) error {
			done, err := w.tx.ExecContext(ctx, `UPDATE tasks SET status = 'done', done_at = ? WHERE id = ? AND status = 'scheduled'`, now.UnixMilli(), p.id)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return err // another process was faster
			}
			for _, a := range w.a.Automations {
				for _, act := range a.Actions {
					if string(act.Address) != p.name {
						continue
					}
					r, err := w.row(p.record)
					if err != nil {
						return err
					}
					res.Actions++
					now := *act
					now.After = schema.Duration{}
					return w.act(r, &now, a.Address)
				}
			}
			return nil // the action is no longer configured
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sequences starts and ends sequences for the occurrence.
func (w *work) sequences(o occurrence) error {
	for _, s := range w.a.Sequences {
		if s.Object.Name() != o.row.object {
			continue
		}
		if err := w.leaveSequence(o, s); err != nil {
			return err
		}
		if o.matches(s.Starts) {
			if err := w.enroll(o.row, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaveSequence ends or pauses a sequence when one of its exits applies.
func (w *work) leaveSequence(o occurrence, s *schema.Sequence) error {
	for _, x := range s.Exits {
		applies := o.matches(x.On) && !x.On.IsZero() && w.holds(x.When, o.row) ||
			x.On.IsZero() && !x.When.IsZero() && w.holds(x.When, o.row)
		if !applies {
			continue
		}
		state := "exited"
		if x.Effect == "pause" {
			state = "paused"
		}
		res, err := w.tx.ExecContext(w.ctx, `UPDATE enrollments SET state = ?, next_at = NULL WHERE record_id = ? AND sequence = ? AND state = 'active'`,
			state, o.row.id, string(s.Address))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return w.note(o.row.id, "sequence_"+state, map[string]any{"sequence": s.Address, "exit": x.Name}, x.Description)
	}
	return nil
}

// enroll starts a sequence from its first step, unless it is under way.
func (w *work) enroll(r *row, s *schema.Sequence) error {
	res, err := w.tx.ExecContext(w.ctx, `INSERT INTO enrollments(record_id, sequence, step, state, next_at) VALUES (?, ?, 0, 'active', ?)
		ON CONFLICT(record_id, sequence) DO UPDATE SET step = 0, state = 'active', next_at = excluded.next_at WHERE state != 'active'`,
		r.id, string(s.Address), addElapsed(w.now, s.Steps[0].After).UnixMilli())
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	w.done.Enrolled = append(w.done.Enrolled, string(s.Address))
	return w.note(r.id, "enrolled", map[string]any{"sequence": s.Address}, "")
}

// tickSequences takes the steps that are due, each sequence as far as it has come.
// A step that a sequence without pauses comes to again, because it started itself anew, waits for the next Tick.
func (c *CRM) tickSequences(ctx context.Context, _, now time.Time, res *TickResult) error {
	type step struct {
		enrollment int64
		at         int
	}
	taken := map[step]bool{}
	for {
		list, err := c.dueItems(ctx, `SELECT id, record_id, sequence, step, next_at FROM enrollments WHERE state = 'active' AND next_at <= ? ORDER BY next_at, id`, now.UnixMilli())
		list = slices.DeleteFunc(list, func(p dueItem) bool { return taken[step{p.id, p.step}] })
		if err != nil || len(list) == 0 {
			return err
		}
		for _, p := range list {
			taken[step{p.id, p.step}] = true
			_, err := c.changeAt(ctx, now, p.name, "its time has come", func(w *work) error { return w.step(p, res) })
			if err != nil {
				return err
			}
		}
	}
}

// step takes one step of a sequence and sets the time of the next.
func (w *work) step(p dueItem, res *TickResult) error {
	s := schema.Find[schema.Sequence](w.a, schema.Address(p.name))
	end := func(state string) error {
		_, err := w.tx.ExecContext(w.ctx, `UPDATE enrollments SET state = ?, next_at = NULL WHERE id = ?`, state, p.id)
		return err
	}
	if s == nil || p.step >= len(s.Steps) {
		return end("finished")
	}
	r, err := w.row(p.record)
	if err != nil {
		return err
	}
	if err := w.leaveSequence(occurrence{row: r}, s); err != nil {
		return err
	}
	var active bool
	if err := w.tx.QueryRowContext(w.ctx, `SELECT state = 'active' FROM enrollments WHERE id = ?`, p.id).Scan(&active); err != nil || !active {
		return err
	}
	act := *s.Steps[p.step]
	act.After = schema.Duration{}
	if s.Approval == "required" {
		act.Approval = "required"
	}
	res.Steps++
	if err := w.note(r.id, "sequence_step", map[string]any{"sequence": s.Address, "step": act.Name}, ""); err != nil {
		return err
	}
	if err := w.act(r, &act, s.Address); err != nil {
		return err
	}
	next := p.step + 1
	if next == len(s.Steps) {
		return end("finished")
	}
	_, err = w.tx.ExecContext(w.ctx, `UPDATE enrollments SET step = ?, next_at = ? WHERE id = ? AND state = 'active'`,
		next, addElapsed(p.at, s.Steps[next].After).UnixMilli(), p.id)
	return err
}

// tickEvery runs the automations that wait for time to pass, once however many
// periods have gone by, for every record that meets their condition. Periods count from midnight UTC, 1 January 1970.
func (c *CRM) tickEvery(ctx context.Context, last, now time.Time, res *TickResult) error {
	a, err := c.Architecture()
	if err != nil {
		return err
	}
	for _, auto := range a.Automations {
		if auto.Trigger.Kind != "every" || !periodPassed(auto.Trigger.Every, last, now) {
			continue
		}
		object := everyObject(a, auto)
		// How far it has come is kept with what it does, for a Tick that is interrupted.
		key, since := "every "+string(auto.Address), last.UnixMilli()
		var after int64
		err := c.db.QueryRowContext(ctx, `SELECT coalesce((SELECT json_extract(value, '$.after') FROM meta WHERE key = ? AND json_extract(value, '$.since') = ?), 0)`, key, since).Scan(&after)
		if err != nil {
			return err
		}
		for object != "" {
			ids, err := c.dueItems(ctx, `SELECT id, id, '', 0, 0 FROM records WHERE object = ? AND id > ? ORDER BY id LIMIT 500`, object, after)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			after = ids[len(ids)-1].id
			_, err = c.changeAt(ctx, now, string(auto.Address), "time passed", func(w *work) error {
				_, err := w.tx.ExecContext(ctx, `INSERT INTO meta(key, value) VALUES (?, json_object('since', ?, 'after', ?))
					ON CONFLICT(key) DO UPDATE SET value = excluded.value`, key, since, after)
				if err != nil {
					return err
				}
				for _, p := range ids {
					r, err := w.row(p.record)
					if err != nil {
						return err
					}
					if !w.holds(auto.When, r) {
						continue
					}
					res.Automations++
					if err := w.automate(auto, r); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// periodPassed tells whether a boundary of the period lies after last and not after now.
func periodPassed(every schema.Duration, last, now time.Time) bool {
	if every.Months > 0 {
		n := func(t time.Time) int { return (t.Year()*12 + int(t.Month()) - 1) / every.Months }
		return n(now) > n(last)
	}
	length := int64(every.Days)*24*60 + int64(every.Minutes)
	return length > 0 && now.Unix()/60/length > last.Unix()/60/length
}

// everyObject is the record type that an automation on a timer looks at: that
// of its condition, or of what its first action changes. "" when nothing says so.
func everyObject(a *schema.Architecture, auto *schema.Automation) string {
	if !auto.When.IsZero() {
		for _, f := range expr.Fields(auto.When.Expr) {
			return f.Object
		}
		if o := flowObject(auto.When.Expr); o != "" {
			return o
		}
	}
	for _, act := range auto.Actions {
		if _, _, l := act.Field.Split(); len(l) == 2 {
			return l[0]
		}
		if t := a.Track(act.Stage); act.Stage != "" && t != nil {
			return t.Object
		}
	}
	return ""
}

// flowObject finds the record type of the first lifecycle or pipeline that a condition names.
func flowObject(e expr.Expr) string {
	switch n := e.(type) {
	case *expr.FlowStage:
		return n.Object
	case *expr.Compare:
		if o := flowObject(n.L); o != "" {
			return o
		}
		return flowObject(n.R)
	case *expr.Not:
		return flowObject(n.X)
	case *expr.Logic:
		for _, p := range n.Parts {
			if o := flowObject(p); o != "" {
				return o
			}
		}
	}
	return ""
}
