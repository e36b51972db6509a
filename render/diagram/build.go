package diagram

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Measures of the drawing.
const (
	margin   = 28.0
	laneName = 124.0
	boxW     = 160.0
	gutter   = 54.0
	channel  = 26.0 // height of one line above or below the lanes
	badgeR   = 10.0
	lineH    = 15.0
	perRow   = 9 // stages side by side before a lifecycle goes on in the next row
)

// Build lays an architecture out: one panel for each lifecycle and pipeline,
// in the order of the journey, with a lane for each team, the stages in order
// from left to right, a numbered arrow for each handoff, and the handoffs' decisions, facts and
// clocks below the panel. footer is a line for the bottom: version, commit, digest.
// The architecture must be indexed and have its architecture block.
func Build(a *schema.Architecture, footer string) *Scene {
	tracks := journey(a)
	leaving, numbers := numbered(a, tracks)
	cols := 1
	for _, t := range tracks {
		cols = max(cols, columns(len(t.Stages)))
	}
	title := schema.Title(a.Info)
	s := &Scene{Title: title, W: max(2*margin+laneName+float64(cols)*(boxW+gutter)+gutter, 900)}
	b := &builder{s: s, a: a, namer: a.Namer(), y: margin, numbers: numbers, automations: automated(a, tracks)}
	b.lines(title, 24, 28, "title", true)
	b.lines("Version "+a.Info.Version+" · lifecycle architecture", 13, 20, "foot", false)
	b.y += 10
	key := []sample{b.boxSample("confirmed", "stage"), b.boxSample("assumed", "assumed"), b.boxSample("golden stage", "golden"),
		b.lineSample("handoff", "handoff"), b.lineSample("next stage", "flow"), b.lineSample("back, recycled", "recycle")}
	if len(b.automations.named) > 0 {
		key = append(key, b.badgeSample("automation", "A1", "automation"))
	}
	b.key(key...)
	for i, t := range tracks {
		b.panel(t, leaving[i])
		var names []string
		for _, st := range t.Stages {
			names = append(names, schema.Title(st))
		}
		s.tells(t.Label(), names)
	}
	b.lines(footer, 11, 16, "foot", false)
	s.H = b.y + margin
	return s
}

// tells adds a heading with what stands under it to the drawing in words.
func (s *Scene) tells(heading string, names []string) {
	if len(names) > 0 {
		s.Alt = strings.TrimSpace(s.Alt + " " + sentence(heading+": "+strings.Join(names, ", ")))
	}
}

// columns is how many stages of a track stand side by side: all, or an equal share for each row.
func columns(stages int) int {
	rows := max((stages+perRow-1)/perRow, 1)
	return (stages + rows - 1) / rows
}

// journey lists the tracks domain by domain, lifecycles before pipelines.
func journey(a *schema.Architecture) []*schema.Track {
	tracks := a.Tracks()
	slices.SortStableFunc(tracks, func(x, y *schema.Track) int {
		return slices.Index(schema.Domains, x.Domain) - slices.Index(schema.Domains, y.Domain)
	})
	return tracks
}

type builder struct {
	s           *Scene
	a           *schema.Architecture
	namer       expr.Namer
	y           float64 // where the next thing starts
	numbers     map[*schema.Handoff]int
	automations automations
}

// numbered counts the handoffs in the order in which a reader meets them, and lists those that
// leave each track in that order.
func numbered(a *schema.Architecture, tracks []*schema.Track) (leaving [][]*schema.Handoff, numbers map[*schema.Handoff]int) {
	numbers = map[*schema.Handoff]int{}
	for _, t := range tracks {
		var list []*schema.Handoff
		for _, h := range a.Handoffs {
			if t.Rank(h.From) >= 0 {
				list = append(list, h)
			}
		}
		slices.SortStableFunc(list, func(x, y *schema.Handoff) int {
			return cmp.Or(t.Rank(x.From)-t.Rank(y.From), t.Rank(x.To)-t.Rank(y.To))
		})
		for _, h := range list {
			numbers[h] = len(numbers) + 1
		}
		leaving = append(leaving, list)
	}
	return leaving, numbers
}

