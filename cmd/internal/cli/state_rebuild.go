package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (a *app) stateRebuildCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{Use: "rebuild", Short: "Make a lost state again from what the CRMs keep",
		Long: "Reads the CRMs of the environment and puts into the empty state what they say was made by Stagecraft: Odoo keeps the address of every such object. What nobody declares stays out of it, since it was let go or belongs to another architecture, and is listed. Changes nothing in the CRMs. Other CRMs keep nothing of the kind; plan without a state then, and what is declared is found by name.",
		Args: args(cobra.NoArgs), RunE: func(cmd *cobra.Command, _ []string) error {
			res, err := w.load()
			if err != nil {
				return err
			}
			crms, closeAll, err := w.targetsOf(cmd.Context(), res.Architecture)
			if err != nil {
				return err
			}
			defer closeAll()
			var list []stateEntry
			var found diag.List
			err = w.editState(cmd.Context(), "state rebuild", func(s *planner.State) error {
				diags, err := planner.Rebuild(cmd.Context(), res.Architecture, crms, s)
				if err != nil {
					return asDiagError(err)
				}
				if diags.HasErrors() {
					return diagError{diags, res.Sources}
				}
				list, found = entries(s), diags
				return nil
			})
			switch {
			case err != nil:
				return err
			case a.json:
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "resources": list, "findings": found})
			}
			a.printDiags(found, res.Sources)
			for _, e := range list {
				fmt.Fprintf(a.streams.Out, "Found: %s\n", e.Address)
			}
			fmt.Fprintf(a.streams.Err, "%d objects are managed again. See what has changed meanwhile: stagecraft plan\n", len(list))
			return nil
		}}
	stateFlags(cmd, w)
	return cmd
}
