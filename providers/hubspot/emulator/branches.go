package emulator

import (
	"encoding/json"
	"slices"
)

// branch is a node of a filter tree, as lists and workflows have it.
type branch struct {
	Type     string         `json:"filterBranchType"`
	Operator string         `json:"filterBranchOperator"`
	Branches []branch       `json:"filterBranches"`
	Filters  []branchFilter `json:"filters"`
}

type branchFilter struct {
	Type      string          `json:"filterType"`
	Property  string          `json:"property"`
	Operation json.RawMessage `json:"operation"`
}

type operation struct {
	Type     string `json:"operationType"`
	Operator string `json:"operator"`
}

// operationTypes says which kinds of operation suit a property type.
var operationTypes = map[string][]string{
	"enumeration":  {"ENUMERATION", "ALL_PROPERTY"},
	"bool":         {"BOOL", "ENUMERATION", "ALL_PROPERTY"},
	"number":       {"NUMBER", "ALL_PROPERTY"},
	"string":       {"STRING", "MULTISTRING", "ALL_PROPERTY"},
	"phone_number": {"STRING", "MULTISTRING", "ALL_PROPERTY"},
	"date":         {"TIME_POINT", "TIME_RANGED", "DATE", "CALENDAR_DATE", "ROLLING_DATE_RANGE", "ALL_PROPERTY"},
	"datetime":     {"TIME_POINT", "TIME_RANGED", "DATETIME", "CALENDAR_DATE", "ROLLING_DATE_RANGE", "ALL_PROPERTY"},
}

// checkBranch checks a filter tree: an OR at the root, ANDs below it, and filters on properties that exist with
// operations that suit them.
func checkBranch(o *object, raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return missing("filterBranch")
	}
	var root branch
	if err := json.Unmarshal(raw, &root); err != nil {
		return invalid("", "Invalid input JSON: filterBranch could not be read").detail(errorDetail{Message: err.Error()})
	}
	if root.Type != "OR" {
		return invalid("ListError.INVALID_ROOT_FILTER_BRANCH", "The root of the filters must be an OR branch, not %q", root.Type)
	}
	if len(root.Filters) > 0 {
		return invalid("ListError.INVALID_ROOT_FILTER_BRANCH", "The root of the filters holds branches, and no filters of its own")
	}
	for _, b := range root.Branches {
		if b.Type == "OR" {
			return invalid("ListError.INVALID_FILTER_BRANCH", "Below the root must be AND branches, not %q", b.Type)
		}
		if err := b.check(o); err != nil {
			return err
		}
	}
	return nil
}

func (b branch) check(o *object) error {
	if !slices.Contains([]string{"AND", "OR", "UNIFIED_EVENTS", "ASSOCIATION", "NOT_ALL", "NOT_ANY", "RESTRICTED"}, b.Type) {
		return invalid("ListError.INVALID_FILTER_BRANCH", "%q is not a type of filter branch", b.Type)
	}
	for _, f := range b.Filters {
		if f.Type == "" {
			return missing("filterType")
		}
		if f.Type != "PROPERTY" || b.Type == "ASSOCIATION" {
			continue // what is named there belongs to another object, or is no property
		}
		p := o.active(f.Property)
		if p == nil {
			return invalid("ListError.INVALID_PROPERTY", "Property %q does not exist on %s", f.Property, o.Plural)
		}
		var op operation
		if json.Unmarshal(f.Operation, &op) != nil || op.Operator == "" {
			return missing("operation")
		}
		if op.Operator == "IS_NOT_KNOWN" || !slices.Contains(operationTypes[p.Type], op.Type) {
			return invalid("ListError.ENUM_CONVERSION", "The operator %s of %s does not suit property %q of type %s", op.Operator, op.Type, p.Name, p.Type)
		}
	}
	for _, below := range b.Branches {
		if b.Type == "ASSOCIATION" {
			return nil
		}
		if err := below.check(o); err != nil {
			return err
		}
	}
	return nil
}

// names tells whether a filter of the tree looks at a property.
func (b branch) names(property string) bool {
	return slices.ContainsFunc(b.Filters, func(f branchFilter) bool { return f.Property == property }) ||
		slices.ContainsFunc(b.Branches, func(below branch) bool { return below.names(property) })
}
