// Command gen writes the examples and the documentation of the Terraform provider, which follow from the resource types of the CRMs,
// into the provider's folder. Without OpenTofu and tfplugindocs, which `make tools` builds, it leaves the documentation as it is.
//
// Tests fail when a derived file is out of date.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
)

//go:generate go run . ../..

func main() {
	root := "terraform-provider"
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	files, err := examples()
	if err != nil {
		return err
	}
	if err := replace(root, files, generatedExample); err != nil {
		return err
	}
	files, err = documentation(root)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(os.Stderr, "gen: the documentation of the Terraform provider stays as it is: make tools builds what writes it")
		return nil
	}
	if err != nil {
		return err
	}
	return replace(root, files, generatedDocument)
}

// generatedExample tells whether an example is one of a CRM's resource types. The others are written by hand.
func generatedExample(name string) bool {
	folder := path.Base(path.Dir(name))
	return strings.HasPrefix(name, "examples/") && slices.ContainsFunc(bundled.Factories(), func(f *providers.Factory) bool {
		return strings.HasPrefix(folder, "stagecraft_"+f.Info.Name+"_")
	})
}

func generatedDocument(name string) bool { return strings.HasPrefix(name, "docs/") }

// replace makes files all that there are of a kind.
func replace(root string, files map[string][]byte, kind func(name string) bool) error {
	there, err := existing(root, kind)
	if err != nil {
		return err
	}
	for name := range there {
		if files[name] == nil {
			if err := os.Remove(filepath.Join(root, name)); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(filepath.Join(root, name), files[name]); err != nil {
			return err
		}
	}
	return nil
}

// existing are the files of a kind, by path in the provider's folder.
func existing(root string, kind func(name string) bool) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, folder := range []string{"docs", "examples"} {
		all, err := tree(os.DirFS(root), folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for name, data := range all {
			if kind(name) {
				out[name] = data
			}
		}
	}
	return out, nil
}

func write(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
