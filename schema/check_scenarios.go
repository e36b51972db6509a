package schema

import (
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var scenarioRules = []func(*checker){checkScenarios}

func checkScenarios(c *checker) {
	for _, s := range c.Scenarios {
		now, ok := c.instant(s, "at", s.At)
		records := map[string]*ScenarioRecord{}
		for _, r := range s.Records {
			records[r.Name] = r
		}
		known := names(s.Records, func(r *ScenarioRecord) string { return r.Name })
		for _, r := range s.Records {
			c.scenarioRecord(r, known)
		}
		for _, step := range s.Steps {
			if step.At != "" {
				at, parsed := c.instant(step, "at", step.At)
				if ok && parsed && at.Before(now) {
					c.fail(diag.Scenario, step, "at", "Time runs backward", "Steps happen in order, and this one is before %s.", now.Format(time.RFC3339))
				}
				if parsed {
					now, ok = at, true
				}
			}
			r := records[step.Record]
			if r == nil {
				c.fail(diag.Scenario, step, "record", fmt.Sprintf("There is no record %q", step.Record),
					"The scenario declares %s.%s", oneOf(known), diag.DidYouMean(step.Record, known))
				continue
			}
			c.scenarioStep(step, r)
		}
	}
}

func (c *checker) instant(b Block, attr, s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil && s != "" {
		c.fail(diag.Scenario, b, attr, fmt.Sprintf("%q is not a time", s), "Write date, time and offset, as in \"2026-03-02T09:00:00-05:00\".")
	}
	return t, err == nil
}

func (c *checker) scenarioRecord(r *ScenarioRecord, known []string) {
	for _, name := range r.Related {
		if !slices.Contains(known, name) || name == r.Name {
			c.fail(diag.Scenario, r, "related", fmt.Sprintf("There is no other record %q", name),
				"related names records of the same scenario.%s", diag.DidYouMean(name, known))
		}
	}
	c.scenarioValues(r, "fields", r.Object.Name(), r.Fields)
	in := map[Address]bool{}
	for _, st := range r.Stages {
		t := c.Track(st)
		if t == nil {
			continue
		}
		c.onObject(r, "stages", t, r)
		if in[t.Address] {
			c.fail(diag.Scenario, r, "stages", fmt.Sprintf("The record is in two stages of %s", t.Address), "A record is in one stage of each lifecycle or pipeline.")
		}
		in[t.Address] = true
	}
	for _, name := range sortedKeys(r.Activities) {
		if at := r.Activities[name]; !parses(time.RFC3339, at) && !parses(time.DateOnly, at) {
			c.fail(diag.Scenario, r, "activities", fmt.Sprintf("%q is not a time", at), "Write a date, or date, time and offset, as in \"2026-03-02T09:00:00-05:00\".")
		}
	}
}

func (c *checker) onObject(b Block, attr string, t *Track, r *ScenarioRecord) {
	if t.Object != r.Object.Name() {
		c.fail(diag.Scenario, b, attr, fmt.Sprintf("A %s is never in %s", r.Object.Name(), t.Address), "It runs on object %q; record %q is of another.", t.Object, r.Name)
	}
}

func (c *checker) scenarioValues(b Block, attr, object string, values map[string]any) {
	for _, name := range sortedKeys(values) {
		f := c.Field(object, name)
		if f == nil {
			near := c.ExprScope("", object).FieldNames(object)
			c.fail(diag.Scenario, b, attr, fmt.Sprintf("%s.%s is not in the catalog", object, name), "Name fields of the record's own object.%s", diag.DidYouMean(name, near))
			continue
		}
		c.checkValue(b, attr, f, values[name])
	}
}

func (c *checker) scenarioStep(s *ScenarioStep, r *ScenarioRecord) {
	c.scenarioValues(s, "set", r.Object.Name(), s.Set)
	if t := c.Track(s.Move); s.Move != "" && t != nil {
		c.onObject(s, "move", t, r)
	}
	if p := Find[Routing](c.Architecture, s.Route); p != nil && p.Object != r.Object {
		c.fail(diag.Scenario, s, "route", fmt.Sprintf("%s routes no %s", p.Address, r.Object.Name()), "It is for %s; record %q is of another object.", p.Object, r.Name)
	}
	if s.Reason != "" {
		c.reasonCode(s)
	}
	if s.Expect != nil {
		c.expectation(s, s.Expect, r)
	}
}

func (c *checker) reasonCode(s *ScenarioStep) {
	var codes []string
	for _, l := range c.Reasons {
		codes = append(codes, names(l.Codes, func(x *ReasonCode) string { return x.Name })...)
	}
	if !slices.Contains(codes, s.Reason) {
		c.fail(diag.Scenario, s, "reason", fmt.Sprintf("No list has the reason %q", s.Reason), "Name a code of a reasons block.%s", diag.DidYouMean(s.Reason, codes))
	}
}

// expectation checks that what is expected can come of the step.
func (c *checker) expectation(s *ScenarioStep, e *Expectation, r *ScenarioRecord) {
	needs := func(attr string, expected, done bool, what string) {
		if expected && !done {
			c.fail(diag.Scenario, e, attr, fmt.Sprintf("%s is expected of a step without %s", attr, what), "Add %s to the step, or remove the expectation.", what)
		}
	}
	needs("allowed", e.Allowed != nil, s.Move != "", "move")
	needs("blocked_by", len(e.BlockedBy) > 0, s.Move != "", "move")
	needs("routed_to", e.RoutedTo != "", s.Route != "", "route")
	needs("rule", e.Rule != "", s.Route != "", "route")
	needs("due", e.Due != "", s.Clock != "", "clock")
	needs("breached", e.Breached != nil, s.Clock != "", "clock")
	needs("escalated", len(e.Escalated) > 0, s.Clock != "", "clock")
	if e.Allowed != nil && *e.Allowed && len(e.BlockedBy) > 0 {
		c.fail(diag.Scenario, e, "blocked_by", "The move is expected to be allowed and blocked", "Keep one of the two.")
	}
	c.instant(e, "due", e.Due)
	c.scenarioValues(e, "fields", r.Object.Name(), e.Fields)
	c.scoreNames(e)
	if p := Find[Routing](c.Architecture, s.Route); p != nil && e.Rule != "" && e.Rule != "fallback" {
		rules := names(p.Rules, func(r *RoutingRule) string { return r.Name })
		if !slices.Contains(rules, e.Rule) {
			c.fail(diag.Scenario, e, "rule", fmt.Sprintf("%s has no rule %q", p.Address, e.Rule), "Its rules are %s.%s", oneOf(rules), diag.DidYouMean(e.Rule, rules))
		}
	}
}

// scoreNames checks names such as "lead", "lead.fit" and "lead.mql".
func (c *checker) scoreNames(e *Expectation) {
	var dims, thresholds []string
	for _, s := range c.Scorings {
		dims = append(dims, s.Name, s.Name+".total")
		for _, d := range s.Dimensions {
			dims = append(dims, s.Name+"."+d.Name)
		}
		for _, t := range s.Thresholds {
			thresholds = append(thresholds, s.Name+"."+t.Name)
		}
	}
	check := func(attr string, given, known []string, what string) {
		for _, name := range given {
			if !slices.Contains(known, name) {
				c.fail(diag.Scenario, e, attr, fmt.Sprintf("There is no %s %q", what, name), "Write \"SCORING.NAME\".%s", diag.DidYouMean(name, known))
			}
		}
	}
	check("scores", sortedKeys(e.Scores), dims, "score")
	check("bands", sortedKeys(e.Bands), dims, "score")
	check("meets", e.Meets, thresholds, "threshold")
	check("misses", e.Misses, thresholds, "threshold")
}
