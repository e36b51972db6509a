package sandbox

import (
	"context"
	"path/filepath"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Provider is the configuration side of a sandbox: what plans and applies see.
type Provider struct{ crm *CRM }

var (
	_ providers.Provider     = (*Provider)(nil)
	_ providers.RecordReader = (*Provider)(nil)
	_ providers.Importer     = (*Provider)(nil)
)

// Provider is the configuration side of the CRM. Closing it closes the CRM.
func (c *CRM) Provider() *Provider { return &Provider{c} }

// CRM is the sandbox itself, with its records.
func (p *Provider) CRM() *CRM { return p.crm }

// Factory opens the sandbox of a target; see Path.
func Factory() *providers.Factory {
	return &providers.Factory{Info: info(), Compile: compile, Criterion: criterion, Open: func(_ context.Context, t providers.Target, getenv func(string) string) (providers.Provider, error) {
		path, err := Path(t, getenv)
		if err != nil {
			return nil, err
		}
		open := Open
		if t.ReadOnly {
			open = OpenReadOnly
		}
		crm, err := open(path)
		if err != nil {
			return nil, err
		}
		return crm.Provider(), nil
	}}
}

// defaultPath is the file of a sandbox without a setting that names one, seen from the architecture's directory.
func defaultPath(t providers.Target) string {
	name := t.Environment
	if name == "" {
		name = "sandbox"
	}
	return filepath.Join(".stagecraft", "sandbox-"+name+".db")
}

// Path is the file of a target's sandbox: its setting "path", seen from the
// architecture's directory, or .stagecraft/sandbox-ENVIRONMENT.db there.
func Path(t providers.Target, getenv func(string) string) (string, error) {
	path := ""
	if t.CRM != nil {
		if s, ok := t.CRM.Settings["path"]; ok {
			var is bool
			if path, is = s.Value.(string); s.Env != "" {
				path, is = getenv(s.Env), true
			}
			if !is || path == "" {
				return "", &providers.Error{Kind: providers.Invalid, Attribute: "path", Message: "the setting must be the path of a file"}
			}
		}
	}
	if path == "" {
		path = defaultPath(t)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(t.Dir, path)
	}
	return path, nil
}

func (p *Provider) Info() *providers.Info { return info() }

// Compile makes resources out of every block that the sandbox can hold.
func (p *Provider) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return compile(a, t)
}

// Decompile gives the blocks that the live objects came from.
func (p *Provider) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	return decompile(live)
}

// Read reads the configuration with one query.
func (p *Provider) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	return p.crm.loadConfig(ctx, types)
}

// Apply carries each operation out in a transaction of its own.
func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	for _, op := range ops {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := report(providers.Progress{Op: op, Phase: providers.Starting}); err != nil {
			return err
		}
		// Once begun, an operation is finished or undone, never left to a cancellation.
		done := p.crm.operate(context.WithoutCancel(ctx), op)
		if err := report(done); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (p *Provider) Close() error { return p.crm.Close() }

var info = sync.OnceValue(func() *providers.Info {
	return &providers.Info{
		Name:  "sandbox",
		Title: "Sandbox CRM",
		Doc: "A CRM in a single file, for trying an architecture out. It keeps records and their history and enforces what is applied: " +
			"gates, required facts, forward-only lifecycles, reasons and owners. It contacts nothing.",
		Types: types(),
		Settings: []providers.SettingDoc{{Name: "path", File: defaultPath,
			Doc: "File that holds the sandbox, seen from the architecture's directory; .stagecraft/sandbox-ENVIRONMENT.db if not given."}},
		Capabilities: capabilities,
	}
})

var capabilities = []providers.Capability{
	{Name: "objects", State: providers.Supported},
	{Name: "fields", State: providers.Supported},
	{Name: "field validation", State: providers.Supported},
	{Name: "lifecycles", State: providers.Supported},
	{Name: "pipelines", State: providers.Supported},
	{Name: "statuses", State: providers.Supported},
	{Name: "entry criteria", State: providers.Partial, Note: "criteria without a condition are left to people"},
	{Name: "required facts", State: providers.Supported},
	{Name: "forward only", State: providers.Supported},
	{Name: "reasons", State: providers.Supported},
	{Name: "owner required", State: providers.Supported},
	{Name: "handoffs", State: providers.Supported},
	{Name: "queues", State: providers.Supported},
	{Name: "routing", State: providers.Supported},
	{Name: "slas", State: providers.Partial, Note: "clocks run and breaches are found when the sandbox is used; nobody is told"},
	{Name: "scoring", State: providers.Supported},
	{Name: "automations", State: providers.Partial, Note: "messages, webhooks and enrichment become tasks for a person"},
	{Name: "sequences", State: providers.Partial, Note: "records are enrolled; no message is sent"},
	{Name: "approvals", State: providers.Partial, Note: "the guarded stage stays closed until a record is marked as approved; nobody is asked"},
	{Name: "rollups", State: providers.Supported},
	{Name: "metrics", State: providers.Partial, Note: "reports and dashboards are kept as definitions, without numbers"},
	{Name: "teams", State: providers.Supported},
	{Name: "record counts", State: providers.Supported},
	{Name: "record moves", State: providers.Supported},
	{Name: "import", State: providers.Supported},
	{Name: "test records", State: providers.Supported},
	{Name: "last changes", State: providers.NotPossible, Note: "it keeps no record of who changes its configuration"},
	{Name: "record history", State: providers.Supported},
}
