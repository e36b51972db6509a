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

// legendLines is how many lines a paragraph below a panel may have; it ends in "…" where there would be more.
const legendLines = 12

// item is a handoff, automation or note in a list below a panel.
type item struct {
	mark, role string // of its badge
	title      string
	text       []string // paragraphs
}

// entry is an item broken into lines.
type entry struct {
	item
	titleLines, textLines []string
}

func (e entry) height() float64 { return 8 + float64(len(e.titleLines)+len(e.textLines))*lineH }

// legend lists what the handoffs of a panel ask and what its automations do.
func (b *builder) legend(t *schema.Track, list []*schema.Handoff) {
	var items []item
	for _, h := range list {
		role := "handoff"
		if h.Recycle {
			role = "recycle"
		}
		items = append(items, item{fmt.Sprint(b.numbers[h]), role, schema.Title(h), b.contract(t, h)})
	}
	for _, x := range b.automations.under[t.Address] {
		items = append(items, item{fmt.Sprintf("A%d", b.automations.named[x]), "automation", schema.Title(x), b.does(x)})
	}
	b.list(items)
}

// list writes items in columns that are easy to read.
func (b *builder) list(items []item) {
	if len(items) == 0 {
		return
	}
	const gap = 32.0
	width := b.s.W - 2*margin
	cols := max(int((width+gap)/(460+gap)), 1)
	colW := (width - float64(cols-1)*gap) / float64(cols)
	cols = min(cols, len(items))
	var entries []entry
	total := 0.0
	for _, i := range items {
		e := entry{item: i, titleLines: Wrap(i.title, colW-32, 12, true, 3)}
		for _, part := range i.text {
			e.textLines = append(e.textLines, Wrap(part, colW-32, 12, false, legendLines)...)
		}
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
	b.badge(x+badgeR, y+lineH-2, e.mark, e.role)
	y += 2
	for _, l := range e.titleLines {
		y += lineH
		b.s.add(Text{X: x + 28, Y: y, Size: 12, Anchor: "start", Role: "legendbold", S: l})
	}
	for _, l := range e.textLines {
		y += lineH
		b.s.add(Text{X: x + 28, Y: y, Size: 12, Anchor: "start", Role: "legend", S: l})
	}
}

// contract says in paragraphs a handoff's decision, facts, criteria and clock.
func (b *builder) contract(t *schema.Track, h *schema.Handoff) []string {
	first := h.Decision
	if other := b.a.Track(h.To); other != nil && t.Rank(h.To) < 0 {
		first += " Goes to " + schema.Title(b.a.Lookup(h.To)) + " in " + sentence(other.Label())
	}
	owes := ""
	if len(h.Owes) > 0 {
		var facts []string
		for _, f := range h.Owes {
			if field := schema.Find[schema.Field](b.a, f); field != nil {
				facts = append(facts, b.namer.Field(field.Object, field.Name))
			}
		}
		owes = "Owes: " + strings.Join(facts, ", ") + "."
	}
	criteria := b.criteria(h)
	if criteria != "" {
		criteria = "Criteria: " + criteria
	}
	if !h.When.IsZero() {
		criteria = "When " + expr.Sentence(h.When.Expr, b.namer) + ". " + criteria
	}
	var last []string
	if sla := schema.Find[schema.SLA](b.a, h.SLA); sla != nil {
		clock := ""
		if sla.Clock == "business" {
			clock = " in business hours"
		}
		last = append(last, "SLA: "+diff.Duration(sla.Within)+clock+".")
	}
	if r := b.a.Lookup(h.Reasons); r != nil {
		last = append(last, "Reason needed: "+sentence(schema.Title(r)))
	}
	if owner := b.a.Lookup(h.Owner); owner != nil {
		last = append(last, "Owner: "+sentence(schema.Title(owner)))
	}
	return []string{first, owes, criteria, strings.Join(last, " ")}
}

// criteria says what a stage asks of a record that enters it along a handoff. A way back takes no new hurdle.
func (b *builder) criteria(h *schema.Handoff) string {
	to := schema.Find[schema.Stage](b.a, h.To)
	if to == nil || h.Recycle {
		return ""
	}
	var list []string
	for _, g := range to.Entry {
		words := g.Description
		if words == "" && !g.When.IsZero() {
			words = expr.Sentence(g.When.Expr, b.namer)
		}
		if words != "" {
			list = append(list, sentence(words))
		}
	}
	return strings.Join(list, " ")
}
