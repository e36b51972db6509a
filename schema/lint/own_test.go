package lint

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

const sales = `
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "sql" {
    owner = role.sdr
    entry "e" { description = "Sales has spoken with them." }
    exit "x" { then = pipeline.sales }
  }
}

pipeline "sales" {
  stage "discovery" {
    owner       = role.ae
    probability = 20
    entry "e" { description = "A need is confirmed." }
    exit "x" { description = "The buyer has decided." }
  }
  stage "proposal" {
    owner       = role.ae
    probability = 60
    entry "e" { description = "The buyer has our offer." }
    exit "x" { description = "The buyer has decided." }
  }
  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "e" { description = "The contract is signed." }
  }
}

pipeline "renewals" {
  domain = "customer"
  stage "open" {
    owner       = role.csm
    probability = 50
    entry "e" { description = "The term ends within a quarter." }
    exit "x" { description = "The customer has decided." }
  }
  stage "renewed" {
    owner       = role.csm
    probability = 100
    outcome     = "won"
    entry "e" { description = "The contract is signed." }
  }
}

sla "discovery" {
  starts = entering(stage.sales.discovery)
  stops  = leaving(stage.sales.discovery)
  within = "2w"
  clock  = "elapsed"
}

field "deal" "amount" {
  type  = currency
  owner = role.ae
}
field "deal" "term" { type = number }
field "contact" "score" { type = number }
`

func loadSales(t testing.TB, policy, name string) *hclschema.Result {
	t.Helper()
	base, err := os.ReadFile("examples/base.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return hclschema.LoadFiles(map[string][]byte{"base.hcl": base, "sales.hcl": []byte(sales), name: []byte(policy)}, hclschema.Options{})
}

// ofPolicies are the findings of an organisation's own rules, and what is wrong with these: "place code: summary".
func ofPolicies(found diag.List) (out []string) {
	for _, d := range found {
		if strings.HasPrefix(string(d.Code), "policy.") || d.Code == diag.Evaluation || d.Code == Suppression.Code {
			out = append(out, fmt.Sprintf("%s:%d %s %s: %s", d.Subject.File, d.Subject.Start.Line, d.Severity, d.Code, d.Summary))
		}
	}
	return out
}

func rule(name, body string) string {
	return fmt.Sprintf("policy \"ours\" {\n  rule %q {\n    description = \"It must be so. We have learned it.\"\n    %s\n  }\n}\n", name, strings.ReplaceAll(body, "\n", "\n    "))
}

// What people want to say of their own can be said, and is reported at the block that breaks it.
func TestOwnRules(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"clock", "each = stages\nwhen = self.parent.domain == \"sales\" && self.outcome == null\nrequire = contains(slas[*].starts.target, self.address)\nmessage = \"No clock.\"",
			[]string{"sales.hcl:19 warning policy.ours/clock: No clock"}},
		{"two", "require = length(pipelines) <= 1\nseverity = \"error\"", []string{"base.hcl:2 error policy.ours/two: It must be so"}},
		{"two", "require = length(pipelines) <= 2", nil},
		{"deals", "each = [for f in fields : f if f.object == \"deal\"]\nrequire = self.owner != null", []string{"sales.hcl:60 warning policy.ours/deals: It must be so"}},
		{"reference", "each = stages\nrequire = self.owner != role.csm", []string{
			"sales.hcl:35 warning policy.ours/reference: It must be so", "sales.hcl:41 warning policy.ours/reference: It must be so"}},
		{"nested", "each = flatten(pipelines[*].stages[*].entry)\nrequire = self.when != null || startswith(self.description, \"The\")", []string{
			"sales.hcl:16 warning policy.ours/nested: It must be so"}},
		{"followed", "each = pipelines\nrequire = alltrue([for s in self.stages : block(s.owner).title != \"Account Executive\"])", []string{
			"sales.hcl:12 warning policy.ours/followed: It must be so"}},
		{"length", "each = slas\nrequire = hours(self.within) <= 24 * 7", []string{"sales.hcl:49 warning policy.ours/length: It must be so"}},
		{"field", "each = fields\nrequire = self.address != contact.score && self.type.kind != \"currency\"", []string{
			"sales.hcl:56 warning policy.ours/field: It must be so", "sales.hcl:61 warning policy.ours/field: It must be so"}},
		{"skipped", "when = length(pipelines) > 5\nrequire = architecture.motion == \"plg\"", nil},
		{"builtin", "each = [for o in [block(\"object.deal\")] : o]\nrequire = false", []string{"policy.hcl:2 warning policy.ours/builtin: It must be so"}},
		{"missing", "each = stages\nrequire = lower(self.short) == self.short", []string{
			"policy.hcl:5 error SC0113: require cannot be evaluated for stage.lead.sql"}},
		{"none", "each = [{ a = 1 }]\nrequire = true", nil},
	} {
		res := loadSales(t, rule(c.name, c.body), "policy.hcl")
		if c.name == "none" {
			if !res.Diags.HasErrors() {
				t.Error("a list of something else is no list of blocks")
			}
			continue
		}
		if err := res.Diags.Err(); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := ofPolicies(Run(res.Architecture, res.Sources)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, wanted %q", c.name, got, c.want)
		}
	}
}

