package pdf

import (
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
)

// atom is what is never split between pages: a line, a row of a table, a figure.
type atom struct {
	gap  float64 // white space above; none at the top of a page
	h    float64
	keep bool // on the page of the next atom
	// repeat is drawn again above the atom when a page begins with it: the head of its table.
	repeat *atom
	// tag is the element of the structure that the atom belongs to; without one it is decoration,
	// unless it marks its parts itself.
	tag   *canvas.Tag
	marks bool
	// draw draws the atom with its top at y; gap is the white space above that was really left.
	draw func(p *canvas.Page, y, gap float64)

	bookmark string // entry of the outline, with its level, or ""
	level    int
}

// flow collects the atoms of a document and places them on pages.
type flow struct {
	left, top, width, bottom float64 // of the text on a page; left and width change with nesting
	foot                     []line
	title                    string
	atoms                    []atom
	gap                      float64 // white space that the next atom leaves above itself
	markers                  []func(p *canvas.Page, y float64)
	frames                   []*frame
}

// frame is drawn beside or behind every atom inside it: the bar of a quotation, the band of code.
type frame struct {
	started bool
	draw    func(p *canvas.Page, top, bottom float64)
}

// start measures the page.
func (f *flow) start(r *renderer) {
	w, h := r.paper()
	f.left, f.top = 20*mm, 20*mm
	f.width = w - 2*f.left
	f.foot = r.footer()
	f.bottom = h - 17*mm - linesHeight(f.foot)
}

// height of the text on a page.
func (f *flow) height() float64 { return f.bottom - f.top }

// space asks for white space above the next atom; the largest wish counts.
func (f *flow) space(v float64) { f.gap = max(f.gap, v) }

// add appends an atom, with the markers of list items that wait for it and the frames around it.
func (f *flow) add(a atom) {
	a.gap, f.gap = f.gap, 0
	draw, tag, marks, markers := a.draw, a.tag, a.marks, f.markers
	f.markers = nil
	type around struct {
		*frame
		first bool
	}
	var frames []around
	for _, fr := range f.frames {
		frames = append(frames, around{fr, !fr.started})
		fr.started = true
	}
	h := a.h
	a.draw = func(p *canvas.Page, y, gap float64) {
		if len(frames) > 0 {
			p.Mark(nil)
			for _, fr := range frames {
				if fr.first {
					fr.draw(p, y, y+h)
				} else {
					fr.draw(p, y-gap, y+h)
				}
			}
			p.End()
		}
		for _, m := range markers {
			m(p, y)
		}
		switch {
		case draw == nil:
		case marks:
			draw(p, y, gap)
		default:
			p.Mark(tag)
			draw(p, y, gap)
			p.End()
		}
	}
	f.atoms = append(f.atoms, a)
}

// keep makes the last atom stay on the page of the next one.
func (f *flow) keep() {
	if n := len(f.atoms); n > 0 {
		f.atoms[n-1].keep = true
	}
}

// place puts the atoms on pages: each chain of atoms that stay together goes to the page that has
// room for it; one that is higher than a page is placed atom by atom.
func (f *flow) place(r *renderer) {
	if r.diags.HasErrors() {
		return
	}
	page := r.newPage()
	y := f.top
	for i := 0; i < len(f.atoms); {
		end := i
		for end < len(f.atoms)-1 && f.atoms[end].keep {
			end++
		}
		end++
		need := 0.0
		for _, a := range f.atoms[i:end] {
			need += a.gap + a.h
		}
		most := f.height()
		if head := f.atoms[i].repeat; head != nil {
			most -= head.h
		}
		if need > most {
			end, need = i+1, 0
		}
		for _, a := range f.atoms[i:end] {
			y = f.put(r, &page, a, y, need)
			need = 0 // the rest of the chain follows on the same page
		}
		i = end
	}
	r.footers()
}

// put draws one atom below y, on a new page if what must stay together needs it, and gives the new y.
func (f *flow) put(r *renderer, page **canvas.Page, a atom, y, need float64) float64 {
	const slack = 0.01
	need = max(a.gap+a.h, need)
	if y > f.top && y+need > f.bottom+slack {
		*page = r.newPage()
		y = f.top
		if a.repeat != nil {
			a.repeat.draw(*page, y, 0)
			y += a.repeat.h
			a.gap = 0
		}
	}
	if y == f.top {
		a.gap = 0
	}
	y += a.gap
	if a.bookmark != "" {
		r.doc.Bookmark(a.level, a.bookmark, *page, y)
	}
	a.draw(*page, y, a.gap)
	return y + a.h
}
