package history_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

const arch = `architecture "acme" {
  title   = "Acme"
  version = "VERSION"
}
role "sdr" { title = "SDR" }
`

// project is a repository on disk.
type project struct {
	t    testing.TB
	dir  string
	git  *git.Repository
	time time.Time
}

func newProject(t testing.TB) *project {
	t.Helper()
	dir := t.TempDir()
	g, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	return &project{t, dir, g, time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}
}

func (p *project) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	p.must(os.MkdirAll(filepath.Dir(path), 0o755))
	p.must(os.WriteFile(path, []byte(text), 0o644))
}

func (p *project) remove(name string) {
	p.must(os.RemoveAll(filepath.Join(p.dir, filepath.FromSlash(name))))
}

func (p *project) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// commit commits everything, an hour after the commit before.
func (p *project) commit(message string, parents ...plumbing.Hash) plumbing.Hash {
	p.t.Helper()
	w, err := p.git.Worktree()
	p.must(err)
	p.must(w.AddWithOptions(&git.AddOptions{All: true}))
	h, err := w.Commit(message, &git.CommitOptions{Author: p.who(), Parents: parents, AllowEmptyCommits: true})
	p.must(err)
	return h
}

func (p *project) who() *object.Signature {
	p.time = p.time.Add(time.Hour)
	return &object.Signature{Name: "Ada", Email: "ada@example.com", When: p.time}
}

func (p *project) tag(name, message string, h plumbing.Hash) {
	p.t.Helper()
	var opts *git.CreateTagOptions
	if message != "" {
		opts = &git.CreateTagOptions{Message: message, Tagger: p.who()}
	}
	_, err := p.git.CreateTag(name, h, opts)
	p.must(err)
}

func (p *project) open(dir string) *history.Repo {
	p.t.Helper()
	r, err := history.Open(filepath.Join(p.dir, filepath.FromSlash(dir)))
	p.must(err)
	return r
}

func version(v string) string { return strings.Replace(arch, "VERSION", v, 1) }

