package sandbox

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
)

// applied gives a sandbox with one of the suite's architectures in force.
func applied(t testing.TB, state string) *CRM {
	t.Helper()
	c := openTest(t)
	if _, err := providertest.NewWalker().Converge(t.Context(), c.Provider(), providertest.State(t, state), sandboxTarget(), nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func liveObject(t testing.TB, c *CRM, typ, key string) *providers.Live {
	t.Helper()
	list, err := c.Provider().Read(t.Context(), []string{typ})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(l *providers.Live) bool { return l.Key == key })
	if i < 0 {
		t.Fatalf("there is no %s %q", typ, key)
	}
	return list[i]
}

// change updates or replaces an object with some attributes changed.
func change(t testing.TB, c *CRM, action providers.Action, typ, key string, with map[string]any) providers.Progress {
	t.Helper()
	l := liveObject(t, c, typ, key)
	after := providers.Values{}
	for k, v := range l.Values {
		after[k] = v
	}
	for k, v := range with {
		after[k] = v
	}
	return c.operate(t.Context(), &providers.Operation{Action: action, Type: typ, Key: key, ID: l.ID, Before: l.Values, After: after})
}

func remove(t testing.TB, c *CRM, typ, key, to string) providers.Progress {
	t.Helper()
	l := liveObject(t, c, typ, key)
	return c.operate(t.Context(), &providers.Operation{Action: providers.Delete, Type: typ, Key: key, ID: l.ID, Before: l.Values, MoveRecordsTo: to})
}

// record writes a record as it is, without asking the contract.
func record(t testing.TB, c *CRM, object, props string) int64 {
	t.Helper()
	r, err := c.db.Exec(`INSERT INTO records (object, props, created_at, updated_at) VALUES (?, ?, 0, 0)`, object, props)
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.LastInsertId()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func propsOf(t testing.TB, c *CRM, id int64) map[string]any {
	t.Helper()
	var s string
	if err := c.db.QueryRow(`SELECT props FROM records WHERE id = ?`, id).Scan(&s); err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func wantKind(t testing.TB, err error, kind providers.ErrorKind) {
	t.Helper()
	if !providers.IsKind(err, kind) {
		t.Errorf("the error is %v, not of kind %q", err, kind)
	}
}

func counts(t testing.TB, c *CRM, want int64, q providers.RecordQuery) {
	t.Helper()
	got, err := c.Provider().CountRecords(t.Context(), []providers.RecordQuery{q})
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != want {
		t.Errorf("%+v counts %d records, not %d", q, got[0], want)
	}
}

func TestRenamesKeepRecords(t *testing.T) {
	c := applied(t, "small")
	enter(t, c, "lead/working", 3)
	id := record(t, c, "contact", `{"score":7,"band":"B","keep":true}`)
	if p := change(t, c, providers.Update, typeProperty, "contact/score", map[string]any{"name": "points"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	if p := change(t, c, providers.Update, typeOption, "contact/band/B", map[string]any{"value": "bronze"}); p.Err != nil || p.Moved != 1 {
		t.Fatalf("%d records moved: %v", p.Moved, p.Err)
	}
	if d := cmp.Diff(map[string]any{"points": 7.0, "band": "bronze", "keep": true}, propsOf(t, c, id)); d != "" {
		t.Error(d)
	}
	if p := change(t, c, providers.Update, typeStage, "lead/working", map[string]any{"name": "busy"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	if p := change(t, c, providers.Update, typeLifecycle, "lead", map[string]any{"name": "leads"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	counts(t, c, 3, providers.RecordQuery{Type: typeStage, Key: "leads/busy"})
	// What referred to the old names refers to the new ones, all the way down.
	gate := liveObject(t, c, typeGate, "leads/busy/entry/scored")
	if gate.Values["stage"] != "leads/busy" {
		t.Errorf("the criterion belongs to %v", gate.Values["stage"])
	}
}

// TestTransferKeepsHistory retires a property into another: a record that has both keeps the other's value, and
// its history what was dropped.
func TestTransferKeepsHistory(t *testing.T) {
	c := applied(t, "small")
	if p := c.operate(t.Context(), &providers.Operation{Action: providers.Create, Type: typeProperty,
		After: providers.Values{"object": "contact", "name": "points", "type": "number"}}); p.Err != nil {
		t.Fatal(p.Err)
	}
	one, both, same := record(t, c, "contact", `{"points":7}`), record(t, c, "contact", `{"points":7,"score":8}`), record(t, c, "contact", `{"points":8,"score":8}`)
	if p := remove(t, c, typeProperty, "contact/points", "contact/score"); p.Err != nil || p.Moved != 3 {
		t.Fatalf("%d records moved: %v", p.Moved, p.Err)
	}
	for id, want := range map[int64]struct {
		score float64
		lines int
	}{one: {7, 0}, both: {8, 1}, same: {8, 0}} {
		if d := cmp.Diff(map[string]any{"score": want.score}, propsOf(t, c, id)); d != "" {
			t.Error(d)
		}
		history, err := c.History(t.Context(), id)
		if err != nil || len(history) != want.lines {
			t.Fatalf("record %d: %+v, %v", id, history, err)
		}
		for _, h := range history {
			if d := cmp.Diff(map[string]any{"field": "points", "old": 7.0, "discarded": true}, h.Detail); d != "" {
				t.Error(d)
			}
		}
	}
}

func TestMultiOptionMoves(t *testing.T) {
	c := applied(t, "small")
	create := func(typ string, vals providers.Values) {
		t.Helper()
		if p := c.operate(t.Context(), &providers.Operation{Action: providers.Create, Type: typ, After: vals}); p.Err != nil {
			t.Fatal(p.Err)
		}
	}
	create(typeProperty, providers.Values{"object": "contact", "name": "topics", "type": "multi_enum"})
	for i, v := range []string{"a", "b", "c"} {
		create(typeOption, providers.Values{"property": "contact/topics", "value": v, "order": i})
	}
	id := record(t, c, "contact", `{"topics":["a","b"]}`)
	counts(t, c, 1, providers.RecordQuery{Type: typeOption, Key: "contact/topics/a"})
	wantKind(t, remove(t, c, typeOption, "contact/topics/a", "").Err, providers.Conflict)
	if p := remove(t, c, typeOption, "contact/topics/a", "contact/topics/b"); p.Err != nil || p.Moved != 1 {
		t.Fatalf("%d moved: %v", p.Moved, p.Err)
	}
	if d := cmp.Diff(map[string]any{"topics": []any{"b"}}, propsOf(t, c, id)); d != "" {
		t.Error(d)
	}
}

func TestRefusals(t *testing.T) {
	c := applied(t, "small")
	record(t, c, "contact", `{"score":7,"band":"B"}`)
	wantKind(t, remove(t, c, typeOption, "contact/band/B", "").Err, providers.Conflict)
	wantKind(t, remove(t, c, typeProperty, "contact/score", "").Err, providers.Conflict)
	wantKind(t, remove(t, c, typeProperty, "contact/band", "").Err, providers.Conflict) // its options refer to it
	wantKind(t, remove(t, c, typeLifecycle, "lead", "").Err, providers.Conflict)
	wantKind(t, remove(t, c, typeObject, "contact", "").Err, providers.Invalid)
	wantKind(t, change(t, c, providers.Update, typeProperty, "contact/score", map[string]any{"type": "text"}).Err, providers.Invalid)
	wantKind(t, change(t, c, providers.Replace, typeProperty, "contact/score", map[string]any{"type": "date"}).Err, providers.Conflict)
	wantKind(t, change(t, c, providers.Update, typeProperty, "contact/score", map[string]any{"owner_role": "nobody"}).Err, providers.Invalid)
	wantKind(t, change(t, c, providers.Update, typeProperty, "contact/score", map[string]any{"name": `a"b`}).Err, providers.Invalid)
	wantKind(t, change(t, c, providers.Update, typeStage, "lead/new", map[string]any{"name": "working"}).Err, providers.Conflict)
	if p := change(t, c, providers.Replace, typeProperty, "contact/score", map[string]any{"type": "currency"}); p.Err != nil {
		t.Errorf("a number that becomes an amount of money was refused: %v", p.Err)
	}
	wantKind(t, c.operate(t.Context(), &providers.Operation{Action: providers.Delete, Type: typeStage, ID: "4711"}).Err, providers.NotFound)
}

func TestCountMissing(t *testing.T) {
	c := applied(t, "small")
	enter(t, c, "lead/new", 2) // with a band, without a score
	q := providers.RecordQuery{Type: typeStage, Key: "lead/new"}
	counts(t, c, 2, q)
	q.Missing = "contact/score"
	counts(t, c, 2, q)
	q.Missing = "contact/band"
	counts(t, c, 0, q)
	company := record(t, c, "company", `{"industry":"steel"}`)
	if _, err := c.db.Exec(`INSERT INTO links VALUES (1, ?)`, company); err != nil {
		t.Fatal(err)
	}
	q.Missing = "company/industry" // of a related record
	counts(t, c, 1, q)
	counts(t, c, 2, providers.RecordQuery{Type: typeObject, Key: "contact", Missing: "contact/owner"})
	counts(t, c, 2, providers.RecordQuery{Type: typeProperty, Key: "contact/band"})
	counts(t, c, 2, providers.RecordQuery{Type: typeLifecycle, Key: "lead"})
	counts(t, c, 2, providers.RecordQuery{Type: typeOption, Key: "contact/band/A"})
	counts(t, c, 0, providers.RecordQuery{Type: typeStage, Key: "lead/gone"})
	counts(t, c, -1, providers.RecordQuery{Type: "sandbox_nothing", Key: "x"})
}

func TestHistoryIsImmutable(t *testing.T) {
	c := applied(t, "small")
	for _, q := range []string{`DELETE FROM history`, `UPDATE history SET actor = 'nobody'`} {
		if _, err := c.db.Exec(q); err == nil || !strings.Contains(err.Error(), "history cannot be") {
			t.Errorf("%s gives %v", q, err)
		}
	}
	var n int
	if err := c.db.QueryRow(`SELECT count(*) FROM history WHERE kind = 'config'`).Scan(&n); err != nil || n == 0 {
		t.Errorf("%d changes of the configuration are in the history (%v)", n, err)
	}
}

// TestArchitectureIsCached: it is the same until the configuration changes, even by another process.
func TestArchitectureIsCached(t *testing.T) {
	c := applied(t, "small")
	one, err := c.Architecture()
	if err != nil {
		t.Fatal(err)
	}
	if two, _ := c.Architecture(); one != two {
		t.Error("it was read anew although nothing changed")
	}
	var path string
	if err := c.db.QueryRow(`SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	other, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if p := change(t, other, providers.Update, typeStage, "lead/new", map[string]any{"label": "Newer"}); p.Err != nil {
		t.Fatal(p.Err)
	}
	three, err := c.Architecture()
	if err != nil {
		t.Fatal(err)
	}
	if got := three.Lifecycles[0].Stages[0].Label; got != "Newer" {
		t.Errorf("the label is still %q", got)
	}
}

func TestOpenRefusesForeignFiles(t *testing.T) {
	c := openTest(t)
	if _, err := c.db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	var path string
	if err := c.db.QueryRow(`SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !providers.IsKind(err, providers.Invalid) {
		t.Errorf("a newer file gives %v", err)
	}
	wantKind(t, func() error { _, err := Open(""); return err }(), providers.Invalid)
}

func TestCancelledApplyBeginsNothing(t *testing.T) {
	c := applied(t, "small")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := c.Provider().Apply(ctx, []*providers.Operation{{Action: providers.Delete}}, func(providers.Progress) error {
		t.Error("an operation was begun")
		return nil
	})
	if err == nil {
		t.Error("a cancelled apply reports success")
	}
}
