package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../../.."

func TestDerivedFilesAreUpToDate(t *testing.T) {
	for name, generate := range outputs {
		want, err := generate(root)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date; run: go run ./cmd/internal/gen", name)
		}
	}
}

func TestCommentsNeedASourceDirectory(t *testing.T) {
	if _, err := comments(t.TempDir()); err == nil {
		t.Error("a directory without Go files gave no error")
	}
}
