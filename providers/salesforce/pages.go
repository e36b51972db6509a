package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// objectPages are the pages in the Object Manager of what belongs to an object. Source: Salesforce Help, Setup.
var objectPages = map[string]string{"CustomField": "Fields & Relationships", "ValidationRule": "Validation Rules", "RecordType": "Record Types"}

// setupPages are those of what stands alone. Source: Salesforce Help, Setup.
var setupPages = map[string]string{"GlobalValueSet": "Picklist Value Sets", "Flow": "Flows", "FlowDefinition": "Flows", "Queue": "Queues",
	"PathAssistant": "Path Settings", "PermissionSet": "Permission Sets", "CustomPermission": "Custom Permissions", "ReportType": "Report Types",
	"CustomMetadata": "Custom Metadata Types"}

// settingPages are those of groups of settings.
var settingPages = map[string]string{"LeadConfig": "Lead Settings", "Opportunity": "Opportunity Settings", "PathAssistant": "Path Settings"}

// page is where people find a component of the org, in the words of its menus.
func page(kind, name string) string {
	object, own, _ := strings.Cut(name, ".")
	if p := objectPages[kind]; p != "" {
		return "Setup > Object Manager > " + objectPage(object) + " > " + p + " > " + own
	}
	if p := setupPages[kind]; p != "" {
		return "Setup > " + p + " > " + name
	}
	switch kind {
	case "CustomObject":
		if strings.HasSuffix(name, "__mdt") {
			return "Setup > Custom Metadata Types > " + name
		}
		return "Setup > Object Manager > " + objectPage(name)
	case "StandardValueSet":
		for _, field := range sortedKeys(standardSets) {
			if standardSets[field] == name {
				return page("CustomField", field)
			}
		}
	case "BusinessProcess":
		if object == lead {
			return "Setup > Lead Processes > " + own
		}
		return "Setup > Sales Processes > " + own
	case "AssignmentRules", "AssignmentRule":
		return "Setup > " + objectPage(object) + " Assignment Rules"
	case "LeadConvertSettings":
		return "Setup > Object Manager > Lead > Fields & Relationships > Map Lead Fields"
	case "Settings":
		return "Setup > " + cmp.Or(settingPages[name], name)
	case "Report", "ReportFolder":
		return "Reports > " + name
	case "Dashboard", "DashboardFolder":
		return "Dashboards > " + name
	}
	return strings.TrimSpace(kind + " " + name)
}

// maxProblem is how much of the org's own message is shown, in characters.
const maxProblem = 500

// refusal is what the org says of a component, behind the page where people find it. Files of a deploy are seen by nobody.
func refusal(m *api.DeployMessage) string {
	said := cut(strings.TrimRight(strings.TrimSpace(m.Problem), "."), maxProblem)
	if m.Type == "" {
		return "Salesforce says of the deploy as a whole: " + said
	}
	return page(m.Type, metadata.DecodeName(m.FullName)) + ". Salesforce says: " + said
}

// failuresOf are the failures of a deploy, those that say the same once.
func failuresOf(r *api.DeployResult) (out []*api.DeployMessage) {
	for i := range r.Details.Failures {
		f := &r.Details.Failures[i]
		if !slices.ContainsFunc(out, func(o *api.DeployMessage) bool { return refusal(o) == refusal(f) }) {
			out = append(out, f)
		}
	}
	return out
}
