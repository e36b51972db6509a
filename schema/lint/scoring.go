package lint

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var scoringRules = []*Rule{
	{
		Code: "L-36", Name: "Threshold on one side of a score", Severity: diag.Error,
		Reason: "Who fits may not be interested, and who is interested may not fit. A threshold on fit alone sends Sales people who never asked for " +
			"anything; one on engagement alone sends students and job seekers.",
		Fix:      "Ask for a second dimension in the threshold, or for a total. Somebody who raises a hand comes in by an entry criterion of its own, not by points.",
		Enforced: []diag.Code{diag.ThresholdBoth},
	},
	{
		Code: "L-37", Name: "Score without negative signals", Severity: diag.Error,
		Reason:   "A score that can only grow lets everybody through in the end: competitors, students and applicants read more pages than buyers do.",
		Fix:      "Add signals with negative points: domains of competitors, student addresses, jobs that never buy.",
		Enforced: []diag.Code{diag.NegativeSignals},
	},
	{
		Code: "L-38", Name: "Score that never fades", Severity: diag.Warning,
		Reason: "Interest of last year is not interest. Without decay, activities add up until everybody who stays on the list long enough is qualified.",
		Fix: "Give the activities of the dimension a decay: half of the points lost in a time (`half_life`), some in each period (`per` with `points`), " +
			"or all after a time (`expires`).",
		Check: checkDecay,
	},
	{
		Code: "L-49", Name: "Recycled with the old score", Severity: diag.Warning,
		Reason: "A lead that goes back and keeps its engagement score meets the threshold again at once, and Sales is sent what it has just refused.",
		Fix:    "Add an automation on the way back that resets the score: `do = \"reset_score\"` with the dimension that counts activities.",
		Check:  checkRecycledScore,
	},
}

// counts tells whether activities give points in a dimension, and whether any of those points fade.
func counts(d *schema.Dimension) (activities, fading bool) {
	for _, g := range d.Signals {
		if g.Event != "" && g.Points > 0 {
			activities = true
			fading = fading || g.Decay != nil
		}
	}
	return activities, fading
}

func checkDecay(p *Pass) {
	for _, s := range p.Scorings {
		for _, d := range s.Dimensions {
			if activities, fading := counts(d); activities && !fading {
				p.Report(d, "", fmt.Sprintf("%s never fades", schema.Label(d.Title, d.Name)),
					"No activity of %s loses its points with time. Add decay to its signals, as in decay = { half_life = \"30d\" }.", d.Address)
			}
		}
	}
}

func checkRecycledScore(p *Pass) {
	for _, s := range p.Scorings {
		e := engagementOf(s)
		if len(e.dimensions) == 0 {
			continue
		}
		gated := gatedBy(p.Architecture, s, e)
		if len(gated) == 0 {
			continue
		}
		resets := resetsOf(p.Architecture, s, e)
		for _, h := range p.Handoffs {
			t := p.Track(h.To)
			if !h.Recycle || t == nil || t.Object != s.Object.Name() || slices.ContainsFunc(resets, func(a *schema.Automation) bool { return runsOn(a, h) }) {
				continue
			}
			rank := t.Rank(h.To)
			i := slices.IndexFunc(t.Stages, func(g *schema.Stage) bool { return gated[g.Address] && t.Rank(g.Address) > rank })
			if i >= 0 {
				p.Report(h, "recycle", fmt.Sprintf("%s keeps the engagement score", schema.Label(h.Title, h.Name)),
					"Nothing resets %s when a record comes back to %s, so it still meets what %s asks for. Add an automation on entering(%s) with an action do = \"reset_score\", dimension = %q.",
					s.Address, schema.Title(p.Lookup(h.To)), schema.Title(t.Stages[i]), h.To, e.dimensions[0])
			}
		}
	}
}

// engagement is the part of a score that activities make.
type engagement struct {
	dimensions []string
	fields     map[schema.Address]bool // that hold it, alone or in the total
}

func engagementOf(s *schema.Scoring) engagement {
	e := engagement{fields: map[schema.Address]bool{s.Total: s.Total != ""}}
	for _, d := range s.Dimensions {
		if activities, _ := counts(d); activities {
			e.dimensions = append(e.dimensions, d.Name)
			e.fields[d.Field] = d.Field != ""
		}
	}
	return e
}

func (e engagement) has(dimension string) bool {
	return dimension == "total" || slices.Contains(e.dimensions, dimension)
}

func (e engagement) asks(t *schema.Threshold) bool {
	for d := range t.Minimum {
		if e.has(d) {
			return true
		}
	}
	return false
}

// gatedBy are the stages that engagement lets a record into: by an entry criterion, or by an automation that moves it when a
// threshold is reached.
func gatedBy(a *schema.Architecture, s *schema.Scoring, e engagement) map[schema.Address]bool {
	thresholds := map[string]bool{}
	for _, t := range s.Thresholds {
		thresholds[t.Name] = e.asks(t)
	}
	reads := func(x expr.Expr) (found bool) {
		expr.Walk(x, func(x expr.Expr) bool {
			switch x := x.(type) {
			case *expr.Meets:
				found = found || x.Scoring == string(s.Address) && thresholds[x.Threshold]
			case *expr.Score:
				found = found || x.Scoring == string(s.Address) && e.has(x.Dimension)
			case *expr.Field:
				found = found || e.fields[schema.FieldAddress(x.Object, x.Name)]
			}
			return !found
		})
		return found
	}
	out := map[schema.Address]bool{}
	for _, t := range a.Tracks() {
		if t.Object != s.Object.Name() {
			continue
		}
		for _, g := range t.Stages {
			if slices.ContainsFunc(g.Entry, func(c *schema.Gate) bool { return reads(c.When.Expr) }) {
				out[g.Address] = true
			}
		}
	}
	for _, x := range a.Automations {
		t := schema.Find[schema.Threshold](a, x.Trigger.Target)
		if x.Trigger.Kind != "reaches" || t == nil || !t.Address.Within(s.Address) || !e.asks(t) {
			continue
		}
		for _, d := range x.Actions {
			if d.Do == "move_to" {
				out[d.Stage] = true
			}
		}
	}
	return out
}

// resetsOf are the automations that reset the engagement of a score.
func resetsOf(a *schema.Architecture, s *schema.Scoring, e engagement) (out []*schema.Automation) {
	for _, x := range a.Automations {
		if slices.ContainsFunc(x.Actions, func(d *schema.Action) bool {
			return d.Do == "reset_score" && d.Scoring == s.Address && (d.Dimension == "" || e.has(d.Dimension))
		}) {
			out = append(out, x)
		}
	}
	return out
}

// runsOn tells whether an automation may run when a handoff is made. One that waits for another stage does not; what a field, an
// activity or the calendar starts may be how the architecture says that the record came back.
func runsOn(a *schema.Automation, h *schema.Handoff) bool {
	switch a.Trigger.Kind {
	case "entering":
		return a.Trigger.Target == h.To
	case "leaving":
		return a.Trigger.Target == h.From
	}
	return true
}
