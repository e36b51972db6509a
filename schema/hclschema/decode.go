package hclschema

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// decoder fills the model's structs from blocks, guided by schema.Def.
type decoder struct {
	l     *loader
	sc    *scope
	chain []schema.Block // the block being decoded and those around it, outermost first
}

// scopedBlock is a block and the scope that its expressions are evaluated in, which
// differs from the one around it inside dynamic blocks.
type scopedBlock struct {
	*hclsyntax.Block
	sc *scope
}

// topBlock decodes a block of the language into the architecture.
func (d *decoder) topBlock(n *schema.Nested, b scopedBlock) {
	d.sc = b.sc
	d.chain = d.chain[:0]
	dst := reflect.ValueOf(d.l.a).Elem().FieldByIndex(n.Index)
	v := reflect.New(n.Def.Type)
	in := b.sc.in
	m := v.Interface().(schema.Block).Base()
	if len(n.Def.Labels) > 0 && len(b.Labels) == len(n.Def.Labels) {
		m.Address = schema.NewAddress(in.modulePath(n.Name), n.Name, b.Labels...)
	}
	before := len(d.l.diags)
	ok := d.block(n.Def, v, b)
	if d.l.diags[before:].HasErrors() {
		d.l.faulty = append(d.l.faulty, m.Address)
	}
	if !ok {
		return
	}
	if in.global(n.Name) && d.redeclared(v.Interface().(schema.Block), in) {
		return
	}
	if n.Many {
		dst.Set(reflect.Append(dst, v))
		return
	}
	if !dst.IsNil() {
		first := dst.Interface().(schema.Block).Base()
		d.l.diags.Errorf(diag.Duplicate, rangeOf(b.DefRange()), fmt.Sprintf("There are two %s blocks", n.Name),
			"The first is at %s. An architecture has one.", first.Range)
		return
	}
	dst.Set(v)
}

// block decodes labels, attributes and nested blocks into the struct that v points to.
// It reports false when the labels do not identify the block.
func (d *decoder) block(def *schema.Def, v reflect.Value, b scopedBlock) bool {
	s := v.Elem()
	header := rangeOf(b.DefRange())
	var m *schema.Meta
	if def.HasMeta {
		blk := v.Interface().(schema.Block)
		m = blk.Base()
		m.Range = header
		d.chain = append(d.chain, blk)
		defer func() { d.chain = d.chain[:len(d.chain)-1] }()
	}
	if !d.labels(def, s, m, b) {
		return false
	}
	outer := d.sc
	d.sc = b.sc
	defer func() { d.sc = outer }()

	p := planOf(def)
	seen := 0
	attrs := b.Body.Attributes
	if m != nil {
		m.Reserve(len(attrs) + len(def.Labels))
	}
	for i := range p.attrs {
		pa := &p.attrs[i]
		a := attrs[pa.Name]
		if a == nil {
			if pa.deflt != nil {
				s.FieldByIndex(pa.Index).Set(*pa.deflt)
			}
			if pa.Required && !misspelt(def, attrs, pa.Name) {
				d.l.diags.Errorf(diag.MissingAttribute, header, fmt.Sprintf("%s needs %s", headerText(b.Block), pa.Name), "Add %s = %s.", pa.Name, hint(pa.Attr))
			}
			continue
		}
		seen++
		if m != nil {
			m.SetAt(pa.Name, rangeOf(a.Expr.Range()))
		}
		d.attr(pa, s.FieldByIndex(pa.Index), a)
	}
	if seen < len(attrs) {
		d.otherAttrs(def, s, m, b)
	}
	d.nested(def, s, b, header)
	return true
}

// misspelt tells whether an unknown attribute was most likely meant for one that is missing;
// one problem is reported once.
func misspelt(def *schema.Def, attrs hclsyntax.Attributes, missing string) bool {
	if def.Rest != nil {
		return false
	}
	for name := range attrs {
		if def.Attr(name) == nil && diag.Suggest(name, attrNames(def)) == missing {
			return true
		}
	}
	return false
}

// attrNames are the attributes and nested blocks that a block may have.
func attrNames(def *schema.Def) []string {
	var names []string
	for _, a := range def.Attrs {
		names = append(names, a.Name)
	}
	for _, b := range def.Blocks {
		names = append(names, b.Name)
	}
	return names
}

// otherAttrs puts the attributes without a field of their own into the catch-all, or reports them.
func (d *decoder) otherAttrs(def *schema.Def, s reflect.Value, m *schema.Meta, b scopedBlock) {
	for _, a := range sortedAttrs(b.Body) {
		if def.Attr(a.Name) != nil {
			continue
		}
		if def.Rest == nil {
			if def.Block(a.Name) != nil {
				d.l.diags.Errorf(diag.UnknownAttribute, rangeOf(a.NameRange), fmt.Sprintf("%s is a block, not an attribute", a.Name),
					"Leave out the equals sign: %s { … }.", a.Name)
				continue
			}
			d.l.unknownAttr(a, b.Type, attrNames(def))
			continue
		}
		f := s.FieldByIndex(def.Rest.Index)
		if f.IsNil() {
			f.Set(reflect.MakeMap(f.Type()))
		}
		if m != nil {
			m.SetAt(a.Name, rangeOf(a.Expr.Range()))
		}
		e := reflect.New(f.Type().Elem()).Elem()
		pa := &plannedAttr{Attr: &schema.Attr{Name: a.Name, Type: e.Type()}, kind: kindOf(e.Type())}
		if d.attr(pa, e, a) {
			f.SetMapIndex(reflect.ValueOf(a.Name), e)
		}
	}
}

