package planner

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// failingJournal breaks the file of a LocalStore's journal before an entry is written, as a full
// or vanished disk would.
type failingJournal struct {
	*LocalStore
	at    int // number of the entry that cannot be written, from 1
	torn  bool
	state bool // the state file cannot be written either
	n     int
}

func (f *failingJournal) Append(ctx context.Context, e Entry) error {
	if f.n++; f.n == f.at && f.journal.file != nil {
		if f.torn {
			if _, err := f.journal.file.WriteString(`{"phase":"ended","targ`); err != nil {
				return err
			}
		}
		f.journal.file.Close()
	}
	return f.LocalStore.Append(ctx, e)
}

func (f *failingJournal) Commit(ctx context.Context, s *State, r *Record) error {
	if f.state && f.n >= f.at {
		return stateError(f.path, "The state file cannot be written", "no space left on device")
	}
	return f.LocalStore.Commit(ctx, s, r)
}

// TestJournalWriteFails breaks the journal at each entry of an apply, with and without half a line, and
// with and without a state file that can be written: the run stops at once with a diagnostic, no operation
// begins without its entry, and the next apply knows what was carried out and does the rest.
func TestJournalWriteFails(t *testing.T) {
	for _, f := range []failingJournal{{}, {torn: true}, {state: true}, {torn: true, state: true}} {
		for at := 2; at <= 6; at++ { // the file is opened by the first
			w := newWorld(t, prop("a"), prop("b"), prop("c"))
			local := w.store.(*LocalStore)
			broken := f
			broken.LocalStore, broken.at = local, at
			w.store = &broken
			r, diags := w.applyPlan(w.mustPlan())
			if r == nil || !diags.HasErrors() || diags[0].Code != diag.State || diags[0].Summary != "The journal cannot be written" {
				t.Fatalf("%+v, entry %d: %v", f, at, diags)
			}
			if len(r.Failed)+len(r.Skipped) > 0 || len(r.Applied)+len(r.Remaining) != 3 {
				t.Errorf("%+v, entry %d: applied %v, failed %v, skipped %v, remaining %v", f, at, r.Applied, r.Failed, r.Skipped, r.Remaining)
			}
			// Entries come in pairs, before an operation and after it.
			if len(w.live) != at/2 || len(r.Applied) != at/2 {
				t.Errorf("%+v, entry %d: %d objects were made and %d reported, want %d", f, at, len(w.live), len(r.Applied), at/2)
			}
			before := ids(w.fake)
			w.store = NewLocalStore(local.path, "test")
			w.apply()
			w.settled()
			for _, id := range before {
				if w.live[id] == nil {
					t.Errorf("%+v, entry %d: object %s was made twice", f, at, id)
				}
			}
			if s, err := w.store.Load(w.ctx); err != nil || len(w.live) != 3 || len(s.Target("fake").Resources) != 3 || len(s.Pending) > 0 {
				t.Errorf("%+v, entry %d: %d objects, state %+v, %v", f, at, len(w.live), s, err)
			}
		}
	}
}

func ids(f *fake) []string {
	var out []string
	for id := range f.live {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// TestJournalIsDirectory puts a directory in the place of the journal: before an apply, and while the first
// operation is about to begin. Either way nothing is changed in the CRM.
func TestJournalIsDirectory(t *testing.T) {
	w := newWorld(t, prop("a"))
	p := w.mustPlan()
	local := w.store.(*LocalStore)
	if err := os.MkdirAll(local.journal.Path(), 0o755); err != nil {
		t.Fatal(err)
	}
	_, diags := w.applyPlan(p)
	if len(diags) != 1 || diags[0].Code != diag.State || diags[0].Summary != "The journal cannot be read" || len(w.live) > 0 {
		t.Errorf("%v, %d objects", diags, len(w.live))
	}
	if err := os.Remove(local.journal.Path()); err != nil {
		t.Fatal(err)
	}
	w.store = lateDirectory{local}
	r, diags := w.applyPlan(p)
	if len(diags) != 1 || diags[0].Code != diag.State || len(w.live) > 0 || r == nil || len(r.Remaining) != 1 {
		t.Errorf("%v, %d objects, %+v", diags, len(w.live), r)
	}
	if err := os.RemoveAll(local.journal.Path()); err != nil {
		t.Fatal(err)
	}
	w.store = local
	w.apply()
	w.settled()
}

// lateDirectory makes a directory of the journal right before the first entry.
type lateDirectory struct{ *LocalStore }

func (l lateDirectory) Append(ctx context.Context, e Entry) error {
	if err := os.MkdirAll(l.journal.Path(), 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return l.LocalStore.Append(ctx, e)
}

// TestCommitFails puts a directory in the place of the state file once everything is done: what was done is
// in the journal.
func TestCommitFails(t *testing.T) {
	w := newWorld(t, prop("a"))
	w.apply()
	w.want = append(w.want, prop("b"))
	local := w.store.(*LocalStore)
	kept := local.path + ".kept"
	w.after = func(op *providers.Operation) error {
		if op.Key == "b" {
			return errors.Join(os.Rename(local.path, kept), os.Mkdir(local.path, 0o755))
		}
		return nil
	}
	r, diags := w.applyPlan(w.mustPlan())
	if r == nil || !r.Complete() || len(diags) != 1 || diags[0].Summary != "The state file cannot be written" {
		t.Fatalf("%v, %+v", diags, r)
	}
	if err := errors.Join(os.Remove(local.path), os.Rename(kept, local.path)); err != nil {
		t.Fatal(err)
	}
	s, err := local.Load(w.ctx)
	if err != nil || len(s.Target("fake").Resources) != 2 || len(s.Pending) > 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	w.after = nil
	w.settled()
}
