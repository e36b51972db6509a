package diagram

import (
	"bytes"
	"image/png"
	"math"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// MaxPixels is the most pixels of a PNG (64 MB of memory), maxSide the longest side that common viewers open.
const (
	MaxPixels = 64_000_000
	maxSide   = 32_767
)

// PNGOptions say how a scene is drawn in pixels.
type PNGOptions struct {
	Scale float64    // pixels for each unit of the scene; 1 if not given
	Fonts *fonts.Set // Inter if not given
}

// PNG draws the scene in pixels. A picture that would have more than MaxPixels is drawn smaller;
// scale is the one that was used. Characters that no font has are left out (see Missing).
func (s *Scene) PNG(o PNGOptions) (data []byte, scale float64) {
	if o.Fonts == nil {
		o.Fonts = fonts.Inter()
	}
	scale = o.Scale
	if !(scale > 0) {
		scale = 1
	}
	scale = min(scale, math.Sqrt(MaxPixels/(s.W*s.H)), maxSide/s.W, maxSide/s.H)
	p := &painter{
		canvas: newCanvas(max(int(s.W*scale), 1), max(int(s.H*scale), 1), s.table()["paper"].Fill),
		scale:  scale, fonts: o.Fonts, glyphs: map[glyphKey]glyph{},
	}
	list := s.InOrder()
	for _, sh := range list { // the colours themselves come before their mixes
		for _, c := range []string{s.LookOf(sh).Fill, s.LookOf(sh).Stroke} {
			if c != "" {
				p.ink(parseColor(c))
			}
		}
	}
	for _, sh := range list {
		p.shape(sh, s.LookOf(sh))
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, p.Paletted); err != nil {
		panic("diagram: a picture that fits the limits: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes(), scale
}

// Missing lists the characters of the scene that no font of a set draws, each once; nil is Inter.
func (s *Scene) Missing(set *fonts.Set) []rune {
	if set == nil {
		set = fonts.Inter()
	}
	var all bytes.Buffer
	for _, sh := range s.Shapes {
		if t, ok := sh.(Text); ok {
			all.WriteString(t.S)
		}
	}
	return set.Missing(all.String())
}

// painter draws shapes on a canvas.
type painter struct {
	*canvas
	scale  float64
	fonts  *fonts.Set
	glyphs map[glyphKey]glyph
}

func (p *painter) shape(sh Shape, look Look) {
	switch x := sh.(type) {
	case Rect:
		p.rect(x, look)
	case Line:
		p.stroke(x.Shaft(), look)
		if head := x.Head(); head != nil {
			p.polygon(p.scaled(head), p.ink(parseColor(look.Stroke)))
		}
	case Circle:
		p.rounded(Rect{X: x.X - x.R, Y: x.Y - x.R, W: 2 * x.R, H: 2 * x.R, R: x.R}, look)
	case Text:
		p.text(x, look)
	}
}

func (p *painter) rect(x Rect, look Look) {
	if x.R > 0 || look.Stroke != "" {
		p.rounded(x, look)
	} else if look.Fill != "" {
		k := p.scale
		p.box(x.X*k, x.Y*k, (x.X+x.W)*k, (x.Y+x.H)*k, p.ink(parseColor(look.Fill)))
	}
}

// rounded draws a box with round corners. A solid border is what shows of a larger box below.
func (p *painter) rounded(x Rect, look Look) {
	grown := func(by float64) []Point {
		return p.scaled(rounded(x.X-by, x.Y-by, x.W+2*by, x.H+2*by, x.R+by))
	}
	solid := look.Stroke != "" && len(look.Dash) == 0
	switch {
	case solid && look.Fill != "":
		p.polygon(grown(look.Width/2), p.ink(parseColor(look.Stroke)))
		p.polygon(grown(-look.Width/2), p.ink(parseColor(look.Fill)))
		return
	case look.Fill != "":
		p.polygon(grown(0), p.ink(parseColor(look.Fill)))
	}
	outline := rounded(x.X, x.Y, x.W, x.H, x.R)
	p.stroke(append(outline, outline[0]), look)
}

// stroke draws a line or the border of a shape.
func (p *painter) stroke(list []Point, look Look) {
	if look.Stroke == "" || len(list) < 2 {
		return
	}
	ink, width := p.ink(parseColor(look.Stroke)), look.Width*p.scale
	list = p.scaled(list)
	if len(look.Dash) == 0 {
		p.solid(list, width, ink)
		return
	}
	dash := make([]float64, len(look.Dash))
	for i, d := range look.Dash {
		dash[i] = d * p.scale
	}
	for _, piece := range dashes(list, dash) {
		p.polygon(around(piece, width), ink)
	}
}

// solid draws an unbroken line step by step: as a whole it would enclose much empty ground.
func (p *painter) solid(list []Point, width float64, ink uint8) {
	for i := 1; i < len(list); i++ {
		a, z := list[i-1], list[i]
		if a.X != z.X && a.Y != z.Y {
			p.polygon(around([]Point{a, z}, width), ink)
			continue
		}
		// level or upright, with square corners: longer by half the width where the line goes on
		w := width / 2
		start, end := w, w
		if i == 1 {
			start = 0
		}
		if i == len(list)-1 {
			end = 0
		}
		if a.X > z.X || a.Y > z.Y {
			a, z, start, end = z, a, end, start
		}
		if a.Y == z.Y {
			p.box(a.X-start, a.Y-w, z.X+end, z.Y+w, ink)
		} else {
			p.box(a.X-w, a.Y-start, z.X+w, z.Y+end, ink)
		}
	}
}

// polygon fills a closed line, given in pixels.
func (p *painter) polygon(list []Point, ink uint8) {
	x1, y1, x2, y2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range list {
		x1, y1, x2, y2 = min(x1, q.X), min(y1, q.Y), max(x2, q.X), max(y2, q.Y)
	}
	if x1 <= x2 {
		p.fill(x1, y1, x2, y2, ink, func(e *edges) { e.polygon(list) })
	}
}

func (p *painter) scaled(list []Point) []Point {
	out := make([]Point, len(list))
	for i, q := range list {
		out[i] = Point{q.X * p.scale, q.Y * p.scale}
	}
	return out
}

// glyphKey is a character of a face at a size, shifted right by quarters of a pixel.
type glyphKey struct {
	face    *fonts.Face
	r       rune
	size    float64
	quarter int
}

// glyph is the mask of a character, relative to the start of its baseline.
type glyph struct {
	x, y, w int
	mask    []uint8
	advance float64
}

func (p *painter) text(t Text, look Look) {
	ink, size := p.ink(parseColor(look.Fill)), t.Size*p.scale
	x, y := t.X*p.scale, int(math.Round(t.Y*p.scale))
	switch width := p.fonts.Width(t.S, size, look.Bold); t.Anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	for _, run := range p.fonts.Runs(t.S, look.Bold) {
		for _, r := range run.Text {
			left := math.Floor(x*4+0.5) / 4
			whole := math.Floor(left)
			g := p.glyph(glyphKey{run.Face, r, size, int((left - whole) * 4)})
			if g.w > 0 {
				p.blend(int(whole)+g.x, y+g.y, g.w, g.mask, ink)
			}
			x += g.advance
		}
	}
}

func (p *painter) glyph(k glyphKey) glyph {
	if g, ok := p.glyphs[k]; ok {
		return g
	}
	segments, advance := k.face.Outline(k.r, k.size)
	g := glyph{advance: advance}
	if len(segments) > 0 {
		b := segments.Bounds()
		shift := float64(k.quarter) / 4
		g.x, g.y = b.Min.X.Floor(), b.Min.Y.Floor()
		g.w = b.Max.X.Ceil() - g.x + 1 // the shift may need one more
		h := b.Max.Y.Ceil() - g.y
		g.mask = append(g.mask, p.cover(g.w, h, float64(g.x)-shift, float64(g.y), func(e *edges) { e.glyph(segments) })...)
	}
	p.glyphs[k] = g
	return g
}
