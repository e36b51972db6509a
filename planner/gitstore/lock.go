package gitstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// holding is a lock that this run has.
type holding struct {
	info  planner.LockInfo
	at    plumbing.Hash // the commit that the lock's ref names
	maybe plumbing.Hash // the one that it may name since a push without an answer; zero after others
}

// write makes the next commit of the lock. serial is that of the state which is committed with it.
func (h *holding) write(objects *memory.Storage, serial int) (plumbing.Hash, []plumbing.Hash, error) {
	data, err := json.MarshalIndent(struct {
		planner.LockInfo
		Serial int `json:"serial,omitempty"`
	}{h.info, serial}, "", " ")
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	c := object.Commit{Message: "lock " + h.info.ID + "\n", Author: signature(h.info.Owner, time.Now())}
	c.Committer = c.Author
	if !h.at.IsZero() {
		c.ParentHashes = []plumbing.Hash{h.at}
	}
	return write(objects, map[string][]byte{lockFile: append(data, '\n')}, c)
}

// tries is how often a push is tried anew because another run came in between, and was gone again when it was looked for.
const tries = 5

// Lock implements planner.Store. The lock of a run that died stays until somebody breaks it.
func (s *Store) Lock(ctx context.Context, info planner.LockInfo) (func() error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.connect()
	if err != nil {
		return nil, err
	}
	// Two runs in one checkout would share the journal.
	release, err := planner.LockFile(localPath(s.opts)+".lock", info)
	if err != nil {
		return nil, err
	}
	info.ID = newID()
	h := &holding{info: info}
	if err := s.take(ctx, r, h); err != nil {
		return nil, errors.Join(err, release())
	}
	s.held, s.loaded = h, false
	return func() error {
		err := s.unlock(context.WithoutCancel(ctx))
		return errors.Join(err, release())
	}, nil
}

// take puts the lock on the server.
func (s *Store) take(ctx context.Context, r *remote, h *holding) error {
	objects := memory.NewStorage()
	at, send, err := h.write(objects, 0)
	if err != nil {
		return err
	}
	for range tries {
		err = r.push(ctx, objects, send, command{ref: s.lockRef(), new: at})
		if err == nil {
			h.at = at
			return nil
		}
		// Also one who was stopped must know whether the lock is left behind.
		refs, lookErr := r.refs(context.WithoutCancel(ctx))
		var no *refusal
		switch now := refs[s.lockRef().String()]; {
		case lookErr != nil:
			return s.problem(ctx, "locked", err)
		case now == at && ctx.Err() != nil:
			return errors.Join(ctx.Err(), r.push(context.WithoutCancel(ctx), nil, nil, command{ref: s.lockRef(), old: at}))
		case now == at:
			h.at = at
			return nil
		case !now.IsZero():
			if err := s.notLocked(ctx, r); err != nil {
				return err
			}
		case !errors.As(err, &no):
			return s.problem(ctx, "locked", err)
		case !no.race():
			return stateProblem("The server does not take the lock", "%s refused %s: %s. A state in git needs the right to create, change and delete refs below refs/stagecraft/. "+
				"Where the server hides or forbids other refs than branches and tags, name another repository with url, or keep the state elsewhere.", r.name, s.lockRef(), s.clean(no))
		}
	}
	return planner.Locked(planner.LockInfo{}, "Other runs took the lock in turn. Try again.")
}

// notLocked is an error that names the holder of the lock; nil when nobody has it.
func (s *Store) notLocked(ctx context.Context, r *remote) error {
	at, info, err := s.holder(ctx, r)
	if err != nil || at.IsZero() {
		return err
	}
	return planner.Locked(info, fmt.Sprintf("Wait until that run ends. When it has died, the lock stays; look whether it has, and break it: stagecraft state unlock --env %s %s", s.opts.Env, info.ID))
}

