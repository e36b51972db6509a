package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func (a *app) validateCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{
		Use:   "validate [DIR]",
		Short: "Check an architecture and report every problem",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			return a.validate(w)
		},
	}
	w.flags(cmd)
	return cmd
}

func (a *app) validate(w *workspace) error {
	res, err := w.load()
	part, incomplete := err.(incompleteError)
	if _, ok := err.(diagError); err != nil && !ok && !incomplete {
		return err
	}
	if a.json {
		if res.Diags == nil {
			res.Diags = diag.List{}
		}
		if err := view.JSON(a.streams.Out, map[string]any{"format_version": "1.0",
			"valid": !res.Diags.HasErrors(), "complete": !incomplete, "diagnostics": res.Diags.Sorted()}); err != nil {
			return err
		}
		if res.Diags.HasErrors() {
			return exit{ExitError}
		}
		return nil
	}
	switch {
	case incomplete:
		return part
	case err != nil:
		return a.invalid(w, res)
	}
	arch := res.Architecture
	stages := 0
	for _, t := range arch.Tracks() {
		stages += len(t.Stages)
	}
	st := a.streams.OutStyle()
	parts := []string{fmt.Sprintf("%s in %s", view.Count(stages, "stage"), tracks(arch))}
	if stages == 0 {
		parts = []string{"no stages yet"}
	}
	for _, x := range []struct {
		n    int
		noun string
	}{{len(arch.Handoffs), "handoff"}, {len(arch.Fields), "field"}, {len(arch.Automations), "automation"}, {len(arch.Scenarios), "scenario"}} {
		if x.n > 0 {
			parts = append(parts, view.Count(x.n, x.noun))
		}
	}
	fmt.Fprintf(a.streams.Out, "%s %s %s is valid: %s.\n", st.Green("✓"), arch.Info.Title, arch.Info.Version, strings.Join(parts, ", "))
	return nil
}

// invalid shows why an architecture cannot be used.
func (a *app) invalid(w *workspace, res *hclschema.Result) error {
	a.printDiags(res.Diags, res.Sources)
	what := w.dir
	if what == "." {
		what = "The architecture"
	}
	fmt.Fprintf(a.streams.Err, "%s is not valid: %s.\n", what, view.Summary(res.Diags))
	return exit{ExitError}
}

// tracks counts lifecycles and pipelines: "3 lifecycles and 1 pipeline".
func tracks(arch *schema.Architecture) string {
	var parts []string
	if n := len(arch.Lifecycles); n > 0 {
		parts = append(parts, view.Count(n, "lifecycle"))
	}
	if n := len(arch.Pipelines); n > 0 {
		parts = append(parts, view.Count(n, "pipeline"))
	}
	return strings.Join(parts, " and ")
}

func (a *app) fmtCmd() *cobra.Command {
	var check, showDiff bool
	cmd := &cobra.Command{
		Use:   "fmt [DIR|FILE…]",
		Short: "Write files in canonical form",
		Long:  "Rewrites *.hcl and *.hcl.json files in canonical form. With --check nothing is written and the exit code is 2 when a file would change.",
		RunE: func(_ *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{"."}
			}
			return a.format(paths, check, showDiff)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 2 when a file is not canonical")
	cmd.Flags().BoolVar(&showDiff, "diff", false, "show what changes")
	return cmd
}

func (a *app) format(paths []string, check, showDiff bool) error {
	files, err := hclFiles(paths)
	if err != nil {
		return err
	}
	var diags diag.List
	sources := map[string][]byte{}
	changed := []string{}
	for _, path := range files {
		src, err := a.readFile(path)
		if err != nil {
			return err
		}
		out, ds := hclschema.FormatFile(src, path)
		if diags.Add(ds...); ds.HasErrors() {
			sources[path] = src
			continue
		}
		if bytes.Equal(src, out) {
			continue
		}
		changed = append(changed, path)
		if !check {
			if err := replaceFile(path, out); err != nil {
				return err
			}
		}
		if !a.json {
			fmt.Fprintln(a.streams.Out, path)
			if showDiff {
				_, _ = a.streams.Out.Write(diff.Diff(path+" (as it is)", src, path+" (canonical)", out))
			}
		}
	}
	if diags.HasErrors() {
		return diagError{diags, sources}
	}
	if a.json {
		if err := view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "changed": changed}); err != nil {
			return err
		}
	}
	if check && len(changed) > 0 {
		return exit{ExitChanges}
	}
	return nil
}

// replaceFile swaps a file's contents in one step, so that a crash leaves the
// old file or the new one. A file that is not there is made.
func replaceFile(path string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".stagecraft-new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(data); err != nil {
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// hclFiles lists the files to format below the given files and directories.
func hclFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != p && strings.HasPrefix(d.Name(), "."):
				return filepath.SkipDir
			case !d.IsDir() && (strings.HasSuffix(path, ".hcl") || strings.HasSuffix(path, ".hcl.json")) && d.Name() != "stagecraft.lock.hcl":
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (a *app) testCmd() *cobra.Command {
	w := &workspace{app: a}
	var filter string
	cmd := &cobra.Command{
		Use:   "test [DIR]",
		Short: "Run the scenarios in *.test.hcl files",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			return a.runScenarios(w, filter)
		},
	}
	cmd.Flags().StringVar(&filter, "filter", "", "run only scenarios whose name contains this")
	w.varFlags(cmd)
	return cmd
}

func (a *app) runScenarios(w *workspace, filter string) error {
	res, err := w.load()
	if err != nil {
		return err
	}
	arch := *res.Architecture
	arch.Scenarios = nil
	for _, s := range res.Architecture.Scenarios {
		if strings.Contains(s.Name, filter) {
			arch.Scenarios = append(arch.Scenarios, s)
		}
	}
	results := engine.RunScenarios(&arch)
	failed := 0
	var diags diag.List
	for _, r := range results {
		if !r.Passed() {
			failed++
			diags.Add(r.Diags...)
		}
	}
	if a.json {
		if err := view.JSON(a.streams.Out, view.ScenarioReport(results)); err != nil {
			return err
		}
	} else {
		view.Scenarios(a.streams.Out, a.streams.OutStyle(), results)
		view.Diagnostics(a.streams.Err, a.streams.ErrStyle(), a.streams.ErrColumns(), diags, res.Sources)
		if len(arch.Scenarios) == 0 && filter == "" {
			fmt.Fprintln(a.streams.Out, "There are no scenarios yet; write them in *.test.hcl files.")
		}
		fmt.Fprintf(a.streams.Out, "%d passed, %d failed\n", len(results)-failed, failed)
	}
	if failed > 0 {
		return exit{ExitError}
	}
	if len(results) == 0 && filter != "" {
		return usageError{fmt.Errorf("no scenario's name contains %q", filter)}
	}
	return nil
}
