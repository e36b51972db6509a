package salesforce

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// lookedAt are the standard objects whose fields, rules and record types are read. Retrieves give standard objects by name only.
var lookedAt = []string{account, contact, lead, opportunity, "Campaign", "Task"}

// wholesale are the kinds of which everything is retrieved.
var wholesale = []string{"GlobalValueSet", "CustomPermission", "CustomMetadata", "Queue", "AssignmentRules", "PathAssistant", "LeadConvertSettings", "Flow", "ReportType"}

// readOrg reads an org's metadata: one list, one retrieve and four queries, however much there is.
func readOrg(ctx context.Context, c *api.Client, s *settings) (*snapshot, error) {
	details, err := checkOrg(ctx, c, s)
	if err != nil {
		return nil, err
	}
	listed, err := c.ListMetadata(ctx, api.ListQuery{Type: "CustomObject"}, api.ListQuery{Type: "Report", Folder: s.folder}, api.ListQuery{Type: "Dashboard", Folder: s.folder})
	if err != nil {
		return nil, err
	}
	var (
		wg   sync.WaitGroup
		errs [4]error
		pkg  *metadata.Package
		org  = orgFacts{known: true, details: *details}
		opps []stageRow
	)
	wg.Go(func() { pkg, errs[0] = retrieve(ctx, c, members(listed, s)) })
	wg.Go(func() {
		opps, errs[1] = api.Collect(api.Query[stageRow](ctx, c, "SELECT ApiName, IsActive FROM OpportunityStage"))
	})
	wg.Go(func() {
		org.users, errs[2] = api.Collect(api.Query[user](ctx, c, "SELECT Username, Email, Name FROM User WHERE IsActive = true"))
	})
	wg.Go(func() {
		var id *api.Identity
		if id, errs[3] = c.Identity(ctx); errs[3] == nil {
			org.username = id.Username
		}
	})
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	out := newSnapshot(pkg)
	out.org = org
	for _, o := range opps {
		if !o.IsActive {
			out.inactive["OpportunityStage/"+o.ApiName] = true
		}
	}
	return out, nil
}

// checkOrg reads which org it is, and refuses any but the one of the settings. Ids have 15 characters; the three more that some
// have are a checksum.
func checkOrg(ctx context.Context, c *api.Client, s *settings) (*api.Organization, error) {
	d, err := c.Organization(ctx)
	if err != nil {
		return nil, err
	}
	if s.orgID != "" && (len(d.ID) < orgIDLength || d.ID[:orgIDLength] != s.orgID[:orgIDLength]) {
		return nil, &providers.Error{Kind: providers.Permission, Attribute: "org_id",
			Message: fmt.Sprintf("the login belongs to org %s (%s), and the environment is for org %s", d.ID, d.Name, s.orgID)}
	}
	return d, nil
}

const orgIDLength = 15

type stageRow struct {
	ApiName  string
	IsActive bool
}

// permissionSets are those that are read.
var permissionSets = []string{accessPermissionSet, bypassPermissionSet}

// outOfSight is the error of an operation on an object that the org would have and nobody would read: of permission sets and
// folders, of which an org may have thousands, only those with the names of the settings are.
func (s *settings) outOfSight(op *providers.Operation) error {
	if op.Action == providers.Delete {
		return nil
	}
	name := text(op.After["name"])
	folder := text(op.After["folder"])
	switch op.Type {
	case typePermissionSet:
		if !slices.Contains(permissionSets, name) {
			return invalid("name", "of permission sets, only %s are read and written", strings.Join(permissionSets, " and "))
		}
		return nil
	case typeFolder:
		folder = key(text(op.After["kind"]), name)
	case typeReport, typeDashboard:
	default:
		return nil
	}
	_, name, _ = strings.Cut(folder, "/")
	if top, _, _ := strings.Cut(name, "/"); top != s.folder {
		return invalid("folder", "of folders of reports and dashboards, only %s and what is in it are read and written; another one is named by the setting folder", s.folder)
	}
	return nil
}

// members are what a retrieve asks for.
func members(listed []api.FileProperties, s *settings) []api.Members {
	by := map[string][]string{"CustomObject": slices.Clone(lookedAt), "Settings": {"LeadConfig", "Opportunity", "PathAssistant"},
		"PermissionSet": slices.Clone(permissionSets), "Report": {s.folder}, "Dashboard": {s.folder}}
	for _, set := range slices.Sorted(maps.Values(standardSets)) {
		if !slices.Contains(by["StandardValueSet"], set) {
			by["StandardValueSet"] = append(by["StandardValueSet"], set)
		}
	}
	for _, f := range listed {
		if f.Type == "CustomObject" && !isOurs(f) {
			continue
		}
		by[f.Type] = append(by[f.Type], f.FullName)
	}
	for _, kind := range wholesale {
		by[kind] = []string{"*"}
	}
	var out []api.Members
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		out = append(out, api.Members{Type: kind, Names: by[kind]})
	}
	return out
}

// isOurs tells whether an object is custom and belongs to no managed package.
func isOurs(f api.FileProperties) bool {
	return isCustom(f.FullName) && f.NamespacePrefix == ""
}

// retrieve gives components as a package. What is asked for and does not exist is left out.
func retrieve(ctx context.Context, c *api.Client, m []api.Members) (*metadata.Package, error) {
	r, err := c.Retrieve(ctx, m...)
	if err != nil {
		return nil, err
	}
	files, err := metadata.Unzip(r.Zip)
	if err == nil {
		var p *metadata.Package
		if p, err = metadata.ReadMDAPI(files); err == nil {
			return p, nil
		}
	}
	return nil, &providers.Error{Kind: providers.Unavailable, Message: "Salesforce returned metadata that cannot be read", Err: err}
}

// readFolder reads an SFDX project, or a package in metadata format.
func readFolder(dir string) (*snapshot, error) {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return nil, providers.InvalidSetting("source", "%s is no folder", dir)
	}
	files, err := metadata.Files(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	p, err := metadata.Read(files)
	if err != nil {
		return nil, providers.InvalidSetting("source", "%s", strings.TrimPrefix(err.Error(), "invalid: "))
	}
	return newSnapshot(p), nil
}
