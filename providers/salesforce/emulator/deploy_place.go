package emulator

import (
	"maps"
	"slices"
)

// read places the components of one file.
func (d *deployment) read(file string) {
	kind, name, ok := located(file)
	if !ok {
		d.fail(placed{name: file, file: file}, nil, "An object '%s' was found in the zip file, but its type is not known", file)
		return
	}
	p := placed{kind: kind, name: name, file: file}
	doc, err := parse(d.files[file])
	if err != nil {
		d.unreadable(p, err)
		d.placed[kind+":"+name] = true
		return
	}
	d.place(kind, name, file, doc)
}

// place checks a document and puts it and its parts into the copy.
func (d *deployment) place(kind, name, file string, doc *node) {
	p := placed{kind: kind, name: name, file: file, at: doc}
	d.placed[kind+":"+name] = true
	if k := folderKind(kind); k != nil {
		d.placed[k.name+":"+name] = true
	}
	root := kind
	if kind == "Settings" {
		root = name + "Settings"
		if d.store.get(kind, name) == nil {
			d.fail(p, nil, "In field: fullName - no Settings named %s found", name)
			return
		}
	}
	if doc.Name != root {
		d.fail(p, doc, "Error parsing file: the element %s was found where %s was expected", doc.Name, root)
		return
	}
	if faults := check(doc, doc.Name); len(faults) > 0 {
		for _, f := range faults {
			d.fail(p, f.at, "%s", f.problem)
		}
		return
	}
	k := kindNamed(kind)
	var tags []string
	if k != nil {
		tags = slices.Sorted(maps.Keys(k.children))
	}
	own := doc.without(tags...)
	// A file that holds parts alone is there for them: nothing is said about the object itself.
	if len(own.Kids) > 0 || len(tags) == 0 || len(doc.Kids) == 0 {
		d.keep(&placed{kind: kind, name: name, file: file, at: doc}, own)
	} else if d.store.get(kind, name) == nil {
		d.fail(p, doc, "Entity Enumeration Or ID: bad value for restricted picklist field: %s", name)
		return
	}
	for _, tag := range tags {
		for _, part := range doc.all(tag) {
			full := name + "." + decodePath(part.str("fullName"))
			d.placed[k.children[tag]+":"+full] = true
			child := *part
			child.Name = k.children[tag]
			d.keep(&placed{kind: k.children[tag], name: full, file: file, at: part}, &child)
		}
	}
}

// keep stores one component, merged with what the org has of it.
func (d *deployment) keep(p *placed, doc *node) {
	if d.store.get(p.kind, p.name) != nil && slices.ContainsFunc(d.touched, func(q *placed) bool { return q.kind == p.kind && q.name == p.name }) {
		d.fail(*p, nil, "duplicate value found: %s is there twice", p.name)
		return
	}
	old := d.store.get(p.kind, p.name)
	doc = doc.clone()
	var live *node
	if old != nil {
		live = old.Doc
	}
	if problem := immutable(p.kind, live, doc); problem != "" {
		d.fail(*p, nil, "%s", problem)
	}
	p.doc = merged(p.kind, live, doc)
	d.defaults(p)
	c := &component{Doc: p.doc, Created: d.now, Changed: d.now, By: d.by}
	if old != nil {
		c.ID, c.Created = old.ID, old.Created
		if slices.Equal(old.Doc.document(), p.doc.document()) {
			c.Changed, c.By = old.Changed, old.By
		}
	} else {
		c.ID = d.o.state.id(p.kind)
	}
	if p.kind == "Flow" {
		d.newVersion(p, old, c)
	}
	d.store.put(p.kind, p.name, c)
	d.touched = append(d.touched, p)
}