// holder says who has the lock; at is zero when nobody has.
func (s *Store) holder(ctx context.Context, r *remote) (at plumbing.Hash, info planner.LockInfo, err error) {
	for range tries {
		refs, objects, ferr := r.fetch(ctx, s.lockRef(), 1)
		if err = ferr; err != nil {
			continue // the ref may have gone between two requests
		}
		if at = refs[s.lockRef().String()]; at.IsZero() {
			return at, info, nil
		}
		if c, err := object.GetCommit(objects, at); err == nil {
			if data, err := read(objects, c, lockFile); err == nil {
				_ = json.Unmarshal(data, &info) // without it the message is only less precise
			}
		}
		if info.ID == "" {
			info.ID = at.String()[:12]
		}
		return at, info, nil
	}
	return at, info, s.problem(ctx, "read", err)
}

// unlock gives the lock back.
func (s *Store) unlock(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.held
	s.held, s.loaded = nil, false
	s.journal.Close()
	var err error
	for _, at := range []plumbing.Hash{h.maybe, h.at} {
		if at.IsZero() {
			continue
		}
		if err = s.server.push(ctx, nil, nil, command{ref: s.lockRef(), old: at}); err == nil {
			return nil
		}
	}
	refs, lookErr := s.server.refs(ctx)
	if lookErr != nil {
		return s.problem(ctx, "unlocked", err)
	}
	var no *refusal
	switch now := refs[s.lockRef().String()]; {
	case now.IsZero() && !errors.As(err, &no):
		return nil // the answer was lost
	case now == h.at || !now.IsZero() && now == h.maybe:
		return s.problem(ctx, "unlocked", err)
	default:
		return s.brokenBy(ctx, now, "")
	}
}

// named finds the lock that has an id, and who has it.
func (s *Store) named(ctx context.Context, id string) (r *remote, at plumbing.Hash, info planner.LockInfo, err error) {
	if r, err = s.connect(); err != nil {
		return r, at, info, err
	}
	at, info, err = s.holder(ctx, r)
	switch {
	case err != nil:
	case at.IsZero():
		err = stateProblem("There is no lock to break", "Nobody has the lock of %s in %s.", s.opts.Env, r.name)
	case id != info.ID:
		err = stateProblem(fmt.Sprintf("The lock is not %q", id), "%s The lock that was looked at is gone; look again at who has this one.",
			planner.Locked(info, fmt.Sprintf("Its name is %s.", info.ID)).Detail)
	}
	return r, at, info, err
}

// Holder implements planner.Ledger.
func (s *Store) Holder(ctx context.Context, id string) (planner.LockInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _, info, err := s.named(ctx, id)
	return info, err
}

// Unlock implements planner.Ledger.
func (s *Store) Unlock(ctx context.Context, id string) (planner.LockInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, at, info, err := s.named(ctx, id)
	if err != nil {
		return info, err
	}
	if err := r.push(ctx, nil, nil, command{ref: s.lockRef(), old: at}); err != nil {
		var no *refusal
		if errors.As(err, &no) {
			return info, stateProblem("The lock was not broken", "%s: %s. When its run is going on and has just written its state, look again.", r.name, s.clean(no))
		}
		return info, s.problem(ctx, "unlocked", err)
	}
	return info, nil
}

// stillHeld makes sure of the lock, as those see it who may read.
func (s *Store) stillHeld(ctx context.Context, refs map[string]plumbing.Hash) error {
	ref := s.lockRef().String()
	if refs[ref] == s.held.at {
		return nil
	}
	all, err := s.server.refs(ctx)
	if err != nil {
		return s.problem(ctx, "read", err)
	}
	if now := all[ref]; now != s.held.at && now != s.held.maybe {
		return s.brokenBy(ctx, now, "Nothing was written.")
	}
	return stateProblem("The server hides the state", "%s takes %s and shows it to nobody who fetches. Let it show refs/stagecraft/ (uploadpack.hideRefs, transfer.hideRefs), "+
		"name another repository with url, or keep the state elsewhere.", s.server.name, ref)
}
