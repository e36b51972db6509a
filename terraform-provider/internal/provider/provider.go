// Package provider serves Stagecraft over Terraform's plugin protocol, version 6.
//
// Nothing about a resource type is said here: resources, data sources, list resources, their schemas, plans and documentation come
// from the [providers.ResourceType] of a CRM, so that a type added there appears here.
package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
	model "github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// TypeName is what all names of resources begin with.
const TypeName = "stagecraft"

// New makes the provider of a release for CRMs.
func New(version string, factories []*providers.Factory) func() provider.Provider {
	return func() provider.Provider {
		return &stagecraft{version: version, factories: factories, getenv: os.Getenv}
	}
}

type stagecraft struct {
	version   string
	factories []*providers.Factory
	getenv    func(string) string
	parsed    hclschema.Cache // files that functions read
}

// session is the configured provider: what resources and data sources work with.
type session struct {
	*stagecraft
	crms map[string]*crm // by name of the CRM; all are there
}

var (
	_ provider.ProviderWithFunctions     = (*stagecraft)(nil)
	_ provider.ProviderWithListResources = (*stagecraft)(nil)
)

func (p *stagecraft) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = TypeName, p.version
}

// Schema has a block for each CRM, with its settings.
func (p *stagecraft) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the configuration of CRMs: single objects, and whole lifecycle architectures. Each CRM has a block with its settings; a CRM without one takes them from the environment.",
		Blocks:              map[string]schema.Block{},
	}
	for _, f := range p.factories {
		resp.Schema.Blocks[f.Info.Name] = settingsBlock(f.Info)
	}
}

// Configure keeps what was configured. CRMs are opened when something needs them: one that is not used needs no credentials.
func (p *stagecraft) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	s := &session{stagecraft: p, crms: map[string]*crm{}}
	var blocks map[string]tftypes.Value
	if err := req.Config.Raw.As(&blocks); err != nil {
		resp.Diagnostics.AddError("The provider's configuration cannot be read", err.Error())
		return
	}
	for _, f := range p.factories {
		settings, known := settingsOf(f.Info, blocks[f.Info.Name])
		s.crms[f.Info.Name] = newCRM(f, target(f, settings), known, p.getenv)
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = s, s, s
}

func target(f *providers.Factory, settings map[string]model.Setting) providers.Target {
	return providers.Target{Environment: "terraform", CRM: &model.CRM{Provider: f.Info.Name, Settings: settings}, Dir: "."}
}

// each makes something of every resource type.
func each[T any](p *stagecraft, one func(*providers.Factory, *providers.ResourceType) T) []func() T {
	var out []func() T
	for _, f := range p.factories {
		for _, t := range f.Info.Types {
			out = append(out, func() T { return one(f, t) })
		}
	}
	return out
}

func (p *stagecraft) Resources(context.Context) []func() resource.Resource {
	return append(each(p, newObject), newArchitecture)
}

func (p *stagecraft) DataSources(context.Context) []func() datasource.DataSource {
	return append(each(p, newLookup), newArchitectureData)
}

func (p *stagecraft) ListResources(context.Context) []func() list.ListResource {
	return each(p, newListing)
}

func (p *stagecraft) Functions(context.Context) []func() function.Function { return p.functions() }

// configured takes the session out of what Terraform hands to a resource or data source; nil before the provider is configured.
func configured(data any, diags *diag.Diagnostics) *session {
	if data == nil {
		return nil
	}
	s, ok := data.(*session)
	if !ok {
		diags.AddError("The provider is not configured", "It was configured by something else.")
	}
	return s
}