// load reads a revision without problems.
func load(t *testing.T, r *history.Repo, rev string) *schema.Architecture {
	t.Helper()
	res, _, err := r.Load(rev, hclschema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Diags) > 0 {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

func TestLoadRevisions(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	first := p.commit("first\n\nbody")
	p.tag("v1.0.0", "", first)
	p.write("main.hcl", version("1.1.0"))
	second := p.commit("second")
	p.tag("v1.1.0", "One more", second)
	p.write("main.hcl", "not committed")
	r := p.open("")
	for rev, want := range map[string]string{
		"HEAD": "1.1.0", "HEAD~1": "1.0.0", "HEAD^": "1.0.0", "v1.0.0": "1.0.0", "v1.1.0": "1.1.0", "master": "1.1.0",
		"refs/tags/v1.0.0": "1.0.0", first.String(): "1.0.0", first.String()[:7]: "1.0.0",
	} {
		if got := load(t, r, rev).Info.Version; got != want {
			t.Errorf("%s holds version %s, want %s", rev, got, want)
		}
	}
	at, err := r.Resolve("v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if at.Hash != first.String() || at.Short != first.String()[:12] || at.Author != "Ada" || at.Email != "ada@example.com" || at.Subject != "first" || at.When.Hour() != 10 {
		t.Errorf("got %+v", at)
	}
}

// What names no commit is told with what to do; nothing panics.
func TestUnknownRevisions(t *testing.T) {
	p := newProject(t)
	if _, err := p.open("").Resolve("HEAD"); !says(err, "no commit yet") {
		t.Errorf("empty repository: %v", err)
	}
	p.write("main.hcl", version("1.0.0"))
	p.tag("v1.0.0", "", p.commit("first"))
	r := p.open("")
	for rev, want := range map[string]string{
		"v1.0.1": `Did you mean "v1.0.0"`, "HEAD~7": "There is no revision HEAD~7", "": "not a revision", "~1": "no revision", "^": "no revision",
		"HEAD@{1}": "not a revision", "main:x": "not a revision", "--help": "not a revision", "HEAD^{/x}": "not a revision", "HEAD^9": "no revision",
		"0123456789012345678901234567890123456789": "no revision",
	} {
		if _, err := r.Resolve(rev); !says(err, want) {
			t.Errorf("%q: %v; want %s", rev, err, want)
		}
	}
	if _, err := history.Open(t.TempDir()); !says(err, "git init") {
		t.Errorf("outside of a repository: %v", err)
	}
	if _, _, err := p.open("gone").Load("HEAD", hclschema.Options{}); !says(err, "no directory gone at HEAD") {
		t.Errorf("missing directory: %v", err)
	}
}

// says tells whether an error is a diagnostic with a text and a detail.
func says(err error, text string) bool {
	var d diag.Diagnostic
	return errors.As(err, &d) && d.Code == diag.Revision && d.Detail != "" && strings.Contains(d.Summary+" "+d.Detail, text)
}

// A directory that the newest commit has no more can still be read as it was.
func TestDirectoryThatIsGone(t *testing.T) {
	p := newProject(t)
	p.write("old/place/main.hcl", version("1.0.0"))
	p.commit("there")
	p.remove("old")
	p.write("readme", "x")
	p.commit("gone")
	if got := load(t, p.open("old/place"), "HEAD~1").Info.Version; got != "1.0.0" {
		t.Error(got)
	}
}

// Modules beside the architecture come from the same commit; nothing else on disk is read.
func TestModulesOfARevision(t *testing.T) {
	p := newProject(t)
	p.write("crm/main.hcl", version("1.0.0")+`
module "core" { source = "./core" }
module "shared" { source = "../shared" }
`)
	p.write("crm/core/roles.hcl", `role "ae" { title = "First" }`)
	p.write("shared/roles.hcl", `role "vp" { title = "First" }`)
	p.commit("first")
	p.write("crm/core/roles.hcl", `role "ae" { title = "Second" }`)
	p.write("shared/roles.hcl", `role "vp" { title = "Second" }`)
	p.commit("second")
	p.write("crm/out.hcl", `module "out" { source = "../../outside" }`)
	p.commit("third")
	for rev, want := range map[string]string{"HEAD~2": "First", "HEAD~1": "Second"} {
		a := load(t, p.open("crm"), rev)
		for _, addr := range []schema.Address{"module.core.role.ae", "module.shared.role.vp"} {
			if got := schema.Find[schema.Role](a, addr); got == nil || got.Title != want {
				t.Errorf("%s at %s: %+v", addr, rev, got)
			}
		}
	}
	outside := filepath.Join(filepath.Dir(p.dir), "outside")
	p.must(os.MkdirAll(outside, 0o755))
	p.must(os.WriteFile(filepath.Join(outside, "x.hcl"), []byte(`role "spy" { title = "Spy" }`), 0o644))
	res, _, err := p.open("crm").Load("HEAD", hclschema.Options{})
	if err != nil || !strings.Contains(res.Diags[0].Error(), "outside of the repository") || res.Architecture.Lookup("module.out.role.spy") != nil {
		t.Errorf("a module outside of the repository: %v, %v", err, res.Diags)
	}
}

// Links are followed inside the repository and nowhere else.
func TestLinks(t *testing.T) {
	p := newProject(t)
	p.write("crm/main.hcl", version("1.0.0"))
	p.write("shared/roles.hcl", `role "ae" { title = "AE" }`)
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(p.dir, name)); err != nil {
			t.Skip(err)
		}
	}
	link("../shared/roles.hcl", "crm/roles.hcl")
	p.commit("good")
	p.must(os.WriteFile(filepath.Join(filepath.Dir(p.dir), "secret.hcl"), []byte(`role "spy" { title = "Spy" }`), 0o644))
	link("../../secret.hcl", "crm/bad.hcl")
	p.commit("bad")
	p.remove("crm/bad.hcl")
	link("circle.hcl", "crm/circle.hcl")
	p.commit("circle")
	r := p.open("crm")
	if load(t, r, "HEAD~2").Lookup("role.ae") == nil {
		t.Error("a link inside of the repository is not followed")
	}
	for rev, want := range map[string]string{"HEAD~1": "outside of the repository", "HEAD": "too many links"} {
		res, _, err := r.Load(rev, hclschema.Options{})
		if err != nil || !res.Diags.HasErrors() || !strings.Contains(res.Diags.Err().Error(), want) || res.Architecture.Lookup("role.spy") != nil {
			t.Errorf("%s: %v, %v; want %s", rev, err, res.Diags, want)
		}
	}
}

