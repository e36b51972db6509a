package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// architectureData is the data source that reads an architecture.
type architectureData struct{ session *session }

func newArchitectureData() datasource.DataSource { return &architectureData{} }

func (d *architectureData) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName + "_architecture"
}
func (d *architectureData) Schema(context.Context, datasource.SchemaRequest, *datasource.SchemaResponse) {
}
func (d *architectureData) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}
