package emulator

import "slices"

const (
	modelModel  = "ir.model"
	fieldModel  = "ir.model.fields"
	optionModel = "ir.model.fields.selection"
	dataModel   = "ir.model.data"
	viewModel   = "ir.ui.view"
	ruleModel   = "base.automation"
	actionModel = "ir.actions.server"
	paramModel  = "ir.config_parameter"
	formModel   = "res.config.settings"
	leadModel   = "crm.lead"
	partner     = "res.partner"
	memberModel = "crm.team.member"
)

// field is what a row of ir.model.fields says.
type field struct {
	id                                                  int64
	model, name, label, kind, relation, inverse, onGone string
	required, readonly, stored, own, tracked            bool
	// filled tells that the column refuses to be empty, which a required one does not always.
	filled bool
}

func fieldOf(id int64, r record) *field {
	return &field{id: id, model: text(r["model"]), name: text(r["name"]), label: text(r["field_description"]), kind: text(r["ttype"]), relation: text(r["relation"]),
		inverse: text(r["relation_field"]), onGone: text(r["on_delete"]), required: r["required"] == true, readonly: r["readonly"] == true, stored: r["store"] == true,
		own: r["state"] == "manual", tracked: number(r["tracking"]) > 0, filled: r[filledMark] == true}
}

// filledMark is kept in the row of a field of one's own whose column is NOT NULL. Odoo keeps it in PostgreSQL.
const filledMark = "not null"

// of are the fields of a model by name.
func (d *database) of(model string) map[string]*field {
	if d.fields == nil {
		d.fields = map[string]map[string]*field{}
		for id, r := range d.table(fieldModel).rows {
			f := fieldOf(id, r)
			if d.fields[f.model] == nil {
				d.fields[f.model] = map[string]*field{}
			}
			d.fields[f.model][f.name] = f
		}
	}
	return d.fields[model]
}

// has tells whether there is a model.
func (d *database) has(model string) bool { return len(d.of(model)) > 0 }

// title is what people call a model.
func (d *database) title(model string) string {
	return text(d.get(modelModel, d.modelID(model))["name"])
}

func (d *database) modelID(model string) int64 { return d.find(modelModel, record{"model": model}) }

// options are the values of a selection in their order; ids of ir.model.fields.selection.
func (d *database) options(f *field) []int64 {
	var out []int64
	for _, id := range d.ids(optionModel) {
		if d.get(optionModel, id)["field_id"] == f.id {
			out = append(out, id)
		}
	}
	slices.SortStableFunc(out, func(a, b int64) int {
		return int(number(d.get(optionModel, a)["sequence"]) - number(d.get(optionModel, b)["sequence"]))
	})
	return out
}

// name is how a record is shown.
func (d *database) name(model string, id int64) string {
	r := d.get(model, id)
	switch model {
	case fieldModel:
		return text(r["field_description"]) + " (" + d.title(text(r["model"])) + ")"
	case memberModel:
		return d.name("res.users", number(r["user_id"]))
	case "mail.message":
		return text(d.get(text(r["model"]), number(r["res_id"]))["name"])
	case paramModel:
		return text(r["key"])
	}
	return text(r["name"])
}

// defaults are the values of a new record where none are given. Source: seen on Odoo 17.0.
func (d *database) defaults(model string) record {
	switch model {
	case leadModel:
		kind := "opportunity"
		if d.leadsOn() {
			kind = "lead"
		}
		return record{"type": kind, "active": true, "priority": "0", "user_id": d.uid, "probability": 0.0}
	case partner:
		return record{"active": true, "type": "contact"}
	case "crm.stage":
		return record{"sequence": 1.0}
	case "crm.team":
		return record{"active": true, "sequence": 10.0, "use_opportunities": true}
	case memberModel:
		return record{"active": true, "assignment_max": 30.0}
	case "crm.lost.reason", "res.users", companyModel:
		return record{"active": true}
	case recordRules:
		return record{"active": true, "perm_read": true}
	case "crm.tag":
		return record{"color": float64(1 + d.table(model).next%11)}
	case viewModel:
		return record{"active": true, "priority": 16.0, "type": "form"}
	case ruleModel:
		return record{"active": true}
	case actionModel:
		return record{"sequence": 5.0, "state": "object_write", "usage": "ir_actions_server"}
	case fieldModel:
		return record{"ttype": "char", "state": "manual", "store": true, "on_delete": "set null", "field_description": "", "name": "x_"}
	}
	return record{}
}

// needed are the fields of Odoo's own that a record must have and that have no defaults, by model.
var needed = map[string][]string{
	leadModel: {"name"}, "crm.stage": {"name"}, "crm.team": {"name"}, "crm.lost.reason": {"name"}, "crm.tag": {"name"}, "res.groups": {"name"},
	memberModel: {"crm_team_id", "user_id"}, viewModel: {"name"}, ruleModel: {"name", "model_id", "trigger"}, actionModel: {"name", "model_id"},
	dataModel: {"name", "module", "model"}, fieldModel: {"name", "model_id", "ttype", "field_description"}, optionModel: {"field_id", "value", "name"}, paramModel: {"key", "value"},
}

// orders are those in which records come when none is asked for.
var orders = map[string]string{
	leadModel: "priority desc, id desc", "crm.stage": "sequence, name, id", "crm.team": "sequence, create_date desc, id desc", fieldModel: "name, id",
	optionModel: "sequence, id", "mail.message": "id desc", "mail.tracking.value": "id", viewModel: "priority, name, id",
}
