package sandbox

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// clocks stops and starts the clocks that wait for the occurrence.
func (w *work) clocks(o occurrence) error {
	for _, s := range w.a.SLAs {
		if o.matches(s.Stops) {
			if err := w.stopClock(o.row, s); err != nil {
				return err
			}
		}
		if o.matches(s.Starts) {
			if err := w.startClock(o.row, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// due is when a clock that starts now runs out for a record; zero when it does not concern the record.
func (w *work) due(s *schema.SLA, r *row, start time.Time) (time.Time, error) {
	l, err := engine.Due(w.a, s, w.record(r), start)
	if err != nil || !l.Applies {
		return time.Time{}, err
	}
	return l.Due, nil
}

// startClock starts a clock, unless it runs for the record already.
func (w *work) startClock(r *row, s *schema.SLA) error {
	due, err := w.due(s, r, w.now)
	if err != nil || due.IsZero() {
		return err
	}
	res, err := w.tx.ExecContext(w.ctx, `INSERT INTO clocks(record_id, sla, started_at, due_at) SELECT ?1, ?2, ?3, ?4
		WHERE NOT EXISTS (SELECT 1 FROM clocks WHERE record_id = ?1 AND sla = ?2 AND stopped_at IS NULL)`,
		r.id, string(s.Address), w.now.UnixMilli(), due.UnixMilli())
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	w.done.ClocksStarted = append(w.done.ClocksStarted, string(s.Address))
	return w.note(r.id, "clock_started", map[string]any{"sla": s.Address, "due": due.UTC()}, "")
}

// stopClock stops a clock of the record, or of the records it is related to when it was started on another object.
func (w *work) stopClock(r *row, s *schema.SLA) error {
	ids, err := w.recordIDs(`UPDATE clocks SET stopped_at = ?3 WHERE sla = ?2 AND stopped_at IS NULL AND
		(record_id = ?1 OR record_id IN (SELECT l.id FROM (SELECT to_id AS id FROM links WHERE from_id = ?1 UNION SELECT from_id FROM links WHERE to_id = ?1) l
			JOIN records c ON c.id = l.id WHERE c.object != ?4)) RETURNING record_id`,
		r.id, string(s.Address), w.now.UnixMilli(), r.object)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w.done.ClocksStopped = append(w.done.ClocksStopped, string(s.Address))
		if err := w.note(id, "clock_stopped", map[string]any{"sla": s.Address}, ""); err != nil {
			return err
		}
	}
	return nil
}

// TickResult counts what came due.
type TickResult struct {
	Breached    int `json:"breached"`
	Escalations int `json:"escalations"`
	Automations int `json:"automations"`
	Steps       int `json:"steps"`   // steps of sequences
	Actions     int `json:"actions"` // actions that had been put off
}

// lastTick is the key in meta under which the time of the last Tick is kept, in unix ms.
const lastTick = "last_tick"

// Tick lets time pass until now: clocks run out and escalate, sequences take their
// next step, actions that were put off are done, automations that wait for time to
// pass run. What lies between the last Tick and now happens once, in order of due
// time, even when a Tick is interrupted and comes again; a Tick for an earlier time than the last does nothing.
func (c *CRM) Tick(ctx context.Context, now time.Time) (*TickResult, error) {
	now = now.UTC().Truncate(time.Millisecond)
	res := &TickResult{}
	var text string
	err := c.db.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM meta WHERE key = ?), '0')`, lastTick).Scan(&text)
	if err != nil {
		return nil, err
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("the sandbox file is damaged: %s is %q", lastTick, text)
	}
	last := time.UnixMilli(ms).UTC()
	if !now.After(last) {
		return res, nil
	}
	for _, step := range []func(context.Context, time.Time, time.Time, *TickResult) error{
		c.tickDelayed, c.tickClocks, c.tickSequences, c.tickEvery,
	} {
		if err := step(ctx, last, now, res); err != nil {
			return nil, err
		}
	}
	_, err = c.db.ExecContext(ctx, `INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value`,
		lastTick, strconv.FormatInt(now.UnixMilli(), 10))
	return res, err
}

// runningClock is a clock that has not been stopped.
type runningClock struct {
	id, record   int64
	sla          schema.Address
	started, due time.Time
	breached     bool
}

// tickClocks takes the escalation steps and breaches that lie between two times.
func (c *CRM) tickClocks(ctx context.Context, last, now time.Time, res *TickResult) error {
	rows, err := c.db.QueryContext(ctx, `SELECT id, record_id, sla, started_at, due_at, breached FROM clocks WHERE stopped_at IS NULL ORDER BY due_at, id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var list []runningClock // a few words for each clock
	for rows.Next() {
		var k runningClock
		var started, due int64
		if err := rows.Scan(&k.id, &k.record, &k.sla, &started, &due, &k.breached); err != nil {
			return err
		}
		k.started, k.due = time.UnixMilli(started).UTC(), time.UnixMilli(due).UTC()
		list = append(list, k)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if list, err = c.dueClocks(ctx, list, last, now); err != nil {
		return err
	}
	for _, k := range list {
		_, err := c.changeAt(ctx, now, string(k.sla), "time passed", func(w *work) error { return w.tickClock(k, last, res) })
		if err != nil {
			return err
		}
	}
	return nil
}

// dueClocks picks the clocks for which something lies between two times, without a transaction that writes for each.
func (c *CRM) dueClocks(ctx context.Context, list []runningClock, last, now time.Time) ([]runningClock, error) {
	var out []runningClock
	err := c.look(ctx, func(w *work) error {
		for i, k := range list {
			if i%relatedLimit == 0 {
				w.rows, w.links = map[int64]*row{}, map[int64][]int64{} // keep memory small
			}
			s := schema.Find[schema.SLA](w.a, k.sla)
			if s == nil {
				continue // the clock is no longer configured
			}
			r, err := w.peek(k.record)
			if err != nil {
				return err
			}
			l, err := engine.Due(w.a, s, w.record(r), k.started)
			if err != nil {
				return err
			}
			due := !k.breached && !k.due.After(now)
			for _, e := range l.Escalations {
				due = due || !e.At.After(now) && e.At.After(last)
			}
			if due {
				out = append(out, k)
			}
		}
		return w.err
	})
	return out, err
}

func (w *work) tickClock(k runningClock, last time.Time, res *TickResult) error {
	s := schema.Find[schema.SLA](w.a, k.sla)
	if s == nil {
		return nil // the clock is no longer configured
	}
	var running bool // an earlier clock's automation may have stopped it
	err := w.tx.QueryRowContext(w.ctx, `SELECT stopped_at IS NULL FROM clocks WHERE id = ?`, k.id).Scan(&running)
	if err != nil || !running {
		return err
	}
	r, err := w.row(k.record)
	if err != nil {
		return err
	}
	l, err := engine.Due(w.a, s, w.record(r), k.started)
	if err != nil {
		return err
	}
	for i, e := range l.Escalations {
		if e.At.After(w.now) || !e.At.After(last) {
			continue
		}
		var told bool // by a Tick that was interrupted
		err := w.tx.QueryRowContext(w.ctx, `SELECT EXISTS (SELECT 1 FROM history WHERE record_id = ? AND kind = 'escalated' AND at >= ?
			AND json_extract(detail, '$.sla') = ? AND json_extract(detail, '$.step') = ?)`, k.record, k.started.UnixMilli(), string(k.sla), i+1).Scan(&told)
		if err != nil {
			return err
		}
		if told {
			continue
		}
		res.Escalations++
		if err := w.escalate(r, s, i, e); err != nil {
			return err
		}
	}
	if k.breached || k.due.After(w.now) {
		return nil
	}
	res.Breached++
	if _, err := w.tx.ExecContext(w.ctx, `UPDATE clocks SET breached = 1 WHERE id = ?`, k.id); err != nil {
		return err
	}
	if err := w.note(r.id, "breached", map[string]any{"sla": s.Address, "started": k.started, "due": k.due}, ""); err != nil {
		return err
	}
	w.happens(occurrence{row: r, kind: "breached", target: s.Address})
	return nil
}

// escalate tells people, and gives the record to somebody else where the step says so.
func (w *work) escalate(r *row, s *schema.SLA, i int, e engine.EscalationTime) error {
	title := fmt.Sprintf("%s has run for %s", schema.Label(s.Title, s.Name), e.After)
	if e.Action != "" {
		title += ": " + e.Action
	}
	if err := w.note(r.id, "escalated", map[string]any{"sla": s.Address, "step": i + 1, "at": e.At.UTC(), "notify": e.Notify, "reassign": e.Reassign}, title); err != nil {
		return err
	}
	for _, who := range e.Notify {
		if _, err := w.task(r, taskRow{kind: "notification", status: "sent", title: title, assignee: string(who), origin: string(s.Address)}); err != nil {
			return err
		}
	}
	if len(e.Notify) == 0 && e.Action != "" {
		if _, err := w.task(r, taskRow{kind: "task", status: "open", title: title, assignee: r.owner, origin: string(s.Address)}); err != nil {
			return err
		}
	}
	if e.Reassign != "" {
		return w.assign(r, e.Reassign, title)
	}
	return nil
}
