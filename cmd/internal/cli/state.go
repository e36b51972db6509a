package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (a *app) stateCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "state", Short: "Look at and mend what was applied last", Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.stateListCmd(), a.stateShowCmd(), a.stateRmCmd(), a.stateMvCmd(), a.stateUnlockCmd(), a.stateRebuildCmd())
	return cmd
}

// stateFlags are the flags of the state commands: which directory and environment.
func stateFlags(cmd *cobra.Command, w *workspace) {
	cmd.Flags().StringVar(&w.env, "env", "", "environment (default: the embedded sandbox CRM)")
	cmd.Flags().StringVar(&w.dir, "dir", ".", "directory of the architecture")
	w.varFlags(cmd)
	w.dirFlag = true
}

// entries lists a state's resources as target and address, sorted.
func entries(s *planner.State) []stateEntry {
	var out []stateEntry
	for _, target := range slices.Sorted(maps.Keys(s.Targets)) {
		for _, addr := range slices.Sorted(maps.Keys(s.Targets[target].Resources)) {
			out = append(out, stateEntry{target, addr, s.Targets[target].Resources[addr]})
		}
	}
	return out
}

type stateEntry struct {
	Target   string                 `json:"target"`
	Address  string                 `json:"address"`
	Resource *planner.StateResource `json:"resource"`
}

func (a *app) stateListCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{Use: "list", Short: "List what is managed", Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := w.state(cmd.Context())
			if err != nil {
				return err
			}
			list := entries(s)
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "environment": s.Environment, "resources": list})
			}
			for _, e := range list {
				fmt.Fprintln(a.streams.Out, e.Address)
			}
			if len(list) == 0 {
				fmt.Fprintf(a.streams.Err, "Nothing is managed in %s.\n", s.Environment)
			}
			return nil
		}}
	stateFlags(cmd, w)
	return cmd
}

func (a *app) stateShowCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{Use: "show ADDRESS", Short: "Show what was applied last for a resource", Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := w.state(cmd.Context())
			if err != nil {
				return err
			}
			e, err := w.findEntry(s, args[0])
			if err != nil {
				return err
			}
			return view.JSON(a.streams.Out, e)
		}}
	stateFlags(cmd, w)
	return cmd
}

func (w *workspace) findEntry(s *planner.State, addr string) (stateEntry, error) {
	var known []string
	for _, e := range entries(s) {
		if e.Address == addr {
			return e, nil
		}
		known = append(known, e.Address)
	}
	near := diag.DidYouMean(addr, known)
	if i := slices.IndexFunc(known, func(a string) bool { return strings.HasSuffix(a, "."+addr) }); i >= 0 { // it was named as its block is
		near = fmt.Sprintf(" Did you mean %q?", known[i])
	}
	return stateEntry{}, diagError{diag.List{{Code: diag.State, Severity: diag.Error,
		Summary: fmt.Sprintf("The state has no %s", addr), Detail: w.command("state list") + " shows all addresses." + near}}, nil}
}

// editState changes the state under its lock.
func (w *workspace) editState(ctx context.Context, command string, edit func(*planner.State) error) (err error) {
	store, err := w.store()
	if err != nil {
		return err
	}
	by := lockInfo(command)
	unlock, err := store.Lock(ctx, by)
	if err != nil {
		return asDiagError(err)
	}
	defer func() {
		if e := unlock(); err == nil {
			err = asDiagError(e)
		}
	}()
	s, err := store.Load(ctx)
	if err != nil {
		return asDiagError(err)
	}
	if err := edit(s); err != nil {
		return err
	}
	return asDiagError(store.Commit(ctx, s, planner.NewRecord(planner.RecordEdit, by)))
}

func (a *app) stateRmCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{Use: "rm ADDRESS…", Short: "Stop managing resources; the CRM keeps them", Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			err := w.editState(cmd.Context(), "state rm", func(s *planner.State) error {
				for _, addr := range args {
					e, err := w.findEntry(s, addr)
					if err != nil {
						return err
					}
					delete(s.Targets[e.Target].Resources, addr)
				}
				return nil
			})
			if err != nil {
				return err
			}
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "removed": args})
			}
			for _, addr := range args {
				fmt.Fprintf(a.streams.Out, "No longer managed: %s\n", addr)
			}
			return nil
		}}
	stateFlags(cmd, w)
	return cmd
}

func (a *app) stateMvCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{Use: "mv FROM TO", Short: "Give a managed resource another address", Args: args(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, to := args[0], args[1]
			err := w.editState(cmd.Context(), "state mv", func(s *planner.State) error {
				e, err := w.findEntry(s, from)
				if err != nil {
					return err
				}
				if _, err := w.findEntry(s, to); err == nil {
					return diagError{diag.List{{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("the state has %s already", to),
						Detail: "Remove it first with stagecraft state rm, or choose another address."}}, nil}
				}
				if typ, origin, _ := providers.SplitAddress(to); typ != e.Resource.Type || origin == "" {
					return diagError{diag.List{{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("%s cannot become %s", from, to),
						Detail: fmt.Sprintf("A resource keeps its type. Write %s.ADDRESS, as in stagecraft state list.", e.Resource.Type)}}, nil}
				}
				resources := s.Targets[e.Target].Resources
				resources[to] = resources[from]
				delete(resources, from)
				return nil
			})
			switch {
			case err != nil:
				return err
			case a.json:
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "from": from, "to": to})
			}
			fmt.Fprintf(a.streams.Out, "%s is now %s\n", from, to)
			return nil
		}}
	stateFlags(cmd, w)
	return cmd
}
