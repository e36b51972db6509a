package site

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render"
)

// longest is how many characters of a text the index keeps; it is for finding, the page has the whole.
const longest = 160

// index is the search index as a script: a list of [kind, title, abbreviations, text, path]. It is
// a script because a page from file:// may load one, but may not read a file. JSON as Go writes it has neither
// "<" nor line separators, so it is harmless as a script.
func (b *builder) index() []byte {
	var list [][5]string
	add := func(kind, title, abbr, text, path string) {
		list = append(list, [5]string{kind, title, abbr, shorten(text), path})
	}
	for _, s := range b.stages {
		add("Stage", s.Title, strings.Join(append([]string{s.Short}, s.Aliases...), " · "), s.Definition.Definition, s.Path)
	}
	for _, h := range b.handoffs {
		add("Handoff", h.Title, "", strings.TrimSpace(h.Decision+" "+h.Promise), h.Path)
	}
	for _, t := range b.m.Terms {
		add("Term", t.Title, "", t.Definition, glossaryPath+"#"+anchor(t.Address))
	}
	for _, o := range b.glossary.Objects {
		for _, f := range o.Facts {
			add("Field", f.Title, f.Address.Name(), o.Title+": "+f.Usage, glossaryPath+"#"+anchor(f.Address))
		}
	}
	for _, d := range b.documents {
		add("Document", d.Title, "", d.About, d.Path)
		for _, h := range d.Headings {
			if h.Level > 1 && h.Level < 5 {
				add("In "+d.Title, h.Text, "", "", d.Path+"#"+h.ID)
			}
		}
	}
	var out bytes.Buffer
	out.WriteString("window.stagecraftIndex=[\n")
	for i, e := range list {
		line, err := json.Marshal(e)
		if err != nil {
			panic("site: " + err.Error()) // texts can always be written
		}
		if i > 0 {
			out.WriteString(",\n")
		}
		out.Write(line)
	}
	out.WriteString("\n];\n")
	return out.Bytes()
}

// shorten cuts a text for the index at a word.
func shorten(s string) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) <= longest {
		return string(runes)
	}
	cut := string(runes[:longest])
	if i := strings.LastIndexByte(cut, ' '); i > longest/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

// glossary is every word that the architecture defines.
type glossary struct {
	Words   []word
	Objects []objectFacts
}

// word is a term or a stage.
type word struct {
	render.Definition
	Abbr, Path string // the page of a stage
}

// objectFacts are the fields of a record type.
type objectFacts struct {
	Title string
	Facts []render.Fact
}
