package emulator

import (
	"regexp"
	"slices"
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
	case "Queue":
		d.verifyQueue(p)
	case "LeadConvertSettings":
		d.verifyConversion(p)
	case "Flow":
		d.verifyFlow(p)
	case "ReportType", "Report", "Dashboard", "ReportFolder", "DashboardFolder":
		d.verifyReports(p)
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
			if d.store.path(object, name) == nil && !setupField(object, name) {
				d.fail(p, r.at, "In field: %s - no CustomField named %s found", r.at.Name, r.to.name)
			}
		default:
			_, setup := setupObjects[strings.ToLower(r.to.name)] // objects of Setup, such as Group, have no metadata
			if d.store.get(r.to.kind, r.to.name) == nil && !(setup && r.to.kind == "CustomObject") {
				d.fail(p, r.at, "In field: %s - no %s named %s found", r.at.Name, r.to.kind, r.to.name)
			}
		}
	}
}

// setupField tells whether an object of Setup has a field.
func setupField(object, name string) bool {
	return slices.ContainsFunc(strings.Fields(setupObjects[strings.ToLower(object)].fields), func(f string) bool {
		own, _, _ := strings.Cut(f, ":")
		return strings.EqualFold(own, name)
	})
}

func (d *deployment) needs(p placed, names ...string) {
	for _, name := range names {
		if p.doc.child(name) == nil {
			d.fail(p, nil, "Required field is missing: %s", name)
		}
	}
}
