package planner

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

type values = providers.Values

// change is one expected change, in short.
type expected struct {
	Action   Action
	Address  string
	Diffs    string // "label: a -> b"
	Drift    bool
	Conflict bool
}

func changesOf(p *Plan) []expected {
	var out []expected
	for _, c := range p.Changes {
		var ds []string
		for _, d := range c.Diffs {
			ds = append(ds, d.Path+": "+show(d.Before)+" -> "+show(d.After))
		}
		out = append(out, expected{c.Action, c.Address, strings.Join(ds, ", "), c.Drift, c.Conflict})
	}
	return out
}

func TestThreeWay(t *testing.T) {
	const mql = "fake_stage.stage.lead.mql"
	base := stage("mql", "label", "MQL")
	for _, tc := range []struct {
		name    string
		applied []*providers.Resource
		live    func(f *fake) // what happens in the CRM after that
		want    []*providers.Resource
		expect  []expected
	}{
		{"new", nil, nil, []*providers.Resource{base}, []expected{{Create, mql, "", false, false}}},
		{"same", []*providers.Resource{base}, nil, []*providers.Resource{base}, nil},
		{"intended", []*providers.Resource{base}, nil, []*providers.Resource{stage("mql", "label", "M")},
			[]expected{{Update, mql, "label: MQL -> M", false, false}}},
		{"unset", []*providers.Resource{base}, nil, []*providers.Resource{stage("mql")},
			[]expected{{Update, mql, "label: MQL -> none", false, false}}},
		{"drift", []*providers.Resource{base}, func(f *fake) { f.find("fake_stage", "lead/mql").Values["label"] = "X" },
			[]*providers.Resource{base}, []expected{{Update, mql, "label: X -> MQL", true, false}}},
		{"conflict", []*providers.Resource{base}, func(f *fake) { f.find("fake_stage", "lead/mql").Values["label"] = "X" },
			[]*providers.Resource{stage("mql", "label", "M")}, []expected{{Update, mql, "label: X -> M", true, true}}},
		{"same change on both sides", []*providers.Resource{base}, func(f *fake) { f.find("fake_stage", "lead/mql").Values["label"] = "M" },
			[]*providers.Resource{stage("mql", "label", "M")}, nil},
		{"deleted behind our back", []*providers.Resource{base}, func(f *fake) { clear(f.live) },
			[]*providers.Resource{base}, []expected{{Create, mql, "", true, false}}},
		{"removed", []*providers.Resource{base}, nil, nil, []expected{{Delete, mql, "", false, false}}},
		{"removed on both sides", []*providers.Resource{base}, func(f *fake) { clear(f.live) }, nil, []expected{{Forget, mql, "", false, false}}},
		{"removed, belongs to the CRM", []*providers.Resource{base}, func(f *fake) { f.find("fake_stage", "lead/mql").BuiltIn = true }, nil,
			[]expected{{Forget, mql, "", false, false}}},
		{"adopt equal", nil, func(f *fake) { f.add("fake_stage", base.Values) }, []*providers.Resource{base},
			[]expected{{Adopt, mql, "", false, false}}},
		{"adopt different", nil, func(f *fake) { f.add("fake_stage", values{"flow": "lead", "name": "mql", "label": "x"}) },
			[]*providers.Resource{base}, []expected{{Adopt, mql, "label: x -> MQL", false, false}}},
		{"made again by hand", []*providers.Resource{base}, func(f *fake) { clear(f.live); f.add("fake_stage", base.Values) },
			[]*providers.Resource{base}, []expected{{Adopt, mql, "", true, false}}},
		{"new address, same object", []*providers.Resource{base}, nil,
			[]*providers.Resource{res("fake_stage", "stage.lead.marketing", "", base.Values)},
			[]expected{{Move, "fake_stage.stage.lead.marketing", "", false, false}}},
		{"immutable", []*providers.Resource{prop("a", "kind", "text")}, nil, []*providers.Resource{prop("a", "kind", "number")},
			[]expected{{Replace, "fake_property.field.contact.a", "kind: text -> number", false, false}}},
		{"parts of a list", []*providers.Resource{prop("a", "options", []any{map[string]any{"value": "x", "label": "X"}})}, nil,
			[]*providers.Resource{prop("a", "options", []any{map[string]any{"value": "x", "label": "Y"}})},
			[]expected{{Update, "fake_property.field.contact.a", "options[0].label: X -> Y", false, false}}},
		{"computed by the CRM", []*providers.Resource{prop("a")}, func(f *fake) { f.find("fake_property", "a").Values["revision"] = 7.0 },
			[]*providers.Resource{prop("a")}, nil},
		{"cannot be deleted", []*providers.Resource{res("fake_user", "member.ana", "", values{"email": "ana@acme.example"})}, nil, nil,
			[]expected{{Delete, "fake_user.member.ana", "", false, false}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, tc.applied...)
			w.apply()
			if tc.live != nil {
				tc.live(w.fake)
			}
			w.want = tc.want
			p := w.mustPlan()
			if d := cmp.Diff(tc.expect, changesOf(p)); d != "" {
				t.Fatal(d)
			}
			for _, c := range p.Changes {
				if c.Reason == "" || c.Risk == "" {
					t.Errorf("%s has no reason or risk: %+v", c.Address, c)
				}
			}
			w.apply()
			w.settled()
		})
	}
}

