package hubspot

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// sampleNames are the examples, and an architecture of modules.
var sampleNames = []string{"../../examples/b2b-saas", "../../examples/data-contract", "../../examples/revops-starter", "../../examples/simple-pipeline", "../sandbox/testdata/modules"}

func sample(t *testing.T, dir string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(dir, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

var everything = providers.Target{CRM: &schema.CRM{Provider: provider}}

// offline compiles without an account.
func offline(t *testing.T, a *schema.Architecture, target providers.Target) (*providers.Compiled, diag.List) {
	t.Helper()
	return Factory().Compile(a, target)
}

// eachAccount runs a test without an account, and with accounts of every size.
func eachAccount(t *testing.T, fn func(t *testing.T, compile func(*schema.Architecture) (*providers.Compiled, diag.List))) {
	t.Run("offline", func(t *testing.T) {
		fn(t, func(a *schema.Architecture) (*providers.Compiled, diag.List) { return offline(t, a, everything) })
	})
	for _, tier := range []emulator.Tier{emulator.Free, emulator.Starter, emulator.Professional, emulator.Enterprise} {
		t.Run(fmt.Sprint(tier), func(t *testing.T) {
			p := portalOf(t, emulator.Empty(tier, emulator.NoRateLimits()), nil)
			fn(t, func(a *schema.Architecture) (*providers.Compiled, diag.List) { return p.Compile(a, everything) })
		})
	}
	t.Run("messy", func(t *testing.T) {
		p := portalOf(t, emulator.Messy(emulator.NoRateLimits()), nil)
		fn(t, func(a *schema.Architecture) (*providers.Compiled, diag.List) { return p.Compile(a, everything) })
	})
}

// Everything compiles in every account, to the same on every run, and what comes of it keeps the provider's contract.
func TestCompile(t *testing.T) {
	for _, dir := range sampleNames {
		a := sample(t, dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			eachAccount(t, func(t *testing.T, compile func(*schema.Architecture) (*providers.Compiled, diag.List)) {
				c, diags := compile(a)
				for _, d := range diags {
					if d.Severity == diag.Error && !strings.Contains(d.Summary, "no room for") { // small accounts are too small for some
						t.Error(d)
					}
				}
				again, _ := compile(a)
				if d := cmp.Diff(c, again); d != "" {
					t.Error("compiled again: " + d)
				}
				wellFormedCompiled(t, a, c)
			})
		})
	}
}

// wellFormedCompiled checks what holds of everything that is compiled.
func wellFormedCompiled(t *testing.T, a *schema.Architecture, c *providers.Compiled) {
	t.Helper()
	keys, addresses := map[string]bool{}, map[string]bool{}
	for _, r := range c.Resources {
		norm, err := kindOf(r.Type).typ.Normalize(r.Values)
		if err != nil || cmp.Diff(norm, r.Values) != "" {
			t.Errorf("%s is not normalized: %v", r.Address(), err)
		}
		if keys[r.Type+" "+r.Key] || addresses[r.Address()] {
			t.Errorf("%s (%s) is there twice", r.Address(), r.Key)
		}
		keys[r.Type+" "+r.Key], addresses[r.Address()] = true, true
		if derived := derive(r.Type, r.Values); documents[r.Type] && cmp.Diff(derived, r.Values) != "" {
			t.Errorf("%s lacks what follows from its document", r.Address())
		}
	}
	rules, steps := map[string]bool{}, map[string]bool{}
	for _, e := range c.Enforcement {
		if a.Lookup(e.Address) == nil {
			t.Errorf("nothing is at %s, which is enforced", e.Address)
		}
		if e.Criterion == "" || e.How == "" || e.Class == "" || !strings.HasSuffix(e.How, ".") {
			t.Errorf("incomplete: %+v", e)
		}
		if k := string(e.Address) + " " + e.Criterion; rules[k] {
			t.Errorf("%s is classified twice", k)
		} else {
			rules[k] = true
		}
	}
	for _, s := range c.Manual {
		k := string(s.Origin) + s.Title
		if steps[k] {
			t.Errorf("the step %q is there twice", s.Title)
		}
		steps[k] = true
		if a.Lookup(s.Origin) == nil || s.Title == "" || s.Why == "" || len(s.Steps) == 0 {
			t.Errorf("incomplete: %+v", s)
		}
		for _, text := range append(s.Steps, s.Why) {
			if unresolved.MatchString(text) || strings.Contains(text, "..") || strings.Contains(text, "%!") || strings.TrimSpace(text) == "" {
				t.Errorf("%s: %q", s.Title, text)
			}
		}
	}
}

var unresolved = regexp.MustCompile(`@(stage|pipeline|lifecycle|owner|user|team|list|workflow|object):`)

var documents = map[string]bool{typeList: true, typeWorkflow: true, typeScore: true}

// Every rule that the embedded CRM looks after has one class here, too, whatever the account can do.
func TestEveryRuleHasAClass(t *testing.T) {
	for _, dir := range sampleNames {
		a := sample(t, dir)
		reference, diags := sandbox.Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: "sandbox"}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			eachAccount(t, func(t *testing.T, compile func(*schema.Architecture) (*providers.Compiled, diag.List)) {
				c, _ := compile(a)
				has := map[string]int{}
				for _, e := range c.Enforcement {
					has[ruleKey(e)]++
				}
				for _, e := range reference.Enforcement {
					if k := ruleKey(e); has[k] == 0 {
						t.Errorf("%s has no class", k)
					}
				}
				for _, track := range a.Tracks() {
					for _, s := range track.Stages {
						facts := slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(append(slices.Clone(s.Requires), s.Revisit), func(a schema.Address) bool { return a == "" }))))
						if n := has[string(s.Address)+" fact"]; n != len(facts) {
							t.Errorf("%s demands %d facts, of which %d have a class", s.Address, len(facts), n)
						}
					}
				}
			})
		})
	}
}