// A finding says nothing twice: after the summary comes the rest of the reason, what to do, or what the rule demands.
func TestOwnRulesDetail(t *testing.T) {
	text := rule("r", "each = roles\nrequire = self.name != \"ae\"")
	one := strings.Replace(text, " We have learned it.", "", 1)
	for _, c := range []struct{ policy, want string }{
		{text, "We have learned it."},
		{strings.Replace(text, "require", "fix = \"Ask.\"\n    require", 1), "We have learned it. Ask."},
		{strings.Replace(text, "require", "message = \"No\"\n    require", 1), "It must be so. We have learned it."},
		{one, "The rule demands that `self.name != \"ae\"`."},
		{strings.Replace(one, "require", "fix = \"Ask.\"\n    require", 1), "Ask."},
		{strings.Replace(one, "self.name != \"ae\"", "length(self.team) > 1", 1), "look only at blocks that have it, with when = self.ATTRIBUTE != null."},
	} {
		res := loadSales(t, c.policy, "policy.hcl")
		if err := res.Diags.Err(); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, d := range Run(res.Architecture, res.Sources) {
			if strings.HasPrefix(string(d.Code), "policy.") || d.Code == diag.Evaluation {
				if n++; !strings.HasSuffix(d.Detail, c.want) || d.Code != diag.Evaluation && d.Detail != c.want {
					t.Errorf("%q, wanted %q", d.Detail, c.want)
				}
			}
		}
		if n != 1 {
			t.Errorf("%d findings of %s", n, c.policy)
		}
	}
}

func TestWithArticle(t *testing.T) {
	for noun, want := range map[string]string{"": "a ", "deal": "a deal", "account": "an account", "Opportunity": "an Opportunity", "user": "a user", "MQL": "an MQL", "SQL": "an SQL",
		"CRM": "a CRM", "AE lead": "an AE lead", "Marketing Lead": "a Marketing Lead", "Übergabe": "a Übergabe"} {
		if got := withArticle(noun); got != want {
			t.Errorf("%q, wanted %q", got, want)
		}
	}
}

// Comments and severities treat them as they treat the others.
func TestOwnRulesAreRules(t *testing.T) {
	const broken = "each = fields\nrequire = self.name != \"term\""
	accepted := strings.Replace(rule("names", broken), "policy \"ours\" {", "policy \"ours\" {\n  severity = { \"policy.ours/names\" = \"error\" }", 1)
	res := loadSales(t, accepted, "policy.hcl")
	if got, want := ofPolicies(Run(res.Architecture, res.Sources)), []string{"sales.hcl:60 error policy.ours/names: It must be so"}; !slices.Equal(got, want) {
		t.Errorf("%q, wanted %q", got, want)
	}
	res = loadSales(t, strings.Replace(accepted, `= "error"`, `= "off"`, 1), "policy.hcl")
	if got := ofPolicies(Run(res.Architecture, res.Sources)); got != nil {
		t.Errorf("turned off: %q", got)
	}
	files := map[string][]byte{"policy.hcl": []byte(rule("names", broken)), "base.hcl": res.Sources["base.hcl"],
		"sales.hcl": []byte(strings.Replace(sales, `field "deal" "term" {`, "# stagecraft:ignore policy.ours/names it is the legal term\nfield \"deal\" \"term\" {", 1))}
	res = hclschema.LoadFiles(files, hclschema.Options{})
	if got := ofPolicies(Run(res.Architecture, res.Sources)); got != nil {
		t.Errorf("accepted: %q", got)
	}
	files["policy.hcl"] = []byte(rule("title", broken))
	res = hclschema.LoadFiles(files, hclschema.Options{})
	got := ofPolicies(Run(res.Architecture, res.Sources))
	if len(got) != 2 || !strings.Contains(got[0], `There is no rule "policy.ours/names"`) {
		t.Errorf("renamed: %q", got)
	}
}

