package salesforce

import (
	"slices"
	"strings"
)

// formulaUses gives the fields (OBJECT/FIELD) and custom permissions that a formula of an object names.
func formulaUses(object, formula string) (fields, permissions []string) {
	for _, name := range formulaNames(formula) {
		if p, ok := strings.CutPrefix(name, "$Permission."); ok {
			permissions = append(permissions, p)
			continue
		}
		fields = append(fields, fieldsAlong(object, name)...)
	}
	return fields, permissions
}

// fieldsAlong gives the fields on the way from a record to a fact: Region__r.Name goes through Region__c, Account.Tier__c is a
// field of accounts. Where a custom relationship leads is not known.
func fieldsAlong(object, path string) []string {
	if strings.HasPrefix(path, "$") {
		return nil
	}
	hops := strings.Split(path, ".")
	for _, hop := range hops[:len(hops)-1] {
		if lookup, ok := strings.CutSuffix(hop, "__r"); ok {
			return []string{key(object, lookup+"__c")}
		}
		if !slices.Contains([]string{lead, contact, account, opportunity}, hop) {
			return nil // owners and others whose fields nobody declares
		}
		object = hop
	}
	return []string{key(object, hops[len(hops)-1])}
}

// formulaNames gives the names that a formula uses, in order: fields and globals, as they are written. Texts, comments,
// functions and constants are none.
func formulaNames(formula string) []string {
	var names []string
	for i := 0; i < len(formula); {
		switch c := formula[i]; {
		case c == '"' || c == '\'':
			i = skipText(formula, i)
		case strings.HasPrefix(formula[i:], "/*"):
			if end := strings.Index(formula[i+2:], "*/"); end >= 0 {
				i += 2 + end + 2
			} else {
				i = len(formula)
			}
		case beginsName(c), isDigit(c):
			end := i + 1
			for end < len(formula) && (beginsName(formula[end]) || isDigit(formula[end]) || formula[end] == '.' || formula[end] == ':') {
				end++
			}
			name := strings.TrimRight(formula[i:end], ".:")
			called := strings.HasPrefix(strings.TrimLeft(formula[end:], " \t\r\n"), "(")
			if beginsName(c) && !called && !slices.Contains(constants, strings.ToUpper(name)) && !slices.Contains(names, name) {
				names = append(names, name)
			}
			i = end
		default:
			i++
		}
	}
	return names
}

var constants = []string{"TRUE", "FALSE", "NULL"}

// skipText gives the place behind a text; quotes inside it stand behind a backslash.
func skipText(formula string, at int) int {
	for i := at + 1; i < len(formula); i++ {
		switch formula[i] {
		case '\\':
			i++
		case formula[at]:
			return i + 1
		}
	}
	return len(formula)
}

func beginsName(c byte) bool {
	return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
