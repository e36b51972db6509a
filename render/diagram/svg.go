package diagram

import (
	"cmp"
	"fmt"
	"html"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// SVGOptions say how a scene is written as SVG.
type SVGOptions struct {
	// Link gives the target of a stage's box from the stage's address; "" is no link.
	// Without it the picture has no links.
	Link func(address string) string
	// Prefix is put before every id, so that several pictures may stand in one page.
	Prefix string
}

// SVG writes the scene as one self-contained file, the same bytes for the same scene and options.
//
// Every element has the class of its role, so that a page that holds the picture can
// give it other colours: "d-" and the role with hyphens for spaces (d-stage-ended, d-text-legend,
// d-badge-handoff; the names in Looks), d-head-ROLE for the head of an arrow, d-paper for the ground.
// Ids are the addresses of the stages.
func (s *Scene) SVG(opts SVGOptions) []byte {
	var b strings.Builder
	role, label := "group", s.Title
	if opts.Link == nil { // of an image nothing else is read out
		role = "img"
		if s.Alt != "" {
			label = clean(sentence(s.Title) + " " + s.Alt)
		}
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 %s %s" width="%s" height="%s" role="%s" aria-label="%s">`+"\n",
		num(s.W), num(s.H), num(s.W), num(s.H), role, escape(label))
	fmt.Fprintf(&b, "<title>%s</title>\n<style>\n%s</style>\n", escape(s.Title), s.style())
	fmt.Fprintf(&b, `<rect class="d-paper" width="%s" height="%s"/>`+"\n", num(s.W), num(s.H))
	linked := map[string]bool{}
	for _, sh := range s.InOrder() {
		switch x := sh.(type) {
		case Rect:
			if href := opts.href(x.ID); href != "" {
				linked[x.ID] = true
				b.WriteString(s.link(x, href, opts))
				continue
			}
		case Text:
			if linked[x.Of] {
				continue // stands in the link
			}
		}
		b.WriteString(element(sh, opts.Prefix) + "\n")
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (o SVGOptions) href(address string) string {
	if o.Link == nil || address == "" {
		return ""
	}
	return o.Link(address)
}

// link is a box with its texts that leads somewhere.
func (s *Scene) link(box Rect, href string, opts SVGOptions) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<a href="%s" aria-label="%s">`+"\n%s\n", escape(href), escape(box.Name), element(box, opts.Prefix))
	for _, sh := range s.Shapes {
		if x, ok := sh.(Text); ok && x.Of == box.ID {
			b.WriteString(element(x, opts.Prefix) + "\n")
		}
	}
	b.WriteString("</a>\n")
	return b.String()
}

// style gives every role its look. The reader's own fonts stand in where Inter is not installed,
// so that the file needs nothing from elsewhere.
func (s *Scene) style() string {
	var b strings.Builder
	b.WriteString(`.diagram text{font-family:Inter,"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif}` + "\n" +
		".diagram a{text-decoration:none}.diagram a:focus-visible rect,.diagram a:hover rect{stroke-width:4}\n")
	used, heads := map[string]Look{"paper": s.table()["paper"]}, map[string]Look{}
	for _, sh := range s.Shapes {
		used[roleOf(sh)] = s.LookOf(sh)
		if l, ok := sh.(Line); ok && l.Arrow {
			heads["head "+l.Role] = Look{Fill: s.LookOf(sh).Stroke}
		}
	}
	maps.Copy(used, heads)
	for _, role := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(&b, ".%s{%s}\n", class(role), css(used[role]))
	}
	return b.String()
}

// css writes a look as declarations.
func css(l Look) string {
	out := []string{"fill:" + cmp.Or(l.Fill, "none")}
	if l.Stroke != "" {
		out = append(out, "stroke:"+l.Stroke, "stroke-width:"+num(l.Width))
	}
	if len(l.Dash) > 0 {
		var parts []string
		for _, d := range l.Dash {
			parts = append(parts, num(d))
		}
		out = append(out, "stroke-dasharray:"+strings.Join(parts, " "))
	}
	if l.Bold {
		out = append(out, "font-weight:600")
	}
	return strings.Join(out, ";")
}

// class is the class of a role.
func class(role string) string { return "d-" + strings.ReplaceAll(role, " ", "-") }

func element(sh Shape, prefix string) string {
	switch x := sh.(type) {
	case Rect:
		id := ""
		if x.ID != "" {
			id = fmt.Sprintf(` id="%s"`, escape(prefix+x.ID))
		}
		tip := ""
		if x.Tip != "" {
			tip = "<title>" + escape(x.Tip) + "</title>"
		}
		return fmt.Sprintf(`<rect%s class="%s" x="%s" y="%s" width="%s" height="%s" rx="%s">%s</rect>`,
			id, class(roleOf(x)), num(x.X), num(x.Y), num(x.W), num(x.H), num(x.R), tip)
	case Line:
		shaft := fmt.Sprintf(`<polyline class="%s" points="%s"/>`, class(roleOf(x)), points(x.Shaft()))
		if head := x.Head(); head != nil {
			return fmt.Sprintf("%s\n"+`<path class="%s" d="M%sZ"/>`, shaft, class("head "+x.Role), points(head))
		}
		return shaft
	case Circle:
		return fmt.Sprintf(`<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class(roleOf(x)), num(x.X), num(x.Y), num(x.R))
	case Text:
		return fmt.Sprintf(`<text class="%s" x="%s" y="%s" font-size="%s" text-anchor="%s">%s</text>`,
			class(roleOf(x)), num(x.X), num(x.Y), num(x.Size), x.Anchor, escape(x.S))
	}
	return ""
}

func points(list []Point) string {
	var out []string
	for _, p := range list {
		out = append(out, num(p.X)+","+num(p.Y))
	}
	return strings.Join(out, " ")
}

// escape makes text harmless in XML; characters that XML forbids become "�".
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s))
}

func num(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }
