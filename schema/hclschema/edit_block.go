package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// InsertBlock is the edit that puts the text of a nested block, as BlockText gives it, into a block: behind another nested one, or
// without one in front of those of its kind, or at the end. It is set apart from its neighbours as they are from each other.
func InsertBlock(src []byte, in, behind schema.Block, kind, text string) (Edit, error) {
	m := in.Base()
	e := Edit{File: m.Range.File}
	block, err := writtenBlock(src, m)
	if err != nil {
		return e, err
	}
	text = strings.TrimSuffix(text, "\n")
	indent := lineIndent(src, block.Range().Start.Byte)
	if block.OpenBraceRange.Start.Line == block.CloseBraceRange.Start.Line {
		open, end := block.OpenBraceRange.End.Byte, block.CloseBraceRange.Start.Byte
		inner := strings.TrimSpace(string(src[open:end]))
		if inner != "" {
			inner = "\n" + indent + "  " + inner
		}
		return Edit{m.Range.File, open, end, inner + "\n" + text + "\n" + indent}, nil
	}
	if behind != nil {
		if behind.Base().Range.File != m.Range.File {
			return e, errors.New("its neighbour stands in another file")
		}
		b := blockAt(block.Body, behind.Base().Range.Start.Byte)
		if b == nil {
			return e, errors.New("its neighbour is made by another block")
		}
		e.Start = lineEnd(src, b.CloseBraceRange.End.Byte)
		e.Text = "\n" + gap(src, block.Body, kind) + text
	} else if i := slices.IndexFunc(block.Body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == kind }); i >= 0 {
		e.Start = lead(src, block.Body.Blocks[i])
		e.Text = text + "\n" + gap(src, block.Body, kind)
	} else {
		e.Start = bytes.LastIndexByte(src[:block.CloseBraceRange.Start.Byte], '\n')
		e.Text = "\n" + text
	}
	e.End = e.Start
	return e, nil
}

// AppendBlock is the edit that adds a top-level block to a file.
func AppendBlock(src []byte, file, text string) Edit {
	sep := "\n"
	if len(src) > 0 && src[len(src)-1] != '\n' {
		sep = "\n\n"
	}
	return Edit{file, len(src), len(src), sep + text}
}

// Reorder are the edits that bring nested blocks, given in their new order, into that order. Each moves with the comments
// above it; what stands between stays.
func Reorder(src []byte, in schema.Block, order []schema.Block) ([]Edit, error) {
	m := in.Base()
	block, err := writtenBlock(src, m)
	if err != nil {
		return nil, err
	}
	type chunk struct{ start, end int }
	var moved, slots []chunk
	for _, b := range order {
		at := b.Base().Range
		n := blockAt(block.Body, at.Start.Byte)
		switch {
		case at.File != m.Range.File:
			return nil, fmt.Errorf("%s stands in another file", b.Base().Address)
		case n == nil || n.TypeRange.Start.Byte != at.Start.Byte:
			return nil, fmt.Errorf("%s is made by another block", b.Base().Address)
		}
		moved = append(moved, chunk{lead(src, n), lineEnd(src, n.CloseBraceRange.End.Byte)})
	}
	slots = slices.Clone(moved)
	slices.SortFunc(slots, func(x, y chunk) int { return x.start - y.start })
	var edits []Edit
	for i, slot := range slots {
		if i > 0 && slot.start < slots[i-1].end {
			return nil, errors.New("two blocks stand on one line")
		}
		if text := src[moved[i].start:moved[i].end]; moved[i] != slot {
			edits = append(edits, Edit{m.Range.File, slot.start, slot.end, string(text)})
		}
	}
	return edits, nil
}

// gap is what stands between nested blocks of a kind beside their line breaks: an empty line, or nothing.
func gap(src []byte, body *hclsyntax.Body, kind string) string {
	var before *hclsyntax.Block
	for _, b := range body.Blocks {
		if b.Type != kind {
			continue
		}
		if before != nil {
			if strings.Count(string(src[before.CloseBraceRange.End.Byte:lead(src, b)]), "\n") > 1 {
				return "\n"
			}
			return ""
		}
		before = b
	}
	return "\n"
}

// lead is where a block begins together with the comments that stand right above it.
func lead(src []byte, b *hclsyntax.Block) int {
	start := bytes.LastIndexByte(src[:b.TypeRange.Start.Byte], '\n') + 1
	for start > 0 {
		above := bytes.LastIndexByte(src[:start-1], '\n') + 1
		line := bytes.TrimSpace(src[above : start-1])
		if !bytes.HasPrefix(line, []byte("#")) && !bytes.HasPrefix(line, []byte("//")) {
			break
		}
		start = above
	}
	return start
}

// lineEnd is the end of the line of a byte, before its line break.
func lineEnd(src []byte, at int) int {
	if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(src)
}
