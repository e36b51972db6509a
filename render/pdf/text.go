package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
)

// look is how text looks.
type look struct {
	size  float64
	bold  bool
	code  bool // on a band
	box   bool // a box to tick; its text is a filled one where it is ticked
	color canvas.Color
	link  string // web address, or ""
}

// span is text of one look. A span that breaks ends its line.
type span struct {
	text string
	look
	breaks bool
}

// plain is the text of spans without looks, on one line.
func plain(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.breaks {
			b.WriteByte(' ')
		}
		b.WriteString(s.text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// piece is a part of a word in one look.
type piece struct {
	text string
	look *look
	w    float64
}

// word is what stays on one line if the line is wide enough.
type word struct {
	pieces []piece
	w      float64
	gap    *look // of the white space behind it; nil without
	gapW   float64
	breaks bool // the line ends behind it
}

// isSpace tells white space at which a line may end; the non-breaking spaces are none.
func isSpace(r rune) bool {
	return r != 0xA0 && r != 0x202F && r != 0x2007 && unicode.IsSpace(r)
}

// ideograph tells characters of scripts that are written without spaces between words.
func ideograph(r rune) bool {
	return r >= 0x2E80 && r < 0xA000 || r >= 0xAC00 && r < 0xD7B0 || r >= 0xF900 && r < 0xFB00 || r >= 0xFF00 && r < 0xFFF0 || r >= 0x20000 && r < 0x40000
}

// breakAfter tells whether a line may end between two characters of a word.
func breakAfter(r, next rune) bool {
	switch r {
	case '-', '/', '–', '—', '_':
		return unicode.IsLetter(next)
	case 0x200B: // zero width space
		return true
	}
	return ideograph(next) && !unicode.IsPunct(next) || ideograph(r) && !unicode.IsPunct(next)
}

// words splits spans at white space and measures them.
func (r *renderer) words(spans []span) []word {
	var out []word
	var cur word
	end := func() {
		out = append(out, cur)
		cur = word{}
	}
	for i := range spans {
		s := &spans[i]
		if s.breaks {
			cur.breaks = true
			end()
			continue
		}
		start := 0
		push := func(to int) {
			if to > start {
				text := s.text[start:to]
				w := r.set.Width(text, s.size, s.bold)
				if s.box {
					w = boxWidth * s.size
				}
				cur.pieces = append(cur.pieces, piece{text, &s.look, w})
				cur.w += w
			}
		}
		for at, c := range s.text {
			n := utf8.RuneLen(c)
			if c == utf8.RuneError {
				_, n = utf8.DecodeRuneInString(s.text[at:])
			}
			switch {
			case isSpace(c) && strings.HasPrefix(s.text[at+n:], "·"):
				// a dot between two facts never begins a line
			case isSpace(c):
				push(at)
				start = at + n
				if len(cur.pieces) > 0 {
					cur.gap, cur.gapW = &s.look, r.set.Width(" ", s.size, s.bold)
					end()
				} else if k := len(out) - 1; k >= 0 && out[k].gap == nil && !out[k].breaks {
					out[k].gap, out[k].gapW = &s.look, r.set.Width(" ", s.size, s.bold)
				}
			case at+n < len(s.text):
				next, _ := utf8.DecodeRuneInString(s.text[at+n:])
				if !isSpace(next) && breakAfter(c, next) {
					push(at + n)
					start = at + n
					end()
				}
			}
		}
		push(len(s.text))
	}
	if len(cur.pieces) > 0 {
		end()
	}
	for i := 1; i < len(out); i++ {
		if before := &out[i-1]; before.gap != nil && len(out[i].pieces) > 0 && out[i].pieces[0].look.box {
			before.gapW *= 4 // one choice stands clear of the next
		}
	}
	return out
}

// run is text of one look at its place in a line.
type run struct {
	text string
	look *look
	x, w float64
}

// line is a wrapped line. Size is that of its largest text.
type line struct {
	runs []run
	w    float64
	size float64
	lead float64 // line height in parts of the size
}

func (l line) height() float64 { return l.size * l.lead }

// baseline is how far below the top of the line its letters stand, so that capitals are in the middle.
func (l line) baseline() float64 { return l.height()/2 + l.size*0.36 }

func linesHeight(lines []line) float64 {
	h := 0.0
	for _, l := range lines {
		h += l.height()
	}
	return h
}

func (l *line) push(text string, k *look, w float64) {
	if n := len(l.runs); n > 0 && *l.runs[n-1].look == *k && !k.box {
		l.runs[n-1].text += text
		l.runs[n-1].w += w
	} else {
		l.runs = append(l.runs, run{text, k, l.w, w})
	}
	l.w += w
	l.size = max(l.size, k.size)
}

// breakLines fills lines of a width with words. A word that is wider than a line is broken between
// characters; a line holds at least one character. Fallback is the size of a line without text.
func (r *renderer) breakLines(words []word, width, fallback float64) []line {
	lead := 1.45
	if fallback >= 12 {
		lead = 1.22
	}
	var out []line
	cur := line{lead: lead}
	end := func() {
		if cur.size == 0 {
			cur.size = fallback
		}
		out = append(out, cur)
		cur = line{lead: lead}
	}
	var gap *look
	gapW := 0.0
	for i := range words {
		w := &words[i]
		const slack = 0.01 // rounding of sums
		if len(cur.runs) > 0 && cur.w+gapW+w.w > width+slack {
			end()
			gap = nil
		}
		if gap != nil && len(cur.runs) > 0 {
			cur.push(" ", gap, gapW)
		}
		for _, p := range w.pieces {
			if cur.w+p.w <= width+slack || p.look.box {
				cur.push(p.text, p.look, p.w)
				continue
			}
			r.breakWord(p, width, &cur, end)
		}
		gap, gapW = w.gap, w.gapW
		if gap == nil {
			gapW = 0
		}
		if w.breaks {
			end()
			gap, gapW = nil, 0
		}
	}
	if len(cur.runs) > 0 {
		end()
	}
	return out
}

// breakWord puts a piece into lines character by character; marks stay with their letter.
func (r *renderer) breakWord(p piece, width float64, cur *line, end func()) {
	start, w := 0, 0.0
	for at, c := range p.text {
		step := r.set.Width(string(c), p.look.size, p.look.bold)
		if cur.w+w+step > width && !unicode.Is(unicode.M, c) && (at > start || len(cur.runs) > 0) {
			if at > start {
				cur.push(p.text[start:at], p.look, w)
			}
			end()
			start, w = at, 0
		}
		w += step
	}
	if start < len(p.text) {
		cur.push(p.text[start:], p.look, w)
	}
}

// wrap sets spans in lines.
func (r *renderer) wrap(spans []span, width float64) []line {
	size := 9.5
	if len(spans) > 0 && spans[0].size > 0 {
		size = spans[0].size
	}
	return r.breakLines(r.words(spans), width, size)
}

const (
	boxWidth = 1.12 // of a box to tick, in parts of the size
	boxSide  = 0.86
)

// drawLines draws lines from a top downwards.
func (r *renderer) drawLines(p *canvas.Page, lines []line, x, y float64) {
	for _, l := range lines {
		r.drawLine(p, l, x, y)
		y += l.height()
	}
}

func (r *renderer) lineDrawer(l line, x float64) func(*canvas.Page, float64, float64) {
	return func(p *canvas.Page, y, _ float64) { r.drawLine(p, l, x, y) }
}

// drawLine draws a line whose top is y.
func (r *renderer) drawLine(p *canvas.Page, l line, x, y float64) {
	base := y + l.baseline()
	for _, t := range l.runs {
		k := t.look
		if k.code {
			p.Rect(x+t.x-1.2, base-k.size*0.98, t.w+2.4, k.size*1.28, 1.5, &r.colors.band, canvas.Stroke{})
		}
		runs := r.set.Runs(t.text, k.bold)
		if k.box {
			side := boxSide * k.size
			var fill *canvas.Color
			if t.text == "■" {
				fill = &r.colors.soft
			}
			p.Rect(x+t.x+0.05*k.size, base-side+0.06*k.size, side, side, 0.8, fill, canvas.Stroke{Color: r.colors.soft, Width: 0.8})
			p.HiddenText(x+t.x, base, k.size, runs)
			continue
		}
		if k.link == "" {
			p.Text(x+t.x, base, k.size, runs, k.color)
			continue
		}
		p.Link(x+t.x, base-0.8*k.size, t.w, 1.1*k.size, k.link, func() {
			under := base + 0.16*k.size
			p.Line(canvas.Stroke{Color: k.color.Tint(0.5), Width: 0.5}, canvas.Point{X: x + t.x, Y: under}, canvas.Point{X: x + t.x + t.w, Y: under})
			p.Text(x+t.x, base, k.size, runs, k.color)
		})
	}
}
