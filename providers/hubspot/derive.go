package hubspot

import (
	"maps"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// derived are the attributes that follow from a document.
var derived = map[string][]string{
	typeList:     {"summary", "stage", "requires", "properties", "options", "lifecycle_stages", "stages", "lists"},
	typeWorkflow: {"summary", "properties", "options", "lifecycle_stages", "stages", "lists", "workflows", "teams", "users"},
	typeScore:    {"summary", "properties", "lists"},
}

// enrollments are the filters in an enrollment. What starts one again repeats properties of these.
var enrollments = []string{"listFilterBranch", "eventFilterBranches", "listMembershipFilterBranches"}

// derive fills the attributes that follow from the document of a list, workflow or score. It looks only at what HubSpot does
// not add to, so that what is wanted and what is live come to the same.
func derive(typ string, v providers.Values) providers.Values {
	out := providers.Values{}
	maps.Copy(out, v)
	object := text(v["object"])
	u := uses{}
	facts := map[string]any{}
	switch typ {
	case typeList:
		u.look(v["filters"], object)
		stage, requires := gap(v["filters"], object)
		if stage != "" {
			facts["stage"] = stage
		}
		facts["requires"] = sorted(requires)
		facts["summary"] = listSummary(object, v["filters"])
	case typeWorkflow:
		d, _ := v["definition"].(map[string]any)
		e, _ := d["enrollmentCriteria"].(map[string]any)
		for _, name := range enrollments {
			u.look(e[name], object)
		}
		u.look(d["actions"], object)
		facts["summary"] = workflowSummary(object, d)
	case typeScore:
		d, _ := v["definition"].(map[string]any)
		u.look(d["groupConfigs"], object)
		facts["summary"] = scoreSummary(object, d)
	}
	for name, set := range u {
		facts[name] = sorted(set)
	}
	for _, name := range derived[typ] {
		delete(out, name)
		if list, ok := facts[name].([]any); ok && len(list) == 0 || facts[name] == nil {
			continue
		}
		out[name] = facts[name]
	}
	return out
}

// uses are the natural keys that a document names, by attribute.
type uses map[string]map[string]bool

func (u uses) add(attribute, key string) {
	if u[attribute] == nil {
		u[attribute] = map[string]bool{}
	}
	u[attribute][key] = true
}

func sorted(set map[string]bool) []any {
	var out []any
	for _, k := range slices.Sorted(maps.Keys(set)) {
		out = append(out, k)
	}
	return out
}

var usedAs = map[refKind]string{refStage: "stages", refLifecycle: "lifecycle_stages", refOwner: "users", refUser: "users",
	refTeam: "teams", refList: "lists", refWorkflow: "workflows"}

// look collects what a part of a document uses.
func (u uses) look(part any, object string) {
	_, _ = look(part, object, func(s spot, v any) (any, error) { // fn does not fail
		name := text(v)
		k, target, isRef := parseRef(name)
		switch {
		case isRef:
			if attribute := usedAs[k]; attribute != "" {
				u.add(attribute, target)
			}
		case s.inEvent && s.event != "" && s.object != "":
			u.add("properties", key(s.object, s.event))
		case name == "" || s.object == "" || s.property == "":
		case s.named:
			u.add("properties", key(s.object, s.property))
		case s.value && s.operation == "ENUMERATION" && valueKind(s.object, s.property) == "" && name != "true" && name != "false":
			u.add("options", key(s.object, s.property, name))
		}
		return v, nil
	})
}

// gap recognises filters for records in one stage that lack facts: in each alternative, the same property has one value, and
// in some of them others are unknown and that is all. stage is "" when the value is no stage of a pipeline.
func gap(filters any, object string) (stage string, requires map[string]bool) {
	root, _ := filters.(map[string]any)
	branches, _ := root["filterBranches"].([]any)
	var common map[string]bool
	requires = map[string]bool{}
	for _, b := range branches {
		b, _ := b.(map[string]any)
		if root["filterBranchType"] != "OR" || b["filterBranchType"] != "AND" {
			return "", nil
		}
		a := alternative{held: map[string]bool{}, unknown: map[string]bool{}}
		a.read(b, object, true)
		if common == nil {
			common = maps.Clone(a.held)
		}
		maps.DeleteFunc(common, func(value string, _ bool) bool { return !a.held[value] })
		if !a.more && len(a.held) == 1 {
			maps.Copy(requires, a.unknown)
		}
	}
	if len(common) == 0 || len(requires) == 0 {
		return "", nil
	}
	for value := range common {
		if k, name, ok := parseRef(value); ok && k == refStage && (stage == "" || name < stage) {
			stage = name
		}
	}
	return stage, requires
}

// alternative is one of the branches of a list, of which a record must pass one.
type alternative struct {
	held    map[string]bool // values that properties must have; pipelines do not count
	unknown map[string]bool // properties that must have none
	more    bool            // it asks for something else too
}

func (a *alternative) read(b map[string]any, object string, top bool) {
	if b["filterBranchType"] == "ASSOCIATION" {
		object = objectAt(text(b["objectTypeId"]))
	}
	filters, _ := b["filters"].([]any)
	for _, f := range filters {
		f, _ := f.(map[string]any)
		op, _ := f["operation"].(map[string]any)
		values, _ := op["values"].([]any)
		property := text(f["property"])
		switch {
		case property != "" && op["operator"] == "IS_UNKNOWN":
			a.unknown[key(object, property)] = true
		case !top || op["operator"] != "IS_ANY_OF" || len(values) != 1:
			a.more = true
		case valueKind(object, property) != refPipeline:
			a.held[text(values[0])] = true
		}
	}
	below, _ := b["filterBranches"].([]any)
	for _, x := range below {
		x, _ := x.(map[string]any)
		switch x["filterBranchType"] {
		case "AND", "OR", "ASSOCIATION":
			a.read(x, object, false)
		default:
			a.more = true
		}
	}
}
