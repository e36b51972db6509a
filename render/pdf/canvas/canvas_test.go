package canvas

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1: "1", -1.5: "-1.5", 0.05: "0.05", 12.345: "12.35", -0.001: "0", 1e6: "1000000"} {
		if got := string(appendNum(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func TestParseColor(t *testing.T) {
	if c, err := ParseColor("#0b69a3"); err != nil || c != (Color{11, 105, 163}) {
		t.Errorf("%v, %v", c, err)
	}
	for _, s := range []string{"", "red", "#fff", "#gggggg", "0b69a3f"} {
		if c, err := ParseColor(s); err == nil {
			t.Errorf("%q was read as %v", s, c)
		}
	}
}

// Characters beyond the first 65,536 are written as surrogates, and blocks hold at most 100.
func TestToUnicode(t *testing.T) {
	runes := []rune{'A', 0x1F600}
	for r := rune(0x400); r < 0x400+150; r++ {
		runes = append(runes, r)
	}
	got := string(toUnicode(runes))
	for _, want := range []string{"<0001> <0041>\n", "<0002> <D83DDE00>\n", "<0003> <0400>\n", "100 beginbfchar", "52 beginbfchar"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestImages(t *testing.T) {
	rgba := image.NewNRGBA(image.Rect(0, 0, 4, 3))
	rgba.Set(1, 1, color.NRGBA{255, 0, 0, 128})
	opaque := image.NewGray(image.Rect(0, 0, 4, 3))
	encode := func(f func(*bytes.Buffer) error) []byte {
		var b bytes.Buffer
		if err := f(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"png with cover": {encode(func(b *bytes.Buffer) error { return png.Encode(b, rgba) }), "/SMask"},
		"png":            {encode(func(b *bytes.Buffer) error { return png.Encode(b, opaque) }), "/DeviceRGB /Length"},
		"jpeg":           {encode(func(b *bytes.Buffer) error { return jpeg.Encode(b, rgba, nil) }), "/DeviceRGB /Filter /DCTDecode"},
		"gray jpeg":      {encode(func(b *bytes.Buffer) error { return jpeg.Encode(b, opaque, nil) }), "/DeviceGray /Filter /DCTDecode"},
	} {
		img, err := ParseImage(c.data)
		if err != nil || img.W != 4 || img.H != 3 {
			t.Errorf("%s: %v, %v", name, img, err)
			continue
		}
		var d Document
		d.Page(100, 100).Image(img, 10, 10, 40, 30)
		out, err := d.Bytes()
		if err != nil || !bytes.Contains(out, []byte(c.want)) {
			t.Errorf("%s: no %q (%v)", name, c.want, err)
		}
	}
	if _, err := ParseImage([]byte("nothing")); err == nil {
		t.Error("text was read as a picture")
	}
}
