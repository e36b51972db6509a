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
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// ManifestName is the file in a bundle that lists all others.
const ManifestName = "manifest.json"

// manifestVersion is the version of the form of a manifest. The part after the dot grows with additions.
const manifestVersion = "1.0"

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
	Size   int64  `json:"size"`   // in bytes
}

// file is a file of the bundle or of the commit.
type file struct {
	path string
	data []byte
}

// zipped writes a manifest and the files into a zip file, the same bytes for the same content. All times in it are
// the start of the format's calendar.
func zipped(m Manifest, files []file) ([]byte, error) {
	slices.SortFunc(files, func(x, y file) int { return strings.Compare(x.path, y.path) })
	m.Files = []ManifestFile{}
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		m.Files = append(m.Files, ManifestFile{f.path, hex.EncodeToString(sum[:]), int64(len(f.data))})
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

// maxManifest is the largest manifest that is read, in bytes.
const maxManifest = 16 << 20

// Verify reads a bundle and makes sure that every file in it is the one that the manifest names, that there is no
// other, and that every program takes the same files out of it: no name twice, none that leads elsewhere, no links. The error names the
// first problem. It does not tell who made the bundle: that is what the SHA-256 in the release's tag is for.
func Verify(data []byte) (*Manifest, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // such a path is named below
		return nil, fmt.Errorf("this is no bundle: %w", err)
	}
	entries := map[string]*zip.File{}
	for _, f := range z.File {
		switch {
		case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsAny(f.Name, `\:`) || !f.Mode().IsRegular():
			return nil, fmt.Errorf("%q is no plain file of a bundle", f.Name)
		case entries[f.Name] != nil:
			return nil, fmt.Errorf("%s is in it twice", f.Name)
		}
		entries[f.Name] = f
	}
	m, err := manifest(entries[ManifestName])
	if err != nil {
		return nil, err
	}
	delete(entries, ManifestName)
	for _, f := range m.Files {
		e := entries[f.Path]
		if e == nil {
			return nil, fmt.Errorf("%s is missing, or in the manifest twice", f.Path)
		}
		if err := f.matches(e); err != nil {
			return nil, err
		}
		delete(entries, f.Path)
	}
	for _, f := range z.File {
		if entries[f.Name] != nil {
			return nil, fmt.Errorf("%s was added after the release", f.Name)
		}
	}
	return m, nil
}

// manifest reads the manifest of a bundle.
func manifest(f *zip.File) (*Manifest, error) {
	if f == nil {
		return nil, errors.New("this is no bundle: it has no " + ManifestName)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if len(text) > maxManifest {
		return nil, fmt.Errorf("%s is larger than %d MB", f.Name, maxManifest>>20)
	}
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("this is no bundle: %s: %w", f.Name, err)
	}
	major, _, _ := strings.Cut(m.FormatVersion, ".")
	if want, _, _ := strings.Cut(manifestVersion, "."); major != want {
		return nil, fmt.Errorf("its manifest has format %q; this version of stagecraft reads format %s", m.FormatVersion, manifestVersion)
	}
	return m, nil
}

// matches makes sure that an entry has the content that the manifest names. Of a larger one no more is read than is named.
func (m ManifestFile) matches(e *zip.File) error {
	r, err := e.Open()
	if err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(r, max(m.Size, 0)))
	if err == nil && n == m.Size {
		var more [1]byte // what is behind shows a longer file, and makes the reader compare the checksum
		if k, rerr := io.ReadFull(r, more[:]); k > 0 {
			n++
		} else if !errors.Is(rerr, io.EOF) {
			err = rerr
		}
	}
	if err = errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	if n != m.Size || hex.EncodeToString(h.Sum(nil)) != m.SHA256 {
		return fmt.Errorf("%s was changed after the release", m.Path)
	}
	return nil
}
