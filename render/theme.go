package render

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
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
	LogoType string // its media type
	// CSS is added to every HTML page.
	CSS string
	// Fonts measure and draw everything that is laid out here.
	Fonts *fonts.Set

	files fs.FS // with templates of the organisation; may be nil
}

// DefaultTheme is that of a directory without a theme.
func DefaultTheme() *Theme { return &Theme{Accent: "#0b69a3", Fonts: fonts.Inter()} }

// themeFile is what theme.json may say.
type themeFile struct {
	Organisation string   `json:"organisation"`
	Accent       string   `json:"accent"`
	Logo         string   `json:"logo"`
	CSS          string   `json:"css"`
	Fonts        []string `json:"fonts"`
}

var color = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// LoadTheme reads a theme directory. Problems name the file in it that causes them.
func LoadTheme(files fs.FS) (*Theme, diag.List) {
	t := DefaultTheme()
	t.files = files
	var diags diag.List
	fail := func(file string, err error, detail string) {
		diags.Errorf(diag.ThemeFile, diag.Range{File: file}, fmt.Sprintf("%s: %v", file, err), "%s", detail)
	}
	known := Templates()
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		fail(".", err, "Name a directory with a theme.json or with templates.")
		return t, diags
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".tmpl") && !slices.Contains(known, e.Name()) {
			fail(e.Name(), errors.New("no document has such a template"), "Templates are: "+strings.Join(known, ", ")+"."+diag.DidYouMean(e.Name(), known))
		}
	}
	data, err := fs.ReadFile(files, "theme.json")
	if errors.Is(err, fs.ErrNotExist) {
		return t, diags
	}
	var f themeFile
	if err == nil {
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		err = dec.Decode(&f)
	}
	if err != nil {
		fail("theme.json", err, `It may have: "organisation", "accent" ("#0b69a3"), "logo", "css" and "fonts" (file names in the same directory).`)
		return t, diags
	}
	t.Organisation = f.Organisation
	if f.Accent != "" {
		if !color.MatchString(f.Accent) {
			fail("theme.json", fmt.Errorf("accent %q is no colour", f.Accent), `Write it as "#0b69a3".`)
		} else {
			t.Accent = f.Accent
		}
	}
	if f.Logo != "" {
		if t.Logo, err = fs.ReadFile(files, path.Clean(f.Logo)); err != nil {
			fail("theme.json", fmt.Errorf("logo: %w", err), "Name a PNG, JPEG or SVG file beside theme.json.")
		} else if t.LogoType = logoType(f.Logo, t.Logo); t.LogoType == "" {
			fail(f.Logo, errors.New("the logo is no picture"), "Use a PNG, JPEG or SVG file.")
		}
	}
	if f.CSS != "" {
		css, err := fs.ReadFile(files, path.Clean(f.CSS))
		if err != nil {
			fail("theme.json", fmt.Errorf("css: %w", err), "Name a CSS file beside theme.json.")
		}
		t.CSS = string(css)
	}
	var extra [][]byte
	for _, name := range f.Fonts {
		data, err := fs.ReadFile(files, path.Clean(name))
		if err != nil {
			fail("theme.json", fmt.Errorf("font: %w", err), "Name TrueType (.ttf) files beside theme.json.")
		}
		extra = append(extra, data)
	}
	if !diags.HasErrors() && len(extra) > 0 {
		if t.Fonts, err = fonts.Inter().With(extra...); err != nil {
			fail("theme.json", err, "Fonts must be TrueType (.ttf) files.")
			t.Fonts = fonts.Inter()
		}
	}
	return t, diags
}

// logoType is the media type of a picture, or "".
func logoType(name string, data []byte) string {
	switch kind := http.DetectContentType(data); {
	case kind == "image/png", kind == "image/jpeg":
		return kind
	case strings.HasSuffix(strings.ToLower(name), ".svg"):
		return "image/svg+xml"
	}
	return ""
}

// LogoURI is the logo as a data URI for HTML, or "".
func (t *Theme) LogoURI() string {
	if len(t.Logo) == 0 {
		return ""
	}
	return "data:" + t.LogoType + ";base64," + base64.StdEncoding.EncodeToString(t.Logo)
}

// source is the text of a template, and where it comes from: the organisation's or the built-in one.
func (t *Theme) source(name string) (text []byte, from string, err error) {
	if t.files != nil {
		text, err = fs.ReadFile(t.files, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return text, name, err
		}
	}
	text, err = Template(name)
	return text, "built-in " + name, err
}
