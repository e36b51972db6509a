package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// flow is a workflow. Body is what was written, with the defaults that the server adds.
type flow struct {
	ID        string         `json:"id"`
	Revision  int            `json:"revision"`
	CreatedAt string         `json:"createdAt"`
	UpdatedAt string         `json:"updatedAt"`
	Body      map[string]any `json:"body"`
}

const flowScope = "automation"

var flowRoutes = []route{
	{method: http.MethodGet, rest: "flows", scopes: one(flowScope), handle: listFlows},
	{method: http.MethodPost, rest: "flows", scopes: one(flowScope), handle: createFlow},
	{method: http.MethodPost, rest: "flows/batch/read", scopes: one(flowScope), handle: batchReadFlows},
	{method: http.MethodGet, rest: "flows/{flow}", scopes: one(flowScope), handle: readFlow},
	{method: http.MethodPut, rest: "flows/{flow}", scopes: one(flowScope), handle: replaceFlow},
	{method: http.MethodDelete, rest: "flows/{flow}", scopes: one(flowScope), handle: deleteFlow},
	{method: http.MethodGet, rest: "action-types", scopes: one(flowScope), handle: listActionTypes},
}

// actionTypes are the built-in actions that workflows of this account may have.
var actionTypes = map[string]string{
	"0-1": "Delay", "0-35": "Delay until date", "0-3": "Create task", "0-5": "Set property", "0-8": "Internal email", "0-9": "In-app notification",
	"0-11": "Rotate owner", "0-14": "Create record", "0-15": "Enroll in workflow", "0-13": "Change list (converted)", "0-63809083": "Add to list", "0-63863438": "Remove from list",
}

func (f *flow) view() map[string]any {
	out := map[string]any{}
	for k, v := range f.Body {
		out[k] = v
	}
	out["id"], out["revisionId"], out["createdAt"], out["updatedAt"] = f.ID, strconv.Itoa(f.Revision), f.CreatedAt, f.UpdatedAt
	out["crmObjectCreationStatus"] = "COMPLETE"
	return out
}

// listFlows gives the head of each workflow; the whole takes a read.
func listFlows(c *call) (any, error) {
	limit, err := c.limit(100, 100)
	if err != nil {
		return nil, err
	}
	rows := []map[string]any{}
	for _, f := range c.st.Flows.all() {
		head := map[string]any{}
		whole := f.view()
		for _, k := range []string{"id", "isEnabled", "flowType", "name", "uuid", "objectTypeId", "revisionId", "createdAt", "updatedAt"} {
			if v, ok := whole[k]; ok {
				head[k] = v
			}
		}
		rows = append(rows, head)
	}
	return paged(rows, c.first("after"), limit)
}

func (c *call) withFlow(fn func(*flow) (any, error)) (any, error) {
	f, ok := c.st.Flows.get(c.params["flow"])
	if !ok {
		return nil, notFound("Workflow %s was not found", c.params["flow"])
	}
	return fn(f)
}

func readFlow(c *call) (any, error) {
	return c.withFlow(func(f *flow) (any, error) { return f.view(), nil })
}

func batchReadFlows(c *call) (any, error) {
	ids, err := c.names("flowId")
	if err != nil {
		return nil, err
	}
	out := newBatch[map[string]any](c)
	for _, id := range ids {
		if f, ok := c.st.Flows.get(id); ok {
			out.Results = append(out.Results, f.view())
		} else {
			out.refuse(notFound("Workflow %s was not found", id), map[string][]string{"ids": {id}})
		}
	}
	return out.answer(c, http.StatusOK)
}

func createFlow(c *call) (any, error) {
	body := map[string]any{}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	for _, name := range []string{"actions", "flowType", "isEnabled", "objectTypeId", "type"} {
		if body[name] == nil {
			return nil, missing(name)
		}
	}
	if err := c.checkFlow(body); err != nil {
		return nil, err
	}
	f := &flow{ID: c.st.id(), Revision: 1, CreatedAt: c.stamp(), UpdatedAt: c.stamp(), Body: body}
	c.st.Flows.set(f.ID, f)
	c.audit("CREATE", "WORKFLOW", f.ID, nil)
	c.status = http.StatusCreated
	return f.view(), nil
}

