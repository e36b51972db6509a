package diagram

import (
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// Width is how wide a line of text is at a size, on the safe side: as wide as in Inter, or as in
// Helvetica, which stands in for it in an SVG, whichever is more.
func Width(s string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range s {
		w += em(r)
	}
	if bold {
		w *= 1.07
	}
	return max(w*size, fonts.Inter().Width(s, size, bold))
}

// em is about the width of a character in Helvetica, in parts of the font size.
func em(r rune) float64 {
	switch {
	case r >= 0x1F000 && r < 0x20000: // emoji
		return 1.4
	case strings.ContainsRune("ЖШЩЮФМЫДЉЊ", r):
		return 1.1
	case strings.ContainsRune("@W", r):
		return 1.02
	case strings.ContainsRune("mMw%→★…—", r):
		return 0.9
	case r == '–':
		return 0.57
	case r >= 0x1100: // CJK and symbols
		return 1
	case strings.ContainsRune("ilj.,:;|'!I", r):
		return 0.29
	case strings.ContainsRune("tfr ()-/·", r):
		return 0.36
	case unicode.IsUpper(r), r >= 0x400 && r < 0x530: // Cyrillic has many wide letters
		return 0.74
	case r < 0x250:
		return 0.57
	}
	return 0.65
}

// Wrap breaks text into at most lines lines that fit a width; what does not
// fit ends in "…". Words that are wider than a line are broken. Text without words gives no line.
func Wrap(s string, width, size float64, bold bool, lines int) []string {
	var out []string
	cur := ""
	for _, word := range splitWords(s, width, size, bold) {
		next := word
		if cur != "" {
			next = cur + " " + word
		}
		if Width(next, size, bold) <= width {
			cur = next
			continue
		}
		if len(out) == lines-1 {
			return append(out, ellipsis(next, width, size, bold))
		}
		out = append(out, cur)
		cur = word
	}
	if cur != "" {
		out = append(out, cur)
	}
	return out
}

// ellipsis cuts text to a width and ends it in "…".
func ellipsis(s string, width, size float64, bold bool) string {
	r := []rune(s)
	for len(r) > 0 && Width(string(r)+"…", size, bold) > width {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ,·") + "…"
}

// clean leaves out what would spoil a line without being seen: control characters and those that turn the
// direction of what follows.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// splitWords splits at spaces and breaks words that are wider than a line.
func splitWords(s string, width, size float64, bold bool) []string {
	var out []string
	for _, word := range strings.Fields(clean(s)) {
		r := []rune(word)
		start, w := 0, 0.0
		for i := range r {
			step := Width(string(r[i]), size, bold)
			if w+step > width && i > start {
				out = append(out, string(r[start:i]))
				start, w = i, 0
			}
			w += step
		}
		out = append(out, string(r[start:]))
	}
	return out
}
