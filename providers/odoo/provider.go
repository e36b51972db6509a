package odoo

import (
	"context"
	"log/slog"
	"net/http"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Effects of calls: those that change nothing, and those that can be repeated.
const (
	reads = web.Reads
	sets  = web.Sets // the same after twice as after once
)

// Provider is one database of Odoo.
type Provider struct {
	settings *settings
	client   *api.Client
	org      *org
	dir      *directory
	early
}

var (
	_ providers.Provider     = (*Provider)(nil)
	_ providers.RecordReader = (*Provider)(nil)
)

// Options are for tests and for programs that connect in ways of their own; all may be zero.
type Options struct {
	Transport http.RoundTripper
	Clock     web.Clock
	Log       *slog.Logger
	Attempts  int
}

// Factory opens databases of Odoo.
func Factory() *providers.Factory { return FactoryWith(Options{}) }

// FactoryWith opens databases of Odoo with options.
func FactoryWith(o Options) *providers.Factory {
	return &providers.Factory{
		Info: info(),
		Compile: func(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
			s, err := readSettings(t.CRM, nil)
			if err != nil {
				return &providers.Compiled{}, providers.WrongSetting(t, "Odoo database", err)
			}
			return compile(a, t, s, &org{})
		},
		Criterion: criterion,
		Open: func(ctx context.Context, t providers.Target, getenv func(string) string) (providers.Provider, error) {
			s, err := readSettings(t.CRM, getenv)
			if err != nil {
				return nil, err
			}
			return open(ctx, s, o)
		},
	}
}

// open connects and learns what the database has, in a fixed number of requests.
func open(ctx context.Context, s *settings, o Options) (*Provider, error) {
	c, err := api.Connect(ctx, api.Options{URL: s.url, Database: s.database, User: s.user, Key: s.key, Lang: s.lang, Via: s.via, UserAgent: "stagecraft",
		Transport: o.Transport, Clock: o.Clock, Log: o.Log, Attempts: o.Attempts, Waiting: applying.Waiting})
	if err != nil {
		return nil, err
	}
	p := &Provider{settings: s, client: c, dir: newDirectory(c)}
	if p.org, err = learn(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return p, nil
}

// Info says what the provider can do.
func (p *Provider) Info() *providers.Info { return info() }

// Compile makes resources and manual steps.
func (p *Provider) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return compile(a, t, p.settings, p.org)
}

// Read reads the configuration in bulk: a request or two for each model.
func (p *Provider) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	dir := newDirectory(p.client)
	var wanted []*kind
	for _, k := range kinds() {
		if types == nil || slices.Contains(types, k.typ.Name) {
			wanted = append(wanted, k)
		}
	}
	lists := make([][]*providers.Live, len(wanted))
	requests := make([]func() error, len(wanted))
	for i, k := range wanted {
		requests[i] = func() (err error) { lists[i], err = k.read(ctx, dir, nil); return err }
	}
	if err := together(requests...); err != nil {
		return nil, err
	}
	return slices.Concat(lists...), nil
}

// Close ends the connections.
func (p *Provider) Close() error {
	p.client.Close()
	return nil
}
