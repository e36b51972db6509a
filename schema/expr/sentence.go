package expr

import (
	"fmt"
	"strings"
)

// Namer gives the words that people use for what an expression names. Field
// is a label ("Fit score"), Stage a short name ("SQL"), Flow a name such as
// "Lead lifecycle", Score one such as "lead fit score" ("lead score" for the
// dimension "total"), Threshold one such as "MQL", Object a singular ("deal").
type Namer interface {
	Field(object, name string) string
	Stage(addr string) string
	Flow(addr string) string
	Score(scoring, dim string) string
	Threshold(scoring, name string) string
	Object(name string) string
	Option(object, field, value string) string
}

// Sentence says a checked tree in English, without a capital at the start
// (unless a name has one) and without a full stop. It says exactly what the
// expression means: groups are kept apart by commas, "either" and, where these
// do not do, parentheses. It is "" for a nil tree.
func Sentence(e Expr, n Namer) string {
	if e == nil {
		return ""
	}
	return speaker{n: n}.clause(e, false)
}

// speaker says conditions as clauses (clause) and values as noun phrases
// (Visit). depth counts the groups around, inside which a clause must not run on.
type speaker struct {
	n     Namer
	depth int
}

func (s speaker) inner() speaker { s.depth++; return s }
func (s speaker) outer() speaker { s.depth = 0; return s }

func (s speaker) value(e Expr) string { return Visit(e, s) }

// clause says a condition, or its negation.
func (s speaker) clause(e Expr, not bool) string {
	switch n := e.(type) {
	case *Not:
		return s.clause(n.X, !not)
	case *Logic:
		return s.logic(n, not)
	case *Compare:
		return s.compare(n, not)
	case *Call:
		return s.callClause(n, not)
	case *Quant:
		if n.Func != "count" {
			return s.quantClause(n, not)
		}
	case *Cond:
		if n.Typ.Kind == Bool {
			return s.close(fmt.Sprintf("if %s, then %s; otherwise %s",
				s.inner().clause(n.If, false), s.inner().clause(n.Then, not), s.inner().clause(n.Else, not)))
		}
	case *Meets:
		verb := "reaches"
		if not {
			verb = "does not reach"
		}
		return fmt.Sprintf("the %s %s the %s threshold", s.n.Score(n.Scoring, "total"), verb, s.n.Threshold(n.Scoring, n.Threshold))
	case *Literal:
		if b, ok := n.Value.(bool); ok {
			if b != not {
				return "in every case"
			}
			return "never"
		}
	}
	if e.Type().Kind == Bool {
		return s.value(e) + " is " + word(not, "not ") + "yes"
	}
	return s.value(e)
}

// close puts a clause that runs on into parentheses inside a group.
func (s speaker) close(clause string) string {
	if s.depth > 0 {
		return "(" + clause + ")"
	}
	return clause
}

func word(cond bool, s string) string {
	if cond {
		return s
	}
	return ""
}

// part is a member of a group, or its negation.
type part struct {
	e   Expr
	not bool
}

// group finds the conjunction (and) or disjunction that a part is, with its members.
// Negations are moved inward, and groups of the same kind become one.
func (p part) group() (members []part, and, ok bool) {
	for {
		n, isNot := p.e.(*Not)
		if !isNot {
			break
		}
		p = part{n.X, !p.not}
	}
	n, ok := p.e.(*Logic)
	if !ok {
		return nil, false, false
	}
	and = n.And != p.not // the negation of a group is the other group of the negations
	for _, e := range n.Parts {
		m := part{e, p.not}
		if inner, innerAnd, ok := m.group(); ok && innerAnd == and {
			members = append(members, inner...)
			continue
		}
		members = append(members, m)
	}
	return members, and, true
}

func conjunction(and bool) string {
	if and {
		return "and"
	}
	return "or"
}

// logic says a group. Inside another group it needs no more than "either" or
// commas; deeper down it is put into parentheses.
func (s speaker) logic(n *Logic, not bool) string {
	members, and, _ := part{n, not}.group()
	conj := conjunction(and)
	parts := make([]string, len(members))
	groups, runOn := false, false
	for i, m := range members {
		if inner, innerAnd, ok := m.group(); ok && s.depth == 0 {
			groups = true
			parts[i] = s.inside(inner, innerAnd)
			continue
		}
		parts[i] = s.inner().clause(m.e, m.not)
		runOn = runOn || runsOn(parts[i])
	}
	switch {
	case s.depth > 0:
		return "(" + strings.Join(parts, " "+conj+" ") + ")"
	case groups || runOn && len(parts) == 2:
		return strings.Join(parts, ", "+conj+" ")
	case runOn:
		return strings.Join(parts[:len(parts)-1], "; ") + "; " + conj + " " + parts[len(parts)-1]
	}
	return enumerate(parts, conj)
}

