package planner

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"pgregory.net/rapid"
)

// genResources draws a set of resources whose references hold.
func genResources(t *rapid.T, name string) []*providers.Resource {
	label := rapid.SampledFrom([]string{"", "A", "B", "Ünïcode ✓"})
	var out []*providers.Resource
	var props []string
	for i := range 5 {
		if !rapid.Bool().Draw(t, name+" prop") {
			continue
		}
		n := fmt.Sprintf("p%d", i)
		props = append(props, n)
		out = append(out, prop(n, "label", label.Draw(t, "label"), "kind", rapid.SampledFrom([]string{"text", "number"}).Draw(t, "kind"),
			"secret", rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(t, "secret")))
	}
	for i := range 4 {
		if !rapid.Bool().Draw(t, name+" stage") {
			continue
		}
		n := fmt.Sprintf("s%d", i)
		requires := []any{}
		for _, p := range props {
			if rapid.Bool().Draw(t, "requires") {
				requires = append(requires, p)
			}
		}
		s := stage(n, "label", label.Draw(t, "label"), "requires", requires)
		s.Golden = rapid.Bool().Draw(t, "golden")
		out = append(out, s)
		for j := range 2 {
			if rapid.Bool().Draw(t, name+" gate") {
				out = append(out, gate(n, fmt.Sprintf("g%d", j), "when", label.Draw(t, "when")))
			}
		}
	}
	return rapid.Permutation(out).Draw(t, name+" order")
}

// disturb changes live objects as people would: edits, additions, deletions of what nothing refers to.
func disturb(t *rapid.T, f *fake) {
	ids := make([]string, 0, len(f.live))
	for id := range f.live {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		l := f.live[id]
		switch rapid.IntRange(0, 4).Draw(t, "disturb") {
		case 0:
			if l.Type == "fake_gate" {
				l.Values["when"] = "drift"
			} else {
				l.Values["label"] = "drift"
			}
		case 1:
			_, _, _ = f.do(&providers.Operation{Action: providers.Delete, Type: l.Type, ID: id}) // refused when referred to
		case 2:
			if l.Type == "fake_property" {
				l.Values["kind"] = "number"
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "rogue") {
		f.add("fake_property", values{"name": fmt.Sprintf("rogue%d", i), "label": "rogue"})
	}
	f.log = nil
}

func TestConverges(t *testing.T) {
	base := t
	rapid.Check(t, func(t *rapid.T) {
		w := newMemoryWorld(base, genResources(t, "first")...)
		for i := range rapid.IntRange(0, 2).Draw(t, "foreign") { // there before us, some with our names
			w.add("fake_property", values{"name": fmt.Sprintf("p%d", i+3), "kind": "text"})
		}
		if _, diags := w.plan(); diags.HasErrors() {
			for _, d := range diags {
				if d.Code != diag.LiveConflict {
					t.Fatal(d)
				}
			}
			return // a foreign object with another immutable kind
		}
		w.apply()
		w.settled()
		for range rapid.IntRange(1, 3).Draw(t, "rounds") {
			disturb(t, w.fake)
			w.want = genResources(t, "next")
			p, diags := w.plan()
			if diags.HasErrors() {
				for _, d := range diags {
					if d.Code != diag.LiveConflict {
						t.Fatal(d)
					}
				}
				return
			}
			checkOrder(t, p)
			if r, diags := w.applyPlan(w.saved(p)); diags.HasErrors() || !r.Complete() {
				t.Fatalf("%+v %v", r, diags)
			}
			w.settled()
			for _, o := range p.Unmanaged {
				if l := w.live[o.ID]; l == nil || l.Key != o.Key {
					t.Fatalf("unmanaged %v was touched", o)
				}
			}
			wantLive(t, w)
		}
	})
}

// wantLive checks that what is wanted is live, exactly once.
func wantLive(t *rapid.T, w *world) {
	count := map[string]int{}
	for _, l := range w.live {
		count[l.Type+" "+l.Key]++
	}
	for _, r := range w.want {
		if count[r.Type+" "+r.Key] != 1 {
			t.Fatalf("%s %s is live %d times", r.Type, r.Key, count[r.Type+" "+r.Key])
		}
		live := w.find(r.Type, r.Key).Values
		if d := cmp.Diff(r.Values, live); d != "" {
			t.Fatal(d)
		}
	}
}

func checkOrder(t *rapid.T, p *Plan) {
	for i, c := range p.Changes {
		for _, d := range c.DependsOn {
			if d >= i {
				t.Fatalf("change %d depends on %d", i, d)
			}
		}
	}
}

// A plan does not depend on the order of anything that goes in.
func TestPlanIsStable(t *testing.T) {
	base := t
	rapid.Check(t, func(t *rapid.T) {
		w := newMemoryWorld(base, genResources(t, "first")...)
		w.apply()
		disturb(t, w.fake)
		w.want = genResources(t, "next")
		first, diags := w.plan()
		if diags.HasErrors() {
			return
		}
		want, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			r := rand.New(rand.NewSource(int64(i)))
			r.Shuffle(len(w.want), func(i, j int) { w.want[i], w.want[j] = w.want[j], w.want[i] })
			got, err := json.Marshal(w.mustPlan())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// A targeted plan is a part of the full plan, closed under dependencies, that can be applied alone.
func TestTargetIsSubset(t *testing.T) {
	base := t
	rapid.Check(t, func(t *rapid.T) {
		w := newMemoryWorld(base, genResources(t, "first")...)
		w.apply()
		w.want = genResources(t, "next")
		full, diags := w.plan()
		if diags.HasErrors() || full.Empty() {
			return
		}
		target := rapid.SampledFrom(full.Changes).Draw(t, "target")
		w.opts.Targets = []string{string(target.Origin)}
		part := w.mustPlan()
		all := map[string]*Change{}
		for _, c := range full.Changes {
			all[c.Address] = c
		}
		found := false
		in := map[string]bool{}
		for _, c := range part.Changes {
			f := all[c.Address]
			if f == nil || c.essenceAlone() != f.essenceAlone() {
				t.Fatalf("%s is not in the full plan, or different", c.Address)
			}
			for _, d := range f.DependsOn {
				if !in[full.Changes[d].Address] {
					t.Fatalf("%s lacks %s", c.Address, full.Changes[d].Address)
				}
			}
			in[c.Address] = true
			found = found || c.Address == target.Address
		}
		if !found {
			t.Fatalf("%s is missing", target.Address)
		}
		if r, diags := w.applyPlan(part); diags.HasErrors() || !r.Complete() {
			t.Fatalf("%+v %v", r, diags)
		}
		w.opts.Targets = nil
		w.apply()
		w.settled()
	})
}

// essenceAlone leaves the indexes out, which differ between a plan and its part.
func (c *Change) essenceAlone() string {
	e := *c
	e.DependsOn = nil
	return e.essence()
}

func TestGlob(t *testing.T) {
	for _, tc := range []struct {
		pattern, s string
		want       bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a*c", "abbc", true}, {"a*c", "abb", false},
		{"sandbox_property.contact/legacy_*", "sandbox_property.contact/legacy_x/y", true},
		{"?b", "ab", true}, {"?b", "b", false}, {"*a*b*", "xxaxxbxx", true}, {"*ab", "aab", true}, {"a**", "a", true},
	} {
		if got := Glob(tc.pattern, tc.s); got != tc.want {
			t.Errorf("Glob(%q, %q) = %v", tc.pattern, tc.s, got)
		}
	}
}
