package metadata

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// limits are what is read at most from a zip or a folder.
type limits struct {
	files int
	bytes int64
}

// allowed is more than Salesforce takes or gives at once: 10,000 files, and 600 MB when unpacked, were read in its
// documentation; a retrieve of text rarely has a tenth of that.
var allowed = limits{files: 20_000, bytes: 256 << 20}

// zipTime is the first time that a zip can hold. All files carry it, so that the same files give the same bytes.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Zip packs files, in the order of their paths.
func Zip(files []File) ([]byte, error) {
	files = slices.SortedFunc(slices.Values(files), func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: zipTime})
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Unzip unpacks files by their paths below the folder that package.xml is in: a retrieve puts all in "unpackaged".
// Paths that lead out of a folder, links, files that come twice, and more than the limits are refused.
func Unzip(data []byte) ([]File, error) { return unzip(data, allowed) }

func unzip(data []byte, most limits) ([]File, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, invalid("no zip file: %s", err)
	}
	c := collector{most: most}
	seen := map[string]bool{}
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, `\:`) || strings.ContainsFunc(f.Name, isControl) || !f.Mode().IsRegular() {
			return nil, invalid("zip file: %q is no path of a file", f.Name)
		}
		if seen[strings.ToLower(f.Name)] {
			return nil, invalid("zip file: %q is there twice", f.Name)
		}
		seen[strings.ToLower(f.Name)] = true
		in, err := f.Open()
		if err == nil {
			err = c.add(f.Name, in)
		}
		if err != nil {
			return nil, invalid("zip file: %s: %s", f.Name, message(err))
		}
	}
	return belowManifest(c.files), nil
}

// Files reads the files of a folder, hidden ones and node_modules left out.
func Files(fsys fs.FS) ([]File, error) {
	c := collector{most: allowed}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && name != "."
		switch {
		case d.IsDir() && (hidden || d.Name() == "node_modules"):
			return fs.SkipDir
		case hidden || !d.Type().IsRegular():
			return nil
		}
		in, err := fsys.Open(name)
		if err != nil {
			return err
		}
		return c.add(name, in)
	})
	return c.files, err
}

// Read reads a project in source format or a package in that of the Metadata API, whichever the files are.
func Read(files []File) (*Package, error) {
	if slices.ContainsFunc(files, func(f File) bool { return f.Path == projectFile }) {
		return ReadSource(files)
	}
	files = belowManifest(files)
	if !slices.ContainsFunc(files, func(f File) bool { return f.Path == manifestFile }) {
		return nil, invalid("neither %s nor %s is there", projectFile, manifestFile)
	}
	return ReadMDAPI(files)
}

// belowManifest cuts off the one folder that all files are in, where package.xml is there.
func belowManifest(files []File) []File {
	for _, f := range files {
		if dir, name := path.Split(f.Path); name == manifestFile && strings.Count(dir, "/") == 1 {
			out := slices.Clone(files)
			for i, f := range files {
				below, ok := strings.CutPrefix(f.Path, dir)
				if !ok {
					return files
				}
				out[i].Path = below
			}
			return out
		}
	}
	return files
}

// collector reads files up to the limits.
type collector struct {
	most  limits
	files []File
	bytes int64
}

func (c *collector) add(name string, in io.ReadCloser) error {
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, c.most.bytes-c.bytes+1))
	if err != nil {
		return err
	}
	c.bytes += int64(len(data))
	c.files = append(c.files, File{name, data})
	if c.bytes > c.most.bytes || len(c.files) > c.most.files {
		return invalid("more than %d files or %d MB", c.most.files, c.most.bytes>>20)
	}
	return nil
}
