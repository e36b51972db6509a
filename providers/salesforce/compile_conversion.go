package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// conversion makes the mapping of lead fields, and the settings that gates and history need.
func (c *compiler) conversion() {
	c.historySettings()
	if !slices.ContainsFunc(c.out.Resources, func(r *providers.Resource) bool { return r.Type == typeField && text(r.Values["object"]) == lead }) {
		return
	}
	c.setting("LeadConfig", "shouldLeadConvertRequireValidation", "setting “Require Validation for Converted Leads”")
	for _, r := range slices.Clone(c.out.Resources) {
		if r.Type == typeField && text(r.Values["object"]) == lead && isCustom(text(r.Values["name"])) && r.Values["formula"] == nil {
			c.mapped(r)
		}
	}
	for _, h := range c.a.Handoffs {
		for _, carry := range h.Carries {
			c.carried(h, carry)
		}
	}
}

func (c *compiler) setting(group, name, words string) {
	c.resource(typeSetting, c.info(), name, words, false, providers.Values{"settings": group, "name": name, "value": "true"})
}

// historySettings switch history on for objects with tracked fields. Custom objects have it from the start.
func (c *compiler) historySettings() {
	seen := map[string]bool{}
	for _, r := range slices.Clone(c.out.Resources) {
		sobject := text(r.Values["object"])
		if r.Type != typeField || !truth(r.Values["track_history"]) || seen[sobject] {
			continue
		}
		seen[sobject] = true
		switch {
		case sobject == lead:
			c.setting("LeadConfig", "doesTrackHistory", "setting “Track field history” of leads")
		case sobject == opportunity:
			c.setting("Opportunity", "enableOpportunityFieldHistoryTracking", "setting “Track field history” of opportunities")
		case !c.has(typeObject, sobject):
			m := c.info()
			if o := c.a.Object(c.names.object(sobject)); o != nil {
				m = c.metaOf(o)
			}
			c.resource(typeObject, m, sobject, "history of "+sobject, false, providers.Values{"name": sobject, "track_history": true})
		}
	}
}

// mapped sends a custom field of leads to the contact, or to the account where it is a fact of the company. Standard fields
// Salesforce maps itself. Only fields of one type can be mapped.
func (c *compiler) mapped(r *providers.Resource) {
	name := text(r.Values["name"])
	object, to := contact, name
	if f := schema.Find[schema.Field](c.a, r.Origin); f != nil && f.Object == "company" {
		object, to = account, c.fieldOn(account, f)
	}
	c.mapping(schema.Meta{Address: r.Origin, Range: r.Source}, r, object, to)
}

// carried maps what a handoff carries from a lead to the records that it becomes.
func (c *compiler) carried(h *schema.Handoff, carry *schema.Carry) {
	from, to := schema.Find[schema.Field](c.a, carry.From), schema.Find[schema.Field](c.a, carry.To)
	if from == nil || to == nil || !c.owns(from.Object) || !c.owns(to.Object) || !slices.Contains(c.objectsOf(from), lead) {
		return
	}
	object := c.names.last(to.Object)
	lives := c.made.Find(typeField, key(lead, c.fieldOn(lead, from)))
	if lives == nil || object != account && object != contact && object != opportunity || object == lead {
		return
	}
	c.mapping(carry.Meta, lives, object, c.fieldOn(object, to))
}

func (c *compiler) mapping(m schema.Meta, from *providers.Resource, object, to string) {
	name := text(from.Values["name"])
	target := c.made.Find(typeField, key(object, to))
	if !isCustom(name) || !isCustom(to) || target == nil || target.Values["formula"] != nil || target.Values["type"] != from.Values["type"] || c.has(typeLeadMapping, key(object, name)) {
		return
	}
	c.resource(typeLeadMapping, &m, joinPart("conversion", object+"."+name), fmt.Sprintf("%s of leads to %s of %s", name, to, object), false,
		providers.Values{"object": object, "lead_field": name, "field": to})
}
