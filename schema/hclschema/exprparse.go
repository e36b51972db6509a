package hclschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// pendingCriterion is a criterion that is checked when everything is declared.
type pendingCriterion struct {
	at     *schema.Criterion
	module string
	top    schema.Block // the top-level block around it
	block  schema.Block // the block that holds it
}

// ParseExpr reads one criterion and checks it against scope. Ranges are in a file
// without a name. The expression is nil when it cannot be read at all.
func ParseExpr(src string, scope_ expr.Scope) (expr.Expr, diag.List) {
	e, hd := hclsyntax.ParseExpression([]byte(src), "", hcl.InitialPos)
	if hd.HasErrors() {
		return nil, fromHCL(hd, diag.Syntax)
	}
	l := newLoader(mapFiles{}, Options{})
	c := &converter{l: l, home: newInstance(l, "", ".", nil)}
	x := c.convert(e, &scope{in: c.home})
	if l.diags.HasErrors() || x == nil {
		return nil, l.diags
	}
	return expr.CheckBool(x, scope_)
}

// criterion converts a condition and leaves the check for checkCriteria.
func (d *decoder) criterion(dst *schema.Criterion, e hclsyntax.Expression, sc *scope) bool {
	before := len(d.l.diags)
	c := &converter{l: d.l, home: sc.in}
	x := c.convert(e, sc)
	if x == nil || d.l.diags[before:].HasErrors() {
		return false
	}
	dst.Expr = x
	if len(d.chain) > 0 {
		d.l.criteria = append(d.l.criteria, pendingCriterion{dst, sc.in.path, d.chain[0], d.here()})
	}
	return true
}

// converter makes criteria trees from HCL expressions.
type converter struct {
	l     *loader
	home  *instance // where the criterion stands; paths are seen from there
	depth int
}

func (c *converter) fail(r hcl.Range, summary, detail string, args ...any) expr.Expr {
	c.l.diags.Errorf(diag.ExprSyntax, rangeOf(r), summary, detail, args...)
	return nil
}

func node(r hcl.Range) expr.Node { return expr.Node{Rng: rangeOf(r)} }

// convert makes a tree of e, or reports and returns nil.
func (c *converter) convert(e hclsyntax.Expression, sc *scope) expr.Expr {
	if c.depth++; c.depth > 200 {
		c.depth--
		return c.fail(e.Range(), "The condition is nested too deeply", "Locals that refer to each other in a circle cause this, too. Split the condition.")
	}
	defer func() { c.depth-- }()
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return c.convert(e.Expression, sc)
	case *hclsyntax.TemplateWrapExpr:
		return c.convert(e.Wrapped, sc)
	case *hclsyntax.LiteralValueExpr:
		return c.value(e.Val, e.SrcRange)
	case *hclsyntax.TemplateExpr:
		if s, ok := literalString(e); ok {
			return &expr.Literal{Node: node(e.SrcRange), Value: s}
		}
	case *hclsyntax.ScopeTraversalExpr:
		return c.traversal(e, sc)
	case *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr:
		if t, is, ok := sc.traversal(e); is {
			if !ok {
				return nil
			}
			return c.path(t, e.Range(), sc)
		}
	case *hclsyntax.BinaryOpExpr:
		return c.binary(e, sc)
	case *hclsyntax.UnaryOpExpr:
		x := c.convert(e.Val, sc)
		switch {
		case x == nil:
			return nil
		case e.Op == hclsyntax.OpLogicalNot:
			return &expr.Not{Node: node(e.SrcRange), X: x}
		}
		if lit, ok := x.(*expr.Literal); ok {
			if f, ok := lit.Value.(float64); ok {
				return &expr.Literal{Node: node(e.SrcRange), Value: -f}
			}
		}
		return &expr.Neg{Node: node(e.SrcRange), X: x}
	case *hclsyntax.ConditionalExpr:
		i, t, f := c.convert(e.Condition, sc), c.convert(e.TrueResult, sc), c.convert(e.FalseResult, sc)
		if i == nil || t == nil || f == nil {
			return nil
		}
		return &expr.Cond{Node: node(e.SrcRange), If: i, Then: t, Else: f}
	case *hclsyntax.FunctionCallExpr:
		return c.call(e, sc)
	case *hclsyntax.TupleConsExpr:
		items, ok := c.all(e.Exprs, sc)
		if !ok {
			return nil
		}
		return &expr.ListLit{Node: node(e.SrcRange), Items: items}
	case *hclsyntax.ExprSyntaxError:
		return nil
	}
	return c.constant(e, sc)
}

