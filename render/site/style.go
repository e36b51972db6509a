package site

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// The grounds that text stands on.
const (
	paperLight, bandLight = "#ffffff", "#f3f6f9"
	paperDark, bandDark   = "#14191f", "#1d242c"
)

// colours are the custom properties of the site in both modes. Texts keep a contrast of at least 4.5 on
// paper and on band, borders of controls one of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
var colours = []struct{ name, light, dark string }{
	{"paper", paperLight, paperDark},
	{"band", bandLight, bandDark},
	{"ink", "#1b2530", "#e6eaef"},
	{"soft", "#506070", "#a3b0bd"},
	{"line", "#d9e0e7", "#313b46"},
	{"edge", "#7b8a9a", "#6f8092"},
	{"good", "#17683f", "#74d3a2"},
	{"good-band", "#e4f4eb", "#15301f"},
	{"open", "#8a5300", "#f0bd62"},
	{"open-band", "#fdf2dc", "#35280f"},
	{"bad", "#a61b1b", "#ff9c94"},
	{"bad-band", "#fdeaea", "#3b1a1a"},
}

// css is the style sheet: that of the site, the colours of both modes, the looks of drawings, and what the organisation adds.
func (b *builder) css() []byte {
	accent := accentOf(b)
	var light, night []string
	for _, c := range colours {
		light, night = append(light, "--"+c.name+":"+c.light), append(night, "--"+c.name+":"+c.dark)
	}
	light = append(light, "--accent:"+accent.light.hex(), "--on-accent:"+accent.onLight.hex())
	night = append(night, "--accent:"+accent.dark.hex(), "--on-accent:"+accent.onDark.hex())
	for _, hex := range slices.Sorted(maps.Keys(b.looks.fills)) {
		light, night = append(light, fmt.Sprintf("--f-%s:%s", hex[1:], hex)), append(night, fmt.Sprintf("--f-%s:%s", hex[1:], dark(parseColor(hex)).hex()))
	}
	for _, hex := range slices.Sorted(maps.Keys(b.looks.texts)) {
		l, d := textColours(hex)
		light, night = append(light, fmt.Sprintf("--t-%s:%s", hex[1:], l.hex())), append(night, fmt.Sprintf("--t-%s:%s", hex[1:], d.hex()))
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, ":root{color-scheme:light;%s}\n", strings.Join(light, ";"))
	// printed pages are always light
	fmt.Fprintf(&out, "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;%s}}\n", strings.Join(night, ";"))
	fmt.Fprintf(&out, "@media screen{:root[data-theme=dark]{color-scheme:dark;%s}}\n", strings.Join(night, ";"))
	out.WriteString(typeface())
	out.Write(asset("site.css"))
	out.WriteString(b.looks.css.String())
	if b.set != nil {
		out.WriteString(b.set.Theme.CSS)
	}
	return out.Bytes()
}

// typeface embeds the Latin letters of Inter (SIL Open Font License 1.1), which drawings are measured in. Data stands in the
// style sheet because a page from file:// may not load a font from another file. Other letters come from the reader's fonts.
var typeface = sync.OnceValue(func() string {
	var out strings.Builder
	out.WriteString("/* Inter: Copyright 2020 The Inter Project Authors, SIL Open Font License 1.1 */\n")
	for _, f := range []struct {
		weights string
		face    *fonts.Face
	}{{"100 540", fonts.Inter().Regular}, {"541 900", fonts.Inter().Bold}} {
		var runes []rune
		for _, span := range [][2]rune{{' ', '~'}, {0xA0, 0x17F}, {0x2010, 0x203A}} {
			for r := span[0]; r <= span[1]; r++ {
				runes = append(runes, r)
			}
		}
		runes = append(runes, []rune("€←↑→↓−≈≠≤≥□★☆✓")...)
		runes = slices.DeleteFunc(runes, func(r rune) bool { return !f.face.Has(r) })
		data, err := f.face.Web(runes)
		if err != nil {
			panic("site: the embedded font is damaged: " + err.Error())
		}
		fmt.Fprintf(&out, "@font-face{font-family:Inter;font-weight:%s;src:url(data:font/ttf;base64,%s)}\n", f.weights, base64.StdEncoding.EncodeToString(data))
	}
	return out.String()
})

// accents are the organisation's colour, made readable in both modes, and what is written on it.
type accents struct{ light, dark, onLight, onDark rgb }

func accentOf(b *builder) accents {
	c := parseColor("#0b69a3")
	if b.set != nil {
		c = parseColor(b.set.Theme.Accent)
	}
	light := readable(c, 4.6, parseColor(bandLight), parseColor(paperLight))
	night := readable(dark(c), 4.6, parseColor(bandDark), parseColor(paperDark))
	return accents{light, night, parseColor(paperLight), parseColor(paperDark)}
}

// looks collects how drawings look. Each table of looks that occurs gets a class; its colours become custom
// properties, so that the drawing follows the mode.
type looks struct {
	known map[string]string // class by style
	css   bytes.Buffer
	// colours of boxes and lines, and of texts
	fills, texts map[string]bool
}

func newLooks() *looks {
	return &looks{known: map[string]string{}, fills: map[string]bool{}, texts: map[string]bool{}}
}

var (
	lookRule  = regexp.MustCompile(`(?m)^\.(d-[\w-]+)\{(.*)\}$`)
	lookColor = regexp.MustCompile(`#[0-9a-f]{6}`)
)

// class is the class for a drawing with the style that package diagram wrote for it.
func (l *looks) class(style string) string {
	if c, ok := l.known[style]; ok {
		return c
	}
	c := fmt.Sprintf("look-%d", len(l.known)+1)
	l.known[style] = c
	for _, m := range lookRule.FindAllStringSubmatch(style, -1) {
		kind, seen := "f", l.fills
		if strings.HasPrefix(m[1], "d-text-") {
			kind, seen = "t", l.texts
		}
		look := lookColor.ReplaceAllStringFunc(m[2], func(hex string) string {
			seen[hex] = true
			return fmt.Sprintf("var(--%s-%s)", kind, hex[1:])
		})
		fmt.Fprintf(&l.css, ".%s .%s{%s}\n", c, m[1], look)
	}
	return c
}

// textColours are the colour of a text in a drawing in both modes. A dark text is made readable on the darkest ground
// that boxes of package diagram have; a light one stands on a coloured badge, and stays the opposite of it.
func textColours(hex string) (light, night rgb) {
	c := parseColor(hex)
	night = dark(c)
	if c.luminance() > 0.4 {
		return c, night
	}
	ground := parseColor("#e6ecf2")
	return readable(c, 4.5, ground), readable(night, 4.5, dark(ground))
}
