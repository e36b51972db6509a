package emulator

import (
	"maps"
	"math"
	"slices"
)

// create makes a record with defaults, and what hangs on it.
func (d *database) create(model string, given map[string]any) (int64, *exception) {
	vals := maps.Clone(given)
	if vals == nil {
		vals = map[string]any{}
	}
	if e := d.beforeCreate(model, vals); e != nil {
		return 0, e
	}
	r := d.defaults(model)
	var later []string
	for _, name := range slices.Sorted(maps.Keys(vals)) {
		f := d.of(model)[name]
		switch {
		case f == nil:
			return 0, d.unknown(name, "in", model)
		case f.kind == "one2many" || f.kind == "many2many":
			later = append(later, name)
			continue
		}
		delete(r, name)
		v, e := d.coerce(f, vals[name])
		if e != nil {
			return 0, e
		}
		if v != nil {
			r[name] = v
		}
	}
	id := d.insert(model, r)
	for _, name := range later {
		if e := d.commands(d.of(model)[name], id, vals[name]); e != nil {
			return 0, e
		}
	}
	if e := d.afterCreate(model, id); e != nil {
		return 0, e
	}
	return id, d.whole(model, id)
}

// write sets values. Records that are not there are passed over, as an UPDATE passes over them.
func (d *database) write(model string, ids []int64, vals map[string]any) *exception {
	for name := range vals {
		if d.of(model)[name] == nil {
			return d.unknown(name, "in", model)
		}
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return d.get(model, id) == nil })
	for _, id := range ids {
		before := maps.Clone(d.get(model, id))
		if e := d.beforeWrite(model, id, vals); e != nil {
			return e
		}
		set := vals
		if model == leadModel {
			set = d.leadValues(ids, id, vals)
		}
		for _, name := range slices.Sorted(maps.Keys(set)) {
			f := d.of(model)[name]
			if f == nil {
				return d.unknown(name, "in", model)
			}
			if f.kind == "one2many" || f.kind == "many2many" {
				if e := d.commands(f, id, set[name]); e != nil {
					return e
				}
				continue
			}
			v, e := d.coerce(f, set[name])
			if e != nil {
				return e
			}
			d.set(model, id, name, v)
		}
		d.set(model, id, "write_uid", d.uid)
		d.set(model, id, "write_date", d.stamp())
		if e := d.afterWrite(model, id, before, vals); e != nil {
			return e
		}
		if e := d.whole(model, id); e != nil {
			return e
		}
	}
	return nil
}

// whole wants a record to have what the columns must have, and references to lead somewhere.
func (d *database) whole(model string, id int64) *exception {
	r := d.get(model, id)
	if r == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(d.of(model))) {
		f := d.of(model)[name]
		if (f.filled || slices.Contains(needed[model], name)) && r[name] == nil {
			return d.mandatory(f)
		}
		if ref, ok := r[name].(int64); ok && f.kind == "many2one" && d.has(f.relation) && d.get(f.relation, ref) == nil {
			return d.foreign(f)
		}
	}
	return nil
}

// coerce brings a value into the form that a table has it in; nil for none.
func (d *database) coerce(f *field, v any) (any, *exception) {
	if list, ok := v.([]any); ok && f.kind == "many2one" && len(list) == 2 {
		v = list[0]
	}
	switch f.kind {
	case "boolean":
		return v != nil && v != false && v != 0.0 && v != "", nil
	case "integer", "float", "monetary", "many2one_reference":
		switch n := v.(type) {
		case nil, bool:
			return float64(boolean(v == true)), nil
		case float64:
			if f.kind == "integer" {
				n = math.Trunc(n)
			}
			return n, nil
		}
		return nil, valueError("could not convert %s to a number: %s", repr(v), f.name)
	case "many2one":
		if v == nil || v == false {
			return nil, nil
		}
		if n := number(v); n != 0 {
			return n, nil
		}
		return nil, valueError("Wrong value for %s.%s: %s", f.model, f.name, repr(v))
	case "selection":
		if v == nil || v == false {
			return nil, nil
		}
		for _, id := range d.options(f) {
			if d.get(optionModel, id)["value"] == v {
				return v, nil
			}
		}
		return nil, valueError("Wrong value for %s.%s: %s", f.model, f.name, repr(v))
	case "char", "text", "html", "date", "datetime", "reference":
		switch x := v.(type) {
		case nil, bool:
			return nil, nil
		case string:
			if x == "" {
				return nil, nil
			}
			return x, nil
		}
		return repr(v), nil
	}
	if v == false {
		return nil, nil
	}
	return v, nil
}

