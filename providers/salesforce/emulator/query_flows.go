package emulator

import (
	"fmt"
	"strings"
)

// versionID is the id of a version of a flow, made of that of the flow.
func versionID(flow *component, number int) string {
	return fmt.Sprintf("301%s%03dAAA", flow.ID[6:15], number)
}

// flowVersions are rows of every version of every flow.
func (e *engine) flowVersions() []*crmRecord {
	var out []*crmRecord
	for _, name := range e.st.Metadata.names("Flow") {
		c := e.st.Metadata.get("Flow", name)
		for _, v := range c.Versions {
			out = append(out, row("Id", versionID(c, v.Number), "MasterLabel", v.Doc.str("label"), "DefinitionId", definitionID(c), "Status", v.Doc.str("status"), "ProcessType", v.Doc.str("processType"),
				"VersionNumber", float64(v.Number), "Description", v.Doc.str("description"), "ManageableState", "unmanaged", "FullName", fmt.Sprintf("%s-%d", name, v.Number), "Metadata", typed{v.Doc, "Flow"},
				"CreatedDate", c.Created, "LastModifiedDate", c.Changed))
		}
	}
	return out
}

func definitionID(flow *component) string { return "300" + strings.TrimPrefix(flow.ID, "301") }

// flowDefinitions are rows of every flow, with the ids of its active version and its latest.
func (e *engine) flowDefinitions() []*crmRecord {
	return e.components("Flow", func(c *component, _, name string) []any {
		out := []any{"Id", definitionID(c), "DeveloperName", name, "MasterLabel", c.Doc.str("label"), "Description", c.Doc.str("description")}
		if n := len(c.Versions); n > 0 {
			out = append(out, "LatestVersionId", versionID(c, c.Versions[n-1].Number))
		}
		return append(out, "ActiveVersionId", activeID(c))
	})
}

// activeID is the id of the active version of a flow, "" where none is.
func activeID(flow *component) string {
	for _, v := range flow.Versions {
		if v.Doc.str("status") == "Active" {
			return versionID(flow, v.Number)
		}
	}
	return ""
}
