package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// fields makes the field catalog, on every object of the org that its records are.
func (c *compiler) fields() {
	for _, f := range c.a.Fields {
		if !c.owns(f.Object) {
			continue
		}
		for _, sobject := range c.objectsOf(f) {
			c.catalogField(f, sobject)
		}
	}
}

// objectsOf are the objects of the org that have a field: those that its records are, and leads for what they hold of their
// company.
func (c *compiler) objectsOf(f *schema.Field) []string {
	all := c.names.all(f.Object)
	if f.Object == "company" && slices.Contains(c.companyOnLead(), f) && !slices.Contains(all, lead) {
		return append([]string{lead}, all...)
	}
	return all
}

// partOf tells the resources of a block on several objects apart; the last one has no part.
func (c *compiler) partOf(object, sobject string) string {
	if sobject == c.names.last(object) {
		return ""
	}
	return sobject
}

// compound are standard fields that the Metadata API knows as parts of another one. Source: Metadata API Developer Guide,
// CustomField, standard fields.
var compound = map[string]string{"Lead.FirstName": "Name", "Lead.LastName": "Name", "Contact.FirstName": "Name", "Contact.LastName": "Name",
	"Lead.Country": "Address", "Contact.MailingCountry": "Mailing Address", "Account.BillingCountry": "Billing Address"}

// catalogField makes a field on an object of the org.
func (c *compiler) catalogField(f *schema.Field, sobject string) {
	name, part := c.fieldOn(sobject, f), c.partOf(f.Object, sobject)
	title := schema.Title(f)
	words := fmt.Sprintf("field “%s” of %s", title, sobject)
	if !isCustom(name) {
		c.annotate(f, sobject, name, part, words)
		return
	}
	live := c.liveField(sobject, name)
	v := providers.Values{"object": sobject, "name": name, "label": cut(title, maxLabel), "description": orNil(c.descriptionOf(f)), "help": orNil(cut(f.Usage, maxHelp)),
		"compliance": orNil(complianceOf(f, live)), "owner": orNil(c.ownerOf(f))}
	if f.TrackHistory {
		v["track_history"] = true
	}
	kind := c.typeOf(sobject, name, f)
	if live != nil && !slices.Contains(mayHold(c.kindHere(f)), kind) {
		c.diags.Errorf(diag.WrongType, f.At("type"), fmt.Sprintf("The field %s of %s has another type in Salesforce", name, sobject),
			"It is of type %s there, and %s is declared; its type cannot be changed without losing what records hold. Change the type, or keep the field in one of its own: crm = { salesforce = %q }.",
			kind, f.Type, strings.TrimSuffix(name, "__c")+"_2__c")
		return
	}
	v["type"] = string(kind)
	if live == nil {
		c.shape(v, f, kind)
	} else if sentences(live.Description) == text(v["description"]) {
		v["description"] = orNil(live.Description) // people may leave out the last full stop
	}
	if c.universal(f, sobject) {
		v["required"] = true
	} else if live == nil || live.Required == nil || !*live.Required {
		c.grant(sobject, name, live == nil || live.Formula == "")
	}
	set := c.setOfField(sobject, f)
	if kind == formula.Picklist || kind == formula.MultiselectPicklist {
		v["value_set"], v["restricted"] = c.valueSet(&f.Meta, set, title, f.Usage), true
	}
	c.resource(typeField, &f.Meta, part, words, false, v)
	c.options(f, set)
	c.byHand(f, sobject, title)
}

// Sizes of the fields that are made: a text of one line, a long one, and numbers with as many digits as an org keeps, two of
// them behind the point. Source: Metadata API Developer Guide, CustomField.
const (
	lineLength = 255
	longLength = 32768
	precision  = 18
	scale      = 2
)

