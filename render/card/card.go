// Package card makes the Stage Reference Card: one landscape page with all stages, their entry
// criteria, and who owns each transition, for the wall.
//
// Nothing on a card is cut and no text is smaller than 8 points. When all of it does not
// fit, what the card can do without is left out (see ladder); when that does not help, there is no card
// but a diagnostic that says what to shorten.
package card

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Options say how a card looks.
type Options struct {
	// Paper is "a4" (the default) or "letter"; the page is landscape.
	Paper string
	// Stamp says what the card was made from: version, commit, digest.
	Stamp string
	// Organisation stands at the head; may be "".
	Organisation string
	// Accent is the colour of the line below the title, "#rrggbb"; "" is the built-in one.
	Accent string
	// Fonts measure the texts; nil for the built-in typeface.
	Fonts *fonts.Set
}

// smallest is the least font size of a text, in points.
const smallest = 8.0

// margin is the free border of the page in points, 8.5 mm: office printers print up to 4.2 mm.
const margin = 24.0

// Build lays out the card of an architecture, in points. The architecture must be indexed. Without room for
// everything, or with characters that no font has, there is no scene but errors.
func Build(a *schema.Architecture, opts Options) (*diagram.Scene, diag.List) {
	w, h := 841.89, 595.28 // ISO 216 A4
	paper := "A4"
	if strings.EqualFold(opts.Paper, "letter") {
		w, h, paper = 792, 612, "Letter"
	}
	if opts.Fonts == nil {
		opts.Fonts = fonts.Inter()
	}
	m := &ruler{opts.Fonts}
	r := &reader{ruler: m, a: a, n: a.Namer(), texts: map[source]*shown{}}
	title, version := "Architecture", ""
	if a.Info != nil {
		title, version = schema.Title(a.Info), a.Info.Version
		r.show(a.Info.Address, "title", title)
	}
	b := &builder{
		Options: opts, reader: r, tracks: r.read(), page: paper, width: w - 2*margin,
		ruler: m, title: title, version: version,
		scene: &diagram.Scene{Title: title + " — Stage Reference Card", W: w, H: h, Looks: looks(opts.Accent)},
	}
	return b.build()
}

type builder struct {
	Options
	title, version string

	reader *reader
	tracks []track
	page   string
	width  float64 // of what is printed, in points
	ruler  *ruler
	scene  *diagram.Scene
}

// ladder are the steps in which a card gives up what it can do without, the last first to go: the facts that
// must be known, the titles of roles (a key explains their abbreviations), the step to a next stage
// that no handoff declares (the stage names its owner), and the time limits. Each step is taken
// rather than a font smaller than least.
var ladder = []struct {
	details
	least float64
}{
	{details{needs: true, next: true, full: true, slas: true}, 10},
	{details{next: true, full: true, slas: true}, 9.5},
	{details{next: true, slas: true}, smallest},
	{details{slas: true}, smallest},
	{details{}, smallest},
}

// The largest font size, and the steps in which sizes are tried, in points.
const largest, step = 16.0, 0.25

// densities are how close lines and stages are set, the easiest to read first.
var densities = []struct{ leading, gap float64 }{{1.34, 0.3}, {1.28, 0.25}, {1.22, 0.2}, {1.18, 0.15}}

func (b *builder) build() (*diagram.Scene, diag.List) {
	if len(b.tracks) == 0 {
		var diags diag.List
		diags.Errorf(diag.NoContent, diag.Range{}, "there are no stages for a stage reference card", "Declare a lifecycle or a pipeline.")
		return nil, diags
	}
	steps := ladder
	if !b.possible() {
		steps = nil // spares the search
	}
	for _, l := range steps {
		top, bottom := b.frame(&canvas{&diagram.Scene{}, b.ruler}, l.details)
		c := b.best(l.details, l.least, bottom-top)
		if c == nil {
			continue
		}
		if diags := b.missing(l.details); diags.HasErrors() {
			return nil, diags
		}
		cv := &canvas{b.scene, b.ruler}
		b.frame(cv, l.details)
		c.draw(cv, margin, top, bottom-top)
		return b.scene, nil
	}
	return nil, append(b.missing(details{}), b.tooMuch())
}

// densest is how a card is set that holds the most.
func densest() style {
	d := densities[len(densities)-1]
	return style{size: smallest, leading: d.leading, gap: d.gap}
}

// possible tells whether any arrangement fits.
func (b *builder) possible() bool {
	top, bottom := b.frame(&canvas{&diagram.Scene{}, b.ruler}, details{})
	for n := 1; n <= mostColumns; n++ {
		if b.lay(n, densest()).part(bottom - top) {
			return true
		}
	}
	return false
}

// best is the arrangement that fits and reads best with a font of least points or more, or nil.
func (b *builder) best(d details, least, height float64) *columns {
	var best *columns
	for n := 1; n <= mostColumns; n++ {
		for _, density := range slices.Backward(densities) {
			c := b.fill(n, style{size: least, leading: density.leading, gap: density.gap, details: d}, height)
			if c == nil {
				break // no more with wider lines
			}
			if best == nil || c.merit(height) > best.merit(height) {
				best = c
			}
		}
	}
	return best
}

// mostColumns is how many columns a card has at most.
const mostColumns = 6

// fill gives the largest size, from that of the style on, at which all stages fit into n columns, or nil.
func (b *builder) fill(n int, st style, height float64) *columns {
	best := b.lay(n, st)
	if !best.part(height) {
		return nil
	}
	least := st.size
	low, high := 1, int((largest-least)/step)
	for low <= high {
		mid := (low + high) / 2
		st.size = least + float64(mid)*step
		if c := b.lay(n, st); c.part(height) {
			best, low = c, mid+1
		} else {
			high = mid - 1
		}
	}
	return best
}

// merit says how well an arrangement reads: by the size of the font, and less with narrow columns, close
// lines, owners that found no room beside names, and paper left blank.
func (c *columns) merit(height float64) float64 {
	x := c.size
	x *= 1 - 0.02*max(0, 24-c.width/c.size)
	x *= 1 - 0.5*(densities[0].leading-c.leading)
	x *= 1 - 0.2*c.below()
	return x * (1 - 0.3*c.blank(height))
}
