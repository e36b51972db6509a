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
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

// exporting is a format to export in.
type exporting struct {
	name string
	// crm is the provider whose CRM is written; nil for all CRMs of the environment.
	crm   *providers.Factory
	write func(crms []exportCRM, out string) (map[string][]byte, error)
}

// exportCRM is one CRM to write, with what makes it as it should be.
type exportCRM struct {
	info   *providers.Info
	target providers.Target
	p      providers.Provider // nil when nothing was contacted
	ops    []*providers.Operation
}

// exportFormats are those of the providers, and Terraform for all of them.
func exportFormats() (out []*exporting) {
	for _, f := range Factories() {
		for _, e := range f.Exports {
			out = append(out, &exporting{e.Name, f, func(crms []exportCRM, _ string) (map[string][]byte, error) {
				return e.Write(crms[0].p, crms[0].target, crms[0].ops)
			}})
		}
	}
	return append(out, &exporting{name: configuration.Format, write: func(crms []exportCRM, out string) (map[string][]byte, error) {
		var all []configuration.CRM
		for _, c := range crms {
			all = append(all, configuration.CRM{Info: c.info, Target: c.target, Ops: c.ops})
		}
		return configuration.Files(all, out)
	}})
}

func exportNames() string {
	var names []string
	for _, e := range exportFormats() {
		names = append(names, e.name)
	}
	return strings.Join(names, ", ")
}

func exportFormat(name string) *exporting {
	for _, e := range exportFormats() {
		if e.name == name {
			return e
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
		Short: "Write the configuration for Terraform or a tool of the CRM",
		Long: "Writes what an apply would make as a project that other tools take: for teams whose pipeline must stay with them. terraform is a root module for Terraform or OpenTofu with the stagecraft provider, for all CRMs of the environment, with import blocks for what exists. sfdx is a Salesforce project in source format, with manifest and destructive changes, for the sf CLI; mdapi the same as a package of the Metadata API.\n\n" +
			"The environment's CRM is read, so that values and settings that nobody declared stay. With --offline nothing is contacted: what is written is the architecture alone, and deploying it deactivates picklist values that it does not have.",
		Example: "  stagecraft export --env production --format sfdx --out salesforce\n  stagecraft export crm --format sfdx --out salesforce --offline\n  stagecraft export --env production --format terraform --out terraform",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := required("out", out); err != nil {
				return err
			}
			e := exportFormat(format)
			switch {
			case format == "":
				return usageError{fmt.Errorf("--format is missing: write one of %s", exportNames())}
			case e == nil:
				return usageError{fmt.Errorf("--format %q: write one of %s", format, exportNames())}
			}
			return a.export(cmd.Context(), o, e, out, offline)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "directory to write to; must be empty, or hold an export that is replaced")
	cmd.Flags().StringVar(&format, "format", "", "format: "+exportNames())
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
	crms, closeAll, err := a.exportCRMs(ctx, o, e, offline)
	if err != nil {
		return err
	}
	files, err := e.write(crms, out)
	closeAll()
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
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "out": out, "format": e.name, "files": names})
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

// exportCRMs are the CRMs of the environment that the format is for, or the architecture alone. Call closeAll when done.
func (a *app) exportCRMs(ctx context.Context, o *planOptions, e *exporting, offline bool) (out []exportCRM, closeAll func(), err error) {
	if offline {
		out, err = a.exportOffline(o, e)
		return out, func() {}, err
	}
	s, err := o.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	fail := func(err error) ([]exportCRM, func(), error) {
		s.close()
		return nil, nil, err
	}
	var crms []planner.TargetProvider
	for _, t := range s.build.CRMs {
		if e.crm == nil || t.Provider.Info().Name == e.crm.Info.Name {
			crms = append(crms, t)
		}
	}
	if len(crms) == 0 {
		return fail(diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Summary: fmt.Sprintf("the environment %q has no %s", o.envName(), e.crm.Info.Title),
			Detail: fmt.Sprintf("Name one with --env that has a crm %q block, or write the architecture alone with --offline.", e.crm.Info.Name)}}, nil})
	}
	s.build.CRMs = crms
	all, diags := planner.OperationsOf(ctx, s.build)
	if diags.HasErrors() {
		return fail(diagError{diags, s.res.Sources})
	}
	for i, t := range crms {
		if e.crm != nil {
			diags.Add(notExported(all[i].Changes, e)...)
		}
		out = append(out, exportCRM{t.Provider.Info(), t.Target, t.Provider, slices.Concat(all[i].Same, all[i].Changes)})
	}
	a.printDiags(diags, s.res.Sources)
	return out, s.close, nil
}

// exportOffline compiles the architecture for the CRMs of the environment, and contacts nothing.
func (a *app) exportOffline(o *planOptions, e *exporting) ([]exportCRM, error) {
	res, err := o.load()
	if err != nil {
		return nil, err
	}
	d, err := o.directory()
	if err != nil {
		return nil, err
	}
	targets := d.Targets(res.Architecture, o.envName())
	if e.crm != nil {
		name := e.crm.Info.Name
		targets = slices.DeleteFunc(targets, func(t providers.Target) bool { return t.CRM.Provider != name })
		if len(targets) == 0 { // as it would be with no settings
			targets = append(targets, providers.Target{Environment: o.envName(), CRM: &schema.CRM{Provider: name}, Dir: o.dir})
		}
	}
	var out []exportCRM
	for _, t := range targets {
		f := factory(t.CRM.Provider)
		if f == nil {
			return nil, usageError{fmt.Errorf("there is no provider %q to export for", t.CRM.Provider)}
		}
		c, diags := f.Compile(res.Architecture, t)
		a.printDiags(diags, res.Sources)
		if diags.HasErrors() {
			return nil, exit{ExitError}
		}
		out = append(out, exportCRM{f.Info, t, nil, providers.Creates(c.Resources)})
	}
	return out, nil
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
			"An apply would move the records of %s. Where there are any, move them in %s before you deploy, or apply instead.", strings.Join(moves, ", of "), e.crm.Info.Title)
	}
	return diags
}
