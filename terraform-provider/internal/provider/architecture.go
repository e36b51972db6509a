package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
)

// architecture is the resource that plans and applies a whole architecture.
type architecture struct{ session *session }

var (
	_ resource.ResourceWithConfigure      = (*architecture)(nil)
	_ resource.ResourceWithValidateConfig = (*architecture)(nil)
	_ resource.ResourceWithModifyPlan     = (*architecture)(nil)
	_ resource.ResourceWithImportState    = (*architecture)(nil)
)

func newArchitecture() resource.Resource { return &architecture{} }

// architectureModel is the resource as Terraform knows it.
type architectureModel struct {
	Path        types.String `tfsdk:"path"`
	Environment types.String `tfsdk:"environment"`
	Variables   types.Map    `tfsdk:"variables"`
	Require     types.Set    `tfsdk:"require"`
	Trust       types.String `tfsdk:"trust"`
	Allow       types.Set    `tfsdk:"allow"`
	Prune       types.Set    `tfsdk:"prune"`
	OnDestroy   types.String `tfsdk:"on_destroy"`

	Name        types.String `tfsdk:"name"`
	Version     types.String `tfsdk:"version"`
	Digest      types.String `tfsdk:"digest"`
	Changes     types.List   `tfsdk:"changes"`
	PlanDigest  types.String `tfsdk:"plan_digest"`
	Drift       types.List   `tfsdk:"drift"`
	Pending     types.List   `tfsdk:"pending"`
	ManualSteps types.List   `tfsdk:"manual_steps"`
	Managed     types.Int64  `tfsdk:"managed"`
}

const (
	keep   = "keep"
	remove = "delete"
)

var guards = []string{planner.GuardDeletes, planner.GuardChanges, planner.GuardGolden}

func (r *architecture) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_architecture"
}

func (r *architecture) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = configured(req.ProviderData, &resp.Diagnostics)
}

func (r *architecture) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	texts := func(doc string) schema.Attribute {
		return schema.SetAttribute{MarkdownDescription: doc, Optional: true, ElementType: types.StringType}
	}
	told := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	sentences := func(doc string) schema.Attribute {
		return schema.ListAttribute{MarkdownDescription: doc, Computed: true, ElementType: types.StringType}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A whole lifecycle architecture, planned and applied to the CRMs of one of its environments as `stagecraft plan` and `stagecraft apply` do it. " +
			"What was applied is kept in the private state of this resource, not beside the architecture: apply an environment with Terraform or with the `stagecraft` command, not with both.\n\n" +
			"A first apply that fails half way taints the resource, and Terraform replaces it with the next one. Nothing is deleted on that way: what there is is taken over again.",
		Attributes: map[string]schema.Attribute{
			"path": schema.StringAttribute{Required: true,
				MarkdownDescription: "Directory of the architecture, relative to the working directory; `\"${path.module}/crm\"` is one beside the configuration."},
			"environment": schema.StringAttribute{Optional: true,
				MarkdownDescription: "Environment of the architecture whose CRMs are configured. The embedded sandbox CRM if not given. Another environment replaces the resource."},
			"variables": schema.MapAttribute{Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Values for variables of the architecture. They win over its files of values and over `STAGECRAFT_VAR_` in the environment."},
			"require": texts("What every definition that a plan configures must be: " + quotedList(planner.Requirements) + ". `confirmed` is agreed, `signed` is signed by the whole council, and `verified` proven by signed commits."),
			"trust":   schema.StringAttribute{Optional: true, MarkdownDescription: "Git revision from which signing keys, council and holders are taken, such as `origin/main`, so that a proposal cannot vouch for itself."},
			"allow":   texts("Guards that a plan may exceed: " + quotedList(guards) + ". A plan that exceeds another one is shown with a warning and refused when it is applied."),
			"prune":   texts("Patterns (`TYPE.KEY` with `*` and `?`) of live objects that nobody declared and that are to be deleted."),
			"on_destroy": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString(keep),
				MarkdownDescription: "What a destroy does. `keep` forgets the objects and leaves the CRM as it is. `delete` deletes what this resource created, and keeps what it found and took over; " +
					"guards hold as for any plan, and nothing is deleted that records hang on."},
			"name":    told("Name of the architecture."),
			"version": told("Version of the architecture."),
			"digest":  told("Digest of the architecture's meaning."),
			"changes": sentences("What the plan changes in the CRMs, in the words of `stagecraft plan`. Empty once the CRMs were read again after the apply."),
			"plan_digest": told("Digest of the last plan that changed something: of the architecture, the state, the live objects and the changes. When the CRMs or the files change between plan and apply it is another one, and Terraform " +
				"refuses the apply with “Provider produced inconsistent final plan”. Nothing was changed then; plan again."),
			"drift":        sentences("What somebody changed in the CRMs since the last apply, as a refresh found it."),
			"pending":      sentences("What the last apply did not do, and why. The next one goes on with it."),
			"manual_steps": sentences("What people have to do by hand, because no interface of the CRM can."),
			"managed":      schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of objects that are managed."},
		},
	}
}

func (r *architecture) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var m architectureModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	oneOf(&resp.Diagnostics, path.Root("require"), textsOf(m.Require), planner.Requirements)
	oneOf(&resp.Diagnostics, path.Root("allow"), textsOf(m.Allow), guards)
	if !m.OnDestroy.IsNull() && !m.OnDestroy.IsUnknown() {
		oneOf(&resp.Diagnostics, path.Root("on_destroy"), []string{m.OnDestroy.ValueString()}, []string{keep, remove})
	}
}

func oneOf(diags *diag.Diagnostics, at path.Path, given, known []string) {
	for _, g := range given {
		if !slices.Contains(known, g) {
			diags.AddAttributeError(at, fmt.Sprintf("Nothing is called %q here", g), "Write "+quotedList(known)+"."+problems.DidYouMean(g, known))
		}
	}
}

func quotedList(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// textsOf are the known texts of a set, list or map, in order.
func textsOf(c interface{ Elements() []attr.Value }) []string {
	var out []string
	for _, e := range c.Elements() {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out = append(out, s.ValueString())
		}
	}
	slices.Sort(out)
	return out
}

// textMap is a map of texts as Go knows it.
func textMap(m types.Map) map[string]string {
	out := map[string]string{}
	for name, e := range m.Elements() {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out[name] = s.ValueString()
		}
	}
	return out
}

// textList is a list of texts as Terraform knows it.
func textList(texts []string) types.List {
	out := make([]attr.Value, len(texts))
	for i, t := range texts {
		out[i] = types.StringValue(t)
	}
	return types.ListValueMust(types.StringType, out)
}

// directory is where the architecture is.
func (m *architectureModel) directory(s *session) *directory.Directory {
	return s.directory(m.Path.ValueString(), m.Environment.ValueString(), textMap(m.Variables))
}

// unknown makes everything unknown that only an apply can tell.
func (m *architectureModel) unknown() {
	m.Name, m.Version, m.Digest, m.PlanDigest = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	l := types.ListUnknown(types.StringType)
	m.Changes, m.Drift, m.Pending, m.ManualSteps = l, l, l, l
	m.Managed = types.Int64Unknown()
}