func TestOrder(t *testing.T) {
	want := []*providers.Resource{
		gate("sql", "g", "when", "x"), stage("sql", "requires", []any{"b", "a"}), prop("b"), prop("a"), stage("mql"),
	}
	w := newWorld(t, want...)
	w.apply()
	if d := cmp.Diff([]string{
		"create fake_property a", "create fake_property b", "create fake_stage lead/mql", "create fake_stage lead/sql", "create fake_gate lead/sql/g",
	}, w.log); d != "" {
		t.Fatal(d)
	}
	w.settled()
	w.log, w.want = nil, []*providers.Resource{stage("mql")}
	w.apply()
	if d := cmp.Diff([]string{
		"delete fake_gate lead/sql/g", "delete fake_stage lead/sql", "delete fake_property a", "delete fake_property b",
	}, w.log); d != "" {
		t.Fatal(d)
	}
	w.settled()
}

func TestUnmanagedPruneIgnore(t *testing.T) {
	w := newWorld(t, prop("a"))
	for _, n := range []string{"rogue", "legacy_1", "legacy_2", "other"} {
		w.add("fake_property", values{"name": n})
	}
	w.add("fake_property", values{"name": "system"}).BuiltIn = true
	w.crm.Ignore = []string{"fake_property.legacy_*"}
	p := w.mustPlan()
	if p.Summary.Unmanaged != 2 || p.Summary.Ignored != 2 || len(p.Changes) != 1 {
		t.Fatalf("%+v, changes %v", p.Summary, brief(p))
	}
	w.opts.Prune = []string{"fake_property.rog*"}
	w.apply()
	if w.find("fake_property", "rogue") != nil || w.find("fake_property", "other") == nil {
		t.Fatalf("after prune: %v", w.dump())
	}
	w.opts.Prune = []string{"*"}
	w.apply()
	if got := len(w.live); got != 4 { // a, system, legacy_1, legacy_2
		t.Fatalf("after prune of all: %v", w.dump())
	}
	w.settled()
	w.want = append(w.want, prop("legacy_9"))
	_, diags := w.plan()
	wantError(t, diags, diag.Environment, "declared and ignored")
}

func wantError(t *testing.T, diags diag.List, code diag.Code, text string) {
	t.Helper()
	for _, d := range diags {
		if d.Code == code && strings.Contains(d.Summary+" "+d.Detail, text) {
			return
		}
	}
	t.Fatalf("no %s with %q in %v", code, text, diags)
}

