package odoo

import (
	"context"
	"html"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// actionModel is where Odoo keeps what automation rules do.
const actionModel = "ir.actions.server"

var automationRows = rows{typ: typeAutomation, model: "base.automation", fixed: true,
	columns: []column{
		{"name", "name", textual}, {"model", "model_id", one(modelNames)}, {"trigger", "trigger", textual},
		{"stage", "trg_field_ref", target("on_stage_set", "crm.stage")}, {"tag", "trg_field_ref", target("on_tag_set", "crm.tag")},
		{"watches", "trigger_field_ids", many(fieldNames)}, {"before", "filter_pre_domain", conditions}, {"when", "filter_domain", conditions},
		{"date", "trg_date_id", one(fieldNames)}, {"delay", "trg_date_range", span}, {"delay", sideField, side}, {"delay_unit", "trg_date_range_type", textual},
		{"description", "description", prose}, {"active", "active", boolean},
	},
	bound: []string{"trigger", "stage", "tag", "watches", "before", "when", "date", "delay", "delay_unit"},
	more:  readActions, nested: newAction, beside: writeAction}

// target is the record that starts a rule with a trigger. One field holds it for all triggers, so nothing is written for the
// others.
func target(trigger, model string) codec {
	return codec{
		read: func(ctx context.Context, dir *directory, r api.Row, f string) (any, error) {
			if id := int64(r.Number(f)); r.Text("trigger") == trigger && id != 0 {
				return dir.key(ctx, model, id)
			}
			return nil, nil
		},
		write: func(ctx context.Context, dir *directory, v any) (any, error) {
			if v == nil {
				return nil, nil
			}
			return dir.id(ctx, model, text(v))
		}}
}

// sideField says whether a rule runs before a date or after it.
const sideField = "trg_date_range_mode"

// span and side are how long after a date a rule runs, and before it where that is negative. Odoo refuses a negative span where
// it has a field for the side.
var (
	span = codec{read: readDelay, write: func(ctx context.Context, dir *directory, v any) (any, error) {
		sided, err := dir.has(ctx, renamedNames, key("base.automation", sideField))
		if sided {
			return math.Abs(number(v)), err
		}
		return number(v), err
	}}
	side = codec{read: readDelay, write: func(_ context.Context, _ *directory, v any) (any, error) {
		return map[bool]string{true: "before", false: "after"}[number(v) < 0], nil
	}}
)

func readDelay(_ context.Context, _ *directory, r api.Row, _ string) (any, error) {
	n := r.Number("trg_date_range")
	if r.Text(sideField) == "before" {
		n = -n
	}
	return n, nil
}

// conditions is a domain; an empty one is none.
var conditions = codec{write: asIs, read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) {
	if d := r.Text(f); canonical(d) != "[]" {
		return d, nil
	}
	return nil, nil
}}

// prose is a text that Odoo keeps as HTML.
var prose = codec{
	write: func(_ context.Context, _ *directory, v any) (any, error) {
		if v == nil {
			return false, nil
		}
		var b strings.Builder
		for _, line := range strings.Split(text(v), "\n") {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
		return b.String(), nil
	},
	read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) {
		s := paragraphs.ReplaceAllString(r.Text(f), "\n")
		return strings.Trim(html.UnescapeString(tags.ReplaceAllString(s, "")), "\n"), nil
	}}

var (
	paragraphs = regexp.MustCompile(`</p>\s*<p[^>]*>|<br\s*/?>`)
	tags       = regexp.MustCompile(`<[^>]*>`)
)

// readActions reads what rules do: the code of the rule's own action, and what the others are.
func readActions(ctx context.Context, dir *directory, found []api.Row, values []providers.Values) error {
	if len(found) == 0 {
		return nil
	}
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID()
	}
	actions, err := actionsOf(ctx, dir.c, ids)
	if err != nil {
		return err
	}
	for i, r := range found {
		var others []any
		mine := ownAction(actions[r.ID()])
		for _, a := range actions[r.ID()] {
			if a.ID() == mine.ID() {
				values[i]["code"] = a.Text("code")
			} else {
				others = append(others, a.Text("state")+": "+a.Text("name"))
			}
		}
		if others != nil {
			values[i]["others"] = others
		}
		derive(values[i])
	}
	return nil
}

// ownAction is the action that is the code of a rule, which was made with it: the oldest with code, whatever its place. Odoo gives actions
// of rules names of its own. It is nil where there is none.
func ownAction(actions []api.Row) (own api.Row) {
	for _, a := range actions {
		if a.Text("state") == "code" && (own == nil || a.ID() < own.ID()) {
			own = a
		}
	}
	return own
}

// actionsOf are the actions of rules, by the rule's id.
func actionsOf(ctx context.Context, c *api.Client, ids []int64) (map[int64][]api.Row, error) {
	rows, err := c.SearchRead(ctx, api.Search{Model: actionModel, Domain: []any{[]any{"base_automation_id", "in", ids}},
		Fields: []string{"name", "state", "code", "base_automation_id"}, Order: "sequence, id"})
	out := map[int64][]api.Row{}
	for _, r := range rows {
		id := r.One("base_automation_id")
		out[id] = append(out[id], r)
	}
	return out, err
}

// newAction is the action that is created with a rule.
func newAction(ctx context.Context, dir *directory, after providers.Values) (map[string]string, error) {
	model, err := dir.id(ctx, modelNames, text(after["model"]))
	if err != nil || after["code"] == nil {
		return nil, err
	}
	return map[string]string{"action_server_ids/name": text(after["name"]), "action_server_ids/state": "code", "action_server_ids/code": text(after["code"]),
		"action_server_ids/model_id/.id": cell(model), "action_server_ids/usage": "base_automation"}, nil
}

// writeAction changes the code of a rule's action, and its name with that of the rule. A rule that has no action with code gets one.
// Other actions go where the plan shows that they do.
func writeAction(ctx context.Context, w *writing, id int64, op *providers.Operation) error {
	others, _ := op.Before["others"].([]any)
	if op.After["code"] == op.Before["code"] && op.After["name"] == op.Before["name"] && len(others) == 0 {
		return nil
	}
	actions, err := actionsOf(ctx, w.client, []int64{id})
	if err != nil {
		return err
	}
	mine := ownAction(actions[id])
	var gone []int64
	for _, a := range actions[id] {
		if a.ID() != mine.ID() && slices.Contains(others, any(a.Text("state")+": "+a.Text("name"))) && op.After["others"] == nil || a.ID() == mine.ID() && op.After["code"] == nil {
			gone = append(gone, a.ID())
		}
	}
	if len(gone) > 0 {
		if err := w.client.Unlink(ctx, actionModel, gone); err != nil {
			return err
		}
	}
	switch {
	case op.After["code"] == nil:
		return nil
	case mine != nil:
		return w.client.Write(ctx, actionModel, []int64{mine.ID()}, map[string]any{"code": op.After["code"], "name": op.After["name"]})
	}
	model, err := w.dir.id(ctx, modelNames, text(op.After["model"]))
	if err != nil {
		return err
	}
	_, err = w.client.Create(ctx, actionModel, []map[string]any{{"name": op.After["name"], "state": "code", "code": op.After["code"], "model_id": model,
		"usage": "base_automation", "base_automation_id": id}})
	return err
}
