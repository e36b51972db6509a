package expr

import (
	"fmt"
	"math"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxDepth bounds how deep expressions may nest.
const maxDepth = 200

// Check resolves the paths of e against s, types every node and reports all
// that is wrong. The result is a new tree without Paths; e is left as it is.
// What is in error becomes a Literal of Kind Unknown, so that the result can be evaluated
// (such a part is missing), but a tree with errors is not worth keeping.
//
// A call of count, any or all whose first argument is the Path of an object
// becomes a Quant. Checking a checked tree again is fine.
func Check(e Expr, s Scope) (Expr, diag.List) {
	var diags diag.List
	if e == nil {
		return nil, nil
	}
	c := &checker{s: s, diags: &diags}
	return c.check(e), diags
}

// CheckBool is Check for a criterion, which must be true or false.
func CheckBool(e Expr, s Scope) (Expr, diag.List) {
	out, diags := Check(e, s)
	if out == nil {
		return nil, diags
	}
	if t := out.Type(); t.Kind != Bool && t.Kind != Unknown {
		diags.Errorf(diag.ExprNotBool, out.Range(), "A criterion must be true or false, and this is "+describe(t), "%s", boolHint(out))
	}
	return out, diags
}

type checker struct {
	s     Scope
	diags *diag.List
	depth int
}

func (c *checker) errorf(code diag.Code, e Expr, summary, detail string, args ...any) {
	c.diags.Errorf(code, e.Range(), summary, detail, args...)
}

// bad stands for a part in error.
func bad(e Expr) Expr {
	lit := &Literal{}
	if e != nil {
		lit.Rng = e.Range()
	}
	return lit
}

func typed(e Expr, k Kind) Node { return Node{e.Range(), Type{Kind: k}} }

func (c *checker) check(e Expr) Expr {
	if e == nil {
		c.diags.Errorf(diag.ExprSyntax, diag.Range{}, "An operand is missing", "Complete the expression.")
		return bad(nil)
	}
	if c.depth++; c.depth > maxDepth {
		c.depth--
		c.errorf(diag.ExprSyntax, e, "The expression is nested too deeply", "Split it, for example into named values in locals.")
		return bad(e)
	}
	defer func() { c.depth-- }()
	switch n := e.(type) {
	case *Literal:
		return c.literal(n)
	case *ListLit:
		return c.list(n)
	case *Path:
		return c.path(n)
	case *Field:
		return c.field(n, n.Object, n.Name)
	case *FlowStage, *StageLit, *Score, *Meets:
		return e
	case *Compare:
		return c.compare(n)
	case *Arith:
		return c.arith(n)
	case *Logic:
		return c.logic(n)
	case *Not:
		return &Not{typed(n, Bool), c.condition(n.X, "!")}
	case *Neg:
		return c.neg(n)
	case *Cond:
		return c.cond(n)
	case *Call:
		return c.call(n)
	case *Quant:
		return c.quant(n, n.Object, n.Where)
	}
	c.errorf(diag.ExprSyntax, e, "This is not part of the criteria language", "Use operators, fields and functions; see LANGUAGE.md.")
	return bad(e)
}

func (c *checker) literal(n *Literal) Expr {
	out := &Literal{Node{n.Rng, n.Typ}, n.Value}
	switch v := n.Value.(type) {
	case nil:
		out.Typ = Type{Kind: Null}
	case bool:
		out.Typ = Type{Kind: Bool}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			c.errorf(diag.ExprSyntax, n, "The number is out of range", "Write a smaller number.")
			return bad(n)
		}
		out.Typ = Type{Kind: Number}
	case string:
		out.Typ = Type{Kind: Text}
	default:
		if n.Typ.Kind == Date || n.Typ.Kind == DateTime {
			return out
		}
		if f, ok := coerce(v, Type{Kind: Number}).(float64); ok {
			return &Literal{typed(n, Number), f}
		}
		c.errorf(diag.ExprSyntax, n, "This value cannot be used in a criterion", "Write a text, a number, true or false.")
		return bad(n)
	}
	return out
}

func (c *checker) list(n *ListLit) Expr {
	out := &ListLit{Node: Node{Rng: n.Rng}}
	elem := Type{}
	for i, item := range n.Items {
		x := c.check(item)
		out.Items = append(out.Items, x)
		if i == 0 || elem.Kind == Unknown {
			elem = x.Type()
		} else if t := x.Type(); t.Kind != Unknown && class(t) != class(elem) {
			c.errorf(diag.ExprType, x, "The items of a list must be of one kind", "The first is %s, this one is %s.", describe(elem), describe(t))
		}
	}
	out.Typ = Type{Kind: List, Elem: &elem}
	return out
}

