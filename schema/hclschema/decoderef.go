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
)

// pendingRef is a reference that is checked when everything is declared.
type pendingRef struct {
	addr  schema.Address
	kinds []string
	rng   diag.Range
	block schema.Block // that holds the reference
}

// refKinds are the block types that a reference may start with.
var refKinds = func() map[string]bool {
	m := map[string]bool{}
	for _, k := range schema.OwnKinds {
		m[k] = true
	}
	for _, n := range schema.Language().Blocks {
		m[n.Name] = true
	}
	return m
}()

// global tells whether blocks of a kind belong to the CRM as a whole, not to a module.
func (in *instance) global(kind string) bool {
	return kind == "object" || kind == "field" || kind == "status"
}

// modulePath is the module part of the addresses of a kind.
func (in *instance) modulePath(kind string) string {
	if in.global(kind) {
		return ""
	}
	return in.path
}

// steps are the parts of a traversal as written; only constant keys are possible in one.
func steps(t hcl.Traversal) []string {
	out := make([]string, 0, len(t))
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			out = append(out, s.Name)
		case hcl.TraverseAttr:
			out = append(out, s.Name)
		case hcl.TraverseIndex:
			out = append(out, keyText(s.Key))
		}
	}
	return out
}

// parts are the parts of a reference; the key of a module stays with its name: core["emea"].
func parts(t hcl.Traversal) []string {
	out := make([]string, 0, len(t))
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			out = append(out, s.Name)
		case hcl.TraverseAttr:
			out = append(out, s.Name)
		case hcl.TraverseIndex:
			k := keyText(s.Key)
			if n := len(out); n >= 2 && out[n-2] == "module" {
				out[n-1] += `["` + k + `"]`
			} else {
				out = append(out, k)
			}
		}
	}
	return out
}

// address makes the address that a traversal names, seen from the scope's module.
func (s *scope) address(t hcl.Traversal) (schema.Address, bool) {
	p := parts(t)
	module := s.in.path
	for len(p) > 2 && p[0] == "module" {
		module = joinModule(module, p[1])
		p = p[2:]
	}
	root := p[0]
	switch {
	case len(p) < 2 || root == "module":
		s.unknownRoot(t)
		return "", false
	case refKinds[root]:
		if s.in.global(root) {
			module = ""
		}
		return schema.NewAddress(module, root, p[1:]...), true
	case s.in.l.objects[root]:
		return schema.NewAddress("", "field", p...), true
	}
	s.unknownRoot(t)
	return "", false
}

func (s *scope) unknownRoot(t hcl.Traversal) {
	l := s.in.l
	root := t.RootName()
	if len(t) == 1 && (refKinds[root] || l.objects[root]) || root == "module" {
		l.diags.Errorf(diag.NotAReference, rangeOf(t.SourceRange()), fmt.Sprintf("%s is not a complete reference", strings.Join(parts(t), ".")), "Write %s.", refHint([]string{root}))
		return
	}
	if l.broken && len(t) > 1 {
		return // it may be declared in what cannot be read
	}
	near := []string{"var", "local", "module"}
	for k := range refKinds {
		near = append(near, k)
	}
	for o := range l.objects {
		near = append(near, o)
	}
	slices.Sort(near)
	l.diags.Errorf(diag.UnknownReference, rangeOf(t.SourceRange()), fmt.Sprintf("Nothing is named %s", strings.Join(parts(t), ".")),
		"A reference starts with a kind of block (role, stage …), with an object (contact.email), or with var, local or module; text stands in quotes.%s",
		diag.DidYouMean(root, near))
}

// refHint shows what a reference to one of the kinds looks like.
func refHint(kinds []string) string {
	out := make([]string, 0, len(kinds))
	for _, k := range kinds {
		switch k {
		case "field":
			out = append(out, "OBJECT.FIELD")
		case "stage":
			out = append(out, "stage.FLOW.STAGE")
		case "member":
			out = append(out, "member.TEAM.NAME")
		case "status":
			out = append(out, "status.OBJECT.NAME")
		case "threshold":
			out = append(out, "scoring.NAME.THRESHOLD")
		case "module":
			out = append(out, "module.NAME.KIND.NAME")
		case "any", "gone":
			out = append(out, "KIND.NAME")
		default:
			out = append(out, k+".NAME")
		}
	}
	return strings.Join(slices.Compact(out), " or ")
}

