package hclschema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/query"
)

// refType carries a reference through ordinary expressions.
var refType = cty.CapsuleWithOps("reference", reflect.TypeFor[schema.Address](), &cty.CapsuleOps{
	RawEquals: func(a, b any) bool { return *a.(*schema.Address) == *b.(*schema.Address) },
	HashKey:   func(v any) string { return string(*v.(*schema.Address)) },
})

func refVal(a schema.Address) cty.Value { return cty.CapsuleVal(refType, &a) }

// scope is where an expression is evaluated: an instance, and the iterators
// of the for_each around it.
type scope struct {
	in    *instance
	iters map[string]iteration
}

type iteration struct{ key, value cty.Value }

// with is s with one more iterator.
func (s *scope) with(name string, it iteration) *scope {
	m := maps.Clone(s.iters)
	if m == nil {
		m = map[string]iteration{}
	}
	m[name], m["each"] = it, it
	return &scope{in: s.in, iters: m}
}

// bound tells whether a traversal reads a value (var, local, iterator), not a reference.
func (s *scope) bound(t hcl.Traversal) bool {
	switch root := t.RootName(); root {
	case "var", "local":
		return true
	default:
		if s.iters == nil {
			return false
		}
		_, ok := s.iters[root]
		if !ok || len(t) < 2 {
			return ok
		}
		step, isAttr := t[1].(hcl.TraverseAttr)
		return isAttr && (step.Name == "key" || step.Name == "value")
	}
}

// local is a named value.
type local struct {
	name  string
	expr  hclsyntax.Expression
	rng   diag.Range
	state evalState
	val   cty.Value
	used  bool
}

// known tells whether a function is one of ordinary expressions.
func known(name string) bool {
	_, ok := query.Functions[name]
	return ok
}

func (in *instance) addLocals(b *hclsyntax.Block) {
	l := in.l
	if len(b.Labels) > 0 {
		l.diags.Errorf(diag.WrongLabels, rangeOf(b.LabelRanges[0]), "A locals block has no label", "Remove it.")
	}
	for _, nb := range b.Body.Blocks {
		l.diags.Errorf(diag.UnknownBlock, rangeOf(nb.DefRange()), "A locals block holds no blocks", "Write NAME = VALUE.")
	}
	for _, a := range sortedAttrs(b.Body) {
		if old := in.locals[a.Name]; old != nil {
			l.diags.Errorf(diag.Duplicate, rangeOf(a.NameRange), fmt.Sprintf("local.%s is declared twice", a.Name),
				"The first declaration is at %s. Remove one, or give it another name.", old.rng)
			continue
		}
		in.locals[a.Name] = &local{name: a.Name, expr: a.Expr, rng: rangeOf(a.NameRange)}
	}
}

// checkLocals evaluates locals that nothing used, for their errors. Those that read
// fields or call functions of criteria are left alone: they mean something only inside a criterion.
func (in *instance) checkLocals() {
	for _, name := range slices.Sorted(maps.Keys(in.locals)) {
		lo := in.locals[name]
		if lo.used || lo.state != untouched {
			continue
		}
		plain := true
		for _, t := range hclsyntax.Variables(lo.expr) {
			plain = plain && (t.RootName() == "var" || t.RootName() == "local")
		}
		hclsyntax.VisitAll(lo.expr, func(n hclsyntax.Node) hcl.Diagnostics {
			if c, ok := n.(*hclsyntax.FunctionCallExpr); ok && !known(c.Name) {
				plain = false
			}
			return nil
		})
		if plain {
			in.local(lo)
		}
	}
}

// local evaluates a local; false when that failed, which has been reported then.
func (in *instance) local(lo *local) (cty.Value, bool) {
	lo.used = true
	switch lo.state {
	case done:
		return lo.val, true
	case failed:
		return cty.DynamicVal, false
	case running:
		in.l.diags.Errorf(diag.Cycle, lo.rng, fmt.Sprintf("local.%s depends on itself", lo.name), "Break the circle: give one of the values as a constant.")
		lo.state = failed
		return cty.DynamicVal, false
	}
	lo.state = running
	v, ok := (&scope{in: in}).eval(lo.expr)
	if !ok || lo.state == failed {
		lo.state = failed
		return cty.DynamicVal, false
	}
	lo.state, lo.val = done, v
	return v, true
}

