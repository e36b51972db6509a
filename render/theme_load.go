package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// themeFile is what theme.json may say.
type themeFile struct {
	Organisation string   `json:"organisation"`
	Accent       string   `json:"accent"`
	Logo         string   `json:"logo"`
	CSS          string   `json:"css"`
	Fonts        []string `json:"fonts"`
}

var themeKeys = []string{"organisation", "accent", "logo", "css", "fonts"}

// The most bytes that files of a theme may have. Every HTML page holds logo and style sheet; fonts of scripts with
// many thousand characters are large, and only what is used of them goes into a PDF file.
const (
	mostText = 1 << 20
	mostLogo = 2 << 20
	mostFont = 64 << 20
)

// mostPixels of a logo: twice what the finest printers show on the 45 by 16 mm that it stands on.
const mostPixels = 4_000_000

var color = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// themeLoader reads a theme and collects what is wrong with it.
type themeLoader struct {
	files fs.FS
	diags diag.List
}

// LoadTheme reads a theme directory. Problems name the file in it that causes them. The theme is of use only without errors.
func LoadTheme(files fs.FS) (*Theme, diag.List) {
	l := &themeLoader{files: files}
	t := DefaultTheme()
	t.templates = l.templates()
	f := l.settings()
	t.Organisation = f.Organisation
	if f.Accent != "" {
		t.Accent = f.Accent
		if !color.MatchString(f.Accent) {
			l.fail("theme.json", `Write a hash and six hexadecimal digits, such as "#0b69a3".`, "accent %q is no colour", f.Accent)
		}
	}
	if f.Logo != "" {
		if data := l.read("logo", f.Logo, mostLogo); data != nil {
			t.Logo = data
			t.LogoType, t.picture = l.logo(f.Logo, data)
		}
	}
	if f.CSS != "" {
		t.CSS = string(l.read("css", f.CSS, mostText))
		if strings.Contains(strings.ToLower(t.CSS), "</style") {
			l.fail(f.CSS, "A style sheet holds CSS alone.", "it ends the style element of the page and goes on in HTML")
		}
	}
	for _, name := range f.Fonts {
		if data := l.read("fonts", name, mostFont); data != nil {
			set, err := t.Fonts.With(data)
			if err != nil {
				l.fail(name, "Fonts must be TrueType files (.ttf).", "%v", err)
				continue
			}
			t.Fonts = set
		}
	}
	return t, l.diags
}

// fail reports what is wrong with a file.
func (l *themeLoader) fail(file, detail, format string, args ...any) {
	l.failAt(diag.Range{File: file}, detail, format, args...)
}

func (l *themeLoader) failAt(r diag.Range, detail, format string, args ...any) {
	l.diags.Errorf(diag.ThemeFile, r, r.File+": "+fmt.Sprintf(format, args...), "%s", detail)
}

// templates reads the templates. One with a name that no document uses is a mistake: it would be of no effect.
func (l *themeLoader) templates() map[string]string {
	out := map[string]string{}
	entries, err := fs.ReadDir(l.files, ".")
	if err != nil {
		l.fail(".", "Name a directory with a theme.json or with templates.", "the theme directory cannot be read: %v", err)
	}
	known := Templates()
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".tmpl") {
			continue
		}
		if !slices.Contains(known, e.Name()) {
			l.fail(e.Name(), "stagecraft render --list-templates lists the names."+diag.DidYouMean(e.Name(), known), "no document has such a template")
			continue
		}
		out[e.Name()] = string(l.read("", e.Name(), mostText))
	}
	return out
}

// settings reads theme.json; without one, a theme says nothing.
func (l *themeLoader) settings() (f themeFile) {
	const name = "theme.json"
	if _, err := fs.Stat(l.files, name); errors.Is(err, fs.ErrNotExist) {
		return f
	}
	data := l.read("", name, mostText)
	if data == nil {
		return f
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")) // some editors on Windows write a byte order mark
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(&f)
	if err == nil {
		if _, err = dec.Token(); err == io.EOF {
			return f
		}
		err = errors.New("text follows the closing brace")
	}
	at := diag.Range{File: name}
	detail := `It may have: "organisation", "accent" ("#0b69a3"), "logo", "css" and "fonts" (a list); files by their names in the same directory.`
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &syntax):
		at.Start = position(data, syntax.Offset)
	case errors.As(err, &kind):
		at.Start = position(data, kind.Offset)
		err = fmt.Errorf("%q must not be a %s", kind.Field, kind.Value)
		if kind.Field == "" {
			err = errors.New("it must begin with a brace")
		}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("it ends before its closing brace")
	case unknown:
		err = fmt.Errorf("there is no setting %s", field)
		detail += diag.DidYouMean(strings.Trim(field, `"`), themeKeys)
	}
	at.End = at.Start
	l.failAt(at, detail, "%v", err)
	return themeFile{}
}

