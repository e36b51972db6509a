// Package commits tells from git what the records of package signoff cannot prove themselves:
// that it was the signer who made a record, and how a definition changed since it was signed.
//
// A record is verified when the commit that brought its content is signed with a key of the
// signer, and the signer is that commit's author and committer. The keys stand in the repository
// beside the records: SSH keys in signoffs/allowed_signers, in the format of ssh-keygen(1), OpenPGP
// keys as signoffs/keys/*.asc. Whoever can change these files can vouch for anybody, so a change to
// them needs the eyes of the council (CODEOWNERS), and a check of a pull request reads them, the
// council and the holders of its roles from the branch that it is for (Options.Trust). A key that is no longer
// used gets a valid-before date: what it signed until then stays proven. The line of a key that was stolen is removed.
package commits

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Options say how the history is read.
type Options struct {
	// Trust is the revision whose signing keys, council and holders count; "" for those on disk.
	Trust string
	// Load is how the architecture is read, now and at earlier commits.
	Load hclschema.Options
}

// Log is the history of the records of one architecture; a signoff.Witness.
// It is not for several goroutines.
type Log struct {
	repo    *history.Repo
	load    hclschema.Options
	now     *schema.Architecture
	origins map[string]history.Origin // by path below signoffs
	keys    *Keys
	people  *schema.Architecture

	verdicts map[string]string   // by file
	past     map[string]*version // by commit
}

var _ signoff.Witness = (*Log)(nil)

// Open reads the history of the sign-offs of the architecture in a directory; now
// is what that architecture is. The error is a diagnostic: no repository, or no such revision.
// The list has what is wrong with the signing keys, whose files are in the map, for snippets; the
// log is nil when it has what is wrong with the architecture at the revision that is trusted.
func Open(dir string, now *schema.Architecture, opts Options) (*Log, diag.List, map[string][]byte, error) {
	repo, err := history.Open(dir)
	if err != nil {
		return nil, nil, nil, err
	}
	l := &Log{repo: repo, load: opts.Load, now: now, people: now, verdicts: map[string]string{}, past: map[string]*version{}}
	tree := os.DirFS(filepath.Join(dir, signoff.Dir))
	if opts.Load.Untrusted {
		if tree, err = confined.Sub(filepath.Join(dir, signoff.Dir)); err != nil {
			return nil, nil, nil, err
		}
	}
	if opts.Trust != "" {
		res, at, err := repo.Load(opts.Trust, opts.Load)
		if err != nil {
			return nil, nil, nil, err
		}
		if res.Diags.HasErrors() {
			return nil, res.Diags, res.Sources, nil
		}
		l.people = res.Architecture
		top, err := repo.FS(at)
		if err != nil {
			return nil, nil, nil, err
		}
		if tree, err = fs.Sub(top, path.Join(repo.Dir(), signoff.Dir)); err != nil {
			return nil, nil, nil, err
		}
	}
	keys, diags, sources := ReadKeys(tree, signoff.Dir)
	l.keys = keys
	if _, err := repo.Git().Head(); err != nil {
		return l, diags, sources, nil // nothing is committed yet
	}
	head, err := repo.Resolve("HEAD")
	if err != nil {
		return nil, nil, nil, err
	}
	if l.origins, err = repo.Origins(head, signoff.Dir); err != nil {
		return nil, nil, nil, err
	}
	return l, diags, sources, nil
}

// People is the architecture whose council and holders count.
func (l *Log) People() *schema.Architecture { return l.people }

// origin finds the commit that brought a record; reason says why there is none.
func (l *Log) origin(r *signoff.Record) (o history.Origin, c *object.Commit, reason string) {
	rel, err := filepath.Rel(signoff.Dir, filepath.FromSlash(r.File))
	if err != nil {
		return o, nil, err.Error()
	}
	o, ok := l.origins[filepath.ToSlash(rel)]
	switch {
	case !ok:
		return o, nil, "not committed yet"
	case o.Blob != plumbing.ComputeHash(plumbing.BlobObject, r.Encode()).String():
		return o, nil, "the file was changed and is not committed"
	case o.Cut:
		return o, nil, "this shallow clone does not have the commit; fetch the whole history"
	}
	if c, err = l.repo.Git().CommitObject(plumbing.NewHash(o.Hash)); err != nil {
		return o, nil, "the commit " + o.Short + " cannot be read"
	}
	return o, c, ""
}

// version is the architecture at a commit, compared with that of now.
type version struct {
	a    *schema.Architecture // nil when it cannot be read
	diff *diff.Diff
}

func (l *Log) at(commit string) *version {
	if v := l.past[commit]; v != nil {
		return v
	}
	v := &version{}
	l.past[commit] = v
	if res, _, err := l.repo.Load(commit, l.load); err == nil && !res.Diags.HasErrors() && !res.Incomplete {
		v.a, v.diff = res.Architecture, diff.Compare(res.Architecture, l.now)
	}
	return v
}
