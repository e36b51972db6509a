package filter

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// found tells whether a search finds a record.
func found(groups any, s stored, rd reading) bool {
	b, err := json.Marshal(groups)
	if err != nil {
		panic(err)
	}
	var wire []struct {
		Filters []struct {
			PropertyName, Operator string
			Value                  *string
			Values                 []string
		}
	}
	strict(b, &wire)
	total := 0
	if len(wire) == 0 || len(wire) > 5 {
		panic("a search has one to five groups")
	}
	out := false
	for _, g := range wire {
		total += len(g.Filters)
		if len(g.Filters) == 0 || len(g.Filters) > 6 || total > 18 {
			panic("too many filters, or none")
		}
		all := true
		for _, f := range g.Filters {
			have, has := s.props[f.PropertyName]
			ok := false
			typ := s.types[f.PropertyName]
			order := func() int {
				a, err := strconv.ParseFloat(have, 64)
				b, err2 := strconv.ParseFloat(*f.Value, 64)
				if err != nil || err2 != nil || typ == "string" || typ == "phone_number" {
					return strings.Compare(strings.ToLower(have), strings.ToLower(*f.Value))
				}
				switch {
				case a < b:
					return -1
				case a > b:
					return 1
				}
				return 0
			}
			among := func() bool {
				return slices.ContainsFunc(f.Values, func(v string) bool {
					if typ == "string" || typ == "phone_number" {
						if v != strings.ToLower(v) {
							panic("values of a text must be in lower case")
						}
						return strings.ToLower(have) == v
					}
					return have == v
				})
			}
			switch {
			case f.Operator == "HAS_PROPERTY":
				ok = has
			case f.Operator == "NOT_HAS_PROPERTY":
				ok = !has
			case !has:
				ok = rd.neqBlank && (f.Operator == "NEQ" || f.Operator == "NOT_IN")
			case f.Operator == "EQ":
				ok = order() == 0
			case f.Operator == "NEQ":
				ok = order() != 0
			case f.Operator == "LT":
				ok = order() < 0
			case f.Operator == "LTE":
				ok = order() <= 0
			case f.Operator == "GT":
				ok = order() > 0
			case f.Operator == "GTE":
				ok = order() >= 0
			case f.Operator == "IN":
				ok = among()
			case f.Operator == "NOT_IN":
				ok = !among()
			default:
				panic(f.Operator)
			}
			all = all && ok
		}
		out = out || all
	}
	return out
}
