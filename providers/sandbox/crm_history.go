package sandbox

import (
	"context"
	"encoding/json"
	"time"
)

// HistoryEntry is one line of a record's immutable history: who changed what, when and on what basis.
type HistoryEntry struct {
	ID     int64          `json:"id"`
	At     time.Time      `json:"at"`
	Actor  string         `json:"actor"`
	Record int64          `json:"record"`
	Kind   string         `json:"kind"` // created, changed, owner, moved, refused, activity, routed, …
	Detail map[string]any `json:"detail,omitempty"`
	Basis  string         `json:"basis,omitempty"`
}

// note appends to the history of a record.
func (w *work) note(record int64, kind string, detail map[string]any, basis string) error {
	if basis == "" {
		basis = w.basis
	}
	data, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	_, err = w.tx.ExecContext(w.ctx, `INSERT INTO history(at, actor, record_id, kind, detail, basis) VALUES (?, ?, ?, ?, ?, ?)`,
		w.now.UnixMilli(), w.actor, record, kind, string(data), basis)
	return err
}

// History lists what happened to a record, oldest first. An unknown record is an error of kind NotFound.
func (c *CRM) History(ctx context.Context, id int64) ([]HistoryEntry, error) {
	if err := c.exists(ctx, id); err != nil {
		return nil, err
	}
	rows, err := c.db.QueryContext(ctx, `SELECT id, at, actor, record_id, kind, detail, basis FROM history WHERE record_id = ? ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []HistoryEntry{}
	for rows.Next() {
		var h HistoryEntry
		var at int64
		var detail string
		if err := rows.Scan(&h.ID, &at, &h.Actor, &h.Record, &h.Kind, &detail, &h.Basis); err != nil {
			return nil, err
		}
		h.At = time.UnixMilli(at).UTC()
		if err := json.Unmarshal([]byte(detail), &h.Detail); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}
