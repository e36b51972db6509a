package provider

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	model "github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// call calls a function; problem is its error, with the number of the argument in front.
func (c *core) call(name string, args ...any) (answer any, problem string) {
	c.t.Helper()
	functions, err := c.server.GetFunctions(c.t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil {
		c.t.Fatal(err)
	}
	f := functions.Functions[name]
	if f == nil {
		c.t.Fatalf("there is no function %s", name)
	}
	req := &tfprotov6.CallFunctionRequest{Name: name}
	for i, x := range args {
		v, err := value(x, f.Parameters[i].Type)
		if err != nil {
			c.t.Fatal(err)
		}
		d, err := tfprotov6.NewDynamicValue(f.Parameters[i].Type, v)
		if err != nil {
			c.t.Fatal(err)
		}
		req.Arguments = append(req.Arguments, &d)
	}
	resp, err := c.server.CallFunction(c.t.Context(), req)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.Error != nil {
		at := "?"
		if resp.Error.FunctionArgument != nil {
			at = string(rune('0' + *resp.Error.FunctionArgument))
		}
		return nil, at + ": " + resp.Error.Text
	}
	answer, _ = plain(c.static(resp.Result, f.Return.Type))
	return answer, ""
}

// recordValue is a record of the engine as an argument.
func recordValue(rec *engine.Record, at time.Time, related bool) map[string]any {
	fields := map[string]any{}
	for name, v := range rec.Fields {
		if t, ok := v.(time.Time); ok {
			v = t.Format(time.RFC3339Nano)
		}
		data, _ := json.Marshal(v)
		var x any
		_ = json.Unmarshal(data, &x)
		if x != nil {
			fields[name] = x
		}
	}
	stages := []any{}
	for _, s := range rec.Stages {
		stages = append(stages, string(s))
	}
	times := func(m map[model.Address]time.Time) map[string]any {
		out := map[string]any{}
		for addr, at := range m {
			out[string(addr)] = at.Format(time.RFC3339Nano)
		}
		return out
	}
	activities := map[string]any{}
	for _, a := range rec.Activities {
		list, _ := activities[a.Name].([]any)
		activities[a.Name] = append(list, a.At.Format(time.RFC3339Nano))
	}
	out := map[string]any{"object": rec.Object, "owner": rec.Owner, "fields": fields, "stages": stages, "entered_at": times(rec.EnteredAt),
		"resets": times(rec.Resets), "activities": activities}
	if related {
		out["at"] = at.Format(time.RFC3339Nano)
		others := map[string]any{}
		for object, list := range rec.Related {
			var all []any
			for _, r := range list {
				all = append(all, recordValue(r, at, false))
			}
			others[object] = all
		}
		out["related"] = others
	}
	return out
}

// Functions give what the scenarios of the examples come to.
func TestFunctionsAgreeWithScenarios(t *testing.T) {
	c := start(t, bundled.Factories(), nil)
	var scores, routes, clocks int
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		dir := filepath.Join("../../../examples", name)
		a := hclschema.Load(dir, hclschema.Options{}).Architecture
		for _, sc := range engine.RunScenarios(a) {
			if !sc.Passed() {
				t.Fatalf("%s: %s fails", name, sc.Name)
			}
			for _, st := range sc.Steps {
				rec := recordValue(st.Record, st.At, true)
				for _, s := range a.Scorings {
					if s.Object.Name() != st.Record.Object {
						continue
					}
					want := engine.Score(a, s, st.Record, st.At)
					got, problem := c.call("score", dir, string(s.Address), rec)
					if problem != "" {
						t.Fatalf("%s, %s, %s: %s", name, sc.Name, st.Name, problem)
					}
					m := got.(map[string]any)
					band, _ := m["band"].(string)
					if m["total"] != want.Total || band != want.Band("total") {
						t.Errorf("%s, %s, %s: score %v %s, want %v %s", name, sc.Name, st.Name, m["total"], band, want.Total, want.Band("total"))
					}
					for _, th := range want.Thresholds {
						if m["thresholds"].(map[string]any)[th.Name] != th.Met {
							t.Errorf("%s, %s, %s: threshold %s", name, sc.Name, st.Name, th.Name)
						}
					}
					scores++
				}
				if as := st.Assignment; as != nil && st.Routing != "" && as.Rule != "assign" {
					got, problem := c.call("route", dir, string(st.Routing), rec)
					if problem != "" {
						t.Fatalf("%s, %s, %s: %s", name, sc.Name, st.Name, problem)
					}
					if m := got.(map[string]any); m["rule"] != as.Rule || m["via"] != string(as.Via) || m["to"] == nil || m["reason"] == nil {
						t.Errorf("%s, %s, %s: route %v, want %+v", name, sc.Name, st.Name, m, as)
					}
					routes++
				}
				if cl := st.Clock; cl != nil && cl.Limit.Applies {
					got, problem := c.call("sla_due", dir, string(cl.Limit.SLA), cl.Limit.Start.Format(time.RFC3339), rec)
					if problem != "" {
						t.Fatalf("%s, %s, %s: %s", name, sc.Name, st.Name, problem)
					}
					if want := cl.Limit.Due.Format(time.RFC3339); got != want {
						t.Errorf("%s, %s, %s: due %v, want %s", name, sc.Name, st.Name, got, want)
					}
					clocks++
				}
			}
		}
	}
	t.Logf("%d scores, %d routes, %d clocks", scores, routes, clocks)
	if scores < 20 || routes < 3 || clocks < 3 {
		t.Errorf("only %d scores, %d routes and %d clocks were compared", scores, routes, clocks)
	}
}

