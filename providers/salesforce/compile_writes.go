package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// set writes a value to a field of the record, or of those that it leads to; nil clears.
func (d *doer) set(a *schema.Action, value any) []flow.Step {
	_, _, l := a.Field.Split()
	f := d.a.Lookup(a.Field)
	if len(l) != 2 || f == nil {
		return nil
	}
	label := schema.Title(f)
	return d.write(a, l[0], "Set "+label, fmt.Sprintf("set “%s” to %v.", label, value), func(w way) ([]flow.Field, bool) {
		if w.same && l[0] != d.object && !d.onLead(l[0], l[1]) {
			return nil, false
		}
		return d.field(l[0], w.sobject, l[1], value)
	})
}

// write sets fields of the records of an object that the record leads to, on each object of the org that they are.
func (d *doer) write(a *schema.Action, object, label, words string, fields func(way) ([]flow.Field, bool)) (out []flow.Step) {
	if !d.owns(object) {
		return d.by(a, "in the system that has the %s: %s", object, words)
	}
	for _, w := range d.ways(d.object, d.sobject, object) {
		if f, ok := fields(w); ok {
			out = append(out, w.write(cut(label, 60), f))
			if w.path != "" && d.a.HasMany(d.object, object) {
				d.by(a, "a flow follows one lookup (%s): for other records of %s that hang on the %s, %s", w.path, w.sobject, d.sobject, words)
			}
		}
	}
	if out == nil {
		return d.by(a, "%s No relationship leads from the %s to it.", upperFirst(words), d.sobject)
	}
	return out
}

// field is a field with a constant as flows take it.
func (c *compiler) field(object, sobject, name string, value any) ([]flow.Field, bool) {
	if name == "owner" {
		v, why := c.ownerFor(schema.Address(fmt.Sprint(value)), sobject)
		return []flow.Field{{Name: "OwnerId", Value: v}}, why == ""
	}
	f := c.a.Field(object, name)
	if f == nil {
		return nil, false
	}
	field := c.fieldOn(sobject, f)
	typ := c.typeOf(sobject, field, f)
	var v flow.Value
	switch x := value.(type) {
	case nil:
		v = nothing(typ)
	case bool:
		v = flow.Bool(x)
	case float64:
		v = flow.Number(x)
	case string:
		option, ok := resolver{c, sobject, object}.Option(object, name, x)
		switch {
		case !ok || f.Type.Kind == "reference":
			return nil, false
		case f.Type.Kind == "user":
			v = flow.User(option)
		case typ == formula.Date:
			v = flow.Date(x)
		default:
			v = flow.Text(option)
		}
	case []any:
		var options []string
		for _, o := range x {
			option, ok := resolver{c, sobject, object}.Option(object, name, text(o))
			if !ok {
				return nil, false
			}
			options = append(options, option)
		}
		v = flow.Text(strings.Join(options, ";"))
	default:
		return nil, false
	}
	return []flow.Field{{Name: field, Value: v}}, true
}

// onLead tells whether leads hold a fact of another object.
func (c *compiler) onLead(object, name string) bool {
	f := c.a.Field(object, name)
	return f != nil && slices.Contains(c.objectsOf(f), lead)
}

// nothing empties a field of a type. A checkbox is never empty.
func nothing(typ formula.Type) flow.Value {
	switch typ {
	case formula.Checkbox:
		return flow.Bool(false)
	case formula.Number, formula.Currency, formula.Percent:
		return flow.Nothing("Number")
	case formula.Date:
		return flow.Nothing("Date")
	case formula.DateTime:
		return flow.Nothing("DateTime")
	}
	return flow.Nothing("String")
}
