// Package render makes the documents that people read and sign from an
// architecture. Every document comes from one view model (model.go), shows the
// version, commit and digest that it was made from, and is the same bytes for the
// same input: no clock, no random order.
//
// Markdown is the source form; HTML comes from it through goldmark; the diagram
// is a scene drawn as SVG.
package render

import (
	"fmt"
	"path"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Options say what to render and what it is made from.
type Options struct {
	// Commit is the git commit of the architecture, or "".
	Commit string
	// Since is an earlier version: documents then mark what changed, and a
	// changelog is written. May be nil.
	Since *schema.Architecture
	// Enforcement says how CRMs make the criteria hold; documents then show it.
	Enforcement []Enforced
	// Only limits the documents by name; empty means all.
	Only []string
}

// Document is one rendered file.
type Document struct {
	Name   string // "definition-alignment"
	Title  string
	Format string // md, html, svg
	Data   []byte
}

// File is the name of the file to write.
func (d Document) File() string { return d.Name + "." + d.Format }

// Kinds lists the documents that can be rendered, with their titles.
var Kinds = []struct{ Name, Title string }{
	{"definition-alignment", "Definition Alignment Document"},
	{"architecture-diagram", "Lifecycle Architecture Diagram"},
	{"enforcement", "How Each Rule Is Enforced"},
	{"changelog", "Changelog"},
}

// Documents renders an indexed architecture. An unknown name in Only is an error.
func Documents(a *schema.Architecture, opts Options) ([]Document, diag.List) {
	var diags diag.List
	want := map[string]bool{}
	for _, name := range opts.Only {
		known := false
		var names []string
		for _, k := range Kinds {
			known = known || k.Name == name
			names = append(names, k.Name)
		}
		if !known {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("there is no document %q", name),
				"Documents are: %v.%s", names, diag.DidYouMean(name, names))
		}
		want[name] = true
	}
	if diags.HasErrors() {
		return nil, diags
	}
	wanted := func(name string) bool { return len(want) == 0 || want[name] }

	m := newModel(a, opts)
	var docs []Document
	if wanted("architecture-diagram") {
		svg := diagram.Build(a, m.Stamp()).SVG(diagram.SVGOptions{})
		docs = append(docs, Document{"architecture-diagram", m.Title + " — architecture", "svg", svg})
	}
	if wanted("definition-alignment") {
		docs = append(docs, both("definition-alignment", "Definition Alignment Document", m, alignment(m))...)
	}
	if wanted("enforcement") && len(opts.Enforcement) > 0 {
		docs = append(docs, both("enforcement", "How Each Rule Is Enforced", m, enforcement(m, opts.Enforcement))...)
	}
	if wanted("changelog") && opts.Since != nil {
		docs = append(docs, both("changelog", "Changelog", m, changelog(m, m.Diff))...)
	}
	return docs, diags
}

// Changelog renders the difference of two versions as Markdown.
func Changelog(from, to *schema.Architecture, commit string) []byte {
	m := newModel(to, Options{Commit: commit, Since: from})
	return changelog(m, m.Diff)
}

// both gives the Markdown and the HTML form of a document.
func both(name, title string, m *Model, md []byte) []Document {
	return []Document{
		{name, title, "md", md},
		{name, title, "html", page(m.Title+" — "+title, md)},
	}
}

// Index is a start page that links documents, for a folder of them.
func Index(a *schema.Architecture, commit string, docs []Document) Document {
	m := newModel(a, Options{Commit: commit})
	return Document{"index", m.Title, "html", page(m.Title, index(m, docs))}
}

func index(m *Model, docs []Document) []byte {
	b := &text{}
	b.line("# %s", esc(m.Title))
	b.line("")
	b.line("%s", esc(m.Description))
	b.line("")
	for _, d := range docs {
		b.line("- [%s](%s) (%s)", esc(d.Title), path.Base(d.File()), d.Format)
	}
	b.line("")
	b.line("%s", esc(m.Stamp()))
	return b.bytes()
}

// changedSince tells whether a block or something in it changed, for marking.
func changedSince(d *diff.Diff, addr schema.Address) []string {
	if d == nil {
		return nil
	}
	var out []string
	for _, c := range d.Changes {
		if c.Address.Within(addr) {
			out = append(out, c.Text)
		}
	}
	return out
}
