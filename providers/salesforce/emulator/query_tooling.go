package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// toolingTables are objects of the Tooling API. It also answers for those of the other one.
var toolingTables = []setupObject{
	{"ValidationRule", "Id:id ValidationName:string Active:boolean Description:string ErrorMessage:string ErrorDisplayField:string EntityDefinitionId:reference=EntityDefinition NamespacePrefix:string ManageableState:string " + toolingFields, func(e *engine) []*crmRecord {
		return e.documents("ValidationRule", func(c *component, owner, name string) []any {
			return []any{"ValidationName", name, "Active", c.Doc.is("active"), "Description", c.Doc.str("description"), "ErrorMessage", c.Doc.str("errorMessage"),
				"ErrorDisplayField", c.Doc.str("errorDisplayField"), "EntityDefinitionId", owner, "ManageableState", "unmanaged"}
		})
	}, "tooling"},
	{"StandardValueSet", "Id:id MasterLabel:string " + toolingFields, func(e *engine) []*crmRecord {
		return e.documents("StandardValueSet", func(_ *component, _, name string) []any { return []any{"MasterLabel", name} })
	}, "tooling"},
	{"GlobalValueSet", "Id:id DeveloperName:string MasterLabel:string Description:string NamespacePrefix:string " + toolingFields, func(e *engine) []*crmRecord {
		return e.documents("GlobalValueSet", func(c *component, _, name string) []any {
			return []any{"DeveloperName", name, "MasterLabel", c.Doc.str("masterLabel"), "Description", c.Doc.str("description")}
		})
	}, "tooling"},
	{"CustomField", "Id:id DeveloperName:string TableEnumOrId:string EntityDefinitionId:reference=EntityDefinition Description:string InlineHelpText:string NamespacePrefix:string ManageableState:string " + toolingFields, func(e *engine) []*crmRecord {
		rows := e.documents("CustomField", func(c *component, owner, name string) []any {
			return []any{"DeveloperName", strings.TrimSuffix(name, "__c"), "TableEnumOrId", owner, "EntityDefinitionId", owner, "Description", c.Doc.str("description"),
				"InlineHelpText", c.Doc.str("inlineHelpText"), "ManageableState", "unmanaged"}
		})
		return slices.DeleteFunc(rows, func(r *crmRecord) bool { return !strings.HasSuffix(text(r.Values["FullName"]), "__c") })
	}, "tooling"},
	{"CustomObject", "Id:id DeveloperName:string NamespacePrefix:string ManageableState:string " + toolingFields, func(e *engine) []*crmRecord {
		rows := e.documents("CustomObject", func(_ *component, _, name string) []any {
			return []any{"DeveloperName", strings.TrimSuffix(name, "__c"), "ManageableState", "unmanaged"}
		})
		return slices.DeleteFunc(rows, func(r *crmRecord) bool { return stdObjects[text(r.Values["FullName"])].name != "" })
	}, "tooling"},
	{"Flow", "Id:id MasterLabel:string DefinitionId:reference=FlowDefinition Status:string ProcessType:string VersionNumber:int Description:string ManageableState:string " + toolingFields, (*engine).flowVersions, "tooling"},
	{"FlowDefinition", "Id:id DeveloperName:string MasterLabel:string Description:string ActiveVersionId:reference=Flow LatestVersionId:reference=Flow NamespacePrefix:string", (*engine).flowDefinitions, "tooling"},
	{"PathAssistant", "Id:id DeveloperName:string MasterLabel:string SobjectType:string FieldName:string IsActive:boolean " + toolingFields, func(e *engine) []*crmRecord {
		return e.documents("PathAssistant", func(c *component, _, name string) []any {
			return []any{"DeveloperName", name, "MasterLabel", c.Doc.str("masterLabel"), "SobjectType", c.Doc.str("entityName"), "FieldName", c.Doc.str("fieldName"), "IsActive", c.Doc.is("active")}
		})
	}, "tooling"},
	{"SandboxProcess", "Id:id SandboxName:string Status:string LicenseType:string SandboxOrganization:string", nil, "tooling"},
	{"ApexClass", "Id:id Name:string NamespacePrefix:string", nil, "tooling"},
	{"ApexTrigger", "Id:id Name:string NamespacePrefix:string TableEnumOrId:string", nil, "tooling"},
}

// toolingFields are those which hold a component as a whole. They may be asked of one row at a time.
const toolingFields = "FullName:string Metadata:complexvalue CreatedDate:datetime LastModifiedDate:datetime"

// documents makes rows of components with what toolingFields are.
func (e *engine) documents(kind string, of func(c *component, owner, name string) []any) []*crmRecord {
	return e.components(kind, func(c *component, owner, name string) []any {
		return append(of(c, owner, name), "Metadata", typed{c.Doc, kind}, "CreatedDate", c.Created, "LastModifiedDate", c.Changed)
	})
}

// typed is a document with its type.
type typed struct {
	doc  *node
	kind string
}

// MarshalJSON writes a document as the Tooling API does: all elements of its type, of which those that are missing are null.
func (t typed) MarshalJSON() ([]byte, error) { return mustJSON(t.json()), nil }

func (t typed) json() any {
	elements, known := definitions().types[t.kind]
	if !known {
		return scalar(t.doc.Text, t.kind)
	}
	out := map[string]any{}
	for _, e := range elements {
		name := e.name
		if name == "fullName" {
			if !strings.HasSuffix(t.kind, "Value") {
				continue // which is a field of the row
			}
			name = "valueName"
		}
		var list []any
		for _, k := range t.doc.all(e.name) {
			list = append(list, typed{k, e.kind}.json())
		}
		switch {
		case e.many:
			out[name] = append([]any{}, list...)
		case len(list) > 0:
			out[name] = list[0]
		default:
			out[name] = nil
		}
	}
	return out
}

func scalar(s, kind string) any {
	switch kind {
	case "boolean":
		return s == "true"
	case "int", "double":
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return f
		}
	}
	return s
}
