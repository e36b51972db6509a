package hubspot

import (
	"maps"
	"slices"
	"strconv"
)

// spot says what stands at a place in a document: a value of a property, the name of one, or an id.
type spot struct {
	object string // whose records the document is about here; "" for one that nobody here knows
	own    string // whose records the document as a whole is about
	// property is what a value is of, or what is named; operation is the type of the operation of a filter around a value.
	property, operation string
	value, named        bool
	kind                refKind // of an id
	// event is the property whose change is waited for, branch the one that a static branch looks at.
	event, branch string
	inEvent       bool
}

// idMembers are members of actions and filters that hold ids. Source of the names: HubSpot's guide "Workflow actions and
// enrollment types"; where it names none, both spellings are taken.
var idMembers = map[string]refKind{
	"user_id": refUser, "user_ids": refUser, "userId": refUser, "userIds": refUser,
	"team_id": refTeam, "team_ids": refTeam, "teamId": refTeam, "teamIds": refTeam,
	"owner_id": refOwner, "owner_ids": refOwner, "owner_assignment": refOwner,
	"flow_id": refWorkflow, "flowId": refWorkflow, "workflow_id": refWorkflow, "workflowId": refWorkflow,
	"list_id": refList, "listId": refList, "listIds": refList, "suppressionListIds": refList, "segmentId": refList, "segmentIds": refList,
	"objectTypeId": refObject, "object_type_id": refObject,
}

// nameMembers hold names of properties.
var nameMembers = []string{"property", "property_name", "propertyName", "targetProperty", "target_property"}

// associated gives the object that an association type of HubSpot's own leads to. Source: "Association type id values" in
// HubSpot's guide to associations.
var associated = map[float64]string{1: "companies", 2: "contacts", 3: "contacts", 4: "deals", 5: "companies", 6: "deals", 15: "tickets", 16: "contacts",
	25: "tickets", 26: "companies", 27: "tickets", 28: "deals", 279: "companies", 280: "contacts", 339: "companies", 340: "tickets", 341: "companies", 342: "deals"}

// look goes through a document about records of an object, see visit.
func look(doc any, object string, fn func(spot, any) (any, error)) (any, error) {
	return visit(doc, spot{object: object, own: object}, fn)
}

// visit goes through a document and gives a copy in which fn has replaced texts and numbers.
func visit(node any, s spot, fn func(spot, any) (any, error)) (any, error) {
	switch x := node.(type) {
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			v, err := visit(e, s, fn)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case map[string]any:
		s = s.inside(x)
		out := make(map[string]any, len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			v, err := visit(x[k], s.at(k, x), fn)
			if err != nil {
				return nil, err
			}
			out[k] = v
		}
		return out, nil
	case string, float64:
		return fn(s, x)
	}
	return node, nil
}

// inside is what the members of an object have in common.
func (s spot) inside(m map[string]any) spot {
	switch {
	case m["filterBranchType"] == "UNIFIED_EVENTS":
		s.inEvent, s.event = true, changed(m)
	case m["filterBranchType"] != nil && m["objectTypeId"] != nil:
		s.object = objectAt(text(m["objectTypeId"]))
	case text(m["object_type_id"]) != "":
		s.object = objectAt(text(m["object_type_id"]))
	}
	if a, ok := m["association"].(map[string]any); ok {
		if n, ok := a["associationTypeId"].(float64); ok {
			s.object = associated[n]
		}
	}
	if m["type"] == "OBJECT_PROPERTY" { // what is copied is the enrolled record's, wherever it goes
		s.object = s.own
	}
	if m["type"] == "STATIC_BRANCH" {
		in, _ := m["inputValue"].(map[string]any)
		s.branch = propertyIn(in)
	}
	if name := propertyIn(m); name != "" {
		s.property = name
		if s.inEvent {
			s.property = ""
			if name == "hs_value" {
				s.property = s.event
			}
		}
	}
	return s
}

// at is what stands under one member of an object.
func (s spot) at(member string, m map[string]any) spot {
	kind, isID := idMembers[member]
	property := s.property
	switch {
	case slices.Contains(nameMembers, member):
		s.named, s.value, s.kind = true, false, ""
		s.property = text(m[member])
		if s.inEvent {
			s.property = ""
		}
	case isID:
		s.kind, s.value = kind, false
	case member == "operation":
		op, _ := m[member].(map[string]any)
		s.operation = text(op["operationType"])
	case (member == "value" || member == "values") && s.operation != "":
		s.value = property != ""
	case member == "value" && propertyIn(m) != "":
		if _, scalar := m[member].(string); scalar {
			s.value = true
		}
	case member == "staticValue" || member == "staticValues":
		s.value = property != ""
	case member == "branchValue" && s.branch != "":
		s.property, s.value = s.branch, true
	}
	return s
}

// propertyIn is the property that an object of a document names; "" for none.
func propertyIn(m map[string]any) string {
	for _, k := range nameMembers {
		if name := text(m[k]); name != "" && k != "target_property" {
			return name
		}
	}
	return ""
}

// changed is the property whose change a branch about events waits for: event 4-655002 has it as hs_name, and the new value as
// hs_value [reported; HubSpot's guide shows it in an example].
func changed(m map[string]any) string {
	filters, _ := m["filters"].([]any)
	for _, f := range filters {
		f, _ := f.(map[string]any)
		op, _ := f["operation"].(map[string]any)
		if f["property"] != "hs_name" {
			continue
		}
		if values, _ := op["values"].([]any); len(values) == 1 {
			return text(values[0])
		}
		return text(op["value"])
	}
	return ""
}

// objectAt is the natural key of an object by its type id or placeholder; the id itself for objects that nobody here knows.
func objectAt(id string) string {
	if k, name, ok := parseRef(id); ok && k == refObject {
		return name
	}
	if o := standardOf(id); o != nil {
		return o.plural
	}
	return id
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// idText is an id, which HubSpot writes as a text or a number.
func idText(v any) string {
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return text(v)
}

// valueKind says which ids the values of a property are; "" for none. Of an unknown object, the name of the property decides.
func valueKind(object, property string) refKind {
	switch {
	case property == lifecycleProperty && (object == "contacts" || object == "companies" || object == ""):
		return refLifecycle
	case property != "" && property == stageProperty(object), object == "" && property == "dealstage":
		return refStage
	case property != "" && property == pipelineProperty(object), object == "" && property == "pipeline":
		return refPipeline
	case property == "hubspot_owner_id":
		return refOwner
	}
	return ""
}
