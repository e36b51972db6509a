package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// fieldName names a field of the catalog.
type fieldName struct{ object, name string }

func (f fieldName) String() string { return f.object + "." + f.name }

func (f fieldName) compare(g fieldName) int {
	return cmp.Or(cmp.Compare(f.object, g.object), cmp.Compare(f.name, g.name))
}

// verdict is what some facts say of a condition.
type verdict int

const (
	open verdict = iota // other facts decide
	yes
	no
)

func verdictOf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

// facts are the values of some fields of a record; nil is a missing value. It is the expr.Env of conditions that read nothing else.
type facts map[fieldName]any

func (k facts) Now() time.Time                       { return time.Time{} }
func (k facts) Field(object, name string) any        { return k[fieldName{object, name}] }
func (k facts) Prior(object, name string) any        { return k.Field(object, name) }
func (k facts) StageOf(string) string                { return "" }
func (k facts) StageRank(string) int                 { return -1 }
func (k facts) Score(string, string) (float64, bool) { return 0, false }
func (k facts) Meets(string, string) bool            { return false }
func (k facts) Related(string) []expr.Env            { return nil }

// verdict judges a condition. What the facts do not decide stays open.
func (k facts) verdict(e expr.Expr) verdict { return k.judge(e, false) }

// share judges the share of a condition that is about the facts: what they do not decide is left out of it, so that
// "discount >= 40 || custom_terms" is about discounts from 40.
func (k facts) share(e expr.Expr) verdict { return k.judge(e, true) }

func (k facts) judge(e expr.Expr, leaveOut bool) verdict {
	switch e := e.(type) {
	case *expr.Logic:
		// One part decides: a false one of "and", a true one of "or".
		decides, other := no, yes
		if !e.And {
			decides, other = yes, no
		}
		undecided, decided := false, false
		for _, part := range e.Parts {
			switch k.judge(part, leaveOut) {
			case decides:
				return decides
			case other:
				decided = true
			default:
				undecided = true
			}
		}
		if undecided && !(leaveOut && decided) {
			return open
		}
		return other
	case *expr.Not:
		switch k.judge(e.X, leaveOut) {
		case yes:
			return no
		case no:
			return yes
		}
		return open
	}
	if !k.decide(e) {
		return open
	}
	return verdictOf(expr.Truth(e, k))
}

// decide tells whether a condition reads nothing but the facts.
func (k facts) decide(e expr.Expr) bool {
	all := true
	expr.Walk(e, func(e expr.Expr) bool {
		switch e := e.(type) {
		case *expr.Field:
			_, known := k[fieldName{e.Object, e.Name}]
			all = all && known
		case *expr.FlowStage, *expr.Score, *expr.Meets, *expr.Quant:
			all = false
		case *expr.Call:
			all = all && (e.Func == "is_set" || e.Func == "contains")
		}
		return all
	})
	return all
}

// condition is a criterion as the parts that must all hold; without any it holds always.
type condition []part

// part is one of them. Field is set where it compares a single field with constants, so that trying its points decides it.
type part struct {
	expr  expr.Expr
	text  string
	field *expr.Field
	at    map[any]bool // whether it holds at the values that it names, of a field that has no order; nil is a missing value
	rest  bool         // whether it holds at all other values of that field
	anyOf []condition  // the alternatives of an "or"
}

func conditionOf(e expr.Expr) condition {
	if e == nil {
		return nil
	}
	l, ok := e.(*expr.Logic)
	if ok && l.And {
		var out condition
		for _, x := range l.Parts {
			out = append(out, conditionOf(x)...)
		}
		return out
	}
	x := part{expr: e, text: expr.Format(e), field: onlyField(e)}
	if ok {
		for _, alternative := range l.Parts {
			x.anyOf = append(x.anyOf, conditionOf(alternative))
		}
	}
	if x.field != nil && x.field.Typ.Kind != expr.Number {
		x.at = map[any]bool{}
		for _, v := range points(x.field, []expr.Expr{e}) {
			holds := expr.Truth(e, facts{nameOf(x.field): v})
			if v == anyOtherText {
				x.rest = holds
			} else {
				x.at[v] = holds
			}
		}
	}
	return condition{x}
}

// implies tells whether d holds wherever c does. It may miss it of conditions that are more than comparisons with constants.
func (c condition) implies(d condition) bool {
	return !slices.ContainsFunc(d, func(x part) bool { return !c.impliesPart(x) })
}

