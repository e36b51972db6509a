package site

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// heading is a heading of a document.
type heading struct {
	Level    int
	ID, Text string
}

// fragment is HTML of a document, made fit for a page of the site.
type fragment struct {
	HTML     template.HTML
	Headings []heading
}

// fragment takes in the HTML of package render, which holds no element of an author's. Inline styles, which the
// content security policy forbids, become classes; headings follow each other without gaps;
// column headings say that they are; regions that scroll have names of their own.
func (b *builder) fragment(data []byte) fragment {
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(bytes.NewReader(data), root)
	if err != nil {
		panic("site: " + err.Error()) // reading from memory does not fail
	}
	f := &fitter{looks: b.looks}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	for n := range root.Descendants() {
		f.fit(n)
	}
	for _, n := range f.gone {
		n.Parent.RemoveChild(n)
	}
	var out bytes.Buffer
	for n := range root.ChildNodes() {
		if err := html.Render(&out, n); err != nil {
			panic("site: " + err.Error())
		}
	}
	return fragment{template.HTML(out.String()), f.headings}
}

// fitter changes the nodes of one fragment, in the order of the text.
type fitter struct {
	looks    *looks
	headings []heading
	regions  int
	gone     []*html.Node
}

func (f *fitter) fit(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	switch n.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		f.heading(n)
	case "svg":
		f.picture(n)
	case "td", "th":
		f.cell(n)
	case "a":
		if n.Namespace == "svg" {
			set(n, "aria-label", strings.Join(lines(n), " ")) // all that is seen of it
		} else if href := attr(n, "href"); strings.Contains(href, "://") {
			set(n, "rel", "external noopener noreferrer")
		} else if href == "" {
			remove(n, "href") // of an author's link that was not safe
		}
	case "div":
		if attr(n, "class") == "scroll" {
			f.region(n, "Table")
		}
	case "span":
		if attr(n, "class") == "figure" {
			f.region(n, "Figure")
		}
	}
}

// heading notes a heading; one that is more than a level below the one before moves up.
func (f *fitter) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	before := 0
	if len(f.headings) > 0 {
		before = f.headings[len(f.headings)-1].Level
	}
	level = min(level, before+1)
	n.Data = fmt.Sprintf("h%d", level)
	n.DataAtom = atom.Lookup([]byte(n.Data))
	f.headings = append(f.headings, heading{level, attr(n, "id"), text(n)})
}

// region makes a part that scrolls reachable by keyboard, with a name that no other region of the page has.
func (f *fitter) region(n *html.Node, what string) {
	f.regions++
	name := fmt.Sprintf("%s %d", what, f.regions)
	if len(f.headings) > 0 {
		name += ": " + f.headings[len(f.headings)-1].Text
	}
	set(n, "tabindex", "0")
	set(n, "role", "region")
	set(n, "aria-label", name)
}

// picture moves the looks of a drawing into the style sheet. Its title, which is its label as well, would follow the pointer everywhere.
func (f *fitter) picture(n *html.Node) {
	for c := range n.ChildNodes() {
		switch c.Data {
		case "style":
			set(n, "class", attr(n, "class")+" "+f.looks.class(text(c)))
			f.gone = append(f.gone, c)
		case "title":
			f.gone = append(f.gone, c)
		}
	}
}

// cell turns alignment into a class, and headings into headings of their columns. A heading without a word is none.
func (f *fitter) cell(n *html.Node) {
	if align, ok := strings.CutPrefix(attr(n, "style"), "text-align:"); ok {
		remove(n, "style")
		set(n, "class", "to-"+strings.Trim(align, " ;"))
	}
	if n.Data != "th" {
		return
	}
	if strings.TrimSpace(text(n)) == "" {
		n.Data, n.DataAtom = "td", atom.Td
		return
	}
	set(n, "scope", "col")
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func set(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func remove(n *html.Node, key string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// lines are the texts of a drawing, one for each element.
func lines(n *html.Node) []string {
	var out []string
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "text" {
			out = append(out, text(d))
		}
	}
	return out
}

// text is all text within a node.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
