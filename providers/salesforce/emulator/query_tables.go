package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// engine looks at an org's records and metadata for one request: queries, formulas and rules go through it.
type engine struct {
	st       *state
	now      time.Time
	user     *User
	formulas map[string]*term
	tables   map[string]*table
	depth    int // of formula fields that look at formula fields
}

func newEngine(st *state, now time.Time, user *User) *engine {
	return &engine{st: st, now: now, user: user, formulas: map[string]*term{}, tables: map[string]*table{}}
}

// parsed reads a formula, each once.
func (e *engine) parsed(text string) (*term, error) {
	if t := e.formulas[text]; t != nil {
		return t, nil
	}
	t, err := parseFormula(text)
	if err == nil {
		e.formulas[text] = t
	}
	return t, err
}

// table is an object as queries see it.
type table struct {
	name     string
	tooling  bool // of the Tooling API alone
	writable bool
	fields   []*field
	named    map[string]*field
	rows     func() []*crmRecord // in the order of their ids
	find     func(id string) *crmRecord
}

func (t *table) field(name string) *field { return t.named[strings.ToLower(name)] }

// id18 gives the id of 18 characters of one of 15 or 18.
func id18(id string) string {
	if len(id) == 15 {
		return id + "AAA"
	}
	return id
}

func (r *crmRecord) id() string { return text(r.Values["Id"]) }

// table finds an object by its name, whatever its case; nil when the org has none.
func (e *engine) table(name string) *table {
	key := strings.ToLower(name)
	if t, ok := e.tables[key]; ok {
		return t
	}
	t := e.makeTable(key)
	if t != nil {
		t.named = map[string]*field{}
		for _, f := range t.fields {
			t.named[strings.ToLower(f.name)] = f
		}
	}
	e.tables[key] = t
	return t
}

func (e *engine) makeTable(key string) *table {
	if s, ok := setupObjects[key]; ok {
		return s.table(e)
	}
	for _, name := range e.recordObjects() {
		switch lower := strings.ToLower(name); {
		case lower == key && strings.HasSuffix(name, "__mdt"):
			return e.customMetadata(name)
		case lower == key:
			return e.stored(&table{name: name, fields: e.st.Metadata.fields(name), writable: true})
		case strings.ToLower(historyOf(name)) == key:
			return e.stored(&table{name: historyOf(name), fields: historyFields(name)})
		}
	}
	return nil
}

// recordObjects are the objects of which users keep records, and the types of custom metadata.
func (e *engine) recordObjects() []string {
	return slices.DeleteFunc(e.st.Metadata.names("CustomObject"), func(n string) bool { return n == "User" })
}

// stored gives a table the records that the state holds under its name.
func (e *engine) stored(t *table) *table {
	t.rows = func() []*crmRecord {
		all := e.st.Records[t.name]
		out := make([]*crmRecord, 0, len(all))
		for _, id := range slices.Sorted(maps.Keys(all)) {
			out = append(out, all[id])
		}
		return out
	}
	t.find = func(id string) *crmRecord { return e.st.Records[t.name][id18(id)] }
	return t
}

// made gives a table rows that are made of metadata.
func (t *table) made(rows []*crmRecord) *table {
	index := map[string]*crmRecord{}
	for _, r := range rows {
		index[r.id()] = r
	}
	t.rows = func() []*crmRecord { return rows }
	t.find = func(id string) *crmRecord { return index[id18(id)] }
	return t
}

// referred is the table of the record that an id stands for: that of the field, or for owners that of queues.
func (e *engine) referred(f *field, id string) *table {
	if strings.HasPrefix(id, prefixes["Group"]) {
		return e.table("Group")
	}
	for _, name := range []string{"Account", "Contact", "Lead", "Opportunity", "User"} {
		if strings.HasPrefix(id, prefixes[name]) {
			return e.table(name)
		}
	}
	return e.table(f.refersTo)
}

// relation is the field by which a path goes to another record: Owner is OwnerId, Plan__r is Plan__c.
func (t *table) relation(step string) *field {
	name := step + "Id"
	if base, custom := strings.CutSuffix(strings.ToLower(step), "__r"); custom {
		name = base + "__c"
	}
	if f := t.field(name); f != nil && f.refersTo != "" {
		return f
	}
	return nil
}

// view is a record, or none, of a table.
type view struct {
	e *engine
	t *table
	r *crmRecord // nil where a path has led to no record
}

// follow goes along a path to the record that has its last field. The field is nil when there is none of that name.
func (v view) follow(path string) (view, *field) {
	for {
		step, rest, more := strings.Cut(path, ".")
		if !more {
			return v, v.t.field(step)
		}
		step, kind, _ := strings.Cut(step, ":") // Owner:User and Owner:Queue, in formulas
		f := v.t.relation(step)
		if f == nil {
			return v, nil
		}
		id := ""
		if v.r != nil {
			id = text(v.r.Values[f.name])
		}
		next := v.e.referred(f, id)
		if kind != "" {
			next = v.e.table(map[string]string{"user": "User", "queue": "Group"}[strings.ToLower(kind)])
		}
		if next == nil {
			return v, nil
		}
		v = view{v.e, next, nil}
		if id != "" {
			v.r = next.find(id)
		}
		path = rest
	}
}

// value is what the API gives of a field: what is stored, or what a formula makes of it.
func (v view) value(f *field) any {
	if v.r == nil || f == nil {
		return nil
	}
	if f.formula == "" {
		return v.r.Values[f.name]
	}
	return v.e.asStored(f, v.calculated(f))
}

// deepestCalculation is how many formula fields may look at one another; Salesforce allows ten levels.
const deepestCalculation = 10

// calculated is the result of a formula field, blank when it cannot be computed.
func (v view) calculated(f *field) any {
	if v.e.depth >= deepestCalculation {
		return nil
	}
	v.e.depth++
	defer func() { v.e.depth-- }()
	sc := &scene{e: v.e, now: v, zero: f.doc.str("formulaTreatBlanksAs") != "BlankAsBlank"}
	out, err := sc.formula(f.formula)
	if err != nil {
		return nil
	}
	return out
}

// path is the value at the end of a path as formulas see it.
func (v view) path(name string) (any, *field) {
	last, f := v.follow(name)
	if last.r == nil || f == nil {
		return nil, f
	}
	if f.formula != "" {
		return last.calculated(f), f
	}
	return seen(f, last.r.Values[f.name]), f
}

var numeric = map[string]bool{"double": true, "currency": true, "percent": true, "int": true}

// seen is a stored value as formulas see it: 50 % is 0.5, and a date is no text.
func seen(f *field, v any) any {
	switch f.kind {
	case "percent":
		if n, ok := v.(float64); ok {
			return n / 100
		}
	case "boolean":
		return truth(v)
	case "date", "datetime":
		if m, ok := momentOf(text(v)); ok {
			return m
		}
		return nil
	}
	return v
}

// asStored is the opposite of seen, for the results of formula fields.
func (e *engine) asStored(f *field, v any) any {
	switch v := v.(type) {
	case moment:
		v.day = f.kind == "date"
		return v.stored()
	case float64:
		if f.kind == "percent" {
			v *= 100
		}
		if scale := f.doc.str("scale"); scale != "" {
			return round(v, atoi(scale))
		}
		return v
	case string:
		if v == "" {
			return nil
		}
	}
	if f.kind == "boolean" {
		return truth(v)
	}
	return v
}
