package planner

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestFailureSkipsDependents(t *testing.T) {
	w := newWorld(t, prop("a"), stage("s", "requires", []any{"a"}), gate("s", "g"), stage("free"))
	w.before = func(op *providers.Operation) error {
		if op.Type == "fake_property" {
			return &providers.Error{Kind: providers.Permission, Message: "no", Scope: "properties.write"}
		}
		return nil
	}
	r, diags := w.applyPlan(w.mustPlan())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := fmt.Sprint(names(r.Applied), names(r.Failed), names(r.Skipped), names(r.Remaining))
	if got != "[stage.lead.free] [field.contact.a] [stage.lead.s stage.lead.s.entry.g] []" {
		t.Fatal(got)
	}
	if why := r.Skipped[1].Why; !strings.Contains(why, "fake_stage.stage.lead.s") {
		t.Fatal(why)
	}
	w.before = nil
	w.apply()
	w.settled()
}

func names(l []Outcome) []string {
	out := []string{}
	for _, o := range l {
		_, origin, _ := providers.SplitAddress(o.Address)
		out = append(out, string(origin))
	}
	return out
}

func TestRetries(t *testing.T) {
	for _, tc := range []struct {
		name     string
		err      error
		carried  bool // the CRM did it and then failed
		failures int
		slept    []time.Duration
		fails    bool
	}{
		{"rate limit", &providers.Error{Kind: providers.RateLimited, RetryAfter: 7 * time.Second}, false, 2,
			[]time.Duration{7 * time.Second, 7 * time.Second}, false},
		{"unavailable", &providers.Error{Kind: providers.Unavailable}, false, 3,
			[]time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, false},
		{"ambiguous, not carried out", &providers.Error{Kind: providers.Ambiguous}, false, 1, []time.Duration{time.Second}, false},
		{"ambiguous, carried out", &providers.Error{Kind: providers.Ambiguous}, true, 1, []time.Duration{time.Second}, false},
		{"unavailable, carried out", &providers.Error{Kind: providers.Unavailable}, true, 1, []time.Duration{time.Second}, false},
		{"too often", &providers.Error{Kind: providers.Unavailable}, false, 99,
			[]time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, prop("a"), prop("b"), stage("s", "requires", []any{"a"}))
			left := tc.failures
			hook := func(op *providers.Operation) error {
				if op.Key == "a" && left > 0 {
					left--
					return tc.err
				}
				return nil
			}
			if tc.carried {
				w.after = hook
			} else {
				w.before = hook
			}
			r, diags := w.applyPlan(w.mustPlan())
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if d := cmp.Diff(tc.slept, w.slept); d != "" {
				t.Fatal(d)
			}
			if tc.fails {
				if got := fmt.Sprint(names(r.Applied), names(r.Failed), names(r.Skipped)); got != "[field.contact.b] [field.contact.a] [stage.lead.s]" {
					t.Fatal(got)
				}
				return
			}
			if !r.Complete() || len(w.live) != 3 {
				t.Fatalf("%+v, live %v", r, w.dump())
			}
			w.settled()
		})
	}
}

func TestAmbiguousChanges(t *testing.T) {
	for i := range 4 {
		carried := i%2 == 0
		w := newWorld(t, stage("a", "label", "A"), prop("p", "kind", "x"), prop("gone"), stage("old"))
		w.inPlace = i > 1
		w.apply()
		w.want = []*providers.Resource{stage("a", "label", "B"), prop("p", "kind", "y"), stage("new")}
		w.arch.Moved = []*schema.Moved{{From: "stage.lead.old", To: "stage.lead.new"}}
		n := 0
		seen := map[string]bool{}
		hook := func(op *providers.Operation) error {
			if seen[op.Address] {
				return nil
			}
			seen[op.Address] = true
			n++
			return &providers.Error{Kind: providers.Ambiguous}
		}
		if carried {
			w.after = hook
		} else {
			w.before = hook
		}
		w.log = nil
		w.apply()
		if n != 4 || len(w.live) != 3 {
			t.Fatalf("carried %v: %d ambiguous answers, live %v", carried, n, w.dump())
		}
		if len(w.log) != 4 {
			t.Fatalf("carried %v: operations %v", carried, w.log)
		}
		w.settled()
	}
}

