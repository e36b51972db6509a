package diagram_test

import (
	"bytes"
	"fmt"
	"html"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// hostile texts try to leave the quotes of Mermaid, DOT, HTML, YAML and SVG.
var hostile = []string{
	`"]; end`, "end", `x"] --> y["z`, "a\nend\nsubgraph b", `\" -> \\"`, `\`, "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`,
	"%%{init: {\"theme\":\"dark\"}}%%", "%% comment", "#quot;#35;", "`**bold**`", "\"`md`\"", "{{x}} ((y)) [/z/] >w]", "a;b;c", "---\ntitle: x\n---", "click a href \"javascript:alert(1)\"",
	"&lt;b&gt; &#60;i&#62;", "\x00\x01\x1b[31m\u202eturned\u2028\ufffe\U0001F600", "\\N\\G\\l", "/* */ // #", "</style></svg><script>alert(1)</script>", "]]>", "<!-- -->", ":::class", "A & B | C",
}

// poisoned is an architecture with hostile texts wherever the diagrams show one.
func poisoned(t testing.TB, n int) *schema.Architecture {
	a := parsed(t, shape{9, 4, 8, 6, 1, 9}.hcl())
	next := func() string { n++; return hostile[n%len(hostile)] }
	a.Info.Title = next()
	for _, x := range a.Teams {
		x.Title = next()
	}
	for _, x := range a.Roles {
		x.Title = next()
	}
	for _, x := range a.Reasons {
		x.Title = next()
	}
	for _, tr := range a.Tracks() {
		tr.Title = next()
		for _, st := range tr.Stages {
			st.Label, st.Definition = next(), next()
		}
	}
	for _, h := range a.Handoffs {
		h.Title, h.Decision = next(), next()
	}
	return a
}

// seen is what is left of a text in a label: its characters that can be seen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, s)
}

const mermaidLabel = `((?:[\pL\pM\pN .,?!+·★→–—…€]|#\d+;|<br/>)*)`

var mermaidLines = map[string]*regexp.Regexp{
	"title":     regexp.MustCompile(`^title: "((?:[\pL\pM\pN .,?!+·★→–—…€]|\\U[0-9A-F]{8})*)"$`),
	"fence":     regexp.MustCompile(`^---$`),
	"flowchart": regexp.MustCompile(`^flowchart LR$`),
	"direction": regexp.MustCompile(`^    direction LR$`),
	"subgraph":  regexp.MustCompile(`^ +subgraph (g\d+(?:_\d+)?)\["` + mermaidLabel + `"\]$`),
	"end":       regexp.MustCompile(`^ +end$`),
	"node":      regexp.MustCompile(`^      ((?:stage|module)_\w+)\("` + mermaidLabel + `"\):::\w+$`),
	"edge":      regexp.MustCompile(`^  (\w+) (?:-->|-\.->)(?:\|"` + mermaidLabel + `"\|)? (\w+)$`),
	"classes":   regexp.MustCompile(`^ +class g\d+(_\d+)? (group|lane)$|^  classDef (group|lane) fill:#\w{6},stroke:#\w{6}$`),
	"class":     regexp.MustCompile(`^  classDef \w+ fill:#\w{6},stroke:#\w{6},stroke-width:[\d.]+px,color:#\w{6}(,stroke-dasharray:\d+ \d+)?$`),
	"links":     regexp.MustCompile(`^  linkStyle \d+(,\d+)* stroke:#\w{6}$`),
}

