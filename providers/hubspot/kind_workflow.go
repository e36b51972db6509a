package hubspot

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// flowOwn are the members of a workflow that are attributes of their own, follow from the object, or are set by HubSpot.
var flowOwn = []string{"name", "isEnabled", "objectTypeId", "flowType", "type", "id", "revisionId", "createdAt", "updatedAt", "crmObjectCreationStatus",
	"uuid", "nextAvailableActionId", "dataSources"}

// flowNames gives workflows their natural keys, by id. HubSpot lets several have one name: the oldest keeps it.
func flowNames(list []api.Flow) map[string]string {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b api.Flow) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	names, taken := map[string]string{}, map[string]bool{}
	for _, f := range list {
		name := f.Name
		for taken[name] || name == "" {
			name += " (" + f.ID + ")"
		}
		names[f.ID], taken[name] = name, true
	}
	return names
}

func readWorkflows(ctx context.Context, r *reading) ([]*providers.Live, error) {
	heads, err := api.Collect(r.client.Flows(ctx))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, f := range heads {
		if f.FlowType != "ACTION_SET" { // a part of another workflow
			ids = append(ids, f.ID)
		}
	}
	names, t := flowNames(heads), r.translator()
	var out []*providers.Live
	for i, item := range r.client.ReadFlows(ctx, ids) {
		if providers.IsKind(item.Err, providers.NotFound) {
			continue // deleted while we read
		}
		if item.Err != nil {
			return nil, item.Err
		}
		l, err := t.workflow(ctx, item.Value, names[ids[i]])
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// workflow is a workflow as a live object.
func (t *translator) workflow(ctx context.Context, f *api.Flow, name string) (*providers.Live, error) {
	object, err := t.objectName(ctx, f.ObjectTypeID)
	if err != nil {
		return nil, err
	}
	definition, err := t.translate(ctx, any(decode(f.Raw, flowOwn...)), object)
	if err != nil {
		return nil, err
	}
	return live(typeWorkflow, f.ID, derive(typeWorkflow, providers.Values{"name": name, "object": object, "enabled": f.Enabled, "definition": definition}))
}

func writeWorkflow(ctx context.Context, w *writing, op *providers.Operation) outcome {
	switch op.Action {
	case providers.Create:
		return createWorkflow(ctx, w, op)
	case providers.Update:
		return updateWorkflow(ctx, w, op)
	}
	err := w.client.DeleteFlow(ctx, op.ID)
	w.dir.forget(refWorkflow)
	if err == nil {
		w.flows.drop(op.ID)
	}
	if err == nil && op.Action == providers.Replace {
		return createWorkflow(ctx, w, op)
	}
	return outcome{err: err}
}

func createWorkflow(ctx context.Context, w *writing, op *providers.Operation) outcome {
	name := text(op.After["name"])
	known, err := w.flows.others(ctx, w.client, name)
	if err != nil {
		return outcome{err: err}
	}
	doc, err := w.flow(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	object := text(op.After["object"])
	typ := "PLATFORM_FLOW"
	usual := map[string]any{"actions": []any{}, "blockedDates": []any{}, "timeWindows": []any{}, "dataSources": []any{}, "customProperties": map[string]any{}}
	if object == "contacts" {
		typ, usual["canEnrollFromSalesforce"], usual["suppressionListIds"] = "CONTACT_FLOW", false, []any{}
	}
	for k, v := range usual {
		if doc[k] == nil {
			doc[k] = v
		}
	}
	id, err := w.objectID(ctx, object)
	if err != nil {
		return outcome{err: err}
	}
	doc["type"], doc["flowType"], doc["objectTypeId"] = typ, "WORKFLOW", id
	doc["name"], doc["isEnabled"] = name, op.After["enabled"] == true
	raw, err := encode(doc)
	if err != nil {
		return outcome{err: err}
	}
	f, err := w.client.CreateFlow(ctx, raw, known)
	if err != nil {
		return outcome{err: err}
	}
	w.flows.set(f.ID, name)
	w.dir.learn(refWorkflow, name, f.ID)
	return w.written(w.translator().workflow(ctx, f, name))
}

// roster has the names of the workflows by id, for one apply: they are listed once, and what the apply does is noted.
type roster struct {
	mu    sync.Mutex
	names map[string]string
}

// others gives the ids of all workflows, of which none has a name: that would be a Conflict.
func (r *roster) others(ctx context.Context, c *api.Client, name string) (ids []string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		names := map[string]string{}
		for f, err := range c.Flows(ctx) {
			if err != nil {
				return nil, err
			}
			names[f.ID] = f.Name
		}
		r.names = names
	}
	for id, taken := range r.names {
		if taken == name {
			return nil, conflict("the account has a workflow %q already", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// set notes the name of a workflow that was written, drop that one is gone.
func (r *roster) set(id, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names != nil {
		r.names[id] = name
	}
}

func (r *roster) drop(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.names, id)
}

// updateWorkflow changes only what must be changed, in the revision that it has looked at.
func updateWorkflow(ctx context.Context, w *writing, op *providers.Operation) outcome {
	f, err := w.client.Flow(ctx, op.ID)
	if err != nil {
		return outcome{err: err}
	}
	now, err := w.found(op, func(t *translator) (*providers.Live, error) {
		return t.workflow(ctx, f, cmp.Or(text(op.Before["name"]), f.Name))
	}, "definition", "enabled")
	if err != nil {
		return outcome{err: err}
	}
	doc, err := w.flow(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	patch := patchOf(doc, decode(f.Raw))
	if patch["actions"] != nil {
		patch["nextAvailableActionId"] = nextAction(doc["actions"])
	}
	if on, given := op.After["enabled"].(bool); given && on != f.Enabled {
		patch["isEnabled"] = on
	}
	name := text(op.After["name"])
	if name != now.Key {
		patch["name"] = name
	}
	if len(patch) == 0 {
		return outcome{id: now.ID, values: now.Values}
	}
	raw, err := encode(patch)
	if err != nil {
		return outcome{err: err}
	}
	if f, err = w.client.UpdateFlow(ctx, op.ID, f.RevisionID, raw); err != nil {
		return outcome{err: err}
	}
	if name != now.Key {
		w.flows.set(op.ID, name)
		w.dir.forget(refWorkflow)
	}
	return w.written(w.translator().workflow(ctx, f, name))
}

// flow is the definition of a workflow with ids. HubSpot's specification has the ids of suppression lists as numbers; all other
// ids are texts.
func (w *writing) flow(ctx context.Context, after providers.Values) (map[string]any, error) {
	doc, err := w.resolved(ctx, after["definition"])
	if err != nil {
		return nil, err
	}
	out, _ := doc.(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	ids, _ := out["suppressionListIds"].([]any)
	for i, id := range ids {
		if n, err := strconv.ParseFloat(text(id), 64); err == nil {
			ids[i] = n
		}
	}
	return out, nil
}

// patchOf is what must be sent so that a live document has all of a wanted one. What is a thing of another type keeps
// nothing of the old one.
func patchOf(want, live map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range want {
		if contains(v, live[k]) {
			continue
		}
		w, isMap := v.(map[string]any)
		l, wasMap := live[k].(map[string]any)
		if isMap && wasMap && w["type"] != l["type"] {
			whole := map[string]any{}
			for name := range l {
				whole[name] = nil
			}
			for name, v := range w {
				whole[name] = v
			}
			v = whole
		}
		out[k] = v
	}
	return out
}

// nextAction is the first id that no action has.
func nextAction(actions any) string {
	list, _ := actions.([]any)
	next := 1
	for _, a := range list {
		a, _ := a.(map[string]any)
		if n, err := strconv.Atoi(idText(a["actionId"])); err == nil {
			next = max(next, n+1)
		}
	}
	return strconv.Itoa(next)
}

func encode(doc map[string]any) (json.RawMessage, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, &providers.Error{Kind: providers.Invalid, Message: "the definition is no JSON", Err: err}
	}
	return raw, nil
}
