package gitstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// Options say which state a Store keeps, and where.
type Options struct {
	// Dir is the directory of the architecture; the journal is kept below it.
	Dir string
	Env string
	// Remote is the name of a remote of the repository around Dir; "" is "origin". URL wins over it.
	Remote, URL string
	// Getenv looks up credentials; nil finds none.
	Getenv func(string) string
}

// Store is a planner.Ledger in a git repository.
type Store struct {
	opts    Options
	journal *planner.Journal

	mu      sync.Mutex
	server  *remote         // nil until it was needed
	objects *memory.Storage // of the commit that was loaded last: the server has them
	base    plumbing.Hash   // that commit; zero when there was none
	loaded  bool            // under the lock
	head    planner.JournalHead
	taken   []string // the journal sections that the loaded state holds
	held    *holding // nil without the lock
}

var _ planner.Ledger = (*Store)(nil)

// New is the store of an environment. Nothing is read or contacted yet.
func New(o Options) *Store {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	return &Store{opts: o, journal: planner.NewJournal(localPath(o) + ".journal")}
}

// localPath begins the names of the files beside the architecture.
func localPath(o Options) string {
	return filepath.Join(o.Dir, ".stagecraft", "state", o.Env+".git")
}

func (s *Store) stateRef() plumbing.ReferenceName {
	return plumbing.ReferenceName("refs/stagecraft/state/" + s.opts.Env)
}

func (s *Store) lockRef() plumbing.ReferenceName {
	return plumbing.ReferenceName("refs/stagecraft/lock/" + s.opts.Env)
}

func newID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Load implements planner.Store. Of a journal that an interrupted run left here, entries over the newest commit are replayed; those
// over an earlier one, after which somebody else committed, become pending.
func (s *Store) Load(ctx context.Context) (*planner.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.connect()
	if err != nil {
		return nil, err
	}
	refs, objects, err := r.fetch(ctx, s.stateRef(), 1)
	if err != nil {
		return nil, s.problem(ctx, "read", err)
	}
	if s.held != nil {
		if err := s.stillHeld(ctx, refs); err != nil {
			return nil, err
		}
	}
	at := refs[s.stateRef().String()]
	state := planner.NewState(s.opts.Env)
	if !at.IsZero() {
		if state, err = s.stateAt(objects, at); err != nil {
			return nil, err
		}
	}
	s.objects, s.base, s.loaded = objects, at, s.held != nil
	s.head = planner.JournalHead{Lineage: state.Lineage, Serial: state.Serial, Base: hex40(at), ID: newID()}
	return state, s.replay(ctx, state)
}

func hex40(h plumbing.Hash) string {
	if h.IsZero() {
		return ""
	}
	return h.String()
}

// stateAt reads the state of a commit.
func (s *Store) stateAt(objects *memory.Storage, at plumbing.Hash) (*planner.State, error) {
	name := s.server.name + " " + s.stateRef().String()
	c, err := object.GetCommit(objects, at)
	var data []byte
	if err == nil {
		data, err = read(objects, c, stateFile)
	}
	if err == nil && data == nil {
		err = fmt.Errorf("commit %s has no %s", at, stateFile)
	}
	if err != nil {
		return nil, stateProblem("The state is damaged", "%s: %v. It was not touched.", name, err)
	}
	state, err := planner.DecodeState(data, name)
	if err != nil {
		return nil, err
	}
	if state.Environment != s.opts.Env {
		return nil, stateProblem("The state belongs to another environment", "%s is that of %q, and %q was asked for.", name, state.Environment, s.opts.Env)
	}
	return state, nil
}

