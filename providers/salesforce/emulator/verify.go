package emulator

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Limits of names and texts [doc].
const (
	maxLabel       = 40  // of fields
	maxDescription = 255 // of validation rules, and their error message
	maxTracked     = 20  // fields with history of one object
	maxPathFields  = 5   // of one step
)

var developerName = regexp.MustCompile(`^[A-Za-z](_?[A-Za-z0-9])*$`)

// verify checks one component against what the org will hold after the deploy.
func (d *deployment) verify(p placed) {
	if d.store.get(p.kind, p.name) == nil {
		return // destroyed afterwards
	}
	d.verifyName(p)
	d.verifyReferences(p)
	switch p.kind {
	case "ValidationRule":
		d.verifyRule(p)
	case "CustomField":
		d.verifyField(p)
	case "CustomObject":
		d.verifyObject(p)
	case "StandardValueSet", "GlobalValueSet":
		d.verifyValues(p)
	case "BusinessProcess", "RecordType":
		d.verifyProcess(p)
	case "PathAssistant":
		d.verifyPath(p)
	case "PermissionSet":
		d.verifyPermissions(p)
	case "AssignmentRule":
		d.verifyAssignment(p)
	case "Report", "Dashboard":
		folder, _, _ := strings.Cut(p.name, "/")
		if d.store.get(p.kind+"Folder", folder) == nil {
			d.fail(p, nil, "Cannot find folder:%s", folder)
		}
	}
}

// verifyName checks the developer name of what customers name.
func (d *deployment) verifyName(p placed) {
	name := p.name
	if i := strings.LastIndexAny(name, "./"); i >= 0 {
		name = name[i+1:]
	}
	switch p.kind {
	case "CustomField", "CustomObject":
		base, custom := strings.CutSuffix(name, "__c")
		if !custom {
			base, custom = strings.CutSuffix(name, "__mdt")
		}
		if !custom {
			return
		}
		name = base
	case "ValidationRule", "RecordType", "Queue", "Flow", "CustomPermission", "PermissionSet", "GlobalValueSet", "PathAssistant", "Report", "Dashboard", "ReportFolder", "DashboardFolder":
	default:
		return
	}
	longest := 80
	if p.kind == "CustomField" || p.kind == "CustomObject" || p.kind == "ValidationRule" {
		longest = 40
	}
	if !developerName.MatchString(name) {
		d.fail(p, nil, "The %s API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.", spaced(p.kind))
	} else if len(name) > longest {
		d.fail(p, nil, "%s: data value too large: %s (max length=%d)", "Name", name, longest)
	}
}

func (d *deployment) verifyReferences(p placed) {
	for _, r := range references(d.store, p.kind, p.name, p.doc) {
		switch r.at.Name {
		case "formula", "errorConditionFormula": // judged with the formula
			continue
		}
		switch r.to.kind {
		case "CustomField":
			object, name, _ := strings.Cut(r.to.name, ".")
			if d.store.path(object, name) == nil {
				d.fail(p, r.at, "In field: %s - no CustomField named %s found", r.at.Name, r.to.name)
			}
		default:
			if d.store.get(r.to.kind, r.to.name) == nil {
				d.fail(p, r.at, "In field: %s - no %s named %s found", r.at.Name, r.to.kind, r.to.name)
			}
		}
	}
}

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

func (d *deployment) needs(p placed, names ...string) {
	for _, name := range names {
		if p.doc.child(name) == nil {
			d.fail(p, nil, "Required field is missing: %s", name)
		}
	}
}

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

func (d *deployment) verifyPermissions(p placed) {
	for _, n := range p.doc.all("fieldPermissions") {
		object, name, _ := strings.Cut(n.str("field"), ".")
		f := d.store.field(object, name)
		switch {
		case f == nil: // said by verifyReferences
		case f.required || f.doc != nil && f.doc.str("type") == "MasterDetail":
			d.fail(p, n, "You cannot deploy to a required field: %s", n.str("field"))
		case f.formula != "" && n.is("editable"):
			d.fail(p, n, "Field %s is not editable", n.str("field"))
		case n.is("editable") && !n.is("readable"):
			d.fail(p, n, "Permission Edit %s depends on permission(s): Read %s", n.str("field"), n.str("field"))
		}
	}
}

func (d *deployment) verifyAssignment(p placed) {
	object, _, _ := strings.Cut(p.name, ".")
	active := 0
	for _, name := range d.store.children("AssignmentRule", object) {
		if d.store.doc("AssignmentRule", name).is("active") {
			active++
		}
	}
	if p.doc.is("active") && active > 1 {
		d.fail(p, nil, "Only one assignment rule of %s can be active", object)
	}
	for _, entry := range p.doc.all("ruleEntry") {
		user := entry.str("assignedTo")
		if entry.str("assignedToType") == "User" && d.o.state.user(func(u *User) bool { return u.Username == user }) == nil {
			d.fail(p, entry, "In field: assignedTo - no User named %s found", user)
		}
		if f := entry.child("formula"); f != nil {
			if problem := d.store.judge(object, f.Text, false); problem != "" {
				d.fail(p, f, "%s", problem)
			}
		}
		if text := entry.str("booleanFilter"); text != "" {
			if err := filterLogic(text, len(entry.all("criteriaItems"))); err != nil {
				d.fail(p, entry.child("booleanFilter"), "%v", err)
			}
		}
	}
}

// filterLogic checks that a filter such as 1 AND (2 OR 3) names criteria that are there.
func filterLogic(text string, criteria int) error {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ()", r) }) {
		if n, err := strconv.Atoi(word); err == nil {
			if n < 1 || n > criteria {
				return fmt.Errorf("the filter logic names condition %d of %d", n, criteria)
			}
		} else if w := strings.ToUpper(word); w != "AND" && w != "OR" && w != "NOT" {
			return fmt.Errorf("the filter logic has an unknown word: %s", word)
		}
	}
	return nil
}
