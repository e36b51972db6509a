package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// signoffOptions are the flags of signing and withdrawing.
type signoffOptions struct {
	workspace
	role, reason string
	yes          bool
}

// parse takes the directory and the addresses from the arguments: the first argument is the directory when there is one of that name.
func (w *workspace) parse(args []string) (addresses []string) {
	w.dir = "."
	if len(args) > 0 {
		if info, err := os.Stat(args[0]); err == nil && info.IsDir() {
			w.dir, args = args[0], args[1:]
		}
	}
	for _, a := range args {
		addresses = append(addresses, strings.TrimSuffix(a, "/"))
	}
	return addresses
}

func (a *app) signoffCmd() *cobra.Command {
	o := &signoffOptions{workspace: workspace{app: a}}
	cmd := &cobra.Command{
		Use:   "signoff [DIR] [ADDRESS…] --role ROLE",
		Short: "Sign definitions for a role; show what is signed and what is stale",
		Long: "Shows each definition in words, asks, and writes the signature as a file of its own below DIR/signoffs. Commit that file with a signed commit: this is what proves who signed.\n" +
			"Without an address, everything that the role has still to sign is signed. An address may be that of what holds definitions (lifecycle.lead) or a pattern ('stage.lead.*').\n" +
			"Who you are is what git says (user.email); that person must be a holder of the role.",
		Example: "  stagecraft signoff --role vp_sales\n  stagecraft signoff crm stage.lead.mql --role vp_sales\n  stagecraft signoff status",
		Args:    args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.sign(cmd.Context(), o, signoff.Sign, o.parse(args))
		},
	}
	o.actFlags(cmd)
	cmd.AddCommand(a.signoffStatusCmd(), a.signoffConfirmCmd(), a.signoffWithdrawCmd())
	return cmd
}

func (o *signoffOptions) actFlags(cmd *cobra.Command) {
	o.varFlags(cmd)
	cmd.Flags().StringVar(&o.role, "role", "", "role to sign for: vp_sales (default: the one council role that you hold)")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask")
}

func (a *app) signoffWithdrawCmd() *cobra.Command {
	o := &signoffOptions{workspace: workspace{app: a}}
	cmd := &cobra.Command{
		Use:   "withdraw [DIR] ADDRESS… --role ROLE --reason TEXT",
		Short: "Take back what you signed, with a reason",
		Args:  args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.sign(cmd.Context(), o, signoff.Withdraw, o.parse(args))
		},
	}
	o.actFlags(cmd)
	cmd.Flags().StringVar(&o.reason, "reason", "", "why, so that the council can answer")
	return cmd
}

// sign carries out an act: it shows what is signed, asks, and writes the record.
func (a *app) sign(ctx context.Context, o *signoffOptions, act signoff.Act, addresses []string) error {
	c, err := o.council("")
	if err != nil {
		return err
	}
	if err := c.problem(); err != nil {
		return err
	}
	who := o.identity(ctx)
	role, err := o.chooseRole(c, who)
	if err != nil {
		return err
	}
	record, defs, diags := signoff.Prepare(c.res.Architecture, c.Status, signoff.Request{Act: act, Role: signoff.ParseRole(role), Signer: who,
		Time: time.Now(), Addresses: addresses, Reason: o.reason, ToolVersion: Version})
	if diags.HasErrors() {
		return diagError{diags, c.Sources}
	}
	if record == nil {
		if a.json {
			return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "file": nil, "record": nil})
		}
		fmt.Fprintf(a.streams.Out, "There is nothing to %s.\n", act)
		return nil
	}
	if err := a.agree(ctx, o, c, record, defs); err != nil {
		return err
	}
	path := filepath.Join(o.dir, filepath.FromSlash(record.File))
	if err := writeNew(path, record.Encode()); err != nil {
		return err
	}
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "file": record.File, "record": record})
	}
	view.Signed(a.streams.Out, record, path, signoff.Evaluate(c.res.Architecture, append(c.Records, record), c.Witness), o.dir)
	return nil
}

