package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// AttrText is an attribute of a block as HCL; given is false when leaving it out means the same. depth is how many blocks the
// attribute stands in.
func AttrText(b schema.Block, attr string, depth int) (text string, given bool) {
	v := reflect.ValueOf(b).Elem()
	a := schema.DefOf(v.Type(), "").Attr(attr)
	if a == nil {
		return "", false
	}
	return writeAttr(a, v.FieldByIndex(a.Index), depth)
}

// BlockText is a block as HCL in canonical form, with a line break at its end.
func BlockText(kind string, b schema.Block, depth int) string {
	v := reflect.ValueOf(b).Elem()
	var w bytes.Buffer
	writeBlock(&w, v, &schema.Nested{Name: kind, Def: schema.DefOf(v.Type(), kind)}, depth+1)
	out, _ := FormatFile(w.Bytes(), "block.hcl")
	indent := strings.Repeat("  ", depth)
	var lines strings.Builder
	for line := range strings.Lines(string(out)) {
		if strings.TrimSpace(line) != "" {
			lines.WriteString(indent)
		}
		lines.WriteString(line)
	}
	return lines.String()
}

// SetValue are the edits that give an attribute of a block the value that text says in HCL; without given they take the attribute
// away. Where a list or the options of an enum change, what stays in them is left as it is written. The error, in words that end
// a sentence, tells why a person must do it: the value is computed, or the block is not written in a file that can be edited.
func SetValue(src []byte, b schema.Block, attr, text string, given bool) ([]Edit, error) {
	m := b.Base()
	block, err := writtenBlock(src, m)
	if err != nil {
		return nil, err
	}
	a := block.Body.Attributes[attr]
	if a == nil {
		if !given {
			return nil, fmt.Errorf("%s is not written", attr)
		}
		e := insertAttr(src, block, m.Range.File, attr, text)
		return []Edit{e}, nil
	}
	r := a.Expr.Range()
	if why := computed(a.Expr); why != "" {
		return nil, fmt.Errorf("%s %s", attr, why)
	}
	if !given {
		return []Edit{removeAttr(src, a, m.Range.File)}, nil
	}
	if edits, ok := setElements(src, m.Range.File, a.Expr, text); ok {
		return edits, nil
	}
	if commented(src[r.Start.Byte:r.End.Byte]) {
		return nil, fmt.Errorf("%s has comments inside", attr)
	}
	end := r.End.Byte
	if n := len(bytes.TrimRight(src[r.Start.Byte:end], "\n")); n < end-r.Start.Byte && !strings.HasSuffix(text, "\n") { // a heredoc ends behind its line
		end = r.Start.Byte + n
	}
	return []Edit{{m.Range.File, r.Start.Byte, end, strings.TrimSuffix(text, "\n")}}, nil
}

// writtenBlock finds the block of a model in its file.
func writtenBlock(src []byte, m *schema.Meta) (*hclsyntax.Block, error) {
	if m.Range.IsZero() {
		return nil, errors.New("nobody wrote it")
	}
	if strings.HasSuffix(m.Range.File, ".json") {
		return nil, errors.New("the file is JSON")
	}
	f, diags := hclsyntax.ParseConfig(src, m.Range.File, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, errors.New("the file is not valid HCL")
	}
	block := blockAt(f.Body.(*hclsyntax.Body), m.Range.Start.Byte)
	if block == nil || block.Type == "content" {
		return nil, errors.New("the block is made by another one")
	}
	return block, nil
}

// computedBy are the roots of names that stand for values from elsewhere.
var computedBy = []string{"var", "local", "each", "count", "module", "env", "path"}

// computed says what a value comes from, unless it is written out; "" when it is.
func computed(e hclsyntax.Expression) (why string) {
	for _, t := range e.Variables() {
		if root := t.RootName(); slices.Contains(computedBy, root) {
			name := root
			if len(t) > 1 {
				if step, ok := t[1].(hcl.TraverseAttr); ok {
					name += "." + step.Name
				}
			}
			return "comes from " + name
		}
	}
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ForExpr:
			why = "is made by a for expression"
		case *hclsyntax.ConditionalExpr:
			why = "is chosen by a condition"
		case *hclsyntax.TemplateExpr:
			literal := func(p hclsyntax.Expression) bool { _, text := p.(*hclsyntax.LiteralValueExpr); return text }
			if slices.ContainsFunc(n.Parts, func(p hclsyntax.Expression) bool { return !literal(p) }) {
				why = "is made of several parts"
			}
		}
		return nil
	})
	return why
}

// commented tells whether there is a comment in HCL.
func commented(src []byte) bool {
	tokens, _ := hclsyntax.LexExpression(src, "", hcl.InitialPos)
	return slices.ContainsFunc(tokens, func(t hclsyntax.Token) bool { return t.Type == hclsyntax.TokenComment })
}

