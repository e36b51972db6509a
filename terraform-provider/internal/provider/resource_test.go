package provider

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// thing is a configuration that uses every kind of attribute.
func thing(more ...any) map[string]any {
	v := map[string]any{"name": "a", "label": "A", "number": "n1", "order": 3.0, "tags": []any{"x", "y"}, "lines": []any{"one", "two"},
		"home":  map[string]any{"street": "Main", "floor": 2.0},
		"steps": []any{map[string]any{"do": "call", "also": []any{"mail"}}, map[string]any{"do": "close"}},
		"rules": []any{map[string]any{"when": "b"}, map[string]any{"when": "a"}}, "limits": map[string]any{"day": map[string]any{"most": 5.0}},
		"document": map[string]any{"trigger": "new", "parts": []any{1.0, "two", map[string]any{"deep": true}}},
		"secret":   "s3cret", "seed": "s33d", "pin": "1234", "count": 2.0}
	return changed(v, more...)
}

// changed is a configuration with other values; nil takes one away.
func changed(v map[string]any, more ...any) map[string]any {
	v = maps.Clone(v)
	for i := 0; i+1 < len(more); i += 2 {
		v[more[i].(string)] = more[i+1]
		if more[i+1] == nil {
			delete(v, more[i].(string))
		}
	}
	return v
}

