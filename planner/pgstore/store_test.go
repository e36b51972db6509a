package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/pgstore"
	"github.com/stagecraft-dev/stagecraft/planner/storetest"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var (
	ctx = context.Background()
	ana = planner.LockInfo{Owner: "ana", Command: "apply", Host: "laptop", PID: 7, Since: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)}
	ben = planner.LockInfo{Owner: "ben", Command: "apply", Host: "runner"}
)

func open(t *testing.T, url, schema string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.New("production", url, schema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lock takes the lock, and lets go of it after the test.
func lock(t *testing.T, s planner.Store, by planner.LockInfo) (unlock func()) {
	t.Helper()
	release, err := s.Lock(ctx, by)
	if err != nil {
		t.Fatal(err)
	}
	unlock = sync.OnceFunc(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(unlock)
	return unlock
}

// sql runs a statement in a database and gives the first value of the first row.
func sql(t *testing.T, url, text string) string {
	t.Helper()
	conn, err := pgconn.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	results, err := conn.Exec(ctx, text).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if last := results[len(results)-1]; len(last.Rows) > 0 {
		return string(last.Rows[0][0])
	}
	return ""
}

// refused is the diagnostic of an error; its text must have all the words.
func refused(t *testing.T, err error, words ...string) diag.Diagnostic {
	t.Helper()
	var d diag.Diagnostic
	if !errors.As(err, &d) {
		t.Fatalf("no diagnostic: %v", err)
	}
	for _, w := range words {
		if !strings.Contains(d.Summary+"\n"+d.Detail, w) {
			t.Errorf("%q is missing in: %s\n%s", w, d.Summary, d.Detail)
		}
	}
	return d
}

func entry(phase planner.Phase, name string) planner.Entry {
	return planner.Entry{Phase: phase, Target: "crm", Address: "property." + name, Action: planner.Create,
		Resource: &planner.StateResource{Type: "property", Key: name, ID: "1", Values: providers.Values{"label": "Ä\n\x00'\"\\"}}}
}

func commit(t *testing.T, s planner.Store, state *planner.State) {
	t.Helper()
	if err := s.Commit(ctx, state, &planner.Record{Kind: planner.RecordApply}); err != nil {
		t.Fatal(err)
	}
}

func encoded(t *testing.T, s *planner.State) string {
	t.Helper()
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Place {
		url := testtool.Postgres(t)
		at := func(env string) planner.Ledger {
			s, err := pgstore.New(env, url, "")
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		return storetest.Place{Open: at, Elsewhere: at, Breaks: true}
	})
}

func TestJournalAndHistory(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	s := open(t, url, "")
	if got, err := s.Load(ctx); err != nil || !got.Empty() || got.Serial != 0 {
		t.Fatal(got, err)
	}
	unlock := lock(t, s, ana)
	state := planner.NewState("production")
	for _, e := range []planner.Entry{entry(planner.Started, "a"), entry(planner.Ended, "a"), entry(planner.Started, "b")} {
		if err := s.Append(ctx, e); err != nil {
			t.Fatal(err)
		}
		state.Replay([]planner.Entry{e})
	}
	got, err := open(t, url, "").Load(ctx) // as after a crash, before any commit
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(encoded(t, state), encoded(t, got)); d != "" {
		t.Fatal(d)
	}
	sources := map[string][]byte{"a.hcl": []byte("x = \"ü\x00\xff\"\n")}
	r := &planner.Record{Kind: planner.RecordApply, Actor: "ana", Sources: sources}
	if err := s.Commit(ctx, state, r); err != nil {
		t.Fatal(err)
	}
	if state.Serial != 1 || r.Serial != 1 || state.Lineage == "" {
		t.Fatalf("%d %d %q", state.Serial, r.Serial, state.Lineage)
	}
	first := state.Clone()
	if err := s.Append(ctx, entry(planner.Ended, "b")); err != nil {
		t.Fatal(err)
	}
	state.Replay([]planner.Entry{entry(planner.Ended, "b")})
	if got, err = s.Load(ctx); err != nil || cmp.Diff(encoded(t, state), encoded(t, got)) != "" {
		t.Fatal(err, encoded(t, got))
	}
	commit(t, s, state)
	unlock()
	if n := sql(t, url, "SELECT count(*) FROM stagecraft.stagecraft_state WHERE entry > 0"); n != "0" {
		t.Errorf("%s entries left", n)
	}
	records, err := s.History(ctx)
	if err != nil || len(records) != 2 || records[0].Serial != 2 || records[1].Actor != "ana" || records[1].Sources != nil {
		t.Fatal(records, err)
	}
	was, past, err := s.At(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sources, was.Sources) + cmp.Diff(encoded(t, first), encoded(t, past)); d != "" {
		t.Error(d)
	}
	_, _, err = s.At(ctx, 3)
	refused(t, err, "no apply 3")
	other, err := pgstore.New("sandbox", url, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := other.Load(ctx); err != nil || got.Serial != 0 {
		t.Error("one environment sees another", got, err)
	}
}

func TestNothingWithoutLock(t *testing.T) {
	t.Parallel()
	s := open(t, testtool.Postgres(t), "")
	if s.Append(ctx, entry(planner.Started, "a")) == nil || s.Commit(ctx, planner.NewState("production"), &planner.Record{}) == nil {
		t.Error("written without the lock")
	}
	unlock := lock(t, s, ana)
	if _, err := s.Lock(ctx, ana); err == nil {
		t.Error("locked twice")
	}
	unlock()
	if s.Append(ctx, entry(planner.Started, "a")) == nil {
		t.Error("written after the lock")
	}
}

// TestCommitComparesAndSwaps has a row come from somewhere that does not ask for the lock.
func TestCommitComparesAndSwaps(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	s := open(t, url, "")
	lock(t, s, ana)
	state := planner.NewState("production")
	commit(t, s, state)
	stale := state.Clone()
	commit(t, s, state)
	before := encoded(t, stale)
	err := s.Commit(ctx, stale, &planner.Record{})
	refused(t, err, "changed by somebody else", "Serial 2")
	if encoded(t, stale) != before {
		t.Error("a state that was not written was changed")
	}
	if got, err := s.Load(ctx); err != nil || encoded(t, got) != encoded(t, state) {
		t.Error(err, encoded(t, got))
	}
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	s := open(t, url, "")
	unlock := lock(t, s, ana)
	commit(t, s, planner.NewState("production"))
	unlock()
	for _, tc := range []struct{ change, back, says string }{
		{`INSERT INTO {t} VALUES ('production', 1, 1, now(), '{"phase":"ended"}')`, `DELETE FROM {t} WHERE entry = 1`, "follows commit 1 of production"},
		{`INSERT INTO {t} VALUES ('production', 1, 1, now(), '[]')`, `DELETE FROM {t} WHERE entry = 1`, "journal is damaged"},
		{`INSERT INTO {t} VALUES ('production', 3, 1, now(), '{}')`, `DELETE FROM {t} WHERE entry = 1`, "follows commit 3 of production, whose row is missing"},
		{`UPDATE {t} SET serial = 2 WHERE entry = 0`, `UPDATE {t} SET serial = 1 WHERE entry = 0`, "serial 2"},
		{`UPDATE {t} SET body = '{"format":1,"environment":"x","serial":1,"targets":{}}' WHERE entry = 0`, `DELETE FROM {t} WHERE entry = 0`, "has the state of x"},
	} {
		sql(t, url, strings.ReplaceAll(tc.change, "{t}", "stagecraft.stagecraft_state"))
		_, err := s.Load(ctx)
		refused(t, err, "damaged", tc.says)
		sql(t, url, strings.ReplaceAll(tc.back, "{t}", "stagecraft.stagecraft_state"))
	}
	sql(t, url, `INSERT INTO stagecraft.stagecraft_state VALUES ('production', 4, 0, now(), '{}', '{"serial":3}', '[]'), ('production', 5, 0, now(), '{}', '[]', '[]')`)
	for _, serial := range []int{4, 5} {
		_, _, err := s.At(ctx, serial)
		refused(t, err, "history is damaged", fmt.Sprint("serial ", serial))
	}
	_, err := s.History(ctx)
	refused(t, err, "history is damaged")
	sql(t, url, `DROP TABLE stagecraft.stagecraft_state; CREATE TABLE stagecraft.stagecraft_state (name text)`)
	_, err = s.Load(ctx)
	refused(t, err, "cannot be read", "not one that stagecraft made")
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	for _, schema := range []string{"", "public2", `We"ird; DROP TABLE x --`, "STAGECRAFT"} {
		s := open(t, url, schema)
		if got, err := s.Load(ctx); err != nil || got.Serial != 0 {
			t.Fatalf("%q: %v %v", schema, got, err)
		}
		lock(t, s, ana) // the locks of all are held at once
		commit(t, s, planner.NewState("production"))
	}
	_, err := pgstore.New("production", url, strings.Repeat("ü", 32))
	refused(t, err, "at most 63 bytes")
}

// TestFirstRunsAtOnce has many stores make the table at once.
func TestFirstRunsAtOnce(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			s, err := pgstore.New(fmt.Sprint("env", i), url, "")
			if err != nil {
				t.Error(err)
				return
			}
			release, err := s.Lock(ctx, ana)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Commit(ctx, planner.NewState(fmt.Sprint("env", i)), &planner.Record{}); err != nil {
				t.Error(err)
			}
			if err := release(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := sql(t, url, "SELECT count(*) FROM stagecraft.stagecraft_state WHERE entry = 0"); n != "20" {
		t.Errorf("%s states", n)
	}
}