func (c *checker) compare(n *Compare) Expr {
	switch n.Op {
	case Eq, Ne, Lt, Le, Gt, Ge:
	default:
		c.errorf(diag.ExprSyntax, n, fmt.Sprintf("%q does not compare", n.Op), "Use ==, !=, <, <=, > or >=.")
		return bad(n)
	}
	l, r := c.check(n.L), c.check(n.R)
	l, r = c.fit(l, r.Type()), c.fit(r, l.Type())
	out := &Compare{typed(n, Bool), n.Op, l, r}
	c.comparable(out)
	return out
}

// comparable reports operands that do not compare.
func (c *checker) comparable(n *Compare) {
	lt, rt := n.L.Type(), n.R.Type()
	if lt.Kind == Unknown || rt.Kind == Unknown {
		return
	}
	at := tightest(n.L, n.R, n)
	for _, e := range []Expr{n.L, n.R} {
		other := n.L
		if e == n.L {
			other = n.R
		}
		lit, _ := e.(*Literal)
		switch {
		case e.Type().Kind == Null, lit != nil && lit.Value == "":
			not := "!"
			if n.Op == Ne {
				not = ""
			}
			c.errorf(diag.ExprType, e, "A comparison with a missing value is never true", "Ask with is_set: write %sis_set(%s).", not, Format(other))
			return
		case e.Type().Kind == Options || e.Type().Kind == List:
			detail := fmt.Sprintf("Ask what it holds: write contains(%s, %s).", Format(e), Format(other))
			if k := other.Type().Kind; k == Options || k == List {
				detail = fmt.Sprintf("Ask for its values one by one: write contains(%s, …) && contains(%s, …).", Format(e), Format(e))
			}
			c.errorf(diag.ExprType, at, "A list is not compared as a whole", "%s", detail)
			return
		}
	}
	if class(lt) != class(rt) {
		detail := fmt.Sprintf("%s is %s, %s is %s.", Format(n.L), describe(lt), Format(n.R), describe(rt))
		if lt.Kind == Stage || rt.Kind == Stage {
			detail += " Compare a stage with a stage: write stage.LIFECYCLE.NAME without quotes."
		}
		if lit, ok := at.(*Literal); ok && (lt.Kind == Number || rt.Kind == Number) {
			if f, isNumber := coerce(lit.Value, Type{Kind: Number}).(float64); isNumber && lit.Typ.Kind == Text {
				detail += fmt.Sprintf(" A number stands without quotes: %s.", formatNumber(f))
			}
		}
		c.errorf(diag.ExprType, at, "The two sides cannot be compared", "%s", detail)
		return
	}
	if lt.Kind == Stage && lt.Flow != rt.Flow {
		c.errorf(diag.ExprType, at, "The stages belong to different lifecycles", "One is a stage of %s, the other of %s; only stages of one lifecycle or pipeline compare.", lt.Flow, rt.Flow)
		return
	}
	if n.Op != Eq && n.Op != Ne && (class(lt) == Text || class(lt) == Bool || class(lt) == Object) {
		c.errorf(diag.ExprType, n, fmt.Sprintf("%s has no order", upperFirst(describe(lt))), "Use == or !=; numbers, dates and stages can be compared with %s.", n.Op)
	}
}

// tightest is the operand to point at: a constant if there is one, else the whole.
func tightest(l, r, whole Expr) Expr {
	for _, e := range []Expr{r, l} {
		switch e.(type) {
		case *Literal, *StageLit, *ListLit:
			return e
		}
	}
	return whole
}

func (c *checker) arith(n *Arith) Expr {
	out := &Arith{typed(n, Number), n.Op, c.check(n.L), c.check(n.R)}
	switch n.Op {
	case Add, Sub, Mul, Div, Mod:
	default:
		c.errorf(diag.ExprSyntax, n, fmt.Sprintf("%q does not compute", n.Op), "Use +, -, *, / or %%.")
		return bad(n)
	}
	c.number(out.L, string(n.Op))
	c.number(out.R, string(n.Op))
	return out
}

