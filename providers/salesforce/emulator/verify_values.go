package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// verifyValues checks a standard or global value set.
func (d *deployment) verifyValues(p placed) {
	tag := "customValue"
	if p.kind == "StandardValueSet" {
		tag = "standardValue"
		if d.before.get(p.kind, p.name) == nil {
			d.fail(p, nil, "no StandardValueSet named %s found", p.name)
			return
		}
	}
	if len(p.at.all(tag)) == 0 {
		d.fail(p, nil, "Required field is missing: %s", tag)
	}
	active, converted, defaults := 0, 0, 0
	for _, v := range p.doc.all(tag) {
		if v.str("isActive") == "false" {
			continue
		}
		active++
		if v.is("converted") {
			converted++
		}
		if v.is("default") {
			defaults++
		}
		if v.child("probability") != nil {
			if n, err := strconv.Atoi(v.str("probability")); err != nil || n < 0 || n > 100 {
				d.fail(p, v.child("probability"), "Probability must be between 0 and 100")
			}
		}
		if p.name == "OpportunityStage" && (v.child("forecastCategory") == nil || v.child("probability") == nil) {
			d.fail(p, v, "Required field is missing: probability and forecastCategory of %s", v.str("fullName"))
		}
	}
	if p.name == "LeadStatus" && converted == 0 {
		d.fail(p, nil, "At least one lead status must be marked as converted")
	}
	if defaults > 1 {
		d.fail(p, nil, "Only one value can be the default value")
	}
	d.distinct(p, p.doc.all(tag))
}

// distinct checks that no two values have one name.
func (d *deployment) distinct(p placed, values []*node) {
	seen := map[string]bool{}
	for _, v := range values {
		name := strings.ToLower(v.str("fullName"))
		if seen[name] {
			d.fail(p, v, "duplicate value found: duplicate picklist value %s", v.str("fullName"))
		}
		if name == "" {
			d.fail(p, v, "Required field is missing: fullName")
		}
		seen[name] = true
		if len([]rune(name)) > 255 {
			d.fail(p, v, "Picklist value too long (max length=255)")
		}
	}
}

// processField is the field whose values a business process lists.
var processField = map[string]string{"Opportunity": "StageName", "Lead": "Status"}

// verifyProcess checks the values of a business process or record type: they stand percent-encoded and must exist.
func (d *deployment) verifyProcess(p placed) {
	object, _, _ := strings.Cut(p.name, ".")
	values := func(at *node, f *field) {
		known := map[string]bool{}
		for _, o := range d.store.options(f) {
			known[o.name] = true
		}
		for _, v := range at.all("values") {
			name := v.str("fullName")
			if encode(decodePath(name)) != name && strings.ContainsAny(name, "/.&()'%") && decodePath(name) == name {
				d.fail(p, v, "Picklist value: %s not found; special characters must be percent-encoded", name)
			} else if !known[decodePath(name)] {
				d.fail(p, v, "Picklist value: %s in picklist: %s not found", decodePath(name), f.name)
			}
		}
	}
	if p.kind == "BusinessProcess" {
		f := d.store.field(object, processField[object])
		if f == nil {
			d.fail(p, nil, "Business processes are not supported for %s", object)
			return
		}
		if len(p.doc.all("values")) == 0 {
			d.fail(p, nil, "Required field is missing: values")
		}
		values(p.doc, f)
		return
	}
	if processField[object] != "" && p.doc.child("businessProcess") == nil {
		d.fail(p, nil, "Required field is missing: businessProcess")
	}
	for _, v := range p.doc.all("picklistValues") {
		f := d.store.field(object, v.str("picklist"))
		switch {
		case f == nil: // said by verifyReferences
		case f.name == processField[object]:
			d.fail(p, v, "Picklist %s is governed by the business process", f.name)
		default:
			values(v, f)
		}
	}
}

func (d *deployment) verifyPath(p placed) {
	object := p.doc.str("entityName")
	f := d.store.field(object, p.doc.str("fieldName"))
	known := map[string]bool{}
	if f != nil {
		for _, o := range d.store.options(f) {
			known[o.name] = true
		}
	}
	for _, step := range p.doc.all("pathAssistantSteps") {
		if name := step.str("picklistValueName"); f != nil && !known[name] && !known[decodePath(name)] {
			d.fail(p, step, "Picklist value %s not found in %s", name, f.name)
		}
		if n := len(step.all("fieldNames")); n > maxPathFields {
			d.fail(p, step, "A step of a path has at most %d fields, this one %d", maxPathFields, n)
		}
	}
	for _, other := range d.store.names("PathAssistant") {
		doc := d.store.doc("PathAssistant", other)
		if other != p.name && doc.str("entityName") == object && doc.str("recordTypeName") == p.doc.str("recordTypeName") {
			d.fail(p, nil, "A path already exists for %s and record type %s: %s", object, p.doc.str("recordTypeName"), other)
		}
	}
}

// mappedTo are the objects that a lead becomes at conversion.
var mappedTo = []string{"Account", "Contact", "Opportunity"}

// verifyConversion checks which fields of leads go where. Salesforce maps standard fields itself; fields of customers alone
// can be mapped, each to one of its type on each object [doc].
func (d *deployment) verifyConversion(p placed) {
	seen := map[string]bool{}
	for _, m := range p.doc.all("objectMapping") {
		input, output := m.str("inputObject"), m.str("outputObject")
		if input != "Lead" || !slices.Contains(mappedTo, output) {
			d.fail(p, m, "Leads are mapped to accounts, contacts and opportunities, not %s to %s", input, output)
			continue
		}
		if seen[output] {
			d.fail(p, m, "duplicate value found: the mapping of Lead to %s is there twice", output)
		}
		seen[output] = true
		for _, n := range m.all("mappingFields") {
			from, to := d.store.field(input, n.str("inputField")), d.store.field(output, n.str("outputField"))
			switch {
			case from == nil || to == nil: // said by verifyReferences
			case !strings.HasSuffix(from.name, "__c") || !strings.HasSuffix(to.name, "__c"):
				d.fail(p, n, "Only custom fields can be mapped: %s to %s", from.name, to.name)
			case to.formula != "":
				d.fail(p, n, "A formula field cannot be mapped to: %s", to.name)
			case from.kind != to.kind:
				d.fail(p, n, "Lead field %s (%s) cannot be mapped to %s field %s (%s)", from.name, from.kind, output, to.name, to.kind)
			}
		}
	}
}
