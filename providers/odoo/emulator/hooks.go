package emulator

import (
	"maps"
	"slices"
)

// What models do beside keeping values, by model: before a record is made or changed or deleted, and after. Other models do nothing.

func (d *database) beforeCreate(model string, vals map[string]any) *exception {
	switch model {
	case fieldModel:
		return d.newField(vals)
	case optionModel:
		return d.ownOption(number(vals["field_id"]))
	case viewModel:
		if vals["arch"] != nil {
			vals["arch_base"] = vals["arch"]
			delete(vals, "arch")
		}
		if vals["mode"] == nil {
			vals["mode"] = map[bool]string{true: "extension", false: "primary"}[number(vals["inherit_id"]) != 0]
		}
	case leadModel:
		d.placeLead(vals)
	}
	return nil
}

func (d *database) afterCreate(model string, id int64) *exception {
	switch model {
	case modelModel:
		return d.madeModel(id)
	case fieldModel:
		return d.madeField(id)
	case optionModel:
		return d.oneOption(id)
	case leadModel, partner:
		d.recordCreation(model, id)
		return d.runRules(model, id, nil, nil)
	case ruleModel:
		d.deriveRule(id, nil)
	}
	return d.check(model, id)
}

// check refuses a record that was made or changed into what Odoo does not keep.
func (d *database) check(model string, id int64) *exception {
	r := d.get(model, id)
	switch model {
	case viewModel:
		return d.checkView(r)
	case "crm.team", memberModel:
		return d.checkTeam(model, id)
	case "crm.tag":
		if d.find(model, record{"name": r["name"]}) != id {
			return unique("Tag name already exists!")
		}
	case dataModel:
		return d.checkIdentity(id)
	case ruleModel:
		return d.checkRule(r)
	case actionModel:
		return checkCode(r)
	}
	return nil
}

func (d *database) beforeWrite(model string, id int64, vals map[string]any) *exception {
	switch model {
	case fieldModel:
		return d.changeField(id, vals)
	case optionModel:
		return d.ownOption(number(d.get(model, id)["field_id"]))
	case ruleModel:
		d.changeRule(id, vals)
	case viewModel:
		if vals["arch"] != nil {
			vals["arch_base"] = vals["arch"]
			delete(vals, "arch")
		}
	}
	return nil
}

func (d *database) afterWrite(model string, id int64, before record, vals map[string]any) *exception {
	switch model {
	case fieldModel:
		return d.changedField(id, before)
	case optionModel:
		return d.changedOption(id, before)
	case leadModel, partner:
		d.recordChange(model, id, before)
		return d.runRules(model, id, before, slices.Collect(maps.Keys(vals)))
	case ruleModel:
		d.deriveRule(id, vals)
	}
	return d.check(model, id)
}

func (d *database) beforeUnlink(model string, id int64) *exception {
	switch model {
	case fieldModel:
		return d.removeField(id)
	case optionModel:
		if e := d.ownOption(number(d.get(model, id)["field_id"])); e != nil {
			return e
		}
		d.emptyOption(id)
	}
	return nil
}
