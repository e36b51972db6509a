package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// teams makes a team of each team that has members.
func (c *compiler) teams() {
	for _, t := range c.a.Teams {
		if len(t.Members) == 0 {
			continue
		}
		var members []any
		for _, m := range t.Members {
			if !m.Active {
				continue
			}
			if c.portal.known && c.portal.owners != nil && c.portal.owner(m.Identity) == nil {
				c.step(m.Address, true, "Invite who is not in the account", "Nobody in the account has these addresses.",
					"Settings > Users & Teams > Create user: enter each address and finish the invitation.", schema.Title(m)+": "+m.Identity)
				continue
			}
			members = append(members, mailbox(m.Identity))
		}
		title := schema.Title(t)
		if c.lacking(teams) {
			c.step(t.Address, false, "Set up the team “"+title+"”", "The API of this account cannot write teams.", "Settings > Users & Teams > Teams > Create team.",
				fmt.Sprintf("Name it %q and add %s.", title, textList(members)))
			continue
		}
		c.resource(typeTeam, &t.Meta, "", "team “"+title+"”", false, providers.Values{"name": title, "members": members})
	}
}

func textList(list []any) string {
	if len(list) == 0 {
		return "nobody yet"
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprint(x)
	}
	return strings.Join(out, ", ")
}

// objects makes custom objects.
func (c *compiler) objects() {
	for _, o := range c.a.Objects {
		plural := c.names.plural(o.Name)
		if standardOf(plural) != nil || !c.owns(o.Name) {
			continue
		}
		label := schema.Title(o)
		many := o.Plural
		if many == "" {
			many = label + "s"
		}
		r := c.resource(typeObject, &o.Meta, "", "object “"+label+"”", false, providers.Values{"name": plural, "label": label, "plural": many, "description": orNil(o.Description)})
		if r != nil && c.lacking(customObjects) {
			c.withhold(typeObject, plural, "custom objects take an Enterprise account and the scopes "+featureDocs[customObjects].scopes)
		}
	}
	if c.lacking2(leadObject, "lead") {
		c.withhold(typeObject, "leads", "leads are not switched on (Settings > Objects > Leads), or the token may not use them")
	}
}

