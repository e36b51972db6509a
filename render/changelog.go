package render

import (
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Changelog renders the difference of two versions as Markdown.
func Changelog(from, to *schema.Architecture, commit string) []byte {
	s := &Set{Model: newModel(to, Options{Commit: commit, Since: from}), Theme: DefaultTheme()}
	p, diags := s.page(Kind{Name: "changelog"}, "changelog", s.Model, nil)
	if diags.HasErrors() {
		panic("render: " + diags.Err().Error()) // the built-in template works
	}
	return s.markdown(p)
}