func (c condition) impliesPart(x part) bool {
	var same []part // what c says of the field of x
	for _, y := range c {
		if y.text == x.text {
			return true
		}
		if x.field != nil && y.field != nil && nameOf(x.field) == nameOf(y.field) {
			same = append(same, y)
		}
	}
	return same != nil && coversField(x, same) ||
		slices.ContainsFunc(x.anyOf, c.implies) ||
		slices.ContainsFunc(c, func(y part) bool {
			return y.anyOf != nil && !slices.ContainsFunc(y.anyOf, func(alternative condition) bool { return !alternative.impliesPart(x) })
		})
}

// coversField tells whether x holds at every value of its field at which all of the others do.
func coversField(x part, others []part) bool {
	if x.at != nil {
		return !slices.ContainsFunc(values(append(others, x)), func(v any) bool {
			return !x.holdsAt(v) && !slices.ContainsFunc(others, func(y part) bool { return !y.holdsAt(v) })
		})
	}
	all := []expr.Expr{x.expr}
	for _, y := range others {
		all = append(all, y.expr)
	}
	for _, v := range points(x.field, all) {
		k := facts{nameOf(x.field): v}
		if !expr.Truth(x.expr, k) && !slices.ContainsFunc(others, func(y part) bool { return !expr.Truth(y.expr, k) }) {
			return false
		}
	}
	return true
}

// holdsAt tells whether a part about a field without order holds at a value.
func (x part) holdsAt(v any) bool {
	if holds, named := x.at[v]; named {
		return holds
	}
	return x.rest
}

// values are those of a field without order that some parts about it can tell apart: what they name, and one that none names if there is any.
func values(parts []part) []any {
	named := map[any]bool{}
	var out []any
	for _, x := range parts {
		for v := range x.at {
			if !named[v] {
				named[v] = true
				out = append(out, v)
			}
		}
	}
	switch f := parts[0].field; f.Typ.Kind {
	case expr.Text:
		out = append(out, anyOtherText)
	case expr.Option:
		if i := slices.IndexFunc(f.Typ.Options, func(o string) bool { return !named[o] }); i >= 0 {
			out = append(out, f.Typ.Options[i])
		}
	}
	return out
}

func nameOf(f *expr.Field) fieldName { return fieldName{f.Object, f.Name} }

// onlyField is the one field that a condition compares with constants; nil when there is more to it.
func onlyField(e expr.Expr) *expr.Field {
	fields := expr.Fields(e)
	if len(fields) != 1 || !slices.Contains([]expr.Kind{expr.Option, expr.Bool, expr.Number, expr.Text}, fields[0].Typ.Kind) {
		return nil
	}
	plain := true
	expr.Walk(e, func(e expr.Expr) bool {
		switch e := e.(type) {
		case *expr.Compare:
			plain = plain && atom(e.L) && atom(e.R)
		case *expr.Call:
			switch e.Func {
			case "contains":
				_, list := e.Args[0].(*expr.ListLit)
				plain = plain && list && atom(e.Args[1])
			case "is_set":
				plain = plain && atom(e.Args[0])
			default:
				plain = false
			}
		case *expr.Logic, *expr.Not, *expr.Field, *expr.Literal, *expr.ListLit:
		default:
			plain = false
		}
		return plain
	})
	if !plain {
		return nil
	}
	return fields[0]
}

func atom(e expr.Expr) bool {
	switch e.(type) {
	case *expr.Field, *expr.Literal:
		return true
	}
	return false
}

// points are values of a field that together show everything that conditions about it can tell apart: a missing value, each
// constant, and one value between and beyond them, or one that is no constant.
func points(f *expr.Field, conditions []expr.Expr) []any {
	out := []any{nil}
	var numbers []float64
	var texts []string
	for _, e := range conditions {
		expr.Walk(e, func(e expr.Expr) bool {
			if l, ok := e.(*expr.Literal); ok {
				switch v := l.Value.(type) {
				case float64:
					numbers = append(numbers, v)
				case string:
					texts = append(texts, v)
				}
			}
			return true
		})
	}
	switch f.Typ.Kind {
	case expr.Bool:
		return append(out, true, false)
	case expr.Number:
		for _, n := range between(numbers) {
			out = append(out, n)
		}
		return out
	default:
		texts = append(texts, anyOtherText)
	}
	for _, s := range texts {
		out = append(out, s)
	}
	return out
}

// anyOtherText stands for every text that conditions do not name.
const anyOtherText = "\x00"

// between gives numbers in order, each once, with one below, one between each two, and one above.
func between(numbers []float64) []float64 {
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	if len(numbers) == 0 {
		return []float64{0}
	}
	out := []float64{numbers[0] - 1}
	for i, n := range numbers {
		out = append(out, n)
		if i+1 < len(numbers) {
			out = append(out, n/2+numbers[i+1]/2)
		}
	}
	return append(out, numbers[len(numbers)-1]+1)
}
