package hubspot

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var examples = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

func example(t *testing.T, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("..", "..", "examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

// worked are the kinds of block of which workflows are made here.
var worked = []string{"automation", "routing", "sla", "sequence", "handoff", "calendar"}

func isWork(r *providers.Resource) bool {
	return r.Type == typeWorkflow && (slices.Contains(worked, r.Origin.Kind()) || r.Part == "rollup")
}

// What becomes of the examples, in words.
func TestWorkflows(t *testing.T) {
	for _, name := range examples {
		out, diags := Factory().Compile(example(t, name), providers.Target{CRM: &schema.CRM{Provider: provider}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, r := range out.Resources {
			if !isWork(r) {
				continue
			}
			fmt.Fprintf(&b, "%s (%s)\n", r.Key, r.Origin)
			for _, l := range r.Values["summary"].([]any) {
				fmt.Fprintf(&b, "  %s\n", l)
			}
		}
		b.WriteString("\nBy hand\n")
		for _, m := range out.Manual {
			if slices.Contains(worked, m.Origin.Kind()) || strings.HasPrefix(m.Title, "Name somebody") || strings.HasPrefix(m.Title, "Change the owner") {
				fmt.Fprintf(&b, "\n%s (%s)\n  %s\n", m.Title, m.Origin, m.Why)
				for _, s := range m.Steps {
					fmt.Fprintf(&b, "  - %s\n", s)
				}
			}
		}
		golden(t, name+".workflows", b.String())
	}
}

// staffed is an account in which everybody of an architecture is a user.
func staffed(t *testing.T, a *schema.Architecture, tier emulator.Tier) *emulator.Account {
	account := emulator.Empty(tier, emulator.NoRateLimits())
	ask(t, account, "PATCH /crm/pipelines/2026-09/deals/default", `{"label":"From before"}`)
	for _, team := range a.Teams {
		for _, m := range team.Members {
			account.AddUser(m.Identity, schema.Title(m), "")
		}
	}
	return account
}

// ordered gives creates of resources, what is referred to first.
func ordered(t *testing.T, list []*providers.Resource) (out []*providers.Operation) {
	t.Helper()
	byRef, done := map[providers.Reference]*providers.Resource{}, map[*providers.Resource]bool{}
	for _, r := range list {
		byRef[providers.Reference{Type: r.Type, Key: r.Key}] = r
	}
	var add func(*providers.Resource)
	add = func(r *providers.Resource) {
		if r == nil || done[r] {
			return
		}
		done[r] = true
		for _, ref := range kindOf(r.Type).typ.References(r.Values) {
			add(byRef[ref])
		}
		out = append(out, createOf(t, r.Type, r.Values))
	}
	for _, r := range list {
		add(r)
	}
	return out
}

// An account takes every workflow, and what it then has is what was wanted.
func TestWorkflowsAreAccepted(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			a := example(t, name)
			p := portalOf(t, staffed(t, a, emulator.Enterprise), map[string]any{"lifecycle_stages": "api"})
			c, diags := p.Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			have := readAll(t, p)
			wanted := slices.DeleteFunc(slices.Clone(c.Resources), func(r *providers.Resource) bool { return have[r.Type+" "+r.Key] != nil })
			applied(t, p, ordered(t, wanted)...)
			have = readAll(t, p, typeWorkflow)
			n := 0
			for _, r := range c.Resources {
				if r.Type != typeWorkflow {
					continue
				}
				n++
				live := have[typeWorkflow+" "+r.Key]
				if live == nil {
					t.Errorf("%s is not there", r.Key)
					continue
				}
				for _, attr := range kindOf(typeWorkflow).typ.Attributes {
					if attr.Differs(r.Values[attr.Name], live.Values[attr.Name]) {
						t.Errorf("%s of %s: %s", attr.Name, r.Key, cmp.Diff(r.Values[attr.Name], live.Values[attr.Name]))
					}
				}
			}
			if n == 0 && name != "simple-pipeline" {
				t.Error("there are no workflows")
			}
		})
	}
}

// Ids go by the order of reading; the end of a way leads nowhere.
func TestDefinition(t *testing.T) {
	known := ownedBy([]string{"1"})
	got := definition(byHand(), chain{wait(5), {cases: []branchCase{{"Yes", known, chain{setProperty("a", "x"), clearProperty("b")}}, {"No", known, nil}},
		rest: chain{assignTo([]string{"ana@example.com"}, true)}}, wait(7)})
	type edge struct{ From, Member, To string }
	var edges []edge
	var types []string
	for _, x := range got["actions"].([]any) {
		a := x.(map[string]any)
		types = append(types, fmt.Sprint(a["actionId"], " ", a["type"], " ", a["actionTypeId"]))
		add := func(member string, m map[string]any) {
			if c, ok := m[member].(map[string]any); ok {
				edges = append(edges, edge{a["actionId"].(string), member, c["nextActionId"].(string)})
			}
		}
		add("connection", a)
		cases, _ := a["listBranches"].([]any)
		for _, c := range cases {
			add("connection", c.(map[string]any))
		}
		add("defaultBranch", a)
	}
	if d := cmp.Diff([]string{"1 SINGLE_CONNECTION 0-1", "2 LIST_BRANCH <nil>", "3 SINGLE_CONNECTION 0-5", "4 SINGLE_CONNECTION 0-5", "5 SINGLE_CONNECTION 0-5"}, types); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]edge{{"1", "connection", "2"}, {"2", "connection", "3"}, {"2", "defaultBranch", "5"}, {"3", "connection", "4"}}, edges); d != "" {
		t.Error(d)
	}
}

