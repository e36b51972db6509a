// Package providers is the contract between Stagecraft and a CRM.
//
// A provider declares its resource types as data, compiles an architecture
// into the resources that its CRM should have, reads the live ones in bulk and
// applies operations. It never compares, orders or decides: the planner does, once for all.
//
// Resources refer to each other by natural key, never by remote id, so a
// resource whose parent the same run creates is fully known when it is planned.
package providers

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/zclconf/go-cty/cty"
)

// ResourceType declares a kind of configuration object of a CRM. The
// planner's diff, the Terraform provider, import and the documentation all come from it.
type ResourceType struct {
	Name string // "hubspot_pipeline": provider, underscore, noun
	Doc  string // one paragraph
	// Attributes, in the order in which they are shown.
	Attributes []Attribute
	// Key names the attributes that together recognise a live object. Their
	// values joined by "/" are the resource's natural key.
	Key []string
	// CanDelete is false where the CRM has no way to remove such an object;
	// DeleteNote then says what happens instead ("the value is deactivated").
	CanDelete  bool
	DeleteNote string
	// Records tells that live records can hang on such an object (a stage, an
	// option), so that removing one needs to know where they go.
	Records bool
	// Examples are values of one object of the type as its life goes on, for documentation and tests: it is created with the
	// first, the others change it, and one that differs in an immutable attribute replaces it. They refer to the first
	// example of other types, to what is Beside it, or to objects that every such CRM has, and every such CRM takes them.
	Examples []Values
	// Beside are further objects of the type to which examples of other types refer; see Info.ExampleNeeds.
	Beside []Values
	// Documents tells that such an object only writes down what the architecture says. Plans count what is made of them.
	Documents bool
}

// Attribute declares one attribute of a resource type.
type Attribute struct {
	Name string
	Type cty.Type
	Doc  string
	// Required attributes are always given; Optional ones may be; Computed
	// ones are set by the CRM when not given and never make a difference then.
	Required, Optional, Computed bool
	// Immutable attributes cannot be changed on a live object: a change means replace.
	Immutable bool
	// Sensitive values are masked wherever they would be shown.
	Sensitive bool
	// WriteOnly values are secrets that the CRM takes and never gives back, so that no live object has them. They are masked
	// like Sensitive ones.
	WriteOnly bool
	// Technical values are for the CRM: another attribute of the type says for people what is in them.
	Technical bool
	// Ordinal numbers only say in which order siblings come: resources whose natural
	// keys differ in the last part alone. The planner keeps live numbers where the order is right.
	Ordinal bool
	// Set lists have no order.
	Set bool
	// Refers names the resource type whose natural key the value (or each
	// element) is. The planner orders by it.
	Refers string
	// Within gives the same for keys of objects inside the value, at any depth:
	// {"to_queue": "sandbox_queue"}.
	Within map[string]string
	// Default is what the CRM has when the attribute is not given.
	Default any
	// Serves tells whether a live value that is not equal to a wanted one will do all the
	// same, as a document does to which the CRM added members of its own. Nil: equal ones only.
	Serves func(want, live any) bool
	// Merge gives the list that a live one becomes when a wanted one is written, where what others added to it stays. Plans
	// then show what comes and goes. Nil: the wanted one.
	Merge func(want, live any) any
}

// Secret tells whether values are masked, and kept as salted sums alone.
func (a *Attribute) Secret() bool { return a.Sensitive || a.WriteOnly }

// Differs tells whether a live value must be changed to a wanted one.
func (a *Attribute) Differs(want, live any) bool {
	if a.Computed && want == nil || reflect.DeepEqual(want, live) {
		return false
	}
	return a.Serves == nil || want == nil || live == nil || !a.Serves(want, live)
}

// Differing names the attributes in which live values must be changed to wanted ones. Places among siblings do not count.
func (t *ResourceType) Differing(want, live Values) []string {
	var out []string
	for _, a := range t.Attributes {
		if !a.Ordinal && a.Differs(want[a.Name], live[a.Name]) {
			out = append(out, a.Name)
		}
	}
	return out
}

// Attribute finds an attribute by name, or returns nil.
func (t *ResourceType) Attribute(name string) *Attribute {
	for i := range t.Attributes {
		if t.Attributes[i].Name == name {
			return &t.Attributes[i]
		}
	}
	return nil
}

// Ordered tells whether siblings of the type stand in an order.
func (t *ResourceType) Ordered() bool {
	return slices.ContainsFunc(t.Attributes, func(a Attribute) bool { return a.Ordinal })
}

// KeyOf is the natural key of a resource with these values.
func (t *ResourceType) KeyOf(v Values) string {
	parts := make([]string, len(t.Key))
	for i, k := range t.Key {
		parts[i] = fmt.Sprint(v[k])
	}
	return strings.Join(parts, "/")
}

// ParentOf names what resources with these values are siblings under, for Ordinal
// attributes: those that have all of the natural key but its last part in common.
func (t *ResourceType) ParentOf(v Values) string {
	parts := make([]string, len(t.Key)-1)
	for i := range parts {
		parts[i] = fmt.Sprint(v[t.Key[i]])
	}
	return strings.Join(parts, "\x00")
}

// Values are the attributes of a resource as JSON values: nil, bool, float64,
// string, []any and map[string]any. An absent attribute and nil are the same.
type Values map[string]any

