package emulator

import (
	"slices"
	"strings"
)

func baseField() *exception {
	return userError("Properties of base fields cannot be altered in this manner! Please modify them through Python code, preferably through a custom addon!")
}

// newField fills in what a new field has and its values do not say.
func (d *database) newField(vals map[string]any) *exception {
	if id := number(vals["model_id"]); id != 0 && vals["model"] == nil {
		vals["model"] = d.get(modelModel, id)["model"]
	} else if vals["model_id"] == nil && vals["model"] != nil {
		vals["model_id"] = float64(d.modelID(text(vals["model"])))
	}
	if vals["ttype"] == "selection" && vals["selection_ids"] == nil {
		vals["selection_ids"] = []any{}
	}
	return nil
}

// madeField checks a new field. Its column refuses to be empty when it is required and no record is there.
func (d *database) madeField(id int64) *exception {
	r := d.get(fieldModel, id)
	f := fieldOf(id, r)
	if !strings.HasPrefix(f.name, "x_") {
		return unique("Custom fields must have a name that starts with 'x_'!")
	}
	if d.find(fieldModel, record{"model": f.model, "name": f.name}) != id {
		return unique("Field names must be unique per model.")
	}
	switch f.kind {
	case "many2one", "one2many", "many2many":
		if f.relation != "" && d.modelID(f.relation) == 0 && d.has(f.model) {
			return userError("Model %s does not exist!", f.relation)
		}
	}
	if r["compute"] != nil {
		d.notRun = append(d.notRun, f.model+"."+f.name)
	}
	d.number(f)
	d.fill(f)
	return nil
}

// fill makes the column of a required field refuse to be empty, unless it is empty somewhere: then PostgreSQL does not do
// so, and Odoo says nothing.
func (d *database) fill(f *field) {
	bites := f.required && f.stored && !slices.ContainsFunc(d.ids(f.model), func(id int64) bool { return d.get(f.model, id)[f.name] == nil })
	d.set(fieldModel, f.id, filledMark, bites)
}

// typed are the attributes of a field that make another field of it.
var typed = []string{"ttype", "model", "model_id", "relation"}

func (d *database) changeField(id int64, vals map[string]any) *exception {
	r := d.get(fieldModel, id)
	if r["state"] != "manual" {
		return baseField()
	}
	for _, name := range typed {
		if v, given := vals[name]; given && v != r[name] && number(v) != number(r[name]) || given && name == "ttype" && v != r[name] {
			if name == "ttype" {
				return userError("Changing the type of a field is not yet supported. Please drop it and create it again!")
			}
			return userError("Changing the model of a field is forbidden!")
		}
	}
	if name, given := vals["name"]; given && name != r["name"] {
		return d.unseen(r)
	}
	return nil
}

// changedField moves the values of a renamed field, sets or drops the constraint when the mark changes, and numbers options.
func (d *database) changedField(id int64, before record) *exception {
	f, was := fieldOf(id, d.get(fieldModel, id)), fieldOf(id, before)
	if f.name != was.name {
		if !strings.HasPrefix(f.name, "x_") {
			return unique("Custom fields must have a name that starts with 'x_'!")
		}
		if first := d.find(fieldModel, record{"model": f.model, "name": f.name}); first != id || slices.ContainsFunc(d.ids(fieldModel), func(o int64) bool {
			x := d.get(fieldModel, o)
			return o != id && x["model"] == f.model && x["name"] == f.name
		}) {
			return unique("Field names must be unique per model.")
		}
		for _, rec := range d.ids(f.model) {
			if v := d.get(f.model, rec)[was.name]; v != nil {
				d.set(f.model, rec, was.name, nil)
				d.set(f.model, rec, f.name, v)
			}
		}
	}
	if f.required != was.required {
		d.fill(f)
	}
	d.number(f)
	return nil
}

// unseen refuses to rename or delete a field that a view shows.
func (d *database) unseen(r record) *exception {
	for _, id := range d.ids(viewModel) {
		v := d.get(viewModel, id)
		if v["model"] == r["model"] && v["active"] == true && slices.Contains(fieldsInView(text(v["arch_base"])), text(r["name"])) {
			return userError("Cannot rename/delete fields that are still present in views:\nFields: %s.%s\nView: %s", r["model"], r["name"], text(v["name"]))
		}
	}
	return nil
}

// removeField drops the column with its values.
func (d *database) removeField(id int64) *exception {
	r := d.get(fieldModel, id)
	if r["state"] != "manual" {
		return userError("This column contains module data and cannot be removed!")
	}
	if e := d.unseen(r); e != nil {
		return e
	}
	for _, rec := range d.ids(text(r["model"])) {
		if d.get(text(r["model"]), rec)[text(r["name"])] != nil {
			d.set(text(r["model"]), rec, text(r["name"]), nil)
		}
	}
	return nil
}

// number gives the options of a field the numbers 0, 1, 2 … in their order.
func (d *database) number(f *field) {
	if f.kind != "selection" || !f.own {
		return
	}
	for at, id := range d.options(f) {
		if d.get(optionModel, id)["sequence"] != float64(at) {
			d.set(optionModel, id, "sequence", float64(at))
		}
	}
}

// ownOption refuses to change the options of Odoo's own fields.
func (d *database) ownOption(field int64) *exception {
	if r := d.get(fieldModel, field); r != nil && r["state"] != "manual" {
		return baseField()
	}
	return nil
}

// oneOption wants the value of an option to be there once.
func (d *database) oneOption(id int64) *exception {
	r := d.get(optionModel, id)
	for _, other := range d.options(&field{id: number(r["field_id"])}) {
		if other != id && d.get(optionModel, other)["value"] == r["value"] {
			return unique("Selections values must be unique per field")
		}
	}
	return nil
}

// changedOption gives records the new value of an option whose value changed.
func (d *database) changedOption(id int64, before record) *exception {
	o := d.get(optionModel, id)
	if o["value"] != before["value"] {
		d.replace(number(o["field_id"]), before["value"], o["value"])
	}
	return d.oneOption(id)
}

// emptyOption takes the value of an option from the records that have it, without a word.
func (d *database) emptyOption(id int64) {
	o := d.get(optionModel, id)
	d.replace(number(o["field_id"]), o["value"], nil)
}

func (d *database) replace(fieldID int64, from, to any) {
	f := d.get(fieldModel, fieldID)
	if f == nil {
		return
	}
	for _, rec := range d.ids(text(f["model"])) {
		if d.get(text(f["model"]), rec)[text(f["name"])] == from {
			d.set(text(f["model"]), rec, text(f["name"]), to)
		}
	}
}
