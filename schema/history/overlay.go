package history

import (
	"io/fs"
	"path"
	"strings"
)

// overlay is a tree with the directory of fetched modules, which is taken from disk as far as the tree does not have it.
type overlay struct {
	*treeFS
	dir  string // of the modules
	disk fs.FS  // seen from the same top
	// elsewhere maps the directories of modules that the tree pins in another version than
	// the one on disk to those that hold it.
	elsewhere map[string]string
}

// of is the file system that has a path, and the path in it.
func (o overlay) of(name string) (fs.FS, string) {
	rest, below := strings.CutPrefix(name, o.dir+"/")
	if !below {
		return o.treeFS, name
	}
	if _, err := o.find(name, true); err == nil {
		return o.treeFS, name
	}
	module, file, _ := strings.Cut(rest, "/")
	if there := o.elsewhere[path.Join(o.dir, module)]; there != "" {
		return o.disk, path.Join(there, file)
	}
	return o.disk, name
}

func (o overlay) Open(name string) (fs.File, error) {
	f, name := o.of(name)
	return f.Open(name)
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	f, name := o.of(name)
	return fs.ReadFile(f, name)
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	f, name := o.of(name)
	return fs.ReadDir(f, name)
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	f, name := o.of(name)
	return fs.Stat(f, name)
}
