package hclschema

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
)

var update = flag.Bool("update", false, "write golden files")

// samples gathers the files of every sample architecture by a name.
func samples(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	out := map[string]map[string][]byte{"reference": {}}
	entries, err := referenceFiles.ReadDir("reference")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "scenario.hcl":
			out["reference"]["scenario.test.hcl"] = referenceFile(t, name)
		case strings.HasSuffix(name, ".hcl"):
			out["reference"][name] = referenceFile(t, name)
		}
	}
	dirs, err := filepath.Glob("../../examples/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(dirs, "testdata/taste", "testdata/write") {
		if filepath.Ext(dir) != "" {
			continue // a file
		}
		files := map[string][]byte{}
		found, err := dirFiles(dir).list(".")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			if !isArchitectureFile(name) {
				continue
			}
			b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = b
		}
		out[filepath.Base(dir)] = files
	}
	return out
}

// TestWriteIsTheInverseOfLoad loads what Write gives and compares the meaning.
func TestWriteIsTheInverseOfLoad(t *testing.T) {
	for name, files := range samples(t) {
		t.Run(name, func(t *testing.T) {
			first := LoadFiles(files, Options{})
			if first.Diags.HasErrors() {
				t.Fatal(first.Diags.Err())
			}
			for kind, b := range first.Architecture.Blocks() {
				if b.Base().Address.Module() != "" {
					t.Skipf("%s %s comes from a module", kind, b.Base().Address)
				}
			}
			written := Write(first.Architecture)
			second := LoadFiles(written, Options{})
			if second.Diags.HasErrors() {
				t.Fatal(second.Diags.Err())
			}
			if first.Architecture.Digest() != second.Architecture.Digest() {
				t.Errorf("the digest changed; blocks that differ: %v", differing(first.Architecture, second.Architecture))
			}
			if d := cmp.Diff(written, Write(second.Architecture)); d != "" {
				t.Errorf("writing again gives something else: %s", d)
			}
			for name, src := range written {
				if again, _ := FormatFile(src, name); string(again) != string(src) {
					t.Errorf("%s is not in canonical form", name)
				}
			}
		})
	}
}

func differing(a, b *schema.Architecture) []schema.Address {
	var out []schema.Address
	for _, x := range a.Blocks() {
		addr := x.Base().Address
		if y := b.Lookup(addr); y == nil && a.Lookup(addr) != nil || y != nil && schema.Digest(x) != schema.Digest(y) {
			out = append(out, addr)
		}
	}
	return out
}

func TestWriteGolden(t *testing.T) {
	r := Load("testdata/write", Options{})
	if r.Diags.HasErrors() {
		t.Fatal(r.Diags.Err())
	}
	for name, got := range Write(r.Architecture) {
		golden := filepath.Join("testdata", "write.golden", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestWriteText covers texts that are awkward to quote.
func TestWriteText(t *testing.T) {
	for _, s := range []string{"", "a", "a\nb", "a\nb\nc", "a\nb\nc\n", "\n\n\n", "EOT\nEOT\nEOT\n", "${x}\n%{y}\n\\n\n", "  a\n\tb\n c", "a \"b\" \\ ${c} %{d} $${e}", "\r\n\r\n\r\n", "é\u2028\n\n\x00", "$", "$$", "%%{"} {
		got, ok := evalLiteral(writeText(s, 2))
		if !ok || got != s {
			t.Errorf("%q is written %s and comes back as %q", s, writeText(s, 2), got)
		}
	}
}
