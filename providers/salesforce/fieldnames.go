package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// fieldTypes are the types of fields that are made for kinds of ours.
var fieldTypes = map[string]formula.Type{
	"text": formula.Text, "long_text": formula.LongTextArea, "number": formula.Number, "currency": formula.Currency, "percent": formula.Percent,
	"bool": formula.Checkbox, "date": formula.Date, "datetime": formula.DateTime, "email": formula.Email, "phone": formula.Phone, "url": formula.URL,
	"user": formula.Lookup, "attachment": formula.URL, "enum": formula.Picklist, "multi_enum": formula.MultiselectPicklist, "reference": formula.Lookup,
}

// standardTypes are the types of standard fields. Source: Object Reference for the Salesforce Platform.
var standardTypes = map[string]formula.Type{
	"Email": formula.Email, "Phone": formula.Phone, "FirstName": formula.Text, "LastName": formula.Text, "Name": formula.Text, "Title": formula.Text,
	"LeadSource": formula.Picklist, "Company": formula.Text, "Website": formula.URL, "Industry": formula.Picklist, "NumberOfEmployees": formula.Number,
	"AnnualRevenue": formula.Currency, "Country": formula.Text, "Rating": formula.Picklist, "Status": formula.Picklist, "Department": formula.Text,
	"MailingCountry": formula.Text, "BillingCountry": formula.Text, "Type": formula.Picklist, "Amount": formula.Currency, "CloseDate": formula.Date,
	"Probability": formula.Percent, "NextStep": formula.Text, "ForecastCategoryName": formula.Picklist, "StageName": formula.Picklist, "OwnerId": formula.Lookup, "AccountId": formula.Lookup,
	"CreatedDate": formula.DateTime, "LastModifiedDate": formula.DateTime, "Description": formula.LongTextArea,
}

// holds are the types of standard fields that can hold a kind of ours.
var holds = map[string][]formula.Type{
	"text": {formula.Text, formula.TextArea, formula.Email, formula.Phone, formula.URL}, "long_text": {formula.LongTextArea, formula.TextArea}, "number": {formula.Number, formula.Currency, formula.Percent},
	"currency": {formula.Currency, formula.Number}, "percent": {formula.Percent}, "bool": {formula.Checkbox}, "date": {formula.Date}, "datetime": {formula.DateTime},
	"email": {formula.Email}, "phone": {formula.Phone}, "url": {formula.URL}, "enum": {formula.Picklist}, "user": {formula.Lookup}, "reference": {formula.Lookup, formula.MasterDetail},
}

// fieldOn is the field of an object of the org that holds a field of ours: the one that it names, Salesforce's own for
// well-known facts, or a custom one. Leads hold facts of their company; where a lead has the same fact of its own, the
// company's has that word in front.
func (c *compiler) fieldOn(sobject string, f *schema.Field) string {
	return c.written(sobject, c.fieldName(sobject, f))
}

// written is the name of a field as the org writes it, which takes no notice of the case of letters.
func (c *compiler) written(sobject, name string) string {
	if live := c.org.find("CustomField", sobject+"."+name); live != nil {
		_, name, _ = strings.Cut(live.Name, ".")
	}
	return name
}

func (c *compiler) fieldName(sobject string, f *schema.Field) string {
	if own := f.CRM[provider]; own != "" {
		return own
	}
	if p, ok := parents[[2]string{sobject, c.names.last(f.Type.Object)}]; ok && f.Type.Kind == "reference" && (f.Name == f.Type.Object || f.Name == "account") {
		return p.Key
	}
	foreign := sobject == lead && f.Object == "company"
	name := f.Name
	if f.Property != "" {
		name = f.Property
	}
	if foreign && name == "name" {
		return "Company"
	}
	if s := standardFields[sobject][name]; s != "" && slices.Contains(holds[f.Type.Kind], standardTypes[s]) &&
		!(foreign && (s == "Phone" || s == "Name" || s == "Rating")) {
		return s
	}
	if foreign && c.a.Field("contact", f.Name) != nil {
		return customName("company_" + name)
	}
	return customName(name)
}

// typeOf is the type that a field of the org has, or is made with.
func (c *compiler) typeOf(sobject, name string, f *schema.Field) formula.Type {
	if t := c.liveType(sobject, name); t != "" {
		return t
	}
	if !isCustom(name) {
		return standardTypes[name]
	}
	if f == nil {
		return ""
	}
	return fieldTypes[c.kindHere(f)]
}

// kindHere is the kind of a field as this org keeps it: of a record that lives in another CRM, it has the name.
func (c *compiler) kindHere(f *schema.Field) string {
	if c.elsewhere(f) {
		return "text"
	}
	return f.Type.Kind
}

// liveType is the type of a custom field that the org has; "" when it has none.
func (c *compiler) liveType(sobject, name string) formula.Type {
	f, ok, err := decoded[metadata.CustomField](c.org, "CustomField", sobject+"."+name)
	if !ok || err != nil {
		return ""
	}
	return formula.Type(f.Type)
}

// relationshipOf is the path by which formulas follow a lookup field: Owner, Account, Sponsor__r.
func relationshipOf(field string) string {
	if s, ok := strings.CutSuffix(field, "__c"); ok {
		return s + "__r"
	}
	return strings.TrimSuffix(field, "Id")
}

// optionOn is the API name of an option in a value set: the one that it names, the live one of its name or label, or its own.
func (c *compiler) optionOn(set string, f *schema.Field, value string) string {
	label := ""
	for _, o := range f.Options {
		if o.Value == value {
			label = o.Label
		}
	}
	return c.recognised(set, value, label)
}

// setOf is the value set of a picklist field that is not shared.
func setOf(sobject, field string) string {
	if s := standardSets[sobject+"."+field]; s != "" {
		return s
	}
	return sobject + "." + field
}
