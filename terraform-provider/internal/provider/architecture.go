package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// architecture is the resource that plans and applies a whole architecture.
type architecture struct{ session *session }

func newArchitecture() resource.Resource { return &architecture{} }

func (r *architecture) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_architecture"
}
func (r *architecture) Schema(context.Context, resource.SchemaRequest, *resource.SchemaResponse) {}
func (r *architecture) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (r *architecture) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (r *architecture) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (r *architecture) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
