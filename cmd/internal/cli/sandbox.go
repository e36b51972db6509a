package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (a *app) sandboxCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "sandbox", Short: "Work with the embedded CRM, or with an imitation of another CRM", Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.sandboxSeedCmd(), a.sandboxServeCmd(), a.sandboxMoveCmd(), a.sandboxShowCmd())
	return cmd
}

// openSandbox opens the sandbox CRM of the environment, which an apply must have made.
func (w *workspace) openSandbox() (*sandbox.CRM, error) {
	var arch *schema.Architecture
	if files, err := hclFiles([]string{w.dir}); err == nil && len(files) > 0 {
		res, err := w.load()
		if err != nil {
			return nil, err
		}
		arch = res.Architecture
	}
	path, err := w.sandboxPath(arch)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Summary: fmt.Sprintf("There is no sandbox CRM at %s", path),
			Detail: "The first apply makes it: " + w.command("apply") + "."}}, nil}
	}
	return sandbox.Open(path)
}

func (a *app) sandboxSeedCmd() *cobra.Command {
	w := &workspace{app: a}
	var n int
	var seed uint64
	var now string
	cmd := &cobra.Command{
		Use: "seed [DIR]", Short: "Fill the CRM with made-up records that fit what was applied", Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			end, err := timeOf(now)
			if err != nil {
				return err
			}
			opts := sandbox.SeedOptions{N: n, Seed: seed, Now: end}
			crm, err := w.openSandbox()
			if err != nil {
				return err
			}
			defer crm.Close()
			if a.streams.ErrTTY {
				opts.Progress = func(done, total int) { fmt.Fprintf(a.streams.Err, "\r%d of %d records", done, total) }
			}
			res, err := crm.Seed(cmd.Context(), opts)
			if a.streams.ErrTTY {
				fmt.Fprint(a.streams.Err, "\r\x1b[K")
			}
			if err != nil {
				return err
			}
			if a.json {
				return view.JSON(a.streams.Out, res)
			}
			fmt.Fprintln(a.streams.Out, seeded(res))
			return nil
		},
	}
	w.flags(cmd)
	cmd.Flags().IntVar(&n, "records", 1000, "how many records to add")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed gives the same records")
	cmd.Flags().StringVar(&now, "now", "", "time that the records end at (default: now)")
	return cmd
}

// seeded says what was added.
func seeded(res *sandbox.SeedResult) string {
	s := "Added " + view.Count(res.Records, "record")
	switch res.Gaps {
	case 0:
		return s + "."
	case 1:
		return s + ", of which 1 lacks a fact of its stage on purpose."
	}
	return fmt.Sprintf("%s, of which %d lack a fact of their stage on purpose.", s, res.Gaps)
}

func (a *app) sandboxMoveCmd() *cobra.Command {
	w := &workspace{app: a}
	var req sandbox.MoveRequest
	cmd := &cobra.Command{
		Use: "move RECORD STAGE [DIR]", Short: "Try to move a record to a stage", Args: args(cobra.RangeArgs(2, 3)),
		Long: "Moves a record to a stage, named as stage.lead.mql, lead/mql, or by its name. A move that the applied contract forbids changes nothing; every rule that refuses it is named, and the exit code is 1.",
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 2)
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("%q is not a record number", args[0])}
			}
			crm, err := w.openSandbox()
			if err != nil {
				return err
			}
			defer crm.Close()
			return a.move(cmd.Context(), crm, id, args[1], req)
		},
	}
	w.flags(cmd)
	cmd.Flags().StringVar(&req.Actor, "by", "", "who moves the record")
	cmd.Flags().StringVar(&req.Basis, "basis", "", "on what basis")
	cmd.Flags().StringVar(&req.Reason, "reason", "", "reason code")
	return cmd
}

func (a *app) move(ctx context.Context, crm *sandbox.CRM, id int64, stage string, req sandbox.MoveRequest) error {
	if req.Actor == "" {
		req.Actor = "stagecraft"
	}
	res, err := crm.Move(ctx, id, stage, req)
	if err != nil {
		return err
	}
	if a.json {
		err = view.JSON(a.streams.Out, res)
	} else {
		view.Move(a.streams.Out, a.streams.OutStyle(), res)
	}
	if err == nil && !res.Allowed {
		return exit{ExitError}
	}
	return err
}

func (a *app) sandboxShowCmd() *cobra.Command {
	w := &workspace{app: a}
	var f sandbox.Filter
	cmd := &cobra.Command{
		Use: "show [RECORD] [DIR]", Short: "Show stages with record counts, or one record with its history", Args: args(cobra.MaximumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := int64(0)
			if len(args) > 0 {
				if n, err := strconv.ParseInt(args[0], 10, 64); err == nil {
					id, args = n, args[1:]
				}
			}
			w.dirArg(args, 0)
			crm, err := w.openSandbox()
			if err != nil {
				return err
			}
			defer crm.Close()
			return a.showSandbox(cmd.Context(), crm, id, f)
		},
	}
	w.flags(cmd)
	cmd.Flags().StringVar(&f.Object, "object", "", "list records of this type")
	cmd.Flags().StringVar(&f.Stage, "stage", "", "list records in this stage")
	cmd.Flags().IntVar(&f.Limit, "limit", 20, "how many records to list")
	return cmd
}

func (a *app) showSandbox(ctx context.Context, crm *sandbox.CRM, id int64, f sandbox.Filter) error {
	var v any
	var show func()
	switch {
	case id != 0:
		r, err := crm.Record(ctx, id)
		if err != nil {
			return err
		}
		v, show = r, func() { view.Record(a.streams.Out, a.streams.OutStyle(), r) }
	case f.Object != "" || f.Stage != "":
		list, err := crm.Records(ctx, f)
		if err != nil {
			return err
		}
		v, show = list, func() { view.Records(a.streams.Out, list) }
	default:
		stages, err := crm.Stages(ctx)
		if err != nil {
			return err
		}
		v, show = stages, func() { view.Stages(a.streams.Out, a.streams.OutStyle(), stages) }
	}
	if a.json {
		return view.JSON(a.streams.Out, v)
	}
	show()
	return nil
}
