package render_test

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// directory is a theme directory of file names and texts.
func directory(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func picture(w, h int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.String()
}

const plainSVG = `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>`

// Each mistake gives one diagnostic at the file, with words of what is wrong.
func TestThemeMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		files    map[string]string
		at, says string
	}{
		"text after":       {map[string]string{"theme.json": `{} {}`}, "theme.json", "text follows"},
		"cut off":          {map[string]string{"theme.json": `{"accent": `}, "theme.json", "closing brace"},
		"comma":            {map[string]string{"theme.json": "{\"organisation\": \"x\",\n}"}, "theme.json:2:1", "invalid character '}'"},
		"list":             {map[string]string{"theme.json": `[]`}, "theme.json:1:1", "begin with a brace"},
		"number":           {map[string]string{"theme.json": `{"organisation": 5}`}, "theme.json:1:18", `"organisation" must not be a number`},
		"setting":          {map[string]string{"theme.json": `{"acent": "#ffffff"}`}, "theme.json", `Did you mean "accent"?`},
		"colour":           {map[string]string{"theme.json": `{"accent": "red"}`}, "theme.json", `"red" is no colour`},
		"colour and style": {map[string]string{"theme.json": `{"accent": "#ffffff}</style>"}`}, "theme.json", "is no colour"},
		"up":               {map[string]string{"theme.json": `{"logo": "../logo.png"}`}, "theme.json", "leads out of the theme directory"},
		"up in the middle": {map[string]string{"theme.json": `{"css": "a/../../x.css"}`}, "theme.json", "leads out of the theme directory"},
		"absolute":         {map[string]string{"theme.json": `{"fonts": ["/etc/passwd"]}`}, "theme.json", "leads out of the theme directory"},
		"missing":          {map[string]string{"theme.json": `{"logo": "logo.png"}`}, "theme.json", `logo "logo.png": there is no such file`},
		"empty":            {map[string]string{"theme.json": `{"css": "a.css"}`, "a.css": ""}, "theme.json", "the file is empty"},
		"directory":        {map[string]string{"theme.json": `{"logo": "a"}`, "a/b": ""}, "theme.json", "directory"},
		"large":            {map[string]string{"theme.json": `{"logo": "a.png"}`, "a.png": strings.Repeat("x", 50<<20)}, "theme.json", "50.0 MB; at most 2 MB"},
		"no picture":       {map[string]string{"theme.json": `{"logo": "a.png"}`, "a.png": "x"}, "a.png", "no picture"},
		"damaged":          {map[string]string{"theme.json": `{"logo": "a.png"}`, "a.png": picture(20, 20)[:40]}, "a.png", "cannot be read"},
		"many pixels":      {map[string]string{"theme.json": `{"logo": "a.png"}`, "a.png": picture(2001, 2000)}, "a.png", "2001 by 2000 pixels"},
		"no svg":           {map[string]string{"theme.json": `{"logo": "a.svg"}`, "a.svg": "<html/>"}, "a.svg", "begins with <html>"},
		"svg text":         {map[string]string{"theme.json": `{"logo": "a.svg"}`, "a.svg": "hello"}, "a.svg", "no SVG picture"},
		"svg script":       {map[string]string{"theme.json": `{"logo": "a.svg"}`, "a.svg": `<svg><script>1</script></svg>`}, "a.svg", "<script>"},
		"svg event":        {map[string]string{"theme.json": `{"logo": "a.svg"}`, "a.svg": `<svg ONload="1"/>`}, "a.svg", `script in "ONload"`},
		"svg elsewhere":    {map[string]string{"theme.json": `{"logo": "a.svg"}`, "a.svg": `<svg><image href="https://example.com/x.png"/></svg>`}, "a.svg", "leads to"},
		"css and html":     {map[string]string{"theme.json": `{"css": "a.css"}`, "a.css": "p{}</STYLE><script>"}, "a.css", "ends the style element"},
		"no font":          {map[string]string{"theme.json": `{"fonts": ["a.ttf"]}`, "a.ttf": "x"}, "a.ttf", "TrueType"},
		"font cut off":     {map[string]string{"theme.json": `{"fonts": ["a.ttf"]}`, "a.ttf": string(goregular.TTF[:9000])}, "a.ttf", "TrueType"},
		"template":         {map[string]string{"racy.md.tmpl": "x"}, "racy.md.tmpl", `Did you mean "raci.md.tmpl"?`},
		"template folder":  {map[string]string{"raci.md.tmpl/x": ""}, "raci.md.tmpl", "directory"},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := render.LoadTheme(directory(c.files))
			if len(diags) != 1 || diags[0].Code != diag.ThemeFile || diags[0].Subject.String() != c.at || !strings.Contains(diags[0].Summary+" "+diags[0].Detail, c.says) {
				t.Errorf("%v; want one at %s that says %q", diags, c.at, c.says)
			}
		})
	}
}

func TestNoThemeDirectory(t *testing.T) {
	files, err := fs.Sub(directory(nil), "nowhere")
	if err != nil {
		t.Fatal(err)
	}
	if _, diags := render.LoadTheme(files); len(diags) != 1 || diags[0].Code != diag.ThemeFile {
		t.Errorf("got %v", diags)
	}
}