// resolve follows what only stands for another expression: parentheses, locals,
// conditionals about values, and variables that a module block gives.
func (d *decoder) resolve(e hclsyntax.Expression, sc *scope) (hclsyntax.Expression, *scope, bool) {
	for range 100 {
		switch x := e.(type) {
		case *hclsyntax.ParenthesesExpr:
			e = x.Expression
		case *hclsyntax.TemplateWrapExpr:
			e = x.Wrapped
		case *hclsyntax.ConditionalExpr:
			yes, ok := sc.truth(x.Condition)
			if !ok {
				return nil, nil, false
			}
			e = x.FalseResult
			if yes {
				e = x.TrueResult
			}
		case *hclsyntax.ScopeTraversalExpr:
			if len(x.Traversal) != 2 || x.Traversal.RootName() != "local" && x.Traversal.RootName() != "var" {
				return e, sc, true
			}
			lo, v := sc.lookup(x.Traversal)
			switch {
			case lo != nil:
				lo.used = true
				e, sc = lo.expr, &scope{in: sc.in}
			case v == nil:
				return nil, nil, false
			case v.typ == cty.NilType && v.arg != nil:
				e, sc = v.arg, v.argScope
			case v.typ == cty.NilType && v.given == nil && v.deflt != nil:
				e, sc = v.deflt, &scope{in: sc.in}
			default:
				return e, sc, true
			}
		default:
			return e, sc, true
		}
	}
	d.l.diags.Errorf(diag.Cycle, rangeOf(e.Range()), "The value depends on itself", "Break the circle: give one of the values as a constant.")
	return nil, nil, false
}

// traversal gives the traversal that an expression is, with computed keys evaluated: stage.lead[each.key].
// is is false when the expression is something else.
func (s *scope) traversal(e hclsyntax.Expression) (t hcl.Traversal, is, ok bool) {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.Traversal, !s.bound(e.Traversal), true
	case *hclsyntax.RelativeTraversalExpr:
		t, is, ok = s.traversal(e.Source)
		return append(slices.Clip(t), e.Traversal...), is, ok
	case *hclsyntax.IndexExpr:
		t, is, ok = s.traversal(e.Collection)
		if !is || !ok {
			return nil, is, ok
		}
		key, ok := s.eval(e.Key)
		return append(slices.Clip(t), hcl.TraverseIndex{Key: key, SrcRange: e.SrcRange}), true, ok
	}
	return nil, false, true
}

// address decodes one reference.
func (d *decoder) address(kinds []string, e hclsyntax.Expression, sc *scope) (schema.Address, bool) {
	at := rangeOf(e.Range())
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return "", false
	}
	if _, isText := literalString(e); isText {
		return "", d.noReference(kinds, at, "text")
	}
	t, is, ok := sc.traversal(e)
	if !ok {
		return "", false
	}
	if is {
		addr, ok := sc.address(t)
		return addr, ok && d.note(addr, kinds, at)
	}
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return "", false
	}
	return d.addressValue(kinds, v, at, sc)
}

// addressValue is the reference that a computed value holds. Computed text counts
// as a reference when it reads like one: "role.${each.key}".
func (d *decoder) addressValue(kinds []string, v cty.Value, at diag.Range, sc *scope) (schema.Address, bool) {
	switch {
	case v.IsNull():
		return "", d.noReference(kinds, at, "null")
	case v.Type().Equals(refType):
		addr := *v.EncapsulatedValue().(*schema.Address)
		return addr, d.note(addr, kinds, at)
	case v.Type() == cty.String:
		t, hd := hclsyntax.ParseTraversalAbs([]byte(v.AsString()), at.File, hcl.Pos{Line: at.Start.Line, Column: at.Start.Column, Byte: at.Start.Byte})
		if !hd.HasErrors() {
			addr, ok := sc.address(t)
			return addr, ok && d.note(addr, kinds, at)
		}
	}
	return "", d.noReference(kinds, at, v.Type().FriendlyName())
}

func (d *decoder) noReference(kinds []string, at diag.Range, got string) bool {
	d.l.diags.Errorf(diag.NotAReference, at, "A reference is needed here", "Write %s, without quotes. It is %s.", refHint(kinds), got)
	return false
}

// note checks the kind of a reference and leaves the rest for checkRefs.
func (d *decoder) note(addr schema.Address, kinds []string, at diag.Range) bool {
	if slices.Contains(kinds, "gone") {
		return true
	}
	if k := addr.Kind(); !slices.Contains(kinds, k) && !slices.Contains(kinds, "any") {
		d.l.diags.Errorf(diag.WrongReference, at, fmt.Sprintf("%s is a %s", addr.Written(), k), "A reference to %s is needed here: %s.",
			strings.Join(kinds, " or "), refHint(kinds))
		return false
	}
	d.l.refs = append(d.l.refs, pendingRef{addr, kinds, at, d.here()})
	return true
}

// noteRefs notes the references inside a computed value of any type.
func (d *decoder) noteRefs(v cty.Value, e hclsyntax.Expression) {
	switch t := v.Type(); {
	case v.IsNull():
	case t.Equals(refType):
		d.note(*v.EncapsulatedValue().(*schema.Address), []string{"any"}, rangeOf(e.Range()))
	case t.IsObjectType() || t.IsTupleType() || t.IsCollectionType():
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			d.noteRefs(x, e)
		}
	}
}

