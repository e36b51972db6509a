package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// remaining lists what HubSpot's API cannot do and no other part has said, in the words of its settings pages.
func (c *compiler) remaining() {
	c.nativeLifecycle()
	c.statusReasons()
	for _, q := range c.a.Queues {
		if q.Object == "" || c.owns(q.Object.Name()) {
			c.queue(q)
		}
	}
	for _, k := range c.a.Calendars {
		c.timeZone(k)
	}
	for _, p := range c.a.Approvals {
		if c.owns(p.Object.Name()) {
			c.approval(p)
		}
	}
	for _, h := range c.a.Hygienes {
		if c.owns(h.Object.Name()) {
			c.hygiene(h)
		}
	}
	c.otherSystems()
	c.personalData()
	for _, t := range c.a.Tracks() {
		if t.Audit != nil && c.owns(t.Object) {
			c.audit(t)
		}
	}
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

// nativeLifecycle asks for HubSpot's own lifecycle automation to be off: it writes the same property as the architecture's.
func (c *compiler) nativeLifecycle() {
	for _, t := range c.a.Tracks() {
		if c.settings.nativeOff || !c.owns(t.Object) || c.homeOf(t) != inLifecycle {
			continue
		}
		c.step(t.Address, true, "Turn HubSpot's own lifecycle automation off", "It sets the lifecycle stage by rules of its own, against those of the architecture. No API reads or writes these settings.",
			"As a super admin: Settings > Objects > Contacts > Lifecycle Stage.",
			"Turn off the default stage for new contacts and companies, the sync between companies and their contacts, and the changes by deals that are created or won.",
			"Do the same for companies: Settings > Objects > Companies > Lifecycle Stage.",
			"Write native_lifecycle_automation = \"off\" in the crm block; the plan then no longer asks for it.")
		return
	}
}

// requiredProperties lists what each stage of a track demands, for the settings that make HubSpot refuse a move without it.
func (c *compiler) requiredProperties(t *schema.Track) {
	var steps []string
	all := !slices.ContainsFunc(t.Stages, func(s *schema.Stage) bool { return !owned(s) })
	for _, s := range t.Stages {
		var labels []string
		for _, d := range c.demands(t, s) {
			if d.kind == aFact && c.ownProperty(t, d.must) && !slices.Contains(labels, d.named) && !(all && d.named == ownerName) {
				labels = append(labels, d.named)
			}
		}
		if labels != nil {
			steps = append(steps, fmt.Sprintf("%s: %s.", schema.Title(s), strings.Join(labels, ", ")))
		}
	}
	if all {
		steps = append(steps, "All stages: "+ownerName+".")
	}
	if steps == nil {
		return
	}
	page := objectPage(c.names.plural(t.Object))
	where := fmt.Sprintf("Settings > Properties > %s: open “%s”, Conditional logic. For each option below, add the properties and tick Required.", page, c.stagePropertyLabel(t))
	if c.homeOf(t) == inPipeline {
		where = fmt.Sprintf("Settings > Objects > %s > Pipelines > %s. At each stage below: Conditional stage properties > Edit properties, add the properties and tick Required.", page, t.Label())
		steps = append(steps, "Look at it again when stages have changed: an older API lost these settings. Stages are changed one by one here, to keep them.")
	}
	c.step(t.Address, false, "Make facts required at the stages of “"+t.Label()+"”",
		"No API reads or writes what a stage requires. Once it is set, HubSpot refuses moves without it, since API version 2026-09 over the API, too.", append([]string{where}, steps...)...)
}

func (c *compiler) stagePropertyLabel(t *schema.Track) string {
	if c.homeOf(t) == inLifecycle {
		return "Lifecycle Stage"
	}
	return t.Label()
}

// statusReasons lists the statuses that demand a reason, by object.
func (c *compiler) statusReasons() {
	steps := map[string][]string{}
	var first []*schema.Status
	for _, s := range c.a.Statuses {
		if s.Reasons == "" || !c.owns(s.Object) {
			continue
		}
		if steps[s.Object] == nil {
			first = append(first, s)
		}
		steps[s.Object] = append(steps[s.Object], fmt.Sprintf("%s: %s.", schema.Title(s), schema.Title(c.a.Lookup(s.Reasons))))
	}
	for _, s := range first {
		plural := c.names.plural(s.Object)
		c.step(s.Address, false, fmt.Sprintf("Ask for a reason with a status of %s", plural), "No API reads or writes what an option of a property requires.",
			append([]string{fmt.Sprintf("Settings > Properties > %s: open the property “%s”, Conditional logic. For each option below, add the property and tick Required.",
				objectPage(plural), statusLabel(plural))}, steps[s.Object]...)...)
	}
}

// statusLabel is what the property that holds the working state is called: HubSpot's own on contacts.
func statusLabel(plural string) string {
	if plural == "contacts" {
		return "Lead Status"
	}
	return "Status"
}

// queue is a view: HubSpot has no queues of contacts or deals.
func (c *compiler) queue(q *schema.Queue) {
	plural := "records"
	if q.Object != "" {
		plural = c.names.plural(q.Object.Name())
	}
	c.step(q.Address, false, "Make views for the queues of "+plural, "HubSpot has no queues for "+plural+": a workflow rotates between the people, and a view shows what is theirs. No API makes views.",
		fmt.Sprintf("CRM > %s > Add view, for each of these. Share it with the people in it.", objectPage(plural)), compiling.Queue(c.a, q, "owner", "Agree that nobody holds more than %g open records: HubSpot does not look at it when it assigns."))
}

// timeZone tells of working hours in another time zone than the account's.
func (c *compiler) timeZone(k *schema.Calendar) {
	zone := c.portal.details.TimeZone
	if zone == "" || zone == k.TimeZone {
		return
	}
	c.step(k.Address, false, "Mind the time zone of “"+schema.Title(k)+"”", fmt.Sprintf("It works in %s; HubSpot counts days and hours in the account's time zone, %s.", k.TimeZone, zone),
		"Settings > Account Defaults > General > Time zone: keep the one in which most people work.", "Read due times of the other offices with the difference in mind.")
}

// approval lists the tiers of a policy.
func (c *compiler) approval(p *schema.Approval) {
	where := "Agree on how approval is asked for and given: the policy guards no stage."
	if t := c.a.Track(p.Before); t != nil {
		where = fmt.Sprintf("Agree on who is asked before “%s”: HubSpot approves only deals.", schema.Title(c.a.Lookup(p.Before)))
		if c.names.plural(t.Object) == "deals" && c.homeOf(t) == inPipeline {
			where = fmt.Sprintf("Settings > Objects > Deals > Pipelines > %s > Approvals: require approval for “%s”. It takes an Enterprise account.", t.Label(), schema.Title(c.a.Lookup(p.Before)))
		}
	}
	steps := []string{where}
	for _, x := range p.Triggers {
		steps = append(steps, "Needs approval: "+c.criterion(x.Description, x.When)+".")
	}
	for _, x := range p.Tiers {
		steps = append(steps, compiling.Tier(c.a, x, upperFirst(c.criterion(x.Description, x.When))+"."))
	}
	c.step(p.Address, false, "Set up the approvals of “"+schema.Title(p)+"”", "Who approves what under which condition is set in HubSpot's settings.", steps...)
}

// criterion is a condition in words: those of its description, or else a sentence.
func (c *compiler) criterion(description string, when schema.Criterion) string {
	if description != "" {
		return strings.TrimSuffix(description, ".")
	}
	if when.IsZero() {
		return "people judge"
	}
	return expr.Sentence(when.Expr, c.a.Namer())
}

func (c *compiler) hygiene(h *schema.Hygiene) {
	plural := c.names.plural(h.Object.Name())
	var steps []string
	if len(h.DuplicateKeys) > 0 {
		steps = append(steps, fmt.Sprintf("%s: CRM > %s > Actions > Manage duplicates. Compare %s; keep %s.", upperFirst(strings.ReplaceAll(h.Audit, "_", "-")), objectPage(plural), compiling.Titles(c.a, h.DuplicateKeys...), compiling.Survivor(h)))
	}
	if !h.StaleAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Look at records that have been in one stage for more than %s.", h.StaleAfter))
	}
	if h.StaleFactor > 0 {
		steps = append(steps, fmt.Sprintf("Look at records that have been in one stage for more than %g times the average: Reporting > Reports > time in stage.", h.StaleFactor))
	}
	if !h.ArchiveAfter.IsZero() {
		steps = append(steps, fmt.Sprintf("Delete or export what nobody has touched for %s: filter by Last activity date.", h.ArchiveAfter))
	}
	if h.CloseDatePush != "" && h.CloseDate != "" {
		steps = append(steps, fmt.Sprintf("Ask for “%s” when %s moves out; the history of the property shows each move.", schema.Title(c.a.Lookup(h.CloseDatePush)), schema.Title(c.a.Lookup(h.CloseDate))))
	}
	c.step(h.Address, false, "Keep the data of “"+schema.Title(h)+"” clean", "HubSpot finds duplicates and gaps by itself (Data Management > Data Quality); no API sets up or runs what is done about them.",
		append(steps, h.Checks...)...)
}

