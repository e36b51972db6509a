package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Lengths of fields that do not say theirs [doc].
const (
	longestString = 255
	longestName   = 80
	longestArea   = 32000
)

// fieldLength is how many characters a text field takes.
func fieldLength(f *field) int {
	if n := atoi(f.doc.str("length")); n > 0 {
		return n
	}
	switch {
	case f.kind == "textarea" && (f.doc == nil || f.doc.str("type") != "TextArea"):
		return longestArea
	case f.object == "Opportunity" && f.name == "Name":
		return 120
	case f.kind == "email" || f.name == "LastName" || f.name == "FirstName" || f.name == "Name" && f.object != "Account":
		return longestName
	case f.kind == "phone":
		return 40
	}
	return longestString
}

// taken turns a value of JSON or CSV into what is stored; nil empties the field.
func (e *engine) taken(f *field, v any) (any, error) {
	if blank(v) {
		return nil, nil
	}
	wrong := func(kind string) error {
		return bad("JSON_PARSER_ERROR", "Cannot deserialize instance of %s from %s value %v or request may be missing a required field", kind, jsonKind(v), v).on(f.name)
	}
	switch {
	case f.kind == "boolean":
		switch strings.ToLower(fmt.Sprint(v)) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, wrong("boolean")
	case numeric[f.kind]:
		return e.takenNumber(f, v, wrong)
	case f.kind == "date" || f.kind == "datetime":
		s, ok := v.(string)
		m, read := momentOf(s)
		if !ok || !read || f.kind == "datetime" && len(s) <= len(dayLayout) {
			return nil, wrong(f.kind)
		}
		m.Time, m.day = m.Truncate(time.Second), f.kind == "date"
		if m.day {
			m = today(m.Time)
		}
		return m.stored(), nil
	}
	s, ok := v.(string)
	if !ok {
		if _, nested := v.(map[string]any); nested {
			return nil, wrong("string")
		}
		s = fmt.Sprint(v) // numbers and booleans are taken for texts
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return nil, nil
	case f.kind == "reference":
		return e.takenID(f, s)
	case strings.HasSuffix(f.kind, "picklist"):
		return s, e.checkPicked(f, s)
	}
	if n := fieldLength(f); len([]rune(s)) > n {
		return nil, bad("STRING_TOO_LONG", "%s: data value too large: %s (max length=%d)", f.label, s, n).on(f.name)
	}
	if at := strings.Index(s, "@"); f.kind == "email" && (at < 1 || at == len(s)-1 || strings.ContainsAny(s, " \n")) {
		return nil, bad("INVALID_EMAIL_ADDRESS", "%s: invalid email address: %s", f.label, s).on(f.name)
	}
	return s, nil
}

func jsonKind(v any) string {
	switch v.(type) {
	case bool:
		return "VALUE_BOOLEAN"
	case float64:
		return "VALUE_NUMBER"
	case string:
		return "VALUE_STRING"
	}
	return "START_OBJECT"
}

func (e *engine) takenNumber(f *field, v any, wrong func(string) error) (any, error) {
	n, ok := v.(float64)
	if s, isText := v.(string); isText {
		var err error
		n, err = strconv.ParseFloat(strings.TrimSpace(s), 64)
		ok = err == nil
	}
	if _, err := finite(n); !ok || err != nil {
		return nil, wrong("double")
	}
	scale := 2
	if f.doc.str("scale") != "" {
		scale = atoi(f.doc.str("scale"))
	} else if f.kind == "int" {
		scale = 0
	}
	precision := 18
	if p := atoi(f.doc.str("precision")); p > 0 {
		precision = p
	}
	if n = round(n, scale); len(strings.TrimLeft(strconv.FormatFloat(n, 'f', 0, 64), "-")) > max(precision-scale, 1) {
		return nil, bad("NUMBER_OUTSIDE_VALID_RANGE", "%s: value outside of valid range on numeric field: %v", f.label, v).on(f.name)
	}
	return n, nil
}

// takenID checks that there is a record of the id.
func (e *engine) takenID(f *field, id string) (any, error) {
	if len(id) != 15 && len(id) != 18 {
		return nil, bad("MALFORMED_ID", "%s: id value of incorrect type: %s", f.label, id).on(f.name)
	}
	t := e.referred(f, id)
	if t == nil || t.find(id) == nil {
		return nil, bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id").on(f.name)
	}
	return id18(id), nil
}

// restricted tells whether a picklist takes no other values than its own. The standard ones take any through the API.
func (s store) restricted(f *field) bool {
	switch {
	case f.doc != nil && f.valueSet != "" && f.doc.child("valueSet", "valueSetName") != nil:
		return true // global value sets always are
	case f.doc != nil && f.doc.child("valueSet") != nil:
		return f.doc.child("valueSet").is("restricted")
	}
	return f.name == "ForecastCategoryName"
}

// checkPicked refuses values that a restricted picklist does not have, or has no more.
func (e *engine) checkPicked(f *field, s string) error {
	if !e.st.Metadata.restricted(f) {
		return nil
	}
	options := e.st.Metadata.options(f)
	for _, v := range strings.Split(s, ";") {
		if f.kind != "multipicklist" {
			v = s
		}
		if !slices.ContainsFunc(options, func(o option) bool { return o.name == v && o.active }) {
			return bad("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "%s: bad value for restricted picklist field: %s", f.label, v).on(f.name)
		}
	}
	return nil
}

// body reads the fields of one record out of a request.
func recordBody(raw []byte) (map[string]any, error) {
	var in map[string]any
	if err := json.Unmarshal(raw, &in); err != nil || in == nil {
		return nil, bad("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body that is a JSON object")
	}
	return in, nil
}
