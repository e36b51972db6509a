package pdf_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/render/pdf"
	"github.com/stagecraft-dev/stagecraft/render/pdf/canvas"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var update = flag.Bool("update", false, "write the golden files")

func parse(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source))
}

// render sets a document; any problem ends the test.
func render(t testing.TB, source string, opts pdf.Options) []byte {
	t.Helper()
	out, diags := pdf.Markdown([]byte(source), parse([]byte(source)), opts)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	return out
}

// poppler runs a tool of poppler on a PDF file, with the file's name in the place of "%".
func poppler(t testing.TB, data []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		if args[i] == "%" {
			args[i] = file
		}
	}
	var errs bytes.Buffer
	cmd := exec.Command(testtool.Find(t, args[0]), args[1:]...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%v: %v\n%s", args, err, errs.String())
	}
	return string(out)
}

// golden compares text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs; run go test ./render/pdf -update and look at what changed (-want +got):\n%s", file, d)
	}
}

func logo(t testing.TB) *canvas.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 120, 40))
	for i := range 40 {
		img.Set(3*i, i, color.NRGBA{11, 105, 163, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	out, err := canvas.ParseImage(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sample is a document with everything that Markdown has.
func sample(t testing.TB) (string, pdf.Options) {
	source, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	scene := &diagram.Scene{Title: "Stages", W: 400, H: 120, Shapes: []diagram.Shape{
		diagram.Rect{X: 10, Y: 10, W: 120, H: 60, R: 6, Role: "golden"}, diagram.Rect{X: 240, Y: 10, W: 120, H: 60, R: 6, Role: "assumed"},
		diagram.Line{Points: []diagram.Point{{X: 130, Y: 40}, {X: 240, Y: 40}}, Role: "handoff", Arrow: true},
		diagram.Text{X: 70, Y: 44, Size: 14, Anchor: "middle", Role: "stage", S: "Lead"},
		diagram.Text{X: 300, Y: 44, Size: 14, Anchor: "middle", Role: "stage", S: "Deal"},
	}}
	return string(source), pdf.Options{Organisation: "Fernway", Stamp: "Fernway lifecycle 1.2.0 · commit 0123abc · digest 8d803aba135a",
		Logo: logo(t), Figures: map[string]*diagram.Scene{"figure:stages": scene}}
}

// What a reader copies is what is written, in reading order.
func TestTextOfSample(t *testing.T) {
	source, opts := sample(t)
	golden(t, "sample.txt", poppler(t, render(t, source, opts), "pdftotext", "-raw", "-enc", "UTF-8", "%", "-"))
}

func TestProperties(t *testing.T) {
	source, opts := sample(t)
	opts.Paper, opts.Landscape = pdf.Letter, true
	info := poppler(t, render(t, source, opts), "pdfinfo", "%")
	for _, want := range []string{`Title: +Sample`, `Author: +Fernway`, `Page size: +792 x 612 pts \(letter\)`, `Producer: +Stagecraft`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("no %q in\n%s", want, info)
		}
	}
	if strings.Contains(info, "Date") {
		t.Errorf("a date in\n%s", info)
	}
}

var fontLine = regexp.MustCompile(`^[A-Z]{6}\+inter\S* +CID TrueType +Identity-H +yes yes yes `)

func TestFontsAreEmbeddedSubsets(t *testing.T) {
	source, opts := sample(t)
	lines := strings.Split(strings.TrimSpace(poppler(t, render(t, source, opts), "pdffonts", "%")), "\n")
	if len(lines) != 4 { // two of head, regular and semibold
		t.Fatalf("fonts:\n%s", strings.Join(lines, "\n"))
	}
	for _, l := range lines[2:] {
		if !fontLine.MatchString(l) {
			t.Errorf("font %q", l)
		}
	}
}

// The same bytes come out of every run, also when several go on at once.
func TestDeterministic(t *testing.T) {
	source, opts := sample(t)
	want := render(t, source, opts)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i%2 == 0 { // others in between use the same fonts
				_, _ = pdf.Markdown([]byte("# Ω\n"), parse([]byte("# Ω\n")), pdf.Options{})
			}
			if got, _ := pdf.Markdown([]byte(source), parse([]byte(source)), opts); !bytes.Equal(got, want) {
				t.Error("two runs differ")
			}
		})
	}
	wg.Wait()
}

