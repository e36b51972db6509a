package diagram

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Mermaid writes the architecture diagram as a Mermaid flowchart, for pages that draw Mermaid (a pull request, a wiki).
// The numbers of handoffs are those of Build.
func Mermaid(a *schema.Architecture) []byte {
	g := graphOf(a)
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: \"%s\"\n---\nflowchart LR\n", yamlText(strings.Join(wrapWords(g.title, 1000), " ")))
	roles := map[string]bool{}
	for i, group := range g.groups {
		fmt.Fprintf(&b, "  subgraph g%d[\"%s\"]\n    direction LR\n", i+1, mermaidText(wrapWords(group.title, 1000)))
		for j, lane := range group.lanes {
			fmt.Fprintf(&b, "    subgraph g%d_%d[\"%s\"]\n", i+1, j+1, mermaidText(wrapWords(lane.title, 1000)))
			for _, n := range lane.nodes {
				roles[n.role] = true
				fmt.Fprintf(&b, "      %s(\"%s\"):::%s\n", n.id, mermaidText(n.lines), mermaidClass(n.role))
			}
			fmt.Fprintf(&b, "    end\n    class g%d_%d lane\n", i+1, j+1)
		}
		fmt.Fprintf(&b, "  end\n  class g%d group\n", i+1)
	}
	byRole := map[string][]string{}
	for i, e := range g.arrows {
		stroke := "-->"
		if e.role == "recycle" {
			stroke = "-.->"
		}
		if len(e.lines) > 0 {
			stroke += "|\"" + mermaidText(e.lines) + "\"|"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", e.from, stroke, e.to)
		byRole[e.role] = append(byRole[e.role], fmt.Sprint(i))
	}
	fmt.Fprintf(&b, "  classDef group fill:%s,stroke:%s\n  classDef lane fill:%s,stroke:%s\n", paper, looks["flow"].Stroke, looks["lane"].Fill, looks["lane2"].Fill)
	for _, role := range slices.Sorted(maps.Keys(roles)) {
		l := looks[role]
		fmt.Fprintf(&b, "  classDef %s fill:%s,stroke:%s,stroke-width:%spx,color:%s", mermaidClass(role), l.Fill, l.Stroke, num(l.Width), ink)
		if len(l.Dash) > 0 {
			fmt.Fprintf(&b, ",stroke-dasharray:%s %s", num(l.Dash[0]), num(l.Dash[1]))
		}
		b.WriteString("\n")
	}
	for _, role := range slices.Sorted(maps.Keys(byRole)) {
		fmt.Fprintf(&b, "  linkStyle %s stroke:%s\n", strings.Join(byRole[role], ","), looks[role].Stroke)
	}
	return []byte(b.String())
}

// mermaidClass is the class of a role; a class is one word.
func mermaidClass(role string) string { return strings.ReplaceAll(role, " ", "") }

// mermaidText is a quoted label. Everything that Mermaid or the HTML that it makes could take for
// markup becomes a character code, which Mermaid writes #NN;.
func mermaidText(lines []string) string {
	var out []string
	for _, l := range lines {
		var b strings.Builder
		for _, r := range l {
			if harmless(r) {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, "#%d;", r)
			}
		}
		out = append(out, b.String())
	}
	return strings.Join(out, "<br/>")
}

// yamlText is the inside of a double-quoted YAML text.
func yamlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if harmless(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\U%08X", r)
		}
	}
	return b.String()
}

// harmless tells whether a character means nothing to Mermaid, HTML, Markdown and YAML inside quotes.
func harmless(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,?!+·★→–—…€", r)
}
