package emulator

import (
	"strconv"
	"strings"
)

func (d *deployment) verifyRule(p placed) {
	object, _, _ := strings.Cut(p.name, ".")
	if d.store.get("CustomObject", object) == nil {
		d.fail(p, nil, "Entity Enumeration Or ID: bad value for restricted picklist field: %s", object)
		return
	}
	f := p.doc.child("errorConditionFormula")
	if problem := d.store.judge(object, f.Text, false); problem != "" {
		d.fail(p, f, "%s", problem)
	}
	for _, name := range []string{"errorMessage", "description"} {
		if n := p.doc.child(name); n != nil && len([]rune(n.Text)) > maxDescription {
			d.fail(p, n, "%s: data value too large (max length=%d)", name, maxDescription)
		}
	}
}

// sized are the elements that a type of field cannot do without.
var sized = map[string][]string{
	"Text": {"length"}, "LongTextArea": {"length"}, "Html": {"length"}, "Number": {"precision", "scale"}, "Currency": {"precision", "scale"},
	"Percent": {"precision", "scale"}, "Checkbox": {"defaultValue"}, "Lookup": {"referenceTo", "relationshipName"}, "MasterDetail": {"referenceTo", "relationshipName"},
	"Picklist": {"valueSet"}, "MultiselectPicklist": {"valueSet"},
}

func (d *deployment) verifyField(p placed) {
	object, name, _ := strings.Cut(p.name, ".")
	doc := p.doc
	if d.store.get("CustomObject", object) == nil {
		d.fail(p, nil, "Entity Enumeration Or ID: bad value for restricted picklist field: %s", object)
		return
	}
	d.verifyHistory(p, object)
	if !strings.HasSuffix(name, "__c") {
		if stdObjects[object].field(name) == nil {
			d.fail(p, nil, "Could not find the standard field %s on %s. Names of custom fields end in __c.", name, object)
		} else if v := doc.child("valueSet"); v != nil {
			d.fail(p, v, "Cannot specify a value set for the standard field %s; use StandardValueSet", name)
		}
		return
	}
	kind := doc.str("type")
	for _, required := range append([]string{"label", "type"}, sized[kind]...) {
		if doc.child("formula") != nil && required != "label" && required != "type" || doc.child(required) != nil {
			continue
		}
		d.fail(p, nil, "Required field is missing: %s", required)
	}
	if label := doc.child("label"); label != nil && len([]rune(label.Text)) > maxLabel {
		d.fail(p, label, "Label: data value too large (max length=%d)", maxLabel)
	}
	if n, _ := strconv.Atoi(doc.str("length")); kind == "Text" && doc.child("length") != nil && (n < 1 || n > 255) {
		d.fail(p, doc.child("length"), "Length for a Text field must be between 1 and 255")
	}
	if f := doc.child("formula"); f != nil {
		if problem := d.store.judge(object, f.Text, true); problem != "" {
			d.fail(p, f, "%s", problem)
		}
	}
	d.distinct(p, doc.child("valueSet", "valueSetDefinition").all("value"))
}

// verifyHistory checks that an object keeps history, and of no more fields than it can.
func (d *deployment) verifyHistory(p placed, object string) {
	if !p.doc.is("trackHistory") || object == "Lead" || object == "Opportunity" {
		return // whose tracking is a setting
	}
	if !d.store.doc("CustomObject", object).is("enableHistory") {
		d.fail(p, p.doc.child("trackHistory"), "Entity is not enabled for history tracking: %s", object)
		return
	}
	tracked := 0
	for _, name := range d.store.children("CustomField", object) {
		if d.store.doc("CustomField", name).is("trackHistory") {
			tracked++
		}
	}
	if tracked > maxTracked {
		d.fail(p, p.doc.child("trackHistory"), "%s: the limit of %d tracked fields is exceeded", object, maxTracked)
	}
}

func (d *deployment) verifyObject(p placed) {
	if stdObjects[p.name].name != "" {
		return
	}
	if strings.HasSuffix(p.name, "__mdt") {
		d.needs(p, "label", "pluralLabel")
		return
	}
	if !strings.HasSuffix(p.name, "__c") {
		d.fail(p, nil, "Entity Enumeration Or ID: bad value for restricted picklist field: %s", p.name)
		return
	}
	d.needs(p, "label", "pluralLabel", "nameField", "deploymentStatus", "sharingModel")
}
