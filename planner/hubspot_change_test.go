package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

const sales = `
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "rep" { title = "Rep" }
field "deal" "scope" { type = text }
field "deal" "size" { type = number }
pipeline "sales" {
  title = "Sales"
  stage "open" {
    label    = "Open"
    owner    = role.rep
    requires = [deal.scope]
  }
  stage "proposal" {
    label = "Proposal"
    owner = role.rep
  }
  stage "won" {
    label   = "Won"
    outcome = "won"
    owner   = role.rep
  }
}
`

// written is the text of an architecture, with some of it replaced. Its stages need no criteria.
func written(t *testing.T, text string, replace ...string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(strings.NewReplacer(replace...).Replace(text))}, hclschema.Options{})
	for _, d := range r.Diags {
		if d.Severity == diag.Error && d.Code != diag.StageCriteria {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

// A property that gets another type is a change that the council is warned of; one that stays is not.
func TestHubSpotTypeChanges(t *testing.T) {
	t.Parallel()
	p := newPortal(t, empty(emulator.Professional), nil)
	p.apply(written(t, sales))
	p.nothing(written(t, sales))
	plan, diags := p.plan(written(t, sales, "type = number", "type = text"))
	if said := fmt.Sprint(diags); strings.Count(said, "changes its type") != 1 || !strings.Contains(said, "“Size” of deals changes its type from number to text") {
		t.Errorf("said: %s", said)
	}
	if len(plan.Changes) != 1 || plan.Changes[0].Key != "deals/size" {
		t.Errorf("changes: %v", plan.Changes)
	}
}

// A pipeline or stage that moves to another name keeps its id, or the plan says what to write so that it does.
func TestHubSpotStagesKeepTheirIDs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ moved, id, from, to string }{
		"stage":    {"\nmoved {\n  from = stage.sales.proposal\n  to   = stage.sales.quote\n}", "sales_proposal", `stage "proposal" {`, `stage "quote" {`},
		"pipeline": {"\nmoved {\n  from = pipeline.sales\n  to   = pipeline.business\n}", "sales", `pipeline "sales" {`, `pipeline "business" {`},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, empty(emulator.Professional), nil)
			p.apply(written(t, sales))
			_, diags := p.plan(written(t, sales+test.moved, test.from, test.to))
			if said := fmt.Sprint(diags); !diags.HasErrors() || !strings.Contains(said, fmt.Sprintf("Write crm = { hubspot = %q }", test.id)) {
				t.Fatalf("said: %s", said)
			}
			plan, diags := p.plan(written(t, sales+test.moved, test.from, fmt.Sprintf("%s\n crm = { hubspot = %q }", test.to, test.id)))
			if diags.HasErrors() {
				t.Fatal(diags.Err())
			}
			for _, c := range plan.Changes {
				if c.Action == planner.Delete || c.Action == planner.Replace || c.Action == planner.Create {
					t.Errorf("%s %s", c.Action, c.Address)
				}
			}
		})
	}
}

// What HubSpot adds to a document by itself is not shown as a loss when another part of it changes.
func TestHubSpotShowsOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	p := newPortal(t, empty(emulator.Professional), nil)
	p.apply(written(t, sales))
	plan, diags := p.plan(written(t, sales, "[deal.scope]", "[deal.scope, deal.size]"))
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	documents := 0
	for _, c := range plan.Changes {
		for _, d := range c.Diffs {
			if strings.HasPrefix(d.Path, "filters") || strings.HasPrefix(d.Path, "definition") {
				documents++
				if d.After == nil && !strings.Contains(d.Path, "[") {
					t.Errorf("%s loses %s: %v", c.Address, d.Path, d.Before)
				}
			}
		}
	}
	if documents == 0 {
		t.Error("no document changes")
	}
}
