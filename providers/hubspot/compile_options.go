package hubspot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// declaredOption is a value that a property can have: the architecture's word for it, and what people see if that is said.
type declaredOption struct{ value, label string }

// meant is the live option that a declared one stands for: the one of that value, in any case (HubSpot's own are in capitals), or
// else of that label, of which HubSpot takes no two, unless another one has its value. Nil when there is none.
func (c *compiler) meant(plural, name string, all []declaredOption, one declaredOption) *api.Option {
	live := c.portal.properties[plural][name].Options
	for _, same := range []func(api.Option) bool{
		func(o api.Option) bool { return o.Value == one.value },
		func(o api.Option) bool { return strings.EqualFold(o.Value, one.value) },
		func(o api.Option) bool { return strings.EqualFold(o.Label, cmp.Or(one.label, one.value)) },
	} {
		for i, o := range live {
			if same(o) && (o.Value == one.value || !slices.ContainsFunc(all, func(c declaredOption) bool { return c.value == o.Value })) {
				return &live[i]
			}
		}
	}
	return nil
}

// internal is the internal value of a declared option.
func (c *compiler) internal(plural, name string, all []declaredOption, value string) string {
	for _, one := range all {
		if one.value == value {
			if o := c.meant(plural, name, all, one); o != nil {
				return o.Value
			}
		}
	}
	return value
}

// declaredOptions are the options of a field.
func declaredOptions(f *schema.Field) []declaredOption {
	out := make([]declaredOption, len(f.Type.Options))
	for i, v := range f.Type.Options {
		out[i].value = v
		for _, o := range f.Options {
			if o.Value == v {
				out[i].label = o.Label
			}
		}
	}
	return out
}

// optionOf is the internal value of an option of a field.
func (c *compiler) optionOf(f *schema.Field, value string) string {
	plural, name := c.property(f.Object, f.Name)
	return c.internal(plural, name, declaredOptions(f), value)
}

// options makes a resource of every value of an enum.
func (c *compiler) options(f *schema.Field, plural, name, title string) {
	about := map[string]*schema.FieldOption{}
	for _, o := range f.Options {
		about[o.Value] = o
	}
	all := declaredOptions(f)
	for i, one := range all {
		m := *f.Base()
		m.Range = f.At("type")
		o := about[one.value]
		if o == nil {
			o = &schema.FieldOption{}
		} else {
			m.Range = o.Range
		}
		value, label := one.value, one.label
		live := c.meant(plural, name, all, one)
		if live != nil {
			value = live.Value
		}
		if label == "" {
			if label = one.value; live != nil && live.Value != one.value {
				label = live.Label
			}
		}
		c.option(&m, one.value, key(plural, name), value, label, o.Description, o.Deprecated, i, fmt.Sprintf("option “%s” of %s", label, title), false)
	}
}

func (c *compiler) option(m *schema.Meta, part, property, value, label, description string, hidden bool, order int, words string, golden bool) {
	c.resource(typeOption, m, part, words, golden, providers.Values{"property": property, "value": value, "label": label,
		"description": orNil(description), "hidden": hidden, "order": float64(order)})
}

// statuses makes options of the property that holds the working state: Lead Status on contacts.
func (c *compiler) statuses() {
	count := map[string]int{}
	for _, s := range c.a.Statuses {
		if !c.owns(s.Object) {
			continue
		}
		plural, name := c.names.plural(s.Object), statusProperty(c.names.plural(s.Object))
		property := key(plural, name)
		if !c.has(typeProperty, property) {
			v := providers.Values{"object": plural, "name": name}
			if own, _ := c.standardProperty(plural, name); !own {
				v["label"], v["type"], v["field_type"], v["group"] = statusLabel(plural), "enumeration", "select", c.group(&schema.Field{Meta: s.Meta}, plural)
			}
			c.resource(typeProperty, &s.Meta, "property", "property “"+statusLabel(plural)+"” of "+plural, false, v)
		}
		label := schema.Title(s)
		c.option(&s.Meta, "", property, c.statusValue(s), label, s.Definition, false, count[plural], fmt.Sprintf("status “%s” of %s", label, plural), false)
		count[plural]++
	}
}

// statusProperty holds the working state of records of an object.
func statusProperty(plural string) string {
	if plural == "contacts" {
		return "hs_lead_status"
	}
	return "working_status"
}

// statusValue is the internal value of a status. HubSpot writes those of Lead Status in capitals.
func (c *compiler) statusValue(s *schema.Status) string {
	plural := c.names.plural(s.Object)
	value := func(s *schema.Status) string {
		if statusProperty(plural) == "hs_lead_status" {
			return strings.ToUpper(s.Name)
		}
		return s.Name
	}
	var all []declaredOption
	for _, x := range c.a.Statuses {
		if x.Object == s.Object {
			all = append(all, declaredOption{value(x), schema.Title(x)})
		}
	}
	return c.internal(plural, statusProperty(plural), all, value(s))
}

// reasons makes the property that holds the codes of a list, or its options that no field declares.
func (c *compiler) reasons() {
	for _, r := range c.a.Reasons {
		object := c.reasonObject(r)
		title := schema.Title(r)
		var property string
		first := 0
		if r.Field != "" {
			f := schema.Find[schema.Field](c.a, r.Field)
			if f == nil || !c.owns(f.Object) || f.Type.Kind != "enum" && f.Type.Kind != "multi_enum" {
				continue
			}
			property, first = c.propertyKey(r.Field), len(f.Type.Options)
		} else {
			if !c.owns(object) {
				continue
			}
			plural := c.names.plural(object)
			property = key(plural, r.Address.Key())
			c.resource(typeProperty, &r.Meta, "", fmt.Sprintf("property “%s” of %s", title, plural), false, providers.Values{"object": plural, "name": r.Address.Key(),
				"label": title, "type": "enumeration", "field_type": "select", "group": c.group(&schema.Field{Meta: r.Meta}, plural)})
		}
		for i, code := range r.Codes {
			if c.has(typeOption, key(property, code.Name)) {
				continue // the field has it
			}
			c.option(&code.Meta, "", property, code.Name, schema.Title(code), code.Description, false, first+i, fmt.Sprintf("code “%s” of %s", schema.Title(code), title), false)
		}
	}
}

// reasonObject is the record type that keeps the codes of a list: the one that it names, or the first that somebody asks for a code.
func (c *compiler) reasonObject(r *schema.Reasons) string {
	if r.Object != "" {
		return r.Object.Name()
	}
	for _, t := range c.a.Tracks() {
		if slices.ContainsFunc(t.Stages, func(s *schema.Stage) bool { return s.Reasons == r.Address }) {
			return t.Object
		}
	}
	for _, h := range c.a.Handoffs {
		if t := c.a.Track(h.To); t != nil && h.Reasons == r.Address {
			return t.Object
		}
	}
	for _, s := range c.a.Statuses {
		if s.Reasons == r.Address {
			return s.Object
		}
	}
	return ""
}