func TestCancel(t *testing.T) {
	var want []*providers.Resource
	for i := range 10 {
		want = append(want, prop(fmt.Sprintf("p%d", i)))
	}
	w := newWorld(t, want...)
	ctx, cancel := context.WithCancel(context.Background())
	w.ctx = ctx
	w.event = func(e Event) {
		if e.Kind == EventDone && e.Finished == 4 {
			cancel()
		}
	}
	r, diags := w.applyPlan(w.mustPlan())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if len(r.Applied) != 4 || len(r.Remaining) != 6 || !r.Interrupted || len(w.live) != 4 {
		t.Fatalf("%+v", r)
	}
	w.ctx, w.event = context.Background(), nil
	if r := w.apply(); len(r.Applied) != 6 {
		t.Fatalf("%+v", r)
	}
	w.settled()
}

func TestStalePlan(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(w *world, p *Plan)
		text   string
	}{
		{"live", func(w *world, _ *Plan) { w.find("fake_property", "a").Values["label"] = "x" }, "update fake_property.field.contact.a is different"},
		{"live, no change of ours", func(w *world, _ *Plan) { w.find("fake_property", "b").Values["revision"] = 2.0 }, "live objects of Fake CRM changed"},
		{"gone", func(w *world, _ *Plan) { clear(w.live) }, "create fake_property.field.contact.b is not in the plan"},
		{"files", func(w *world, _ *Plan) { w.want[0] = prop("a", "label", "other") }, "what is wanted of Fake CRM changed"},
		{"secret", func(w *world, _ *Plan) { w.want[0] = prop("a", "label", "new", "secret", "s") }, "what is wanted of Fake CRM changed"},
		{"architecture", func(w *world, _ *Plan) {
			w.arch.Terms = []*schema.Term{{Name: "x"}}
			w.arch.Index()
		}, "the architecture changed"},
		{"applied meanwhile", func(w *world, p *Plan) { w.apply() }, "the state of Fake CRM changed"},
		{"another environment", func(_ *world, p *Plan) { p.Environment = "production" }, `environment "production"`},
		{"smuggled change", func(_ *world, p *Plan) { p.Changes[0].Action = Delete }, "update fake_property.field.contact.a is different"},
		{"change taken out", func(_ *world, p *Plan) { p.Changes = nil }, "update fake_property.field.contact.a is not in the plan"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, prop("a", "label", "old"), prop("b"))
			w.apply()
			w.want = []*providers.Resource{prop("a", "label", "new"), prop("b")}
			p := w.saved(w.mustPlan())
			tc.change(w, p)
			before := w.dump()
			r, diags := w.applyPlan(p)
			wantError(t, diags, diag.StalePlan, tc.text)
			if r != nil || cmp.Diff(before, w.dump()) != "" {
				t.Fatal("something was changed")
			}
		})
	}
}

// saved writes the plan and reads it back.
func (w *world) saved(p *Plan) *Plan {
	w.t.Helper()
	data, err := WritePlan(p)
	if err != nil {
		w.t.Fatal(err)
	}
	p, err = ReadPlan(data, "plan.json", "test")
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestApplySavedPlan(t *testing.T) {
	w := newWorld(t, prop("a", "label", "old", "secret", "s"), stage("s", "order", 1, "requires", []any{"a"}), stage("gone"))
	if r, diags := w.applyPlan(w.saved(w.mustPlan())); diags.HasErrors() || !r.Complete() {
		t.Fatal(r, diags)
	}
	w.want = []*providers.Resource{prop("a", "label", "new", "secret", "t"), stage("s", "order", 2)}
	w.counts["lead/gone"] = 0
	p := w.saved(w.mustPlan())
	w.counts["lead/s"] = 5 // records come and go
	if r, diags := w.applyPlan(p); diags.HasErrors() || !r.Complete() || len(r.Applied) != 3 {
		t.Fatal(r, diags)
	}
	w.settled()
}

func TestReadPlanRefuses(t *testing.T) {
	w := newWorld(t, prop("a"))
	good, err := WritePlan(w.mustPlan())
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, new, env, text string }{
		{"edited", `"action": "create"`, `"action": "delete"`, "test", "was changed"},
		{"version", `"stagecraft_plan": "1.0"`, `"stagecraft_plan": "9.0"`, "test", `format "9.0"`},
		{"environment", "", "", "production", "another environment"},
		{"torn", "}\n", "", "test", "cannot be read"},
		{"unknown field", `"digest"`, `"more": 1, "digest"`, "test", "cannot be read"},
	} {
		bad := good
		if tc.old != "" {
			i := strings.LastIndex(string(good), tc.old)
			if tc.name != "torn" {
				i = strings.Index(string(good), tc.old)
			}
			bad = []byte(string(good[:i]) + tc.new + string(good[i+len(tc.old):]))
		}
		_, err := ReadPlan(bad, "plan.json", tc.env)
		if err == nil || !strings.Contains(err.Error(), tc.text) {
			t.Errorf("%s: %v", tc.name, err)
		}
		if _, ok := err.(diag.Diagnostic); !ok {
			t.Errorf("%s: error is %T", tc.name, err)
		}
	}
}

