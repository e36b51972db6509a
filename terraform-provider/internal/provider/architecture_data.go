package provider

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/compose"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// architectureData is the data source that reads an architecture.
type architectureData struct{ session *session }

var _ datasource.DataSourceWithConfigure = (*architectureData)(nil)

func newArchitectureData() datasource.DataSource { return &architectureData{} }

func (d *architectureData) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName + "_architecture"
}

func (d *architectureData) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.session = configured(req.ProviderData, &resp.Diagnostics)
}

func (d *architectureData) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	flag := func(doc string) schema.Attribute {
		return schema.BoolAttribute{MarkdownDescription: doc, Computed: true}
	}
	number := func(doc string) schema.Attribute {
		return schema.NumberAttribute{MarkdownDescription: doc, Computed: true}
	}
	texts := func(doc string) schema.Attribute {
		return schema.ListAttribute{MarkdownDescription: doc, Computed: true, ElementType: types.StringType}
	}
	list := func(doc string, of map[string]schema.Attribute) schema.Attribute {
		return schema.ListNestedAttribute{MarkdownDescription: doc, Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: of}}
	}
	mapped := func(doc string, of map[string]schema.Attribute) schema.Attribute {
		return schema.MapNestedAttribute{MarkdownDescription: doc, Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: of}}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An architecture as it is written: its stages, criteria, owners and clocks, the digests of its documents, and what each CRM of its environments would be configured with. No CRM is contacted.",
		Attributes: map[string]schema.Attribute{
			"path": schema.StringAttribute{Required: true, MarkdownDescription: "Directory of the architecture, relative to the working directory."},
			"environment": schema.StringAttribute{Optional: true,
				MarkdownDescription: "Environment to read the architecture for. `environments` then has this one alone; without it, all that are declared."},
			"variables": schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Values for variables of the architecture."},
			"name":      text("Name of the architecture."),
			"version":   text("Version of the architecture."),
			"digest":    text("Digest of the architecture's meaning: formatting, comments and the names of files make no difference."),
			"stages": list("The stages of all lifecycles and pipelines, in order.", map[string]schema.Attribute{
				"address": text("Address of the stage: `stage.lead.mql`."), "name": text("Identifier of the stage."), "label": text("What people see."),
				"track": text("Address of its lifecycle or pipeline."), "kind": text("`lifecycle` or `pipeline`."), "object": text("Record type."),
				"owner": text("Address of the role, queue or team that answers for records in it."), "definition": text("What it means to be here."),
				"state": text("`assumed` or `confirmed`."), "golden": flag("Whether it is one of the most critical transition points."),
				"outcome": text("`won`, `lost`, `disqualified` or `holding`, of a stage that ends the flow."), "probability": number("Chance to win, 0 to 100 percent; pipelines only."),
				"forecast": text("Forecast category; pipelines only."), "requires": texts("Addresses of the fields without which a record cannot enter."),
				"stale_after": text("How long a record may stay before it counts as stale."),
			}),
			"criteria": list("The entry and exit criteria of all stages.", map[string]schema.Attribute{
				"address": text("Address of the criterion."), "stage": text("Address of its stage."), "kind": text("`entry` or `exit`."),
				"text": text("The criterion in English: its own words, or else its condition."), "rule": text("The condition in English; null where people judge."),
				"condition": text("The condition as it is written; null where people judge."), "then": text("Where the record goes; exit criteria only."),
				"enforcement": list("How CRMs keep it.", map[string]schema.Attribute{
					"environment": text("Environment."), "crm": text("CRM."), "class": text("`prevented`, `corrected`, `detected` or `manual`."), "how": text("What keeps it.")}),
			}),
			"owners": list("The roles, queues and teams that own stages.", map[string]schema.Attribute{
				"address": text("Address of the owner."), "title": text("What people call it."), "holders": texts("Who may sign for a role."), "stages": texts("Addresses of the stages that it owns.")}),
			"slas": list("The clocks.", map[string]schema.Attribute{
				"address": text("Address of the clock."), "title": text("What documents call it."), "within": text("The limit, such as `4h`."), "target": text("The time to aim at."),
				"clock": text("`business` or `elapsed`."), "calendar": text("Address of the calendar of a business clock, where it names one."), "owner": text("Address of who answers for it.")}),
			"documents": schema.MapAttribute{Computed: true, ElementType: types.StringType,
				MarkdownDescription: "SHA-256 of each document, by file name, as `stagecraft render` writes it with the theme beside the architecture."},
			"environments": mapped("The environments, by name. Without any it is `sandbox`, the embedded CRM.", map[string]schema.Attribute{
				"title": text("What people call it."), "protected": flag("Whether the architecture marks it as protected."),
				"crms": mapped("What is configured in each CRM.", map[string]schema.Attribute{
					"title": text("What people call the CRM."),
					"resources": list("The objects that it should have.", map[string]schema.Attribute{
						"type": text("Resource type."), "key": text("Natural key."), "address": text("Address in plans."), "origin": text("The block that asks for it."),
						"label": text("What people call it."), "values": text("The attributes as JSON, for `jsondecode`. Secrets are masked.")}),
					"manual_steps": texts("What people have to do by hand."),
				}),
			}),
		},
	}
}

func (d *architectureData) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var in struct {
		Path        types.String `tfsdk:"path"`
		Environment types.String `tfsdk:"environment"`
		Variables   types.Map    `tfsdk:"variables"`
	}
	for name, at := range map[string]any{"path": &in.Path, "environment": &in.Environment, "variables": &in.Variables} {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), at)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	dir := d.session.directory(in.Path.ValueString(), in.Environment.ValueString(), textMap(in.Variables))
	res := dir.Read()
	tell(&resp.Diagnostics, dir.Path, res.Diags)
	if res.Diags.HasErrors() {
		return
	}
	out := describeArchitecture(dir, res, &resp.Diagnostics)
	out["documents"] = digests(dir, res, &resp.Diagnostics)
	out["path"] = in.Path.ValueString()
	if !in.Environment.IsNull() {
		out["environment"] = in.Environment.ValueString()
	}
	if !in.Variables.IsNull() {
		vars := map[string]any{}
		for name, v := range textMap(in.Variables) {
			vars[name] = v
		}
		out["variables"] = vars
	}
	if resp.Diagnostics.HasError() {
		return
	}
	raw, err := value(out, resp.State.Schema.Type().TerraformType(ctx))
	if err != nil {
		resp.Diagnostics.AddError("The architecture has no form in Terraform", err.Error())
		return
	}
	resp.State.Raw = raw
}

// digests are those of the documents, by file name.
func digests(dir *directory.Directory, res *hclschema.Result, diags *diag.Diagnostics) map[string]any {
	out := map[string]any{}
	set, found, err := compose.Set(dir, res, compose.Options{})
	if err != nil {
		tellError(diags, dir.Path, err)
		return out
	}
	tell(diags, dir.Path, found)
	docs, more := set.Files(render.DefaultFormats)
	tell(diags, dir.Path, more)
	for _, d := range docs {
		sum := sha256.Sum256(d.Data)
		out[d.File()] = hex.EncodeToString(sum[:])
	}
	return out
}
