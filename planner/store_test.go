package planner

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func entryOf(phase Phase, name string, v providers.Values) Entry {
	e := Entry{Phase: phase, Target: "fake", Address: "fake_property.field.contact." + name, Action: Create}
	if v != nil {
		e.Resource = &StateResource{Type: "fake_property", Key: name, ID: "1", Values: v}
	}
	return e
}

func mustLock(t *testing.T, s Store) func() error {
	t.Helper()
	unlock, err := s.Lock(context.Background(), LockInfo{Owner: "ana", Host: "h", PID: 7})
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

func TestLocalStoreLock(t *testing.T) {
	path := LocalPath(t.TempDir(), "prod")
	a, b := NewLocalStore(path, "prod"), NewLocalStore(path, "prod")
	unlock := mustLock(t, a)
	_, err := b.Lock(context.Background(), LockInfo{Owner: "ben"})
	var d diag.Diagnostic
	if !errors.As(err, &d) || d.Code != diag.Locked || !strings.Contains(d.Detail, "held by ana on h (process 7)") {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	mustLock(t, b)
}

func TestLocalStoreNeedsLock(t *testing.T) {
	s := NewLocalStore(LocalPath(t.TempDir(), "prod"), "prod")
	if s.Append(context.Background(), Entry{}) == nil || s.Commit(context.Background(), NewState("prod"), &Record{}) == nil {
		t.Fatal("written without the lock")
	}
}

// TestTornJournal cuts the journal at every byte: the state is always that after
// a whole number of entries, and writing can go on from there.
func TestTornJournal(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "s.json")
	s := NewLocalStore(path, "prod")
	unlock := mustLock(t, s)
	base := NewState("prod")
	base.Target("fake").Resources["fake_property.field.contact.z"] = &StateResource{Type: "fake_property", Key: "z", ID: "0"}
	if err := s.Commit(ctx, base, &Record{}); err != nil {
		t.Fatal(err)
	}
	entries := []Entry{
		entryOf(Started, "a", values{"name": "a"}), entryOf(Ended, "a", values{"name": "a", "label": "Ä\n"}),
		entryOf(Started, "b", values{"name": "b"}), entryOf(Failed, "b", nil),
		entryOf(Started, "z", nil), entryOf(Ended, "z", nil),
	}
	want := []*State{base.Clone()}
	for _, e := range entries {
		if err := s.Append(ctx, e); err != nil {
			t.Fatal(err)
		}
		next := want[len(want)-1].Clone()
		next.apply(e)
		want = append(want, next)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(path + ".journal")
	if err != nil {
		t.Fatal(err)
	}
	state, _ := os.ReadFile(path)
	for cut := range len(journal) + 1 {
		path := filepath.Join(t.TempDir(), "s.json")
		writeFile(t, path, state)
		writeFile(t, path+".journal", journal[:cut])
		s := NewLocalStore(path, "prod")
		got, err := s.Load(ctx)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		n := max(strings.Count(string(journal[:cut]), "\n")-1, 0)
		if d := cmp.Diff(encoded(t, want[n]), encoded(t, got)); d != "" {
			t.Fatalf("cut at %d: %s", cut, d)
		}
		if cut%11 != 0 && cut < len(journal)-1 {
			continue // the disk is slow; continue from some of them
		}
		unlock := mustLock(t, s)
		for _, e := range entries[n:] {
			if err := s.Append(ctx, e); err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
		}
		if got, err = s.Load(ctx); err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if d := cmp.Diff(encoded(t, want[len(entries)]), encoded(t, got)); d != "" {
			t.Fatalf("cut at %d, continued: %s", cut, d)
		}
		if err := s.Commit(ctx, got, &Record{}); err != nil {
			t.Fatal(err)
		}
		// Killed between the rename and the removal of the journal: it was taken in already.
		writeFile(t, path+".journal", journal)
		again, err := s.Load(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(encoded(t, got), encoded(t, again)); d != "" {
			t.Fatal(d)
		}
		_ = unlock()
	}
}

// TestFirstCommitDies has a run die between its first commit, which begins the lineage, and the removal of the journal.
func TestFirstCommitDies(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "s.json")
	s := NewLocalStore(path, "prod")
	mustLock(t, s)
	if err := s.Append(ctx, entryOf(Ended, "a", values{"name": "a"})); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(path + ".journal")
	if err != nil {
		t.Fatal(err)
	}
	state, err := s.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(ctx, state, &Record{}); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path+".journal", journal)
	got, err := s.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(encoded(t, state), encoded(t, got)); d != "" || got.Replayed {
		t.Fatalf("replayed: %t, %s", got.Replayed, d)
	}
}

func encoded(t *testing.T, s *State) string {
	t.Helper()
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestStateRefused(t *testing.T) {
	for _, tc := range []struct{ name, state, journal, text string }{
		{"damaged", `{"format":1,`, "", "is damaged"},
		{"empty", ``, "", "is damaged"},
		{"newer", `{"format":2,"environment":"prod"}`, "", "has format 2"},
		{"unknown field", `{"format":1,"environment":"prod","serial":1,"shiny":true,"targets":{}}`, "", "shiny"},
		{"other environment", `{"format":1,"environment":"dev","serial":1,"targets":{}}`, "", "another environment"},
		{"null resource", `{"format":1,"environment":"prod","targets":{"x":{"provider":"p","resources":{"a":null}}}}`, "", "has no type"},
		{"null target", `{"format":1,"environment":"prod","targets":{"x":null}}`, "", "is null"},
		{"two documents", `{"format":1,"environment":"prod","targets":{}} {}`, "", "damaged"},
		{"journal without header", `{"format":1,"environment":"prod","targets":{}}`, "{}\n", "Line 1"},
		{"journal of another state", `{"format":1,"environment":"prod","serial":3,"lineage":"a","targets":{}}`,
			`{"journal":1,"lineage":"a","serial":5}` + "\n", "does not belong"},
		{"journal damaged inside", `{"format":1,"environment":"prod","targets":{}}`,
			`{"journal":1,"lineage":"","serial":0}` + "\n{{{\n" + `{"phase":"ended"}` + "\n", "Line 2"},
		{"journal entry without address", `{"format":1,"environment":"prod","targets":{}}`,
			`{"journal":1,"lineage":"","serial":0}` + "\n" + `{"phase":"ended"}` + "\n", "Line 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.json")
			writeFile(t, path, []byte(tc.state))
			if tc.journal != "" {
				writeFile(t, path+".journal", []byte(tc.journal))
			}
			s := NewLocalStore(path, "prod")
			_, err := s.Load(context.Background())
			var d diag.Diagnostic
			if !errors.As(err, &d) || d.Code != diag.State || !strings.Contains(err.Error(), tc.text) {
				t.Fatal(err)
			}
			after, _ := os.ReadFile(path)
			if string(after) != tc.state {
				t.Fatal("the damaged file was changed")
			}
			w := newWorld(t, prop("a"))
			w.store = s
			o := w.build()
			o.Environment = "prod"
			if r, diags := Apply(w.ctx, ApplyOptions{Plan: &Plan{Environment: "prod"}, Build: o, Store: s}); r != nil || !diags.HasErrors() || len(w.live) != 0 {
				t.Fatal("applied on a state that cannot be read")
			}
		})
	}
}

func FuzzReadState(f *testing.F) {
	f.Add([]byte(`{"format":1,"environment":"e","targets":{"x":{"provider":"p","resources":{"a.b":{"type":"a","key":"k","id":"1","values":{"x":[1]}}}}}}`),
		[]byte(`{"journal":1,"lineage":"","serial":0}`+"\n"+`{"phase":"started","target":"x","address":"a.b","action":"delete"}`+"\n"))
	f.Fuzz(func(t *testing.T, state, journal []byte) {
		s, err := DecodeState(state, "s")
		if err != nil {
			return
		}
		sections, _, err := readJournal(journal, "j")
		if err != nil || replay(s, sections, "j") != nil {
			return
		}
		for _, sec := range sections {
			s.Reopen(sec.Entries)
		}
		s.resolve("x", []*providers.Live{{Type: "a", ID: "1", Key: "k"}})
		b, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := DecodeState(b, "s"); err != nil || encoded(t, again) != string(b) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	w := newMemoryWorld(f, prop("a", "options", []any{map[string]any{"value": "x"}}), stage("s", "requires", []any{"a"}))
	good, err := json.Marshal(w.mustPlan())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = ReadPlan(raw, "p", "")
		var compact bytes.Buffer
		if json.Compact(&compact, raw) != nil {
			return
		}
		digest := sha256.Sum256(compact.Bytes())
		data, err := json.Marshal(planFile{FormatVersion, sum(digest[:]), compact.Bytes()})
		if err != nil {
			t.Fatal(err)
		}
		p, err := ReadPlan(data, "p", "")
		if err != nil {
			return
		}
		again, err := WritePlan(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadPlan(again, "p", ""); err != nil {
			t.Fatal(err)
		}
		stale(p, p)
	})
}

// TestReopen takes the entries of a journal into a state that moved on: what was carried out is pending, what was refused is not.
func TestReopen(t *testing.T) {
	s := NewState("prod")
	s.Reopen([]Entry{
		entryOf(Started, "a", values{"name": "a"}), entryOf(Ended, "a", values{"name": "a", "label": "A"}),
		entryOf(Started, "b", values{"name": "b"}), entryOf(Failed, "b", nil),
		entryOf(Started, "c", values{"name": "c"}),
		entryOf(Ended, "d", values{"name": "d"}),
		entryOf(Started, "a", values{"name": "a", "label": "B"}), entryOf(Failed, "a", nil),
	})
	var got []string
	for _, e := range s.Pending {
		if e.Phase != Started {
			t.Errorf("%s is %s", e.Address, e.Phase)
		}
		got = append(got, e.Address)
	}
	if d := cmp.Diff([]string{"fake_property.field.contact.a", "fake_property.field.contact.c", "fake_property.field.contact.d"}, got); d != "" {
		t.Fatal(d)
	}
	if s.Pending[0].Resource.Values["label"] != "A" {
		t.Errorf("%+v", s.Pending[0].Resource)
	}
}
