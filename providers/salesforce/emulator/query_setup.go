package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// profileID is the id of the profile that everybody has.
const profileID = "00e000000000001AAA"

// masterRecordType stands for having no record type.
const masterRecordType = "012000000000000AAA"

// setupObject is an object whose rows are metadata, or that has none in this org.
type setupObject struct {
	name   string
	fields string // Name:type, "=" with what it refers to
	rows   func(e *engine) []*crmRecord
	only   string // "tooling" of the Tooling API alone, "stored" with records of its own, "kept" with records that the org writes
}

// setupObjects are those that lifecycles and the usual clients ask about, by name in lower case.
var setupObjects map[string]setupObject

func init() {
	setupObjects = map[string]setupObject{}
	for _, s := range slices.Concat(setupTables, toolingTables, []setupObject{stageHistory}) {
		setupObjects[strings.ToLower(s.name)] = s
	}
}

var setupTables = []setupObject{
	{"OpportunityStage", "Id:id ApiName:string MasterLabel:string DefaultProbability:percent ForecastCategory:string ForecastCategoryName:string IsActive:boolean IsClosed:boolean IsWon:boolean SortOrder:int", stageRows, ""},
	{"LeadStatus", "Id:id ApiName:string MasterLabel:string IsConverted:boolean IsDefault:boolean SortOrder:int", valueRows("LeadStatus"), ""},
	{"TaskStatus", "Id:id ApiName:string MasterLabel:string IsClosed:boolean IsDefault:boolean SortOrder:int", valueRows("TaskStatus"), ""},
	{"TaskPriority", "Id:id ApiName:string MasterLabel:string IsDefault:boolean SortOrder:int", valueRows("TaskPriority"), ""},
	{"User", "Id:id Username:string Name:string LastName:string Email:email IsActive:boolean ProfileId:reference=Profile UserRoleId:reference=UserRole ManagerId:reference=User UserType:string CreatedDate:datetime", userRows, ""},
	{"UserRole", "Id:id Name:string DeveloperName:string", nil, ""},
	{"Profile", "Id:id Name:string UserType:string", func(*engine) []*crmRecord {
		return []*crmRecord{row("Id", profileID, "Name", "System Administrator", "UserType", "Standard")}
	}, ""},
	{"Organization", "Id:id Name:string InstanceName:string IsSandbox:boolean OrganizationType:string NamespacePrefix:string TrialExpirationDate:datetime LanguageLocaleKey:string DefaultCurrencyIsoCode:string TimeZoneSidKey:string", func(e *engine) []*crmRecord {
		return []*crmRecord{row("Id", OrgID, "Name", e.st.Name, "InstanceName", "EMU1", "IsSandbox", true, "OrganizationType", "Enterprise Edition", "LanguageLocaleKey", "en_US", "TimeZoneSidKey", "GMT")}
	}, ""},
	{"Group", "Id:id Name:string DeveloperName:string Type:string Email:email DoesSendEmailToMembers:boolean", groupRows, ""},
	{"QueueSobject", "Id:id QueueId:reference=Group SobjectType:string", queueObjectRows, ""},
	{"GroupMember", "Id:id GroupId:reference=Group UserOrGroupId:reference=User", groupMemberRows, ""},
	{"RecordType", "Id:id Name:string DeveloperName:string SobjectType:string IsActive:boolean Description:string BusinessProcessId:reference=BusinessProcess NamespacePrefix:string", recordTypeRows, ""},
	{"BusinessProcess", "Id:id Name:string TableEnumOrId:string IsActive:boolean Description:string NamespacePrefix:string", func(e *engine) []*crmRecord {
		return e.components("BusinessProcess", func(c *component, owner, name string) []any {
			return []any{"Name", name, "TableEnumOrId", owner, "IsActive", c.Doc.is("isActive"), "Description", c.Doc.str("description")}
		})
	}, ""},
	{"PermissionSet", "Id:id Name:string Label:string Description:string IsCustom:boolean IsOwnedByProfile:boolean NamespacePrefix:string Type:string", func(e *engine) []*crmRecord {
		return e.components("PermissionSet", func(c *component, _, name string) []any {
			return []any{"Name", name, "Label", c.Doc.str("label"), "Description", c.Doc.str("description"), "IsCustom", true, "IsOwnedByProfile", false, "Type", "Regular"}
		})
	}, ""},
	{"PermissionSetAssignment", "Id:id AssigneeId:reference=User PermissionSetId:reference=PermissionSet", nil, "stored"},
	{"CustomPermission", "Id:id DeveloperName:string MasterLabel:string Description:string NamespacePrefix:string", func(e *engine) []*crmRecord {
		return e.components("CustomPermission", func(c *component, _, name string) []any {
			return []any{"DeveloperName", name, "MasterLabel", c.Doc.str("label"), "Description", c.Doc.str("description")}
		})
	}, ""},
	{"FieldPermissions", "Id:id ParentId:reference=PermissionSet SobjectType:string Field:string PermissionsRead:boolean PermissionsEdit:boolean", fieldPermissionRows, ""},
	{"EntityDefinition", "DurableId:id QualifiedApiName:string DeveloperName:string Label:string KeyPrefix:string IsCustomizable:boolean", entityRows, ""},
	{"FlowDefinitionView", "DurableId:id ApiName:string Label:string ProcessType:string TriggerType:string IsActive:boolean Description:string ActiveVersionId:reference=Flow", func(e *engine) []*crmRecord {
		return e.components("Flow", func(c *component, _, name string) []any {
			return []any{"DurableId", definitionID(c), "ApiName", name, "Label", c.Doc.str("label"), "ProcessType", c.Doc.str("processType"), "TriggerType", c.Doc.str("start", "triggerType"),
				"IsActive", c.Doc.str("status") == "Active", "Description", c.Doc.str("description"), "ActiveVersionId", activeID(c)}
		})
	}, ""},
}

