package salesforce

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// gatedNames are the examples, and an architecture of modules.
var gatedNames = []string{"../../examples/b2b-saas", "../../examples/data-contract", "../../examples/revops-starter", "../../examples/simple-pipeline", "../sandbox/testdata/modules"}

// eachGated compiles architectures, with settings of the crm block.
func eachGated(t *testing.T, settings map[string]schema.Setting, fn func(*testing.T, *schema.Architecture, *providers.Compiled)) {
	for _, dir := range gatedNames {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			r := hclschema.Load(dir, hclschema.Options{})
			if err := r.Diags.Err(); err != nil {
				t.Fatal(err)
			}
			out, diags := Factory().Compile(r.Architecture, providers.Target{CRM: &schema.CRM{Provider: provider, Settings: settings}})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			fn(t, r.Architecture, out)
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

// Every rule that the embedded CRM looks after has exactly one class here, too.
func TestEveryRuleHasAClass(t *testing.T) {
	eachGated(t, nil, func(t *testing.T, a *schema.Architecture, out *providers.Compiled) {
		reference, diags := sandbox.Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: "sandbox"}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		has, seen := map[string]bool{}, map[string]bool{}
		for _, e := range out.Enforcement {
			k := string(e.Address) + " " + e.Criterion
			if seen[k] {
				t.Errorf("%s is classified twice", k)
			}
			seen[k], has[ruleKey(e)] = true, true
			if a.Lookup(e.Address) == nil || e.Class == "" || e.How == "" || !strings.ContainsAny(e.How[len(e.How)-1:], ".?") {
				t.Errorf("incomplete: %+v", e)
			}
		}
		for _, e := range reference.Enforcement {
			if k := ruleKey(e); !has[k] {
				t.Errorf("%s has no class", k)
			}
		}
	})
}

// What is said to be prevented is prevented by a rule, by a field or by Salesforce itself.
func TestNothingPreventedByHand(t *testing.T) {
	eachGated(t, nil, func(t *testing.T, a *schema.Architecture, out *providers.Compiled) {
		for _, e := range out.Enforcement {
			if e.Class != providers.Prevented || !strings.Contains(e.How, "A validation rule of ") {
				if e.Class == providers.Prevented && !strings.Contains(e.How, "Salesforce") && !strings.Contains(e.How, "required on") && !strings.Contains(e.How, "checkbox") {
					t.Errorf("%s %q is prevented by nothing: %s", e.Address, e.Criterion, e.How)
				}
				continue
			}
			if strings.Contains(e.How, "not everywhere") {
				t.Errorf("%s %q: %s", e.Address, e.Criterion, e.How)
			}
			rule := slices.ContainsFunc(out.Resources, func(r *providers.Resource) bool {
				return r.Type == typeValidation && (r.Origin == e.Address || r.Origin.Holder() == e.Address.Holder() || e.Address.Within(r.Origin) || strings.Contains(e.Criterion, "reason"))
			})
			if !rule {
				t.Errorf("%s %q has no rule", e.Address, e.Criterion)
			}
		}
	})
}

// Rules have names, messages and descriptions that Salesforce takes, a bypass, and a field of their own object.
func TestRulesAreWellFormed(t *testing.T) {
	eachGated(t, nil, func(t *testing.T, a *schema.Architecture, out *providers.Compiled) {
		n := 0
		for _, r := range out.Resources {
			if r.Type != typeValidation {
				continue
			}
			n++
			name, message := text(r.Values["name"]), text(r.Values["message"])
			if len(name) > maxRuleName || apiName(name) != name {
				t.Errorf("%s is called %q", r.Address(), name)
			}
			if len([]rune(message)) > 255 || message == "" || strings.Contains(message, " . ") || strings.Contains(message, ": .") || strings.HasSuffix(message, ":") {
				t.Errorf("%s says %q", r.Address(), message)
			}
			if d := text(r.Values["description"]); len([]rune(d)) > 255 || !strings.Contains(d, r.Origin.Written()) {
				t.Errorf("%s is described as %q", r.Address(), d)
			}
			if !strings.Contains(text(r.Values["formula"]), "NOT($Permission."+bypassPermission+")") || r.Values["active"] == false {
				t.Errorf("%s: %s", r.Address(), r.Values["formula"])
			}
			if strings.Contains(text(r.Values["field"]), ".") {
				t.Errorf("%s stands at %s", r.Address(), r.Values["field"])
			}
		}
		if n < 4 {
			t.Errorf("there are %d rules", n)
		}
	})
}

// Compiled again, an architecture gives the same rules; with one criterion less, the others keep their names.
func TestRulesKeepTheirNames(t *testing.T) {
	names := func(a *schema.Architecture) map[string]string {
		out, _ := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
		got := map[string]string{}
		for _, r := range out.Resources {
			if r.Type == typeValidation {
				got[r.Address()] = r.Key + " " + text(r.Values["formula"])
			}
		}
		return got
	}
	a := exampleArch(t, "revops-starter")
	before := names(a)
	mql := a.Lookup("stage.contact.mql").(*schema.Stage)
	mql.Entry = nil
	after := names(a)
	if len(after) != len(before)-2 {
		t.Errorf("%d rules became %d", len(before), len(after))
	}
	for at, what := range after {
		if before[at] != what {
			t.Errorf("%s was %s and is %s", at, before[at], what)
		}
	}
}

// Rules that are off prevent nothing.
func TestGatesOff(t *testing.T) {
	eachGated(t, map[string]schema.Setting{"gates": {Value: "off"}}, func(t *testing.T, a *schema.Architecture, out *providers.Compiled) {
		for _, r := range out.Resources {
			if r.Type == typeValidation && r.Values["active"] != false {
				t.Errorf("%s is active", r.Address())
			}
		}
		for _, e := range out.Enforcement {
			if e.Class == providers.Prevented && strings.Contains(e.How, "A validation rule") {
				t.Errorf("%s %q: %s", e.Address, e.Criterion, e.How)
			}
		}
	})
}

// A criterion that no formula has room for is told of.
func TestACriterionTooLong(t *testing.T) {
	options := "\"" + strings.Repeat("x", 200) + "\""
	for i := range 30 {
		options += ", \"" + strings.Repeat("y", 200) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "\""
	}
	c := structureIn(t, `
lifecycle "lead" {
  object = object.lead
  domain = "lead"
  stage "new" {
  }
  stage "done" {
    entry "known" {
      when = contains([`+options+`], lead.code)
    }
  }
}
field "lead" "code" {
  type = text
}
`)
	c.gates()
	if len(c.diags) != 1 || c.diags[0].Severity != diag.Warning || !strings.Contains(c.diags[0].Summary, "stage.lead.done") {
		t.Errorf("%v", c.diags)
	}
	for _, e := range c.out.Enforcement {
		if e.Address == "stage.lead.done.entry.known" && (e.Class != providers.Manual || !strings.Contains(e.How, "characters, and Salesforce takes")) {
			t.Errorf("%+v", e)
		}
	}
}