// A criterion is what each CRM is configured with, or an error that says why there is no exact one.
func TestCriterionFormula(t *testing.T) {
	c := start(t, bundled.Factories(), nil)
	dir := "../../../examples/b2b-saas"
	a := hclschema.Load(dir, hclschema.Options{}).Architecture
	said := map[string]int{}
	for _, tr := range a.Tracks() {
		if tr.Name != "lead" {
			continue
		}
		for _, s := range tr.Stages {
			for _, g := range s.Entry {
				for _, crm := range []string{"sandbox", "hubspot", "salesforce"} {
					got, problem := c.call("criterion_formula", dir, string(g.Address), crm)
					switch {
					case g.When.IsZero() && !strings.Contains(problem, "1: "+string(g.Address)+" has no condition"):
						t.Errorf("%s, %s: %v %s", g.Address, crm, got, problem)
					case g.When.IsZero():
					case problem != "" && !strings.HasPrefix(problem, "1: "):
						t.Errorf("%s, %s: %s", g.Address, crm, problem)
					case problem != "":
						said[crm+" refuses"]++
					case crm == "hubspot" && !json.Valid([]byte(got.(string))):
						t.Errorf("%s: %s is no JSON", g.Address, got)
					default:
						said[crm]++
					}
				}
			}
		}
	}
	t.Log(said)
	if said["sandbox"] < 5 || said["hubspot"] < 4 || said["salesforce"] < 4 || said["sandbox refuses"] > 0 || said["hubspot refuses"] == 0 {
		t.Errorf("said: %v", said)
	}
}

// What is wrong with an argument is said at that argument.
func TestFunctionErrors(t *testing.T) {
	c := start(t, bundled.Factories(), nil)
	dir := "../../../examples/b2b-saas"
	at := "2026-03-02T09:00:00-05:00"
	for _, x := range []struct {
		want string
		name string
		args []any
	}{
		{"0: The architecture cannot be read", "score", []any{"nowhere", "lead", map[string]any{"at": at}}},
		{"1: There is no scoring \"leed\"", "score", []any{dir, "leed", map[string]any{"at": at}}},
		{"2: The record lacks at", "score", []any{dir, "lead", map[string]any{}}},
		{"2: A record is an object", "score", []any{dir, "lead", "Ann"}},
		{"2: A record has no \"field\". Did you mean \"fields\"?", "score", []any{dir, "lead", map[string]any{"at": at, "field": map[string]any{}}}},
		{"2: fields: contact has no field \"emial\"", "score", []any{dir, "lead", map[string]any{"at": at, "fields": map[string]any{"emial": "x"}}}},
		{"2: fields: seniority cannot be king. It is enum", "score", []any{dir, "lead", map[string]any{"at": at, "fields": map[string]any{"seniority": "king"}}}},
		{"2: activities: visit: soon is not a time", "score", []any{dir, "lead", map[string]any{"at": at, "activities": map[string]any{"visit": "soon"}}}},
		{"2: stages: there is no stage \"stage.lead.nql\"", "score", []any{dir, "lead", map[string]any{"at": at, "stages": []any{"stage.lead.nql"}}}},
		{"2: \"soon\" is not a time", "sla_due", []any{dir, a1(t, dir), "soon", map[string]any{}}},
		{"1: There is no criterion", "criterion_formula", []any{dir, "stage.lead.mql.entry.nothing", "sandbox"}},
		{"2: No CRM \"fax\"", "criterion_formula", []any{dir, "stage.lead.mql.entry.fit", "fax"}},
	} {
		if _, problem := c.call(x.name, x.args...); !strings.HasPrefix(problem, x.want) {
			t.Errorf("%s %v: %s, want %s", x.name, x.args, problem, x.want)
		}
	}
}

