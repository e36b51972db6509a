package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limits of the search API.
const (
	searchPage      = 200
	searchWindowMax = 10_000
	maxFilterGroups = 5
	maxGroupFilters = 6
	maxFilters      = 18
	maxQuery        = 3000
)

type searchInput struct {
	FilterGroups []filterGroup     `json:"filterGroups"`
	Filters      []filter          `json:"filters"`
	Sorts        []json.RawMessage `json:"sorts"`
	Query        string            `json:"query"`
	Properties   []string          `json:"properties"`
	Limit        *int              `json:"limit"`
	After        any               `json:"after"`
}

type filterGroup struct {
	Filters []filter `json:"filters"`
}

type filter struct {
	PropertyName string `json:"propertyName"`
	Operator     string `json:"operator"`
	Value        any    `json:"value"`
	HighValue    any    `json:"highValue"`
	Values       []any  `json:"values"`
}

// searchable are the properties that the query of a search looks into.
var searchable = map[string][]string{
	"0-1": {"firstname", "lastname", "email", "phone", "company"},
	"0-2": {"name", "domain", "website", "phone"},
	"0-3": {"dealname", "pipeline", "dealstage", "description"},
	"0-5": {"subject", "content"},
}

func searchRecords(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		var in searchInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		limit, start, err := in.window()
		if err != nil {
			return nil, err
		}
		groups, err := in.groups(o)
		if err != nil {
			return nil, err
		}
		var hits []*crmRecord
		for _, r := range o.Records.all() {
			if !r.Archived && o.answers(r, in.Query) && (len(groups) == 0 || slices.ContainsFunc(groups, func(g filterGroup) bool { return g.holds(o, r) })) {
				hits = append(hits, r)
			}
		}
		if err := in.sort(o, hits); err != nil {
			return nil, err
		}
		p, err := paged(hits, strconv.Itoa(start), limit)
		if err != nil {
			return nil, err
		}
		total := len(hits)
		out := page[recordView]{Total: &total, Results: []recordView{}, Paging: p.Paging}
		for _, r := range p.Results {
			out.Results = append(out.Results, o.view(r, in.Properties, nil))
		}
		return out, nil
	})
}

// window gives the page: at most 200 records, and nothing beyond the first 10,000.
func (in *searchInput) window() (limit, start int, err error) {
	limit = 10
	if in.Limit != nil {
		limit = *in.Limit
	}
	if limit < 1 || limit > searchPage {
		return 0, 0, invalid("", "limit must be a number between 1 and %d, not %d", searchPage, limit)
	}
	if in.After != nil && in.After != "" {
		start, err = strconv.Atoi(scalar(in.After))
		if err != nil || start < 0 {
			return 0, 0, invalid("", "after is not a cursor that this API gave: %v", in.After)
		}
	}
	if start+limit > searchWindowMax {
		return 0, 0, invalid("", "The search API returns the first %d results of a query", searchWindowMax)
	}
	if len(in.Query) > maxQuery {
		return 0, 0, invalid("", "query is longer than %d characters", maxQuery)
	}
	return limit, start, nil
}

func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

