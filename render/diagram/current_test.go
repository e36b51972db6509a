package diagram_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// state is a made-up inventory.
type state struct{ sources, systems, objects, queues, findings int }

func (s state) hcl() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	text := func(i int) string { return names[i%len(names)] }
	p("architecture \"x\" {\n title = %q\n version = \"1.0.0\"\n current_state = %q\n intake {\n crm = %q\n current_stages = [%q, %q, \"A\", \"B\", %q]\n current_pipelines = [%q, %q]\n pain_points = [%q, \"x\"]\n team_sizes = {\n t = 3\n other_team = 4\n }\n }\n}",
		text(5), strings.Repeat(text(5)+" ", 9), text(0), text(1), text(5), text(2), text(3), text(4), strings.Repeat(text(5)+" ", 20))
	p("team \"t\" {\n title = %q\n}\nrole \"r\" {\n title = %q\n team = team.t\n}", text(0), text(5))
	for i := range s.objects {
		p("object \"o%d\" {\n label = %q\n}", i, text(i))
	}
	condition := func(i int) string {
		if i >= s.findings {
			return ""
		}
		return fmt.Sprintf(" condition = %q\n note = %q\n", []string{"duplicate", "dead_end", "workaround"}[i%3], strings.Repeat(text(i+1)+" ", 6))
	}
	for i := range s.systems {
		var objects []string
		for k := range s.objects {
			if (i+k)%3 == 0 {
				objects = append(objects, fmt.Sprintf("object.o%d", k))
			}
		}
		p("system \"s%d\" {\n title = %q\n type = \"crm\"\n objects = [%s]\n%s}", i, text(i+2), strings.Join(objects, ", "), condition(i+1))
	}
	for i := range s.sources {
		system := ""
		if s.systems > 0 && i%4 != 3 {
			system = fmt.Sprintf(" system = system.s%d\n", (i*7)%s.systems)
		}
		p("source \"w%d\" {\n title = %q\n type = \"form\"\n creates = object.contact\n owner = role.r\n%s%s}", i, text(i), system, condition(i))
	}
	for i := range s.queues {
		object := "contact"
		if s.objects > 0 {
			object = fmt.Sprintf("o%d", (i*5)%s.objects)
		}
		p("queue \"q%d\" {\n title = %q\n object = object.%s\n team = team.t\n role = role.r\n}", i, text(i), object)
	}
	return b.String()
}

func TestNothingOverlapsInCurrentState(t *testing.T) {
	for _, name := range examples {
		a := example(t, name)
		if s := diagram.CurrentState(a, "footer"); s != nil {
			currentState(t, a, s)
		} else if name == "b2b-saas" || len(a.Systems) > 0 {
			t.Errorf("%s has no map", name)
		}
	}
	for _, st := range []state{{}, {1, 0, 0, 0, 1}, {0, 1, 0, 0, 0}, {7, 3, 2, 1, 4}, {40, 12, 9, 12, 40}, {3, 30, 20, 40, 9}} {
		t.Run(fmt.Sprint(st), func(t *testing.T) {
			a := parsed(t, st.hcl())
			currentState(t, a, diagram.CurrentState(a, strings.Repeat("footer ", 60)))
		})
	}
}

// currentState checks that a map shows every source, system and queue, and leads where the model says.
func currentState(t *testing.T, a *schema.Architecture, s *diagram.Scene) {
	t.Helper()
	m := check(t, s)
	svgElements(t, s.SVG(diagram.SVGOptions{}))
	place := map[string]area{}
	for _, b := range m.boxes {
		if id := strings.TrimPrefix(b.what, "box "); place[id].what != "" {
			t.Errorf("two boxes have the id %s", id)
		} else {
			place[id] = b
		}
	}
	joined := map[string]bool{}
	for _, l := range m.lines {
		from, to := l.Points[0], l.Points[len(l.Points)-1]
		ends := [2]string{}
		for id, b := range place {
			if from.X == b.x2 && b.y1 < from.Y && from.Y < b.y2 {
				ends[0] = id
			}
			if to.X == b.x1-1 && b.y1 < to.Y && to.Y < b.y2 {
				ends[1] = id
			}
		}
		joined[ends[0]+" "+ends[1]] = true
	}
	want := func(from, to schema.Address) {
		if from != "" && to != "" && !joined[string(from)+" "+string(to)] {
			t.Errorf("no way from %s to %s", from, to)
		}
	}
	findings := 0
	finding := func(addr schema.Address, condition string) {
		b, ok := place[string(addr)]
		if !ok {
			t.Errorf("%s is not shown", addr)
		}
		if bad := condition != "ok" && condition != ""; bad != (b.role == "finding") {
			t.Errorf("%s (%s) looks like %s", addr, condition, b.role)
		} else if bad {
			findings++
		}
	}
	for _, x := range a.Sources {
		finding(x.Address, x.Condition)
		want(x.Address, x.System)
		want(x.System, x.Creates)
	}
	for _, x := range a.Systems {
		finding(x.Address, x.Condition)
		for _, o := range x.Objects {
			want(x.Address, o)
		}
	}
	for _, x := range a.Queues {
		finding(x.Address, "")
		want(x.Object, x.Address)
	}
	explained := 0
	for _, sh := range s.Shapes {
		if x, ok := sh.(diagram.Circle); ok && x.Role == "finding" {
			explained++
		}
	}
	if findings > 0 && explained != 2*findings+1 { // in the box, in the list, and one in the key
		t.Errorf("%d badges for %d findings", explained, findings)
	}
}

