package fonts

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/image/font/sfnt"
)

// errDamaged is a TrueType file whose tables contradict each other.
var errDamaged = errors.New("the font file is damaged")

// Advance is the width of a character in thousandths of the size, 0 for one that the face lacks.
func (f *Face) Advance(r rune) float64 { return max(0, float64(f.advance(r))) / f.upem * 1000 }

// Metrics are the measures of a face in thousandths of the size, y upwards.
type Metrics struct {
	Ascent, Descent, CapHeight float64
	Box                        [4]float64 // left, bottom, right, top of all glyphs
}

// Metrics reads the measures from the font file. The error tells of a damaged file.
func (f *Face) Metrics() (Metrics, error) {
	var m Metrics
	head, hhea := table(f.Data, "head"), table(f.Data, "hhea")
	if len(head) < 54 || len(hhea) < 36 {
		return m, errDamaged
	}
	at := func(t []byte, i int) float64 { return float64(int16(binary.BigEndian.Uint16(t[i:]))) / f.upem * 1000 }
	m.Ascent, m.Descent = at(hhea, 4), at(hhea, 6)
	for i := range m.Box {
		m.Box[i] = at(head, 36+2*i)
	}
	m.CapHeight = m.Ascent
	if os2 := table(f.Data, "OS/2"); len(os2) >= 90 {
		m.CapHeight = at(os2, 88)
	}
	return m, nil
}

// Subset is a TrueType file for embedding with nothing but the given characters: glyph 0 is the
// one for missing characters, glyph i+1 draws runes[i]. Parts of composed glyphs follow. It
// keeps the tables that the PDF standard asks for (ISO 32000-1, 9.9), so no cmap.
func (f *Face) Subset(runes []rune) ([]byte, error) {
	head, hhea, maxp := table(f.Data, "head"), table(f.Data, "hhea"), table(f.Data, "maxp")
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || table(f.Data, "glyf") == nil {
		return nil, errDamaged
	}
	s := subset{hmtx: table(f.Data, "hmtx"), loca: table(f.Data, "loca"), glyf: table(f.Data, "glyf"),
		long: binary.BigEndian.Uint16(head[50:]) != 0, metrics: int(binary.BigEndian.Uint16(hhea[34:]))}
	var buf sfnt.Buffer
	s.source = append(s.source, 0)
	for _, r := range runes {
		i, err := f.font.GlyphIndex(&buf, r)
		if err != nil {
			return nil, fmt.Errorf("U+%04X: %w", r, err)
		}
		s.source = append(s.source, uint16(i))
	}
	if err := s.copy(); err != nil {
		return nil, err
	}
	n := uint16(len(s.source))
	head = append([]byte(nil), head...)
	binary.BigEndian.PutUint32(head[8:], 0)  // checksum of the file, set below
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	hhea = append([]byte(nil), hhea...)
	binary.BigEndian.PutUint16(hhea[34:], n)
	maxp = append([]byte(nil), maxp...)
	binary.BigEndian.PutUint16(maxp[4:], n)
	return assemble([]tagged{
		{"cvt ", table(f.Data, "cvt ")}, {"fpgm", table(f.Data, "fpgm")}, {"glyf", s.outGlyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", s.outHmtx}, {"loca", s.outLoca}, {"maxp", maxp}, {"prep", table(f.Data, "prep")},
	}), nil
}

// subset copies glyphs from the tables of one font to those of another.
type subset struct {
	hmtx, loca, glyf          []byte
	long                      bool // loca has 32-bit offsets
	metrics                   int  // entries of hmtx that have an advance of their own
	source                    []uint16
	part                      map[uint16]uint16 // new number of a part of a composed glyph
	outGlyf, outLoca, outHmtx []byte
}

// copy works through source, which grows by the parts of composed glyphs.
func (s *subset) copy() error {
	s.part = map[uint16]uint16{}
	for i := 0; i < len(s.source); i++ {
		if i > 0xFFFE {
			return errors.New("more than 65535 glyphs")
		}
		g, err := s.glyph(int(s.source[i]))
		if err != nil {
			return err
		}
		s.outLoca = binary.BigEndian.AppendUint32(s.outLoca, uint32(len(s.outGlyf)))
		s.outGlyf = append(s.outGlyf, g...)
		for len(s.outGlyf)%4 != 0 {
			s.outGlyf = append(s.outGlyf, 0)
		}
		if err := s.metric(int(s.source[i])); err != nil {
			return err
		}
	}
	s.outLoca = binary.BigEndian.AppendUint32(s.outLoca, uint32(len(s.outGlyf)))
	return nil
}

// metric appends advance and left bearing of a glyph.
func (s *subset) metric(id int) error {
	last := s.metrics - 1
	adv, lsb := 4*min(id, last), 4*min(id, last)+2
	if id > last {
		lsb = 4*s.metrics + 2*(id-s.metrics)
	}
	if last < 0 || adv+2 > len(s.hmtx) || lsb+2 > len(s.hmtx) {
		return errDamaged
	}
	s.outHmtx = append(append(s.outHmtx, s.hmtx[adv:adv+2]...), s.hmtx[lsb:lsb+2]...)
	return nil
}

// Flags of a part of a composed glyph (OpenType, table glyf).
const (
	argsAreWords = 1 << 0
	hasScale     = 1 << 3
	moreParts    = 1 << 5
	hasXYScale   = 1 << 6
	hasMatrix    = 1 << 7
)

// glyph is the data of a glyph; the parts of a composed one get new numbers.
func (s *subset) glyph(id int) ([]byte, error) {
	size := 2
	if s.long {
		size = 4
	}
	if (id+2)*size > len(s.loca) {
		return nil, errDamaged
	}
	offset := func(i int) int {
		if s.long {
			return int(binary.BigEndian.Uint32(s.loca[4*i:]))
		}
		return 2 * int(binary.BigEndian.Uint16(s.loca[2*i:]))
	}
	from, to := offset(id), offset(id+1)
	if from > to || to > len(s.glyf) {
		return nil, errDamaged
	}
	data := s.glyf[from:to]
	if len(data) < 10 || int16(binary.BigEndian.Uint16(data)) >= 0 {
		return data, nil // empty or simple
	}
	data = append([]byte(nil), data...)
	for at := 10; ; {
		if at+4 > len(data) {
			return nil, errDamaged
		}
		flags, id := binary.BigEndian.Uint16(data[at:]), binary.BigEndian.Uint16(data[at+2:])
		n, ok := s.part[id]
		if !ok {
			n = uint16(len(s.source))
			s.part[id] = n
			s.source = append(s.source, id)
		}
		binary.BigEndian.PutUint16(data[at+2:], n)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasXYScale != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return data, nil
		}
	}
}