// What an account cannot do becomes a manual step, and no rule rests on it.
func TestCompileWithout(t *testing.T) {
	a := sample(t, sampleNames[0])
	why := &providers.Error{Kind: providers.Permission, Message: "the token may not"}
	for typ, f := range map[string]feature{typeList: lists, typeWorkflow: workflows, typeScore: leadScores, typePipelineRules: pipelineRules, typeTeam: teams} {
		t.Run(string(f), func(t *testing.T) {
			c, diags := compile(a, everything, &settings{turnOn: true}, &portal{lacks: map[feature]error{f: why}})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			wellFormedCompiled(t, a, c)
			all, _ := offline(t, a, everything)
			for _, r := range c.Resources {
				if r.Type == typ {
					t.Errorf("%s is made", r.Address())
				}
			}
			if !slices.ContainsFunc(c.Manual, func(s providers.ManualStep) bool { return strings.Contains(s.Why, "of this account cannot") }) {
				t.Error("no manual step says what the account cannot do")
			}
			if len(c.Enforcement) != len(all.Enforcement) {
				t.Errorf("%d rules have a class, and %d in an account that can do everything", len(c.Enforcement), len(all.Enforcement))
			}
			for _, e := range c.Enforcement {
				words := map[feature]string{lists: "A segment finds", workflows: "a workflow asks", pipelineRules: "A rule of the pipeline refuses"}[f]
				if words != "" && strings.Contains(e.How, words) {
					t.Errorf("%s %q: %s", e.Address, e.Criterion, e.How)
				}
			}
		})
	}
}

// ruleKey is the criterion at an address. What facts are called depends on the other fields of a CRM.
func ruleKey(e providers.Enforcement) string {
	if strings.HasSuffix(e.Criterion, " is known") {
		return string(e.Address) + " fact"
	}
	return string(e.Address) + " " + e.Criterion
}

// What only people's settings would prevent is never said to be prevented.
func TestNothingPreventedByHand(t *testing.T) {
	for _, dir := range sampleNames {
		c, _ := offline(t, sample(t, dir), everything)
		for _, e := range c.Enforcement {
			if e.Class == providers.Prevented && (strings.Contains(e.How, "manual step") || strings.Contains(e.How, "people have")) {
				t.Errorf("%s %q: %s", e.Address, e.Criterion, e.How)
			}
			rules := slices.ContainsFunc(c.Resources, func(r *providers.Resource) bool {
				return r.Origin == e.Address && r.Type == typePipelineRules
			})
			if e.Class == providers.Prevented && !rules && e.Address.Kind() != "field" {
				t.Errorf("%s %q is prevented by nothing", e.Address, e.Criterion)
			}
		}
	}
}

// configured are the kinds of block that a CRM is configured with; each must leave a trace.
var configured = []string{"team", "field", "status", "reasons", "code", "lifecycle", "pipeline", "stage", "entry", "exit", "handoff", "outcome", "sla",
	"queue", "routing", "scoring", "dimension", "automation", "sequence", "approval", "hygiene", "metric", "dashboard", "goal"}

// Nothing is dropped in silence.
func TestNothingDropped(t *testing.T) {
	for _, dir := range sampleNames {
		a := sample(t, dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			eachAccount(t, func(t *testing.T, compile func(*schema.Architecture) (*providers.Compiled, diag.List)) {
				c, _ := compile(a)
				traces := map[schema.Address]bool{}
				for _, r := range c.Resources {
					traces[r.Origin] = true
				}
				for _, s := range c.Manual {
					traces[s.Origin] = true
					for _, a := range s.Also {
						traces[a] = true
					}
				}
				for _, e := range c.Enforcement {
					traces[e.Address] = true
				}
				for kind, b := range a.Blocks() {
					if !slices.Contains(configured, kind) || left(a, b) {
						continue
					}
					found := false
					for at := b.Base().Address; at != "" && !found; at = at.Holder() {
						found = traces[at]
					}
					for at := range traces { // a stage's criteria may be all that is left of it
						found = found || at.Within(b.Base().Address)
					}
					if !found {
						t.Errorf("%s leaves no trace", b.Base().Address)
					}
				}
			})
		})
	}
}

