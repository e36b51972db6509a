// Package examples_test keeps the examples complete: each loads without a
// finding, is formatted, and its scenarios turn out as they say.
package examples_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// examples maps each example to the fewest scenarios that it must have.
var examples = map[string]int{"b2b-saas": 12, "data-contract": 3, "revops-starter": 3, "simple-pipeline": 1}

func load(t *testing.T, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(name, hclschema.Options{Getenv: func(string) string { return "" }})
	for _, d := range r.Diags {
		t.Error(d.Error())
	}
	if r.Diags.HasErrors() {
		t.FailNow()
	}
	return r.Architecture
}

func files(t *testing.T, name string) []string {
	t.Helper()
	top, err := filepath.Glob(filepath.Join(name, "*.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	tests, err := filepath.Glob(filepath.Join(name, "tests", "*.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	return append(top, tests...)
}

func TestExamples(t *testing.T) {
	for name, fewest := range examples {
		t.Run(name, func(t *testing.T) {
			a := load(t, name)
			results := engine.RunScenarios(a)
			if len(results) < fewest {
				t.Errorf("%d scenarios, want at least %d", len(results), fewest)
			}
			for _, r := range results {
				for _, d := range r.Diags {
					t.Error(d.Error())
				}
			}
			if _, err := os.Stat(filepath.Join(name, "README.md")); err != nil {
				t.Error(err)
			}
		})
	}
}

// People learn from them, so lint finds nothing; what it might find and is meant to be so is accepted with a reason.
func TestExamplesAreClean(t *testing.T) {
	for name := range examples {
		r := hclschema.Load(name, hclschema.Options{Getenv: func(string) string { return "" }})
		for _, d := range lint.Run(r.Architecture, r.Sources) {
			t.Errorf("%s: %v", name, d)
		}
	}
}

func TestExamplesAreFormatted(t *testing.T) {
	for name := range examples {
		for _, f := range files(t, name) {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out, diags := hclschema.FormatFile(src, f)
			if diags.HasErrors() {
				t.Error(diags.Err())
			}
			if d := cmp.Diff(string(out), string(src)); d != "" {
				t.Errorf("%s is not in canonical form (-canonical +file):\n%s", f, d)
			}
		}
	}
}

// stages lists the stage names of a lifecycle or pipeline.
func stages(t *testing.T, a *schema.Architecture, flow schema.Address) []string {
	t.Helper()
	track := a.Track(flow)
	if track == nil {
		t.Fatalf("there is no %s", flow)
	}
	var out []string
	for _, s := range track.Stages {
		out = append(out, s.Name)
	}
	return out
}

func wantStages(t *testing.T, a *schema.Architecture, flow schema.Address, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, stages(t, a, flow)); d != "" {
		t.Errorf("%s (-want +got):\n%s", flow, d)
	}
}

// wantComplete checks that each stage has an owner and criteria, also where the language leaves them out.
func wantComplete(t *testing.T, a *schema.Architecture) {
	t.Helper()
	for _, track := range a.Tracks() {
		for i, s := range track.Stages {
			if s.Owner == "" || len(s.Entry) == 0 || s.Definition == "" {
				t.Errorf("%s lacks an owner, an entry criterion or a definition", s.Address)
			}
			if len(s.Exit) == 0 && s.Outcome == "" && i < len(track.Stages)-1 {
				t.Errorf("%s lacks an exit criterion", s.Address)
			}
		}
	}
	for _, f := range a.Fields {
		if f.Owner == "" || f.Usage == "" || f.Source == "" {
			t.Errorf("%s lacks an owner, a usage note or a source", f.Address)
		}
	}
	for _, h := range a.Handoffs {
		if h.Decision == "" || h.FailureMode == "" || h.Producer == "" || h.Tracking == "" {
			t.Errorf("%s lacks a decision, a failure mode, a producer or tracking", h.Address)
		}
		if !h.Recycle && len(h.Owes) == 0 {
			t.Errorf("%s owes nothing", h.Address)
		}
		if h.Recycle && h.Reasons == "" {
			t.Errorf("%s recycles without reasons", h.Address)
		}
	}
}

func TestB2BSaaS(t *testing.T) {
	a := load(t, "b2b-saas")
	wantComplete(t, a)
	wantStages(t, a, "lifecycle.lead", "anonymous_visitor", "known_lead", "marketing_engaged", "mql", "sal", "sql", "opportunity", "customer")
	wantStages(t, a, "pipeline.new_business", "sql", "sao", "evaluation", "proposal_negotiation", "closed_won", "closed_lost")
	wantStages(t, a, "pipeline.renewal", "open", "review", "proposal", "negotiation", "closed_won", "closed_lost")
	wantStages(t, a, "pipeline.customer", "pre_onboarding", "onboarding", "implementation", "early_adoption", "mature_adoption")
	wantStages(t, a, "lifecycle.company", "identified", "engaged", "qualified", "opportunity", "customer")

	var golden []string
	var probabilities []float64
	for _, track := range a.Tracks() {
		for _, s := range track.Stages {
			if s.Golden {
				golden = append(golden, string(s.Address))
			}
		}
	}
	if d := cmp.Diff([]string{"stage.lead.sql", "stage.new_business.sql", "stage.new_business.closed_won", "stage.customer.early_adoption"}, golden); d != "" {
		t.Errorf("golden stages (-want +got):\n%s", d)
	}
	for _, s := range a.Track("pipeline.new_business").Stages {
		probabilities = append(probabilities, *s.Probability)
	}
	if d := cmp.Diff([]float64{25, 50, 75, 90, 100, 0}, probabilities); d != "" {
		t.Errorf("probabilities (-want +got):\n%s", d)
	}

	sales := 0
	for _, p := range a.Pipelines {
		if p.Domain == "sales" {
			sales++
		}
	}
	counts := map[string]int{
		"sales pipelines": sales, "terms": len(a.Terms), "faqs": len(a.FAQs), "capabilities": len(a.Info.Capabilities),
		"edge cases": len(a.Info.EdgeCases), "council": len(a.Info.Council), "dashboards": len(a.Dashboards),
		"bands": len(a.Scorings[0].Bands),
	}
	want := map[string]int{"sales pipelines": 3, "terms": 20, "faqs": 5, "capabilities": 6, "edge cases": 3, "council": 4, "dashboards": 3, "bands": 4}
	if d := cmp.Diff(want, counts); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	wantEach(t, "routing method", []string{"account_based", "skill_based", "territory", "round_robin"}, a.Routings[0].Rules,
		func(r *schema.RoutingRule) string { return r.Method })
	wantEach(t, "metric category", []string{"production", "conversion", "time_in_stage", "drop_off", "cost_to_enter", "segmentation"}, a.Metrics,
		func(m *schema.Metric) string { return m.Category })
	wantEach(t, "automation", []string{
		"lifecycle_auto_update", "mql_assignment", "sla_breach_alert", "closed_won_handoff", "stale_deal_alert", "recycled_reentry",
		"won_to_customer", "meeting_to_sal", "deal_to_opportunity", "company_rollup",
	}, a.Automations, func(x *schema.Automation) string { return x.Name })
	for _, state := range []string{"assumed", "confirmed"} {
		wantEach(t, "stage state", []string{state}, a.Track("lifecycle.lead").Stages, func(s *schema.Stage) string { return s.State })
	}
	for _, s := range a.Sequences {
		for _, x := range s.Steps {
			if x.Do == "send" && x.Approval != "required" {
				t.Errorf("%s sends without a person's approval", x.Address)
			}
		}
	}
}

// TestRefusalIsSaidOnce moves a visitor without an address: the exit criterion left, the entry
// criterion missed and the fact owed are the same condition, and a person reads it once.
func TestRefusalIsSaidOnce(t *testing.T) {
	a := load(t, "b2b-saas")
	rec := &engine.Record{ID: "1", Object: "contact", Owner: "iris@fernway.example", Fields: map[string]any{"lead_source": "website_form"},
		Stages: map[schema.Address]schema.Address{"lifecycle.lead": "stage.lead.anonymous_visitor"}}
	var names []string
	for _, r := range engine.Move(a, rec, "stage.lead.known_lead", engine.MoveOptions{Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}) {
		names = append(names, r.Name)
	}
	if d := cmp.Diff([]string{"identified"}, names); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
}

// wantEach checks that every value is taken by some block.
func wantEach[T any](t *testing.T, what string, values []string, list []T, of func(T) string) {
	t.Helper()
	for _, v := range values {
		if !slices.ContainsFunc(list, func(x T) bool { return of(x) == v }) {
			t.Errorf("no %s %q", what, v)
		}
	}
}

func TestDataContract(t *testing.T) {
	a := load(t, "data-contract")
	wantComplete(t, a)
	wantStages(t, a, "lifecycle.leads", "signal", "scored", "assigned", "qualified", "holding", "disqualified")
	wantStages(t, a, "pipeline.sales", "opportunity", "won", "lost")
	wantStages(t, a, "pipeline.delivery", "cs_handoff")

	// The six contracts form one chain through the seven states.
	next := map[schema.Address]schema.Address{}
	for _, h := range a.Handoffs {
		if !h.Recycle {
			next[h.From] = h.To
			if h.SLA == "" || h.RACI == nil || h.Promise == "" {
				t.Errorf("%s lacks a clock, a RACI or what it owes in words", h.Address)
			}
		}
	}
	chain := []string{}
	for s := schema.Address("stage.leads.signal"); s != ""; s = next[s] {
		chain = append(chain, s.Name())
	}
	if d := cmp.Diff([]string{"signal", "scored", "assigned", "qualified", "opportunity", "won", "cs_handoff"}, chain); d != "" {
		t.Errorf("chain (-want +got):\n%s", d)
	}
	if len(next) != 6 {
		t.Errorf("%d contracts, want 6", len(next))
	}

	// Exactly two ends: nothing leads out of them.
	var ends []string
	for _, track := range a.Tracks() {
		for _, s := range track.Stages {
			if len(s.Exit) == 0 && next[s.Address] == "" {
				ends = append(ends, s.Name)
			}
		}
	}
	if d := cmp.Diff([]string{"disqualified", "cs_handoff"}, ends); d != "" {
		t.Errorf("ends (-want +got):\n%s", d)
	}
	if len(a.Sources) != 4 {
		t.Errorf("%d signals, want 4", len(a.Sources))
	}
}

func TestRevOpsStarter(t *testing.T) {
	a := load(t, "revops-starter")
	wantComplete(t, a)
	wantStages(t, a, "lifecycle.contact", "subscriber", "lead", "mql", "sql", "opportunity", "customer", "evangelist")
	wantStages(t, a, "pipeline.sales", "qualified", "discovery", "evaluation", "proposal", "negotiation", "closed_won", "closed_lost")
}

// TestApprovalMatrix walks every discount in half percents: each has exactly one discount tier.
func TestApprovalMatrix(t *testing.T) {
	for _, name := range []string{"b2b-saas", "revops-starter"} {
		a := load(t, name)
		policy := a.Approvals[0]
		for half := range 201 {
			discount := float64(half) / 2
			rec := &engine.Record{ID: "deal", Object: "deal", Fields: map[string]any{
				"amount": 30000.0, "discount_percent": discount, "term_months": 12.0, "custom_legal_terms": false, "custom_terms": false,
			}}
			var approvers []schema.Address
			found := false
			for _, r := range engine.Approvals(a, rec, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)) {
				if r.Approval == policy.Address && r.Tier != nil {
					approvers, found = r.Approvers, true
				}
			}
			var want []schema.Address
			switch {
			case discount >= 40:
				want = []schema.Address{"role.deal_desk"}
			case discount >= 20:
				want = []schema.Address{"role.vp_sales"}
			case discount >= 10:
				want = []schema.Address{"role.sales_manager"}
			}
			if !found || !slices.Equal(want, approvers) {
				t.Errorf("%s: %v percent goes to %v (a tier applies: %v), want %v", name, discount, approvers, found, want)
			}
		}
	}
}

func TestSimplePipeline(t *testing.T) {
	a := load(t, "simple-pipeline")
	wantStages(t, a, "lifecycle.lead", "new", "contacted", "qualified", "converted", "disqualified")
	src, err := os.ReadFile("simple-pipeline/main.hcl")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(src, []byte("\n")); n >= 120 {
		t.Errorf("main.hcl has %d lines, want fewer than 120", n)
	}
}