// table finds a table of a TrueType file, or nil.
func table(file []byte, tag string) []byte {
	if len(file) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		if 28+16*i > len(file) {
			return nil
		}
		e := file[12+16*i:]
		if string(e[:4]) != tag {
			continue
		}
		at, n := int(binary.BigEndian.Uint32(e[8:])), int(binary.BigEndian.Uint32(e[12:]))
		if at+n > len(file) {
			return nil
		}
		return file[at : at+n]
	}
	return nil
}

// tagged is a table with its name.
type tagged struct {
	tag  string
	data []byte
}

// assemble writes a TrueType file out of tables that are sorted by name; empty ones are left out.
func assemble(tables []tagged) []byte {
	n := 0
	for _, t := range tables {
		if len(t.data) > 0 {
			n++
		}
	}
	log := 0
	for 2<<log <= n {
		log++
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at, headAt := len(out)+16*n, 0
	var body []byte
	for _, t := range tables {
		if len(t.data) == 0 {
			continue
		}
		if t.tag == "head" {
			headAt = at
		}
		out = append(out, t.tag...)
		for _, v := range []int{int(checksum(t.data)), at, len(t.data)} {
			out = binary.BigEndian.AppendUint32(out, uint32(v))
		}
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		at = 12 + 16*n + len(body)
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

// checksum is that of TrueType: the sum of big-endian words.
func checksum(data []byte) uint32 {
	var sum uint32
	for len(data) >= 4 {
		sum += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	if len(data) > 0 {
		var tail [4]byte
		copy(tail[:], data)
		sum += binary.BigEndian.Uint32(tail[:])
	}
	return sum
}
