package provider

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	hubspot "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	salesforce "github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	model "github.com/stagecraft-dev/stagecraft/schema"
)

var updateArchitecture = flag.Bool("update-architecture", false, "write the golden files of the architecture resource")

// example copies an example architecture, so that a test may change it.
func example(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../../examples", name))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, ".stagecraft")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit replaces a text in a file of an architecture; it must be there.
func edit(t *testing.T, dir, file, old, next string) {
	t.Helper()
	name := filepath.Join(dir, file)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(data), old, next, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// whole is an architecture resource under test.
type whole struct {
	*core
	*instance
}

func newWhole(c *core) *whole { return &whole{c, c.absent("architecture")} }

func (w *whole) tryPlan(v map[string]any) (*plan, string) {
	w.t.Helper()
	return w.core.tryPlan(w.instance, w.value(v, w.schemaType(w.typ)))
}

func (w *whole) plan(v map[string]any) *plan {
	w.t.Helper()
	p, problems := w.tryPlan(v)
	if problems != "" {
		w.t.Fatalf("plan: %s", problems)
	}
	return p
}

// tryApply plans, plans again as Terraform does, and applies.
func (w *whole) tryApply(v map[string]any) string {
	w.t.Helper()
	first, p := w.plan(v), w.plan(v)
	w.checkKept(w.typ, first.state, p.state)
	next, problems := w.core.tryApply(w.instance, p)
	w.instance = next
	return problems
}

func (w *whole) apply(v map[string]any) {
	w.t.Helper()
	if problems := w.tryApply(v); problems != "" {
		w.t.Fatalf("apply: %s", problems)
	}
}

func (w *whole) refresh() {
	w.t.Helper()
	w.instance = w.core.refresh(w.instance)
}

// settled wants a refresh and a plan to find nothing to do.
func (w *whole) settled(v map[string]any) {
	w.t.Helper()
	w.refresh()
	if p := w.plan(v); !p.noop {
		w.t.Errorf("a second plan is not empty: %s", changes(w.state, p.state))
	}
}

// texts are those of an attribute.
func texts(t testing.TB, state tftypes.Value, name string) []string {
	t.Helper()
	x, known := plain(parts(state)[name])
	if !known {
		t.Fatalf("%s is not known", name)
	}
	out := []string{}
	list, _ := x.([]any)
	for _, e := range list {
		out = append(out, e.(string))
	}
	return out
}

func number(state tftypes.Value, name string) int {
	x, _ := plain(parts(state)[name])
	n, _ := x.(float64)
	return int(n)
}

// live are the live objects of an embedded sandbox CRM.
func live(t *testing.T, dir string, do func(p *sandbox.Provider, live []*providers.Live)) {
	t.Helper()
	path, err := sandbox.Path(providers.Target{Environment: "sandbox", CRM: &model.CRM{Provider: "sandbox"}, Dir: dir}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	crm, err := sandbox.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer crm.Close()
	list, err := crm.Provider().Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	do(crm.Provider(), list)
}

// change alters a live object behind Terraform's back.
func change(t *testing.T, dir, typ, key string, action providers.Action, attribute string, x any) {
	t.Helper()
	live(t, dir, func(p *sandbox.Provider, list []*providers.Live) {
		i := slices.IndexFunc(list, func(l *providers.Live) bool { return l.Type == typ && l.Key == key })
		if i < 0 {
			t.Fatalf("there is no %s %s", typ, key)
		}
		op := &providers.Operation{Action: action, Type: typ, Key: key, ID: list[i].ID, Before: list[i].Values}
		if action != providers.Delete {
			op.After = list[i].Values.With(attribute, x)
		}
		err := p.Apply(t.Context(), []*providers.Operation{op}, func(pr providers.Progress) error { return pr.Err })
		if err != nil {
			t.Fatal(err)
		}
	})
}

// anyKey is the natural key of some live object of a type.
func anyKey(t *testing.T, dir, typ string) (key string) {
	t.Helper()
	live(t, dir, func(_ *sandbox.Provider, list []*providers.Live) {
		for _, l := range list {
			if l.Type == typ {
				key = l.Key
			}
		}
	})
	return key
}

func liveCount(t *testing.T, dir string) (n int) {
	t.Helper()
	live(t, dir, func(_ *sandbox.Provider, list []*providers.Live) { n = len(list) })
	return n
}

func contains(list []string, part string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
}

// golden compares lines with a file of testdata.
func golden(t *testing.T, name string, got []string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	text := strings.Join(got, "\n") + "\n"
	if *updateArchitecture {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), text); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// An architecture is created, changed and refreshed; a plan says what changes in words, and a second one nothing.
func TestArchitectureLife(t *testing.T) {
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir, "environment": "sandbox"}
	first := texts(t, w.plan(config).state, "changes")
	if !contains(first, "+ role “VP Sales” (role.vp_sales, declared in people.hcl:") || len(first) < 200 {
		t.Errorf("%d lines say what a first apply does, beginning with %q", len(first), first[:5])
	}
	w.apply(config)
	if n := number(w.state, "managed"); n < 500 {
		t.Errorf("%d objects are managed", n)
	}
	w.settled(config)
	if len(texts(t, w.state, "changes")) > 0 || len(texts(t, w.state, "drift")) > 0 || len(texts(t, w.state, "pending")) > 0 {
		t.Errorf("something is left to say: %s", w.state)
	}

	edit(t, dir, "people.hcl", `title       = "VP Sales"`, `title       = "Vice President Sales"`)
	p := w.plan(config)
	golden(t, "architecture_edit.txt", texts(t, p.state, "changes"))
	if number(p.state, "managed") != number(w.state, "managed") {
		t.Error("an update does not change how many objects there are")
	}
	w.apply(config)
	w.settled(config)
}

// What somebody changes behind Terraform's back is found by a refresh and put right by the next apply.
func TestArchitectureDrift(t *testing.T) {
	dir := example(t, "simple-pipeline")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir}
	w.apply(config)
	change(t, dir, "sandbox_stage", anyKey(t, dir, "sandbox_stage"), providers.Update, "label", "Renamed by hand")
	w.refresh()
	drift := texts(t, w.state, "drift")
	if !contains(drift, "changed stage") || !contains(drift, `now "Renamed by hand"`) {
		t.Errorf("drift: %q", drift)
	}
	p := w.plan(config)
	if p.noop || len(texts(t, p.state, "drift")) > 0 || !contains(texts(t, p.state, "changes"), "drift: goes back to what was applied") {
		t.Errorf("the plan after drift: %s", changes(w.state, p.state))
	}
	w.apply(config)
	w.settled(config)
}

// A plan that was made before something changed is refused, and nothing is done.
func TestArchitectureStalePlan(t *testing.T) {
	dir := example(t, "simple-pipeline")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir}
	p := w.plan(config)
	edit(t, dir, "main.hcl", `version`, "description = \"Another one.\"\n  version")
	if _, problems := w.core.tryApply(w.instance, p); !strings.Contains(problems, "The plan no longer fits") || !strings.Contains(problems, "the architecture changed since") {
		t.Errorf("an old plan: %s", problems)
	}
	w.apply(config)
	edit(t, dir, "main.hcl", "Another one.", "A third one.")
	p = w.plan(config)
	change(t, dir, "sandbox_stage", anyKey(t, dir, "sandbox_stage"), providers.Update, "label", "Renamed by hand")
	if _, problems := w.core.tryApply(w.instance, p); !strings.Contains(problems, "what is live in the CRM") {
		t.Errorf("the CRM changed after the plan: %s", problems)
	}
	if again := w.plan(config); parts(again.state)["plan_digest"].Equal(parts(p.state)["plan_digest"]) {
		t.Error("another plan has the same digest")
	}
}