// commands change a set of records: [0, 0, values] makes one, [1, id, values] changes one, [2, id] deletes it, [3, id] lets go
// of it, [4, id] takes it in, [5] lets go of all and [6, 0, ids] takes in these and no others.
func (d *database) commands(f *field, id int64, v any) *exception {
	list, _ := v.([]any)
	for _, x := range list {
		c, _ := x.([]any)
		if len(c) == 0 || number(c[0]) > 1 && number(c[0]) != 5 && len(c) < 2 || number(c[0]) < 2 && len(c) < 3 || number(c[0]) == 6 && len(c) < 3 {
			return valueError("Wrong value for %s.%s: %s", f.model, f.name, repr(v))
		}
		var e *exception
		switch number(c[0]) {
		case 0:
			vals, _ := c[2].(map[string]any)
			vals = maps.Clone(vals)
			if f.kind == "one2many" {
				vals[f.inverse] = float64(id)
			}
			var made int64
			if made, e = d.create(f.relation, vals); e == nil && f.kind == "many2many" {
				d.link(f, id, append(slices.Clone(idList(d.raw(f, id))), made))
			}
		case 1:
			vals, _ := c[2].(map[string]any)
			e = d.write(f.relation, []int64{number(c[1])}, vals)
		case 2:
			e = d.unlink(f.relation, []int64{number(c[1])})
		case 3:
			e = d.without(f, id, number(c[1]))
		case 4:
			e = d.link(f, id, append(slices.Clone(idList(d.raw(f, id))), number(c[1])))
		case 5:
			e = d.link(f, id, nil)
		case 6:
			e = d.link(f, id, idList(c[2]))
		}
		if e != nil {
			return e
		}
	}
	return nil
}

// membership is one relation, seen from both ends.
var membership = map[string]string{"res.groups.users": "groups_id", "res.users.groups_id": "users", "res.groups.user_ids": "group_ids", "res.users.group_ids": "user_ids"}

// link makes a set of records these.
func (d *database) link(f *field, id int64, to []int64) *exception {
	slices.Sort(to)
	to = slices.Compact(to)
	if f.kind == "many2many" {
		for _, other := range to {
			if d.has(f.relation) && d.get(f.relation, other) == nil {
				return d.foreign(f)
			}
		}
		d.set(f.model, id, f.name, append([]int64{}, to...))
		if other := membership[f.model+"."+f.name]; other != "" {
			for _, o := range d.ids(f.relation) {
				there := slices.DeleteFunc(slices.Clone(idList(d.get(f.relation, o)[other])), func(x int64) bool { return x == id })
				if slices.Contains(to, o) {
					there = append(there, id)
				}
				slices.Sort(there)
				d.set(f.relation, o, other, there)
			}
		}
		return nil
	}
	for _, other := range idList(d.raw(f, id)) {
		if !slices.Contains(to, other) {
			if e := d.without(f, id, other); e != nil {
				return e
			}
		}
	}
	for _, other := range to {
		if e := d.write(f.relation, []int64{other}, map[string]any{f.inverse: float64(id)}); e != nil {
			return e
		}
	}
	return nil
}

// without lets go of one record of a set.
func (d *database) without(f *field, id, other int64) *exception {
	if f.kind == "one2many" {
		return d.write(f.relation, []int64{other}, map[string]any{f.inverse: false})
	}
	return d.link(f, id, slices.DeleteFunc(slices.Clone(idList(d.raw(f, id))), func(x int64) bool { return x == other }))
}

// unlink deletes records, and what PostgreSQL deletes or empties with them. Those that are not there are passed over.
func (d *database) unlink(model string, ids []int64) *exception {
	for _, id := range ids {
		if d.get(model, id) == nil {
			continue
		}
		if e := d.beforeUnlink(model, id); e != nil {
			return e
		}
		if e := d.remove(model, id); e != nil {
			return e
		}
	}
	return nil
}

func (d *database) remove(model string, id int64) *exception {
	var referring []*field
	for _, fields := range d.ofAll() {
		for _, f := range fields {
			if f.relation == model && f.stored {
				referring = append(referring, f)
			}
		}
	}
	slices.SortFunc(referring, func(a, b *field) int { return int(a.id - b.id) })
	d.drop(model, id)
	for _, f := range referring {
		for _, other := range d.ids(f.model) {
			r := d.get(f.model, other)
			if set, ok := r[f.name].([]int64); ok && slices.Contains(set, id) {
				d.set(f.model, other, f.name, slices.DeleteFunc(slices.Clone(set), func(x int64) bool { return x == id }))
			}
			if r[f.name] != id || f.kind != "many2one" {
				continue
			}
			switch f.onGone {
			case "restrict":
				return d.foreign(f)
			case "cascade":
				if e := d.remove(f.model, other); e != nil {
					return e
				}
			default:
				d.set(f.model, other, f.name, nil)
			}
		}
	}
	for _, other := range d.ids(dataModel) {
		if r := d.get(dataModel, other); r["model"] == model && number(r["res_id"]) == id {
			d.drop(dataModel, other)
		}
	}
	return nil
}

// ofAll are the fields of all models.
func (d *database) ofAll() map[string]map[string]*field {
	d.of(fieldModel)
	return d.fields
}
