package render

import (
	"encoding/base64"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
)

// Theme is how an organisation wants its documents: name, logo, colour, further fonts, and
// templates of its own. It is a directory with a theme.json and, when wanted, files that take the
// place of built-in templates by having their names.
type Theme struct {
	// Organisation stands at the head of every document.
	Organisation string
	// Accent is the colour of headings and lines, "#rrggbb".
	Accent string
	// Logo is a PNG, JPEG or (for HTML only) SVG picture, or nil.
	Logo     []byte
	LogoType string        // its media type
	picture  *canvas.Image // the logo for PDF files; nil for SVG
	// CSS is added to every HTML page.
	CSS string
	// Fonts measure and draw everything that is laid out here.
	Fonts *fonts.Set

	templates map[string]string // of the organisation, by file name
}

// DefaultTheme is that of a directory without a theme.
func DefaultTheme() *Theme { return &Theme{Accent: "#0b69a3", Fonts: fonts.Inter()} }

// logoURI is the logo as a data URI for HTML, or "".
func (t *Theme) logoURI() string {
	if len(t.Logo) == 0 {
		return ""
	}
	return "data:" + t.LogoType + ";base64," + base64.StdEncoding.EncodeToString(t.Logo)
}

// source is the text of a template, and where it comes from: the organisation's or the built-in one.
func (t *Theme) source(name string) (text, from string, err error) {
	if text, ok := t.templates[name]; ok {
		return text, name, nil
	}
	data, err := Template(name)
	return string(data), "built-in " + name, err
}
