package salesforce

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// A document is an element of a metadata file as values: a text, or a map of the names of the elements inside to documents.
// What the schema takes any number of is a list, even of one. Attributes that are no namespaces stand beside the elements with
// "@" in front, and the text of an element that has some is "#text".
const (
	attributeMark = "@"
	textMember    = "#text"
)

// documentAs is a modelled value, given by pointer, as a document: of a component what its definition holds.
func documentAs(value any) any {
	root := metadata.Encode(value).Root
	for _, d := range documents {
		if d.kind == root.Name {
			return d.definitionIn(root)
		}
	}
	return inside(root, metadata.TypeOf(root.Name))
}

// inside makes a document of an element. typ is the element's type in the schema, nil for one that it does not have.
func inside(n *tree.Node, typ *metadata.Type) any {
	out := map[string]any{}
	for _, a := range n.Attrs {
		if a.Name != "xmlns" && !strings.HasPrefix(a.Name, "xmlns:") {
			out[attributeMark+a.Name] = a.Value
		}
	}
	elements := n.Elements()
	if len(elements) == 0 && typ == nil {
		if len(out) == 0 {
			return n.Value()
		}
		if v := n.Value(); v != "" {
			out[textMember] = v
		}
		return out
	}
	for _, e := range elements {
		known := elementType(typ, e.Name)
		v := inside(e, metadata.TypeOf(known.Type))
		switch old := out[e.Name].(type) {
		case nil:
			if known.Many {
				v = []any{v}
			}
			out[e.Name] = v
		case []any:
			out[e.Name] = append(old, v)
		default:
			out[e.Name] = []any{old, v}
		}
	}
	return out
}

// elementType is what the schema says of an element; zero for one that it does not have.
func elementType(typ *metadata.Type, name string) metadata.ElementType {
	if typ == nil {
		return metadata.ElementType{}
	}
	e, _ := typ.Element(name)
	return e
}

var xmlName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*$`)

// nodeOf makes an element of a document, in the order of the schema. Numbers and truth values are taken for their texts.
func nodeOf(name string, doc any, typ *metadata.Type) (*tree.Node, error) {
	m, ok := doc.(map[string]any)
	if !ok {
		s, ok := scalar(doc)
		if !ok {
			return nil, invalid("definition", "%s is %T, where a text or a map was expected", name, doc)
		}
		return tree.Leaf(name, s), nil
	}
	s, ok := scalar(cmp.Or(m[textMember], any("")))
	if !ok {
		return nil, invalid("definition", "the text of %s is none", name)
	}
	n := tree.Leaf(name, s)
	for _, member := range inOrder(m, typ) {
		v := m[member]
		if attr, is := strings.CutPrefix(member, attributeMark); is {
			value, ok := v.(string)
			if !ok || !xmlName.MatchString(attr) {
				return nil, invalid("definition", "%s has no attribute %q like that", name, attr)
			}
			n.SetAttr(attr, value)
			continue
		}
		known := elementType(typ, member)
		if known.Name == "" && !xmlName.MatchString(member) {
			return nil, invalid("definition", "%q is no name of an element", member)
		}
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, one := range list {
			if one == nil {
				continue
			}
			kid, err := nodeOf(member, one, metadata.TypeOf(known.Type))
			if err != nil {
				return nil, err
			}
			n.Kids = append(n.Kids, kid)
		}
	}
	if s != "" && len(n.Elements()) > 0 {
		return nil, invalid("definition", "%s has a text beside elements", name)
	}
	return n, nil
}

// inOrder are the members of a document but its text, in the order of the schema; others follow by their names.
func inOrder(m map[string]any, typ *metadata.Type) []string {
	known := make([]string, 0, len(m))
	if typ != nil {
		for _, e := range typ.Elements {
			if _, ok := m[e.Name]; ok && !slices.Contains(known, e.Name) {
				known = append(known, e.Name)
			}
		}
	}
	var others []string
	for name := range m {
		if name != textMember && !slices.Contains(known, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return append(known, others...)
}

// scalar is a simple value as a text.
func scalar(x any) (string, bool) {
	switch v := x.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// componentOf makes a component of a document.
func componentOf(kind, name string, doc any) (*metadata.Component, error) {
	if _, ok := doc.(map[string]any); !ok {
		return nil, invalid("definition", "a map of elements was expected")
	}
	root := metadata.KindOf(kind).RootOf(name)
	n, err := nodeOf(root, doc, metadata.TypeOf(root))
	if err != nil {
		return nil, err
	}
	n.SetAttr("xmlns", metadata.Namespace)
	c := metadata.Component{Member: metadata.Member{Kind: kind, Name: name}, Doc: &tree.Document{Root: n}}
	if slices.ContainsFunc(n.Kids, hasAttributes) {
		c = c.With(c, metadata.Listed) // declares their namespaces
	}
	return &c, nil
}

func hasAttributes(n *tree.Node) bool {
	return len(n.Attrs) > 0 || slices.ContainsFunc(n.Kids, hasAttributes)
}

// servesAs tells whether a live document of a kind has all that a wanted one asks for: putting the wanted one into it would
// change nothing.
func servesAs(kind string) func(want, live any) bool {
	return func(want, live any) bool {
		if contains(want, live) { // quick, and mostly enough
			return true
		}
		w, err := componentOf(kind, "X", want)
		if err != nil {
			return false
		}
		l, err := componentOf(kind, "X", live)
		if err != nil {
			return false
		}
		return l.With(*w, metadata.Listed).Same(*l)
	}
}

// part and parts are a map, and the maps of a list, inside a document; empty for what is nothing of the kind.
func part(doc map[string]any, name string) map[string]any {
	m, _ := doc[name].(map[string]any)
	return m
}

func parts(doc map[string]any, name string) []map[string]any {
	items, _ := doc[name].([]any)
	var out []map[string]any
	for _, x := range items {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
