package hubspot

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// metric is a line for a report, with the first dashboard that shows it.
func (c *compiler) metric(m *schema.Metric) {
	c.step(m.Address, false, compiling.ReportStep(c.a, m), noReports, "Reporting > Reports > Create report, for each of these; save it under its name.", compiling.Metric(c.a, m, "Break down by"))
}

const noReports = "No API makes reports and dashboards."

// dashboard comes after the reports that it is the first to show.
func (c *compiler) dashboard(d *schema.Dashboard) {
	steps := []string{fmt.Sprintf("Reporting > Dashboards > Create dashboard, empty. Name it %q.", schema.Title(d)), "Add the reports, in this order: " + compiling.Titles(c.a, d.Metrics...) + "."}
	if len(d.Audience) > 0 {
		steps = append(steps, "Share it with "+compiling.Titles(c.a, d.Audience...)+".")
	}
	c.step(d.Address, false, compiling.DashboardStep(d), noReports, steps...)
}

func (c *compiler) goal(g *schema.Goal) {
	c.step(g.Address, false, "Set the goals", "No API makes goals.", "Reporting > Goals > Create goal > Build from scratch, for each of these.", compiling.Goal(c.a, g, c.names.plural))
}
