// Package compose makes the documents of an architecture's directory: with its theme, its sign-offs, its releases and
// what its CRMs are configured with. The same directory gives the same documents, whoever asks.
package compose

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// Options say which documents, and how they look.
type Options struct {
	// Only limits the documents by name; empty is all that have something to say.
	Only []string
	// Paper is the size of PDF pages: a4 or letter.
	Paper string
	// Theme is a directory; "" is the directory theme beside the architecture, if it is there.
	Theme string
	// Since is an earlier version to mark the changes since; nil is the last release that differs.
	Since *schema.Architecture
	// Warn is told what past versions have that is odd; may be nil.
	Warn func(diag.List)
}

// Set composes the documents of an architecture that was read from a directory. The diagnostics tell which of them cannot
// be made; an error, a *directory.Problem where somebody can mend it, that none can.
func Set(d *directory.Directory, res *hclschema.Result, o Options) (*render.Set, diag.List, error) {
	opts := render.Options{Commit: d.Committed(res.Sources), Only: o.Only, Paper: o.Paper, Since: o.Since}
	var err error
	if opts.CRMs, err = CRMs(d, res); err != nil {
		return nil, nil, err
	}
	signed, err := d.SignOffs(res, true, "")
	if err == nil {
		err = signed.Problem()
	}
	if err != nil {
		return nil, nil, err
	}
	opts.Signoffs = signed.Status
	if err := addReleases(d, res.Architecture, o, &opts); err != nil {
		return nil, nil, err
	}
	if opts.Theme, err = Theme(d, o.Theme); err != nil {
		return nil, nil, err
	}
	set, diags := render.Compose(res.Architecture, opts)
	if set == nil {
		return nil, nil, &directory.Problem{Diags: diags, Sources: res.Sources}
	}
	return set, diags, nil
}

// CRMs are the CRMs that documents speak of; see directory.Directory.CompileAll.
func CRMs(d *directory.Directory, res *hclschema.Result) (out []render.CRM, err error) {
	all, err := d.CompileAll(res)
	for _, c := range all {
		out = append(out, render.CRM{Info: c.Info, Compiled: c.Compiled})
	}
	return out, err
}

// addReleases adds the released versions and, unless another was asked for, the one to mark the changes since.
func addReleases(d *directory.Directory, arch *schema.Architecture, o Options, opts *render.Options) error {
	repo, err := history.Open(d.Path)
	if err != nil {
		return nil // without a repository there are no releases
	}
	load := d.Load
	load.Env = d.Env
	load.ToolVersion = "" // what an older version required says nothing about whether it can be read
	past, warnings, err := repo.Past(load)
	if err != nil {
		return notRead(err)
	}
	if o.Warn != nil {
		o.Warn(warnings)
	}
	for _, p := range slices.Backward(past) {
		opts.Releases = append(opts.Releases, render.Release{Version: p.Version, Date: p.When.Format(time.DateOnly), Changes: p.Changes})
	}
	for _, p := range past {
		if opts.Since == nil && p.Architecture.Digest() != arch.Digest() {
			opts.Since = p.Architecture
		}
	}
	return nil
}

// notRead is an error of the history as one that shows its diagnostics.
func notRead(err error) error {
	var broken *history.NotLoaded
	var d diag.Diagnostic
	switch {
	case errors.As(err, &broken):
		return &directory.Problem{Diags: broken.Diags, Sources: broken.Sources}
	case errors.As(err, &d):
		return &directory.Problem{Diags: diag.List{d}}
	}
	return err
}

// ThemeDir is where the theme of a directory is, or would be, unless it is elsewhere.
func ThemeDir(d *directory.Directory, elsewhere string) string {
	if elsewhere != "" {
		return elsewhere
	}
	return filepath.Join(d.Path, "theme")
}

// Theme reads the theme of ThemeDir; without one there it is the built-in one. Nothing outside of
// the directory is read, whatever links in it say: who proposes a theme does not thereby get files of the machine
// that renders it. The error is a *directory.Problem.
func Theme(d *directory.Directory, elsewhere string) (*render.Theme, error) {
	dir := ThemeDir(d, elsewhere)
	if info, err := os.Stat(dir); elsewhere == "" && (err != nil || !info.IsDir()) {
		return render.DefaultTheme(), nil
	}
	if d.Load.Untrusted {
		files, err := confined.Sub(dir)
		return loaded(files, dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return loaded(nil, dir, err)
	}
	defer func() { _ = root.Close() }()
	return loaded(root.FS(), dir, nil)
}

// loaded reads a theme from the files of its directory; err says why there are none.
func loaded(files fs.FS, dir string, err error) (*render.Theme, error) {
	if err != nil {
		return nil, &directory.Problem{Diags: diag.List{{Code: diag.ThemeFile, Severity: diag.Error, Summary: fmt.Sprintf("there is no theme in %s", dir),
			Detail: fmt.Sprintf("%v. Name a directory with a theme.json or with templates.", err)}}}
	}
	t, diags := render.LoadTheme(files)
	if diags.HasErrors() {
		for i := range diags {
			diags[i].Subject.File = filepath.ToSlash(filepath.Join(dir, diags[i].Subject.File))
		}
		return nil, &directory.Problem{Diags: diags}
	}
	return t, nil
}
