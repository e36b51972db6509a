package filter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An interpreter of HubSpot's filters, from what is known of their operators. It reads nothing but
// JSON and records as HubSpot keeps them, and shares no code with the compiler. Where
// the documentation leaves a question open, it takes either reading, and a filter must be right under both.

// reading is one way to understand what is not documented.
type reading struct {
	fold      bool // text filters of lists ignore case
	localDay  bool // a date property is midnight in the zone of the filter, not in UTC
	neqBlank  bool // searches: NEQ and NOT_IN accept records without a value
	eachOther bool // of a loose portal: the association leads to further records
}

var readings = []reading{{}, {fold: true}, {localDay: true}, {neqBlank: true}, {true, true, true, true}, {fold: true, eachOther: true}}

// stored is a record in HubSpot: properties as text, associated records by association type.
type stored struct {
	props map[string]string
	types map[string]string // property → type
	assoc map[int][]stored
}

func store(r *rec, rd reading) stored {
	s := stored{props: map[string]string{"hs_object_id": "1"}, types: map[string]string{}, assoc: map[int][]stored{}}
	for name, v := range r.vals {
		p := fieldDefs[r.object+"."+name].prop
		switch v := v.(type) {
		case float64:
			s.props[p.Name] = strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			s.props[p.Name] = strconv.FormatBool(v)
		case string:
			s.props[p.Name] = v
			if p.Type == "enumeration" {
				s.props[p.Name] = "v_" + v
			}
		case []string:
			var values []string
			for _, o := range v {
				values = append(values, "v_"+o)
			}
			s.props[p.Name] = strings.Join(values, ";")
		case time.Time:
			if p.Type == "date" {
				v = time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
			}
			s.props[p.Name] = strconv.FormatInt(v.UnixMilli(), 10)
		}
		s.types[p.Name] = p.Type
	}
	for flow, stage := range r.stages {
		for _, st := range flows[flow].Stages {
			if st.Address == stage {
				s.props[flows[flow].Property.Name] = st.Value
			}
		}
		if stage == "" { // in a stage of something else
			s.props[flows[flow].Property.Name] = "other_" + flow
		}
	}
	if r.score != nil {
		s.props["lead_score"] = strconv.FormatFloat(*r.score, 'f', -1, 64)
	}
	for object, l := range r.rel {
		for _, x := range l {
			st := store(x, rd)
			switch {
			case object == "deal":
				s.assoc[4] = append(s.assoc[4], st)
			case r.object == "contact":
				s.props["associatedcompanyid"] = "77"
				s.assoc[1], s.assoc[279] = append(s.assoc[1], st), append(s.assoc[279], st)
			}
		}
		if n := len(l); object == "deal" && n > 0 {
			s.props["num_associated_deals"] = strconv.Itoa(n)
		}
	}
	if rd.eachOther && len(s.assoc[279]) > 0 {
		for _, x := range r.extra {
			s.assoc[279] = append(s.assoc[279], store(x, rd))
		}
	}
	return s
}

// wireBranch and so on are HubSpot's schema, written down again.
type wireBranch struct {
	FilterBranchType, FilterBranchOperator      string
	FilterBranches                              []wireBranch
	Filters                                     []wireFilter
	ObjectTypeId, Operator, AssociationCategory string
	AssociationTypeId                           int
}

type wireFilter struct {
	FilterType, Property string
	Operation            json.RawMessage
}

func strict(b []byte, v any) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		panic(fmt.Errorf("%s: %w", b, err))
	}
}

func readList(branch any) wireBranch {
	b, err := json.Marshal(branch)
	if err != nil {
		panic(err)
	}
	var root wireBranch
	strict(b, &root)
	return root
}

