package odoo

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// The resources that are rows of a model. Holders with their models are those of Odoo's own apps.

var groupRows = rows{typ: typeGroup, model: "res.groups", fixed: true,
	columns: []column{
		{"name", "name", textual}, {"comment", "comment", textual}, {"users", "users", many(userNames)}, {"users", "user_ids", many(userNames)},
	}}

var teamRows = rows{typ: typeTeam, model: "crm.team", fixed: true,
	columns: []column{
		{"name", "name", textual}, {"leads", "use_leads", boolean}, {"opportunities", "use_opportunities", boolean}, {"leader", "user_id", one(userNames)},
		{"assignment_domain", "assignment_domain", textual}, {"assignment_off", "assignment_optout", boolean}, {"archived", "active", inverted},
	},
	holders: []holder{{model: leadModel, field: "team_id"}}}

var reasonRows = rows{typ: typeReason, model: "crm.lost.reason",
	columns: []column{{"name", "name", textual}, {"archived", "active", inverted}},
	holders: []holder{{model: leadModel, field: "lost_reason_id", guarded: true}}}

var tagRows = rows{typ: typeTag, model: "crm.tag",
	columns: []column{{"name", "name", textual}, {"color", "color", numeric}},
	holders: []holder{{model: leadModel, field: "tag_ids", many: true}}}

var stageRows = rows{typ: typeStage, model: "crm.stage",
	columns: []column{
		{"name", "name", textual}, {"team", "team_id", one("crm.team")}, {"team", "team_ids", alone("crm.team")}, {"order", "sequence", numeric}, {"won", "is_won", boolean}, {"fold", "fold", boolean},
		{"requirements", "requirements", textual},
	},
	holders: []holder{{model: leadModel, field: "stage_id", guarded: true, rewrite: restage}}}

var viewRows = rows{typ: typeView, model: viewModel, own: true,
	columns: []column{
		{"name", "name", textual}, {"model", "model", textual}, {"inherits", "inherit_id", one(viewNames)}, {"arch", "arch_base", textual}, {"order", "priority", numeric},
		{"active", "active", boolean},
	},
	beside: showAgain,
	more: func(_ context.Context, _ *directory, _ []api.Row, values []providers.Values) error {
		for _, v := range values {
			derive(v)
		}
		return nil
	}}

// viewModel is where Odoo keeps its views.
const viewModel = "ir.ui.view"

// showAgain switches a view on that was switched off while a field in it was renamed.
func showAgain(ctx context.Context, w *writing, id int64, op *providers.Operation) error {
	if !w.hidden[id] || op.After["active"] == false {
		return nil
	}
	delete(w.hidden, id)
	return w.client.Write(ctx, viewModel, []int64{id}, map[string]any{"active": true})
}
