package site

import (
	"html/template"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// navGroup is a part of the navigation.
type navGroup struct {
	Title string
	// Folds: the group is closed unless the page is in it.
	Folds bool
	Links []link
}

// Holds tells whether a page is in the group.
func (g navGroup) Holds(path string) bool {
	for _, l := range g.Links {
		if l.Path == path {
			return true
		}
	}
	return false
}

// navigate lists all pages but those of handoffs, which stages lead to.
func (b *builder) navigate() {
	b.nav = []navGroup{{Links: []link{{"Start", startPath}, {"Glossary", glossaryPath}}}}
	for _, g := range b.groups() {
		n := navGroup{Title: g.Title}
		for _, d := range g.Documents {
			n.Links = append(n.Links, link{d.Title, d.Path})
		}
		b.nav = append(b.nav, n)
	}
	for _, t := range b.tracks() {
		n := navGroup{Title: t.Title, Folds: true}
		for _, s := range t.Stages {
			n.Links = append(n.Links, link{s.Name(), s.Path})
		}
		b.nav = append(b.nav, n)
	}
}

// documentGroup is a heading of the start page with its documents.
type documentGroup struct {
	Title     string
	Documents []*document
}

func (b *builder) groups() []documentGroup {
	var out []documentGroup
	for _, d := range b.documents {
		if len(out) == 0 || out[len(out)-1].Title != d.Group {
			out = append(out, documentGroup{Title: d.Group})
		}
		out[len(out)-1].Documents = append(out[len(out)-1].Documents, d)
	}
	return out
}

// trackStages is a lifecycle or pipeline with the pages of its stages.
type trackStages struct {
	Title, Description, Kind string
	Stages                   []*stage
}

func (b *builder) tracks() []trackStages {
	var out []trackStages
	var last schema.Address
	for _, s := range b.stages {
		if s.Track.Address != last {
			last = s.Track.Address
			out = append(out, trackStages{Title: s.TrackTitle(), Description: s.Track.Description, Kind: s.Track.Kind})
		}
		out[len(out)-1].Stages = append(out[len(out)-1].Stages, s)
	}
	return out
}

// functions are what the templates call.
func (b *builder) functions() template.FuncMap {
	return template.FuncMap{
		"stagePath":   func(a schema.Address) string { return b.stagePath[a] },
		"handoffPath": func(a schema.Address) string { return b.handoffPath[a] },
		"factPath":    func(a schema.Address) string { return b.factPath[a] },
		"anchor":      anchor,
		"short":       func(s string) string { return s[:min(len(s), 12)] },
		"dot":         func(s string) string { return strings.TrimRight(s, ". ") + "." },
		"join":        func(list []string) string { return strings.Join(list, ", ") },
		"at":          func(root string, v any) rooted { return rooted{root, v} },
	}
}

// rooted is a value for a shared piece of the templates, with the way to the folder.
type rooted struct {
	Root string
	V    any
}

// anchor is the id of a glossary entry.
func anchor(a schema.Address) string { return slug(string(a)) }
