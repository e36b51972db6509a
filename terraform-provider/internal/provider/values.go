package provider

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plain is a Terraform value as JSON: nil, bool, float64, string, []any and map[string]any. known is false when a part of it
// is not known yet; that part is nil. Members that are null are left out.
func plain(v tftypes.Value) (x any, known bool) { return decode(v, false) }

// decode is plain; with nulls, members that are null stay: in a value of any type they say that something shall be empty.
func decode(v tftypes.Value, nulls bool) (x any, known bool) {
	if !v.IsKnown() {
		return nil, false
	}
	if v.IsNull() {
		return nil, true
	}
	t := v.Type()
	switch {
	case t.Is(tftypes.String):
		var s string
		must(v.As(&s))
		return s, true
	case t.Is(tftypes.Bool):
		var b bool
		must(v.As(&b))
		return b, true
	case t.Is(tftypes.Number):
		n := new(big.Float)
		must(v.As(&n))
		f, _ := n.Float64()
		return f, true
	case t.Is(tftypes.List{}), t.Is(tftypes.Set{}), t.Is(tftypes.Tuple{}):
		var list []tftypes.Value
		must(v.As(&list))
		out, known := make([]any, len(list)), true
		for i, e := range list {
			var ok bool
			out[i], ok = decode(e, nulls)
			known = known && ok
		}
		return out, known
	case t.Is(tftypes.Map{}), t.Is(tftypes.Object{}):
		var m map[string]tftypes.Value
		must(v.As(&m))
		out, known := make(map[string]any, len(m)), true
		for k, e := range m {
			p, ok := decode(e, nulls)
			known = known && ok
			if p != nil || nulls {
				out[k] = p
			}
		}
		return out, known
	}
	panic(fmt.Sprintf("no such type: %s", t)) // Terraform has no other
}

// must holds because the type was asked for before.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// value is a JSON value as a Terraform value of a type; of the type that it has itself where any will do. The error says what
// does not fit.
func value(x any, t tftypes.Type) (tftypes.Value, error) {
	if t.Is(tftypes.DynamicPseudoType) {
		t = natural(x)
	}
	if x == nil {
		return tftypes.NewValue(t, nil), nil
	}
	mismatch := fmt.Errorf("%T does not fit %s", x, t)
	switch t := t.(type) {
	case tftypes.List:
		return elements(x, t, func(int) tftypes.Type { return t.ElementType })
	case tftypes.Set:
		if list, ok := x.([]any); ok {
			x = distinct(list)
		}
		return elements(x, t, func(int) tftypes.Type { return t.ElementType })
	case tftypes.Tuple:
		if list, ok := x.([]any); ok && len(list) != len(t.ElementTypes) {
			return tftypes.Value{}, mismatch
		}
		return elements(x, t, func(i int) tftypes.Type { return t.ElementTypes[i] })
	case tftypes.Map:
		m, ok := x.(map[string]any)
		if !ok {
			return tftypes.Value{}, mismatch
		}
		out := map[string]tftypes.Value{}
		for k, e := range m {
			v, err := value(e, t.ElementType)
			if err != nil {
				return v, fmt.Errorf("%s: %w", k, err)
			}
			out[k] = v
		}
		return tftypes.NewValue(t, out), nil
	case tftypes.Object:
		m, ok := x.(map[string]any)
		if !ok {
			return tftypes.Value{}, mismatch
		}
		for k := range m {
			if t.AttributeTypes[k] == nil {
				return tftypes.Value{}, fmt.Errorf("unexpected key %q", k)
			}
		}
		out := map[string]tftypes.Value{}
		for k, e := range t.AttributeTypes {
			v, err := value(m[k], e)
			if err != nil {
				return v, fmt.Errorf("%s: %w", k, err)
			}
			out[k] = v
		}
		return tftypes.NewValue(t, out), nil
	}
	if f, ok := x.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) || tftypes.ValidateValue(t, x) != nil {
		return tftypes.Value{}, mismatch
	}
	return tftypes.NewValue(t, x), nil
}

func elements(x any, t tftypes.Type, of func(int) tftypes.Type) (tftypes.Value, error) {
	list, ok := x.([]any)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("%T does not fit %s", x, t)
	}
	out := make([]tftypes.Value, len(list))
	for i, e := range list {
		v, err := value(e, of(i))
		if err != nil {
			return v, fmt.Errorf("[%d]: %w", i, err)
		}
		out[i] = v
	}
	return tftypes.NewValue(t, out), nil
}

// distinct is a list without what is in it before: sets have no element twice.
func distinct(list []any) []any {
	out := []any{}
	for _, x := range list {
		if !slices.ContainsFunc(out, func(y any) bool { return reflect.DeepEqual(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// natural is the type that a JSON value has, as if it were written in configuration.
func natural(x any) tftypes.Type {
	switch x := x.(type) {
	case string:
		return tftypes.String
	case bool:
		return tftypes.Bool
	case float64:
		return tftypes.Number
	case []any:
		types := make([]tftypes.Type, len(x))
		for i, e := range x {
			types[i] = natural(e)
		}
		return tftypes.Tuple{ElementTypes: types}
	case map[string]any:
		types := map[string]tftypes.Type{}
		for k, e := range x {
			types[k] = natural(e)
		}
		return tftypes.Object{AttributeTypes: types}
	}
	return tftypes.DynamicPseudoType
}