func TestMoved(t *testing.T) {
	w := newWorld(t, stage("mql", "label", "M"), gate("mql", "fit"), stage("sql"), prop("p"))
	w.apply()
	id := w.find("fake_stage", "lead/mql").ID
	w.want = []*providers.Resource{stage("marketing", "label", "M"), gate("marketing", "fit"), stage("sql"), prop("p")}
	w.arch.Moved = []*schema.Moved{{From: "stage.lead.mql", To: "stage.lead.marketing"}}
	p := w.mustPlan()
	want := []expected{
		{Move, "fake_stage.stage.lead.marketing", "name: mql -> marketing", false, false},
		{Move, "fake_gate.stage.lead.marketing.entry.fit", "stage: lead/mql -> lead/marketing", false, false},
	}
	if d := cmp.Diff(want, changesOf(p)); d != "" {
		t.Fatal(d)
	}
	if c := p.Changes[0]; c.MovedFrom != "fake_stage.stage.lead.mql" || c.OldKey != "lead/mql" || c.ID != id {
		t.Fatalf("%+v", c)
	}
	w.apply()
	if w.find("fake_stage", "lead/marketing").ID != id {
		t.Fatal("the stage was made anew")
	}
	w.settled() // the moved block is still there

	w.arch.Moved = append(w.arch.Moved, &schema.Moved{From: "stage.lead.typo", To: "stage.lead.sql"})
	if _, diags := w.plan(); len(diags) != 1 || diags[0].Code != diag.NothingMoved || diags[0].Severity != diag.Warning {
		t.Fatalf("sql was there before, so the block moves nothing; that should be a warning: %v", diags)
	}
	w.want = append(w.want, stage("new"))
	w.arch.Moved[1].To = "stage.lead.new"
	_, diags := w.plan()
	wantError(t, diags, diag.NothingMoved, "stage.lead.typo")
}

func TestMovedChainOptionAndLifecycle(t *testing.T) {
	option := func(field, value string) *providers.Resource {
		return res("fake_property", "field.contact."+field, value, values{"name": field + "_" + value})
	}
	flow := func(flow, name string) *providers.Resource {
		return res("fake_stage", "stage."+flow+"."+name, "", values{"flow": "f", "name": name})
	}
	w := newWorld(t, option("band", "A"), flow("lead", "one"), flow("lead", "two"))
	w.apply()
	w.want = []*providers.Resource{option("band", "Z"), flow("leads", "one"), flow("leads", "two")}
	w.arch.Moved = []*schema.Moved{
		{From: "lifecycle.prospects", To: "lifecycle.leads"},
		{From: "field.contact.band.option.A", To: "field.contact.band.option.Z"},
		{From: "lifecycle.lead", To: "lifecycle.prospects"},
	}
	p := w.mustPlan()
	if p.Summary.Move != 3 || len(p.Changes) != 3 {
		t.Fatal(brief(p))
	}
	w.apply()
	w.settled()
	// A new environment has nothing to move, now and later.
	v := newWorld(t, w.want...)
	v.arch = w.arch
	v.apply()
	v.settled()
}

func TestMovedOntoSomething(t *testing.T) {
	w := newWorld(t, stage("a"), stage("b"))
	w.apply()
	w.want = []*providers.Resource{stage("b")}
	w.arch.Moved = []*schema.Moved{{From: "stage.lead.a", To: "stage.lead.b"}}
	_, diags := w.plan()
	wantError(t, diags, diag.Retirement, "another live object")
}

func TestRetired(t *testing.T) {
	w := newWorld(t, stage("a"), stage("b"))
	w.apply()
	w.counts["lead/a"] = 41
	w.want = []*providers.Resource{stage("b")}
	p, diags := w.plan()
	wantError(t, diags, diag.RecordsLeft, "holds 41 records")
	wantError(t, diags, diag.RecordsLeft, "what = stage.lead.a\n  to   = …")
	if !p.Errored {
		t.Fatal("the plan does not say that it cannot be applied")
	}
	w.arch.Retired = []*schema.Retired{{What: "stage.lead.a", Reason: "unused"}}
	_, diags = w.plan()
	wantError(t, diags, diag.RecordsLeft, "does not say where they go")
	w.arch.Retired[0].To = "stage.lead.b"
	p = w.mustPlan()
	c := p.Changes[0]
	if c.MoveRecordsTo != "lead/b" || c.Risk != High || *c.Impact.Records != 41 || !strings.Contains(c.Reason, "retired: unused") {
		t.Fatalf("%+v", c)
	}
	w.apply()
	if w.counts["lead/b"] != 41 {
		t.Fatalf("records: %v", w.counts)
	}
	w.settled()
}

