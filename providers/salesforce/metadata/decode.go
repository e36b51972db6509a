package metadata

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Decode reads a file into a pointer to a modelled type. The value keeps the document; it is not changed later.
func Decode(doc *tree.Document, into any) error {
	if err := DecodeNode(doc.Root, into); err != nil {
		return err
	}
	rest(reflect.ValueOf(into).Elem()).doc = doc
	return nil
}

// DecodeNode reads an element into a pointer to a modelled type.
func DecodeNode(n *tree.Node, into any) error { return decodeStruct(n, reflect.ValueOf(into).Elem()) }

func decodeStruct(n *tree.Node, v reflect.Value) error {
	v.SetZero()
	rest(v).from = n
	m := modelOf(v.Type())
	nodes := make([][]*tree.Node, len(m.fields))
	for _, k := range n.Kids {
		if i, ok := m.at[k.Name]; ok && k.Kind == tree.Element {
			nodes[i] = append(nodes[i], k)
		}
	}
	for i, f := range m.fields {
		if len(nodes[i]) == 0 {
			continue
		}
		if err := decodeField(nodes[i], f, v.FieldByIndex(f.index)); err != nil {
			return err
		}
	}
	return nil
}

// decodeField reads the elements of one name. Of what may be there once, the first counts.
func decodeField(nodes []*tree.Node, f modelField, v reflect.Value) error {
	v.SetZero()
	if len(nodes) == 0 {
		return nil
	}
	switch v.Kind() {
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(nodes), len(nodes)))
		for i, n := range nodes {
			if err := decodeValue(n, f, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	case reflect.Pointer:
		if isNil(nodes[0]) {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return decodeValue(nodes[0], f, v)
}

func decodeValue(n *tree.Node, f modelField, v reflect.Value) error {
	text := n.Value()
	switch v.Kind() {
	case reflect.String:
		if f.percent {
			text = DecodeName(text)
		}
		v.SetString(text)
		return nil
	case reflect.Struct:
		if v.Type() == anyType {
			v.Set(reflect.ValueOf(Any{Type: n.Attr("xsi:type"), Text: text, Nil: isNil(n)}))
			return nil
		}
		return decodeStruct(n, v)
	}
	text = strings.TrimSpace(text)
	if text == "" { // an element without a value stands for none
		return nil
	}
	var err error
	switch v.Kind() {
	case reflect.Bool:
		var b bool
		b, err = parseBool(text)
		v.SetBool(b)
	case reflect.Int:
		var i int64
		i, err = strconv.ParseInt(text, 10, 32)
		v.SetInt(i)
	case reflect.Float64:
		var x float64
		x, err = strconv.ParseFloat(text, 64)
		v.SetFloat(x)
	}
	if err != nil {
		return &providers.Error{Kind: providers.Invalid, Attribute: f.name,
			Message: fmt.Sprintf("line %d: %q is no %s", n.Line, text, kindWords[v.Kind()])}
	}
	return nil
}

var kindWords = map[reflect.Kind]string{reflect.Bool: "boolean", reflect.Int: "whole number", reflect.Float64: "number"}

// parseBool reads a boolean as XML Schema writes it.
func parseBool(s string) (bool, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

func isNil(n *tree.Node) bool {
	is, err := parseBool(strings.TrimSpace(n.Attr("xsi:nil")))
	return is && err == nil
}
