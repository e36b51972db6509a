// Package storetest holds the suite that every store of states passes.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Place is where the stores of one test keep their states. It is empty at first.
type Place struct {
	// Open gives another store of an environment's state, as another process on the same machine has it.
	Open func(env string) planner.Ledger
	// Elsewhere gives one as another machine has it, which shares the server and nothing else; nil where there is no such thing.
	Elsewhere func(env string) planner.Ledger
	// Breaks: a lock outlives its run, so that Unlock has something to break. Its name stands in the error that others get.
	Breaks bool
}

// Run runs the suite, each part at a place of its own.
func Run(t *testing.T, at func(t *testing.T) Place) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, Place)
	}{
		{"empty", empty}, {"commit", commit}, {"history", manyCommits}, {"journal", journal}, {"pending", pending}, {"needs the lock", needsLock},
		{"lock", lock}, {"environments", environments}, {"stopped", stopped}, {"break", breakLock}, {"concurrent", concurrent},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, at(t)) })
	}
}

var who = planner.LockInfo{Owner: "ana", Command: "apply", Host: "desk", Since: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Run: "https://ci.example/runs/7"}

func resource(key string) *planner.StateResource {
	return &planner.StateResource{Type: "thing", Key: key, ID: "id-" + key, Label: "Thing " + key, Values: providers.Values{"name": key, "order": 3.0}}
}

func entry(phase planner.Phase, key string) planner.Entry {
	e := planner.Entry{Phase: phase, Target: "crm", Address: "thing.field." + key, Action: planner.Create}
	if phase != planner.Failed {
		e.Resource = resource(key)
	}
	return e
}

