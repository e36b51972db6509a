package metadata

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// texts are put in place of every value: each fits some types and not others.
var texts = []string{"", "true", " 1 ", "TRUE", "0x1", "+5", "-7", "2147483648", "1e3", "1_0", ".5", "5.", "Inf", "INF", "NaN",
	"2026-02-29", "2026-02-28", "2026-02-28Z", "2026-2-8", "12:00:00", "24:00:00.0", "25:00:00", "12:00:00+14:30", "2026-02-28T12:00:00.5-08:00",
	"2026-02-28 12:00:00", "Active ", "Active", "x\u00a0", "\u00a05"}

// change is one way to spoil an element, or to keep it right in an unusual form.
type change struct {
	name string
	do   func(n, parent *tree.Node)
}

func changes() []change {
	list := []change{
		{"remove", func(n, p *tree.Node) { p.Kids = slices.DeleteFunc(p.Kids, func(k *tree.Node) bool { return k == n }) }},
		{"double", func(n, p *tree.Node) { p.Kids = slices.Insert(p.Kids, slices.Index(p.Kids, n), n.Clone()) }},
		{"last", func(n, p *tree.Node) {
			p.Kids = append(slices.DeleteFunc(p.Kids, func(k *tree.Node) bool { return k == n }), n)
		}},
		{"first", func(n, p *tree.Node) {
			p.Kids = slices.Insert(slices.DeleteFunc(p.Kids, func(k *tree.Node) bool { return k == n }), 0, n)
		}},
		{"rename", func(n, _ *tree.Node) { n.Name += "s" }},
		{"case", func(n, _ *tree.Node) { n.Name = strings.ToLower(n.Name) }},
		{"empty", func(n, _ *tree.Node) { n.Kids = nil }},
		{"nest", func(n, _ *tree.Node) { n.Kids = append(n.Kids, tree.Leaf("fullName", "x")) }},
		{"beside", func(n, _ *tree.Node) { n.Kids = append(n.Kids, &tree.Node{Kind: tree.Text, Text: "x"}) }},
		{"comment", func(n, _ *tree.Node) { n.Kids = slices.Insert(n.Kids, 0, &tree.Node{Kind: tree.Comment, Text: "x"}) }},
		{"attribute", func(n, _ *tree.Node) { n.SetAttr("id", "x") }},
		{"namespace", func(n, _ *tree.Node) { n.SetAttr("xmlns", "urn:x") }},
		{"nil", func(n, _ *tree.Node) { n.SetAttr("xsi:nil", "true") }},
		{"not nil", func(n, _ *tree.Node) { n.SetAttr("xsi:nil", "false") }},
		{"nil and empty", func(n, _ *tree.Node) { n.SetAttr("xsi:nil", "1"); n.Kids = nil }},
		{"no boolean", func(n, _ *tree.Node) { n.SetAttr("xsi:nil", "yes") }},
	}
	for _, text := range texts {
		list = append(list, change{fmt.Sprintf("text %q", text), func(n, _ *tree.Node) {
			if len(n.Elements()) == 0 {
				n.Kids = tree.Leaf("x", text).Kids
			}
		}})
	}
	return list
}

// Check says of thousands of spoilt files what xmllint says by the schema.
func TestCheckIsAsStrictAsTheSchema(t *testing.T) {
	tool, schema, dir := testtool.Find(t, "xmllint"), schemaFile(t), t.TempDir()
	args := []string{"--noout", "--schema", schema}
	found := map[string][]Problem{}
	list := changes()
	for i, c := range sample().Components {
		for j := range elements(c.Doc.Root) {
			// Every third change of each element: all of them together come to every kind of element.
			for k := (i + j) % 3; k < len(list); k += 3 {
				spoilt := Component{c.Member, c.Doc.Clone()}
				spoilt.Doc.Root.SetAttr("xmlns:xsi", xsiNamespace)
				at := elements(spoilt.Doc.Root)[j]
				list[k].do(at[0], at[1])
				name := fmt.Sprintf("%s-%d-%d.xml", c.Kind, len(args), k)
				if err := os.WriteFile(filepath.Join(dir, name), tree.Print(spoilt.Doc), 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, name)
				found[name] = spoilt.Check()
			}
		}
	}
	cmd := exec.Command(tool, args...)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	verdict := regexp.MustCompile(`(?m)^(\S+\.xml) (validates|fails to validate)$`)
	seen, wrong := 0, 0
	for _, m := range verdict.FindAllStringSubmatch(string(out), -1) {
		seen++
		if ok := m[2] == "validates"; ok != (len(found[m[1]]) == 0) {
			if wrong++; wrong <= 10 {
				var why []string
				for line := range strings.Lines(string(out)) {
					if strings.HasPrefix(line, m[1]) {
						why = append(why, line)
					}
				}
				t.Errorf("%s: Check finds %v, xmllint says\n%s", m[1], found[m[1]], strings.Join(why, ""))
			}
		}
	}
	if seen != len(args)-3 || seen < 5000 {
		t.Errorf("xmllint looked at %d of %d files", seen, len(args)-3)
	}
	if wrong > 0 {
		t.Errorf("%d of %d verdicts differ", wrong, seen)
	}
}

// elements gives every element below the root, with its parent.
func elements(n *tree.Node) [][2]*tree.Node {
	var out [][2]*tree.Node
	for _, k := range n.Elements() {
		out = append(append(out, [2]*tree.Node{k, n}), elements(k)...)
	}
	return out
}