// mermaid reads a flowchart and fails at any line that Mermaid writes otherwise. It returns the
// labels of nodes by id, and the labels of edges.
func mermaid(t *testing.T, data []byte) (nodes map[string]string, edges []string) {
	t.Helper()
	text := func(s string) string {
		s = strings.ReplaceAll(s, "<br/>", "")
		s = regexp.MustCompile(`#(\d+);`).ReplaceAllString(s, "&#$1;")
		return seen(html.UnescapeString(s))
	}
	nodes = map[string]string{}
	depth := 0
	var ends [][2]string
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		kind, m := "", []string(nil)
		for k, re := range mermaidLines {
			if m2 := re.FindStringSubmatch(line); m2 != nil {
				kind, m = k, m2
			}
		}
		switch kind {
		case "":
			t.Errorf("line %d is no Mermaid: %s", i+1, line)
		case "subgraph":
			depth++
		case "end":
			depth--
		case "node":
			if _, twice := nodes[m[1]]; twice {
				t.Errorf("%s is there twice", m[1])
			}
			nodes[m[1]] = text(m[2])
		case "edge":
			ends = append(ends, [2]string{m[1], m[3]})
			edges = append(edges, text(m[2]))
		}
	}
	if depth != 0 {
		t.Errorf("%d subgraphs are open", depth)
	}
	for _, e := range ends {
		for _, id := range e {
			if _, ok := nodes[id]; !ok {
				t.Errorf("an edge has no node %s", id)
			}
		}
	}
	return nodes, edges
}

// dotGraph reads DOT after the grammar of Graphviz, as far as the package writes it.
type dotGraph struct {
	t      *testing.T
	rest   string
	nodes  map[string]map[string]string
	edges  []map[string]string
	labels []string // of the graph and its clusters
}

var dotToken = regexp.MustCompile(`^\s*("(?:[^"\\]|\\.)*"|->|[A-Za-z_]\w*|-?[\d.]+|[{}\[\];,=])`)

func (g *dotGraph) next() string {
	m := dotToken.FindStringSubmatch(g.rest)
	if m == nil {
		g.t.Fatalf("no DOT at %.60q", g.rest)
	}
	g.rest = g.rest[len(m[0]):]
	return m[1]
}

func (g *dotGraph) peek() string { rest := g.rest; tok := g.next(); g.rest = rest; return tok }

func (g *dotGraph) want(tokens ...string) {
	g.t.Helper()
	for _, w := range tokens {
		if tok := g.next(); tok != w {
			g.t.Fatalf("%q where %q should be, before %.60q", tok, w, g.rest)
		}
	}
}

func (g *dotGraph) attributes() map[string]string {
	out := map[string]string{}
	if g.peek() != "[" {
		return out
	}
	g.next()
	for g.peek() != "]" {
		name := g.next()
		g.want("=")
		out[name] = g.value()
		if g.peek() == "," {
			g.next()
		}
	}
	g.next()
	return out
}

// value reads a text as Graphviz shows it.
func (g *dotGraph) value() string {
	tok := g.next()
	if strings.HasPrefix(tok, `"`) {
		tok = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "").Replace(tok[1 : len(tok)-1])
		tok = seen(html.UnescapeString(tok))
	}
	return tok
}

func (g *dotGraph) block() {
	g.want("{")
	for g.peek() != "}" {
		switch tok := g.next(); {
		case tok == "subgraph":
			g.next()
			g.block()
			continue
		case g.peek() == "=":
			g.next()
			if v := g.value(); tok == "label" {
				g.labels = append(g.labels, v)
			}
		case g.peek() == "->":
			g.next()
			to := g.next()
			attrs := g.attributes()
			attrs["from"], attrs["to"] = tok, to
			g.edges = append(g.edges, attrs)
		case tok == "graph" || tok == "node" || tok == "edge":
			if l, ok := g.attributes()["label"]; ok {
				g.labels = append(g.labels, l)
			}
		default:
			g.nodes[tok] = g.attributes()
		}
		g.want(";")
	}
	g.want("}")
}

func parseDOT(t *testing.T, data []byte) *dotGraph {
	t.Helper()
	g := &dotGraph{t: t, rest: string(data), nodes: map[string]map[string]string{}}
	g.want("digraph", "architecture")
	g.block()
	if strings.TrimSpace(g.rest) != "" {
		t.Errorf("after the graph: %q", g.rest)
	}
	return g
}