// Rules come back from canonical HCL and from JSON as they were; a change of one is a change of the policy.
func TestOwnRulesAreWritten(t *testing.T) {
	text := `variable "most" { default = 2 }
locals { wide = ["sales", "customer"] }
policy "ours" {
  rule "all" {
    description = "Stages of \"wide\" domains say when they are stale, and \${x} is no variable."
    each        = [
      for s in stages : s # all of them
      if contains(local.wide, s.parent.domain)
    ]
    when    = "${length(pipelines) <= var.most}"
    require = (self.stale_after != null || self.owner == role["csm"]) && !startswith(self.name, "a-${var.most}")
    fix     = "Write stale_after."
  }
}
`
	first := loadSales(t, strings.Replace(text, `\$`, `$$`, 1), "policy.hcl")
	if err := first.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	r := first.Architecture.Policies[0].Rules[0]
	for attr, got := range map[string][2]string{
		"each":    {string(r.Each), `[for s in stages : s if contains(["sales", "customer"], s.parent.domain)]`},
		"when":    {string(r.When), `length(pipelines) <= 2`},
		"require": {string(r.Require), `(self.stale_after != null || self.owner == "role.csm") && !startswith(self.name, "a-2")`},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s\nwanted %s", attr, got[0], got[1])
		}
	}
	back := hclschema.LoadFiles(hclschema.Write(first.Architecture), hclschema.Options{})
	if err := back.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	if first.Architecture.Digest() != back.Architecture.Digest() {
		t.Errorf("written and read back it is another: %s", hclschema.Write(back.Architecture)["governance.hcl"])
	}
	inJSON := loadSales(t, `{"policy": {"ours": {"rule": {"all": {
		"description": "Stages of \"wide\" domains say when they are stale, and $${x} is no variable.",
		"each": "[for s in stages : s if contains([\"sales\", \"customer\"], s.parent.domain)]",
		"when": "(length(pipelines) <= 2)",
		"require": "(self.stale_after != null || self.owner == role.csm) && !startswith(self.name, \"a-2\")",
		"fix": "Write stale_after."}}}}}`, "policy.hcl.json")
	if err := inJSON.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	if d := diff.Compare(first.Architecture, inJSON.Architecture); len(d.Changes) > 0 {
		t.Errorf("in JSON it differs: %v", d.Changes[0])
	}
	other := loadSales(t, rule("all", "require = true"), "policy.hcl")
	if d := diff.Compare(first.Architecture, other.Architecture); len(d.Changes) != 5 {
		t.Errorf("five attributes of a rule change: %v", d.Changes)
	}
}

// FuzzOwnRule states a rule in any text: it never panics, and what loads means the same when it is written and read back.
func FuzzOwnRule(f *testing.F) {
	for _, s := range []string{`self.owner != null`, `contains(slas[*].starts.target, self.address)`, `alltrue([for k, v in self.entry : v.when == null])`,
		`length(stages) > 2 && stages[1].name == "x" || !self.golden`, `try(block(self.owner).team, "none") != role.ae`, `{for s in stages : s.owner => s.name...} == {}`,
		`"%{ for s in stages }${s.name}%{ endfor }" == "${self.name}"`, `-self.probability + 2 * (3 - 1) > 0 ? true : self.crm["x"] == null`, `pipelines.*.stages.0.name == [1, 2]`,
		`hours("2d") == 48`, `self == self`, `((true))`, `regex("(", self.name) == ""`, "<<EOT\n${self.name}\nEOT\n != \"\"", `stages...`, `self["owner"] == field.deal.amount`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, require string) {
		res := loadSales(t, rule("r", "each = stages\nrequire = "+require), "policy.hcl")
		if res.Diags.HasErrors() || len(res.Architecture.Policies) != 1 {
			return
		}
		before := ofPolicies(Run(res.Architecture, nil))
		back := hclschema.LoadFiles(hclschema.Write(res.Architecture), hclschema.Options{})
		if err := back.Diags.Err(); err != nil {
			t.Fatalf("%q is written as %q, which is refused: %v", require, res.Architecture.Policies[0].Rules[0].Require, err)
		}
		if was, is := res.Architecture.Policies[0].Rules[0].Require, back.Architecture.Policies[0].Rules[0].Require; was != is {
			t.Fatalf("%q is written as %q, and then as %q", require, was, is)
		}
		if after := ofPolicies(Run(back.Architecture, nil)); len(before) != len(after) {
			t.Fatalf("%q finds %d, and %d when it is written and read back", require, len(before), len(after))
		}
	})
}
