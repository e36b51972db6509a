package emulator

import (
	"bytes"
	"encoding/base64"
	"fmt"
)

// retrieve starts bringing back what a manifest names.
func (c *call) retrieve(op *node) ([]*node, error) {
	request := op.child("retrieveRequest")
	if request == nil {
		request = op.child("request")
	}
	if request == nil || request.child("unpackaged") == nil {
		return nil, bad("INVALID_OPERATION", "only retrieves with unpackaged are held here")
	}
	return []*node{asyncResult(c.start(&job{Retrieve: true, Manifest: request}))}, nil
}

func (c *call) checkRetrieveStatus(op *node) ([]*node, error) {
	j, err := c.find(op.str("asyncProcessId"), true)
	if err != nil {
		return nil, err
	}
	if j.Given {
		return nil, bad("INVALID_LOCATOR", "Retrieve result has been deleted.")
	}
	c.poll(j)
	r := el("result", tx("done", j.Done))
	r.Kids = append(r.Kids, j.Files...)
	r.Kids = append(r.Kids, tx("id", j.ID))
	r.Kids = append(r.Kids, j.Warnings...)
	r.Kids = append(r.Kids, tx("status", j.Status), tx("success", j.Status == "Succeeded"))
	if include := op.child("includeZip"); j.Done && (include == nil || include.Text != "false") {
		r.Kids = append(r.Kids, tx("zipFile", base64.StdEncoding.EncodeToString(j.Zip)))
		j.Given, j.Zip = true, nil // the zip is given out once [doc]
	}
	return []*node{r}, nil
}

// retrieval is what a retrieve brought.
type retrieval struct {
	asked           string // the manifest
	files, warnings []*node
	zip             []byte
}

// retrieved gives a retrieve its zip. One that asks for the same as the last gets the same, while no deploy came between.
func (c *call) retrieved(j *job) {
	var b bytes.Buffer
	j.Manifest.write(&b, -1, "")
	if asked := b.String(); c.o.retrieval == nil || c.o.retrieval.asked != asked {
		c.pack(j)
		c.o.retrieval = &retrieval{asked, j.Files, j.Warnings, j.Zip}
	}
	r := c.o.retrieval
	j.Files, j.Warnings, j.Zip, j.Status = r.files, r.warnings, r.zip, "Succeeded"
}

// pack makes the zip of a retrieve. A file comes whole when its component is named, and with the named parts alone
// when only these are.
func (c *call) pack(j *job) {
	files, whole := map[string]*node{}, map[string]bool{}
	unpackaged := j.Manifest.child("unpackaged")
	for _, t := range unpackaged.all("types") {
		kind := t.str("name")
		for _, member := range t.texts("members") {
			c.collect(j, files, whole, kind, memberName(member))
		}
	}
	version := unpackaged.str("version")
	if version == "" {
		version = j.Manifest.str("apiVersion")
	}
	manifest := unpackaged.clone()
	manifest.Name = "Package"
	manifest.set("version", version)
	prefix := "unpackaged/"
	if j.Manifest.is("singlePackage") {
		prefix = ""
	}
	zipped := map[string][]byte{prefix + "package.xml": manifest.without("fullName").document()}
	for name, doc := range files {
		arrange(doc, doc.Name)
		zipped[prefix+name] = doc.document()
	}
	for _, p := range j.Files {
		p.set("fileName", prefix+p.str("fileName"))
	}
	j.Zip = pack(zipped)
}

// collect adds what a member of a manifest names to the files. Whole remembers which files, and which parts of others, are there.
func (c *call) collect(j *job, files map[string]*node, whole map[string]bool, kind, member string) {
	warn := func(format string, args ...any) {
		j.Warnings = append(j.Warnings, el("messages", tx("fileName", "unpackaged/package.xml"), tx("problem", fmt.Sprintf(format, args...))))
	}
	parent, tag := parentOf(kind)
	folder := folderKind(kind)
	if !known(kind) {
		warn("Unknown type name '%s' specified in package.xml", kind)
		return
	}
	if member == "*" {
		// Wildcards do not bring standard objects, standard value sets, or what lies in folders [doc].
		for _, name := range c.st.Metadata.names(kind) {
			if k := kindNamed(kind); k != nil && (k.unlisted || k.folder != "") || stdObjects[name].name != "" && kind == "CustomObject" || parent != nil && parent.name == "CustomObject" {
				continue
			}
			c.collect(j, files, whole, kind, name)
		}
		return
	}
	// Folders stand among the members of what lies in them.
	if k := kindNamed(kind); k != nil && k.folder != "" && c.st.Metadata.get(kind, member) == nil {
		kind, folder = k.folder, k
	}
	if c.st.Metadata.get(kind, member) == nil {
		warn("Entity of type '%s' named '%s' cannot be found", kind, member)
		return
	}
	name := file(kind, member)
	j.Files = append(j.Files, c.properties(kind, member))
	switch {
	case parent != nil:
		if files[name] == nil {
			files[name] = el(parent.name)
		}
		if part := name + " " + kind + " " + member; !whole[name] && !whole[part] {
			whole[part] = true
			files[name].Kids = append(files[name].Kids, c.part(tag, kind, member))
		}
	default:
		files[name] = c.shown(kind, member)
		if k := kindNamed(kind); k != nil && k.children != nil {
			whole[name] = true
		}
		if folder == nil && kind != "CustomObject" && kind != "Settings" {
			files[name] = files[name].without("fullName")
		}
	}
}
