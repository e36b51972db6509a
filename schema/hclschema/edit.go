package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Edit replaces the bytes from Start to End of a file.
type Edit struct {
	File       string
	Start, End int
	Text       string
}

// plainString is a text without escapes and templates, in quotes.
var plainString = regexp.MustCompile(`^"[^"\\$%{}\n]*"$`)

// SetText is the edit that gives an attribute of a block a text, in the file that the block was read
// from. An attribute that is written gets the value in its place; another one becomes the first of the
// block. The error, in words that end a sentence, tells why a person must do it: the value is no plain text, or the file is JSON.
func SetText(src []byte, b schema.Block, attr, value string) (Edit, error) {
	m := b.Base()
	e := Edit{File: m.Range.File}
	if at := m.At(attr); at != m.Range {
		e.Start, e.End, e.Text = at.Start.Byte, at.End.Byte, fmt.Sprintf("%q", value)
		if e.Start > 0 && e.End < len(src) && src[e.Start-1] == '"' && src[e.End] == '"' { // ranges of JSON texts leave the quotes out
			e.Start, e.End = e.Start-1, e.End+1
		}
		if e.End > len(src) || e.Start > e.End || !plainString.Match(src[e.Start:e.End]) {
			return e, fmt.Errorf("%s is computed", attr)
		}
		return e, nil
	}
	if strings.HasSuffix(e.File, ".json") {
		return e, errors.New("the file is JSON")
	}
	f, diags := hclsyntax.ParseConfig(src, e.File, hcl.InitialPos)
	if diags.HasErrors() {
		return e, errors.New("the file is not valid HCL")
	}
	block := blockAt(f.Body.(*hclsyntax.Body), m.Range.Start.Byte)
	if block == nil {
		return e, errors.New("the block is made by another one")
	}
	return insertAttr(src, block, e.File, attr, fmt.Sprintf("%q", value)), nil
}

// blockAt finds the block whose header begins at a byte.
func blockAt(body *hclsyntax.Body, start int) *hclsyntax.Block {
	for _, b := range body.Blocks {
		if b.TypeRange.Start.Byte == start {
			return b
		}
		if b.Range().Start.Byte <= start && start < b.CloseBraceRange.End.Byte {
			return blockAt(b.Body, start)
		}
	}
	return nil
}

// lineIndent is the white space at the beginning of the line of a byte.
func lineIndent(src []byte, at int) string {
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// ApplyEdits carries out edits of one file, which must not overlap; the same edit may be there
// several times. A file in canonical form keeps it, any other keeps its layout.
func ApplyEdits(src []byte, edits []Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(x, y Edit) int { return y.Start - x.Start })
	out := slices.Clone(src)
	for _, e := range slices.Compact(edits) {
		out = slices.Concat(out[:e.Start], []byte(e.Text), out[e.End:])
	}
	if len(edits) == 0 {
		return out
	}
	name := edits[0].File
	if canonical, diags := FormatFile(src, name); !diags.HasErrors() && bytes.Equal(canonical, src) {
		if formatted, diags := FormatFile(out, name); !diags.HasErrors() {
			return formatted
		}
	}
	return out
}