func load(t *testing.T, s planner.Store) *planner.State {
	t.Helper()
	st, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func mustLock(t *testing.T, s planner.Store) (unlock func()) {
	t.Helper()
	u, err := s.Lock(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := u(); err != nil {
			t.Fatal(err)
		}
	}
}

// add commits one more resource, under the lock.
func add(t *testing.T, s planner.Store, key string, r *planner.Record) *planner.State {
	t.Helper()
	unlock := mustLock(t, s)
	defer unlock()
	st := load(t, s)
	st.Target("crm").Resources["thing.field."+key] = resource(key)
	if err := s.Commit(t.Context(), st, r); err != nil {
		t.Fatal(err)
	}
	return st
}

func record() *planner.Record { return planner.NewRecord(planner.RecordApply, who) }

func text(t *testing.T, s *planner.State) string {
	t.Helper()
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func same(t *testing.T, what string, want, got *planner.State) {
	t.Helper()
	if d := cmp.Diff(text(t, want), text(t, got)); d != "" {
		t.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

// is tells whether an error is a diagnostic of a code that has the texts.
func is(err error, code diag.Code, texts ...string) bool {
	var d diag.Diagnostic
	if !errors.As(err, &d) || d.Code != code {
		return false
	}
	for _, text := range texts {
		if !strings.Contains(d.Summary+" "+d.Detail, text) {
			return false
		}
	}
	return true
}

func empty(t *testing.T, p Place) {
	s := p.Open("prod")
	same(t, "of nothing", planner.NewState("prod"), load(t, s))
	if list, err := s.History(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("history: %v, %v", list, err)
	}
	if _, _, err := s.At(t.Context(), 1); !is(err, diag.State, "1") {
		t.Errorf("a commit that there is none of: %v", err)
	}
}

func commit(t *testing.T, p Place) {
	s := p.Open("prod")
	r := record()
	r.Plan, r.Complete, r.Architecture = "sha256:1", true, planner.Architecture{Name: "sales", Version: "1.2.0", Digest: "sha256:2", Commit: "0123456789ab"}
	r.Result = &planner.Result{Applied: []planner.Outcome{{Action: planner.Create, Target: "crm", Address: "thing.field.a"}}}
	r.Sources = map[string][]byte{"main.hcl": []byte("# Ä\n"), "sub/two words.hcl": {}, "../shared/x.hcl": []byte("x\n"),
		".stagecraft/modules/m-1/a.hcl": []byte("m\n"), "/var/prod.vars.hcl": []byte("v\n"), "50%.hcl": []byte("%\n")}
	want := add(t, s, "a", r)
	if want.Serial != 1 || r.Serial != 1 || want.Lineage == "" {
		t.Errorf("serial %d and %d, lineage %q", want.Serial, r.Serial, want.Lineage)
	}
	for name, s := range map[string]planner.Ledger{"the same": s, "another": p.Open("prod"), "another machine": elsewhere(p, "prod")} {
		same(t, name, want, load(t, s))
		list, err := s.History(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: history: %v, %v", name, list, err)
		}
		head := *r
		head.Sources = nil
		if d := cmp.Diff(&head, list[0]); d != "" {
			t.Errorf("%s: history (-want +got):\n%s", name, d)
		}
		got, st, err := s.At(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, got, cmp.Comparer(func(a, b []byte) bool { return string(a) == string(b) })); d != "" {
			t.Errorf("%s: record (-want +got):\n%s", name, d)
		}
		same(t, name+", at 1", want, st)
	}
}

func elsewhere(p Place, env string) planner.Ledger {
	if p.Elsewhere == nil {
		return p.Open(env)
	}
	return p.Elsewhere(env)
}

func manyCommits(t *testing.T, p Place) {
	var states []*planner.State
	for i := range 4 {
		s := p.Open("prod")
		if i%2 == 1 {
			s = elsewhere(p, "prod")
		}
		states = append(states, add(t, s, fmt.Sprint(i), &planner.Record{Kind: planner.RecordEdit, Command: fmt.Sprint("edit ", i), Sources: map[string][]byte{"a": []byte(fmt.Sprint(i))}}))
	}
	s := p.Open("prod")
	list, err := s.History(t.Context())
	if err != nil || len(list) != 4 {
		t.Fatalf("%v, %v", list, err)
	}
	for i, r := range list {
		if r.Serial != 4-i || r.Command != fmt.Sprint("edit ", 3-i) || r.Sources != nil {
			t.Errorf("record %d: %+v", i, r)
		}
	}
	for i, want := range states {
		r, got, err := s.At(t.Context(), i+1)
		if err != nil || string(r.Sources["a"]) != fmt.Sprint(i) {
			t.Fatalf("%+v, %v", r, err)
		}
		same(t, fmt.Sprint("at ", i+1), want, got)
	}
	for _, serial := range []int{-1, 0, 5} {
		if _, _, err := s.At(t.Context(), serial); !is(err, diag.State) {
			t.Errorf("at %d: %v", serial, err)
		}
	}
}

// journal: what was appended is there for the next run though the one that did it never committed.
func journal(t *testing.T, p Place) {
	base := add(t, p.Open("prod"), "base", record())
	s := p.Open("prod")
	unlock := mustLock(t, s)
	load(t, s)
	for _, e := range []planner.Entry{entry(planner.Started, "a"), entry(planner.Ended, "a"), entry(planner.Started, "b"), entry(planner.Failed, "b"), entry(planner.Started, "c")} {
		if err := s.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	want := base.Clone()
	want.Target("crm").Resources["thing.field.a"] = resource("a")
	want.Pending = []planner.Entry{entry(planner.Started, "c")}
	same(t, "beside the run", want, load(t, p.Open("prod")))
	unlock()

	s = p.Open("prod")
	unlock = mustLock(t, s)
	same(t, "after the run", want, load(t, s))
	if err := s.Append(t.Context(), entry(planner.Ended, "c")); err != nil {
		t.Fatal(err)
	}
	want.Pending = nil
	want.Target("crm").Resources["thing.field.c"] = resource("c")
	st := load(t, s)
	same(t, "continued", want, st)
	if err := s.Commit(t.Context(), st, record()); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), entry(planner.Started, "d")); err != nil {
		t.Fatal(err)
	}
	if got := load(t, p.Open("prod")); got.Serial != 2 || len(got.Pending) != 1 || got.Pending[0].Address != "thing.field.d" {
		t.Errorf("an entry after a commit: %+v", got)
	}
	st.Pending = nil
	if err := s.Commit(t.Context(), st, record()); err != nil {
		t.Fatal(err)
	}
	unlock()
	same(t, "committed", st, load(t, p.Open("prod")))
	same(t, "committed, elsewhere", st, load(t, elsewhere(p, "prod")))
}

func pending(t *testing.T, p Place) {
	s := p.Open("prod")
	unlock := mustLock(t, s)
	st := load(t, s)
	st.Pending = []planner.Entry{entry(planner.Started, "a")}
	st.Moves = []string{"a → b"}
	if err := s.Commit(t.Context(), st, record()); err != nil {
		t.Fatal(err)
	}
	unlock()
	same(t, "kept", st, load(t, elsewhere(p, "prod")))
}

func needsLock(t *testing.T, p Place) {
	s := p.Open("prod")
	try := func(when string) {
		t.Helper()
		st := load(t, s)
		if s.Append(t.Context(), entry(planner.Started, "a")) == nil {
			t.Errorf("%s: an entry was appended", when)
		}
		if s.Commit(t.Context(), st, record()) == nil {
			t.Errorf("%s: a state was committed", when)
		}
	}
	try("before the lock")
	mustLock(t, s)()
	try("after the lock")
	same(t, "untouched", planner.NewState("prod"), load(t, p.Open("prod")))
}

func lock(t *testing.T, p Place) {
	s := p.Open("prod")
	unlock := mustLock(t, s)
	for name, other := range map[string]planner.Ledger{"same machine": p.Open("prod"), "another machine": elsewhere(p, "prod")} {
		if _, err := other.Lock(t.Context(), planner.LockInfo{Owner: "ben"}); !is(err, diag.Locked, "ana", "apply", "desk", "2026-03-02T09:00:00Z", who.Run) {
			t.Errorf("%s: %v", name, err)
		}
		load(t, other)
	}
	unlock()
	add(t, elsewhere(p, "prod"), "a", record())
	add(t, p.Open("prod"), "b", record())
	if st := load(t, s); len(st.Target("crm").Resources) != 2 {
		t.Errorf("%+v", st)
	}
}

func environments(t *testing.T, p Place) {
	unlock := mustLock(t, p.Open("prod"))
	want := add(t, p.Open("dev"), "a", record())
	unlock()
	same(t, "prod", planner.NewState("prod"), load(t, p.Open("prod")))
	same(t, "dev", want, load(t, p.Open("dev")))
	if list, err := p.Open("prod").History(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// stopped: a run that is stopped while it waits for the lock leaves none behind.
func stopped(t *testing.T, p Place) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if unlock, err := p.Open("prod").Lock(ctx, who); err == nil {
		_ = unlock() // a store that asks nobody need not notice
	}
	mustLock(t, p.Open("prod"))()

	s := p.Open("prod")
	ctx, cancel = context.WithCancel(t.Context())
	unlock, err := s.Lock(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := unlock(); err != nil {
		t.Errorf("after the run was stopped, the lock stays: %v", err)
	}
	mustLock(t, p.Open("prod"))()
}