// What is required holds at the plan already, and says where the definition stands.
func TestArchitectureRequirements(t *testing.T) {
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir, "require": []any{"confirmed"}}
	if _, problems := w.tryPlan(config); !strings.Contains(problems, "is still assumed") || !strings.Contains(problems, ".hcl:") {
		t.Errorf("assumed definitions: %s", problems)
	}
	if _, problems := w.tryPlan(map[string]any{"path": dir, "require": []any{"sworn"}}); !strings.Contains(problems, `Nothing is called "sworn"`) {
		t.Errorf("no such requirement: %s", problems)
	}
	if _, problems := w.tryPlan(map[string]any{"path": dir, "environment": "nowhere"}); !strings.Contains(problems, `There is no environment "nowhere"`) {
		t.Errorf("no such environment: %s", problems)
	}
	edit(t, dir, "people.hcl", "role", "roll")
	if _, problems := w.tryPlan(map[string]any{"path": dir}); !strings.Contains(problems, "people.hcl:") {
		t.Errorf("a file that is wrong: %s", problems)
	}
}

// Guards warn in the plan and refuse the apply, until they are allowed.
func TestArchitectureGuards(t *testing.T) {
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir}
	w.apply(config)
	edit(t, dir, "lifecycle-lead.hcl", "golden      = true\n", "golden      = true\n    guidance    = \"Ask twice.\"\n")
	w.warnings = nil
	if problems := w.tryApply(config); !strings.Contains(problems, "golden stages") || !strings.Contains(problems, `add "golden" to allow`) {
		t.Errorf("a golden stage changes: %s", problems)
	}
	if !contains(w.warnings, "The plan exceeds a guard") {
		t.Errorf("warnings of the plan: %q", w.warnings)
	}
	config["allow"] = []any{"golden"}
	w.apply(config)
	w.settled(config)
}

