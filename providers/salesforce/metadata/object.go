package metadata

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// compose makes the file of an object with all its children nested, in the schema's order and that of their names; own is the
// object's own component. Comments around a child's root stand in front of it.
func compose(own *tree.Document, children []Component) *tree.Document {
	doc := own.Clone()
	byElement := map[string][]*tree.Node{}
	for _, c := range children {
		element := KindOf(c.Kind).Element
		nested := c.Doc.Clone()
		node := nested.Root
		node.Name = element
		node.Attrs = slices.DeleteFunc(node.Attrs, isDeclaration)
		if _, name, _ := strings.Cut(c.Name, "."); node.Child("fullName") == nil {
			node.Kids = slices.Insert(node.Kids, 0, tree.Leaf("fullName", name))
		}
		byElement[element] = append(slices.Concat(byElement[element], nested.Before, nested.After), node)
	}
	for _, k := range kinds {
		if k.Parent == "CustomObject" && len(byElement[k.Element]) > 0 {
			Set(doc.Root, TypeOf("CustomObject"), k.Element, byElement[k.Element]...)
		}
	}
	declare(doc.Root)
	return doc
}

// isDeclaration tells whether an attribute declares a namespace that every file declares as it needs.
func isDeclaration(a tree.Attr) bool {
	return slices.Contains([]string{"xmlns", "xmlns:xsi", "xmlns:xsd"}, a.Name)
}

// decompose takes an object's file apart: its children, and what is left as the object's own component. bare tells that the
// object has nothing of its own.
func decompose(c Component) (own Component, children []Component, bare bool, err error) {
	own = Component{c.Member, &tree.Document{Before: c.Doc.Before, After: c.Doc.After}}
	root := *c.Doc.Root
	root.Kids = nil
	var comments []*tree.Node
	for _, n := range c.Doc.Root.Kids {
		k := childOf(c.Kind, n.Name)
		switch {
		case n.Kind == tree.Comment:
			comments = append(comments, n)
			continue
		case n.Kind == tree.Element && k != nil:
			name := n.ChildValue("fullName")
			if name == "" {
				return own, nil, false, invalid("%s %q: line %d: <%s> has no fullName", c.Kind, c.Name, n.Line, n.Name)
			}
			child := *n
			child.Name = k.Name
			child.Attrs = slices.Clone(n.Attrs)
			declare(&child)
			children = append(children, Component{Member{k.Name, c.Name + "." + name}, &tree.Document{Before: comments, Root: &child}})
		default:
			root.Kids = append(append(root.Kids, comments...), n)
		}
		comments = nil
	}
	root.Kids = append(root.Kids, comments...)
	own.Doc.Root = &root
	return own, children, len(root.Kids) == 0, nil
}