func TestFS(t *testing.T) {
	p := newProject(t)
	p.write("a/b/c.txt", "text")
	p.write("d.txt", "")
	p.commit("x")
	r := p.open("a")
	at, err := r.Resolve("HEAD")
	p.must(err)
	tree, err := r.FS(at)
	p.must(err)
	if err := fstest.TestFS(tree, "a/b/c.txt", "d.txt"); err != nil {
		t.Error(err)
	}
	if _, err := fs.ReadFile(tree, "../x"); err == nil {
		t.Error("a path out of the repository is read")
	}
}

func TestReleases(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	p.write("crm/main.hcl", version("2.0.0"))
	first := p.commit("first")
	second := p.commit("second")
	p.tag("v1.0.0", "", first)
	p.tag("v1.10.0", "Ten", second)
	p.tag("v1.9.0", "", second)
	p.tag("v2.0.0-rc.1", "", second)
	p.tag("1.2.0", "", second)
	p.tag("v1.2", "", second)
	p.tag("nightly", "", second)
	p.tag("crm/v2.0.0", "CRM\n\nnotes", first)
	blob, err := p.git.Storer.SetEncodedObject(func() plumbing.EncodedObject {
		o := p.git.Storer.NewEncodedObject()
		o.SetType(plumbing.BlobObject)
		return o
	}())
	p.must(err)
	p.tag("v9.0.0", "", blob)
	var got []string
	list, err := p.open("").Releases()
	p.must(err)
	for _, r := range list {
		got = append(got, r.Version)
	}
	if strings.Join(got, " ") != "2.0.0-rc.1 1.10.0 1.9.0 1.0.0" {
		t.Errorf("releases are %v", got)
	}
	if r := list[1]; !r.Annotated || r.Message != "Ten" || r.Hash != second.String() || !r.When.After(r.Revision.When) {
		t.Errorf("annotated: %+v", r)
	}
	if r := list[3]; r.Annotated || r.Hash != first.String() || !r.When.Equal(r.Revision.When) {
		t.Errorf("light: %+v", r)
	}
	sub := p.open("crm")
	list, err = sub.Releases()
	p.must(err)
	if len(list) != 1 || list[0].Tag != "crm/v2.0.0" || list[0].Version != "2.0.0" || list[0].Message != "CRM\n\nnotes" || sub.TagName("3.0.0") != "crm/v3.0.0" {
		t.Errorf("of the sub-directory: %+v", list)
	}
	if err := p.open("other").NoReleases(); !says(err, "other/v1.0.0") {
		t.Error(err)
	}
}