// replay takes the journal into the state that was loaded.
func (s *Store) replay(ctx context.Context, state *planner.State) error {
	s.taken = nil
	sections, err := s.journal.Sections()
	if err != nil {
		return err
	}
	var committed map[string]bool // the sections that commits took in
	for _, sec := range sections {
		if sec.Base == hex40(s.base) {
			s.head = sec.JournalHead // more entries go on with it
			s.taken = append(s.taken, sec.ID)
			if err := state.Replay(sec.Entries); err != nil {
				return stateProblem("The journal is damaged", "%s: %v. It was not touched.", s.journal.Path(), err)
			}
			continue
		}
		if committed == nil {
			if committed, err = s.committed(ctx); err != nil {
				return err
			}
		}
		if committed[sec.ID] {
			continue // the run died before it removed the journal
		}
		if sec.Lineage != "" && sec.Lineage != state.Lineage {
			return stateProblem("The journal does not belong to the state", "%s follows commit %d of a state that is not the one in %s. "+
				"Name the repository that holds it, or put it back there. Moving the journal away loses what it says; a plan then finds by their keys the objects that the interrupted run created.",
				s.journal.Path(), sec.Serial, s.server.name)
		}
		s.taken = append(s.taken, sec.ID)
		state.Reopen(sec.Entries)
	}
	if s.loaded && len(sections) > 0 && len(s.taken) == 0 {
		return s.journal.Remove() // commits have all of it
	}
	return nil
}

// Append implements planner.Store. Entries are kept beside the architecture, so that each costs no push.
func (s *Store) Append(_ context.Context, e planner.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil || !s.loaded {
		return errors.New("gitstore: journal entry without the lock, or before the state was loaded under it")
	}
	return s.journal.Append(s.head, e)
}

// Commit implements planner.Store. The state must have been loaded under the lock.
func (s *Store) Commit(ctx context.Context, state *planner.State, rec *planner.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil || !s.loaded {
		return errors.New("gitstore: commit without the lock, or of a state that was not loaded under it")
	}
	data, err := state.Next(rec)
	if err != nil {
		return err
	}
	files, err := commitFiles(data, rec)
	if err != nil {
		return err
	}
	c := object.Commit{Author: signature(rec.Actor, rec.Time), Message: message(s.opts.Env, rec, append(s.taken, s.head.ID))}
	c.Committer = signature(rec.Actor, time.Now())
	if rec.Time.IsZero() {
		c.Author = c.Committer
	}
	if !s.base.IsZero() {
		c.ParentHashes = []plumbing.Hash{s.base}
	}
	at, send, err := write(s.objects, files, c)
	if err != nil {
		return err
	}
	// The lock moves on in the same push, so that the server takes the state only while the lock is still this run's.
	lock, more, err := s.held.write(s.objects, rec.Serial)
	if err != nil {
		return err
	}
	err = s.server.push(ctx, s.objects, append(send, more...), command{s.lockRef(), s.held.at, lock}, command{s.stateRef(), s.base, at})
	if err != nil {
		if err := s.notCommitted(ctx, err, lock, at); err != nil {
			s.loaded = false // what the server has is not known any more
			return err
		}
	}
	s.held.at, s.held.maybe, s.base = lock, plumbing.ZeroHash, at
	s.head = planner.JournalHead{Lineage: state.Lineage, Serial: state.Serial, Base: at.String(), ID: newID()}
	s.taken = nil
	return s.journal.Remove()
}

// notCommitted finds out what became of a push that failed; nil when it was carried out all the same.
func (s *Store) notCommitted(ctx context.Context, err error, lock, at plumbing.Hash) error {
	s.held.maybe = lock
	const kept = "What was done in the CRM is in the journal %s; the next run here takes it in."
	refs, lookErr := s.server.refs(ctx)
	if lookErr != nil {
		return stateProblem("It is not known whether the state was written", "%s. "+kept, s.clean(err), s.journal.Path())
	}
	lockNow, stateNow := refs[s.lockRef().String()], refs[s.stateRef().String()]
	switch {
	case stateNow == at:
		return nil
	case lockNow != s.held.at && lockNow != lock:
		return s.broken(ctx, fmt.Sprintf(kept, s.journal.Path()))
	case stateNow != s.base:
		return stateProblem("The state was changed beside the lock", "%s is no longer the commit that this run began with, so its state was not written. "+kept,
			s.stateRef(), s.journal.Path())
	}
	return stateProblem("The state cannot be written", "%s: %s. "+kept, s.server.name, s.clean(err), s.journal.Path())
}
