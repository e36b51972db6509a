package diagram_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// crowded is an architecture of sixty stages in which one stage has twenty handoffs and forty automations, and every criterion
// and name is long.
func crowded(t testing.TB) *schema.Architecture {
	t.Helper()
	a := parsed(t, shape{60, 7, 30, 30, 2, 10}.hcl())
	tracks := a.Tracks()
	from := tracks[0].Stages[0]
	for i := range 20 {
		to := tracks[i%2].Stages[(i*3+1)%len(tracks[i%2].Stages)]
		a.Handoffs = append(a.Handoffs, &schema.Handoff{
			Name: fmt.Sprintf("more%d", i), Title: names[i%len(names)], From: from.Address, To: to.Address, Owner: from.Owner, State: "confirmed",
			Decision: strings.Repeat(names[(i+1)%len(names)]+" ", 30),
		})
	}
	for i := range 40 {
		a.Automations = append(a.Automations, &schema.Automation{
			Name: fmt.Sprintf("auto%d", i), Title: names[i%len(names)], Outcome: strings.Repeat(names[(i+2)%len(names)]+" ", 30), Owner: from.Owner,
			Trigger: schema.Event{Kind: "entering", Target: from.Address},
			Actions: []*schema.Action{{Name: "x", Do: "move_to", Stage: tracks[0].Stages[i].Address}},
		})
	}
	for _, tr := range tracks {
		for i, st := range tr.Stages {
			for k := range 4 {
				st.Entry = append(st.Entry, &schema.Gate{Name: fmt.Sprintf("more%d", k), Description: strings.Repeat(names[(i+k)%len(names)]+" ", 20)})
			}
		}
	}
	a.Systems = append(a.Systems, &schema.System{Name: "s", Title: strings.Repeat(names[5]+" ", 12), Type: "crm", Objects: []schema.Address{"object.contact"}})
	if d := a.Index(); d.HasErrors() {
		t.Fatal(d)
	}
	return a
}

func TestNothingOverlapsWhenCrowded(t *testing.T) {
	a := crowded(t)
	s := diagram.Build(a, strings.Repeat("footer ", 100))
	m := check(t, s)
	if len(m.boxes) != 63 {
		t.Errorf("%d boxes", len(m.boxes))
	}
	everyHandoffShown(t, a, s)
	if s.W > 2300 {
		t.Errorf("the picture is %.0f wide, too much for paper", s.W)
	}
	sameGraph(t, a)
}

// scenes are all drawings of an architecture.
func scenes(a *schema.Architecture, footer string) map[string]*diagram.Scene {
	out := map[string]*diagram.Scene{"diagram": diagram.Build(a, footer)}
	if s := diagram.CurrentState(a, footer); s != nil {
		out["current state"] = s
	}
	for _, r := range a.Routings {
		out[string(r.Address)] = diagram.Decision(a, r)
	}
	return out
}

// hostileInventory is an architecture with a hostile text wherever a scene shows one.
func hostileInventory(t testing.TB, n int) *schema.Architecture {
	t.Helper()
	a := example(t, "b2b-saas")
	next := func() string { n++; return hostile[n%len(hostile)] }
	a.Info.Title, a.Info.Version, a.Info.CurrentState = next(), next(), next()
	in := a.Info.Intake
	in.CRM, in.Scoring = next(), next()
	for _, list := range [][]string{in.CurrentStages, in.CurrentPipelines, in.PainPoints} {
		for i := range list {
			list[i] = next()
		}
	}
	in.TeamSizes = map[string]float64{next(): 3}
	for _, x := range a.Systems {
		x.Title, x.Description, x.Note, x.Type = next(), next(), next(), next()
	}
	for _, x := range a.Sources {
		x.Title, x.Description, x.Note, x.Condition = next(), next(), next(), "workaround"
	}
	for _, x := range a.Queues {
		x.Title, x.Description = next(), next()
	}
	for _, x := range a.Routings {
		x.Title, x.Description = next(), next()
	}
	for _, x := range a.Automations {
		x.Title, x.Outcome, x.Note, x.Condition = next(), next(), next(), "duplicate"
	}
	for _, x := range a.Handoffs {
		x.Title, x.Decision, x.Note, x.Condition = next(), next(), next(), "dead_end"
	}
	for _, x := range a.Fields {
		x.Label = next()
	}
	for _, x := range a.Roles {
		x.Title = next()
	}
	for _, x := range a.SLAs {
		x.Title = next()
	}
	for _, tr := range a.Tracks() {
		tr.Title = next()
		for _, st := range tr.Stages {
			st.Label, st.Short, st.Definition = next(), next(), next()
			for _, g := range st.Entry {
				g.Description = next()
			}
		}
	}
	return a
}

// Whatever the texts say, a drawing has only the elements and attributes that the package writes, links lead where they
// should, nothing overlaps, and a picture comes out.
func TestHostileTexts(t *testing.T) {
	for n := 0; n < len(hostile); n += 5 { // each round has every text in it many times
		a := hostileInventory(t, n)
		for name, s := range scenes(a, hostile[n]) {
			check(t, s)
			for _, sh := range s.Shapes {
				if x, ok := sh.(diagram.Text); ok && strings.ContainsAny(x.S, "\n\r\t\x00\x1b\u202e") {
					t.Errorf("%s: a text is no line: %q", name, x.S)
				}
			}
			link := func(address string) string { return "x.html?" + hostile[n] + "#" + address }
			for _, e := range svgElements(t, s.SVG(diagram.SVGOptions{Link: link, Prefix: "p-"})) {
				if href := attr(e, "href"); e.Name.Local == "a" && !strings.HasPrefix(href, "x.html?") {
					t.Errorf("%s: a link to %q", name, href)
				}
			}
			decoded(t, first(s.PNG(diagram.PNGOptions{Scale: 0.5})))
			s.Missing(nil)
		}
	}
}

func first[T, U any](x T, _ U) T { return x }
