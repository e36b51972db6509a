package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// result is a row of a query: one record, or the records of a group.
type result []view

// run carries a query out.
func (q *query) run() []result {
	var found []view
	for _, r := range q.t.rows() {
		if truth(r.Values["IsDeleted"]) && !q.all {
			continue
		}
		if v := (view{q.e, q.t, r}); q.holds(q.where, []view{v}) {
			found = append(found, v)
		}
	}
	out := q.groups(found)
	slices.SortStableFunc(out, func(a, b result) int {
		for _, o := range q.order {
			if n := o.compare(q.ordered(o.operand, a), q.ordered(o.operand, b)); n != 0 {
				return n
			}
		}
		return 0
	})
	out = out[min(q.offset, len(out)):]
	if q.limit >= 0 {
		out = out[:min(q.limit, len(out))]
	}
	return out
}

// groups parts records by the values of GROUP BY, in the order of these values.
func (q *query) groups(found []view) []result {
	var out []result
	switch {
	case !q.grouped():
		for _, v := range found {
			out = append(out, result{v})
		}
		return out
	case len(q.group) == 0:
		return []result{found}
	}
	byKey := map[string]int{}
	for _, v := range found {
		var key strings.Builder
		for _, g := range q.group {
			fmt.Fprintf(&key, "%q", strings.ToLower(text(q.value(g, result{v}))))
		}
		n, ok := byKey[key.String()]
		if !ok {
			n = len(out)
			byKey[key.String()] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], v)
	}
	out = slices.DeleteFunc(out, func(g result) bool { return !q.holds(q.having, g) })
	slices.SortStableFunc(out, func(a, b result) int {
		for _, g := range q.group {
			if n := (ordering{}).compare(q.value(g, a), q.value(g, b)); n != 0 {
				return n
			}
		}
		return 0
	})
	return out
}

// ordered is the value to sort by.
func (q *query) ordered(o operand, rows result) any {
	if c := q.byAlias(o); c != nil {
		o = c.operand
	}
	return q.value(o, rows)
}

// compare sorts blanks first unless the query says otherwise, and texts whatever their case.
func (o ordering) compare(a, b any) int {
	if blank(a) || blank(b) {
		n := cmp.Compare(map[bool]int{true: 0, false: 1}[blank(a)], map[bool]int{true: 0, false: 1}[blank(b)])
		if o.nullsLast {
			n = -n
		}
		return n
	}
	n, ok := order(a, b)
	if s, isText := a.(string); isText && ok {
		n = strings.Compare(strings.ToLower(s), strings.ToLower(text(b)))
	}
	if o.down {
		n = -n
	}
	return n
}

// value is that of an operand for a row.
func (q *query) value(o operand, rows result) any {
	if o.aggregate() {
		return q.total(o, rows)
	}
	if len(rows) == 0 {
		return nil
	}
	last, f := rows[0].follow(q.path(o))
	v := last.value(f)
	switch {
	case o.fn == "TOLABEL":
		for _, opt := range q.e.st.Metadata.options(f) {
			if opt.name == v {
				return opt.label
			}
		}
	case dateFunctions[o.fn] != nil:
		m, ok := momentOf(text(v))
		if !ok {
			return nil
		}
		return dateFunctions[o.fn](m)
	}
	return v
}

// total is an aggregate over records, of which those without a value do not count.
func (q *query) total(o operand, rows result) any {
	o, fn := operand{path: o.path}, o.fn
	var values []any
	seen := map[string]bool{}
	sum := 0.0
	for _, r := range rows {
		v := q.value(o, result{r})
		if blank(v) {
			continue
		}
		seen[strings.ToLower(text(v))] = true
		values = append(values, v)
		n, _ := v.(float64)
		sum += n
	}
	switch fn {
	case "COUNT":
		return float64(len(values))
	case "COUNT_DISTINCT":
		return float64(len(seen))
	}
	if len(values) == 0 {
		return nil
	}
	switch fn {
	case "SUM":
		return sum
	case "AVG":
		return sum / float64(len(values))
	case "MIN":
		return slices.MinFunc(values, ordering{}.compare)
	}
	return slices.MaxFunc(values, ordering{}.compare)
}

// givenIDs are the values of the only column.
func (q *query) givenIDs() map[string]bool {
	if q.ids == nil {
		q.ids = map[string]bool{}
		for _, r := range q.run() {
			if v := q.value(q.columns[0].operand, r); !blank(v) {
				q.ids[id18(text(v))] = true
			}
		}
	}
	return q.ids
}

// jsonObject is JSON whose members keep their order, as Salesforce's do that of the query.
type jsonObject []member

type member struct {
	name  string
	value any
}

func (o *jsonObject) set(name string, v any) { *o = append(*o, member{name, v}) }

func (o *jsonObject) find(name string) *member {
	if i := slices.IndexFunc(*o, func(m member) bool { return m.name == name }); i >= 0 {
		return &(*o)[i]
	}
	return nil
}

// MarshalJSON writes the members in their order.
func (o *jsonObject) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range *o {
		if i > 0 {
			b.WriteByte(',')
		}
		v, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(mustJSON(m.name))
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// wire is a value as JSON has it.
func wire(f *field, v any) any {
	switch v := v.(type) {
	case string:
		if f != nil && f.kind == "datetime" {
			if m, ok := momentOf(v); ok {
				return instant(m.Time)
			}
		}
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 && (f == nil || f.kind == "int") {
			return int64(v)
		}
	case nil:
		if f != nil && f.kind == "boolean" {
			return false
		}
	}
	return v
}

// record writes a row as a query gives it. base is the path of the API's version.
func (q *query) record(base string, rows result) *jsonObject {
	out := &jsonObject{}
	if q.grouped() {
		out.set("attributes", map[string]string{"type": "AggregateResult"})
		for _, c := range q.columns {
			f := c.f
			if c.fn != "" {
				f = nil
			}
			out.set(c.name, wire(f, q.value(c.operand, rows)))
		}
		return out
	}
	out.set("attributes", attributes(base, rows[0]))
	for _, c := range q.columns {
		into, at := out, rows[0]
		for _, step := range c.path[:len(c.path)-1] {
			at, _ = at.follow(step + ".Id")
			m := into.find(step)
			if m == nil && at.r == nil {
				into.set(step, nil)
			} else if m == nil {
				next := &jsonObject{}
				next.set("attributes", attributes(base, at))
				into.set(step, next)
			}
			if at.r == nil {
				break
			}
			into = into.find(step).value.(*jsonObject)
		}
		if at.r != nil {
			name := c.path[len(c.path)-1]
			if c.fn != "" {
				name = c.name
			}
			into.set(name, wire(c.f, q.value(c.operand, rows)))
		}
	}
	return out
}

func attributes(base string, v view) map[string]string {
	if v.t.tooling {
		base += "/tooling"
	}
	return map[string]string{"type": v.t.name, "url": base + "/sobjects/" + v.t.name + "/" + v.r.id()}
}
