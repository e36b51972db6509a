package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
)

const driftHelp = `Compares the live CRM with what was applied last: what was changed, renamed or is missing, and what nobody declared though it
stands among declared things (a stage of a declared pipeline, an option of a declared property) or says the same as a declared
list. Reads only: no lock is taken, and nothing is written to the CRM or to the state. Objects that crm blocks ignore are left out.
Other objects that nobody declared are no drift: they are counted, and listed with --all.

Who changed it, and when, is shown where the CRM tells.

Drift ends in one of two ways. stagecraft apply puts back what was applied. stagecraft drift --accept writes what is live into the
files, keeping comments and layout, where a plan shows that exactly this drift is gone by it; what it cannot write it says. It
changes files and nothing else: look at the edit and commit it. Name addresses to accept only these; an address is that of a
block, of a resource, or TYPE.KEY of what nobody declared.

Exit codes: 0 done, 1 error, 2 there is drift (with --detailed-exitcode).`

type driftOptions struct {
	planOptions
	detailed, markdown, accept bool
}

func (a *app) driftCmd() *cobra.Command {
	o := &driftOptions{planOptions: planOptions{workspace: workspace{app: a}}}
	cmd := &cobra.Command{
		Use:   "drift [DIR] [ADDRESS…]",
		Short: "Show what changed in the CRM since the last apply",
		Long:  driftHelp,
		Args:  args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.drift(cmd.Context(), o, o.parse(args))
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().BoolVar(&o.all, "all", false, "list every object that nobody declared")
	cmd.Flags().BoolVar(&o.markdown, "markdown", false, "print the drift for an issue or a chat")
	cmd.Flags().BoolVar(&o.accept, "accept", false, "write what is live into the files")
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "exit with 2 when there is drift")
	return cmd
}

func (a *app) drift(ctx context.Context, o *driftOptions, addresses []string) error {
	o.readOnly = true
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	in := planner.DriftOptions{Environment: s.build.Environment, Arch: s.build.Arch, CRMs: planner.LookAt(s.build.CRMs), State: s.build.State}
	if o.accept {
		return a.accept(ctx, o, s, in, addresses)
	}
	if len(addresses) > 0 {
		return usageError{errAddresses}
	}
	in.Who = true
	d, diags := planner.Drift(ctx, in)
	if diags.HasErrors() {
		return diagError{diags, s.res.Sources}
	}
	switch {
	case a.json:
		err = view.JSON(a.streams.Out, d)
	case o.markdown:
		view.DriftMarkdown(a.streams.Out, d, o.command)
	default:
		a.printDiags(diags, s.res.Sources)
		report.Drift(a.streams.Out, a.streams.OutStyle(), d, o.all, o.command)
	}
	if err == nil && o.detailed && len(d.Drifted) > 0 {
		return exit{ExitChanges}
	}
	return err
}