func (s setupObject) table(e *engine) *table {
	t := &table{name: s.name, tooling: s.only == "tooling", writable: s.only == "stored"}
	for _, part := range strings.Fields(s.fields) {
		name, kind, _ := strings.Cut(part, ":")
		kind, refersTo, _ := strings.Cut(kind, "=")
		t.fields = append(t.fields, &field{object: s.name, name: name, label: name, kind: kind, refersTo: refersTo, system: kind == "id", required: t.writable && kind != "id"})
	}
	switch {
	case s.only == "stored" || s.only == "kept":
		return e.stored(t)
	case s.rows == nil:
		return t.made(nil)
	}
	return t.made(s.rows(e))
}

// row makes a record of names and values; blank ones are none.
func row(pairs ...any) *crmRecord {
	r := &crmRecord{Values: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name := text(pairs[i]); !blank(pairs[i+1]) {
			r.Values[name] = pairs[i+1]
		}
	}
	return r
}

// components makes a row of every component of a type.
func (e *engine) components(kind string, of func(c *component, owner, name string) []any) []*crmRecord {
	var out []*crmRecord
	for _, full := range e.st.Metadata.names(kind) {
		c := e.st.Metadata.get(kind, full)
		owner, name, dotted := strings.Cut(full, ".")
		if !dotted {
			name = full
		}
		out = append(out, row(append([]any{"Id", c.ID, "FullName", full}, of(c, owner, name)...)...))
	}
	return out
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// numbered makes an id of rows that have none: the emulator's own for the nth row.
func numbered(prefix string, n int) string { return fmt.Sprintf("%s%012dAAA", prefix, n+1) }

func (e *engine) setOptions(set string) []option {
	return e.st.Metadata.options(&field{kind: "picklist", valueSet: set})
}

// forecastNames translates categories of forecasts from metadata to records.
var forecastNames = map[string]string{"BestCase": "Best Case", "Forecast": "Commit", "MostLikely": "Most Likely"}

func forecastName(category string) string {
	if n := forecastNames[category]; n != "" {
		return n
	}
	return category
}

func stageRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for i, o := range e.setOptions("OpportunityStage") {
		out = append(out, row("Id", numbered("01J", i), "ApiName", o.name, "MasterLabel", o.label, "DefaultProbability", float64(atoi(o.probability)), "ForecastCategory", o.forecast,
			"ForecastCategoryName", forecastName(o.forecast), "IsActive", o.active, "IsClosed", o.closed, "IsWon", o.won, "SortOrder", float64(i+1)))
	}
	return out
}

