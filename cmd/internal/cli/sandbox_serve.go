package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

func (a *app) sandboxServeCmd() *cobra.Command {
	w := &workspace{app: a}
	im := &imitation{app: a}
	var addr, as string
	cmd := &cobra.Command{
		Use: "serve [DIR]", Short: "Offer it, or an imitation of HubSpot, as a JSON API",
		Long: `Offers the sandbox CRM of DIR as a JSON API. With --as hubspot it is an imitation of a HubSpot account instead: plan, apply and import work with it as with an account of your own, which you do not need.

What the imitation does comes from HubSpot's documentation and from reports of others; we have measured none of it on a live account. providers/hubspot/emulator/doc.go says for each behaviour how sure it is. An apply that works here can still be refused there.`,
		Example: "  stagecraft sandbox serve crm\n  stagecraft sandbox serve --as hubspot --tier enterprise\n  stagecraft sandbox serve --as hubspot --messy --state account.json",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if as != "" {
				return im.run(cmd, as, addr, args)
			}
			for _, name := range imitationFlags {
				if cmd.Flags().Changed(name) {
					return usageError{fmt.Errorf("--%s is for --as hubspot", name)}
				}
			}
			w.dirArg(args, 0)
			crm, err := w.openSandbox()
			if err != nil {
				return err
			}
			defer crm.Close()
			return sandbox.Serve(cmd.Context(), crm, addr, func(at net.Addr) {
				fmt.Fprintf(a.streams.Out, "Sandbox CRM at http://%s (records, stages, config, health). Ctrl-C stops it.\n", at)
			})
		},
	}
	w.flags(cmd)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8765", "loopback address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&as, "as", "", "imitate another CRM: hubspot")
	cmd.Flags().StringVar(&im.tier, "tier", string(emulator.Professional), "subscription of the imitated account: "+strings.Join(tierNames(), ", "))
	cmd.Flags().BoolVar(&im.messy, "messy", false, "begin with a grown account: overlapping properties, workflows that contradict each other, some hundred records")
	cmd.Flags().StringVar(&im.state, "state", "", "file that the imitated account is kept in; one that is there goes on, whatever --tier and --messy say")
	cmd.Flags().BoolVar(&im.unlimited, "no-limits", false, "answer any number of requests; a real account takes some hundred in ten seconds")
	return cmd
}

// imitationFlags have a meaning for imitations alone.
var imitationFlags = []string{"tier", "messy", "state", "no-limits"}

func tierNames() (names []string) {
	for _, t := range emulator.Tiers() {
		names = append(names, string(t))
	}
	return names
}

// imitation is a HubSpot account in memory that is served over HTTP.
type imitation struct {
	*app
	tier, state string
	messy       bool
	unlimited   bool // in requests
}

// run serves the account until the command is stopped, then keeps it.
func (im *imitation) run(cmd *cobra.Command, as, addr string, args []string) error {
	switch {
	case as != "hubspot":
		return usageError{fmt.Errorf("--as %q: only hubspot can be imitated", as)}
	case len(args) > 0:
		return usageError{fmt.Errorf("--as hubspot serves an account that belongs to no directory; leave %s out", args[0])}
	case !slices.Contains(tierNames(), im.tier):
		return usageError{fmt.Errorf("--tier %q: write one of %s", im.tier, strings.Join(tierNames(), ", "))}
	case im.messy && im.tier != string(emulator.Professional):
		return usageError{errors.New("--messy is a professional account; leave --tier out")}
	}
	account, err := im.open()
	if err == nil {
		err = im.keep(account) // at once: a file that cannot be written is found before there is work to lose
	}
	if err != nil {
		return err
	}
	if im.unlimited {
		account.SetLimits(1_000_000, 1_000_000, 1_000_000) // clients keep to what they are told
	}
	return im.serve(cmd.Context(), account, addr)
}

// open goes on with the account in the file, or makes one.
func (im *imitation) open() (*emulator.Account, error) {
	if im.state != "" {
		data, err := os.ReadFile(im.state)
		if err == nil {
			account, err := emulator.Restore(data)
			if err != nil {
				return nil, fmt.Errorf("--state %s: %w", im.state, err)
			}
			return account, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	account := emulator.Empty(emulator.Tier(im.tier))
	if im.messy {
		account = emulator.Messy()
	}
	return account, nil
}

func (im *imitation) serve(ctx context.Context, account *emulator.Account, addr string) error {
	var failed error
	err := sandbox.ServeHandler(ctx, account, addr, func(at net.Addr) { failed = im.announce("http://" + at.String()) })
	if err = errors.Join(err, failed, im.keep(account)); err == nil && im.state != "" {
		fmt.Fprintf(im.streams.Out, "The account is kept in %s.\n", im.state)
	}
	return err
}

// keep writes the account to its file, if it has one.
func (im *imitation) keep(account *emulator.Account) error {
	if im.state == "" {
		return nil
	}
	data, err := account.Snapshot()
	if err != nil {
		return err
	}
	return replaceFile(im.state, data)
}

// announce says how to work with the account.
func (im *imitation) announce(url string) error {
	_, err := fmt.Fprintf(im.streams.Out, `An imitation of HubSpot at %[1]s. Ctrl-C stops it.

In another terminal (the token is no secret, every imitation takes it):

  export HUBSPOT_BASE_URL=%[1]s
  export HUBSPOT_TOKEN=%[2]s

In the architecture, to be planned with --env trial:

  environment "trial" {
    crm "hubspot" {
      token    = env.HUBSPOT_TOKEN
      base_url = env.HUBSPOT_BASE_URL
    }
  }

`, url, emulator.DefaultToken)
	return err
}
