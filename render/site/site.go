// Package site makes a web site of a set of documents: one folder of plain files that needs no server and no
// network. It opens from file://, and all but the search works without JavaScript.
//
// Start page, a page for each document, each stage and each handoff, and a glossary share one frame with
// navigation, search and the stamp of what they were made from. A content security policy
// on every page forbids whatever is not in the folder.
package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

//go:embed assets
var assets embed.FS

//go:embed templates
var templates embed.FS

// File is one file of the site; the path has forward slashes and is relative to the folder.
type File struct {
	Path string
	Data []byte
}

// Options are what a site may have beside the documents.
type Options struct {
	// Live is set when the site is served while files are edited.
	Live *Live
}

// RevisionMark stands once in every page of a live site; the server replaces it by the revision that it serves.
const RevisionMark = "{revision}"

// Live is the state of a site that is served while files are edited. Its pages listen at /_live for a newer revision.
type Live struct {
	// Stale: the files cannot be read any more, and the site is that of the last time they could.
	Stale bool
	// Problems are shown on top of every page, with the lines of Sources.
	Problems diag.List
	Sources  map[string][]byte
}

// Build makes the site of a set: the same files with the same bytes for the same set and options. Paths are
// in the order in which they are made, each once; index.html comes first.
func Build(set *render.Set, opts Options) ([]File, diag.List) {
	b := &builder{set: set, m: set.Model, opts: opts, taken: map[string]bool{}, stagePath: map[schema.Address]string{},
		handoffPath: map[schema.Address]string{}, factPath: map[schema.Address]string{}, looks: newLooks(), places: map[schema.Address][]link{}}
	tm, err := template.New("").Funcs(b.functions()).ParseFS(templates, "templates/*.html")
	if err != nil {
		panic("site: " + err.Error()) // the templates are built in
	}
	b.tm = tm
	b.gather()
	b.navigate()

	b.add(b.start())
	for _, d := range b.documents {
		b.add(page{Path: d.Path, Title: d.Title, Template: "document", Body: d, Contents: d.contents()})
		if d.Calendar != nil {
			b.files = append(b.files, File{d.CalendarPath(), d.Calendar})
		}
	}
	for _, s := range b.stages {
		b.add(page{Path: s.Path, Title: s.Title, Template: "stage", Body: s})
	}
	for _, h := range b.handoffs {
		b.add(page{Path: h.Path, Title: h.Title, Template: "handoff", Body: h})
	}
	b.add(page{Path: glossaryPath, Title: "Glossary", Template: "glossary", Body: b.glossary})
	b.files = append(b.files, File{"assets/site.css", b.css()})
	b.files = append(b.files, b.scripts()...)
	if logo := b.logoPath(); logo != "" {
		b.files = append(b.files, File{logo, set.Theme.Logo})
	}
	return b.files, b.diags
}

const glossaryPath = "glossary.html"

// builder makes one site.
type builder struct {
	set   *render.Set
	m     *render.Model
	opts  Options
	tm    *template.Template
	files []File
	diags diag.List
	nav   []navGroup
	looks *looks
	taken map[string]bool // paths

	documents   []*document
	stages      []*stage
	handoffs    []*handoff
	glossary    *glossary
	stagePath   map[schema.Address]string
	handoffPath map[schema.Address]string
	factPath    map[schema.Address]string // declared fields; in the glossary
	// places are where documents speak of a stage or handoff.
	places map[schema.Address][]link
}

// link leads to a page or to a place in one.
type link struct{ Title, Path string }

// page is one page before its frame.
type page struct {
	Path, Title, Template string
	Body                  any
	Contents              []heading // for "on this page"
}

// view is what the frame shows.
type view struct {
	page
	Root         string // the way from the page to the folder: "" or "../"
	Model        *render.Model
	Organisation string
	Logo         string
	Nav          []navGroup
	Content      template.HTML
	Live         string // RevisionMark, or "" in a site that is not live
	Problems     []problem
	Stale        bool
}

// Home tells the start page, whose title is the architecture's alone.
func (v view) Home() bool { return v.Path == startPath }

// add executes the template of a page and puts it into the frame.
func (b *builder) add(p page) {
	v := view{page: p, Root: strings.Repeat("../", strings.Count(p.Path, "/")), Model: b.m, Organisation: b.set.Theme.Organisation,
		Logo: b.logoPath(), Nav: b.nav}
	if b.opts.Live != nil {
		v.Live, v.Problems, v.Stale = RevisionMark, problemsOf(b.opts.Live), b.opts.Live.Stale
	}
	v.Content = b.execute(p.Template, v)
	b.files = append(b.files, File{p.Path, []byte(b.execute("frame", v))})
}

// execute runs a built-in template; it fails only by a mistake in the template.
func (b *builder) execute(name string, v view) template.HTML {
	var out bytes.Buffer
	if err := b.tm.ExecuteTemplate(&out, name+".html", v); err != nil {
		panic("site: " + err.Error())
	}
	return template.HTML(out.String())
}

// path reserves a file name made from an address; two that differ only in what a file name cannot hold get numbers.
func (b *builder) path(folder string, name string) string {
	base := folder + "/" + slug(name)
	p := base + ".html"
	for i := 2; b.taken[p]; i++ {
		p = fmt.Sprintf("%s-%d.html", base, i)
	}
	b.taken[p] = true
	return p
}

// slug makes a name that is safe in a file name and in an anchor.
func slug(s string) string {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(parts) == 0 {
		return "page"
	}
	return strings.Join(parts, "-")
}

// scripts are the scripts of every page, and the index that the search loads.
func (b *builder) scripts() []File {
	names := []string{"theme.js", "site.js"}
	if b.opts.Live != nil {
		names = append(names, "live.js")
	}
	var out []File
	for _, name := range names {
		out = append(out, File{"assets/" + name, asset(name)})
	}
	return append(out, File{"assets/search-index.js", b.index()})
}

func asset(name string) []byte {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("site: " + err.Error())
	}
	return data
}

// logoPath is where the organisation's logo is kept, or "".
func (b *builder) logoPath() string {
	if len(b.set.Theme.Logo) == 0 {
		return ""
	}
	return "assets/logo" + map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}[b.set.Theme.LogoType]
}

// drawing is a scene as SVG whose stages lead to their pages, seen from a page at root.
func (b *builder) drawing(s *diagram.Scene, prefix, root string) template.HTML {
	svg := s.SVG(diagram.SVGOptions{Prefix: prefix, Link: func(address string) string {
		if p := b.stagePath[schema.Address(address)]; p != "" {
			return root + p
		}
		return ""
	}})
	return b.fragment(svg).HTML
}