// A type that somebody adds to a CRM is a resource by itself, with all that its attributes say.
func TestSchemaOfAType(t *testing.T) {
	c := newMade().start(t)
	type flags struct {
		Type                                               string
		Required, Optional, Computed, Sensitive, WriteOnly bool
	}
	got := map[string]flags{}
	for _, a := range c.schemas["stagecraft_made_thing"].Block.Attributes {
		f := flags{Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly}
		if a.NestedType != nil {
			f.Type = "nested " + a.NestedType.Nesting.String()
		} else {
			f.Type = a.Type.String()
		}
		got[a.Name] = f
	}
	want := map[string]flags{
		"id": {Type: "tftypes.String", Computed: true}, "key": {Type: "tftypes.String", Computed: true},
		"timeouts": {Type: "nested SINGLE", Optional: true}, "secrets_digest": {Type: "tftypes.Map[tftypes.String]", Computed: true},
		"move_records_to": {Type: "tftypes.String", Optional: true}, "discard_records": {Type: "tftypes.Bool", Optional: true},
		"name": {Type: "tftypes.String", Required: true}, "kind": {Type: "tftypes.String", Optional: true, Computed: true},
		"label": {Type: "tftypes.String", Optional: true}, "weight": {Type: "tftypes.Number", Optional: true, Computed: true},
		"number": {Type: "tftypes.String", Optional: true, Computed: true}, "stamp": {Type: "tftypes.String", Computed: true},
		"order": {Type: "tftypes.Number", Optional: true, Computed: true}, "tags": {Type: "tftypes.Set[tftypes.String]", Optional: true},
		"lines": {Type: "tftypes.List[tftypes.String]", Optional: true}, "home": {Type: "nested SINGLE", Optional: true},
		"steps": {Type: "nested LIST", Optional: true}, "rules": {Type: "nested SET", Optional: true}, "limits": {Type: "nested MAP", Optional: true},
		"document": {Type: "tftypes.DynamicPseudoType", Optional: true}, "secret": {Type: "tftypes.String", Optional: true, Sensitive: true, WriteOnly: true},
		"seed": {Type: "tftypes.String", Optional: true, Sensitive: true, WriteOnly: true}, "pin": {Type: "tftypes.String", Optional: true, Sensitive: true},
		"thing_count": {Type: "tftypes.Number", Optional: true}, // count is Terraform's
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if names := slices.Sorted(maps.Keys(c.identities["stagecraft_made_part"].(tftypes.Object).AttributeTypes)); !slices.Equal(names, []string{"part_id", "thing"}) {
		t.Errorf("the identity of a part is %v", names)
	}
}

func TestCreateAndChange(t *testing.T) {
	m := newMade()
	c := m.start(t)
	i := c.apply(c.absent("made_thing"), thing())
	if m.secrets["id-1 secret"] != "s3cret" || m.secrets["id-1 seed"] != "s33d" {
		t.Errorf("the CRM got the secrets %v", m.secrets)
	}
	if s := i.state.String(); strings.Contains(s, "s3cret") || strings.Contains(s, "s33d") {
		t.Errorf("a secret is in the state: %s", s)
	}
	for name, want := range map[string]any{"id": "id-1", "key": "a", "kind": "plain", "weight": 1.5, "stamp": "stamp of id-1", "thing_count": 2.0} {
		if got := i.attr(name); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	c = m.start(t)
	c.settled(i, thing())
	// The same said otherwise is the same.
	c.settled(i, thing("tags", []any{"y", "x"}, "rules", []any{map[string]any{"when": "a"}, map[string]any{"when": "b"}}, "kind", "plain", "weight", 1.5))
	if n := len(m.batches); n != 1 {
		t.Fatalf("%d batches: %s", n, m.log())
	}
	for _, change := range [][]any{
		{"label", "B"}, {"label", nil}, {"weight", 2.0}, {"number", "n2"}, {"order", 1.0}, {"tags", []any{"z"}}, {"lines", []any{"two", "one"}}, {"home", map[string]any{"street": "Side"}},
		{"steps", []any{map[string]any{"do": "close"}}}, {"rules", nil}, {"limits", map[string]any{"day": map[string]any{"most": 6.0}, "week": map[string]any{"most": 7.0}}},
		{"document", map[string]any{"trigger": "old"}}, {"document", []any{"a", "list"}}, {"secret", "other"}, {"secret", nil}, {"pin", "1"}, {"count", nil},
	} {
		before := len(m.batches)
		i = c.apply(i, thing(change...))
		if len(m.batches) != before+1 || !strings.HasPrefix(m.batches[before][0], "update") {
			t.Errorf("%v: %v", change, m.batches[before:])
		}
		c.settled(i, thing(change...))
	}
	for _, change := range [][]any{{"kind", "fancy"}, {"seed", "other"}} {
		i = c.apply(i, thing())
		before, id := len(m.batches), i.attr("id")
		i = c.apply(i, thing(change...))
		if got := m.batches[before:]; len(got) != 2 || !strings.HasPrefix(got[0][0], "delete") || !strings.HasPrefix(got[1][0], "create") || i.attr("id") == id {
			t.Errorf("%v: %v", change, got)
		}
	}
	// What concerns Terraform alone is sent nowhere.
	before := len(m.batches)
	i = c.apply(i, thing("seed", "other", "discard_records", true, "timeouts", map[string]any{"create": "1m"}))
	if i.attr("discard_records") != true || len(m.batches) != before {
		t.Errorf("%v %v", i.attr("discard_records"), m.batches[before:])
	}
	c.destroy(i)
	if len(m.live) != 0 {
		t.Errorf("%d objects are left", len(m.live))
	}
}

// What the CRM chooses itself stays out of the way: it is shown, and no wish.
func TestComputed(t *testing.T) {
	m := newMade()
	c := m.start(t)
	v := map[string]any{"name": "a"}
	i := c.apply(c.absent("made_thing"), v)
	if i.attr("number") != "number of id-1" || i.attr("order") != 1.0 {
		t.Errorf("%v %v", i.attr("number"), i.attr("order"))
	}
	m.live["id-1"].Values["number"], m.live["id-1"].Values["stamp"] = "changed", "again"
	c = m.start(t)
	i = c.refresh(i)
	if i.attr("number") != "changed" || i.attr("stamp") != "again" {
		t.Errorf("%v %v", i.attr("number"), i.attr("stamp"))
	}
	c.settled(i, v)
}

// What depends on something that is not known yet is not known in the plan, and the key as long as nothing of it is missing.
func TestUnknown(t *testing.T) {
	m := newMade()
	c := m.start(t)
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	p, problems := c.tryPlan(c.absent("made_part"), c.config("stagecraft_made_part", map[string]any{"thing": unknown, "id": "p"}))
	if problems != "" {
		t.Fatal(problems)
	}
	if next := parts(p.state); next["key"].IsKnown() || next["thing"].IsKnown() {
		t.Error(p.state)
	}
	i := c.apply(c.absent("made_thing"), thing())
	p, problems = c.tryPlan(i, c.config(i.typ, thing("label", unknown)))
	if problems != "" || p.noop || len(p.replaces) > 0 || parts(p.state)["key"].String() != tftypes.NewValue(tftypes.String, "a").String() {
		t.Errorf("%s %v", problems, p)
	}
	p, problems = c.tryPlan(i, c.config(i.typ, thing("kind", unknown)))
	if problems != "" || len(p.replaces) != 1 {
		t.Errorf("%s: an immutable attribute that is not known replaces %v", problems, p.replaces)
	}
	steps := tftypes.NewValue(c.schemaType(i.typ).AttributeTypes["steps"], []tftypes.Value{tftypes.NewValue(c.schemaType(i.typ).AttributeTypes["steps"].(tftypes.List).ElementType,
		map[string]tftypes.Value{"do": unknown, "also": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, nil)})})
	if p, problems = c.tryPlan(i, c.config(i.typ, thing("steps", steps))); problems != "" || parts(p.state)["steps"].IsFullyKnown() {
		t.Errorf("%s: %v", problems, parts(p.state)["steps"])
	}
}

// An object whose natural key can be changed is renamed in place, and what refers to it is not replaced for that.
func TestRename(t *testing.T) {
	m := newMade()
	c := m.start(t)
	v := map[string]any{"name": "a"}
	whole := c.apply(c.absent("made_thing"), v)
	part := c.apply(c.absent("made_part"), map[string]any{"thing": "a", "id": "p"})
	c = m.start(t)
	whole, part = c.refresh(whole), c.refresh(part)
	before := len(m.batches)
	whole = c.apply(whole, map[string]any{"name": "b"})
	if whole.attr("key") != "b" || whole.attr("id") != "id-1" {
		t.Errorf("%v %v", whole.attr("key"), whole.attr("id"))
	}
	id := part.attr("id")
	part = c.apply(part, map[string]any{"thing": "b", "id": "p"})
	if part.attr("key") != "b/p" || part.attr("id") != id {
		t.Errorf("%v %v", part.attr("key"), part.attr("id"))
	}
	if log := m.batches[before:]; len(log) != 1 {
		t.Errorf("%v", log)
	}
	c = m.start(t)
	c.settled(whole, map[string]any{"name": "b"})
	c.settled(part, map[string]any{"thing": "b", "id": "p"})
	// Another thing is another matter.
	c.apply(c.absent("made_thing"), v)
	if p, problems := c.tryPlan(part, c.config(part.typ, map[string]any{"thing": "a", "id": "p"})); problems != "" || len(p.replaces) != 1 {
		t.Errorf("%s: replaces %v", problems, p.replaces)
	}
	// Renamed behind the back: the id finds it.
	m.mu.Lock()
	m.set(madeInfo.Type("made_thing"), m.live["id-1"], providers.Values{"name": "z"})
	m.mu.Unlock()
	c = m.start(t)
	if now := c.refresh(whole); now.attr("name") != "z" || now.attr("key") != "z" {
		t.Errorf("%v", now.state)
	}
}

func TestDrift(t *testing.T) {
	m := newMade()
	c := m.start(t)
	i := c.apply(c.absent("made_thing"), thing())
	l := m.live["id-1"]
	l.Values = maps.Clone(l.Values)
	l.Values["label"] = "somebody's"
	l.Values["document"] = map[string]any{"trigger": "somebody's"}
	delete(l.Values, "tags")
	c = m.start(t)
	now := c.refresh(i)
	if now.attr("label") != "somebody's" || now.attr("tags") != nil || now.attr("document").(map[string]any)["trigger"] != "somebody's" {
		t.Error(now.state)
	}
	c.apply(now, thing())
	if l.Values["label"] != "A" || l.Values["tags"] == nil {
		t.Errorf("%v", l.Values)
	}
	delete(m.live, "id-1")
	c = m.start(t)
	if now = c.refresh(now); !now.state.IsNull() {
		t.Error("it is gone and still in the state")
	}
	// Gone between plan and apply.
	i = c.apply(c.absent("made_thing"), thing())
	c = m.start(t)
	p, problems := c.tryPlan(i, c.config(i.typ, thing("label", "x")))
	if problems != "" {
		t.Fatal(problems)
	}
	clear(m.live)
	if _, problems = c.tryApply(i, p); !strings.Contains(problems, "is gone") {
		t.Error(problems)
	}
	if problems = c.tryDestroy(i); problems != "" {
		t.Error(problems)
	}
}

func TestImport(t *testing.T) {
	m := newMade()
	v := thing("seed", nil, "secret", nil)
	norm, err := madeInfo.Type("made_thing").Normalize(v)
	if err != nil {
		t.Fatal(err)
	}
	m.add("made_thing", norm)
	m.add("made_part", providers.Values{"thing": "a", "id": "p"})
	c := m.start(t)
	for _, i := range []*instance{c.imported("made_thing", "a", nil), c.imported("made_thing", "id-1", nil), c.imported("made_thing", "", map[string]any{"name": "a"})} {
		c.settled(i, v)
		if p, problems := c.tryPlan(i, c.config(i.typ, changed(v, "secret", "s"))); problems != "" || p.noop {
			t.Errorf("%s: a secret that was never applied changes nothing", problems)
		}
	}
	c.settled(c.imported("made_part", "", map[string]any{"thing": "a", "part_id": "p"}), map[string]any{"thing": "a", "id": "p"})
	if _, problems := c.tryImport("made_part", "a/pp", nil); !strings.Contains(problems, `no made_part "a/pp"`) || !strings.Contains(problems, "a/p") {
		t.Error(problems)
	}
	m.add("made_thing", norm)
	c = m.start(t)
	if _, problems := c.tryImport("made_thing", "a", nil); !strings.Contains(problems, "id-1, id-3") {
		t.Error(problems)
	}
	c.imported("made_thing", "id-3", nil)
}

// What another provider manages is taken over by its natural key, or by the CRM's id.
func TestMove(t *testing.T) {
	m := newMade()
	m.add("made_thing", providers.Values{"name": "a", "label": "A"})
	m.add("made_part", providers.Values{"thing": "a", "id": "p"})
	c := m.start(t)
	for _, state := range []map[string]any{{"id": "whatever", "name": "a", "size": 3}, {"id": "id-1"}, {"id": "a"}} {
		i, problems := c.tryMove("made_thing", "other_thing", state)
		if problems != "" || i.attr("label") != "A" {
			t.Errorf("%v: %s", state, problems)
			continue
		}
		c.settled(i, map[string]any{"name": "a", "label": "A"})
	}
	if i, problems := c.tryMove("made_part", "other_part", map[string]any{"thing": "a", "id": "p"}); problems != "" || i.attr("key") != "a/p" {
		t.Error(problems)
	}
	for from, why := range map[string]string{"other_thing": "it here from other_thing, and Made-up CRM has no object", "stagecraft_made_rule": "Unable to Move"} {
		if _, problems := c.tryMove("made_thing", from, map[string]any{"id": "nobody"}); !strings.Contains(problems, why) {
			t.Errorf("%s: %s", from, problems)
		}
	}
	if _, problems := c.tryMove("made_thing", "other_thing", map[string]any{"size": 3}); !strings.Contains(problems, "neither the natural key, `name`, nor an id") {
		t.Error(problems)
	}
}

// What exists is not taken over by accident; what the CRM comes with is.
func TestCreateWhatExists(t *testing.T) {
	m := newMade()
	m.add("made_thing", providers.Values{"name": "a"})
	m.add("made_thing", providers.Values{"name": "own", "label": "Own", "kind": "fancy"}).BuiltIn = true
	c := m.start(t)
	none := c.absent("made_thing")
	p, _ := c.tryPlan(none, c.config(none.typ, map[string]any{"name": "a"}))
	if _, problems := c.tryApply(none, p); !strings.Contains(problems, "exists already") || !strings.Contains(problems, "to = stagecraft_made_thing.NAME\n  id = \"a\"") {
		t.Error(problems)
	}
	i := c.apply(none, map[string]any{"name": "own", "label": "Ours", "kind": "fancy"})
	if i.attr("id") != "id-2" || m.log() != "update made_thing own" {
		t.Errorf("%v: %s", i.attr("id"), m.log())
	}
	c.settled(i, map[string]any{"name": "own", "label": "Ours", "kind": "fancy"})
	c.destroy(i)
	if m.live["id-2"] == nil || len(c.warnings) != 1 || !strings.Contains(c.warnings[0], "belongs to Made-up CRM") {
		t.Errorf("%v %v", m.live["id-2"], c.warnings)
	}
	// In one that differs where it cannot be changed, the CRM refuses.
	p, _ = c.tryPlan(none, c.config(none.typ, map[string]any{"name": "own"}))
	if _, problems := c.tryApply(none, p); !strings.Contains(problems, "kind cannot be changed") {
		t.Error(problems)
	}
}

func TestWhatCannotBeDeleted(t *testing.T) {
	m := newMade()
	c := m.start(t)
	rule := c.apply(c.absent("made_rule"), map[string]any{"name": "r"})
	fixture := c.apply(c.absent("made_fixture"), map[string]any{"name": "f"})
	c.destroy(rule)
	if !slices.ContainsFunc(c.warnings, func(w string) bool { return strings.Contains(w, "The rule is switched off.") }) || m.find("made_rule", "r") != nil {
		t.Errorf("%v", c.warnings)
	}
	c.warnings = nil
	c.destroy(fixture)
	if len(c.warnings) != 1 || !strings.Contains(c.warnings[0], "no way to delete it") || m.find("made_fixture", "f") == nil {
		t.Errorf("%v", c.warnings)
	}
}

func TestRecords(t *testing.T) {
	m := newMade()
	c := m.start(t)
	a := c.apply(c.absent("made_thing"), map[string]any{"name": "a"})
	c.apply(c.absent("made_thing"), map[string]any{"name": "b"})
	m.records["a"] = 5
	if problems := c.tryDestroy(a); !strings.Contains(problems, "5 records") || !strings.Contains(problems, "move_records_to") {
		t.Error(problems)
	}
	a = c.apply(a, map[string]any{"name": "a", "move_records_to": "b"})
	c.destroy(a)
	if m.records["b"] != 5 {
		t.Errorf("%v", m.records)
	}
	a = c.apply(c.absent("made_thing"), map[string]any{"name": "a", "discard_records": true})
	m.records["a"] = 2
	a = c.apply(a, map[string]any{"name": "a", "discard_records": true, "kind": "fancy"})
	if len(m.records) != 1 || a.attr("kind") != "fancy" {
		t.Errorf("%v", m.records)
	}
}

// When the time is up, an apply ends with an error that says so, and with nothing half in the state.
func TestTimeout(t *testing.T) {
	m := newMade()
	c := m.start(t)
	m.before = func(ctx context.Context) { <-ctx.Done() }
	none := c.absent("made_thing")
	p, problems := c.tryPlan(none, c.config(none.typ, map[string]any{"name": "a", "timeouts": map[string]any{"create": "1ms"}}))
	if problems != "" {
		t.Fatal(problems)
	}
	next, problems := c.tryApply(none, p)
	if !next.state.IsNull() || !strings.Contains(problems, "the time to") {
		t.Errorf("%v %s", next.state, problems)
	}
	m.before = nil
	i := c.apply(none, map[string]any{"name": "b", "timeouts": map[string]any{"read": "1ms"}})
	m.reading = func(ctx context.Context) { <-ctx.Done() }
	c = m.start(t)
	if _, problems := c.tryRefresh(i); !strings.Contains(problems, "the time to read is up") {
		t.Error(problems)
	}
	if problems := c.validate(none.typ, c.config(none.typ, map[string]any{"name": "b", "timeouts": map[string]any{"read": "soon"}})); problems == "" {
		t.Error("soon is no time")
	}
}

func TestValidate(t *testing.T) {
	c := launch(t, []*providers.Factory{newMade().factory()})
	typ := "stagecraft_made_thing"
	for want, v := range map[string]map[string]any{
		"name must not be empty":              {"name": ""},
		"Must set a configuration value":      {"label": "x"},
		"street":                              {"name": "a", "home": map[string]any{"floor": 1.0}},
		"move_records_to or discard_records":  {"name": "a", "move_records_to": "b", "discard_records": true},
		"Cannot set value for this attribute": {"name": "a", "stamp": "x"},
	} {
		if got := c.validate(typ, c.config(typ, v)); !strings.Contains(got, want) {
			t.Errorf("%v: %q does not say %q", v, got, want)
		}
	}
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	if got := c.validate(typ, c.config(typ, map[string]any{"name": unknown})); got != "" {
		t.Error(got)
	}
}

// Problems of the CRM are told in its own words, at the attribute that they are about, with what is missing by name.
func TestErrors(t *testing.T) {
	m := newMade()
	c := m.start(t)
	create := func() *tfprotov6.Diagnostic {
		t.Helper()
		none := c.absent("made_part")
		p, problems := c.tryPlan(none, c.config(none.typ, map[string]any{"thing": "a", "id": "p"}))
		if problems != "" {
			t.Fatal(problems)
		}
		resp, err := c.server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: none.typ, PriorState: c.dynamic(none.state),
			PlannedState: c.dynamic(p.state), Config: c.dynamic(p.config), PlannedPrivate: p.private, PlannedIdentity: p.identity})
		if err != nil || len(resp.Diagnostics) != 1 {
			t.Fatal(err, resp.Diagnostics)
		}
		return resp.Diagnostics[0]
	}
	d := create()
	if d.Attribute.String() != `AttributeName("thing")` || d.Summary != `Made-up CRM cannot create made_part "a/p"` || d.Detail != `there is no made_thing "a".` {
		t.Errorf("%v %q %q", d.Attribute, d.Summary, d.Detail)
	}
	m.refuse = func(*providers.Operation) error {
		return &providers.Error{Kind: providers.Permission, Message: "403", Scope: "things.write"}
	}
	if d = create(); d.Summary != `Made-up CRM: "things.write" is missing` || !strings.Contains(d.Detail, `Give them the scope or right "things.write"`) {
		t.Errorf("%q %q", d.Summary, d.Detail)
	}
	m = newMade()
	m.openErr = providers.InvalidSetting("token", "it is empty")
	c = m.start(t)
	for range 3 {
		if _, problems := c.tryImport("made_thing", "a", nil); !strings.Contains(problems, "setting token: it is empty") || !strings.Contains(problems, "`MADE_TOKEN` (token)") {
			t.Error(problems)
		}
	}
	if m.opened != 1 {
		t.Errorf("opened %d times", m.opened)
	}
	c = start(t, []*providers.Factory{m.factory()}, map[string]map[string]any{"made": {"token": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}})
	if _, problems := c.tryImport("made_thing", "a", nil); !strings.Contains(problems, "The settings of Made-up CRM are not known yet") || m.opened != 1 {
		t.Error(problems)
	}
}
