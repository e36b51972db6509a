package diagram_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// area is what a shape covers.
type area struct {
	x1, y1, x2, y2 float64
	what, role     string
}

const slack = 0.01 // rounding

func (a area) overlaps(b area) bool {
	return a.x1 < b.x2-slack && b.x1 < a.x2-slack && a.y1 < b.y2-slack && b.y1 < a.y2-slack
}

func (a area) holds(b area) bool {
	return a.x1 <= b.x1+slack && b.x2 <= a.x2+slack && a.y1 <= b.y1+slack && b.y2 <= a.y2+slack
}

type measured struct {
	w, h                              float64
	boxes, lanes, badges, tags, texts []area
	samples                           []area // boxes of the key
	lines                             []diagram.Line
}

func measure(s *diagram.Scene) measured {
	m := measured{w: s.W, h: s.H}
	for _, sh := range s.Shapes {
		switch x := sh.(type) {
		case diagram.Rect:
			a := area{x.X, x.Y, x.X + x.W, x.Y + x.H, "box " + x.ID, x.Role}
			switch {
			case strings.HasPrefix(x.Role, "lane"):
				m.lanes = append(m.lanes, a)
			case x.Role == "tag":
				m.tags = append(m.tags, a)
			case x.ID != "":
				m.boxes = append(m.boxes, a)
			default:
				m.samples = append(m.samples, a)
			}
		case diagram.Circle:
			m.badges = append(m.badges, area{x.X - x.R, x.Y - x.R, x.X + x.R, x.Y + x.R, "badge", x.Role})
		case diagram.Line:
			m.lines = append(m.lines, x)
		case diagram.Text:
			w := diagram.Width(x.S, x.Size, s.LookOf(x).Bold)
			left := map[string]float64{"start": x.X, "middle": x.X - w/2, "end": x.X - w}[x.Anchor]
			what := fmt.Sprintf("text %q", x.S)
			if x.Of != "" {
				what = "in box " + x.Of
			}
			m.texts = append(m.texts, area{left, x.Y - x.Size*0.8, left + w, x.Y + x.Size*0.2, what, x.Role})
		}
	}
	return m
}

// check reports everything in a scene that lies on something else or sticks out.
func check(t *testing.T, s *diagram.Scene) measured {
	t.Helper()
	m := measure(s)
	picture := area{0, 0, s.W, s.H, "picture", ""}
	apart(t, m.boxes, m.boxes)
	apart(t, m.badges, m.badges)
	apart(t, m.samples, m.samples)
	apart(t, m.samples, m.texts)
	apart(t, m.samples, m.boxes)
	apart(t, m.tags, m.tags)
	apart(t, m.tags, m.badges)
	apart(t, m.tags, m.boxes)
	apart(t, m.texts, m.texts)
	for _, b := range m.badges { // a badge stands in a box or beside it
		if !slices.ContainsFunc(m.boxes, func(box area) bool { return box.holds(b) }) {
			apart(t, []area{b}, m.boxes)
		}
		for _, x := range m.texts {
			if x.role != "badge" {
				apart(t, []area{b}, []area{x})
			}
		}
	}
	for _, b := range m.boxes { // a box stands in a lane or beside it
		if !slices.ContainsFunc(m.lanes, func(lane area) bool { return lane.holds(b) }) {
			apart(t, []area{b}, m.lanes)
		}
	}
	for _, x := range m.texts {
		if id, ok := strings.CutPrefix(x.what, "in box "); ok {
			within(t, x, slices.DeleteFunc(slices.Clone(m.boxes), func(b area) bool { return b.what != "box "+id }))
		} else if !slices.Contains([]string{"badge", "lane", "tag"}, x.role) {
			apart(t, []area{x}, m.boxes)
		}
		switch x.role {
		case "lane":
			within(t, x, m.lanes)
		case "tag":
			within(t, x, m.tags)
		case "badge":
			within(t, x, m.badges)
		}
		within(t, x, []area{picture})
	}
	for _, l := range m.lines {
		for i := 1; i < len(l.Points); i++ {
			segment(t, m, l, l.Points[i-1], l.Points[i])
		}
	}
	return m
}

