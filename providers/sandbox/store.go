package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"

	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// CRM is an open sandbox: its configuration, which the Provider changes, and
// its records, which live under that configuration. Its methods may be called from
// several goroutines, and several processes may open one file.
type CRM struct {
	store
	writing sync.Mutex // one change of records at a time
	now     func() time.Time
	cache   cache
}

// store is the file that holds everything.
type store struct{ db *sql.DB }

// schemaVersion is the version of the tables below; a newer file is refused.
const schemaVersion = 1

const tables = `
CREATE TABLE config (id INTEGER PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, vals TEXT NOT NULL, UNIQUE (type, key));
CREATE TABLE refs (from_id INTEGER NOT NULL REFERENCES config ON DELETE CASCADE, type TEXT NOT NULL, key TEXT NOT NULL,
	PRIMARY KEY (from_id, type, key)) WITHOUT ROWID;
CREATE INDEX refs_to ON refs (type, key);
CREATE TABLE records (id INTEGER PRIMARY KEY, object TEXT NOT NULL, owner TEXT, props TEXT NOT NULL DEFAULT '{}',
	created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, last_activity_at INTEGER);
CREATE INDEX records_object ON records (object);
CREATE TABLE positions (record_id INTEGER NOT NULL REFERENCES records ON DELETE CASCADE, track_id INTEGER NOT NULL REFERENCES config,
	stage_id INTEGER NOT NULL REFERENCES config, entered_at INTEGER NOT NULL, PRIMARY KEY (record_id, track_id)) WITHOUT ROWID;
CREATE INDEX positions_stage ON positions (stage_id);
CREATE INDEX positions_track ON positions (track_id);
CREATE TABLE links (from_id INTEGER NOT NULL, to_id INTEGER NOT NULL, PRIMARY KEY (from_id, to_id)) WITHOUT ROWID;
CREATE INDEX links_to ON links (to_id);
CREATE TABLE activities (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX activities_record ON activities (record_id);
CREATE TABLE history (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, record_id INTEGER, kind TEXT NOT NULL,
	detail TEXT NOT NULL, basis TEXT NOT NULL DEFAULT '');
CREATE INDEX history_record ON history (record_id);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history cannot be deleted'); END;
CREATE TABLE tasks (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, title TEXT NOT NULL, assignee TEXT, due_at INTEGER,
	created_at INTEGER NOT NULL, done_at INTEGER, origin TEXT NOT NULL DEFAULT '',
	kind TEXT NOT NULL DEFAULT 'task', status TEXT NOT NULL DEFAULT 'open');
CREATE INDEX tasks_record ON tasks (record_id);
CREATE TABLE clocks (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, sla TEXT NOT NULL, started_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL, stopped_at INTEGER, breached INTEGER NOT NULL DEFAULT 0);
CREATE INDEX clocks_record ON clocks (record_id, sla);
CREATE INDEX clocks_due ON clocks (due_at) WHERE stopped_at IS NULL AND breached = 0;
CREATE TABLE assignments (queue TEXT PRIMARY KEY, last TEXT NOT NULL);
CREATE TABLE enrollments (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, sequence TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT 'active', next_at INTEGER, UNIQUE (record_id, sequence));
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
`

// Open opens the sandbox in a file, which it makes, with its folders, when there is none.
// The CRM must be closed.
func Open(path string) (*CRM, error) {
	if path == "" {
		return nil, &providers.Error{Kind: providers.Invalid, Attribute: "path", Message: "the sandbox needs the path of a file"}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath(), RawQuery: url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-65536)"},
		"_txlock": {"immediate"},
	}.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	c := &CRM{store: store{db}, now: time.Now}
	if err := c.migrate(context.Background()); err != nil {
		db.Close()
		return nil, fmt.Errorf("sandbox %s: %w", filepath.Base(path), storeError(err))
	}
	return c, nil
}

// Close closes the file.
func (c *CRM) Close() error { return c.db.Close() }

// migrate makes the tables and the built-in objects in a new file.
func (s *store) migrate(ctx context.Context) error {
	var version int
	if err := s.db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	switch {
	case version == schemaVersion:
		return nil
	case version > schemaVersion:
		return &providers.Error{Kind: providers.Invalid, Message: "the file was written by a newer version of stagecraft; upgrade to read it"}
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Another process may have been faster.
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil || version == schemaVersion {
		return err
	}
	if _, err := tx.ExecContext(ctx, tables); err != nil {
		return err
	}
	for _, name := range schema.BuiltinObjects() {
		vals, err := json.Marshal(builtinObject(name))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO config (type, key, vals) VALUES (?, ?, ?)`, typeObject, name, vals); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}

// loadConfig reads the configuration objects of the given types, all when nil, ordered by type and key.
func (s *store) loadConfig(ctx context.Context, types []string) ([]*providers.Live, error) {
	filter := []byte("null")
	if types != nil {
		var err error
		if filter, err = json.Marshal(types); err != nil {
			return nil, err
		}
	}
	rows, err := s.db.QueryContext(ctx, `SELECT id, type, key, vals FROM config
		WHERE ?1 = 'null' OR type IN (SELECT value FROM json_each(?1)) ORDER BY type, key`, string(filter))
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	out := []*providers.Live{}
	for rows.Next() {
		l := &providers.Live{}
		var vals []byte
		if err := rows.Scan(&l.ID, &l.Type, &l.Key, &vals); err != nil {
			return nil, storeError(err)
		}
		if err := json.Unmarshal(vals, &l.Values); err != nil {
			return nil, fmt.Errorf("sandbox: %s %q is damaged: %w", l.Type, l.Key, err)
		}
		l.BuiltIn = isBuiltin(l.Type, l.Key)
		out = append(out, l)
	}
	return out, storeError(rows.Err())
}

// storeError gives errors of the file their kind.
func storeError(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &providers.Error{Kind: providers.Unavailable, Message: "another process is writing to the sandbox", Err: err}
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return &providers.Error{Kind: providers.Unavailable, Message: "the sandbox file cannot be written: " + se.Error(), Err: err}
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return &providers.Error{Kind: providers.Permission, Message: "the sandbox file is read-only", Scope: "write", Err: err}
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return &providers.Error{Kind: providers.Invalid, Message: "the file is not a sandbox, or damaged", Err: err}
	}
	return err
}
