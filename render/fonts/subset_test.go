package fonts

import (
	"bytes"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A subset draws each of its characters as the whole font does.
func TestSubset(t *testing.T) {
	face := Inter().Regular
	runes := []rune("Aé☆→Ω ű")
	data, err := face.Subset(runes)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 6000 || checksum(data) != 0xB1B0AFBA {
		t.Errorf("%d bytes, checksum %x", len(data), checksum(data))
	}
	// sfnt wants the tables that a PDF does without
	whole := []tagged{{"OS/2", table(face.Data, "OS/2")}, {"cmap", table(face.Data, "cmap")}}
	for _, tag := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		whole = append(whole, tagged{tag, table(data, tag)})
	}
	for _, tag := range []string{"name", "post"} {
		whole = append(whole, tagged{tag, table(face.Data, tag)})
	}
	part, err := sfnt.Parse(assemble(whole))
	if err != nil {
		t.Fatal(err)
	}
	var buf sfnt.Buffer
	size := fixed.I(100)
	for i, r := range runes {
		segs, err := part.LoadGlyph(&buf, sfnt.GlyphIndex(i+1), size, nil)
		if err != nil {
			t.Fatalf("%c: %v", r, err)
		}
		want, adv := face.Outline(r, 100)
		if len(segs) != len(want) {
			t.Fatalf("%c: %d segments, want %d", r, len(segs), len(want))
		}
		for j := range segs {
			if segs[j] != want[j] {
				t.Errorf("%c: segment %d is %v, want %v", r, j, segs[j], want[j])
			}
		}
		got, err := part.GlyphAdvance(&buf, sfnt.GlyphIndex(i+1), size, font.HintingNone)
		if d := float64(got)/64 - adv; err != nil || d > 0.02 || d < -0.02 {
			t.Errorf("%c: advance %v, want %v (%v)", r, float64(got)/64, adv, err)
		}
	}
	again, _ := face.Subset(runes)
	if !bytes.Equal(data, again) {
		t.Error("two subsets of the same characters differ")
	}
}

func TestMetrics(t *testing.T) {
	m, err := Inter().Regular.Metrics()
	if err != nil || m.Ascent < 900 || m.Descent > -200 || m.CapHeight < 700 || m.CapHeight > 760 || m.Box[2] < m.Box[0] {
		t.Errorf("%+v, %v", m, err)
	}
}

// A damaged file is an error, never a crash.
func FuzzSubset(f *testing.F) {
	f.Add(uint32(0), byte(0))
	f.Add(uint32(12+16*8), byte(255))
	f.Fuzz(func(t *testing.T, at uint32, b byte) {
		data := bytes.Clone(interRegular)
		data[int(at)%len(data)] ^= b
		face := *Inter().Regular
		face.Data = data
		_, _ = face.Metrics()
		_, _ = face.Subset([]rune("Aé☆"))
	})
}
