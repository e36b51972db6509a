// Package fonts holds the typeface of all documents and measures text with it, so that
// what is laid out here is as wide in the PDF, in the PNG and (where the reader has the font) in the SVG.
//
// The typeface is Inter (SIL Open Font License 1.1, OFL.txt). It has Latin, Greek and Cyrillic.
// An organisation adds fonts for other scripts with Set.With; a sign that no font has
// is told by Missing, so that it becomes a diagnostic and never an empty box.
package fonts

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed Inter-Regular.ttf
var interRegular []byte

//go:embed Inter-SemiBold.ttf
var interSemiBold []byte

// Face is one font file. It may be used by several goroutines.
type Face struct {
	// Name is unique within a Set and safe as a name in a PDF.
	Name string
	// Data is the TrueType file.
	Data []byte

	font *sfnt.Font
	upem float64
	low  [0x2700]int32 // advance of the common characters in font units; -1 where the face has none
}

// newFace parses a TrueType file.
func newFace(name string, data []byte) (*Face, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	if table(data, "glyf") == nil {
		return nil, errors.New("its outlines are not TrueType (an .otf file with PostScript outlines must be converted)")
	}
	face := &Face{Name: name, Data: data, font: f, upem: float64(f.UnitsPerEm())}
	var buf sfnt.Buffer
	for r := range face.low {
		face.low[r] = face.lookup(&buf, rune(r))
	}
	return face, nil
}

// lookup is the advance of a character in font units, or -1 without a glyph.
func (f *Face) lookup(buf *sfnt.Buffer, r rune) int32 {
	i, err := f.font.GlyphIndex(buf, r)
	if err != nil || i == 0 {
		return -1
	}
	adv, err := f.font.GlyphAdvance(buf, i, fixed.Int26_6(f.font.UnitsPerEm()), font.HintingNone)
	if err != nil {
		return -1
	}
	return int32(adv)
}

func (f *Face) advance(r rune) int32 {
	if r >= 0 && int(r) < len(f.low) {
		return f.low[r]
	}
	var buf sfnt.Buffer
	return f.lookup(&buf, r)
}

// Has tells whether the face draws a character.
func (f *Face) Has(r rune) bool { return f.advance(r) >= 0 }

// Outline gives the outline of a character at a size in pixels, y downwards from the baseline,
// and its advance. A character that the face lacks has none.
func (f *Face) Outline(r rune, size float64) (sfnt.Segments, float64) {
	var buf sfnt.Buffer
	i, err := f.font.GlyphIndex(&buf, r)
	if err != nil || i == 0 {
		return nil, 0
	}
	segs, err := f.font.LoadGlyph(&buf, i, fixed.Int26_6(size*64), nil)
	if err != nil {
		return nil, 0
	}
	return slices.Clone(segs), float64(f.advance(r)) / f.upem * size
}

// Set is a regular and a bold face with others for what those lack.
type Set struct {
	Regular, Bold *Face
	// Fallback are tried in order for a character that the first face lacks.
	Fallback []*Face
}

// Inter is the built-in typeface.
var Inter = sync.OnceValue(func() *Set {
	regular, err := newFace("inter", interRegular)
	if err != nil {
		panic("fonts: the embedded font is damaged: " + err.Error())
	}
	bold, err := newFace("inter-semibold", interSemiBold)
	if err != nil {
		panic("fonts: the embedded font is damaged: " + err.Error())
	}
	return &Set{Regular: regular, Bold: bold}
})

// With adds a TrueType file that draws what the set lacks.
func (s *Set) With(file []byte) (*Set, error) {
	f, err := newFace(fmt.Sprintf("extra-%d", len(s.Fallback)+1), file)
	if err != nil {
		return nil, err
	}
	return &Set{Regular: s.Regular, Bold: s.Bold, Fallback: append(slices.Clone(s.Fallback), f)}, nil
}

// face finds the face that draws a character, or nil.
func (s *Set) face(r rune, bold bool) *Face {
	first := s.Regular
	if bold {
		first = s.Bold
	}
	if first.Has(r) {
		return first
	}
	for _, f := range s.Fallback {
		if f.Has(r) {
			return f
		}
	}
	if s.Regular.Has(r) {
		return s.Regular // rather than nothing in bold
	}
	return nil
}

// unseen are characters that draw nothing by themselves: joiners, marks of direction, variation selectors.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// Width is how wide a line of text is at a size, in the unit of the size. A character that no
// face has counts as one em.
func (s *Set) Width(text string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range text {
		if unseen(r) {
			continue
		}
		if f := s.face(r, bold); f != nil {
			w += float64(f.advance(r)) / f.upem
		} else {
			w++
		}
	}
	return w * size
}

// Run is a part of a line that one face draws.
type Run struct {
	Face *Face
	Text string
}

// Runs splits a line into parts by face. What draws nothing is left out; so is what no face has (see Missing).
func (s *Set) Runs(text string, bold bool) []Run {
	var out []Run
	end := 0 // of the last run, while nothing was left out behind it
	for i, r := range text {
		if unseen(r) {
			continue
		}
		f := s.face(r, bold)
		if f == nil {
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		last := len(out) - 1
		switch {
		case last < 0 || out[last].Face != f:
			out = append(out, Run{f, text[i : i+size]})
		case end == i: // the run goes on in the same string
			out[last].Text = text[i-len(out[last].Text) : i+size]
		default:
			out[last].Text += text[i : i+size]
			continue
		}
		end = i + size
	}
	return out
}

// Missing lists the characters of a text that no face of the set draws, each once, in order.
func (s *Set) Missing(text string) []rune {
	var out []rune
	for _, r := range text {
		if r < 0x80 || unseen(r) || s.face(r, false) != nil || slices.Contains(out, r) {
			continue
		}
		out = append(out, r)
	}
	return out
}
