package expr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The noun phrases of the sentence, and clauses over related records.

func (s speaker) Literal(n *Literal) string {
	switch v := n.Value.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		return sayNumber(v)
	case string:
		return `"` + v + `"`
	case time.Time:
		if n.Typ.Kind == Date {
			return v.Format("2 January 2006")
		}
		return v.Format("2 January 2006 15:04 MST")
	}
	return "nothing"
}

// sayNumber groups the digits of large numbers.
func sayNumber(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	whole, frac, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if len(whole) > 4 {
		var b strings.Builder
		for i, r := range whole {
			if i > 0 && (len(whole)-i)%3 == 0 {
				b.WriteByte(',')
			}
			b.WriteRune(r)
		}
		whole = b.String()
	}
	if frac != "" {
		whole += "." + frac
	}
	if f < 0 {
		return "-" + whole
	}
	return whole
}

func (s speaker) ListLit(n *ListLit) string {
	items := make([]string, len(n.Items))
	for i, e := range n.Items {
		items[i] = s.value(e)
	}
	return "(" + strings.Join(items, ", ") + ")"
}

func (s speaker) Field(n *Field) string         { return s.n.Field(n.Object, n.Name) }
func (s speaker) FlowStage(n *FlowStage) string { return "the " + s.n.Flow(n.Flow) + " stage" }
func (s speaker) StageLit(n *StageLit) string   { return s.n.Stage(n.Stage) }
func (s speaker) Score(n *Score) string         { return "the " + s.n.Score(n.Scoring, n.Dimension) }

// A condition as a value is said as a clause.
func (s speaker) Meets(n *Meets) string     { return s.clause(n, false) }
func (s speaker) Compare(n *Compare) string { return "whether " + s.inner().clause(n, false) }
func (s speaker) Logic(n *Logic) string     { return "whether " + s.inner().clause(n, false) }
func (s speaker) Not(n *Not) string         { return "whether " + s.inner().clause(n, false) }

var arithWords = map[Op]string{Add: "plus", Sub: "minus", Mul: "times", Div: "divided by"}

func (s speaker) Arith(n *Arith) string {
	if n.Op == Mod {
		return "the remainder of " + s.operand(n.L) + " divided by " + s.operand(n.R)
	}
	return s.operand(n.L) + " " + arithWords[n.Op] + " " + s.operand(n.R)
}

// operand puts compound operands into parentheses.
func (s speaker) operand(e Expr) string {
	switch e.(type) {
	case *Arith, *Cond, *Neg:
		return "(" + s.value(e) + ")"
	}
	return s.value(e)
}

func (s speaker) Neg(n *Neg) string { return "minus " + s.operand(n.X) }

func (s speaker) Cond(n *Cond) string {
	return fmt.Sprintf("(%s if %s, otherwise %s)", s.value(n.Then), s.inner().clause(n.If, false), s.value(n.Else))
}

func (s speaker) Call(n *Call) string {
	f := functionNamed(n.Func)
	switch {
	case n.Func == "coalesce":
		parts := make([]string, len(n.Args))
		for i, a := range n.Args {
			parts[i] = s.against(n.Args[0], a)
		}
		if len(parts) == 1 {
			return parts[0]
		}
		return parts[0] + " (if empty, " + strings.Join(parts[1:], "; if that is empty, ") + ")"
	case n.Func == "round" && len(n.Args) == 2:
		return s.value(n.Args[0]) + " rounded to " + s.value(n.Args[1]) + " decimal" + word(constant(n.Args[1]) != 1.0, "s")
	case n.Func == "at_least" || n.Func == "contains" || f != nil && f.not != "":
		return "whether " + s.inner().callClause(n, false)
	case f == nil || f.say == "":
		return Format(n)
	}
	return s.fill(f.say, n.Args)
}

// fill puts the arguments into an English form.
func (s speaker) fill(form string, args []Expr) string {
	values := make([]string, len(args))
	pairs := make([]string, 0, 2*len(args)+2)
	for i, a := range args {
		values[i] = s.value(a)
		pairs = append(pairs, fmt.Sprintf("{%d}", i+1), values[i])
	}
	pairs = append(pairs, "{*}", "("+strings.Join(values, ", ")+")")
	return strings.NewReplacer(pairs...).Replace(form)
}

func (s speaker) Quant(n *Quant) string {
	if n.Func != "count" {
		return "whether " + s.inner().quantClause(n, false)
	}
	return "the number of related " + plural(s.object(n)) + s.inner().where(n)
}

func (s speaker) object(n *Quant) string { return lowerFirst(s.n.Object(n.Object)) }

// where says the condition on related records.
func (s speaker) where(n *Quant) string {
	if n.Where == nil {
		return ""
	}
	return " where " + s.clause(n.Where, false)
}

func (s speaker) quantClause(n *Quant, not bool) string {
	object := s.object(n)
	var clause string
	switch {
	case n.Func == "any" && not:
		clause = "there is no related " + object + s.outer().where(n)
	case n.Func == "any":
		clause = "there is at least one related " + object + s.outer().where(n)
	case not:
		clause = "not every related " + object + " meets this: " + s.outer().clause(n.Where, false)
	default:
		clause = "every related " + object + " meets this: " + s.outer().clause(n.Where, false)
	}
	if n.Where == nil {
		return clause
	}
	return s.close(clause)
}

// countClause says a comparison of a count with a number.
func (s speaker) countClause(n *Quant, op Op, x float64, not bool) string {
	if not {
		op = opposite[op]
	}
	object, verb, phrase := s.object(n), "are", countPhrases[op]+" "+sayNumber(x)
	switch {
	case op == Eq && x == 0, op == Lt && x == 1, op == Le && x == 0:
		phrase = "no"
	case op == Gt && x == 0, op == Ge && x == 1, op == Ne && x == 0:
		phrase, verb = "at least one", "is"
	case x == 1:
		verb = "is"
	}
	if verb == "are" {
		object = plural(object)
	}
	clause := fmt.Sprintf("there %s %s related %s%s", verb, phrase, object, s.outer().where(n))
	if n.Where == nil {
		return clause
	}
	return s.close(clause)
}

// plural forms a regular English plural.
func plural(s string) string {
	switch {
	case s == "":
		return s
	case strings.HasSuffix(s, "y") && len(s) > 1 && !strings.ContainsRune("aeiou", rune(s[len(s)-2])):
		return s[:len(s)-1] + "ies"
	case strings.HasSuffix(s, "s"), strings.HasSuffix(s, "x"), strings.HasSuffix(s, "ch"), strings.HasSuffix(s, "sh"):
		return s + "es"
	}
	return s + "s"
}

// lowerFirst makes a label fit into a sentence, unless it starts with an abbreviation.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(next) || unicode.IsDigit(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
