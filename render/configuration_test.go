package render

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// example loads an architecture of the examples.
func example(t *testing.T, name string) *schema.Architecture {
	t.Helper()
	res := hclschema.Load(filepath.Join("..", "examples", name), hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

// parsed loads an architecture from one file's text.
func parsed(t *testing.T, hcl string) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(hcl)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

var everyExample = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

// What a worked example shows is what the evaluator computes for its record, line by line.
func TestScoreExamplesAreTheEvaluators(t *testing.T) {
	for _, name := range everyExample {
		for _, scenarios := range []bool{true, false} {
			a := example(t, name)
			if !scenarios {
				a.Scenarios = nil
			}
			m := newModel(a, Options{})
			for i, sc := range m.Scorings() {
				if len(sc.Examples) == 0 {
					t.Errorf("%s: %s has no example", name, sc.Title)
				}
				for _, x := range sc.Examples {
					r := engine.Score(a, a.Scorings[i], x.rec, x.at)
					sum := 0.0
					for j, d := range x.Dimensions {
						lines := 0.0
						for _, l := range d.Lines {
							lines += l.points
						}
						want := r.Dimensions[j].Points
						if math.Abs(lines-want) > 1e-9 || d.Score != number(want) {
							t.Errorf("%s: %s, %s: lines add up to %v, shown is %s, computed %v", name, x.Title, d.Title, lines, d.Score, want)
						}
						sum += want
					}
					if x.Total != number(r.Total) || math.Abs(sum-r.Total) > 1e-9 {
						t.Errorf("%s: %s: total %s, want %v", name, x.Title, x.Total, r.Total)
					}
				}
			}
		}
	}
}

// Without scenarios, records are made up for each case, and the evaluator agrees that they are such cases.
func TestScoreExamplesAreMadeUp(t *testing.T) {
	a := example(t, "b2b-saas")
	a.Scenarios = nil
	m := newModel(a, Options{})
	s := a.Scorings[0]
	result := map[string]engine.ScoreResult{}
	var titles []string
	for _, x := range m.Scorings()[0].Examples {
		result[x.Title] = engine.Score(a, s, x.rec, x.at)
		titles = append(titles, x.Title)
	}
	want := []string{"Reaches MQL", "Fit alone does not reach MQL", "Engagement alone does not reach MQL",
		"Something counts against the record", "7 days later it no longer reaches MQL", "Reaches HOT"}
	if !slices.Equal(titles, want) {
		t.Fatalf("examples are %q, want %q", titles, want)
	}
	value := func(title, dim string) float64 { r := result[title]; v, _ := r.Value(dim); return v }
	for title, ok := range map[string]bool{
		"reached":    resultMeets(result["Reaches MQL"], "mql"),
		"hot":        resultMeets(result["Reaches HOT"], "hot"),
		"fit alone":  value("Fit alone does not reach MQL", "fit") >= 50 && value("Fit alone does not reach MQL", "engagement") < 40,
		"engagement": value("Engagement alone does not reach MQL", "engagement") >= 40 && value("Engagement alone does not reach MQL", "fit") < 50,
		"negative":   !resultMeets(result["Something counts against the record"], "mql"),
		"later":      !resultMeets(result["7 days later it no longer reaches MQL"], "mql"),
	} {
		if !ok {
			t.Errorf("the example for %q shows something else", title)
		}
	}
}

func resultMeets(r engine.ScoreResult, threshold string) bool { return r.Meets(threshold) }

// Every rule has an example whose record the policy sends that way, also without scenarios.
func TestRoutingExamples(t *testing.T) {
	for _, scenarios := range []bool{true, false} {
		a := example(t, "b2b-saas")
		if !scenarios {
			a.Scenarios = nil
		}
		r := newModel(a, Options{}).Routings()[0]
		var rules []string
		for _, x := range r.Examples {
			rules = append(rules, x.Rule)
			if x.To == "" || x.Why == "" || x.To == "nobody" {
				t.Errorf("example for %s: goes to %q because %q", x.Rule, x.To, x.Why)
			}
		}
		for i, rule := range r.Rules {
			if want := fmt.Sprintf("%d. %s", i+1, rule.Title); !slices.Contains(rules, want) {
				t.Errorf("with scenarios %v: no example for %s in %q", scenarios, want, rules)
			}
		}
		if !slices.Contains(rules, "Fallback") {
			t.Errorf("with scenarios %v: no example for the fallback", scenarios)
		}
	}
}

const office = `
architecture "a" {
  title    = "A"
  version  = "1.0.0"
  calendar = calendar.office
}
role "boss" { title = "Boss" }
calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-12:00, 13:00-17:00", friday = "09:00-15:00" }
  holidays  = ["2026-04-03", "2026-04-06", "2025-12-25"]
}
field "contact" "called_at" { type = datetime }
`

// Dates of clocks are worked out on the calendar: over a weekend and over a holiday that touches one.
func TestSLADates(t *testing.T) {
	a := parsed(t, office+`
sla "call" {
  starts = created(object.contact)
  stops  = set(contact.called_at)
  within = "4h"
  escalate {
    after  = "2h"
    notify = [role.boss]
  }
}
sla "elapsed" {
  starts = created(object.contact)
  stops  = set(contact.called_at)
  within = "48h"
  clock  = "elapsed"
}
`)
	sheets := newModel(a, Options{}).SLASheets()
	var got []string
	for _, x := range sheets[0].Examples {
		got = append(got, fmt.Sprintf("%s: %s → %s → %s", x.Case, x.Starts, x.Steps[0].Text, x.Due))
	}
	want := []string{
		"On a working morning: Mon 2 Mar 2026, 10:00 → Mon 2 Mar 2026, 12:00 → Mon 2 Mar 2026, 15:00",
		"An hour before the week ends: Fri 6 Mar 2026, 14:00 → Mon 9 Mar 2026, 10:00 → Mon 9 Mar 2026, 13:00",
		"On a closed day: Sat 7 Mar 2026, 11:00 → Mon 9 Mar 2026, 11:00 → Mon 9 Mar 2026, 14:00",
		"An hour before the holiday of 3 April 2026: Thu 2 Apr 2026, 16:00 → Tue 7 Apr 2026, 10:00 → Tue 7 Apr 2026, 13:00",
	}
	// an end at noon is the closing, not the opening after it
	want[1] = strings.Replace(want[1], "13:00", "12:00", 1)
	want[3] = strings.Replace(want[3], "13:00", "12:00", 1)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := sheets[1].Examples[1]; got.Starts != "Fri 6 Mar 2026, 16:00" || got.Due != "Sun 8 Mar 2026, 16:00" {
		t.Errorf("the wall clock runs from %s to %s", got.Starts, got.Due)
	}
}

// The matrix that leaves discounts below 10 percent to nobody and gives 20 and 40 to two tiers is shown to do so.
func TestApprovalGapsAndOverlaps(t *testing.T) {
	a := parsed(t, `
architecture "a" {
  title   = "A"
  version = "1.0.0"
}
role "manager" { title = "Sales manager" }
role "vp"      { title = "VP Sales" }
role "desk"    { title = "Deal desk" }
field "deal" "discount" { type = percent }
approval "matrix" {
  owner = role.desk
  tier "standard" { when = deal.discount == 0 }
  tier "ten" {
    when      = deal.discount >= 10 && deal.discount <= 20
    approvers = [role.manager]
  }
  tier "twenty" {
    when      = deal.discount >= 20 && deal.discount <= 40
    approvers = [role.vp]
  }
  tier "forty" {
    when      = deal.discount >= 40
    approvers = [role.desk]
  }
}
`)
	ladders := newModel(a, Options{}).DealDesks()[0].Ladders
	if len(ladders) != 1 {
		t.Fatalf("%d ladders", len(ladders))
	}
	want := []LadderStep{
		{"0 %", "approved at once (Standard)", ""},
		{"Above 0 to below 10 %", "Deal desk", "Gap: no tier applies"},
		{"From 10 to below 20 %", "Sales manager (Ten)", ""},
		{"20 %", "Sales manager (Ten)", "Overlap: Twenty would apply as well; the first decides"},
		{"Above 20 to below 40 %", "VP Sales (Twenty)", ""},
		{"40 %", "VP Sales (Twenty)", "Overlap: Forty would apply as well; the first decides"},
		{"Above 40 up to and including 100 %", "Deal desk (Forty)", ""},
	}
	if !slices.Equal(ladders[0].Steps, want) {
		t.Errorf("got  %q\nwant %q", ladders[0].Steps, want)
	}
}

// Percent and percentage points are not the same alarm.
func TestAlarmsKeepUnitsApart(t *testing.T) {
	points := alarm(&schema.Alarm{Drop: 10, Unit: "percentage_points"}, "percent")
	percent := alarm(&schema.Alarm{Drop: 10, Unit: "percent", Sustained: schema.Duration{Months: 2}}, "percent")
	count := alarm(&schema.Alarm{Drop: 20, Unit: "percent"}, "count")
	for got, want := range map[string]string{
		points.When:     "falls by more than 10 percentage points below the baseline",
		points.Example:  "at a baseline of 40 %, below 30 %",
		percent.When:    "falls by more than 10 percent of the baseline and stays there for 2 months",
		percent.Example: "at a baseline of 40 %, below 36 %",
		count.Example:   "at a baseline of 200, below 160",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Where a field is used is found wherever fields can be named.
func TestFieldUsage(t *testing.T) {
	m := newModel(example(t, "b2b-saas"), Options{})
	var got []string
	for _, p := range grouped(m.usage().fields["field.contact.assigned_at"]) {
		got = append(got, p.Name+": "+p.Text)
	}
	want := []string{"Stage requires: SAL", "Handoff owes: MQL to SAL: Marketing to Sales", "Clock: Nurture starts after recycling",
		"Routing: MQL assignment", "Automation: Recycled lead re-entry"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// References that lead nowhere, which only an architecture built by hand has, end no document in a panic.
func TestBrokenReferencesDoNoHarm(t *testing.T) {
	nowhere := schema.Address("nothing.at.all")
	for _, addr := range []schema.Address{"", nowhere, "field", "stage.x", "scoring.x.threshold.y"} {
		a := &schema.Architecture{
			Scorings:    []*schema.Scoring{{Name: "s", Object: addr, Total: addr, Bands: []*schema.Band{{Name: "A", Dimension: "none", Field: addr}}, Thresholds: []*schema.Threshold{{Name: "t"}}}},
			Routings:    []*schema.Routing{{Name: "r", Object: addr, Fallback: addr, By: addr, Method: "territory", Rules: []*schema.RoutingRule{{Name: "x", To: addr}}}},
			Queues:      []*schema.Queue{{Name: "q", Object: addr, Team: addr, Order: []*schema.SortKey{{By: addr}}}},
			Automations: []*schema.Automation{{Name: "a"}},
			SLAs:        []*schema.SLA{{Name: "c", Calendar: addr, Variants: []*schema.SLAVariant{{Name: "v", Calendar: addr}}}},
			Reasons:     []*schema.Reasons{{Name: "l", Object: addr, Field: addr}},
			Approvals:   []*schema.Approval{{Name: "d", Object: addr, Before: addr, Tiers: []*schema.ApprovalTier{{Name: "t", Approvers: []schema.Address{addr}}}}},
			Hygienes:    []*schema.Hygiene{{Name: "h", Object: addr, DuplicateKeys: []schema.Address{addr}, CloseDatePush: addr}},
			Metrics:     []*schema.Metric{{Name: "m", Category: "conversion", From: addr, To: addr}},
			Dashboards:  []*schema.Dashboard{{Name: "b", Metrics: []schema.Address{addr}}},
			Goals:       []*schema.Goal{{Name: "g", Metric: addr, Stage: addr, Object: addr}},
			Fields:      []*schema.Field{{Object: "contact", Name: "f", Owner: addr}},
			Pipelines:   []*schema.Pipeline{{Name: "p", Object: addr, Flow: schema.Flow{Stages: []*schema.Stage{{Name: "x", Reasons: addr, Revisit: addr}}}}},
		}
		for _, kind := range []string{"entering", "leaving", "set", "changed", "created", "event", "reaches", "breached", "every"} {
			e := schema.Event{Kind: kind, Target: addr}
			a.Automations[0].Trigger, a.SLAs[0].Starts, a.Routings[0].Trigger = e, e, e
			for _, do := range []string{"set_field", "move_to", "set_status", "create_task", "create_record", "reset_score", "enroll", "send"} {
				a.Automations[0].Actions = append(a.Automations[0].Actions, &schema.Action{Name: do, Do: do, Field: addr, Stage: addr, Status: addr, To: addr, Scoring: addr, Object: addr, SLA: addr})
			}
			a.Index()
			info := &providers.Info{Name: "test", Title: "Test CRM"}
			if _, diags := Compose(a, Options{CRMs: []CRM{{Info: info, Compiled: &providers.Compiled{Resources: []*providers.Resource{{Type: "none", Origin: addr}}}}}, Only: configurationNames()}); diags.HasErrors() {
				t.Fatal(diags)
			}
		}
	}
}

func configurationNames() []string {
	var out []string
	for _, k := range configuration {
		out = append(out, k.Name)
	}
	return out
}
