package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// maxFormula is how many characters a formula may have [doc].
const maxFormula = 3900

// function is what is known of one before it is called: how many arguments it takes, and what it gives ("" is what its
// arguments are).
type function struct {
	least, most int
	gives       string
}

const any99 = 99

var functions = map[string]function{
	"AND": {1, any99, "boolean"}, "OR": {1, any99, "boolean"}, "NOT": {1, 1, "boolean"}, "IF": {3, 3, ""}, "CASE": {4, any99, ""},
	"ISBLANK": {1, 1, "boolean"}, "ISNULL": {1, 1, "boolean"}, "BLANKVALUE": {2, 2, ""}, "NULLVALUE": {2, 2, ""},
	"ISPICKVAL": {2, 2, "boolean"}, "INCLUDES": {2, 2, "boolean"}, "TEXT": {1, 1, "text"}, "VALUE": {1, 1, "number"},
	"CONTAINS": {2, 2, "boolean"}, "BEGINS": {2, 2, "boolean"}, "REGEX": {2, 2, "boolean"}, "LEN": {1, 1, "number"}, "FIND": {2, 3, "number"},
	"LEFT": {2, 2, "text"}, "RIGHT": {2, 2, "text"}, "MID": {3, 3, "text"}, "TRIM": {1, 1, "text"}, "LOWER": {1, 2, "text"}, "UPPER": {1, 2, "text"},
	"SUBSTITUTE": {3, 3, "text"}, "ISNUMBER": {1, 1, "boolean"}, "ISCHANGED": {1, 1, "boolean"}, "ISNEW": {0, 0, "boolean"}, "PRIORVALUE": {1, 1, ""},
	"TODAY": {0, 0, "date"}, "NOW": {0, 0, "datetime"}, "DATE": {3, 3, "date"}, "DATEVALUE": {1, 1, "date"}, "ADDMONTHS": {2, 2, "date"},
	"YEAR": {1, 1, "number"}, "MONTH": {1, 1, "number"}, "DAY": {1, 1, "number"}, "WEEKDAY": {1, 1, "number"},
	"ABS": {1, 1, "number"}, "ROUND": {2, 2, "number"}, "FLOOR": {1, 1, "number"}, "CEILING": {1, 1, "number"}, "MOD": {2, 2, "number"},
	"MAX": {1, any99, "number"}, "MIN": {1, any99, "number"}, "SQRT": {1, 1, "number"}, "EXP": {1, 1, "number"}, "LN": {1, 1, "number"}, "LOG": {1, 1, "number"},
	"MFLOOR": {1, 1, "number"}, "MCEILING": {1, 1, "number"}, "DATETIMEVALUE": {1, 1, "datetime"}, "LPAD": {2, 3, "text"}, "RPAD": {2, 3, "text"},
	"CASESAFEID": {1, 1, "text"}, "BR": {0, 0, "text"}, "HYPERLINK": {2, 3, "text"}, "IMAGE": {2, 4, "text"},
}

// ruleOnly are functions that formula fields cannot use [doc].
var ruleOnly = []string{"ISCHANGED", "ISNEW", "PRIORVALUE", "VLOOKUP"}

// pickers are functions that take a picklist field.
var pickers = []string{"ISPICKVAL", "CASE", "TEXT", "ISCHANGED", "PRIORVALUE", "INCLUDES", "ISBLANK", "ISNULL"}

// judge checks a formula of an object; "" when it is right. Constants of TRUE and FALSE are fields to the parser.
func (s store) judge(object, formula string, inField bool) string {
	if n := len([]rune(formula)); n > maxFormula {
		return fmt.Sprintf("Formula is too long (%d characters). Maximum length is %d characters.", n, maxFormula)
	}
	t, err := parseFormula(formula)
	if err != nil {
		return err.Error()
	}
	problem := s.judgeTerm(object, t, inField, "")
	if problem == "" && !inField {
		if kind := s.gives(object, t); kind != "boolean" && kind != "" {
			return fmt.Sprintf("Formula result is data type (%s), incompatible with expected data type (true or false).", kind)
		}
	}
	return problem
}

