// Package confined reads files that nobody has vetted: those of a proposal from outside of the organisation. Whoever wrote them chose their
// names and their links, too, so nothing outside of the repository can be reached, no link is followed, and git's own files,
// where a runner may keep a token, are not there.
package confined

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

var (
	errLink    = errors.New("it is a link, and links of a proposal that nobody has vetted are not followed")
	errOutside = errors.New("it is outside of the repository")
	errGit     = errors.New("it belongs to git itself")
)

// Open gives the files of the repository around a directory, and the place of the directory among them, slash-separated. A directory
// that is in no repository stands for itself. The directory need not exist.
func Open(dir string) (fs.FS, string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, "", err
	}
	top := repository(abs)
	if top == "" {
		if top = abs; isLink(abs) {
			return nil, "", &fs.PathError{Op: "open", Path: dir, Err: errLink}
		}
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, "", err
	}
	rel, err := filepath.Rel(top, abs)
	return tree{root}, filepath.ToSlash(rel), err
}

// repository is the top of the repository around a directory, "" when there is none: the innermost one that no link of a repository
// around it leads to.
func repository(dir string) (top string) {
	linked := false
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil && (top == "" || linked) {
			top, linked = at, false
		}
		linked = linked || isLink(at)
		if at == filepath.Dir(at) {
			return top
		}
	}
}

func isLink(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// ReadFile reads one file under the rules of the package.
func ReadFile(name string) ([]byte, error) {
	files, dir, err := Open(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(files, path.Join(dir, filepath.Base(name)))
}

// Sub gives the files of one directory.
func Sub(dir string) (fs.FS, error) {
	files, at, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return fs.Sub(files, at)
}

// tree are the files below a root. The root itself refuses what leads out of it, whatever changes meanwhile.
type tree struct{ root *os.Root }

// check refuses paths that are not for a proposal to name.
func (t tree) check(op, name string) error {
	fail := func(err error) error { return &fs.PathError{Op: op, Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(errOutside)
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if strings.EqualFold(part, ".git") {
			return fail(errGit)
		}
		info, err := t.root.Lstat(strings.Join(parts[:i+1], "/"))
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fail(errLink)
		}
	}
	return nil
}

func (t tree) Open(name string) (fs.File, error) {
	if err := t.check("open", name); err != nil {
		return nil, err
	}
	return t.root.Open(name)
}

func (t tree) ReadFile(name string) ([]byte, error) {
	if err := t.check("read", name); err != nil {
		return nil, err
	}
	return t.root.ReadFile(name)
}

func (t tree) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := t.check("readdir", name); err != nil {
		return nil, err
	}
	return fs.ReadDir(t.root.FS(), name)
}

func (t tree) Stat(name string) (fs.FileInfo, error) {
	if err := t.check("stat", name); err != nil {
		return nil, err
	}
	return t.root.Lstat(name)
}
