package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

// examples writes, by path in the provider's folder, how each resource type is managed, imported, looked up and listed, out of its own examples. Those of a CRM
// refer to each other, so that together they are one configuration.
func examples() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, f := range bundled.Factories() {
		var ops []*providers.Operation
		for _, t := range f.Info.Types {
			for i, v := range slices.Concat(t.Examples[:min(len(t.Examples), 1)], t.Beside) {
				op := &providers.Operation{Action: providers.Create, Type: t.Name, Key: t.KeyOf(v), After: v}
				if i == 0 {
					op.ID = op.Key // it is there already, so an import block is written
				}
				ops = append(ops, op)
			}
		}
		files, err := configuration.Files([]configuration.CRM{{Info: f.Info, Target: providers.Target{CRM: &schema.CRM{Provider: f.Info.Name}}, Ops: ops}}, ".")
		if err != nil {
			return nil, err
		}
		imports, diags := hclwrite.ParseConfig(files["imports.tf"], "imports.tf", hcl.InitialPos)
		if diags.HasErrors() {
			return nil, diags
		}
		for _, b := range imports.Body().Blocks() {
			address := expression(b, "to")
			typ, name, _ := strings.Cut(strings.TrimPrefix(address, "stagecraft_"), ".")
			t := f.Info.Type(typ)
			if t == nil {
				return nil, fmt.Errorf("there is no %s", typ)
			}
			at := func(folder, file string) string {
				return path.Join("examples", folder, "stagecraft_"+typ, file)
			}
			byID := hclwrite.NewEmptyFile()
			byID.Body().AppendBlock(b)
			out[at("resources", "resource.tf")] = files[typ+".tf"]
			out[at("resources", "import-by-string-id.tf")] = hclwrite.Format(byID.Bytes())
			out[at("resources", "import-by-identity.tf")] = byIdentity(t, address)
			out[at("resources", "import.sh")] = fmt.Appendf(nil, "terraform import %s %s\n", address, quoted(t.KeyOf(t.Examples[0])))
			out[at("data-sources", "data-source.tf")] = dataSource(t, name)
			out[at("list-resources", "list-resource.tfquery.hcl")] = query(t)
		}
	}
	return out, nil
}

// expression is the source of an attribute.
func expression(b *hclwrite.Block, name string) string {
	return strings.TrimSpace(string(b.Body().GetAttribute(name).Expr().BuildTokens(nil).Bytes()))
}

// quoted is a word of a shell.
func quoted(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-./", r)
	}) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// named are the attributes of the natural key of an example, with their values.
func named(t *providers.ResourceType) (names []string, values []cty.Value) {
	for _, k := range t.Key {
		names = append(names, configuration.AttributeName(t, k))
		switch x := t.Examples[0][k].(type) {
		case float64:
			values = append(values, cty.NumberFloatVal(x))
		case bool:
			values = append(values, cty.BoolVal(x))
		default:
			values = append(values, cty.StringVal(fmt.Sprint(x)))
		}
	}
	return names, values
}

func byIdentity(t *providers.ResourceType, address string) []byte {
	f := hclwrite.NewEmptyFile()
	b := f.Body().AppendNewBlock("import", nil).Body()
	typ, name, _ := strings.Cut(address, ".")
	b.SetAttributeTraversal("to", hcl.Traversal{hcl.TraverseRoot{Name: typ}, hcl.TraverseAttr{Name: name}})
	var attrs []hclwrite.ObjectAttrTokens
	names, values := named(t)
	for i, n := range names {
		attrs = append(attrs, hclwrite.ObjectAttrTokens{Name: hclwrite.TokensForIdentifier(n), Value: hclwrite.TokensForValue(values[i])})
	}
	b.SetAttributeRaw("identity", hclwrite.TokensForObject(attrs))
	return hclwrite.Format(f.Bytes())
}

func dataSource(t *providers.ResourceType, name string) []byte {
	f := hclwrite.NewEmptyFile()
	b := f.Body().AppendNewBlock("data", []string{"stagecraft_" + t.Name, name}).Body()
	names, values := named(t)
	for i, n := range names {
		b.SetAttributeValue(n, values[i])
	}
	return hclwrite.Format(f.Bytes())
}

// query lists all objects, or those that have all of the natural key but its last part in common with the example.
func query(t *providers.ResourceType) []byte {
	f := hclwrite.NewEmptyFile()
	b := f.Body().AppendNewBlock("list", []string{"stagecraft_" + t.Name, "all"}).Body()
	b.SetAttributeTraversal("provider", hcl.Traversal{hcl.TraverseRoot{Name: "stagecraft"}})
	if last := len(t.Key) - 1; last > 0 {
		b.AppendNewline()
		all := t.Examples[0].With(t.Key[last], "*")
		b.AppendNewBlock("config", nil).Body().SetAttributeValue("key", cty.StringVal(t.KeyOf(all)))
	}
	return hclwrite.Format(f.Bytes())
}
