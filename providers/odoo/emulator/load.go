package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// complaint is what load says of a row. Odoo adds keys of its own to some.
type complaint struct {
	Type    string         `json:"type"`
	Record  int            `json:"record"`
	Rows    map[string]int `json:"rows"`
	Message string         `json:"message"`
	Field   string         `json:"field,omitempty"`
}

// load creates or changes a record for each row, by external ids, all or none. A column is "id", "field", "field/.id" with
// ids of the database, or one of these below a set of records: "lines/field".
func (d *database) load(model string, columns []string, rows [][]string) (map[string]any, *exception) {
	for _, c := range columns {
		if c = strings.Split(c, "/")[0]; c != "id" && c != ".id" && d.of(model)[c] == nil {
			return nil, raise("builtins.KeyError", "%s", c)
		}
	}
	var ids []int64
	var complaints []complaint
	for at, row := range rows {
		complain := func(field, message string) {
			complaints = append(complaints, complaint{"error", at, map[string]int{"from": at, "to": at}, message, field})
		}
		start := len(d.undo)
		id, name, message := d.loadRow(model, columns, row)
		if message != "" {
			for len(d.undo) > start {
				d.undo[len(d.undo)-1]()
				d.undo = d.undo[:len(d.undo)-1]
			}
			complain(name, message)
			continue
		}
		ids = append(ids, id)
	}
	if len(complaints) > 0 {
		d.rollback()
		return map[string]any{"ids": false, "messages": complaints, "nextrow": 0}, nil
	}
	return map[string]any{"ids": ids, "messages": []any{}, "nextrow": 0}, nil
}

// loadRow gives the id of the record of a row, or what is wrong with it, with the field.
func (d *database) loadRow(model string, columns, row []string) (id int64, name, message string) {
	vals, external, name, message := d.rowValues(model, columns, row)
	if message != "" {
		return 0, name, message
	}
	module, ref, found := strings.Cut(external, ".")
	if !found {
		module, ref = "__import__", external
	}
	if known := d.find(dataModel, record{"module": module, "name": ref}); external != "" && known != 0 && d.get(dataModel, known)["model"] == model {
		id = number(d.get(dataModel, known)["res_id"])
		if d.get(model, id) != nil {
			e := d.write(model, []int64{id}, vals)
			return id, "", e.words()
		}
		d.drop(dataModel, known)
	}
	for _, n := range needed[model] {
		switch empty := vals[n] == nil || d.major >= modern && vals[n] == false; {
		case !empty || d.defaults(model)[n] != nil:
		case d.major >= modern:
			return 0, n, d.missing(d.of(model)[n])
		default:
			return 0, n, "Missing required value for the field '" + d.of(model)[n].label + "' (" + n + ")"
		}
	}
	id, e := d.create(model, vals)
	if e == nil && external != "" {
		_, e = d.create(dataModel, map[string]any{"module": module, "name": ref, "model": model, "res_id": float64(id), "noupdate": false})
	}
	return id, "", e.words()
}

// rowValues reads the cells of a row. Values of one record below are its only line.
func (d *database) rowValues(model string, columns, row []string) (vals map[string]any, external, name, message string) {
	vals = map[string]any{}
	below := map[string][2][]string{}
	for i, c := range columns {
		if i >= len(row) {
			break
		}
		head, rest, nested := strings.Cut(c, "/")
		f := d.of(model)[head]
		switch {
		case head == "id":
			external = row[i]
		case nested && rest != ".id" && rest != "id":
			b := below[head]
			b[0], b[1] = append(b[0], rest), append(b[1], row[i])
			below[head] = b
		default:
			v, message := d.cell(f, rest, row[i])
			if message != "" {
				return nil, "", head, message
			}
			vals[head] = v
		}
	}
	for head, b := range below {
		f := d.of(model)[head]
		line, _, name, message := d.rowValues(f.relation, b[0], b[1])
		if message != "" {
			return nil, "", head + "/" + name, message
		}
		if slices.ContainsFunc(b[1], func(s string) bool { return s != "" }) {
			vals[head] = []any{[]any{0.0, 0.0, line}}
		}
	}
	return vals, external, "", ""
}

// cell reads a text as a value of a field.
func (d *database) cell(f *field, how, s string) (v any, message string) {
	if s == "" {
		if f.kind == "many2many" {
			return []any{[]any{6.0, 0.0, []any{}}}, ""
		}
		return false, ""
	}
	switch f.kind {
	case "boolean":
		switch strings.ToLower(s) {
		case "1", "true", "yes":
			return true, ""
		case "0", "false", "no":
			return false, ""
		}
		return nil, "Unknown value '" + s + "' for boolean field '" + f.label + "'"
	case "integer":
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, "'" + s + "' does not seem to be an integer for field '" + f.label + "'"
		}
		return float64(n), ""
	case "float", "monetary":
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, "'" + s + "' does not seem to be a number for field '" + f.label + "'"
		}
		return n, ""
	case "many2one_reference":
		n, _ := strconv.ParseFloat(s, 64)
		return n, ""
	case "many2one", "many2many":
		var out []any
		for _, part := range strings.Split(s, ",") {
			var id int64
			switch how {
			case ".id":
				id, _ = strconv.ParseInt(part, 10, 64)
			case "id":
				module, name, _ := strings.Cut(part, ".")
				id = number(d.get(dataModel, d.find(dataModel, record{"module": module, "name": name}))["res_id"])
			default:
				id = d.find(f.relation, record{"name": part})
			}
			if d.get(f.relation, id) == nil {
				return nil, "No matching record found for " + map[string]string{".id": "database id", "id": "external id", "": "name"}[how] + " '" + part + "' in field '" + f.label + "'"
			}
			out = append(out, float64(id))
		}
		if f.kind == "many2one" {
			return out[0], ""
		}
		return []any{[]any{6.0, 0.0, out}}, ""
	case "selection":
		for _, id := range d.options(f) {
			if o := d.get(optionModel, id); o["value"] == s || o["name"] == s {
				return o["value"], ""
			}
		}
		return nil, "Value '" + s + "' not found in selection field '" + f.label + "'"
	}
	return s, ""
}
