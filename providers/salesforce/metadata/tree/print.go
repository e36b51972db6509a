package tree

import (
	"bytes"
	"strings"
)

const indent = "    "

// Print writes a file. What XML cannot hold is written as U+FFFD; metadata.Check reports it before.
func Print(d *Document) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	for _, list := range [][]*Node{d.Before, {d.Root}, d.After} {
		for _, n := range list {
			write(&b, n, "\n")
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// String is how Print writes a node, for messages and tests.
func (n *Node) String() string {
	var b bytes.Buffer
	write(&b, n, "\n")
	return b.String()
}

// write writes a node. newline is the line end and indentation in front of it; empty inside of text.
func write(b *bytes.Buffer, n *Node, newline string) {
	switch n.Kind {
	case Text:
		b.WriteString(textEscapes.Replace(legal(n.Text)))
	case CData:
		b.WriteString("<![CDATA[" + strings.ReplaceAll(legal(n.Text), "]]>", "]]]]><![CDATA[>") + "]]>")
	case Comment:
		text := strings.ReplaceAll(legal(n.Text), "--", "- -")
		text = strings.ReplaceAll(text, "--", "- -") // three in a row
		if strings.HasSuffix(text, "-") {
			text += " "
		}
		b.WriteString("<!--" + text + "-->")
	case Instruction:
		b.WriteString(strings.TrimSpace("<?"+n.Name+" "+strings.ReplaceAll(legal(n.Text), "?>", "? >")) + "?>")
	case Element:
		writeElement(b, n, newline)
	}
}

func writeElement(b *bytes.Buffer, n *Node, newline string) {
	b.WriteString("<" + n.Name)
	for _, a := range n.Attrs {
		b.WriteString(" " + a.Name + `="` + attrEscapes.Replace(legal(a.Value)) + `"`)
	}
	if len(n.Kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	inner := ""
	if newline != "" && !n.holdsText() {
		inner = newline + indent
	}
	for _, k := range n.Kids {
		b.WriteString(inner)
		write(b, k, inner)
	}
	if inner != "" {
		b.WriteString(newline)
	}
	b.WriteString("</" + n.Name + ">")
}

// The entities that Salesforce writes on a retrieve. A carriage return would be read as a line feed, so it is written as its number.
var textEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\r", "&#xD;")

var attrEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;",
	"\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")

func legal(s string) string {
	if !strings.ContainsFunc(s, illegal) {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.Map(func(r rune) rune {
		if illegal(r) {
			return '\ufffd'
		}
		return r
	}, s)
}
