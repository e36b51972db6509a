// Package history reads architectures out of git: what an architecture was at a branch, tag or
// commit, which versions were released, and which commit brought a file. It reads the
// objects of the repository only; nothing is checked out and nothing outside the repository is read.
//
// Its errors are diagnostics (diag.Diagnostic) that say what to do.
package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// modulesDir is where stagecraft init puts the modules from other repositories, below the architecture. Git
// ignores it; the lock file, which git keeps, pins what is in it.
const modulesDir = ".stagecraft/modules"

// Repo is the repository that an architecture is kept in. Its methods may be called from several goroutines.
type Repo struct {
	git *git.Repository
	top string // of the work tree, on disk; "" in a bare repository
	dir string // of the architecture, from the top

	mu       sync.Mutex // go-git's storage is not for several goroutines
	fetching sync.Mutex // so that a module is fetched once

	parsed hclschema.Cache
}

// Revision is a commit.
type Revision struct {
	Name    string    `json:"name"`   // as it was asked for: "v1.2.0"
	Hash    string    `json:"commit"` // 40 hex digits
	Short   string    `json:"-"`      // the first 12 of them
	When    time.Time `json:"when"`   // it was committed, with the committer's time zone
	Author  string    `json:"author"`
	Email   string    `json:"email"`
	Subject string    `json:"subject"` // first line of the message
}

// Open finds the repository around the directory of an architecture. The directory
// itself need not exist any more; some directory above it must.
func Open(dir string) (*Repo, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	there, gone := existing(abs)
	g, err := git.PlainOpenWithOptions(there, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		g, err = git.PlainOpen(there) // a bare repository has no .git inside
	}
	switch {
	case errors.Is(err, git.ErrRepositoryNotExists):
		return nil, problem(fmt.Sprintf("%s is not in a git repository", dir),
			"Revisions are read from git. Run git init and commit the architecture, or name directories.")
	case errors.Is(err, git.ErrUnknownExtension), errors.Is(err, git.ErrUnsupportedExtensionRepositoryFormatVersion):
		return nil, problem(fmt.Sprintf("The git repository of %s uses an extension of git that is not supported", dir),
			fmt.Sprintf("%s. Use an ordinary clone with SHA-1 objects; after git sparse-checkout, all of it can be checked out again: git sparse-checkout disable && git config --unset extensions.worktreeConfig.", err))
	case err != nil:
		return nil, unreadable(dir, err)
	}
	r := &Repo{git: g, dir: "."}
	w, err := g.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return r, nil
	} else if err != nil {
		return nil, unreadable(dir, err)
	}
	if r.top, err = filepath.EvalSymlinks(w.Filesystem.Root()); err != nil {
		return nil, unreadable(dir, err)
	}
	rel, err := filepath.Rel(r.top, filepath.Join(there, gone))
	if err != nil {
		return nil, unreadable(dir, err)
	}
	r.dir = filepath.ToSlash(rel)
	return r, nil
}

// existing splits a path into the part that is a directory on disk, with links followed, and the rest.
func existing(abs string) (there, gone string) {
	for there = abs; ; there = filepath.Dir(there) {
		if info, err := os.Stat(there); err == nil && info.IsDir() || there == filepath.Dir(there) {
			break
		}
		gone = filepath.Join(filepath.Base(there), gone)
	}
	if real, err := filepath.EvalSymlinks(there); err == nil {
		there = real
	}
	return there, gone
}

// Git is the repository itself, for what this package does not do. It must not be used by several goroutines at once.
func (r *Repo) Git() *git.Repository { return r.git }

// Top is the top directory of the work tree, with links followed; "" in a bare repository.
func (r *Repo) Top() string { return r.top }

// Dir is the directory of the architecture from the top, slash-separated; "." when it is the top.
func (r *Repo) Dir() string { return r.dir }

// Resolve finds the commit that a branch, tag, hash or expression such as HEAD~2 names.
// A branch that only the remote "origin" has is found too.
func (r *Repo) Resolve(rev string) (Revision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, err := r.resolve(rev)
	if err != nil {
		return Revision{}, err
	}
	return revisionOf(rev, c), nil
}

func (r *Repo) resolve(rev string) (c *object.Commit, err error) {
	defer func() {
		if p := recover(); p != nil { // go-git fails on some texts that are no revision
			c, err = nil, r.unknown(rev, nil)
		}
	}()
	if rev == "" || strings.ContainsAny(rev, ":{ ") || strings.HasPrefix(rev, "-") {
		return nil, problem(fmt.Sprintf("%q is not a revision that can be read", rev), "Name a branch, a tag, a commit, or one before it: main, v1.2.0, 3f2a91c, HEAD~2.")
	}
	h, err := r.git.ResolveRevision(plumbing.Revision(rev))
	if err != nil {
		if remote, rerr := r.git.ResolveRevision(plumbing.Revision("refs/remotes/origin/" + rev)); rerr == nil {
			h, err = remote, nil
		}
	}
	if err != nil {
		return nil, r.unknown(rev, err)
	}
	if c, err = r.git.CommitObject(*h); err != nil {
		return nil, r.unknown(rev, err)
	}
	return c, nil
}