func (c *converter) all(es []hclsyntax.Expression, sc *scope) ([]expr.Expr, bool) {
	out, ok := make([]expr.Expr, 0, len(es)), true
	for _, e := range es {
		x := c.convert(e, sc)
		ok = ok && x != nil
		out = append(out, x)
	}
	return out, ok
}

// constant evaluates what reads no record: a template, a for expression …
func (c *converter) constant(e hclsyntax.Expression, sc *scope) expr.Expr {
	if !isConstant(e, sc) {
		return c.fail(e.Range(), "This construct is not possible in a condition",
			"A condition is made of fields, constants, operators, lists and the functions %s. Only parts that read no field may use other constructs.", functionList())
	}
	v, ok := sc.eval(e)
	if !ok {
		return nil
	}
	return c.value(v, e.Range())
}

// isConstant tells whether an expression reads values only, no records.
func isConstant(e hclsyntax.Expression, sc *scope) bool {
	for _, t := range hclsyntax.Variables(e) {
		if !sc.bound(t) {
			return false
		}
	}
	return true
}

func functionList() string {
	var names []string
	for _, f := range expr.Functions() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// value is the literal for a computed value.
func (c *converter) value(v cty.Value, r hcl.Range) expr.Expr {
	t := v.Type()
	switch {
	case v.IsNull():
		return &expr.Literal{Node: node(r)}
	case t == cty.String:
		return &expr.Literal{Node: node(r), Value: v.AsString()}
	case t == cty.Bool:
		return &expr.Literal{Node: node(r), Value: v.True()}
	case t == cty.Number:
		f, _ := v.AsBigFloat().Float64()
		return &expr.Literal{Node: node(r), Value: f}
	case t.Equals(refType):
		return c.reference(*v.EncapsulatedValue().(*schema.Address), r)
	case isList(v):
		list := &expr.ListLit{Node: node(r)}
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			item := c.value(x, r)
			if item == nil {
				return nil
			}
			list.Items = append(list.Items, item)
		}
		return list
	}
	return c.fail(r, fmt.Sprintf("A condition cannot hold a value of type %s", t.FriendlyName()), "Use text, numbers, true, false or lists of them.")
}

// reference is the path of an address, seen from the criterion's own module.
func (c *converter) reference(a schema.Address, r hcl.Range) expr.Expr {
	module, kind, labels := a.Split()
	var p []string
	if kind == "field" {
		return &expr.Path{Node: node(r), Parts: labels}
	}
	if kind == "object" && len(labels) == 1 {
		return &expr.Path{Node: node(r), Parts: labels}
	}
	if module != c.home.path {
		rel, inside := strings.CutPrefix(module, c.home.path+".")
		if c.home.path == "" {
			rel, inside = module, true
		}
		if !inside {
			p = append(p, "module", schema.RootModule)
			rel = module
		}
		p = append(p, moduleParts(rel)...)
	}
	p = append(append(p, kind), labels...)
	return &expr.Path{Node: node(r), Parts: p}
}

// moduleParts splits `module.core["emea"].module.x` into its parts.
func moduleParts(path string) []string {
	var out []string
	for path != "" {
		rest := strings.TrimPrefix(path, "module.")
		i := strings.Index(rest, ".module.")
		if i < 0 {
			return append(out, "module", rest)
		}
		out = append(out, "module", rest[:i])
		path = rest[i+1:]
	}
	return out
}

// traversal converts a name: a value or condition put in for var, local and iterators, else a path.
func (c *converter) traversal(e *hclsyntax.ScopeTraversalExpr, sc *scope) expr.Expr {
	t := e.Traversal
	if !sc.bound(t) {
		return c.path(t, e.SrcRange, sc)
	}
	if root := t.RootName(); len(t) == 2 && (root == "local" || root == "var") {
		lo, v := sc.lookup(t)
		switch {
		case lo != nil:
			lo.used = true
			return c.convert(lo.expr, &scope{in: sc.in})
		case v == nil || v.state == failed:
			return nil
		case v.typ == cty.NilType && v.arg != nil:
			return c.convert(v.arg, v.argScope)
		case v.typ == cty.NilType && v.given == nil && v.deflt != nil:
			return c.convert(v.deflt, &scope{in: sc.in})
		}
	}
	v, ok := sc.eval(e)
	if !ok {
		return nil
	}
	return c.value(v, e.SrcRange)
}

