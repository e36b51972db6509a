package emulator

import (
	"maps"
	"slices"
	"strings"
)

// undeletable are types of which nothing can be deleted through the Metadata API.
var undeletable = map[string]string{
	"RecordType":          "Cannot delete record type through API",
	"StandardValueSet":    "Cannot delete a standard value set",
	"Settings":            "Cannot delete settings",
	"LeadConvertSettings": "Cannot delete lead convert settings",
	"AssignmentRules":     "Cannot delete assignment rules as a whole",
	"Flow":                noFlow, // by its name; versions can be [peer]
	"FlowDefinition":      noFlow,
}

const noFlow = "insufficient access rights on cross-reference id"

// destroy deletes what one file of destructive changes names.
func (d *deployment) destroy(file string) {
	doc := d.files[file]
	wanted := d.manifest(file)
	if doc == nil {
		return
	}
	for _, kind := range slices.Sorted(maps.Keys(wanted)) {
		for _, name := range wanted[kind] {
			d.remove(placed{kind: kind, name: name, file: file})
		}
	}
}

func (d *deployment) remove(p placed) {
	if strings.Contains(p.name, "*") {
		d.fail(p, nil, "Wildcards are not allowed in destructive changes")
		return
	}
	if p.kind == "Flow" && d.removeVersion(p) {
		return
	}
	if k := kindNamed(p.kind); k != nil && k.folder != "" && !strings.Contains(p.name, "/") {
		p.kind = k.folder // folders stand among the members of what lies in them
	}
	if d.store.get(p.kind, p.name) == nil {
		d.say(warning, p, nil, "No %s named: %s found", p.kind, p.name)
		return
	}
	standardField := p.kind == "CustomField" && !strings.HasSuffix(p.name, "__c")
	standardObject := p.kind == "CustomObject" && stdObjects[p.name].name != ""
	switch {
	case undeletable[p.kind] != "":
		d.fail(p, nil, "%s", undeletable[p.kind])
		return
	case standardField || standardObject:
		d.fail(p, nil, "Cannot delete standard %s %s", p.kind, p.name)
		return
	}
	d.drop(p.kind, p.name)
	d.gone = append(d.gone, p)
	if k := kindNamed(p.kind); k != nil {
		for _, child := range k.children {
			for _, name := range d.store.children(child, p.name) {
				d.drop(child, name)
			}
		}
	}
}

func (d *deployment) drop(kind, name string) {
	delete(d.store[kind], name)
	d.revoke(kind, name)
}

// granted are the elements of permission sets that grant a component, and what names it in them.
var granted = map[string][2]string{"CustomField": {"fieldPermissions", "field"}, "CustomObject": {"objectPermissions", "object"}, "CustomPermission": {"customPermissions", "name"}}

// revoke takes the access to what is gone out of permission sets.
func (d *deployment) revoke(kind, name string) {
	g := granted[kind]
	grants := func(n *node) bool { return n.Name == g[0] && n.str(g[1]) == name }
	for of, c := range d.store["PermissionSet"] {
		if slices.ContainsFunc(c.Doc.Kids, grants) {
			now := *c
			now.Doc = c.Doc.clone()
			now.Doc.Kids = slices.DeleteFunc(now.Doc.Kids, grants)
			d.store["PermissionSet"][of] = &now
		}
	}
}

// stillNeeded refuses deletions of what other components refer to.
func (d *deployment) stillNeeded() {
	if len(d.gone) == 0 {
		return
	}
	gone := map[ref][]placed{}
	for _, p := range d.gone {
		if d.store.get(p.kind, p.name) == nil {
			gone[ref{p.kind, p.name}] = append(gone[ref{p.kind, p.name}], p)
		}
	}
	said := map[ref]bool{}
	for _, kind := range slices.Sorted(maps.Keys(d.store)) {
		if kind == "PermissionSet" { // access to what is gone goes with it
			continue
		}
		for _, name := range d.store.names(kind) {
			for _, r := range references(d.before, kind, name, d.store.doc(kind, name)) {
				for _, p := range gone[r.to] {
					if !said[r.to] {
						d.fail(p, nil, "This %s is referenced elsewhere in Salesforce. Remove the usage and try again. : %s - %s", spaced(p.kind), spaced(kind), name)
						said[r.to] = true
					}
				}
			}
		}
	}
}

// spaced parts the words of a type: CustomField is "custom field".
func spaced(kind string) string {
	var b strings.Builder
	for i, r := range kind {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
