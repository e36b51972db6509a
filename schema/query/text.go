package query

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Text writes an expression in canonical text, on one line. replace gives the text that stands for a name that the expression does
// not bind itself; "" leaves the name.
func Text(e hclsyntax.Expression, replace func(hclsyntax.Expression) string) (text string, err error) {
	w := &writer{replace: replace, bound: map[string]int{}}
	text = w.expr(within(e))
	return text, w.err
}

type writer struct {
	replace func(hclsyntax.Expression) string
	bound   map[string]int // names of the for expressions around
	err     error
}

func (w *writer) expr(e hclsyntax.Expression) string {
	if root, named := rootName(e); named && w.bound[root] == 0 && w.replace != nil {
		if text := w.replace(e); text != "" {
			return text
		}
	}
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return Literal(e.Val)
	case *hclsyntax.TemplateExpr:
		return w.template(e)
	case *hclsyntax.TemplateWrapExpr:
		return w.operand(e.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return `join("", ` + w.expr(e.Tuple) + `)`
	case *hclsyntax.ParenthesesExpr:
		if _, double := e.Expression.(*hclsyntax.ParenthesesExpr); double {
			return w.expr(e.Expression)
		}
		return "(" + w.expr(e.Expression) + ")"
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal.RootName() + w.steps(e.Traversal[1:])
	case *hclsyntax.RelativeTraversalExpr:
		return w.operand(e.Source) + w.steps(e.Traversal)
	case *hclsyntax.IndexExpr:
		return w.operand(e.Collection) + "[" + w.expr(e.Key) + "]"
	case *hclsyntax.SplatExpr:
		return w.operand(e.Source) + "[*]" + w.expr(e.Each)
	case *hclsyntax.AnonSymbolExpr:
		return ""
	case *hclsyntax.FunctionCallExpr:
		end := ")"
		if e.ExpandFinal {
			end = "...)"
		}
		return e.Name + "(" + w.list(e.Args) + end
	case *hclsyntax.TupleConsExpr:
		return "[" + w.list(e.Exprs) + "]"
	case *hclsyntax.ObjectConsExpr:
		items := make([]string, len(e.Items))
		for i, it := range e.Items {
			items[i] = w.key(it.KeyExpr) + " = " + w.expr(it.ValueExpr)
		}
		return "{ " + strings.Join(items, ", ") + " }"
	case *hclsyntax.ForExpr:
		return w.loop(e)
	case *hclsyntax.UnaryOpExpr:
		op := "!"
		if e.Op == hclsyntax.OpNegate {
			op = "-"
		}
		return op + w.operand(e.Val)
	case *hclsyntax.BinaryOpExpr:
		return w.expr(e.LHS) + " " + operators[e.Op] + " " + w.expr(e.RHS)
	case *hclsyntax.ConditionalExpr:
		return w.expr(e.Condition) + " ? " + w.expr(e.TrueResult) + " : " + w.expr(e.FalseResult)
	}
	if w.err == nil {
		w.err = fmt.Errorf("this construct is not possible here")
	}
	return "null"
}

var operators = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: "||", hclsyntax.OpLogicalAnd: "&&", hclsyntax.OpEqual: "==", hclsyntax.OpNotEqual: "!=",
	hclsyntax.OpGreaterThan: ">", hclsyntax.OpGreaterThanOrEqual: ">=", hclsyntax.OpLessThan: "<", hclsyntax.OpLessThanOrEqual: "<=",
	hclsyntax.OpAdd: "+", hclsyntax.OpSubtract: "-", hclsyntax.OpMultiply: "*", hclsyntax.OpDivide: "/", hclsyntax.OpModulo: "%",
}

// rootName is the name that a reference begins with; false for other expressions.
func rootName(e hclsyntax.Expression) (string, bool) {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal.RootName(), true
	case *hclsyntax.RelativeTraversalExpr:
		return rootName(e.Source)
	case *hclsyntax.IndexExpr:
		return rootName(e.Collection)
	}
	return "", false
}

// operand writes what something follows or precedes directly, in parentheses unless it holds together by itself.
func (w *writer) operand(e hclsyntax.Expression) string {
	text := w.expr(e)
	switch e.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr, *hclsyntax.AnonSymbolExpr, *hclsyntax.ParenthesesExpr,
		*hclsyntax.FunctionCallExpr, *hclsyntax.TupleConsExpr, *hclsyntax.ForExpr, *hclsyntax.TemplateExpr:
		return text
	}
	return "(" + text + ")"
}

func (w *writer) list(es []hclsyntax.Expression) string {
	items := make([]string, len(es))
	for i, e := range es {
		items[i] = w.expr(e)
	}
	return strings.Join(items, ", ")
}

func (w *writer) steps(t hcl.Traversal) string {
	var b strings.Builder
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		case hcl.TraverseIndex:
			b.WriteString("[" + Literal(s.Key) + "]")
		}
	}
	return b.String()
}

func (w *writer) key(e hclsyntax.Expression) string {
	k, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return "(" + w.expr(e) + ")"
	}
	if t, ok := k.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok && !k.ForceNonLiteral && len(t.Traversal) == 1 {
		return t.Traversal.RootName()
	}
	return w.operand(k.Wrapped)
}

// loop writes a for expression. The collection is outside of the names that it binds.
func (w *writer) loop(e *hclsyntax.ForExpr) string {
	coll, names := w.expr(e.CollExpr), e.ValVar
	if e.KeyVar != "" {
		names = e.KeyVar + ", " + e.ValVar
	}
	for _, n := range []string{e.KeyVar, e.ValVar} {
		w.bound[n]++
		defer func() { w.bound[n]-- }()
	}
	open, end := "[", "]"
	val := w.expr(e.ValExpr)
	if e.KeyExpr != nil {
		open, end = "{", "}"
		val = w.expr(e.KeyExpr) + " => " + val
	}
	if e.Group {
		val += "..."
	}
	if e.CondExpr != nil {
		val += " if " + w.expr(e.CondExpr)
	}
	return open + "for " + names + " in " + coll + " : " + val + end
}

// template writes a text with what is put into it; constants become part of the text.
func (w *writer) template(e *hclsyntax.TemplateExpr) string {
	var b strings.Builder
	for _, p := range e.Parts {
		text := w.expr(p)
		if c, ok := constant(text); ok {
			quoted := Literal(cty.StringVal(c))
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		if len(e.Parts) == 1 {
			return w.operand(p)
		}
		b.WriteString("${" + text + "}")
	}
	return `"` + b.String() + `"`
}

// constant is the text that a template makes of an expression that names nothing.
func constant(text string) (string, bool) {
	e, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return "", false
	}
	switch e.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
	default:
		return "", false
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() || !v.IsKnown() {
		return "", false
	}
	return v.AsString(), true
}

// Literal writes a value.
func Literal(v cty.Value) string {
	if !v.IsWhollyKnown() {
		return "null" // what could not be read has been reported
	}
	return strings.TrimSpace(string(hclwrite.TokensForValue(v).Bytes()))
}
