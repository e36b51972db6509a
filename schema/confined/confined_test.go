package confined_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stagecraft-dev/stagecraft/schema/confined"
)

// proposal is a repository beside a file that it must not reach.
func proposal(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"secret.hcl":             "canary",
		"outside/a.hcl":          "canary",
		"repo/.git/config":       "canary",
		"repo/crm/a.hcl":         "a",
		"repo/crm/sub/b.hcl":     "b",
		"repo/shared/c.hcl":      "c",
		"repo/crm/.hidden/d.hcl": "d",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"repo/crm/absolute.hcl": filepath.Join(dir, "secret.hcl"),
		"repo/crm/relative.hcl": "../../secret.hcl",
		"repo/crm/git.hcl":      "../.git/config",
		"repo/crm/inside.hcl":   "a.hcl",
		"repo/crm/dangling.hcl": "nowhere",
		"repo/crm/out":          "../../outside",
		"repo/linked":           "../outside",
		"repo/crm/loop":         "loop",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("links cannot be made here: ", err)
		}
	}
	return filepath.Join(dir, "repo")
}

func TestReads(t *testing.T) {
	repo := proposal(t)
	files, dir, err := confined.Open(filepath.Join(repo, "crm"))
	if err != nil || dir != "crm" {
		t.Fatal(dir, err)
	}
	for name, want := range map[string]string{"crm/a.hcl": "a", "crm/sub/b.hcl": "b", "shared/c.hcl": "c"} {
		if got, err := fs.ReadFile(files, name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := confined.ReadFile(filepath.Join(repo, "crm", "a.hcl")); err != nil || string(got) != "a" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRefuses(t *testing.T) {
	repo := proposal(t)
	files, _, err := confined.Open(repo)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"crm/absolute.hcl": "is a link", "crm/relative.hcl": "is a link", "crm/git.hcl": "is a link", "crm/inside.hcl": "is a link",
		"crm/dangling.hcl": "is a link", "crm/loop": "is a link", "crm/out/a.hcl": "is a link", "linked/a.hcl": "is a link",
		".git/config": "git itself", ".GIT/config": "git itself", "crm/../.git/config": "outside", "../secret.hcl": "outside", "/etc/passwd": "outside",
		"crm/../../secret.hcl": "outside", "": "outside", "crm/none.hcl": "no such file",
	} {
		for how, read := range map[string]func() error{
			"open":    func() error { _, err := files.Open(name); return err },
			"read":    func() error { _, err := fs.ReadFile(files, name); return err },
			"stat":    func() error { _, err := fs.Stat(files, name); return err },
			"readdir": func() error { _, err := fs.ReadDir(files, name); return err },
		} {
			if err := read(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %q: %v, want %q", how, name, err, want)
			}
		}
	}
	if got, err := confined.ReadFile(filepath.Join(repo, "crm", "relative.hcl")); err == nil {
		t.Errorf("read %q through a link", got)
	}
	if got, err := confined.ReadFile(filepath.Join(repo, "linked", "a.hcl")); err == nil {
		t.Errorf("read %q through a linked directory", got)
	}
}

// A directory of a proposal that is a link to somewhere else is not opened, by whatever name.
func TestLinkedDirectory(t *testing.T) {
	repo := proposal(t)
	if files, dir, err := confined.Open(filepath.Join(repo, "linked")); err == nil {
		if _, err := fs.ReadDir(files, dir); err == nil {
			t.Error("a linked directory can be listed")
		}
	}
	if err := os.RemoveAll(filepath.Join(repo, ".git")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := confined.Open(filepath.Join(repo, "linked")); err == nil {
		t.Error("a linked directory outside of every repository can be opened")
	}
}

// A link of a proposal does not become a repository of its own by leading to one; a repository that somebody reaches by a link of
// their own does.
func TestLinkedRepository(t *testing.T) {
	repo := proposal(t)
	if err := os.MkdirAll(filepath.Join(repo, "..", "outside", ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got, err := confined.ReadFile(filepath.Join(repo, "linked", "a.hcl")); err == nil {
		t.Errorf("read %q", got)
	}
	own := filepath.Join(t.TempDir(), "own")
	if err := os.Symlink(repo, own); err != nil {
		t.Fatal(err)
	}
	if got, err := confined.ReadFile(filepath.Join(own, "crm", "a.hcl")); err != nil || string(got) != "a" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestSub(t *testing.T) {
	repo := proposal(t)
	files, err := confined.Sub(filepath.Join(repo, "shared"))
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(files, "c.hcl"); err != nil {
		t.Error(err)
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil || !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "c.hcl" }) {
		t.Error(entries, err)
	}
}
