package hclschema

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Fetched is a module repository that Init made available.
type Fetched struct {
	Source string // URL, without directory and password
	Ref    string // as written; "" is the default branch
	Commit string
	Dir    string // where the files are, relative to the architecture
	New    bool   // fetched in this run; false when it was there already
}

// Init fetches the git modules that the architecture in dir takes in, and those that they take in, into
// .stagecraft/modules, and pins each to a commit and a digest in stagecraft.lock.hcl. A module
// that is pinned keeps its commit unless upgrade is set. It returns what
// is in use, in the order in which it was met.
func Init(ctx context.Context, dir string, upgrade bool) ([]Fetched, diag.List) {
	in := &initializer{ctx: ctx, root: dir, files: dirFiles(dir), upgrade: upgrade, used: map[string]lock{}, seen: map[string]bool{}}
	var ds diag.List
	in.locks, ds = readLocks(in.files)
	in.diags.Add(ds...)
	if in.diags.HasErrors() {
		return nil, in.diags
	}
	in.visit(".")
	if !in.diags.HasErrors() && len(in.used)+len(in.locks) > 0 {
		if err := os.WriteFile(filepath.Join(dir, lockName), lockText(in.used), 0o644); err != nil {
			in.diags.Errorf(diag.UnreadableIO, diag.Range{}, lockName+" cannot be written", "%s", reason(err))
		}
	}
	return in.fetched, in.diags
}

type initializer struct {
	ctx     context.Context
	root    string
	files   fileTree
	upgrade bool
	locks   map[string]lock // from the lock file
	used    map[string]lock // for the new one
	seen    map[string]bool // directories
	fetched []Fetched
	diags   diag.List
}

// visit fetches the modules that the files below a directory name.
func (in *initializer) visit(dir string) {
	if in.seen[dir] {
		return
	}
	in.seen[dir] = true
	names, err := in.files.list(dir)
	if err != nil {
		return // Load reports it, with the module block that names it
	}
	for _, name := range names {
		if !isArchitectureFile(name) {
			continue
		}
		f := &sourceFile{name: name}
		f.parse(in.files, nil)
		if f.body == nil {
			continue
		}
		for _, b := range f.body.Blocks {
			a := b.Body.Attributes["source"]
			if b.Type != "module" || a == nil {
				continue
			}
			s, ok := literalString(a.Expr)
			switch {
			case !ok:
			case isLocalSource(s):
				in.visit(path.Join(path.Dir(name), s))
			default:
				in.fetch(s, rangeOf(a.Expr.Range()))
			}
		}
	}
}

// fetch makes one source available.
func (in *initializer) fetch(source string, at diag.Range) {
	g, err := parseGitSource(source)
	if err != nil {
		return // Load reports it
	}
	dir := g.dir()
	if _, done := in.used[g.key()]; done {
		in.visit(path.Join(dir, g.subdir))
		return
	}
	pin, locked := in.locks[g.key()]
	if hash, n, err := hashFiles(in.files, dir); locked && !in.upgrade && err == nil && n > 0 && hash == pin.hash {
		in.done(g, pin, false)
		return
	}
	commit := ""
	if locked && !in.upgrade {
		commit = pin.commit
	}
	got, err := checkout(in.ctx, g, commit, in.root, dir)
	if err != nil {
		in.diags.Errorf(diag.Module, at, fmt.Sprintf("%s cannot be fetched", g.redacted()), "%s. Check the URL, the ref and your access to the repository.", strings.ReplaceAll(err.Error(), g.url, g.redacted()))
		return
	}
	if commit != "" && got.hash != pin.hash {
		in.diags.Errorf(diag.Module, at, fmt.Sprintf("%s is not what %s pins", g.redacted(), lockName),
			"Commit %s holds other files than before. Find out why; stagecraft init -upgrade accepts them.", commit)
		return
	}
	in.done(g, got, true)
}

func (in *initializer) done(g gitSource, l lock, isNew bool) {
	in.used[g.key()] = l
	in.fetched = append(in.fetched, Fetched{Source: g.redacted(), Ref: g.ref, Commit: l.commit, Dir: g.dir(), New: isNew})
	in.visit(path.Join(g.dir(), g.subdir))
}

// checkout clones a repository and writes the architecture files of a commit ("" for that of the ref) to a
// directory below root.
func checkout(ctx context.Context, g gitSource, commit, root, dir string) (lock, error) {
	repo, err := git.CloneContext(ctx, memory.NewStorage(), nil, &git.CloneOptions{URL: g.url, Tags: git.AllTags})
	if err != nil {
		return lock{}, err
	}
	c, err := commitOf(repo, g.ref, commit)
	if err != nil {
		return lock{}, err
	}
	target := filepath.Join(root, filepath.FromSlash(dir))
	if err := os.RemoveAll(target); err != nil {
		return lock{}, err
	}
	if err := writeTree(c, target); err != nil {
		return lock{}, err
	}
	hash, n, err := hashFiles(dirFiles(root), dir)
	if err == nil && n == 0 {
		err = fmt.Errorf("the repository holds no *.hcl files at %s", c.Hash)
	}
	return lock{ref: g.ref, commit: c.Hash.String(), hash: hash}, err
}

func commitOf(repo *git.Repository, ref, commit string) (*object.Commit, error) {
	if commit != "" {
		return repo.CommitObject(plumbing.NewHash(commit))
	}
	if ref == "" {
		ref = "HEAD"
	}
	h, err := repo.ResolveRevision(plumbing.Revision("refs/tags/" + ref))
	if err != nil {
		h, err = repo.ResolveRevision(plumbing.Revision("refs/remotes/origin/" + ref))
	}
	if err != nil {
		h, err = repo.ResolveRevision(plumbing.Revision(ref))
	}
	if err != nil {
		return nil, fmt.Errorf("there is no tag, branch or commit %q", ref)
	}
	return repo.CommitObject(*h)
}

// writeTree writes the architecture files of a commit, and nothing else of it.
func writeTree(c *object.Commit, target string) error {
	tree, err := c.Tree()
	if err != nil {
		return err
	}
	return tree.Files().ForEach(func(f *object.File) error {
		if !isArchitectureFile(f.Name) || f.Mode != filemode.Regular && f.Mode != filemode.Executable {
			return nil
		}
		if !filepath.IsLocal(f.Name) {
			return fmt.Errorf("the repository holds a file with the unsafe name %q", f.Name)
		}
		text, err := f.Contents()
		if err != nil {
			return err
		}
		name := filepath.Join(target, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(text), 0o644)
	})
}

// lockText is the lock file.
func lockText(locks map[string]lock) []byte {
	var b bytes.Buffer
	b.WriteString("# Written by stagecraft init. Keep it in version control.\n")
	for _, key := range slices.Sorted(maps.Keys(locks)) {
		l := locks[key]
		fmt.Fprintf(&b, "\nmodule %q {\n  ref    = %q\n  commit = %q\n  hash   = %q\n}\n", key, l.ref, l.commit, l.hash)
	}
	return b.Bytes()
}
