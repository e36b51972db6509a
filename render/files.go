package render

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/pdf"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Files gives every document in those of the formats that it comes in, in the order of Kinds.
// Pages are made side by side; the result does not depend on it.
func (s *Set) Files(formats []string) ([]Document, diag.List) {
	var diags diag.List
	for _, f := range formats {
		if !slices.Contains(Formats, f) {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("there is no format %q", f), "Formats are: %v.%s", Formats, diag.DidYouMean(f, Formats))
		}
	}
	if diags.HasErrors() {
		return nil, diags
	}
	type job struct {
		make  func() ([]byte, diag.List)
		doc   Document
		diags diag.List
	}
	var jobs []*job
	add := func(k Kind, format string, make func() ([]byte, diag.List)) {
		if slices.Contains(formats, format) {
			jobs = append(jobs, &job{make: make, doc: Document{Name: k.Name, Title: k.Title, Format: format}})
		}
	}
	for _, k := range s.Order {
		if p := s.Page(k.Name); p != nil {
			add(k, "md", func() ([]byte, diag.List) { return s.markdown(p), nil })
			add(k, "html", func() ([]byte, diag.List) { return s.html(p) })
			add(k, "pdf", func() ([]byte, diag.List) {
				opts := s.pdf(k.Title)
				opts.Figures = p.Figures
				return pdf.Markdown(p.Markdown, p.root, opts)
			})
			if p.Calendar != nil {
				add(k, "ics", func() ([]byte, diag.List) { return p.Calendar, nil })
			}
		}
		if d := s.Drawing(k.Name); d != nil {
			add(k, "svg", func() ([]byte, diag.List) { return d.Scene.SVG(diagram.SVGOptions{}), nil })
			add(k, "png", func() ([]byte, diag.List) { return s.png(d) })
			add(k, "pdf", func() ([]byte, diag.List) {
				opts := s.pdf(k.Title)
				if !d.OnPaper {
					opts.Paper = pdf.Paper{}
				}
				opts.Landscape = true
				return pdf.Scene(d.Scene, opts)
			})
			for _, format := range slices.Sorted(maps.Keys(d.Sources)) {
				add(k, format, func() ([]byte, diag.List) { return d.Sources[format](), nil })
			}
		}
	}
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, j := range jobs {
		wg.Add(1)
		free <- struct{}{}
		go func() {
			defer func() { <-free; wg.Done() }()
			j.doc.Data, j.diags = j.make()
		}()
	}
	wg.Wait()
	var docs []Document
	for _, j := range jobs {
		diags.Add(brief(j.doc.File(), j.diags)...)
		if !j.diags.HasErrors() {
			docs = append(docs, j.doc)
		}
	}
	return docs, merge(diags, "file", func(d diag.Diagnostic) any {
		_, bare, _ := strings.Cut(d.Summary, ": ") // what brief puts in front
		return [3]any{d.Code, d.Subject, bare}
	})
}

// brief names the file that its diagnostics are of, and keeps one of those that say the same of many texts.
func brief(file string, diags diag.List) diag.List {
	out := merge(diags, "text", func(d diag.Diagnostic) any { return [2]any{d.Code, d.Summary} })
	for i := range out {
		out[i].Summary = file + ": " + out[i].Summary
	}
	return out
}

// merge keeps the first of the diagnostics with the same key and says of how many more things it is true.
func merge(diags diag.List, thing string, key func(diag.Diagnostic) any) diag.List {
	var out diag.List
	first, more := map[any]int{}, map[any]int{}
	for _, d := range diags {
		if _, known := first[key(d)]; known {
			more[key(d)]++
			continue
		}
		first[key(d)] = len(out)
		out.Add(d)
	}
	for k, n := range more {
		out[first[k]].Detail += fmt.Sprintf(" (And %s.)", plural(n, "more "+thing))
	}
	return out
}

// pdf are the options for a PDF file of the set.
func (s *Set) pdf(title string) pdf.Options {
	opts := pdf.Options{Title: s.Model.Title + " — " + title, Organisation: s.Theme.Organisation, Stamp: s.Model.Stamp(),
		Paper: pdf.A4, Accent: s.Theme.Accent, Fonts: s.Theme.Fonts, Logo: s.Theme.picture}
	if s.Paper == "letter" {
		opts.Paper = pdf.Letter
	}
	return opts
}

// pngScale makes a picture that is sharp on today's screens.
const pngScale = 2

func (s *Set) png(d *Drawing) ([]byte, diag.List) {
	var diags diag.List
	if missing := d.Scene.Missing(s.Theme.Fonts); len(missing) > 0 {
		diags.Errorf(diag.MissingGlyph, diag.Range{}, fmt.Sprintf("%s cannot be drawn as PNG: no font has %q", d.Title, string(missing)),
			"Add a TrueType font that has them to the theme, or take the SVG.")
		return nil, diags
	}
	data, _ := d.Scene.PNG(diagram.PNGOptions{Scale: pngScale, Fonts: s.Theme.Fonts})
	return data, nil
}

// Page finds a page by name, or returns nil.
func (s *Set) Page(name string) *Page {
	for _, p := range s.Pages {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Drawing finds a drawing by name, or returns nil.
func (s *Set) Drawing(name string) *Drawing {
	for _, d := range s.Drawings {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// markdown is the page as a file, with the stamp below.
func (s *Set) markdown(p *Page) []byte {
	return fmt.Appendf(slices.Clone(p.Markdown), "\n---\n\n%s\n", esc(s.Model.Stamp()))
}
