package expr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Format gives the canonical source text of a tree, checked or not, in HCL
// syntax on one line. Reading it back gives the same tree.
func Format(e Expr) string { return FormatWith(e, nil) }

// FormatWith is Format with every address put through rename, which gets and
// gives full addresses: lifecycle.lead, stage.lead.mql, field.contact.email, object.deal,
// scoring.lead, scoring.lead.dimension.fit, scoring.lead.threshold.mql.
// An address that rename leaves alone is written as it is.
func FormatWith(e Expr, rename func(address string) string) string {
	if rename == nil {
		rename = func(a string) string { return a }
	}
	return formatter{rename}.text(e)
}

// Precedence of operators, from loose to tight.
const (
	precCond = iota + 1
	precOr
	precAnd
	precEqual
	precOrder
	precAdd
	precMul
	precUnary
	precAtom
)

func precedence(e Expr) int {
	switch n := e.(type) {
	case *Cond:
		return precCond
	case *Logic:
		if n.And {
			return precAnd
		}
		return precOr
	case *Compare:
		return opPrecedence(n.Op)
	case *Arith:
		return opPrecedence(n.Op)
	case *Not, *Neg:
		return precUnary
	case *Literal:
		if f, ok := n.Value.(float64); ok && f < 0 {
			return precUnary
		}
	}
	return precAtom
}

func opPrecedence(op Op) int {
	switch op {
	case Eq, Ne:
		return precEqual
	case Lt, Le, Gt, Ge:
		return precOrder
	case Add, Sub:
		return precAdd
	}
	return precMul
}

type formatter struct{ rename func(string) string }

func (f formatter) text(e Expr) string {
	switch n := e.(type) {
	case nil:
		return "null"
	case *Path:
		return strings.Join(n.Parts, ".")
	}
	return Visit(e, f)
}

// at writes e in parentheses unless it binds at least as tightly as min.
func (f formatter) at(e Expr, min int) string {
	if e != nil && precedence(e) < min {
		return "(" + f.text(e) + ")"
	}
	return f.text(e)
}

func (f formatter) list(es []Expr) string {
	s := make([]string, len(es))
	for i, e := range es {
		s[i] = f.text(e)
	}
	return strings.Join(s, ", ")
}

func (f formatter) Literal(n *Literal) string {
	switch v := n.Value.(type) {
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return formatNumber(v)
	case string:
		return quote(v)
	case time.Time:
		if n.Typ.Kind == Date {
			return quote(v.Format(time.DateOnly))
		}
		return quote(v.Format(time.RFC3339Nano))
	case nil:
		return "null"
	}
	return quote(fmt.Sprint(n.Value))
}

func formatNumber(v float64) string {
	if finite(v) == nil {
		return "null"
	}
	if v == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// quote writes a text as an HCL template without interpolation.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	rs := []rune(s)
	for i, r := range rs {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case (r == '$' || r == '%') && i+1 < len(rs) && rs[i+1] == '{':
			b.WriteRune(r)
			b.WriteRune(r)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (f formatter) ListLit(n *ListLit) string { return "[" + f.list(n.Items) + "]" }

func (f formatter) Field(n *Field) string {
	return strings.TrimPrefix(f.rename("field."+n.Object+"."+n.Name), "field.")
}

func (f formatter) FlowStage(n *FlowStage) string { return f.rename(n.Flow) }

func (f formatter) StageLit(n *StageLit) string { return f.rename(n.Stage) }

func (f formatter) Score(n *Score) string {
	scoring, name := f.nested(n.Scoring, "dimension", n.Dimension)
	return scoring + "." + name
}

func (f formatter) Meets(n *Meets) string {
	scoring, name := f.nested(n.Scoring, "threshold", n.Threshold)
	return scoring + ".meets." + name
}

// nested renames a block inside a scoring model, and the model.
func (f formatter) nested(scoring, block, name string) (string, string) {
	infix := "." + block + "."
	old := scoring + infix + name
	if now := f.rename(old); now != old {
		if i := strings.LastIndex(now, infix); i >= 0 {
			return now[:i], now[i+len(infix):]
		}
	}
	return f.rename(scoring), name
}

func (f formatter) Compare(n *Compare) string { return f.binary(n.Op, n.L, n.R) }
func (f formatter) Arith(n *Arith) string     { return f.binary(n.Op, n.L, n.R) }

func (f formatter) binary(op Op, l, r Expr) string {
	p := opPrecedence(op)
	return f.at(l, p) + " " + string(op) + " " + f.at(r, p+1)
}

func (f formatter) Logic(n *Logic) string {
	op, p := " || ", precOr
	if n.And {
		op, p = " && ", precAnd
	}
	s := make([]string, len(n.Parts))
	for i, e := range n.Parts {
		s[i] = f.at(e, p+1)
	}
	return strings.Join(s, op)
}

func (f formatter) Not(n *Not) string { return "!" + f.at(n.X, precUnary) }
func (f formatter) Neg(n *Neg) string { return "-" + f.at(n.X, precAtom) }

func (f formatter) Cond(n *Cond) string {
	return f.at(n.If, precOr) + " ? " + f.at(n.Then, precOr) + " : " + f.at(n.Else, precCond)
}

func (f formatter) Call(n *Call) string { return n.Func + "(" + f.list(n.Args) + ")" }

func (f formatter) Quant(n *Quant) string {
	object := strings.TrimPrefix(f.rename("object."+n.Object), "object.")
	if n.Where == nil {
		return n.Func + "(" + object + ")"
	}
	return n.Func + "(" + object + ", " + f.text(n.Where) + ")"
}
