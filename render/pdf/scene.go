package pdf

import (
	"math"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// largest is the side of the largest page that readers must open, in points (ISO 32000-1, Annex C).
const largest = 14400.0

// Scene draws a scene as exactly one page. Without paper the page is as large as the scene, one
// CSS pixel being 0.75 points. On paper a scene of exactly its size (to a point) is drawn 1:1,
// one unit being one point; any other is scaled to fit inside margins of 10 mm, and centred.
func Scene(s *diagram.Scene, opts Options) ([]byte, diag.List) {
	r := newRenderer(opts)
	if r.doc.Title == "" {
		r.doc.Title = s.Title
	}
	r.checkScene(s)
	w, h := r.paper()
	scale, x, y := 1.0, 0.0, 0.0
	switch {
	case opts.Paper == Paper{}:
		scale = min(pixel, largest/max(s.W, s.H, 1))
		w, h = max(s.W*scale, 3), max(s.H*scale, 3) // a page of less than 3 points is not allowed
	case math.Abs(s.W-w) < 1 && math.Abs(s.H-h) < 1:
	default:
		const margin = 10 * mm
		scale = min((w-2*margin)/max(s.W, 1), (h-2*margin)/max(s.H, 1))
		x, y = (w-s.W*scale)/2, (h-s.H*scale)/2
	}
	r.drawScene(r.doc.Page(w, h), s, x, y, scale, func(p *canvas.Page, sh diagram.Shape) {
		if _, ok := sh.(diagram.Text); ok {
			p.Mark(r.tag("P"))
		} else {
			p.Mark(nil)
		}
	})
	return r.finish()
}

// checkScene reports the characters of a scene that cannot be drawn.
func (r *renderer) checkScene(s *diagram.Scene) {
	for _, sh := range s.Shapes {
		if t, ok := sh.(diagram.Text); ok {
			r.checkText(t.S)
		}
	}
}

// drawScene draws a scene with its upper left corner at x, y. Mark, if there is one, begins the
// element of each shape.
func (r *renderer) drawScene(p *canvas.Page, s *diagram.Scene, x, y, scale float64, mark func(*canvas.Page, diagram.Shape)) {
	for _, sh := range s.InOrder() {
		if mark != nil {
			mark(p, sh)
		}
		r.shape(p, s.LookOf(sh), sh, x, y, scale)
		if mark != nil {
			p.End()
		}
	}
}

func (r *renderer) shape(p *canvas.Page, k diagram.Look, sh diagram.Shape, x, y, scale float64) {
	var fill *canvas.Color
	if k.Fill != "" {
		c := r.color(k.Fill)
		fill = &c
	}
	stroke := canvas.Stroke{}
	if k.Stroke != "" {
		stroke = canvas.Stroke{Color: r.color(k.Stroke), Width: k.Width * scale}
		for _, d := range k.Dash {
			stroke.Dash = append(stroke.Dash, d*scale)
		}
	}
	switch t := sh.(type) {
	case diagram.Rect:
		p.Rect(x+t.X*scale, y+t.Y*scale, t.W*scale, t.H*scale, t.R*scale, fill, stroke)
	case diagram.Circle:
		p.Circle(x+t.X*scale, y+t.Y*scale, t.R*scale, fill, stroke)
	case diagram.Line:
		at := func(points []diagram.Point) []canvas.Point {
			var out []canvas.Point
			for _, q := range points {
				out = append(out, canvas.Point{X: x + q.X*scale, Y: y + q.Y*scale})
			}
			return out
		}
		p.Line(stroke, at(t.Shaft())...)
		p.Polygon(stroke.Color, at(t.Head())...)
	case diagram.Text:
		if fill == nil {
			return
		}
		at, w := x+t.X*scale, r.set.Width(t.S, t.Size*scale, k.Bold)
		switch t.Anchor {
		case "middle":
			at -= w / 2
		case "end":
			at -= w
		}
		p.Text(at, y+t.Y*scale, t.Size*scale, r.set.Runs(t.S, k.Bold), *fill)
	}
}
