package render

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// The headings of the start page.
const (
	toAgree     = "To agree on"
	toConfigure = "To configure"
	toRun       = "To run"
	toLearn     = "To learn from"
)

// kinds are all documents, in the order of the start page.
var kinds = slices.Concat(agreement, configuration, running)

// kind is a document with the way in which it is made.
type kind struct {
	Kind
	// Needs says what an architecture must have for the document to exist; "" when it always does.
	Needs string
	// compose adds the document to the set, or nothing when there is nothing to say.
	compose func(*Set) diag.List
}

// text is a kind that its template and the view model make.
func text(k Kind, needs string, has func(*Model) bool) kind {
	return figured(k, needs, has, nil)
}

// figured is a text kind with drawings.
func figured(k Kind, needs string, has func(*Model) bool, figures func(*Model) map[string]*diagram.Scene) kind {
	return kind{k, needs, func(s *Set) diag.List {
		if has != nil && !has(s.Model) {
			return nil
		}
		var figs map[string]*diagram.Scene
		if figures != nil {
			figs = figures(s.Model)
		}
		_, diags := s.page(k, k.Name, s.Model, figs)
		return diags
	}}
}

// page composes a page from a template and adds it to the set.
func (s *Set) page(k Kind, template string, data any, figures map[string]*diagram.Scene) (*Page, diag.List) {
	md, diags := s.Theme.compose(template, data)
	if diags.HasErrors() {
		return nil, diags
	}
	p := &Page{Kind: k, Markdown: md, Figures: figures}
	p.root = parseMarkdown(md)
	s.Pages = append(s.Pages, p)
	s.Order = append(s.Order, k)
	return p, diags
}

// drawing is a kind that is one picture.
func drawing(k Kind, needs string, draw func(*Model) *Drawing) kind {
	return kind{k, needs, func(s *Set) diag.List {
		if d := draw(s.Model); d != nil && d.Scene != nil {
			s.draw(k, d)
		}
		return nil
	}}
}

// draw adds a drawing to the set.
func (s *Set) draw(k Kind, d *Drawing) {
	d.Kind = k
	s.Drawings = append(s.Drawings, d)
	s.Order = append(s.Order, k)
}
