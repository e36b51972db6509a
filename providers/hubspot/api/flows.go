package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Flow is a workflow. Raw is all of it as HubSpot returned it.
type Flow struct {
	ID           string `json:"id"`
	RevisionID   string `json:"revisionId"` // another one after each change
	Name         string `json:"name"`
	Type         string `json:"type"`     // CONTACT_FLOW, or PLATFORM_FLOW for all other objects
	FlowType     string `json:"flowType"` // WORKFLOW or ACTION_SET
	ObjectTypeID string `json:"objectTypeId"`
	Enabled      bool   `json:"isEnabled"`
	// Creating is PENDING while HubSpot is still making it.
	Creating string          `json:"crmObjectCreationStatus"`
	Raw      json.RawMessage `json:"-"`
}

func (f *Flow) UnmarshalJSON(b []byte) error {
	type plain Flow
	if err := json.Unmarshal(b, (*plain)(f)); err != nil {
		return err
	}
	f.Raw = bytes.Clone(b)
	return nil
}

// MarshalJSON gives the raw form.
func (f Flow) MarshalJSON() ([]byte, error) {
	if f.Raw == nil {
		return []byte("null"), nil
	}
	return f.Raw, nil
}

// Flows lists the heads of all workflows, without their actions.
func (c *Client) Flows(ctx context.Context) iter.Seq2[Flow, error] {
	return pages[Flow](ctx, c, op{method: http.MethodGet, api: Automation, path: []string{"flows"}}, 100)
}

// Flow reads one workflow.
func (c *Client) Flow(ctx context.Context, id string) (*Flow, error) {
	return fetch[Flow](ctx, c, op{method: http.MethodGet, api: Automation, path: []string{"flows", id}})
}

// ReadFlows reads whole workflows in batches; one that does not exist is NotFound.
func (c *Client) ReadFlows(ctx context.Context, ids []string) []Item[Flow] {
	type input struct {
		FlowID string `json:"flowId"`
		Type   string `json:"type"`
	}
	b := batcher[string, Flow]{
		op: op{method: http.MethodPost, api: Automation, path: []string{"flows", "batch", "read"}, effect: web.Reads},
		wrap: func(ids []string) any {
			in := make([]input, len(ids))
			for i := range ids {
				in[i] = input{ids[i], "FLOW_ID"}
			}
			return inputsOf(in)
		},
		key: func(id string) string { return id },
		of:  func(f *Flow) string { return f.ID },
		silent: func(id string) error {
			return &providers.Error{Kind: providers.NotFound, Message: "HubSpot has no workflow " + id}
		},
	}
	return b.run(ctx, c, ids)
}

// CreateFlow creates a workflow from its JSON. Names of workflows are not unique: known are the ids of those that were
// there before, so that after a lost answer the new one is recognised by its name. When it is not seen, the outcome
// stays unknown, as it may show later.
func (c *Client) CreateFlow(ctx context.Context, doc json.RawMessage, known []string) (*Flow, error) {
	var head struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(doc, &head); err != nil {
		return nil, invalid("the workflow is no JSON object")
	}
	return Create(ctx, func(ctx context.Context) (*Flow, error) {
		return fetch[Flow](ctx, c, op{method: http.MethodPost, api: Automation, path: []string{"flows"}, body: doc})
	}, func(ctx context.Context) (*Flow, error) {
		list, err := Collect(c.Flows(ctx))
		found, err := one(list, err, fmt.Sprintf("new workflow %q", head.Name), func(f *Flow) bool {
			return f.Name == head.Name && !slices.Contains(known, f.ID)
		})
		if err != nil {
			return nil, err
		}
		return c.Flow(ctx, found.ID)
	}, NoProof)
}

// fixed are members of a workflow that a replacement does not have: the server sets them.
var fixed = []string{"id", "createdAt", "updatedAt", "objectTypeId", "flowType", "dataSources", "crmObjectCreationStatus", "uuid"}

// UpdateFlow changes members of a workflow as Merge does. It reads the workflow first and answers with Conflict when
// its revision is not the one that the change was made for. When the answer is lost, it reads again: a workflow of the
// same revision was not changed and is sent again, one that has all that was sent was.
func (c *Client) UpdateFlow(ctx context.Context, id, revision string, patch json.RawMessage) (*Flow, error) {
	var doubt error
	for n := 1; ; n++ {
		live, err := c.Flow(ctx, id)
		if err != nil {
			if doubt != nil {
				err = doubt
			}
			return nil, err
		}
		if live.RevisionID != revision {
			if doubt == nil {
				return nil, &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("workflow %q was changed by somebody else: its revision is %s, not %s", live.Name, live.RevisionID, revision)}
			}
			if within(patch, live.Raw) {
				return live, nil
			}
			return nil, doubt
		}
		if n > creates {
			return nil, doubt
		}
		body, err := replacement(live, patch)
		if err != nil {
			return nil, err
		}
		// The revision makes a second copy harmless, but its refusal would hide that the first was carried out.
		f, err := fetch[Flow](ctx, c, op{method: http.MethodPut, api: Automation, path: []string{"flows", id}, body: body, effect: web.Acts})
		if !providers.IsKind(err, providers.Ambiguous) {
			return f, err
		}
		doubt = err
	}
}

// replacement is what is sent to change a workflow: all of it with the change, less what the server sets.
func replacement(live *Flow, patch json.RawMessage) (json.RawMessage, error) {
	take := map[string]any{"revisionId": live.RevisionID}
	for _, k := range fixed {
		take[k] = nil
	}
	last, err := json.Marshal(take)
	if err != nil {
		return nil, invalid("the workflow cannot be changed: %v", err)
	}
	doc, err := Merge(live.Raw, patch)
	if err == nil {
		doc, err = Merge(doc, last)
	}
	if err != nil {
		return nil, invalid("the change of workflow %q is no JSON: %v", live.Name, err)
	}
	return doc, nil
}

// within tells whether a document has everything that a patch sets. Members that the server added do not matter.
func within(patch, doc json.RawMessage) bool {
	var p, d any
	if json.Unmarshal(patch, &p) != nil || json.Unmarshal(doc, &d) != nil {
		return false
	}
	return subset(p, d)
}

func subset(p, d any) bool {
	switch p := p.(type) {
	case map[string]any:
		dm, ok := d.(map[string]any)
		if !ok {
			return false
		}
		for k, v := range p {
			if dv, has := dm[k]; v == nil && has && dv != nil || v != nil && !subset(v, dv) {
				return false
			}
		}
		return true
	case []any:
		dl, ok := d.([]any)
		if !ok || len(p) != len(dl) {
			return false
		}
		for i := range p {
			if !subset(p[i], dl[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(p, d)
}

// DeleteFlow deletes a workflow. People can restore it in HubSpot for 90 days.
func (c *Client) DeleteFlow(ctx context.Context, id string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Automation, path: []string{"flows", id}})
}

// ActionType is a kind of action that workflows can have.
type ActionType struct {
	ID            string   `json:"actionTypeId"`
	Name          string   `json:"actionName"`
	ObjectTypeIDs []string `json:"objectTypeIds"`
	Inputs        []struct {
		Name     string `json:"name"`
		Type     string `json:"type"`
		Required bool   `json:"isRequired"`
	} `json:"inputFieldDefinitions"`
}

// ActionTypes reads the kinds of action that workflows of an object type can have.
func (c *Client) ActionTypes(ctx context.Context, objectTypeID string) ([]ActionType, error) {
	return all[ActionType](ctx, c, op{method: http.MethodGet, api: ActionTypes, path: []string{"action-types"}, query: url.Values{"objectTypeId": {objectTypeID}}})
}
