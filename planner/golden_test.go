package planner_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

const goldenStages = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
}
role "sdr" { title = "SDR" }
field "contact" "email" {
  type  = email
  owner = role.sdr
}
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Just in."
    owner      = role.sdr
    entry "any" { description = "Somebody has heard of them." }
    exit "done" { description = "Somebody looked at it." }
  }
  stage "mql" {
    definition = "Marketing hands it over."
    golden     = true
    owner      = role.sdr
    entry "fit" { when = is_set(contact.email) }
    entry "seen" { description = "Somebody has looked." }
    exit "done" { description = "Sales has it." }
  }
  stage "won" {
    definition = "A customer."
    owner      = role.sdr
    entry "signed" { description = "There is a contract." }
    exit "over" { description = "The contract has ended." }
  }
}
`

// The guard of golden stages asks about their meaning, not about their numbers.
func TestGoldenGuard(t *testing.T) {
	const other = `stage "other" {
    definition = "Another one."
    owner      = role.sdr
    entry "told" { description = "Somebody said so." }
    exit "done" { description = "It is done." }
  }
  `
	const second = `entry "second" { description = "Two people agree." }
    `
	swap := func(s string) string { // "won" comes before "mql"
		i, j := strings.Index(s, `  stage "mql"`), strings.Index(s, `  stage "won"`)
		end := strings.LastIndex(s, "}")
		return s[:i] + s[j:end] + s[i:j] + s[end:]
	}
	before := func(stage string) func(string) string {
		return func(s string) string { return strings.Replace(s, `stage "`+stage+`"`, other+`stage "`+stage+`"`, 1) }
	}
	for _, c := range []struct {
		name   string
		change func(string) string
		trips  bool
	}{
		{"a stage before it", before("mql"), false},
		{"a stage after it", before("won"), false},
		{"a stage first of all", before("new"), false},
		{"another place", swap, false},
		{"a criterion added", func(s string) string { return strings.Replace(s, `entry "fit"`, second+`entry "fit"`, 1) }, true},
		{"a criterion removed", func(s string) string {
			return strings.Replace(s, `entry "seen" { description = "Somebody has looked." }`, "", 1)
		}, true},
		{"a criterion changed", func(s string) string {
			return strings.Replace(s, "is_set(contact.email)", `contact.email != "x@y.example"`, 1)
		}, true},
		{"another definition", func(s string) string { return strings.Replace(s, "Marketing hands it over.", "Anything.", 1) }, true},
		{"no longer golden", func(s string) string {
			return strings.Replace(strings.Replace(s, "golden     = true", "", 1), "Marketing hands it over.", "Anything.", 1)
		}, true},
		{"a criterion of a neighbour", func(s string) string { return strings.Replace(s, "There is a contract.", "They have paid.", 1) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			p.guard = &schema.Guard{DeletePercent: 100, ChangePercent: 100, Golden: true}
			first := p.apply(load(t, goldenStages))
			if len(first.Guards) > 0 {
				t.Fatalf("making it trips %+v", first.Guards)
			}
			next := c.change(goldenStages)
			if next == goldenStages {
				t.Fatal("nothing is changed")
			}
			plan, diags := p.plan(load(t, next))
			if diags.HasErrors() || plan.Empty() {
				t.Fatal("no plan", diags.Err())
			}
			if (len(plan.Guards) > 0) != c.trips {
				for _, ch := range plan.Changes {
					t.Logf("%s %s %+v", ch.Action, ch.Address, ch.Diffs)
				}
				t.Errorf("trips: %+v, want %v", plan.Guards, c.trips)
			}
		})
	}
}

// A number that somebody changed in the CRM, with the order as it was, is left alone.
func TestOrderNumbersAreNoDrift(t *testing.T) {
	p := newPlace(t)
	p.guard = &schema.Guard{DeletePercent: 100, ChangePercent: 100, Golden: true}
	a := load(t, goldenStages)
	p.apply(a)
	live, err := p.crm.Provider().Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	renumber := func(key string, n float64) {
		for _, l := range live {
			if l.Type == "sandbox_stage" && l.Key == key {
				op := &providers.Operation{Action: providers.Update, Address: "by hand", Type: l.Type, Key: l.Key, ID: l.ID, Before: l.Values, After: l.Values.With("order", n)}
				if err := p.crm.Provider().Apply(t.Context(), []*providers.Operation{op}, func(r providers.Progress) error { return r.Err }); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	renumber("lead/mql", 1.25)
	if plan, diags := p.plan(a); diags.HasErrors() || !plan.Empty() {
		t.Errorf("%+v, %v", plan.Changes, diags.Err())
	}
	renumber("lead/mql", 7) // behind "won"
	plan, diags := p.plan(a)
	if diags.HasErrors() || plan.Summary.Update == 0 || len(plan.Guards) > 0 {
		t.Errorf("%+v, guards %+v, %v", plan.Changes, plan.Guards, diags.Err())
	}
	for _, c := range plan.Changes {
		if c.Risk == planner.High {
			t.Errorf("%s has a high risk: %v", c.Address, c.Why)
		}
	}
}
