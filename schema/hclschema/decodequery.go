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
	"github.com/stagecraft-dev/stagecraft/schema/query"
)

// pendingQuery is an expression about the architecture whose types are checked when its block has been read.
type pendingQuery struct {
	attr   string
	expr   hclsyntax.Expression
	others map[string]cty.Value // what it names beside blocks of the architecture
	rule   *schema.PolicyRule
}

// expression decodes an expression about the architecture into its canonical text.
func (d *decoder) expression(name string, e hclsyntax.Expression, sc *scope) (schema.Expression, bool) {
	e, sc, ok := d.stated(e, sc)
	if !ok {
		return "", false
	}
	others, ok := d.named(e, sc)
	if !ok {
		return "", false
	}
	text, err := query.Text(e, func(x hclsyntax.Expression) string { return sc.written(x) })
	if err != nil {
		d.l.diags.Errorf(diag.Evaluation, rangeOf(e.Range()), fmt.Sprintf("%s cannot be read", name), "%s.", err)
		return "", false
	}
	if rule, ok := d.here().(*schema.PolicyRule); ok {
		d.l.queries = append(d.l.queries, pendingQuery{name, e, others, rule})
	}
	return schema.Expression(text), true
}

// stated follows a local that is the whole expression.
func (d *decoder) stated(e hclsyntax.Expression, sc *scope) (hclsyntax.Expression, *scope, bool) {
	for range 100 {
		switch x := e.(type) {
		case *hclsyntax.TemplateWrapExpr:
			e = x.Wrapped
			continue
		case *hclsyntax.ScopeTraversalExpr:
			if x.Traversal.RootName() != "local" || len(x.Traversal) != 2 || !sc.bound(x.Traversal) {
				return e, sc, true
			}
			lo, _ := sc.lookup(x.Traversal)
			if lo == nil {
				return nil, nil, false
			}
			lo.used = true
			e, sc = lo.expr, &scope{in: sc.in}
			continue
		}
		return e, sc, true
	}
	d.l.diags.Errorf(diag.Cycle, rangeOf(e.Range()), "The value depends on itself", "Break the circle: give one of the values as a constant.")
	return nil, nil, false
}

// asked tells whether a name is answered by the architecture: self, or the blocks of a kind. What goes on with a name
// after a word that is also a kind is a reference: reasons.lost.
func asked(t hcl.Traversal) bool {
	root := t.RootName()
	if root == query.Self {
		return true
	}
	if _, found := slices.BinarySearch(query.Names(), root); !found {
		return false
	}
	if len(t) < 2 || !refKinds[root] || root == "architecture" {
		return true
	}
	_, attr := t[1].(hcl.TraverseAttr)
	return !attr
}

// named evaluates the variables and references of an expression; references become the texts of their addresses.
func (d *decoder) named(e hclsyntax.Expression, sc *scope) (map[string]cty.Value, bool) {
	tree, ok := map[string]any{}, true
	for _, t := range e.Variables() {
		root := t.RootName()
		switch {
		case sc.bound(t) || len(t) == 1 && refKinds[root] && !asked(t):
			ok = sc.provide(tree, t) && ok
		case asked(t):
		case len(t) > 1 && (refKinds[root] || root == "module" || d.l.objects[root]):
			addr, good := sc.address(t)
			good = good && d.note(addr, []string{"any"}, rangeOf(t.SourceRange()))
			if ok = ok && good; good {
				put(tree, steps(t), cty.StringVal(string(addr)))
			}
		default:
			ok = false
			near := append(query.Names(), query.Self, "var", "local")
			d.l.diags.Errorf(diag.UnknownReference, rangeOf(t.SourceRange()), fmt.Sprintf("Nothing is named %s", root),
				"An expression about the architecture starts with self, %s; with a reference such as role.NAME; or with var or local.%s", strings.Join(query.Names(), ", "), diag.DidYouMean(root, near))
		}
	}
	others := map[string]cty.Value{}
	for name, v := range tree {
		others[name] = addressTexts(valueTree(v))
	}
	return others, ok
}

// written is the text of what a name stands for outside of the architecture; "" for what stays as it is. It has been evaluated without errors.
func (s *scope) written(e hclsyntax.Expression) string {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if s.bound(e.Traversal) {
			v, _ := s.eval(e)
			return query.Literal(addressTexts(v))
		}
		if asked(e.Traversal) || len(e.Traversal) < 2 {
			return ""
		}
	case *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr:
		if vars := e.Variables(); len(vars) == 0 || asked(vars[0]) || s.bound(vars[0]) {
			return ""
		}
	default:
		return ""
	}
	t, is, ok := s.traversal(e)
	if !is || !ok {
		return ""
	}
	addr, _ := s.address(t)
	return query.Literal(cty.StringVal(string(addr)))
}

// addressTexts puts the texts of addresses in the place of references.
func addressTexts(v cty.Value) cty.Value {
	out, err := cty.Transform(v, func(_ cty.Path, x cty.Value) (cty.Value, error) {
		if x.Type().Equals(refType) && x.IsKnown() && !x.IsNull() {
			return cty.StringVal(string(*x.EncapsulatedValue().(*schema.Address))), nil
		}
		return x, nil
	})
	if err != nil {
		return cty.DynamicVal
	}
	return out
}

// checkQueries checks the types of expressions about the architecture.
func (l *loader) checkQueries() {
	selves := map[*schema.PolicyRule]cty.Type{} // what the rule looks at
	for _, q := range l.queries {
		at := rangeOf(q.expr.Range())
		self, looks := selves[q.rule]
		if !looks && q.rule.Base().At("each") != q.rule.Range && q.attr != "each" {
			self = cty.DynamicPseudoType // each could not be read
		}
		t, hd := query.Check(q.expr, q.others, self)
		if hd.HasErrors() && self == cty.NilType && slices.ContainsFunc(q.expr.Variables(), func(t hcl.Traversal) bool { return t.RootName() == query.Self }) {
			hd = hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "There is no self here", Subject: q.expr.Range().Ptr(),
				Detail: "self is one of the blocks that each lists: add each = stages, or the blocks of another kind."}}
		}
		found := fromHCL(hd, diag.Evaluation)
		switch is, list := query.BlockType(t); {
		case hd.HasErrors():
		case q.attr == "each" && list:
			selves[q.rule] = is
		case q.attr == "each":
			found.Errorf(diag.WrongType, at, "each must be a list of blocks", "It is %s. Write the blocks of a kind, such as stages, or a for expression over them.%s", t.FriendlyName(), suggestList(q.expr))
		case t != cty.Bool && t != cty.DynamicPseudoType:
			found.Errorf(diag.WrongType, at, fmt.Sprintf("%s must be true or false", q.attr), "It is %s.", t.FriendlyName())
		}
		for i := range found {
			found[i].Address = string(q.rule.Address)
		}
		l.diags.Add(found...)
	}
}

// suggestList suggests a list of blocks for a name of a kind.
func suggestList(e hclsyntax.Expression) string {
	if t, ok := e.(*hclsyntax.ScopeTraversalExpr); ok && len(t.Traversal) == 1 {
		return diag.DidYouMean(t.Traversal.RootName(), query.Names())
	}
	return ""
}
