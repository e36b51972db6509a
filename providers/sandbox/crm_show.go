package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// Record is a record as people see it.
type Record struct {
	ID           int64             `json:"id"`
	Object       string            `json:"object"`
	Owner        string            `json:"owner,omitempty"`
	Properties   map[string]any    `json:"properties"`
	Stages       map[string]string `json:"stages"` // lifecycle or pipeline -> stage, both by address
	CreatedAt    time.Time         `json:"created_at"`
	UpdatedAt    time.Time         `json:"updated_at"`
	LastActivity *time.Time        `json:"last_activity_at,omitempty"`
}

// Details are a record with all that belongs to it.
type Details struct {
	Record
	Links   []int64        `json:"links"`
	Scores  []Score        `json:"scores"`
	Clocks  []Clock        `json:"clocks"`
	Tasks   []Task         `json:"tasks"`
	History []HistoryEntry `json:"history"`
}

// Score is a score model's view of a record, with the reasons.
type Score struct {
	Scoring    string             `json:"scoring"`
	Total      float64            `json:"total"`
	Dimensions map[string]float64 `json:"dimensions"`
	Reasons    []string           `json:"reasons"`
	Bands      map[string]string  `json:"bands,omitempty"`
	Meets      []string           `json:"meets,omitempty"`
}

// Clock is a clock of a record.
type Clock struct {
	SLA      string     `json:"sla"`
	Started  time.Time  `json:"started_at"`
	Due      time.Time  `json:"due_at"`
	Stopped  *time.Time `json:"stopped_at,omitempty"`
	Breached bool       `json:"breached"`
}

// Task is a task, a notification, or an action that waits.
type Task struct {
	ID       int64      `json:"id"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	Assignee string     `json:"assignee,omitempty"`
	Status   string     `json:"status"`
	Due      *time.Time `json:"due_at,omitempty"`
	Origin   string     `json:"origin,omitempty"`
}

func (r *row) public() Record {
	out := Record{ID: r.id, Object: r.object, Owner: r.owner, Properties: r.props, Stages: map[string]string{},
		CreatedAt: r.created, UpdatedAt: r.updated}
	if !r.active.IsZero() {
		out.LastActivity = &r.active
	}
	for t, p := range r.stages {
		out.Stages[string(t)] = string(p.stage)
	}
	return out
}

// look runs fn over one consistent state of the file, without changing it.
func (c *CRM) look(ctx context.Context, fn func(*work) error) error {
	tx, err := c.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return storeError(err)
	}
	defer tx.Rollback()
	k, err := c.applied(ctx)
	if err != nil {
		return err
	}
	w := &work{c: c, ctx: ctx, tx: tx, a: k.arch, ids: k.ids, addrs: k.addrs, now: c.now().UTC(), rows: map[int64]*row{}, links: map[int64][]int64{}}
	if err := fn(w); err != nil {
		return err
	}
	return w.err
}

// exists is an error of kind NotFound when there is no such record.
func (c *CRM) exists(ctx context.Context, id int64) error {
	var one int
	err := c.db.QueryRowContext(ctx, `SELECT 1 FROM records WHERE id = ?`, id).Scan(&one)
	if err == sql.ErrNoRows {
		return notFound("there is no record %d", id)
	}
	return err
}

// Record gives a record with positions, owner, scores and their reasons, clocks, tasks and history.
func (c *CRM) Record(ctx context.Context, id int64) (*Details, error) {
	d := &Details{Scores: []Score{}, Clocks: []Clock{}, Tasks: []Task{}, Links: []int64{}}
	err := c.look(ctx, func(w *work) error {
		r, err := w.peek(id)
		if err != nil {
			return err
		}
		d.Record = r.public()
		d.Scores = append(d.Scores, w.scores(r)...)
		ids, err := related(ctx, w.tx, id, "")
		if err != nil {
			return err
		}
		d.Links = append(d.Links, ids...)
		if err := d.readClocks(w, id); err != nil {
			return err
		}
		return d.readTasks(w, id)
	})
	if err != nil {
		return nil, err
	}
	d.History, err = c.History(ctx, id)
	return d, err
}

// Score gives the scores of a record now, with reasons, one for each score model of its object.
func (c *CRM) Score(ctx context.Context, id int64) ([]Score, error) {
	var out []Score
	err := c.look(ctx, func(w *work) error {
		r, err := w.peek(id)
		if err == nil {
			out = w.scores(r)
		}
		return err
	})
	return out, err
}

func (w *work) scores(r *row) []Score {
	var out []Score
	models := w.scorings(r.object)
	if len(models) == 0 {
		return out
	}
	rec := w.record(r)
	for _, s := range models {
		res := engine.Score(w.a, s, rec, w.now)
		x := Score{Scoring: string(s.Address), Total: rounded(res.Total), Dimensions: map[string]float64{}, Reasons: []string{}, Bands: map[string]string{}}
		for _, d := range res.Dimensions {
			x.Dimensions[d.Name] = rounded(d.Points)
			for _, why := range d.Reasons {
				x.Reasons = append(x.Reasons, d.Name+": "+why.Text)
			}
		}
		for _, b := range res.Bands {
			x.Bands[b.Dimension] = b.Band
		}
		for _, t := range res.Thresholds {
			if t.Met {
				x.Meets = append(x.Meets, t.Name)
			}
		}
		out = append(out, x)
	}
	return out
}

func (d *Details) readClocks(w *work, id int64) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT sla, started_at, due_at, stopped_at, breached FROM clocks WHERE record_id = ? ORDER BY id`, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k Clock
		var started, due int64
		var stopped sql.NullInt64
		if err := rows.Scan(&k.SLA, &started, &due, &stopped, &k.Breached); err != nil {
			return err
		}
		k.Started, k.Due, k.Stopped = time.UnixMilli(started).UTC(), time.UnixMilli(due).UTC(), timeOrNil(stopped)
		d.Clocks = append(d.Clocks, k)
	}
	return rows.Err()
}

