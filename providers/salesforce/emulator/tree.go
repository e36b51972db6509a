package emulator

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	metadataNS = "http://soap.sforce.com/2006/04/metadata"
	xsiNS      = "http://www.w3.org/2001/XMLSchema-instance"
	xsdNS      = "http://www.w3.org/2001/XMLSchema"
)

// deepest is how far elements may be nested.
const deepest = 60

// node is one element of a document, with its children in their order. Prefixes of elements are dropped.
type node struct {
	Name string  `json:"n"`
	Type string  `json:"x,omitempty"` // xsi:type, as it was written
	Nil  bool    `json:"nil,omitempty"`
	Text string  `json:"t,omitempty"`
	Kids []*node `json:"k,omitempty"`

	line, col int
}

// el makes an element with children.
func el(name string, kids ...*node) *node { return &node{Name: name, Kids: kids} }

// tx makes an element with a text.
func tx(name string, value any) *node { return &node{Name: name, Text: fmt.Sprint(value)} }

// all gives the children of one name.
func (n *node) all(name string) []*node {
	var out []*node
	if n != nil {
		for _, k := range n.Kids {
			if k.Name == name {
				out = append(out, k)
			}
		}
	}
	return out
}

// child follows a path of names to the first element, nil where there is none.
func (n *node) child(path ...string) *node {
	for _, name := range path {
		next := n.all(name)
		if len(next) == 0 {
			return nil
		}
		n = next[0]
	}
	return n
}

// str is the text below a path, "" where there is none.
func (n *node) str(path ...string) string {
	if k := n.child(path...); k != nil {
		return k.Text
	}
	return ""
}

func (n *node) is(name string) bool { return n.str(name) == "true" }

// texts gives the texts of all children of one name.
func (n *node) texts(name string) []string {
	var out []string
	for _, k := range n.all(name) {
		out = append(out, k.Text)
	}
	return out
}

// clone is a deep copy.
func (n *node) clone() *node {
	c := *n
	c.Kids = make([]*node, len(n.Kids))
	for i, k := range n.Kids {
		c.Kids[i] = k.clone()
	}
	return &c
}

// set gives the child of a name a text, and adds the child where it is missing.
func (n *node) set(name, value string) {
	if k := n.child(name); k != nil {
		k.Text = value
		return
	}
	n.Kids = append(n.Kids, tx(name, value))
}

// without is the element less the children of some names.
func (n *node) without(names ...string) *node {
	c := *n
	c.Kids = nil
	for _, k := range n.Kids {
		drop := false
		for _, name := range names {
			drop = drop || k.Name == name
		}
		if !drop {
			c.Kids = append(c.Kids, k)
		}
	}
	return &c
}

// walk visits an element and all below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, k := range n.Kids {
		k.walk(visit)
	}
}

// parseError says where a document cannot be read.
type parseError struct {
	line, col int
	message   string
}

func (e *parseError) Error() string { return e.message }

// parse reads a document.
func parse(b []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(b))
	var root *node
	var stack []*node
	fail := func(format string, args ...any) (*node, error) {
		line, col := dec.InputPos()
		return nil, &parseError{line, col, fmt.Sprintf(format, args...)}
	}
	for {
		line, col := dec.InputPos()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && root != nil && len(stack) == 0 {
			return root, nil
		} else if err != nil {
			return fail("Error parsing file: %s", strings.TrimPrefix(err.Error(), "XML syntax error on "))
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{Name: t.Name.Local, line: line, col: col}
			for _, a := range t.Attr {
				if a.Name.Space == xsiNS && a.Name.Local == "type" {
					n.Type = a.Value
				}
				n.Nil = n.Nil || a.Name.Space == xsiNS && a.Name.Local == "nil" && a.Value == "true"
			}
			switch {
			case len(stack) > 0:
				top := stack[len(stack)-1]
				top.Kids = append(top.Kids, n)
			case root != nil:
				return fail("Error parsing file: more than one element at the top")
			default:
				root = n
			}
			if stack = append(stack, n); len(stack) > deepest {
				return fail("Error parsing file: nested too deep")
			}
		case xml.EndElement:
			top := stack[len(stack)-1]
			if len(top.Kids) > 0 {
				top.Text = ""
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].Text += string(t)
			}
		case xml.Directive:
			return fail("Error parsing file: DOCTYPE is disallowed")
		}
	}
}

// write adds an element to a buffer; depth below 0 writes it without line breaks.
func (n *node) write(b *bytes.Buffer, depth int, attributes string) {
	indent := func(d int) {
		if depth >= 0 {
			b.WriteString("\n" + strings.Repeat("    ", d))
		}
	}
	if depth > 0 {
		indent(depth)
	}
	b.WriteString("<" + n.Name + attributes)
	if n.Type != "" {
		b.WriteString(` xsi:type="` + escape(n.Type) + `"`)
	}
	if n.Nil {
		b.WriteString(` xsi:nil="true"`)
	}
	if len(n.Kids) == 0 && n.Text == "" {
		b.WriteString("/>")
		return
	}
	b.WriteString(">" + escape(n.Text))
	for _, k := range n.Kids {
		next := depth
		if depth >= 0 {
			next++
		}
		k.write(b, next, "")
	}
	if len(n.Kids) > 0 {
		indent(depth)
	}
	b.WriteString("</" + n.Name + ">")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\r", "&#13;")

func escape(s string) string { return escaper.Replace(s) }

// document writes a component as the file that a retrieve brings.
func (n *node) document() []byte {
	attributes := ` xmlns="` + metadataNS + `"`
	n.walk(func(k *node) {
		if (k.Type != "" || k.Nil) && !strings.Contains(attributes, "xsi") {
			attributes += ` xmlns:xsi="` + xsiNS + `" xmlns:xsd="` + xsdNS + `"`
		}
	})
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	n.write(&b, 0, attributes)
	b.WriteString("\n")
	return b.Bytes()
}