// inList tells whether a record is in the list of a filterBranch. It panics on a filter that
// HubSpot would refuse.
func inList(root wireBranch, s stored, now time.Time, rd reading) bool {
	if root.FilterBranchType != "OR" || root.FilterBranchOperator != "OR" || len(root.Filters) > 0 || len(root.FilterBranches) == 0 {
		panic("the root is an OR of AND branches, without filters")
	}
	return slices.ContainsFunc(root.FilterBranches, func(and wireBranch) bool {
		if and.FilterBranchType != "AND" || and.FilterBranchOperator != "AND" || len(and.Filters)+len(and.FilterBranches) == 0 {
			panic("below the root stand AND branches")
		}
		for _, f := range and.Filters {
			if !passes(f, s, now, rd) {
				return false
			}
		}
		for _, a := range and.FilterBranches {
			if a.FilterBranchType != "ASSOCIATION" || a.FilterBranchOperator != "AND" || a.Operator != "IN_LIST" || a.AssociationCategory != "HUBSPOT_DEFINED" ||
				len(a.FilterBranches) > 0 || len(a.Filters) == 0 || a.ObjectTypeId == "" {
				panic(fmt.Sprintf("not an association branch: %+v", a))
			}
			if !slices.ContainsFunc(s.assoc[a.AssociationTypeId], func(x stored) bool {
				for _, f := range a.Filters {
					if !passes(f, x, now, rd) {
						return false
					}
				}
				return true
			}) {
				return false
			}
		}
		return true
	})
}

func passes(f wireFilter, s stored, now time.Time, rd reading) bool {
	if f.FilterType != "PROPERTY" {
		panic(f.FilterType)
	}
	var head struct{ OperationType string }
	if err := json.Unmarshal(f.Operation, &head); err != nil {
		panic(err)
	}
	value, has := s.props[f.Property]
	var plain struct {
		OperationType, Operator      string
		IncludeObjectsWithNoValueSet *bool
		Value                        any
		Values                       []string
	}
	if !strings.HasPrefix(head.OperationType, "TIME_") {
		strict(f.Operation, &plain)
		if plain.IncludeObjectsWithNoValueSet == nil {
			panic("includeObjectsWithNoValueSet is required")
		}
	}
	op := head.OperationType + " " + plain.Operator
	switch op {
	case "ALL_PROPERTY IS_KNOWN":
		return has
	case "ALL_PROPERTY IS_UNKNOWN":
		return !has
	}
	if strings.HasPrefix(head.OperationType, "TIME_") {
		return passesTime(f, s, now, rd)
	}
	if !has {
		return *plain.IncludeObjectsWithNoValueSet
	}
	fold := func(s string) string {
		if rd.fold {
			return strings.ToLower(s)
		}
		return s
	}
	some := func(match func(v, want string) bool, in []string) bool {
		if len(plain.Values) == 0 {
			panic("no values")
		}
		return slices.ContainsFunc(in, func(v string) bool {
			return slices.ContainsFunc(plain.Values, func(w string) bool { return match(fold(v), fold(w)) })
		})
	}
	equal := func(a, b string) bool { return a == b }
	number := func() (a, b float64) {
		a, err := strconv.ParseFloat(value, 64)
		b, ok := plain.Value.(float64)
		if err != nil || !ok {
			panic(fmt.Sprint(err, plain.Value))
		}
		return a, b
	}
	switch op {
	case "BOOL IS_EQUAL_TO":
		return value == strconv.FormatBool(plain.Value.(bool))
	case "NUMBER IS_EQUAL_TO":
		a, b := number()
		return a == b
	case "NUMBER IS_NOT_EQUAL_TO":
		a, b := number()
		return a != b
	case "NUMBER IS_GREATER_THAN":
		a, b := number()
		return a > b
	case "NUMBER IS_GREATER_THAN_OR_EQUAL_TO":
		a, b := number()
		return a >= b
	case "NUMBER IS_LESS_THAN":
		a, b := number()
		return a < b
	case "NUMBER IS_LESS_THAN_OR_EQUAL_TO":
		a, b := number()
		return a <= b
	case "ENUMERATION IS_ANY_OF", "ENUMERATION IS_NONE_OF":
		rd.fold = false
		return some(equal, strings.Split(value, ";")) == (plain.Operator == "IS_ANY_OF")
	case "MULTISTRING IS_EQUAL_TO":
		return some(equal, []string{value})
	case "MULTISTRING IS_NOT_EQUAL_TO":
		return !some(equal, []string{value})
	case "MULTISTRING CONTAINS":
		return some(strings.Contains, []string{value})
	case "MULTISTRING DOES_NOT_CONTAIN":
		return !some(strings.Contains, []string{value})
	case "MULTISTRING STARTS_WITH":
		return some(strings.HasPrefix, []string{value})
	case "MULTISTRING ENDS_WITH":
		return some(strings.HasSuffix, []string{value})
	}
	panic("there is no operation " + op)
}

