// Package render makes the documents that people read and sign from an
// architecture. Every document comes from one view model (Model), shows the
// version, commit and digest that it was made from, and is the same bytes for the
// same input: no clock, no random order.
//
// A text document is a template that gives Markdown, the source form; HTML and PDF come from its goldmark
// tree. A drawing is a scene (package diagram), drawn as SVG, PNG or PDF. Compose makes all that
// was asked for; Set.Files gives the files; package site makes a web site of the same set.
package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Options say what to render and what it is made from.
type Options struct {
	// Commit is the git commit of the architecture, or "".
	Commit string
	// Since is an earlier version: documents then mark what changed, and a
	// changelog is written. May be nil.
	Since *schema.Architecture
	// Releases are the released versions, oldest first. May be empty.
	Releases []Release
	// Signoffs say who has signed what; nil when nobody was asked.
	Signoffs *signoff.Status
	// CRMs are the systems that the architecture is for, with what they would be configured with.
	CRMs []CRM
	// Only limits the documents by name; empty means all that have something to say.
	Only []string
	// Paper is the size of PDF pages; "a4" or "letter"; A4 unless given.
	Paper string
	// Theme is the look; nil for the built-in one.
	Theme *Theme
}

// Release is a released version of the architecture.
type Release struct {
	Version string
	Date    string // "2026-11-20"
	// Changes are what it changed from the one before; nil for the first.
	Changes *diff.Diff
}

// CRM is one system with what its provider makes of the architecture.
type CRM struct {
	Info     *providers.Info
	Compiled *providers.Compiled
}

// Document is one rendered file.
type Document struct {
	Name   string // "definition-alignment"
	Title  string
	Format string // md, html, pdf, svg …
	Data   []byte
}

// File is the name of the file to write.
func (d Document) File() string { return d.Name + "." + d.Format }

// Set is all documents of an architecture, composed and not yet in a format.
type Set struct {
	Model    *Model
	Theme    *Theme
	Paper    string
	Pages    []*Page
	Drawings []*Drawing
	// Order lists pages and drawings together.
	Order []Kind
}

// Page is a text document.
type Page struct {
	Kind
	Markdown []byte
	// Figures are the drawings that its images name.
	Figures map[string]*diagram.Scene
	// Calendar is an iCalendar file that goes with the page, or nil.
	Calendar []byte

	root ast.Node
}

// Drawing is a document that is one picture.
type Drawing struct {
	Kind
	Scene *diagram.Scene
	// OnPaper tells that the scene is made for a sheet of the set's paper; the PDF of others is as large as they are.
	OnPaper bool
	// Sources write the same picture as text for other tools, by format: mmd, dot.
	Sources map[string]func() []byte
}

// Kind is a document that can be rendered.
type Kind struct {
	Name, Title string
	// About says in one sentence what the document is for.
	About string
	// Group is the heading of the start page that it stands under.
	Group string
}

// Kinds lists the documents, in the order of a start page.
func Kinds() []Kind {
	var out []Kind
	for _, k := range kinds {
		out = append(out, k.Kind)
	}
	return out
}

// Compose makes the documents of an indexed architecture. Those without anything to say are left out; when
// one of them was asked for by name, a warning tells why. A document that cannot be made is an error
// and missing in the set; there is no set when an unknown document was asked for.
func Compose(a *schema.Architecture, opts Options) (*Set, diag.List) {
	var diags diag.List
	var names []string
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	for _, name := range opts.Only {
		if !slices.Contains(names, name) {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("there is no document %q", name),
				"Documents are: %s.%s", strings.Join(names, ", "), diag.DidYouMean(name, names))
		}
	}
	if diags.HasErrors() {
		return nil, diags
	}
	s := &Set{Model: newModel(a, opts), Theme: opts.Theme, Paper: opts.Paper}
	if s.Theme == nil {
		s.Theme = DefaultTheme()
	}
	for _, k := range kinds {
		asked := slices.Contains(opts.Only, k.Name)
		if len(opts.Only) > 0 && !asked {
			continue
		}
		n := len(s.Order)
		diags.Add(k.compose(s)...)
		if asked && n == len(s.Order) && !diags.HasErrors() {
			diags.Warnf(diag.NoContent, diag.Range{}, fmt.Sprintf("there is no %s to write", k.Title), "%s", k.Needs)
		}
	}
	return s, diags
}

// Formats are those that documents come in.
var Formats = []string{"md", "html", "pdf", "svg", "png", "mmd", "dot", "ics"}

// DefaultFormats are those that people read.
var DefaultFormats = []string{"md", "html", "pdf", "svg", "ics"}

// Documents renders an architecture in the default formats.
func Documents(a *schema.Architecture, opts Options) ([]Document, diag.List) {
	s, diags := Compose(a, opts)
	if s == nil {
		return nil, diags
	}
	docs, more := s.Files(DefaultFormats)
	return docs, append(diags, more...)
}
