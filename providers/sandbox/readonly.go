package sandbox

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// OpenReadOnly opens the sandbox in a file to look at it. Nothing is written, neither to the file nor beside it, and no right to
// write is needed; what tries to write gets an error. Without a file the sandbox is a new one, in memory.
//
// A file with no write-ahead log beside it is open nowhere else, and is read as it stands; otherwise SQLite's own locking holds.
func OpenReadOnly(path string) (*CRM, error) {
	if path == "" {
		return nil, &providers.Error{Kind: providers.Invalid, Attribute: "path", Message: "the sandbox needs the path of a file"}
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err), err == nil && info.Mode().IsRegular() && info.Size() == 0:
		return openInMemory()
	case err != nil:
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	query := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(1)", "cache_size(-8192)"}}
	if wal, err := os.Stat(abs + "-wal"); err != nil || wal.Size() == 0 {
		query.Set("immutable", "1")
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath(), RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	c := &CRM{store: store{db}, now: time.Now}
	var version int
	err = c.db.QueryRowContext(context.Background(), `PRAGMA user_version`).Scan(&version)
	if err == nil && version != schemaVersion {
		err = &providers.Error{Kind: providers.Invalid, Message: "the file was written by another version of stagecraft, or is no sandbox"}
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("sandbox %s: %w", filepath.Base(path), storeError(err))
	}
	return c, nil
}

// openInMemory is a sandbox that nobody has applied anything to.
func openInMemory() (*CRM, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	db.SetMaxOpenConns(1) // each connection would be a sandbox of its own
	c := &CRM{store: store{db}, now: time.Now}
	if err := c.migrate(context.Background()); err != nil {
		db.Close()
		return nil, fmt.Errorf("sandbox: %w", storeError(err))
	}
	return c, nil
}
