package hubspot

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/attr"
	"github.com/zclconf/go-cty/cty"
)

// Names of the resource types, what is referred to before what refers.
const (
	typeTeam           = "hubspot_team"
	typeObject         = "hubspot_object"
	typeGroup          = "hubspot_property_group"
	typeProperty       = "hubspot_property"
	typeOption         = "hubspot_option"
	typeValidation     = "hubspot_validation_rule"
	typeLifecycleStage = "hubspot_lifecycle_stage"
	typePipeline       = "hubspot_pipeline"
	typeStage          = "hubspot_stage"
	typePipelineRules  = "hubspot_pipeline_rules"
	typePermissions    = "hubspot_stage_permissions"
	typeAssociation    = "hubspot_association_label"
	typeList           = "hubspot_list"
	typeWorkflow       = "hubspot_workflow"
	typeScore          = "hubspot_lead_score"
)

func order(of string) providers.Attribute {
	return providers.Attribute{Name: "order", Type: cty.Number, Doc: "Place among the " + of + ", from 0.", Optional: true, Ordinal: true}
}

// computedOrder is an order that HubSpot has when none is given.
func computedOrder(of string) providers.Attribute {
	a := order(of)
	a.Computed = true
	return a
}

// used lists what a document (see derive) uses, so that it comes after it.
func used(name, what, typ string) providers.Attribute {
	return providers.Attribute{Name: name, Type: attr.Texts, Doc: what + " that it uses; follows from the definition.", Optional: true, Computed: true, Set: true, Refers: typ, Technical: true}
}

// document is a JSON document of HubSpot with placeholders for its ids; see refs.go. What HubSpot adds makes no difference.
// The summary beside it is for people.
func document(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.DynamicPseudoType, Doc: doc, Optional: true, Serves: contains, Technical: true}
}

func objectAttr() providers.Attribute {
	return attr.Immutable(attr.Refers(attr.Required("object", "Object, in the words of HubSpot's API: contacts, companies, deals, tickets, leads, or the name of a custom object."), typeObject))
}

var summary = attr.OrComputed("summary", attr.Texts, "What it does, in words; follows from the definition.")

