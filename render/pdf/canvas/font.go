package canvas

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"unicode/utf16"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// font is a face as one document uses it. Every character gets a number of its own in the order of
// use, also where two share a glyph (Latin A and Cyrillic А), so that the way back is exact.
type font struct {
	face   *fonts.Face
	name   string // in content streams
	runes  []rune // character of number i+1
	common [0x180]uint16
	ids    map[rune]uint16
}

// id is the number of a character, which is also that of its glyph in the embedded font.
func (f *font) id(r rune) uint16 {
	if int(r) < len(f.common) {
		if id := f.common[r]; id != 0 {
			return id
		}
	} else if id, ok := f.ids[r]; ok {
		return id
	}
	f.runes = append(f.runes, r)
	id := uint16(len(f.runes))
	if int(r) < len(f.common) {
		f.common[r] = id
	} else {
		f.ids[r] = id
	}
	return id
}

// embed writes the font with the characters that are used and gives the object's number.
func (d *Document) embed(f *font) (int, error) {
	file, err := f.face.Subset(f.runes)
	if err != nil {
		return 0, err
	}
	m, err := f.face.Metrics()
	if err != nil {
		return 0, err
	}
	id, descendant, descriptor, data, unicode := d.reserve(), d.reserve(), d.reserve(), d.reserve(), d.reserve()
	name := subsetTag(file) + "+" + f.face.Name

	var widths []byte
	for _, r := range f.runes {
		widths = append(appendNum(widths, f.face.Advance(r)), ' ')
	}
	d.object(id, "<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, descendant, unicode)
	d.object(descendant, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 0 /W [1 [%s]] >>",
		name, descriptor, widths)
	const symbolic, stem = 4, 80 // the flag says that glyphs are found by number; the stem's width is a guess that nobody uses for an embedded font
	d.object(descriptor, "<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%.0f %.0f %.0f %.0f] /ItalicAngle 0 /Ascent %.0f /Descent %.0f /CapHeight %.0f /StemV %d /FontFile2 %d 0 R >>",
		name, symbolic, m.Box[0], m.Box[1], m.Box[2], m.Box[3], m.Ascent, m.Descent, m.CapHeight, stem, data)
	d.stream(data, fmt.Sprintf("/Length1 %d", len(file)), file)
	d.stream(unicode, "", toUnicode(f.runes))
	return id, nil
}

// subsetTag is the six letters that mark a subset, other ones for other content.
func subsetTag(file []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(file) // never fails
	n := h.Sum64()
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = byte('A' + n%26)
		n /= 26
	}
	return string(tag)
}

// toUnicode maps numbers back to characters (ISO 32000-1, 9.10.3).
func toUnicode(runes []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries in a block
	for at := 0; at < len(runes); at += most {
		block := runes[at:min(at+most, len(runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, r := range block {
			fmt.Fprintf(&b, "<%04X> <", at+i+1)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
