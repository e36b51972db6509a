package pgstore

import (
	"context"
	"encoding/json"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// History implements planner.Ledger.
func (s *Store) History(ctx context.Context) ([]*planner.Record, error) {
	rows, err := s.read(ctx, "SELECT serial, record FROM {table} WHERE environment = $1 AND entry = 0 ORDER BY serial DESC", s.env)
	if err != nil {
		return nil, err
	}
	records := make([]*planner.Record, 0, len(rows))
	for _, row := range rows {
		r, err := s.record(row[0], row[1])
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// At implements planner.Ledger.
func (s *Store) At(ctx context.Context, serial int) (*planner.Record, *planner.State, error) {
	rows, err := s.read(ctx, "SELECT serial, record, sources, body FROM {table} WHERE environment = $1 AND serial = $2::bigint AND entry = 0", s.env, serial)
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, planner.NoRecord(s.env, serial)
	}
	row := rows[0]
	r, err := s.record(row[0], row[1])
	if err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(row[2], &r.Sources); err != nil {
		return nil, nil, s.damaged(row[0], err)
	}
	state, err := s.decode(row[3], string(row[0]))
	return r, state, err
}

func (s *Store) record(serial, data []byte) (*planner.Record, error) {
	r := &planner.Record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, s.damaged(serial, err)
	}
	if int64(r.Serial) != number(serial) {
		return nil, problem("The history is damaged", "The record of serial %s in %s says that it is that of %d.", serial, s.place(), r.Serial)
	}
	return r, nil
}

func (s *Store) damaged(serial []byte, err error) error {
	return problem("The history is damaged", "The record of serial %s in %s cannot be read: %v.", serial, s.place(), err)
}
