package history

import (
	"io/fs"
	"strings"
)

// overlay is a tree with a directory that is taken from disk as far as the tree does not have it.
type overlay struct {
	*treeFS
	dir  string
	disk fs.FS // seen from the same top
}

// of is the file system that has a path.
func (o overlay) of(name string) fs.FS {
	if name == o.dir || strings.HasPrefix(name, o.dir+"/") {
		if _, err := o.find(name, true); err != nil {
			return o.disk
		}
	}
	return o.treeFS
}

func (o overlay) Open(name string) (fs.File, error)          { return o.of(name).Open(name) }
func (o overlay) ReadFile(name string) ([]byte, error)       { return fs.ReadFile(o.of(name), name) }
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(o.of(name), name) }
func (o overlay) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(o.of(name), name) }