// eval evaluates an expression; false when that failed, which has been reported then.
func (s *scope) eval(e hclsyntax.Expression) (cty.Value, bool) {
	if v, ok := literal(e); ok {
		return v, true
	}
	ctx, ok := s.context(e)
	if !ok {
		return cty.DynamicVal, false
	}
	v, hd := e.Value(ctx)
	if hd.HasErrors() {
		s.in.l.diags.Add(fromHCL(hd, diag.Evaluation)...)
		return cty.DynamicVal, false
	}
	v, _ = v.UnmarkDeep()
	if !v.IsWhollyKnown() {
		s.in.l.diags.Errorf(diag.Evaluation, rangeOf(e.Range()), "The value cannot be known here", "Use constants, variables and locals.")
		return cty.DynamicVal, false
	}
	return v, true
}

// context holds just the variables that an expression uses.
func (s *scope) context(e hclsyntax.Expression) (*hcl.EvalContext, bool) {
	ctx := &hcl.EvalContext{Functions: query.Functions}
	ok := true
	tree := map[string]any{}
	for _, t := range hclsyntax.Variables(e) {
		ok = s.provide(tree, t) && ok
	}
	if len(tree) > 0 {
		ctx.Variables = map[string]cty.Value{}
		for k, v := range tree {
			ctx.Variables[k] = valueTree(v)
		}
	}
	return ctx, ok
}

// provide puts what a traversal reads into a tree of values.
func (s *scope) provide(tree map[string]any, t hcl.Traversal) bool {
	l := s.in.l
	root := t.RootName()
	if it, ok := s.iters[root]; ok && s.bound(t) {
		tree[root] = cty.ObjectVal(map[string]cty.Value{"key": it.key, "value": it.value})
		return true
	}
	switch root {
	case "var", "local":
		v, ok := s.named(t)
		if ok {
			put(tree, []string{root, t[1].(hcl.TraverseAttr).Name}, v)
		}
		return ok
	case "env":
		l.diags.Errorf(diag.NotAllowedHere, rangeOf(t.SourceRange()), "The process environment cannot be read here",
			"env.NAME stands by itself in the settings of a crm block. Use a variable, and give it with STAGECRAFT_VAR_NAME.")
		return false
	}
	if len(t) < 2 {
		v, ok := s.in.declaredTree(root)
		if !ok {
			s.unknownRoot(t)
			return false
		}
		tree[root] = v
		return true
	}
	addr, ok := s.address(t)
	if ok {
		put(tree, steps(t), refVal(addr))
	}
	return ok
}

// named evaluates var.x or local.x at the start of a traversal.
func (s *scope) named(t hcl.Traversal) (cty.Value, bool) {
	lo, v := s.lookup(t)
	switch {
	case lo != nil:
		return s.in.local(lo)
	case v != nil:
		return s.in.variable(v)
	}
	return cty.DynamicVal, false
}

// lookup finds the local or variable at the start of a traversal and reports an unknown one.
func (s *scope) lookup(t hcl.Traversal) (*local, *variable) {
	l := s.in.l
	kind := t.RootName()
	var step hcl.TraverseAttr
	ok := len(t) > 1
	if ok {
		step, ok = t[1].(hcl.TraverseAttr)
	}
	if !ok {
		l.diags.Errorf(diag.Evaluation, rangeOf(t.SourceRange()), fmt.Sprintf("%s needs a name", kind), "Write %s.NAME.", kind)
		return nil, nil
	}
	var names []string
	if kind == "local" {
		if lo := s.in.locals[step.Name]; lo != nil {
			return lo, nil
		}
		names = slices.Sorted(maps.Keys(s.in.locals))
	} else {
		if v := s.in.vars[step.Name]; v != nil {
			return nil, v
		}
		names = slices.Sorted(maps.Keys(s.in.vars))
	}
	l.diags.Errorf(diag.UnknownReference, rangeOf(t.SourceRange()), fmt.Sprintf("There is no %s.%s", kind, step.Name),
		"Declare it, or use one that is declared.%s", diag.DidYouMean(step.Name, names))
	return nil, nil
}

// put sets a leaf of a tree of values; the longest path wins.
func put(tree map[string]any, path []string, v cty.Value) {
	for _, p := range path[:len(path)-1] {
		next, ok := tree[p].(map[string]any)
		if !ok {
			next = map[string]any{}
			tree[p] = next
		}
		tree = next
	}
	last := path[len(path)-1]
	if _, deeper := tree[last].(map[string]any); !deeper {
		tree[last] = v
	}
}

func valueTree(v any) cty.Value {
	m, ok := v.(map[string]any)
	if !ok {
		return v.(cty.Value)
	}
	out := make(map[string]cty.Value, len(m))
	for k, x := range m {
		out[k] = valueTree(x)
	}
	return cty.ObjectVal(out)
}

