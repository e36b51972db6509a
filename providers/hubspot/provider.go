package hubspot

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Provider is one HubSpot account.
type Provider struct {
	settings *settings
	client   *api.Client
	portal   *portal
	dir      *directory
	now      func() time.Time
	// early holds the outcomes of options and stages that were created with their property or pipeline.
	early applying.Early[outcome]
}

var (
	_ providers.Provider     = (*Provider)(nil)
	_ providers.RecordReader = (*Provider)(nil)
	_ providers.Importer     = (*Provider)(nil)
	_ providers.Reviewer     = (*Provider)(nil)
)

// Options are for tests and for programs that connect in ways of their own; all may be zero.
type Options struct {
	Transport http.RoundTripper
	Clock     web.Clock
	Log       *slog.Logger
	Attempts  int
	Now       func() time.Time
}

// Factory opens HubSpot accounts.
func Factory() *providers.Factory { return FactoryWith(Options{}) }

// FactoryWith opens HubSpot accounts with options.
func FactoryWith(o Options) *providers.Factory {
	return &providers.Factory{
		Info: info(),
		Compile: func(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
			s, err := readSettings(t.CRM, nil)
			if err != nil {
				return &providers.Compiled{}, providers.WrongSetting(t, "HubSpot account", err)
			}
			return compile(a, t, s, &portal{})
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

// open connects and learns what the account can do, in a number of requests that depends on its object types alone.
func open(ctx context.Context, s *settings, o Options) (*Provider, error) {
	p := &Provider{settings: s, now: o.Now}
	if p.now == nil {
		p.now = time.Now
	}
	var err error
	p.client, err = api.New(api.Options{Token: s.token, BaseURL: s.baseURL, UserAgent: "stagecraft", Versions: s.versions,
		Transport: o.Transport, Clock: o.Clock, Log: o.Log, Attempts: o.Attempts, Waiting: applying.Waiting})
	if err != nil {
		return nil, err
	}
	p.portal, err = learn(ctx, p.client, s.portal)
	if err != nil {
		p.client.Close()
		return nil, err
	}
	p.dir = newDirectory(p.client, p.portal)
	return p, nil
}

// Info says what the provider can do.
func (p *Provider) Info() *providers.Info { return info() }

// Compile makes resources for what the account can do, and manual steps for the rest.
func (p *Provider) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return compile(a, t, p.settings, p.portal)
}

// Read reads the configuration in bulk. Types that the account does not have are empty.
func (p *Provider) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	r := newReading(p)
	var wanted []*kind
	for _, k := range kinds() {
		if (types == nil || slices.Contains(types, k.typ.Name)) && p.portal.can(k.needs) {
			wanted = append(wanted, k)
		}
	}
	lists, errs := make([][]*providers.Live, len(wanted)), make([]error, len(wanted))
	var wg sync.WaitGroup
	for i, k := range wanted {
		wg.Go(func() { lists[i], errs[i] = k.read(ctx, r) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(lists...), nil
}

// Decompile gives the blocks that describe an account, and findings about it.
func (p *Provider) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	return decompile(live, p.portal)
}

// Review finds what nobody declared and what gets in the way of what is declared.
func (p *Provider) Review(c *providers.Compiled, unmanaged []*providers.Live) diag.List {
	return review(c, unmanaged, p.settings, p.portal)
}

// Close ends the connections.
func (p *Provider) Close() error {
	p.client.Close()
	return nil
}
