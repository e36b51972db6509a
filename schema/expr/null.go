package expr

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// The meaning of a missing value.
//
//   - A field without a value, with an empty text or with an empty list is
//     missing (null); so are a record's stage when it is in none, and a score
//     when there is none.
//   - A comparison with null is false, also !=.
//   - Where true or false is asked for (&&, ||, !, if, at_least, where), null counts as false;
//     so ! of null is true. && and || give true or false, never null.
//   - Arithmetic with null is null; so are division by zero and results that are no finite number.
//     min and max are null when one of their arguments is.
//   - Functions that give true or false are false when an argument is null.
//     Only is_set, coalesce and changed tell null apart.

func isNull(v any) bool { return v == nil }

// truth is the value where true or false is asked for.
func truth(v any) bool { b, ok := v.(bool); return ok && b }

// compare applies a comparison operator. Values of different kinds compare
// like null; texts and truth values have no order.
func compare(op Op, l, r any) bool {
	if isNull(l) || isNull(r) {
		return false
	}
	cmp, ordered := 0, true
	switch l := l.(type) {
	case float64:
		r, ok := r.(float64)
		if !ok {
			return false
		}
		cmp = order(l < r, l > r)
	case time.Time:
		r, ok := r.(time.Time)
		if !ok {
			return false
		}
		cmp = l.Compare(r)
	case string:
		r, ok := r.(string)
		if !ok {
			return false
		}
		cmp, ordered = strings.Compare(l, r), false
	case bool:
		r, ok := r.(bool)
		if !ok {
			return false
		}
		cmp, ordered = order(!l && r, l && !r), false
	default:
		return false
	}
	return (ordered || op == Eq || op == Ne) && op.Holds(cmp)
}

// Holds tells whether a comparison holds of values of which the first is less (negative), equal (0) or greater (positive);
// false for what compares nothing.
func (op Op) Holds(cmp int) bool {
	switch op {
	case Eq:
		return cmp == 0
	case Ne:
		return cmp != 0
	case Lt:
		return cmp < 0
	case Le:
		return cmp <= 0
	case Gt:
		return cmp > 0
	case Ge:
		return cmp >= 0
	}
	return false
}

func order(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}

// arith applies an arithmetic operator.
func arith(op Op, l, r any) any {
	a, ok := l.(float64)
	b, ok2 := r.(float64)
	if !ok || !ok2 {
		return nil
	}
	switch op {
	case Add:
		return finite(a + b)
	case Sub:
		return finite(a - b)
	case Mul:
		return finite(a * b)
	case Div:
		if b == 0 {
			return nil
		}
		return finite(a / b)
	case Mod:
		return finite(math.Mod(a, b))
	}
	return nil
}

func finite(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}

// same tells whether two values are the same, null included; for changed.
func same(a, b any) bool {
	if isNull(a) || isNull(b) {
		return isNull(a) && isNull(b)
	}
	if x, ok := a.([]any); ok {
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return compare(Eq, a, b)
}

// coerce makes a value from an Env one of nil, bool, float64, string,
// time.Time and []any, as the type asks. What does not fit is missing.
func coerce(v any, t Type) any {
	v = plain(v)
	if isNull(v) {
		return nil
	}
	switch t.Kind {
	case Number:
		switch v := v.(type) {
		case float64:
			return finite(v)
		case string:
			if f, err := strconv.ParseFloat(v, 64); err == nil {
				return finite(f)
			}
		}
		return nil
	case Bool:
		switch v := v.(type) {
		case bool:
			return v
		case string:
			if v == "true" || v == "false" {
				return v == "true"
			}
		}
		return nil
	case Date, DateTime:
		tm, ok := v.(time.Time)
		if s, isText := v.(string); isText {
			tm, _, ok = parseTime(s)
		}
		switch {
		case !ok:
			return nil
		case t.Kind == Date:
			return dayOf(tm)
		}
		return tm
	case Options, List:
		if list, ok := v.([]any); ok {
			return list
		}
		return []any{v}
	case Text, Option, Ref, Stage:
		switch v := v.(type) {
		case string:
			return v
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return nil
	}
	return v
}

// plain reduces the Go types that a value may come in.
func plain(v any) any {
	switch v := v.(type) {
	case nil, bool, float64:
		return v
	case string:
		if v == "" {
			return nil
		}
		return v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return nil
		}
		return f
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer, reflect.Interface:
		if r.IsNil() {
			return nil
		}
		return plain(r.Elem().Interface())
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return float64(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return float64(r.Uint())
	case reflect.Float32:
		return r.Float()
	case reflect.Float64:
		return r.Float()
	case reflect.String:
		return plain(r.String())
	case reflect.Slice, reflect.Array:
		var out []any
		for i := range r.Len() {
			if x := plain(r.Index(i).Interface()); !isNull(x) {
				out = append(out, x)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return nil
}

// parseTime reads a date ("2026-01-31") or a time (RFC 3339).
func parseTime(s string) (t time.Time, k Kind, ok bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, Date, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, DateTime, true
	}
	return time.Time{}, Unknown, false
}

// dayOf is the calendar day of a moment at its own place, as midnight UTC.
func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
