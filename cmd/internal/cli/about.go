package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return view.JSON(a.streams.Out, map[string]string{"version": Version, "build": versionString(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
			}
			_, err := fmt.Fprintf(a.streams.Out, "stagecraft %s\n", versionString())
			return err
		},
	}
}

func (a *app) providersCmd() *cobra.Command {
	var matrix bool
	w := &workspace{app: a}
	cmd := &cobra.Command{
		Use:   "providers [DIR]",
		Short: "List the CRMs that can be applied to, and what each can do",
		Long:  "Lists providers with their settings and resource types. --matrix shows the capabilities side by side and, when DIR holds an architecture, how each criterion is enforced.",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			var infos []*providers.Info
			var whole []*schema.CRM // with every object in it
			for _, f := range Factories() {
				infos = append(infos, f.Info)
				whole = append(whole, &schema.CRM{Provider: f.Info.Name})
			}
			var enforced []render.CRM
			if matrix && len(args) > 0 {
				w.dirArg(args, 0)
				res, err := w.load()
				if err != nil {
					return err
				}
				if enforced, err = w.compile(res, whole); err != nil {
					return err
				}
			}
			switch {
			case a.json:
				return view.JSON(a.streams.Out, view.ProviderReport(infos, enforced))
			case matrix:
				view.Matrix(a.streams.Out, infos, enforced)
			default:
				view.Providers(a.streams.Out, a.streams.OutStyle(), infos)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&matrix, "matrix", false, "show capabilities as a Markdown table")
	return cmd
}

// compile compiles an architecture for CRMs that there are providers for.
func (w *workspace) compile(res *hclschema.Result, crms []*schema.CRM) (out []render.CRM, err error) {
	d, err := w.directory()
	if err != nil {
		return nil, err
	}
	for _, crm := range crms {
		c, err := d.Compile(res, providers.Target{Environment: w.envName(), CRM: crm, Dir: w.dir})
		if err != nil {
			return nil, asDiagError(err)
		}
		out = append(out, render.CRM{Info: c.Info, Compiled: c.Compiled})
	}
	return out, nil
}
