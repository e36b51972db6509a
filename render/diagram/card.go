package diagram

// card is a box with a title and a few lines below it, both centred or both at the left.
type card struct {
	id, name, tip string // as of Rect
	role          string
	w             float64
	title, small  []string
	smallRole     string
	larger        float64 // how much larger its texts are than in the diagram of an architecture, in px
}

// most lines of a card's title and of each of its paragraphs; the rest ends in "…".
const (
	cardTitle = 4
	cardText  = 12
)

// newCard breaks the texts of a card into lines. room is how much of its width badges take.
func newCard(id, role string, w, room float64, title string, paragraphs ...string) card {
	return card{w: w, id: id, name: title, role: role, smallRole: "small"}.with(room, title, paragraphs...)
}

// with is the card with its texts broken into lines.
func (c card) with(room float64, title string, paragraphs ...string) card {
	c.title = Wrap(title, c.w-24-room, 13+c.larger, true, cardTitle)
	for _, p := range paragraphs {
		c.small = append(c.small, Wrap(p, c.w-24-room, 11+c.larger, false, cardText)...)
	}
	return c
}

func (c card) height() float64 {
	return 20 + float64(len(c.title))*(16+c.larger) + float64(len(c.small))*(14+c.larger)
}

// draw puts the card at a place, h high.
func (b *builder) card(c card, x, y, h float64) {
	b.s.add(Rect{X: x, Y: y, W: c.w, H: h, R: 8, Role: c.role, ID: c.id, Name: c.name, Tip: c.tip})
	line := y + (h-c.height())/2 + 22
	for _, l := range c.title {
		b.s.add(Text{X: x + 12, Y: line, Size: 13 + c.larger, Anchor: "start", Role: "stage", S: l, Of: c.id})
		line += 16 + c.larger
	}
	for _, l := range c.small {
		b.s.add(Text{X: x + 12, Y: line - 1, Size: 11 + c.larger, Anchor: "start", Role: c.smallRole, S: l, Of: c.id})
		line += 14 + c.larger
	}
}