func (d *Details) readTasks(w *work, id int64) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT id, kind, title, coalesce(assignee, ''), status, due_at, origin FROM tasks WHERE record_id = ? ORDER BY id`, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var t Task
		var due sql.NullInt64
		if err := rows.Scan(&t.ID, &t.Kind, &t.Title, &t.Assignee, &t.Status, &due, &t.Origin); err != nil {
			return err
		}
		t.Due = timeOrNil(due)
		d.Tasks = append(d.Tasks, t)
	}
	return rows.Err()
}

func timeOrNil(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := time.UnixMilli(ms.Int64).UTC()
	return &t
}

// Filter selects records.
type Filter struct {
	Object string // name of the record type; "" for all
	Stage  string // address, key, name or label of a stage; "" for all
	Owner  string // "" for all
	After  int64  // only records with a higher id; for paging
	Limit  int    // at most so many; 100 if 0, never above 1000
}

// Records lists records in order of id.
func (c *CRM) Records(ctx context.Context, f Filter) ([]Record, error) {
	if f.Limit <= 0 {
		f.Limit = 100
	}
	out := []Record{}
	err := c.look(ctx, func(w *work) error {
		where, args := []string{"r.id > ?"}, []any{f.After}
		add := func(cond string, x any) { where, args = append(where, cond), append(args, x) }
		if f.Object != "" {
			if w.a.Object(f.Object) == nil {
				return invalid("object", "there is no object %q", f.Object)
			}
			add("r.object = ?", f.Object)
		}
		if f.Owner != "" {
			add("r.owner = ?", f.Owner)
		}
		if f.Stage != "" {
			stages, err := w.stagesNamed(f.Object, f.Stage)
			if err != nil {
				return err
			}
			add("EXISTS (SELECT 1 FROM positions p WHERE p.record_id = r.id AND p.stage_id IN (SELECT value FROM json_each(?)))", stages)
		}
		ids, err := w.recordIDs(`SELECT r.id FROM records r WHERE `+strings.Join(where, " AND ")+` ORDER BY r.id LIMIT ?`,
			append(args, min(f.Limit, 1000))...)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := w.peek(id)
			if err != nil {
				return err
			}
			out = append(out, r.public())
		}
		return nil
	})
	return out, err
}

// stagesNamed gives the ids of the stages that a name may mean, as a JSON list.
func (w *work) stagesNamed(object, name string) (string, error) {
	objects := []string{object}
	if object == "" {
		objects = w.a.ObjectNames()
	}
	var ids []int64
	var first error
	for _, o := range objects {
		st, err := resolveStage(w.a, o, name)
		if err == nil {
			ids = append(ids, w.ids[st.Address])
		} else if first == nil {
			first = err
		}
	}
	if len(ids) == 0 {
		return "", first
	}
	b, err := json.Marshal(ids)
	return string(b), err
}

// StageCount is how many records are in a stage.
type StageCount struct {
	Object  string `json:"object"`
	Track   string `json:"track"`
	Stage   string `json:"stage"`
	Label   string `json:"label"`
	Records int64  `json:"records"`
}

// Stages counts the records in every stage, in the order of lifecycles, pipelines and their stages.
func (c *CRM) Stages(ctx context.Context) ([]StageCount, error) {
	out := []StageCount{}
	err := c.look(ctx, func(w *work) error {
		counts := map[schema.Address]int64{}
		rows, err := w.tx.QueryContext(ctx, `SELECT stage_id, count(*) FROM positions GROUP BY stage_id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, n int64
			if err := rows.Scan(&id, &n); err != nil {
				return err
			}
			counts[w.addrs[id]] = n
		}
		for _, t := range w.a.Tracks() {
			for _, s := range t.Stages {
				out = append(out, StageCount{t.Object, string(t.Address), string(s.Address), schema.Label(s.Label, s.Name), counts[s.Address]})
			}
		}
		return rows.Err()
	})
	return out, err
}

// ObjectCount is how many records there are of an object.
type ObjectCount struct {
	Object  string `json:"object"`
	Label   string `json:"label"`
	Records int64  `json:"records"`
}

// Objects counts the records of every object.
func (c *CRM) Objects(ctx context.Context) ([]ObjectCount, error) {
	out := []ObjectCount{}
	err := c.look(ctx, func(w *work) error {
		for _, name := range w.a.ObjectNames() {
			o := ObjectCount{Object: name, Label: schema.Title(w.a.Object(name))}
			if err := w.tx.QueryRowContext(ctx, `SELECT count(*) FROM records WHERE object = ?`, name).Scan(&o.Records); err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

// Route runs a routing policy for a record: the one at an address or of a name, or
// for "" the first for the record's object.
func (c *CRM) Route(ctx context.Context, id int64, routing string, ch Change) (*engine.Assignment, error) {
	out, err := c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		r, err := w.row(id)
		if err != nil {
			return err
		}
		for _, p := range w.a.Routings {
			if p.Object.Name() == r.object && (routing == "" || routing == p.Name || routing == string(p.Address)) {
				w.once(p.Address, r)
				return w.route(r, p)
			}
		}
		return notFound("there is no routing policy %q for %s records", routing, r.object)
	})
	if err != nil {
		return nil, err
	}
	return out.Routed, nil
}
