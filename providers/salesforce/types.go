package salesforce

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/attr"
	"github.com/zclconf/go-cty/cty"
)

// Names of the resource types, what is referred to before what refers.
const (
	typeObject         = "salesforce_object"
	typeGlobalValueSet = "salesforce_global_value_set"
	typeField          = "salesforce_field"
	typeValue          = "salesforce_picklist_value"
	typePermission     = "salesforce_custom_permission"
	typeProcess        = "salesforce_business_process"
	typeRecordType     = "salesforce_record_type"
	typeValidation     = "salesforce_validation_rule"
	typeMetadata       = "salesforce_custom_metadata"
	typeQueue          = "salesforce_queue"
	typeAssignment     = "salesforce_assignment_rule"
	typePath           = "salesforce_path"
	typeLeadMapping    = "salesforce_lead_field_mapping"
	typeSetting        = "salesforce_setting"
	typeFlow           = "salesforce_flow"
	typePermissionSet  = "salesforce_permission_set"
	typeReportType     = "salesforce_report_type"
	typeFolder         = "salesforce_folder"
	typeReport         = "salesforce_report"
	typeDashboard      = "salesforce_dashboard"
)

// set is a list without an order; what others have added to it stays and makes no difference.
func set(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: attr.Texts, Doc: doc, Optional: true, Computed: true, Set: true, Serves: among, Merge: merged}
}

// granting is a set of what a permission set grants, each with its rights.
func granting(name, doc string) providers.Attribute {
	a := set(name, doc)
	a.Merge = regranted
	return a
}

// used lists what a formula or document uses, so that it comes after it; see derive.
func used(name, what, typ string) providers.Attribute {
	return providers.Attribute{Name: name, Type: attr.Texts, Doc: what + " that it uses; follows from the rest.", Optional: true, Computed: true, Set: true, Refers: typ, Technical: true, Serves: among}
}

// document is a component as values, see document.go. What the org or its people added makes no difference.
// The summary beside it is for people.
func document(kind, doc string) providers.Attribute {
	return providers.Attribute{Name: "definition", Type: cty.DynamicPseudoType, Doc: doc, Optional: true, Serves: servesAs(kind), Technical: true}
}

func objectAttr() providers.Attribute {
	return attr.Immutable(attr.Refers(attr.Required("object", "API name of the object: Lead, Opportunity, Project__c."), typeObject))
}

func nameAttr() providers.Attribute { return attr.Immutable(attr.Required("name", "API name.")) }

var summary = attr.OrComputed("summary", attr.Texts, "What it does, in words; follows from the definition.")

var description = attr.OrComputed("description", cty.String, "What it is for.")

