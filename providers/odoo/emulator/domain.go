package emulator

import (
	"slices"
	"strings"
)

// condition is a domain that can be asked about records.
type condition func(id int64) bool

// domain reads a domain: leaves with the operators & | ! before what they join, and & where there is none.
func (d *database) domain(model string, v any) (condition, *exception) {
	if v == nil || v == false {
		v = []any{}
	}
	list, ok := v.([]any)
	if !ok {
		return nil, valueError("Domain %s is no list", repr(v))
	}
	var stack []condition
	pop := func() condition { c := stack[len(stack)-1]; stack = stack[:len(stack)-1]; return c }
	for _, x := range slices.Backward(list) {
		op, isText := x.(string)
		switch {
		case isText && op == "!" && len(stack) > 0:
			a := pop()
			stack = append(stack, func(id int64) bool { return !a(id) })
		case isText && (op == "&" || op == "|") && len(stack) > 1:
			a, b := pop(), pop()
			if op == "&" {
				stack = append(stack, func(id int64) bool { return a(id) && b(id) })
			} else {
				stack = append(stack, func(id int64) bool { return a(id) || b(id) })
			}
		case isText:
			return nil, valueError("Domain %s is not well-formed", repr(v))
		default:
			c, e := d.leaf(model, x)
			if e != nil {
				return nil, e
			}
			stack = append(stack, c)
		}
	}
	return func(id int64) bool {
		return !slices.ContainsFunc(stack, func(c condition) bool { return !c(id) })
	}, nil
}

var operators = []string{"=", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "ilike", "not like", "not ilike", "=like", "=ilike", "=?", "child_of", "parent_of"}

// leaf reads (path, operator, value).
func (d *database) leaf(model string, x any) (condition, *exception) {
	l, _ := x.([]any)
	if len(l) != 3 {
		return nil, valueError("Invalid leaf %s", repr(x))
	}
	shown := "(" + strings.TrimSuffix(strings.TrimPrefix(repr(l), "["), "]") + ")"
	op := text(l[1])
	if op == "<>" || op == "==" {
		op = map[string]string{"<>": "!=", "==": "="}[op]
	}
	if !slices.Contains(operators, op) {
		return nil, valueError("Invalid leaf %s", shown)
	}
	path, isText := l[0].(string)
	if !isText {
		if n, ok := l[0].(float64); ok && (n == 0 || n == 1) { // (1, '=', 1)
			same := l[0] == l[2]
			return func(int64) bool { return same }, nil
		}
		return nil, valueError("Invalid leaf %s", shown)
	}
	var steps []*field
	at := model
	for _, name := range strings.Split(path, ".") {
		f := d.of(at)[name]
		switch {
		case f == nil && len(steps) > 0 && !d.has(at):
			return nil, notEmulated("has no model %s, which %s asks for", at, shown)
		case f == nil:
			where := map[bool]string{true: "condition", false: "leaf"}[d.major >= modern]
			return nil, valueError("Invalid field %s.%s in %s %s", at, name, where, shown)
		}
		steps, at = append(steps, f), f.relation
	}
	return func(id int64) bool { return d.reaches(id, steps, op, l[2]) }, nil
}

// reaches follows a path; records that several lead to are asked one by one.
func (d *database) reaches(id int64, steps []*field, op string, want any) bool {
	f := steps[0]
	v := d.raw(f, id)
	if len(steps) == 1 {
		return meets(f, v, op, want)
	}
	var next []int64
	if one, ok := v.(int64); ok {
		next = []int64{one}
	} else {
		next = idList(v)
	}
	return slices.ContainsFunc(next, func(id int64) bool { return d.reaches(id, steps[1:], op, want) })
}

// meets compares a value. Records without one meet "!=" and "not in", as SQL that Odoo makes lets them.
func meets(f *field, v any, op string, want any) bool {
	if positive, negated := strings.CutPrefix(op, "not "); negated {
		return !meets(f, v, positive, want)
	}
	switch op {
	case "!=":
		return !meets(f, v, "=", want)
	case "=?":
		return want == nil || want == false || meets(f, v, "=", want)
	case "in":
		if list, ok := want.([]any); ok {
			return slices.ContainsFunc(list, func(w any) bool { return meets(f, v, "=", w) })
		}
		return meets(f, v, "=", want)
	case "=":
		return equals(f, v, want)
	case "like", "ilike", "=like", "=ilike":
		have, pattern := text(v), text(want)
		if strings.HasSuffix(op, "ilike") {
			have, pattern = strings.ToLower(have), strings.ToLower(pattern)
		}
		if strings.HasPrefix(op, "=") {
			return glob(have, pattern)
		}
		return glob(have, "%"+pattern+"%")
	case "<", "<=", ">", ">=":
		c, comparable := compare(v, want)
		return comparable && (op == "<" && c < 0 || op == "<=" && c <= 0 || op == ">" && c > 0 || op == ">=" && c >= 0)
	}
	return false // child_of, parent_of: nothing here has children
}

func equals(f *field, v, want any) bool {
	if list, ok := want.([]any); ok {
		return meets(f, v, "in", list)
	}
	if ids, many := v.([]int64); many {
		if want == false || want == nil {
			return len(ids) == 0
		}
		return slices.Contains(ids, number(want))
	}
	if want == false || want == nil {
		return v == nil || v == false
	}
	switch x := v.(type) {
	case int64:
		return x == number(want)
	case nil:
		return false
	}
	return v == want
}

// compare orders two values of one sort.
func compare(a, b any) (int, bool) {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		switch {
		case !ok:
			return 0, false
		case x < y:
			return -1, true
		case x > y:
			return 1, true
		}
		return 0, true
	case int64:
		return compare(float64(x), b)
	case string:
		y, ok := b.(string)
		return strings.Compare(x, y), ok
	}
	return 0, false
}

// glob matches % and _ as SQL does.
func glob(s, pattern string) bool {
	if pattern == "" {
		return s == ""
	}
	rest := pattern[1:]
	switch pattern[0] {
	case '%':
		for i := 0; i <= len(s); i++ {
			if glob(s[i:], rest) {
				return true
			}
		}
		return false
	case '_':
		return s != "" && glob(s[1:], rest)
	}
	return s != "" && s[0] == pattern[0] && glob(s[1:], rest)
}