func TestImpactOfRequiredFacts(t *testing.T) {
	w := newWorld(t, stage("a"), prop("p"), prop("q"))
	w.apply()
	w.counts["lead/a-p"] = 3
	w.want = []*providers.Resource{stage("a", "requires", []any{"p", "q"}), prop("p"), prop("q")}
	w.counted = 0
	p := w.mustPlan()
	want := &Impact{Missing: []MissingFact{{"lead/a", "p", 3}, {"lead/a", "q", 0}}}
	if d := cmp.Diff(want, p.Changes[0].Impact); d != "" {
		t.Fatal(d)
	}
	if w.counted != 1 || p.Changes[0].Risk != Medium {
		t.Fatalf("asked %d times, risk %s", w.counted, p.Changes[0].Risk)
	}
}

func TestImport(t *testing.T) {
	w := newWorld(t, prop("email", "label", "E-mail"))
	l := w.add("fake_property", values{"name": "e_mail", "label": "E-mail"})
	w.arch.Imports = []*schema.Import{{To: "field.contact.email", ID: l.ID}}
	p := w.mustPlan()
	if d := cmp.Diff([]expected{{Adopt, "fake_property.field.contact.email", "name: e_mail -> email", false, false}}, changesOf(p)); d != "" {
		t.Fatal(d)
	}
	w.apply()
	w.settled()
	w.want = append(w.want, prop("phone"))
	w.arch.Imports = append(w.arch.Imports, &schema.Import{To: "field.contact.phone", ID: "nope"})
	_, diags := w.plan()
	wantError(t, diags, diag.NothingMoved, `"nope"`)
}

func TestAdoptConflict(t *testing.T) {
	w := newWorld(t, prop("a", "kind", "text"))
	w.add("fake_property", values{"name": "a", "kind": "number"})
	_, diags := w.plan()
	wantError(t, diags, diag.LiveConflict, "kind cannot be changed")
	w.arch.Imports = []*schema.Import{{To: "field.contact.a", ID: "a"}}
	if p := w.mustPlan(); p.Changes[0].Action != Replace {
		t.Fatal(brief(p))
	}
	w.arch.Imports = nil
	clear(w.live)
	w.add("fake_property", values{"name": "a"})
	w.add("fake_property", values{"name": "a"})
	_, diags = w.plan()
	wantError(t, diags, diag.LiveConflict, "exists 2 times")
}

func TestTarget(t *testing.T) {
	w := newWorld(t, stage("a", "requires", []any{"p"}), gate("a", "g"), stage("b"), prop("p"), prop("q"))
	w.opts.Targets = []string{"stage.lead.a"}
	p := w.mustPlan()
	want := []string{"create fake_property.field.contact.p", "create fake_stage.stage.lead.a", "create fake_gate.stage.lead.a.entry.g"}
	if d := cmp.Diff(want, brief(p)); d != "" {
		t.Fatal(d)
	}
	if d := cmp.Diff([]int{1}, p.Changes[2].DependsOn); d != "" {
		t.Fatal(d)
	}
	w.apply()
	if p := w.mustPlan(); !p.Empty() {
		t.Fatal(brief(p))
	}
	w.opts.Targets = []string{"contact.q"}
	if d := cmp.Diff([]string{"create fake_property.field.contact.q"}, brief(w.mustPlan())); d != "" {
		t.Fatal(d)
	}
	w.opts.Targets = []string{"stage.lead.zz"}
	_, diags := w.plan()
	wantError(t, diags, diag.NothingMoved, "stage.lead.zz")
}

