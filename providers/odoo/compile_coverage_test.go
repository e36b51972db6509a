package odoo

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var exampleNames = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

// exampleArch loads one of the examples.
func exampleArch(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

// Everything that is demanded, and everything that happens by itself, is a resource, or a step for people, and is classed;
// whatever the objects are.
func TestNothingIsDropped(t *testing.T) {
	for _, name := range exampleNames {
		for _, objects := range [][]schema.Address{nil, {"object.deal", "object.project"}, {"object.contact", "object.company"}, {"object.lead"}} {
			a := exampleArch(t, name)
			target := providers.Target{CRM: &schema.CRM{Provider: provider, Objects: objects}}
			c, diags := Factory().Compile(a, target)
			if err := diags.Err(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			counts := map[providers.Class]int{}
			for _, e := range c.Enforcement {
				counts[e.Class]++
				if e.How == "" {
					t.Errorf("%s: nobody says how %s holds: %s", name, e.Address, e.Criterion)
				}
			}
			t.Logf("%s %v: %d resources, %d steps, %v", name, objects, len(c.Resources), len(c.Manual), counts)
			looked := newCompiler(a, target, &settings{}, &org{})
			for kind, b := range a.Blocks() {
				object := objectOf(looked, b)
				if object == "" || !target.Owns(object) {
					continue
				}
				at := b.Base().Address
				classed := slices.ContainsFunc(c.Enforcement, func(e providers.Enforcement) bool { return e.Address == at })
				made := slices.ContainsFunc(c.Resources, func(r *providers.Resource) bool { return r.Origin == at })
				said := slices.ContainsFunc(c.Manual, func(m providers.ManualStep) bool { return m.Origin == at || slices.Contains(m.Also, at) })
				if !made && !said && !classed {
					t.Errorf("%s: %s %s comes to nothing", name, kind, at)
				}
				switch b.(type) {
				case *schema.Gate, *schema.SLA, *schema.Routing, *schema.Sequence, *schema.Handoff, *schema.Automation, *schema.Dimension, *schema.Approval, *schema.Hygiene:
					if !classed {
						t.Errorf("%s: %s %s is not classed", name, kind, at)
					}
				}
			}
		}
	}
}

// objectOf is the object whose records a block is about; "" for what asks nothing of a CRM.
func objectOf(c *compiler, b schema.Block) string {
	track := func(a schema.Address) string {
		if t := c.a.Track(a); t != nil {
			return t.Object
		}
		return ""
	}
	event := func(e schema.Event) string {
		st, _ := c.starting(newScript(), e)
		return st.object
	}
	switch x := b.(type) {
	case *schema.Field:
		if !c.homeOf(x.Object, x.Name).own {
			return "" // Odoo has it
		}
		return x.Object
	case *schema.Status:
		return x.Object
	case *schema.Lifecycle:
		return x.Object.Name()
	case *schema.Pipeline:
		return x.Object.Name()
	case *schema.Stage:
		return track(x.Address)
	case *schema.Gate:
		return track(x.Address.Holder().Holder())
	case *schema.Handoff:
		return track(x.To)
	case *schema.SLA:
		return event(x.Starts)
	case *schema.Automation:
		if x.Object != "" {
			return x.Object.Name()
		}
		if x.Trigger.Kind == "breached" {
			if s := schema.Find[schema.SLA](c.a, x.Trigger.Target); s != nil {
				return event(s.Starts)
			}
		}
		return event(x.Trigger)
	case *schema.Routing:
		return x.Object.Name()
	case *schema.Sequence:
		return x.Object.Name()
	case *schema.Approval:
		return x.Object.Name()
	case *schema.Hygiene:
		return x.Object.Name()
	case *schema.Queue:
		return x.Object.Name()
	case *schema.Dimension:
		if s := schema.Find[schema.Scoring](c.a, x.Address.Holder().Holder()); s != nil {
			return s.Object.Name()
		}
	}
	return ""
}

// check tells of code that is not Python, or that Odoo's server actions do not take: a function of theirs has no variables of another one.
const check = `import ast, json, sys, types
def closures(code):
    return bool(code.co_cellvars) or any(closures(c) for c in code.co_consts if isinstance(c, types.CodeType))
for name, code in json.load(sys.stdin).items():
    try:
        if closures(compile(code, name, "exec")):
            print(name, "has a closure", code)
    except SyntaxError as e:
        print(name, e, code)`

// All code of the examples is Python, as server actions take it.
func TestCodeParses(t *testing.T) {
	python := testtool.Find(t, "python3")
	codes := map[string]string{}
	archs := map[string]*schema.Architecture{"work": workArch(t)}
	for _, name := range exampleNames {
		archs[name] = exampleArch(t, name)
	}
	for name, a := range archs {
		c, diags := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		for _, r := range c.Resources {
			if r.Type == typeAutomation {
				codes[name+" "+r.Key] = text(r.Values["code"])
			}
		}
	}
	all, err := json.Marshal(codes)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", check)
	cmd.Stdin = strings.NewReader(string(all))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
	t.Logf("%d automations", len(codes))
}

// What a real Odoo needs to be told, that an imitation does not show.
func TestCodeOfDeals(t *testing.T) {
	a := workArch(t)
	code := rulesOf(t, a, leadModel)
	for _, part := range []string{
		"sc_write(record, {'user_id': user.id, 'team_id': record.team_id.id})", // the pipeline keeps the deal of a new owner
		"('stage_id', 'not in', sc_ids(('stagecraft.stage:stage/sales/won', 'stagecraft.stage:stage/sales/lost',)))",
		"if not (sc_early or sc_event):\n    env.flush_all()", // in rights of the rule: whoever saved may not read it any more
	} {
		if !strings.Contains(code, part) {
			t.Errorf("the code has no %s", part)
		}
	}
	c, _ := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	lost := slices.IndexFunc(c.Resources, func(r *providers.Resource) bool { return r.Values["model"] == lostModel })
	if lost < 0 || !strings.Contains(text(c.Resources[lost].Values["code"]), "raise UserError('A reason is needed (Loss).')") {
		t.Error("the button Lost asks for no reason")
	}
	how := slices.IndexFunc(c.Enforcement, func(e providers.Enforcement) bool {
		return e.Address == "stage.sales.lost" && e.Criterion == providers.ReasonGiven
	})
	if how < 0 || !strings.Contains(c.Enforcement[how].How, "” and “Sales: button Lost” refuses it. Odoo's button Lost archives") {
		t.Errorf("enforcement %d: %+v", how, c.Enforcement[max(how, 0)])
	}
}
