package emulator

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Limits of one zip [doc].
const (
	maxFiles    = 10000
	maxUnpacked = 600 << 20
)

// unpack reads a zip into files by path.
func unpack(b []byte) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errors.New("what was sent is no zip file")
	}
	if len(r.File) > maxFiles {
		return nil, bad("LIMIT_EXCEEDED", "Maximum number of files exceeded: %d", maxFiles)
	}
	files, size := map[string][]byte{}, 0
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		content, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(content, int64(maxUnpacked-size)+1))
		content.Close()
		if err != nil {
			return nil, err
		}
		if size += len(text); size > maxUnpacked {
			return nil, bad("LIMIT_EXCEEDED", "Maximum size of uncompressed files exceeded")
		}
		files[f.Name] = text
	}
	return rooted(files), nil
}

// rooted drops the folder that a zip's files lie in, such as unpackaged.
func rooted(files map[string][]byte) map[string][]byte {
	if _, ok := files["package.xml"]; ok {
		return files
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		folder, ok := strings.CutSuffix(name, "/package.xml")
		if !ok || strings.Contains(folder, "/") {
			continue
		}
		out := map[string][]byte{}
		for n, b := range files {
			if rest, below := strings.CutPrefix(n, folder+"/"); below {
				out[rest] = b
			}
		}
		return out
	}
	return files
}

// pack writes files into a zip, always the same bytes for the same files. They are not compressed, which would take most of the time.
func pack(files map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			panic("emulator: " + err.Error()) // a buffer takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic("emulator: " + err.Error())
	}
	return b.Bytes()
}
