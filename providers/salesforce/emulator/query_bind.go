package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// query is a soql that has been checked against the org.
type query struct {
	*soql
	e       *engine
	t       *table
	columns []column
	fields  map[string]*field     // by path as it is written
	subs    map[*condition]*query // of IN
	periods map[soqlToken]period  // of date literals
	likes   map[string]func(string) bool
	ids     map[string]bool // that a query within another gave
}

// column is one of the result.
type column struct {
	operand
	name string   // of an aggregate: the alias, the field or expr0
	path []string // canonical names, of a field
	f    *field
}

var aggregates = []string{"COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"}

func (o operand) aggregate() bool { return slices.Contains(aggregates, o.fn) }

// bind checks what a query names. tooling tells which API was asked.
func (e *engine) bind(s *soql, tooling bool) (*query, *soqlError) {
	q := &query{soql: s, e: e, t: e.table(s.from.text), fields: map[string]*field{}, subs: map[*condition]*query{}, periods: map[soqlToken]period{}, likes: map[string]func(string) bool{}}
	if q.t == nil || q.t.tooling && !tooling {
		return nil, &soqlError{"INVALID_TYPE", "sObject type '" + s.from.text + "' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.", s.from.pos}
	}
	if err := q.bindSelects(); err != nil {
		return nil, err
	}
	for _, c := range []*condition{s.where, s.having} {
		if err := q.bindCondition(c, c == s.having); err != nil {
			return nil, err
		}
	}
	for _, g := range s.group {
		f, err := q.field(g)
		if err != nil {
			return nil, err
		}
		if !groupable(f) && g.fn == "" {
			return nil, malformed(g.pos, "field '%s' can not be grouped in a query call", g.path)
		}
	}
	for _, o := range s.order {
		if q.byAlias(o.operand) != nil {
			continue
		}
		if _, err := q.field(o.operand); err != nil {
			return nil, err
		}
		if q.grouped() && !o.aggregate() && !q.inGroup(o.operand) {
			return nil, malformed(o.pos, "Ordered field must be grouped or aggregated: %s", o.path)
		}
	}
	return q, nil
}

// long tells whether a field is a long text, by which nothing can be selected.
func long(f *field) bool {
	return f.kind == "textarea" && (f.doc == nil || f.doc.str("type") != "TextArea" || f.name == "Description") || f.kind == "complexvalue" ||
		(f.name == "OldValue" || f.name == "NewValue")
}

func groupable(f *field) bool {
	switch f.kind {
	case "double", "currency", "percent", "datetime", "multipicklist":
		return false
	}
	return !long(f) && f.formula == ""
}

// grouped tells whether rows of the result stand for several records.
func (q *query) grouped() bool {
	return len(q.group) > 0 || slices.ContainsFunc(q.selects, operand.aggregate)
}

func (q *query) inGroup(o operand) bool {
	return slices.ContainsFunc(q.group, func(g operand) bool { return g.fn == o.fn && strings.EqualFold(q.path(g), q.path(o)) })
}

// path is that of an operand without the alias or name of the object.
func (q *query) path(o operand) string {
	if first, rest, ok := strings.Cut(o.path, "."); ok && (q.alias != "" && strings.EqualFold(first, q.alias) || strings.EqualFold(first, q.t.name)) {
		return rest
	}
	return o.path
}

// field finds what an operand names, and keeps it.
func (q *query) field(o operand) (*field, *soqlError) {
	if f := q.fields[o.path]; f != nil {
		return f, q.checkFunction(o, f)
	}
	path := q.path(o)
	v, f := view{q.e, q.t, nil}.follow(path)
	if f == nil {
		steps := strings.Split(path, ".")
		at := q.t
		for _, step := range steps[:len(steps)-1] {
			r := at.relation(step)
			if r == nil || q.e.referred(r, "") == nil {
				return nil, wrongField(o.pos, "Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.", step)
			}
			at = q.e.referred(r, "")
		}
		return nil, wrongField(o.pos, "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
			steps[len(steps)-1], v.t.name)
	}
	q.fields[o.path] = f
	return f, q.checkFunction(o, f)
}

