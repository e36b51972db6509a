package pdf_test

import (
	"os"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/pdf"
)

// BenchmarkAlignment sets the longest document of an example.
func BenchmarkAlignment(b *testing.B) {
	source, err := os.ReadFile("../testdata/golden/b2b-saas/definition-alignment.md")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := pdf.Markdown(source, parse(source), pdf.Options{}); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

// BenchmarkShort sets a page: what a document costs of itself.
func BenchmarkShort(b *testing.B) {
	source := []byte("# Title\n\nSome **text**.\n")
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := pdf.Markdown(source, parse(source), pdf.Options{Stamp: "Title 1.0.0"}); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}
