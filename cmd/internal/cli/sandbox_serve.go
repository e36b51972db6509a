package cli

import (
	"fmt"
	"net"
	"strings"

	"github.com/spf13/cobra"

	hubspot "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

func (a *app) sandboxServeCmd() *cobra.Command {
	w := &workspace{app: a}
	im := &imitation{app: a}
	var addr, as string
	cmd := &cobra.Command{
		Use: "serve [DIR]", Short: "Offer it, or an imitation of another CRM, as an API",
		Long: `Offers the sandbox CRM of DIR as a JSON API. With --as it is an imitation of a HubSpot account, a Salesforce org or an Odoo database instead: plan, apply and import work with it as with one of your own, which you do not need.

What the imitations of HubSpot and Salesforce do comes from the vendor's documentation and from reports of others; we have measured none of it on a live one. providers/hubspot/emulator/doc.go and providers/salesforce/emulator/doc.go say for each behaviour how sure it is. That of Odoo does what a real Odoo 17 answered, as far as providers/odoo/emulator/doc.go says. An apply that works here can still be refused there.`,
		Example: "  stagecraft sandbox serve crm\n  stagecraft sandbox serve --as hubspot --tier enterprise\n  stagecraft sandbox serve --as salesforce --messy --state org.json",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if as != "" {
				return im.run(cmd, as, addr, args)
			}
			for _, name := range imitationFlags {
				if cmd.Flags().Changed(name) {
					return usageError{fmt.Errorf("--%s is for imitations, with --as", name)}
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
	cmd.Flags().StringVar(&as, "as", "", "imitate another CRM: "+listed(imitationNames(), "or"))
	cmd.Flags().StringVar(&im.tier, "tier", string(hubspot.Professional), "subscription of an imitated HubSpot account: "+strings.Join(tierNames(), ", "))
	cmd.Flags().BoolVar(&im.messy, "messy", false, "begin with a grown account or org: overlapping fields, automation that contradicts itself, some hundred records")
	cmd.Flags().StringVar(&im.state, "state", "", "file that the imitation is kept in; one that is there goes on, whatever --tier and --messy say")
	cmd.Flags().BoolVar(&im.unlimited, "no-limits", false, "answer any number of requests; a real HubSpot account takes some hundred in ten seconds")
	return cmd
}
