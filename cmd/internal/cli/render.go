package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/compose"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// renderFlags say what render writes, and where.
type renderFlags struct {
	out, since, paper, theme string
	only, formats            []string
}

func (a *app) renderCmd() *cobra.Command {
	w := &workspace{app: a}
	var f renderFlags
	var list bool
	var eject []string
	cmd := &cobra.Command{
		Use:   "render [DIR] --out DIR",
		Short: "Write the documents that people read and sign",
		Long: "Writes every document that the architecture has something to say for. The same architecture gives the same bytes, on any day.\n\nDocuments: " +
			strings.Join(documentNames(), ", ") + ".",
		Example: "  stagecraft render crm --out documents\n  stagecraft render --out documents --only stage-reference-card --paper letter\n" +
			"  stagecraft render --out documents --format site\n  stagecraft render --eject raci,page",
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			switch {
			case list:
				return a.listTemplates()
			case cmd.Flags().Changed("eject"):
				return a.ejectTemplates(f.themeDir(w), eject)
			}
			if err := required("out", f.out); err != nil {
				return err
			}
			if err := f.checkFormats(); err != nil {
				return err
			}
			files, diags, err := a.render(w, f)
			if err != nil {
				return err
			}
			return a.printRendered(files, diags)
		},
	}
	w.varFlags(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "directory to write to")
	cmd.Flags().StringVar(&f.since, "since", "", "earlier version, a directory or git revision: mark what changed (default: the last release that differs)")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "documents to write, by name (default: all)")
	cmd.Flags().StringSliceVar(&f.formats, "format", render.DefaultFormats, "formats to write: "+strings.Join(render.Formats, ", ")+", and site for a web site of all")
	cmd.Flags().StringVar(&f.paper, "paper", "a4", "size of PDF pages: a4 or letter")
	cmd.Flags().StringVar(&f.theme, "theme", "", "directory with theme.json and templates (default: theme in the architecture's directory, if it is there)")
	cmd.Flags().BoolVar(&list, "list-templates", false, "list the templates that a theme can replace")
	cmd.Flags().StringSliceVar(&eject, "eject", nil, "write built-in templates into the theme directory, to be changed: names, or all")
	return cmd
}

func documentNames() []string {
	var names []string
	for _, k := range render.Kinds() {
		names = append(names, k.Name)
	}
	return names
}

// printFiles lists what was written.
func (a *app) printFiles(files []string) error {
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "files": files})
	}
	for _, f := range files {
		fmt.Fprintln(a.streams.Out, f)
	}
	return nil
}

// printRendered lists what was written and says what could not be; as JSON, in one value.
func (a *app) printRendered(files []string, diags diag.List) error {
	if !a.json {
		if err := a.printFiles(files); err != nil {
			return err
		}
		if diags.HasErrors() {
			return diagError{diags, nil}
		}
		a.printDiags(diags, nil)
		return nil
	}
	out := map[string]any{"format_version": "1.0", "files": append([]string{}, files...)}
	if len(diags) > 0 {
		out["diagnostics"] = diags.Sorted()
	}
	if err := view.JSON(a.streams.Out, out); err != nil || !diags.HasErrors() {
		return err
	}
	return exit{ExitError}
}

// compose reads the architecture and composes the documents that the flags ask for. The diagnostics tell
// which of them cannot be made.
func (a *app) compose(w *workspace, f renderFlags) (*render.Set, diag.List, error) {
	if err := f.checkPaper(); err != nil {
		return nil, nil, err
	}
	res, err := w.load()
	if err != nil {
		return nil, nil, err
	}
	return a.composeOf(w, f, res)
}

// composeOf is compose for an architecture that was read already.
func (a *app) composeOf(w *workspace, f renderFlags, res *hclschema.Result) (*render.Set, diag.List, error) {
	d, err := w.directory()
	if err != nil {
		return nil, nil, err
	}
	opts := compose.Options{Only: f.only, Paper: f.paper, Theme: f.theme}
	if !a.json { // whose output is one value
		opts.Warn = func(warnings diag.List) { a.printDiags(warnings, nil) }
	}
	if f.since != "" {
		if opts.Since, err = a.version(w, f.since); err != nil {
			return nil, nil, err
		}
	}
	set, diags, err := compose.Set(d, res, opts)
	return set, diags, asDiagError(err)
}

// render writes the documents and returns the paths of the files. The diagnostics tell which documents
// cannot be made; the others are written.
func (a *app) render(w *workspace, f renderFlags) ([]string, diag.List, error) {
	set, diags, err := a.compose(w, f)
	if err != nil {
		return nil, nil, err
	}
	formats := slices.DeleteFunc(slices.Clone(f.formats), func(name string) bool { return name == siteFormat })
	docs, more := set.Files(formats)
	diags.Add(more...)
	if len(f.only) == 0 && slices.Contains(f.formats, "html") {
		docs = append(docs, set.Index(docs))
	}
	var files []string
	for _, d := range docs {
		path := filepath.Join(f.out, d.File())
		if err := writeFile(path, d.Data); err != nil {
			return nil, nil, err
		}
		files = append(files, path)
	}
	if len(formats) < len(f.formats) {
		written, err := writeSite(set, filepath.Join(f.out, siteFormat), &diags)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, written...)
	}
	if len(files) == 0 && len(diags) == 0 {
		diags.Warnf(diag.NoContent, diag.Range{}, "nothing was written: none of the documents comes in "+strings.Join(f.formats, ", "),
			"Texts come in md, html and pdf, drawings in svg, png and pdf.")
	}
	return files, diags, nil
}

// siteFormat is the format of the whole set as a web site, and the folder that it goes to.
const siteFormat = "site"

// writeSite writes the web site into a folder and returns the path of its start page.
func writeSite(set *render.Set, dir string, diags *diag.List) ([]string, error) {
	files, more := site.Build(set, site.Options{})
	diags.Add(more...)
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(f.Path)), f.Data); err != nil {
			return nil, err
		}
	}
	return []string{filepath.Join(dir, "index.html")}, nil
}

// checkFormats looks at the formats before anything is read.
func (f renderFlags) checkFormats() error {
	known := append(slices.Clone(render.Formats), siteFormat)
	for _, name := range f.formats {
		if !slices.Contains(known, name) {
			return usageError{fmt.Errorf("--format %q: write one of %s, or several with commas.%s", name, strings.Join(known, ", "), diag.DidYouMean(name, known))}
		}
	}
	if len(f.formats) == 0 {
		return usageError{errors.New("--format names no format")}
	}
	return nil
}

func (f renderFlags) checkPaper() error {
	if f.paper != "" && f.paper != "a4" && f.paper != "letter" {
		return usageError{fmt.Errorf("--paper %q: write a4 or letter", f.paper)}
	}
	return nil
}