// replaceFlow needs the revision that is in force. Object type, flow type and data sources stay.
func replaceFlow(c *call) (any, error) {
	return c.withFlow(func(f *flow) (any, error) {
		body := map[string]any{}
		if err := c.decode(&body); err != nil {
			return nil, err
		}
		revision, ok := body["revisionId"].(string)
		if !ok {
			return nil, missing("revisionId")
		}
		if revision != strconv.Itoa(f.Revision) {
			return nil, conflict("CONFLICT", "", "Workflow %s has revision %d; revision %s is not the current one", f.ID, f.Revision, revision)
		}
		for _, name := range []string{"actions", "isEnabled", "type"} {
			if body[name] == nil {
				return nil, missing(name)
			}
		}
		for _, name := range []string{"objectTypeId", "flowType", "dataSources"} {
			body[name] = f.Body[name]
		}
		if err := c.checkFlow(body); err != nil {
			return nil, err
		}
		f.Body, f.UpdatedAt = body, c.stamp()
		f.Revision++
		c.audit("UPDATE", "WORKFLOW", f.ID, nil)
		return f.view(), nil
	})
}

func deleteFlow(c *call) (any, error) {
	return c.withFlow(func(f *flow) (any, error) {
		c.st.Flows.del(f.ID)
		c.audit("DELETE", "WORKFLOW", f.ID, nil)
		return nil, nil
	})
}

func listActionTypes(c *call) (any, error) {
	rows := []map[string]any{}
	for _, id := range sortedKeys(actionTypes) {
		rows = append(rows, map[string]any{"actionTypeId": id, "label": actionTypes[id], "inputFieldDefinitions": []any{}})
	}
	return results[map[string]any]{Results: rows}, nil
}

// flowAction is an action as far as it is checked.
type flowAction struct {
	ActionID      string                     `json:"actionId"`
	ActionTypeID  string                     `json:"actionTypeId"`
	Type          string                     `json:"type"`
	Fields        map[string]json.RawMessage `json:"fields"`
	Connection    *connection                `json:"connection"`
	DefaultBranch *connection                `json:"defaultBranch"`
	ListBranches  []struct {
		FilterBranch json.RawMessage `json:"filterBranch"`
		Connection   *connection     `json:"connection"`
	} `json:"listBranches"`
	StaticBranches []struct {
		Connection *connection `json:"connection"`
	} `json:"staticBranches"`
}

type connection struct {
	EdgeType     string `json:"edgeType"`
	NextActionID string `json:"nextActionId"`
}

// checkFlow checks a workflow and fills in what the server adds.
func (c *call) checkFlow(body map[string]any) error {
	var in struct {
		Type         string       `json:"type"`
		FlowType     string       `json:"flowType"`
		ObjectTypeID string       `json:"objectTypeId"`
		IsEnabled    bool         `json:"isEnabled"`
		StartAction  string       `json:"startActionId"`
		Actions      []flowAction `json:"actions"`
		Enrollment   *struct {
			Type   string          `json:"type"`
			Branch json.RawMessage `json:"listFilterBranch"`
		} `json:"enrollmentCriteria"`
	}
	raw, err := json.Marshal(body)
	if err == nil {
		err = json.Unmarshal(raw, &in)
	}
	if err != nil {
		return invalid("", "Invalid input JSON: the workflow could not be read").detail(errorDetail{Message: err.Error()})
	}
	o, err := c.st.find(in.ObjectTypeID)
	if err != nil {
		return err
	}
	switch {
	case in.Type != "CONTACT_FLOW" && in.Type != "PLATFORM_FLOW":
		return invalid("", "type must be CONTACT_FLOW or PLATFORM_FLOW, not %q", in.Type)
	case (in.Type == "CONTACT_FLOW") != (o.ID == "0-1"):
		return invalid("", "%s does not suit workflows of %s", in.Type, o.Plural)
	case in.FlowType != "WORKFLOW" && in.FlowType != "ACTION_SET":
		return invalid("", "flowType must be WORKFLOW or ACTION_SET, not %q", in.FlowType)
	}
	if err := c.checkActions(o, in.Actions, in.StartAction); err != nil {
		return err
	}
	if e := in.Enrollment; e != nil {
		if !slices.Contains([]string{"LIST_BASED", "EVENT_BASED", "MANUAL", "DATASET_BASED"}, e.Type) {
			return invalid("", "%q is not a type of enrollment", e.Type)
		}
		if e.Type == "LIST_BASED" {
			if err := checkBranch(o, e.Branch); err != nil {
				return err
			}
		}
	}
	defaults := map[string]any{"timeWindows": []any{}, "blockedDates": []any{}, "customProperties": map[string]any{}, "dataSources": []any{},
		"nextAvailableActionId": strconv.Itoa(len(in.Actions) + 1)}
	if in.Type == "CONTACT_FLOW" {
		defaults["canEnrollFromSalesforce"], defaults["suppressionListIds"] = false, []any{}
	}
	for k, v := range defaults {
		if body[k] == nil {
			body[k] = v
		}
	}
	body["objectTypeId"] = o.ID
	actions, _ := body["actions"].([]any)
	for _, a := range actions {
		if m, ok := a.(map[string]any); ok && m["type"] == "SINGLE_CONNECTION" && m["actionTypeVersion"] == nil {
			m["actionTypeVersion"] = float64(0)
		}
	}
	return nil
}

