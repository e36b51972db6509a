package configuration

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// provider writes the requirements and the provider's configuration with the settings of the crm blocks.
func (w *writer) provider(body *hclwrite.Body, crms []CRM) error {
	required := body.AppendNewBlock("terraform", nil).Body().AppendNewBlock("required_providers", nil).Body()
	required.SetAttributeRaw("stagecraft", hclwrite.TokensForObject([]hclwrite.ObjectAttrTokens{
		{Name: ident("source"), Value: hclwrite.TokensForValue(cty.StringVal(Source))}}))
	body.AppendNewline()
	p := body.AppendNewBlock("provider", []string{"stagecraft"}).Body()
	for _, c := range crms {
		b := p.AppendNewBlock(c.Info.Name, nil).Body()
		for _, d := range c.Info.Settings {
			if err := w.setting(b, c, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// setting writes one setting. What the provider reads from the environment by itself is left out.
func (w *writer) setting(b *hclwrite.Body, c CRM, d providers.SettingDoc) error {
	s, given := schema.Setting{}, false
	if c.Target.CRM != nil {
		s, given = c.Target.CRM.Settings[d.Name]
	}
	switch {
	case !given && d.File != nil && d.File(c.Target) != "":
		rel, err := w.relative(c.Target.Dir, d.File(c.Target))
		if err != nil {
			return err
		}
		set(b, d.Name, rel)
	case !given:
		if d.Required && d.Env != "" {
			comment(b, fmt.Sprintf("%s comes from %s in the environment.", d.Name, d.Env))
		}
	case s.Env != "" && s.Env == d.Env:
		comment(b, fmt.Sprintf("%s comes from %s in the environment.", d.Name, d.Env))
	default:
		tokens, err := w.settingTokens(s, c, d, d.Name)
		if err != nil {
			return err
		}
		b.SetAttributeRaw(d.Name, tokens)
	}
	return nil
}

func (w *writer) settingTokens(x any, c CRM, d providers.SettingDoc, name string) (hclwrite.Tokens, error) {
	switch x := x.(type) {
	case schema.Setting:
		if x.Env != "" {
			doc := fmt.Sprintf("Setting %s of %s, which the architecture reads from %s.", name, c.Info.Title, x.Env)
			return w.variable(strings.ToLower(x.Env), doc, d.Sensitive || slices.Contains(d.Secrets, name)), nil
		}
		return w.settingTokens(x.Value, c, d, name)
	case string:
		if d.File != nil || slices.Contains(d.Files, name) {
			rel, err := w.relative(c.Target.Dir, x)
			return hclwrite.TokensForValue(cty.StringVal(rel)), err
		}
	case map[string]any:
		var attrs []hclwrite.ObjectAttrTokens
		for _, k := range sortedKeys(x) {
			v, err := w.settingTokens(x[k], c, d, k)
			if err != nil {
				return nil, err
			}
			attrs = append(attrs, hclwrite.ObjectAttrTokens{Name: ident(k), Value: v})
		}
		return hclwrite.TokensForObject(attrs), nil
	}
	return w.tokens(x, value{}), nil
}

// variable is a reference to an input variable, which is declared.
func (w *writer) variable(name, doc string, secret bool) hclwrite.Tokens {
	w.variables[name] = variable{doc, secret}
	return hclwrite.TokensForTraversal(hcl.Traversal{hcl.TraverseRoot{Name: "var"}, hcl.TraverseAttr{Name: name}})
}

func comment(b *hclwrite.Body, text string) {
	b.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenComment, Bytes: []byte("# " + text + "\n")}})
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
