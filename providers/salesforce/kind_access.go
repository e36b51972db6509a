package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// accessKinds are custom permissions and permission sets.
func accessKinds() map[string]*kind {
	return map[string]*kind{
		typePermission:    {read: readPermissions, write: writePermission},
		typePermissionSet: {read: readPermissionSets, write: writePermissionSet},
	}
}

func readPermissions(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("CustomPermission") {
		var p metadata.CustomPermission
		if err := c.Decode(&p); err != nil {
			return nil, err
		}
		l, err := live(typePermission, providers.Values{"name": c.Name, "label": cmp.Or(p.Label, c.Name), "description": p.Description})
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isManaged(c.Name)
		out = append(out, l)
	}
	return out, nil
}

func writePermission(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		w.remove("CustomPermission", text(op.Before["name"]))
		return nil
	}
	return editNamed(w, "CustomPermission", text(op.After["name"]), func(p *metadata.CustomPermission) {
		p.Label = text(op.After["label"])
		give(&p.Description, op.After["description"])
	})
}

// objectRights are the rights to an object that are written here, in order.
var objectRights = []string{"read", "create", "edit", "delete"}

// right is the element of a right to an object.
func right(p *metadata.PermissionSetObjectPermissions, name string) *bool {
	switch name {
	case "create":
		return &p.AllowCreate
	case "edit":
		return &p.AllowEdit
	case "delete":
		return &p.AllowDelete
	}
	return &p.AllowRead
}

// grant takes what is granted apart: "Lead.Score__c edit" is Lead.Score__c and its rights.
func grant(s string) (name string, rights []string) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return "", nil
	}
	return words[0], words[1:]
}

// fieldRights and allRights bring rights into one way of writing: in order, with those that they rest on. Source:
// Salesforce Help, Object Permissions and Field Permissions.
func fieldRights(rights []string) []string {
	if slices.Contains(rights, "edit") {
		return []string{"edit"}
	}
	return []string{"read"}
}

func allRights(rights []string) []string {
	var out []string
	for _, r := range objectRights {
		if slices.Contains(rights, r) || r == "read" || r == "edit" && slices.Contains(rights, "delete") {
			out = append(out, r)
		}
	}
	return out
}

// oneEach makes one entry of all that say something about the same thing.
func oneEach(grants []string, written func(rights []string) []string) []string {
	rights := map[string][]string{}
	var names, out []string
	for _, g := range grants {
		name, r := grant(g)
		if name == "" {
			continue
		}
		if _, known := rights[name]; !known {
			names = append(names, name)
		}
		rights[name] = append(rights[name], r...)
	}
	for _, name := range names {
		out = append(out, name+" "+strings.Join(written(rights[name]), " "))
	}
	return out
}

// derivePermissionSet brings grants into one way of writing and tells what they are of.
func derivePermissionSet(v providers.Values) {
	fields, objects := oneEach(list(v["fields"]), fieldRights), oneEach(list(v["objects"]), allRights)
	v["fields"], v["objects"] = anys(fields), anys(objects)
	var needs, needsObjects, needsTypes []string
	for _, g := range fields {
		name, _ := grant(g)
		needs = append(needs, strings.Replace(name, ".", "/", 1))
	}
	for _, g := range objects {
		name, _ := grant(g)
		needsObjects = append(needsObjects, name)
	}
	for _, name := range list(v["record_types"]) {
		needsTypes = append(needsTypes, strings.Replace(name, ".", "/", 1))
	}
	needed(v, "needs", needs)
	needed(v, "needs_objects", needsObjects)
	needed(v, "needs_types", needsTypes)
}

func readPermissionSets(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("PermissionSet") {
		var p metadata.PermissionSet
		if err := c.Decode(&p); err != nil {
			return nil, err
		}
		l, err := live(typePermissionSet, permissionSetValues(c.Name, &p))
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isManaged(c.Name)
		out = append(out, l)
	}
	return out, nil
}