// writeNew writes a file that must not exist yet. The same act twice is the same file.
func writeNew(path string, data []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(data) {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	return writeFile(path, data)
}

// chooseRole is the role of the flag, or the only role of the council that the person holds.
func (o *signoffOptions) chooseRole(c *council, who signoff.Person) (string, error) {
	if o.role != "" {
		return o.role, nil
	}
	var mine []string
	for _, r := range c.Status.Council {
		if slices.Contains(signoff.Roles(c.res.Architecture, who), string(r.Address)) {
			mine = append(mine, string(r.Address))
		}
	}
	switch {
	case len(mine) == 1:
		return mine[0], nil
	case len(mine) > 1:
		return "", usageError{fmt.Errorf("--role is missing: you hold %s", strings.Join(mine, ", "))}
	}
	return "", usageError{fmt.Errorf("--role is missing, and %s holds no role of the council", who)}
}

// agree shows what is signed and gets the person's consent.
func (a *app) agree(ctx context.Context, o *signoffOptions, c *council, r *signoff.Record, defs []signoff.Definition) error {
	if a.json && !o.yes {
		return usageError{errors.New("--json cannot ask; give --yes")}
	}
	if !a.json {
		for _, d := range defs {
			view.Definition(a.streams.Out, a.streams.OutStyle(), c.res.Architecture, d)
			view.BeforeSigning(a.streams.Out, a.streams.OutStyle(), c.Status.Entry(d.Address), r.Role)
			fmt.Fprintln(a.streams.Out)
		}
	}
	if o.yes {
		return nil
	}
	verb := "Sign"
	if r.Act == signoff.Withdraw {
		verb = "Withdraw"
	}
	fmt.Fprintf(a.streams.Out, "%s %s as %s for %s? Only \"yes\" goes on: ", verb, view.Count(len(defs), "definition"), view.Clean(r.Signer.String()), r.Role)
	line, err := a.readLine(ctx)
	fmt.Fprintln(a.streams.Out)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.TrimSpace(line) == "yes":
		return nil
	case line == "" && err != nil:
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: "nobody is there to agree",
			Detail: "Give --yes when you have read the definitions. Nothing was written."}}, nil}
	}
	fmt.Fprintln(a.streams.Out, "Nothing was written.")
	return exit{ExitError}
}

func (a *app) signoffStatusCmd() *cobra.Command {
	w := &workspace{app: a}
	var role, trust string
	var markdown, detailed, checkpoint bool
	cmd := &cobra.Command{
		Use:   "status [DIR]",
		Short: "Show who has signed what, what went stale, what is still to sign",
		Long: "A signature is verified when the commit that brought it is signed by the signer, with a key in signoffs/allowed_signers (SSH) or signoffs/keys/*.asc (OpenPGP).\n" +
			"With --trust, the keys, the council and the holders of its roles are read from another revision, so that a pull request cannot vouch for itself: --trust origin/main.\n\n" +
			"Exit codes: 0 done, 1 error, 2 a council signature is missing or stale (with --detailed-exitcode).",
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			c, err := w.council(trust)
			if err != nil {
				return err
			}
			addr := signoff.ParseRole(role)
			if role != "" && c.res.Architecture.Lookup(addr) == nil {
				return usageError{fmt.Errorf("there is no role %s.%s", addr, diag.DidYouMean(string(addr), c.res.Architecture.Addresses("role")))}
			}
			points := signoff.Checkpoint(c.res.Architecture, c.Status)
			switch out := a.streams.Out; {
			case a.json:
				if err := c.problem(); err != nil {
					return err
				}
				if err := view.JSON(out, view.SignoffReport(c.Status, points)); err != nil {
					return err
				}
			case markdown:
				view.SignoffMarkdown(out, c.Status)
			case checkpoint:
				view.Checkpoint(out, a.streams.OutStyle(), points)
			case role != "":
				view.SignoffsOf(out, a.streams.OutStyle(), c.Status, addr, w.dir)
			default:
				view.Signoffs(out, a.streams.OutStyle(), c.Status, w.dir)
			}
			if err := c.problem(); err != nil {
				return err
			}
			if detailed && slices.Max(append(c.Status.Remaining(), 0)) > 0 {
				return exit{ExitChanges}
			}
			return nil
		},
	}
	w.varFlags(cmd)
	cmd.Flags().StringVar(&role, "role", "", "show only what this role has still to sign")
	cmd.Flags().StringVar(&trust, "trust", "", "take signing keys, council and holders from this revision")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the status as a pull-request comment")
	cmd.Flags().BoolVar(&checkpoint, "checkpoint", false, "show the eight points that must be settled before the strategy is built")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when a signature is missing or stale")
	return cmd
}
