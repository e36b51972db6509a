package metadata

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func zipOf(t testing.TB, headers ...*zip.FileHeader) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, h := range headers {
		in, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write([]byte("<Flow/>")); err != nil && !strings.HasSuffix(h.Name, "/") {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestZipsRefused(t *testing.T) {
	link := &zip.FileHeader{Name: "flows/A.flow"}
	link.SetMode(fs.ModeSymlink | 0o777)
	for want, data := range map[string][]byte{
		`"../A.flow" is no path`:         zipOf(t, &zip.FileHeader{Name: "../A.flow"}),
		`"flows/../../A.flow" is no`:     zipOf(t, &zip.FileHeader{Name: "flows/../../A.flow"}),
		`"/etc/A.flow" is no path`:       zipOf(t, &zip.FileHeader{Name: "/etc/A.flow"}),
		`"C:/A.flow" is no path`:         zipOf(t, &zip.FileHeader{Name: "C:/A.flow"}),
		`"..\\A.flow" is no path`:        zipOf(t, &zip.FileHeader{Name: `..\A.flow`}),
		`"flows/A.flow" is no path`:      zipOf(t, link),
		`"flows/a.flow" is there twice`:  zipOf(t, &zip.FileHeader{Name: "flows/A.flow"}, &zip.FileHeader{Name: "flows/a.flow"}),
		"no zip file":                    []byte("PK"),
		"more than 3 files or 1 MB":      zipOf(t, &zip.FileHeader{Name: "1"}, &zip.FileHeader{Name: "2"}, &zip.FileHeader{Name: "3"}, &zip.FileHeader{Name: "4"}),
		"bomb: more than 3 files or 1 M": must(Zip([]File{{"bomb", make([]byte, 3<<20)}}))(t),
	} {
		files, err := unzip(data, limits{files: 3, bytes: 1 << 20})
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%d files and %v, want %q", len(files), err, want)
		}
	}
	if files := must(Unzip(zipOf(t, &zip.FileHeader{Name: "flows/"}, &zip.FileHeader{Name: "flows/A.flow"})))(t); len(files) != 1 {
		t.Errorf("read %v", files)
	}
}

func FuzzUnzip(f *testing.F) {
	f.Add(must(Zip(must(sample().MDAPI())(f)))(f))
	f.Add(must(Zip(must(sample().Source())(f)))(f))
	f.Add(zipOf(f, &zip.FileHeader{Name: "../A"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := unzip(data, limits{files: 100, bytes: 1 << 20})
		if err == nil {
			_, err = Read(files)
		}
		if err != nil && !providers.IsKind(err, providers.Invalid) {
			t.Fatal(err)
		}
		for _, file := range files {
			if !fs.ValidPath(file.Path) {
				t.Fatalf("path %q", file.Path)
			}
		}
	})
}

func FuzzReadSource(f *testing.F) {
	for _, file := range must(sample().Source())(f) {
		f.Add(file.Path, file.Data)
	}
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		p, err := ReadSource([]File{{path, data}})
		if err != nil {
			if !providers.IsKind(err, providers.Invalid) {
				t.Fatal(err)
			}
			return
		}
		again := must(ReadSource(must(p.Source())(t)))(t)
		if again.Skipped, again.Version = p.Skipped, p.Version; !again.Equal(p) {
			t.Fatal("another package")
		}
	})
}
