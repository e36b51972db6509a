package hubspot

import (
	"errors"
	"fmt"
	"reflect"

	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
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

// translator puts placeholders in the place of HubSpot's ids. Ids that nobody knows stay.
type translator struct {
	dir *directory
	// holdsOwner tells whether the values of a property are owners.
	holdsOwner func(ctx context.Context, object, property string) (bool, error)
	// hidden are the sorts of names that the account does not let be read.
	hidden map[refKind]bool
}

// translate gives a document of HubSpot with placeholders.
func (t *translator) translate(ctx context.Context, doc any, object string) (any, error) {
	return look(doc, object, func(s spot, v any) (any, error) {
		kind := s.kind
		if s.value {
			kind = valueKind(s.object, s.property)
		}
		switch {
		case s.named || kind == "" && !s.value || kind == refObject && standardOf(idText(v)) != nil:
			return v, nil
		case kind == "" && s.object == "":
			return v, nil
		case kind == "": // one more property that may hold an owner
			r, ok, err := t.ref(ctx, refOwner, s.object, idText(v))
			if err != nil || !ok {
				return v, err
			}
			if is, err := t.holdsOwner(ctx, s.object, s.property); err != nil || !is {
				return v, err
			}
			return r, nil
		}
		r, ok, err := t.ref(ctx, kind, s.object, idText(v))
		if err != nil || !ok {
			return v, err
		}
		return r, nil
	})
}

// ref finds the placeholder of an id. Stages and pipelines of different objects may have the same id.
func (t *translator) ref(ctx context.Context, kind refKind, object, id string) (string, bool, error) {
	if t.hidden[kind] || id == "" {
		return "", false, nil
	}
	ids := []string{id}
	if object != "" && (kind == refStage || kind == refPipeline) {
		ids = []string{key(object, id), id}
	}
	for _, id := range ids {
		name, ok, err := t.dir.key(ctx, kind, id)
		switch {
		case err != nil && refused(err):
			t.hidden[kind] = true
			return "", false, nil
		case err != nil:
			return "", false, err
		case ok && name != "" && (len(ids) == 1 || strings.HasPrefix(name, object+"/")):
			return ref(kind, name), true, nil
		}
	}
	return "", false, nil
}

// translator translates what is read, with what the read knows of properties.
func (r *reading) translator() *translator {
	return &translator{r.dir, func(ctx context.Context, object, property string) (bool, error) {
		list, err := r.properties(ctx, object)
		if err != nil {
			return false, unlessRefused(err)
		}
		return slices.ContainsFunc(list, func(p api.Property) bool { return p.Name == property && p.ReferencedObjectType == "OWNER" }), nil
	}, map[refKind]bool{}}
}

// translator translates what was written; the apply may have made properties that were not there when the account was opened.
func (w *writing) translator() *translator {
	return &translator{w.dir, func(ctx context.Context, object, property string) (bool, error) {
		p, err := w.client.Property(ctx, object, property)
		if err != nil {
			return false, unlessRefused(err)
		}
		return p.ReferencedObjectType == "OWNER", nil
	}, map[refKind]bool{}}
}

func unlessRefused(err error) error {
	if refused(err) {
		return nil
	}
	return err
}

// decode reads JSON less some members; nil for what is no JSON object.
func decode(raw json.RawMessage, without ...string) map[string]any {
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	for _, k := range without {
		delete(m, k)
	}
	return m
}

// objectName is the natural key of an object; its type id for objects that are not read.
func (t *translator) objectName(ctx context.Context, id string) (string, error) {
	if o := standardOf(id); o != nil {
		return o.plural, nil
	}
	r, ok, err := t.ref(ctx, refObject, "", id)
	if err != nil || !ok {
		return id, err
	}
	return objectAt(r), nil
}

// objectID is the type id of an object, which the same apply may have created.
func (w *writing) objectID(ctx context.Context, plural string) (string, error) {
	if o := standardOf(plural); o != nil {
		return o.id, nil
	}
	id, err := w.dir.id(ctx, refObject, plural)
	if providers.IsKind(err, providers.NotFound) {
		return w.portal.objectID(plural), nil
	}
	return id, err
}

// resolved is a document with ids. A name that the account does not have is a fault of the document: it is not the
// object itself that is gone.
func (w *writing) resolved(ctx context.Context, doc any) (any, error) {
	out, err := w.dir.resolve(ctx, doc)
	var e *providers.Error
	if errors.As(err, &e) && e.Kind == providers.NotFound {
		err = &providers.Error{Kind: providers.Invalid, Message: e.Message, Err: err}
	}
	return out, err
}

// found is a live object that is to be changed, as it is now. It is a Conflict when it is not what the change was planned for.
func (w *writing) found(op *providers.Operation, read func(*translator) (*providers.Live, error), attributes ...string) (*providers.Live, error) {
	l, err := read(w.translator())
	if err == nil && unchanged(op, l.Values, attributes...) != nil {
		w.dir.forget() // what it refers to may be newer than the names that we know
		l, err = read(w.translator())
	}
	if err == nil {
		err = unchanged(op, l.Values, attributes...)
	}
	return l, err
}

// written is the outcome of a write that gave an object.
func (w *writing) written(l *providers.Live, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	return outcome{id: l.ID, values: l.Values}
}

// unchanged is a Conflict when attributes are no longer what the change was planned for. Names of what a document refers to
// do not count: the same apply may have changed them.
func unchanged(op *providers.Operation, now providers.Values, attributes ...string) error {
	for _, name := range attributes {
		if before := op.Before[name]; op.Before != nil && !reflect.DeepEqual(anonymous(before), anonymous(now[name])) {
			return &providers.Error{Kind: providers.Conflict, Attribute: name, Message: fmt.Sprintf("%s of %s was changed by somebody else", name, op.Key)}
		}
	}
	return nil
}

func anonymous(doc any) any {
	out, _ := mapTexts(doc, func(s string) (any, error) { // fn does not fail
		if k, _, ok := parseRef(s); ok {
			return ref(k, ""), nil
		}
		return s, nil
	})
	return out
}
