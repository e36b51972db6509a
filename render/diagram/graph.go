package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// graph is the architecture diagram without places, for the tools that find places themselves.
type graph struct {
	title  string
	groups []group
	arrows []arrow
}

// group is a lifecycle or pipeline with a lane for each team.
type group struct {
	title string
	lanes []lane
}

type lane struct {
	title string
	nodes []node
}

// node is a stage.
type node struct {
	id    string   // letters, digits and "_"
	lines []string // of its label
	role  string   // as in Looks
}

// arrow is a handoff, or a step without one.
type arrow struct {
	from, to string // ids
	lines    []string
	role     string // flow, handoff, recycle
}

// labelWidth is about how many characters of a label stand on a line.
const labelWidth = 26

func graphOf(a *schema.Architecture) graph {
	g := graph{title: schema.Title(a.Info)}
	if a.Info.Version != "" {
		g.title += " " + a.Info.Version
	}
	tracks := journey(a)
	ids := identifiers(tracks)
	joined := map[[2]schema.Address]bool{}
	for _, h := range a.Handoffs {
		joined[[2]schema.Address{h.From, h.To}] = true
	}
	for _, t := range tracks {
		group := group{title: panelTitle(a, t)}
		for i, st := range t.Stages {
			team := TeamOf(a, st.Owner)
			at := slices.IndexFunc(group.lanes, func(l lane) bool { return l.title == team })
			if at < 0 {
				at = len(group.lanes)
				group.lanes = append(group.lanes, lane{title: team})
			}
			group.lanes[at].nodes = append(group.lanes[at].nodes, node{ids[st.Address], stageLines(a, st), stageRole(st)})
			if i > 0 && t.Stages[i-1].Outcome == "" && !joined[[2]schema.Address{t.Stages[i-1].Address, st.Address}] {
				g.arrows = append(g.arrows, arrow{ids[t.Stages[i-1].Address], ids[st.Address], nil, "flow"})
			}
		}
		g.groups = append(g.groups, group)
	}
	leaving, numbers := numbered(a, tracks)
	for _, h := range slices.Concat(leaving...) {
		if ids[h.To] == "" {
			continue
		}
		role := "handoff"
		if h.Recycle {
			role = "recycle"
		}
		text := fmt.Sprintf("%d · %s", numbers[h], cmp.Or(h.Decision, schema.Title(h)))
		lines := wrapWords(text, labelWidth)
		if sla := schema.Find[schema.SLA](a, h.SLA); sla != nil {
			lines = append(lines, "SLA "+diff.Duration(sla.Within))
		}
		g.arrows = append(g.arrows, arrow{ids[h.From], ids[h.To], lines, role})
	}
	return g
}

// stageLines are a stage's name and who owns it.
func stageLines(a *schema.Architecture, st *schema.Stage) []string {
	name := schema.Title(st)
	if st.Golden {
		name = "★ " + name
	}
	lines := wrapWords(name, labelWidth)
	if owner := a.Lookup(st.Owner); owner != nil {
		lines = append(lines, wrapWords(schema.Title(owner), labelWidth)...)
	}
	return lines
}

// identifiers gives each stage a name of letters, digits and "_", made from its address.
func identifiers(tracks []*schema.Track) map[schema.Address]string {
	ids, taken := map[schema.Address]string{}, map[string]bool{}
	for _, t := range tracks {
		for _, st := range t.Stages {
			plain := strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
					return r
				}
				return '_'
			}, string(st.Address))
			id := plain
			for n := 2; taken[id]; n++ {
				id = fmt.Sprintf("%s_%d", plain, n)
			}
			ids[st.Address], taken[id] = id, true
		}
	}
	return ids
}

// wrapWords breaks text at spaces into lines of about width characters.
func wrapWords(text string, width int) []string {
	var out []string
	for _, word := range strings.Fields(clean(text)) {
		if n := len(out); n > 0 && len([]rune(out[n-1]))+1+len([]rune(word)) <= width {
			out[n-1] += " " + word
		} else {
			out = append(out, word)
		}
	}
	return out
}
