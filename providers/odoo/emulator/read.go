package emulator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// query is a search.
type query struct {
	model         string
	domain        any
	order         string
	offset, limit int64
	// all lets archived records be found, as active_test=False does.
	all bool
}

// search gives ids in order. Archived records are found when the domain speaks of them.
func (d *database) search(q query) ([]int64, *exception) {
	meets, e := d.domain(q.model, q.domain)
	if e != nil {
		return nil, e
	}
	active := d.of(q.model)["active"] != nil && !q.all && !strings.Contains(fmt.Sprint(q.domain), "[active ")
	var out []int64
	for _, id := range d.ids(q.model) {
		if meets(id) && (!active || d.get(q.model, id)["active"] == true) {
			out = append(out, id)
		}
	}
	if e := d.sort(out, q.model, cmp.Or(q.order, orders[q.model], "id")); e != nil {
		return nil, e
	}
	out = out[min(max(q.offset, 0), int64(len(out))):]
	if q.limit > 0 {
		out = out[:min(q.limit, int64(len(out)))]
	}
	return out, nil
}

// sort brings records into an order such as "sequence desc, id". Fields come by their names where others refer to them.
func (d *database) sort(ids []int64, model, order string) *exception {
	type key struct {
		f    *field
		desc bool
	}
	var keys []key
	for _, part := range strings.Split(order, ",") {
		words := strings.Fields(strings.ToLower(part))
		if len(words) == 0 || d.of(model)[words[0]] == nil {
			return valueError("Invalid order %q on model %s", order, model)
		}
		keys = append(keys, key{d.of(model)[words[0]], len(words) > 1 && words[1] == "desc"})
	}
	slices.SortStableFunc(ids, func(a, b int64) int {
		for _, k := range keys {
			x, y := d.raw(k.f, a), d.raw(k.f, b)
			if k.f.relation == fieldModel {
				x, y = text(d.get(fieldModel, number(x))["name"])+fmt.Sprintf("%09d", number(x)), text(d.get(fieldModel, number(y))["name"])+fmt.Sprintf("%09d", number(y))
			}
			if n, ok := x.(int64); ok {
				x = float64(n)
			}
			if n, ok := y.(int64); ok {
				y = float64(n)
			}
			c, ok := compare(x, y)
			if !ok { // what has no value comes last
				c = cmp.Compare(boolean(x == nil), boolean(y == nil))
			}
			if k.desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return nil
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// raw is the value of a field as the table has it, computed where it is not stored.
func (d *database) raw(f *field, id int64) any {
	r := d.get(f.model, id)
	if r == nil {
		return nil
	}
	switch f.kind {
	case "one2many":
		out := []int64{}
		for _, other := range d.ids(f.relation) {
			o := d.get(f.relation, other)
			if o[f.inverse] == id || f.inverse == "res_id" && o["model"] == f.model && number(o["res_id"]) == id {
				out = append(out, other)
			}
		}
		return out
	case "many2many":
		if f.model == "crm.team" && f.name == "member_ids" {
			return d.members(id)
		}
		if ids, ok := r[f.name].([]int64); ok {
			return ids
		}
		return []int64{}
	}
	switch f.name {
	case "id":
		return id
	case "display_name":
		return d.name(f.model, id)
	case "complete_name":
		if f.model == dataModel {
			return text(r["module"]) + "." + text(r["name"])
		}
	case "duration_tracking":
		return d.durations(id)
	case "commercial_partner_id":
		for f.model == partner && r["is_company"] != true && number(r["parent_id"]) != 0 {
			id = number(r["parent_id"])
			r = d.get(partner, id)
		}
		return id
	case "is_mail_thread":
		return slices.Contains(threads, text(r["model"]))
	case "model_name":
		if f.model == ruleModel {
			return text(d.get(modelModel, number(r["model_id"]))["model"])
		}
	}
	return r[f.name]
}

// computable are the fields that are not stored and that raw knows all the same, or that nothing changes.
var computable = []string{"id", "display_name", "complete_name", "full_name", "model_name", "arch_base", "arch", "member_ids", "base_automation_id", "selection_ids", "action_server_ids",
	"tracking_value_ids", "crm_team_member_ids", "assignment_enabled", "assignment_max", "lead_month_count", "transient", "duration_tracking"}

// shown is a value as an answer has it.
func (d *database) shown(f *field, id int64) (any, *exception) {
	if !f.stored && !slices.Contains(computable, f.name) && f.model != "res.users" {
		return nil, notEmulated("does not compute %s of %s", f.name, f.model)
	}
	v := d.raw(f, id)
	switch f.kind {
	case "many2one":
		if v == nil {
			return false, nil
		}
		return []any{v, d.name(f.relation, number(v))}, nil
	case "integer", "float", "monetary", "many2one_reference":
		if v == nil {
			return 0, nil
		}
	}
	if v == nil {
		return false, nil
	}
	return v, nil
}

// read gives fields of records. Those that are not there are left out. With bare, records that others refer to come without names.
func (d *database) read(model string, ids []int64, names []string, bare bool) ([]map[string]any, *exception) {
	if len(names) == 0 {
		return nil, notEmulated("reads fields that are named; name those of %s", model)
	}
	out := []map[string]any{}
	for _, name := range names {
		if d.of(model)[name] == nil {
			return nil, d.unknown(name, "on", model)
		}
	}
	for _, id := range ids {
		if d.get(model, id) == nil {
			continue
		}
		row := map[string]any{"id": id}
		for _, name := range names {
			v, e := d.shown(d.of(model)[name], id)
			if e != nil {
				return nil, e
			}
			if pair, ok := v.([]any); ok && bare && d.of(model)[name].kind == "many2one" {
				v = pair[0]
			}
			row[name] = v
		}
		out = append(out, row)
	}
	return out, nil
}

// group counts records by the value of a field.
func (d *database) group(q query, by string) ([]map[string]any, *exception) {
	f := d.of(q.model)[by]
	if f == nil {
		return nil, d.unknown(by, "on", q.model)
	}
	ids, e := d.search(q)
	if e != nil {
		return nil, e
	}
	out := []map[string]any{}
	at := map[string]map[string]any{}
	for _, id := range ids {
		v, e := d.shown(f, id)
		if e != nil {
			return nil, e
		}
		row := at[fmt.Sprint(v)]
		if row == nil {
			want := d.raw(f, id)
			if want == nil {
				want = false
			}
			row = map[string]any{by: v, by + "_count": 0, "__domain": []any{[]any{by, "=", want}}}
			at[fmt.Sprint(v)] = row
			out = append(out, row)
		}
		row[by+"_count"] = row[by+"_count"].(int) + 1
	}
	return out, nil
}

// describe is fields_get.
func (d *database) describe(model string, names, attributes []string) (map[string]any, *exception) {
	out := map[string]any{}
	for name, f := range d.of(model) {
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		all := map[string]any{"type": f.kind, "string": f.label, "required": f.required, "readonly": f.readonly, "store": f.stored, "name": name}
		if f.relation != "" {
			all["relation"] = f.relation
		}
		if f.kind == "selection" {
			options := []any{}
			for _, id := range d.options(f) {
				options = append(options, []any{d.get(optionModel, id)["value"], d.get(optionModel, id)["name"]})
			}
			all["selection"] = options
		}
		for k := range all {
			if len(attributes) > 0 && !slices.Contains(attributes, k) {
				delete(all, k)
			}
		}
		out[name] = all
	}
	return out, nil
}