// Nobody who is not in the account is named in a workflow.
func TestWorkflowsNameOnlyUsers(t *testing.T) {
	a := example(t, "b2b-saas")
	account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
	account.AddUser("ana@fernway.example", "Ana", "Ruiz")
	p := portalOf(t, account, map[string]any{"lifecycle_stages": "api"})
	c, _ := p.Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	found := false
	for _, r := range c.Resources {
		users, _ := r.Values["users"].([]any)
		for _, u := range users {
			found = true
			if u != "ana@fernway.example" {
				t.Errorf("%s names %s", r.Key, u)
			}
		}
	}
	if !found {
		t.Error("nobody is named")
	}
	if !slices.ContainsFunc(c.Manual, func(m providers.ManualStep) bool {
		return strings.HasPrefix(m.Title, "Name somebody") && (m.Origin == "role.ae" || slices.Contains(m.Also, "role.ae"))
	}) {
		t.Error("no step says that role.ae has nobody")
	}
}

const inexact = `
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
field "contact" "note" {
  type = text
}
field "contact" "grade" {
  type = enum("a", "b")
}
role "sales" {
  title = "Sales"
}
team "sales" {
  title = "Sales"
  member "ana" {
    identity = "ana@example.com"
    role     = role.sales
  }
}
automation "rough" {
  title   = "Rough"
  trigger = set(contact.grade)
  when    = contact.note == "Yes"
  action "grade" {
    do    = "set_field"
    field = contact.grade
    value = "b"
  }
}
automation "event" {
  title   = "On an event"
  trigger = event("demo")
  object  = object.contact
  action "tell" {
    do      = "notify"
    to      = role.sales
    message = "Look."
  }
}
automation "exact" {
  title   = "Exact"
  trigger = changed(contact.grade)
  when    = contact.grade == "a"
  native  = { hubspot = "A workflow." }
  action "task" {
    do       = "send"
    to       = role.sales
    approval = "required"
    message  = "Hello."
  }
  action "later" {
    do    = "clear_field"
    after = "2d"
    field = contact.note
  }
  action "hook" {
    do      = "webhook"
    message = "https://example.com/hook"
  }
}
routing "all" {
  title    = "All"
  object   = object.contact
  fallback = role.sales
  rule "rough" {
    when = contact.note == "Yes"
    to   = role.sales
  }
}
`