// shape gives a new field its size, and what it names.
func (c *compiler) shape(v providers.Values, f *schema.Field, kind formula.Type) {
	switch kind {
	case formula.Text:
		v["length"] = lineLength
	case formula.LongTextArea:
		v["length"] = longLength
	case formula.Number, formula.Currency, formula.Percent:
		v["precision"], v["scale"] = precision, scale
	case formula.Checkbox:
		v["default"] = "false"
	case formula.Lookup:
		v["references"], v["relationship"] = "User", relationshipName(text(v["object"]), text(v["name"]))
		if f.Type.Kind == "reference" {
			v["references"] = c.names.last(f.Type.Object)
		}
	}
}

// mayHold are the types of fields that can hold a kind of ours.
func mayHold(kind string) []formula.Type {
	return append([]formula.Type{fieldTypes[kind]}, holds[kind]...)
}

// annotate says on a standard field what it means to the architecture. Its type, label and whether it is required are
// Salesforce's; its values may be ours.
func (c *compiler) annotate(f *schema.Field, sobject, name, part, words string) {
	title := schema.Title(f)
	if !slices.Contains(mayHold(c.kindHere(f)), c.typeOf(sobject, name, nil)) && c.typeOf(sobject, name, nil) != "" {
		c.diags.Errorf(diag.WrongType, f.At("type"), fmt.Sprintf("Salesforce's own field %s of %s has another type", name, sobject),
			"It is of type %s, and %s is declared. Change the type, or keep the field in one of its own: crm = { salesforce = %q }.", c.typeOf(sobject, name, nil), f.Type, customName(f.Name))
		return
	}
	if whole, ok := compound[sobject+"."+name]; ok {
		c.step(f.Address, false, "Describe parts of names and addresses by hand", "The Metadata API knows names and addresses as a whole.",
			fmt.Sprintf("Setup > Object Manager > %s > Fields & Relationships > %s: what “%s” says is for all of it.", objectPage(sobject), whole, whole),
			strings.Join(nonEmpty(title+": "+sentences(f.Usage), c.classing(f)), " "))
		return
	}
	v := providers.Values{"object": sobject, "name": name, "help": orNil(cut(f.Usage, maxHelp)), "compliance": orNil(complianceOf(f, c.liveField(sobject, name))), "owner": orNil(c.ownerOf(f))}
	if f.TrackHistory {
		v["track_history"] = true
	}
	c.resource(typeField, &f.Meta, part, words, false, v)
	if f.Type.Kind == "enum" {
		c.options(f, c.setOfField(sobject, f))
	}
}