// A destroy forgets, or deletes what the resource created and nothing else.
func TestArchitectureDestroy(t *testing.T) {
	dir := example(t, "simple-pipeline")
	before := liveCount(t, dir)
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir}
	w.apply(config)
	all := liveCount(t, dir)
	w.warnings = nil
	w.destroy(w.instance)
	if n := liveCount(t, dir); n != all || !contains(w.warnings, "will be kept in the CRM") {
		t.Errorf("%d objects are left of %d; told: %q", n, all, w.warnings)
	}

	// What is there already is adopted, and not deleted later.
	w = newWhole(w.core)
	config["on_destroy"] = "delete"
	w.apply(config)
	w.destroy(w.instance)
	if n := liveCount(t, dir); n != all {
		t.Errorf("%d objects are left of %d that were there before", n, all)
	}

	dir = example(t, "simple-pipeline")
	config = map[string]any{"path": dir, "on_destroy": "delete", "allow": []any{"deletes", "golden"}}
	w = newWhole(w.core)
	w.apply(config)
	w.warnings = nil
	w.destroy(w.instance)
	if n := liveCount(t, dir); n != before || !contains(w.warnings, "will be deleted in the CRM") {
		t.Errorf("%d objects are left, %d were there before; told: %q", n, before, w.warnings)
	}
}

// What a guard or a record stands against is not destroyed, and an old plan of a destroy is refused.
func TestArchitectureDestroyRefused(t *testing.T) {
	dir := example(t, "simple-pipeline")
	w := newWhole(start(t, bundled.Factories(), nil))
	w.apply(map[string]any{"path": dir, "on_destroy": "delete"})
	all := liveCount(t, dir)
	if problems := w.tryDestroy(w.instance); !strings.Contains(problems, `add "deletes" to allow`) || liveCount(t, dir) != all {
		t.Errorf("more deletes than the guard allows: %s", problems)
	}
	w.apply(map[string]any{"path": dir, "on_destroy": "delete", "allow": []any{"deletes"}})
	null := tftypes.NewValue(w.state.Type(), nil)
	p, problems := w.core.tryPlan(w.instance, null)
	if problems != "" {
		t.Fatal(problems)
	}
	change(t, dir, "sandbox_stage", anyKey(t, dir, "sandbox_stage"), providers.Update, "label", "Renamed by hand")
	if _, problems := w.core.tryApply(w.instance, p); !strings.Contains(problems, "The plan no longer fits") || liveCount(t, dir) != all {
		t.Errorf("the CRM changed after the plan: %s", problems)
	}
	live(t, dir, func(p *sandbox.Provider, _ []*providers.Live) {
		if _, err := p.CRM().Seed(t.Context(), sandbox.SeedOptions{N: 40, Seed: 1}); err != nil {
			t.Fatal(err)
		}
	})
	if problems := w.tryDestroy(w.instance); !strings.Contains(problems, "record") || liveCount(t, dir) != all {
		t.Errorf("stages with records: %s", problems)
	}
}

// What cannot be known yet is planned to be known later, and applied without a plan before.
func TestArchitectureUnknown(t *testing.T) {
	dir := example(t, "simple-pipeline")
	w := newWhole(start(t, bundled.Factories(), nil))
	p := w.plan(map[string]any{"path": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)})
	if v := parts(p.state)["changes"]; v.IsKnown() {
		t.Errorf("changes of an unknown directory: %s", v)
	}
	p.config = w.value(map[string]any{"path": dir}, w.schemaType(w.typ))
	planned := parts(p.state)
	planned["path"] = tftypes.NewValue(tftypes.String, dir)
	p.state = tftypes.NewValue(p.state.Type(), planned)
	next, problems := w.core.tryApply(w.instance, p)
	if problems != "" {
		t.Fatal(problems)
	}
	w.instance = next
	if !contains(texts(t, w.state, "changes"), "stage “Qualified”") || number(w.state, "managed") == 0 {
		t.Errorf("applied: %s", w.state)
	}
	w.settled(map[string]any{"path": dir})
}

// A directory that is gone is a warning to a refresh, so that the resource can be forgotten, and an error to a plan.
func TestArchitectureGone(t *testing.T) {
	dir := example(t, "simple-pipeline")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir}
	w.apply(config)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	w.warnings = nil
	w.refresh()
	if !contains(w.warnings, "was not compared with the CRM") {
		t.Errorf("told: %q", w.warnings)
	}
	if _, problems := w.tryPlan(config); !strings.Contains(problems, "is not a directory that can be read") {
		t.Errorf("plan: %s", problems)
	}
	w.destroy(w.instance)
}

