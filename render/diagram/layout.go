package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Measures of the drawing.
const (
	margin   = 28.0
	laneName = 132.0
	boxW     = 160.0
	boxH     = 86.0
	gutter   = 62.0
	laneH    = 116.0
	channel  = 26.0 // height of one line above or below the lanes
	badgeR   = 10.0
	lineH    = 15.0
)

// Build lays an architecture out: one panel for each lifecycle and pipeline,
// in the order of the journey, with a lane for each team, the stages in order
// from left to right, a numbered arrow for each handoff, and the handoffs' decisions, facts and
// clocks below the panel. footer is a line for the bottom: version, commit, digest.
func Build(a *schema.Architecture, footer string) *Scene {
	s := &Scene{Title: a.Info.Title}
	b := &builder{s: s, a: a, namer: a.Namer()}
	cols := 1
	for _, t := range a.Tracks() {
		cols = max(cols, len(t.Stages))
	}
	s.W = max(2*margin+laneName+float64(cols)*(boxW+gutter)+gutter, 900)
	b.y = margin + 22
	s.add(Text{margin, b.y, 24, "start", "title", a.Info.Title})
	b.y += 22
	s.add(Text{margin, b.y, 13, "start", "foot", "Version " + a.Info.Version + " · lifecycle architecture"})
	b.y += 18
	b.key()
	for _, t := range journey(a) {
		b.panel(t)
	}
	b.y += 8
	s.add(Text{margin, b.y, 11, "start", "foot", footer})
	s.H = b.y + margin
	return s
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
	s      *Scene
	a      *schema.Architecture
	namer  expr.Namer
	y      float64
	number int
}

// key explains the marks.
func (b *builder) key() {
	x, y := margin, b.y
	item := func(text string, draw func(x float64) float64) {
		w := draw(x)
		b.s.add(Text{x + w + 6, y + 11, 11, "start", "foot", text})
		x += w + 12 + Width(text, 11, false) + 14
	}
	box := func(role string) func(float64) float64 {
		return func(x float64) float64 { b.s.add(Rect{X: x, Y: y, W: 24, H: 15, R: 4, Role: role}); return 24 }
	}
	line := func(role string) func(float64) float64 {
		return func(x float64) float64 {
			b.s.add(Line{Points: []Point{{x, y + 8}, {x + 26, y + 8}}, Role: role, Arrow: true})
			return 26
		}
	}
	item("confirmed", box("stage"))
	item("assumed", box("assumed"))
	item("golden stage", box("golden"))
	item("handoff", line("handoff"))
	item("next stage", line("flow"))
	item("back, recycled", line("recycle"))
	b.y += 34
}

// edge is an arrow of a panel.
type edge struct {
	from, to int
	role     string
	number   int
}

func (b *builder) panel(t *schema.Track) {
	lanes, laneOf := b.lanes(t)
	edges, legend, tags := b.edges(t)
	var over, under []edge
	for _, e := range edges {
		switch {
		case e.to < e.from:
			under = append(under, e)
		case e.to > e.from+1:
			over = append(over, e)
		}
	}
	top := b.y
	b.s.add(Text{margin, top + 16, 16, "start", "head", panelTitle(t)})
	y0 := top + 28 + float64(len(over))*channel
	if len(over) > 0 {
		y0 += 8
	}
	width := b.s.W - 2*margin
	for i, lane := range lanes {
		y := y0 + float64(i)*laneH
		b.s.add(Rect{X: margin, Y: y, W: width, H: laneH, Role: []string{"lane", "lane2"}[i%2]})
		b.laneName(lane, y)
	}
	bottom := y0 + float64(len(lanes))*laneH
	at := make([]Point, len(t.Stages)) // top left corners
	for i, st := range t.Stages {
		at[i] = Point{margin + laneName + gutter/2 + float64(i)*(boxW+gutter), y0 + float64(laneOf[i])*laneH + (laneH-boxH)/2}
		b.stage(st, at[i])
	}
	for i, tag := range tags {
		b.tag(tag, at[i])
	}
	b.direct(edges, at)
	for i, e := range over {
		b.around(e, at, y0-12-float64(i)*channel, true, slot(over, i))
	}
	for i, e := range under {
		b.around(e, at, bottom+14+float64(i)*channel, false, slot(under, i))
	}
	y := bottom + 10 + float64(len(under))*channel
	if len(under) > 0 {
		y += 8
	}
	b.y = b.legend(legend, y) + 30
}

