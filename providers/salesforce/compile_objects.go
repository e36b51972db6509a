package salesforce

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// objects makes custom objects, with lookups to what their records belong to.
func (c *compiler) objects() {
	for _, name := range c.a.ObjectNames() {
		o := c.a.Object(name)
		if o == nil || !c.owns(name) || !c.declared(o) {
			continue
		}
		for _, sobject := range c.names.all(name) {
			if isCustom(sobject) {
				c.object(o, sobject)
			}
			c.lookupFields(o, sobject)
		}
	}
}

// declared tells whether the architecture says anything of an object, or of its records.
func (c *compiler) declared(o *schema.Object) bool {
	for _, own := range c.a.Objects {
		if own.Name == o.Name {
			return true
		}
	}
	return c.a.Uses(o.Name)
}

func (c *compiler) object(o *schema.Object, sobject string) {
	label := schema.Title(o)
	c.resource(typeObject, c.metaOf(o), sobject, "object “"+label+"”", false, providers.Values{"name": sobject, "label": cut(label, maxLabel), "plural": cut(pluralOf(o), maxLabel),
		"description": orNil(cut(o.Description, maxDescription)), "track_history": true, "name_label": cut(label+" name", maxLabel), "sharing": "ReadWrite"})
	c.grants.objects = append(c.grants.objects, sobject+" read create edit")
}

// metaOf is the block that an object comes from: its own, or for a built-in one the architecture's.
func (c *compiler) metaOf(o *schema.Object) *schema.Meta {
	if o.Range.IsZero() {
		return c.info()
	}
	return &o.Meta
}

func pluralOf(o *schema.Object) string {
	if o.Plural != "" {
		return o.Plural
	}
	return schema.Title(o) + "s"
}

// lookups are the lookup fields that an object of the org is made with, by the object that they name: what its records
// belong to, unless Salesforce has the relationship or a field of the catalog is one. Opportunities have contacts by their
// roles, of which a formula sees none: they get a lookup where a condition asks for facts of the contact. A lead is no more
// once it is converted, so nothing looks it up.
func (c *compiler) lookups(sobject string) map[string]string {
	object := c.names.object(sobject)
	if object == "" || !c.owns(object) || sobject == lead {
		return nil
	}
	out := map[string]string{}
	for _, parent := range c.a.ObjectNames() {
		to := c.names.last(parent)
		_, standard := parents[[2]string{sobject, to}]
		if !c.a.BelongsTo(object, parent) || !c.owns(parent) || standard || to == lead || c.references(object, parent) {
			continue
		}
		if isCustom(sobject) || c.asks(object, parent) {
			out[to] = c.written(sobject, customName(parent))
		}
	}
	return out
}

// references tells whether a field of the catalog names the record of another object.
func (c *compiler) references(object, parent string) bool {
	for _, f := range c.a.Fields {
		if f.Object == object && f.Type.Kind == "reference" && f.Type.Object == parent {
			return true
		}
	}
	return false
}

// lookupFields makes the lookups of an object.
func (c *compiler) lookupFields(o *schema.Object, sobject string) {
	names := c.lookups(sobject)
	for _, parent := range c.a.ObjectNames() {
		to := c.names.last(parent)
		name, ok := names[to]
		if !ok || c.has(typeField, key(sobject, name)) {
			continue
		}
		label := schema.Title(c.a.Object(parent))
		c.resource(typeField, c.metaOf(o), sobject+"."+name, fmt.Sprintf("lookup from %s to %s", sobject, to), false,
			providers.Values{"object": sobject, "name": name, "label": cut(label, maxLabel), "type": "Lookup", "references": to, "relationship": relationshipName(sobject, name),
				"description": fmt.Sprintf("The %s that the record belongs to.", strings.ToLower(label))})
		c.grant(sobject, name, true)
	}
}

// relationshipName is what the records of an object are called together, seen from what a lookup of theirs names. It must be
// unique there, so it has the names of the object and of the field.
func relationshipName(sobject, field string) string {
	return developerName(strings.TrimSuffix(sobject, "__c")+"_"+strings.TrimSuffix(field, "__c"), maxName)
}

// limits keeps to how many fields of an object an org tracks, and warns of more fields than it can have.
func (c *compiler) limits() {
	var order []string
	tracked, made := map[string][]*providers.Resource{}, map[string]int{}
	for _, r := range c.out.Resources {
		if r.Type != typeField {
			continue
		}
		sobject, name := text(r.Values["object"]), text(r.Values["name"])
		if _, seen := made[sobject]; !seen {
			order, made[sobject] = append(order, sobject), 0
		}
		if isCustom(name) && c.org.find("CustomField", sobject+"."+name) == nil {
			made[sobject]++
		}
		if truth(r.Values["track_history"]) {
			tracked[sobject] = append(tracked[sobject], r)
		}
	}
	for _, sobject := range order {
		c.historyLimit(sobject, tracked[sobject])
		c.fieldLimit(sobject, made[sobject])
	}
}

// maxTracked is how many fields of an object can be tracked; maxFields how many custom ones the largest edition has.
// Source: Salesforce Help, Field History Tracking and Custom Fields Allowed Per Object.
const (
	maxTracked = 20
	maxFields  = 800
)

// historyLimit leaves out the history of what is beyond the limit: where records stand comes before other facts, and what
// the org tracks already stays.
func (c *compiler) historyLimit(sobject string, tracked []*providers.Resource) {
	wanted := map[string]bool{}
	var first, rest []*providers.Resource
	for _, r := range tracked {
		wanted[strings.ToLower(text(r.Values["name"]))] = true
		if k := r.Origin.Kind(); k == "field" {
			rest = append(rest, r)
		} else {
			first = append(first, r)
		}
	}
	room := maxTracked
	for name := range c.liveFields(sobject) {
		if f := c.liveField(sobject, name); f != nil && f.TrackHistory != nil && *f.TrackHistory && !wanted[name] {
			room--
		}
	}
	if len(tracked) <= room {
		return
	}
	var without []string
	for _, r := range append(first, rest...)[max(room, 0):] {
		delete(r.Values, "track_history")
		without = append(without, text(r.Values["label"]))
		if without[len(without)-1] == "" {
			without[len(without)-1] = text(r.Values["name"])
		}
	}
	c.diags.Warnf(diag.Unsupported, c.target.Range(), fmt.Sprintf("%s cannot keep the history of %s more", sobject, diag.Count(len(without), "field")),
		"Salesforce tracks %d fields of an object. No history is kept of %s. Track fewer fields.", maxTracked, strings.Join(without, ", "))
}

// fieldLimit warns of too many custom fields before anything is written.
func (c *compiler) fieldLimit(sobject string, made int) {
	there := 0
	for name := range c.liveFields(sobject) {
		if isCustom(name) {
			there++
		}
	}
	if most := c.mostFields(); made > 0 && there+made > most {
		c.diags.Warnf(diag.Unsupported, c.target.Range(), fmt.Sprintf("%s may have no room for %s more", sobject, diag.Count(made, "field")),
			"It has %s, and an org of this edition takes %d on an object. Delete unused ones, or leave fields out.", diag.Count(there, "custom field"), most)
	}
}

// mostFields is how many custom fields an object can have. Source: Salesforce Help, Custom Fields Allowed Per Object.
func (c *compiler) mostFields() int {
	switch edition := c.org.org.details.Type; {
	case strings.HasPrefix(edition, "Enterprise"), strings.HasPrefix(edition, "Developer"):
		return 500
	case strings.HasPrefix(edition, "Professional"):
		return 100
	}
	return maxFields
}