func (c *call) checkActions(o *object, actions []flowAction, start string) error {
	ids := map[string]bool{}
	for _, a := range actions {
		if a.ActionID == "" || ids[a.ActionID] {
			return invalid("", "Actions need an actionId each, and no two the same: %q", a.ActionID)
		}
		ids[a.ActionID] = true
	}
	leads := func(from string, to *connection) error {
		if to == nil || to.NextActionID == "" || ids[to.NextActionID] {
			return nil
		}
		return invalid("", "Action %s leads to action %s, which does not exist", from, to.NextActionID)
	}
	if len(actions) > 0 && !ids[start] {
		return invalid("", "startActionId %q is not one of the actions", start)
	}
	for _, a := range actions {
		for _, to := range []*connection{a.Connection, a.DefaultBranch} {
			if err := leads(a.ActionID, to); err != nil {
				return err
			}
		}
		for _, b := range a.ListBranches {
			if err := leads(a.ActionID, b.Connection); err != nil {
				return err
			}
		}
		for _, b := range a.StaticBranches {
			if err := leads(a.ActionID, b.Connection); err != nil {
				return err
			}
		}
		switch a.Type {
		case "SINGLE_CONNECTION":
			if err := c.checkSingle(o, a); err != nil {
				return err
			}
		case "LIST_BRANCH", "STATIC_BRANCH", "AB_TEST_BRANCH", "CUSTOM_CODE", "WEBHOOK":
		default:
			return invalid("", "%q is not a type of action", a.Type)
		}
	}
	return nil
}

func (c *call) checkSingle(o *object, a flowAction) error {
	if _, ok := actionTypes[a.ActionTypeID]; !ok {
		return invalid("", "Action %s: there is no action type %q", a.ActionID, a.ActionTypeID)
	}
	if a.ActionTypeID != "0-5" {
		return nil
	}
	var over struct {
		Category string `json:"associationCategory"`
		TypeID   int    `json:"associationTypeId"`
	}
	if raw := a.Fields["association"]; raw != nil && json.Unmarshal(raw, &over) == nil {
		to := c.associated(o, over.Category, over.TypeID)
		if to == nil {
			return invalid("", "Action %s: %s have no association of type %d", a.ActionID, o.Plural, over.TypeID)
		}
		o = to
	}
	var name string
	_ = json.Unmarshal(a.Fields["property_name"], &name)
	p := o.active(name)
	if p == nil {
		return invalid("", "Action %s: property %q does not exist on %s", a.ActionID, name, o.Plural)
	}
	if p.Metadata.ReadOnlyValue {
		return invalid("", "Action %s: the value of property %q is read-only", a.ActionID, name)
	}
	return nil
}

// associated is the object to which an association type of an object leads; nil when there is no such type.
func (c *call) associated(from *object, category string, typeID int) *object {
	for _, l := range c.st.Labels {
		for _, d := range l.directions() {
			if l.Category == category && d.ID == typeID && d.From == from.ID {
				to, _ := c.st.find(d.To)
				return to
			}
		}
	}
	return nil
}

// place is one place in which a property is used.
type place struct{ kind, id, name string }

// usesOf lists where a property is used: workflows, lists and formulas.
func (s *state) usesOf(o *object, property string) []place {
	var out []place
	for _, f := range s.Flows.all() {
		if f.Body["objectTypeId"] == o.ID && mentions(f.Body, property) {
			out = append(out, place{"WORKFLOW", f.ID, fmt.Sprint(f.Body["name"])})
		}
	}
	for _, l := range s.Lists.all() {
		var root branch
		if l.DeletedAt == "" && l.ObjectTypeID == o.ID && json.Unmarshal(l.FilterBranch, &root) == nil && root.names(property) {
			out = append(out, place{"LIST", l.ListID, l.Name})
		}
	}
	for _, p := range o.Properties.all() {
		if !p.Archived && slices.Contains(formulaUses(p.CalculationFormula), property) {
			out = append(out, place{"CALCULATED_PROPERTY", p.Name, p.Label})
		}
	}
	return out
}

// mentions tells whether a value under a key that holds property names is the property.
func mentions(v any, property string) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if (k == "property" || k == "property_name" || k == "propertyName" || k == "target_property") && x == property || mentions(x, property) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return mentions(x, property) })
	}
	return false
}