// left tells whether a block asks for nothing of its own in a CRM.
func left(a *schema.Architecture, b schema.Block) bool {
	switch b := b.(type) {
	case *schema.Team:
		return len(b.Members) == 0
	case *schema.Reasons:
		return b.Field != "" // whose options are the codes
	case *schema.ReasonCode:
		return left(a, a.Lookup(b.Address.Holder().Holder()))
	}
	return false
}

// Objects that live in another CRM leave nothing here but notes on what speaks of them.
func TestCompileOwnsItsObjects(t *testing.T) {
	a := sample(t, sampleNames[0])
	target := everything
	crm := *target.CRM
	crm.Objects = []schema.Address{"object.contact", "object.company"}
	target.CRM = &crm
	c, diags := offline(t, a, target)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	wellFormedCompiled(t, a, c)
	for _, r := range c.Resources {
		object, _ := r.Values["object"].(string)
		if object == "" {
			object = strings.SplitN(r.Key, "/", 2)[0]
		}
		if object == "deals" || object == "tickets" {
			t.Errorf("%s is made, although %s live in another CRM", r.Address(), object)
		}
	}
	between := false
	for _, e := range c.Enforcement {
		if strings.HasPrefix(string(e.Address), "stage.new_business") {
			t.Errorf("%s is classified, although deals live in another CRM", e.Address)
		}
		between = between || e.Address == "handoff.sql_to_deal" && e.Class == providers.Manual
	}
	if !between {
		t.Error("nobody looks after the handoff to the other CRM")
	}
}

// What people do, and how each rule holds, word for word.
func TestCompileWords(t *testing.T) {
	c, _ := offline(t, sample(t, sampleNames[0]), everything)
	var manual, rules strings.Builder
	for _, s := range c.Manual {
		before := ""
		if s.Before {
			before = " (before)"
		}
		fmt.Fprintf(&manual, "## %s%s\n%s\n%s\n", s.Title, before, s.Origin, s.Why)
		for i, x := range s.Steps {
			fmt.Fprintf(&manual, "%d. %s\n", i+1, x)
		}
		manual.WriteString("\n")
	}
	for _, e := range c.Enforcement {
		fmt.Fprintf(&rules, "%s | %s | %s\n    %s\n", e.Class, e.Address, e.Criterion, e.How)
	}
	golden(t, "b2b-saas.manual", manual.String())
	golden(t, "b2b-saas.enforcement", rules.String())
}

// An account takes the segments and scores, and what it then has is what was wanted.
func TestChecksAreAccepted(t *testing.T) {
	for _, dir := range sampleNames[:3] {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			a := sample(t, dir)
			p := portalOf(t, staffed(t, a, emulator.Enterprise), map[string]any{"lifecycle_stages": "api"})
			c, diags := p.Compile(a, everything)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			have := readAll(t, p)
			applied(t, p, ordered(t, slices.DeleteFunc(slices.Clone(c.Resources), func(r *providers.Resource) bool { return have[r.Type+" "+r.Key] != nil }))...)
			have = readAll(t, p, typeList, typeScore)
			n := 0
			for _, r := range c.Resources {
				if r.Type != typeList && r.Type != typeScore {
					continue
				}
				n++
				live := have[r.Type+" "+r.Key]
				if live == nil {
					t.Errorf("%s is not there", r.Key)
					continue
				}
				for _, attr := range kindOf(r.Type).typ.Attributes {
					if attr.Differs(r.Values[attr.Name], live.Values[attr.Name]) {
						t.Errorf("%s of %s: %s", attr.Name, r.Key, cmp.Diff(r.Values[attr.Name], live.Values[attr.Name]))
					}
				}
			}
			if n < 5 {
				t.Errorf("there are %d segments and scores", n)
			}
		})
	}
}

// Custom lifecycle stages that a small account may not have are found when planning.
func TestCustomLifecycleStagesNeedEnterprise(t *testing.T) {
	r := hclschema.Load("../../examples/b2b-saas", hclschema.Options{})
	for tier, want := range map[emulator.Tier]bool{emulator.Professional: true, emulator.Enterprise: false} {
		p := portalOf(t, emulator.Empty(tier, emulator.NoRateLimits()), nil)
		_, diags := p.Compile(r.Architecture, providers.Target{})
		found := slices.ContainsFunc(diags, func(d diag.Diagnostic) bool {
			return strings.Contains(d.Summary, "custom lifecycle stages") && strings.Contains(d.Detail, `"Sales Accepted Lead"`)
		})
		if found != want {
			t.Errorf("%s: %v", tier, found)
		}
	}
}
