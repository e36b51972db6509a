package diagram_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	im, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	const digits = "0123456789abcdef"
	out := "#"
	for _, v := range []uint32{r >> 8, g >> 8, b >> 8} {
		out += string(digits[v>>4]) + string(digits[v&15])
	}
	return out
}

// The picture shows the shapes where they are, in their colours.
func TestPNGShowsTheScene(t *testing.T) {
	s := &diagram.Scene{W: 200, H: 120, Shapes: []diagram.Shape{
		diagram.Rect{X: 10, Y: 10, W: 80, H: 40, Role: "lane2"},
		diagram.Rect{X: 100, Y: 10, W: 80, H: 40, R: 8, Role: "golden"},
		diagram.Rect{X: 10, Y: 60, W: 60, H: 50, R: 8, Role: "assumed"},
		diagram.Circle{X: 100, Y: 80, R: 10, Role: "recycle"},
		diagram.Line{Points: []diagram.Point{{X: 120, Y: 60}, {X: 120, Y: 80}, {X: 180, Y: 80}}, Role: "handoff", Arrow: true},
		diagram.Line{Points: []diagram.Point{{X: 120, Y: 100}, {X: 190, Y: 100}}, Role: "recycle"},
		diagram.Line{Points: []diagram.Point{{X: 130, Y: 105}, {X: 160, Y: 118}}, Role: "flow"},
	}}
	for _, scale := range []float64{2, 4} { // lines are thinner than a pixel at 1
		data, used := s.PNG(diagram.PNGOptions{Scale: scale})
		im := decoded(t, data)
		if used != scale || im.Bounds() != image.Rect(0, 0, int(200*scale), int(120*scale)) {
			t.Fatalf("scale %v: %v at %v", scale, im.Bounds(), used)
		}
		at := func(x, y float64) string { return hex(im.At(int(x*scale), int(y*scale))) }
		for _, c := range []struct {
			x, y float64
			want string
			what string
		}{
			{5, 5, "#ffffff", "paper"}, {20, 20, "#eaeff4", "lane"}, {10, 10, "#eaeff4", "corner of a lane"},
			{140, 30, "#fff8e1", "golden box"}, {140, 10, "#c98a00", "border"}, {101, 11, "#ffffff", "round corner"},
			{19, 60, "#829ab1", "first dash, after the corner"}, {24.2, 60, "#ffffff", "gap between dashes"},
			{100, 80, "#ba2525", "badge"}, {108.5, 88.5, "#ffffff", "beside the badge"},
			{120, 70, "#0b69a3", "line"}, {150, 80, "#0b69a3", "line"}, {175, 80, "#0b69a3", "head"},
			{173, 82, "#0b69a3", "wing of the head"}, {179, 84, "#ffffff", "beside the tip"},
			{123, 100, "#ba2525", "dash"}, {128, 100, "#ffffff", "gap"}, {130.5, 100, "#ba2525", "next dash"},
		} {
			if got := at(c.x, c.y); got != c.want {
				t.Errorf("scale %v, %s at %v,%v: %s, want %s", scale, c.what, c.x, c.y, got, c.want)
			}
		}
		if got := at(145, 111.5); got == "#ffffff" {
			t.Errorf("scale %v: no slanted line", scale)
		}
	}
}

// Text is as wide as it is measured, stands on its baseline, and is drawn in both weights.
func TestPNGText(t *testing.T) {
	const size = 20.0
	for _, role := range []string{"stage", "small"} {
		for _, anchor := range []string{"start", "middle", "end"} {
			text := diagram.Text{X: 150, Y: 40, Size: size, Anchor: anchor, Role: role, S: "Harmony H"}
			s := &diagram.Scene{W: 300, H: 60, Shapes: []diagram.Shape{text}}
			data, _ := s.PNG(diagram.PNGOptions{Scale: 2})
			im := decoded(t, data)
			ink := image.Rectangle{}
			for y := range im.Bounds().Dy() {
				for x := range im.Bounds().Dx() {
					if hex(im.At(x, y)) != "#ffffff" {
						ink = ink.Union(image.Rect(x, y, x+1, y+1))
					}
				}
			}
			w := fonts.Inter().Width(text.S, size, s.LookOf(text).Bold)
			left := map[string]float64{"start": 150, "middle": 150 - w/2, "end": 150 - w}[anchor]
			near := func(what string, got int, want, tolerance float64) {
				if math.Abs(float64(got)/2-want) > tolerance {
					t.Errorf("%s %s: %s is %v, want about %v", role, anchor, what, float64(got)/2, want)
				}
			}
			near("left", ink.Min.X, left, 2.5)
			near("right", ink.Max.X, left+w, 2.5)
			near("top", ink.Min.Y, 40-0.73*size, 1)
			near("bottom, with the y's tail", ink.Max.Y, 40+0.2*size, 1.5)
		}
	}
}

