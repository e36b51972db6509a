package emulator

import (
	_ "embed"
	"encoding/json"
	"time"
)

// The seeds are what Odoo 17.0 and 19.0 Community answer about a new database with the apps crm, base_automation and sale_crm:
// fields with their ids, options, and the records that the apps bring. Views are there by name alone. That of 19.0 has no options of
// time zones and of electronic addresses.
var (
	//go:embed seed.json
	seed17 []byte
	//go:embed seed19.json
	seed19 []byte
)

// modern is the first version whose models are those of seed19.
const modern = 19

type seedData struct {
	Fields map[string][][]any          `json:"fields"` // by model: id, name, label, type, flags (q required, r read-only, s stored), relation, relation field, on delete, tracking, currency field
	Labels []any                       `json:"labels"`
	Opts   [][]any                     `json:"options"` // id, field id, value, label, sequence
	Rows   map[string][]map[string]any `json:"rows"`
}

// seeded is a new database of a version.
func seeded(major int) *database {
	var s seedData
	seed := seed17
	if major >= modern {
		seed = seed19
	}
	if err := json.Unmarshal(seed, &s); err != nil {
		panic("emulator: " + err.Error()) // it is part of the program
	}
	d := &database{major: major, tables: map[string]*table{}, now: time.Now, uid: 1}
	models := map[string]int64{}
	for _, r := range s.Rows[modelModel] {
		models[text(r["model"])] = number(r["id"])
	}
	for model, fields := range s.Fields {
		for _, f := range fields {
			f = append(f, make([]any, 10-len(f))...)
			r := record{"name": f[1], "model": model, "model_id": models[model], "field_description": f[2], "ttype": f[3], "state": "base"}
			for _, flag := range text(f[4]) {
				r[map[rune]string{'q': "required", 'r': "readonly", 's': "store"}[flag]] = true
			}
			for i, name := range []string{"relation", "relation_field", "on_delete", "tracking", "currency_field"} {
				if v := f[5+i]; v != nil && v != "" {
					r[name] = v
				}
			}
			d.table(fieldModel).put(number(f[0]), r)
		}
	}
	for _, o := range s.Opts {
		d.table(optionModel).put(number(o[0]), record{"field_id": number(o[1]), "value": o[2], "name": o[3], "sequence": o[4]})
	}
	for model, rows := range s.Rows {
		for _, r := range rows {
			d.restore(model, r)
		}
	}
	d.seedAccess()
	return d
}

// put has a row in its place.
func (t *table) put(id int64, r record) {
	t.rows[id] = r
	t.next = max(t.next, id+1)
}

// restore puts a row that was written as JSON.
func (d *database) restore(model string, from map[string]any) {
	r := record{}
	for name, v := range from {
		f := d.of(model)[name]
		switch {
		case name == "id" || v == nil:
			continue
		case f != nil && f.kind == "many2one":
			r[name] = number(v)
		case f != nil && f.kind == "many2many":
			r[name] = idList(v)
		default:
			r[name] = v
		}
	}
	for _, name := range []string{"create_uid", "write_uid"} {
		if r[name] == nil {
			r[name] = int64(1)
		}
	}
	for _, name := range []string{"create_date", "write_date"} {
		if r[name] == nil {
			r[name] = "2026-01-01 00:00:00"
		}
	}
	d.table(model).put(number(from["id"]), r)
}
