package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// listing is the list resource of a type of a CRM, for queries. What it lists are the resources of the type.
type listing struct{ *object }

var _ list.ListResourceWithConfigure = (*listing)(nil)

func newListing(f *providers.Factory, t *providers.ResourceType) list.ListResource {
	return &listing{newObject(f, t).(*object)}
}

func (l *listing) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists what is there, managed or not. " + l.typ.Doc,
		Attributes: map[string]schema.Attribute{
			attrKey: schema.StringAttribute{Optional: true, MarkdownDescription: "Pattern of the natural keys to list, which are " +
				keyForm(l.typ) + ". `*` stands for any text and `?` for one character. Everything if not given."},
		},
	}
}

// List gives the live objects in the order of their natural keys.
func (l *listing) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	x, _ := plain(req.Config.Raw)
	config, _ := x.(map[string]any)
	pattern, given := config[attrKey].(string)
	all, err := l.crm().all(ctx, l.typ.Name)
	if err != nil {
		var diags diag.Diagnostics
		l.crm().explain(&diags, nil, "list "+l.typ.Name, err)
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	all = slices.SortedFunc(slices.Values(all), func(a, b *providers.Live) int { return cmp.Compare(a.Key, b.Key) })
	stream.Results = func(yield func(list.ListResult) bool) {
		n := int64(0)
		for _, live := range all {
			if given && !planner.Glob(pattern, live.Key) {
				continue
			}
			if n++; req.Limit > 0 && n > req.Limit || !yield(l.result(ctx, req, live)) {
				return
			}
		}
	}
}

// result is one live object: its identity and, when it is asked for, the resource that an import would make of it.
func (l *listing) result(ctx context.Context, req list.ListRequest, live *providers.Live) list.ListResult {
	r := req.NewListResult(ctx)
	r.DisplayName = label(live)
	t := r.Resource.Schema.Type().TerraformType(ctx).(tftypes.Object)
	state := l.refreshed(nil, live, t.AttributeTypes, &r.Diagnostics)
	r.Identity.Raw = l.identity(ctx, r.Identity.Schema.Type().TerraformType(ctx), state)
	if req.IncludeResource {
		r.Resource.Raw = tftypes.NewValue(t, state)
	}
	return r
}

// label is what people call a live object, with the natural key that tells it from others of the same label.
func label(live *providers.Live) string {
	for _, name := range []string{"label", "title", "name"} {
		if s, ok := live.Values[name].(string); ok && s != "" && s != live.Key {
			return fmt.Sprintf("%s (%s)", s, live.Key)
		}
	}
	return live.Key
}