// a1 is the first clock of an architecture.
func a1(t *testing.T, dir string) string {
	t.Helper()
	return string(hclschema.Load(dir, hclschema.Options{}).Architecture.SLAs[0].Address)
}

// The data source gives what the architecture says, and reads no CRM.
func TestArchitectureData(t *testing.T) {
	c := start(t, bundled.Factories(), nil)
	dir := example(t, "b2b-saas")
	read := func(in map[string]any) map[string]any {
		t.Helper()
		schemas, err := c.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			t.Fatal(err)
		}
		typ := schemas.DataSourceSchemas["stagecraft_architecture"].ValueType()
		resp, err := c.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "stagecraft_architecture", Config: c.dynamic(c.value(in, typ.(tftypes.Object)))})
		if err != nil {
			t.Fatal(err)
		}
		c.mustNot(resp.Diagnostics, "read")
		x, _ := plain(c.static(resp.State, typ))
		return x.(map[string]any)
	}
	all := read(map[string]any{"path": dir})
	a := hclschema.Load(dir, hclschema.Options{}).Architecture
	if all["digest"] != a.Digest() || all["name"] != a.Info.Name || all["version"] != a.Info.Version {
		t.Errorf("%v %v %v", all["name"], all["version"], all["digest"])
	}
	stages := 0
	for _, tr := range a.Tracks() {
		stages += len(tr.Stages)
	}
	if n := len(all["stages"].([]any)); n != stages {
		t.Errorf("%d stages, want %d", n, stages)
	}
	if n := len(all["slas"].([]any)); n != len(a.SLAs) {
		t.Errorf("%d clocks, want %d", n, len(a.SLAs))
	}
	kept := 0
	for _, x := range all["criteria"].([]any) {
		m := x.(map[string]any)
		if m["text"] == nil || m["stage"] == nil {
			t.Errorf("a criterion without words: %v", m)
		}
		if m["kind"] == "entry" && len(m["enforcement"].([]any)) > 0 {
			kept++
		}
	}
	if kept < 10 {
		t.Errorf("%d entry criteria tell how they are kept", kept)
	}
	documents := all["documents"].(map[string]any)
	if sum, _ := documents["definition-alignment.pdf"].(string); len(sum) != 64 || len(documents) < 30 {
		t.Errorf("%d documents, the definition alignment has %q", len(documents), sum)
	}
	environments := all["environments"].(map[string]any)
	if len(environments) != len(a.Environments) {
		t.Errorf("%d environments", len(environments))
	}
	trial := read(map[string]any{"path": dir, "environment": "trial"})
	one := trial["environments"].(map[string]any)
	resources := one["trial"].(map[string]any)["crms"].(map[string]any)["hubspot"].(map[string]any)["resources"].([]any)
	if len(one) != 1 || len(resources) < 100 {
		t.Errorf("%d environments, %d resources", len(one), len(resources))
	}
	var values map[string]any
	if err := json.Unmarshal([]byte(resources[0].(map[string]any)["values"].(string)), &values); err != nil || len(values) == 0 {
		t.Errorf("values %v: %v", resources[0], err)
	}
	if d := cmp.Diff(documents, trial["documents"]); d != "" {
		t.Errorf("documents differ from one read to the next: %s", d)
	}
}