func TestHeadIsRepeatedAndRowsStayWhole(t *testing.T) {
	var b strings.Builder
	b.WriteString("# T\n\n| Stage | Definition |\n| --- | --- |\n")
	for i := range 120 {
		fmt.Fprintf(&b, "| begin%d %s | short |\n", i, strings.Repeat("word ", 40)+fmt.Sprintf("end%d", i))
	}
	data := render(t, b.String(), pdf.Options{})
	all := strings.Split(poppler(t, data, "pdftotext", "-raw", "%", "-"), "\f")
	if len(all) < 4 {
		t.Fatalf("%d pages", len(all))
	}
	for n, page := range all[:len(all)-1] {
		if !strings.Contains(page, "Stage Definition") {
			t.Errorf("page %d has no head", n+1)
		}
		if begins, ends := strings.Count(page, "begin"), strings.Count(page, "end"); begins != ends {
			t.Errorf("page %d has %d beginnings and %d ends of rows", n+1, begins, ends)
		}
		if want := fmt.Sprintf("Page %d of %d", n+1, len(all)-1); !strings.Contains(page, want) {
			t.Errorf("page %d does not say %q", n+1, want)
		}
	}
}

// A heading never stands alone at the foot of a page.
func TestHeadingStaysWithText(t *testing.T) {
	for lines := 24; lines < 40; lines++ { // a page has room for some thirty
		source := "# T\n\n" + strings.Repeat("line\n\n", lines) + "## Heading\n\nfollowing\n"
		for _, page := range strings.Split(poppler(t, render(t, source, pdf.Options{}), "pdftotext", "-raw", "%", "-"), "\f") {
			if strings.Contains(page, "Heading") != strings.Contains(page, "following") {
				t.Fatalf("after %d lines the heading is apart from its text:\n%s", lines, page)
			}
		}
	}
}

// The introduction of a section stays with the section, a list or a table leaves no single line behind, and a short table stays whole.
func TestWhatStandsTogether(t *testing.T) {
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString("| head |\n| --- |\n")
		for i := range n {
			fmt.Fprintf(&b, "| row%02d |\n", i+1)
		}
		return b.String() + "\n"
	}
	for name, x := range map[string]struct{ source, a, b string }{
		"an introduction":    {"## Section\n\nintroduction\n\n### Part\n\nfollowing\n", "Section", "following"},
		"two lines above":    {"### Stage\n\nstate and owner\n\ndefinition\n\n- item\n", "Stage", "definition"},
		"the first two":      {"## Section\n\n- item1\n- item2\n- item3\n- item4\n", "Section", "item2"},
		"the last two":       {"- item1\n- item2\n- item3\n- item4\n\ntext\n", "item3", "item4"},
		"the first two rows": {"## Section\n\n" + rows(20), "Section", "row02"},
		"the last two rows":  {rows(20), "row19", "row20"},
		"a short table":      {rows(5), "row01", "row05"},
		"what is signed":     {"## Section\n\n" + rows(5) + "| Role | Signature |\n| --- | --- |\n| signer | |\n", "Section", "signer"},
	} {
		for lines := 20; lines < 40; lines++ { // a page has room for some thirty
			source := "# T\n\n" + strings.Repeat("line\n\n", lines) + x.source
			for _, page := range strings.Split(poppler(t, render(t, source, pdf.Options{}), "pdftotext", "-raw", "%", "-"), "\f") {
				if strings.Contains(page, x.a) != strings.Contains(page, x.b) {
					t.Fatalf("%s, after %d lines: %q is apart from %q:\n%s", name, lines, x.a, x.b, page)
				}
			}
		}
	}
}

