package emulator

import (
	"strings"
)

// ref names a component.
type ref struct{ kind, name string }

// reference is one place where a component names another.
type reference struct {
	to ref
	at *node
}

// references lists which components a document names. Fields of formulas are those that the store knows; a formula that
// is wrong is refused elsewhere.
func references(s store, kind, name string, doc *node) []reference {
	var out []reference
	add := func(at *node, kind, name string) {
		if at != nil && name != "" {
			out = append(out, reference{ref{kind, name}, at})
		}
	}
	fieldOf := func(object string, at *node) {
		if at != nil {
			if f := s.field(object, at.Text); f != nil {
				add(at, "CustomField", object+"."+f.name)
			} else {
				add(at, "CustomField", object+"."+at.Text)
			}
		}
	}
	dotted := func(at *node) { // Object.Field
		if at != nil {
			if object, name, ok := strings.Cut(at.Text, "."); ok {
				out = append(out, reference{ref{"CustomField", object + "." + name}, at})
			}
		}
	}
	owner, _, _ := strings.Cut(name, ".")
	switch kind {
	case "ValidationRule":
		out = append(out, formulaReferences(s, owner, doc.child("errorConditionFormula"))...)
		fieldOf(owner, doc.child("errorDisplayField"))
	case "CustomField":
		out = append(out, formulaReferences(s, owner, doc.child("formula"))...)
		if set := doc.child("valueSet", "valueSetName"); set != nil {
			add(set, "GlobalValueSet", set.Text)
		}
		fieldOf(owner, doc.child("valueSet", "controllingField"))
		if to := doc.child("referenceTo"); to != nil && (strings.HasSuffix(to.Text, "__c") || stdObjects[to.Text].name != "") {
			add(to, "CustomObject", to.Text)
		}
	case "RecordType":
		if p := doc.child("businessProcess"); p != nil {
			add(p, "BusinessProcess", owner+"."+p.Text)
		}
		for _, v := range doc.all("picklistValues") {
			fieldOf(owner, v.child("picklist"))
		}
	case "PathAssistant":
		object := doc.str("entityName")
		fieldOf(object, doc.child("fieldName"))
		for _, step := range doc.all("pathAssistantSteps") {
			for _, f := range step.all("fieldNames") {
				fieldOf(object, f)
			}
		}
		if rt := doc.child("recordTypeName"); rt != nil && rt.Text != "__Master__" {
			add(rt, "RecordType", object+"."+rt.Text)
		}
	case "PermissionSet":
		for _, f := range doc.all("fieldPermissions") {
			dotted(f.child("field"))
		}
		for _, f := range doc.all("objectPermissions") {
			if o := f.child("object"); o != nil {
				add(o, "CustomObject", o.Text)
			}
		}
		for _, p := range doc.all("customPermissions") {
			if n := p.child("name"); n != nil {
				add(n, "CustomPermission", n.Text)
			}
		}
	case "AssignmentRule":
		for _, entry := range doc.all("ruleEntry") {
			for _, c := range entry.all("criteriaItems") {
				dotted(c.child("field"))
			}
			if entry.str("assignedToType") == "Queue" {
				to := entry.child("assignedTo")
				add(to, "Queue", entry.str("assignedTo"))
			}
			out = append(out, formulaReferences(s, owner, entry.child("formula"))...)
		}
	case "LeadConvertSettings":
		for _, m := range doc.all("objectMapping") {
			for _, f := range m.all("mappingFields") {
				fieldOf(m.str("inputObject"), f.child("inputField"))
				fieldOf(m.str("outputObject"), f.child("outputField"))
			}
		}
	case "Queue":
		for _, q := range doc.all("queueSobject") {
			if o := q.child("sobjectType"); o != nil {
				add(o, "CustomObject", o.Text)
			}
		}
	case "Flow":
		out = append(out, flowReferences(s, doc)...)
	case "ReportType", "Report", "Dashboard":
		out = append(out, reportReferences(s, doc)...)
	}
	return out
}

// formulaReferences lists the fields of an object and the permissions that a formula names.
func formulaReferences(s store, object string, at *node) []reference {
	if at == nil {
		return nil
	}
	t, err := parseFormula(at.Text)
	if err != nil {
		return nil
	}
	var out []reference
	t.walk(func(t *term) {
		if t.kind != fieldTerm {
			return
		}
		if name, ok := strings.CutPrefix(t.name, "$Permission."); ok {
			out = append(out, reference{ref{"CustomPermission", name}, at})
		} else if f := s.path(object, t.name); f != nil {
			out = append(out, reference{ref{"CustomField", f.object + "." + f.name}, at})
		}
	})
	return out
}

// flowReferences lists the objects and fields that the elements of a flow name.
func flowReferences(s store, doc *node) []reference {
	var out []reference
	field := func(object string, at *node) {
		if at != nil && object != "" {
			out = append(out, reference{ref{"CustomField", object + "." + at.Text}, at})
		}
	}
	start := doc.str("start", "object")
	doc.walk(func(n *node) {
		object := n.child("object")
		if object != nil {
			out = append(out, reference{ref{"CustomObject", object.Text}, object})
		}
		over := n.str("object")
		if n.child("inputReference") != nil && n.str("inputReference") == "$Record" {
			over = start
		}
		for _, f := range append(n.all("filters"), n.all("inputAssignments")...) {
			field(over, f.child("field"))
		}
		if n.Name == "scheduledPaths" {
			if f := n.child("recordField"); f != nil {
				field(start, f)
			}
		}
		for _, m := range recordField.FindAllStringSubmatch(n.Text, -1) {
			name := start + "." + m[1]
			if f := s.path(start, m[1]); f != nil {
				name = f.object + "." + f.name
			}
			out = append(out, reference{ref{"CustomField", name}, n})
		}
		for _, prefix := range []string{"$Record.", "$Record__Prior."} {
			if name, ok := strings.CutPrefix(n.Text, prefix); ok && n.Name != "expression" && !strings.ContainsAny(name, ". ") {
				out = append(out, reference{ref{"CustomField", start + "." + name}, n})
			}
		}
	})
	return out
}