// otherSystems lists the fields whose values live in systems that are no CRM, by system.
func (c *compiler) otherSystems() {
	for _, s := range c.a.Systems {
		if s.Type == "crm" || schema.Title(s) == "HubSpot" {
			continue
		}
		var places []string
		for _, x := range c.fieldsWhich(func(f *schema.Field) bool { return f.System == s.Address }) {
			places = append(places, objectPage(x.Object)+": "+x.Titles)
		}
		if places != nil {
			c.step(s.Address, false, "Fill fields from other systems", "Their values live there; HubSpot holds a copy.",
				"Settings > Integrations > Connected Apps: connect each of these, or let it write over the API, and map the properties.",
				fmt.Sprintf("“%s”: %s.", schema.Title(s), strings.Join(places, "; ")))
		}
	}
}

// fieldsWhich lists the fields of this account that meet a condition, by object.
func (c *compiler) fieldsWhich(meets func(*schema.Field) bool) []compiling.OnObject {
	return compiling.Fields(c.a, func(f *schema.Field) []string {
		if !c.owns(f.Object) || !meets(f) {
			return nil
		}
		plural, _ := c.property(f.Object, f.Name)
		return []string{plural}
	})
}

// personalData lists the properties with personal data.
func (c *compiler) personalData() {
	isPersonal := func(f *schema.Field) bool { return f.Personal && c.owns(f.Object) }
	first := slices.IndexFunc(c.a.Fields, isPersonal)
	if first < 0 {
		return
	}
	steps := []string{"Settings > Privacy & Consent: turn the data privacy settings on."}
	for _, x := range c.fieldsWhich(isPersonal) {
		steps = append(steps, fmt.Sprintf("Limit who sees and edits these of %s (Settings > Properties > the property > Manage access): %s.", x.Object, x.Titles))
	}
	c.step(c.a.Fields[first].Address, false, "Protect personal data", "No API sets who may see a property.", steps...)
}

// audit tells how the fields of the last move are filled.
func (c *compiler) audit(t *schema.Track) {
	c.step(t.Address, false, "Fill the fields of the last move of “"+t.Label()+"”", "HubSpot keeps who moved a record, when and how in the history of the stage; copies of it take a workflow with a step that the API does not know.",
		fmt.Sprintf("Automation > Workflows: when the stage of a record changes, set “%s” to the date of the step.", schema.Title(c.a.Lookup(t.Audit.At))),
		fmt.Sprintf("Write “%s” by hand, or read it from the history of the property.", compiling.Titles(c.a, t.Audit.By, t.Audit.Basis)))
}
