package emulator

import (
	"maps"
	"slices"
	"time"
)

// record is a row. Texts are strings, numbers float64, references int64, sets of records []int64; what has no value is not there.
type record map[string]any

type table struct {
	rows map[int64]record
	next int64 // id of the next row
}

// database is everything that Odoo keeps. A request that fails takes back what it did.
type database struct {
	major  int // version
	tables map[string]*table
	now    func() time.Time
	uid    int64 // of the user whose request is carried out
	undo   []func()
	fields map[string]map[string]*field // by model and name; nil to be made anew
	notRun []string
	// untracked keeps changes of tracked fields out of the log.
	untracked bool
	// play carries out rules for a test, which is at playing: by rule and record.
	play    func(*Played) string
	playing map[[2]int64]bool
}

func (d *database) table(model string) *table {
	t := d.tables[model]
	if t == nil {
		t = &table{rows: map[int64]record{}, next: 1}
		d.tables[model] = t
	}
	return t
}

// ids of all rows of a model, ascending.
func (d *database) ids(model string) []int64 { return slices.Sorted(maps.Keys(d.table(model).rows)) }

func (d *database) get(model string, id int64) record { return d.table(model).rows[id] }

// insert adds a row. Its id is used up even if the request fails, as PostgreSQL's sequences are.
func (d *database) insert(model string, r record) int64 {
	t := d.table(model)
	id := t.next
	t.next++
	t.rows[id] = r
	r["create_uid"], r["write_uid"], r["create_date"], r["write_date"] = d.uid, d.uid, d.stamp(), d.stamp()
	d.undo = append(d.undo, func() { delete(t.rows, id); d.touched(model) })
	d.touched(model)
	return id
}

// set gives a row a value, nil for none.
func (d *database) set(model string, id int64, name string, v any) {
	r := d.get(model, id)
	old, had := r[name]
	d.undo = append(d.undo, func() {
		delete(r, name)
		if had {
			r[name] = old
		}
		d.touched(model)
	})
	delete(r, name)
	if v != nil {
		r[name] = v
	}
	d.touched(model)
}

func (d *database) drop(model string, id int64) {
	t := d.table(model)
	r := t.rows[id]
	d.undo = append(d.undo, func() { t.rows[id] = r; d.touched(model) })
	delete(t.rows, id)
	d.touched(model)
}

// touched forgets what is derived from the rows of a model.
func (d *database) touched(model string) {
	if model == fieldModel {
		d.fields = nil
	}
}

func (d *database) rollback() {
	for _, back := range slices.Backward(d.undo) {
		back()
	}
	d.undo = nil
}

func (d *database) stamp() string { return d.now().UTC().Format(time.DateTime) }

// find gives the first row in which fields have these values, 0 for none.
func (d *database) find(model string, values record) int64 {
	for _, id := range d.ids(model) {
		if r := d.get(model, id); !slices.ContainsFunc(slices.Collect(maps.Keys(values)), func(k string) bool { return r[k] != values[k] }) {
			return id
		}
	}
	return 0
}

func text(v any) string { s, _ := v.(string); return s }

func number(v any) int64 {
	switch n := v.(type) {
	case float64:
		return int64(n)
	case int64:
		return n
	}
	return 0
}

func idList(v any) []int64 {
	switch x := v.(type) {
	case []int64:
		return x
	case []any:
		out := make([]int64, len(x))
		for i := range x {
			out[i] = number(x[i])
		}
		return out
	case float64:
		return []int64{int64(x)}
	}
	return nil
}