// position is the place of the byte before an offset, where a JSON error shows.
func position(data []byte, offset int64) diag.Pos {
	before := data[:min(max(int(offset)-1, 0), len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return diag.Pos{Line: bytes.Count(before, []byte("\n")) + 1, Column: len([]rune(string(before[start:]))) + 1, Byte: len(before)}
}

// read reads a file of the theme that a setting of theme.json names; nil after a problem.
func (l *themeLoader) read(setting, name string, most int64) []byte {
	at, what := name, ""
	if setting != "" {
		at, what = "theme.json", fmt.Sprintf("%s %q: ", setting, name)
	}
	clean := path.Clean(name)
	if !fs.ValidPath(clean) {
		l.fail(at, "Name a file in the theme directory, as it is called from there.", "%sthis path leads out of the theme directory", what)
		return nil
	}
	info, err := fs.Stat(l.files, clean)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fail(at, "Name a file in the theme directory.", "%sthere is no such file", what)
		return nil
	case err != nil:
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		l.fail(at, "Files must be in the theme directory; links that lead out of it are not followed.", "%sit cannot be read: %v", what, err)
		return nil
	case !info.Mode().IsRegular():
		l.fail(at, "Name a file.", "%sthis is a directory or a device", what)
		return nil
	case info.Size() > most:
		const mega = 1 << 20
		l.fail(at, "Save a smaller one.", "%sit has %.1f MB; at most %d MB can be used", what, float64(info.Size())/mega, most/mega)
		return nil
	case info.Size() == 0 && setting != "":
		l.fail(at, "Name another file, or take the line out.", "%sthe file is empty", what)
		return nil
	}
	data, err := fs.ReadFile(l.files, clean)
	if err != nil {
		l.fail(at, "Let it be read.", "%s%v", what, err)
		return nil
	}
	return data
}

// logo tells the media type of a picture, and decodes one that can be printed.
func (l *themeLoader) logo(name string, data []byte) (kind string, picture *canvas.Image) {
	kind = http.DetectContentType(data)
	if kind == "image/png" || kind == "image/jpeg" {
		img, err := canvas.ParseImage(data)
		switch {
		case err != nil:
			l.fail(name, "Save the picture again as PNG or JPEG.", "the logo cannot be read: %v", err)
		case img.W*img.H > mostPixels:
			l.fail(name, "Save it smaller: it is shown 45 by 16 mm at most.", "the logo has %d by %d pixels; at most %d in all", img.W, img.H, mostPixels)
		}
		return kind, img
	}
	if !strings.HasSuffix(strings.ToLower(name), ".svg") {
		l.fail(name, "Use a PNG, JPEG or SVG file.", "the logo is no picture")
	} else if err := checkSVG(data); err != nil {
		l.fail(name, "Export it as a plain SVG picture: shapes and text, without scripts and without files from elsewhere.", "%v", err)
	}
	return "image/svg+xml", nil
}

// checkSVG tells whether a file is an SVG picture that does nothing and fetches nothing: a page shows it as an image,
// where scripts sleep, but a web site holds it as a file that can be opened by itself.
func checkSVG(data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		token, err := dec.Token()
		if err == io.EOF && depth > 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the logo is no SVG picture: %v", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if depth++; depth == 1 && e.Name.Local != "svg" {
			return fmt.Errorf("the logo is no SVG picture: it begins with <%s>", e.Name.Local)
		}
		switch strings.ToLower(e.Name.Local) {
		case "script", "foreignobject", "iframe", "embed", "object", "handler", "listener":
			return fmt.Errorf("the logo has a <%s>", e.Name.Local)
		}
		for _, a := range e.Attr {
			name, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.TrimSpace(a.Value))
			switch {
			case strings.HasPrefix(name, "on"), strings.Contains(value, "javascript:"):
				return fmt.Errorf("the logo has a script in %q", a.Name.Local)
			case name == "href" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/"):
				return fmt.Errorf("the logo leads to %q", a.Value)
			}
		}
	}
}
