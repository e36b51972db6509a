package diagram

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// style gives every role its look. The fonts are those of the system, so
// that the file needs nothing from elsewhere.
const style = `
text{font-family:Inter,"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;fill:#1f2933}
.title{font-weight:700}.head{font-weight:700;fill:#102a43}.lane{font-weight:600;fill:#486581}
.t-stage{font-weight:600}.t-small{fill:#52606d}.t-badge{fill:#fff;font-weight:700}.t-legendbold{font-weight:600}
.t-legend{fill:#3e4c59}.t-foot{fill:#627d98}.t-tag{fill:#0b69a3}.tag{fill:#fff;stroke:#0b69a3}
.lane-a{fill:#f5f7fa}.lane-b{fill:#eaeff4}
.stage{fill:#fff;stroke:#334e68;stroke-width:1.4}
.assumed{fill:#fff;stroke:#829ab1;stroke-width:1.4;stroke-dasharray:5 3}
.golden{fill:#fff8e1;stroke:#c98a00;stroke-width:2.4}
.goldenassumed{fill:#fff8e1;stroke:#c98a00;stroke-width:2.4;stroke-dasharray:6 3}
.ended{fill:#f0f0f0}
.flow{stroke:#9fb3c8;stroke-width:1.4;fill:none}.handoff{stroke:#0b69a3;stroke-width:1.8;fill:none}
.recycle{stroke:#ba2525;stroke-width:1.6;stroke-dasharray:6 4;fill:none}
.badge{fill:#0b69a3}.badge.recycle{fill:#ba2525;stroke:none}
`

// SVG writes the scene as one self-contained file, the same bytes for the same scene.
func (s *Scene) SVG() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-label="%s">`+"\n",
		num(s.W), num(s.H), num(s.W), num(s.H), escape(s.Title))
	fmt.Fprintf(&b, "<title>%s</title>\n<style>%s</style>\n<defs>", escape(s.Title), style)
	for _, m := range []struct{ id, color string }{{"flow", "#9fb3c8"}, {"handoff", "#0b69a3"}, {"recycle", "#ba2525"}} {
		fmt.Fprintf(&b, `<marker id="arrow-%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 8 4 0 7.5z" fill="%s"/></marker>`, m.id, m.color)
	}
	b.WriteString("</defs>\n")
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="#fff"/>`+"\n", num(s.W), num(s.H))
	// boxes first, then arrows, then badges and texts on top
	for _, layer := range []func(Shape) bool{isRect, isLine, isMark} {
		for _, sh := range s.Shapes {
			if layer(sh) {
				b.WriteString(element(sh) + "\n")
			}
		}
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func isRect(s Shape) bool { r, ok := s.(Rect); return ok && r.Role != "tag" }
func isLine(s Shape) bool { _, ok := s.(Line); return ok }
func isMark(s Shape) bool { return !isRect(s) && !isLine(s) }

func element(sh Shape) string {
	switch x := sh.(type) {
	case Rect:
		class := map[string]string{"lane": "lane-a", "lane2": "lane-b"}[x.Role]
		if class == "" {
			class = x.Role
		}
		id := ""
		if x.ID != "" {
			id = fmt.Sprintf(` id="%s"`, escape(x.ID))
		}
		tip := ""
		if x.Tip != "" {
			tip = "<title>" + escape(x.Tip) + "</title>"
		}
		return fmt.Sprintf(`<rect%s class="%s" x="%s" y="%s" width="%s" height="%s" rx="%s">%s</rect>`,
			id, class, num(x.X), num(x.Y), num(x.W), num(x.H), num(x.R), tip)
	case Line:
		var pts []string
		for _, p := range x.Points {
			pts = append(pts, num(p.X)+","+num(p.Y))
		}
		arrow := ""
		if x.Arrow {
			arrow = fmt.Sprintf(` marker-end="url(#arrow-%s)"`, x.Role)
		}
		return fmt.Sprintf(`<polyline class="%s" points="%s" stroke-linejoin="round"%s/>`, x.Role, strings.Join(pts, " "), arrow)
	case Circle:
		return fmt.Sprintf(`<circle class="%s" cx="%s" cy="%s" r="%s"/>`, x.Role, num(x.X), num(x.Y), num(x.R))
	case Text:
		class := "t-" + x.Role
		switch x.Role {
		case "title", "head", "lane":
			class = x.Role
		}
		return fmt.Sprintf(`<text class="%s" x="%s" y="%s" font-size="%s" text-anchor="%s">%s</text>`,
			class, num(x.X), num(x.Y), num(x.Size), x.Anchor, escape(x.S))
	}
	return ""
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

func num(f float64) string { return strconv.FormatFloat(float64(int64(f*100+0.5))/100, 'f', -1, 64) }
