package planner

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestLocalHistory(t *testing.T) {
	ctx := context.Background()
	l := NewLocalStore(LocalPath(t.TempDir(), "prod"), "prod")
	mustLock(t, l)
	var states [][]byte
	var records []*Record
	s := NewState("prod")
	for i := range 3 {
		s.Target("fake").Resources["fake_property.field.contact."+string(rune('a'+i))] = &StateResource{Type: "fake_property", Key: "k", ID: "1"}
		r := NewRecord(RecordApply, LockInfo{Owner: "ana", Command: "apply", Since: time.Date(2026, 11, 21, 9, i, 0, 0, time.UTC)})
		r.Sources = map[string][]byte{"main.hcl": []byte(strings.Repeat("x", i))}
		if err := l.Commit(ctx, s, r); err != nil {
			t.Fatal(err)
		}
		data, _ := s.Encode()
		states, records = append(states, data), append(records, r)
	}
	list, err := l.History(ctx)
	if err != nil || len(list) != 3 || list[0].Serial != 3 || list[2].Serial != 1 || list[0].Sources != nil {
		t.Fatalf("%+v %v", list, err)
	}
	for i, want := range records {
		r, was, err := l.At(ctx, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, r); d != "" {
			t.Fatal(d)
		}
		if data, _ := was.Encode(); !bytes.Equal(data, states[i]) {
			t.Fatalf("state %d is %s", i+1, data)
		}
	}
	var d diag.Diagnostic
	if _, _, err := l.At(ctx, 4); !errors.As(err, &d) || !strings.Contains(d.Summary, "prod has no apply 4") {
		t.Fatal(err)
	}
}

// TestLocalHistoryAhead has a run die between the history and the state: what did not come about is no history, and the next
// commit takes its place.
func TestLocalHistoryAhead(t *testing.T) {
	ctx := context.Background()
	l := NewLocalStore(LocalPath(t.TempDir(), "prod"), "prod")
	mustLock(t, l)
	s := NewState("prod")
	if err := l.Commit(ctx, s, NewRecord(RecordApply, LockInfo{Owner: "ana"})); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Commit(ctx, s, NewRecord(RecordApply, LockInfo{Owner: "dead"})); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.path, before, 0o644); err != nil {
		t.Fatal(err)
	}
	if list, err := l.History(ctx); err != nil || len(list) != 1 || list[0].Actor != "ana" {
		t.Fatalf("%+v %v", list, err)
	}
	if _, _, err := l.At(ctx, 2); err == nil {
		t.Fatal("a commit that did not come about is shown")
	}
	s, err = l.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Commit(ctx, s, NewRecord(RecordEdit, LockInfo{Owner: "ben"})); err != nil {
		t.Fatal(err)
	}
	if list, err := l.History(ctx); err != nil || len(list) != 2 || list[0].Actor != "ben" {
		t.Fatalf("%+v %v", list, err)
	}
}

func TestLocalHistoryDamaged(t *testing.T) {
	ctx := context.Background()
	l := NewLocalStore(LocalPath(t.TempDir(), "prod"), "prod")
	mustLock(t, l)
	if err := l.Commit(ctx, NewState("prod"), NewRecord(RecordApply, LockInfo{})); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(l.historyPath(1))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range data {
		if err := os.WriteFile(l.historyPath(1), data[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		var d diag.Diagnostic
		if _, _, err := l.At(ctx, 1); !errors.As(err, &d) || d.Summary != "The history is damaged" {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
}
