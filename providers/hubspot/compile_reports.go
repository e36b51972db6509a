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

func (c *compiler) metric(m *schema.Metric) {
	steps := []string{"Reporting > Reports > Create report."}
	if m.Formula != "" {
		steps = append(steps, "Measure: "+strings.TrimSuffix(m.Formula, ".")+".")
	}
	if m.From != "" && m.To != "" {
		steps = append(steps, fmt.Sprintf("From “%s” to “%s”.", schema.Title(c.a.Lookup(m.From)), schema.Title(c.a.Lookup(m.To))))
	}
	if len(m.By) > 0 {
		steps = append(steps, "Break down by "+c.titles(m.By)+".")
	}
	c.step(m.Address, false, "Report “"+schema.Title(m)+"”", "No API makes reports.", append(steps, fmt.Sprintf("Show it %s, as %s. Save it as %q.", strings.ReplaceAll(m.Cadence, "_", "-"), strings.ReplaceAll(m.Unit, "_", " "), schema.Title(m)))...)
}

func (c *compiler) dashboard(d *schema.Dashboard) {
	steps := []string{fmt.Sprintf("Reporting > Dashboards > Create dashboard, empty. Name it %q.", schema.Title(d)), "Add the reports, in this order: " + c.titles(d.Metrics) + "."}
	if len(d.Audience) > 0 {
		steps = append(steps, "Share it with "+c.titles(d.Audience)+".")
	}
	c.step(d.Address, false, "Build the dashboard “"+schema.Title(d)+"”", "No API makes dashboards.", steps...)
}

func (c *compiler) goal(g *schema.Goal) {
	what := schema.Title(c.a.Lookup(g.Metric))
	if s := c.a.Lookup(g.Stage); s != nil {
		what = "new records in “" + schema.Title(s) + "”"
	}
	steps := []string{"Reporting > Goals > Create goal > Build from scratch.", fmt.Sprintf("Target: %g a %s. Count %s.", g.Target, strings.ReplaceAll(g.Period, "_", " "), what)}
	if !g.When.IsZero() {
		steps = append(steps, "Only where "+expr.Sentence(g.When.Expr, c.a.Namer())+".")
	}
	if g.Owner != "" {
		steps = append(steps, "Owner: "+c.titles([]schema.Address{g.Owner})+".")
	}
	c.step(g.Address, false, "Set the goal “"+schema.Title(g)+"”", "No API makes goals.", steps...)
}
