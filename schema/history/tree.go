package history

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// maxLinks is how many links one path may go through, as in Linux.
const maxLinks = 40

var (
	errLinks   = errors.New("too many links")
	errOutside = errors.New("it is outside of the repository")
	errPartial = errors.New("its content is not in this partial clone; clone without --filter")
)

// treeFS is the tree of a commit.
type treeFS struct {
	r    *Repo
	root object.TreeEntry
	when time.Time
	dirs map[plumbing.Hash]*object.Tree // read already
}

// find looks a path up, following links on the way and, when follow is set, at its end.
func (t *treeFS) find(name string, follow bool) (object.TreeEntry, error) {
	steps := 0
	return t.walk(name, follow, &steps)
}

func (t *treeFS) walk(name string, follow bool, links *int) (object.TreeEntry, error) {
	at := t.root
	if name == "." {
		return at, nil
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		dir, err := t.tree(at)
		if err != nil {
			return at, err
		}
		e, ok := entryOf(dir, part)
		if !ok {
			return at, fs.ErrNotExist
		}
		if at = e; at.Mode != filemode.Symlink || i == len(parts)-1 && !follow {
			continue
		}
		if *links++; *links > maxLinks {
			return at, errLinks
		}
		target, err := t.blob(at.Hash)
		if err != nil {
			return at, err
		}
		to := path.Join(path.Join(parts[:i]...), string(target))
		if path.IsAbs(string(target)) || !fs.ValidPath(to) {
			return at, errOutside
		}
		return t.walk(path.Join(append([]string{to}, parts[i+1:]...)...), follow, links)
	}
	return at, nil
}

func entryOf(dir *object.Tree, name string) (object.TreeEntry, bool) {
	for _, e := range dir.Entries {
		if e.Name == name {
			return e, true
		}
	}
	return object.TreeEntry{}, false
}

func isDir(e object.TreeEntry) bool { return e.Mode == filemode.Dir || e.Name == "" }

// tree reads a directory.
func (t *treeFS) tree(e object.TreeEntry) (*object.Tree, error) {
	if !isDir(e) {
		return nil, fs.ErrNotExist
	}
	t.r.mu.Lock()
	defer t.r.mu.Unlock()
	if d := t.dirs[e.Hash]; d != nil {
		return d, nil
	}
	d, err := t.r.git.TreeObject(e.Hash)
	if err == nil {
		t.dirs[e.Hash] = d
	}
	return d, err
}

// blob reads the content of a file.
func (t *treeFS) blob(h plumbing.Hash) ([]byte, error) {
	t.r.mu.Lock()
	defer t.r.mu.Unlock()
	b, err := t.r.git.BlobObject(h)
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return nil, errPartial
	} else if err != nil {
		return nil, err
	}
	in, err := b.Reader()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out := bytes.NewBuffer(make([]byte, 0, b.Size+bytes.MinRead))
	_, err = out.ReadFrom(in)
	return out.Bytes(), err
}

func (t *treeFS) lookup(op, name string) (object.TreeEntry, error) {
	if !fs.ValidPath(name) {
		err := fs.ErrInvalid
		if strings.HasPrefix(name, "../") {
			err = errOutside
		}
		return object.TreeEntry{}, &fs.PathError{Op: op, Path: name, Err: err}
	}
	e, err := t.find(name, true)
	if err != nil {
		return e, &fs.PathError{Op: op, Path: name, Err: err}
	}
	return e, nil
}

// Stat describes what a path leads to.
func (t *treeFS) Stat(name string) (fs.FileInfo, error) {
	e, err := t.lookup("stat", name)
	if err != nil {
		return nil, err
	}
	return t.info(e, path.Base(name))
}

func (t *treeFS) info(e object.TreeEntry, name string) (fs.FileInfo, error) {
	i := info{name: name, mode: modeOf(e), when: t.when}
	if i.mode.IsRegular() || i.mode&fs.ModeSymlink != 0 {
		t.r.mu.Lock()
		defer t.r.mu.Unlock()
		size, err := t.r.git.Storer.EncodedObjectSize(e.Hash)
		if err != nil {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
		i.size = size
	}
	return i, nil
}

// ReadFile reads a file.
func (t *treeFS) ReadFile(name string) ([]byte, error) {
	e, err := t.lookup("read", name)
	if err != nil {
		return nil, err
	}
	if !modeOf(e).IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("it is not a file")}
	}
	data, err := t.blob(e.Hash)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// ReadDir lists a directory, sorted by name.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := t.lookup("readdir", name)
	if err != nil {
		return nil, err
	}
	d, err := t.tree(e)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	out := make([]fs.DirEntry, len(d.Entries))
	for i, e := range d.Entries {
		out[i] = dirEntry{t, e}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name() < out[j].Name() })
	return out, nil
}

// Open opens a file or directory.
func (t *treeFS) Open(name string) (fs.File, error) {
	e, err := t.lookup("open", name)
	if err != nil {
		return nil, err
	}
	i, err := t.info(e, path.Base(name))
	if err != nil {
		return nil, err
	}
	if isDir(e) {
		list, err := t.ReadDir(name)
		return &openDir{openFile{info: i}, list}, err
	}
	if !i.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("it is not a file")}
	}
	data, err := t.ReadFile(name)
	return &openFile{bytes.NewReader(data), i}, err
}

func modeOf(e object.TreeEntry) fs.FileMode {
	switch {
	case isDir(e):
		return fs.ModeDir | 0o555
	case e.Mode == filemode.Symlink:
		return fs.ModeSymlink | 0o444
	case e.Mode == filemode.Submodule:
		return fs.ModeIrregular
	}
	return 0o444
}

type dirEntry struct {
	t *treeFS
	e object.TreeEntry
}

func (d dirEntry) Name() string               { return d.e.Name }
func (d dirEntry) IsDir() bool                { return isDir(d.e) }
func (d dirEntry) Type() fs.FileMode          { return modeOf(d.e).Type() }
func (d dirEntry) Info() (fs.FileInfo, error) { return d.t.info(d.e, d.e.Name) }

type info struct {
	name string
	size int64
	mode fs.FileMode
	when time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.when }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

type openFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	openFile
	rest []fs.DirEntry
}

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: errors.New("it is a directory")}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(d.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.rest) {
		n = len(d.rest)
	}
	out := d.rest[:n]
	d.rest = d.rest[n:]
	return out, nil
}
