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
	_, _ = visit(part, spot{object: object}, func(s spot, v any) (any, error) { // fn does not fail
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

// gap recognises filters for records in one stage that lack facts: in each alternative, a property is one value, and
// others are unknown. stage is "" when the value is no stage of a pipeline.
func gap(filters any, object string) (stage string, requires map[string]bool) {
	root, _ := filters.(map[string]any)
	branches, _ := root["filterBranches"].([]any)
	if len(branches) == 0 || root["filterBranchType"] != "OR" {
		return "", nil
	}
	held, requires := "", map[string]bool{}
	for _, b := range branches {
		b, _ := b.(map[string]any)
		if b["filterBranchType"] != "AND" {
			return "", nil
		}
		value, ok := lacks(b, object, true, requires)
		if !ok || value == "" || held != "" && value != held {
			return "", nil
		}
		held = value
	}
	if len(requires) == 0 {
		return "", nil
	}
	if k, name, ok := parseRef(held); ok && k == refStage {
		return name, requires
	}
	return "", requires
}

// lacks reads a branch that says what is unknown and, at the top, which value a stage has. ok is false when it says more.
func lacks(b map[string]any, object string, top bool, requires map[string]bool) (value string, ok bool) {
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
			requires[key(object, property)] = true
		case top && op["operator"] == "IS_ANY_OF" && len(values) == 1 && valueKind(object, property) == refPipeline:
		case top && op["operator"] == "IS_ANY_OF" && len(values) == 1 && value == "":
			value = text(values[0])
		default:
			return "", false
		}
	}
	below, _ := b["filterBranches"].([]any)
	for _, x := range below {
		x, _ := x.(map[string]any)
		switch x["filterBranchType"] {
		case "AND", "OR", "ASSOCIATION":
		default:
			return "", false
		}
		if _, ok := lacks(x, object, false, requires); !ok {
			return "", false
		}
	}
	return value, true
}
