package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// exportFormats are the formats of all providers, by name.
func exportFormats() (names []string) {
	for _, f := range Factories() {
		for _, e := range f.Exports {
			names = append(names, e.Name)
		}
	}
	return names
}

// exporting is a provider with one of its formats.
type exporting struct {
	*providers.Factory
	providers.ExportFormat
}

func exportFormat(name string) *exporting {
	for _, f := range Factories() {
		for _, e := range f.Exports {
			if e.Name == name {
				return &exporting{f, e}
			}
		}
	}
	return nil
}

func (a *app) exportCmd() *cobra.Command {
	o := &planOptions{workspace: workspace{app: a}}
	var out, format string
	var offline bool
	cmd := &cobra.Command{
		Use:   "export [DIR] --format FORMAT --out DIR",
		Short: "Write the configuration for a tool of the CRM's own",
		Long: "Writes what an apply would deploy as a project that the CRM's own tools take: for teams whose pipeline must stay with them. sfdx is a Salesforce project in source format, with manifest and destructive changes, for the sf CLI; mdapi the same as a package of the Metadata API.\n\n" +
			"The environment's org is read, so that values and settings that nobody declared stay. With --offline nothing is contacted: what is written is the architecture alone, and deploying it deactivates picklist values that it does not have.",
		Example: "  stagecraft export --env production --format sfdx --out salesforce\n  stagecraft export crm --format sfdx --out salesforce --offline",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := required("out", out); err != nil {
				return err
			}
			e := exportFormat(format)
			switch {
			case format == "":
				return usageError{fmt.Errorf("--format is missing: write one of %s", strings.Join(exportFormats(), ", "))}
			case e == nil:
				return usageError{fmt.Errorf("--format %q: write one of %s", format, strings.Join(exportFormats(), ", "))}
			}
			return a.export(cmd.Context(), o, e, out, offline)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "directory to write to; must be empty, or hold an export that is replaced")
	cmd.Flags().StringVar(&format, "format", "", "format: "+strings.Join(exportFormats(), ", "))
	cmd.Flags().BoolVar(&offline, "offline", false, "contact nothing and write the architecture alone")
	return cmd
}

// exportMark is the file by which an export is known, with the names of its files: those are replaced by the next one.
const exportMark = ".stagecraft-export"

func (a *app) export(ctx context.Context, o *planOptions, e *exporting, out string, offline bool) error {
	old, err := exported(out)
	if err != nil {
		return err
	}
	files, err := a.exportFiles(ctx, o, e, offline)
	if err != nil {
		return err
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	// The mark first, with old and new names: what a run that is cut short leaves behind is still known as ours.
	if err := writeFile(filepath.Join(out, exportMark), []byte(strings.Join(append(names, old...), "\n")+"\n")); err != nil {
		return err
	}
	for _, name := range old {
		if files[name] == nil {
			if err := os.Remove(filepath.Join(out, name)); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
	}
	for _, name := range names {
		if err := writeFile(filepath.Join(out, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	if err := writeFile(filepath.Join(out, exportMark), []byte(strings.Join(names, "\n")+"\n")); err != nil {
		return err
	}
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "out": out, "format": e.Name, "files": names})
	}
	fmt.Fprintf(a.streams.Out, "Wrote %s to %s.\n", view.Count(len(names), "file"), out)
	return nil
}

// exported are the files of an earlier export in a directory; it is an error if there is anything else.
func exported(out string) ([]string, error) {
	entries, err := os.ReadDir(out)
	if os.IsNotExist(err) || err == nil && len(entries) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	mark, err := os.ReadFile(filepath.Join(out, exportMark))
	if err != nil {
		return nil, diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: fmt.Sprintf("%s is not empty", out),
			Detail: "Export writes whole files and would overwrite what is there. Name a new directory, or one that an earlier export made."}}, nil}
	}
	var names []string
	for name := range strings.Lines(string(mark)) {
		name = strings.TrimSpace(name)
		if name != "" && filepath.IsLocal(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// exportFiles are the files of the environment's CRM that has the format, or of the architecture alone.
func (a *app) exportFiles(ctx context.Context, o *planOptions, e *exporting, offline bool) (map[string][]byte, error) {
	if offline {
		res, err := o.load()
		if err != nil {
			return nil, err
		}
		t := providers.Target{Environment: o.envName(), CRM: o.crmOf(res.Architecture, e.Info.Name), Dir: o.dir}
		c, diags := e.Compile(res.Architecture, t)
		a.printDiags(diags, res.Sources)
		if diags.HasErrors() {
			return nil, exit{ExitError}
		}
		return e.Write(nil, t, providers.Creates(c.Resources))
	}
	s, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	for _, t := range s.build.CRMs {
		if t.Provider.Info().Name != e.Info.Name {
			continue
		}
		s.build.CRMs = []planner.TargetProvider{t}
		all, diags := planner.OperationsOf(ctx, s.build)
		if diags.HasErrors() {
			return nil, diagError{diags, s.res.Sources}
		}
		diags.Add(notExported(all[0].Changes, e)...)
		a.printDiags(diags, s.res.Sources)
		return e.Write(t.Provider, t.Target, slices.Concat(all[0].Same, all[0].Changes))
	}
	return nil, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Summary: fmt.Sprintf("the environment %q has no %s", o.envName(), e.Info.Title),
		Detail: fmt.Sprintf("Name one with --env that has a crm %q block, or write the architecture alone with --offline.", e.Info.Name)}}, nil}
}

// notExported warns of records: files cannot move them.
func notExported(ops []*providers.Operation, e *exporting) (diags diag.List) {
	var moves []string
	for _, op := range ops {
		if op.MoveRecordsTo != "" {
			moves = append(moves, fmt.Sprintf("%s to %s", op.Key, op.MoveRecordsTo))
		}
	}
	if len(moves) > 0 {
		diags.Warnf(diag.Unsupported, diag.Range{}, "A project moves no records",
			"An apply would move the records of %s. Where there are any, move them in %s before you deploy, or apply instead.", strings.Join(moves, ", of "), e.Info.Title)
	}
	return diags
}

// crmOf is the crm block of a provider in the environment; an empty one without.
func (w *workspace) crmOf(a *schema.Architecture, provider string) *schema.CRM {
	if env := w.environment(a); env != nil {
		for _, c := range env.CRMs {
			if c.Provider == provider {
				return c
			}
		}
	}
	return &schema.CRM{Provider: provider}
}
