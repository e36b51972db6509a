package hclschema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// typeNames are the words that a field type may start with.
var typeNames = append(slices.Clone(schema.FieldKinds), "enum", "multi_enum", "reference")

// fieldType decodes text, enum("a", "b"), reference(object.deal) …
func (d *decoder) fieldType(e hclsyntax.Expression, sc *scope) (schema.FieldType, bool) {
	at := rangeOf(e.Range())
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return schema.FieldType{}, false
	}
	switch x := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if len(x.Traversal) != 1 {
			break
		}
		name := x.Traversal.RootName()
		if slices.Contains(schema.FieldKinds, name) {
			return schema.FieldType{Kind: name}, true
		}
		return schema.FieldType{}, d.badType(name, at)
	case *hclsyntax.FunctionCallExpr:
		switch x.Name {
		case "enum", "multi_enum":
			options, ok := d.options(x, sc)
			return schema.FieldType{Kind: x.Name, Options: options}, ok
		case "reference":
			if len(x.Args) != 1 {
				d.l.diags.Errorf(diag.BadValue, at, "reference takes one argument", "Write reference(object.NAME).")
				return schema.FieldType{}, false
			}
			a, ok := d.address([]string{"object"}, x.Args[0], sc)
			return schema.FieldType{Kind: "reference", Object: a.Name()}, ok
		}
		return schema.FieldType{}, d.badType(x.Name, rangeOf(x.NameRange))
	}
	d.l.diags.Errorf(diag.WrongType, at, "A field type is needed here", `Write one of %s, enum("…"), multi_enum("…"), reference(object.NAME), without quotes.`, strings.Join(schema.FieldKinds, ", "))
	return schema.FieldType{}, false
}

func (d *decoder) badType(name string, at diag.Range) bool {
	d.l.diags.Errorf(diag.BadValue, at, fmt.Sprintf("There is no field type %s", name),
		`It is one of %s, enum("…"), multi_enum("…"), reference(object.NAME).%s`, strings.Join(schema.FieldKinds, ", "), diag.DidYouMean(name, typeNames))
	return false
}

// options are the arguments of enum: texts, or lists of texts.
func (d *decoder) options(c *hclsyntax.FunctionCallExpr, sc *scope) ([]string, bool) {
	options := make([]string, 0, len(c.Args))
	all := true
	add := func(s string, at hcl.Range) {
		if s == "" || slices.Contains(options, s) {
			what := fmt.Sprintf("The option %q is listed twice", s)
			if s == "" {
				what = "An option cannot be empty"
			}
			d.l.diags.Errorf(diag.BadValue, rangeOf(at), what, "Remove it.")
			all = false
			return
		}
		options = append(options, s)
	}
	for i, x := range c.Args {
		if s, ok := literalString(x); ok {
			add(s, x.Range())
			continue
		}
		attr := &schema.Attr{Name: "each option"}
		v, ok := sc.eval(x)
		switch {
		case !ok:
			all = false
		case isList(v) || c.ExpandFinal && i == len(c.Args)-1:
			list, ok := d.strings(attr, x, sc)
			all = all && ok
			for _, s := range list {
				add(s, x.Range())
			}
		default:
			s, ok := d.string(attr, x, sc)
			if !ok {
				all = false
				continue
			}
			add(s, x.Range())
		}
	}
	if len(options) == 0 && all {
		d.l.diags.Errorf(diag.BadValue, rangeOf(c.Range()), c.Name+" needs options", `Write %s("A", "B").`, c.Name)
		return nil, false
	}
	return options, all
}

// setting decodes a value of a crm block: env.NAME, or a constant. Inside an object,
// what is read from the environment is a Setting of its own.
func (d *decoder) setting(e hclsyntax.Expression, sc *scope) (schema.Setting, bool) {
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return schema.Setting{}, false
	}
	switch x := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if x.Traversal.RootName() != "env" {
			break
		}
		if len(x.Traversal) == 2 {
			if step, ok := x.Traversal[1].(hcl.TraverseAttr); ok {
				return schema.Setting{Env: step.Name}, true
			}
		}
		d.l.diags.Errorf(diag.BadValue, rangeOf(e.Range()), "env needs the name of an environment variable", "Write env.NAME.")
		return schema.Setting{}, false
	case *hclsyntax.ObjectConsExpr:
		m, all := map[string]any{}, true
		for _, it := range x.Items {
			k, ok := d.key(it.KeyExpr, sc)
			if !ok {
				all = false
				continue
			}
			s, ok := d.setting(it.ValueExpr, sc)
			all = all && ok
			if s.Env != "" {
				m[k] = s
			} else {
				m[k] = s.Value
			}
		}
		return schema.Setting{Value: m}, all
	}
	v, ok := d.any(e, sc)
	return schema.Setting{Value: v}, ok
}

// any decodes a value of any type: nil, bool, float64, string, schema.Address, []any or map[string]any.
func (d *decoder) any(e hclsyntax.Expression, sc *scope) (any, bool) {
	v, ok := sc.eval(e)
	if !ok {
		return nil, false
	}
	d.noteRefs(v, e)
	return goValue(v), true
}

func goValue(v cty.Value) any {
	t := v.Type()
	switch {
	case v.IsNull() || !v.IsKnown():
		return nil
	case t == cty.String:
		return v.AsString()
	case t == cty.Bool:
		return v.True()
	case t == cty.Number:
		f, _ := v.AsBigFloat().Float64()
		return f
	case t.Equals(refType):
		return *v.EncapsulatedValue().(*schema.Address)
	case t.IsObjectType() || t.IsMapType():
		m := map[string]any{}
		for it := v.ElementIterator(); it.Next(); {
			k, x := it.Element()
			m[k.AsString()] = goValue(x)
		}
		return m
	case v.CanIterateElements():
		list := []any{}
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			list = append(list, goValue(x))
		}
		return list
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
