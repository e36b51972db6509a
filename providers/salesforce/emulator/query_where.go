package emulator

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bindCondition checks the fields and values of a condition.
func (q *query) bindCondition(c *condition, having bool) *soqlError {
	if c == nil {
		return nil
	}
	for _, part := range c.parts {
		if err := q.bindCondition(part, having); err != nil {
			return err
		}
	}
	if len(c.parts) > 0 {
		return nil
	}
	f, err := q.field(c.of)
	if err != nil {
		return err
	}
	if having && !c.of.aggregate() && !q.inGroup(c.of) {
		return malformed(c.of.pos, "Grouped field should not be aggregated: %s", c.of.path)
	}
	if c.of.aggregate() && !having {
		return malformed(c.of.pos, "unexpected token: '%s'", c.of.fn)
	}
	if long(f) && !c.of.aggregate() {
		return wrongField(c.of.pos, "field '%s' can not be filtered in a query call", f.name)
	}
	if c.sub != nil {
		return q.bindSub(c)
	}
	kind := resultKind(c.of, f)
	for _, l := range c.values {
		if err := q.bindValue(c, f, kind, l); err != nil {
			return err
		}
	}
	return nil
}

// bindSub checks the query of IN, which gives ids.
func (q *query) bindSub(c *condition) *soqlError {
	sub, err := q.e.bind(c.sub, false)
	if err != nil {
		return err
	}
	if len(sub.columns) != 1 || sub.grouped() {
		return malformed(c.of.pos, "Inner select must have a single field")
	}
	q.subs[c] = sub
	return nil
}

// resultKind is the kind of an operand: that of its field, or what its function gives.
func resultKind(o operand, f *field) string {
	switch {
	case o.fn == "DAY_ONLY":
		return "date"
	case dateFunctions[o.fn] != nil || o.fn == "COUNT" || o.fn == "COUNT_DISTINCT":
		return "int"
	}
	return f.kind
}

// bindValue checks that a value is of the kind of the field.
func (q *query) bindValue(c *condition, f *field, kind string, l literal) *soqlError {
	wrong := func(want string) *soqlError {
		quotes := "should not be enclosed in quotes"
		if want == "string" {
			quotes = "should be enclosed in quotes"
		}
		return wrongField(c.of.pos, "value of filter criterion for field '%s' must be of type %s and %s", f.name, want, quotes)
	}
	if c.op == "LIKE" && (l.kind != stringToken || kind == "id" || kind == "reference" || kind == "date" || kind == "datetime" || kind == "boolean" || numeric[kind]) {
		return wrongField(c.of.pos, "invalid operator on %s field", kind)
	}
	if (kind == "multipicklist") != (strings.HasSuffix(c.op, "CLUDES")) && strings.HasSuffix(c.op, "CLUDES") {
		return wrongField(c.of.pos, "includes/excludes only supports multi-select picklists")
	}
	if l.null() {
		return nil
	}
	switch {
	case kind == "boolean":
		if l.kind != wordToken || !strings.EqualFold(l.text, "true") && !strings.EqualFold(l.text, "false") {
			return wrong("boolean")
		}
	case numeric[kind]:
		if l.kind != numberToken {
			return wrong("double")
		}
	case kind == "date" || kind == "datetime":
		p, ok := period{}, false
		switch {
		case l.kind == wordToken:
			p, ok = periodOf(l.text, q.e.now)
		case l.kind == dayToken && kind == "date":
			m, valid := momentOf(l.text)
			p, ok = period{m.Time, m.AddDate(0, 0, 1)}, valid
		case l.kind == timeToken && kind == "datetime":
			m, valid := soqlMoment(l.text)
			p, ok = period{m, m.Add(time.Second)}, valid
		}
		if !ok {
			return wrong(map[string]string{"date": "date", "datetime": "dateTime"}[kind])
		}
		q.periods[l.soqlToken] = p
	case l.kind != stringToken:
		return wrong("string")
	}
	return nil
}

func soqlMoment(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), inYears(t)
		}
	}
	return time.Time{}, false
}

// holds tells whether a condition is true of rows, which are one outside HAVING.
func (q *query) holds(c *condition, rows []view) bool {
	if c == nil {
		return true
	}
	switch c.op {
	case "AND":
		return !slices.ContainsFunc(c.parts, func(p *condition) bool { return !q.holds(p, rows) })
	case "OR":
		return slices.ContainsFunc(c.parts, func(p *condition) bool { return q.holds(p, rows) })
	case "NOT":
		return !q.holds(c.parts[0], rows)
	}
	f := q.fields[c.of.path]
	v, kind := q.value(c.of, rows), resultKind(c.of, f)
	if kind == "boolean" {
		v = truth(v)
	}
	if sub := q.subs[c]; sub != nil {
		found := !blank(v) && sub.givenIDs()[id18(text(v))]
		return found == (c.op == "IN")
	}
	matched := slices.ContainsFunc(c.values, func(l literal) bool { return q.meets(c, kind, v, l) })
	switch c.op {
	case "NOT IN", "EXCLUDES", "!=":
		return !matched
	}
	return matched
}

// meets compares with one value; for !=, NOT IN and EXCLUDES it is their opposite.
func (q *query) meets(c *condition, kind string, v any, l literal) bool {
	if l.null() || blank(v) {
		return blank(v) && (l.null() || l.kind == stringToken && l.text == "") && !strings.ContainsAny(c.op, "<>") && c.op != "LIKE"
	}
	if p, ok := q.periods[l.soqlToken]; ok && (kind == "date" || kind == "datetime") {
		m, valid := momentOf(text(v))
		return valid && p.meets(c.op, m.Time)
	}
	n := 0
	switch {
	case c.op == "LIKE":
		return q.like(l.text)(text(v))
	case strings.HasSuffix(c.op, "CLUDES"):
		has := strings.Split(strings.ToLower(text(v)), ";")
		return !slices.ContainsFunc(strings.Split(strings.ToLower(l.text), ";"), func(s string) bool { return !slices.Contains(has, s) })
	case numeric[kind]:
		want, _ := strconv.ParseFloat(l.text, 64)
		n, _ = order(v, want)
	case kind == "boolean":
		n, _ = order(v, strings.EqualFold(l.text, "true"))
	case kind == "id" || kind == "reference":
		n = strings.Compare(id18(text(v)), id18(l.text))
	default:
		n = strings.Compare(strings.ToLower(text(v)), strings.ToLower(l.text))
	}
	switch c.op {
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	case ">=":
		return n >= 0
	}
	return n == 0
}

func (p period) meets(op string, t time.Time) bool {
	switch op {
	case "<":
		return t.Before(p.from)
	case "<=":
		return t.Before(p.to)
	case ">":
		return !t.Before(p.to)
	case ">=":
		return !t.Before(p.from)
	}
	return !t.Before(p.from) && t.Before(p.to)
}

// like makes a test of a pattern with % and _.
func (q *query) like(pattern string) func(string) bool {
	if f := q.likes[pattern]; f != nil {
		return f
	}
	var b strings.Builder
	b.WriteString(`(?is)\A`)
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped || r != '%' && r != '_' && r != '\\':
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			b.WriteString(".*")
		default:
			b.WriteString(".")
		}
	}
	re, err := regexp.Compile(b.String() + `\z`)
	f := func(s string) bool { return err == nil && re.MatchString(s) }
	q.likes[pattern] = f
	return f
}