func panelTitle(t *schema.Track) string {
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
	return s
}

// lanes lists the teams of a track in the order in which they come up, and each stage's lane.
func (b *builder) lanes(t *schema.Track) (names []string, of []int) {
	for _, st := range t.Stages {
		name := TeamOf(b.a, st.Owner)
		i := slices.Index(names, name)
		if i < 0 {
			i = len(names)
			names = append(names, name)
		}
		of = append(of, i)
	}
	return names, of
}

// TeamOf names the team of an owner.
func TeamOf(a *schema.Architecture, owner schema.Address) string {
	switch x := a.Lookup(owner).(type) {
	case *schema.Role:
		if x.Team != "" {
			return schema.Title(a.Lookup(x.Team))
		}
		return schema.Title(x)
	case *schema.Queue:
		if x.Team != "" {
			return schema.Title(a.Lookup(x.Team))
		}
		return schema.Title(x)
	case *schema.Team:
		return schema.Title(x)
	}
	return "Automatic"
}

func (b *builder) laneName(name string, y float64) {
	lines := Wrap(name, laneName-20, 13, true, 3)
	for j, l := range lines {
		b.s.add(Text{margin + 12, y + laneH/2 + 4 + (float64(j)-float64(len(lines)-1)/2)*16, 13, "start", "lane", l})
	}
}

func (b *builder) stage(st *schema.Stage, p Point) {
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
	b.s.add(Rect{X: p.X, Y: p.Y, W: boxW, H: boxH, R: 8, Role: role, ID: string(st.Address), Tip: st.Definition})
	name := schema.Title(st)
	if st.Golden {
		name = "★ " + name
	}
	small := b.small(st)
	lines := Wrap(name, boxW-16, 13, true, 5-max(len(small), 2))
	total := float64(len(lines))*16 + float64(len(small))*14
	y := p.Y + (boxH-total)/2 + 12
	for _, l := range lines {
		b.s.add(Text{p.X + boxW/2, y, 13, "middle", "stage", l})
		y += 16
	}
	for _, l := range small {
		b.s.add(Text{p.X + boxW/2, y - 1, 11, "middle", "small", l})
		y += 14
	}
}

// small are the lines under a stage's name: who owns it, and its number, chance or patience.
func (b *builder) small(st *schema.Stage) []string {
	var out []string
	if st.Owner != "" {
		out = append(out, Wrap(schema.Title(b.a.Lookup(st.Owner)), boxW-12, 11, false, 1)[0])
	}
	var facts []string
	if st.Number != nil {
		facts = append(facts, fmt.Sprintf("Stage %g", *st.Number))
	}
	if st.Probability != nil {
		facts = append(facts, fmt.Sprintf("%g %%", *st.Probability))
	}
	if !st.StaleAfter.IsZero() {
		facts = append(facts, "stale after "+st.StaleAfter.String())
	}
	if len(facts) > 0 {
		out = append(out, Wrap(strings.Join(facts, " · "), boxW-12, 11, false, 1)[0])
	}
	return out
}

// row is an entry below a panel.
type row struct {
	number      int
	title, text string
	recycle     bool
}

// edges collects the arrows of a track, the texts of its handoffs, and tags
// for handoffs that lead to or come from another track.
func (b *builder) edges(t *schema.Track) (edges []edge, legend []row, tags map[int][]string) {
	tags = map[int][]string{}
	joined := map[[2]int]bool{}
	handoffs := slices.Clone(b.a.Handoffs)
	slices.SortStableFunc(handoffs, func(x, y *schema.Handoff) int {
		return cmp.Or(t.Rank(x.From)-t.Rank(y.From), t.Rank(x.To)-t.Rank(y.To))
	})
	for _, h := range handoffs {
		from, to := t.Rank(h.From), t.Rank(h.To)
		if from >= 0 {
			b.number++
			legend = append(legend, row{b.number, schema.Title(h), b.contract(h), h.Recycle})
		}
		switch {
		case from >= 0 && to >= 0 && from != to:
			role := "handoff"
			if to < from {
				role = "recycle"
			}
			edges = append(edges, edge{from, to, role, b.number})
			joined[[2]int{from, to}] = true
		case from >= 0 && to < 0:
			tags[from] = append(tags[from], fmt.Sprintf("%d → %s", b.number, schema.Title(b.a.Lookup(h.To))))
		}
	}
	for i := 0; i+1 < len(t.Stages); i++ {
		if !joined[[2]int{i, i + 1}] && t.Stages[i].Outcome == "" {
			edges = append(edges, edge{i, i + 1, "flow", 0})
		}
	}
	return edges, legend, tags
}

