package sandbox

import (
	"reflect"
	"sync"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Names of the resource types that the rest of the package speaks of.
const (
	typeObject    = "sandbox_object"
	typeProperty  = "sandbox_property"
	typeOption    = "sandbox_option"
	typeTeam      = "sandbox_team"
	typeUser      = "sandbox_user"
	typeLifecycle = "sandbox_lifecycle"
	typePipeline  = "sandbox_pipeline"
	typeStage     = "sandbox_stage"
	typeGate      = "sandbox_gate"
)

// kind is a resource type that holds one type of block. Its attributes are
// those of the block, so a new attribute in package schema is configuration here at once.
type kind struct {
	name  string // resource type
	noun  string // in labels: `stage "MQL"`
	block reflect.Type
	// list names the field of schema.Architecture that holds the blocks; "" for nested ones.
	list string
	doc  string
	key  []string
	// skip names attributes and nested blocks that are kept elsewhere or are no business of a CRM.
	skip      []string
	immutable []string
	records   bool
	// outer are attributes that a nested block gets from its parent, or that are computed.
	outer []column

	columns []*column
}

func outer(name, refers, doc string, required bool) column {
	return column{name: name, doc: doc, refers: refers, required: required, typ: kindText}
}

// kinds are the resource types, what is referred to before what refers.
var kinds = sync.OnceValue(func() []*kind {
	list := []*kind{
		{name: typeTeam, noun: "team", block: reflect.TypeFor[schema.Team](), list: "Teams", key: []string{"name"}, skip: []string{"member"}},
		{name: "sandbox_role", noun: "role", block: reflect.TypeFor[schema.Role](), list: "Roles", key: []string{"name"}, skip: []string{"holders"}},
		{name: typeUser, noun: "user", block: reflect.TypeFor[schema.Member](), key: []string{"team", "name"},
			outer: []column{
				outer("team", typeTeam, "Team that the person is in.", true),
				{name: "order", typ: kindNumber, doc: "Place in the team, from 0; whose turn it is goes by it."},
			}},
		{name: "sandbox_calendar", noun: "calendar", block: reflect.TypeFor[schema.Calendar](), list: "Calendars", key: []string{"name"}},
		{name: "sandbox_system", noun: "system", block: reflect.TypeFor[schema.System](), list: "Systems", key: []string{"name"}},
		{name: typeObject, noun: "object", block: reflect.TypeFor[schema.Object](), list: "Objects", key: []string{"name"}, records: true,
			doc: "A record type. Lead, contact, company, deal and project are built in."},
		{name: typeProperty, noun: "property", block: reflect.TypeFor[schema.Field](), list: "Fields", key: []string{"object", "name"},
			skip: []string{"property", "option"}, immutable: []string{"object", "type"}, records: true,
			doc: "A property of a record type. The options of an enum are resources of their own."},
		{name: typeOption, noun: "option", block: reflect.TypeFor[schema.FieldOption](), key: []string{"property", "value"}, records: true,
			doc: "A permitted value of an enum property.",
			outer: []column{
				outer("property", typeProperty, "Property that has the option, as OBJECT/NAME.", true),
				{name: "order", typ: kindNumber, doc: "Place among the options of the property, from 0."},
			}},
		{name: "sandbox_source", noun: "source", block: reflect.TypeFor[schema.Source](), list: "Sources", key: []string{"name"}},
		{name: "sandbox_segment", noun: "segment", block: reflect.TypeFor[schema.Segment](), list: "Segments", key: []string{"name"}},
		{name: "sandbox_reasons", noun: "reason list", block: reflect.TypeFor[schema.Reasons](), list: "Reasons", key: []string{"name"}},
		{name: "sandbox_queue", noun: "queue", block: reflect.TypeFor[schema.Queue](), list: "Queues", key: []string{"name"}},
		{name: typeLifecycle, noun: "lifecycle", block: reflect.TypeFor[schema.Lifecycle](), list: "Lifecycles", key: []string{"name"},
			skip: []string{"stage"}, immutable: []string{"object"}},
		{name: typePipeline, noun: "pipeline", block: reflect.TypeFor[schema.Pipeline](), list: "Pipelines", key: []string{"name"},
			skip: []string{"stage"}, immutable: []string{"object"}},
		{name: typeStage, noun: "stage", block: reflect.TypeFor[schema.Stage](), key: []string{"track", "name"}, skip: []string{"entry", "exit"}, records: true,
			outer: []column{
				outer("track", "", "Lifecycle or pipeline that has the stage; they share one set of names.", true),
				outer("lifecycle", typeLifecycle, "The same, when it is a lifecycle.", false),
				outer("pipeline", typePipeline, "The same, when it is a pipeline.", false),
				{name: "order", typ: kindNumber, doc: "Place in the lifecycle or pipeline, from 0."},
			}},
		{name: "sandbox_status", noun: "status", block: reflect.TypeFor[schema.Status](), list: "Statuses", key: []string{"object", "name"}},
		{name: "sandbox_sla", noun: "clock", block: reflect.TypeFor[schema.SLA](), list: "SLAs", key: []string{"name"}},
		{name: "sandbox_scoring", noun: "score model", block: reflect.TypeFor[schema.Scoring](), list: "Scorings", key: []string{"name"}},
		{name: typeGate, noun: "criterion", block: reflect.TypeFor[schema.Gate](), key: []string{"stage", "kind", "name"},
			doc: "A criterion to enter or to leave a stage.",
			outer: []column{
				outer("stage", typeStage, "Stage that is entered or left, as TRACK/NAME.", true),
				outer("kind", "", "entry or exit.", true),
				{name: "order", typ: kindNumber, doc: "Place among the criteria of the stage, from 0."},
			}},
		{name: "sandbox_transition", noun: "handoff", block: reflect.TypeFor[schema.Handoff](), list: "Handoffs", key: []string{"name"}},
		{name: "sandbox_routing", noun: "routing policy", block: reflect.TypeFor[schema.Routing](), list: "Routings", key: []string{"name"}},
		{name: "sandbox_sequence", noun: "sequence", block: reflect.TypeFor[schema.Sequence](), list: "Sequences", key: []string{"name"}},
		{name: "sandbox_automation", noun: "automation", block: reflect.TypeFor[schema.Automation](), list: "Automations", key: []string{"name"}},
		{name: "sandbox_approval", noun: "approval policy", block: reflect.TypeFor[schema.Approval](), list: "Approvals", key: []string{"name"}},
		{name: "sandbox_hygiene", noun: "hygiene policy", block: reflect.TypeFor[schema.Hygiene](), list: "Hygienes", key: []string{"name"}},
		{name: "sandbox_report", noun: "report", block: reflect.TypeFor[schema.Metric](), list: "Metrics", key: []string{"name"}},
		{name: "sandbox_dashboard", noun: "dashboard", block: reflect.TypeFor[schema.Dashboard](), list: "Dashboards", key: []string{"name"}},
		{name: "sandbox_goal", noun: "goal", block: reflect.TypeFor[schema.Goal](), list: "Goals", key: []string{"name"}},
	}
	byBlock := map[string]string{"threshold": "sandbox_scoring"}
	for _, k := range list {
		byBlock[blockName(k)] = k.name
	}
	for _, k := range list {
		k.columns = columnsOf(schema.DefOf(k.block, ""), k, byBlock)
		if k.doc == "" {
			k.doc = schema.DocOf(k.block, "")
		}
	}
	return list
})

// blockName is the kind of address that blocks of k have.
func blockName(k *kind) string {
	switch k.block {
	case reflect.TypeFor[schema.FieldOption]():
		return "option"
	case reflect.TypeFor[schema.Member]():
		return "member"
	case reflect.TypeFor[schema.Stage]():
		return "stage"
	case reflect.TypeFor[schema.Gate]():
		return "gate"
	}
	f, _ := reflect.TypeFor[schema.Architecture]().FieldByName(k.list)
	for _, n := range schema.Language().Blocks {
		if n.Index[0] == f.Index[0] {
			return n.Name
		}
	}
	panic("sandbox: no block for " + k.name)
}

var kindByName = sync.OnceValue(func() map[string]*kind {
	m := map[string]*kind{}
	for _, k := range kinds() {
		m[k.name] = k
	}
	return m
})

func isBuiltin(typ, key string) bool {
	if typ != typeObject {
		return false
	}
	for _, n := range schema.BuiltinObjects() {
		if n == key {
			return true
		}
	}
	return false
}

// builtinObject are the values that a built-in object starts with.
func builtinObject(name string) map[string]any {
	var a schema.Architecture
	a.Index()
	o := a.Object(name)
	return map[string]any{"name": o.Name, "label": o.Label, "plural": o.Plural}
}
