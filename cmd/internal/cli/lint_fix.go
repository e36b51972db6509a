package cli

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// mendAll mends what is certain, writes the files, and gives what was loaded from them.
func mendAll(w *workspace, res *hclschema.Result) (*hclschema.Result, *view.LintFix, error) {
	load, err := w.options()
	if err != nil {
		return nil, nil, err
	}
	before, changed := res.Sources, map[string][]byte{}
	out := &view.LintFix{Done: diag.List{}, Files: []string{}}
	for {
		files, done, left := lint.Fix(lint.Find(res.Architecture, res.Sources), res.Sources)
		out.Left = left
		if len(done) == 0 {
			break
		}
		maps.Copy(changed, files)
		next := hclschema.LoadChanged(w.dir, changed, load)
		if next.Diags.HasErrors() {
			return nil, nil, diagError{append(diag.List{{Code: diag.BadValue, Severity: diag.Error, Summary: "Nothing was written: the architecture would not be valid any more",
				Detail: "Mend by hand what stagecraft lint reports."}}, next.Diags...), next.Sources}
		}
		res, out.Done = next, append(out.Done, done...)
	}
	out.Files = slices.Sorted(maps.Keys(changed))
	return res, out, rewrite(w.dir, changed, before)
}

// rewrite writes files of a directory, and puts those back that it wrote when one cannot be written.
func rewrite(dir string, files, before map[string][]byte) error {
	path := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	var written []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		written = append(written, name)
		err := os.WriteFile(path(name), files[name], 0o644)
		if err == nil {
			continue
		}
		for _, done := range written {
			if e := os.WriteFile(path(done), before[done], 0o644); e != nil && done != name {
				err = errors.Join(err, e)
			}
		}
		return err
	}
	return nil
}
