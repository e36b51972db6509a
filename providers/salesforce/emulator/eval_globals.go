package emulator

import (
	"slices"
	"strings"
)

// global is the value of $User.Name and its like.
func (e *engine) global(name string, of view) any {
	global, rest, _ := strings.Cut(name, ".")
	at := func(table, id string) any {
		t := e.table(table)
		v, _ := view{e, t, t.find(id)}.path(rest)
		return v
	}
	switch strings.ToLower(global) {
	case "$permission":
		return e.permitted(rest)
	case "$user":
		return at("User", e.user.ID)
	case "$profile":
		return at("Profile", profileID)
	case "$organization":
		return at("Organization", OrgID)
	case "$recordtype":
		v, _ := of.path("RecordType." + rest)
		return v
	}
	return nil
}

// permitted tells whether the user has a custom permission, given directly or by a permission set.
func (e *engine) permitted(permission string) bool {
	if slices.ContainsFunc(e.user.Permissions, func(p string) bool { return strings.EqualFold(p, permission) }) {
		return true
	}
	for _, name := range e.st.Metadata.names("PermissionSet") {
		set := e.st.Metadata.get("PermissionSet", name)
		for _, r := range e.st.Records["PermissionSetAssignment"] {
			if r.Values["AssigneeId"] != e.user.ID || r.Values["PermissionSetId"] != set.ID {
				continue
			}
			for _, p := range set.Doc.all("customPermissions") {
				if p.is("enabled") && strings.EqualFold(p.str("name"), permission) {
					return true
				}
			}
		}
	}
	return false
}