func TestGuards(t *testing.T) {
	var all []*providers.Resource
	for _, n := range strings.Split("abcdefghijklmnopqrst", "") {
		all = append(all, prop(n))
	}
	golden := stage("sal")
	golden.Golden = true
	all = append(all, golden)
	w := newWorld(t, all...)
	w.guard = nil // the defaults
	if p := w.mustPlan(); len(p.Guards) != 0 {
		t.Fatalf("the first apply trips %+v", p.Guards)
	}
	w.apply()
	w.want = append(all[10:20:20], stage("sal"))
	w.want[10] = res("fake_stage", "stage.lead.sal", "", values{"flow": "lead", "name": "sal", "label": "x"})
	p := w.mustPlan()
	var names []string
	for _, g := range p.Guards {
		names = append(names, g.Name+" "+g.Flag)
	}
	if d := cmp.Diff([]string{"deletes --allow-deletes", "golden --allow-golden"}, names); d != "" {
		t.Fatal(d)
	}
	before := w.dump()
	w.allow = []string{GuardDeletes}
	r, diags := w.applyPlan(p)
	wantError(t, diags, diag.Guard, "--allow-golden")
	if r != nil || cmp.Diff(before, w.dump()) != "" {
		t.Fatal("something was changed")
	}
	w.allow = append(w.allow, GuardGolden)
	w.apply()
	w.settled()
	w.guard = &schema.Guard{DeletePercent: 100, ChangePercent: 100, MaxDeletes: 2}
	w.want = w.want[3:]
	if p := w.mustPlan(); len(p.Guards) != 1 || p.Guards[0].Unit != "objects" {
		t.Fatalf("%+v", p.Guards)
	}
}

func TestDefaultGuard(t *testing.T) {
	want := &schema.Guard{DeletePercent: 30, ChangePercent: 50, MinimumSize: 10, Golden: true}
	got := DefaultGuard()
	if got.DeletePercent != want.DeletePercent || got.ChangePercent != want.ChangePercent || got.MinimumSize != want.MinimumSize || got.MaxDeletes != 0 || !got.Golden {
		t.Fatalf("%+v", got)
	}
}

func TestGoldenGateIsAChange(t *testing.T) {
	s, g := stage("a"), gate("a", "g")
	s.Golden, g.Golden = true, true
	w := newWorld(t, s)
	w.guard = nil
	w.apply()
	w.want = append(w.want, g)
	p := w.mustPlan()
	if len(p.Changes) != 1 || len(p.Guards) != 1 || p.Guards[0].Name != GuardGolden {
		t.Fatalf("%v, guards %+v", brief(p), p.Guards)
	}
}

// A first apply that was interrupted within a golden stage is finished without leave.
func TestGoldenGateOfAFirstApply(t *testing.T) {
	s, g := stage("a"), gate("a", "g")
	s.Golden, g.Golden = true, true
	w := newWorld(t, s, g)
	w.guard = nil
	ctx, cancel := context.WithCancel(context.Background())
	w.ctx, w.event = ctx, func(e Event) {
		if e.Kind == EventDone && e.Finished == 1 {
			cancel()
		}
	}
	if r, diags := w.applyPlan(w.mustPlan()); diags.HasErrors() || !r.Interrupted || len(w.live) != 1 {
		t.Fatalf("%+v, %v", r, diags.Err())
	}
	w.ctx, w.event = context.Background(), nil
	if p := w.mustPlan(); len(p.Changes) != 1 || len(p.Guards) != 0 {
		t.Fatalf("%v, guards %+v", brief(p), p.Guards)
	}
	w.apply()
	w.settled()
}

