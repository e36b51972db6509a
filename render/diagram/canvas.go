package diagram

import (
	"image"
	"image/color"
	"math"
)

// levels is how finely the edges of shapes are smoothed: from 0, the ground shows, to levels, the ink covers.
const levels = 16

// canvas is a picture with at most 256 colours, which is a quarter of the memory of full colour and several times
// faster to compress. Drawings have few colours; the mixes at smoothed edges take the rest of the palette.
type canvas struct {
	*image.Paletted
	mixes [256]*[256 * (levels + 1)]int16 // by ink: for a ground and a level, the colour + 1; 0 is not known yet
	edges edges
	mask  []uint8
}

func newCanvas(w, h int, ground string) *canvas {
	return &canvas{Paletted: image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{parseColor(ground)})}
}

// parseColor reads "#rrggbb"; anything else is black.
func parseColor(s string) color.RGBA {
	c := color.RGBA{A: 255}
	if len(s) != 7 {
		return c
	}
	var v [6]uint8
	for i := range v {
		switch ch := s[i+1]; {
		case ch >= '0' && ch <= '9':
			v[i] = ch - '0'
		case ch >= 'a' && ch <= 'f':
			v[i] = ch - 'a' + 10
		case ch >= 'A' && ch <= 'F':
			v[i] = ch - 'A' + 10
		}
	}
	c.R, c.G, c.B = v[0]<<4|v[1], v[2]<<4|v[3], v[4]<<4|v[5]
	return c
}

// ink is the place of a colour in the palette: its own, while there is room.
func (c *canvas) ink(want color.RGBA) uint8 { return c.place(want, 0) }

// place finds a colour that differs from the wanted one by no more than a squared distance, or gives it a
// place. Once the palette is full, the nearest colour has to do.
func (c *canvas) place(want color.RGBA, tolerance int) uint8 {
	best, near := 0, math.MaxInt
	for i, p := range c.Palette {
		have := p.(color.RGBA)
		r, g, b := int(have.R)-int(want.R), int(have.G)-int(want.G), int(have.B)-int(want.B)
		if d := r*r + g*g + b*b; d < near {
			best, near = i, d
		}
	}
	if near > tolerance && len(c.Palette) < 256 {
		c.Palette = append(c.Palette, want)
		return uint8(len(c.Palette) - 1)
	}
	return uint8(best)
}

// mix is the colour of a ground under a layer of ink. Mixes that the eye hardly tells apart share
// a place; the fuller the palette, the more of them do.
func (c *canvas) mix(ink, ground, level uint8) uint8 {
	table := c.mixes[ink]
	if table == nil {
		table = new([256 * (levels + 1)]int16)
		c.mixes[ink] = table
	}
	known := &table[int(ground)*(levels+1)+int(level)]
	if *known == 0 {
		over, under := c.Palette[ink].(color.RGBA), c.Palette[ground].(color.RGBA)
		part := func(o, u uint8) uint8 {
			return uint8((int(o)*int(level) + int(u)*(levels-int(level)) + levels/2) / levels)
		}
		*known = int16(c.place(color.RGBA{part(over.R, under.R), part(over.G, under.G), part(over.B, under.B), 255}, len(c.Palette)/2)) + 1
	}
	return uint8(*known - 1)
}

// blend puts a mask of levels, w wide, on the picture with its corner at x, y.
func (c *canvas) blend(x, y, w int, mask []uint8, ink uint8) {
	for i, level := range mask {
		px, py := x+i%w, y+i/w
		if level == 0 || px < 0 || py < 0 || px >= c.Rect.Max.X || py >= c.Rect.Max.Y {
			continue
		}
		at := &c.Pix[py*c.Stride+px]
		if level == levels {
			*at = ink
		} else {
			*at = c.mix(ink, *at, level)
		}
	}
}

// box fills an upright rectangle.
func (c *canvas) box(x1, y1, x2, y2 float64, ink uint8) {
	x1, y1 = max(x1, 0), max(y1, 0)
	x2, y2 = min(x2, float64(c.Rect.Max.X)), min(y2, float64(c.Rect.Max.Y))
	covered := func(a, b float64, i int) float64 { return max(0, min(b, float64(i+1))-max(a, float64(i))) }
	for y := int(y1); float64(y) < y2; y++ {
		row, part := c.Pix[y*c.Stride:(y+1)*c.Stride], covered(y1, y2, y)*levels
		for x := int(x1); float64(x) < x2; x++ {
			level := uint8(covered(x1, x2, x)*part + 0.5)
			if inner := int(x2); level == levels && x < inner {
				for ; x < inner; x++ {
					row[x] = ink
				}
				x--
			} else if level > 0 {
				row[x] = c.mix(ink, row[x], level)
			}
		}
	}
}

// fill paints what lines and curves enclose; they lie between x1, y1 and x2, y2.
func (c *canvas) fill(x1, y1, x2, y2 float64, ink uint8, draw func(e *edges)) {
	x, y := int(math.Floor(x1)), int(math.Floor(y1))
	w, h := int(math.Ceil(x2))-x, int(math.Ceil(y2))-y
	if w > 0 && h > 0 {
		c.blend(x, y, w, c.cover(w, h, float64(x), float64(y), draw), ink)
	}
}

// cover gives the mask of what lines and curves enclose, as levels; x, y is its corner. The mask holds
// until the next call.
func (c *canvas) cover(w, h int, x, y float64, draw func(e *edges)) []uint8 {
	c.edges.reset(w, h, x, y)
	draw(&c.edges)
	if cap(c.mask) < w*h {
		c.mask = make([]uint8, w*h)
	}
	c.mask = c.mask[:w*h]
	c.edges.levels(c.mask)
	return c.mask
}
