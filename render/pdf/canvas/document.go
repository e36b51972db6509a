package canvas

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/stagecraft-dev/stagecraft/render/fonts"
)

// Document is a PDF file in the making. It is used by one goroutine; several documents may be
// made at the same time, also with the same fonts.
type Document struct {
	// Title and Author are those in the properties of the file, Language is a BCP 47 tag.
	Title, Author, Language string

	pages    []*Page
	fonts    []*font
	images   []*Image
	outline  []entry
	root     *Tag
	tagged   []*link // that belong to the structure, once they are written
	lastUsed *font

	out    bytes.Buffer
	places []place // of each object, by number less one
	packed pack
}

// place is where an object is: at an offset of the file, or at an index of an object stream.
type place struct{ offset, stream, index int }

// pack collects small objects that are compressed together (ISO 32000-1, 7.5.7).
type pack struct {
	id         int // 0 before the first object
	head, body bytes.Buffer
	n          int
}

// entry is a bookmark.
type entry struct {
	level int
	title string
	page  *Page
	y     float64
}

// Page adds a page of a size.
func (d *Document) Page(w, h float64) *Page {
	p := &Page{doc: d, w: w, h: h, ops: []byte("1 j\n")} // lines turn with round corners
	d.pages = append(d.pages, p)
	return p
}

// Pages are all pages so far.
func (d *Document) Pages() []*Page { return d.pages }

// Bookmark adds an entry to the outline that leads to a place. Level counts from 1.
func (d *Document) Bookmark(level int, title string, p *Page, y float64) {
	d.outline = append(d.outline, entry{level, title, p, y})
}

// reserve takes the number of an object that is written later.
func (d *Document) reserve() int {
	d.places = append(d.places, place{})
	return len(d.places)
}

// object writes an object under a reserved number.
func (d *Document) object(id int, format string, args ...any) {
	const most = 200 // objects in a stream: a reader that wants one unpacks all
	if d.packed.n == most {
		d.flush()
	}
	p := &d.packed
	if p.id == 0 {
		p.id = d.reserve()
	}
	d.places[id-1] = place{stream: p.id, index: p.n}
	fmt.Fprintf(&p.head, "%d %d ", id, p.body.Len())
	fmt.Fprintf(&p.body, format, args...)
	p.body.WriteByte('\n')
	p.n++
}

// flush writes the objects that are packed so far.
func (d *Document) flush() {
	p := &d.packed
	if p.n == 0 {
		return
	}
	first := p.head.Len()
	p.head.Write(p.body.Bytes())
	d.stream(p.id, fmt.Sprintf("/Type /ObjStm /N %d /First %d", p.n, first), p.head.Bytes())
	d.packed = pack{}
}

// compressors are kept, because making one costs more than using it.
var compressors = sync.Pool{New: func() any {
	const level = 4 // half the time of the usual 6, and a twentieth more bytes
	w, err := zlib.NewWriterLevel(nil, level)
	if err != nil {
		panic("canvas: " + err.Error()) // the level is one of zlib's
	}
	return w
}}

// stream writes a compressed stream; dict holds further entries of its dictionary.
func (d *Document) stream(id int, dict string, data []byte) {
	var z bytes.Buffer
	w := compressors.Get().(*zlib.Writer)
	w.Reset(&z)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	compressors.Put(w)
	d.raw(id, "/Filter /FlateDecode "+dict, z.Bytes())
}

// raw writes a stream as it is.
func (d *Document) raw(id int, dict string, data []byte) {
	d.places[id-1] = place{offset: d.out.Len()}
	fmt.Fprintf(&d.out, "%d 0 obj\n<< %s /Length %d >>\nstream\n", id, dict, len(data))
	d.out.Write(data)
	d.out.WriteString("\nendstream\nendobj\n")
}

// Bytes writes the file. It holds no date: what it was made from says how old it is. The error
// tells of a damaged font file.
func (d *Document) Bytes() ([]byte, error) {
	d.out.Reset()
	d.places, d.packed, d.tagged = nil, pack{}, nil
	d.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	catalog, pages, info, resources := d.reserve(), d.reserve(), d.reserve(), d.reserve()
	for _, p := range d.pages {
		p.id = d.reserve()
	}
	var kids strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p.id)
		d.page(i, p, pages, resources)
	}
	d.object(pages, "<< /Type /Pages /Count %d /Kids [%s] >>", len(d.pages), kids.String())
	if err := d.resources(resources); err != nil {
		return nil, err
	}
	lang := d.Language
	if lang == "" {
		lang = "en"
	}
	d.object(catalog, "<< /Type /Catalog /Pages %d 0 R /Lang %s /ViewerPreferences << /DisplayDocTitle true >>%s%s >>", pages, text(lang), d.bookmarks(), d.structure())
	author := ""
	if d.Author != "" {
		author = " /Author " + text(d.Author)
	}
	d.object(info, "<< /Title %s%s /Producer (Stagecraft) >>", text(d.Title), author)
	d.flush()
	d.trailer(catalog, info)
	return bytes.Clone(d.out.Bytes()), nil
}

