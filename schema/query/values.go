package query

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"unicode"

	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// listName is what the blocks of a kind are called together: the name of the Go field that holds them, as in edge_cases.
func listName(n *schema.Nested) string {
	if !n.Many {
		return n.Name
	}
	var b strings.Builder
	for i, r := range n.GoName {
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(rune(n.GoName[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// shape is the type of a kind of block. It is made once for each.
type shape struct {
	def    *schema.Def
	typ    cty.Type
	parent map[string]cty.Type // of the blocks around it, for stages and members
}

var shapes sync.Map // reflect.Type → *shape

func shapeOf(def *schema.Def) *shape {
	if s, ok := shapes.Load(def.Type); ok {
		return s.(*shape)
	}
	s := &shape{def: def}
	attrs := plainAttrs(def)
	for _, n := range def.Blocks {
		t := shapeOf(n.Def).typ
		if n.Many {
			t = cty.List(t)
		}
		attrs[listName(n)] = t
	}
	for _, holder := range holders()[def.Type] {
		if s.parent == nil {
			s.parent = map[string]cty.Type{}
		}
		for name, t := range plainAttrs(holder) {
			s.parent[name] = t
		}
	}
	if s.parent != nil {
		attrs["parent"] = cty.Object(s.parent)
	}
	s.typ = cty.Object(attrs)
	actual, _ := shapes.LoadOrStore(def.Type, s)
	return actual.(*shape)
}

// plainAttrs are the types of a block's address, labels and attributes.
func plainAttrs(def *schema.Def) map[string]cty.Type {
	attrs := map[string]cty.Type{}
	if def.HasMeta {
		attrs["address"] = cty.String
	}
	for _, a := range attributes(def) {
		attrs[a.Name] = typeOf(a.Type)
	}
	return attrs
}

// attributes are labels, attributes and the catch-all of a block.
func attributes(def *schema.Def) []*schema.Attr {
	out := append(append([]*schema.Attr(nil), def.Labels...), def.Attrs...)
	if r := def.Rest; r != nil {
		c := *r
		c.Name = strings.ToLower(r.GoName)
		out = append(out, &c)
	}
	return out
}

// holders are the blocks that hold those of a kind with addresses of its own.
var holders = sync.OnceValue(func() map[reflect.Type][]*schema.Def {
	out := map[reflect.Type][]*schema.Def{}
	for _, top := range schema.Language().Blocks {
		for _, kind := range schema.OwnKinds {
			if n := top.Def.Block(kind); n != nil {
				out[n.Def.Type] = append(out[n.Def.Type], top.Def)
			}
		}
	}
	return out
})

func typeOf(t reflect.Type) cty.Type {
	switch t {
	case reflect.TypeFor[schema.Duration](), reflect.TypeFor[schema.Criterion](), reflect.TypeFor[schema.Setting]():
		return cty.String
	}
	switch t.Kind() {
	case reflect.Bool:
		return cty.Bool
	case reflect.Float64:
		return cty.Number
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.Slice:
		return cty.List(typeOf(t.Elem()))
	case reflect.Map:
		return cty.Map(typeOf(t.Elem()))
	case reflect.Struct:
		attrs := map[string]cty.Type{}
		eachMember(t, func(name string, f reflect.StructField) { attrs[name] = typeOf(f.Type) })
		return cty.Object(attrs)
	}
	return cty.String
}

// eachMember calls f for the members of a plain value, such as a field type: by their sc tags, or else by their json tags.
func eachMember(t reflect.Type, f func(name string, field reflect.StructField)) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag, ok := field.Tag.Lookup("sc")
		if !ok {
			tag, ok = field.Tag.Lookup("json")
		}
		if name, _, _ := strings.Cut(tag, ","); ok {
			f(name, field)
		}
	}
}

// valueOf is the value of an attribute; null when it is not given.
func valueOf(v reflect.Value) cty.Value {
	switch x := v.Interface().(type) {
	case schema.Duration:
		if x.IsZero() {
			return cty.NullVal(cty.String)
		}
		return cty.StringVal(x.String())
	case schema.Criterion:
		if x.IsZero() {
			return cty.NullVal(cty.String)
		}
		return cty.StringVal(expr.Format(x.Expr))
	case schema.Setting:
		if x.Env != "" {
			return cty.StringVal("env." + x.Env)
		}
		return textOf(x.Value)
	}
	t := v.Type()
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			return cty.NullVal(cty.String)
		}
		return cty.StringVal(v.String())
	case reflect.Bool:
		return cty.BoolVal(v.Bool())
	case reflect.Float64:
		return cty.NumberFloatVal(v.Float())
	case reflect.Pointer:
		if v.IsNil() {
			return cty.NullVal(typeOf(t))
		}
		return valueOf(v.Elem())
	case reflect.Slice:
		list := make([]cty.Value, v.Len())
		for i := range list {
			list[i] = valueOf(v.Index(i))
		}
		return listVal(typeOf(t.Elem()), list)
	case reflect.Map:
		if v.Len() == 0 {
			return cty.MapValEmpty(typeOf(t.Elem()))
		}
		m := make(map[string]cty.Value, v.Len())
		for _, k := range v.MapKeys() {
			m[k.String()] = valueOf(v.MapIndex(k))
		}
		return cty.MapVal(m)
	case reflect.Struct:
		if v.IsZero() {
			return cty.NullVal(typeOf(t))
		}
		m := map[string]cty.Value{}
		eachMember(t, func(name string, f reflect.StructField) { m[name] = valueOf(v.FieldByIndex(f.Index)) })
		return cty.ObjectVal(m)
	}
	return textOf(v.Interface())
}

// textOf is any value as text: text itself, everything else as JSON.
func textOf(x any) cty.Value {
	switch x := x.(type) {
	case nil:
		return cty.NullVal(cty.String)
	case string:
		return cty.StringVal(x)
	}
	data, err := json.Marshal(x)
	if err != nil {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(string(data))
}

func listVal(elem cty.Type, list []cty.Value) cty.Value {
	if len(list) == 0 {
		return cty.ListValEmpty(elem)
	}
	return cty.ListVal(list)
}

// blockVal is the value of a block; holder is the one around it, which only stages and members know.
func blockVal(v reflect.Value, s *shape, holder reflect.Value, holderDef *schema.Def) cty.Value {
	attrs := plainVals(v, s.def)
	for _, n := range s.def.Blocks {
		inner, f := shapeOf(n.Def), v.FieldByIndex(n.Index)
		if n.Many {
			list := make([]cty.Value, f.Len())
			for i := range list {
				list[i] = blockVal(reflect.Indirect(f.Index(i)), inner, v, s.def)
			}
			attrs[listName(n)] = listVal(inner.typ, list)
			continue
		}
		if f.Kind() == reflect.Pointer && f.IsNil() {
			attrs[listName(n)] = cty.NullVal(inner.typ)
			continue
		}
		attrs[listName(n)] = blockVal(reflect.Indirect(f), inner, v, s.def)
	}
	if s.parent != nil {
		given := map[string]cty.Value{}
		if holder.IsValid() {
			given = plainVals(holder, holderDef)
		}
		for name, t := range s.parent {
			if _, ok := given[name]; !ok {
				given[name] = cty.NullVal(t)
			}
		}
		attrs["parent"] = cty.ObjectVal(given)
	}
	return cty.ObjectVal(attrs)
}

func plainVals(v reflect.Value, def *schema.Def) map[string]cty.Value {
	vals := map[string]cty.Value{}
	if def.HasMeta {
		vals["address"] = cty.StringVal(string(v.Addr().Interface().(schema.Block).Base().Address))
	}
	for _, a := range attributes(def) {
		vals[a.Name] = valueOf(v.FieldByIndex(a.Index))
	}
	return vals
}