func (q *query) checkFunction(o operand, f *field) *soqlError {
	switch {
	case o.fn == "" || o.fn == "TOLABEL" || o.fn == "FORMAT" || o.fn == "COUNT" || o.fn == "COUNT_DISTINCT":
	case o.fn == "MIN" || o.fn == "MAX" || dateFunctions[o.fn] != nil && (f.kind == "date" || f.kind == "datetime"):
	case (o.fn == "SUM" || o.fn == "AVG") && numeric[f.kind]:
	case o.aggregate() || dateFunctions[o.fn] != nil:
		return malformed(o.pos, "field %s does not support aggregate operator %s", f.name, o.fn)
	default:
		return malformed(o.pos, "unexpected token: '%s'", o.fn)
	}
	return nil
}

// byAlias finds the column that a word of ORDER BY or HAVING means.
func (q *query) byAlias(o operand) *column {
	for i, c := range q.columns {
		if o.fn == "" && c.alias != "" && strings.EqualFold(c.alias, o.path) {
			return &q.columns[i]
		}
	}
	return nil
}

func (q *query) bindSelects() *soqlError {
	selects := q.selects
	if len(selects) == 1 && selects[0].fn == "FIELDS" {
		all, err := q.everyField(selects[0])
		if err != nil {
			return err
		}
		selects = all
	}
	unnamed := 0
	for _, o := range selects {
		f, err := q.field(o)
		if err != nil {
			return err
		}
		if q.grouped() && !o.aggregate() && !q.inGroup(o) {
			return malformed(o.pos, "Field must be grouped or aggregated: %s", o.path)
		}
		c := column{operand: o, f: f, name: o.alias, path: q.canonical(q.path(o))}
		if c.name == "" && o.fn != "" && o.fn != "TOLABEL" && o.fn != "FORMAT" {
			c.name = fmt.Sprintf("expr%d", unnamed)
			unnamed++
		} else if c.name == "" {
			c.name = f.name
		}
		if c.alias != "" && !q.grouped() {
			return malformed(o.pos, "only aggregate expressions use field aliasing")
		}
		q.columns = append(q.columns, c)
	}
	return nil
}

// everyField is what FIELDS(ALL), FIELDS(STANDARD) and FIELDS(CUSTOM) stand for.
func (q *query) everyField(o operand) ([]operand, *soqlError) {
	which := strings.ToUpper(o.path)
	if which != "STANDARD" && (q.limit < 0 || q.limit > 200) {
		return nil, malformed(o.pos, "The SOQL FIELDS function must have a LIMIT of at most 200")
	}
	var out []operand
	for _, f := range q.t.fields {
		custom := strings.HasSuffix(f.name, "__c")
		if which == "ALL" || custom && which == "CUSTOM" || !custom && which == "STANDARD" {
			out = append(out, operand{path: f.name, pos: o.pos})
		}
	}
	if len(out) == 0 {
		return nil, malformed(o.pos, "unexpected token: '%s'", o.path)
	}
	return out, nil
}

// canonical writes a path as Salesforce does.
func (q *query) canonical(path string) []string {
	var out []string
	v := view{q.e, q.t, nil}
	steps := strings.Split(path, ".")
	for _, step := range steps[:len(steps)-1] {
		f := v.t.relation(step)
		out = append(out, relationName(f))
		v.t = q.e.referred(f, "")
	}
	return append(out, v.t.field(steps[len(steps)-1]).name)
}

// relationName is the name by which paths go along a field: Owner for OwnerId.
func relationName(f *field) string {
	if base, custom := strings.CutSuffix(f.name, "__c"); custom {
		return base + "__r"
	}
	return strings.TrimSuffix(f.name, "Id")
}