func TestOrigins(t *testing.T) {
	p := newProject(t)
	p.write("crm/main.hcl", version("1.0.0"))
	root := p.commit("root")
	p.write("crm/signed/a.hcl", "a")
	a := p.commit("a")
	p.write("crm/signed/deep/b.hcl", "b")
	b := p.commit("b", root) // beside a
	p.remove("crm/signed/deep")
	p.write("crm/signed/a.hcl", "a")
	p.write("crm/signed/deep/b.hcl", "b")
	merge := p.commit("merge", a, b)
	p.write("crm/signed/a.hcl", "a, forged")
	p.write("crm/signed/c.hcl", "a")
	forged := p.commit("forged", merge)
	p.write("crm/main.hcl", version("1.1.0"))
	p.commit("elsewhere")
	p.write("crm/signed/late.hcl", "not committed")
	r := p.open("crm")
	for rev, want := range map[string]map[string]plumbing.Hash{
		"HEAD":          {"a.hcl": forged, "c.hcl": forged, "deep/b.hcl": b},
		merge.String():  {"a.hcl": a, "deep/b.hcl": b},
		a.String():      {"a.hcl": a},
		root.String():   {},
		forged.String(): {"a.hcl": forged, "c.hcl": forged, "deep/b.hcl": b},
	} {
		at, err := r.Resolve(rev)
		p.must(err)
		got, err := r.Origins(at, "signed")
		p.must(err)
		if len(got) != len(want) {
			t.Errorf("%s: %v", rev, got)
		}
		for name, h := range want {
			if o := got[name]; o.Hash != h.String() || o.Cut || o.Blob == "" || o.Author != "Ada" {
				t.Errorf("%s: %s comes from %s %q, want %s", rev, name, o.Hash, o.Subject, h)
			}
		}
	}
}

func TestShallowClone(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	p.tag("v1.0.0", "", p.commit("first"))
	p.write("main.hcl", version("1.1.0"))
	last := p.commit("second")
	p.must(p.git.Storer.SetShallow([]plumbing.Hash{last}))
	r := p.open("")
	if got := load(t, r, "HEAD").Info.Version; got != "1.1.0" {
		t.Error(got)
	}
	if _, err := r.Resolve("v0.9.0"); !says(err, "git fetch --unshallow --tags") {
		t.Error(err)
	}
	if _, diags, err := r.Past(hclschema.Options{}); err != nil || len(diags) != 1 || !strings.Contains(diags[0].Detail, "--unshallow") {
		t.Errorf("releases of a shallow clone: %v, %v", diags, err)
	}
	at, err := r.Resolve("HEAD")
	p.must(err)
	got, err := r.Origins(at, ".")
	p.must(err)
	if o := got["main.hcl"]; o.Hash != last.String() || !o.Cut {
		t.Errorf("%+v", got)
	}
}

// A partial clone has the trees and not every file.
func TestPartialClone(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	p.write("more.hcl", "# more")
	p.commit("first")
	sum := plumbing.ComputeHash(plumbing.BlobObject, []byte("# more")).String()
	p.must(os.Remove(filepath.Join(p.dir, ".git", "objects", sum[:2], sum[2:])))
	res, _, err := p.open("").Load("HEAD", hclschema.Options{})
	if err != nil || !res.Diags.HasErrors() || !strings.Contains(res.Diags.Err().Error(), "more.hcl cannot be read; The system says: its content is not in this partial clone") {
		t.Errorf("got %v, %v", err, res.Diags)
	}
}

func TestBareRepository(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	p.commit("first")
	dir := t.TempDir()
	testtool.Find(t, "git") // go-git clones from a directory through it
	_, err := git.PlainClone(dir, true, &git.CloneOptions{URL: p.dir})
	p.must(err)
	r, err := history.Open(dir)
	p.must(err)
	if got := load(t, r, "HEAD").Info.Version; got != "1.0.0" || r.Top() != "" {
		t.Error(got)
	}
}

func FuzzResolve(f *testing.F) {
	p := newProject(f)
	p.write("main.hcl", version("1.0.0"))
	p.tag("v1.0.0", "x", p.commit("first"))
	r := p.open("")
	for _, s := range []string{"HEAD", "v1.0.0^0", "~", "^^^", "HEAD^{commit}", "@", "@{u}", "HEAD~99999999999999999999", "\x00", "refs/", "..", "a..b", "^!x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, rev string) {
		if _, err := r.Resolve(rev); err != nil && !says(err, "") {
			t.Errorf("%q: %v is no diagnostic with a detail", rev, err)
		}
	})
}