// A condition that HubSpot's filters do not say exactly acts on nothing; a step says which part, and what would be done.
func TestInexactConditionsDoNotAct(t *testing.T) {
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(inexact)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	c, _ := Factory().Compile(r.Architecture, providers.Target{CRM: &schema.CRM{Provider: provider}})
	flows := map[schema.Address][]any{}
	for _, r := range c.Resources {
		if isWork(r) {
			flows[r.Origin] = r.Values["summary"].([]any)
		}
	}
	want := map[schema.Address][]any{"automation.exact": {"Enrolls contacts: grade is any of a",
		"1. Create task “Release: Hello.” for ana@example.com", "2. Wait 2 days", "3. Clear note"}}
	if d := cmp.Diff(want, flows); d != "" {
		t.Error(d)
	}
	steps := map[schema.Address]string{}
	for _, m := range c.Manual {
		steps[m.Origin] += m.Title + "\n" + m.Why + "\n" + strings.Join(m.Steps, "\n")
	}
	for at, texts := range map[schema.Address][]string{
		"automation.rough": {"by hand", "contact.note", "“Grade” gets a value", "Set grade to b"},
		"automation.event": {"custom event", "to ana@example.com"},
		"automation.exact": {"Complete", "https://example.com/hook", "Release: …", "designed as: A workflow."},
		"routing.all":      {"“rough” is no filter", "rotate to Sales"},
	} {
		for _, x := range texts {
			if !strings.Contains(steps[at], x) {
				t.Errorf("the steps of %s do not say %q:\n%s", at, x, steps[at])
			}
		}
	}
	class := map[schema.Address]providers.Class{}
	for _, e := range c.Enforcement {
		class[e.Address] = e.Class
	}
	for at, w := range map[schema.Address]providers.Class{"automation.rough": providers.Manual, "automation.event": providers.Manual,
		"automation.exact": providers.Corrected, "routing.all": providers.Manual} {
		if class[at] != w {
			t.Errorf("%s is %q, not %q", at, class[at], w)
		}
	}
}

// Where the account has no workflows, people read what to build.
func TestWorkflowsByHand(t *testing.T) {
	a := example(t, "revops-starter")
	p := portalOf(t, staffed(t, a, emulator.Starter), nil)
	c, _ := p.Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	for _, r := range c.Resources {
		if r.Type == typeWorkflow {
			t.Errorf("%s cannot be made", r.Key)
		}
	}
	i := slices.IndexFunc(c.Manual, func(m providers.ManualStep) bool { return m.Origin == "sla.first_contact" })
	if i < 0 {
		t.Fatal("no step for the clock")
	}
	want := []string{`Automation > Workflows > Create workflow > From scratch, for contacts. Name it "SLA: First contact".`, "Enrolls contacts: contact_stage is any of mql.",
		"Action 1: Wait 4 hours.", "Action 2: If first_contacted_at is known: end; otherwise go to 3.",
		"Action 3: Notify in HubSpot “First contact: 4h have passed” to dev@starter.example.", "Review and turn it on."}
	if d := cmp.Diff(want, c.Manual[i].Steps); d != "" {
		t.Error(d)
	}
	for _, e := range c.Enforcement {
		if e.Address == "sla.first_contact" && e.Class != providers.Manual {
			t.Errorf("the clock is %s", e.Class)
		}
	}
}

// A lifecycle stage is emptied before a record goes back to an earlier one.
func TestMovesBack(t *testing.T) {
	a := example(t, "b2b-saas")
	w := &worker{compiler: &compiler{a: a, portal: &portal{}, settings: &settings{}, names: objectNames{a}}}
	for target, n := range map[schema.Address]int{"stage.lead.sql": 2, "stage.lead.known_lead": 1} {
		d := w.doer("x", "contact", schema.Event{Kind: "entering", Target: target})
		if ch := d.action(&schema.Action{Do: "move_to", Stage: "stage.lead.mql"}); len(ch) != n {
			t.Errorf("from %s in %d actions, not %d", target, len(ch), n)
		}
	}
}