// A character leaves no trace beside its lines.
func TestPNGTextIsClean(t *testing.T) {
	s := &diagram.Scene{W: 100, H: 40, Shapes: []diagram.Shape{diagram.Text{X: 10, Y: 30, Size: 20, Anchor: "start", Role: "title", S: "L"}}}
	for _, scale := range []float64{1, 1.5, 2, 3.3} {
		data, _ := s.PNG(diagram.PNGOptions{Scale: scale})
		im := decoded(t, data)
		for y := 12; y < 24; y++ { // right of the stem, above the foot
			for x := 17; x < 25; x++ {
				if got := hex(im.At(int(float64(x)*scale), int(float64(y)*scale))); got != "#ffffff" {
					t.Fatalf("scale %v: %d,%d is %s", scale, x, y, got)
				}
			}
		}
	}
}

// Every box of a large picture is filled evenly, up to its border.
func TestPNGBoxesAreEven(t *testing.T) {
	s := diagram.Build(example(t, "b2b-saas"), "")
	for _, scale := range []float64{1, 1.37} {
		data, _ := s.PNG(diagram.PNGOptions{Scale: scale})
		im := decoded(t, data)
		for _, sh := range s.Shapes {
			box, ok := sh.(diagram.Rect)
			if !ok || box.ID == "" {
				continue
			}
			want := s.LookOf(box).Fill
			for y := box.Y + 2.5; y < box.Y+box.H-2.5; y++ { // left and right of the texts
				for _, x := range []float64{box.X + 5, box.X + box.W - 5} {
					inCorner := y < box.Y+box.R || y > box.Y+box.H-box.R
					if got := hex(im.At(int(x*scale), int(y*scale))); got != want && !inCorner {
						t.Fatalf("scale %v, %s at %.1f,%.1f is %s, want %s", scale, box.ID, x, y, got, want)
					}
				}
			}
		}
	}
}

func TestPNGIsReproducible(t *testing.T) {
	a := example(t, "b2b-saas")
	first, _ := diagram.Build(a, "f").PNG(diagram.PNGOptions{Scale: 1})
	if again, _ := diagram.Build(a, "f").PNG(diagram.PNGOptions{Scale: 1}); !bytes.Equal(first, again) {
		t.Error("two drawings differ")
	}
}

// Whatever the size asked for, a picture stays within the limit and keeps its proportions.
func TestPNGIsLimited(t *testing.T) {
	s := diagram.Build(parsed(t, shape{60, 12, 80, 80, 4, 60}.hcl()), "")
	for _, scale := range []float64{0, math.NaN(), math.Inf(1)} {
		data, used := s.PNG(diagram.PNGOptions{Scale: scale})
		c, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if c.Width*c.Height > diagram.MaxPixels || !(used > 0) {
			t.Errorf("scale %v: %d × %d at %v", scale, c.Width, c.Height, used)
		}
		if math.Abs(float64(c.Height)/float64(c.Width)-s.H/s.W) > 0.01*s.H/s.W {
			t.Errorf("scale %v: %d × %d for %v × %v", scale, c.Width, c.Height, s.W, s.H)
		}
		if !(scale > 1) && used != min(1, math.Sqrt(diagram.MaxPixels/(s.W*s.H))) {
			t.Errorf("scale %v became %v", scale, used)
		}
	}
	thin := &diagram.Scene{W: 1, H: 1e6}
	data, _ := thin.PNG(diagram.PNGOptions{Scale: 1})
	if b := decoded(t, data).Bounds(); b.Dy() > 32767 || b.Dx() != 1 {
		t.Errorf("a thin picture is %v", b)
	}
}

func TestMissing(t *testing.T) {
	s := &diagram.Scene{W: 100, H: 100, Shapes: []diagram.Shape{
		diagram.Text{S: "漢字 Ж"}, diagram.Text{S: "字!"}, diagram.Rect{Name: "本"},
	}}
	if got := string(s.Missing(nil)); got != "漢字" {
		t.Errorf("missing %q", got)
	}
	if data, _ := s.PNG(diagram.PNGOptions{}); len(data) == 0 {
		t.Error("no picture")
	}
	for _, name := range examples {
		if m := diagram.Build(example(t, name), strings.Repeat("→", 3)).Missing(fonts.Inter()); len(m) > 0 {
			t.Errorf("%s has %q, which no font draws", name, m)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	s := diagram.Build(example(b, "b2b-saas"), "")
	for b.Loop() {
		s.PNG(diagram.PNGOptions{Scale: 2})
	}
}
