package diagram

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// tags marks the handoffs that come from or go to another panel or row: arriving
// ones above a stage, leaving ones below. Where arrows meet the same side, the tag
// keeps to the left of them.
func (r *row) tags(over, under []route) {
	for i := r.first; i < r.end; i++ {
		at := r.at[i-r.first]
		r.tag(at, at.Y-20, touches(over, i), r.in[i], "→ %s", "%d from %s")
		r.tag(at, at.Y+r.boxH+5, touches(under, i), r.out[i], "%s →", "%d → %s")
	}
}

func touches(routes []route, stage int) bool {
	for _, r := range routes {
		if r.from == stage || r.to == stage {
			return true
		}
	}
	return false
}

// tag draws one tag at a height; many is the form for several handoffs, one for a single one.
func (r *row) tag(at Point, y float64, narrow bool, list []tag, many, one string) {
	if len(list) == 0 {
		return
	}
	x, width := at.X-10, boxW+20
	if narrow {
		width = boxW/2 + 26
	}
	text := fmt.Sprintf(one, list[0].number, list[0].stage)
	if len(list) > 1 {
		var numbers []string
		for _, t := range list {
			numbers = append(numbers, fmt.Sprint(t.number))
		}
		text = fmt.Sprintf(many, strings.Join(numbers, ", "))
	}
	line := Wrap(text, width-10, 10, false, 1)[0]
	w := Width(line, 10, false) + 10
	if !narrow {
		x = at.X + (boxW-w)/2
	}
	r.s.add(Rect{X: x, Y: y, W: w, H: 15, R: 7, Role: "tag"}, Text{X: x + w/2, Y: y + 11, Size: 10, Anchor: "middle", Role: "tag", S: line})
}

// entry is a handoff in the list below a panel, with its lines.
type entry struct {
	number      int
	recycle     bool
	title, text []string
}

func (e entry) height() float64 { return 8 + float64(len(e.title)+len(e.text))*lineH }

// legend lists what the handoffs of a panel ask, in columns that are easy to read.
func (b *builder) legend(t *schema.Track, list []*schema.Handoff) {
	if len(list) == 0 {
		return
	}
	const gap = 32.0
	width := b.s.W - 2*margin
	cols := max(int((width+gap)/(460+gap)), 1)
	colW := (width - float64(cols-1)*gap) / float64(cols)
	cols = min(cols, len(list))
	var entries []entry
	total := 0.0
	for _, h := range list {
		e := entry{b.numbers[h], h.Recycle, Wrap(schema.Title(h), colW-32, 12, true, 3), Wrap(b.contract(t, h), colW-32, 12, false, 14)}
		entries = append(entries, e)
		total += e.height()
	}
	top := b.y + 8
	x, y, used := margin, top, 0.0
	bottom := top
	for _, e := range entries {
		// the next column, when the middle of this entry is beyond this column's share
		if col := int((used + e.height()/2) / (total / float64(cols))); margin+float64(col)*(colW+gap) > x {
			x, y = margin+float64(col)*(colW+gap), top
		}
		used += e.height()
		b.entry(e, x, y)
		y += e.height()
		bottom = max(bottom, y)
	}
	b.y = bottom
}

func (b *builder) entry(e entry, x, y float64) {
	role := "handoff"
	if e.recycle {
		role = "recycle"
	}
	b.badge(x+badgeR, y+lineH-2, fmt.Sprint(e.number), role)
	y += 2
	for _, l := range e.title {
		y += lineH
		b.s.add(Text{X: x + 28, Y: y, Size: 12, Anchor: "start", Role: "legendbold", S: l})
	}
	for _, l := range e.text {
		y += lineH
		b.s.add(Text{X: x + 28, Y: y, Size: 12, Anchor: "start", Role: "legend", S: l})
	}
}

// contract says a handoff's decision, facts and clock in one line.
func (b *builder) contract(t *schema.Track, h *schema.Handoff) string {
	var parts []string
	if h.Decision != "" {
		parts = append(parts, h.Decision)
	}
	if other := b.a.Track(h.To); other != nil && t.Rank(h.To) < 0 {
		parts = append(parts, "Goes to "+schema.Title(b.a.Lookup(h.To))+" in "+other.Label()+".")
	}
	if len(h.Owes) > 0 {
		var facts []string
		for _, f := range h.Owes {
			if field := schema.Find[schema.Field](b.a, f); field != nil {
				facts = append(facts, b.namer.Field(field.Object, field.Name))
			}
		}
		parts = append(parts, "Owes: "+strings.Join(facts, ", ")+".")
	}
	if !h.When.IsZero() {
		parts = append(parts, "When "+expr.Sentence(h.When.Expr, b.namer)+".")
	}
	if sla := schema.Find[schema.SLA](b.a, h.SLA); sla != nil {
		clock := ""
		if sla.Clock == "business" {
			clock = " in business hours"
		}
		parts = append(parts, "SLA: "+diff.Duration(sla.Within)+clock+".")
	}
	if r := b.a.Lookup(h.Reasons); r != nil {
		parts = append(parts, "Reason needed: "+schema.Title(r)+".")
	}
	if owner := b.a.Lookup(h.Owner); owner != nil {
		parts = append(parts, "Owner: "+schema.Title(owner)+".")
	}
	return strings.Join(parts, " ")
}