type wirePoint struct {
	TimeType, TimezoneSource, ZoneId                    string
	Year, Month, Day, Hour, Minute, Second, Millisecond int
	IndexReference                                      *struct {
		ReferenceType                     string
		Hour, Minute, Second, Millisecond int
	}
	Offset *struct{ Days, Hours, Minutes, Seconds, Milliseconds int }
}

func (p *wirePoint) at(now time.Time) (time.Time, *time.Location) {
	loc, err := time.LoadLocation(p.ZoneId)
	if err != nil || p.ZoneId == "" || p.TimezoneSource != "CUSTOM" {
		panic(fmt.Sprintf("no zone in %+v", p))
	}
	if p.TimeType == "DATE" {
		return time.Date(p.Year, time.Month(p.Month), p.Day, p.Hour, p.Minute, p.Second, p.Millisecond*1e6, loc), loc
	}
	r := p.IndexReference
	t := now.In(loc)
	if r.ReferenceType == "TODAY" {
		days := 0
		if p.Offset != nil {
			days = p.Offset.Days
			if p.Offset.Hours != 0 || p.Offset.Milliseconds != 0 {
				panic("today moves by days")
			}
		}
		return time.Date(t.Year(), t.Month(), t.Day()+days, r.Hour, r.Minute, r.Second, r.Millisecond*1e6, loc), loc
	}
	if r.ReferenceType != "NOW" {
		panic(r.ReferenceType)
	}
	if o := p.Offset; o != nil {
		t = t.AddDate(0, 0, o.Days).Add(time.Duration(o.Hours)*time.Hour + time.Duration(o.Minutes)*time.Minute + time.Duration(o.Seconds)*time.Second + time.Duration(o.Milliseconds)*time.Millisecond)
	}
	return t, loc
}

func passesTime(f wireFilter, s stored, now time.Time, rd reading) bool {
	var op struct {
		OperationType, Type, Operator, PropertyParser                            string
		IncludeObjectsWithNoValueSet                                             *bool
		TimePoint, LowerBoundTimePoint, UpperBoundTimePoint                      *wirePoint
		EndpointBehavior, LowerBoundEndpointBehavior, UpperBoundEndpointBehavior string
	}
	strict(f.Operation, &op)
	if op.Type != op.OperationType || op.PropertyParser != "VALUE" {
		panic("type and parser")
	}
	text, has := s.props[f.Property]
	if !has {
		return *op.IncludeObjectsWithNoValueSet
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	value := func(loc *time.Location) time.Time {
		t := time.UnixMilli(ms).UTC()
		if s.types[f.Property] == "date" && rd.localDay {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc)
		}
		return t
	}
	switch op.OperationType + " " + op.Operator {
	case "TIME_POINT IS_BEFORE", "TIME_POINT IS_AFTER":
		at, loc := op.TimePoint.at(now)
		if op.EndpointBehavior != "EXCLUSIVE" {
			panic(op.EndpointBehavior)
		}
		if op.Operator == "IS_BEFORE" {
			return value(loc).Before(at)
		}
		return value(loc).After(at)
	case "TIME_RANGED IS_BETWEEN", "TIME_RANGED IS_NOT_BETWEEN":
		from, loc := op.LowerBoundTimePoint.at(now)
		to, _ := op.UpperBoundTimePoint.at(now)
		if op.LowerBoundEndpointBehavior != "INCLUSIVE" || op.UpperBoundEndpointBehavior != "INCLUSIVE" {
			panic("bounds")
		}
		v := value(loc)
		return (!v.Before(from) && !v.After(to)) == (op.Operator == "IS_BETWEEN")
	}
	panic("there is no operation " + op.Operator)
}
