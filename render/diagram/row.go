package diagram

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// panel is a track while it is drawn.
type panel struct {
	*builder
	track *schema.Track
	edges []edge
	out   map[int][]tag // handoffs that go to another panel or row, by rank of the stage
	in    map[int][]tag // handoffs that come from there
}

// edge is an arrow between two stages of a track, for one or several handoffs.
type edge struct {
	from, to int
	role     string
	numbers  []int // empty for a step without a handoff
}

// tag names the far end of a handoff that is not drawn as an arrow.
type tag struct {
	number int
	stage  string
}

// row is the part of a panel that stands side by side. Each stage has a
// column of its own, so a vertical line above or below it meets no other stage.
type row struct {
	*panel
	first, end int
	lanes      []string
	laneOf     []int
	boxH       float64
	above      float64 // room over the boxes in a lane, for tags
	below      float64
	at         []Point // top left corners of the boxes
}

func (p *panel) row(first, end int) {
	r := &row{panel: p, first: first, end: end, above: 14, below: 14}
	for i := first; i < end; i++ {
		st := p.track.Stages[i]
		team := TeamOf(p.a, st.Owner)
		lane := slices.Index(r.lanes, team)
		if lane < 0 {
			lane = len(r.lanes)
			r.lanes = append(r.lanes, team)
		}
		r.laneOf = append(r.laneOf, lane)
		name, small, _ := p.texts(st)
		r.boxH = max(r.boxH, 18+float64(len(name))*16+float64(len(small))*14)
		if len(p.in[i]) > 0 {
			r.above = 26
		}
		if len(p.out[i]) > 0 {
			r.below = 26
		}
	}
	over, under := r.channels()
	y0 := p.y + height(over)
	laneH := r.above + r.boxH + r.below
	for i, lane := range r.lanes {
		y := y0 + float64(i)*laneH
		p.s.add(Rect{X: margin, Y: y, W: p.s.W - 2*margin, H: laneH, Role: []string{"lane", "lane2"}[i%2]})
		lines := Wrap(lane, laneName-20, 13, true, 4)
		for j, l := range lines {
			p.s.add(Text{X: margin + 12, Y: y + laneH/2 + 4 + (float64(j)-float64(len(lines)-1)/2)*16, Size: 13, Anchor: "start", Role: "lane", S: l})
		}
	}
	for i := range r.laneOf {
		at := Point{margin + laneName + gutter/2 + float64(i)*(boxW+gutter), y0 + float64(r.laneOf[i])*laneH + r.above}
		r.at = append(r.at, at)
		p.stage(p.track.Stages[first+i], at, r.boxH)
	}
	bottom := y0 + float64(len(r.lanes))*laneH
	r.direct()
	r.crossing()
	r.around(over, func(level int) float64 { return y0 - 14 - float64(level)*channel }, true)
	r.around(under, func(level int) float64 { return bottom + 14 + float64(level)*channel }, false)
	r.tags(over, under)
	p.y = bottom + height(under)
}

// stage draws a box with its texts.
func (p *panel) stage(st *schema.Stage, at Point, h float64) {
	p.s.add(Rect{X: at.X, Y: at.Y, W: boxW, H: h, R: 8, Role: stageRole(st), ID: string(st.Address), Name: schema.Title(st), Tip: st.Definition})
	name, small, marked := p.texts(st)
	y := at.Y + (h-float64(len(name))*16-float64(len(small))*14)/2 + 12
	for _, l := range name {
		p.s.add(Text{X: at.X + boxW/2, Y: y, Size: 13, Anchor: "middle", Role: "stage", S: l, Of: string(st.Address)})
		y += 16
	}
	for i, l := range small {
		role := "small"
		if marked && i == len(small)-1 {
			role = "automation"
		}
		p.s.add(Text{X: at.X + boxW/2, Y: y - 1, Size: 11, Anchor: "middle", Role: role, S: l, Of: string(st.Address)})
		y += 14
	}
}

// stageRole says how a stage looks: agreed or not, golden, a lost end.
func stageRole(st *schema.Stage) string {
	role := "stage"
	switch {
	case st.Golden && st.State != "confirmed":
		role = "goldenassumed"
	case st.Golden:
		role = "golden"
	case st.State != "confirmed":
		role = "assumed"
	}
	if st.Outcome == "lost" || st.Outcome == "disqualified" {
		role += " ended"
	}
	return role
}

// texts are the lines in a stage's box: its name; who owns it; its number, chance and patience; last, when
// it is marked, the automations.
func (p *panel) texts(st *schema.Stage) (name, small []string, marked bool) {
	title := schema.Title(st)
	if st.Golden {
		title = "★ " + title
	}
	name = Wrap(title, boxW-16, 13, true, 3)
	if owner := p.a.Lookup(st.Owner); owner != nil {
		small = Wrap(schema.Title(owner), boxW-12, 11, false, 2)
	}
	var facts []string
	if st.Number != nil {
		facts = append(facts, fmt.Sprintf("Stage %g", *st.Number))
	}
	if st.Probability != nil {
		facts = append(facts, fmt.Sprintf("%g %%", *st.Probability))
	}
	if !st.StaleAfter.IsZero() {
		facts = append(facts, "stale after "+diff.Duration(st.StaleAfter))
	}
	line := ""
	for _, f := range facts {
		switch {
		case line == "":
			line = f
		case Width(line+" · "+f, 11, false) <= boxW-12:
			line += " · " + f
		default:
			small = append(small, Wrap(line, boxW-12, 11, false, 1)...)
			line = f
		}
	}
	small = append(small, Wrap(line, boxW-12, 11, false, 1)...)
	marks := Wrap(p.automations.marks(st.Address), boxW-12, 11, false, 1)
	return name, append(small, marks...), len(marks) > 0
}