// valueRows are those of value sets whose sObject has no IsActive: inactive values are not among them.
func valueRows(set string) func(e *engine) []*crmRecord {
	return func(e *engine) []*crmRecord {
		var out []*crmRecord
		for i, o := range e.setOptions(set) {
			if o.active {
				out = append(out, row("Id", numbered("01J", 1000+i), "ApiName", o.name, "MasterLabel", o.label, "IsConverted", o.converted, "IsClosed", o.closed, "IsDefault", o.isDefault, "SortOrder", float64(i+1)))
			}
		}
		return out
	}
}

func userRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for _, u := range e.st.Users {
		last := u.Name[strings.LastIndex(u.Name, " ")+1:]
		out = append(out, row("Id", u.ID, "Username", u.Username, "Name", u.Name, "LastName", last, "Email", u.Username, "IsActive", true, "ProfileId", profileID, "UserType", "Standard", "CreatedDate", seedTime))
	}
	return out
}

func groupRows(e *engine) []*crmRecord {
	queues := e.components("Queue", func(c *component, _, name string) []any {
		return []any{"Name", c.Doc.str("name"), "DeveloperName", name, "Type", "Queue", "Email", c.Doc.str("email"), "DoesSendEmailToMembers", c.Doc.is("doesSendEmailToMembers")}
	})
	return append(queues, e.components("Group", func(c *component, _, name string) []any {
		return []any{"Name", c.Doc.str("name"), "DeveloperName", name, "Type", "Regular", "DoesSendEmailToMembers", false}
	})...)
}

func queueObjectRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for _, name := range e.st.Metadata.names("Queue") {
		c := e.st.Metadata.get("Queue", name)
		for _, o := range c.Doc.all("queueSobject") {
			out = append(out, row("Id", numbered("03g", len(out)), "QueueId", c.ID, "SobjectType", o.str("sobjectType")))
		}
	}
	return out
}

func groupMemberRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for _, name := range e.st.Metadata.names("Queue") {
		c := e.st.Metadata.get("Queue", name)
		for _, username := range c.Doc.child("queueMembers", "users").texts("user") {
			if u := e.st.user(func(u *User) bool { return u.Username == username }); u != nil {
				out = append(out, row("Id", numbered("011", len(out)), "GroupId", c.ID, "UserOrGroupId", u.ID))
			}
		}
	}
	return out
}

func recordTypeRows(e *engine) []*crmRecord {
	return e.components("RecordType", func(c *component, owner, name string) []any {
		process := ""
		if p := e.st.Metadata.get("BusinessProcess", owner+"."+c.Doc.str("businessProcess")); p != nil {
			process = p.ID
		}
		return []any{"Name", c.Doc.str("label"), "DeveloperName", name, "SobjectType", owner, "IsActive", c.Doc.is("active"), "Description", c.Doc.str("description"), "BusinessProcessId", process}
	})
}

func fieldPermissionRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for _, name := range e.st.Metadata.names("PermissionSet") {
		c := e.st.Metadata.get("PermissionSet", name)
		for _, p := range c.Doc.all("fieldPermissions") {
			object, _, _ := strings.Cut(p.str("field"), ".")
			out = append(out, row("Id", numbered("01k", len(out)), "ParentId", c.ID, "SobjectType", object, "Field", p.str("field"), "PermissionsRead", p.is("readable"), "PermissionsEdit", p.is("editable")))
		}
	}
	return out
}

func entityRows(e *engine) []*crmRecord {
	var out []*crmRecord
	for _, name := range e.st.Metadata.names("CustomObject") {
		out = append(out, row("Id", name, "DurableId", name, "QualifiedApiName", name, "DeveloperName", strings.TrimSuffix(name, "__c"), "Label", e.label(name), "KeyPrefix", keyPrefix(name), "IsCustomizable", true))
	}
	return out
}
