package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Check finds what is wrong with an expression whatever the architecture holds, and gives the type of its value as far as it is
// known. others are the values of what it names beside blocks. self is the type of the block that is looked at, cty.NilType for none.
func Check(e hclsyntax.Expression, others map[string]cty.Value, self cty.Type) (cty.Type, hcl.Diagnostics) {
	ctx := &hcl.EvalContext{Functions: unknown.functions(), Variables: maps.Clone(others)}
	if ctx.Variables == nil {
		ctx.Variables = map[string]cty.Value{}
	}
	for name, r := range roots() {
		if _, taken := others[name]; !taken {
			ctx.Variables[name] = cty.UnknownVal(r.typ()).RefineNotNull()
		}
	}
	if self != cty.NilType {
		ctx.Variables[Self] = cty.UnknownVal(self).RefineNotNull()
	}
	t, diags := check(e, ctx)
	splats := map[hclsyntax.Expression]*hclsyntax.SplatExpr{}
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if s, ok := n.(*hclsyntax.SplatExpr); ok {
			splats[s.Each] = s
		}
		return nil
	})
	return t, tidy(diags, splats)
}

// unknown has the functions that read an architecture, without one.
var unknown *Data

// check evaluates an expression with unknown values, which checks types. Evaluation keeps quiet about what it may not need: the
// body of a for expression, what follows && and ||, the two ways of a condition. These are checked on their own.
func check(e hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Type, hcl.Diagnostics) {
	v, diags := e.Value(ctx)
	t := v.Type()
	also := func(x hclsyntax.Expression, ctx *hcl.EvalContext) (t cty.Type) {
		if x != nil {
			var ds hcl.Diagnostics
			t, ds = check(x, ctx)
			diags = append(diags, ds...)
		}
		return t
	}
	for _, part := range optional(e) {
		switch x := part.(type) {
		case *hclsyntax.BinaryOpExpr:
			also(x.LHS, ctx)
			also(x.RHS, ctx)
		case *hclsyntax.ConditionalExpr:
			also(x.Condition, ctx)
			also(x.TrueResult, ctx)
			also(x.FalseResult, ctx)
		case *hclsyntax.ForExpr:
			inner := ctx.NewChild()
			inner.Variables = map[string]cty.Value{x.ValVar: cty.UnknownVal(elementOf(also(x.CollExpr, ctx)))}
			if x.KeyVar != "" {
				inner.Variables[x.KeyVar] = cty.DynamicVal
			}
			also(x.KeyExpr, inner)
			also(x.CondExpr, inner)
			if vt := also(x.ValExpr, inner); x.KeyExpr == nil && within(e) == x {
				t = cty.List(vt)
			}
		}
	}
	return t, diags
}

// within is the expression inside parentheses.
func within(e hclsyntax.Expression) hclsyntax.Expression {
	for {
		p, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return e
		}
		e = p.Expression
	}
}

// optional finds the outermost parts of an expression that evaluation may leave out without a word. What stands in can and
// try may fail.
func optional(e hclsyntax.Expression) []hclsyntax.Node {
	w := &walker{stop: func(n hclsyntax.Node) (stop, keep bool) {
		switch n := n.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.ConditionalExpr:
			return true, true
		case *hclsyntax.BinaryOpExpr:
			logic := n.Op == hclsyntax.OpLogicalAnd || n.Op == hclsyntax.OpLogicalOr
			return logic, logic
		case *hclsyntax.FunctionCallExpr:
			return n.Name == "can" || n.Name == "try", false
		}
		return false, false
	}}
	_ = hclsyntax.Walk(e, w) // the walker reports nothing
	return w.found
}

// walker gathers the nodes to keep, without what is in those to stop at.
type walker struct {
	stop  func(hclsyntax.Node) (stop, keep bool)
	found []hclsyntax.Node
	depth int
}

func (w *walker) Enter(n hclsyntax.Node) hcl.Diagnostics {
	if stop, keep := w.stop(n); stop {
		if w.depth++; w.depth == 1 && keep {
			w.found = append(w.found, n)
		}
	}
	return nil
}

func (w *walker) Exit(n hclsyntax.Node) hcl.Diagnostics {
	if stop, _ := w.stop(n); stop {
		w.depth--
	}
	return nil
}

// elementOf is the type of the elements of a collection, as far as they have one.
func elementOf(t cty.Type) cty.Type {
	switch {
	case t.IsCollectionType():
		return t.ElementType()
	case t.IsTupleType() && t.Length() > 0:
		first := t.TupleElementType(0)
		for _, x := range t.TupleElementTypes() {
			if !x.Equals(first) {
				return cty.DynamicPseudoType
			}
		}
		return first
	}
	return cty.DynamicPseudoType
}

// BlockType is the type of the blocks of a list; false when it is known to be no list of blocks.
func BlockType(list cty.Type) (cty.Type, bool) {
	if list == cty.DynamicPseudoType {
		return list, true
	}
	if !list.IsListType() && !list.IsSetType() && !list.IsTupleType() {
		return cty.NilType, false
	}
	t := elementOf(list)
	return t, t == cty.DynamicPseudoType || t.IsObjectType() && t.HasAttribute("address")
}

// tidy says each problem once, and what may have been meant.
func tidy(diags hcl.Diagnostics, splats map[hclsyntax.Expression]*hclsyntax.SplatExpr) hcl.Diagnostics {
	var out hcl.Diagnostics
	for _, d := range diags {
		if d.Summary == "Unsupported attribute" {
			suggestAttribute(d, splats)
		}
		if !slices.ContainsFunc(out, func(x *hcl.Diagnostic) bool {
			return x.Summary == d.Summary && x.Detail == d.Detail && x.Subject != nil && d.Subject != nil && *x.Subject == *d.Subject
		}) {
			out = append(out, d)
		}
	}
	return out
}

// suggestAttribute says which attribute may have been meant, where the block that has none is named.
func suggestAttribute(d *hcl.Diagnostic, splats map[hclsyntax.Expression]*hclsyntax.SplatExpr) {
	var t hcl.Traversal
	var v cty.Value
	switch e := d.Expression.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		t = e.Traversal[1:]
		v, _ = e.Traversal[:1].TraverseAbs(d.EvalContext)
	case *hclsyntax.RelativeTraversalExpr:
		t = e.Traversal
		v, _ = e.Source.Value(d.EvalContext)
		if s := splats[e]; s != nil {
			list, _ := s.Source.Value(d.EvalContext)
			v = cty.UnknownVal(elementOf(list.Type()))
		}
	default:
		return
	}
	for _, step := range t {
		a, ok := step.(hcl.TraverseAttr)
		if ok && v.Type().IsObjectType() && !v.Type().HasAttribute(a.Name) {
			names := slices.Sorted(maps.Keys(v.Type().AttributeTypes()))
			d.Summary = fmt.Sprintf("There is no attribute %q here", a.Name)
			d.Detail = fmt.Sprintf("Known are %s.%s", strings.Join(names, ", "), diag.DidYouMean(a.Name, names))
			d.Subject = &a.SrcRange
			return
		}
		next, ds := hcl.Traversal{step}.TraverseRel(v)
		if ds.HasErrors() {
			return
		}
		v = next
	}
}

func trimStop(s string) string { return strings.TrimSuffix(strings.TrimSpace(s), ".") }
