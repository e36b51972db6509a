package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// object is the resource of a type of a CRM.
type object struct {
	factory *providers.Factory
	typ     *providers.ResourceType
	session *session
}

func newObject(f *providers.Factory, t *providers.ResourceType) resource.Resource {
	return &object{factory: f, typ: t}
}

func (r *object) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_" + r.typ.Name
}
func (r *object) Schema(context.Context, resource.SchemaRequest, *resource.SchemaResponse) {}
func (r *object) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (r *object) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (r *object) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (r *object) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
