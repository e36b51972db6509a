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
	journal *Journal
	head    *JournalHead // of the state that entries follow; nil before it was read
	held    bool
}

// NewLocalStore keeps the state of an environment in the file at path. Nothing is read or created yet.
func NewLocalStore(path, env string) *LocalStore {
	return &LocalStore{path: path, env: env, journal: NewJournal(path + ".journal")}
}

// LocalPath is the default place of an environment's state: dir/.stagecraft/state/ENV.json.
func LocalPath(dir, env string) string {
	return filepath.Join(dir, ".stagecraft", "state", env+".json")
}

func (l *LocalStore) lockPath() string { return l.path + ".lock" }

// Load implements Store.
func (l *LocalStore) Load(context.Context) (*State, error) {
	return l.load()
}

func (l *LocalStore) load() (*State, error) {
	s := NewState(l.env)
	data, err := os.ReadFile(l.path)
	switch {
	case err == nil:
		if s, err = DecodeState(data, l.path); err != nil {
			return nil, err
		}
		if s.Environment != l.env {
			return nil, stateError(l.path, "The state belongs to another environment",
				"It is that of %q, and %q was asked for.", s.Environment, l.env)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, stateError(l.path, "The state file cannot be read", "%v", err)
	}
	sections, err := l.journal.Sections()
	if err != nil {
		return nil, err
	}
	return s, replay(s, sections, l.journal.Path())
}

// LockFile takes the lock of the file at path, which ends with the process at the latest, and writes who holds it. The directory
// is made. The error is a diag.Diagnostic; of a lock that is held, it tells by whom.
func LockFile(path string, info LockInfo) (release func() error, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, stateError(path, "The state directory cannot be made", "%v", err)
	}
	data, _ := json.Marshal(info)
	release, by, err := lockFile(path, data)
	if err != nil {
		return nil, stateError(path, "The lock cannot be taken", "%v", err)
	}
	if release == nil {
		var other LockInfo
		_ = json.Unmarshal(by, &other) // without it the message is only less precise
		return nil, Locked(other, fmt.Sprintf("Wait until that run ends. The lock is %s; it goes away with the process that holds it.", path))
	}
	return release, nil
}

// Lock implements Store.
func (l *LocalStore) Lock(_ context.Context, info LockInfo) (func() error, error) {
	release, err := LockFile(l.lockPath(), info)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.held = true
	l.mu.Unlock()
	return func() error {
		l.mu.Lock()
		l.held = false
		l.head = nil
		l.journal.Close()
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
	if l.head == nil {
		s, err := l.load()
		if err != nil {
			return err
		}
		l.head = &JournalHead{Lineage: s.Lineage, Serial: s.Serial}
	}
	return l.journal.Append(*l.head, e)
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
	l.head = nil
	return l.journal.Remove()
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
