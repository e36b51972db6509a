package render

import (
	"fmt"
	"strings"
)

// Index is a start page that links documents, for a folder of them.
func (s *Set) Index(docs []Document) Document {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", esc(s.Model.Title), esc(s.Model.Description))
	group := ""
	for _, k := range s.Order {
		var links []string
		for _, d := range docs {
			if d.Name == k.Name {
				links = append(links, fmt.Sprintf("[%s](%s)", d.Format, d.File()))
			}
		}
		if len(links) == 0 {
			continue
		}
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(&b, "## %s\n\n", group)
		}
		fmt.Fprintf(&b, "- **%s** — %s %s\n", esc(k.Title), esc(k.About), strings.Join(links, ", "))
	}
	md := []byte(b.String())
	body := (&Page{Markdown: md, root: parseMarkdown(md)}).HTML()
	data, diags := s.Theme.frame(s.Model, "Documents", body)
	if diags.HasErrors() {
		data = body // a broken page template was told with the documents
	}
	return Document{"index", s.Model.Title, "html", data}
}
