package provider

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// pruned is a JSON value without members of objects that are null: plain leaves them out.
func pruned(x any) any {
	switch x := x.(type) {
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = pruned(e)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			if e != nil {
				out[k] = pruned(e)
			}
		}
		return out
	}
	return x
}

// A JSON value is the same after it was a value of Terraform, of the type that it has itself or of a fixed one, and went over the wire.
func FuzzValue(f *testing.F) {
	for _, s := range []string{`null`, `true`, `-0.1`, `1e300`, `9007199254740993`, `""`, `"é\u0000"`, `[]`, `[null, 1, "a", []]`, `{}`, `{"a": {"b": [1, {"c": null}]}}`, `{"": 1}`, `[[1], [2, 3]]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var x any
		if json.Unmarshal([]byte(s), &x) != nil {
			return
		}
		for _, typ := range []tftypes.Type{tftypes.DynamicPseudoType, tftypes.Map{ElementType: tftypes.String}, tftypes.List{ElementType: tftypes.Number},
			tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.List{ElementType: tftypes.String}, "b": tftypes.DynamicPseudoType}}} {
			v, err := value(x, typ)
			if err != nil {
				if typ.Is(tftypes.DynamicPseudoType) {
					t.Fatalf("%s: %v", s, err)
				}
				continue
			}
			back, known := plain(v)
			if !known || !reflect.DeepEqual(pruned(back), pruned(x)) {
				t.Fatalf("%s as %s is %#v", s, typ, back)
			}
			if _, err := value(back, typ); err != nil {
				t.Fatalf("%s again: %v", s, err)
			}
		}
	})
}

// What has no form in Terraform is an error, never a panic.
func TestValueThatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		x any
		t tftypes.Type
	}{
		{"a", tftypes.Number}, {1.0, tftypes.Bool}, {"a", tftypes.List{ElementType: tftypes.String}}, {[]any{1.0}, tftypes.Set{ElementType: tftypes.String}},
		{[]any{}, tftypes.Map{ElementType: tftypes.String}}, {map[string]any{"x": 1.0}, tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}},
		{math.NaN(), tftypes.Number}, {math.Inf(1), tftypes.DynamicPseudoType}, {struct{}{}, tftypes.DynamicPseudoType}, {[]any{"a"}, tftypes.Tuple{ElementTypes: []tftypes.Type{}}},
	} {
		if v, err := value(c.x, c.t); err == nil {
			t.Errorf("%v as %s is %s", c.x, c.t, v)
		}
	}
}

// Unknown parts are seen at any depth.
func TestPlainOfUnknown(t *testing.T) {
	list := tftypes.List{ElementType: tftypes.String}
	v := tftypes.NewValue(list, []tftypes.Value{tftypes.NewValue(tftypes.String, "a"), tftypes.NewValue(tftypes.String, tftypes.UnknownValue)})
	for _, v := range []tftypes.Value{v, tftypes.NewValue(tftypes.Map{ElementType: list}, map[string]tftypes.Value{"k": v})} {
		if _, known := plain(v); known {
			t.Errorf("%s is known", v)
		}
	}
}