// With returns a copy of the values with one attribute set.
func (v Values) With(name string, x any) Values {
	out := maps.Clone(v)
	if out == nil {
		out = Values{}
	}
	out[name] = x
	return out
}

// Normalize brings values into the one form in which they are compared: only
// declared attributes, no nils, numbers as float64, sets sorted, defaults
// left out. It reports the first value that does not fit its type.
func (t *ResourceType) Normalize(v Values) (Values, error) {
	out := make(Values, len(v))
	for name, x := range v {
		a := t.Attribute(name)
		if a == nil {
			return nil, fmt.Errorf("%s has no attribute %q", t.Name, name)
		}
		n, err := normalize(x, a.Type)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name, name, err)
		}
		if l, ok := n.([]any); ok && a.Set {
			sort.Slice(l, func(i, j int) bool { return fmt.Sprint(l[i]) < fmt.Sprint(l[j]) })
		}
		if n == nil || a.Default != nil && reflect.DeepEqual(n, a.Default) {
			continue
		}
		out[name] = n
	}
	for _, a := range t.Attributes {
		if a.Required && out[a.Name] == nil && a.Default == nil {
			return nil, fmt.Errorf("%s needs %q", t.Name, a.Name)
		}
	}
	return out, nil
}

// plain is a JSON value with every number as float64.
func plain(x any) any {
	switch x := x.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, v := range x {
			out[k] = plain(v)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = plain(v)
		}
		return out
	}
	switch v := reflect.ValueOf(x); {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return x
}

func normalize(x any, ty cty.Type) (any, error) {
	if x == nil {
		return nil, nil
	}
	v := reflect.ValueOf(x)
	mismatch := func() (any, error) { return nil, fmt.Errorf("%T does not fit %s", x, ty.FriendlyName()) }
	switch {
	case ty == cty.String:
		if v.Kind() != reflect.String {
			return mismatch()
		}
		if v.String() == "" {
			return nil, nil
		}
		return v.String(), nil
	case ty == cty.Bool:
		if v.Kind() != reflect.Bool {
			return mismatch()
		}
		return v.Bool(), nil
	case ty == cty.Number:
		switch {
		case v.CanInt():
			return float64(v.Int()), nil
		case v.CanUint():
			return float64(v.Uint()), nil
		case v.CanFloat() && !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0):
			return v.Float(), nil
		}
		return mismatch()
	case ty == cty.DynamicPseudoType:
		return plain(x), nil
	case ty.IsListType() || ty.IsSetType() || ty.IsTupleType():
		if v.Kind() != reflect.Slice {
			return mismatch()
		}
		if v.Len() == 0 {
			return nil, nil
		}
		out := make([]any, v.Len())
		for i := range out {
			et := cty.DynamicPseudoType
			if !ty.IsTupleType() {
				et = ty.ElementType()
			}
			e, err := normalize(v.Index(i).Interface(), et)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			out[i] = e
		}
		return out, nil
	case ty.IsMapType() || ty.IsObjectType():
		if v.Kind() != reflect.Map {
			return mismatch()
		}
		out := make(map[string]any, v.Len())
		for _, k := range v.MapKeys() {
			var et cty.Type
			switch {
			case ty.IsMapType():
				et = ty.ElementType()
			case ty.HasAttribute(k.String()):
				et = ty.AttributeType(k.String())
			default:
				return nil, fmt.Errorf("unexpected key %q", k.String())
			}
			e, err := normalize(v.MapIndex(k).Interface(), et)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k.String(), err)
			}
			if e != nil {
				out[k.String()] = e
			}
		}
		if len(out) == 0 {
			return nil, nil
		}
		return out, nil
	}
	return mismatch()
}

// Resource is an object that an architecture wants.
type Resource struct {
	Type   string
	Key    string // natural key
	Values Values // normalized
	// Origin is the block that asked for it; Part tells resources of one type and origin apart.
	Origin schema.Address
	Part   string
	Source diag.Range
	// Label is what people call it: `stage "MQL" of Lead lifecycle`.
	Label string
	// Golden marks a resource that belongs to a golden stage.
	Golden bool
}

// Address is the resource's name in plans and state: type, origin and part,
// as in "sandbox_option.field.contact.icp_band#A".
func (r *Resource) Address() string { return ResourceAddress(r.Type, r.Origin, r.Part) }

// ResourceAddress composes the address of a resource.
func ResourceAddress(typ string, origin schema.Address, part string) string {
	s := typ + "." + string(origin)
	if part != "" {
		s += "#" + part
	}
	return s
}

// SplitAddress takes a resource address apart again.
func SplitAddress(addr string) (typ string, origin schema.Address, part string) {
	addr, part, _ = strings.Cut(addr, "#")
	typ, o, _ := strings.Cut(addr, ".")
	return typ, schema.Address(o), part
}

// Live is an object that exists in the CRM.
type Live struct {
	Type   string
	ID     string // the CRM's own id
	Key    string
	Values Values // normalized
	// BuiltIn objects belong to the CRM itself: never unmanaged, never deleted.
	BuiltIn bool
}

// Live makes a live object of values that a CRM returned; crm is what people call it.
func (t *ResourceType) Live(crm, id string, v Values) (*Live, error) {
	norm, err := t.Normalize(v)
	if err != nil {
		return nil, &Error{Kind: Invalid, Message: crm + " returned what cannot be read", Err: err}
	}
	return &Live{Type: t.Name, ID: id, Key: t.KeyOf(norm), Values: norm}, nil
}
