package hclschema

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/confined"
)

// fileTree is where files come from. Names are slash-separated and relative
// to the root architecture; a module outside of it starts with "..".
type fileTree interface {
	// list names the files below dir, sorted, without hidden directories.
	list(dir string) ([]string, error)
	read(name string) ([]byte, error)
}

// fsFiles are the files of a file system, seen from one of its directories.
type fsFiles struct {
	fsys fs.FS
	root string
}

// dirFiles are the files of the disk, seen from a directory.
func dirFiles(dir string) fsFiles { return fsFiles{disk(dir), "."} }

// directoryFiles are dirFiles as the options allow.
func directoryFiles(dir string, opts Options) (fsFiles, error) {
	if !opts.Untrusted {
		return dirFiles(dir), nil
	}
	fsys, at, err := confined.Open(dir)
	return fsFiles{fsys, at}, err
}

func (f fsFiles) isDir() bool {
	info, err := fs.Stat(f.fsys, f.root)
	return err == nil && info.IsDir()
}

func (f fsFiles) read(name string) ([]byte, error) {
	return fs.ReadFile(f.fsys, path.Join(f.root, name))
}

func (f fsFiles) list(dir string) ([]string, error) {
	var names []string
	root := path.Join(f.root, dir)
	err := fs.WalkDir(f.fsys, root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if p != root && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if f.readable(p, e) {
			names = append(names, path.Join(dir, strings.TrimPrefix(p, root+"/")))
		}
		return nil
	})
	sort.Strings(names)
	return names, err
}

// readable tells whether an entry can be a file of the architecture. Pipes, sockets and devices are
// none, since reading one may never end; nor is a link to a directory. A link to nothing is kept, so that it is reported.
func (f fsFiles) readable(name string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.Type().IsRegular()
	}
	info, err := fs.Stat(f.fsys, name)
	return err != nil || info.Mode().IsRegular()
}

// disk is the file system below a directory. Unlike os.DirFS it also reaches what
// is beside the directory, since a local module may stand there.
type disk string

func (d disk) path(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

func (d disk) Open(name string) (fs.File, error)          { return os.Open(d.path(name)) }
func (d disk) ReadFile(name string) ([]byte, error)       { return os.ReadFile(d.path(name)) }
func (d disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(d.path(name)) }
func (d disk) Stat(name string) (fs.FileInfo, error)      { return os.Stat(d.path(name)) }

// changedFiles are files of which some have other contents than on disk.
type changedFiles struct {
	fileTree
	changed map[string][]byte
}

func (c changedFiles) read(name string) ([]byte, error) {
	if b, ok := c.changed[name]; ok {
		return b, nil
	}
	return c.fileTree.read(name)
}

// mapFiles are files in memory.
type mapFiles map[string][]byte

func (m mapFiles) read(name string) ([]byte, error) {
	if b, ok := m[name]; ok {
		return b, nil
	}
	return nil, fs.ErrNotExist
}

func (m mapFiles) list(dir string) ([]string, error) {
	var names []string
	for name := range m {
		if rel, ok := below(dir, name); ok && !hidden(rel) {
			names = append(names, name)
		}
	}
	if len(names) == 0 && dir != "." {
		return nil, fs.ErrNotExist
	}
	sort.Strings(names)
	return names, nil
}