// lacking2 is lacking for a feature that only an object needs.
func (c *compiler) lacking2(f feature, object string) bool {
	return c.owns(object) && c.a.Uses(object) && c.lacking(f)
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// builtinProperties hold the fields that every object has in an architecture.
func builtinProperty(plural, field string) string {
	s := standardOf(plural)
	switch field {
	case "id":
		return "hs_object_id"
	case "owner":
		return "hubspot_owner_id"
	case "created_at":
		if s != nil {
			return s.created
		}
		return "hs_createdate"
	case "updated_at":
		if s != nil {
			return s.updated
		}
		return "hs_lastmodifieddate"
	case "last_activity_at":
		return "notes_last_updated"
	}
	return ""
}

// property names the property that holds a field, and its object in HubSpot's words.
func (c *compiler) property(object, field string) (plural, name string) {
	plural = c.names.plural(object)
	f := c.a.Field(object, field)
	if f == nil || f.Range.IsZero() && f.Property == "" && f.CRM == nil {
		if n := builtinProperty(plural, field); n != "" {
			return plural, n
		}
	}
	switch {
	case f == nil:
	case f.CRM[provider] != "":
		return plural, f.CRM[provider]
	case f.Property != "":
		return plural, f.Property
	}
	return plural, field
}

// propertyKey is the natural key of the property that holds a field.
func (c *compiler) propertyKey(a schema.Address) string {
	_, _, l := a.Split()
	if len(l) != 2 {
		return ""
	}
	plural, name := c.property(l[0], l[1])
	return key(plural, name)
}

// forms are the types of properties: HubSpot's type, and how people enter it.
var forms = map[string][2]string{
	"text": {"string", "text"}, "long_text": {"string", "textarea"}, "number": {"number", "number"}, "currency": {"number", "number"}, "percent": {"number", "number"},
	"bool": {"bool", "booleancheckbox"}, "date": {"date", "date"}, "datetime": {"datetime", "date"}, "email": {"string", "text"}, "phone": {"string", "phonenumber"},
	"url": {"string", "text"}, "user": {"enumeration", "select"}, "attachment": {"string", "file"}, "enum": {"enumeration", "select"}, "multi_enum": {"enumeration", "checkbox"},
}

// fields makes properties, options and validation rules of the field catalog.
func (c *compiler) fields() {
	for _, f := range c.a.Fields {
		if !c.owns(f.Object) {
			continue
		}
		if f.Type.Kind == "reference" {
			c.association(f)
			continue
		}
		c.field(f)
	}
}

// association makes a label of a field that refers to another record: HubSpot keeps no such property.
func (c *compiler) association(f *schema.Field) {
	label := schema.Title(f)
	if !c.owns(f.Type.Object) {
		c.step(f.Address, false, "Keep “"+label+"” by hand", "It names a record that lives in another CRM.", "Agree on where people write it down.")
		return
	}
	c.resource(typeAssociation, &f.Meta, "", "association “"+label+"”", false,
		associationValues(c.names.plural(f.Object), c.names.plural(f.Type.Object), label, ""))
}

func (c *compiler) field(f *schema.Field) {
	plural, name := c.property(f.Object, f.Name)
	title := schema.Title(f)
	label := fmt.Sprintf("property “%s” of %s", title, plural)
	form := c.form(f, plural, name)
	if own, live := c.standardProperty(plural, name); own {
		c.adopt(f, plural, name, label, form[0], live)
	} else {
		v := providers.Values{"object": plural, "name": name, "label": title, "type": form[0], "field_type": form[1],
			"description": orNil(f.Usage), "group": c.group(f, plural)}
		if f.Type.Kind == "user" {
			v["references"] = "OWNER"
		}
		c.resource(typeProperty, &f.Meta, "", label, false, v)
		c.options(f, plural, name, title)
	}
	c.validation(f, key(plural, name))
	if f.Required {
		c.step(f.Address, false, "Ask for facts whenever a record of "+plural+" is created", "Which properties a create form demands cannot be set over the API.",
			"Settings > Objects > "+objectPage(plural)+" > Create record: Customize the form. Add each of these and tick Required.", "“"+title+"”")
	}
}

// form is the type of the property of a field. One that is there and holds the same kind of values stays as it is: a list
// of choices may be entered by select or radio.
func (c *compiler) form(f *schema.Field, plural, name string) [2]string {
	form := forms[f.Type.Kind]
	if p, ok := c.portal.properties[plural][name]; ok && forms[fieldKind(p.Type, p.FieldType, p.ReferencedObjectType)] == form {
		return [2]string{p.Type, p.FieldType}
	}
	return form
}

// standardProperty tells whether a property is HubSpot's own, and what of it is known.
func (c *compiler) standardProperty(plural, name string) (bool, *filter.Property) {
	if c.portal.known {
		p, ok := c.portal.properties[plural][name]
		if !ok || !p.HubSpotDefined {
			return false, nil
		}
		return true, &filter.Property{Name: p.Name, Label: p.Label, Type: p.Type, Multiple: p.FieldType == "checkbox"}
	}
	typ, ok := standardProperties[plural][name]
	return ok, &filter.Property{Name: name, Type: typ}
}

// adopt declares one of HubSpot's own properties: its definition is HubSpot's, its options may be ours.
func (c *compiler) adopt(f *schema.Field, plural, name, label, typ string, live *filter.Property) {
	if live.Type != typ && !(textual(live.Type) && textual(typ)) && !(strings.HasPrefix(live.Type, "date") && strings.HasPrefix(typ, "date")) {
		c.diags.Errorf(diag.WrongType, f.At("type"), fmt.Sprintf("HubSpot's own property %s of %s has another type", name, plural),
			"It is of type %s, and %s is declared. Change the type, or keep the field in a property of its own: crm = { hubspot = \"%s\" }.", live.Type, f.Type, "our_"+name)
		return
	}
	c.resource(typeProperty, &f.Meta, "", label, false, providers.Values{"object": plural, "name": name})
	if len(f.Type.Options) == 0 {
		return
	}
	p := c.portal.properties[plural][name]
	if !c.portal.known || !p.Modification.ReadOnlyOptions {
		c.options(f, plural, name, schema.Title(f))
		return
	}
	var missing []string
	for _, o := range f.Type.Options {
		if !slices.ContainsFunc(p.Options, func(x api.Option) bool { return x.Value == c.optionOf(f, o) }) {
			missing = append(missing, o)
		}
	}
	if len(missing) > 0 {
		c.diags.Errorf(diag.Unsupported, f.At("type"), fmt.Sprintf("HubSpot's own property %s of %s takes no other options", name, plural),
			"It has no %s. Use its values, or keep the field in a property of its own: crm = { hubspot = \"%s\" }.", strings.Join(missing, ", "), "our_"+name)
	}
}

// roomForProperties reports the objects that may not have as many properties as are wanted, before anything is written.
func (c *compiler) roomForProperties() {
	wanted := map[string]int{}
	var order []string
	for _, r := range c.out.Resources {
		plural, name := under(r.Key)
		if _, live := c.portal.properties[plural][name]; r.Type == typeProperty && !live {
			if wanted[plural]++; wanted[plural] == 1 {
				order = append(order, plural)
			}
		}
	}
	for _, plural := range order {
		l, known := c.portal.propertyLimits[c.portal.objectID(plural)]
		if free := int(l.Limit - l.Usage); known && l.Limit > 0 && wanted[plural] > free {
			c.diags.Errorf(diag.Unsupported, c.target.Range(), fmt.Sprintf("The account has no room for %d more properties of %s", wanted[plural], plural),
				"It may have %d properties of its own for them and has %d. Delete unused ones, leave fields out, or get a larger subscription.", l.Limit, l.Usage)
		}
	}
}

func textual(typ string) bool { return typ == "string" || typ == "phone_number" }

// standardGroups are the groups in which HubSpot shows its own properties.
var standardGroups = map[string]string{"contacts": "contactinformation", "companies": "companyinformation", "deals": "dealinformation", "tickets": "ticketinformation"}

// group makes the group of a field, and names it. Fields without one go where HubSpot's own are.
func (c *compiler) group(f *schema.Field, plural string) string {
	name, label := internalName(f.Group), schema.Label("", f.Group)
	if name == "" {
		if g := standardGroups[plural]; g != "" {
			return key(plural, g)
		}
		name, label = "lifecycle_architecture", "Lifecycle architecture"
	}
	if standardGroups[plural] != name && !c.has(typeGroup, key(plural, name)) {
		v := providers.Values{"object": plural, "name": name, "label": label}
		if name == f.Group && c.portal.hasGroup(plural, name) {
			delete(v, "label") // named by its internal name, which says nothing of its label
		}
		c.resource(typeGroup, &f.Meta, plural+"/"+name, fmt.Sprintf("property group “%s” of %s", label, plural), false, v)
	}
	return key(plural, name)
}

// validation makes rules of the condition of a field; what rules cannot say is detected or left to people.
func (c *compiler) validation(f *schema.Field, property string) {
	if f.Validation.IsZero() {
		return
	}
	rules, notes := filter.Rules(f.Validation.Expr, c.env(f.Object))
	for _, r := range rules {
		var args []any
		for _, a := range r.Arguments {
			args = append(args, a)
		}
		c.resource(typeValidation, &f.Meta, r.Type, fmt.Sprintf("validation rule “%s” of %s", ruleWords[r.Type], schema.Title(f)), false,
			providers.Values{"property": property, "rule": r.Type, "arguments": args})
	}
	words := expr.Format(f.Validation.Expr)
	if len(notes) == 0 {
		c.enforcement(f.Address, words, providers.Prevented, "A value that fails is refused when it is written; HubSpot shows words of its own.")
		return
	}
	var why []string
	for _, n := range notes {
		why = append(why, n.Why)
	}
	class, how := providers.Manual, "No validation rule says this: "
	if len(rules) > 0 {
		class, how = providers.Detected, "Part of it is refused when it is written. The rest no validation rule says: "
	}
	c.enforcement(f.Address, words, class, how+strings.Join(slices.Compact(why), " "))
}

// ruleWords say what the validation rules that filter.Rules makes keep.
var ruleWords = map[string]string{"MIN_NUMBER": "smallest number", "MAX_NUMBER": "largest number", "MIN_LENGTH": "shortest text",
	"MAX_LENGTH": "longest text", "REGEX": "pattern"}

// objectPage is the name of an object in HubSpot's settings.
func objectPage(plural string) string {
	return strings.ToUpper(plural[:1]) + plural[1:]
}
