package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/zclconf/go-cty/cty"
)

// form is how an attribute of a block is kept.
type form int

const (
	kindText form = iota
	kindBool
	kindNumber
	kindOptional // *float64
	kindTexts
	kindTextMap
	kindNumberMap
	kindAny // as JSON text
	kindDuration
	kindEvent
	kindCriterion
	kindFieldType
	kindDecay
	kindRef  // one address of block kind ref
	kindRefs // several
	kindBlock
	kindBlocks
)

// column is one attribute of a resource type, or of objects nested in it.
type column struct {
	name     string
	doc      string
	typ      form
	index    []int // field of the block's struct; nil for outer columns
	ref      string
	refers   string // resource type referred to; "" for references that may go round in circles
	required bool
	fallback any // default
	label    bool
	pointer  bool      // nested: elements are pointers
	columns  []*column // nested
	elem     reflect.Type
}

// soft references are not ordered or demanded: they may go round in circles.
var soft = map[string]bool{
	"Object.BelongsTo": true, "Object.HasMany": true, "Field.Writers": true,
	"Stage.SameAs": true, "Stage.Follows": true, "Action.Sequence": true, "System.Objects": true,
}

func columnsOf(d *schema.Def, k *kind, types map[string]string) []*column {
	var out []*column
	skip := func(name string) bool { return name == "crm" || k != nil && slices.Contains(k.skip, name) }
	if k != nil {
		for i := range k.outer {
			out = append(out, &k.outer[i])
		}
	}
	for _, a := range d.Labels {
		out = append(out, &column{name: a.Name, doc: schema.DocOf(a.Owner, a.GoName), index: a.Index, required: true, label: true})
		if c := out[len(out)-1]; k != nil && a.Name == "object" {
			c.refers = typeObject
		}
	}
	attrs := slices.Clone(d.Attrs)
	if d.Rest != nil {
		rest := *d.Rest
		rest.Name = strings.ToLower(rest.GoName)
		attrs = append(attrs, &rest)
	}
	for _, a := range attrs {
		if !skip(a.Name) {
			out = append(out, attrColumns(a, types)...)
		}
	}
	for _, n := range d.Blocks {
		if skip(n.Name) {
			continue
		}
		c := &column{name: n.Name, doc: schema.DocOf(n.Owner, n.GoName), index: n.Index, typ: kindBlock, pointer: n.Pointer,
			columns: columnsOf(n.Def, nil, types), elem: n.Def.Type}
		if n.Many {
			c.typ, c.name = kindBlocks, plural(n.Name)
		}
		out = append(out, c)
	}
	return out
}

func plural(s string) string {
	if strings.HasSuffix(s, "y") {
		return s[:len(s)-1] + "ies"
	}
	return s + "s"
}

func attrColumns(a *schema.Attr, types map[string]string) []*column {
	c := &column{name: a.Name, doc: schema.DocOf(a.Owner, a.GoName), index: a.Index, required: a.Required}
	if len(a.Enum) > 0 {
		c.doc += " One of " + strings.Join(a.Enum, ", ") + "."
	}
	switch a.Type {
	case reflect.TypeFor[schema.Address](), reflect.TypeFor[[]schema.Address]():
		return refColumns(c, a, types)
	case reflect.TypeFor[schema.Duration]():
		c.typ = kindDuration
	case reflect.TypeFor[schema.Event]():
		c.typ = kindEvent
	case reflect.TypeFor[schema.Criterion]():
		c.typ = kindCriterion
	case reflect.TypeFor[schema.FieldType]():
		c.typ = kindFieldType
		return []*column{c, {name: "references", refers: typeObject, doc: "Record type that a reference points to."}}
	case reflect.TypeFor[*schema.Decay]():
		c.typ = kindDecay
	case reflect.TypeFor[*float64]():
		c.typ = kindOptional
	case reflect.TypeFor[[]string]():
		c.typ = kindTexts
	case reflect.TypeFor[map[string]string]():
		c.typ = kindTextMap
	case reflect.TypeFor[map[string]float64]():
		c.typ = kindNumberMap
	default:
		switch a.Type.Kind() {
		case reflect.Bool:
			c.typ, c.fallback = kindBool, a.Default == "true"
		case reflect.Float64:
			n, _ := strconv.ParseFloat(a.Default, 64)
			c.typ, c.fallback = kindNumber, n
		case reflect.Interface:
			c.typ = kindAny
		case reflect.String:
			if a.Default != "" {
				c.fallback = a.Default
			}
		default:
			panic(fmt.Sprintf("sandbox: no form for %s", a.Type))
		}
	}
	return []*column{c}
}

// refColumns makes a column for each kind of block that a reference may name.
func refColumns(c *column, a *schema.Attr, types map[string]string) []*column {
	c.typ = kindRef
	if a.Type.Kind() == reflect.Slice {
		c.typ = kindRefs
	}
	var out []*column
	for _, kind := range a.RefKinds {
		x := *c
		x.ref = kind
		if types[kind] == "" {
			panic("sandbox: no resource type for references to " + kind)
		}
		if !soft[a.Owner.Name()+"."+a.GoName] {
			x.refers = types[kind]
		}
		if len(a.RefKinds) > 1 {
			x.name, x.required = c.name+"_"+kind, false
		}
		if a.Default != "" {
			x.fallback = schema.Address(a.Default).Name()
		}
		out = append(out, &x)
	}
	return out
}

// attribute is the declaration of a column.
func (c *column) attribute(k *kind) providers.Attribute {
	a := providers.Attribute{Name: c.name, Doc: c.doc, Type: c.cty(), Refers: c.refers, Default: c.fallback,
		Immutable: slices.Contains(k.immutable, c.name), Within: within(c.columns), Ordinal: c.name == "order" && c.index == nil}
	if a.Required = c.required && c.fallback == nil && c.typ != kindBlocks; !a.Required {
		a.Optional = true
	}
	if k.name == typeObject && c.name == "plural" || c.name == "label" && k.name == typeObject {
		a.Computed = true // the CRM keeps its own
	}
	return a
}

func within(cols []*column) map[string]string {
	var out map[string]string
	for _, c := range cols {
		add := within(c.columns)
		if c.refers != "" {
			add = map[string]string{c.name: c.refers}
		}
		for k, v := range add {
			if out == nil {
				out = map[string]string{}
			}
			out[k] = v
		}
	}
	return out
}

func (c *column) cty() cty.Type {
	switch c.typ {
	case kindBool:
		return cty.Bool
	case kindNumber, kindOptional:
		return cty.Number
	case kindTexts, kindRefs:
		return cty.List(cty.String)
	case kindTextMap:
		return cty.Map(cty.String)
	case kindNumberMap:
		return cty.Map(cty.Number)
	case kindDecay:
		return cty.ObjectWithOptionalAttrs(map[string]cty.Type{"half_life": cty.String, "per": cty.String, "points": cty.Number, "expires": cty.String},
			[]string{"half_life", "per", "points", "expires"})
	case kindBlock:
		return objectType(c.columns)
	case kindBlocks:
		return cty.List(objectType(c.columns))
	}
	return cty.String
}

func objectType(cols []*column) cty.Type {
	attrs := map[string]cty.Type{}
	var optional []string
	for _, c := range cols {
		attrs[c.name] = c.cty()
		if !c.required || c.fallback != nil {
			optional = append(optional, c.name)
		}
	}
	return cty.ObjectWithOptionalAttrs(attrs, optional)
}
