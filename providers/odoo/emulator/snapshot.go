package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// snapshot is a database in a file.
type snapshot struct {
	Odoo   string                      `json:"odoo"` // version of the server
	Next   map[string]int64            `json:"next"` // id of the next record, by model
	Tables map[string][]map[string]any `json:"tables"`
}

// Snapshot writes the database down as JSON. It holds no key.
func (s *Server) Snapshot() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := snapshot{Odoo: s.version, Next: map[string]int64{}, Tables: map[string][]map[string]any{}}
	for model, t := range s.db.tables {
		out.Next[model] = t.next
		rows := []map[string]any{}
		for _, id := range s.db.ids(model) {
			r := map[string]any{"id": id}
			maps.Copy(r, t.rows[id])
			rows = append(rows, r)
		}
		out.Tables[model] = rows
	}
	return json.MarshalIndent(out, "", " ")
}

// Restore goes on with a database that Snapshot wrote down.
func Restore(data []byte) (*Server, error) {
	var in snapshot
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("it is no snapshot of an Odoo database: %w", err)
	}
	if len(in.Tables[fieldModel]) == 0 || len(in.Tables["res.users"]) == 0 {
		return nil, errors.New("it is no snapshot of an Odoo database: there are no fields or no users in it")
	}
	d := &database{major: major(in.Odoo), tables: map[string]*table{}, now: time.Now, uid: 1}
	for _, r := range in.Tables[fieldModel] { // first: they say of what sort values are
		for _, name := range []string{"model_id", "create_uid", "write_uid"} {
			if r[name] != nil {
				r[name] = number(r[name])
			}
		}
		id := number(r["id"])
		delete(r, "id")
		d.table(fieldModel).put(id, r)
	}
	for model, rows := range in.Tables {
		if model == fieldModel {
			continue
		}
		for _, r := range rows {
			d.restore(model, r)
		}
	}
	d.seedAccess() // older ones have none
	for model, next := range in.Next {
		t := d.table(model)
		t.next = max(t.next, next)
	}
	return &Server{db: d, version: in.Odoo, key: DefaultKey}, nil
}
