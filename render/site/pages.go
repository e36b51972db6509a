package site

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

const startPath = "index.html"

// document is the page of a document.
type document struct {
	render.Kind
	fragment
	Path     string
	Drawing  bool
	OnPaper  bool // the drawing is a sheet of paper
	Calendar []byte
}

// CalendarPath is the file of the calendar that goes with the document.
func (d *document) CalendarPath() string { return strings.TrimSuffix(d.Path, ".html") + ".ics" }

// CalendarFile is that file as a link beside the document names it.
func (d *document) CalendarFile() string { return strings.TrimPrefix(d.CalendarPath(), "documents/") }

// contents are the headings for "on this page": two levels, where they are worth a list.
func (d *document) contents() []heading {
	var out []heading
	for _, h := range d.Headings {
		if h.Level == 2 || h.Level == 3 {
			out = append(out, h)
		}
	}
	if len(out) > 40 {
		out = slices.DeleteFunc(out, func(h heading) bool { return h.Level == 3 })
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// stage is the page of a stage.
type stage struct {
	render.StageSheet
	Path    string
	Places  []link // in the documents
	SignOff *signoff.Entry
}

// TrackTitle names the lifecycle or pipeline with its part of the journey.
func (s *stage) TrackTitle() string {
	if strings.Contains(strings.ToLower(s.Track.Title), strings.ToLower(s.Domain.Title)) {
		return s.Track.Title
	}
	return s.Domain.Title + ": " + s.Track.Title
}

// handoff is the page of a handoff.
type handoff struct {
	render.HandoffSheet
	Path    string
	Places  []link
	SignOff *signoff.Entry
}

// gather collects what has a page. Paths come first, because pages link each other.
func (b *builder) gather() {
	sheets, contracts := b.m.StageSheets(), b.m.HandoffSheets()
	for _, s := range sheets {
		b.stagePath[s.Address] = b.path("stages", strings.TrimPrefix(string(s.Address), "stage."))
	}
	for _, h := range contracts {
		b.handoffPath[h.Address] = b.path("handoffs", strings.TrimPrefix(string(h.Address), "handoff."))
	}
	for _, k := range b.set.Order {
		b.documents = append(b.documents, b.document(k))
	}
	b.findPlaces(sheets, contracts)
	for _, s := range sheets {
		b.stages = append(b.stages, &stage{s, b.stagePath[s.Address], b.places[s.Address], b.m.SignOff(s.Address)})
	}
	for _, h := range contracts {
		b.handoffs = append(b.handoffs, &handoff{h, b.handoffPath[h.Address], b.places[h.Address], b.m.SignOff(h.Address)})
	}
	b.gatherGlossary()
}

func (b *builder) document(k render.Kind) *document {
	d := &document{Kind: k, Path: b.path("documents", k.Name)}
	if p := b.set.Page(k.Name); p != nil {
		d.fragment, d.Calendar = b.fragment(p.HTML()), p.Calendar
		return d
	}
	drawing := b.set.Drawing(k.Name)
	d.Drawing, d.OnPaper = true, drawing.OnPaper
	d.HTML = b.drawing(drawing.Scene, "", "../")
	return d
}

// lead makes a heading lead to the page of what it names. Paths have no character that HTML would read.
func (f *fragment) lead(h heading, path string) {
	before, rest, found := strings.Cut(string(f.HTML), fmt.Sprintf("<h%d id=%q>", h.Level, h.ID))
	text, after, closed := strings.Cut(rest, fmt.Sprintf("</h%d>", h.Level))
	if !found || !closed || strings.Contains(text, "<a ") {
		return
	}
	f.HTML = template.HTML(fmt.Sprintf("%s<h%d id=%q><a href=%q>%s</a></h%d>%s", before, h.Level, h.ID, path, text, h.Level, after))
}

// findPlaces finds the headings of documents that are the names of stages and handoffs. Where several share a
// name, a document that has as many such headings has them in the same order.
func (b *builder) findPlaces(stages []render.StageSheet, handoffs []render.HandoffSheet) {
	named := map[string][]schema.Address{}
	for _, s := range stages {
		for _, name := range slices.Compact([]string{s.Name(), s.Title}) {
			named[name] = append(named[name], s.Address)
		}
	}
	for _, h := range handoffs {
		name := h.Title
		if h.Recycle {
			name += " (recycles)"
		}
		named[name] = append(named[name], h.Address)
	}
	for _, d := range b.documents {
		found := map[string][]heading{}
		for _, h := range d.Headings {
			if h.Level > 1 && len(named[h.Text]) > 0 {
				found[h.Text] = append(found[h.Text], h)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			list := found[name]
			if len(list) != len(named[name]) {
				continue
			}
			for i, h := range list {
				addr := named[name][i]
				b.places[addr] = append(b.places[addr], link{d.Title, d.Path + "#" + h.ID})
				d.lead(h, "../"+cmp.Or(b.stagePath[addr], b.handoffPath[addr]))
			}
		}
	}
}

func (b *builder) gatherGlossary() {
	g := &glossary{}
	for _, t := range b.m.Terms {
		g.Words = append(g.Words, word{Definition: t})
	}
	for _, s := range b.stages {
		g.Words = append(g.Words, word{s.Definition, s.Short, s.Path})
	}
	slices.SortStableFunc(g.Words, func(x, y word) int {
		return cmp.Compare(strings.ToLower(x.Title), strings.ToLower(y.Title))
	})
	for _, f := range b.m.Facts() {
		if n := len(g.Objects); n == 0 || g.Objects[n-1].Title != f.Object {
			g.Objects = append(g.Objects, objectFacts{Title: f.Object})
		}
		last := &g.Objects[len(g.Objects)-1]
		last.Facts = append(last.Facts, f)
		b.factPath[f.Address] = glossaryPath + "#" + anchor(f.Address)
	}
	b.glossary = g
}

// overview is what the start page shows.
type overview struct {
	Numbers []number
	// Share is the percentage of Definitions that are confirmed.
	Share, Definitions int
	Diagram            template.HTML
	Large              string // the diagram's own page
	Groups             []documentGroup
	Tracks             []trackStages
	Handoffs           []*handoff
}

// number is one of the key numbers, with where it leads.
type number struct {
	Count      int
	What, Path string
}

// start is the start page.
func (b *builder) start() page {
	o := &overview{Groups: b.groups(), Tracks: b.tracks(), Handoffs: b.handoffs}
	for _, n := range []number{{len(o.Tracks), "lifecycles and pipelines", "#stages"}, {len(b.stages), "stages", "#stages"},
		{len(b.handoffs), "handoffs", "#handoffs"}, {len(b.m.Terms), "terms", glossaryPath}, {len(b.m.Facts()), "fields", glossaryPath},
		{len(b.m.Questions), "open questions", ""}} {
		if n.Count == 1 {
			n.What = strings.TrimSuffix(strings.Replace(n.What, "lifecycles and pipelines", "lifecycle or pipeline", 1), "s")
		}
		if n.Count > 0 {
			o.Numbers = append(o.Numbers, n)
		}
	}
	if o.Definitions = b.m.Confirmed + b.m.Assumed; o.Definitions > 0 {
		o.Share = b.m.Confirmed * 100 / o.Definitions
	}
	for _, d := range b.documents {
		if d.Drawing && d.Name == "architecture-diagram" {
			o.Diagram, o.Large = b.drawing(b.set.Drawing(d.Name).Scene, "", ""), d.Path
		}
	}
	return page{Path: startPath, Title: b.m.Title, Template: "start", Body: o}
}