func permissionSetValues(name string, p *metadata.PermissionSet) providers.Values {
	var fields, objects, permissions, recordTypes []string
	for _, f := range p.FieldPermissions {
		switch {
		case f.Editable:
			fields = append(fields, f.Field+" edit")
		case f.Readable:
			fields = append(fields, f.Field+" read")
		}
	}
	for _, o := range p.ObjectPermissions {
		var rights []string
		for _, r := range objectRights {
			if *right(&o, r) {
				rights = append(rights, r)
			}
		}
		if len(rights) > 0 {
			objects = append(objects, o.Object+" "+strings.Join(rights, " "))
		}
	}
	for _, m := range p.CustomMetadataTypeAccesses {
		if m.Enabled {
			objects = append(objects, m.Name+" read")
		}
	}
	for _, x := range p.CustomPermissions {
		if x.Enabled {
			permissions = append(permissions, x.Name)
		}
	}
	for _, r := range p.RecordTypeVisibilities {
		if r.Visible {
			recordTypes = append(recordTypes, r.RecordType)
		}
	}
	return providers.Values{"name": name, "label": cmp.Or(p.Label, name), "description": p.Description, "fields": anys(fields),
		"objects": anys(objects), "permissions": anys(permissions), "record_types": anys(recordTypes)}
}

func writePermissionSet(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		w.remove("PermissionSet", text(op.Before["name"]))
		return nil
	}
	v := op.After
	for _, g := range list(v["fields"]) {
		name, _ := grant(g)
		if c := w.current("CustomField", name); c != nil && strings.TrimSpace(c.Doc.Root.ChildValue("required")) == "true" {
			return invalid("fields", "%s is required, so that everybody has it: Salesforce takes no grants of such fields", name)
		}
	}
	return editNamed(w, "PermissionSet", text(v["name"]), func(p *metadata.PermissionSet) {
		p.Label = text(v["label"])
		give(&p.Description, v["description"])
		grantAll(p, v)
	})
}

// regranted is what is granted once what is wanted was written: of what is listed the rights that are listed, and all else as
// it was.
func regranted(want, live any) any {
	named := map[string]bool{}
	for _, g := range list(want) {
		name, _ := grant(g)
		named[name] = true
	}
	others := slices.DeleteFunc(list(live), func(g string) bool { name, _ := grant(g); return named[name] })
	return anys(append(others, list(want)...))
}

// grantAll adds to a permission set what is granted. What is listed has the rights that are listed.
func grantAll(p *metadata.PermissionSet, v providers.Values) {
	for _, g := range list(v["fields"]) {
		name, rights := grant(g)
		f := named(&p.FieldPermissions, func(f *metadata.PermissionSetFieldPermissions) *string { return &f.Field }, name)
		f.Readable, f.Editable = true, slices.Contains(rights, "edit")
	}
	for _, g := range list(v["objects"]) {
		name, rights := grant(g)
		if strings.HasSuffix(name, "__mdt") {
			named(&p.CustomMetadataTypeAccesses, func(m *metadata.PermissionSetCustomMetadataTypeAccess) *string { return &m.Name }, name).Enabled = true
			continue
		}
		o := named(&p.ObjectPermissions, func(o *metadata.PermissionSetObjectPermissions) *string { return &o.Object }, name)
		for _, r := range objectRights {
			*right(o, r) = slices.Contains(rights, r)
		}
	}
	for _, name := range list(v["permissions"]) {
		named(&p.CustomPermissions, func(x *metadata.PermissionSetCustomPermissions) *string { return &x.Name }, name).Enabled = true
	}
	for _, name := range list(v["record_types"]) {
		named(&p.RecordTypeVisibilities, func(r *metadata.PermissionSetRecordTypeVisibility) *string { return &r.RecordType }, name).Visible = true
	}
}

// named finds the member of a list by its name, or adds it.
func named[T any](all *[]T, nameOf func(*T) *string, name string) *T {
	*all = slices.Clone(*all)
	for i := range *all {
		if strings.EqualFold(*nameOf(&(*all)[i]), name) {
			return &(*all)[i]
		}
	}
	var one T
	*nameOf(&one) = name
	*all = append(*all, one)
	return &(*all)[len(*all)-1]
}
