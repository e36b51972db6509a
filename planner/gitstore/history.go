package gitstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// commits reads the commits of the state, newest first.
func (s *Store) commits(ctx context.Context) (list []*object.Commit, objects *memory.Storage, err error) {
	r, err := s.connect()
	if err != nil {
		return nil, nil, err
	}
	refs, objects, err := r.fetch(ctx, s.stateRef(), 0)
	if err != nil {
		return nil, nil, s.problem(ctx, "read", err)
	}
	for at := refs[s.stateRef().String()]; !at.IsZero(); {
		c, err := object.GetCommit(objects, at)
		if errors.Is(err, plumbing.ErrObjectNotFound) && len(list) > 0 {
			break // the server itself has only the newest part
		}
		if err != nil {
			return nil, nil, stateProblem("The history of the state is damaged", "%s %s: %v.", r.name, s.stateRef(), err)
		}
		list = append(list, c)
		at = plumbing.ZeroHash
		if len(c.ParentHashes) > 0 {
			at = c.ParentHashes[0]
		}
	}
	return list, objects, nil
}

// committed are the journal sections that commits took in.
func (s *Store) committed(ctx context.Context) (map[string]bool, error) {
	list, _, err := s.commits(ctx)
	ids := map[string]bool{}
	for _, c := range list {
		for line := range strings.Lines(c.Message) {
			if id, ok := strings.CutPrefix(strings.TrimSpace(line), journalTrailer); ok {
				ids[id] = true
			}
		}
	}
	return ids, err
}

// History implements planner.Ledger.
func (s *Store) History(ctx context.Context) ([]*planner.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, objects, err := s.commits(ctx)
	if err != nil {
		return nil, err
	}
	var out []*planner.Record
	for _, c := range list {
		r, err := recordOf(objects, c, false)
		if err != nil {
			return nil, stateProblem("The history of the state is damaged", "%s %s: %v.", s.server.name, s.stateRef(), err)
		}
		out = append(out, r)
	}
	return out, nil
}

// At implements planner.Ledger.
func (s *Store) At(ctx context.Context, serial int) (*planner.Record, *planner.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, objects, err := s.commits(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range list {
		r, err := recordOf(objects, c, false)
		if err == nil && r.Serial != serial {
			continue
		}
		if err == nil {
			r, err = recordOf(objects, c, true)
		}
		if err != nil {
			return nil, nil, stateProblem("The history of the state is damaged", "%s %s: %v.", s.server.name, s.stateRef(), err)
		}
		state, err := s.stateAt(objects, c.Hash)
		return r, state, err
	}
	return nil, nil, planner.NoRecord(s.opts.Env, serial)
}

// message is that of a commit: what a person reads in git log, and trailers.
func message(env string, r *planner.Record, journals []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n\n", env, r.Kind, r.Summary())
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(strings.Fields(value), " "))
		}
	}
	line("Serial", fmt.Sprint(r.Serial))
	line("Command", r.Command)
	line("Run", r.Run)
	line("Plan", r.Plan)
	if a := r.Architecture; a.Digest != "" {
		line("Architecture", strings.TrimSpace(a.Name+" "+a.Version)+" "+a.Digest)
		line("Commit", a.Commit)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(journals))) {
		b.WriteString(journalTrailer + id + "\n")
	}
	return b.String()
}