// segment checks that a piece of a line touches no box, tag or text, and stays in the picture.
func segment(t *testing.T, m measured, l diagram.Line, p, q diagram.Point) {
	t.Helper()
	a := area{min(p.X, q.X), min(p.Y, q.Y), max(p.X, q.X), max(p.Y, q.Y), l.Role + " line", l.Role}
	if p.X != q.X && p.Y != q.Y {
		t.Errorf("a %s line is neither level nor upright: %v %v", l.Role, p, q)
	}
	grown := a
	grown.x2, grown.y2 = grown.x2+0.1, grown.y2+0.1
	within(t, a, []area{{0, 0, m.w, m.h, "picture", ""}})
	for _, list := range [][]area{m.boxes, m.tags, m.texts} {
		for _, b := range list {
			if b.role != "badge" && grown.overlaps(shrink(b, 0.5)) {
				t.Errorf("%s at %v–%v crosses %s", a.what, p, q, b.what)
			}
		}
	}
}

func shrink(a area, by float64) area {
	a.x1, a.y1, a.x2, a.y2 = a.x1+by, a.y1+by, a.x2-by, a.y2-by
	return a
}

func apart(t *testing.T, as, bs []area) {
	t.Helper()
	same := len(as) > 0 && len(bs) > 0 && &as[0] == &bs[0]
	for i, a := range as {
		for j, b := range bs {
			if (!same || i < j) && a.overlaps(b) {
				t.Errorf("%s (%s) overlaps %s (%s): %.0f,%.0f and %.0f,%.0f", a.what, a.role, b.what, b.role, a.x1, a.y1, b.x1, b.y1)
			}
		}
	}
}

func within(t *testing.T, a area, holders []area) {
	t.Helper()
	for _, h := range holders {
		if h.holds(a) {
			return
		}
	}
	t.Errorf("%s (%s) at %.0f,%.0f–%.0f,%.0f sticks out", a.what, a.role, a.x1, a.y1, a.x2, a.y2)
}

var examples = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

func TestNothingOverlapsInExamples(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			a := example(t, name)
			s := diagram.Build(a, "1.0.0 · digest 0123456789ab")
			m := check(t, s)
			stages := 0
			for _, tr := range a.Tracks() {
				stages += len(tr.Stages)
			}
			if len(m.boxes) != stages {
				t.Errorf("%d boxes for %d stages", len(m.boxes), stages)
			}
			everyHandoffShown(t, a, s)
			for _, b := range m.boxes {
				within(t, b, m.lanes)
			}
			for _, b := range m.badges {
				if n := m.linesThrough(b); n > 1 {
					t.Errorf("%d lines run through the badge at %.0f,%.0f", n, b.x1, b.y1)
				}
			}
		})
	}
}

func (m measured) linesThrough(b area) int {
	n := 0
	for _, l := range m.lines {
		for i := 1; i < len(l.Points); i++ {
			p, q := l.Points[i-1], l.Points[i]
			if min(p.X, q.X) < b.x2 && b.x1 < max(p.X, q.X)+0.1 && min(p.Y, q.Y) < b.y2 && b.y1 < max(p.Y, q.Y)+0.1 {
				n++
				break
			}
		}
	}
	return n
}

// everyHandoffShown checks that the list below the panels has each handoff once.
func everyHandoffShown(t *testing.T, a *schema.Architecture, s *diagram.Scene) {
	t.Helper()
	titles := 0
	for _, sh := range s.Shapes {
		if x, ok := sh.(diagram.Text); ok && x.Role == "legendbold" {
			titles++
		}
	}
	if titles < len(a.Handoffs) {
		t.Errorf("%d titles in the lists for %d handoffs", titles, len(a.Handoffs))
	}
}

// names are hard to fit.
var names = []string{
	"Vertriebsqualifizierungsgesprächsvorbereitungsabgeschlossen", "Marketing Qualified Lead",
	"マーケティング適格リードとして正式に承認されました", "عميل محتمل مؤهل للتسويق والمبيعات معا", "🚀🚀 Launch 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
	"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMM @@@@@@@@@@@@@@", "ЖЖЖЖШШШШЩЩЩЩ квалифицированный лид отдела маркетинга", "A",
}

// shape is a made-up lifecycle.
type shape struct{ stages, teams, forward, back, double, abroad int }

func (s shape) String() string {
	return fmt.Sprintf("%d stages %d teams %d forward %d back %d double %d abroad", s.stages, s.teams, s.forward, s.back, s.double, s.abroad)
}

