package fonts

import (
	"testing"

	"golang.org/x/image/font/sfnt"
)

// The file is a font that finds each character, with the width that it has in the whole font, and no other.
func TestWeb(t *testing.T) {
	runes := []rune("zaé ★→AZ–")
	for _, bold := range []bool{false, true} {
		face := Inter().Runs("A", bold)[0].Face
		data, err := face.Web(runes)
		if err != nil {
			t.Fatal(err)
		}
		small, err := newFace("web", data)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runes {
			if got, want := small.Advance(r), face.Advance(r); got != want || want == 0 {
				t.Errorf("%c is %g wide, want %g", r, got, want)
			}
		}
		var buf sfnt.Buffer
		if i, err := small.font.GlyphIndex(&buf, 'b'); err != nil || i != 0 {
			t.Errorf("a character that was left out is glyph %d (%v)", i, err)
		}
		if len(data) > 20_000 {
			t.Errorf("a handful of characters takes %d bytes", len(data))
		}
	}
	if _, err := Inter().Runs("A", false)[0].Face.Web([]rune{0x1F600}); err == nil {
		t.Error("a character beyond the map is taken")
	}
}
