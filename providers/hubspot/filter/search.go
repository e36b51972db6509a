package filter

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// searchOf puts a formula into the form of a CRM search.
func searchOf(t *tree[*atom], env *Env) Search {
	f := &searchForm{}
	out, notes := best(t, env, f)
	if out == nil {
		return Search{Fit: Unusable, Notes: notes}
	}
	lim := env.Limits
	terms, ok := dnf(out, maxBranches)
	if !ok || len(terms) > lim.SearchGroups {
		return Search{Fit: Unusable, Notes: tooMany("The criterion needs more than %d groups of filters, which is all that a search takes.", lim.SearchGroups)}
	}
	if len(terms) == 0 || len(terms[0]) == 0 {
		terms = []term[*clause]{{f.lower(always(len(terms) > 0), &lowering{env: env, form: f}).leaf}}
	}
	s, filters := Search{Fit: fit(notes), Notes: notes}, 0
	for _, t := range terms {
		g, said := Group{}, []string{}
		for _, c := range t {
			g.Filters = append(g.Filters, c.find)
			said = append(said, c.words)
		}
		if filters += len(g.Filters); len(g.Filters) > lim.GroupFilters || filters > lim.SearchFilters {
			return Search{Fit: Unusable, Notes: tooMany("A search takes %d filters in a group and %d in all, and the criterion needs more.", lim.GroupFilters, lim.SearchFilters)}
		}
		s.Groups = append(s.Groups, g)
		s.Words = append(s.Words, strings.Join(said, " and "))
	}
	if f.clock {
		s.AsOf = env.Now
	}
	return s
}

// searchForm is the form of CRM searches.
type searchForm struct {
	clock bool // a filter depends on the time
}

func (f *searchForm) lower(a *atom, w *lowering) *tree[*clause] {
	if _, ok := a.test.(related); ok || a.via != nil {
		return w.drop(a, "A search looks only at properties of the record itself.", "Create a segment with the list form of the filter, and count its members.")
	}
	t, why := f.test(a, w.env)
	if why != nil {
		return w.drop(a, why.why, why.instead)
	}
	// What a search makes of records without a value is not documented for every
	// operator, so it is asked apart.
	_, isKnown := a.test.(known)
	switch {
	case isKnown:
	case a.blank:
		t = join(false, t, leaf(find(a, "NOT_HAS_PROPERTY")))
	case a.inv:
		t = join(true, t, leaf(find(a, "HAS_PROPERTY")))
	}
	notes := f.notes(a)
	t.each(func(c *clause) {
		if c.find.Operator != "NOT_HAS_PROPERTY" && c.find.Operator != "HAS_PROPERTY" {
			c.notes = notes
		}
	})
	return t
}

var searchOperators = map[expr.Op]string{expr.Eq: "EQ", expr.Ne: "NEQ", expr.Lt: "LT", expr.Le: "LTE", expr.Gt: "GT", expr.Ge: "GTE"}

func find(a *atom, operator string, values ...string) *clause {
	s := SearchFilter{PropertyName: a.prop.Name, Operator: operator}
	if operator == "IN" || operator == "NOT_IN" {
		s.Values = values
	} else if len(values) > 0 {
		s.Value = values[0]
	}
	said := append([]string{a.prop.Name, operator}, values...)
	return &clause{find: s, id: id(s), words: strings.Join(said, " ")}
}

// test is the filters for what an atom demands of a value, or why there are none.
func (f *searchForm) test(a *atom, env *Env) (*tree[*clause], *lost) {
	switch t := a.test.(type) {
	case known:
		if a.inv {
			return leaf(find(a, "NOT_HAS_PROPERTY")), nil
		}
		return leaf(find(a, "HAS_PROPERTY")), nil
	case yes:
		return leaf(find(a, "EQ", strconv.FormatBool(!a.inv))), nil
	case number:
		op := inverse(t.op, a.inv)
		c := leaf(find(a, searchOperators[op], strconv.FormatFloat(t.x, 'f', -1, 64)))
		if op == expr.Ne && !a.blank {
			c = join(true, c, leaf(find(a, "HAS_PROPERTY")))
		}
		return c, nil
	case oneOf:
		return f.oneOf(a, t)
	case moment:
		return f.moment(a, t, env)
	}
	return nil, &lost{"A search finds whole words, not what a text contains, starts or ends with.", "Use the list form of the filter in a segment, and count its members."}
}

func (*searchForm) oneOf(a *atom, t oneOf) (*tree[*clause], *lost) {
	values := t.values
	switch {
	case a.prop.Multiple:
		return nil, &lost{"How a search compares a property of multiple checkboxes is not documented.", "Use the list form of the filter in a segment, and count its members."}
	case isText(a.prop) && spaced(values...):
		return nil, &spaces
	case len(values) == 1 && a.inv:
		return leaf(find(a, "NEQ", values...)), nil
	case len(values) == 1:
		return leaf(find(a, "EQ", values...)), nil
	}
	if isText(a.prop) { // IN wants texts in lower case
		values = make([]string, len(t.values))
		for i, v := range t.values {
			values[i] = strings.ToLower(v)
		}
	}
	if a.inv {
		return leaf(find(a, "NOT_IN", values...)), nil
	}
	return leaf(find(a, "IN", values...)), nil
}

// moment compares a date or time with moments that are known when the search is made.
func (f *searchForm) moment(a *atom, m moment, env *Env) (*tree[*clause], *lost) {
	if m.rel {
		if env.Now.IsZero() {
			return nil, &lost{"A search compares with fixed times, and the criterion looks at the clock.", "Search again with the time of the day, or use a segment."}
		}
		f.clock = true
	}
	at := func(next int64) string { return strconv.FormatInt(instant(m, a, env, next).UnixMilli(), 10) }
	gte := func(next int64) *tree[*clause] { return leaf(find(a, "GTE", at(next))) }
	lt := func(next int64) *tree[*clause] { return leaf(find(a, "LT", at(next))) }
	switch inverse(m.op, a.inv) {
	case expr.Eq:
		return join(true, gte(0), lt(1)), nil
	case expr.Ne:
		return join(false, lt(0), gte(1)), nil
	case expr.Lt:
		return lt(0), nil
	case expr.Le:
		return lt(1), nil
	case expr.Gt:
		return gte(1), nil
	}
	return gte(0), nil
}

// instant is the start of m's day or millisecond, or of the next one.
func instant(m moment, a *atom, env *Env, next int64) time.Time {
	if !m.day {
		t := m.at
		if m.rel {
			t = env.Now.Truncate(time.Millisecond).Add(-time.Duration(m.back) * time.Millisecond)
		}
		return t.Add(time.Duration(next) * time.Millisecond)
	}
	loc := env.location()
	y, month, d := m.at.Date()
	if m.rel {
		y, month, d = env.Now.In(loc).Date()
		d -= int(m.back)
	}
	if a.prop.Type == "date" { // kept as midnight in UTC
		loc = time.UTC
	}
	return time.Date(y, month, d+int(next), 0, 0, 0, 0, loc)
}

func (*searchForm) notes(a *atom) []Note {
	t, ok := a.test.(oneOf)
	if ok && isText(a.prop) && cased(t.values...) && !t.fold {
		return caseNote(a, false, fmt.Sprintf("A search does not tell upper from lower case in %s.", a.prop.Name))
	}
	return nil
}