// unknown is the error for a revision that names no commit here.
func (r *Repo) unknown(rev string, err error) error {
	if _, headErr := r.git.Head(); errors.Is(headErr, plumbing.ErrReferenceNotFound) {
		return problem(fmt.Sprintf("%s cannot be read: the repository has no commit yet", rev), "Commit the architecture first: git add . && git commit.")
	}
	if r.shallow() {
		return problem(fmt.Sprintf("There is no revision %s in this shallow clone", rev),
			"Fetch the whole history and the tags: git fetch --unshallow --tags. In a CI system, check out with the full depth.")
	}
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return problem(fmt.Sprintf("The commit of %s is not in this clone", rev), "Fetch it: git fetch --tags, or git fetch --refetch in a partial clone.")
	}
	return problem(fmt.Sprintf("There is no revision %s", rev),
		"Name a branch, a tag or a commit. When it exists on the server, fetch it: git fetch --tags."+diag.DidYouMean(rev, r.names()))
}

// shallow tells whether the clone holds only the newest part of the history.
func (r *Repo) shallow() bool {
	cut, err := r.git.Storer.Shallow()
	return err == nil && len(cut) > 0
}

// names are the branches and tags, for a suggestion.
func (r *Repo) names() []string {
	var out []string
	refs, err := r.git.References()
	if err != nil {
		return nil
	}
	_ = refs.ForEach(func(ref *plumbing.Reference) error {
		if n := ref.Name(); n.IsBranch() || n.IsTag() {
			out = append(out, n.Short())
		}
		return nil
	})
	return out
}

func revisionOf(name string, c *object.Commit) Revision {
	subject, _, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
	h := c.Hash.String()
	return Revision{Name: name, Hash: h, Short: h[:12], When: c.Committer.When,
		Author: c.Author.Name, Email: c.Author.Email, Subject: strings.TrimSpace(subject)}
}

// Load reads the architecture as it was at a revision, with the modules that it took in then: those of the
// repository from the same commit, those from other repositories as its lock file pins them; when the options call the architecture
// untrusted, no module is fetched. Value files of the options are read from disk. The error tells that there was nothing to load; problems in the
// architecture are in the result.
func (r *Repo) Load(rev string, opts hclschema.Options) (*hclschema.Result, Revision, error) {
	at, err := r.Resolve(rev)
	if err != nil {
		return nil, at, err
	}
	tree, err := r.FS(at)
	if err != nil {
		return nil, at, err
	}
	if info, err := fs.Stat(tree, r.dir); r.dir != "." && (err != nil || !info.IsDir()) {
		return nil, at, problem(fmt.Sprintf("There is no directory %s at %s", r.dir, rev),
			fmt.Sprintf("The architecture was not there yet, or stood elsewhere. Name a revision that has it; to compare with another place, write %s:DIRECTORY.", rev))
	}
	if o, ok := tree.(overlay); ok {
		if opts.Untrusted {
			o.disk, _, err = confined.Open(r.top)
			tree = o
		} else {
			tree, err = r.withModules(o)
		}
		if err != nil {
			return nil, at, err
		}
	}
	if opts.Cache == nil {
		opts.Cache = &r.parsed
	}
	return hclschema.LoadFS(tree, r.dir, opts), at, nil
}

// fetchTime is how long fetching the modules of a revision may take.
const fetchTime = 2 * time.Minute

// withModules fetches the modules that are not on disk as the tree pins them.
func (r *Repo) withModules(o overlay) (fs.FS, error) {
	r.fetching.Lock()
	defer r.fetching.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), fetchTime)
	defer cancel()
	moved, diags := hclschema.FetchPinned(ctx, o, r.dir, filepath.Join(r.top, filepath.FromSlash(r.dir)))
	for _, d := range diags {
		return nil, d
	}
	o.elsewhere = map[string]string{}
	for dir, there := range moved {
		o.elsewhere[path.Join(r.dir, dir)] = path.Join(r.dir, there)
	}
	return o, nil
}

// FS is the tree of a commit as a read-only file system, rooted at the top of the repository. Links that
// lead out of the repository cannot be followed. Below modulesDir it also holds the files on disk.
func (r *Repo) FS(at Revision) (fs.FS, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, err := r.git.CommitObject(plumbing.NewHash(at.Hash))
	if err != nil {
		return nil, r.unknown(at.Name, err)
	}
	tree, err := c.Tree()
	if err != nil {
		return nil, r.unknown(at.Name, err)
	}
	t := &treeFS{r: r, dirs: map[plumbing.Hash]*object.Tree{c.TreeHash: tree}, root: object.TreeEntry{Hash: c.TreeHash}, when: c.Committer.When}
	if r.top == "" {
		return t, nil
	}
	disk, err := os.OpenRoot(r.top) // refuses links that lead out of it
	if err != nil {
		return nil, unreadable(r.top, err)
	}
	return overlay{treeFS: t, dir: path.Join(r.dir, modulesDir), disk: disk.FS()}, nil
}

// problem is an error that a user can fix.
func problem(summary, detail string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.Revision, Severity: diag.Error, Summary: summary, Detail: detail}
}

func unreadable(dir string, err error) error {
	return problem(fmt.Sprintf("The git repository of %s cannot be read", dir), "git says: "+err.Error()+".")
}
