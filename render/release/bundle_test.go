package release

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func bundle(t testing.TB) []byte {
	t.Helper()
	data, err := zipped(Manifest{FormatVersion: manifestVersion, Name: "x", Version: "1.0.0"}, []file{{"b.md", []byte("bee")}, {"a/c.md", []byte("sea")}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBundleIsTheSame(t *testing.T) {
	if x, y := bundle(t), bundle(t); !bytes.Equal(x, y) {
		t.Error("two bundles of the same files differ")
	}
	m, err := Verify(bundle(t))
	if err != nil || len(m.Files) != 2 || m.Files[0].Path != "a/c.md" || m.Files[1].Size != 3 {
		t.Errorf("%+v, %v", m, err)
	}
}

// entry is a file of a bundle made by hand.
type entry struct {
	name, text string
	mode       os.FileMode
}

// forged is a bundle whose manifest has the true digests of some files, and whose entries are others.
func forged(t testing.TB, format string, listed []ManifestFile, entries ...entry) []byte {
	t.Helper()
	head, err := json.Marshal(Manifest{FormatVersion: format, Files: listed})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range append([]entry{{ManifestName, string(head), 0}}, entries...) {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode)
		w, err := z.CreateHeader(h)
		if err == nil && !strings.HasSuffix(e.name, "/") {
			_, err = io.WriteString(w, e.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func listed(name, text string) ManifestFile {
	sum := sha256.Sum256([]byte(text))
	return ManifestFile{name, hex.EncodeToString(sum[:]), int64(len(text))}
}

func TestVerifyRefuses(t *testing.T) {
	a := listed("a.md", "text")
	long := a
	long.Size = 1 << 40
	negative := a
	negative.Size = -1
	for want, data := range map[string][]byte{
		"this is no bundle: zip":              []byte("words"),
		"it has no manifest.json":             emptyZip(t),
		`manifest has format "2.0"`:           forged(t, "2.0", nil),
		"a.md is missing":                     forged(t, "1.0", []ManifestFile{a}),
		"a.md was added":                      forged(t, "1.0", nil, entry{"a.md", "text", 0}),
		"a.md was changed":                    forged(t, "1.0", []ManifestFile{a}, entry{"a.md", "tex7", 0}),
		"a.md was changed after":              forged(t, "1.0", []ManifestFile{a}, entry{"a.md", "text and more", 0}),
		"a.md was changed after the":          forged(t, "1.0", []ManifestFile{long}, entry{"a.md", "text", 0}),
		"a.md was changed after the release":  forged(t, "1.0", []ManifestFile{negative}, entry{"a.md", "text", 0}),
		"a.md is in it twice":                 forged(t, "1.0", []ManifestFile{a}, entry{"a.md", "other", 0}, entry{"a.md", "text", 0}),
		"manifest.json is in it twice":        forged(t, "1.0", []ManifestFile{a}, entry{"a.md", "text", 0}, entry{ManifestName, "{}", 0}),
		"a.md is missing, or in the manifest": forged(t, "1.0", []ManifestFile{a, a}, entry{"a.md", "text", 0}),
		`"../a.md" is no plain file`:          forged(t, "1.0", []ManifestFile{listed("../a.md", "text")}, entry{"../a.md", "text", 0}),
		`"/a.md" is no plain file`:            forged(t, "1.0", []ManifestFile{listed("/a.md", "text")}, entry{"/a.md", "text", 0}),
		`"b\\a.md" is no plain file`:          forged(t, "1.0", []ManifestFile{listed(`b\a.md`, "text")}, entry{`b\a.md`, "text", 0}),
		`"C:a.md" is no plain file`:           forged(t, "1.0", []ManifestFile{listed("C:a.md", "text")}, entry{"C:a.md", "text", 0}),
		`"dir/" is no plain file`:             forged(t, "1.0", nil, entry{"dir/", "", fs.ModeDir}),
		`"a.md" is no plain file`:             forged(t, "1.0", []ManifestFile{a}, entry{"a.md", "text", fs.ModeSymlink}),
		"manifest.json is larger than 16 MB":  forged(t, strings.Repeat("1", maxManifest), nil),
		"manifest.json: ":                     bytes.Replace(stored(t), []byte(`"version"`), []byte(`"versiom"`), 1),
	} {
		if m, err := Verify(data); err == nil || m != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func emptyZip(t testing.TB) []byte {
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stored is a bundle whose manifest is not compressed, so that it can be edited in place.
func stored(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: ManifestName, Method: zip.Store})
	if err == nil {
		_, err = io.WriteString(w, `{"format_version": "1.0", "version": "1"}`)
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzVerify: no bytes make Verify panic, and in a bundle that it accepts every file that
// a program takes out is one of the manifest.
func FuzzVerify(f *testing.F) {
	f.Add(bundle(f))
	f.Add(stored(f))
	f.Add(forged(f, "1.0", []ManifestFile{listed("a", "x")}, entry{"a", "x", 0}, entry{"a", "y", 0}))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Verify(data)
		if err != nil {
			return
		}
		want := map[string]string{}
		for _, x := range m.Files {
			want[x.Path] = x.SHA256
		}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range z.File {
			if e.Name == ManifestName {
				continue
			}
			r, err := e.Open()
			if err != nil {
				t.Fatal(err)
			}
			h := sha256.New()
			if _, err := io.Copy(h, r); err != nil || want[e.Name] != hex.EncodeToString(h.Sum(nil)) {
				t.Fatalf("%q is not what the manifest names: %v", e.Name, err)
			}
			delete(want, e.Name)
		}
		if len(want) > 0 {
			t.Fatalf("%v are not in it", want)
		}
	})
}
