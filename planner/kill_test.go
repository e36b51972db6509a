package planner

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"pgregory.net/rapid"
)

// killed is what a run panics with at the instant at which it is "killed".
type killed struct{}

// fuse counts instants and kills at the one that is set.
type fuse struct{ left int }

func (f *fuse) tick() {
	if f.left--; f.left == 0 {
		panic(killed{})
	}
}

// deadlyStore may die before a write, in the middle of one and after it.
type deadlyStore struct {
	*memoryStore
	*fuse
}

func (d *deadlyStore) Append(ctx context.Context, e Entry) error {
	d.tick()
	before := len(d.journal)
	// A run that was killed in a write left half a line; the next one cuts it off.
	if i := bytes.LastIndexByte(d.journal, '\n'); i+1 < len(d.journal) {
		d.journal, before = d.journal[:i+1], i+1
	}
	err := d.memoryStore.Append(ctx, e)
	whole := d.journal
	d.journal = whole[:before+(len(whole)-before)/2]
	d.tick()
	d.journal = whole
	d.tick()
	return err
}

func (d *deadlyStore) Commit(ctx context.Context, s *State, r *Record) error {
	d.tick()
	old := d.journal
	err := d.memoryStore.Commit(ctx, s, r)
	d.journal = old
	d.tick()
	d.journal = nil
	d.tick()
	return err
}

// scene prepares a CRM in which every kind of change is due.
func scene(t testing.TB) *world {
	w := newMemoryWorld(t, prop("keep"), prop("upd", "label", "1"), prop("repl", "kind", "a"), prop("del"), prop("forget"),
		stage("old", "requires", []any{"del", "keep"}), gate("old", "g"), stage("ret"), gate("ret", "h"), prop("drifted"))
	w.apply()
	delete(w.live, w.find("fake_property", "forget").ID)
	delete(w.live, w.find("fake_property", "drifted").ID)
	w.add("fake_property", values{"name": "adopt"})
	w.add("fake_property", values{"name": "adopt2", "label": "x"})
	w.add("fake_property", values{"name": "rogue"})
	w.counts["lead/ret"], w.counts["lead/old"] = 12, 3
	w.want = []*providers.Resource{prop("keep"), prop("upd", "label", "2", "secret", "s"), prop("repl", "kind", "b"), prop("drifted"),
		prop("adopt"), prop("adopt2", "label", "y"), prop("new1"), prop("new2"),
		stage("new", "requires", []any{"new1", "keep"}), gate("new", "g", "when", "x"), stage("extra", "requires", []any{"new2"}), gate("extra", "z")}
	w.arch.Moved = []*schema.Moved{{From: "stage.lead.old", To: "stage.lead.new"}}
	w.arch.Retired = []*schema.Retired{{What: "stage.lead.ret", To: "stage.lead.extra"}}
	return w
}

// until runs f and tells whether it was killed.
func until(f func()) (dead bool) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(killed); !ok {
				panic(x)
			}
			dead = true
		}
	}()
	f()
	return false
}

func (w *world) deadly(f *fuse) {
	m, _ := w.store.(*memoryStore)
	if d, ok := w.store.(*deadlyStore); ok {
		m = d.memoryStore
	}
	w.store = &deadlyStore{m, f}
	hook := func(*providers.Operation) error { f.tick(); return nil }
	w.before, w.after = hook, hook
}

