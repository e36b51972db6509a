package fonts

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Web is a TrueType file for web pages with nothing but the given characters, each once, all up to U+FFFE. Beside what
// Subset keeps it has the tables that browsers ask for (OpenType, "Required Tables"): the map of characters, measures, and
// empty tables of names.
func (f *Face) Web(runes []rune) ([]byte, error) {
	runes = slices.Sorted(slices.Values(runes))
	if n := len(runes); n > 0 && runes[n-1] > 0xFFFE {
		return nil, fmt.Errorf("U+%04X is beyond what the map of characters holds", runes[n-1])
	}
	sub, err := f.Subset(runes)
	if err != nil {
		return nil, err
	}
	os2, post := table(f.Data, "OS/2"), slices.Clone(table(f.Data, "post"))
	if os2 == nil || len(post) < 32 {
		return nil, errDamaged
	}
	post = post[:32]
	binary.BigEndian.PutUint32(post, 0x00030000) // no names of glyphs
	tables := []tagged{{"OS/2", os2}, {"cmap", cmap(runes)}}
	for _, tag := range []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		tables = append(tables, tagged{tag, table(sub, tag)})
	}
	tables = append(tables, tagged{"name", []byte{0, 0, 0, 0, 0, 6}}, tagged{"post", post}, tagged{"prep", table(sub, "prep")})
	return assemble(tables), nil
}

// cmap maps the characters, sorted, to glyphs 1, 2, … (OpenType, table cmap, format 4).
func cmap(runes []rune) []byte {
	var ends, starts, deltas []uint16
	for i, r := range runes {
		if i == 0 || r != runes[i-1]+1 {
			starts, ends, deltas = append(starts, uint16(r)), append(ends, 0), append(deltas, uint16(i+1)-uint16(r))
		}
		ends[len(ends)-1] = uint16(r)
	}
	starts, ends, deltas = append(starts, 0xFFFF), append(ends, 0xFFFF), append(deltas, 1)
	n := len(starts)
	selector := bits.Len(uint(n)) - 1
	search := 2 << selector
	var out []byte
	add := func(list ...uint16) {
		for _, x := range list {
			out = binary.BigEndian.AppendUint16(out, x)
		}
	}
	add(0, 1, 3, 1, 0, 12) // one table, for Windows and Unicode, right behind
	add(4, uint16(16+8*n), 0, uint16(2*n), uint16(search), uint16(selector), uint16(2*n-search))
	add(ends...)
	add(0)
	add(starts...)
	add(deltas...)
	add(make([]uint16, n)...)
	return out
}
