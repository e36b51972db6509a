package formula

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// contains looks for a value in a list, an option in a field of several, or a text in a text.
func (b *builder) contains(n *expr.Call) *cond {
	hay, x := n.Args[0], n.Args[1]
	switch {
	case isList(hay):
		return b.oneOf(n, hay.(*expr.ListLit).Items, x)
	case hay.Type().Kind == expr.Options:
		return b.includes(n, hay, x)
	}
	return b.affix(n)
}

func isList(e expr.Expr) bool {
	_, ok := e.(*expr.ListLit)
	return ok
}

// oneOf says that x is one of items.
func (b *builder) oneOf(n expr.Expr, items []expr.Expr, x expr.Expr) *cond {
	if c := b.oneOfTexts(items, x); c != nil {
		return c
	}
	parts := make([]*cond, len(items))
	for i, item := range items {
		parts[i] = b.compare(n, expr.Eq, x, item)
	}
	return anyOf(parts...)
}

// oneOfTexts compares a picklist or text with constants in one CASE; nil where that is not possible.
func (b *builder) oneOfTexts(items []expr.Expr, x expr.Expr) *cond {
	var of []string
	for _, item := range items {
		s, ok := "", isConst(item)
		if ok {
			s, ok = expr.Eval(item, nil).(string)
		}
		if _, writable := quote(s); !ok || !writable || item.Type().Kind == expr.Stage {
			return nil
		}
		of = append(of, s)
	}
	v := b.value(x)
	if v.lost != nil || v.kind != expr.Text || isConst(x) || len(of) <= 2 && v.pick == "" {
		return nil
	}
	if v.pick == "" {
		return all(v.set, memberOf(v.text, of, func(q string) *cond { return either(v.text+" = "+q, v.text+" <> "+q) }))
	}
	for i, s := range of {
		api, ok := b.env.Org.Option(v.field.Object, v.field.Name, s)
		if _, writable := quote(api); !ok || !writable {
			return nil
		}
		of[i] = api
	}
	return all(v.before(), b.member(v.pick, of))
}

// includes asks a multi-select picklist for an option; INCLUDES takes nothing but a literal.
func (b *builder) includes(n *expr.Call, hay, x expr.Expr) *cond {
	v := b.value(hay)
	s := ""
	if isConst(x) {
		s, _ = expr.Eval(x, nil).(string)
	}
	switch {
	case v.lost != nil:
		return v.lost
	case !isConst(x) || v.field == nil:
		return lose(n, "INCLUDES takes a field and an option that is written down.", "Ask for each option, joined by ||.")
	case s == "":
		return no
	}
	api, ok := b.env.Org.Option(v.field.Object, v.field.Name, s)
	q, writable := quote(api)
	if !ok || !writable || api == "" {
		return lose(n, "The org's picklist has no value for "+s+".", "Add the value to the picklist.")
	}
	return all(v.before(), leaf("INCLUDES("+v.text+", "+q+")"))
}

// affix is contains, starts_with or ends_with of texts.
func (b *builder) affix(n *expr.Call) *cond {
	hay, needle := b.value(n.Args[0]), b.value(n.Args[1])
	if lost := firstLost(hay, needle); lost != nil {
		return lost
	}
	length := "LEN(" + needle.text + ")"
	if isConst(n.Args[1]) {
		s, ok := expr.Eval(n.Args[1], nil).(string)
		switch {
		case !ok:
			return no
		case s == "":
			return hay.set
		}
		length = strconv.Itoa(units(s))
	}
	for _, v := range []*value{&hay, &needle} {
		if ref(*v) && v.key == "" {
			return lose(n, "Formulas see the id here, which differs from org to org.", calculated)
		}
		if ref(*v) {
			v.text = v.key
		}
	}
	set := allSet(hay, needle)
	switch n.Func {
	case "starts_with":
		return all(set, leaf("BEGINS("+hay.text+", "+needle.text+")"))
	case "ends_with":
		return both(expr.Eq, set, "RIGHT("+hay.text+", "+length+")", needle.text)
	}
	return all(set, leaf("CONTAINS("+hay.text+", "+needle.text+")"))
}

// matches is REGEX, which wants the whole text to match and is not for formula fields.
func (b *builder) matches(n *expr.Call) *cond {
	pattern, _ := expr.Eval(n.Args[1], nil).(string)
	v := b.value(n.Args[0])
	switch {
	case v.lost != nil:
		return v.lost
	case b.env.Use == Column:
		return lose(n, "REGEX is not for formula fields.", "Ask in a validation rule or in the entry condition of a flow.")
	case ref(v):
		return lose(n, "Formulas see the id here, which differs from org to org.", calculated)
	}
	p, ok := javaPattern(pattern)
	q, writable := quote(p)
	if !ok || !writable {
		return lose(n, "The pattern cannot be written for REGEX, which has the syntax of Java.", "Name the characters, without classes of Unicode.")
	}
	return all(v.set, leaf("REGEX("+v.text+", "+q+")"))
}

// length counts characters, or the options that are selected.
func (b *builder) length(n *expr.Call) value {
	v := b.value(n.Args[0])
	switch {
	case v.lost != nil:
		return v
	case v.kind == expr.Options:
		return b.selected(n, v)
	case ref(v):
		return gone(n, "Formulas see the id here, which differs from org to org.", calculated)
	}
	return value{kind: expr.Number, text: "LEN(" + v.text + ")", set: v.set}
}

// selected counts the options that a field holds, of those that we know.
func (b *builder) selected(n *expr.Call, v value) value {
	var terms []string
	for _, o := range v.field.Typ.Options {
		api, ok := b.env.Org.Option(v.field.Object, v.field.Name, o)
		if q, writable := quote(api); ok && writable {
			terms = append(terms, fmt.Sprintf("IF(INCLUDES(%s, %s), 1, 0)", v.text, q))
		}
	}
	if len(terms) == 0 {
		return gone(n, "Formulas do not count the options of a field.", "Ask for the options.")
	}
	return value{kind: expr.Number, text: "(" + strings.Join(terms, " + ") + ")", set: v.set}
}
