package hubspot

import (
	"github.com/stagecraft-dev/stagecraft/providers"
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

// texts is the type of a list of texts.
var texts = cty.List(cty.String)

func required(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.String, Doc: doc, Required: true}
}

func optional(name string, t cty.Type, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: t, Doc: doc, Optional: true}
}

// orComputed is an attribute that HubSpot has a value for when none is given.
func orComputed(name string, t cty.Type, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: t, Doc: doc, Optional: true, Computed: true}
}

// flag is a bool that is false unless given.
func flag(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.Bool, Doc: doc, Optional: true, Default: false}
}

func order(of string) providers.Attribute {
	return providers.Attribute{Name: "order", Type: cty.Number, Doc: "Place among the " + of + ", from 0.", Optional: true, Ordinal: true}
}

// computedOrder is an order that HubSpot has when none is given.
func computedOrder(of string) providers.Attribute {
	a := order(of)
	a.Computed = true
	return a
}

// refers makes an attribute name a resource.
func refers(a providers.Attribute, typ string) providers.Attribute {
	a.Refers = typ
	return a
}

func immutable(a providers.Attribute) providers.Attribute {
	a.Immutable = true
	return a
}

// used lists what a document (see derive) uses, so that it comes after it.
func used(name, what, typ string) providers.Attribute {
	return providers.Attribute{Name: name, Type: texts, Doc: what + " that it uses; follows from the definition.", Optional: true, Computed: true, Set: true, Refers: typ, Technical: true}
}

// document is a JSON document of HubSpot with placeholders for its ids; see refs.go. What HubSpot adds makes no difference.
// The summary beside it is for people.
func document(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: cty.DynamicPseudoType, Doc: doc, Optional: true, Serves: contains, Technical: true}
}

func objectAttr() providers.Attribute {
	return immutable(refers(required("object", "Object, in the words of HubSpot's API: contacts, companies, deals, tickets, leads, or the name of a custom object."), typeObject))
}

var summary = orComputed("summary", texts, "What it does, in words; follows from the definition.")

