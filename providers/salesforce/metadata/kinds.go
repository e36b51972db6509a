package metadata

import (
	"slices"
	"strings"
)

// Kind is a metadata type as packages name it: where its files are and what their root element is. Folders and
// suffixes are those of Salesforce's registry of metadata types, tried with its own conversion between the formats.
type Kind struct {
	Name     string // as in package.xml
	Folder   string // below the root of a package, or below the object of a child
	Suffix   string
	Parent   string // kind that holds it: nested there in an mdapi file, a file of its own in the source format
	Element  string // of a child: its element in the parent
	Filed    string // kind of the folders that its files are in
	Modelled bool   // a Go type, and the schema's table, stand for it
}

// kinds are in the order in which one may rest on another: a value set before its fields, folders before reports.
var kinds = []*Kind{
	{Name: "StandardValueSet", Folder: "standardValueSets", Suffix: "standardValueSet", Modelled: true},
	{Name: "GlobalValueSet", Folder: "globalValueSets", Suffix: "globalValueSet", Modelled: true},
	{Name: "CustomObject", Folder: "objects", Suffix: "object", Modelled: true},
	{Name: "CustomField", Folder: "fields", Suffix: "field", Parent: "CustomObject", Element: "fields", Modelled: true},
	{Name: "Index", Folder: "indexes", Suffix: "index", Parent: "CustomObject", Element: "indexes"},
	{Name: "CustomPermission", Folder: "customPermissions", Suffix: "customPermission", Modelled: true},
	{Name: "BusinessProcess", Folder: "businessProcesses", Suffix: "businessProcess", Parent: "CustomObject", Element: "businessProcesses", Modelled: true},
	{Name: "CompactLayout", Folder: "compactLayouts", Suffix: "compactLayout", Parent: "CustomObject", Element: "compactLayouts"},
	{Name: "RecordType", Folder: "recordTypes", Suffix: "recordType", Parent: "CustomObject", Element: "recordTypes", Modelled: true},
	{Name: "ValidationRule", Folder: "validationRules", Suffix: "validationRule", Parent: "CustomObject", Element: "validationRules", Modelled: true},
	{Name: "FieldSet", Folder: "fieldSets", Suffix: "fieldSet", Parent: "CustomObject", Element: "fieldSets"},
	{Name: "ListView", Folder: "listViews", Suffix: "listView", Parent: "CustomObject", Element: "listViews"},
	{Name: "SharingReason", Folder: "sharingReasons", Suffix: "sharingReason", Parent: "CustomObject", Element: "sharingReasons"},
	{Name: "WebLink", Folder: "webLinks", Suffix: "webLink", Parent: "CustomObject", Element: "webLinks"},
	{Name: "CustomMetadata", Folder: "customMetadata", Suffix: "md", Modelled: true},
	{Name: "Queue", Folder: "queues", Suffix: "queue", Modelled: true},
	{Name: "AssignmentRules", Folder: "assignmentRules", Suffix: "assignmentRules", Modelled: true},
	{Name: "PathAssistant", Folder: "pathAssistants", Suffix: "pathAssistant", Modelled: true},
	{Name: "LeadConvertSettings", Folder: "LeadConvertSettings", Suffix: "LeadConvertSetting", Modelled: true},
	{Name: "Settings", Folder: "settings", Suffix: "settings", Modelled: true},
	{Name: "Flow", Folder: "flows", Suffix: "flow", Modelled: true},
	{Name: "FlowDefinition", Folder: "flowDefinitions", Suffix: "flowDefinition", Modelled: true},
	{Name: "PermissionSet", Folder: "permissionsets", Suffix: "permissionset", Modelled: true},
	{Name: "ReportType", Folder: "reportTypes", Suffix: "reportType", Modelled: true},
	{Name: "ReportFolder", Folder: "reports", Suffix: "reportFolder", Modelled: true},
	{Name: "Report", Folder: "reports", Suffix: "report", Filed: "ReportFolder", Modelled: true},
	{Name: "DashboardFolder", Folder: "dashboards", Suffix: "dashboardFolder", Modelled: true},
	{Name: "Dashboard", Folder: "dashboards", Suffix: "dashboard", Filed: "DashboardFolder", Modelled: true},
}

// settings are the members of the kind Settings that we know; the root element is the name with "Settings" after it.
var settings = []string{"LeadConfig", "Opportunity", "PathAssistant"}

var kindByName = func() map[string]*Kind {
	m := map[string]*Kind{}
	for _, k := range kinds {
		m[k.Name] = k
	}
	return m
}()

// Kinds gives all kinds, those that others rest on first.
func Kinds() []*Kind { return slices.Clone(kinds) }

// KindOf gives a kind by its name in package.xml, or nil. Folders of reports and dashboards, which package.xml lists
// as members of what they hold, go by ReportFolder and DashboardFolder.
func KindOf(name string) *Kind { return kindByName[name] }

// RootOf is the root element of a member's file, which is its type in the schema.
func (k *Kind) RootOf(member string) string {
	if k.Name == "Settings" {
		return member + "Settings"
	}
	return k.Name
}

// Roots are the root elements that files of the kind may have.
func (k *Kind) Roots() []string {
	if k.Name != "Settings" {
		return []string{k.Name}
	}
	var out []string
	for _, s := range settings {
		out = append(out, k.RootOf(s))
	}
	return out
}

// manifestName is the type that package.xml lists members of the kind under.
func (k *Kind) manifestName() string { return strings.TrimSuffix(k.Name, "Folder") }

// isFolder tells whether members of the kind are folders that hold others.
func (k *Kind) isFolder() bool { return k.manifestName() != k.Name }

// childOf gives the kind that an element of an object's file is, or nil.
func childOf(parent, element string) *Kind {
	for _, k := range kinds {
		if k.Parent == parent && k.Element == element {
			return k
		}
	}
	return nil
}

// rank is the place of a kind among all kinds.
func (k *Kind) rank() int { return slices.Index(kinds, k) }