// insertAttr writes a new attribute at the beginning of a block.
func insertAttr(src []byte, block *hclsyntax.Block, file, attr, text string) Edit {
	indent := lineIndent(src, block.Range().Start.Byte)
	line := fmt.Sprintf("\n%s  %s = %s", indent, attr, strings.TrimSuffix(text, "\n"))
	open, end := block.OpenBraceRange.End.Byte, block.CloseBraceRange.Start.Byte
	at := open
	if rest, _, _ := strings.Cut(string(src[open:end]), "\n"); strings.HasPrefix(strings.TrimSpace(rest), "#") || strings.HasPrefix(strings.TrimSpace(rest), "//") {
		at += len(rest) // behind the comment on the first line
	}
	e := Edit{File: file, Start: at, End: at, Text: line}
	if block.OpenBraceRange.Start.Line == block.CloseBraceRange.Start.Line { // { a = 1 } gets lines of its own
		e.Start, e.End = open, end
		if inner := strings.TrimSpace(string(src[open:end])); inner != "" {
			e.Text += "\n" + indent + "  " + inner
		}
		e.Text += "\n" + indent
	}
	return e
}

// removeAttr takes an attribute away with its line; where something else stands on that line, such as a comment, it becomes null.
func removeAttr(src []byte, a *hclsyntax.Attribute, file string) Edit {
	r := a.SrcRange
	start := bytes.LastIndexByte(src[:r.Start.Byte], '\n') + 1
	end := len(src)
	if i := bytes.IndexByte(src[r.End.Byte:], '\n'); i >= 0 {
		end = r.End.Byte + i + 1
	}
	if len(bytes.TrimSpace(src[start:r.Start.Byte])) > 0 || len(bytes.TrimSpace(src[r.End.Byte:end])) > 0 {
		e := a.Expr.Range()
		return Edit{file, e.Start.Byte, e.End.Byte, "null"}
	}
	return Edit{file, start, end, ""}
}

// setElements changes a list, or the arguments of a function such as enum, element by element. ok is false when the value
// or the one that is written is no such thing, or nothing of it stays.
func setElements(src []byte, file string, e hclsyntax.Expression, text string) (edits []Edit, ok bool) {
	written, name, ok := elements(src, e)
	if !ok || len(written) == 0 {
		return nil, false
	}
	next, diags := hclsyntax.ParseExpression([]byte(text), file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, false
	}
	wanted, other, ok := elements([]byte(text), next)
	if !ok || other != name || len(wanted) == 0 {
		return nil, false
	}
	at := func(x element) int {
		return slices.IndexFunc(written, func(w element) bool { return w.text == x.text })
	}
	var stay []int // places of the written elements that stay, in the wanted order
	for _, x := range wanted {
		if i := at(x); i >= 0 {
			stay = append(stay, i)
		}
	}
	if len(stay) == 0 {
		return nil, false
	}
	r := e.Range()
	if len(stay) < len(written) || !slices.IsSorted(stay) { // elements go, or change places
		if commented(src[r.Start.Byte:r.End.Byte]) {
			return nil, false
		}
		if len(wanted) != len(written) {
			return nil, false
		}
		for i := range wanted {
			if wanted[i].text != written[i].text {
				edits = append(edits, Edit{file, written[i].start, written[i].end, wanted[i].text})
			}
		}
		return edits, true
	}
	between := ", "
	if len(written) > 1 {
		if s := src[written[0].end:written[1].start]; !commented(s) {
			between = string(s)
		}
	} else if line := src[bytes.LastIndexByte(src[:written[0].start], '\n')+1 : written[0].start]; len(bytes.TrimSpace(line)) == 0 {
		between = ",\n" + string(line)
	}
	before, place := "", written[0].start
	for _, x := range wanted {
		i := at(x)
		switch {
		case i >= 0:
			if before != "" {
				edits = append(edits, Edit{file, place, place, before})
			}
			before, place = "", written[i].end
		case place == written[0].start:
			before += x.text + between
		default:
			before += between + x.text
		}
	}
	if before != "" {
		edits = append(edits, Edit{file, place, place, before})
	}
	return edits, len(edits) > 0
}

// element is a part of a list, with its text and its place.
type element struct {
	text       string
	start, end int
}

// elements are those of a list, or the arguments of a function, whose name is given.
func elements(src []byte, e hclsyntax.Expression) (out []element, name string, ok bool) {
	var list []hclsyntax.Expression
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		list = e.Exprs
	case *hclsyntax.FunctionCallExpr:
		list, name = e.Args, e.Name
	default:
		return nil, "", false
	}
	for _, x := range list {
		r := x.Range()
		out = append(out, element{string(src[r.Start.Byte:r.End.Byte]), r.Start.Byte, r.End.Byte})
	}
	return out, name, true
}

// Quote is a text as HCL.
func Quote(s string) string { return writeQuoted(s) }
