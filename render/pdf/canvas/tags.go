package canvas

import (
	"fmt"
	"strings"
)

// Tag is an element of the logical structure (ISO 32000-1, 14.7 and 14.8), by which screen
// readers, and programs that turn the file into other forms, know headings, lists and tables.
type Tag struct {
	kind   string // H1, P, L, LI, Table, TR, TH, TD, Figure, …
	alt    string // text in place of a figure
	parent *Tag
	kids   []kid
	id     int
}

// kid is another element, or a link or content of a page.
type kid struct {
	tag  *Tag
	page *Page
	link *link
	mark int
}

// Tag adds an element below another, or below the whole document when that is nil.
func (d *Document) Tag(parent *Tag, kind string) *Tag {
	if parent == nil {
		if d.root == nil {
			d.root = &Tag{kind: "Document"}
		}
		parent = d.root
	}
	t := &Tag{kind: kind, parent: parent}
	parent.kids = append(parent.kids, kid{tag: t})
	return t
}

// Figure adds an element for a picture, with a text for those who do not see it.
func (d *Document) Figure(parent *Tag, alt string) *Tag {
	t := d.Tag(parent, "Figure")
	t.alt = alt
	return t
}

// Mark says that what is drawn until End belongs to an element; nil says that it is
// decoration that nobody needs to be told of. Marks do not nest.
func (p *Page) Mark(t *Tag) {
	p.within = t
	if t == nil {
		p.op("/Artifact BMC")
		return
	}
	n := len(p.marks)
	p.marks = append(p.marks, t)
	t.kids = append(t.kids, kid{page: p, mark: n})
	p.op(fmt.Sprintf("/%s <</MCID %d>> BDC", t.kind, n))
}

// End ends a Mark.
func (p *Page) End() {
	p.within = nil
	p.op("EMC")
}

// number reserves objects for an element and all below it.
func (d *Document) number(t *Tag) {
	t.id = d.reserve()
	for _, k := range t.kids {
		if k.tag != nil {
			d.number(k.tag)
		}
	}
}

// structure writes the tree of elements and gives the catalog's entries for it. The pages have
// their objects already; page i is number i in the tree that leads from content to elements, and
// the links follow.
func (d *Document) structure() string {
	if d.root == nil {
		return ""
	}
	tree := d.reserve()
	d.number(d.root)
	d.element(d.root, tree)
	var nums strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&nums, "%d [", i)
		for _, t := range p.marks {
			fmt.Fprintf(&nums, "%d 0 R ", t.id)
		}
		nums.WriteString("] ")
	}
	for i, l := range d.tagged {
		fmt.Fprintf(&nums, "%d %d 0 R ", len(d.pages)+i, l.tag.id)
	}
	d.object(tree, "<< /Type /StructTreeRoot /K %d 0 R /ParentTree << /Nums [%s] >> /ParentTreeNextKey %d >>", d.root.id, nums.String(), len(d.pages)+len(d.tagged))
	return fmt.Sprintf(" /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R", tree)
}

// element writes an element and all below it.
func (d *Document) element(t *Tag, parent int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<< /S /%s /P %d 0 R", t.kind, parent)
	var first *Page // numbers of marks are those of this page unless they say otherwise
	for _, k := range t.kids {
		if k.page != nil {
			first = k.page
			fmt.Fprintf(&b, " /Pg %d 0 R", first.id)
			break
		}
	}
	if t.kind == "TH" {
		b.WriteString(" /A << /O /Table /Scope /Column >>")
	}
	if t.alt != "" {
		b.WriteString(" /Alt " + text(t.alt))
	}
	b.WriteString(" /K [")
	for _, k := range t.kids {
		switch {
		case k.tag != nil:
			fmt.Fprintf(&b, "%d 0 R ", k.tag.id)
		case k.link != nil:
			fmt.Fprintf(&b, "<< /Type /OBJR /Obj %d 0 R >> ", k.link.id)
		case k.page == first:
			fmt.Fprintf(&b, "%d ", k.mark)
		default:
			fmt.Fprintf(&b, "<< /Type /MCR /Pg %d 0 R /MCID %d >> ", k.page.id, k.mark)
		}
	}
	b.WriteString("] >>")
	d.object(t.id, "%s", b.String())
	for _, k := range t.kids {
		if k.tag != nil {
			d.element(k.tag, t.id)
		}
	}
}
