package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// statuses makes the working states: the lead status of leads, a picklist of other objects.
func (c *compiler) statuses() {
	count := map[string]int{}
	for _, s := range c.a.Statuses {
		if !c.owns(s.Object) {
			continue
		}
		for _, sobject := range c.names.all(s.Object) {
			name, set := c.statusField(s.Object, sobject)
			part := c.partOf(s.Object, sobject)
			if isCustom(name) && !c.has(typeField, key(sobject, name)) {
				c.resource(typeField, &s.Meta, joinPart("field", part), fmt.Sprintf("field “Status” of %s", sobject), false, providers.Values{"object": sobject, "name": name,
					"label": "Status", "type": "Picklist", "restricted": true, "track_history": true,
					"description": "What is being done about the record, apart from how far it has come."})
				c.grant(sobject, name, true)
			}
			label := schema.Title(s)
			v := providers.Values{"set": set, "value": c.statusValue(s, sobject), "label": label, "order": count[set], "description": orNil(cut(s.Definition, maxSetDescription))}
			if set == "LeadStatus" && count[set] == 0 {
				v["default"] = true // leads always have a status
			}
			c.value(&s.Meta, part, fmt.Sprintf("status “%s” of %s", label, sobject), false, v)
			count[set]++
		}
	}
}

func joinPart(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}

// statusField holds the working state of records of an object, and its value set: the lead status of people who are leads.
func (c *compiler) statusField(object, sobject string) (field, set string) {
	if sobject == lead && (object == "lead" || object == "contact") {
		return "Status", "LeadStatus"
	}
	name := c.written(sobject, customName("status"))
	return name, c.liveSet(sobject, name, setOf(sobject, name))
}

// statusValue is the API name of a status on an object of the org.
func (c *compiler) statusValue(s *schema.Status, sobject string) string {
	_, set := c.statusField(s.Object, sobject)
	return c.recognised(set, s.Name, schema.Title(s))
}

// reasons makes coded lists, a global value set each, with a picklist on each object that somebody asks for a code. Of a
// list that a field of the catalog holds, the codes are options of the field.
func (c *compiler) reasons() {
	for _, r := range c.a.Reasons {
		if r.Field != "" {
			continue
		}
		title := schema.Title(r)
		for _, object := range c.reasonObjects(r) {
			if !c.owns(object) {
				continue
			}
			for _, sobject := range c.names.all(object) {
				name, set, part := c.reasonField(r, sobject), c.reasonSet(r, sobject), ""
				c.resource(typeField, &r.Meta, sobject, fmt.Sprintf("field “%s” of %s", title, sobject), false, providers.Values{"object": sobject, "name": name,
					"label": cut(title, maxLabel), "type": "Picklist", "restricted": true, "track_history": true, "value_set": c.valueSet(&r.Meta, set, title, ""),
					"description": reasonWords[r.Kind]})
				c.grant(sobject, name, true)
				if !strings.HasPrefix(set, globalSet) {
					part = sobject
				}
				c.codes(r, set, part)
			}
		}
	}
}

// reasonWords say what codes of a kind explain.
var reasonWords = map[string]string{"rejection": "Why the record was rejected.", "recycling": "Why the record went back.", "drop_off": "Why the record dropped off.",
	"disqualification": "Why the record was disqualified.", "loss": "Why the record was lost.", "close_date_push": "Why the close date moved.", "holding": "Why the record is on hold."}

// codes makes the values of a list.
func (c *compiler) codes(r *schema.Reasons, set, part string) {
	for i, code := range r.Codes {
		title := schema.Title(code)
		c.value(&code.Meta, part, fmt.Sprintf("code “%s” of %s", title, schema.Title(r)), false, providers.Values{"set": set,
			"value": c.recognised(set, code.Name, title), "label": title, "order": i, "description": orNil(cut(code.Description, maxSetDescription))})
	}
}

// reasonField is the name of the field that holds the codes of a list without a field of the catalog.
func (c *compiler) reasonField(r *schema.Reasons, sobject string) string {
	return c.written(sobject, customName(r.Address.Key()))
}

func reasonSetName(r *schema.Reasons) string { return developerName(r.Address.Key(), maxName) }

// reasonSet is the value set of that field.
func (c *compiler) reasonSet(r *schema.Reasons, sobject string) string {
	return c.liveSet(sobject, c.reasonField(r, sobject), globalSet+reasonSetName(r))
}

// reasonValue is the API name of a code on the object that the list is kept on first.
func (c *compiler) reasonValue(r *schema.Reasons, sobject, code string) string {
	for _, x := range r.Codes {
		if x.Name == code {
			return c.recognised(c.reasonSet(r, sobject), code, schema.Title(x))
		}
	}
	return code
}

// reasonObjects are the record types that keep the codes of a list: the one that it names, or all whose moves, statuses or
// dates ask for a code.
func (c *compiler) reasonObjects(r *schema.Reasons) []string {
	if r.Object != "" {
		return []string{r.Object.Name()}
	}
	var out []string
	add := func(asked bool, object string) {
		if asked && object != "" && !slices.Contains(out, object) {
			out = append(out, object)
		}
	}
	for _, t := range c.a.Tracks() {
		for _, s := range t.Stages {
			add(s.Reasons == r.Address, t.Object)
		}
	}
	for _, h := range c.a.Handoffs {
		asked := h.Reasons == r.Address || slices.ContainsFunc(h.Outcomes, func(o *schema.HandoffOutcome) bool { return o.Reasons == r.Address })
		if t := c.a.Track(h.From); t != nil {
			add(asked, t.Object)
		}
	}
	for _, s := range c.a.Statuses {
		add(s.Reasons == r.Address, s.Object)
	}
	for _, h := range c.a.Hygienes {
		add(h.CloseDatePush == r.Address, h.Object.Name())
	}
	return out
}
