package salesforce

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Provider is one Salesforce org, or a folder with its metadata.
type Provider struct {
	settings *settings
	client   *api.Client // nil for a folder
	// learned is the org as it was when the provider was opened, from which names are taken.
	learned *snapshot

	mu sync.Mutex
	// fresh tells that nobody has read the org since it was learned; the first Read takes it as it is.
	fresh bool
	// last is the org as it was last read; stale once something may have changed.
	last  *snapshot
	stale bool
}

var (
	_ providers.Provider     = (*Provider)(nil)
	_ providers.RecordReader = (*Provider)(nil)
	_ providers.Importer     = (*Provider)(nil)
	_ providers.Reviewer     = (*Provider)(nil)
	_ providers.Validator    = (*Provider)(nil)
)

// Options are for tests and for programs that connect in ways of their own; all may be zero.
type Options struct {
	Transport http.RoundTripper
	Clock     web.Clock
	Log       *slog.Logger
	Attempts  int
	Poll      time.Duration
}

// Factory opens Salesforce orgs.
func Factory() *providers.Factory { return FactoryWith(Options{}) }

// FactoryWith opens Salesforce orgs with options.
func FactoryWith(o Options) *providers.Factory {
	return &providers.Factory{
		Info:      info(),
		Exports:   exports,
		Criterion: criterionFormula,
		Compile: func(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
			s, err := readSettings(t, nil)
			if err != nil {
				return &providers.Compiled{}, providers.WrongSetting(t, "Salesforce org", err)
			}
			return compile(a, t, s, newSnapshot(nil))
		},
		Open: func(ctx context.Context, t providers.Target, getenv func(string) string) (providers.Provider, error) {
			s, err := readSettings(t, getenv)
			if err != nil {
				return nil, err
			}
			return open(ctx, s, o)
		},
	}
}

// open connects and reads the org's metadata, in a number of requests that depends on its types alone.
func open(ctx context.Context, s *settings, o Options) (*Provider, error) {
	p := &Provider{settings: s}
	var err error
	if s.source != "" {
		if p.learned, err = readFolder(s.source); err != nil {
			return nil, err
		}
		return p, nil
	}
	p.client, err = api.New(api.Options{Auth: s.auth, UserAgent: "stagecraft", Transport: o.Transport, Clock: o.Clock, Log: o.Log,
		Attempts: o.Attempts, Poll: o.Poll, Waiting: waiting})
	if err != nil {
		return nil, &providers.Error{Kind: providers.Invalid, Message: err.Error()}
	}
	if p.learned, err = readOrg(ctx, p.client, s); err != nil {
		p.client.Close()
		return nil, err
	}
	p.fresh = true
	return p, nil
}

// Info says what the provider can do.
func (p *Provider) Info() *providers.Info { return info() }

// Compile makes resources, and manual steps for what the Metadata API cannot do.
func (p *Provider) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return compile(a, t, p.settings, p.learned)
}

// Read reads the configuration: one retrieve and a few queries, however much there is.
func (p *Provider) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	s, err := p.look(ctx)
	if err != nil {
		return nil, err
	}
	return s.read(types)
}

// look is the org as it is now.
func (p *Provider) look(ctx context.Context) (*snapshot, error) {
	p.mu.Lock()
	fresh := p.fresh || p.client == nil
	p.fresh = false
	p.mu.Unlock()
	s := p.learned
	if !fresh {
		var err error
		if s, err = readOrg(ctx, p.client, p.settings); err != nil {
			return nil, err
		}
	}
	p.keep(s)
	return s, nil
}

// read gives the objects of the given types; nil means all.
func (s *snapshot) read(types []string) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, k := range kinds() {
		if types != nil && !slices.Contains(types, k.typ.Name) {
			continue
		}
		l, err := k.read(s)
		if err != nil {
			return nil, err
		}
		out = append(out, l...)
	}
	return out, nil
}

// Decompile gives the blocks that describe an org, and findings about it. Names are taken from the org as it was read for it.
func (p *Provider) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	return decompile(live, p.known())
}

// Review finds what nobody declared and what gets in the way of what is declared.
func (p *Provider) Review(c *providers.Compiled, unmanaged []*providers.Live) diag.List {
	return review(c, unmanaged, p.settings, p.learned)
}

// Close ends the connections.
func (p *Provider) Close() error {
	if p.client != nil {
		p.client.Close()
	}
	return nil
}
