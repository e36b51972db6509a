package hclschema

import (
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// The JSON form is turned into nodes of the native syntax, so that there is one way to
// decode. What a JSON property stands for (a block, a list, an expression in a
// string) follows from the language's definition.

// parseJSON reads any file in the JSON form and reports what is no JSON.
func parseJSON(src []byte, name string) (*hcl.File, diag.List) {
	file, hd := json.Parse(src, name)
	diags := fromHCL(hd, diag.Syntax)
	if len(diags) > 1 { // that the file is no object follows from the others
		diags = slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Summary == "Root value must be object" })
	}
	return file, diags
}

// jsonArchitecture reads an architecture file in the JSON form.
func jsonArchitecture(src []byte, name string) (*hclsyntax.Body, diag.List) {
	file, diags := parseJSON(src, name)
	j := &jsonReader{diags: diags}
	if diags.HasErrors() || file == nil {
		return nil, diags
	}
	shape := shapeOf(schema.Language())
	shape.top = true
	shape.blocks = append(shape.blocks, hcl.BlockHeaderSchema{Type: "variable", LabelNames: []string{"name"}},
		hcl.BlockHeaderSchema{Type: "locals"}, hcl.BlockHeaderSchema{Type: "module", LabelNames: []string{"name"}})
	shape.nested["variable"] = &jsonShape{
		attrs:  map[string]bool{"type": true, "default": false, "description": false, "sensitive": false, "nullable": false},
		blocks: []hcl.BlockHeaderSchema{{Type: "validation"}},
		nested: map[string]*jsonShape{"validation": {attrs: map[string]bool{"condition": false, "error_message": false}}},
	}
	shape.nested["locals"] = &jsonShape{}
	shape.nested["module"] = &jsonShape{}
	return j.body(file.Body, shape), j.diags
}

// jsonAttributes reads a file that is one object of values.
func jsonAttributes(src []byte, name string) ([]*hclsyntax.Attribute, diag.List) {
	file, diags := parseJSON(src, name)
	j := &jsonReader{diags: diags}
	if diags.HasErrors() || file == nil {
		return nil, diags
	}
	return sortedAttrs(j.body(file.Body, &jsonShape{})), j.diags
}

// jsonShape says what the properties of an object are.
type jsonShape struct {
	attrs  map[string]bool // true: a bare string holds an expression
	blocks []hcl.BlockHeaderSchema
	nested map[string]*jsonShape
	def    *schema.Def
	top    bool // of a file: every property is a block
}

func shapeOf(def *schema.Def) *jsonShape {
	s := &jsonShape{attrs: map[string]bool{}, nested: map[string]*jsonShape{}, def: def}
	for _, a := range def.Attrs {
		s.attrs[a.Name] = holdsExpression(a.Type)
	}
	for _, n := range def.Blocks {
		h := hcl.BlockHeaderSchema{Type: n.Name}
		for _, l := range n.Def.Labels {
			h.LabelNames = append(h.LabelNames, l.Name)
		}
		s.blocks = append(s.blocks, h)
	}
	if len(def.Blocks) > 0 {
		s.blocks = append(s.blocks, hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"type"}})
	}
	return s
}

// holdsExpression tells whether the values of a Go type are written as expressions, not as text.
func holdsExpression(t reflect.Type) bool {
	switch kindOf(t) {
	case kAddress, kAddresses, kCriterion, kExpression, kEvent, kFieldType:
		return true
	}
	return false
}

// child is the shape of a nested block.
func (s *jsonShape) child(b *hcl.Block) *jsonShape {
	if n := s.nested[b.Type]; n != nil {
		return n
	}
	if s.def != nil {
		if n := s.def.Block(b.Type); n != nil {
			return shapeOf(n.Def)
		}
		if n := s.def.Block(strings.Join(b.Labels, "")); b.Type == "dynamic" && n != nil {
			return &jsonShape{attrs: map[string]bool{"for_each": false, "iterator": true, "labels": false},
				blocks: []hcl.BlockHeaderSchema{{Type: "content"}}, nested: map[string]*jsonShape{"content": shapeOf(n.Def)}}
		}
	}
	return &jsonShape{}
}