// The headings are bookmarks, nested by level.
func TestBookmarks(t *testing.T) {
	data := render(t, "# Title\n\n## One\n\n#### Deep & *soft*\n\n## Two\n\n# Other\n", pdf.Options{})
	outline := regexp.MustCompile(`(?s)<outline>.*</outline>`).FindString(poppler(t, data, "pdftohtml", "-xml", "-i", "-stdout", "%"))
	want := `<outline>
<item page="1">Title</item>
<outline>
<item page="1">One</item>
<outline>
<item page="1">Deep &amp; soft</item>
</outline>
<item page="1">Two</item>
</outline>
<item page="1">Other</item>
</outline>`
	if d := cmp.Diff(want, outline); d != "" {
		t.Error(d)
	}
}

// A table of signatures stands on one page with a row high enough for a pen.
func TestSignaturesStandTogether(t *testing.T) {
	for lines := 0; lines < 40; lines += 3 {
		source := "# T\n\n" + strings.Repeat("line\n\n", lines) + "| Role | Signature |\n| --- | --- |\n" + strings.Repeat("| signer | |\n", 6)
		data := render(t, source, pdf.Options{})
		for _, page := range strings.Split(poppler(t, data, "pdftotext", "-raw", "%", "-"), "\f") {
			if n := strings.Count(page, "signer"); n != 0 && n != 6 {
				t.Fatalf("after %d lines a page has %d of 6 rows", lines, n)
			}
		}
		if lines > 0 {
			continue
		}
		tops := regexp.MustCompile(`yMin="([\d.]+)"[^>]*>signer`).FindAllStringSubmatch(poppler(t, data, "pdftotext", "-bbox", "%", "-"), 2)
		first, _ := strconv.ParseFloat(tops[0][1], 64)
		second, _ := strconv.ParseFloat(tops[1][1], 64)
		if second-first < 34 { // 12 mm
			t.Errorf("rows are %v points high", second-first)
		}
	}
}

func TestMissingGlyph(t *testing.T) {
	source := "# Stages ☃\n\nSales 営業 and more\n\n| a |\n| --- |\n| \U0001F600 |\n"
	data, diags := pdf.Markdown([]byte(source), parse([]byte(source)), pdf.Options{})
	if data != nil || len(diags) != 3 {
		t.Fatalf("%d bytes, %v", len(data), diags)
	}
	for i, want := range []string{`'☃' (U+2603)`, `The text "Sales 営業 and more" has '営' (U+55B6), '業' (U+696D).`, `(U+1F600)`} {
		if d := diags[i]; d.Code != diag.MissingGlyph || d.Severity != diag.Error || !strings.Contains(d.Detail, want) || !strings.Contains(d.Detail, "Add a TrueType font") {
			t.Errorf("%v", d)
		}
	}
	scene := &diagram.Scene{W: 10, H: 10, Shapes: []diagram.Shape{diagram.Text{Size: 8, Role: "stage", S: "営"}}}
	if data, diags := pdf.Scene(scene, pdf.Options{}); data != nil || len(diags) != 1 {
		t.Errorf("scene: %d bytes, %v", len(data), diags)
	}
	withFigure := []byte("![x](fig)")
	if data, diags := pdf.Markdown(withFigure, parse(withFigure), pdf.Options{Figures: map[string]*diagram.Scene{"fig": scene}}); data != nil || len(diags) != 1 {
		t.Errorf("figure: %d bytes, %v", len(data), diags)
	}
}