var operators = []string{"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}

// groups checks the filters. Filters outside of groups are one group.
func (in *searchInput) groups(o *object) ([]filterGroup, error) {
	groups := in.FilterGroups
	if len(in.Filters) > 0 {
		groups = append(groups, filterGroup{in.Filters})
	}
	if len(groups) > maxFilterGroups {
		return nil, invalid("", "At most %d filterGroups are allowed, not %d", maxFilterGroups, len(groups))
	}
	n := 0
	for _, g := range groups {
		if n += len(g.Filters); len(g.Filters) > maxGroupFilters || n > maxFilters {
			return nil, invalid("", "At most %d filters are allowed in a group, and %d in all", maxGroupFilters, maxFilters)
		}
		for _, f := range g.Filters {
			if err := f.check(o); err != nil {
				return nil, err
			}
		}
	}
	return groups, nil
}

func (f *filter) check(o *object) error {
	problem := func(format string, args ...any) error {
		return invalid("", "There was a problem with the request.").detail(errorDetail{Message: fmt.Sprintf(format, args...), In: "filterGroups"})
	}
	p := o.active(f.PropertyName)
	if p == nil && !strings.HasPrefix(f.PropertyName, "hs_v2_") {
		return problem("Property %q does not exist", f.PropertyName)
	}
	if !slices.Contains(operators, f.Operator) {
		return problem("%q is not an operator. Operators: %s", f.Operator, strings.Join(operators, ", "))
	}
	switch f.Operator {
	case "HAS_PROPERTY", "NOT_HAS_PROPERTY":
		return nil
	case "IN", "NOT_IN":
		if len(f.Values) == 0 {
			return problem("The operator %s needs values", f.Operator)
		}
		return nil
	case "BETWEEN":
		if f.HighValue == nil {
			return problem("The operator BETWEEN needs highValue")
		}
	}
	if f.Value == nil {
		return problem("The operator %s needs a value", f.Operator)
	}
	if p != nil && p.Type == "number" {
		if _, err := strconv.ParseFloat(scalar(f.Value), 64); err != nil {
			return problem("%v is not a number, and property %q is one", f.Value, f.PropertyName)
		}
	}
	return nil
}

func (g filterGroup) holds(o *object, r *crmRecord) bool {
	return !slices.ContainsFunc(g.Filters, func(f filter) bool { return !f.holds(o, r) })
}

// holds compares. A record without a value answers to NOT_HAS_PROPERTY alone.
func (f *filter) holds(o *object, r *crmRecord) bool {
	value, set := r.Values[f.PropertyName]
	switch f.Operator {
	case "HAS_PROPERTY":
		return set
	case "NOT_HAS_PROPERTY":
		return !set
	}
	if !set {
		return false
	}
	p := o.active(f.PropertyName)
	compare := func(to any) int { return compareValues(p, value, scalar(to)) }
	in := func() bool {
		return slices.ContainsFunc(f.Values, func(v any) bool { return compare(v) == 0 })
	}
	switch f.Operator {
	case "EQ":
		return compare(f.Value) == 0
	case "NEQ":
		return compare(f.Value) != 0
	case "LT":
		return compare(f.Value) < 0
	case "LTE":
		return compare(f.Value) <= 0
	case "GT":
		return compare(f.Value) > 0
	case "GTE":
		return compare(f.Value) >= 0
	case "BETWEEN":
		return compare(f.Value) >= 0 && compare(f.HighValue) <= 0
	case "IN":
		return in()
	case "NOT_IN":
		return !in()
	case "CONTAINS_TOKEN":
		return containsToken(value, scalar(f.Value))
	}
	return !containsToken(value, scalar(f.Value))
}

// compareValues orders by the property's type: numbers and times by size, all else as text whatever its case.
func compareValues(p *property, a, b string) int {
	kind := "datetime"
	if p != nil {
		kind = p.Type
	}
	switch kind {
	case "number":
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		if errX == nil && errY == nil {
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}
	case "date", "datetime":
		x, okX := parseInstant(a)
		y, okY := parseInstant(b)
		if okX && okY {
			return x.Compare(y)
		}
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// containsToken tells whether one of a text's words is the token, which may have a star at either end.
func containsToken(text, token string) bool {
	token = strings.ToLower(token)
	head, tail := strings.HasPrefix(token, "*"), strings.HasSuffix(token, "*")
	core := strings.Trim(token, "*")
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,;:@/-_", r) })
	return slices.ContainsFunc(append(words, strings.ToLower(text)), func(w string) bool {
		switch {
		case head && tail:
			return strings.Contains(w, core)
		case head:
			return strings.HasSuffix(w, core)
		case tail:
			return strings.HasPrefix(w, core)
		}
		return w == core
	})
}

// answers tells whether one of the record's searchable properties holds each word of the query.
func (o *object) answers(r *crmRecord, query string) bool {
	for _, word := range strings.Fields(query) {
		if !slices.ContainsFunc(searchable[o.ID], func(name string) bool {
			return strings.Contains(strings.ToLower(r.Values[name]), strings.ToLower(word))
		}) {
			return false
		}
	}
	return true
}

// sort orders by the first sort, by id otherwise. A sort is an object, or the name of a property with a minus for descending.
func (in *searchInput) sort(o *object, hits []*crmRecord) error {
	if len(in.Sorts) == 0 {
		return nil
	}
	if len(in.Sorts) > 1 {
		return invalid("", "Only one sort is allowed")
	}
	var by struct{ PropertyName, Direction string }
	if json.Unmarshal(in.Sorts[0], &by) != nil {
		var name string
		if json.Unmarshal(in.Sorts[0], &name) != nil {
			return invalid("", "A sort must be an object or the name of a property")
		}
		by.PropertyName = strings.TrimPrefix(name, "-")
		if name != by.PropertyName {
			by.Direction = "DESCENDING"
		}
	}
	p := o.active(by.PropertyName)
	if p == nil {
		return invalid("", "There was a problem with the request.").detail(errorDetail{Message: fmt.Sprintf("Property %q does not exist", by.PropertyName), In: "sorts"})
	}
	slices.SortStableFunc(hits, func(a, b *crmRecord) int {
		n := compareValues(p, a.Values[p.Name], b.Values[p.Name])
		if by.Direction == "DESCENDING" {
			return -n
		}
		return n
	})
	return nil
}