func TestSecretsStayOut(t *testing.T) {
	const secret, other = "hunter2hunter2", "correct horse"
	w := newWorld(t, prop("a", "secret", secret))
	check := func(p *Plan) {
		t.Helper()
		file, err := WritePlan(p)
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.store.Load(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		state, _ := s.Encode()
		if strings.Contains(string(file)+string(state), secret) {
			t.Fatal("a secret is written")
		}
	}
	check(w.mustPlan())
	w.apply()
	if w.find("fake_property", "a").Values["secret"] != secret {
		t.Fatal("the CRM did not get the secret")
	}
	check(w.mustPlan())
	w.settled()
	w.want = []*providers.Resource{prop("a", "secret", other)}
	if d := cmp.Diff([]expected{{Update, "fake_property.field.contact.a", "secret: none -> (sensitive)", false, false}}, changesOf(w.mustPlan())); d != "" {
		t.Fatal(d)
	}
	w.apply()
	w.settled()

	// What is taken over has no sum yet: its secret is written.
	w = newWorld(t, prop("b", "secret", secret))
	w.add("fake_property", providers.Values{"name": "b"})
	if d := cmp.Diff([]expected{{Adopt, "fake_property.field.contact.b", "secret: none -> (sensitive)", false, false}}, changesOf(w.mustPlan())); d != "" {
		t.Fatal(d)
	}
	w.apply()
	if w.find("fake_property", "b").Values["secret"] != secret {
		t.Error("the CRM did not get the secret")
	}
	w.settled()
}

func TestDuplicateDeclarations(t *testing.T) {
	w := newWorld(t, prop("a"), res("fake_property", "field.contact.b", "", values{"name": "a"}))
	_, diags := w.plan()
	wantError(t, diags, diag.Duplicate, "field.contact.a")
}

func TestCycle(t *testing.T) {
	loop := providers.ResourceType{Name: "x", Attributes: []providers.Attribute{{Name: "to", Refers: "x"}}}
	c := &crm{info: &providers.Info{Title: "X"}, rank: map[string]int{}}
	for _, n := range []string{"b", "a"} {
		other := map[string]string{"a": "b", "b": "a"}[n]
		c.changes = append(c.changes, &Change{Action: Create, Type: "x", Address: n, Key: n,
			w: &work{typ: &loop, want: &providers.Resource{Values: values{"to": other}}}})
	}
	b := &build{}
	b.order(c)
	if c.changes[0].Address != "a" || len(c.changes) != 2 || len(b.diags) != 1 || len(c.changes[1].DependsOn) != 1 {
		t.Fatalf("%v %v", c.changes, b.diags)
	}
}

// The CRM's own objects stay when they are no longer declared, and do not keep what they refer to alive.
func TestForgottenLetsGo(t *testing.T) {
	w := newWorld(t, stage("a", "requires", []any{"p", "q"}), prop("p"), prop("q"))
	w.apply()
	w.find("fake_stage", "lead/a").BuiltIn = true
	w.want = []*providers.Resource{prop("q")}
	p := w.mustPlan()
	want := []expected{
		{Forget, "fake_stage.stage.lead.a", "requires: [p q] -> [q]", false, false},
		{Delete, "fake_property.field.contact.p", "", false, false},
	}
	if d := cmp.Diff(want, changesOf(p)); d != "" {
		t.Fatal(d)
	}
	w.after = func(op *providers.Operation) error { // the answer is lost, once
		w.after = nil
		return &providers.Error{Kind: providers.Ambiguous}
	}
	w.apply()
	w.settled()
}

// A golden gate that refers to a renamed stage keeps its meaning: it is no change of a golden stage.
func TestFollow(t *testing.T) {
	gold := func(text string) *providers.Resource {
		g := gate("sal", "g", "when", text)
		g.Golden = true
		return g
	}
	for _, tc := range []struct {
		name, after string
		follows     bool
	}{
		{"the address alone", "lifecycle.lead >= stage.lead.marketing", true},
		{"the address and more", "lifecycle.lead > stage.lead.marketing", false},
		{"a longer name that starts alike", "lifecycle.lead >= stage.lead.marketing_2", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, stage("mql"), stage("sal"), gold("lifecycle.lead >= stage.lead.mql"))
			w.guard = nil
			w.apply()
			w.want = []*providers.Resource{stage("marketing"), stage("sal"), gold(tc.after)}
			w.arch.Moved = []*schema.Moved{{From: "stage.lead.mql", To: "stage.lead.marketing"}}
			p := w.mustPlan()
			for _, c := range p.Changes {
				if want := tc.follows && c.Type == "fake_gate"; c.Follows != want {
					t.Errorf("%s: follows is %v", c.Address, c.Follows)
				}
			}
			if guarded := len(p.Guards) > 0; guarded == tc.follows {
				t.Errorf("guards %+v", p.Guards)
			}
		})
	}
}

func TestReplaceAddress(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"stage.lead.mql", "stage.lead.x"},
		{"entering(stage.lead.mql) || stage.lead.mql", "entering(stage.lead.x) || stage.lead.x"},
		{"stage.lead.mql_2 stage.lead.mql.entry.e", "stage.lead.mql_2 stage.lead.x.entry.e"},
		{"substage.lead.mql module.a.stage.lead.mql", "substage.lead.mql module.a.stage.lead.mql"},
		{"", ""},
	} {
		if got := replaceAddress(tc.text, "stage.lead.mql", "stage.lead.x"); got != tc.want {
			t.Errorf("%q became %q", tc.text, got)
		}
	}
}