func types() []*providers.ResourceType {
	list := []*providers.ResourceType{
		{Name: typeTeam, Doc: "A team of users.", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
			required("name", "Name of the team."),
			{Name: "members", Type: texts, Doc: "E-mail addresses of users whose team it is. Others may be members, too: users are added, and never taken out.",
				Optional: true, Computed: true, Set: true, Serves: among},
		}},
		{Name: typeObject, Doc: "A custom object. The standard objects are not declared.", Key: []string{"name"}, CanDelete: true, Records: true,
			DeleteNote: "A custom object with records cannot be deleted.", Attributes: []providers.Attribute{
				immutable(required("name", "Internal name.")),
				required("label", "Singular that people see."),
				required("plural", "Plural that people see."),
				orComputed("description", cty.String, "What a record stands for."),
				orComputed("primary_property", cty.String, "Property that names a record. It is created with the object."),
			}},
		{Name: typeGroup, Doc: "A group of properties, as the record pages show them.", Key: []string{"object", "name"}, CanDelete: true,
			DeleteNote: "A group that still has properties cannot be deleted.", Attributes: []providers.Attribute{
				objectAttr(),
				immutable(required("name", "Internal name.")),
				orComputed("label", cty.String, "What people see."),
			}},
		{Name: typeProperty, Doc: "A property of an object. The options of an enumeration are resources of their own.", Key: []string{"object", "name"},
			CanDelete: true, Records: true, DeleteNote: "HubSpot's own properties cannot be removed; others are archived, and can be restored for 90 days.",
			Attributes: []providers.Attribute{
				objectAttr(),
				immutable(required("name", "Internal name.")),
				orComputed("label", cty.String, "What people see."),
				orComputed("type", cty.String, "bool, date, datetime, enumeration, number, phone_number or string."),
				orComputed("field_type", cty.String, "How people enter it: booleancheckbox, calculation_equation, checkbox, date, file, html, number, phonenumber, radio, select, text or textarea."),
				refers(orComputed("group", cty.String, "Group that shows the property, as OBJECT/NAME."), typeGroup),
				orComputed("description", cty.String, "What people read beside the field."),
				immutable(orComputed("unique", cty.Bool, "Whether no two records may have the same value.")),
				orComputed("hidden", cty.Bool, "Whether people do not see it."),
				orComputed("references", cty.String, "OWNER for a property that holds a user."),
				orComputed("formula", cty.String, "Formula of a calculated property."),
			}},
		{Name: typeOption, Doc: "A permitted value of an enumeration property.", Key: []string{"property", "value"}, CanDelete: true, Records: true,
			Attributes: []providers.Attribute{
				immutable(refers(required("property", "Property that has the option, as OBJECT/NAME."), typeProperty)),
				immutable(required("value", "Internal value.")),
				required("label", "What people see."),
				orComputed("description", cty.String, "When it is chosen."),
				flag("hidden", "Whether forms and pages do not offer it; records keep it."),
				order("options of the property"),
			}},
		{Name: typeValidation, Doc: "A rule for the format of a property's values. It demands no value.", Key: []string{"property", "rule"},
			DeleteNote: "HubSpot's API has no way to take a rule away, so its arguments are taken out and it checks nothing any more. Of a rule without arguments people take it away: " + rulesPage + ".",
			Attributes: []providers.Attribute{
				immutable(refers(required("property", "Property whose values are checked, as OBJECT/NAME."), typeProperty)),
				immutable(required("rule", "Kind of rule: MIN_NUMBER, MAX_LENGTH, REGEX …")),
				{Name: "arguments", Type: texts, Doc: "Arguments of the rule, such as the number or the pattern.", Optional: true},
			}},
		{Name: typeLifecycleStage, Doc: "A lifecycle stage. Contacts and companies share them.", Key: []string{"name"}, CanDelete: true, Records: true,
			DeleteNote: "Written over the API only with the setting lifecycle_stages = \"api\"; otherwise people do it in the settings.",
			Attributes: []providers.Attribute{
				immutable(required("name", "Internal value of a standard stage, or the label of a custom one in lower case with underscores: HubSpot gives custom stages a number for an internal value.")),
				required("label", "What people see."),
				computedOrder("lifecycle stages"),
			}},
		{Name: typePipeline, Doc: "A pipeline of deals, tickets, leads or custom objects.", Key: []string{"object", "id"}, CanDelete: true, Records: true,
			DeleteNote: "The default pipeline and the last one of an object cannot be deleted.", Attributes: []providers.Attribute{
				objectAttr(),
				immutable(required("id", "Internal name.")),
				required("label", "What people see; no two pipelines of an object have the same.")},
		},
		{Name: typeStage, Doc: "A stage of a pipeline.", Key: []string{"pipeline", "id"}, CanDelete: true, Records: true,
			DeleteNote: "A stage that holds records, or is the last of its pipeline, cannot be deleted.", Attributes: []providers.Attribute{
				immutable(refers(required("pipeline", "Pipeline that has the stage, as OBJECT/ID."), typePipeline)),
				immutable(required("id", "Internal name.")),
				required("label", "What people see; no two stages of a pipeline have the same."),
				optional("probability", cty.Number, "Chance to win, 0 (lost) to 1 (won); deals only."),
				orComputed("closed", cty.Bool, "Whether the work is over: the ticket state CLOSED; tickets, leads and custom objects."),
				order("stages of the pipeline"),
			}},
		{Name: typePipelineRules, Doc: "Rules for moving records through a pipeline.", Key: []string{"pipeline"}, CanDelete: true, Attributes: []providers.Attribute{
			immutable(refers(required("pipeline", "Pipeline, as OBJECT/ID."), typePipeline)),
			flag("no_backward", "Whether no record may move to an earlier stage."),
			flag("no_skipping", "Whether no stage may be left out."),
			refers(providers.Attribute{Name: "create_in", Type: texts, Doc: "Stages in which records may be created, as OBJECT/PIPELINE/STAGE; all if not given.", Optional: true, Set: true}, typeStage),
		}},
		{Name: typePermissions, Doc: "Who may change records in a stage.", Key: []string{"stage"}, CanDelete: true, DeleteNote: "The stage is opened to everybody.",
			Attributes: []providers.Attribute{
				immutable(refers(required("stage", "Stage, as OBJECT/PIPELINE/STAGE."), typeStage)),
				refers(providers.Attribute{Name: "teams", Type: texts, Doc: "Teams that may.", Optional: true, Set: true}, typeTeam),
				{Name: "users", Type: texts, Doc: "E-mail addresses of users that may.", Optional: true, Set: true},
			}},
		{Name: typeAssociation, Doc: "A label of associations between two objects.", Key: []string{"from", "to", "label"}, CanDelete: true,
			DeleteNote: "The associations that have the label lose it.", Attributes: []providers.Attribute{
				immutable(refers(required("from", "Object at one end."), typeObject)),
				immutable(refers(required("to", "Object at the other end."), typeObject)),
				immutable(required("label", "What people see at the first end.")),
				orComputed("inverse", cty.String, "What people see at the other end."),
			}},
		{Name: typeList, Doc: "A segment (list) of records that meet filters.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "It can be restored for 90 days.", Attributes: []providers.Attribute{
				required("name", "Name; no two lists have the same."),
				immutable(refers(required("object", "Object whose records are listed."), typeObject)),
				immutable(providers.Attribute{Name: "processing", Type: cty.String, Doc: "DYNAMIC, MANUAL or SNAPSHOT.", Optional: true, Default: "DYNAMIC"}),
				document("filters", "Filter branch, with placeholders for HubSpot's ids."),
				summary,
				refers(orComputed("stage", cty.String, "Stage whose records the list looks at; follows from the filters."), typeStage),
				{Name: "requires", Type: texts, Doc: "Properties without which a record is on the list; follows from the filters.", Optional: true, Computed: true, Set: true, Refers: typeProperty, Technical: true},
				used("properties", "Properties", typeProperty), used("options", "Options", typeOption), used("lifecycle_stages", "Lifecycle stages", typeLifecycleStage),
				used("stages", "Stages", typeStage), used("lists", "Lists", typeList),
			}},
		{Name: typeWorkflow, Doc: "A workflow.", Key: []string{"name"}, CanDelete: true, DeleteNote: "It can be restored for 90 days.", Attributes: []providers.Attribute{
			required("name", "Name of the workflow."),
			immutable(refers(required("object", "Object whose records are enrolled."), typeObject)),
			orComputed("enabled", cty.Bool, "Whether it is turned on; not given, people decide."),
			document("definition", "Enrollment and actions, with placeholders for HubSpot's ids."),
			summary,
			used("properties", "Properties", typeProperty), used("options", "Options", typeOption), used("lifecycle_stages", "Lifecycle stages", typeLifecycleStage),
			used("stages", "Stages", typeStage), used("lists", "Lists", typeList), used("workflows", "Workflows", typeWorkflow),
			used("teams", "Teams", typeTeam),
			{Name: "users", Type: texts, Doc: "E-mail addresses of the users that it names; follows from the definition.", Optional: true, Computed: true, Set: true, Technical: true},
		}},
		{Name: typeScore, Doc: "A lead score. It is published when it is applied.", Key: []string{"name"}, CanDelete: true,
			DeleteNote: "It is deactivated first.", Attributes: []providers.Attribute{
				required("name", "Name of the score."),
				immutable(refers(required("object", "Object whose records are scored."), typeObject)),
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
