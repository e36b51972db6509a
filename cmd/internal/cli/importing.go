package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func (a *app) importCmd() *cobra.Command {
	o := &planOptions{workspace: workspace{app: a}}
	var out, from string
	cmd := &cobra.Command{
		Use:   "import --out DIR [DIR]",
		Short: "Write HCL from a live CRM",
		Long:  "Reads the configuration of the environment's CRM and writes it as clean HCL to a new directory. Validating that directory and planning it against the same CRM shows no changes but adoptions.\nDIR holds the environment blocks; without one the embedded sandbox CRM is read. With --from an SFDX project, or a package of Salesforce's Metadata API, is read instead of an org.",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := required("out", out); err != nil {
				return err
			}
			o.dirArg(args, 0)
			return a.importLive(cmd.Context(), o, from, out)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "directory to write to; must hold no HCL yet")
	cmd.Flags().StringVar(&from, "from", "", "folder with Salesforce metadata to read instead of a live CRM")
	return cmd
}

func (a *app) importLive(ctx context.Context, o *planOptions, from, out string) error {
	arch := &schema.Architecture{}
	if files, err := hclFiles([]string{o.dir}); err == nil && len(files) > 0 {
		res, err := o.load()
		if err != nil {
			return err
		}
		arch = res.Architecture
	}
	if there, err := os.ReadDir(out); err == nil && len(there) > 0 {
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: fmt.Sprintf("%s is not empty", out),
			Detail: "Import writes whole files and would overwrite what is there. Name a new directory."}}, nil}
	}
	var crms []planner.TargetProvider
	closeAll := func() {}
	var err error
	if from != "" {
		crms, err = folderOf(ctx, from)
	} else {
		crms, closeAll, err = o.targetsOf(ctx, arch)
	}
	if err != nil {
		return err
	}
	defer closeAll()
	live, diags, err := planner.ImportLive(ctx, crms)
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		return diagError{diags, nil}
	}
	if !a.json {
		a.printDiags(diags, nil)
	}
	files := hclschema.Write(live)
	var names []string
	for name, data := range files {
		if err := writeFile(filepath.Join(out, name), data); err != nil {
			return err
		}
		names = append(names, name)
	}
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "out": out, "files": sorted(names), "findings": diags.Sorted()})
	}
	next := &workspace{app: a, dir: out}
	if len(live.Environments) > 0 { // of the CRM that was read
		next.env = live.Environments[0].Name
	}
	fmt.Fprintf(a.streams.Out, "Wrote %s to %s. Next: %s\n", view.Count(len(names), "file"), out, next.command("plan"))
	return nil
}

// folderOf is a folder of Salesforce metadata as a CRM.
func folderOf(ctx context.Context, dir string) ([]planner.TargetProvider, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	t := providers.Target{CRM: &schema.CRM{Provider: "salesforce", Settings: map[string]schema.Setting{"source": {Value: abs}}}}
	p, err := factory("salesforce").Open(ctx, t, func(string) string { return "" })
	if err != nil {
		return nil, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Summary: fmt.Sprintf("%s cannot be read", dir), Detail: err.Error()}}, nil}
	}
	return []planner.TargetProvider{{Target: t, Provider: p}}, nil
}