type jsonReader struct{ diags diag.List }

func (j *jsonReader) body(b hcl.Body, shape *jsonShape) *hclsyntax.Body {
	out := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: b.MissingItemRange(), EndRange: b.MissingItemRange()}
	want := &hcl.BodySchema{Blocks: shape.blocks}
	for name := range shape.attrs {
		want.Attributes = append(want.Attributes, hcl.AttributeSchema{Name: name})
	}
	content, remain, hd := b.PartialContent(want)
	others, more := remain.JustAttributes()
	if shape.top && more.HasErrors() { // the file is a list of objects
		content, more = b.Content(want)
		hd = nil
	}
	j.diags.Add(fromHCL(append(hd, more...), diag.Syntax)...)
	for name, a := range others {
		if shape.top {
			// The decoder reports it as a block that does not exist.
			out.Blocks = append(out.Blocks, &hclsyntax.Block{Type: name, TypeRange: a.NameRange, OpenBraceRange: a.NameRange, CloseBraceRange: a.NameRange,
				Body: &hclsyntax.Body{SrcRange: a.Range, EndRange: a.Range}})
			continue
		}
		content.Attributes[name] = a
	}
	for name, a := range content.Attributes {
		out.Attributes[name] = &hclsyntax.Attribute{Name: name, Expr: j.expr(a.Expr, shape.attrs[name]), SrcRange: a.Range, NameRange: a.NameRange, EqualsRange: a.NameRange}
	}
	for _, nb := range content.Blocks {
		blk := &hclsyntax.Block{Type: nb.Type, Labels: nb.Labels, LabelRanges: nb.LabelRanges, TypeRange: nb.TypeRange,
			OpenBraceRange: nb.DefRange, CloseBraceRange: nb.DefRange, Body: j.body(nb.Body, shape.child(nb))}
		if n := len(nb.LabelRanges); n > 0 {
			blk.TypeRange = nb.LabelRanges[0] // the property of the type is shared by all of them
		}
		out.Blocks = append(out.Blocks, blk)
	}
	return out
}

// expr converts a JSON value. asExpression tells whether a bare string is an expression rather
// than a template.
func (j *jsonReader) expr(e hcl.Expression, asExpression bool) hclsyntax.Expression {
	r := e.Range()
	if items, hd := hcl.ExprList(e); !hd.HasErrors() {
		t := &hclsyntax.TupleConsExpr{SrcRange: r, OpenRange: r}
		for _, x := range items {
			t.Exprs = append(t.Exprs, j.expr(x, asExpression))
		}
		return t
	}
	if items, hd := hcl.ExprMap(e); !hd.HasErrors() {
		o := &hclsyntax.ObjectConsExpr{SrcRange: r, OpenRange: r}
		for _, kv := range items {
			o.Items = append(o.Items, hclsyntax.ObjectConsItem{KeyExpr: j.expr(kv.Key, false), ValueExpr: j.expr(kv.Value, asExpression)})
		}
		return o
	}
	v, hd := e.Value(nil)
	if hd.HasErrors() || v.IsNull() || v.Type() != cty.String {
		j.diags.Add(fromHCL(hd, diag.Syntax)...)
		if !v.IsKnown() {
			v = cty.NullVal(cty.DynamicPseudoType)
		}
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: r}
	}
	return j.text(v.AsString(), r, asExpression)
}

func (j *jsonReader) text(s string, r hcl.Range, asExpression bool) hclsyntax.Expression {
	start := r.Start
	start.Byte++
	start.Column++
	parse := hclsyntax.ParseTemplate
	if asExpression && !strings.Contains(s, "${") {
		parse = hclsyntax.ParseExpression
	}
	out, hd := parse([]byte(s), r.Filename, start)
	if hd.HasErrors() || out == nil {
		j.diags.Add(fromHCL(hd, diag.Syntax)...)
		return &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.DynamicPseudoType), SrcRange: r}
	}
	return out
}