func (s shape) hcl() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("architecture \"x\" {\n title = %q\n version = \"1.0.0\"\n}", strings.Join(names, " "))
	p("reasons \"why\" {\n kind = \"recycling\"\n code \"late\" {\n label = \"Late\"\n }\n}")
	for i := range s.teams {
		p("team \"t%d\" {\n title = %q\n}\nrole \"r%d\" {\n title = %q\n team = team.t%d\n}", i, names[i%len(names)]+fmt.Sprint(i), i, names[(i+3)%len(names)], i)
	}
	for _, flow := range []struct {
		name   string
		stages int
	}{{"a", s.stages}, {"b", 3}} {
		p("lifecycle %q {\n title = %q\n domain = \"lead\"\n object = object.contact", flow.name, names[0])
		for i := range flow.stages {
			p("stage \"s%d\" {\n label = %q\n definition = \"It is so.\"\n owner = role.r%d\n golden = %t\n stale_after = \"1y\"\n entry \"e\" {\n description = \"Yes.\"\n }\n exit \"x\" {\n description = \"Done.\"\n }\n}",
				i, names[i%len(names)]+fmt.Sprint(i), (i*7)%s.teams, i%3 == 0)
		}
		p("}")
	}
	n := 0
	handoff := func(from, to string, recycle bool) {
		n++
		p("handoff \"h%d\" {\n title = %q\n from = stage.%s\n to = stage.%s\n decision = %q\n owner = role.r0\n reasons = reasons.why\n recycle = %t\n}",
			n, names[n%len(names)], from, to, strings.Repeat(names[n%len(names)]+" ", 12), recycle)
	}
	at := func(i int) string { return fmt.Sprintf("a.s%d", i%s.stages) }
	pick := func(k, salt int) (int, int) {
		i, j := (k*5+salt)%s.stages, (k*11+salt*3+2)%s.stages
		return min(i, j), max(i, j)
	}
	for k := range s.forward {
		if i, j := pick(k, 1); i < j {
			handoff(at(i), at(j), false)
		}
	}
	for k := range s.back {
		if i, j := pick(k, 2); i < j {
			handoff(at(j), at(i), true)
		}
	}
	for range s.double {
		handoff(at(0), at(1), false)
		if s.stages > 2 {
			handoff(at(0), at(2), false)
		}
	}
	for k := range s.abroad {
		handoff(at(k), fmt.Sprintf("b.s%d", k%3), false)
	}
	return b.String()
}

func TestNothingOverlapsInLargeArchitectures(t *testing.T) {
	shapes := []shape{
		{1, 1, 0, 0, 0, 0}, {2, 1, 2, 2, 0, 2}, {9, 1, 8, 8, 0, 0}, {10, 12, 12, 12, 3, 8},
		{12, 12, 40, 40, 6, 12}, {9, 4, 60, 60, 1, 9}, {25, 5, 40, 40, 2, 30}, {60, 12, 80, 80, 4, 60}, {60, 1, 0, 0, 0, 0},
	}
	for _, sh := range shapes {
		t.Run(sh.String(), func(t *testing.T) {
			res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(sh.hcl())}, hclschema.Options{})
			if res.Diags.HasErrors() {
				t.Fatal(res.Diags)
			}
			s := diagram.Build(res.Architecture, strings.Repeat("footer ", 100))
			m := check(t, s)
			if len(m.boxes) != sh.stages+3 {
				t.Errorf("%d boxes for %d stages", len(m.boxes), sh.stages+3)
			}
			everyHandoffShown(t, res.Architecture, s)
			for _, b := range m.boxes {
				within(t, b, m.lanes)
			}
			if s.W > 2300 {
				t.Errorf("the picture is %.0f wide, too much for paper", s.W)
			}
		})
	}
}

// A plain lifecycle of several rows shows every step: an arrow between neighbours, and its two
// ends where a row breaks.
func TestRowsAreJoined(t *testing.T) {
	sh := shape{stages: 20, teams: 2}
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(sh.hcl())}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	arrows := 0
	for _, sh := range diagram.Build(res.Architecture, "").Shapes {
		if l, ok := sh.(diagram.Line); ok && l.Role == "flow" {
			arrows++
		}
	}
	// the key shows one; the second lifecycle has two; 19 steps, two of them in halves
	if want := 1 + 2 + 19 + 2; arrows != want {
		t.Errorf("%d arrows, want %d", arrows, want)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines int
		want  string
	}{
		{"", 2, ""},
		{"one two", 2, "one two"},
		{"one two three four", 2, "one two|three four"},
		{"one two three four five six", 2, "one two|three four…"},
		{"Donaudampfschifffahrt", 3, "Donaudamp|fschifffahrt"},
	} {
		got := diagram.Wrap(c.text, 60, 10, false, c.lines)
		if joined := strings.Join(got, "|"); joined != c.want {
			t.Errorf("Wrap(%q) = %q, want %q", c.text, joined, c.want)
		}
		for _, l := range got {
			if w := diagram.Width(l, 10, false); w > 60 {
				t.Errorf("%q is %.0f wide", l, w)
			}
		}
	}
}