// here is the block being decoded.
func (d *decoder) here() schema.Block {
	if len(d.chain) == 0 {
		return nil
	}
	return d.chain[len(d.chain)-1]
}

// addresses decodes a list of references.
func (d *decoder) addresses(kinds []string, e hclsyntax.Expression, sc *scope) ([]schema.Address, bool) {
	if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
		return d.addressList(kinds, t.Exprs, sc)
	}
	at := rangeOf(e.Range())
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return nil, false
	}
	if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
		return d.addressList(kinds, t.Exprs, sc)
	}
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return nil, false
	}
	if !isList(v) {
		d.l.diags.Errorf(diag.WrongType, at, "A list of references is needed here", "Write [%s].", refHint(kinds))
		return nil, false
	}
	list, all := []schema.Address{}, true
	for it := v.ElementIterator(); it.Next(); {
		_, x := it.Element()
		a, ok := d.addressValue(kinds, x, at, sc)
		all = all && ok
		list = append(list, a)
	}
	return list, all
}

func (d *decoder) addressList(kinds []string, exprs []hclsyntax.Expression, sc *scope) ([]schema.Address, bool) {
	list, all := make([]schema.Address, 0, len(exprs)), true
	for _, x := range exprs {
		a, ok := d.address(kinds, x, sc)
		if !ok {
			all = false
			continue
		}
		if slices.Contains(list, a) {
			d.l.diags.Errorf(diag.Duplicate, rangeOf(x.Range()), fmt.Sprintf("%s is listed twice", a.Written()), "Remove one of them.")
			continue
		}
		list = append(list, a)
	}
	return list, all
}

// event decodes a call such as entering(stage.lead.mql).
func (d *decoder) event(e hclsyntax.Expression, sc *scope) (schema.Event, bool) {
	at := rangeOf(e.Range())
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return schema.Event{}, false
	}
	forms := eventForms()
	c, isCall := e.(*hclsyntax.FunctionCallExpr)
	if !isCall {
		d.l.diags.Errorf(diag.WrongType, at, "An event is needed here", "Write one of %s.", strings.Join(forms, ", "))
		return schema.Event{}, false
	}
	kinds, known := schema.EventKinds[c.Name]
	if !known {
		names := sortedKeys(schema.EventKinds)
		d.l.diags.Errorf(diag.BadValue, rangeOf(c.NameRange), fmt.Sprintf("There is no event %s", c.Name), "Write one of %s.%s", strings.Join(forms, ", "), diag.DidYouMean(c.Name, names))
		return schema.Event{}, false
	}
	if len(c.Args) != 1 || c.ExpandFinal {
		d.l.diags.Errorf(diag.BadValue, at, fmt.Sprintf("%s takes one argument", c.Name), "Write one of %s.", strings.Join(forms, ", "))
		return schema.Event{}, false
	}
	ev := schema.Event{Kind: c.Name}
	switch {
	case c.Name == "every":
		ev.Every, ok = d.duration(&schema.Attr{Name: "every"}, c.Args[0], sc)
	case kinds == nil:
		ev.Name, ok = d.string(&schema.Attr{Name: c.Name}, c.Args[0], sc)
	case c.Name == "reaches":
		ev.Target, ok = d.threshold(c.Args[0], sc)
	default:
		ev.Target, ok = d.address(kinds, c.Args[0], sc)
	}
	return ev, ok
}

// threshold decodes scoring.NAME.THRESHOLD.
func (d *decoder) threshold(e hclsyntax.Expression, sc *scope) (schema.Address, bool) {
	at := rangeOf(e.Range())
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return "", false
	}
	t, is, ok := sc.traversal(e)
	if !ok {
		return "", false
	}
	if !is {
		return "", d.noReference([]string{"threshold"}, at, "a value")
	}
	addr, ok := sc.address(t)
	if !ok {
		return "", false
	}
	module, kind, labels := addr.Split()
	if n := len(labels); kind != "scoring" || n < 2 || n > 3 || n == 3 && labels[1] != "threshold" && labels[1] != "meets" {
		d.l.diags.Errorf(diag.WrongReference, at, fmt.Sprintf("%s is no threshold", addr.Written()), "Write %s.", refHint([]string{"threshold"}))
		return "", false
	}
	addr = schema.NewAddress(module, kind, labels[0], "threshold", labels[len(labels)-1])
	d.l.refs = append(d.l.refs, pendingRef{addr, []string{"threshold"}, at, d.here()})
	return addr, true
}

func eventForms() []string {
	var out []string
	for _, k := range sortedKeys(schema.EventKinds) {
		switch kinds := schema.EventKinds[k]; {
		case k == "every":
			out = append(out, `every("1d")`)
		case kinds == nil:
			out = append(out, k+`("NAME")`)
		default:
			out = append(out, k+"("+refHint(kinds)+")")
		}
	}
	return out
}
