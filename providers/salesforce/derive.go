package salesforce

import (
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// derive fills the attributes that follow from the others. The values that it is given stay as they are.
func derive(typ string, v providers.Values) providers.Values {
	v = maps.Clone(v)
	switch typ {
	case typeField:
		deriveField(v)
	case typeValue:
		deriveValue(v)
	case typeProcess:
		deriveProcess(v)
	case typeRecordType:
		deriveRecordType(v)
	case typeValidation:
		deriveValidation(v)
	case typePath:
		derivePath(v)
	case typeMetadata:
		deriveMetadata(v)
	case typeAssignment:
		deriveAssignment(v)
	case typeLeadMapping:
		deriveMapping(v)
	case typePermissionSet:
		derivePermissionSet(v)
	case typeFlow, typeReportType, typeReport, typeDashboard:
		deriveDocument(documents[typ], v)
	}
	return v
}

// needed puts what a resource uses into an attribute: each once, in order, and nothing where there is nothing.
func needed(v providers.Values, attr string, keys []string) {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == "" })
	slices.Sort(keys)
	v[attr] = anys(slices.Compact(keys))
}

func deriveField(v providers.Values) {
	object, self := text(v["object"]), key(text(v["object"]), text(v["name"]))
	fields, _ := formulaUses(object, text(v["formula"]))
	byDefault, _ := formulaUses(object, text(v["default"]))
	needed(v, "fields", slices.DeleteFunc(append(fields, byDefault...), func(k string) bool { return k == self }))
}

// deriveValue tells where a value's set is. Standard sets are nowhere.
func deriveValue(v providers.Values) {
	v["field"], v["value_set"] = nil, nil
	switch set := parseSet(text(v["set"])); set.kind {
	case "CustomField":
		v["field"] = strings.Replace(set.name, ".", "/", 1)
	case "GlobalValueSet":
		v["value_set"] = set.name
	}
}

// processSets are the values that processes of an object choose from.
var processSets = map[string]string{opportunity: "OpportunityStage", lead: "LeadStatus", "Case": "CaseStatus", "Solution": "SolutionStatus"}

func deriveProcess(v providers.Values) {
	var needs []string
	if set := processSets[text(v["object"])]; set != "" {
		for _, value := range list(v["values"]) {
			needs = append(needs, key(set, value))
		}
	}
	needed(v, "needs", needs)
}

func deriveRecordType(v providers.Values) {
	picklists, _ := v["picklists"].(map[string]any)
	var fields []string
	for field := range picklists {
		fields = append(fields, key(text(v["object"]), field))
	}
	needed(v, "fields", fields)
}

func deriveValidation(v providers.Values) {
	object := text(v["object"])
	fields, permissions := formulaUses(object, text(v["formula"]))
	if field := text(v["field"]); field != "" {
		fields = append(fields, key(object, field))
	}
	needed(v, "fields", fields)
	needed(v, "permissions", permissions)
}

// derivePath says of each step also what it has none of: what a step is given is all that it has.
func derivePath(v providers.Values) {
	object, field := text(v["object"]), text(v["field"])
	set := setOf(object, field)
	fields, needs := []string{key(object, field)}, []string(nil)
	steps, _ := v["steps"].(map[string]any)
	whole := make(map[string]any, len(steps))
	for value, x := range steps {
		step, _ := x.(map[string]any)
		shown := []any{}
		for _, f := range list(step["fields"]) {
			shown = append(shown, f)
			fields = append(fields, key(object, f))
		}
		whole[value] = map[string]any{"info": text(step["info"]), "fields": shown}
		needs = append(needs, key(set, value))
	}
	if len(whole) > 0 {
		v["steps"] = whole
	}
	needed(v, "needs", needs)
	needed(v, "fields", fields)
}