// page writes page n with its content and links.
func (d *Document) page(n int, p *Page, parent, resources int) {
	content := d.reserve()
	var annots strings.Builder
	if len(p.links) > 0 {
		annots.WriteString(" /Annots [")
		for _, l := range p.links {
			l.id = d.reserve()
			fmt.Fprintf(&annots, "%d 0 R ", l.id)
			in := ""
			if l.tag != nil {
				in = fmt.Sprintf(" /StructParent %d", len(d.pages)+len(d.tagged))
				d.tagged = append(d.tagged, l)
			}
			d.object(l.id, "<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 /Rect [%.2f %.2f %.2f %.2f] /Contents %s /A << /S /URI /URI %s >>%s >>",
				l.x, p.h-l.y-l.h, l.x+l.w, p.h-l.y, text(l.url), literal(l.url), in)
		}
		annots.WriteString("]")
	}
	d.stream(content, "", p.ops)
	d.object(p.id, "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R /Contents %d 0 R /StructParents %d /Tabs /S%s >>",
		parent, appendNum(nil, p.w), appendNum(nil, p.h), resources, content, n, annots.String())
}

// resources writes the fonts and pictures, which all pages share.
func (d *Document) resources(id int) error {
	var b strings.Builder
	b.WriteString("<< /Font <<")
	for _, f := range d.fonts {
		n, err := d.embed(f)
		if err != nil {
			return fmt.Errorf("font %s: %w", f.face.Name, err)
		}
		fmt.Fprintf(&b, " %s %d 0 R", f.name, n)
	}
	b.WriteString(" >> /XObject <<")
	for i, img := range d.images {
		fmt.Fprintf(&b, " %s %d 0 R", imageName(i), d.embedImage(img))
	}
	b.WriteString(" >> >>")
	d.object(id, "%s", b.String())
	return nil
}

// bookmarks writes the outline and gives the catalog's entries for it. A level that is skipped
// (a third-level heading under a first-level one) nests by one.
func (d *Document) bookmarks() string {
	if len(d.outline) == 0 {
		return ""
	}
	type node struct {
		entry                           entry
		id, parent, prev, next          int
		first, last, descendants, depth int
	}
	nodes := []node{{id: d.reserve()}} // the root; the numbers below are positions in nodes
	open := []int{0}
	for _, e := range d.outline {
		for len(open) > 1 && nodes[open[len(open)-1]].entry.level >= e.level {
			open = open[:len(open)-1]
		}
		parent := open[len(open)-1]
		n := node{entry: e, id: d.reserve(), parent: parent, prev: nodes[parent].last, depth: len(open)}
		at := len(nodes)
		if n.prev != 0 {
			nodes[n.prev].next = at
		} else {
			nodes[parent].first = at
		}
		nodes[parent].last = at
		for _, up := range open {
			nodes[up].descendants++
		}
		nodes = append(nodes, n)
		open = append(open, at)
	}
	ref := func(key string, at int) string {
		if at == 0 {
			return ""
		}
		return fmt.Sprintf(" /%s %d 0 R", key, nodes[at].id)
	}
	const openTo = 2 // levels that are unfolded at first
	for i, n := range nodes {
		links := ref("First", n.first) + ref("Last", n.last)
		if i == 0 {
			visible := 0
			for _, m := range nodes[1:] {
				if m.depth <= openTo {
					visible++
				}
			}
			d.object(n.id, "<< /Type /Outlines%s /Count %d >>", links, visible)
			continue
		}
		if n.first != 0 {
			count := -n.descendants
			if n.depth < openTo {
				count = 0
				for _, m := range nodes[1:] {
					if m.parent == i {
						count++
					}
				}
			}
			links += fmt.Sprintf(" /Count %d", count)
		}
		d.object(n.id, "<< /Title %s /Parent %d 0 R%s%s%s /Dest [%d 0 R /XYZ null %.2f null] >>",
			text(n.entry.title), nodes[n.parent].id, ref("Prev", n.prev), ref("Next", n.next), links, n.entry.page.id, n.entry.page.h-n.entry.y)
	}
	return fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", nodes[0].id)
}

// trailer writes the table of objects as a stream (ISO 32000-1, 7.5.8). The file's identity is
// the digest of what it holds.
func (d *Document) trailer(catalog, info int) {
	id := sha256.Sum256(d.out.Bytes())
	table := d.reserve()
	start := d.out.Len()
	d.places[table-1] = place{offset: start}
	rows := []byte{0, 0, 0, 0, 0, 0xFF, 0xFF} // kind, offset or stream, index
	for _, p := range d.places {
		kind, at := byte(1), p.offset
		if p.stream != 0 {
			kind, at = 2, p.stream
		}
		rows = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(append(rows, kind), uint32(at)), uint16(p.index))
	}
	d.stream(table, fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]", len(d.places)+1, catalog, info, id[:16], id[:16]), rows)
	fmt.Fprintf(&d.out, "startxref\n%d\n%%%%EOF\n", start)
}

// text writes a string for people, in UTF-16.
func text(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// literal writes a string of bytes.
func literal(s string) string {
	b := []byte{'('}
	for _, c := range []byte(s) {
		b = appendByte(b, c)
	}
	return string(append(b, ')'))
}

// font finds or adds the font of a face.
func (d *Document) font(face *fonts.Face) *font {
	if d.lastUsed != nil && d.lastUsed.face == face {
		return d.lastUsed
	}
	for _, f := range d.fonts {
		if f.face == face {
			d.lastUsed = f
			return f
		}
	}
	f := &font{face: face, name: fmt.Sprintf("/F%d", len(d.fonts)+1), ids: map[rune]uint16{}}
	d.fonts = append(d.fonts, f)
	d.lastUsed = f
	return f
}