// What a theme says shows in the documents.
func TestTheme(t *testing.T) {
	for logo, kind := range map[string]string{"a.png": "image/png", "a.svg": "image/svg+xml"} {
		theme, diags := render.LoadTheme(directory(map[string]string{
			"theme.json":   "\uFEFF" + `{"organisation": "Müller & <Söhne>", "accent": "#aa0011", "logo": "` + logo + `", "css": "own.css", "fonts": ["a.ttf"]}`,
			"a.png":        picture(30, 10),
			"a.svg":        plainSVG,
			"own.css":      "table{border:0}",
			"a.ttf":        string(goregular.TTF),
			"faq.md.tmpl":  "# Our answers\n",
			"raci.md.tmpl": "# Who does what\n\n{{.Title}} {{upper \"élan\"}} {{plural 2 \"day\"}} {{plural 2 \"Address\"}} {{plural 2 \"company\"}}\n",
		}))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if len(theme.Fonts.Fallback) != 1 {
			t.Error("the font is not there")
		}
		got := map[string]string{}
		for _, d := range documents(t, load(t, "simple-pipeline"), render.Options{Theme: theme, Only: []string{"raci"}}) {
			got[d.File()] = string(d.Data)
		}
		for _, want := range []string{"Müller &amp; &lt;Söhne&gt;", "--accent:#aa0011", "data:" + strings.ReplaceAll(kind, "+", "&#43;") + ";base64,", "table{border:0}", "Who does what"} {
			if !strings.Contains(got["raci.html"], want) {
				t.Errorf("raci.html lacks %q", want)
			}
		}
		if want := "Élan 2 days 2 Addresses 2 companies"; !strings.Contains(got["raci.md"], want) {
			t.Errorf("raci.md lacks %q:\n%s", want, got["raci.md"])
		}
		if has := strings.Contains(got["raci.pdf"], "/Subtype /Image"); has != (kind == "image/png") {
			t.Errorf("%s: a picture in the PDF is %v", logo, has)
		}
	}
}

// Templates of an organisation that do not work are told once, with their place, and stop nothing else.
func TestBrokenTemplates(t *testing.T) {
	for name, c := range map[string]struct{ file, text, at, says string }{
		"field":      {"raci.md.tmpl", "x\n{{.Nope}}", "raci.md.tmpl:2:3", "Nope"},
		"syntax":     {"raci.md.tmpl", "{{if}}", "raci.md.tmpl:1:1", "missing value for if"},
		"itself":     {"raci.md.tmpl", `{{template "raci.md.tmpl" .}}`, "raci.md.tmpl:1:12", "template depth"},
		"no end":     {"raci.md.tmpl", "{{range 100000000000}}0123456789012345678901234567890123456789{{end}}", "raci.md.tmpl", "more than 64 MB"},
		"repeat":     {"raci.md.tmpl", `{{repeat "x" 100000000000}}`, "raci.md.tmpl:1:3", "from 0 to 1000"},
		"backwards":  {"raci.md.tmpl", `{{repeat "x" -1}}`, "raci.md.tmpl:1:3", "from 0 to 1000"},
		"index":      {"raci.md.tmpl", `{{index .Terms 999}}`, "raci.md.tmpl:1:3", "out of range"},
		"page":       {"page.html.tmpl", "{{.Body", "page.html.tmpl:1:1", "unclosed action"},
		"page field": {"page.html.tmpl", "{{.Nope}}", "page.html.tmpl:1:3", "Nope"},
		"page quote": {"page.html.tmpl", `<a href={{.Body}} "{{.Body}}>`, "page.html.tmpl", "in attribute name"},
		"page body":  {"page.html.tmpl", "<p>{{.Title}}", "page.html.tmpl", "{{.Body}}"},
	} {
		t.Run(name, func(t *testing.T) {
			theme, diags := render.LoadTheme(directory(map[string]string{c.file: c.text}))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			set, diags := render.Compose(load(t, "simple-pipeline"), render.Options{Theme: theme, Only: []string{"raci", "governance"}})
			docs, more := set.Files([]string{"html", "md"})
			diags = append(diags, more...)
			if len(diags) != 1 || diags[0].Code != diag.Template || diags[0].Subject.String() != c.at || !strings.Contains(diags[0].Summary+" "+diags[0].Detail, c.says) {
				t.Errorf("%v; want one at %s that says %q", diags, c.at, c.says)
			}
			if !slices.ContainsFunc(docs, func(d render.Document) bool { return d.File() == "governance.md" }) {
				t.Error("the governance handbook is missing")
			}
		})
	}
}

// A name that no font can draw is in every PDF file; it is told once, and the other formats are made.
func TestSameProblemInManyFiles(t *testing.T) {
	theme := render.DefaultTheme()
	theme.Organisation = "営業 & Söhne"
	docs, diags := render.Documents(load(t, "simple-pipeline"), render.Options{Theme: theme, Only: []string{"raci", "governance", "completeness"}})
	if len(diags) != 1 || diags[0].Code != diag.MissingGlyph || diags[0].Summary != "raci.pdf: characters cannot be set as PDF" ||
		!strings.Contains(diags[0].Detail, "U+55B6") || !strings.Contains(diags[0].Detail, "(And 2 more files.)") {
		t.Errorf("got %v", diags)
	}
	if len(docs) != 6 {
		t.Errorf("%d files are made", len(docs))
	}
}
