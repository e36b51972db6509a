package sftest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Write puts files below a folder.
func Write(t testing.TB, dir string, files []metadata.File) {
	t.Helper()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Read gives the files below a folder, in the order of their paths.
func Read(t testing.TB, dir string) []metadata.File {
	t.Helper()
	var out []metadata.File
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		out = append(out, metadata.File{Path: filepath.ToSlash(name), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out, func(a, b metadata.File) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Convert has the CLI turn the source of an SFDX project into the metadata format, and gives the files
// of that. The CLI checks where files lie and what they are called, not what is in them.
func (c *CLI) Convert(t testing.TB, project []metadata.File) []metadata.File {
	t.Helper()
	dir, out := t.TempDir(), t.TempDir()
	Write(t, dir, project)
	c.Must(t, dir, nil, "project", "convert", "source", "--output-dir", out)
	return Read(t, out)
}