func TestUnreadableCRM(t *testing.T) {
	w := newWorld(t, prop("a"))
	w.readErr = &providers.Error{Kind: providers.Permission, Message: "token expired"}
	_, diags := w.plan()
	wantError(t, diags, diag.ProviderError, "token expired")
}

func TestReadsDoNotWrite(t *testing.T) {
	w := newWorld(t, prop("a"), stage("s"))
	w.apply()
	w.find("fake_property", "a").Values["label"] = "drift"
	before := w.dump()
	w.mustPlan()
	s, _ := w.store.Load(w.ctx)
	o := w.build()
	o.State = s
	encoded, _ := s.Encode()
	d, diags := Drift(w.ctx, o.drift())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if again, _ := s.Encode(); string(encoded) != string(again) {
		t.Fatal("the state was changed")
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Fatal(diff)
	}
	want := []DriftedObject{{Target: "fake", Address: "fake_property.field.contact.a", Type: "fake_property", Key: "a", ID: "1",
		Label: "fake_property a", Kind: DriftChanged, Diffs: []AttrDiff{{Path: "label", Before: nil, After: "drift", Drift: true}}}}
	if diff := cmp.Diff(want, d.Drifted); diff != "" {
		t.Fatal(diff)
	}
	clear(w.live)
	d, _ = Drift(w.ctx, o.drift())
	if len(d.Drifted) != 2 || d.Drifted[0].Kind != DriftMissing {
		t.Fatalf("%+v", d)
	}
	w.apply()
	if d, _ = Drift(w.ctx, w.withState().drift()); len(d.Drifted) != 0 {
		t.Fatalf("%+v", d)
	}
}

// drift is what drift needs of the options of a plan.
func (o BuildOptions) drift() DriftOptions {
	return DriftOptions{Environment: o.Environment, CRMs: LookAt(o.CRMs), State: o.State}
}

func (w *world) withState() BuildOptions {
	s, err := w.store.Load(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	o := w.build()
	o.State = s
	return o
}

func TestSeveralCRMs(t *testing.T) {
	w := newWorld(t, prop("a"))
	other := newFake()
	other.name = "second"
	other.want = []*providers.Resource{prop("a"), stage("s", "requires", []any{"a"})}
	o := w.build()
	o.CRMs = append(o.CRMs, TargetProvider{Target: providers.Target{CRM: &schema.CRM{Provider: "second"}}, Provider: other})
	p, diags := Build(w.ctx, o)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if len(p.Changes) != 3 || p.Targets[1].Summary.Create != 2 || cmp.Diff([]int{1}, p.Changes[2].DependsOn) != "" {
		b, _ := json.Marshal(p)
		t.Fatal(string(b))
	}
	r, diags := Apply(w.ctx, ApplyOptions{Plan: p, Build: o, Store: w.store})
	if diags.HasErrors() || !r.Complete() || len(w.live) != 1 || len(other.live) != 2 {
		t.Fatal(r, diags)
	}
	o.State, _ = w.store.Load(w.ctx)
	if p, _ = Build(w.ctx, o); !p.Empty() {
		t.Fatal(brief(p))
	}
	o.CRMs = o.CRMs[:1]
	p, diags = Build(w.ctx, o)
	if !p.Empty() || len(diags) != 1 || diags[0].Code != diag.Environment {
		t.Fatal(brief(p), diags)
	}
}
