package metadata_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
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

// Every file is valid by the schema, for our own check and for xmllint.
func TestFilesAreValid(t *testing.T) {
	p := metadata.Sample()
	for _, c := range p.Components {
		for _, problem := range c.Check() {
			t.Errorf("%s %s: %s", c.Kind, c.Name, problem)
		}
	}
	for _, write := range []func() ([]metadata.File, error){p.MDAPI, p.Source} {
		files, err := write()
		if err != nil {
			t.Fatal(err)
		}
		files = slices.DeleteFunc(files, func(f metadata.File) bool { return strings.HasSuffix(f.Path, ".json") })
		for path, why := range sftest.Lint(t, files) {
			t.Errorf("%s: %s", path, why)
		}
	}
}

// Check says of thousands of spoilt files what xmllint says by the schema.
func TestCheckIsAsStrictAsTheSchema(t *testing.T) {
	found := map[string][]metadata.Problem{}
	var files []metadata.File
	list := changes()
	for i, c := range metadata.Sample().Components {
		for j := range elements(c.Doc.Root) {
			// Every third change of each element: all of them together come to every kind of element.
			for k := (i + j) % 3; k < len(list); k += 3 {
				spoilt := metadata.Component{Member: c.Member, Doc: c.Doc.Clone()}
				spoilt.Doc.Root.SetAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
				at := elements(spoilt.Doc.Root)[j]
				list[k].do(at[0], at[1])
				path := fmt.Sprintf("%s %s, element %d: %s", c.Kind, c.Name, j, list[k].name)
				files = append(files, metadata.File{Path: path, Data: tree.Print(spoilt.Doc)})
				found[path] = spoilt.Check()
			}
		}
	}
	wrong, differ := sftest.Lint(t, files), 0
	for _, f := range files {
		if (wrong[f.Path] == "") != (len(found[f.Path]) == 0) {
			if differ++; differ <= 10 {
				t.Errorf("%s: Check finds %v, xmllint says %q", f.Path, found[f.Path], wrong[f.Path])
			}
		}
	}
	if differ > 0 || len(files) < 5000 || len(wrong) < len(files)/3 {
		t.Errorf("%d of %d verdicts differ, %d are against a file", differ, len(files), len(wrong))
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
