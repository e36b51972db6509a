package salesforce

import (
	"regexp"
	"strings"
	"unicode"
)

// summaryOf says in words what a document of a kind does; nil where there is nothing to say.
func summaryOf(kind string, doc map[string]any) []any {
	switch kind {
	case "Flow":
		return flowSummary(doc)
	case "Report":
		return reportSummary(doc)
	case "Dashboard":
		return dashboardSummary(doc)
	}
	return nil
}

// fieldWords is a field's name as people read it: Lead.MQL_Since__c is "MQL Since", LEAD_SOURCE is "lead source" and
// LeadSource "Lead Source".
func fieldWords(name string) string {
	if i := strings.LastIndexAny(name, ".$:"); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSuffix(name, "__r")
	if base, custom := strings.CutSuffix(name, "__c"); custom {
		name = base
	} else if name == strings.ToUpper(name) {
		name = strings.ToLower(name)
	} else if base, ok := strings.CutSuffix(name, "Id"); ok && base != "" { // OwnerId
		name = base
	}
	var b strings.Builder
	before := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		if r == '_' {
			r = ' '
		}
		b.WriteRune(r)
		before = r
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// plain makes words of a constant: GreaterThan and greaterThan are "greater than", THIS_MONTH is "this month".
func plain(constant string) string { return strings.ToLower(fieldWords(constant)) }

// operators in words. Source of the names: FlowRecordFilterOperator and FilterOperation in the Metadata API Developer Guide.
var operators = map[string]string{
	"equalto": "is", "equals": "is", "notequalto": "is not", "notequal": "is not",
	"greaterthan": "is more than", "greaterthanorequalto": "is at least", "greaterorequal": "is at least",
	"lessthan": "is less than", "lessthanorequalto": "is at most", "lessorequal": "is at most",
	"notcontain": "does not contain", "in": "is one of", "notin": "is none of", "includes": "includes", "excludes": "excludes",
}

func operatorWords(op string) string {
	if w := operators[strings.ToLower(op)]; w != "" {
		return w
	}
	return plain(op)
}

var numbers = regexp.MustCompile(`\d+`)

// logic joins conditions as a filter's logic says: "and", "or", or numbers such as "1 AND (2 OR 3)"; "" is and.
func logic(how string, conditions []string) string {
	switch how = strings.TrimSpace(how); {
	case how == "" || strings.EqualFold(how, "and"):
		return strings.Join(conditions, " and ")
	case strings.EqualFold(how, "or"):
		return strings.Join(conditions, " or ")
	case !numbers.MatchString(how):
		return strings.Join(conditions, ", ") + " (" + how + ")"
	}
	how = strings.NewReplacer("AND", "and", "OR", "or", "NOT", "not").Replace(how)
	return numbers.ReplaceAllStringFunc(how, func(n string) string {
		i := 0
		for _, digit := range n {
			i = min(i*10+int(digit-'0'), len(conditions)+1)
		}
		if i < 1 || i > len(conditions) {
			return n
		}
		return conditions[i-1]
	})
}

func upper(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}
