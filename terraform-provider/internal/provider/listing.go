package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// listing is the list resource of a type of a CRM, for queries.
type listing struct {
	factory *providers.Factory
	typ     *providers.ResourceType
	session *session
}

func newListing(f *providers.Factory, t *providers.ResourceType) list.ListResource {
	return &listing{factory: f, typ: t}
}

func (l *listing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_" + l.typ.Name
}
func (l *listing) ListResourceConfigSchema(context.Context, list.ListResourceSchemaRequest, *list.ListResourceSchemaResponse) {
}
func (l *listing) List(context.Context, list.ListRequest, *list.ListResultsStream) {}
