package salesforce

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// setOfField is the value set of a field: shared where several objects of the org have the field.
func (c *compiler) setOfField(sobject string, f *schema.Field) string {
	name := c.fieldOn(sobject, f)
	made := setOf(sobject, name)
	if isCustom(name) && len(c.objectsOf(f)) > 1 {
		made = globalSet + developerName(f.Object+"_"+f.Name, maxName)
	}
	return c.liveSet(sobject, name, made)
}

// options makes the values of a picklist.
func (c *compiler) options(f *schema.Field, set string) {
	about := map[string]*schema.FieldOption{}
	for _, o := range f.Options {
		about[o.Value] = o
	}
	order := 0
	for _, option := range f.Type.Options {
		m := f.Meta
		label, description := c.codeWords(f, option)
		m.Range = f.At("type")
		if o := about[option]; o != nil {
			if o.Deprecated {
				c.deprecated(f, set, option)
				continue
			}
			m.Range, label, description = o.Range, cmp.Or(o.Label, label), cmp.Or(o.Description, description)
		}
		value := c.optionOn(set, f, option)
		if label == option {
			label = c.liveLabel(set, value, label)
		}
		v := providers.Values{"set": set, "value": value, "label": label, "order": order, "description": orNil(cut(description, maxSetDescription))}
		p := option
		if len(c.objectsOf(f)) > 1 && !strings.HasPrefix(set, globalSet) && !isStandardSet(set) {
			p = set + "." + option // several objects have the field, some with values of their own
		}
		c.value(&m, p, fmt.Sprintf("option “%s” of %s", label, schema.Title(f)), false, v)
		order++
	}
}

// codeWords are what people see and read of an option: those of the code that it is, or itself.
func (c *compiler) codeWords(f *schema.Field, option string) (label, description string) {
	for _, r := range c.a.Reasons {
		for _, code := range r.Codes {
			if r.Field == f.Address && code.Name == option {
				return schema.Title(code), code.Description
			}
		}
	}
	return option, ""
}

// liveLabel is what people see of a live value; without one, what is given.
func (c *compiler) liveLabel(set, value, label string) string {
	for _, v := range c.org.picklist(set) {
		if v.value == value {
			return v.label
		}
	}
	return label
}

// deprecated leaves an option out, which deactivates it where it was made from here: records keep it. Of others people
// take it back.
func (c *compiler) deprecated(f *schema.Field, set, option string) {
	if value := c.optionOn(set, f, option); c.activeValue(set, value) {
		c.step(f.Address, false, "Deactivate options that are deprecated", "A plan deactivates only what was made from the architecture; records keep the value.",
			fmt.Sprintf("Setup > Object Manager > the object > Fields & Relationships > %s > Values, or Setup > Picklist Value Sets: deactivate “%s” if it is active still.", schema.Title(f), value))
	}
}

// isStandardSet tells whether a set is one of Salesforce's own.
func isStandardSet(set string) bool { return !strings.Contains(set, ".") }
