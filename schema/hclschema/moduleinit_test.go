package hclschema

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// repository makes a git repository with one file, tagged v1, and returns its directory and a way to commit to it.
func repository(t *testing.T, text string) (string, func(text, tag string)) {
	t.Helper()
	testtool.Find(t, "git")
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		c := exec.Command("git", args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull,
			"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@git.example", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@git.example")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	commit := func(text, tag string) {
		t.Helper()
		write(t, filepath.Join(dir, "parts", "main.hcl"), text)
		git("add", ".")
		git("commit", "-q", "-m", tag)
		git("tag", "-f", tag)
	}
	commit(text, "v1")
	return dir, commit
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestInit(t *testing.T) {
	repo, commit := repository(t, `role "lead" { title = "One" }`)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "prelude.hcl"), prelude)
	write(t, filepath.Join(dir, "m.hcl"), `module "m" { source = "git::file://`+filepath.ToSlash(repo)+`//parts?ref=v1" }
source "s" {
  type  = "form"
  owner = module.m.role.lead
}`)
	if r := Load(dir, Options{}); len(r.Diags) != 1 || !strings.Contains(r.Diags[0].Detail, "stagecraft init") {
		t.Fatalf("before init: %v", r.Diags)
	}
	title := func() string {
		t.Helper()
		r := Load(dir, Options{})
		for _, d := range r.Diags {
			t.Error(d)
		}
		if b := schema.Find[schema.Role](r.Architecture, "module.m.role.lead"); b != nil {
			return b.Title
		}
		return ""
	}
	run := func(upgrade, isNew bool) {
		t.Helper()
		got, ds := Init(t.Context(), dir, upgrade)
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		if len(got) != 1 || got[0].New != isNew {
			t.Errorf("fetched %+v, want New %v", got, isNew)
		}
	}
	run(false, true)
	if title() != "One" {
		t.Errorf("title is %q", title())
	}
	run(false, false)

	commit(`role "lead" { title = "Two" }`, "v1")
	if err := os.RemoveAll(filepath.Join(dir, ".stagecraft")); err != nil {
		t.Fatal(err)
	}
	run(false, true) // the lock file wins over a tag that moved
	if title() != "One" {
		t.Errorf("after the tag moved, title is %q", title())
	}
	run(true, true)
	if title() != "Two" {
		t.Errorf("after the upgrade, title is %q", title())
	}

	files, err := filepath.Glob(filepath.Join(dir, ".stagecraft", "modules", "*", "parts", "main.hcl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	write(t, files[0], `role "lead" { title = "Forged" }`)
	if r := Load(dir, Options{}); !r.Diags.HasErrors() {
		t.Error("a changed module is accepted")
	}
}

func TestInitProblems(t *testing.T) {
	repo, _ := repository(t, `role "lead" { title = "One" }`)
	for _, source := range []string{"file://" + filepath.ToSlash(repo) + "?ref=v9", "file://" + filepath.ToSlash(repo) + "-none"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "m.hcl"), `module "m" { source = "`+source+`" }`)
		if _, ds := Init(t.Context(), dir, false); !ds.HasErrors() || ds[0].Subject.File != "m.hcl" {
			t.Errorf("%s: %v", source, ds)
		}
		if _, err := os.Stat(filepath.Join(dir, lockName)); err == nil {
			t.Errorf("%s: a lock file was written", source)
		}
	}
}

func TestParseGitSource(t *testing.T) {
	for s, want := range map[string]gitSource{
		"git::https://git.example/a.git?ref=v1":      {"https://git.example/a.git", "", "v1"},
		"https://git.example/a.git//b/c?ref=v1":      {"https://git.example/a.git", "b/c", "v1"},
		"git::ssh://git@git.example/a.git":           {"ssh://git@git.example/a.git", "", ""},
		"file:///srv/a//b?ref=main":                  {"file:///srv/a", "b", "main"},
		"git::https://git.example/a.git//../x?ref=1": {},
		"b/c": {},
	} {
		got, err := parseGitSource(s)
		if got != want || (err != nil) != (want == gitSource{}) {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
}
