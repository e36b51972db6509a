package tree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// maxDepth is far more than any metadata type nests; deeper input is refused before it can exhaust the stack.
const maxDepth = 200

// Parse reads a file. It refuses document types, and with them entities of their own.
func Parse(data []byte) (*Document, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, invalid(1, "the file is not UTF-8")
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	p := &parser{data: data, dec: xml.NewDecoder(bytes.NewReader(data)), doc: &Document{}}
	for {
		p.line, _ = p.dec.InputPos()
		from := p.dec.InputOffset()
		tok, err := p.dec.RawToken()
		if err == io.EOF {
			return p.end()
		}
		if err == nil {
			err = p.take(tok, data[from:p.dec.InputOffset()])
		}
		if err != nil {
			return nil, p.failure(err)
		}
	}
}

type parser struct {
	data []byte
	dec  *xml.Decoder
	doc  *Document
	open []*Node // from the root inwards
	line int
}

// take adds one token; raw is how it was written.
func (p *parser) take(tok xml.Token, raw []byte) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		return p.close(name(t.Name))
	case xml.CharData:
		kind := Text
		if bytes.HasPrefix(raw, []byte("<![CDATA[")) {
			kind = CData
		}
		return p.add(&Node{Kind: kind, Text: string(t)})
	case xml.Comment:
		return p.add(&Node{Kind: Comment, Text: string(t)})
	case xml.ProcInst:
		if t.Target == "xml" {
			if len(p.open) > 0 || p.doc.Root != nil || len(p.doc.Before) > 0 {
				return errors.New("an XML declaration that is not at the start")
			}
			return nil
		}
		return p.add(&Node{Kind: Instruction, Name: t.Target, Text: strings.TrimSpace(string(t.Inst))})
	}
	return errors.New("document types are not allowed")
}

func (p *parser) start(t xml.StartElement) error {
	n := &Node{Name: name(t.Name)}
	for _, a := range t.Attr {
		for _, b := range n.Attrs {
			if b.Name == name(a.Name) {
				return fmt.Errorf("attribute %s is there twice", b.Name)
			}
		}
		n.Attrs = append(n.Attrs, Attr{name(a.Name), a.Value})
	}
	if len(p.open) == maxDepth {
		return fmt.Errorf("more than %d elements inside each other", maxDepth)
	}
	if err := p.add(n); err != nil {
		return err
	}
	p.open = append(p.open, n)
	return nil
}

func (p *parser) close(name string) error {
	if len(p.open) == 0 {
		return fmt.Errorf("</%s> closes nothing", name)
	}
	n := p.open[len(p.open)-1]
	if n.Name != name {
		return fmt.Errorf("</%s> where </%s> was expected", name, n.Name)
	}
	p.open = p.open[:len(p.open)-1]
	dropLayout(n)
	return nil
}

// add puts a node where the parser is.
func (p *parser) add(n *Node) error {
	n.Line = p.line
	if n.Kind != Element && strings.ContainsFunc(n.Text, illegal) {
		return errors.New("a character that XML does not allow")
	}
	switch {
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.Kids = append(parent.Kids, n)
	case n.Kind == Text && isBlank(n.Text):
	case n.Kind == Text || n.Kind == CData:
		return errors.New("text outside of the root element")
	case n.Kind == Element && p.doc.Root != nil:
		return errors.New("more than one root element")
	case n.Kind == Element:
		p.doc.Root = n
	case p.doc.Root == nil:
		p.doc.Before = append(p.doc.Before, n)
	default:
		p.doc.After = append(p.doc.After, n)
	}
	return nil
}

func (p *parser) end() (*Document, error) {
	if len(p.open) > 0 {
		return nil, invalid(p.line, fmt.Sprintf("<%s> is not closed", p.open[len(p.open)-1].Name))
	}
	if p.doc.Root == nil {
		return nil, invalid(p.line, "no element")
	}
	return p.doc, nil
}

// dropLayout takes out the white space between elements. In an element that holds text besides, it counts.
func dropLayout(n *Node) {
	others := false
	for _, k := range n.Kids {
		if k.Kind == CData || k.Kind == Text && !isBlank(k.Text) {
			return
		}
		others = others || k.Kind != Text
	}
	if !others {
		return
	}
	kept := n.Kids[:0]
	for _, k := range n.Kids {
		if k.Kind != Text {
			kept = append(kept, k)
		}
	}
	n.Kids = kept
}

func name(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func (p *parser) failure(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return invalid(syntax.Line, syntax.Msg)
	}
	return invalid(p.line, err.Error())
}

func invalid(line int, what string) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("line %d: %s", line, what)}
}

// illegal tells whether XML 1.0 has no way to write a character.
func illegal(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0xD800 && r <= 0xDFFF || r == 0xFFFE || r == 0xFFFF
}