// declaredTree holds the references of a kind by name: for role[each.key] inside larger expressions.
func (in *instance) declaredTree(kind string) (cty.Value, bool) {
	if in.declared == nil {
		tree := map[string]any{}
		for _, f := range in.files {
			if f.body == nil {
				continue
			}
			for _, b := range f.body.Blocks {
				if schema.Language().Block(b.Type) == nil || len(b.Labels) == 0 {
					continue
				}
				in.declare(tree, b.Type, b.Labels)
				for _, nb := range b.Body.Blocks {
					if slices.Contains(schema.OwnKinds, nb.Type) && len(nb.Labels) > 0 {
						in.declare(tree, nb.Type, append(slices.Clone(b.Labels), nb.Labels...))
					}
				}
			}
		}
		in.declared = map[string]cty.Value{}
		for k, v := range tree {
			in.declared[k] = valueTree(v)
		}
	}
	v, ok := in.declared[kind]
	return v, ok
}

func (in *instance) declare(tree map[string]any, kind string, labels []string) {
	addr := schema.NewAddress(in.modulePath(kind), kind, labels...)
	if kind == "field" {
		put(tree, labels, refVal(addr))
		return
	}
	put(tree, append([]string{kind}, labels...), refVal(addr))
}

// each evaluates a for_each into its items, in order of their keys; a tuple keeps its own order.
func (s *scope) each(e hclsyntax.Expression) ([]iteration, bool) {
	v, ok := s.eval(e)
	if !ok {
		return nil, false
	}
	t := v.Type()
	if v.IsNull() || !v.CanIterateElements() {
		s.in.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), "for_each needs a map, a set or a list", "The value is of type %s.", t.FriendlyName())
		return nil, false
	}
	var out []iteration
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		if t.IsSetType() {
			k = x
		}
		if x.Type() == cty.String && (t.IsListType() || t.IsTupleType()) && !x.IsNull() {
			k = x // a list of names
		}
		out = append(out, iteration{k, x})
	}
	if !t.IsListType() && !t.IsTupleType() {
		sort.SliceStable(out, func(i, j int) bool { return keyText(out[i].key) < keyText(out[j].key) })
	}
	return out, true
}

func keyText(k cty.Value) string {
	switch {
	case k.IsNull() || !k.IsKnown():
		return ""
	case k.Type() == cty.String:
		return k.AsString()
	case k.Type() == cty.Number:
		return k.AsBigFloat().Text('f', -1)
	case k.Type().Equals(refType):
		return strings.ReplaceAll(string(*k.EncapsulatedValue().(*schema.Address)), ".", "_")
	}
	return ""
}

// truth evaluates a condition about values; ok is false when that failed.
func (s *scope) truth(e hclsyntax.Expression) (is, ok bool) {
	v, ok := s.eval(e)
	if !ok {
		return false, false
	}
	if v.IsNull() || v.Type() != cty.Bool {
		s.in.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), "The condition must be true or false", "It is of type %s.", v.Type().FriendlyName())
		return false, false
	}
	return v.True(), true
}

// text evaluates an expression that must be text.
func (s *scope) text(e hclsyntax.Expression) (string, bool) {
	if t, ok := literalString(e); ok {
		return t, true
	}
	v, ok := s.eval(e)
	if !ok {
		return "", false
	}
	if v.IsNull() || v.Type() != cty.String {
		s.in.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), "The value must be text", "It is of type %s.", v.Type().FriendlyName())
		return "", false
	}
	return v.AsString(), true
}

// literal is the value of a constant that needs no evaluation.
func literal(e hclsyntax.Expression) (cty.Value, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.TemplateExpr:
		if s, ok := literalString(e); ok {
			return cty.StringVal(s), true
		}
	}
	return cty.NilVal, false
}

// literalString is the text of a string without interpolation.
func literalString(e hclsyntax.Expression) (string, bool) {
	t, ok := e.(*hclsyntax.TemplateExpr)
	if !ok {
		return "", false
	}
	switch len(t.Parts) {
	case 0:
		return "", true
	case 1:
		if p, ok := t.Parts[0].(*hclsyntax.LiteralValueExpr); ok && p.Val.Type() == cty.String && !p.Val.IsNull() {
			return p.Val.AsString(), true
		}
	}
	var b strings.Builder
	for _, p := range t.Parts {
		lit, ok := p.(*hclsyntax.LiteralValueExpr)
		if !ok || lit.Val.Type() != cty.String || lit.Val.IsNull() {
			return "", false
		}
		b.WriteString(lit.Val.AsString())
	}
	return b.String(), true
}
