package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

func (a *app) lintCmd() *cobra.Command {
	w := &workspace{app: a}
	var o lintOptions
	var explain string
	names := slices.Sorted(maps.Keys(view.LintFormats))
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Find what an architecture may say and should not",
		Long: `Loads an architecture and looks for what revenue teams have learned to avoid. Each rule has a code, and a policy block can change its severity or turn it off,
and state rules of your own as expressions about the architecture.

--fix writes what is certain into the files: comments and layout stay, and what is not certain is left, and reported. The files are written only when the
architecture is as valid with them as before. --explain says of a rule whether --fix mends it.

The exit code is 1 when there are errors; with --strict also when there are warnings.

Files are named from the root of the repository in the formats sarif, junit and github.`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.json && !cmd.Flags().Changed("format") {
				o.format = "json"
			}
			switch {
			case view.LintFormats[o.format] == nil:
				return usageError{fmt.Errorf("there is no format %q; write one of %s.%s", o.format, strings.Join(names, ", "), diag.DidYouMean(o.format, names))}
			case a.json && o.format != "json":
				return usageError{fmt.Errorf("--json and --format %s cannot go together", o.format)}
			case cmd.Flags().Changed("explain"):
				if o.fix || o.format != "human" && o.format != "json" {
					return usageError{errors.New("--explain takes only the formats human and json, and mends nothing")}
				}
				return a.explain(w, explain, args, o.format == "json")
			}
			w.dirArg(args, 0)
			return a.lint(w, o)
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "human", "format: "+strings.Join(names, ", "))
	cmd.Flags().BoolVar(&o.strict, "strict", false, "let warnings fail, too")
	cmd.Flags().BoolVar(&o.fix, "fix", false, "write what is certain into the files")
	cmd.Flags().StringVar(&explain, "explain", "", "show the rule with this code: why, what to do, examples; DIR for one of its policies")
	_ = cmd.RegisterFlagCompletionFunc("format", words(names...)) // fails for a flag that does not exist
	_ = cmd.RegisterFlagCompletionFunc("explain", words(view.LintCodes()...))
	w.flags(cmd)
	return cmd
}

type lintOptions struct {
	format      string
	strict, fix bool
}

func (a *app) lint(w *workspace, o lintOptions) error {
	d, err := w.directory()
	if err != nil {
		return err
	}
	res := d.Read()
	if o.format == "human" && res.Diags.HasErrors() {
		return a.invalid(w, res)
	}
	if o.format == "human" && res.Incomplete {
		return incompleteError{diagError{res.Diags, res.Sources}}
	}
	var fix *view.LintFix
	if o.fix && !res.Diags.HasErrors() && !res.Incomplete {
		if res, fix, err = mendAll(w, res); err != nil {
			return err
		}
	}
	found := linted(w.dir, res, o.strict)
	found.Fix = fix
	found.Columns = a.streams.Columns
	if err := view.LintFormats[o.format](a.streams.Out, a.streams.OutStyle(), found); err != nil {
		return err
	}
	if found.Failed() {
		return exit{ExitError}
	}
	return nil
}

// lint loads the architecture and looks for everything.
func (w *workspace) lint(strict bool) (*view.Lint, *hclschema.Result, error) {
	d, err := w.directory()
	if err != nil {
		return nil, nil, err
	}
	res := d.Read()
	return linted(w.dir, res, strict), res, nil
}

// linted looks for everything in what was loaded from a directory.
func linted(dir string, res *hclschema.Result, strict bool) *view.Lint {
	l := &view.Lint{Found: res.Diags, Sources: res.Sources, Dir: fromRoot(dir), Named: dir, Loaded: !res.Diags.HasErrors() && !res.Incomplete, Strict: strict, Version: Version}
	if !l.Loaded {
		return l
	}
	arch := res.Architecture
	l.Title = arch.Info.Title + " " + arch.Info.Version
	for _, f := range lint.Find(arch, res.Sources) {
		l.Found.Add(f.Diagnostic)
		if f.Mendable(res.Sources) {
			l.Mendable++
		}
	}
	l.Own = lint.OwnRules(arch)
	for _, r := range append(view.LintRules(), l.Own...) {
		if r.In(arch) == "" {
			l.Off = append(l.Off, r.Code)
		}
	}
	return l
}

// fromRoot is a directory from the top of its repository, slash-separated; from the working directory where there is none.
func fromRoot(dir string) string {
	if repo, err := history.Open(dir); err == nil && repo.Top() != "" {
		return repo.Dir()
	}
	if !filepath.IsAbs(dir) {
		return filepath.ToSlash(dir)
	}
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, dir); err == nil {
			dir = rel
		}
	}
	return filepath.ToSlash(dir)
}

// explain shows what a code stands for; one of a policy's rules with the directory of the architecture.
func (a *app) explain(w *workspace, code string, args []string, asJSON bool) error {
	var own []*lint.Rule
	codes := view.LintCodes()
	if len(args) > 0 || strings.Contains(code, "/") {
		w.dirArg(args, 0)
		d, err := w.directory()
		if err != nil {
			return err
		}
		res := d.Read()
		if res.Diags.HasErrors() {
			return a.invalid(w, res)
		}
		for _, r := range lint.OwnRules(res.Architecture) {
			own, codes = append(own, r), append(codes, string(r.Code))
		}
	}
	e, ok := view.Explain(code, own)
	if !ok {
		near := diag.DidYouMean(code, codes)
		if near == "" {
			near = diag.DidYouMean(strings.ToUpper(code), codes)
		}
		return usageError{fmt.Errorf("there is no rule %q.%s", code, near)}
	}
	if asJSON {
		return view.JSON(a.streams.Out, e.JSON())
	}
	e.Print(a.streams.Out, a.streams.OutStyle(), func(text string) string { return wrap(text, helpWidth) })
	return nil
}
