package emulator

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
)

// kind is a type of metadata that has files of its own.
type kind struct {
	name     string
	dir      string
	suffix   string
	folder   string            // the type of the folders that its files lie in
	children map[string]string // element → type of the components that are elements of its files
	unlisted bool              // listMetadata does not show it
}

// kinds are the types that an org here holds. Directories and suffixes are those of the Metadata API.
var kinds = []kind{
	{name: "StandardValueSet", dir: "standardValueSets", suffix: "standardValueSet", unlisted: true},
	{name: "GlobalValueSet", dir: "globalValueSets", suffix: "globalValueSet"},
	{name: "CustomObject", dir: "objects", suffix: "object", children: map[string]string{
		"fields": "CustomField", "businessProcesses": "BusinessProcess", "recordTypes": "RecordType", "validationRules": "ValidationRule"}},
	{name: "CustomPermission", dir: "customPermissions", suffix: "customPermission"},
	{name: "Group", dir: "groups", suffix: "group"},
	{name: "Queue", dir: "queues", suffix: "queue"},
	{name: "AssignmentRules", dir: "assignmentRules", suffix: "assignmentRules", children: map[string]string{"assignmentRule": "AssignmentRule"}},
	{name: "PathAssistant", dir: "pathAssistants", suffix: "pathAssistant"},
	{name: "LeadConvertSettings", dir: "LeadConvertSettings", suffix: "LeadConvertSetting"},
	{name: "Settings", dir: "settings", suffix: "settings"},
	{name: "FlowDefinition", dir: "flowDefinitions", suffix: "flowDefinition"},
	{name: "Flow", dir: "flows", suffix: "flow"},
	{name: "PermissionSet", dir: "permissionsets", suffix: "permissionset"},
	{name: "CustomMetadata", dir: "customMetadata", suffix: "md"},
	{name: "ReportType", dir: "reportTypes", suffix: "reportType"},
	{name: "Report", dir: "reports", suffix: "report", folder: "ReportFolder"},
	{name: "Dashboard", dir: "dashboards", suffix: "dashboard", folder: "DashboardFolder"},
}

func kindNamed(name string) *kind {
	if i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name }); i >= 0 {
		return &kinds[i]
	}
	return nil
}

// parentOf finds the type whose files hold components of a type, with the element; nil for types with files of their own.
func parentOf(child string) (*kind, string) {
	for i := range kinds {
		for tag, name := range kinds[i].children {
			if name == child {
				return &kinds[i], tag
			}
		}
	}
	return nil, ""
}

// folderKind finds the type whose files lie in folders of a type.
func folderKind(folder string) *kind {
	if i := slices.IndexFunc(kinds, func(k kind) bool { return k.folder == folder }); i >= 0 && folder != "" {
		return &kinds[i]
	}
	return nil
}

// known tells whether a type is held here, as a file, as part of one, or as a folder.
func known(name string) bool {
	p, _ := parentOf(name)
	return kindNamed(name) != nil || p != nil || folderKind(name) != nil
}

// file is the path of a component in a zip. Names are percent-encoded there.
func file(kind, name string) string {
	if p, _ := parentOf(kind); p != nil {
		owner, _, _ := strings.Cut(name, ".")
		return file(p.name, owner)
	}
	if k := folderKind(kind); k != nil {
		return k.dir + "/" + encodePath(name) + "-meta.xml"
	}
	k := kindNamed(kind)
	if of, record, ok := strings.Cut(name, "."); ok && kind == "CustomMetadata" { // the point between type and record stays
		return k.dir + "/" + encode(of) + "." + encode(record) + "." + k.suffix
	}
	return k.dir + "/" + encodePath(name) + "." + k.suffix
}

// component of a path: its type and full name; false for a file of no type that is held here.
func located(file string) (kind, name string, ok bool) {
	dir, rest, _ := strings.Cut(file, "/")
	for _, k := range kinds {
		if k.dir != dir {
			continue
		}
		if base, found := strings.CutSuffix(rest, "-meta.xml"); found && k.folder != "" && path.Ext(base) == "" {
			return k.folder, decodePath(base), true
		}
		if base, found := strings.CutSuffix(rest, "."+k.suffix); found && base != "" {
			return k.name, decodePath(base), true
		}
	}
	return "", "", false
}

func encodePath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = encode(p)
	}
	return strings.Join(parts, "/")
}

func decodePath(name string) string {
	if s, err := url.PathUnescape(name); err == nil {
		return s
	}
	return name
}

// encode writes a name as file names, record types and business processes do: what is no letter, digit or one of " -_" stands
// as a percent sign and two digits for each byte; "Negotiation/Review" is "Negotiation%2FReview". Retrieved files show it for all
// signs of a keyboard and for dashes that are on none, and letters of other scripts as they are.
func encode(name string) string {
	var b strings.Builder
	for _, c := range name {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune(" -_", c) {
			b.WriteRune(c)
			continue
		}
		for _, one := range []byte(string(c)) {
			fmt.Fprintf(&b, "%%%02X", one)
		}
	}
	return b.String()
}
