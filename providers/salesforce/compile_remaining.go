package salesforce

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// remaining makes manual steps of what no resource stands for.
func (c *compiler) remaining() {
	for _, o := range c.a.Objects {
		c.renamed(o)
	}
	for _, h := range c.a.Hygienes {
		if c.owns(h.Object.Name()) {
			c.hygiene(h)
		}
	}
	c.otherSystems()
	for _, m := range compiling.Metrics(c.a, c.owns) {
		c.alarm(m)
	}
}

// renamed asks for the architecture's words for Salesforce's own objects.
func (c *compiler) renamed(o *schema.Object) {
	sobject := c.names.last(o.Name)
	if !c.owns(o.Name) || isCustom(sobject) || strings.EqualFold(schema.Title(o), sobject) {
		return
	}
	c.step(o.Address, false, "Call objects what people call them", "The words for Salesforce's own objects are translations, for each language.",
		"Setup > Rename Tabs and Labels: edit each of these, or agree that both words mean the same.", fmt.Sprintf("%s: “%s”, “%s”.", sobject, schema.Title(o), pluralOf(o)))
}

// hygiene asks for duplicate rules, and for what is done when data are audited. Stale records are in a report.
func (c *compiler) hygiene(h *schema.Hygiene) {
	all := c.names.all(h.Object.Name())
	title := schema.Title(h)
	if len(h.DuplicateKeys) > 0 {
		for _, sobject := range all {
			if !deduplicated(sobject) {
				continue
			}
			c.step(h.Address, false, "Set up duplicate rules", "A matching rule can be active or in use, and then no deploy changes it; which records people may make nevertheless is their decision.",
				fmt.Sprintf("Setup > Matching Rules > New Rule > %s: match %s. Activate it.", objectPage(sobject), c.calledAll(h.DuplicateKeys...)),
				fmt.Sprintf("Setup > Duplicate Rules > New Rule > %s: choose that rule; on create Alert, and Report. In a merge keep %s.", objectPage(sobject), compiling.Survivor(h)))
		}
	}
	steps := []string{fmt.Sprintf("“%s”, %s.", title, strings.ReplaceAll(h.Audit, "_", "-"))}
	if len(h.DuplicateKeys) > 0 {
		steps = append(steps, "Merge the records in the report of duplicate records: Reports > New Report > Duplicate Record Items.")
	}
	if !h.StaleAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Go through the reports “Stale” of %s.", c.pluralIn(h.Object.Name())))
	}
	if h.StaleFactor > 0 {
		steps = append(steps, fmt.Sprintf("Look for records that have been in one stage for more than %g times the average. A report does not compare a record with an average.", h.StaleFactor))
	}
	if !h.ArchiveAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Export and delete what nobody has touched for %s, with Data Loader: filter by Last Modified Date and Last Activity.", h.ArchiveAfter))
	}
	c.step(h.Address, false, "Keep the data of “"+title+"” clean", "Merging and archiving take a decision for each record.", append(steps, h.Checks...)...)
}

// deduplicated tells whether duplicate rules exist for an object. Source: Salesforce Help, Duplicate Rules.
func deduplicated(sobject string) bool {
	return sobject == lead || sobject == contact || sobject == account || strings.HasSuffix(sobject, "__c")
}

// otherSystems lists the fields whose values live in systems that are no CRM, by system.
func (c *compiler) otherSystems() {
	for _, s := range c.a.Systems {
		if s.Type == "crm" {
			continue
		}
		var places []string
		for _, x := range compiling.Fields(c.a, func(f *schema.Field) []string {
			if f.System != s.Address || !c.owns(f.Object) {
				return nil
			}
			return c.objectsOf(f)
		}) {
			places = append(places, objectPage(x.Object)+": "+x.Titles)
		}
		if places != nil {
			c.step(s.Address, false, "Fill fields from other systems", "Their values live there; the org holds a copy.",
				"Setup > Connected Apps, or AppExchange: connect each of these with a user of its own, give that user the permission set Lifecycle access, and map the fields.",
				fmt.Sprintf("“%s”: %s.", schema.Title(s), strings.Join(places, "; ")))
		}
	}
}

// alarm asks people to subscribe to a metric that raises a red flag: a subscription compares a report with a number, and not with
// how it was.
func (c *compiler) alarm(m *schema.Metric) {
	for _, a := range m.Alarms {
		words := fmt.Sprintf("“%s”: a fall of %g %s", schema.Title(m), a.Drop, strings.ReplaceAll(a.Unit, "_", " "))
		if !a.Sustained.IsZero() {
			words += " for " + a.Sustained.String()
		}
		if a.Action != "" {
			words += ". Then: " + a.Action
		}
		c.step(m.Address, false, "Watch for red flags", "A subscription to a report compares it with a number that people set, and not with what it was before.",
			"Open the report > Subscribe > Add conditions, with the number below which it may not fall, for each of these.", words)
	}
}