// inside says a group that stands directly in another one.
func (s speaker) inside(members []part, and bool) string {
	s = s.inner().inner()
	parts := make([]string, len(members))
	runOn := false
	for i, m := range members {
		parts[i] = s.clause(m.e, m.not)
		runOn = runOn || runsOn(parts[i])
	}
	switch clause := strings.Join(parts, " "+conjunction(and)+" "); {
	case runOn:
		return "(" + clause + ")"
	case and:
		return clause
	default:
		return "either " + clause
	}
}

var oneWord = strings.NewReplacer(" on or ", " ", " at or ", " ", " nor ", " or ")

// runsOn tells whether a clause has a conjunction or comma outside of
// parentheses, and so must be kept apart from the next one.
func runsOn(clause string) bool {
	depth := 0
	flat := strings.Map(func(r rune) rune {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth > 0 {
			return -1
		}
		return r
	}, oneWord.Replace(clause))
	return strings.Contains(flat, ", ") || strings.Contains(flat, " or ") || strings.Contains(flat, " and ")
}

// enumerate joins as "a", "a and b", "a, b and c".
func enumerate(parts []string, conj string) string {
	if len(parts) == 0 {
		return "nothing"
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " " + conj + " " + parts[last]
}

// Phrases of the comparison operators, by the kind of the operands.
var (
	numberPhrases = map[Op]string{Eq: "is", Ne: "is not", Lt: "is less than", Le: "is at most", Gt: "is more than", Ge: "is at least"}
	datePhrases   = map[Op]string{Eq: "is", Ne: "is not", Lt: "is before", Le: "is on or before", Gt: "is after", Ge: "is on or after"}
	stagePhrases  = map[Op]string{Eq: "is", Ne: "is not", Lt: "is before", Le: "is at or before", Gt: "is after", Ge: "is at or after"}
	timePhrases   = map[Op]string{Eq: "is", Ne: "is not", Lt: "is before", Le: "is at or before", Gt: "is after", Ge: "is at or after"}
	countPhrases  = map[Op]string{Eq: "exactly", Ne: "not exactly", Lt: "fewer than", Le: "at most", Gt: "more than", Ge: "at least"}
)

// opposite holds of two values that are not missing when the operator does not.
var opposite = map[Op]Op{Eq: Ne, Ne: Eq, Lt: Ge, Le: Gt, Gt: Le, Ge: Lt}

var flipped = map[Op]Op{Eq: Eq, Ne: Ne, Lt: Gt, Le: Ge, Gt: Lt, Ge: Le}

// isConstant tells whether e is written out, which is said last.
func isConstant(e Expr) bool {
	switch e.(type) {
	case *Literal, *StageLit:
		return true
	}
	return false
}

func (s speaker) compare(n *Compare, not bool) string {
	l, r, op := n.L, n.R, n.Op
	if isConstant(l) && !isConstant(r) {
		l, r, op = r, l, flipped[op]
	}
	if x, ok := constant(r).(float64); ok {
		switch c := l.(type) {
		case *Call:
			if c.Func == "days_since" {
				return s.daysSince(c.Args[0], op, x, not)
			}
		case *Quant:
			if c.Func == "count" {
				return s.countClause(c, op, x, not)
			}
		}
	}
	if b, ok := constant(r).(bool); ok {
		return s.isBool(l, op, b, not)
	}
	phrases := numberPhrases
	switch class(l.Type()) {
	case DateTime:
		phrases = datePhrases
		if l.Type().Kind == DateTime && r.Type().Kind == DateTime {
			phrases = timePhrases
		}
	case Stage:
		phrases = stagePhrases
	}
	if !not {
		return s.value(l) + " " + phrases[op] + " " + s.against(l, r)
	}
	return s.value(l) + " " + phrases[opposite[op]] + " " + s.against(l, r) + orEmpty(l, r)
}

// orEmpty closes a comparison that is said by its opposite: it holds also
// when a value is missing.
func orEmpty(l, r Expr) string {
	switch lNever, rNever := isConstant(l) || isCount(l), isConstant(r) || isCount(r); {
	case lNever && rNever:
		return ""
	case lNever || rNever:
		return " (or empty)"
	}
	return " (or one of them is empty)"
}

func isCount(e Expr) bool {
	q, ok := e.(*Quant)
	return ok && q.Func == "count"
}

// isBool says a comparison with true or false. A condition needs none; a
// value may be missing, so its two answers are said apart.
func (s speaker) isBool(l Expr, op Op, want, not bool) string {
	yes := want == (op == Eq)
	if !mayBeMissing(l) {
		return s.clause(l, yes == not)
	}
	answer := "no"
	if yes {
		answer = "yes"
	}
	return s.value(l) + " is " + word(not, "not ") + answer
}

func mayBeMissing(e Expr) bool {
	switch n := e.(type) {
	case *Field, *Literal, *Cond:
		return true
	case *Call:
		return n.Func == "prior" || n.Func == "coalesce"
	}
	return false
}

func constant(e Expr) any {
	if lit, ok := e.(*Literal); ok {
		return lit.Value
	}
	return nil
}

// against says r as the other side of l: an option by its label.
func (s speaker) against(l, r Expr) string {
	f := optionField(l)
	v, ok := constant(r).(string)
	if f == nil || !ok {
		return s.value(r)
	}
	return s.n.Option(f.Object, f.Name, v)
}

// optionField is the field with options whose value e is, or nil.
func optionField(e Expr) *Field {
	if c, ok := e.(*Call); ok && (c.Func == "prior" || c.Func == "coalesce") && len(c.Args) > 0 {
		e = c.Args[0]
	}
	if f, ok := e.(*Field); ok && (f.Typ.Kind == Option || f.Typ.Kind == Options) {
		return f
	}
	return nil
}

func (s speaker) daysSince(since Expr, op Op, n float64, not bool) string {
	days, have, end := "days", "have", ""
	if n == 1 {
		days, have = "day", "has"
	}
	if not {
		op = opposite[op]
		if !isConstant(since) {
			end = " (or it is empty)"
		}
	}
	return fmt.Sprintf("%s %s %s %s passed since %s%s", countPhrases[op], sayNumber(n), days, have, s.value(since), end)
}

func (s speaker) callClause(n *Call, not bool) string {
	switch n.Func {
	case "at_least":
		return s.atLeast(n, not)
	case "contains":
		if list, ok := n.Args[0].(*ListLit); ok {
			return s.oneOf(n.Args[1], list, not)
		}
		if n.Args[0].Type().Kind == Options {
			return s.value(n.Args[0]) + word(!not, " includes ") + word(not, " does not include ") + s.against(n.Args[0], n.Args[1])
		}
	case "is_set":
		switch x := n.Args[0].(type) {
		case *Score:
			return "there is " + word(!not, "a ") + word(not, "no ") + s.n.Score(x.Scoring, x.Dimension)
		case *FlowStage:
			return "the record is " + word(not, "not ") + "in the " + s.n.Flow(x.Flow)
		}
	}
	f := functionNamed(n.Func)
	if f == nil || f.not == "" {
		if n.Typ.Kind == Bool {
			return s.value(n) + " is " + word(not, "not ") + "yes"
		}
		return s.value(n)
	}
	if not {
		return s.fill(f.not, n.Args)
	}
	return s.fill(f.say, n.Args)
}

func (s speaker) atLeast(n *Call, not bool) string {
	parts := make([]string, 0, len(n.Args))
	for _, a := range n.Args[1:] {
		parts = append(parts, s.outer().clause(a, false))
		if strings.Contains(parts[len(parts)-1], "; ") {
			parts[len(parts)-1] = "(" + parts[len(parts)-1] + ")"
		}
	}
	phrase := "at least " + s.value(n.Args[0]) + " of these hold"
	one := constant(n.Args[0]) == 1.0
	switch {
	case one && not:
		phrase = "none of these holds"
	case one:
		phrase = "at least one of these holds"
	case not:
		phrase = "fewer than " + s.value(n.Args[0]) + " of these hold"
	}
	return s.close(phrase + ": " + strings.Join(parts, "; "))
}

// oneOf says that x is in a list that is written out.
func (s speaker) oneOf(x Expr, list *ListLit, not bool) string {
	items := make([]string, len(list.Items))
	for i, item := range list.Items {
		items[i] = s.against(x, item)
	}
	switch {
	case len(items) == 0:
		return s.value(x) + word(!not, " is one of an empty list") + word(not, " is anything")
	case len(items) == 1:
		return s.value(x) + " is " + word(not, "not ") + items[0] + word(not, " (or empty)")
	case s.depth > 1 && not:
		return s.value(x) + " is none of (" + strings.Join(items, ", ") + ")"
	case s.depth > 1:
		return s.value(x) + " is one of (" + strings.Join(items, ", ") + ")"
	case not:
		return s.value(x) + " is neither " + strings.Join(items, " nor ")
	}
	return s.value(x) + " is " + enumerate(items, "or")
}