// nested decodes the blocks inside a block.
func (d *decoder) nested(def *schema.Def, s reflect.Value, b scopedBlock, header diag.Range) {
	var given map[string]bool
	if len(b.Body.Blocks) > 0 {
		given = map[string]bool{}
		for _, nb := range d.expand(b.Body.Blocks) {
			n := def.Block(nb.Type)
			if n == nil {
				d.unknownBlock(nb.Block, def)
				continue
			}
			if given[n.Name] && !n.Many {
				d.l.diags.Errorf(diag.Duplicate, rangeOf(nb.DefRange()), fmt.Sprintf("%s has two %s blocks", headerText(b.Block), n.Name), "Join them into one.")
				continue
			}
			given[n.Name] = true
			v := reflect.New(n.Def.Type)
			if !d.block(n.Def, v, nb) {
				continue
			}
			f := s.FieldByIndex(n.Index)
			switch {
			case n.Many && n.Pointer:
				f.Set(reflect.Append(f, v))
			case n.Many:
				f.Set(reflect.Append(f, v.Elem()))
			case n.Pointer:
				f.Set(v)
			default:
				f.Set(v.Elem())
			}
		}
	}
	for _, n := range def.Blocks {
		if n.Required && !given[n.Name] && !hasDynamic(b.Body.Blocks, n.Name) {
			d.l.diags.Errorf(diag.MissingBlock, header, fmt.Sprintf("%s needs a %s block", headerText(b.Block), n.Name), "Add %s { … }.", blockForm(n))
		}
	}
}

func hasDynamic(blocks hclsyntax.Blocks, name string) bool {
	for _, b := range blocks {
		if b.Type == "dynamic" && len(b.Labels) == 1 && b.Labels[0] == name {
			return true
		}
	}
	return false
}

// labels sets the labels of a block.
func (d *decoder) labels(def *schema.Def, s reflect.Value, m *schema.Meta, b scopedBlock) bool {
	if len(b.Labels) != len(def.Labels) {
		names := make([]string, len(def.Labels))
		for i, l := range def.Labels {
			names[i] = strings.ToUpper(l.Name)
		}
		return d.l.labels(b.Block, names...)
	}
	for i, l := range def.Labels {
		name := b.Labels[i]
		if l.Name != "value" && !hclsyntax.ValidIdentifier(name) {
			d.l.diags.Errorf(diag.BadName, rangeOf(b.LabelRanges[i]), fmt.Sprintf("%q is not a name", name),
				"A name starts with a letter and holds letters, digits, _ and -; use title or label for what people read.")
			return false
		}
		s.FieldByIndex(l.Index).SetString(name)
		if m != nil {
			m.SetAt(l.Name, rangeOf(b.LabelRanges[i]))
		}
	}
	return true
}

// labels reports a wrong number of labels.
func (l *loader) labels(b *hclsyntax.Block, names ...string) bool {
	if len(b.Labels) == len(names) {
		return true
	}
	form := b.Type
	for _, n := range names {
		form += fmt.Sprintf(" %q", strings.ToUpper(n))
	}
	l.diags.Errorf(diag.WrongLabels, rangeOf(b.DefRange()), fmt.Sprintf("%s block has %s, this one has %d", withArticle("A", b.Type), plural(len(names), "label"), len(b.Labels)),
		"Write %s { … }.", form)
	return false
}