func types() []*providers.ResourceType {
	list := []*providers.ResourceType{
		{Name: typeTeam, Doc: "A team of users.", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
			attr.Required("name", "Name of the team."),
			{Name: "members", Type: attr.Texts, Doc: "E-mail addresses of users whose team it is. Others may be members, too: users are added, and never taken out.",
				Optional: true, Computed: true, Set: true, Serves: among},
		}},
		{Name: typeObject, Doc: "A custom object. The standard objects are not declared.", Key: []string{"name"}, CanDelete: true, Records: true,
			DeleteNote: "A custom object with records cannot be deleted.", Attributes: []providers.Attribute{
				attr.Immutable(attr.Required("name", "Internal name.")),
				attr.Required("label", "Singular that people see."),
				attr.Required("plural", "Plural that people see."),
				attr.OrComputed("description", cty.String, "What a record stands for."),
				attr.OrComputed("primary_property", cty.String, "Property that names a record. It is created with the object."),
			}},
		{Name: typeGroup, Doc: "A group of properties, as the record pages show them.", Key: []string{"object", "name"}, CanDelete: true,
			DeleteNote: "A group that still has properties cannot be deleted.", Attributes: []providers.Attribute{
				objectAttr(),
				attr.Immutable(attr.Required("name", "Internal name.")),
				attr.OrComputed("label", cty.String, "What people see."),
			}},
		{Name: typeProperty, Doc: "A property of an object. The options of an enumeration are resources of their own.", Key: []string{"object", "name"},
			CanDelete: true, Records: true, DeleteNote: "HubSpot's own properties cannot be removed; others are archived, and can be restored for 90 days.",
			Attributes: []providers.Attribute{
				objectAttr(),
				attr.Immutable(attr.Required("name", "Internal name.")),
				attr.OrComputed("label", cty.String, "What people see."),
				attr.OrComputed("type", cty.String, "bool, date, datetime, enumeration, number, phone_number or string."),
				attr.OrComputed("field_type", cty.String, "How people enter it: booleancheckbox, calculation_equation, checkbox, date, file, html, number, phonenumber, radio, select, text or textarea."),
				attr.Refers(attr.OrComputed("group", cty.String, "Group that shows the property, as OBJECT/NAME."), typeGroup),
				attr.OrComputed("description", cty.String, "What people read beside the field."),
				attr.Immutable(attr.OrComputed("unique", cty.Bool, "Whether no two records may have the same value.")),
				attr.OrComputed("hidden", cty.Bool, "Whether people do not see it."),
				attr.OrComputed("references", cty.String, "OWNER for a property that holds a user."),
				attr.OrComputed("formula", cty.String, "Formula of a calculated property."),
			}},
		{Name: typeOption, Doc: "A permitted value of an enumeration property.", Key: []string{"property", "value"}, CanDelete: true, Records: true,
			Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("property", "Property that has the option, as OBJECT/NAME."), typeProperty)),
				attr.Immutable(attr.Required("value", "Internal value.")),
				attr.Required("label", "What people see."),
				attr.OrComputed("description", cty.String, "When it is chosen."),
				attr.Flag("hidden", "Whether forms and pages do not offer it; records keep it."),
				order("options of the property"),
			}},
		{Name: typeValidation, Doc: "A rule for the format of a property's values. It demands no value.", Key: []string{"property", "rule"},
			DeleteNote: "HubSpot's API has no way to take a rule away, so its arguments are taken out and it checks nothing any more. Of a rule without arguments people take it away: " + rulesPage + ".",
			Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("property", "Property whose values are checked, as OBJECT/NAME."), typeProperty)),
				attr.Immutable(attr.Required("rule", "Kind of rule: MIN_NUMBER, MAX_LENGTH, REGEX …")),
				{Name: "arguments", Type: attr.Texts, Doc: "Arguments of the rule, such as the number or the pattern.", Optional: true},
			}},
		{Name: typeLifecycleStage, Doc: "A lifecycle stage. Contacts and companies share them.", Key: []string{"name"}, CanDelete: true, Records: true,
			DeleteNote: "Written over the API only with the setting lifecycle_stages = \"api\"; otherwise people do it in the settings.",
			Attributes: []providers.Attribute{
				attr.Immutable(attr.Required("name", "Internal value of a standard stage, or the label of a custom one in lower case with underscores: HubSpot gives custom stages a number for an internal value.")),
				attr.Required("label", "What people see."),
				computedOrder("lifecycle stages"),
			}},
		{Name: typePipeline, Doc: "A pipeline of deals, tickets, leads or custom objects.", Key: []string{"object", "id"}, CanDelete: true, Records: true,
			DeleteNote: "The default pipeline and the last one of an object cannot be deleted.", Attributes: []providers.Attribute{
				objectAttr(),
				attr.Immutable(attr.Required("id", "Internal name.")),
				attr.Required("label", "What people see; no two pipelines of an object have the same.")},
		},
		{Name: typeStage, Doc: "A stage of a pipeline.", Key: []string{"pipeline", "id"}, CanDelete: true, Records: true,
			DeleteNote: "A stage that holds records, or is the last of its pipeline, cannot be deleted.", Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("pipeline", "Pipeline that has the stage, as OBJECT/ID."), typePipeline)),
				attr.Immutable(attr.Required("id", "Internal name.")),
				attr.Required("label", "What people see; no two stages of a pipeline have the same."),
				attr.Optional("probability", cty.Number, "Chance to win, 0 (lost) to 1 (won); deals only."),
				attr.OrComputed("closed", cty.Bool, "Whether the work is over: the ticket state CLOSED; tickets, leads and custom objects."),
				order("stages of the pipeline"),
			}},
		{Name: typePipelineRules, Doc: "Rules for moving records through a pipeline.", Key: []string{"pipeline"}, CanDelete: true, Attributes: []providers.Attribute{
			attr.Immutable(attr.Refers(attr.Required("pipeline", "Pipeline, as OBJECT/ID."), typePipeline)),
			attr.Flag("no_backward", "Whether no record may move to an earlier stage."),
			attr.Flag("no_skipping", "Whether no stage may be left out."),
			attr.Refers(providers.Attribute{Name: "create_in", Type: attr.Texts, Doc: "Stages in which records may be created, as OBJECT/PIPELINE/STAGE; all if not given.", Optional: true, Set: true}, typeStage),
		}},
		{Name: typePermissions, Doc: "Who may change records in a stage.", Key: []string{"stage"}, CanDelete: true, DeleteNote: "The stage is opened to everybody.",
			Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("stage", "Stage, as OBJECT/PIPELINE/STAGE."), typeStage)),
				attr.Refers(providers.Attribute{Name: "teams", Type: attr.Texts, Doc: "Teams that may.", Optional: true, Set: true}, typeTeam),
				{Name: "users", Type: attr.Texts, Doc: "E-mail addresses of users that may.", Optional: true, Set: true},
			}},
		{Name: typeAssociation, Doc: "A label of associations between two objects.", Key: []string{"from", "to", "label"}, CanDelete: true,
			DeleteNote: "The associations that have the label lose it.", Attributes: []providers.Attribute{
				attr.Immutable(attr.Refers(attr.Required("from", "Object at one end."), typeObject)),
				attr.Immutable(attr.Refers(attr.Required("to", "Object at the other end."), typeObject)),
				attr.Immutable(attr.Required("label", "What people see at the first end.")),
				attr.OrComputed("inverse", cty.String, "What people see at the other end."),
			}},
		{Name: typeList, Doc: "A segment (list) of records that meet filters.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "It can be restored for 90 days.", Attributes: []providers.Attribute{
				attr.Required("name", "Name; no two lists have the same."),
				attr.Immutable(attr.Refers(attr.Required("object", "Object whose records are listed."), typeObject)),
				attr.Immutable(providers.Attribute{Name: "processing", Type: cty.String, Doc: "DYNAMIC, MANUAL or SNAPSHOT.", Optional: true, Default: "DYNAMIC"}),
				document("filters", "Filter branch, with placeholders for HubSpot's ids."),
				summary,
				attr.Refers(attr.OrComputed("stage", cty.String, "Stage whose records the list looks at; follows from the filters."), typeStage),
				{Name: "requires", Type: attr.Texts, Doc: "Properties without which a record is on the list; follows from the filters.", Optional: true, Computed: true, Set: true, Refers: typeProperty, Technical: true},
				used("properties", "Properties", typeProperty), used("options", "Options", typeOption), used("lifecycle_stages", "Lifecycle stages", typeLifecycleStage),
				used("stages", "Stages", typeStage), used("lists", "Lists", typeList),
			}},
		{Name: typeWorkflow, Doc: "A workflow.", Key: []string{"name"}, CanDelete: true, DeleteNote: "It can be restored for 90 days.", Attributes: []providers.Attribute{
			attr.Required("name", "Name of the workflow."),
			attr.Immutable(attr.Refers(attr.Required("object", "Object whose records are enrolled."), typeObject)),
			attr.OrComputed("enabled", cty.Bool, "Whether it is turned on; not given, people decide."),
			document("definition", "Enrollment and actions, with placeholders for HubSpot's ids."),
			summary,
			used("properties", "Properties", typeProperty), used("options", "Options", typeOption), used("lifecycle_stages", "Lifecycle stages", typeLifecycleStage),
			used("stages", "Stages", typeStage), used("lists", "Lists", typeList), used("workflows", "Workflows", typeWorkflow),
			used("teams", "Teams", typeTeam),
			{Name: "users", Type: attr.Texts, Doc: "E-mail addresses of the users that it names; follows from the definition.", Optional: true, Computed: true, Set: true, Technical: true},
		}},
		{Name: typeScore, Doc: "A lead score. It is published when it is applied.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "It is deactivated first.", Attributes: []providers.Attribute{
				attr.Required("name", "Name of the score."),
				attr.Immutable(attr.Refers(attr.Required("object", "Object whose records are scored."), typeObject)),
				document("definition", "Groups and rules of the score."),
				summary,
				used("properties", "Properties", typeProperty), used("lists", "Lists", typeList),
			}},
	}
	for _, t := range list {
		t.Examples, t.Beside = examplesByType()[t.Name], beside[t.Name]
	}
	return list
}
