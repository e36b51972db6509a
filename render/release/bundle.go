package release

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// ManifestName is the file in a bundle that lists all others.
const ManifestName = "manifest.json"

// Manifest says what a bundle was made from and what is in it.
type Manifest struct {
	FormatVersion string `json:"format_version"`
	Name          string `json:"name"` // of the architecture
	Title         string `json:"title"`
	Version       string `json:"version"`
	Previous      string `json:"previous,omitempty"` // version that it follows
	Commit        string `json:"commit"`
	Digest        string `json:"digest"` // of the architecture's meaning
	ToolVersion   string `json:"tool_version"`
	// Signed lists who has signed how much of it.
	Signed []signoff.Approver `json:"signed"`
	Files  []ManifestFile     `json:"files"`
}

// ManifestFile is one file of a bundle.
type ManifestFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // in hex
	Size   int    `json:"size"`   // in bytes
}

// file is a file of the bundle.
type file struct {
	path string
	data []byte
}

// zipped writes a manifest and the files into a zip file, the same bytes for the same content. All times in it are
// the start of the format's calendar.
func zipped(m Manifest, files []file) ([]byte, error) {
	slices.SortFunc(files, func(x, y file) int { return strings.Compare(x.path, y.path) })
	m.Files = nil
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		m.Files = append(m.Files, ManifestFile{f.path, hex.EncodeToString(sum[:]), len(f.data)})
	}
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range append([]file{{ManifestName, append(head, '\n')}}, files...) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.path, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// limit of a file in a bundle that is read; documents are far smaller.
const limit = 256 << 20

// Verify reads a bundle and makes sure that every file in it is the one that the manifest names, and
// that there is no other. The error names the first that is not.
func Verify(data []byte) (*Manifest, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("this is no bundle: %w", err)
	}
	content := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		content[f.Name], err = io.ReadAll(io.LimitReader(r, limit))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	var m Manifest
	if err := json.Unmarshal(content[ManifestName], &m); err != nil {
		return nil, fmt.Errorf("this is no bundle: %s: %w", ManifestName, err)
	}
	delete(content, ManifestName)
	for _, f := range m.Files {
		c, ok := content[f.Path]
		sum := sha256.Sum256(c)
		switch {
		case !ok:
			return nil, fmt.Errorf("%s is missing", f.Path)
		case hex.EncodeToString(sum[:]) != f.SHA256:
			return nil, fmt.Errorf("%s was changed after the release", f.Path)
		}
		delete(content, f.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(content)) {
		return nil, fmt.Errorf("%s was added after the release", name)
	}
	return &m, nil
}