// Another environment is another resource; what was applied to the first is no concern of it.
func TestArchitectureEnvironment(t *testing.T) {
	account := hubspot.Empty("enterprise", hubspot.NoRateLimits())
	server := httptest.NewServer(account)
	t.Cleanup(server.Close)
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), map[string]map[string]any{"hubspot": {"base_url": server.URL, "token": hubspot.DefaultToken}}))
	w.apply(map[string]any{"path": dir})
	if p := w.plan(map[string]any{"path": dir, "environment": "sandbox"}); len(p.replaces) > 0 {
		t.Errorf("the embedded sandbox is the environment sandbox: %q", p.replaces)
	}
	p := w.plan(map[string]any{"path": dir, "environment": "trial"})
	if len(p.replaces) != 1 || !contains(texts(t, p.state, "changes"), "+ ") {
		t.Errorf("another environment replaces %q", p.replaces)
	}
}

// A first apply that fails half way keeps what it did; replacing it destroys nothing, and the next apply goes on.
func TestArchitecturePartialFailure(t *testing.T) {
	org := salesforce.Empty()
	server := httptest.NewServer(org)
	t.Cleanup(server.Close)
	t.Setenv("HUBSPOT_TOKEN", hubspot.DefaultToken)
	account := hubspot.Empty("enterprise", hubspot.NoRateLimits())
	first := httptest.NewServer(account)
	t.Cleanup(first.Close)
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), map[string]map[string]any{
		"hubspot": {"base_url": first.URL}, "salesforce": {"instance": server.URL, "token": salesforce.DefaultToken}}))
	config := map[string]any{"path": dir, "environment": "trial", "on_destroy": "delete", "allow": []any{"changes", "golden"}}
	account.Inject(hubspot.Fault{Method: "POST", Path: "/pipelines/", Status: http.StatusForbidden, Times: 1})
	problems := w.tryApply(config)
	if !strings.Contains(problems, "were not made") {
		t.Fatalf("a pipeline is refused: %s", problems)
	}
	pending, managed := texts(t, w.state, "pending"), number(w.state, "managed")
	if len(pending) == 0 || managed == 0 || !contains(pending, "failed") {
		t.Errorf("%d objects are managed, pending is %q", managed, pending)
	}
	// Terraform replaces what is tainted: it destroys it without a plan of ours, and plans a new one.
	w.warnings = nil
	writes := func() (n int) {
		for _, r := range account.Requests() {
			if r.Write() {
				n++
			}
		}
		return n
	}
	n := writes()
	null := tftypes.NewValue(w.state.Type(), nil)
	if _, problems := w.core.tryApply(w.instance, &plan{config: null, state: null, private: w.private}); problems != "" {
		t.Fatalf("destroy: %s", problems)
	}
	if writes() != n || !contains(w.warnings, "The first apply of this resource did not end") {
		t.Errorf("%d writes, told: %q", writes()-n, w.warnings)
	}
	w = newWhole(w.core)
	w.apply(config)
	if p := texts(t, w.state, "pending"); len(p) > 0 {
		t.Errorf("pending: %q", p)
	}
	w.settled(config)

	// An update that fails half way is gone on with, too.
	edit(t, dir, "pipelines-sales.hcl", `label       = "Proposal/Negotiation"`, `label       = "Proposal"`)
	account.Inject(hubspot.Fault{Method: "PATCH", Path: "/pipelines/", Status: http.StatusForbidden, Times: 1})
	if problems := w.tryApply(config); !strings.Contains(problems, "were not made") || w.state.IsNull() || len(texts(t, w.state, "pending")) == 0 {
		t.Errorf("a stage is refused: %s", problems)
	}
	w.refresh()
	w.apply(config)
	w.settled(config)
}

// Salesforce is configured by the settings of the environment's crm block, read from the process.
func TestArchitectureSalesforce(t *testing.T) {
	org := salesforce.Empty()
	server := httptest.NewServer(org)
	t.Cleanup(server.Close)
	t.Setenv("SF_INSTANCE_URL", server.URL)
	t.Setenv("SF_ACCESS_TOKEN", salesforce.DefaultToken)
	dir := example(t, "b2b-saas")
	w := newWhole(start(t, bundled.Factories(), nil))
	config := map[string]any{"path": dir, "environment": "salesforce_trial", "allow": []any{"changes", "golden"}}
	w.apply(config)
	w.settled(config)
	if !contains(texts(t, w.state, "manual_steps"), "Salesforce") {
		t.Error("nothing is to be done by hand")
	}

	i, problems := w.tryImport("architecture", dir+"#salesforce_trial", nil)
	if problems != "" {
		t.Fatalf("import: %s", problems)
	}
	w.instance = i
	config["allow"] = nil
	p := w.plan(config)
	if !p.noop {
		t.Errorf("an import leaves something to do: %s", changes(w.state, p.state))
	}
}
