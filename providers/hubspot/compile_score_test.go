package hubspot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

const scoredLeads = `
architecture "x" {
  title   = "X"
  version = "1.0.0"
}
field "contact" "seniority" { type = enum("manager", "director", "executive") }
field "contact" "band" { type = enum("A", "B", "C") }
field "contact" "visits" { type = number }
field "contact" "fit_score" {
  type = number
  CRM
}
field "company" "tier" { type = enum("A", "out") }
field "company" "trade" { type = text }
scoring "lead" {
  title  = "Lead score"
  object = object.contact
  dimension "fit" {
    title = "Fit"
    field = contact.fit_score
    cap   = 80
    floor = 0
    signal "senior" {
      points = 20
      when   = contact.seniority == "director" || contact.seniority == "executive"
    }
    signal "busy" {
      points = -5
      when   = contact.visits > 10 && is_set(contact.seniority)
    }
    signal "industry" {
      points = 25
      when   = company.trade == "hvac"
    }
  }
  dimension "engagement" {
    signal "demo" {
      points    = 40
      event     = "demo_requested"
      max_count = 1
      decay     = { half_life = "30d" }
    }
  }
  band "B" {
    dimension = "fit"
    min       = 25
    field     = contact.band
  }
  band "A" {
    dimension = "fit"
    min       = 75
    field     = contact.band
  }
  band "C" {
    dimension = "fit"
    field     = contact.band
  }
  band "out" {
    dimension = "fit"
    min       = 10
    field     = company.tier
  }
}
`

func compiledScores(t *testing.T, crm string) (map[string]*providers.Resource, string) {
	t.Helper()
	c, diags := offline(t, archOf(t, strings.ReplaceAll(scoredLeads, "CRM", crm)), everything)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	resources := map[string]*providers.Resource{}
	for _, r := range c.Resources {
		resources[r.Type+" "+r.Key] = r
	}
	var manual strings.Builder
	for _, s := range c.Manual {
		fmt.Fprintf(&manual, "%s: %s\n", s.Title, strings.Join(s.Steps, " "))
	}
	return resources, manual.String()
}

// Rules are made of what a comparison of one property says; the rest is in words.
func TestScoreRules(t *testing.T) {
	have, manual := compiledScores(t, "")
	fit := have[typeScore+" Lead score: Fit"]
	if fit == nil {
		t.Fatal("there is no score")
	}
	want := map[string]any{"allowedGroupTypes": []any{"FIT"}, "maxScore": 80.0, "groupConfigs": []any{map[string]any{
		"groupName": "Fit", "groupCategory": "FIT", "maxValue": 80.0, "minValue": 0.0, "ruleConfigurations": []any{map[string]any{
			"enabled": true, "configuration": map[string]any{"calculation": map[string]any{"type": "MATCH", "property": "seniority", "matchRules": []any{map[string]any{
				"operation": map[string]any{"operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": []any{"director", "executive"}, "includeObjectsWithNoValueSet": false},
				"value":     20.0,
			}}}},
		}},
	}}}
	if d := cmp.Diff(any(want), fit.Values["definition"]); d != "" {
		t.Error(d)
	}
	if have[typeScore+" Lead score: Engagement"] != nil {
		t.Error("a score without a rule is made")
	}
	for _, property := range []string{"contacts/lead_engagement_score", "contacts/lead_total_score"} {
		if r := have[typeProperty+" "+property]; r == nil || r.Values["type"] != "number" {
			t.Errorf("no number property %s", property)
		}
	}
	for _, want := range []string{
		`In the score "Lead score: Fit" add: -5 when Visits is more than 10 and Seniority is filled in. +25 when Trade is "hvac".`,
		`Create the score "Lead score: Engagement" for contacts. Add: +40 for each “demo requested”, 1 at most; decay: 50 % every 30d.`,
		"Lead score: Fit: “Fit score”.", "Lead score: Engagement: “Lead score: Engagement”.", "into “Lead score: total”",
		"Set “Tier” of the company to out: from 10.",
	} {
		if !strings.Contains(manual, want) {
			t.Errorf("no manual step says %q:\n%s", want, manual)
		}
	}
	if strings.Contains(manual, "director") {
		t.Error("people are asked for a rule that is made")
	}
}

// Who has named HubSpot's property for a score is not asked for it again.
func TestScoreNamed(t *testing.T) {
	_, manual := compiledScores(t, `crm = { hubspot = "lead_score_fit" }`)
	if strings.Contains(manual, "Lead score: Fit: “") || !strings.Contains(manual, "Lead score: Engagement: “") {
		t.Error(manual)
	}
}

// Bands are ranges that do not overlap, from the highest down, whenever the score changes.
func TestBands(t *testing.T) {
	have, _ := compiledScores(t, "")
	w := have[typeWorkflow+" Bands: Lead score – Fit"]
	if w == nil {
		t.Fatal("there is no workflow")
	}
	want := []any{
		"Enrolls contacts: fit_score is known",
		"1. If fit_score is greater than or equal to 75: go to 2; If fit_score is greater than or equal to 25 and fit_score is less than 75: go to 3; otherwise go to 4",
		"2. Set band to A; then end", "3. Set band to B; then end", "4. Set band to C",
	}
	if d := cmp.Diff(any(want), w.Values["summary"]); d != "" {
		t.Error(d)
	}
	if text := fmt.Sprint(w.Values["definition"]); !strings.Contains(text, "reEnrollmentTriggersFilterBranches") {
		t.Error("a score that changes enrolls nobody again")
	}
}
