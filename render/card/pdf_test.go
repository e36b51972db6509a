package card_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/render/card"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/pdf"
)

// tool runs a program of poppler.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(testtool.Find(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// As a PDF the card is one landscape page with all fonts embedded, and all its texts can be extracted.
func TestPDF(t *testing.T) {
	sizes := map[string]struct {
		paper pdf.Paper
		info  string
	}{"a4": {pdf.A4, "841.89 x 595.28"}, "letter": {pdf.Letter, "792 x 612"}}
	for _, example := range examples {
		for paper, size := range sizes {
			t.Run(example+"/"+paper, func(t *testing.T) {
				a := load(t, example)
				s := build(t, a, card.Options{Paper: paper, Stamp: stamp})
				data, diags := pdf.Scene(s, pdf.Options{Title: s.Title, Paper: size.paper, Landscape: true})
				if len(diags) > 0 {
					t.Fatal(diags)
				}
				file := filepath.Join(t.TempDir(), "card.pdf")
				if err := os.WriteFile(file, data, 0o600); err != nil {
					t.Fatal(err)
				}
				info := tool(t, "pdfinfo", file)
				if !regexp.MustCompile(`Pages: +1\n`).MatchString(info) || !strings.Contains(info, size.info) {
					t.Errorf("not one landscape page on %s:\n%s", paper, info)
				}
				embedded(t, tool(t, "pdffonts", file))
				got := clean(tool(t, "pdftotext", "-raw", file, "-"))
				for _, sh := range s.Shapes {
					if x, ok := sh.(diagram.Text); ok && !strings.Contains(got, clean(x.S)) {
						t.Errorf("%q cannot be extracted", x.S)
					}
				}
				if again, _ := pdf.Scene(s, pdf.Options{Title: s.Title, Paper: size.paper, Landscape: true}); !bytes.Equal(data, again) {
					t.Error("the same card gives another file")
				}
			})
		}
	}
}

// embedded reads the table of pdffonts: after two lines of heading, one line for a font, with "yes" for
// embedded, subset and with Unicode values.
func embedded(t *testing.T, table string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if len(lines) < 3 {
		t.Fatalf("no fonts:\n%s", table)
	}
	for _, l := range lines[2:] {
		if !regexp.MustCompile(` yes +yes +yes +\d+ +\d+$`).MatchString(strings.TrimSpace(l)) {
			t.Errorf("not embedded: %s", l)
		}
	}
}
