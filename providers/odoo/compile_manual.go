package odoo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// remaining lists what no resource does and no other part has said, in the words of Odoo's menus.
func (c *compiler) remaining() {
	c.probabilities()
	for _, q := range c.a.Queues {
		if q.Object == "" || c.owns(q.Object.Name()) {
			c.queue(q)
		}
	}
	for _, h := range c.a.Hygienes {
		if c.owns(h.Object.Name()) {
			c.hygiene(h)
		}
	}
	for _, s := range c.a.Systems {
		c.system(s)
	}
	c.personalData()
	for _, m := range compiling.Metrics(c.a, c.owns) {
		c.metric(m)
	}
	for _, d := range c.a.Dashboards {
		c.dashboard(d)
	}
	for _, g := range compiling.Goals(c.a, c.owns) {
		c.goal(g)
	}
}

// probabilities says that Odoo learns them.
func (c *compiler) probabilities() {
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) || !t.Pipeline {
			continue
		}
		var steps []string
		for _, s := range t.Stages {
			if s.Probability != nil {
				words := fmt.Sprintf("%s: %g %%", schema.Title(s), *s.Probability)
				if s.Forecast != "" {
					words += ", forecast " + strings.ReplaceAll(s.Forecast, "_", " ")
				}
				steps = append(steps, words+".")
			}
		}
		if steps != nil {
			c.step(t.Address, false, "Mind the probabilities of “"+t.Label()+"”",
				"Stages of Odoo have no probability and no forecast category: Odoo learns the chance of each opportunity from those that were won and lost. These are what the architecture expects.",
				append([]string{"CRM > Configuration > Settings > Predictive Lead Scoring: choose the fields to learn from, and update the probabilities. A salesperson can overrule that of an opportunity."}, steps...)...)
		}
	}
}

func (c *compiler) queue(q *schema.Queue) {
	c.step(q.Address, false, "Make filters for the queues", "Odoo has no queues: automations give records to people, and a shared filter shows what is theirs.",
		"CRM > Pipeline or Leads, Contacts: set the filter, then Favorites > Save current search, shared with all users; for each of these.",
		compiling.Queue(c.a, q, "salesperson", "Routing gives nobody more than %g open records, or the number that the member has."))
}

func (c *compiler) hygiene(h *schema.Hygiene) {
	c.enforcement(h.Address, "clean data", providers.Manual, "People merge duplicates and do the audit.")
	var steps []string
	if len(h.DuplicateKeys) > 0 {
		steps = append(steps, fmt.Sprintf("%s: group the list of %s by %s. Mark duplicates, Actions > Merge; keep %s.", schema.Label("", strings.ReplaceAll(h.Audit, "_", "-")), h.Object.Name(), compiling.Titles(c.a, h.DuplicateKeys...), compiling.Survivor(h)))
	}
	if !h.StaleAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Look at records that have been in one stage for more than %s.", h.StaleAfter))
	}
	if h.StaleFactor > 0 {
		steps = append(steps, fmt.Sprintf("Look at records that have been in one stage for more than %g times the average.", h.StaleFactor))
	}
	if !h.ArchiveAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Archive what nobody has touched for %s: filter by Last Updated On.", h.ArchiveAfter))
	}
	c.step(h.Address, false, "Keep the data of “"+schema.Title(h)+"” clean", "Odoo Community finds no duplicates by itself.", append(steps, h.Checks...)...)
}

// system lists the fields whose values live in a system that is no CRM.
func (c *compiler) system(s *schema.System) {
	if s.Type == "crm" || schema.Title(s) == "Odoo" {
		return
	}
	var places []string
	for _, x := range c.fieldsWhich(func(f *schema.Field) bool { return f.System == s.Address }) {
		places = append(places, x.Object+": "+x.Titles)
	}
	if places != nil {
		c.step(s.Address, false, "Fill fields from other systems", "Their values live there; Odoo holds a copy.",
			"Install the connector of each of these (Apps), or let it write over Odoo's API.", fmt.Sprintf("“%s”: %s.", schema.Title(s), strings.Join(places, "; ")))
	}
}

// fieldsWhich lists the fields of this database that meet a condition, by model.
func (c *compiler) fieldsWhich(meets func(*schema.Field) bool) []compiling.OnObject {
	return compiling.Fields(c.a, func(f *schema.Field) []string {
		if !c.owns(f.Object) || !meets(f) {
			return nil
		}
		return []string{c.names.model(f.Object)}
	})
}

func (c *compiler) personalData() {
	personal := func(f *schema.Field) bool { return f.Personal && c.owns(f.Object) }
	first := slices.IndexFunc(c.a.Fields, personal)
	if first < 0 {
		return
	}
	steps := []string{"Settings > Technical > Fields (developer mode): open each of these and choose under Access Rights the groups that may see it."}
	for _, x := range c.fieldsWhich(personal) {
		steps = append(steps, fmt.Sprintf("%s: %s.", x.Object, x.Titles))
	}
	c.step(c.a.Fields[first].Address, false, "Protect personal data", "Who may see a field depends on how people share their work.", steps...)
}

const noReports = "Reports of Odoo Community are saved searches that each user arranges."

func (c *compiler) metric(m *schema.Metric) {
	c.step(m.Address, false, compiling.ReportStep(c.a, m), noReports, "CRM > Reporting > Pipeline or Leads, or Contacts: choose measures, filters and groups, then Favorites > Save current search, for each of these.", compiling.Metric(c.a, m, "Group by"))
}

func (c *compiler) dashboard(d *schema.Dashboard) {
	steps := []string{"Dashboards > My Dashboard: add each of these views (Favorites > Add to my dashboard), in this order: " + compiling.Titles(c.a, d.Metrics...) + "."}
	if len(d.Audience) > 0 {
		steps = append(steps, "For "+compiling.Titles(c.a, d.Audience...)+".")
	}
	c.step(d.Address, false, compiling.DashboardStep(d), noReports, steps...)
}

func (c *compiler) goal(g *schema.Goal) {
	c.step(g.Address, false, "Set the goals", "Odoo Community keeps one number a salesperson, the invoicing target of a team.", "Write the goals down where the team looks, for each of these.", compiling.Goal(c.a, g, c.a.Namer().Object))
}
