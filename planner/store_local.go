package planner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// LocalStore keeps a state in a file, its journal beside it (.journal), a lock (.lock) and, in a directory (.history), a file for
// each commit.
type LocalStore struct {
	path string
	env  string

	mu      sync.Mutex
	journal *os.File // open while entries are appended
	held    bool
}

// NewLocalStore keeps the state of an environment in the file at path. Nothing is read or created yet.
func NewLocalStore(path, env string) *LocalStore { return &LocalStore{path: path, env: env} }

// LocalPath is the default place of an environment's state: dir/.stagecraft/state/ENV.json.
func LocalPath(dir, env string) string {
	return filepath.Join(dir, ".stagecraft", "state", env+".json")
}

func (l *LocalStore) journalPath() string { return l.path + ".journal" }
func (l *LocalStore) lockPath() string    { return l.path + ".lock" }

// Load implements Store.
func (l *LocalStore) Load(context.Context) (*State, error) {
	s, _, err := l.load()
	return s, err
}

func (l *LocalStore) load() (s *State, whole int, err error) {
	s = NewState(l.env)
	data, err := os.ReadFile(l.path)
	switch {
	case err == nil:
		if s, err = DecodeState(data, l.path); err != nil {
			return nil, 0, err
		}
		if s.Environment != l.env {
			return nil, 0, stateError(l.path, "The state belongs to another environment",
				"It is that of %q, and %q was asked for.", s.Environment, l.env)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, 0, stateError(l.path, "The state file cannot be read", "%v", err)
	}
	data, err = os.ReadFile(l.journalPath())
	if errors.Is(err, fs.ErrNotExist) {
		return s, 0, nil
	}
	if err != nil {
		return nil, 0, stateError(l.journalPath(), "The journal cannot be read", "%v", err)
	}
	whole, err = replay(s, data, l.journalPath())
	if err != nil {
		return nil, 0, err
	}
	return s, whole, nil
}

// Lock implements Store.
func (l *LocalStore) Lock(_ context.Context, info LockInfo) (func() error, error) {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o755); err != nil {
		return nil, stateError(l.path, "The state directory cannot be made", "%v", err)
	}
	data, _ := json.Marshal(info)
	release, by, err := lockFile(l.lockPath(), data)
	if err != nil {
		return nil, stateError(l.lockPath(), "The lock cannot be taken", "%v", err)
	}
	if release == nil {
		var other LockInfo
		_ = json.Unmarshal(by, &other) // without it the message is only less precise
		return nil, locked(l.lockPath(), other)
	}
	l.mu.Lock()
	l.held = true
	l.mu.Unlock()
	return func() error {
		l.mu.Lock()
		l.held = false
		l.closeJournal()
		l.mu.Unlock()
		return release()
	}, nil
}

// Append implements Store.
func (l *LocalStore) Append(_ context.Context, e Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		return errors.New("planner: journal entry without the lock")
	}
	if l.journal == nil {
		if err := l.openJournal(); err != nil {
			return err
		}
	}
	line, err := encodeLine(e)
	if err != nil {
		return fmt.Errorf("journal entry of %s: %w", e.Address, err)
	}
	_, err = l.journal.Write(line)
	if err == nil {
		err = l.journal.Sync()
	}
	if err != nil {
		l.closeJournal() // half a line may stand there; opening it again cuts that off
		return stateError(l.journalPath(), "The journal cannot be written", "%v", err)
	}
	return nil
}

// openJournal continues the journal after its last whole line, or begins one.
func (l *LocalStore) openJournal() error {
	s, whole, err := l.load()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(l.journalPath(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return stateError(l.journalPath(), "The journal cannot be written", "%v", err)
	}
	err = f.Truncate(int64(whole))
	if err == nil {
		_, err = f.Seek(int64(whole), 0)
	}
	if err == nil && whole == 0 {
		head, _ := encodeLine(journalHeader{Journal: 1, Lineage: s.Lineage, Serial: s.Serial})
		_, err = f.Write(head)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = syncDir(filepath.Dir(l.path))
	}
	if err != nil {
		f.Close()
		return stateError(l.journalPath(), "The journal cannot be written", "%v", err)
	}
	l.journal = f
	return nil
}

func (l *LocalStore) closeJournal() {
	if l.journal != nil {
		l.journal.Close()
		l.journal = nil
	}
}

// Commit implements Store.
func (l *LocalStore) Commit(_ context.Context, s *State, r *Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		return errors.New("planner: commit without the lock")
	}
	data, err := s.Next(r)
	if err != nil {
		return err
	}
	// First the history: what it has beyond the state file did not come about.
	if err := l.keep(r, data); err != nil {
		return stateError(l.historyPath(r.Serial), "The history cannot be written", "%v. The journal has everything; run again when the cause is gone.", err)
	}
	if err := writeAtomic(l.path, data); err != nil {
		return stateError(l.path, "The state file cannot be written", "%v. The journal has everything; run again when the cause is gone.", err)
	}
	l.closeJournal()
	if err := os.Remove(l.journalPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stateError(l.journalPath(), "The journal cannot be removed", "%v. It was taken into the state file; remove it by hand.", err)
	}
	return nil
}

// writeAtomic replaces the file so that a reader, or a crash, sees the old bytes or the new.
func writeAtomic(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".tmp*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails after the rename, as it should
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	return err
}
