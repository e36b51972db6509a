package release

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// at is the time of the releases in tests.
var at = time.Date(2026, 3, 1, 9, 0, 0, 0, time.FixedZone("", 3600))

var ada = signoff.Person{Name: "Ada", Email: "ada@example.com"}

// repository is one on disk with a commit of two files, one of them deep below.
type repository struct {
	runner
	t *testing.T
}

func newRepository(t *testing.T) repository {
	testtool.Find(t, "git")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := repository{runner{top: top, env: identity(ada, at)}, t}
	r.git("init", "-q", "-b", "main")
	r.write("crm/deep/main.hcl", "version = 1\n")
	r.write("other", "x\n")
	r.git("add", ".")
	r.git("commit", "-q", "-m", "one")
	return r
}

func (r repository) git(args ...string) string {
	r.t.Helper()
	out, err := r.run(nil, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r repository) write(name, text string) {
	r.t.Helper()
	name = filepath.Join(r.top, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
		r.t.Fatal(err)
	}
}

// state is all that a release could change: refs, index, and the files with their content.
func (r repository) state() string {
	r.t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, r.git("for-each-ref"), r.git("symbolic-ref", "HEAD"), r.git("ls-files", "-s"))
	err := filepath.WalkDir(r.top, func(name string, e os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == ".git" && e.IsDir():
			return filepath.SkipDir
		case e.IsDir():
			fmt.Fprintln(&b, name)
			return nil
		}
		data, err := os.ReadFile(name)
		fmt.Fprintf(&b, "%s %q\n", name, data)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return b.String()
}

// draft is a release of the file deep below and of a new one.
func (r repository) draft() *draft {
	r.t.Helper()
	d, err := newDraft(r.top, true)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := d.close(); err != nil {
			r.t.Error(err)
		}
	})
	err = d.write([]file{{"crm/deep/main.hcl", []byte("version = 2\n")}, {"crm/deep/CHANGELOG.md", []byte("## 2\n")}}, "release\n", ada, at)
	if err == nil {
		err = d.annotate("crm/deep/v2.0.0", "words\n", ada, at)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

func (r repository) steps(d *draft) []step {
	return d.steps("crm/deep/v2.0.0", filepath.Join(r.top, "crm/deep/releases/new/x-2.0.0.zip"), []byte("bundle"))
}

// The draft changes nothing; the whole of the steps leaves a clean repository on the commit.
func TestPublish(t *testing.T) {
	r := newRepository(t)
	before := r.state()
	d := r.draft()
	if after := r.state(); after != before {
		t.Fatalf("the draft changed the repository:\n%s\n%s", before, after)
	}
	if err := carryOut(r.steps(d)); err != nil {
		t.Fatal(err)
	}
	if got := r.git("status", "--porcelain"); got != "?? crm/deep/releases/" {
		t.Errorf("status: %s", got)
	}
	if got := r.git("rev-parse", "HEAD", "crm/deep/v2.0.0^{commit}", "HEAD^{tree}:other"); !strings.HasPrefix(got, d.commit+"\n"+d.commit) {
		t.Errorf("refs: %s", got)
	}
	if got := r.git("log", "-1", "--format=%an %ae %ai %cn %ci"); got != "Ada ada@example.com 2026-03-01 09:00:00 +0100 Ada 2026-03-01 09:00:00 +0100" {
		t.Errorf("commit by %s", got)
	}
	r.git("fsck", "--strict", "--no-dangling")
	if data, err := os.ReadFile(filepath.Join(r.top, "crm/deep/releases/new/x-2.0.0.zip")); err != nil || string(data) != "bundle" {
		t.Errorf("bundle: %q %v", data, err)
	}
}

// Whichever step fails, nothing is left of those before it.
func TestRollback(t *testing.T) {
	r := newRepository(t)
	before := r.state()
	for i := range r.steps(r.draft()) {
		steps := r.steps(r.draft())
		failed := errors.New("the disk is full")
		steps[i].do = func() error { return failed }
		err := carryOut(steps)
		if !errors.Is(err, failed) || !strings.HasPrefix(err.Error(), steps[i].name+": ") || strings.Contains(err.Error(), "undone") {
			t.Errorf("step %q: %v", steps[i].name, err)
		}
		if after := r.state(); after != before {
			t.Fatalf("step %q left\n%s\nbefore\n%s", steps[i].name, after, before)
		}
	}
	if err := carryOut(r.steps(r.draft())); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

// A step that cannot be undone is named, and the others are undone all the same.
func TestRollbackThatFails(t *testing.T) {
	undone := 0
	undo := func() error { undone++; return nil }
	do := func() error { return nil }
	err := carryOut([]step{{"one", do, undo}, {"two", do, func() error { return errors.New("gone") }}, {"three", do, nil}, {"four", func() error { return errors.New("full") }, undo}})
	if undone != 1 || err == nil || err.Error() != "four: full\nand it could not be undone, two: gone" {
		t.Errorf("%d undone, %v", undone, err)
	}
}

// After a crash between any two steps git goes on: either only the files of the release are changed, and git restore
// puts them back, or the release is whole but for its bundle.
func TestCrash(t *testing.T) {
	for i := 1; ; i++ {
		r := newRepository(t)
		tree := r.git("ls-files", "-s")
		d := r.draft()
		steps := r.steps(d)
		if i == len(steps) {
			break
		}
		for _, s := range steps[:i] {
			if err := s.do(); err != nil {
				t.Fatal(err)
			}
		}
		r.git("fsck", "--strict", "--no-dangling")
		if r.git("tag") != "" {
			if got := r.git("status", "--porcelain", "-uno"); got != "" || r.git("rev-parse", "HEAD") != d.commit {
				t.Errorf("after %s: %s", steps[i-1].name, got)
			}
			continue
		}
		r.git("reset", "-q", "--", "crm")
		r.git("restore", "crm/deep/main.hcl")
		if err := os.RemoveAll(filepath.Join(r.top, "crm/deep/CHANGELOG.md")); err != nil {
			t.Fatal(err)
		}
		if got := r.git("ls-files", "-s"); got != tree {
			t.Errorf("after %s: %s", steps[i-1].name, got)
		}
		if err := carryOut(r.steps(r.draft())); err != nil {
			t.Errorf("after %s it cannot be released again: %v", steps[i-1].name, err)
		}
	}
}

// What others do while the documents are made stops the release, and is not undone.
func TestMeanwhile(t *testing.T) {
	for name, meanwhile := range map[string]func(r repository){
		"was moved":              func(r repository) { r.git("commit", "-q", "--allow-empty", "-m", "two") },
		"another branch":         func(r repository) { r.git("checkout", "-q", "-b", "else") },
		"main.hcl was changed":   func(r repository) { r.write("crm/deep/main.hcl", "version = 9\n") },
		"CHANGELOG.md was":       func(r repository) { r.write("crm/deep/CHANGELOG.md", "mine\n") },
		"writing the tag":        func(r repository) { r.git("tag", "crm/deep/v2.0.0") },
		"adding the files to":    func(r repository) { r.write(".git/index.lock", "") },
		"hook declined":          func(r repository) { r.hook("reference-transaction", "#!/bin/sh\necho hook declined >&2; exit 1\n") },
		"writing the bundle":     func(r repository) { r.write("crm/deep/releases", "a file\n") },
		"writing to the reposit": func(r repository) { r.write(".git/objects/pack/x", ""); r.lock() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			d := r.draft()
			meanwhile(r)
			before := r.state()
			if err := carryOut(r.steps(d)); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "undone") {
				t.Errorf("got %v", err)
			}
			if after := r.state(); after != before {
				t.Errorf("left\n%s\nbefore\n%s", after, before)
			}
		})
	}
}

func (r repository) hook(name, text string) {
	r.write(".git/hooks/"+name, text)
	if err := os.Chmod(filepath.Join(r.top, ".git/hooks", name), 0o755); err != nil {
		r.t.Fatal(err)
	}
}

// lock takes the right to write objects away.
func (r repository) lock() {
	if os.Geteuid() == 0 {
		r.t.Skip("root writes everywhere")
	}
	objects := filepath.Join(r.top, ".git/objects")
	if err := os.Chmod(objects, 0o555); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = os.Chmod(objects, 0o755) })
}