func (c *converter) path(t hcl.Traversal, r hcl.Range, sc *scope) expr.Expr {
	for _, s := range t[1:] {
		if i, ok := s.(hcl.TraverseIndex); ok && (i.Key.IsNull() || i.Key.Type() != cty.String) {
			return c.fail(i.SrcRange, "A name cannot have a number as its index", "Write names with dots: contact.email.")
		}
	}
	p := parts(t)
	if sc.in != c.home && (refKinds[p[0]] || p[0] == "module") {
		addr, ok := sc.address(t)
		if !ok {
			return nil
		}
		return c.reference(addr, r)
	}
	return &expr.Path{Node: node(r), Parts: p}
}

var operators = map[*hclsyntax.Operation]expr.Op{
	hclsyntax.OpEqual: expr.Eq, hclsyntax.OpNotEqual: expr.Ne,
	hclsyntax.OpLessThan: expr.Lt, hclsyntax.OpLessThanOrEqual: expr.Le,
	hclsyntax.OpGreaterThan: expr.Gt, hclsyntax.OpGreaterThanOrEqual: expr.Ge,
	hclsyntax.OpAdd: expr.Add, hclsyntax.OpSubtract: expr.Sub, hclsyntax.OpMultiply: expr.Mul,
	hclsyntax.OpDivide: expr.Div, hclsyntax.OpModulo: expr.Mod,
}

func (c *converter) binary(e *hclsyntax.BinaryOpExpr, sc *scope) expr.Expr {
	if e.Op == hclsyntax.OpLogicalAnd || e.Op == hclsyntax.OpLogicalOr {
		return c.logic(e, sc)
	}
	l, r := c.convert(e.LHS, sc), c.convert(e.RHS, sc)
	if l == nil || r == nil {
		return nil
	}
	n := node(e.SrcRange)
	op, ok := operators[e.Op]
	switch {
	case !ok:
		return c.fail(e.SrcRange, "This operator is not possible in a condition", "Use == != < <= > >= && || ! + - * / %%.")
	case slices.Contains([]expr.Op{expr.Add, expr.Sub, expr.Mul, expr.Div, expr.Mod}, op):
		return &expr.Arith{Node: n, Op: op, L: l, R: r}
	}
	return &expr.Compare{Node: n, Op: op, L: l, R: r}
}

// logic converts a chain of && or ||, which the parser nests to the left, to one node with many parts.
func (c *converter) logic(e *hclsyntax.BinaryOpExpr, sc *scope) expr.Expr {
	chain := []hclsyntax.Expression{e.RHS}
	first := e.LHS
	for {
		b, same := first.(*hclsyntax.BinaryOpExpr)
		if !same || b.Op != e.Op {
			break
		}
		chain, first = append(chain, b.RHS), b.LHS
	}
	chain = append(chain, first)
	slices.Reverse(chain)
	parts, ok := c.all(chain, sc)
	if !ok {
		return nil
	}
	return &expr.Logic{Node: node(e.SrcRange), And: e.Op == hclsyntax.OpLogicalAnd, Parts: parts}
}

// call converts a call of a criteria function; other functions are possible on constants.
func (c *converter) call(e *hclsyntax.FunctionCallExpr, sc *scope) expr.Expr {
	criteria := slices.ContainsFunc(expr.Functions(), func(f expr.Function) bool { return f.Name == e.Name })
	if !criteria && known(e.Name) {
		return c.constant(e, sc)
	}
	args, ok := c.all(e.Args, sc)
	if !ok {
		return nil
	}
	if e.ExpandFinal {
		list, isList := args[len(args)-1].(*expr.ListLit)
		if !isList {
			return c.fail(e.Args[len(e.Args)-1].Range(), "Only a list can be expanded with …", "Write out the arguments.")
		}
		args = append(args[:len(args)-1], list.Items...)
	}
	return &expr.Call{Node: node(e.Range()), Func: e.Name, Args: args}
}
