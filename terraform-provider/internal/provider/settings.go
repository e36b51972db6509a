package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	model "github.com/stagecraft-dev/stagecraft/schema"
)

// settingsBlock is the block of a CRM in the provider's configuration. None of its attributes is required, because the
// environment may give them.
func settingsBlock(info *providers.Info) schema.Block {
	b := schema.SingleNestedBlock{MarkdownDescription: info.Title + ". " + info.Doc, Attributes: map[string]schema.Attribute{}}
	for _, d := range info.Settings {
		doc := d.Doc
		if d.Env != "" {
			doc += fmt.Sprintf(" Or `%s` in the environment.", d.Env)
		}
		b.Attributes[d.Name] = settingAttribute(d.Type, doc, d.Sensitive, d.Secrets)
	}
	return b
}

func settingAttribute(t cty.Type, doc string, sensitive bool, secrets []string) schema.Attribute {
	switch {
	case t == cty.NilType || t == cty.String:
		return schema.StringAttribute{MarkdownDescription: doc, Optional: true, Sensitive: sensitive}
	case t.IsObjectType():
		a := schema.SingleNestedAttribute{MarkdownDescription: doc, Optional: true, Sensitive: sensitive, Attributes: map[string]schema.Attribute{}}
		for name, m := range t.AttributeTypes() {
			a.Attributes[name] = settingAttribute(m, "", slices.Contains(secrets, name), nil)
		}
		return a
	case t == cty.Map(cty.String):
		return schema.MapAttribute{MarkdownDescription: doc, Optional: true, Sensitive: sensitive, ElementType: types.StringType}
	}
	panic(fmt.Sprintf("a setting of type %s has no form in Terraform", t.FriendlyName()))
}

// settingsOf are the settings that a block gives. known is false while one of them is not known.
func settingsOf(info *providers.Info, block tftypes.Value) (settings map[string]model.Setting, known bool) {
	settings = map[string]model.Setting{}
	x, known := plain(block)
	given, _ := x.(map[string]any)
	for _, d := range info.Settings {
		if v := given[d.Name]; v != nil {
			settings[d.Name] = model.Setting{Value: v}
		}
	}
	return settings, known
}
