package diagram_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// example loads one of the complete architectures.
func example(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	res := hclschema.Load(filepath.Join("..", "..", "examples", name), hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

// parsed loads an architecture from text.
func parsed(t testing.TB, src string) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

var knownElements = map[string]string{ // with their attributes
	"svg": "xmlns class viewBox width height role aria-label", "title": "", "style": "", "a": "href aria-label",
	"rect": "id class x y width height rx", "polyline": "class points", "path": "class d",
	"circle": "class cx cy r", "text": "class x y font-size text-anchor",
}

// svgElements reads an SVG and fails at anything that the package does not write. It returns the start tags.
func svgElements(t *testing.T, data []byte) []xml.StartElement {
	t.Helper()
	var out []xml.StartElement
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		attrs, known := knownElements[e.Name.Local]
		if !known {
			t.Errorf("element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if !slices.Contains(strings.Fields(attrs), a.Name.Local) {
				t.Errorf("attribute %s on %s", a.Name.Local, e.Name.Local)
			}
		}
		out = append(out, e)
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestLinks(t *testing.T) {
	a := example(t, "revops-starter")
	s := diagram.Build(a, "")
	hrefs := map[string]string{}
	for _, e := range svgElements(t, s.SVG(diagram.SVGOptions{
		Prefix: "p-",
		Link:   func(address string) string { return "stages/" + address + `.html?a="&b=<c>` },
	})) {
		switch e.Name.Local {
		case "a":
			hrefs[attr(e, "href")] = attr(e, "aria-label")
		case "svg":
			if attr(e, "role") != "group" || attr(e, "aria-label") != s.Title {
				t.Errorf("the picture is %v", e.Attr)
			}
		case "rect":
			if id := attr(e, "id"); id != "" && !strings.HasPrefix(id, "p-stage.") {
				t.Errorf("id %q", id)
			}
		}
	}
	stages := 0
	for _, tr := range a.Tracks() {
		for _, st := range tr.Stages {
			stages++
			if got := hrefs["stages/"+string(st.Address)+`.html?a="&b=<c>`]; got != schema.Title(st) {
				t.Errorf("the link of %s is called %q", st.Address, got)
			}
		}
	}
	if len(hrefs) != stages {
		t.Errorf("%d links for %d stages", len(hrefs), stages)
	}
}

// Texts of a box stand in its link and nowhere else; a box without a target is no link.
func TestLinksHoldTheirTexts(t *testing.T) {
	s := diagram.Build(example(t, "revops-starter"), "")
	plain := string(s.SVG(diagram.SVGOptions{}))
	if strings.Contains(plain, "<a ") || !strings.Contains(plain, `role="img"`) {
		t.Error("links without a target")
	}
	one := string(s.SVG(diagram.SVGOptions{Link: func(address string) string {
		if address == "stage.contact.mql" {
			return "#mql"
		}
		return ""
	}}))
	if n := strings.Count(one, "<a "); n != 1 {
		t.Fatalf("%d links", n)
	}
	if n, want := strings.Count(one, "<text"), strings.Count(plain, "<text"); n != want {
		t.Errorf("%d texts, want %d", n, want)
	}
	_, rest, _ := strings.Cut(one, "<a ")
	link, _, _ := strings.Cut(rest, "</a>")
	for _, want := range []string{`href="#mql"`, "<rect id=\"stage.contact.mql\"", "★ Marketing", "Qualified Lead"} {
		if !strings.Contains(link, want) {
			t.Errorf("no %s in the link: %s", want, link)
		}
	}
}

// A picture says in words what it shows.
func TestPicturesHaveAnAlternative(t *testing.T) {
	a := example(t, "b2b-saas")
	for want, s := range map[string]*diagram.Scene{
		"Fernway go-to-market lifecycle. Lead lifecycle: Anonymous Visitor, Known Lead, Marketing Engaged, ": diagram.Build(a, ""),
		"MQL assignment. 1. Named account: Named accounts. 2. Other language: Language desk. ":               diagram.Decision(a, a.Routings[0]),
		"Fernway go-to-market lifecycle — current state. Ways in: Free trial, Trade fairs and events, ":      diagram.CurrentState(a, ""),
	} {
		if got := attr(svgElements(t, s.SVG(diagram.SVGOptions{}))[0], "aria-label"); !strings.HasPrefix(got, want) {
			t.Errorf("%q does not start with %q", got, want)
		}
	}
}

// Every role that a scene uses has a look, and a class of its own in the style.
func TestEveryRoleHasALook(t *testing.T) {
	for _, name := range examples {
		s := diagram.Build(example(t, name), "footer")
		svg := string(s.SVG(diagram.SVGOptions{}))
		for _, sh := range s.Shapes {
			if l := s.LookOf(sh); l.Fill == "" && l.Stroke == "" {
				t.Errorf("%+v cannot be seen", sh)
			}
		}
		for _, e := range svgElements(t, []byte(svg)) {
			if c := attr(e, "class"); c != "" && c != "diagram" && !strings.Contains(svg, "\n."+c+"{") {
				t.Errorf("class %s has no style", c)
			}
		}
	}
}

func TestSVGIsReproducible(t *testing.T) {
	a := example(t, "b2b-saas")
	first := diagram.Build(a, "f").SVG(diagram.SVGOptions{})
	if !bytes.Equal(first, diagram.Build(a, "f").SVG(diagram.SVGOptions{})) {
		t.Error("two renderings differ")
	}
}
