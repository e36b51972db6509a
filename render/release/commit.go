package release

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"
)

// draft is the commit and tag of a release before anything is written: git objects in memory.
type draft struct {
	repo   *git.Repository
	branch *plumbing.Reference // that HEAD names, with the commit it is on
	mem    *memory.Storage
	files  []file // that change, by path from the top of the repository
	commit plumbing.Hash
	tag    plumbing.Hash
}

// newDraft finds the branch that the release goes to.
func newDraft(repo *git.Repository) (*draft, error) {
	head, err := repo.Head()
	if err != nil {
		return nil, err
	}
	if !head.Name().IsBranch() {
		return nil, errors.New("HEAD is on no branch; check the branch out that the release belongs to")
	}
	return &draft{repo: repo, branch: head, mem: memory.NewStorage()}, nil
}

// write makes the commit of the files on top of the branch.
func (d *draft) write(files []file, message string, who object.Signature) error {
	parent, err := d.repo.CommitObject(d.branch.Hash())
	if err != nil {
		return err
	}
	d.files = files
	blobs := map[string]plumbing.Hash{}
	for _, f := range files {
		o := &plumbing.MemoryObject{}
		o.SetType(plumbing.BlobObject)
		if _, err := o.Write(f.data); err != nil {
			return err
		}
		if blobs[f.path], err = d.mem.SetEncodedObject(o); err != nil {
			return err
		}
	}
	tree, err := parent.Tree()
	if err != nil {
		return err
	}
	root, err := d.tree(tree, "", blobs)
	if err != nil {
		return err
	}
	d.commit, err = d.object(&object.Commit{Author: who, Committer: who, Message: message, TreeHash: root, ParentHashes: []plumbing.Hash{parent.Hash}})
	return err
}

// tree is a tree with files replaced or added; dir ends in "/" unless it is the top. A nil tree is an empty one.
func (d *draft) tree(t *object.Tree, dir string, blobs map[string]plumbing.Hash) (plumbing.Hash, error) {
	out := &object.Tree{}
	if t != nil {
		out.Entries = slices.Clone(t.Entries)
	}
	set := func(name string, mode filemode.FileMode, hash plumbing.Hash) {
		for i, e := range out.Entries {
			if e.Name == name {
				if mode != filemode.Regular || e.Mode != filemode.Executable {
					out.Entries[i].Mode = mode
				}
				out.Entries[i].Hash = hash
				return
			}
		}
		out.Entries = append(out.Entries, object.TreeEntry{Name: name, Mode: mode, Hash: hash})
	}
	done := map[string]bool{}
	for p, hash := range blobs {
		rest, below := strings.CutPrefix(p, dir)
		if !below {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		if !deeper {
			set(name, filemode.Regular, hash)
			continue
		}
		if done[name] {
			continue
		}
		done[name] = true
		var sub *object.Tree
		if t != nil {
			var err error
			if sub, err = t.Tree(name); err != nil && !errors.Is(err, object.ErrDirectoryNotFound) {
				return plumbing.ZeroHash, err
			}
		}
		hash, err := d.tree(sub, dir+name+"/", blobs)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		set(name, filemode.Dir, hash)
	}
	sort.Sort(object.TreeEntrySorter(out.Entries))
	return d.object(out)
}

// annotate makes the tag object.
func (d *draft) annotate(name, message string, who object.Signature) (err error) {
	d.tag, err = d.object(&object.Tag{Name: name, Tagger: who, Message: message, TargetType: plumbing.CommitObject, Target: d.commit})
	return err
}

func (d *draft) object(o interface {
	Encode(plumbing.EncodedObject) error
}) (plumbing.Hash, error) {
	enc := &plumbing.MemoryObject{}
	if err := o.Encode(enc); err != nil {
		return plumbing.ZeroHash, err
	}
	return d.mem.SetEncodedObject(enc)
}

// publish writes the objects, the files, the index, the branch and the tag, and last what also has to exist with them.
// When a step fails, those before it are undone and the error names it.
func (d *draft) publish(tag string, last func() error) (err error) {
	top, err := d.repo.Worktree()
	if err != nil {
		return err
	}
	var undo []func() error
	defer func() {
		if err == nil {
			return
		}
		for _, u := range slices.Backward(undo) {
			if uerr := u(); uerr != nil {
				err = errors.Join(err, fmt.Errorf("and it could not be undone: %w", uerr))
			}
		}
	}()
	for _, o := range d.mem.Objects {
		if _, err = d.repo.Storer.SetEncodedObject(o); err != nil {
			return fmt.Errorf("writing to the repository: %w", err)
		}
	}
	ref := plumbing.NewHashReference(plumbing.NewTagReferenceName(tag), d.tag)
	if _, gerr := d.repo.Reference(ref.Name(), false); gerr == nil {
		return fmt.Errorf("the tag %s exists", tag)
	}
	index, err := d.repo.Storer.Index()
	if err != nil {
		return fmt.Errorf("reading the index: %w", err)
	}
	undo = append(undo, func() error { return d.repo.Storer.SetIndex(index) })
	for _, f := range d.files {
		name := filepath.Join(top.Filesystem.Root(), filepath.FromSlash(f.path))
		was, rerr := os.ReadFile(name)
		undo = append(undo, func() error {
			if rerr != nil {
				return os.Remove(name)
			}
			return replaceFile(name, was)
		})
		if err = replaceFile(name, f.data); err != nil {
			return err
		}
		if _, err = top.Add(f.path); err != nil {
			return fmt.Errorf("adding %s to the index: %w", f.path, err)
		}
	}
	moved := plumbing.NewHashReference(d.branch.Name(), d.commit)
	if err = d.repo.Storer.CheckAndSetReference(moved, d.branch); err != nil {
		return fmt.Errorf("moving the branch %s: %w", d.branch.Name().Short(), err)
	}
	undo = append(undo, func() error { return d.repo.Storer.CheckAndSetReference(d.branch, moved) })
	if err = d.repo.Storer.SetReference(ref); err != nil {
		return fmt.Errorf("writing the tag %s: %w", tag, err)
	}
	undo = append(undo, func() error { return d.repo.Storer.RemoveReference(ref.Name()) })
	return last()
}

// replaceFile writes a file whole or not at all.
func replaceFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".stagecraft-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // nothing is left when it was renamed
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// signature is a person at a time.
func signature(name, email string, at time.Time) object.Signature {
	return object.Signature{Name: name, Email: email, When: at}
}

// inRepo is the path of a file of the architecture from the top of the repository.
func inRepo(dir, name string) string { return path.Join(dir, filepath.ToSlash(name)) }
