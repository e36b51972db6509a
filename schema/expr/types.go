package expr

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// class groups the kinds whose values compare: texts, options and references
// are texts; dates are moments.
func class(t Type) Kind {
	switch t.Kind {
	case Option, Ref:
		return Text
	case Date:
		return DateTime
	}
	return t.Kind
}

// describe says in words what a type is.
func describe(t Type) string {
	switch t.Kind {
	case Bool:
		return "true or false"
	case Number:
		return "a number"
	case Text:
		return "text"
	case Date:
		return "a date"
	case DateTime:
		return "a date and time"
	case Option:
		return "one option of a list"
	case Options:
		return "a list of options"
	case List:
		return "a list"
	case Stage:
		return "a stage"
	case Object:
		return "a record type"
	case Ref:
		return "a record or user"
	case Null:
		return "a missing value"
	}
	return "unknown"
}

// boolHint says how to make a condition of e.
func boolHint(e Expr) string {
	s := Format(e)
	if lit, ok := e.(*StageLit); ok {
		return fmt.Sprintf("Compare the record's stage with it, as in %s == %s.", lit.Flow, s)
	}
	switch e.Type().Kind {
	case Number:
		return fmt.Sprintf("Compare it, as in %s > 0.", s)
	case Stage:
		return fmt.Sprintf("Compare it with a stage, as in %s >= stage.LIFECYCLE.NAME.", s)
	case Options, List:
		return fmt.Sprintf("Ask what it holds, as in contains(%s, \"…\").", s)
	case Text, Option, Ref:
		return fmt.Sprintf("Compare it, as in %s == \"…\", or ask is_set(%s).", s, s)
	case Date, DateTime:
		return fmt.Sprintf("Ask is_set(%s), or compare it.", s)
	}
	return "Write a comparison or a function that gives true or false."
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// fit makes constant text in e what the type of the other side asks: a date,
// or a checked option. Other expressions stay as they are.
func (c *checker) fit(e Expr, t Type) Expr {
	switch n := e.(type) {
	case *ListLit:
		out := &ListLit{Node: n.Node}
		for _, item := range n.Items {
			out.Items = append(out.Items, c.fit(item, t))
		}
		if len(out.Items) > 0 {
			elem := out.Items[0].Type()
			out.Typ.Elem = &elem
		}
		return out
	case *Literal:
		s, ok := n.Value.(string)
		if !ok {
			return e
		}
		switch t.Kind {
		case Date, DateTime:
			tm, kind, ok := parseTime(s)
			if !ok {
				c.errorf(diag.ExprType, n, fmt.Sprintf("%q is not a date", s), `Write a date as "2026-01-31" or a time as "2026-01-31T09:00:00Z".`)
				return bad(n)
			}
			return &Literal{typed(n, kind), tm}
		case Option, Options:
			if s == "" || len(t.Options) == 0 {
				return e
			}
			for _, o := range t.Options {
				if o == s {
					return &Literal{Node{n.Rng, Type{Kind: Option, Options: t.Options}}, s}
				}
			}
			c.errorf(diag.ExprOption, n, fmt.Sprintf("%q is not an option of the field", s), "The options are %s.%s",
				quoteAll(t.Options), diag.DidYouMean(s, t.Options))
			return bad(n)
		}
	}
	return e
}

func quoteAll(options []string) string {
	q := make([]string, 0, len(options))
	for i, o := range options {
		if i == 20 {
			q = append(q, fmt.Sprintf("… (%d in all)", len(options)))
			break
		}
		q = append(q, fmt.Sprintf("%q", o))
	}
	return strings.Join(q, ", ")
}

// The types of the functions.

func always(k Kind) func(*checker, *Call) Type {
	return func(*checker, *Call) Type { return Type{Kind: k} }
}

func numbers(c *checker, n *Call) Type {
	for _, a := range n.Args {
		c.number(a, n.Func)
	}
	return Type{Kind: Number}
}

// texts demands text in every argument.
func texts(result Kind) func(*checker, *Call) Type {
	return func(c *checker, n *Call) Type {
		for _, a := range n.Args {
			if t := a.Type(); t.Kind != Unknown && class(t) != Text {
				c.errorf(diag.ExprType, a, n.Func+" needs text", "%s is %s.", Format(a), describe(t))
			}
		}
		return Type{Kind: result}
	}
}

var twoTexts = texts(Bool)

func typMatches(c *checker, n *Call) Type {
	twoTexts(c, n)
	lit, _ := n.Args[1].(*Literal)
	pattern, ok := "", false
	if lit != nil {
		pattern, ok = lit.Value.(string)
	}
	switch _, err := regexp.Compile(pattern); {
	case n.Args[1].Type().Kind == Unknown:
	case !ok:
		c.errorf(diag.ExprFunction, n.Args[1], "The pattern of matches must be a constant text", "Write the regular expression in quotes.")
	case err != nil:
		c.errorf(diag.ExprFunction, n.Args[1], "The pattern is not a valid regular expression", "%s. The syntax is that of RE2.", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return Type{Kind: Bool}
}

func typAtLeast(c *checker, n *Call) Type {
	for i, a := range n.Args[1:] {
		if t := a.Type(); t.Kind != Bool && t.Kind != Unknown {
			c.errorf(diag.ExprType, a, "at_least needs conditions", "%s is %s. %s", Format(a), describe(t), boolHint(a))
			n.Args[i+1] = bad(a)
		}
	}
	if n.Args[0].Type().Kind == Unknown {
		return Type{Kind: Bool}
	}
	lit, _ := n.Args[0].(*Literal)
	if lit != nil {
		if f, ok := lit.Value.(float64); ok && f == math.Trunc(f) && f >= 1 && f <= float64(len(n.Args)-1) {
			return Type{Kind: Bool}
		}
	}
	c.errorf(diag.ExprFunction, n.Args[0], "The first argument of at_least is how many conditions must hold",
		"Write a whole number from 1 to %d, the number of conditions that follow.", len(n.Args)-1)
	return Type{Kind: Bool}
}

// needField demands a field as the argument.
func (c *checker) needField(n *Call) Type {
	f, ok := n.Args[0].(*Field)
	if !ok {
		if n.Args[0].Type().Kind != Unknown {
			c.errorf(diag.ExprFunction, n.Args[0], n.Func+" needs a field", "Write %s(%s.FIELD).", n.Func, c.s.Object())
		}
		return Type{}
	}
	return f.Typ
}

func typChanged(c *checker, n *Call) Type { c.needField(n); return Type{Kind: Bool} }

func typPrior(c *checker, n *Call) Type { return c.needField(n) }

// sameType demands arguments of one class and gives it.
func sameType(c *checker, n *Call) Type {
	var first Expr
	for _, a := range n.Args {
		if k := a.Type().Kind; k != Unknown && k != Null {
			if _, isLit := a.(*Literal); !isLit || first == nil {
				first = a
				if !isLit {
					break
				}
			}
		}
	}
	if first == nil {
		return Type{}
	}
	t := first.Type()
	for i, a := range n.Args {
		n.Args[i] = c.fit(a, t)
		if n.Args[i] != first {
			if u := c.common(first, n.Args[i]); u.Kind != Unknown {
				t = u
			}
		}
	}
	return t
}

func typExtreme(c *checker, n *Call) Type {
	t := sameType(c, n)
	if k := class(t); k != Number && k != DateTime && k != Unknown {
		c.errorf(diag.ExprType, n, n.Func+" needs numbers or dates", "The arguments are %s.", describe(t))
	}
	return t
}

func typDaysSince(c *checker, n *Call) Type {
	n.Args[0] = c.fit(n.Args[0], Type{Kind: DateTime})
	if t := n.Args[0].Type(); class(t) != DateTime && t.Kind != Unknown {
		c.errorf(diag.ExprType, n.Args[0], "days_since needs a date", "%s is %s.", Format(n.Args[0]), describe(t))
	}
	return Type{Kind: Number}
}

func typLength(c *checker, n *Call) Type {
	switch t := n.Args[0].Type(); {
	case t.Kind == Unknown, t.Kind == List, t.Kind == Options, class(t) == Text:
	default:
		c.errorf(diag.ExprType, n.Args[0], "length needs text or a list", "%s is %s.", Format(n.Args[0]), describe(t))
	}
	return Type{Kind: Number}
}

func typContains(c *checker, n *Call) Type {
	hay, x := n.Args[0], n.Args[1]
	hay = c.fit(hay, x.Type())
	x = c.fit(x, hay.Type())
	n.Args[0], n.Args[1] = hay, x
	ht, xt := hay.Type(), x.Type()
	result := Type{Kind: Bool}
	if ht.Kind == Unknown || xt.Kind == Unknown {
		return result
	}
	var want Type
	switch ht.Kind {
	case Options:
		want = Type{Kind: Option}
	case List:
		if ht.Elem == nil || ht.Elem.Kind == Unknown {
			return result
		}
		want = *ht.Elem
	case Text, Option, Ref:
		want = Type{Kind: Text}
	default:
		c.errorf(diag.ExprType, hay, "contains looks into a list or a text", "%s is %s.", Format(hay), describe(ht))
		return result
	}
	switch {
	case xt.Kind == List || xt.Kind == Options:
		c.errorf(diag.ExprType, x, "contains looks for one value", "The list comes first: write contains(%s, %s).", Format(x), Format(hay))
	case class(want) != class(xt):
		c.errorf(diag.ExprType, x, "The list cannot contain this", "It holds %s, and %s is %s.", describe(want), Format(x), describe(xt))
	case xt.Kind == Stage && xt.Flow != want.Flow:
		c.errorf(diag.ExprType, x, "The stages belong to different lifecycles", "The list holds stages of %s, not of %s.", want.Flow, xt.Flow)
	}
	return result
}
