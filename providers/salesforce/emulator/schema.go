package emulator

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed schema.txt
var schemaText string

// element is one that a type can hold.
type element struct {
	name, kind     string
	optional, many bool
}

// schema is what the Metadata API's definition says of the types that are held here.
type schema struct {
	types  map[string][]element
	places map[string]map[string]int // of elements in their types, by name
	enums  map[string][]string
}

var definitions = sync.OnceValue(func() schema {
	s := schema{types: map[string][]element{}, places: map[string]map[string]int{}, enums: map[string][]string{}}
	current := ""
	for line := range strings.Lines(schemaText) {
		line = strings.TrimRight(line, "\n")
		if name, values, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "#") {
			s.enums[name] = strings.Fields(values)
		} else if field, ok := strings.CutPrefix(line, "  "); ok {
			name, kind, _ := strings.Cut(field, " ")
			e := element{name: strings.TrimRight(name, "?*"), kind: kind, optional: strings.HasSuffix(name, "?") || strings.HasSuffix(name, "*"), many: strings.HasSuffix(name, "*")}
			if _, twice := s.places[current][e.name]; !twice { // FlowCustomError has an element of its base again
				s.places[current][e.name] = len(s.types[current])
			}
			s.types[current] = append(s.types[current], e)
		} else if line != "" && line[0] != '#' {
			current = line
			s.types[current], s.places[current] = nil, map[string]int{}
		}
	}
	return s
})

// fault is what is wrong with a document, and where.
type fault struct {
	at      *node
	problem string
}

// check compares an element with its type: unknown elements, wrong values, too many, too few. A type that is not
// known here is not looked into. The order of elements is free; orgs take files whose order is another one.
func check(n *node, kind string) []fault {
	elements, known := definitions().types[kind]
	if !known {
		return value(n, kind)
	}
	var out []fault
	count := map[string]int{}
	for _, k := range n.Kids {
		i, ok := definitions().places[kind][k.Name]
		if !ok {
			out = append(out, fault{k, fmt.Sprintf("Error parsing file: Element {%s}%s invalid at this location in type %s", metadataNS, k.Name, kind)})
			continue
		}
		if count[k.Name]++; count[k.Name] == 2 && !elements[i].many {
			out = append(out, fault{k, fmt.Sprintf("Error parsing file: Element %s is duplicated at this location in type %s", k.Name, kind)})
		}
		out = append(out, check(k, elements[i].kind)...)
	}
	for _, e := range elements {
		if !e.optional && count[e.name] == 0 {
			out = append(out, fault{n, "Required field is missing: " + e.name})
		}
	}
	return out
}

// value checks the text of an element of a simple type.
func value(n *node, kind string) []fault {
	text := strings.TrimSpace(n.Text)
	wrong := func(format string, args ...any) []fault { return []fault{{n, fmt.Sprintf(format, args...)}} }
	if values, ok := definitions().enums[kind]; ok && !slices.Contains(values, text) {
		return wrong("'%s' is not a valid value for the enum '%s'", text, kind)
	}
	switch kind {
	case "boolean":
		if text != "true" && text != "false" {
			return wrong("Error parsing file: '%s' is not a valid value for boolean", text)
		}
	case "int":
		if _, err := strconv.Atoi(text); err != nil {
			return wrong("Error parsing file: '%s' is not a valid value for int", text)
		}
	case "double":
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return wrong("Error parsing file: '%s' is not a valid value for double", text)
		}
	}
	return nil
}

// arrange sorts the children of a document as the Metadata API writes them; equal names keep their order.
func arrange(n *node, kind string) {
	elements, known := definitions().types[kind]
	if !known {
		return
	}
	places := definitions().places[kind]
	place := func(name string) int {
		if i, ok := places[name]; ok {
			return i
		}
		return -1
	}
	slices.SortStableFunc(n.Kids, func(a, b *node) int { return place(a.Name) - place(b.Name) })
	for _, k := range n.Kids {
		if i := place(k.Name); i >= 0 {
			arrange(k, elements[i].kind)
		}
	}
}
