package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// lookup is the data source of a type of a CRM.
type lookup struct {
	factory *providers.Factory
	typ     *providers.ResourceType
	session *session
}

func newLookup(f *providers.Factory, t *providers.ResourceType) datasource.DataSource {
	return &lookup{factory: f, typ: t}
}

func (d *lookup) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName + "_" + d.typ.Name
}
func (d *lookup) Schema(context.Context, datasource.SchemaRequest, *datasource.SchemaResponse) {}
func (d *lookup) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse)       {}
