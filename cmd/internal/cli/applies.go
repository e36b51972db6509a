package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
)

func (a *app) historyCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{
		Use:   "history",
		Short: "List what was applied to an environment, when and by whom",
		Long: "Lists everything that changed the state of an environment, the newest first: applies, what interrupted runs had left open, edits of the state.\n" +
			"The numbers are those that history show, plan --rollback and apply --rollback take.",
		Example: "  stagecraft history --env production\n  stagecraft history show 12 --env production\n  stagecraft plan --rollback 12 --env production",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, err := w.store()
			if err != nil {
				return err
			}
			records, err := store.History(cmd.Context())
			if err != nil {
				return asDiagError(err)
			}
			if a.json {
				return view.JSON(a.streams.Out, view.NewHistory(w.envName(), records))
			}
			if len(records) == 0 {
				fmt.Fprintf(a.streams.Err, "Nothing was applied to %s.\n", w.envName())
			}
			view.History(a.streams.Out, a.streams.OutStyle(), records)
			return nil
		},
	}
	stateFlags(cmd, w)
	cmd.AddCommand(a.historyShowCmd())
	return cmd
}

func (a *app) historyShowCmd() *cobra.Command {
	w := &workspace{app: a}
	cmd := &cobra.Command{
		Use:   "show N",
		Short: "Show everything that is known of one apply",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			serial, err := strconv.Atoi(args[0])
			if err != nil {
				return usageError{fmt.Errorf("%q is not a number; %s lists them", args[0], w.command("history"))}
			}
			store, err := w.store()
			if err != nil {
				return err
			}
			rec, _, err := store.At(cmd.Context(), serial)
			if err != nil {
				return asDiagError(err)
			}
			if a.json {
				return view.JSON(a.streams.Out, view.NewHistoryEntry(w.envName(), rec))
			}
			view.HistoryEntry(a.streams.Out, a.streams.OutStyle(), w.envName(), rec)
			return nil
		},
	}
	stateFlags(cmd, w)
	return cmd
}

func (a *app) stateUnlockCmd() *cobra.Command {
	w := &workspace{app: a}
	var force bool
	cmd := &cobra.Command{
		Use:   "unlock ID",
		Short: "Break the lock of a run that has died",
		Long: "Breaks the lock that the message of a refused run names. Make sure first that its holder is no longer at work.\n" +
			"A holder that is cannot write the state any more; what it did is then found out from the CRM by the next run where it ran.",
		Example: "  stagecraft state unlock --env production 3f2a91c04b7d",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := w.store()
			if err != nil {
				return err
			}
			if a.json && !force {
				return usageError{fmt.Errorf("state unlock --json cannot ask; give --force")}
			}
			by, err := store.Holder(cmd.Context(), args[0])
			if err != nil {
				return asDiagError(err)
			}
			if err := a.ask(cmd.Context(), nil, consent{question: fmt.Sprintf("Break the lock %s of %s, which %s has? Whoever has it must no longer be at work.", args[0], w.envName(), view.Clean(by.Owner)),
				auto: force, nobody: "Give --force. The lock was not broken.", out: a.streams.Out}); err != nil {
				return err
			}
			if by, err = store.Unlock(cmd.Context(), args[0]); err != nil {
				return asDiagError(err)
			}
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "environment": w.envName(), "broken": by})
			}
			fmt.Fprintf(a.streams.Out, "Broke the lock of %s, which %s had.\n", w.envName(), view.Clean(by.Owner))
			return nil
		},
	}
	stateFlags(cmd, w)
	cmd.Flags().BoolVar(&force, "force", false, "do not ask")
	return cmd
}
