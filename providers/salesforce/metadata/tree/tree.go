// Package tree keeps a metadata file as a tree that loses nothing but layout: order, comments, CDATA sections,
// attributes and elements that nobody models are all there when it is printed again.
//
// Print writes as Salesforce does on a retrieve: UTF-8, four spaces for each level, the five predefined entities for
// the characters that have one. Line ends become "\n", and white space between elements is that of Print.
package tree

import (
	"slices"
	"strings"
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Element Kind = iota
	Text
	CData
	Comment
	Instruction // a processing instruction
)

// Node is an element or a part of one.
type Node struct {
	Kind  Kind
	Name  string // of an element or instruction, with its prefix as written
	Attrs []Attr // of an element, in order
	Text  string // of anything but an element
	Kids  []*Node
	Line  int // where Parse found it; 0 for what was made
}

// Attr is one attribute of an element.
type Attr struct{ Name, Value string }

// Document is a file: one element, and the comments and instructions around it.
type Document struct {
	Before []*Node
	Root   *Node
	After  []*Node
}

// New makes an element.
func New(name string, kids ...*Node) *Node { return &Node{Name: name, Kids: kids} }

// Leaf makes an element that holds a text. An empty text makes an empty element.
func Leaf(name, text string) *Node {
	if text == "" {
		return New(name)
	}
	return New(name, &Node{Kind: Text, Text: text})
}

// Is tells whether a node is an element of that name.
func (n *Node) Is(name string) bool { return n.Kind == Element && n.Name == name }

// Child gives the first element of a name inside n, or nil.
func (n *Node) Child(name string) *Node {
	for _, k := range n.Kids {
		if k.Is(name) {
			return k
		}
	}
	return nil
}

// Children gives the elements of a name inside n, in order.
func (n *Node) Children(name string) []*Node {
	var out []*Node
	for _, k := range n.Kids {
		if k.Is(name) {
			out = append(out, k)
		}
	}
	return out
}

// Elements gives all elements inside n, in order.
func (n *Node) Elements() []*Node {
	var out []*Node
	for _, k := range n.Kids {
		if k.Kind == Element {
			out = append(out, k)
		}
	}
	return out
}

// Value is the text inside n, CDATA sections included, comments and elements left out.
func (n *Node) Value() string {
	if len(n.Kids) == 1 && (n.Kids[0].Kind == Text || n.Kids[0].Kind == CData) {
		return n.Kids[0].Text
	}
	var b strings.Builder
	for _, k := range n.Kids {
		if k.Kind == Text || k.Kind == CData {
			b.WriteString(k.Text)
		}
	}
	return b.String()
}

// ChildValue is the text of the first element of a name inside n; empty where there is none.
func (n *Node) ChildValue(name string) string {
	if k := n.Child(name); k != nil {
		return k.Value()
	}
	return ""
}

// Attr gives the value of an attribute; empty where there is none.
func (n *Node) Attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// SetAttr sets an attribute in its place, or adds it at the end.
func (n *Node) SetAttr(name, value string) {
	for i, a := range n.Attrs {
		if a.Name == name {
			n.Attrs[i].Value = value
			return
		}
	}
	n.Attrs = append(n.Attrs, Attr{name, value})
}

// Clone copies a node with all that is in it.
func (n *Node) Clone() *Node {
	c := *n
	c.Attrs = slices.Clone(n.Attrs)
	c.Kids = nil
	for _, k := range n.Kids {
		c.Kids = append(c.Kids, k.Clone())
	}
	return &c
}

// Equal tells whether two nodes are the same but for their lines.
func (n *Node) Equal(o *Node) bool {
	return n.Kind == o.Kind && n.Name == o.Name && n.Text == o.Text &&
		slices.Equal(n.Attrs, o.Attrs) && slices.EqualFunc(n.Kids, o.Kids, (*Node).Equal)
}

// Equal tells whether two documents are the same but for their lines.
func (d *Document) Equal(o *Document) bool {
	return slices.EqualFunc(d.Before, o.Before, (*Node).Equal) && d.Root.Equal(o.Root) &&
		slices.EqualFunc(d.After, o.After, (*Node).Equal)
}

// Clone copies a document.
func (d *Document) Clone() *Document {
	c := &Document{Root: d.Root.Clone()}
	for _, n := range d.Before {
		c.Before = append(c.Before, n.Clone())
	}
	for _, n := range d.After {
		c.After = append(c.After, n.Clone())
	}
	return c
}

// isBlank tells whether a text is nothing but white space as XML has it.
func isBlank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

// holdsText tells whether an element holds text, so that white space in it counts.
func (n *Node) holdsText() bool {
	return slices.ContainsFunc(n.Kids, func(k *Node) bool { return k.Kind == Text || k.Kind == CData })
}
