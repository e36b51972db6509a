package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/compose"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// themeDir is where the theme is, or would be.
func (f renderFlags) themeDir(w *workspace) string {
	return compose.ThemeDir(&directory.Directory{Path: w.dir}, f.theme)
}

// loadTheme reads the theme: that of the flag, or the directory theme if there is one.
func (f renderFlags) loadTheme(w *workspace) (*render.Theme, error) {
	t, err := compose.Theme(&directory.Directory{Path: w.dir}, f.theme)
	return t, asDiagError(err)
}

func (a *app) listTemplates() error {
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "templates": render.Templates()})
	}
	for _, name := range render.Templates() {
		fmt.Fprintln(a.streams.Out, name)
	}
	return nil
}

// ejectTemplates writes built-in templates into a theme directory: by file name, by the name of the document, or all.
// It never writes over a file.
func (a *app) ejectTemplates(dir string, names []string) error {
	known := render.Templates()
	var short []string // names as a person calls them: raci, page
	for _, k := range known {
		before, _, _ := strings.Cut(k, ".")
		short = append(short, before)
	}
	var chosen []string
	var diags diag.List
	for _, name := range names {
		if name == "all" {
			chosen = append(chosen, known...)
			continue
		}
		i := max(slices.Index(known, name), slices.Index(short, name))
		if i < 0 {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("there is no template %q", name), "Templates are: all, %s.%s", strings.Join(short, ", "), diag.DidYouMean(name, short))
			continue
		}
		chosen = append(chosen, known[i])
	}
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	var files []string
	for _, name := range chosen {
		path := filepath.Join(dir, name)
		if exists(path) {
			diags.Errorf(diag.UnreadableIO, diag.Range{File: path}, fmt.Sprintf("%s exists", path), "Move it away first; what was changed in it is not written over.")
		}
		files = append(files, path)
	}
	if diags.HasErrors() {
		return diagError{diags, nil}
	}
	if len(files) == 0 {
		return usageError{fmt.Errorf("--eject names no template; stagecraft render --list-templates lists them")}
	}
	for i, name := range chosen {
		text, err := render.Template(name)
		if err != nil {
			return err
		}
		if err := writeFile(files[i], text); err != nil {
			return err
		}
	}
	return a.printFiles(files)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
