package query

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Self is the name of the block that is looked at.
const Self = "self"

// root is what an expression may begin with: the blocks of a kind, or the one block of it.
type root struct {
	shape *shape
	many  bool
	paths []path // to the blocks, from the architecture
}

// path leads to blocks: in a field of the architecture, or in a block there.
type path []*schema.Nested

var roots = sync.OnceValue(func() map[string]*root {
	out := map[string]*root{}
	add := func(p path) {
		last := p[len(p)-1]
		r := out[listName(last)]
		if r == nil {
			r = &root{shape: shapeOf(last.Def), many: last.Many}
			out[listName(last)] = r
		}
		r.paths = append(r.paths, p)
	}
	for _, top := range schema.Language().Blocks {
		add(path{top})
		for _, kind := range schema.OwnKinds {
			if n := top.Def.Block(kind); n != nil {
				add(path{top, n})
			}
		}
	}
	return out
})

// Names are what an expression may begin with, beside self: stages, fields, architecture …, sorted.
func Names() []string { return slices.Sorted(maps.Keys(roots())) }

// Kinds are the block types that a name stands for, with those around them: "lifecycle stage".
func Kinds(name string) (out []string) {
	for _, p := range roots()[name].paths {
		kind := ""
		for _, n := range p {
			kind = strings.TrimSpace(kind + " " + n.Name)
		}
		out = append(out, kind)
	}
	return out
}

func (r *root) typ() cty.Type {
	if r.many {
		return cty.List(r.shape.typ)
	}
	return r.shape.typ
}

// Data are the values of an architecture. They are made when they are first asked for; the architecture must not change meanwhile.
type Data struct {
	a      *schema.Architecture
	values map[string]cty.Value                    // by name
	blocks map[string]map[schema.Address]cty.Value // by name, then address
	funcs  map[string]function.Function
}

// Of gives the values of an architecture, which must be indexed.
func Of(a *schema.Architecture) *Data {
	return &Data{a: a, values: map[string]cty.Value{}, blocks: map[string]map[schema.Address]cty.Value{}}
}

// value is what stands for a name.
func (d *Data) value(name string) cty.Value {
	if v, ok := d.values[name]; ok {
		return v
	}
	r := roots()[name]
	var list []cty.Value
	known := map[schema.Address]cty.Value{}
	add := func(b, holder reflect.Value, holderDef *schema.Def) {
		v := blockVal(b, r.shape, holder, holderDef)
		list = append(list, v)
		known[b.Addr().Interface().(schema.Block).Base().Address] = v
	}
	for _, p := range r.paths {
		each(reflect.ValueOf(d.a).Elem(), p[0], func(top reflect.Value) {
			if len(p) == 1 {
				add(top, reflect.Value{}, nil)
				return
			}
			each(top, p[1], func(b reflect.Value) { add(b, top, p[0].Def) })
		})
	}
	v := listVal(r.shape.typ, list)
	if !r.many {
		v = cty.NullVal(r.shape.typ)
		if len(list) > 0 {
			v = list[0]
		}
	}
	d.values[name], d.blocks[name] = v, known
	return v
}

// each calls f for the blocks of one kind in a struct.
func each(v reflect.Value, n *schema.Nested, f func(reflect.Value)) {
	field := v.FieldByIndex(n.Index)
	if !n.Many {
		if !field.IsNil() {
			f(field.Elem())
		}
		return
	}
	for i := range field.Len() {
		f(reflect.Indirect(field.Index(i)))
	}
}

// block is the value of the block with an address; null when there is none.
func (d *Data) block(addr schema.Address) cty.Value {
	b := d.a.Lookup(addr)
	if b == nil {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	for name, r := range roots() {
		if reflect.TypeOf(b).Elem() == r.shape.def.Type {
			d.value(name)
			if v, ok := d.blocks[name][addr]; ok {
				return v
			}
		}
	}
	v := reflect.ValueOf(b).Elem()
	return blockVal(v, shapeOf(schema.DefOf(v.Type(), "")), reflect.Value{}, nil)
}

// Expr is an expression that can be evaluated.
type Expr struct {
	src   hclsyntax.Expression
	names []string
}

// Parse reads an expression in canonical text.
func Parse(text schema.Expression) (*Expr, error) {
	e, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, firstOf(diags)
	}
	x := &Expr{src: e}
	for _, t := range e.Variables() {
		if !slices.Contains(x.names, t.RootName()) {
			x.names = append(x.names, t.RootName())
		}
	}
	return x, nil
}

// Eval evaluates an expression; self is the block that is looked at, or cty.NilVal.
func (d *Data) Eval(x *Expr, self cty.Value) (cty.Value, error) {
	ctx := &hcl.EvalContext{Functions: d.functions(), Variables: map[string]cty.Value{}}
	for _, name := range x.names {
		switch {
		case name == Self && self != cty.NilVal:
			ctx.Variables[Self] = self
		case roots()[name] != nil:
			ctx.Variables[name] = d.value(name)
		}
	}
	v, diags := x.src.Value(ctx)
	if diags.HasErrors() {
		return cty.NilVal, firstOf(diags)
	}
	if v, _ = v.UnmarkDeep(); !v.IsWhollyKnown() {
		return cty.NilVal, fmt.Errorf("the value cannot be known")
	}
	return v, nil
}

// Truth evaluates a condition.
func (d *Data) Truth(x *Expr, self cty.Value) (bool, error) {
	v, err := d.Eval(x, self)
	switch {
	case err != nil:
		return false, err
	case v.IsNull():
		return false, fmt.Errorf("it is null, and must be true or false")
	case v.Type() != cty.Bool:
		return false, fmt.Errorf("it is a value of type %s, and must be true or false", v.Type().FriendlyName())
	}
	return v.True(), nil
}

// Blocks evaluates a list of blocks.
func (d *Data) Blocks(x *Expr) ([]cty.Value, error) {
	v, err := d.Eval(x, cty.NilVal)
	if err != nil {
		return nil, err
	}
	if t := v.Type(); v.IsNull() || !t.IsTupleType() && !t.IsListType() && !t.IsSetType() {
		return nil, fmt.Errorf("it is no list of blocks")
	}
	var out []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		_, b := it.Element()
		if _, ok := Address(b); !ok {
			return nil, fmt.Errorf("it is no list of blocks: an element has no address")
		}
		out = append(out, b)
	}
	return out, nil
}

// Address is the address of the block that a value stands for.
func Address(v cty.Value) (schema.Address, bool) {
	if v.IsNull() || !v.Type().IsObjectType() || !v.Type().HasAttribute("address") {
		return "", false
	}
	a := v.GetAttr("address")
	if a.IsNull() || a.Type() != cty.String {
		return "", false
	}
	return schema.Address(a.AsString()), true
}

// firstOf is the first error among diagnostics, in one sentence without a full stop.
func firstOf(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return fmt.Errorf("%s: %s", trimStop(d.Summary), trimStop(d.Detail))
		}
	}
	return diags
}
