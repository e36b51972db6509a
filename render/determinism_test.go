package render_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// everything is all documents of an architecture in all formats.
func everything(t *testing.T, a *schema.Architecture, opts render.Options) []render.Document {
	t.Helper()
	set, diags := render.Compose(a, opts)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	docs, diags := set.Files(render.Formats)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return append(docs, set.Index(docs))
}

// One set gives the same bytes as the one before it in the same process, in every format, also when it was read anew.
func TestEveryFormatIsReproducible(t *testing.T) {
	old := load(t, "revops-starter")
	opts := render.Options{Since: old, Commit: "0123abc"}
	first := everything(t, load(t, "b2b-saas"), opts)
	var formats []string
	for _, d := range first {
		formats = append(formats, d.Format)
	}
	slices.Sort(formats)
	if got := len(slices.Compact(formats)); got != len(render.Formats) {
		t.Errorf("%d of %d formats are compared", got, len(render.Formats))
	}
	second := everything(t, load(t, "b2b-saas"), opts)
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for i, d := range first {
		if e := second[i]; d.File() != e.File() || !bytes.Equal(d.Data, e.Data) {
			t.Errorf("%s differs from %s of the first time", e.File(), d.File())
		}
	}
}