func TestCurrentStateSays(t *testing.T) {
	s := diagram.CurrentState(example(t, "b2b-saas"), "stamp")
	for box, want := range map[string]string{
		"source.event_list": "Trade fairs and events Event · Demand Generation", "system.salesforce": "Salesforce CRM · source of truth",
		"object.contact": "Contact Lead lifecycle: 8 stages", "queue.sdr_triage": "Triage Sales Development · SDR Manager", "intake.stages.4": "Demo",
	} {
		if got := inBox(s, box); got != want {
			t.Errorf("%s: %q, want %q", box, got, want)
		}
	}
	if got := words(s, "legendbold"); got != "Trade fairs and events: dead end List import: duplicate Partner introductions: workaround Partner referral spreadsheet: workaround" {
		t.Errorf("findings: %s", got)
	}
	all := words(s, "legend", "foot", "head", "lane")
	for _, want := range []string{"Copied by hand twice a week.", "Two CRMs, three places", "• Onboarding sits in a sales pipeline", "Customer Success 11", "stamp", "Ways in Systems Records Queues"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q", want)
		}
	}
}

// What the inventory found about handoffs and automations stands with the records that they move.
func TestCurrentStateMarksHandoffsAndAutomations(t *testing.T) {
	a := example(t, "b2b-saas")
	var broken []*schema.Handoff
	for _, x := range a.Handoffs {
		if x.From.Within("lifecycle.lead") && len(broken) < 5 {
			broken = append(broken, x)
		}
	}
	for i, x := range broken {
		x.Condition, x.Note = "dead_end", fmt.Sprintf("Note %d.", i)
	}
	a.Automations[0].Condition, a.Automations[0].Note = "duplicate", "Two of them run."
	s := diagram.CurrentState(a, "")
	check(t, s)
	titles := words(s, "legendbold")
	for _, x := range broken {
		if !strings.Contains(titles, "Handoff "+schema.Title(x)+": dead end") {
			t.Errorf("%s is not explained", x.Address)
		}
	}
	if !strings.Contains(titles, "Automation "+schema.Title(a.Automations[0])+": duplicate") || !strings.Contains(words(s, "badge"), "+") {
		t.Errorf("titles %s, badges %s", titles, words(s, "badge"))
	}
}

func TestNoCurrentState(t *testing.T) {
	a := parsed(t, "architecture \"x\" {\n title = \"X\"\n version = \"1.0.0\"\n}\nqueue \"q\" {\n title = \"Q\"\n}")
	if s := diagram.CurrentState(a, ""); s != nil {
		t.Errorf("a map of nothing has %d shapes", len(s.Shapes))
	}
}

// Lines of different places never lie on each other.
func TestWaysAreApart(t *testing.T) {
	a := parsed(t, state{40, 12, 9, 12, 40}.hcl())
	var level []diagram.Line
	for _, sh := range diagram.CurrentState(a, "").Shapes {
		if l, ok := sh.(diagram.Line); ok && len(l.Points) > 1 {
			level = append(level, l)
		}
	}
	for i, l := range level {
		for _, o := range level[i+1:] {
			if l.Points[0] == o.Points[0] || slices.Equal(l.Points[len(l.Points)-1:], o.Points[len(o.Points)-1:]) {
				continue // the same place at one end
			}
			for k := 1; k < len(l.Points); k++ {
				for j := 1; j < len(o.Points); j++ {
					a, b, c, d := l.Points[k-1], l.Points[k], o.Points[j-1], o.Points[j]
					same := a.Y == b.Y && c.Y == d.Y && a.Y == c.Y && min(a.X, b.X) < max(c.X, d.X) && min(c.X, d.X) < max(a.X, b.X) ||
						a.X == b.X && c.X == d.X && a.X == c.X && min(a.Y, b.Y) < max(c.Y, d.Y) && min(c.Y, d.Y) < max(a.Y, b.Y)
					if same {
						t.Errorf("%v lies on %v", l.Points, o.Points)
					}
				}
			}
		}
	}
}
