package metadata

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// APIVersion is the version of the Metadata API that the order of elements and all types here are of.
const APIVersion = "66.0"

// schemaText lists the types we deal in and all they are made of: a line for each type, its elements in the order
// in which the org wants them, and a line for each enumeration. The facts are those of Salesforce's metadata.wsdl as
// published in forcedotcom/wsdl under BSD-3-Clause, which allows it with its notice (schema.LICENSE);
// TestSchemaIsThatOfSalesforce compares and renews it. Tests write the table as an XML schema, and hold Check against xmllint.
//
//go:embed schema.txt
var schemaText string

// Type is a complex type of the Metadata API.
type Type struct {
	Name     string
	Elements []ElementType // in the order of the schema, those of its base first
	index    map[string]int
}

// ElementType is what one element of a type may hold.
type ElementType struct {
	Name     string
	Type     string // a Type, an enumeration, or string, boolean, int, double, date, time, dateTime, anyType
	Optional bool
	Many     bool
	Nillable bool
}

type schemaTable struct {
	types map[string]*Type
	enums map[string][]string
}

var table = sync.OnceValue(func() schemaTable {
	t, err := readSchema(schemaText)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return t
})

// TypeOf gives a type of the schema, or nil.
func TypeOf(name string) *Type { return table().types[name] }

// EnumOf gives the values of an enumeration, or nil.
func EnumOf(name string) []string { return slices.Clone(table().enums[name]) }

// Element gives what an element of the type may hold.
func (t *Type) Element(name string) (ElementType, bool) {
	i, ok := t.index[name]
	if !ok {
		return ElementType{}, false
	}
	return t.Elements[i], true
}

// position is where an element stands in the type; after all others where the type does not know it.
func (t *Type) position(name string) int {
	if t == nil {
		return 0
	}
	if i, ok := t.index[name]; ok {
		return i
	}
	return len(t.Elements)
}

// readSchema reads the table. A type is "Name : element:type …" with the elements of its base first, an enumeration
// "Name = value …". After an element's name ? means optional, * any number, ~ that it may be nil.
func readSchema(text string) (schemaTable, error) {
	t := schemaTable{types: map[string]*Type{}, enums: map[string][]string{}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case len(words) > 1 && words[1] == "=":
			t.enums[words[0]] = words[2:]
		case len(words) > 1 && words[1] == ":":
			typ := &Type{Name: words[0], index: map[string]int{}}
			for i, w := range words[2:] {
				marked, of, _ := strings.Cut(w, ":")
				name := strings.TrimRight(marked, "?*~")
				marks := marked[len(name):]
				typ.Elements = append(typ.Elements, ElementType{Name: name, Type: of, Many: strings.Contains(marks, "*"),
					Optional: strings.ContainsAny(marks, "?*"), Nillable: strings.Contains(marks, "~")})
				if _, twice := typ.index[name]; !twice { // a few types have an element of their base again
					typ.index[name] = i
				}
			}
			t.types[typ.Name] = typ
		default:
			return t, fmt.Errorf("schema: %q", line)
		}
	}
	return t, nil
}
