package card

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
)

// Font sizes of the frame, in points.
const titleSize, subSize = 18.0, 9.0

// frame draws title, legend and stamp, and gives the top and bottom of what is left for the stages.
func (b *builder) frame(cv *canvas, d details) (top, bottom float64) {
	return b.head(cv), b.foot(cv, d) - 6
}

// head draws the title with the version and what the card covers, and gives the place below it.
func (b *builder) head(cv *canvas) float64 {
	title := b.ruler.words(b.title, "title")
	about := b.ruler.words(b.about(), "sub")
	y := margin
	lines := b.ruler.wrap(title, b.width/titleSize)
	aside := length(about) * subSize
	for _, l := range lines {
		y += titleSize * 1.2
		cv.line(l, margin, y-titleSize*0.32, titleSize, "")
	}
	if len(lines) == 1 && length(lines[0])*titleSize+20+aside <= b.width {
		cv.line(about, margin+b.width-aside, y-titleSize*0.32, subSize, "")
	} else {
		for _, l := range b.ruler.wrap(about, b.width/subSize) {
			y += subSize * 1.4
			cv.line(l, margin, y-subSize*0.4, subSize, "")
		}
	}
	y += 1
	cv.add(diagram.Line{Points: []diagram.Point{{X: margin, Y: y}, {X: margin + b.width, Y: y}}, Role: "rule"})
	return y + 6
}

// about says what the card is and how much of it is agreed.
func (b *builder) about() string {
	stages, confirmed := 0, 0
	for _, t := range b.tracks {
		for _, s := range t.stages {
			stages++
			if !s.assumed {
				confirmed++
			}
		}
	}
	s := "Stage Reference Card"
	if b.version != "" {
		s += " · version " + b.version
	}
	if b.Organisation != "" {
		s = b.Organisation + " · " + s
	}
	return s + fmt.Sprintf(" · %d of %d stages confirmed", confirmed, stages)
}

// item is one mark of the legend, or a remark.
type item struct {
	sample func(x, middle float64)
	room   float64 // of the sample
	text   []word
}

func (i item) width() float64 { return i.room + length(i.text)*smallest }

// foot draws the legend and the stamp at the bottom of the page, and gives its own top.
func (b *builder) foot(cv *canvas, d details) float64 {
	const size, apart, height = smallest, 14.0, smallest * 1.35
	var rows [][]item
	x := 0.0
	for _, it := range b.fitting(b.legend(cv, d)) {
		if len(rows) == 0 || x+it.width() > b.width {
			rows, x = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], it)
		x += it.width() + apart
	}
	stamp := b.ruler.wrap(b.ruler.words(b.Stamp, "foot"), b.width/size)
	lines := len(rows) + len(stamp)
	shared := len(stamp) == 1 && x+length(stamp[0])*size <= b.width // the stamp ends the last line of the legend
	if shared {
		lines--
	}
	top := b.scene.H - margin - float64(lines)*height
	y := top + height/2 // middle of the line
	for _, row := range rows {
		x := margin
		for _, it := range row {
			it.sample(x, y)
			cv.line(it.text, x+it.room, y+base0*size, size, "")
			x += it.width() + apart
		}
		y += height
	}
	for _, l := range stamp {
		if shared {
			cv.line(l, margin+b.width-length(l)*size, y-height+base0*size, size, "")
		} else {
			cv.line(l, margin, y+base0*size, size, "")
			y += height
		}
	}
	return top
}

// fitting breaks items that are wider than the page.
func (b *builder) fitting(items []item) []item {
	var out []item
	for _, it := range items {
		for i, l := range b.ruler.wrap(it.text, (b.width-it.room)/smallest) {
			if i > 0 {
				it.sample, it.room = none, 0
			}
			it.text = l
			out = append(out, it)
		}
	}
	return out
}

// none is the sample of a remark.
func none(x, middle float64) {}

// legend explains the marks.
func (b *builder) legend(cv *canvas, d details) []item {
	const size = smallest
	bar := func(role string) func(x, middle float64) {
		return func(x, middle float64) {
			cv.add(diagram.Line{Points: []diagram.Point{{X: x + 1.5, Y: middle - 4.6}, {X: x + 1.5, Y: middle + 4.6}}, Role: role})
		}
	}
	mark := func(mark string) func(x, middle float64) {
		return func(x, middle float64) { cv.mark(mark, "company", x, middle, size, "") }
	}
	var items []item
	add := func(used bool, sample func(x, middle float64), room float64, text string) {
		if used {
			items = append(items, item{sample, room, b.ruler.words(text, "foot")})
		}
	}
	has := b.marks()
	limits := b.reader.clocks && d.slas
	add(has["confirmed"], bar("bar sample"), 5, "confirmed")
	add(has["assumed"], bar("bar sample assumed"), 5, "assumed")
	add(has["golden"], func(x, middle float64) {
		cv.line(b.ruler.words("★", "star"), x, middle+base0*size, size, "")
	}, 10, "golden stage")
	add(has["check"], mark("check"), 8, "entry criterion")
	add(has["judge"], mark("judge"), 8, "entry criterion that people judge")
	arrow := "moves on to, who owns it then"
	if limits {
		arrow += " · time limit"
	}
	add(has["move"], mark("move"), 10, arrow)
	add(has["back"], mark("back"), 10, "goes back to")
	add(true, none, 0, "right of a name: owner of the stage and of the way in, unless an arrow names another")
	add(limits, none, 0, "time limits in business time, or 24/7")
	add(!d.next, none, 0, "without an arrow, too: on to the next stage")
	if !d.full {
		for _, o := range b.abbreviated() {
			items = append(items, item{none, 0, append(b.ruler.words(plain(o.short), "key"), b.ruler.words(plain(o.full), "foot")...)})
		}
	}
	return items
}

// marks are what the stages of the card are marked with.
func (b *builder) marks() map[string]bool {
	has := map[string]bool{}
	for _, t := range b.tracks {
		for _, s := range t.stages {
			has["golden"] = has["golden"] || s.golden
			has["assumed"] = has["assumed"] || s.assumed
			has["confirmed"] = has["confirmed"] || !s.assumed
			for _, c := range s.criteria {
				has[c.mark] = true
			}
			for _, m := range s.moves {
				has["back"] = has["back"] || m.back
				has["move"] = has["move"] || !m.back
			}
		}
	}
	return has
}

// abbreviated are the owners on the card whose abbreviation is not their title, each once, in order.
func (b *builder) abbreviated() []owner {
	var out []owner
	note := func(o owner) {
		known := slices.ContainsFunc(out, func(x owner) bool { return x.address == o.address })
		if !known && plain(o.full) != plain(o.short) {
			out = append(out, o)
		}
	}
	for _, t := range b.tracks {
		for _, s := range t.stages {
			note(s.owner)
			for _, m := range s.moves {
				note(m.owner)
			}
		}
	}
	return out
}