// lines writes text over the whole width and moves on below it.
func (b *builder) lines(text string, size, height float64, role string, bold bool) {
	for _, l := range Wrap(text, b.s.W-2*margin, size, bold, 3) {
		b.y += height
		b.s.add(Text{X: margin, Y: b.y - height*0.3, Size: size, Anchor: "start", Role: role, S: l})
	}
}

// sample is a mark with what it means, for the key. draw draws it at x and says how wide it is.
type sample struct {
	text string
	draw func(x float64) float64
}

// key explains the marks, in as many lines as they need.
func (b *builder) key(samples ...sample) {
	x := margin
	for _, k := range samples {
		w := Width(k.text, 11, false) + 52
		if x+w > b.s.W-margin && x > margin {
			x, b.y = margin, b.y+22
		}
		w = k.draw(x)
		b.s.add(Text{X: x + w + 6, Y: b.y + 11, Size: 11, Anchor: "start", Role: "foot", S: k.text})
		x += w + 12 + Width(k.text, 11, false) + 14
	}
	b.y += 34
}

func (b *builder) boxSample(text, role string) sample {
	return sample{text, func(x float64) float64 {
		b.s.add(Rect{X: x, Y: b.y, W: 24, H: 15, R: 4, Role: role})
		return 24
	}}
}

func (b *builder) lineSample(text, role string) sample {
	return sample{text, func(x float64) float64 {
		b.s.add(Line{Points: []Point{{x, b.y + 8}, {x + 26, b.y + 8}}, Role: role, Arrow: true})
		return 26
	}}
}

func (b *builder) badgeSample(text, mark, role string) sample {
	return sample{text, func(x float64) float64 {
		b.badge(x+badgeR, b.y+8, mark, role)
		return 2 * badgeR
	}}
}

// panel draws one lifecycle or pipeline and what the handoffs that leave its stages ask.
func (b *builder) panel(t *schema.Track, list []*schema.Handoff) {
	b.lines(panelTitle(b.a, t), 16, 22, "head", true)
	b.y += 6
	p := &panel{builder: b, track: t}
	p.arrows(list)
	cols := columns(len(t.Stages))
	for first := 0; first < len(t.Stages); first += cols {
		if first > 0 {
			b.y += 16
		}
		p.row(first, min(first+cols, len(t.Stages)))
	}
	b.legend(t, list)
	b.y += 26
}

func panelTitle(a *schema.Architecture, t *schema.Track) string {
	kind := "lifecycle"
	if t.Pipeline {
		kind = "pipeline"
	}
	s := t.Label()
	if !strings.Contains(strings.ToLower(s), kind) {
		s += " " + kind
	}
	s += " · " + t.Domain + " domain · " + t.Object
	if t.ForwardOnly {
		s += " · forward only"
	}
	if held := heldIn(a, t.Object); held != "" {
		s += " · in " + held
	}
	return s
}

// heldIn names the systems that hold a record type.
func heldIn(a *schema.Architecture, object string) string {
	var names []string
	for _, x := range a.Systems {
		if slices.Contains(x.Objects, schema.NewAddress("", "object", object)) {
			names = append(names, schema.Title(x))
		}
	}
	return strings.Join(names, ", ")
}

// TeamOf names the team of an owner.
func TeamOf(a *schema.Architecture, owner schema.Address) string {
	team := schema.Address("")
	x := a.Lookup(owner)
	switch x := x.(type) {
	case *schema.Role:
		team = x.Team
	case *schema.Queue:
		team = x.Team
	case *schema.Team:
	default:
		return "Automatic"
	}
	if t := a.Lookup(team); t != nil {
		return schema.Title(t)
	}
	return schema.Title(x)
}