// owned lists what the state says, with the ids that must exist.
func (w *world) owned() []string {
	s, err := w.store.Load(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(s.Pending) > 0 {
		w.t.Fatalf("pending: %+v", s.Pending)
	}
	var out []string
	for addr, r := range s.Target("fake").Resources {
		if w.live[r.ID] == nil || w.live[r.ID].Key != r.Key {
			w.t.Fatalf("%s: no live object %s", addr, r.ID)
		}
		out = append(out, line(addr, r.Key, r.Label, r.Values))
	}
	sort.Strings(out)
	return out
}

// TestKill kills the apply at every instant there is: around each journal write, around
// each change of the CRM, around the commit. The next apply must end where an undisturbed one does.
func TestKill(t *testing.T) {
	t.Run("replace makes anew", func(t *testing.T) { testKill(t, false) })
	t.Run("replace in place", func(t *testing.T) { testKill(t, true) })
}

func testKill(t *testing.T, inPlace bool) {
	calm := scene(t)
	calm.inPlace = inPlace
	calm.apply()
	wantLive, wantOwned, wantCounts := calm.dump(), calm.owned(), calm.counts
	for at := 1; ; at++ {
		w := scene(t)
		w.inPlace = inPlace
		w.deadly(&fuse{left: at})
		p := w.mustPlan()
		if !until(func() { w.applyPlan(p) }) {
			if at < 50 {
				t.Fatalf("only %d instants", at)
			}
			return
		}
		w.deadly(&fuse{})
		w.finishAndCompare(fmt.Sprintf("killed at %d", at), wantLive, wantOwned)
		if d := cmp.Diff(wantCounts, w.counts); d != "" {
			t.Fatalf("killed at %d: records %s", at, d)
		}
	}
}

func (w *world) finishAndCompare(what string, wantLive, wantOwned []string) {
	w.t.Helper()
	p, diags := w.plan()
	if diags.HasErrors() {
		w.t.Fatalf("%s: %v", what, diags)
	}
	r, diags := w.applyPlan(w.saved(p))
	if diags.HasErrors() || !r.Complete() {
		w.t.Fatalf("%s: %v %+v", what, diags, r)
	}
	if p, _ := w.plan(); !p.Empty() {
		w.t.Fatalf("%s: left %v", what, brief(p))
	}
	if d := cmp.Diff(wantLive, w.dump()); d != "" {
		w.t.Fatalf("%s: %s", what, d)
	}
	if d := cmp.Diff(wantOwned, w.owned()); d != "" {
		w.t.Fatalf("%s: %s", what, d)
	}
}

// TestKillAgainAndAgain kills several runs in a row at random instants.
func TestKillAgainAndAgain(t *testing.T) {
	calm := scene(t)
	calm.apply()
	wantLive, wantOwned := calm.dump(), calm.owned()
	base := t
	rapid.Check(t, func(t *rapid.T) {
		w := scene(base)
		what := "killed at"
		for _, at := range rapid.SliceOfN(rapid.IntRange(1, 60), 1, 6).Draw(t, "instants") {
			w.deadly(&fuse{left: at})
			what += fmt.Sprint(" ", at)
			until(func() {
				p, diags := w.plan()
				if diags.HasErrors() {
					base.Fatalf("%s: %v", what, diags)
				}
				w.applyPlan(p)
			})
		}
		w.deadly(&fuse{})
		w.finishAndCompare(what, wantLive, wantOwned)
	})
}

// TestKillInsideReplace leaves the new object and the old one behind: the old one is removed later.
func TestKillInsideReplace(t *testing.T) {
	w := newMemoryWorld(t, stage("a"))
	w.apply()
	old := w.find("fake_stage", "lead/a")
	w.counts["lead/a"] = 4
	w.want = []*providers.Resource{res("fake_stage", "stage.lead.a", "", values{"flow": "sales", "name": "a"})}
	w.before = func(*providers.Operation) error {
		w.add("fake_stage", values{"flow": "sales", "name": "a"})
		panic(killed{})
	}
	p := w.mustPlan()
	if p.Changes[0].Action != Replace {
		t.Fatal(brief(p))
	}
	if !until(func() { w.applyPlan(p) }) {
		t.Fatal("survived")
	}
	w.before = nil
	p = w.mustPlan()
	if len(p.Changes) != 1 || p.Changes[0].Action != Delete || p.Changes[0].ID != old.ID || p.Changes[0].MoveRecordsTo != "sales/a" {
		t.Fatalf("%v %+v", brief(p), p.Changes)
	}
	w.apply()
	w.settled()
	if w.counts["sales/a"] != 4 || len(w.live) != 1 {
		t.Fatal(w.counts, w.dump())
	}
}