// number reports e when it is no number.
func (c *checker) number(e Expr, what string) {
	t := e.Type()
	if t.Kind == Number || t.Kind == Unknown {
		return
	}
	hint := ""
	if t.Kind == Date || t.Kind == DateTime {
		hint = " Count days with days_since."
	}
	c.errorf(diag.ExprType, e, what+" needs a number", "%s is %s.%s", Format(e), describe(t), hint)
}

func (c *checker) neg(n *Neg) Expr {
	x := c.check(n.X)
	c.number(x, "-")
	if lit, ok := x.(*Literal); ok {
		if f, ok := lit.Value.(float64); ok {
			return &Literal{typed(n, Number), -f}
		}
	}
	return &Neg{typed(n, Number), x}
}

// condition checks e, which must be true or false.
func (c *checker) condition(e Expr, what string) Expr {
	x := c.check(e)
	if t := x.Type(); t.Kind != Bool && t.Kind != Unknown {
		c.errorf(diag.ExprType, x, what+" needs something that is true or false", "%s is %s. %s", Format(x), describe(t), boolHint(x))
		return bad(x)
	}
	return x
}

func (c *checker) logic(n *Logic) Expr {
	op := "||"
	if n.And {
		op = "&&"
	}
	out := &Logic{Node: typed(n, Bool), And: n.And}
	for _, p := range n.Parts {
		x := c.condition(p, op)
		if l, ok := x.(*Logic); ok && l.And == n.And {
			out.Parts = append(out.Parts, l.Parts...)
			continue
		}
		out.Parts = append(out.Parts, x)
	}
	switch len(out.Parts) {
	case 0:
		c.errorf(diag.ExprSyntax, n, "An operand is missing", "Write a condition on both sides of %s.", op)
		return bad(n)
	case 1:
		return out.Parts[0]
	}
	return out
}

func (c *checker) cond(n *Cond) Expr {
	out := &Cond{If: c.condition(n.If, "The part before ?"), Then: c.check(n.Then), Else: c.check(n.Else)}
	out.Then, out.Else = c.fit(out.Then, out.Else.Type()), c.fit(out.Else, out.Then.Type())
	out.Rng, out.Typ = n.Rng, c.common(out.Then, out.Else)
	return out
}

// common is the type of a value that is either a or b, which must be of one class.
func (c *checker) common(a, b Expr) Type {
	at, bt := a.Type(), b.Type()
	switch {
	case at.Kind == Null || at.Kind == Unknown:
		return bt
	case bt.Kind == Null || bt.Kind == Unknown:
		return at
	case class(at) != class(bt) || at.Kind == Stage && at.Flow != bt.Flow:
		c.errorf(diag.ExprType, b, "The values must be of one kind", "%s is %s, %s is %s.", Format(a), describe(at), Format(b), describe(bt))
		return Type{}
	case at.Kind != bt.Kind && class(at) == Text:
		return Type{Kind: Text}
	case at.Kind != bt.Kind && class(at) == DateTime:
		return Type{Kind: DateTime}
	}
	return at
}

func (c *checker) call(n *Call) Expr {
	if isQuant(n.Func) {
		return c.quantCall(n)
	}
	f := functionNamed(n.Func)
	if f == nil {
		c.errorf(diag.ExprFunction, n, fmt.Sprintf("There is no function %s", n.Func), "%s",
			strings.TrimSpace("The functions are "+strings.Join(functionNames(), ", ")+"."+diag.DidYouMean(n.Func, functionNames())))
		for _, a := range n.Args {
			c.check(a)
		}
		return bad(n)
	}
	out := &Call{Node: Node{Rng: n.Rng}, Func: n.Func}
	for _, a := range n.Args {
		out.Args = append(out.Args, c.check(a))
	}
	if len(out.Args) < f.min || f.max >= 0 && len(out.Args) > f.max {
		c.wrongCount(n, f)
		return bad(n)
	}
	out.Typ = f.typ(c, out)
	return out
}

func (c *checker) wrongCount(n *Call, f *function) {
	c.errorf(diag.ExprFunction, n, fmt.Sprintf("%s takes %s", f.Name, arguments(f.min, f.max)), "Write it as %s; here are %d.", f.Signature, len(n.Args))
}

func arguments(lo, hi int) string {
	s := fmt.Sprint(lo)
	switch {
	case hi < 0:
		s += " or more"
	case hi == lo+1:
		s += fmt.Sprintf(" or %d", hi)
	case hi > lo:
		s += fmt.Sprintf(" to %d", hi)
	}
	if s == "1" {
		return "1 argument"
	}
	return s + " arguments"
}
