package emulator

import "strings"

// newModelFields are those that Odoo gives a model that people make: name, label, type, flags (r read-only, s stored), relation. Source:
// seen on Odoo 17.0.
var newModelFields = [][5]string{{"x_name", "Name", "char", "s"}, {"id", "ID", "integer", "rs"}, {"display_name", "Display Name", "char", "r"},
	{"create_uid", "Created by", "many2one", "rs", "res.users"}, {"create_date", "Created on", "datetime", "rs"},
	{"write_uid", "Last Updated by", "many2one", "rs", "res.users"}, {"write_date", "Last Updated on", "datetime", "rs"}}

// madeModel gives a new model its fields.
func (d *database) madeModel(id int64) *exception {
	model := text(d.get(modelModel, id)["model"])
	if !strings.HasPrefix(model, "x_") {
		return unique("The model name must start with 'x_'.")
	}
	if d.find(modelModel, record{"model": model}) != id {
		return unique("Each model must have a unique name.")
	}
	for _, f := range newModelFields {
		r := record{"model": model, "model_id": id, "name": f[0], "field_description": f[1], "ttype": f[2], "state": "base"}
		if f[0] == "x_name" {
			r["state"] = "manual"
		}
		for _, flag := range f[3] {
			r[map[rune]string{'r': "readonly", 's': "store"}[flag]] = true
		}
		if f[4] != "" {
			r["relation"], r["on_delete"] = f[4], "set null"
		}
		d.insert(fieldModel, r)
	}
	return nil
}
