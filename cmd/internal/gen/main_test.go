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

func TestEveryRulePageIsOfARule(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, rulePages, "*"))
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, p := range pages {
		if name := rulePages + "/" + filepath.Base(p); outputs[name] == nil {
			t.Errorf("%s belongs to no rule; run: go run ./cmd/internal/gen", name)
		}
	}
}

func TestCommentsNeedASourceDirectory(t *testing.T) {
	if _, err := comments(t.TempDir()); err == nil {
		t.Error("a directory without Go files gave no error")
	}
}
