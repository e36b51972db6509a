package emulator

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// maxQueries is how many types one listMetadata may ask for [doc].
const maxQueries = 3

// maxItems is how many components one call of readMetadata, createMetadata and their kin takes [doc].
const maxItems = 10

func (c *call) describeMetadata(*node) ([]*node, error) {
	result := el("result")
	for _, k := range kinds {
		o := el("metadataObjects")
		for _, tag := range slices.Sorted(maps.Keys(k.children)) {
			o.Kids = append(o.Kids, tx("childXmlNames", k.children[tag]))
		}
		o.Kids = append(o.Kids, tx("directoryName", k.dir), tx("inFolder", k.folder != ""), tx("metaFile", false), tx("suffix", k.suffix), tx("xmlName", k.name))
		result.Kids = append(result.Kids, o)
	}
	result.Kids = append(result.Kids, tx("organizationNamespace", ""), tx("partialSaveAllowed", true), tx("testRequired", false))
	return []*node{result}, nil
}

// listMetadata names the components of types. Standard value sets cannot be listed.
func (c *call) listMetadata(op *node) ([]*node, error) {
	queries := op.all("queries")
	if len(queries) > maxQueries {
		return nil, bad("LIMIT_EXCEEDED", "only %d queries may be specified", maxQueries)
	}
	var out []*node
	for i, q := range queries {
		kind := q.str("type")
		if !known(kind) {
			return nil, bad("INVALID_TYPE", "Unknown type name '%s' specified in query %d", kind, i)
		}
		if k := kindNamed(kind); k != nil && k.unlisted {
			continue
		}
		folder := q.str("folder")
		for _, name := range c.st.Metadata.names(kind) {
			if k := kindNamed(kind); k != nil && k.folder != "" && path.Dir(name) != folder {
				continue
			}
			p := c.properties(kind, name)
			p.Name = "result"
			out = append(out, p)
		}
	}
	return out, nil
}

// properties are the FileProperties of a component.
func (c *call) properties(kind, name string) *node {
	comp, by := c.st.Metadata.get(kind, name), c.st.Users[0]
	last := by
	if u := c.st.user(func(u *User) bool { return u.ID == comp.By }); u != nil {
		last = u
	}
	return el("fileProperties",
		tx("createdById", by.ID), tx("createdByName", by.Name), tx("createdDate", comp.Created), tx("fileName", file(kind, name)),
		tx("fullName", encodeName(kind, name)), tx("id", comp.ID), tx("lastModifiedById", last.ID), tx("lastModifiedByName", last.Name),
		tx("lastModifiedDate", comp.Changed), tx("manageableState", "unmanaged"), tx("namespacePrefix", ""), tx("type", kind))
}

// encodeName writes a full name as manifests and lists do: each part between dots and slashes percent-encoded.
func encodeName(kind, name string) string {
	parent, tag := parentOf(kind)
	if parent != nil && tag != "" {
		owner, rest, _ := strings.Cut(name, ".")
		return encode(owner) + "." + encode(rest)
	}
	if kind == "CustomMetadata" { // Type.Record
		owner, rest, _ := strings.Cut(name, ".")
		return encode(owner) + "." + encode(rest)
	}
	if kind == "" { // what is said of package.xml
		return name
	}
	return encodePath(name)
}

func (c *call) readMetadata(op *node) ([]*node, error) {
	kind, names := op.str("type"), op.texts("fullNames")
	if !known(kind) {
		return nil, bad("INVALID_TYPE", "Unknown type: %s", kind)
	}
	if len(names) > maxItems {
		return nil, bad("LIMIT_EXCEEDED", "record limit reached. cannot submit more than %d records into this call", maxItems)
	}
	result := el("result")
	for _, name := range names {
		record := &node{Name: "records", Nil: true}
		if doc := c.shown(kind, decodePath(name)); doc != nil {
			record = &node{Name: "records", Type: doc.Name, Kids: append([]*node{tx("fullName", name)}, doc.without("fullName").Kids...)}
		}
		result.Kids = append(result.Kids, record)
	}
	return []*node{result}, nil
}

// shown is a component as a client sees it, an object with everything in it; nil where there is none.
func (c *call) shown(kind, name string) *node {
	doc := c.st.Metadata.doc(kind, name)
	if doc == nil {
		return nil
	}
	doc = doc.clone()
	if k := kindNamed(kind); k != nil {
		for tag, child := range k.children {
			for _, full := range c.st.Metadata.children(child, name) {
				doc.Kids = append(doc.Kids, c.part(tag, child, full))
			}
		}
	}
	if c.o.settings.hideInactive {
		dropInactive(doc)
	}
	arrange(doc, doc.Name)
	return doc
}

// part is a component as an element of its parent's file.
func (c *call) part(tag, kind, full string) *node {
	doc := c.st.Metadata.doc(kind, full).clone()
	doc.Name = tag
	_, local, _ := strings.Cut(full, ".")
	if kind != "CustomField" {
		local = encode(local)
	}
	doc.Kids = append([]*node{tx("fullName", local)}, doc.without("fullName").Kids...)
	if c.o.settings.hideInactive {
		dropInactive(doc)
	}
	return doc
}

// dropInactive leaves out values of value sets that are not active.
func dropInactive(doc *node) {
	doc.walk(func(n *node) {
		n.Kids = slices.DeleteFunc(n.Kids, func(k *node) bool {
			return (k.Name == "standardValue" || k.Name == "customValue" || k.Name == "value") && k.str("isActive") == "false"
		})
	})
}