// classing says what is personal and tracked, for people.
func (c *compiler) classing(f *schema.Field) string {
	var out []string
	if f.Personal {
		out = append(out, "Set its compliance categorization to PII.")
	}
	if f.TrackHistory {
		out = append(out, "Set History Tracking: tick it.")
	}
	return strings.Join(out, " ")
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// complianceOf marks personal data with the category that Salesforce has for it, beside those that people chose. How
// sensitive it is, nobody declares.
func complianceOf(f *schema.Field, live *metadata.CustomField) string {
	const personal = "PII"
	switch {
	case !f.Personal:
		return ""
	case live == nil || live.ComplianceGroup == "":
		return personal
	case slices.Contains(strings.Split(live.ComplianceGroup, ";"), personal):
		return live.ComplianceGroup
	}
	return live.ComplianceGroup + ";" + personal
}

// descriptionOf says for admins what a field means, where its values come from and who answers for it.
func (c *compiler) descriptionOf(f *schema.Field) string {
	var full, owner, source, elsewhere string
	if title := schema.Title(f); len([]rune(title)) > maxLabel {
		full = title
	}
	if f.Owner != "" && c.ownerOf(f) == "" {
		owner = "Business owner: " + schema.Title(c.a.Lookup(f.Owner))
	}
	if f.Source != "" {
		source = "Source: " + f.Source
	}
	if c.elsewhere(f) {
		elsewhere = fmt.Sprintf("Names a %s, which lives in another CRM", strings.ToLower(schema.Title(c.a.Object(f.Type.Object))))
	}
	return cut(sentences(full, f.Usage, elsewhere, source, owner), maxDescription)
}

// ownerOf is the user name of the business owner: of the one person who holds the role that answers for a field, and is a
// user of the org.
func (c *compiler) ownerOf(f *schema.Field) string {
	var holders []*schema.Member
	for _, t := range c.a.Teams {
		for _, m := range t.Members {
			if m.Active && (m.Role == f.Owner || t.Address == f.Owner) {
				holders = append(holders, m)
			}
		}
	}
	if f.Owner == "" || len(holders) != 1 {
		return ""
	}
	if u := c.org.org.user(holders[0].Identity); u != nil {
		return u.Username
	}
	return ""
}

// elsewhere tells whether a field names a record that lives in another CRM. Its name is kept as a text.
func (c *compiler) elsewhere(f *schema.Field) bool {
	return f.Type.Kind == "reference" && !c.owns(f.Type.Object)
}

// byHand tells of what people do with a field that the org cannot have as declared.
func (c *compiler) byHand(f *schema.Field, sobject, title string) {
	switch {
	case f.Type.Kind == "attachment":
		c.step(f.Address, false, "Put files where people find them", "Salesforce has no fields for files: records have a list of them, and a field holds a link.",
			fmt.Sprintf("Setup > Object Manager > %s > Page Layouts: add the related list Files.", objectPage(sobject)),
			fmt.Sprintf("Upload the file for “%s” there and copy its link into the field.", title))
	case c.elsewhere(f):
		c.step(f.Address, false, "Write down who lives in the other CRM", "A lookup names records of the same org alone.",
			fmt.Sprintf("“%s” of %s is a text: write the name as the other CRM has it, or let the integration write it.", title, sobject))
	}
}

// objectPage is the name of an object in Setup.
func objectPage(sobject string) string {
	return strings.ReplaceAll(strings.TrimSuffix(sobject, "__c"), "_", " ")
}

// universal tells whether a field is required of every record, everywhere. It is where no record can be refused for it that
// was fine before: on objects that the architecture makes, of which no automation makes records. On other objects a
// validation rule asks for the value when a record is created. Source of the types: Salesforce Help, Require Field Input.
func (c *compiler) universal(f *schema.Field, sobject string) bool {
	name := c.fieldOn(sobject, f)
	if live := c.liveField(sobject, name); live != nil {
		return f.Required && live.Required != nil && *live.Required
	}
	switch c.typeOf(sobject, name, f) {
	case formula.Checkbox, formula.LongTextArea, formula.HTML, formula.MultiselectPicklist, formula.Lookup, formula.MasterDetail:
		return false
	}
	return f.Required && isCustom(name) && isCustom(sobject) && c.org.find("CustomObject", sobject) == nil && !c.createdByItself(f.Object)
}

// createdByItself tells whether a handoff or an automation makes records of an object.
func (c *compiler) createdByItself(object string) bool {
	for _, h := range c.a.Handoffs {
		if h.Creates.Name() == object {
			return true
		}
	}
	for _, x := range c.a.Automations {
		for _, do := range x.Actions {
			if do.Do == "create_record" {
				return true
			}
		}
	}
	return false
}

// liveField is a field that the org has in its metadata; nil when there is none.
func (c *compiler) liveField(sobject, name string) *metadata.CustomField {
	f, ok, err := decoded[metadata.CustomField](c.org, "CustomField", sobject+"."+name)
	if !ok || err != nil {
		return nil
	}
	return &f
}

// liveFields are the names of the fields of an object in the org, in small letters but for the suffix of custom ones.
func (c *compiler) liveFields(sobject string) map[string]bool {
	out := map[string]bool{}
	for _, x := range c.org.of("CustomField") {
		if object, name, ok := strings.Cut(x.Name, "."); ok && strings.EqualFold(object, sobject) {
			out[strings.ToLower(name)] = true
		}
	}
	return out
}
