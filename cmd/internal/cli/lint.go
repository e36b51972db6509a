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
	var format, explain string
	var strict bool
	names := slices.Sorted(maps.Keys(view.LintFormats))
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Find what an architecture may say and should not",
		Long: `Loads an architecture and looks for what revenue teams have learned to avoid. Each rule has a code, and a policy block can change its severity or turn it off.

The exit code is 1 when there are errors; with --strict also when there are warnings.

Files are named from the root of the repository in the formats sarif, junit and github.`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.json && !cmd.Flags().Changed("format") {
				format = "json"
			}
			switch {
			case view.LintFormats[format] == nil:
				return usageError{fmt.Errorf("there is no format %q; write one of %s.%s", format, strings.Join(names, ", "), diag.DidYouMean(format, names))}
			case a.json && format != "json":
				return usageError{fmt.Errorf("--json and --format %s cannot go together", format)}
			case cmd.Flags().Changed("explain"):
				if len(args) > 0 || format != "human" && format != "json" {
					return usageError{errors.New("--explain takes no directory, and only the formats human and json")}
				}
				return a.explain(explain, format == "json")
			}
			w.dirArg(args, 0)
			return a.lint(w, format, strict)
		},
	}
	cmd.Flags().StringVar(&format, "format", "human", "format: "+strings.Join(names, ", "))
	cmd.Flags().BoolVar(&strict, "strict", false, "let warnings fail, too")
	cmd.Flags().StringVar(&explain, "explain", "", "show the rule with this code: why, what to do, examples")
	_ = cmd.RegisterFlagCompletionFunc("format", words(names...)) // fails for a flag that does not exist
	_ = cmd.RegisterFlagCompletionFunc("explain", words(view.LintCodes()...))
	w.flags(cmd)
	return cmd
}

func (a *app) lint(w *workspace, format string, strict bool) error {
	found, res, err := w.lint(strict)
	if err != nil {
		return err
	}
	if !found.Loaded && format == "human" {
		if res.Incomplete {
			return incompleteError{diagError{res.Diags, res.Sources}}
		}
		return a.invalid(w, res)
	}
	if err := view.LintFormats[format](a.streams.Out, a.streams.OutStyle(), found); err != nil {
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
	found := &view.Lint{Found: res.Diags, Sources: res.Sources, Dir: fromRoot(w.dir), Loaded: !res.Diags.HasErrors() && !res.Incomplete, Strict: strict, Version: Version}
	if found.Loaded {
		found.Title = res.Architecture.Info.Title + " " + res.Architecture.Info.Version
		found.Found.Add(lint.Run(res.Architecture, res.Sources)...)
		for _, r := range view.LintRules() {
			if r.In(res.Architecture) == "" {
				found.Off = append(found.Off, r.Code)
			}
		}
	}
	return found, res, nil
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

// explain shows what a code stands for.
func (a *app) explain(code string, asJSON bool) error {
	e, ok := view.Explain(code)
	if !ok {
		return usageError{fmt.Errorf("there is no rule %q.%s", code, diag.DidYouMean(strings.ToUpper(code), view.LintCodes()))}
	}
	if asJSON {
		return view.JSON(a.streams.Out, e.JSON())
	}
	e.Print(a.streams.Out, a.streams.OutStyle(), func(text string) string { return wrap(text, helpWidth) })
	return nil
}
