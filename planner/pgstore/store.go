package pgstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// DefaultSchema is the schema of the table where none is set.
const DefaultSchema = "stagecraft"

const table = "stagecraft_state"

// Store keeps the state of one environment.
type Store struct {
	env    string
	schema string
	config *pgconn.Config
	secret []string // no message may have these

	mu      sync.Mutex
	session *session // that holds the lock; nil without it
}

var _ planner.Ledger = (*Store)(nil)

// New keeps the state of an environment in the database at url, in a schema; "" is DefaultSchema. Nothing is contacted yet.
func New(env, url, schema string) (*Store, error) {
	if schema == "" {
		schema = DefaultSchema
	}
	if len(schema) > 63 || strings.ContainsRune(schema, 0) {
		return nil, problem("The name of the schema cannot be used", "A name in PostgreSQL has at most 63 bytes: %q.", schema)
	}
	config, err := configOf(url)
	if err != nil {
		return nil, err
	}
	return &Store{env: env, schema: schema, config: config, secret: secretsOf(url, config)}, nil
}

// sql puts the name of the table into a statement.
func (s *Store) sql(text string) string {
	return strings.ReplaceAll(text, "{table}", quoted(s.schema)+"."+table)
}

// Load implements planner.Store.
func (s *Store) Load(ctx context.Context) (*planner.State, error) {
	rows, err := s.read(ctx, `SELECT serial, entry, body FROM {table}
		WHERE environment = $1 AND entry >= 0 AND serial = (SELECT max(serial) FROM {table} WHERE environment = $1)
		ORDER BY entry`, s.env)
	if err != nil {
		return nil, err
	}
	state := planner.NewState(s.env)
	if len(rows) == 0 {
		return state, nil
	}
	serial := string(rows[0][0])
	if string(rows[0][1]) == "0" {
		if state, err = s.decode(rows[0][2], serial); err != nil {
			return nil, err
		}
		rows = rows[1:]
	} else if serial != "0" {
		return nil, problem("The state is damaged", "The journal in %s follows commit %s of %s, whose row is missing. Put that back; without it, what is managed is not known.", s.place(), serial, s.env)
	}
	entries := make([]planner.Entry, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row[2], &entries[i]); err != nil {
			return nil, s.badJournal(serial, err)
		}
	}
	if err := state.Replay(entries); err != nil {
		return nil, s.badJournal(serial, err)
	}
	return state, nil
}

func (s *Store) badJournal(serial string, err error) error {
	return problem("The journal is damaged", "What follows commit %s of %s in %s is not valid (%v). It was not touched.", serial, s.env, s.place(), err)
}

// decode reads the state of a commit.
func (s *Store) decode(body []byte, serial string) (*planner.State, error) {
	state, err := planner.DecodeState(body, s.place())
	if err != nil {
		return nil, err
	}
	if state.Environment != s.env || strconv.Itoa(state.Serial) != serial {
		return nil, problem("The state is damaged", "The row of %s, serial %s, in %s has the state of %s, serial %d.", s.env, serial, s.place(), state.Environment, state.Serial)
	}
	return state, nil
}

// Append implements planner.Store.
func (s *Store) Append(ctx context.Context, e planner.Entry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("journal entry of %s: %w", e.Address, err)
	}
	// The highest row is that of the commit, or the last entry that follows it.
	return s.write(ctx, "The journal cannot be written", `WITH last AS (
			SELECT serial, entry FROM {table} WHERE environment = $1 AND entry >= 0 ORDER BY serial DESC, entry DESC LIMIT 1
		), put AS (
			INSERT INTO {table} (environment, serial, entry, body)
			SELECT $1, coalesce((SELECT serial FROM last), 0), coalesce((SELECT entry FROM last), 0) + 1, $2 WHERE {held}
			RETURNING 1
		) SELECT {held}, EXISTS (SELECT FROM put), (SELECT serial FROM last)`, s.env, body)
}

// Commit implements planner.Store. It is refused when the state in the database is not the one that s followed.
func (s *Store) Commit(ctx context.Context, state *planner.State, r *planner.Record) error {
	next, record := *state, *r
	body, err := next.Next(&record)
	if err != nil {
		return err
	}
	sources, err := json.Marshal(record.Sources)
	if err != nil {
		return err
	}
	record.Sources = nil
	head, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("record of %s: %w", s.env, err)
	}
	err = s.write(ctx, "The state cannot be written", `WITH last AS (
			SELECT coalesce(max(serial), 0) AS serial FROM {table} WHERE environment = $1
		), put AS (
			INSERT INTO {table} (environment, serial, entry, body, record, sources)
			SELECT $1, $2::bigint + 1, 0, $3, $4, $5 FROM last WHERE serial = $2::bigint AND {held}
			RETURNING 1
		), done AS (
			DELETE FROM {table} WHERE environment = $1 AND serial = $2::bigint AND entry > 0 AND EXISTS (SELECT FROM put)
		) SELECT {held}, EXISTS (SELECT FROM put), (SELECT serial FROM last)`, s.env, state.Serial, body, head, sources)
	if err != nil {
		return err
	}
	*state, r.Serial = next, next.Serial
	return nil
}

// write runs a statement that tells whether the lock was held, whether it wrote, and the serial that it found.
func (s *Store) write(ctx context.Context, summary, text string, args ...any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == nil {
		return errors.New("pgstore: written without the lock")
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if s.session.lost != nil {
		return s.session.lost
	}
	rows, err := query(ctx, s.session.conn, s.sql(strings.ReplaceAll(text, "{held}", s.session.held)), args...)
	switch {
	case err != nil && s.session.conn.IsClosed():
		s.session.lost = lockLost("The session that held it has ended: " + s.text(err) + ".")
		return s.session.lost
	case err != nil:
		return s.problem(summary, err)
	case string(rows[0][0]) != "t":
		s.session.lost = lockLost("Another session answers than the one that took it. " + noPooler)
		return s.session.lost
	case string(rows[0][1]) != "t":
		return problem("The state was changed by somebody else", "Serial %s is there now, although nobody else held the lock of %s. Nothing was overwritten. Make a new plan.", rows[0][2], s.env)
	}
	return nil
}

func lockLost(why string) error {
	return diag.Diagnostic{Code: diag.Locked, Severity: diag.Error, Summary: "The lock of this run was lost",
		Detail: why + " Nothing more is done. The journal has what was done before, and perhaps what was being written; run again to go on from there."}
}
