package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

var _ providers.RecordHistory = (*Provider)(nil)

// historyPage is how many records are read together.
const historyPage = 500

// Records reads pages of records with one query for each of their tables, all from one state of the file. The sandbox keeps every
// change of what it holds.
func (p *Provider) Records(ctx context.Context, a *schema.Architecture, t providers.Target, ask providers.RecordAsk) (*providers.Records, error) {
	if a.Object(ask.Object) == nil {
		return nil, invalid("object", "there is no object %q", ask.Object)
	}
	w, err := newWords(a, t)
	if err != nil {
		return nil, err
	}
	k, err := p.crm.applied(ctx)
	if err != nil {
		return nil, err
	}
	h := &recordHistory{words: w, a: a, in: k.arch, addrs: k.addrs, object: ask.Object, bare: ask.Bare, fields: map[string]string{}, gone: map[string]bool{},
		people: map[string]string{}, details: map[string]entryDetail{}}
	out := &providers.Records{Kept: h.kept(k.ids)}
	ids, total, err := p.crm.newestRecords(ctx, ask)
	if err != nil {
		return nil, storeError(err)
	}
	if h.renames, err = p.crm.renames(ctx); err != nil {
		return nil, storeError(err)
	}
	out.Total = total
	out.Each = func(yield func(*providers.LiveRecord, error) bool) {
		tx, err := p.crm.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(nil, storeError(err))
			return
		}
		defer tx.Rollback()
		for page := range slices.Chunk(ids, historyPage) {
			list, err := h.page(ctx, tx, page)
			if err != nil {
				yield(nil, storeError(err))
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
	return out, nil
}

// newestRecords are the ids of the records that are asked for, those first that were made last, and how many there are without the limit.
func (c *CRM) newestRecords(ctx context.Context, ask providers.RecordAsk) (ids []int64, total int64, err error) {
	only := "null"
	if ask.IDs != nil {
		var list []int64
		for _, s := range ask.IDs {
			if id, err := strconv.ParseInt(s, 10, 64); err == nil {
				list = append(list, id)
			}
		}
		only = idList(list)
	}
	const from = ` FROM records WHERE object = ?1 AND (?2 = 'null' OR id IN (SELECT value FROM json_each(?2)))`
	if err := c.db.QueryRowContext(ctx, `SELECT count(*)`+from, ask.Object, only).Scan(&total); err != nil {
		return nil, 0, err
	}
	limit := ask.Limit
	if limit <= 0 {
		limit = -1
	}
	err = each(ctx, c.db, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id`+from+` ORDER BY created_at DESC, id DESC LIMIT ?3`, ask.Object, only, limit)
	return ids, total, err
}

// idList writes ids for json_each.
func idList(ids []int64) string {
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(append(b, ']'))
}

// each runs fn for every row of a query.
func each(ctx context.Context, q querier, fn func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rename is an address of the configuration that was another one up to an entry of the history.
type rename struct {
	entry    int64
	from, to schema.Address
}

// renames lists them, oldest first.
func (c *CRM) renames(ctx context.Context) ([]rename, error) {
	var out []rename
	err := each(ctx, c.db, func(scan func(...any) error) error {
		var r rename
		var typ, from, to string
		if err := scan(&r.entry, &typ, &from, &to); err != nil {
			return err
		}
		if k := kindByName()[typ]; k != nil {
			r.from, r.to = addressOf(blockName(k), from), addressOf(blockName(k), to)
			out = append(out, r)
		}
		return nil
	}, `SELECT id, json_extract(detail, '$.type'), json_extract(detail, '$.from'), json_extract(detail, '$.to')
		FROM history WHERE record_id IS NULL AND kind = 'renamed' ORDER BY id`)
	return out, err
}

// recordHistory reads records of one object in the words of an architecture.
type recordHistory struct {
	words
	a, in   *schema.Architecture // whose words, and the configuration in force
	addrs   map[int64]schema.Address
	object  string
	bare    bool
	fields  map[string]string // by internal name
	renames []rename
	// What was met, as it comes again and again: owners who cannot log in, who is meant by a name, what entries say.
	gone    map[string]bool
	people  map[string]string
	details map[string]entryDetail
	// of is the record whose entries are being read, events what they tell so far.
	of     *providers.LiveRecord
	events []providers.RecordEvent
}

// kept says that everything is kept but what was not applied. It finds the names of fields as well.
func (h *recordHistory) kept(ids map[schema.Address]int64) providers.Kept {
	k := providers.Kept{Moves: map[schema.Address]bool{}, Fields: map[string]bool{"owner": true}, Absent: map[string]bool{}, Activities: true, Raised: true}
	for _, t := range h.a.Tracks() {
		if t.Object != h.object {
			continue
		}
		if _, ok := ids[h.inForce(t.Address)]; ok {
			k.Moves[t.Address] = true
		} else {
			k.Notes = append(k.Notes, t.Label()+" is not applied to the sandbox; no record is in it.")
		}
	}
	there := map[string]bool{}
	for _, f := range append(slices.Clone(h.in.Fields), madeFields(h.in, h.object)...) {
		there[f.Name] = there[f.Name] || f.Object == h.object
	}
	taken := map[string]bool{}
	for _, r := range h.a.Reasons { // a list of a module has a longer name there, and so has the field that is made for it
		if name := h.inForce(r.Address).Name(); name != r.Name && r.Field == "" && h.a.Field(h.object, r.Name) == nil &&
			engine.ReasonField(r, h.object) == schema.FieldAddress(h.object, r.Name) {
			h.fields[name], taken[r.Name] = r.Name, true
		}
	}
	for _, f := range append(slices.Clone(h.a.Fields), madeFields(h.a, h.object)...) {
		if f.Object == h.object && !taken[f.Name] {
			h.fields[h.property(h.object, f.Name)] = f.Name
		}
	}
	for property, name := range h.fields {
		if there[property] {
			k.Fields[name] = true
		} else {
			k.Absent[name] = true
		}
	}
	return k
}

// page reads the records that are still there, in the order of their ids.
func (h *recordHistory) page(ctx context.Context, tx *sql.Tx, ids []int64) ([]*providers.LiveRecord, error) {
	found := map[int64]*providers.LiveRecord{}
	list := idList(ids)
	only := ""
	if h.bare {
		only = ` AND kind = 'score_reset'`
	}
	for _, read := range []struct {
		query string
		row   func(map[int64]*providers.LiveRecord, func(...any) error) error
	}{
		{`SELECT id, coalesce(owner, ''), props, created_at, updated_at, last_activity_at FROM records WHERE id IN (SELECT value FROM json_each(?1))`, h.record},
		{`SELECT record_id, track_id, stage_id, entered_at FROM positions WHERE record_id IN (SELECT value FROM json_each(?1))`, h.position},
		{`SELECT l.a, r.object, r.id FROM (SELECT from_id AS a, to_id AS b FROM links WHERE from_id IN (SELECT value FROM json_each(?1))
			UNION SELECT to_id, from_id FROM links WHERE to_id IN (SELECT value FROM json_each(?1))) l JOIN records r ON r.id = l.b ORDER BY l.a, r.id`, h.link},
		{`SELECT record_id, name, at FROM activities WHERE record_id IN (SELECT value FROM json_each(?1)) ORDER BY at, id`, h.activity},
		{`SELECT record_id, id, at, actor, kind, detail, basis FROM history WHERE record_id IN (SELECT value FROM json_each(?1))` + only + `
			ORDER BY record_id, id`, h.entry},
	} {
		err := each(ctx, tx, func(scan func(...any) error) error { return read.row(found, scan) }, read.query, list)
		if err != nil {
			return nil, err
		}
	}
	h.settle()
	var out []*providers.LiveRecord
	for _, id := range ids {
		if r := found[id]; r != nil {
			h.finish(r)
			out = append(out, r)
		}
	}
	return out, nil
}

func milli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func (h *recordHistory) record(found map[int64]*providers.LiveRecord, scan func(...any) error) error {
	var id, created, updated int64
	var active sql.NullInt64
	var owner, props string
	if err := scan(&id, &owner, &props, &created, &updated, &active); err != nil {
		return err
	}
	r := &providers.LiveRecord{Created: milli(created), OwnerGone: h.ownerGone(owner), Links: map[string][]string{}, Record: &engine.Record{
		ID: strconv.FormatInt(id, 10), Object: h.object, Owner: h.who(owner, math.MaxInt64),
		Stages: map[schema.Address]schema.Address{}, EnteredAt: map[schema.Address]time.Time{}}}
	var err error
	if r.Fields, err = h.values(props); err != nil {
		return fmt.Errorf("record %d is damaged: %w", id, err)
	}
	r.Fields["created_at"], r.Fields["updated_at"] = r.Created, milli(updated)
	if active.Valid {
		r.Fields["last_activity_at"] = milli(active.Int64)
	}
	found[id] = r
	return nil
}

// values are those of the fields that the architecture has, by its names.
func (h *recordHistory) values(props string) (map[string]any, error) {
	var out map[string]any
	if err := json.Unmarshal([]byte(props), &out); err != nil || out == nil {
		return map[string]any{}, err
	}
	other := map[string]any{} // what has another name in the sandbox
	for property, v := range out {
		name, ok := h.fields[property]
		if ok && name == property {
			continue
		}
		delete(out, property)
		if ok {
			other[name] = v
		}
	}
	maps.Copy(out, other)
	return out, nil
}

// ownerGone tells whether the directory in force has an owner as somebody who is not active any more.
func (h *recordHistory) ownerGone(owner string) bool {
	gone, known := h.gone[owner]
	if !known {
		gone = engine.MemberOf(h.in, owner) != nil && engine.OwnerProblem(h.in, owner) != ""
		h.gone[owner] = gone
	}
	return gone
}

func (h *recordHistory) position(found map[int64]*providers.LiveRecord, scan func(...any) error) error {
	var id, track, stage, entered int64
	if err := scan(&id, &track, &stage, &entered); err != nil {
		return err
	}
	r, t := found[id], h.back(h.addrs[track])
	at, strange := h.stage(h.addrs[stage], math.MaxInt64)
	if strange != nil {
		if r.Strange == nil {
			r.Strange = map[schema.Address]string{}
		}
		r.Strange[t] = strange.(string)
		return nil
	}
	r.Stages[t], r.EnteredAt[t] = at, milli(entered)
	return nil
}

func (h *recordHistory) link(found map[int64]*providers.LiveRecord, scan func(...any) error) error {
	var id int64
	var object, to string
	if err := scan(&id, &object, &to); err != nil {
		return err
	}
	if r := found[id]; r != nil {
		r.Links[object] = append(r.Links[object], to)
	}
	return nil
}

func (h *recordHistory) activity(found map[int64]*providers.LiveRecord, scan func(...any) error) error {
	var id, at int64
	var name string
	if err := scan(&id, &name, &at); err != nil {
		return err
	}
	if r := found[id]; r != nil {
		r.Activities = append(r.Activities, engine.Activity{Name: name, At: milli(at)})
	}
	return nil
}