// withArticle puts the article, "A" or "a", before the name of a block.
func withArticle(article, name string) string {
	if strings.ContainsAny(name[:min(len(name), 1)], "aeio") {
		article += "n"
	}
	return article + " " + name
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (d *decoder) unknownBlock(b *hclsyntax.Block, def *schema.Def) {
	var names []string
	for _, n := range def.Blocks {
		names = append(names, n.Name)
	}
	where := "here"
	if def.Name != "" {
		where = "in " + withArticle("a", def.Name) + " block"
	} else {
		names = append(names, "variable", "locals", "module")
	}
	if def.Attr(b.Type) != nil {
		d.l.diags.Errorf(diag.UnknownBlock, rangeOf(b.TypeRange), fmt.Sprintf("%s is an attribute, not a block", b.Type), "Write %s = ….", b.Type)
		return
	}
	d.l.diags.Errorf(diag.UnknownBlock, rangeOf(b.TypeRange), fmt.Sprintf("There is no %s block %s", b.Type, where), "%s",
		strings.TrimSpace("Known are "+strings.Join(names, ", ")+"."+diag.DidYouMean(b.Type, names)))
}

func (l *loader) unknownAttr(a *hclsyntax.Attribute, block string, names []string) {
	l.diags.Errorf(diag.UnknownAttribute, rangeOf(a.NameRange), fmt.Sprintf("%s block has no attribute %q", withArticle("A", block), a.Name), "%s",
		strings.TrimSpace("Known are "+strings.Join(names, ", ")+"."+diag.DidYouMean(a.Name, names)))
}

// expand replaces dynamic blocks by the blocks that they make.
func (d *decoder) expand(blocks hclsyntax.Blocks) []scopedBlock {
	out := make([]scopedBlock, 0, len(blocks))
	for _, b := range blocks {
		if b.Type != "dynamic" {
			out = append(out, scopedBlock{b, d.sc})
			continue
		}
		out = append(out, d.dynamic(b)...)
	}
	return out
}

// dynamic makes the blocks of a dynamic block: one for each item of for_each, with the
// item as ITERATOR.key and ITERATOR.value (and each.key, each.value) in labels and content.
func (d *decoder) dynamic(b *hclsyntax.Block) []scopedBlock {
	l := d.l
	if !l.labels(b, "type") {
		return nil
	}
	each := b.Body.Attributes["for_each"]
	var content *hclsyntax.Block
	for _, nb := range b.Body.Blocks {
		if nb.Type == "content" && content == nil {
			content = nb
			continue
		}
		l.diags.Errorf(diag.UnknownBlock, rangeOf(nb.DefRange()), "A dynamic block holds one content block", "Put what each block has into content { … }.")
	}
	if each == nil || content == nil {
		l.diags.Errorf(diag.MissingAttribute, rangeOf(b.DefRange()), "A dynamic block needs for_each and content", `Write dynamic "TYPE" { for_each = …, content { … } }.`)
		return nil
	}
	name := b.Labels[0]
	var labels []hclsyntax.Expression
	for _, a := range sortedAttrs(b.Body) {
		switch a.Name {
		case "for_each":
		case "iterator":
			t, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr)
			if !ok || len(t.Traversal) != 1 {
				l.diags.Errorf(diag.WrongType, rangeOf(a.Expr.Range()), "iterator must be a name", "Write iterator = NAME, without quotes.")
				return nil
			}
			name = t.Traversal.RootName()
		case "labels":
			t, ok := a.Expr.(*hclsyntax.TupleConsExpr)
			if !ok {
				l.diags.Errorf(diag.WrongType, rangeOf(a.Expr.Range()), "labels must be a list of texts", "Write labels = [%s.key].", name)
				return nil
			}
			labels = t.Exprs
		default:
			l.unknownAttr(a, "dynamic", []string{"for_each", "iterator", "labels"})
		}
	}
	items, ok := d.sc.each(each.Expr)
	if !ok {
		l.broken = true // what it makes is not known
		return nil
	}
	var out []scopedBlock
	for _, it := range items {
		out = append(out, d.dynamicItem(b, content, name, labels, it)...)
	}
	return out
}

func (d *decoder) dynamicItem(b, content *hclsyntax.Block, name string, labels []hclsyntax.Expression, it iteration) []scopedBlock {
	sc := d.sc.with(name, it)
	nb := &hclsyntax.Block{Type: b.Labels[0], Body: content.Body, TypeRange: b.LabelRanges[0], OpenBraceRange: content.OpenBraceRange, CloseBraceRange: content.CloseBraceRange}
	for _, e := range labels {
		v, ok := sc.eval(e)
		if !ok {
			d.l.broken = true
			return nil
		}
		if v.IsNull() || v.Type() != cty.String {
			d.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), "A label must be text", "It is of type %s.", v.Type().FriendlyName())
			return nil
		}
		nb.Labels = append(nb.Labels, v.AsString())
		nb.LabelRanges = append(nb.LabelRanges, e.Range())
	}
	return []scopedBlock{{nb, sc}}
}

func sortedAttrs(b *hclsyntax.Body) []*hclsyntax.Attribute {
	out := make([]*hclsyntax.Attribute, 0, len(b.Attributes))
	for _, a := range b.Attributes {
		out = append(out, a)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].NameRange.Start.Byte < out[j].NameRange.Start.Byte })
	return out
}

// headerText names a block as it is written: stage "mql".
func headerText(b *hclsyntax.Block) string {
	s := b.Type
	for _, l := range b.Labels {
		s += fmt.Sprintf(" %q", l)
	}
	return s
}

// plan is a Def prepared for decoding.
type plan struct{ attrs []plannedAttr }

type plannedAttr struct {
	*schema.Attr
	kind  kind
	deflt *reflect.Value
}

var plans sync.Map // *schema.Def → *plan

func planOf(def *schema.Def) *plan {
	if p, ok := plans.Load(def); ok {
		return p.(*plan)
	}
	p := &plan{}
	for _, a := range def.Attrs {
		p.attrs = append(p.attrs, plannedAttr{Attr: a, kind: kindOf(a.Type), deflt: defaultOf(a)})
	}
	actual, _ := plans.LoadOrStore(def, p)
	return actual.(*plan)
}