// A font that is added draws what the typeface lacks, and what it draws can be copied.
func TestFallbackFont(t *testing.T) {
	more, err := fonts.Inter().With(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	plain := more.Fallback[0] // has no star
	set := &fonts.Set{Regular: plain, Bold: plain, Fallback: []*fonts.Face{fonts.Inter().Regular}}
	data := render(t, "# Lead ★ golden", pdf.Options{Fonts: set})
	if got := poppler(t, data, "pdftotext", "-raw", "%", "-"); !strings.HasPrefix(got, "Lead ★ golden") {
		t.Errorf("text %q", got)
	}
	if got := poppler(t, data, "pdffonts", "%"); !strings.Contains(got, "+extra-1 ") || !strings.Contains(got, "+inter ") {
		t.Errorf("fonts:\n%s", got)
	}
}

func TestUnreadableColour(t *testing.T) {
	data, diags := pdf.Markdown([]byte("# T"), parse([]byte("# T")), pdf.Options{Accent: "blue"})
	if data != nil || len(diags) != 1 || diags[0].Code != diag.ThemeFile || !strings.HasPrefix(diags[0].Summary, "a colour") {
		t.Errorf("%d bytes, %v", len(data), diags)
	}
}

// Only addresses of the web and of mail become links.
func TestLinks(t *testing.T) {
	data := render(t, "[a](https://example.com/x_(y)) <https://example.org> <ops@example.com> [b](javascript:alert(1)) [c](other.html) [d](file:///etc/passwd)", pdf.Options{})
	var got []string
	for _, l := range strings.Split(strings.TrimSpace(poppler(t, data, "pdfinfo", "-url", "%")), "\n")[1:] {
		got = append(got, strings.Fields(l)[2])
	}
	if d := cmp.Diff([]string{"https://example.com/x_(y)", "https://example.org", "mailto:ops@example.com"}, got); d != "" {
		t.Error(d)
	}
}

// The structure tells headings, lists and tables to those who cannot see them.
func TestStructure(t *testing.T) {
	source, opts := sample(t)
	data := render(t, source, opts)
	if info := poppler(t, data, "pdfinfo", "%"); !regexp.MustCompile(`Tagged: +yes`).MatchString(info) {
		t.Errorf("not tagged:\n%s", info)
	}
	structure := regexp.MustCompile(`Object \d+ 0`).ReplaceAllString(poppler(t, data, "pdfinfo", "-struct-text", "%"), "Object")
	golden(t, "sample.structure.txt", structure)
}

func TestSceneSizes(t *testing.T) {
	scene := func(w, h float64) *diagram.Scene {
		return &diagram.Scene{Title: "Card", W: w, H: h, Shapes: []diagram.Shape{diagram.Text{X: 10, Y: 20, Size: 8, Role: "stage", S: "Lead"}}}
	}
	for _, c := range []struct {
		name  string
		scene *diagram.Scene
		opts  pdf.Options
		size  string
		x     string // of a text at 10
	}{
		{"own size", scene(400, 200), pdf.Options{}, "300 x 150", "7.5"},
		{"card on A4", scene(842, 595), pdf.Options{Paper: pdf.A4, Landscape: true}, "841.89 x 595.28", "10.0"},
		{"card on Letter", scene(792, 612), pdf.Options{Paper: pdf.Letter, Landscape: true}, "792 x 612", "10.0"},
		{"fit", scene(800, 50), pdf.Options{Paper: pdf.Letter}, "612 x 792", "35.2"}, // 28.35 + 10 × 555.3/800
		{"enormous", scene(100000, 50000), pdf.Options{}, "14400 x 7200", "1.4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, diags := pdf.Scene(c.scene, c.opts)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			info := poppler(t, data, "pdfinfo", "%")
			if !strings.Contains(info, "Pages:           1\n") || !strings.Contains(info, c.size) || !regexp.MustCompile(`Title: +Card`).MatchString(info) {
				t.Errorf("want %s, have\n%s", c.size, info)
			}
			if box := poppler(t, data, "pdftotext", "-bbox", "%", "-"); !strings.Contains(box, `<word xMin="`+c.x) {
				t.Errorf("want the text at %s, have\n%s", c.x, box)
			}
		})
	}
	if data, diags := pdf.Scene(&diagram.Scene{}, pdf.Options{}); len(diags) > 0 || !strings.Contains(poppler(t, data, "pdfinfo", "%"), "Pages:           1\n") {
		t.Errorf("an empty scene: %d bytes, %v", len(data), diags)
	}
}
