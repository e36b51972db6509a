package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	hubspot "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	odoo "github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	salesforce "github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

// imitationFlags have a meaning for imitations alone.
var imitationFlags = []string{"tier", "messy", "state", "no-limits"}

// imitated is a CRM in memory.
type imitated interface {
	http.Handler
	Snapshot() ([]byte, error)
}

// model is a CRM that can be imitated.
type model struct {
	name, title, what string // "hubspot", "HubSpot", "account"
	check             func(*imitation, *cobra.Command) error
	fresh             func(*imitation) imitated
	restore           func([]byte) (imitated, error)
	// exports are the environment variables to work with one at a URL, as NAME=VALUE; block is the crm block.
	exports func(imitated, string) ([]string, error)
	block   string
}

var models = []*model{
	{name: "hubspot", title: "HubSpot", what: "account",
		check: func(im *imitation, _ *cobra.Command) error {
			switch {
			case !slices.Contains(tierNames(), im.tier):
				return fmt.Errorf("--tier %q: write one of %s", im.tier, strings.Join(tierNames(), ", "))
			case im.messy && im.tier != string(hubspot.Professional):
				return errors.New("--messy is a professional account; leave --tier out")
			}
			return nil
		},
		fresh: func(im *imitation) imitated {
			if im.messy {
				return hubspot.Messy()
			}
			return hubspot.Empty(hubspot.Tier(im.tier))
		},
		restore: func(data []byte) (imitated, error) { return hubspot.Restore(data) },
		exports: func(_ imitated, url string) ([]string, error) {
			return []string{"HUBSPOT_BASE_URL=" + url, "HUBSPOT_TOKEN=" + hubspot.DefaultToken}, nil
		},
		block: `crm "hubspot" {
      token    = env.HUBSPOT_TOKEN
      base_url = env.HUBSPOT_BASE_URL
    }`},
	{name: "salesforce", title: "Salesforce", what: "org",
		check: func(_ *imitation, cmd *cobra.Command) error {
			if cmd.Flags().Changed("tier") {
				return errors.New("--tier is for --as hubspot")
			}
			return nil
		},
		fresh: func(im *imitation) imitated {
			if im.messy {
				return salesforce.Messy()
			}
			return salesforce.Empty()
		},
		restore: func(data []byte) (imitated, error) { return salesforce.Restore(data) },
		exports: func(org imitated, url string) ([]string, error) {
			token, err := org.(*salesforce.Org).Login(salesforce.Administrator)
			return []string{"SF_INSTANCE_URL=" + url, "SF_ACCESS_TOKEN=" + token}, err
		},
		block: `crm "salesforce" {
      instance = env.SF_INSTANCE_URL
      token    = env.SF_ACCESS_TOKEN
    }`},
	{name: "odoo", title: "Odoo", what: "Odoo database",
		check: func(_ *imitation, cmd *cobra.Command) error {
			for _, name := range []string{"tier", "messy"} {
				if cmd.Flags().Changed(name) {
					return fmt.Errorf("--%s is not for --as odoo", name)
				}
			}
			return nil
		},
		fresh:   func(*imitation) imitated { return odoo.Empty() },
		restore: func(data []byte) (imitated, error) { return odoo.Restore(data) },
		exports: func(_ imitated, url string) ([]string, error) {
			return []string{"ODOO_URL=" + url, "ODOO_DATABASE=" + odoo.DefaultDatabase, "ODOO_USER=" + odoo.DefaultUser, "ODOO_KEY=" + odoo.DefaultKey}, nil
		},
		block: `crm "odoo" {
      url      = env.ODOO_URL
      database = env.ODOO_DATABASE
      user     = env.ODOO_USER
      key      = env.ODOO_KEY
    }`},
}

func imitationNames() (names []string) {
	for _, m := range models {
		names = append(names, m.name)
	}
	return names
}

// listed joins names as a sentence does: "a, b and c".
func listed(names []string, last string) string {
	n := len(names) - 1
	return strings.Join(names[:n], ", ") + " " + last + " " + names[n]
}

func tierNames() (names []string) {
	for _, t := range hubspot.Tiers() {
		names = append(names, string(t))
	}
	return names
}

// imitation is a CRM in memory that is served over HTTP.
type imitation struct {
	*app
	*model
	tier, state string
	messy       bool
	unlimited   bool // in requests
}

// run serves the CRM until the command is stopped, then keeps it.
func (im *imitation) run(cmd *cobra.Command, as, addr string, args []string) error {
	i := slices.IndexFunc(models, func(m *model) bool { return m.name == as })
	if i < 0 {
		return usageError{fmt.Errorf("--as %q: only %s can be imitated", as, listed(imitationNames(), "and"))}
	}
	im.model = models[i]
	if len(args) > 0 {
		return usageError{fmt.Errorf("--as %s serves an %s that belongs to no directory; leave %s out", as, im.what, args[0])}
	}
	if err := im.check(im, cmd); err != nil {
		return usageError{err}
	}
	crm, err := im.open()
	if err == nil {
		err = im.keep(crm) // at once: a file that cannot be written is found before there is work to lose
	}
	if err != nil {
		return err
	}
	if account, ok := crm.(*hubspot.Account); ok && im.unlimited {
		account.SetLimits(1_000_000, 1_000_000, 1_000_000) // clients keep to what they are told
	}
	return im.serve(cmd.Context(), crm, addr)
}

// open goes on with the CRM in the file, or makes one.
func (im *imitation) open() (imitated, error) {
	if im.state != "" {
		data, err := os.ReadFile(im.state)
		if err == nil {
			crm, err := im.restore(data)
			if err != nil {
				return nil, fmt.Errorf("--state %s: %w", im.state, err)
			}
			return crm, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return im.fresh(im), nil
}

func (im *imitation) serve(ctx context.Context, crm imitated, addr string) error {
	var failed error
	err := sandbox.ServeHandler(ctx, crm, addr, func(at net.Addr) { failed = im.announce(crm, "http://"+at.String()) })
	if err = errors.Join(err, failed, im.keep(crm)); err == nil && im.state != "" {
		fmt.Fprintf(im.streams.Out, "The %s is kept in %s.\n", im.what, im.state)
	}
	return err
}

// keep writes the CRM to its file, if it has one.
func (im *imitation) keep(crm imitated) error {
	if im.state == "" {
		return nil
	}
	data, err := crm.Snapshot()
	if err != nil {
		return err
	}
	return replaceFile(im.state, data)
}

// announce says how to work with the CRM.
func (im *imitation) announce(crm imitated, url string) error {
	exports, err := im.exports(crm, url)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(im.streams.Out, `An imitation of %s at %s. Ctrl-C stops it.

In another terminal (the token is no secret, it opens nothing but this imitation):

  export %s

In the architecture, to be planned with --env trial:

  environment "trial" {
    %s
  }

`, im.title, url, strings.Join(exports, "\n  export "), im.block)
	return err
}
