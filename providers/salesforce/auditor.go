package salesforce

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

var _ providers.Auditor = (*Provider)(nil)

// setupTrail is where people find what no list of metadata says.
const setupTrail = "Salesforce tells who changed a component last, but not of standard picklists and settings, and nothing of what was deleted. " +
	"Setup > View Setup Audit Trail has the changes of the last 180 days."

// LastChanges asks the org for the properties of the components that hold the subjects: one list for each type of metadata.
func (p *Provider) LastChanges(ctx context.Context, of []providers.Subject) ([]*providers.LastChange, []string, error) {
	out := make([]*providers.LastChange, len(of))
	if p.client == nil {
		return out, []string{"What was read is a folder of metadata, which says nothing of who changed an org."}, nil
	}
	members := make([]metadata.Member, len(of))
	var queries []api.ListQuery
	for i, s := range of {
		if members[i] = memberOf(s); members[i].Kind == "" || s.Gone {
			continue
		}
		q := api.ListQuery{Type: members[i].Kind}
		if slices.Contains([]string{"Report", "Dashboard"}, q.Type) {
			q.Folder, _ = under(members[i].Name)
		}
		if !slices.Contains(queries, q) {
			queries = append(queries, q)
		}
	}
	list, err := p.client.ListMetadata(ctx, queries...)
	if providers.IsKind(err, providers.Permission) {
		return out, []string{"Salesforce does not let this user list metadata: " + err.Error() + "."}, nil
	}
	if err != nil {
		return out, nil, err
	}
	known := map[metadata.Member]*api.FileProperties{}
	for i := range list {
		name, err := url.PathUnescape(list[i].FullName)
		if err != nil {
			name = list[i].FullName
		}
		known[memberKey(list[i].Type, name)] = &list[i]
	}
	lacking := false
	for i, m := range members {
		f := known[memberKey(m.Kind, m.Name)]
		if f == nil || of[i].Gone {
			lacking = true
			continue
		}
		c := &providers.LastChange{Who: f.LastModifiedByName}
		if at := f.LastModifiedDate.Time(); !at.IsZero() {
			c.When = &at
		}
		out[i] = c
	}
	if lacking {
		return out, []string{setupTrail}, nil
	}
	return out, nil, nil
}

// kindsOfMetadata are the types of metadata that hold objects of a type by themselves; their full names are natural keys with a dot
// behind what they are in.
var kindsOfMetadata = map[string]string{
	typeObject: "CustomObject", typeGlobalValueSet: "GlobalValueSet", typeField: "CustomField", typePermission: "CustomPermission", typeProcess: "BusinessProcess",
	typeRecordType: "RecordType", typeValidation: "ValidationRule", typeMetadata: "CustomMetadata", typeQueue: "Queue", typePath: "PathAssistant", typeFlow: "Flow",
	typePermissionSet: "PermissionSet", typeReportType: "ReportType", typeReport: "Report", typeDashboard: "Dashboard",
}

// memberOf is the component that holds a subject; none for what Salesforce lists no component of.
func memberOf(s providers.Subject) metadata.Member {
	kind := kindsOfMetadata[s.Type]
	switch s.Type {
	case typeValue:
		set, _ := under(s.Key)
		global, is := strings.CutPrefix(set, globalSet)
		switch {
		case is:
			return metadata.Member{Kind: "GlobalValueSet", Name: global}
		case !isStandardSet(set):
			return metadata.Member{Kind: "CustomField", Name: set}
		}
		return metadata.Member{}
	case typeReport, typeDashboard:
		return metadata.Member{Kind: kind, Name: s.Key}
	case typeAssignment:
		object, _ := under(s.Key)
		return metadata.Member{Kind: "AssignmentRules", Name: object}
	}
	if kind == "" {
		return metadata.Member{}
	}
	return metadata.Member{Kind: kind, Name: strings.ReplaceAll(s.Key, "/", ".")}
}
