package diagram

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// intake writes what the intake form says about today.
func (m *stateMap) intake(in *schema.Intake) {
	m.s.tells("Stages in use", in.CurrentStages)
	m.chain("Stages in use", in.CurrentStages, true)
	m.chain("Pipelines in use", in.CurrentPipelines, false)
	var facts []string
	if in.CRM != "" {
		facts = append(facts, "CRM: "+sentence(in.CRM))
	}
	if in.Scoring != "" && in.Scoring != "none" {
		facts = append(facts, "Scoring: "+in.Scoring+".")
	}
	var sizes []string
	for _, team := range slices.Sorted(maps.Keys(in.TeamSizes)) {
		name := schema.Label("", team)
		if t := m.a.Lookup(schema.NewAddress("", "team", team)); t != nil {
			name = schema.Title(t)
		}
		sizes = append(sizes, fmt.Sprintf("%s %g", name, in.TeamSizes[team]))
	}
	if len(sizes) > 0 {
		facts = append(facts, "People: "+strings.Join(sizes, ", ")+".")
	}
	m.paragraphs("Today", facts)
	var pains []string
	for _, p := range in.PainPoints {
		pains = append(pains, "• "+p)
	}
	m.paragraphs("What hurts", pains)
}

// chain draws names side by side, with arrows between them when their order matters.
func (m *stateMap) chain(title string, names []string, arrows bool) {
	const gap, h = 30.0, 28.0
	var chips []string
	for _, n := range names {
		chips = append(chips, Wrap(n, 240, 12, false, 1)...)
	}
	if len(chips) == 0 {
		return
	}
	m.lines(title, 13, 20, "head", true)
	m.y += 6
	x := margin
	for i, text := range chips {
		w := Width(text, 12, false) + 24
		if x+w > m.s.W-margin && x > margin {
			x, m.y = margin, m.y+h+10
		} else if arrows && i > 0 {
			m.s.add(Line{Points: []Point{{x - gap, m.y + h/2}, {x - 1, m.y + h/2}}, Role: "flow", Arrow: true})
		}
		id := fmt.Sprintf("intake.%s.%d", strings.ToLower(strings.Fields(title)[0]), i+1)
		m.s.add(Rect{X: x, Y: m.y, W: w, H: h, R: 6, Role: "known", ID: id, Name: text},
			Text{X: x + w/2, Y: m.y + h/2 + 4, Size: 12, Anchor: "middle", Role: "small", S: text, Of: id})
		x += w + gap
	}
	m.y += h + 18
}

// paragraphs writes lines under a heading.
func (m *stateMap) paragraphs(title string, list []string) {
	if len(list) == 0 {
		return
	}
	m.lines(title, 13, 20, "head", true)
	for _, p := range list {
		for _, l := range Wrap(p, m.s.W-2*margin, 12, false, legendLines) {
			m.y += 17
			m.s.add(Text{X: margin, Y: m.y, Size: 12, Anchor: "start", Role: "legend", S: l})
		}
	}
	m.y += 16
}
