package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// measures tells whether records in any of the stages live here, or none is named.
func (c *compiler) measures(stages ...schema.Address) bool {
	named := withoutEmpty(stages...)
	return len(named) == 0 || slices.ContainsFunc(named, func(a schema.Address) bool {
		t := c.a.Track(a)
		return t != nil && c.owns(t.Object)
	})
}

// metric is a line for a report, with the first dashboard that shows it.
func (c *compiler) metric(m *schema.Metric) {
	title := "Make the reports that no dashboard shows"
	for _, d := range c.a.Dashboards {
		if slices.Contains(d.Metrics, m.Address) {
			title = dashboardStep(d)
			break
		}
	}
	report := "“" + schema.Title(m) + "”:"
	if m.Formula != "" {
		report += " " + strings.TrimSuffix(m.Formula, ".") + "."
	}
	if m.From != "" && m.To != "" {
		report += fmt.Sprintf(" From “%s” to “%s”.", schema.Title(c.a.Lookup(m.From)), schema.Title(c.a.Lookup(m.To)))
	}
	if len(m.By) > 0 {
		report += " Break down by " + c.titles(m.By) + "."
	}
	report += fmt.Sprintf(" Show it %s, as %s.", strings.ReplaceAll(m.Cadence, "_", "-"), strings.ReplaceAll(m.Unit, "_", " "))
	c.step(m.Address, false, title, noReports, "Reporting > Reports > Create report, for each of these; save it under its name.", report)
}

const noReports = "No API makes reports and dashboards."

func dashboardStep(d *schema.Dashboard) string {
	return "Build the dashboard “" + schema.Title(d) + "”"
}

// dashboard comes after the reports that it is the first to show.
func (c *compiler) dashboard(d *schema.Dashboard) {
	steps := []string{fmt.Sprintf("Reporting > Dashboards > Create dashboard, empty. Name it %q.", schema.Title(d)), "Add the reports, in this order: " + c.titles(d.Metrics) + "."}
	if len(d.Audience) > 0 {
		steps = append(steps, "Share it with "+c.titles(d.Audience)+".")
	}
	c.step(d.Address, false, dashboardStep(d), noReports, steps...)
}

func (c *compiler) goal(g *schema.Goal) {
	what := schema.Title(c.a.Lookup(g.Metric))
	if s := c.a.Lookup(g.Stage); s != nil {
		what = "new records in “" + schema.Title(s) + "”"
	}
	goal := fmt.Sprintf("“%s”: %g a %s. Count %s", schema.Title(g), g.Target, strings.ReplaceAll(g.Period, "_", " "), what)
	if !g.When.IsZero() {
		goal += ", only where " + strings.TrimSuffix(expr.Sentence(g.When.Expr, c.a.Namer()), ".")
	}
	goal += "."
	if g.Owner != "" {
		goal += " Owner: " + c.titles([]schema.Address{g.Owner}) + "."
	}
	c.step(g.Address, false, "Set the goals", "No API makes goals.", "Reporting > Goals > Create goal > Build from scratch, for each of these.", goal)
}
