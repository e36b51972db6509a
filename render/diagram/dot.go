package diagram

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// DOT writes the architecture diagram in the language of Graphviz. The numbers of handoffs are those of Build.
func DOT(a *schema.Architecture) []byte {
	g := graphOf(a)
	var b strings.Builder
	fmt.Fprintf(&b, "digraph architecture {\n  graph [rankdir=LR, labelloc=t, fontname=Helvetica, fontsize=20, compound=true, label=%[1]s];\n"+
		"  node [shape=box, margin=\"0.2,0.1\", fontname=Helvetica, fontsize=12, fontcolor=%[2]q];\n  edge [fontname=Helvetica, fontsize=10, fontcolor=%[3]q];\n",
		dotText([]string{g.title}), ink, soft)
	for i, group := range g.groups {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=%s; labeljust=l; fontsize=14; color=%q;\n", i+1, dotText([]string{group.title}), paper)
		for j, lane := range group.lanes {
			look := looks[[]string{"lane", "lane2"}[j%2]]
			fmt.Fprintf(&b, "    subgraph cluster_%d_%d {\n      label=%s; labeljust=l; fontsize=12; style=filled; color=%q;\n", i+1, j+1, dotText([]string{lane.title}), look.Fill)
			for _, n := range lane.nodes {
				fmt.Fprintf(&b, "      %s [label=%s, %s];\n", n.id, dotText(n.lines), dotBox(looks[n.role]))
			}
			b.WriteString("    }\n")
		}
		b.WriteString("  }\n")
	}
	for _, e := range g.arrows {
		look := looks[e.role]
		style := "solid"
		if len(look.Dash) > 0 {
			style = "dashed"
		}
		fmt.Fprintf(&b, "  %s -> %s [color=%q, penwidth=%s, style=%s", e.from, e.to, look.Stroke, num(look.Width), style)
		if len(e.lines) > 0 {
			fmt.Fprintf(&b, ", label=%s", dotText(e.lines))
		}
		if e.role == "recycle" {
			b.WriteString(", constraint=false") // a way back does not pull its stage to the left
		}
		b.WriteString("];\n")
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// dotBox is the look of a stage.
func dotBox(l Look) string {
	style := "rounded,filled"
	if len(l.Dash) > 0 {
		style += ",dashed"
	}
	return fmt.Sprintf("style=%q, fillcolor=%q, color=%q, penwidth=%s", style, l.Fill, l.Stroke, num(l.Width))
}

// dotText is a quoted text of one or more lines. A backslash would start an escape, & a character of HTML.
func dotText(lines []string) string {
	escaped := make([]string, len(lines))
	for i, l := range lines {
		l = strings.Join(wrapWords(l, 1000), " ")
		escaped[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `&`, `&amp;`).Replace(l)
	}
	return `"` + strings.Join(escaped, `\n`) + `"`
}
