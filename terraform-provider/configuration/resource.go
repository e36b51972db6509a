package configuration

import (
	"maps"
	"slices"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func typeName(t *providers.ResourceType) string { return "stagecraft_" + t.Name }

// resource writes the block of what an operation wants.
func (w *writer) resource(body *hclwrite.Body, t *providers.ResourceType, op *providers.Operation) {
	if len(body.Attributes())+len(body.Blocks()) > 0 {
		body.AppendNewline()
	}
	from := providers.Reference{Type: op.Type, Key: op.Key}
	block := body.AppendNewBlock("resource", []string{typeName(t), w.names[from]}).Body()
	for _, a := range t.Attributes {
		x := op.After[a.Name]
		switch {
		case x == nil:
		case a.Sensitive || a.WriteOnly:
			block.SetAttributeRaw(AttributeName(t, a.Name), w.variable(t.Name+"_"+w.names[from]+"_"+a.Name, a.Doc, true))
		default:
			block.SetAttributeRaw(AttributeName(t, a.Name), w.tokens(x, value{from: from, refers: a.Refers, within: a.Within, depth: 1}))
		}
	}
}

// imports writes the import block of an object that exists. It has its natural key of now, also where it gets another one.
func (w *writer) imports(body *hclwrite.Body, t *providers.ResourceType, op *providers.Operation) {
	if len(body.Blocks()) > 0 {
		body.AppendNewline()
	}
	key := op.Key
	if op.Before != nil {
		key = t.KeyOf(op.Before)
	}
	b := body.AppendNewBlock("import", nil).Body()
	b.SetAttributeTraversal("to", hcl.Traversal{hcl.TraverseRoot{Name: typeName(t)}, hcl.TraverseAttr{Name: w.names[providers.Reference{Type: op.Type, Key: op.Key}]}})
	set(b, "id", key)
}

// value says where a value stands.
type value struct {
	from   providers.Reference // the resource that it is in
	refers string              // the type whose natural key it is, if any
	within map[string]string
	depth  int // of indentation
}

// tokens write a JSON value. What is the natural key of a resource before this one becomes a reference to it.
func (w *writer) tokens(x any, at value) hclwrite.Tokens {
	switch x := x.(type) {
	case string:
		to := providers.Reference{Type: at.refers, Key: x}
		if name, ok := w.names[to]; ok && w.places[to] < w.places[at.from] {
			return hclwrite.TokensForTraversal(hcl.Traversal{hcl.TraverseRoot{Name: "stagecraft_" + at.refers},
				hcl.TraverseAttr{Name: name}, hcl.TraverseAttr{Name: "key"}})
		}
		return hclwrite.TokensForValue(cty.StringVal(x))
	case bool:
		return hclwrite.TokensForValue(cty.BoolVal(x))
	case float64:
		return hclwrite.TokensForValue(cty.NumberFloatVal(x))
	case []any:
		return w.list(x, at)
	case map[string]any:
		return w.object(x, at)
	}
	return hclwrite.TokensForValue(cty.NullVal(cty.DynamicPseudoType))
}

// list writes one element a line, a short one in one line.
func (w *writer) list(list []any, at value) hclwrite.Tokens {
	var elements []hclwrite.Tokens
	width, simple := 0, true
	at.depth++
	for _, e := range list {
		tokens := w.tokens(e, at)
		elements = append(elements, tokens)
		width += len(tokens.Bytes()) + 2
		switch e.(type) {
		case []any, map[string]any:
			simple = false
		}
	}
	if simple && width < 100 {
		return hclwrite.TokensForTuple(elements)
	}
	out := hclwrite.Tokens{punct(hclsyntax.TokenOBrack, "["), newline()}
	for _, e := range elements {
		out = append(append(out, e...), punct(hclsyntax.TokenComma, ","), newline())
	}
	return append(out, punct(hclsyntax.TokenCBrack, "]"))
}

func (w *writer) object(m map[string]any, at value) hclwrite.Tokens {
	if len(m) == 0 {
		return hclwrite.TokensForObject(nil)
	}
	var attrs []hclwrite.ObjectAttrTokens
	for _, k := range slices.Sorted(maps.Keys(m)) {
		name := hclwrite.TokensForIdentifier(k)
		if !hclsyntax.ValidIdentifier(k) {
			name = hclwrite.TokensForValue(cty.StringVal(k))
		}
		in := at
		in.refers = at.within[k]
		attrs = append(attrs, hclwrite.ObjectAttrTokens{Name: name, Value: w.tokens(m[k], in)})
	}
	return hclwrite.TokensForObject(attrs)
}

func punct(t hclsyntax.TokenType, s string) *hclwrite.Token {
	return &hclwrite.Token{Type: t, Bytes: []byte(s)}
}

func newline() *hclwrite.Token { return punct(hclsyntax.TokenNewline, "\n") }

func ident(name string) hclwrite.Tokens { return hclwrite.TokensForIdentifier(name) }

// set writes an attribute with a text or a bool.
func set(b *hclwrite.Body, name string, x any) {
	switch x := x.(type) {
	case string:
		b.SetAttributeValue(name, cty.StringVal(x))
	case bool:
		b.SetAttributeValue(name, cty.BoolVal(x))
	}
}

// letter tells whether a letter beyond ASCII may stand in an identifier.
func letter(r rune) bool { return unicode.IsLetter(r) && hclsyntax.ValidIdentifier(string(r)) }