// sameGraph checks that Mermaid and DOT show every stage and handoff of an architecture with its words.
func sameGraph(t *testing.T, a *schema.Architecture) {
	t.Helper()
	nodes, edges := mermaid(t, diagram.Mermaid(a))
	g := parseDOT(t, diagram.DOT(a))
	if len(edges) != len(g.edges) {
		t.Errorf("%d edges in Mermaid, %d in DOT", len(edges), len(g.edges))
	}
	count := 0
	for _, tr := range a.Tracks() {
		for _, st := range tr.Stages {
			count++
			id := regexp.MustCompile(`\W`).ReplaceAllString(string(st.Address), "_")
			name := seen(schema.Title(st))
			if !strings.Contains(nodes[id], name) || !strings.Contains(g.nodes[id]["label"], name) {
				t.Errorf("%s is %q in Mermaid and %q in DOT, want %q", id, nodes[id], g.nodes[id]["label"], name)
			}
			if st.Golden != strings.HasPrefix(nodes[id], "★") {
				t.Errorf("%s: golden %v, label %q", id, st.Golden, nodes[id])
			}
		}
	}
	if len(nodes) != count || len(g.nodes) != count {
		t.Errorf("%d nodes in Mermaid, %d in DOT, %d stages", len(nodes), len(g.nodes), count)
	}
	for _, h := range a.Handoffs {
		words := "·" + seen(h.Decision)
		if h.Decision == "" {
			words = "·" + seen(schema.Title(h))
		}
		found, dashed := 0, false
		for i, e := range g.edges {
			if strings.Contains(e["label"], words) && strings.Contains(edges[i], words) && strings.HasSuffix(string(h.From), strings.TrimPrefix(strings.ReplaceAll(e["from"], "_", "."), "stage.")) {
				found++
				dashed = e["style"] == "dashed"
			}
		}
		if found == 0 && !strings.Contains(string(h.From), "_") {
			t.Errorf("%s (%q) is not shown", h.Address, words)
		}
		if found == 1 && dashed != h.Recycle {
			t.Errorf("%s: recycle %v, dashed %v", h.Address, h.Recycle, dashed)
		}
	}
	if len(g.labels) == 0 || !strings.HasPrefix(g.labels[0], seen(schema.Title(a.Info))) {
		t.Errorf("labels %q lack the title", g.labels)
	}
}

func TestGraphTexts(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) { sameGraph(t, example(t, name)) })
	}
	for n := range hostile {
		t.Run(fmt.Sprint("hostile ", n), func(t *testing.T) { sameGraph(t, poisoned(t, n)) })
	}
}

// The numbers of handoffs are the same in the picture and in the texts.
func TestGraphNumbersAreThoseOfTheDiagram(t *testing.T) {
	a := example(t, "revops-starter")
	svg := string(diagram.Build(a, "").SVG(diagram.SVGOptions{}))
	_, edges := mermaid(t, diagram.Mermaid(a))
	for _, want := range []struct{ title, edge string }{{"Marketing to Sales", "2·WillSaleswork"}, {"SDR to AE", "3·Isitadeal"}} {
		if !strings.Contains(svg, want.title) || !strings.Contains(strings.Join(edges, "\n"), want.edge) {
			t.Errorf("no %v in %q", want, edges)
		}
	}
}

func TestGraphvizReadsDOT(t *testing.T) {
	dot := testtool.Find(t, "dot")
	archs := []*schema.Architecture{example(t, "b2b-saas")}
	for n := range hostile {
		archs = append(archs, poisoned(t, n))
	}
	for i, a := range archs {
		cmd := exec.Command(dot, "-Tsvg")
		cmd.Stdin = bytes.NewReader(diagram.DOT(a))
		out, err := cmd.CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("</svg>")) {
			t.Errorf("architecture %d: %v: %s", i, err, out)
		}
	}
}