func declaredTypes() []*providers.ResourceType {
	return []*providers.ResourceType{
		{Name: typeObject, Doc: "An object. Of standard objects only what is given here is managed.", Key: []string{"name"}, CanDelete: true, Records: true,
			DeleteNote: "A custom object goes to Salesforce's recycle bin of objects for 15 days, with its records.", Attributes: []providers.Attribute{
				nameAttr(),
				attr.OrComputed("label", cty.String, "Singular that people see."),
				attr.OrComputed("plural", cty.String, "Plural that people see."),
				description,
				attr.OrComputed("track_history", cty.Bool, "Whether changes of tracked fields are kept."),
				attr.OrComputed("name_label", cty.String, "Label of the field that names a record; custom objects."),
				attr.OrComputed("sharing", cty.String, "Sharing model: ReadWrite, Read, Private; custom objects."),
				attr.OrComputed("visibility", cty.String, "Public or Protected; custom metadata types."),
			}},
		{Name: typeGlobalValueSet, Doc: "Values that several picklist fields share. Its values are resources of their own.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "A value set that a field uses cannot be deleted.", Attributes: []providers.Attribute{
				nameAttr(), attr.Required("label", "What people see."), description,
			}},
		{Name: typeField, Doc: "A field of an object. The values of a picklist are resources of their own.", Key: []string{"object", "name"}, CanDelete: true, Records: true,
			DeleteNote: "Standard fields cannot be removed; others can be restored for 15 days, with their values.", Attributes: []providers.Attribute{
				objectAttr(), nameAttr(),
				attr.OrComputed("label", cty.String, "What people see."),
				attr.Immutable(attr.OrComputed("type", cty.String, "Checkbox, Currency, Date, DateTime, Email, Html, LongTextArea, Lookup, MasterDetail, MultiselectPicklist, Number, Percent, Phone, Picklist, Text, TextArea or Url.")),
				description,
				attr.OrComputed("help", cty.String, "Help that people read beside the field."),
				attr.OrComputed("length", cty.Number, "Most characters."),
				attr.OrComputed("precision", cty.Number, "Digits in all."),
				attr.OrComputed("scale", cty.Number, "Digits behind the point."),
				attr.OrComputed("required", cty.Bool, "Whether no record can be saved without it, everywhere."),
				attr.OrComputed("unique", cty.Bool, "Whether no two records may have the same value."),
				attr.OrComputed("external_id", cty.Bool, "Whether other systems know records by it."),
				attr.OrComputed("default", cty.String, "Formula of the value that new records get."),
				attr.Immutable(attr.Refers(attr.OrComputed("references", cty.String, "Object that a lookup names."), typeObject)),
				attr.Immutable(attr.OrComputed("relationship", cty.String, "Name of the relationship that a lookup makes, in the plural.")),
				attr.OrComputed("formula", cty.String, "Formula of a computed field."),
				attr.OrComputed("blanks", cty.String, "How the formula takes blank fields: BlankAsBlank or BlankAsZero."),
				attr.Immutable(attr.Refers(attr.OrComputed("value_set", cty.String, "Global value set of a picklist; its own values without one."), typeGlobalValueSet)),
				attr.OrComputed("restricted", cty.Bool, "Whether only the values of a picklist are taken."),
				attr.OrComputed("track_history", cty.Bool, "Whether its changes are kept."),
				attr.OrComputed("owner", cty.String, "User name of the business owner."),
				attr.OrComputed("status", cty.String, "Field usage: Active, DeprecateCandidate, Hidden."),
				attr.OrComputed("sensitivity", cty.String, "Data sensitivity: Public, Internal, Confidential, Restricted, MissionCritical."),
				attr.OrComputed("compliance", cty.String, "Compliance categories, such as GDPR; several with ; between them."),
				used("fields", "Fields", typeField),
			}},
		{Name: typeValue, Doc: "An active value of a picklist: a stage, a status, a reason.", Key: []string{"set", "value"}, CanDelete: true, Records: true,
			DeleteNote: "The value is deactivated: records keep it until they are given another one, and new ones cannot have it.", Attributes: []providers.Attribute{
				attr.Immutable(attr.Required("set", "Standard value set (OpportunityStage), global.NAME, or OBJECT.FIELD for values of a field's own.")),
				attr.Immutable(attr.Required("value", "API name.")),
				attr.Required("label", "What people see."),
				attr.OrComputed("description", cty.String, "When it is chosen; standard value sets."),
				attr.OrComputed("default", cty.Bool, "Whether new records have it."),
				attr.OrComputed("closed", cty.Bool, "Whether the opportunity is over."),
				attr.OrComputed("won", cty.Bool, "Whether it was won."),
				attr.OrComputed("probability", cty.Number, "Chance to win in per cent."),
				attr.OrComputed("forecast", cty.String, "Forecast category: Omitted, Pipeline, BestCase, MostLikely, Forecast or Closed."),
				attr.OrComputed("converted", cty.Bool, "Whether leads have it once they are converted."),
				{Name: "order", Type: cty.Number, Doc: "Place among the values, from 0.", Optional: true, Computed: true, Ordinal: true},
				attr.Refers(technical("field", "Field whose own values these are, as OBJECT/FIELD; follows from the set."), typeField),
				attr.Refers(technical("value_set", "Global value set; follows from the set."), typeGlobalValueSet),
			}},
		{Name: typePermission, Doc: "A custom permission, which formulas ask for.", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
			nameAttr(), attr.Required("label", "What people see."), description,
		}},
		{Name: typeProcess, Doc: "A sales or lead process: the stages that records of a record type go through.", Key: []string{"object", "name"}, CanDelete: true,
			DeleteNote: "A process that a record type uses cannot be deleted, so it is deactivated.", Attributes: []providers.Attribute{
				objectAttr(), nameAttr(), attr.On("active", "Whether record types may use it."), description,
				{Name: "values", Type: attr.Texts, Doc: "Its values.", Optional: true, Set: true},
				attr.Optional("default", cty.String, "Value of new records."),
				used("needs", "Values", typeValue),
			}},
		{Name: typeRecordType, Doc: "A record type. With a business process it is how an org tells pipelines apart.", Key: []string{"object", "name"},
			DeleteNote: "Salesforce's API has no way to delete a record type, so it is deactivated.", Attributes: []providers.Attribute{
				objectAttr(), nameAttr(), attr.Required("label", "What people see."), attr.On("active", "Whether new records may have it."), description,
				attr.Refers(attr.Optional("process", cty.String, "Business process, as OBJECT/NAME."), typeProcess),
				{Name: "picklists", Type: cty.DynamicPseudoType, Doc: "Values that records of the type may have, by field; others stay as they are.", Optional: true, Computed: true, Serves: offers},
				used("fields", "Fields", typeField),
			}},
		{Name: typeValidation, Doc: "A validation rule: a record of which the formula is true is not saved.", Key: []string{"object", "name"}, CanDelete: true,
			Attributes: []providers.Attribute{
				objectAttr(), nameAttr(), attr.On("active", "Whether it holds."), attr.Required("formula", "What must not be."),
				attr.Required("message", "What people read when a record is refused."),
				attr.Optional("field", cty.String, "Field that the message stands at; the top of the page without one."), description,
				used("fields", "Fields", typeField), used("permissions", "Permissions", typePermission),
			}},
		{Name: typeMetadata, Documents: true, Doc: "A record of a custom metadata type: definitions as data, for flows, reports and people.", Key: []string{"type", "name"}, CanDelete: true,
			Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("type", "Custom metadata type: NAME__mdt."), typeObject)), nameAttr(), attr.Required("label", "What people see."),
				{Name: "values", Type: cty.DynamicPseudoType, Doc: "Values by field.", Optional: true, Serves: contains},
				used("fields", "Fields", typeField),
			}},
		{Name: typeQueue, Doc: "A queue, which owns records until somebody takes them.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "A queue that owns records cannot be deleted.", Attributes: []providers.Attribute{
				nameAttr(), attr.Required("label", "What people see."), description,
				{Name: "objects", Type: attr.Texts, Doc: "Objects whose records it may own.", Optional: true, Computed: true, Set: true, Refers: typeObject, Serves: among},
				attr.OrComputed("email", cty.String, "Address that is told of new records."),
				attr.Flag("notify_members", "Whether members are told as well."),
				set("users", "Members, by user name. Others may be members, too: users are added, and never taken out."),
				set("roles", "Roles whose users are members."),
				set("groups", "Public groups whose users are members."),
			}},
		{Name: typeAssignment, Doc: "An assignment rule: who gets new records. One rule of an object is active.", Key: []string{"object", "name"}, CanDelete: true,
			Attributes: []providers.Attribute{
				objectAttr(), nameAttr(), attr.On("active", "Whether it is the active one."),
				{Name: "entries", Type: cty.DynamicPseudoType, Doc: "Entries in order: condition or formula, and who gets the record.", Optional: true, Serves: sameEntries},
				used("queues", "Queues", typeQueue), used("fields", "Fields", typeField),
			}},
		{Name: typePath, Doc: "The path of a record type: guidance at each stage. It enforces nothing.", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
			nameAttr(), attr.Required("label", "What people see."), objectAttr(),
			attr.Immutable(attr.Required("field", "Picklist field that the path follows.")),
			attr.Immutable(attr.Refers(attr.Optional("record_type", cty.String, "Record type, as OBJECT/NAME; all records without one."), typeRecordType)),
			attr.On("active", "Whether people see it."),
			{Name: "steps", Type: cty.DynamicPseudoType, Doc: "By value: info, as HTML, and up to five key fields; other steps stay as they are.", Optional: true, Serves: contains},
			used("needs", "Values", typeValue), used("fields", "Fields", typeField),
		}},
		{Name: typeLeadMapping, Doc: "Where a custom field of leads goes at conversion.", Key: []string{"object", "lead_field"}, CanDelete: true, Attributes: []providers.Attribute{
			objectAttr(), attr.Immutable(attr.Required("lead_field", "Field of the lead.")), attr.Required("field", "Field of the object that gets the value."),
			used("fields", "Fields", typeField),
		}},
		{Name: typeSetting, Doc: "One of the org's settings.", Key: []string{"settings", "name"}, DeleteNote: "The setting stays as it is.", Attributes: []providers.Attribute{
			attr.Immutable(attr.Required("settings", "Group of settings: LeadConfig, Opportunity or PathAssistant.")), nameAttr(),
			attr.Required("value", "Its value; true or false."),
		}},
		{Name: typeFlow, Doc: "A flow. Each change makes a new version.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "It is deactivated, then all its versions are deleted. Salesforce keeps versions that paused interviews are of.",
			Attributes: []providers.Attribute{
				nameAttr(), attr.Required("label", "What people see."), description,
				attr.Refers(attr.OrComputed("object", cty.String, "Object whose records start it."), typeObject),
				attr.OrComputed("trigger", cty.String, "What starts it."),
				attr.OrComputed("active", cty.Bool, "Whether it runs; not given, people decide."),
				document("Flow", "The flow, without its name and status."), summary,
				used("fields", "Fields", typeField), used("queues", "Queues", typeQueue),
			}},
		{Name: typePermissionSet, Doc: "A permission set. New fields are invisible until one grants them. Only " + accessPermissionSet + " and " + bypassPermissionSet + " are read, so that no other can be managed.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "Architectures of one org share it: it stays as long as anything stays that it grants.", Attributes: []providers.Attribute{
				nameAttr(), attr.Required("label", "What people see."), description,
				granting("fields", "Fields that it grants, as \"OBJECT.FIELD read\" or \"OBJECT.FIELD edit\"."),
				granting("objects", "Custom objects that it grants, each with its rights: \"OBJECT read create edit delete\"."),
				{Name: "permissions", Type: attr.Texts, Doc: "Custom permissions that it grants.", Optional: true, Computed: true, Set: true, Refers: typePermission, Serves: among},
				set("record_types", "Record types that it grants, as OBJECT.NAME."),
				used("needs", "Fields", typeField), used("needs_objects", "Objects", typeObject), used("needs_types", "Record types", typeRecordType),
			}},
		{Name: typeReportType, Doc: "A custom report type.", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
			nameAttr(), attr.Required("label", "What people see."), description, attr.Immutable(attr.Refers(attr.Required("object", "Object that it begins with."), typeObject)),
			document("ReportType", "Its sections and columns."), used("fields", "Fields", typeField),
		}},
		{Name: typeFolder, Doc: "A folder of reports or dashboards. Only the one that the setting `folder` names is read, with what is in it.", Key: []string{"kind", "name"}, CanDelete: true, DeleteNote: "A folder that holds anything cannot be deleted.",
			Attributes: []providers.Attribute{attr.Immutable(attr.Required("kind", "report or dashboard.")), nameAttr(), attr.Required("label", "What people see.")}},
		{Name: typeReport, Doc: "A report.", Key: []string{"folder", "name"}, CanDelete: true, Attributes: []providers.Attribute{
			attr.Immutable(attr.Refers(attr.Required("folder", "Folder, as report/NAME."), typeFolder)), nameAttr(), attr.Required("label", "What people see."), description,
			document("Report", "Columns, groupings and filters."), summary,
			used("fields", "Fields", typeField), used("report_types", "Report types", typeReportType),
		}},
		{Name: typeDashboard, Doc: "A dashboard.", Key: []string{"folder", "name"}, CanDelete: true, Attributes: []providers.Attribute{
			attr.Immutable(attr.Refers(attr.Required("folder", "Folder, as dashboard/NAME."), typeFolder)), nameAttr(), attr.Required("label", "What people see."), description,
			document("Dashboard", "Its components."), summary, used("reports", "Reports", typeReport),
		}},
	}
}

func technical(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.String, Doc: doc, Optional: true, Computed: true, Technical: true}
}