func TestPast(t *testing.T) {
	p := newProject(t)
	p.write("main.hcl", version("1.0.0"))
	p.tag("v1.0.0", "", p.commit("first"))
	p.write("main.hcl", "broken {")
	p.tag("v1.1.0", "", p.commit("broken"))
	p.write("main.hcl", version("1.2.0")+`role "ae" { title = "AE" }`)
	p.tag("v1.2.0", "", p.commit("third"))
	past, diags, err := p.open("").Past(hclschema.Options{})
	p.must(err)
	if len(past) != 2 || past[0].Version != "1.2.0" || past[1].Version != "1.0.0" || past[1].Changes != nil || past[0].Changes.Changes[0].Text != "Role AE added." {
		t.Errorf("got %+v", past)
	}
	if len(diags) != 1 || !strings.Contains(diags[0].Error(), "Version 1.1.0 is left out") || !strings.Contains(diags[0].Detail, "v1.1.0:main.hcl:1") {
		t.Errorf("warnings: %v", diags)
	}
	_, _, err = p.open("").Architecture("v1.1.0", hclschema.Options{})
	var broken *history.NotLoaded
	if !errors.As(err, &broken) || broken.At.Name != "v1.1.0" || broken.Sources[broken.Diags[0].Subject.File] == nil {
		t.Errorf("got %v", err)
	}
}

// A module from another repository is read as the lock file of the revision pins it, also when the one
// on disk is another version of it.
func TestPinnedModules(t *testing.T) {
	testtool.Find(t, "git") // go-git reads file:// through it
	parts := newProject(t)
	parts.write("roles.hcl", `role "lead" { title = "One" }`)
	parts.commit("one")
	p := newProject(t)
	p.write("crm/main.hcl", version("1.0.0")+`module "m" { source = "git::file://`+filepath.ToSlash(parts.dir)+`?ref=master" }`)
	p.write(".gitignore", ".stagecraft/\n")
	crm := filepath.Join(p.dir, "crm")
	pin := func(message string) {
		t.Helper()
		if _, ds := hclschema.Init(t.Context(), crm, true); ds.HasErrors() {
			t.Fatal(ds)
		}
		p.commit(message)
	}
	pin("one")
	parts.write("roles.hcl", `role "lead" { title = "Two" }`)
	parts.commit("two")
	pin("two")
	title := func(rev string) string {
		t.Helper()
		a := load(t, p.open("crm"), rev)
		r := schema.Find[schema.Role](a, "module.m.role.lead")
		if r == nil {
			t.Fatalf("no module at %s", rev)
		}
		return r.Title
	}
	for range 2 { // the second time from what was fetched
		if one, two := title("HEAD~1"), title("HEAD"); one != "One" || two != "Two" {
			t.Errorf("titles are %s and %s", one, two)
		}
		p.must(os.RemoveAll(filepath.Join(parts.dir, ".git", "refs", "heads"))) // nothing more can be fetched
	}
	if res := hclschema.Load(crm, hclschema.Options{}); res.Diags.HasErrors() || schema.Find[schema.Role](res.Architecture, "module.m.role.lead").Title != "Two" {
		t.Errorf("the files on disk changed: %v", res.Diags)
	}
	fetched, err := filepath.Glob(filepath.Join(crm, ".stagecraft", "modules", "*@*"))
	if err != nil || len(fetched) != 1 {
		t.Fatal(fetched, err)
	}
	p.must(os.RemoveAll(fetched[0]))
	if _, _, err := p.open("crm").Load("HEAD~1", hclschema.Options{}); err == nil || !strings.Contains(err.Error(), "cannot be fetched at commit") {
		t.Errorf("the repository of the module is gone: %v", err)
	}
}