// contract says a handoff's decision, facts and clock in one line.
func (b *builder) contract(h *schema.Handoff) string {
	var parts []string
	if h.Decision != "" {
		parts = append(parts, h.Decision)
	}
	if len(h.Owes) > 0 {
		var facts []string
		for _, f := range h.Owes {
			facts = append(facts, schema.Title(b.a.Lookup(f)))
		}
		parts = append(parts, "Owes: "+strings.Join(facts, ", ")+".")
	}
	if !h.When.IsZero() {
		parts = append(parts, "When "+expr.Sentence(h.When.Expr, b.namer)+".")
	}
	if sla := schema.Find[schema.SLA](b.a, h.SLA); sla != nil {
		parts = append(parts, "SLA: "+diff.Duration(sla.Within)+map[bool]string{true: " in business hours", false: ""}[sla.Clock == "business"]+".")
	}
	if r := b.a.Lookup(h.Reasons); r != nil {
		parts = append(parts, "Reason needed: "+schema.Title(r)+".")
	}
	parts = append(parts, "Owner: "+schema.Title(b.a.Lookup(h.Owner))+".")
	return strings.Join(parts, " ")
}

func (b *builder) legend(rows []row, y float64) float64 {
	x := margin + 30.0
	width := b.s.W - 2*margin - 34
	for _, r := range rows {
		y += 20
		role := "badge"
		if r.recycle {
			role = "badge recycle"
		}
		b.s.add(Circle{margin + 12, y - 4, badgeR, role}, Text{margin + 12, y, 11, "middle", "badge", fmt.Sprint(r.number)})
		b.s.add(Text{x, y, 12, "start", "legendbold", r.title})
		for _, l := range Wrap(r.text, width, 12, false, 6) {
			y += lineH
			b.s.add(Text{x, y, 12, "start", "legend", l})
		}
	}
	return y
}

// tag marks handoffs that leave the track, below the stage.
func (b *builder) tag(tags []string, p Point) {
	text := strings.Join(tags, "  ")
	l := Wrap(text, boxW+gutter-8, 10, false, 1)
	b.s.add(Text{p.X + boxW/2, p.Y + boxH + 12, 10, "middle", "tag", l[0]})
}

// direct draws the arrows between neighbours: straight in one lane, else in
// steps through the gutter, each with a column of its own there.
func (b *builder) direct(edges []edge, at []Point) {
	for _, e := range edges {
		if e.to != e.from+1 {
			continue
		}
		a, z := at[e.from], at[e.to]
		y1, y2 := a.Y+boxH/2, z.Y+boxH/2
		mid := a.X + boxW + gutter/2
		points := []Point{{a.X + boxW, y1}, {z.X - 2, y2}}
		if y1 != y2 {
			points = []Point{{a.X + boxW, y1}, {mid, y1}, {mid, y2}, {z.X - 2, y2}}
		}
		b.s.add(Line{points, e.role, true})
		if e.number > 0 {
			b.badge(mid, (y1+y2)/2, e)
		}
	}
}

// around draws an arrow through a channel above or below the lanes.
func (b *builder) around(e edge, at []Point, y float64, above bool, dx float64) {
	a, z := at[e.from], at[e.to]
	ya, yz := a.Y, z.Y
	if !above {
		ya, yz = a.Y+boxH, z.Y+boxH
	}
	x1, x2 := a.X+boxW/2+dx+14, z.X+boxW/2+dx-14
	tip := yz - 2
	if !above {
		tip = yz + 2
	}
	b.s.add(Line{[]Point{{x1, ya}, {x1, y}, {x2, y}, {x2, tip}}, e.role, true})
	b.badge((x1+x2)/2, y, e)
}

// slot spreads the ends of the arrows that meet at one stage.
func slot(edges []edge, i int) float64 {
	n := 0
	for _, e := range edges[:i] {
		if e.from == edges[i].from || e.to == edges[i].to || e.from == edges[i].to || e.to == edges[i].from {
			n++
		}
	}
	return float64((n%5)-2) * 9
}

func (b *builder) badge(x, y float64, e edge) {
	role := "badge"
	if e.role == "recycle" {
		role = "badge recycle"
	}
	b.s.add(Circle{x, y, badgeR, role}, Text{x, y + 4, 11, "middle", "badge", fmt.Sprint(e.number)})
}
