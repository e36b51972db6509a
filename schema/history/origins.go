package history

import (
	"container/heap"
	"errors"
	"maps"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// Origin is the commit that gave a file the content it has.
type Origin struct {
	Revision
	// Blob is git's hash of the content.
	Blob string
	// Cut tells that a shallow clone ends at the commit: the content may be older.
	Cut bool
}

// Origins finds, for every file below a directory of the architecture, the commit that brought the content
// that the file has at a revision. Of several branches that brought the same content, the
// first parent's counts. Files that are not committed are not in the result, which is by the
// file's path from the directory. A directory that does not exist holds no files.
func (r *Repo) Origins(at Revision, dir string) (map[string]Origin, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	start, err := r.git.CommitObject(plumbing.NewHash(at.Hash))
	if err != nil {
		return nil, r.unknown(at.Name, err)
	}
	cut := map[plumbing.Hash]bool{}
	if list, err := r.git.Storer.Shallow(); err == nil {
		for _, h := range list {
			cut[h] = true
		}
	}
	w := &originWalk{r: r, dir: path.Join(r.dir, dir), listings: map[plumbing.Hash]listing{}}
	files, err := w.list(start)
	if err != nil {
		return nil, unreadable(r.dir, err)
	}
	out := make(map[string]Origin, len(files.files))
	w.push(start, maps.Clone(files.files))
	for w.Len() > 0 {
		step := heap.Pop(w).(*originStep)
		delete(w.waiting, step.commit.Hash)
		rest := step.files
		if !cut[step.commit.Hash] {
			if rest, err = w.passOn(step); err != nil {
				return nil, unreadable(r.dir, err)
			}
		}
		for name, blob := range rest {
			out[name] = Origin{Revision: revisionOf(step.commit.Hash.String(), step.commit), Blob: blob.String(), Cut: cut[step.commit.Hash]}
		}
	}
	return out, nil
}

// originWalk goes back through the commits, newest first, with the files whose origin each may be.
type originWalk struct {
	r        *Repo
	dir      string
	queue    []*originStep
	waiting  map[plumbing.Hash]*originStep
	listings map[plumbing.Hash]listing // by the directory's tree
}

type originStep struct {
	commit *object.Commit
	files  map[string]plumbing.Hash // content by name
}

// listing is what a directory holds at a commit.
type listing struct {
	tree  plumbing.Hash // zero when it does not exist
	files map[string]plumbing.Hash
}

func (w *originWalk) push(c *object.Commit, files map[string]plumbing.Hash) {
	if len(files) == 0 {
		return
	}
	if w.waiting == nil {
		w.waiting = map[plumbing.Hash]*originStep{}
	}
	if s := w.waiting[c.Hash]; s != nil {
		maps.Copy(s.files, files)
		return
	}
	s := &originStep{c, files}
	w.waiting[c.Hash] = s
	heap.Push(w, s)
}

// passOn hands the files that a parent has with the same content over to it and returns the others.
func (w *originWalk) passOn(s *originStep) (rest map[string]plumbing.Hash, err error) {
	own, err := w.list(s.commit)
	if err != nil {
		return nil, err
	}
	rest = s.files
	for _, h := range s.commit.ParentHashes {
		if len(rest) == 0 {
			break
		}
		parent, err := w.r.git.CommitObject(h)
		if err != nil {
			return nil, err
		}
		theirs, err := w.list(parent)
		if err != nil {
			return nil, err
		}
		if theirs.tree == own.tree {
			w.push(parent, rest)
			return nil, nil
		}
		same, other := map[string]plumbing.Hash{}, map[string]plumbing.Hash{}
		for name, blob := range rest {
			if theirs.files[name] == blob {
				same[name] = blob
			} else {
				other[name] = blob
			}
		}
		w.push(parent, same)
		rest = other
	}
	return rest, nil
}

// list reads the directory at a commit.
func (w *originWalk) list(c *object.Commit) (listing, error) {
	tree, err := c.Tree()
	if err != nil {
		return listing{}, err
	}
	if w.dir != "." {
		e, err := tree.FindEntry(w.dir)
		if err != nil || e.Mode != filemode.Dir {
			if err == nil || isMissing(err) {
				return listing{}, nil
			}
			return listing{}, err
		}
		if l, known := w.listings[e.Hash]; known {
			return l, nil
		}
		if tree, err = w.r.git.TreeObject(e.Hash); err != nil {
			return listing{}, err
		}
	} else if l, known := w.listings[tree.Hash]; known {
		return l, nil
	}
	l := listing{tree.Hash, map[string]plumbing.Hash{}}
	err = w.collect(tree, "", l.files)
	w.listings[tree.Hash] = l
	return l, err
}

func (w *originWalk) collect(t *object.Tree, prefix string, into map[string]plumbing.Hash) error {
	for _, e := range t.Entries {
		switch {
		case e.Mode == filemode.Dir:
			sub, err := w.r.git.TreeObject(e.Hash)
			if err != nil {
				return err
			}
			if err := w.collect(sub, prefix+e.Name+"/", into); err != nil {
				return err
			}
		case e.Mode.IsFile():
			into[prefix+e.Name] = e.Hash
		}
	}
	return nil
}

func isMissing(err error) bool {
	return errors.Is(err, object.ErrEntryNotFound) || errors.Is(err, object.ErrDirectoryNotFound)
}

func (w *originWalk) Len() int { return len(w.queue) }
func (w *originWalk) Less(i, j int) bool {
	a, b := w.queue[i].commit, w.queue[j].commit
	if !a.Committer.When.Equal(b.Committer.When) {
		return a.Committer.When.After(b.Committer.When)
	}
	return strings.Compare(a.Hash.String(), b.Hash.String()) < 0
}
func (w *originWalk) Swap(i, j int) { w.queue[i], w.queue[j] = w.queue[j], w.queue[i] }
func (w *originWalk) Push(x any)    { w.queue = append(w.queue, x.(*originStep)) }
func (w *originWalk) Pop() any {
	s := w.queue[len(w.queue)-1]
	w.queue = w.queue[:len(w.queue)-1]
	return s
}
