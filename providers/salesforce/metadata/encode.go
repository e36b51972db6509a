package metadata

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Encode makes the file of a modelled value, given by pointer, with the root element that the type has.
func Encode(value any) *tree.Document {
	v := reflect.ValueOf(value).Elem()
	doc := &tree.Document{Root: EncodeNode(v.Type().Name(), value)}
	if old := rest(v).doc; old != nil {
		old = old.Clone()
		doc.Before, doc.After = old.Before, old.After
	}
	declare(doc.Root)
	return doc
}

// EncodeNode makes an element of a modelled value, given by pointer.
func EncodeNode(name string, value any) *tree.Node {
	return encodeStruct(name, reflect.ValueOf(value).Elem()).Clone()
}

// declare adds the namespaces that a file needs.
func declare(root *tree.Node) {
	if root.Attr("xmlns") == "" {
		root.Attrs = slices.Insert(root.Attrs, 0, tree.Attr{Name: "xmlns", Value: Namespace})
	}
	if usesXSI(root) {
		root.SetAttr("xmlns:xsi", xsiNamespace)
		root.SetAttr("xmlns:xsd", xsdNamespace)
	}
}

func usesXSI(n *tree.Node) bool {
	return slices.ContainsFunc(n.Attrs, func(a tree.Attr) bool { return strings.HasPrefix(a.Name, "xsi:") }) ||
		slices.ContainsFunc(n.Kids, usesXSI)
}

// encodeStruct shares nodes with what v was read from; the caller copies.
func encodeStruct(name string, v reflect.Value) *tree.Node {
	m, from := modelOf(v.Type()), rest(v).from
	out := tree.New(name)
	if from != nil {
		out.Attrs, out.Kids = from.Attrs, from.Kids
	}
	for _, f := range m.fields {
		field := v.FieldByIndex(f.index)
		if from != nil && unchanged(from, f, field) {
			continue
		}
		out.Kids = place(out.Kids, m.typ, f.name, encodeField(m, f, field, from))
	}
	return out
}

// unchanged tells whether a field still is what was read.
func unchanged(from *tree.Node, f modelField, field reflect.Value) bool {
	was := reflect.New(field.Type()).Elem()
	err := decodeField(from.Children(f.name), f, was)
	return err == nil && reflect.DeepEqual(was.Interface(), field.Interface())
}

// encodeField makes the elements of one field. What is empty and may be left out is left out.
func encodeField(m *model, f modelField, v reflect.Value, from *tree.Node) []placed {
	var out []placed
	add := func(v reflect.Value, was *tree.Node) {
		node := encodeValue(f, v)
		if v.Kind() == reflect.Struct && v.Type() != anyType {
			was = rest(v).from
		}
		out = append(out, placed{node, was})
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			add(v.Index(i), nil)
		}
		return out
	}
	var was *tree.Node
	if from != nil {
		was = from.Child(f.name)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		add(v.Elem(), was)
		return out
	}
	e, known := m.typ.Element(f.name)
	explicit := v.Kind() == reflect.Bool && was != nil // true became false
	if v.IsZero() && known && e.Optional && !explicit {
		return nil
	}
	add(v, was)
	return out
}

func encodeValue(f modelField, v reflect.Value) *tree.Node {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == anyType {
			return encodeAny(f.name, v.Interface().(Any))
		}
		return encodeStruct(f.name, v)
	case reflect.Bool:
		return tree.Leaf(f.name, strconv.FormatBool(v.Bool()))
	case reflect.Int:
		return tree.Leaf(f.name, strconv.FormatInt(v.Int(), 10))
	case reflect.Float64:
		return tree.Leaf(f.name, number(v.Float()))
	}
	if f.percent {
		return tree.Leaf(f.name, EncodeName(v.String()))
	}
	return tree.Leaf(f.name, v.String())
}

// number writes a number as Salesforce does: with a point, also where it is whole.
func number(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if x == math.Trunc(x) && !math.IsInf(x, 0) {
		s += ".0"
	}
	return s
}

func encodeAny(name string, a Any) *tree.Node {
	n := tree.Leaf(name, a.Text)
	if a.Nil {
		n = tree.New(name)
		n.SetAttr("xsi:nil", "true")
	} else if a.Type != "" {
		n.SetAttr("xsi:type", a.Type)
	}
	return n
}
