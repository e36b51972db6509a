package render_test

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var update = flag.Bool("update", false, "write the golden files")

var examples = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

// load reads an example; any error ends the test.
func load(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	res := hclschema.Load(filepath.Join("..", "examples", name), hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

// documents renders all documents; any error ends the test.
func documents(t testing.TB, a *schema.Architecture, opts render.Options) []render.Document {
	t.Helper()
	docs, diags := render.Documents(a, opts)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return docs
}

// index is the start page of documents.
func index(t testing.TB, a *schema.Architecture, opts render.Options, docs []render.Document) render.Document {
	t.Helper()
	set, diags := render.Compose(a, opts)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set.Index(docs)
}

func TestGoldenDocuments(t *testing.T) {
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			a := load(t, name)
			docs := documents(t, a, render.Options{Commit: "0123abc"})
			docs = append(docs, index(t, a, render.Options{Commit: "0123abc"}, docs))
			for _, d := range docs {
				// one page shows what HTML makes of Markdown; package pdf has tests of its own
				if d.Format == "pdf" || d.Format == "html" && (name != "simple-pipeline" || d.Name != "definition-alignment" && d.Name != "index") {
					continue
				}
				// the digest changes with every word of an example, also with those not shown
				data := bytes.ReplaceAll(d.Data, []byte(a.Digest()), []byte("DIGEST"))
				data = bytes.ReplaceAll(data, []byte(a.Digest()[:12]), []byte("DIGEST"))
				golden(t, filepath.Join("testdata", "golden", name, d.File()), data)
			}
		})
	}
}

// golden compares data with a stored file, or stores it.
func golden(t *testing.T, path string, data []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./render -update writes it", err)
	}
	if !bytes.Equal(want, data) {
		t.Errorf("%s differs (go test ./render -update accepts it):\n%s", path, cmp.Diff(string(want), string(data)))
	}
}

// The same architecture gives the same bytes, whatever the order of its files.
func TestDocumentsAreReproducible(t *testing.T) {
	files := map[string][]byte{}
	for _, name := range must(filepath.Glob("../examples/b2b-saas/*.hcl")) {
		files[filepath.Base(name)] = must(os.ReadFile(name))
	}
	render1 := func(files map[string][]byte) []render.Document {
		res := hclschema.LoadFiles(files, hclschema.Options{})
		if res.Diags.HasErrors() {
			t.Fatal(res.Diags)
		}
		return documents(t, res.Architecture, render.Options{})
	}
	first := render1(files)
	if diff := cmp.Diff(first, render1(files)); diff != "" {
		t.Errorf("a second rendering differs:\n%s", diff)
	}
	turned := map[string][]byte{}
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		// the last file gets the first name: files are read in the order of their names
		turned[names[len(names)-1-i]] = files[name]
	}
	if diff := cmp.Diff(first, render1(turned)); diff != "" {
		t.Errorf("the order of the files shows:\n%s", diff)
	}
}

func TestOnlyChoosesDocuments(t *testing.T) {
	a := load(t, "simple-pipeline")
	var files []string
	for _, d := range documents(t, a, render.Options{Only: []string{"architecture-diagram"}}) {
		files = append(files, d.File())
	}
	if want := []string{"architecture-diagram.svg", "architecture-diagram.pdf"}; !slices.Equal(files, want) {
		t.Errorf("got %v, want %v", files, want)
	}
	if _, diags := render.Documents(a, render.Options{Only: []string{"architecture-diagrm"}}); !diags.HasErrors() {
		t.Error("an unknown document gave no error")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func BenchmarkDocuments(b *testing.B) {
	a := load(b, "b2b-saas")
	for b.Loop() {
		documents(b, a, render.Options{})
	}
}
