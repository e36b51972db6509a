package api

import "strings"

// Permissions by the names that they have in Salesforce's setup.
const (
	apiEnabled     = "API Enabled"
	modifyMetadata = "Modify Metadata Through Metadata API Functions"
	modifyAll      = "Modify All Data"
	viewSetup      = "View Setup and Configuration"
)

// denied are codes that say by themselves what is missing. Source: SOAP API Developer Guide, ExceptionCode.
var denied = map[string]string{
	"API_CURRENTLY_DISABLED":    apiEnabled,
	"API_DISABLED_FOR_ORG":      apiEnabled + " (and an edition with API access)",
	"FUNCTIONALITY_NOT_ENABLED": "a feature of the org that is switched off",
	"NO_ACCESS":                 "access to this resource",
	"FORBIDDEN":                 "access to this resource",
}

// inMessages are permissions as messages name them. Metadata calls say: "use of the Metadata API requires a user with
// the ModifyAllData or ModifyMetadata permissions".
var inMessages = []struct{ says, means string }{
	{"ModifyMetadata", modifyMetadata},
	{"ModifyAllData", modifyAll},
	{modifyMetadata, modifyMetadata},
	{modifyAll, modifyAll},
	{viewSetup, viewSetup},
	{"View All Data", "View All Data"},
	{"Customize Application", "Customize Application"},
	{"Author Apex", "Author Apex"},
	{"Manage Users", "Manage Users"},
	{"Manage Flow", "Manage Flow"},
	{apiEnabled, apiEnabled},
}

// missing tells which right a refused request lacks, as far as that can be known.
func missing(p *Problem, path string) string {
	if right := denied[p.Code]; right != "" {
		return right
	}
	var found []string
	rest := p.Message
	for _, m := range inMessages {
		if strings.Contains(rest, m.says) {
			found = append(found, m.means)
			rest = strings.ReplaceAll(rest, m.says, "")
		}
	}
	if len(found) > 0 {
		return strings.Join(found, " or ")
	}
	switch {
	case strings.HasPrefix(path, soapPath), strings.Contains(path, "/metadata/"):
		return modifyMetadata + " or " + modifyAll
	case strings.Contains(path, "/tooling/"):
		return viewSetup
	case p.Code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY":
		return "read access to a record that this one refers to"
	case strings.Contains(path, "/composite/"), strings.Contains(path, "/jobs/ingest"):
		return "edit access to the records and the objects"
	}
	return "read access to the object"
}
