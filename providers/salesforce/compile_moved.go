package salesforce

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// movedStages asks for the API name of a stage that was renamed: names of values never change in an org, and records hold
// them.
func (c *compiler) movedStages() {
	for _, m := range c.a.Moved {
		s := schema.Find[schema.Stage](c.a, m.To)
		t := c.a.Track(m.To)
		if s == nil || t == nil || s.CRM[provider] != "" {
			continue
		}
		for _, h := range c.homeOf[t.Address] {
			old := c.liveValue(h.set, m.From.Name())
			if old == "" || old == h.value(t, s.Address) {
				continue
			}
			c.diags.Errorf(diag.MissingAttribute, s.Range, fmt.Sprintf("%s has a name in Salesforce that cannot change", s.Address.Written()),
				"Records hold the value %q of %s. Keep it: crm = { salesforce = %q }. What people see is the label.", old, h.set, old)
			break
		}
	}
	for _, m := range c.a.Moved {
		f := schema.Find[schema.Field](c.a, m.To)
		_, kind, labels := m.From.Split()
		if f == nil || kind != "field" || len(labels) != 2 || !c.owns(f.Object) || f.CRM[provider] != "" || f.Property != "" {
			continue
		}
		sobject, was := c.names.last(f.Object), *f
		was.Name = labels[1]
		old, now := c.fieldOn(sobject, &was), c.fieldOn(sobject, f)
		if old != now && isCustom(old) && c.liveField(sobject, old) != nil && c.liveField(sobject, now) == nil {
			c.diags.Errorf(diag.MissingAttribute, f.Range, fmt.Sprintf("%s has a name in Salesforce that cannot change", f.Address.Written()),
				"Records of %s hold its values in %s. Keep it: crm = { salesforce = %q }. What people see is the label.", sobject, old, old)
		}
	}
}

// liveValue is the API name of an active live value with a name; "" when there is none.
func (c *compiler) liveValue(set, name string) string {
	for _, v := range c.org.picklist(set) {
		if v.value == name && !v.inactive {
			return v.value
		}
	}
	return ""
}
