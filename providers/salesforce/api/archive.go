package api

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// What one deploy and one retrieve may hold. Source: Metadata API Developer Guide, limits.
const (
	maxFiles    = 10_000
	maxUnpacked = 600 << 20
)

// Zip packs files by their paths. The same files always give the same bytes.
func Zip(files map[string][]byte) ([]byte, error) {
	if len(files) > maxFiles {
		return nil, invalid("%d files are more than the %d that Salesforce takes at once", len(files), maxFiles)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	total := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !filePath(name) {
			return nil, invalid("%q is no path of a file in a zip", name)
		}
		if total += len(files[name]); total > maxUnpacked {
			return nil, invalid("the files are larger than the %d MB that Salesforce takes at once", maxUnpacked>>20)
		}
		f, err := w.Create(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// filePath tells whether a name leads to a file below the root of a zip.
func filePath(name string) bool { return fs.ValidPath(name) && name != "." }

// Unzip unpacks what Salesforce sent, within the limits that hold for it.
func Unzip(data []byte) (map[string][]byte, error) { return unzip(data, maxUnpacked) }

func unzip(data []byte, most int64) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, invalid("the zip cannot be read: %v", err)
	}
	if len(r.File) > maxFiles {
		return nil, invalid("the zip has more than %d files", maxFiles)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if _, twice := files[f.Name]; twice || !filePath(f.Name) {
			return nil, invalid("the zip has a file %q, which is no path or there twice", f.Name)
		}
		content, err := unpack(f, most)
		if err != nil {
			return nil, invalid("the file %q in the zip cannot be read: %v", f.Name, err)
		}
		most -= int64(len(content))
		files[f.Name] = content
	}
	return files, nil
}

// unpack reads a file of up to most bytes. The size that the zip states may be a lie.
func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("the zip is larger than %d bytes unpacked", most)
	}
	return content, err
}
