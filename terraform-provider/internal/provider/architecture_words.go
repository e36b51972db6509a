package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// lines are the lines of a text.
func lines(text string) []string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}

// changesOf says what a plan does. Nothing is said of records: their number may be another one when the plan is applied, and
// what is planned must stay what it is until then. See concerns.
func changesOf(p *planner.Plan) []string {
	bare := *p
	bare.Changes = make([]*planner.Change, len(p.Changes))
	for i, c := range p.Changes {
		b := *c
		b.Impact, b.Why, b.Risk = nil, nil, planner.Low
		bare.Changes[i] = &b
	}
	var text strings.Builder
	report.Changes(&text, report.Plain{}, &bare, false, "")
	return lines(text.String())
}

// concerns warns of what a person should look at before an apply: risks, records, guards.
func concerns(p *planner.Plan, allow map[string]bool, diags *diag.Diagnostics) {
	var all []string
	for _, c := range p.Changes {
		var text strings.Builder
		if c.Risk == planner.High {
			fmt.Fprintf(&text, "    high risk: %s\n", strings.Join(c.Why, "; "))
		}
		report.Impact(&text, report.Plain{}, c)
		if text.Len() > 0 {
			all = append(all, fmt.Sprintf("%s %s\n%s", c.Action, report.Clean(report.Label(c)), strings.TrimRight(text.String(), "\n")))
		}
	}
	if len(all) > 0 {
		diags.AddWarning("Look at these changes", strings.Join(all, "\n"))
	}
	for _, g := range p.Guards {
		if !allow[g.Name] {
			diags.AddAttributeWarning(path.Root("allow"), "The plan exceeds a guard",
				fmt.Sprintf("%s An apply refuses that. If it is meant, add %q to allow.", g.What, g.Name))
		}
	}
}

// refuse reports the guards that a plan exceeds without leave.
func refuse(p *planner.Plan, allow map[string]bool, diags *diag.Diagnostics) {
	for _, g := range p.Guards {
		if !allow[g.Name] {
			diags.AddAttributeError(path.Root("allow"), "The plan exceeds a guard",
				fmt.Sprintf("%s Nothing was changed. If it is meant, add %q to allow.", g.What, g.Name))
		}
	}
}

func setOf(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

// driftOf says what is no longer as it was applied.
func driftOf(d *planner.DriftReport) []string {
	var text strings.Builder
	for _, o := range d.Drifted {
		if o.Kind != planner.DriftUnmanaged { // what is not the resource's does not change it
			report.Drifted(&text, report.Plain{}, o)
		}
	}
	return lines(text.String())
}

// manualOf says what people do by hand.
func manualOf(p *planner.Plan) []string {
	var out []string
	for _, t := range p.Targets {
		for _, m := range t.Manual {
			out = append(out, manualStep(t.Title, m))
		}
	}
	return out
}

func manualStep(crm string, m providers.ManualStep) string {
	if m.Before {
		crm += ", before the apply"
	}
	s := fmt.Sprintf("%s: %s. %s", crm, strings.TrimRight(m.Title, "."), m.Why)
	for _, step := range m.Steps {
		s += "\n- " + step
	}
	return s
}

// pendingOf says what an apply did not do.
func pendingOf(r *planner.Result) []string {
	var out []string
	add := func(list []planner.Outcome, state string) {
		for _, o := range list {
			s := fmt.Sprintf("%s %s: %s", o.Action, report.Address(o.Address), state)
			if o.Label != "" {
				s = fmt.Sprintf("%s %s (%s): %s", o.Action, o.Label, report.Address(o.Address), state)
			}
			if o.Why != "" {
				s += ": " + o.Why
			}
			out = append(out, report.Clean(s))
		}
	}
	add(r.Failed, "failed")
	add(r.Skipped, "skipped")
	add(r.Remaining, "not begun")
	return out
}