func (s store) judgeTerm(object string, t *term, inField bool, within string) string {
	switch t.kind {
	case fieldTerm:
		return s.judgeField(object, t.name, within)
	case callTerm:
		if f, ok := functions[t.name]; ok {
			switch {
			case inField && slices.Contains(ruleOnly, t.name):
				return fmt.Sprintf("Function %s may not be used in this type of formula", t.name)
			case len(t.args) < f.least || len(t.args) > f.most:
				return fmt.Sprintf("Incorrect number of parameters for function '%s()'. Expected %d, received %d", t.name, f.least, len(t.args))
			case t.name == "CASE" && len(t.args)%2 != 0:
				return fmt.Sprintf("Incorrect number of parameters for function 'CASE()'. Expected %d, received %d", len(t.args)+1, len(t.args))
			}
			for i, a := range t.args {
				in := t.name
				if i > 0 && t.name != "CASE" {
					in = ""
				}
				if problem := s.judgeTerm(object, a, inField, in); problem != "" {
					return problem
				}
			}
			return s.judgeArguments(object, t)
		}
		if nameStart(t.name[0]) && t.name != "negate" {
			return fmt.Sprintf("Unknown function %s. Check spelling.", t.name)
		}
		for _, a := range t.args {
			if problem := s.judgeTerm(object, a, inField, ""); problem != "" {
				return problem
			}
			if a.kind == callTerm && a.name == "PRIORVALUE" && strings.HasSuffix(s.gives(object, a), "picklist") {
				return "Picklist fields are only supported in certain functions."
			}
		}
	}
	return ""
}

// judgeArguments looks at the types of arguments where a mistake is likely.
func (s store) judgeArguments(object string, t *term) string {
	want := ""
	switch t.name {
	case "AND", "OR", "NOT":
		want = "boolean"
	case "CONTAINS", "BEGINS", "REGEX", "LEN", "TRIM", "LOWER", "UPPER":
		want = "text"
	case "ISPICKVAL":
		if k := s.gives(object, t.args[0]); k != "picklist" {
			return fmt.Sprintf("Incorrect parameter type for function 'ISPICKVAL()'. Expected Picklist, received %s", k)
		}
		if t.args[1].kind != textTerm {
			return "Incorrect parameter type for function 'ISPICKVAL()'. Expected Text Literal"
		}
	case "INCLUDES":
		if k := s.gives(object, t.args[0]); k != "multipicklist" {
			return fmt.Sprintf("Incorrect parameter type for function 'INCLUDES()'. Expected Multi-Select Picklist, received %s", k)
		}
	}
	for _, a := range t.args {
		if k := s.gives(object, a); want != "" && k != "" && k != want {
			return fmt.Sprintf("Incorrect parameter type for function '%s()'. Expected %s, received %s", t.name, want, k)
		}
	}
	return ""
}

func (s store) judgeField(object, name, within string) string {
	up := strings.ToUpper(name)
	if up == "TRUE" || up == "FALSE" || up == "NULL" {
		return ""
	}
	if global, rest, ok := strings.Cut(name, "."); ok && global[0] == '$' {
		if strings.EqualFold(global, "$Permission") && s.doc("CustomPermission", rest) == nil {
			return fmt.Sprintf("Field %s does not exist. Check spelling.", name)
		}
		return ""
	}
	f := s.path(object, name)
	if f == nil {
		return fmt.Sprintf("Field %s does not exist. Check spelling.", name)
	}
	if strings.HasSuffix(f.kind, "picklist") && !slices.Contains(pickers, within) {
		return fmt.Sprintf("Field %s is a picklist field. Picklist fields are only supported in certain functions.", name)
	}
	return ""
}

// gives tells what type a term has: boolean, text, number, date, datetime, picklist, multipicklist; "" when unknown.
func (s store) gives(object string, t *term) string {
	switch t.kind {
	case textTerm:
		return "text"
	case numberTerm:
		return "number"
	case fieldTerm:
		if up := strings.ToUpper(t.name); up == "TRUE" || up == "FALSE" || strings.HasPrefix(up, "$PERMISSION.") {
			return "boolean"
		}
		if f := s.path(object, t.name); f != nil && !strings.HasPrefix(t.name, "$") {
			switch f.kind {
			case "double", "currency", "percent", "int":
				return "number"
			case "string", "textarea", "email", "phone", "url", "id", "reference":
				return "text"
			}
			return f.kind
		}
		return ""
	}
	switch f := functions[t.name]; {
	case f.gives != "":
		return f.gives
	case t.name == "IF" && len(t.args) == 3:
		return s.gives(object, t.args[1])
	case (t.name == "PRIORVALUE" || t.name == "BLANKVALUE" || t.name == "NULLVALUE") && len(t.args) > 0:
		return s.gives(object, t.args[0])
	case t.name == "CASE" && len(t.args) > 2:
		return s.gives(object, t.args[2])
	}
	switch t.name {
	case "=", "<>", "<", ">", "<=", ">=", "&&", "||":
		return "boolean"
	case "&":
		return "text"
	case "*", "/", "^", "negate":
		return "number"
	case "+", "-":
		if k := s.gives(object, t.args[0]); k == "date" || k == "datetime" {
			if s.gives(object, t.args[1]) == "number" {
				return k
			}
			return ""
		}
		return s.gives(object, t.args[0])
	}
	return ""
}
