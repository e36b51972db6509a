package card

import (
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// word is a word of a text; it looks as its role says. Sizes are in parts of the font size.
type word struct {
	text, role   string
	width, space float64 // of the word, and of a space in its look
	stays        bool    // on the line of the word before it
}

// ruler measures text.
type ruler struct{ fonts *fonts.Set }

// word measures a word; it may hold spaces, at which it is not parted.
func (r *ruler) word(text, role string) word {
	bold := lookOf(role).Bold
	return word{text: text, role: role, width: r.fonts.Width(text, 1, bold), space: r.fonts.Width(" ", 1, bold)}
}

// words splits a text at its spaces. Characters that draw nothing are left out.
func (r *ruler) words(text, role string) []word {
	var out []word
	for _, s := range strings.Fields(clean(text)) {
		out = append(out, r.word(s, role))
	}
	return out
}

// clean drops what has no shape: marks of direction, joiners, variation selectors. A control character parts words.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, text)
}

// gap is the space before a word: wider where the look changes, so that a name and an owner do not run together.
func gap(before, w word) float64 {
	if before.role != w.role && w.role != "soft" {
		return before.space * 1.8
	}
	return before.space
}

// length is how wide words are in one line.
func length(line []word) float64 {
	x := 0.0
	for i, w := range line {
		if i > 0 {
			x += gap(line[i-1], w)
		}
		x += w.width
	}
	return x
}

// wrap breaks words into lines of a width. A word that is wider than a line is broken, too.
func (r *ruler) wrap(text []word, width float64) [][]word {
	var out [][]word
	text = r.fitting(text, width)
	for start := 0; start < len(text); {
		x, end := text[start].width, start+1
		for i := start + 1; i < len(text); i++ {
			x += gap(text[i-1], text[i]) + text[i].width
			if x > width {
				break
			}
			end = i + 1
		}
		for end < len(text) && text[end].stays && end-1 > start {
			end--
		}
		out = append(out, text[start:end])
		start = end
	}
	return out
}

// fitting breaks the words that are wider than a line.
func (r *ruler) fitting(text []word, width float64) []word {
	wide := false
	for _, w := range text {
		wide = wide || w.width > width
	}
	if !wide {
		return text
	}
	var out []word
	for _, w := range text {
		if w.width <= width {
			out = append(out, w)
			continue
		}
		start, x := 0, 0.0
		for i, c := range w.text {
			step := r.word(string(c), w.role).width
			if x+step > width && i > start {
				out = append(out, r.word(w.text[start:i], w.role))
				start, x = i, 0
			}
			x += step
		}
		out = append(out, r.word(w.text[start:], w.role))
	}
	return out
}
