package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// spare leaves what others use as well, once all operations were written.
func (w *change) spare() {
	var destroy []metadata.Member
	for _, m := range w.destroy {
		user := w.usedByOthers(m.Kind, m.Name)
		if user == "" {
			destroy = append(destroy, m)
			continue
		}
		for _, op := range w.by[memberKey(m.Kind, m.Name)] {
			w.kept[op] = "it stays, because " + user + " uses it"
		}
	}
	w.destroy = destroy
	w.spareMapping()
}

// spareMapping keeps the field that tells where contacts came from mapped where it stays.
func (w *change) spareMapping() {
	for _, op := range w.by[memberKey(leadConvert, leadConvert)] {
		field := memberKey("CustomField", lead+"."+wasLead)
		if op.Action != providers.Delete || op.Before["lead_field"] != wasLead || len(w.by[field]) == 0 || w.removed(field.Kind, field.Name) {
			continue
		}
		if err := writeMapping(w, &providers.Operation{Action: providers.Update, After: op.Before}); err == nil {
			w.kept[op] = "it stays with its field"
		}
	}
}

// usedByOthers finds what is not deleted and uses a component that is to go, of those that several architectures may share: the
// permission to pass gates, the permission sets, the types of definitions, and folders. The org would refuse to delete most of them, and with the
// rest what others made would go. "" when there is nothing.
func (w *change) usedByOthers(kind, name string) string {
	switch {
	case kind == "CustomPermission":
		asked := "$permission." + strings.ToLower(name)
		return w.other(func(c *metadata.Component) bool {
			return (c.Kind == "ValidationRule" || c.Kind == "Flow") && mentions(c.Doc.Root, asked)
		})
	case kind == "PermissionSet":
		return w.grantsMore(name)
	case kind == "CustomObject" && isDefinition(name):
		return w.definitions(name)
	case kind == "CustomField":
		object, field, _ := strings.Cut(name, ".")
		if isDefinition(object) {
			return w.definitions(object)
		}
		if field == wasLead {
			return w.other(func(c *metadata.Component) bool {
				return slices.Contains(asksOrigin, c.Kind) && mentions(c.Doc.Root, strings.ToLower(wasLead))
			})
		}
	case kind == "ReportFolder" || kind == "DashboardFolder":
		return w.other(func(c *metadata.Component) bool {
			return c.Kind == strings.TrimSuffix(kind, "Folder") && hasPrefix(c.Name, name+"/")
		})
	}
	return ""
}

// asksOrigin are the kinds that are made of the field that tells where contacts came from, or show it.
var asksOrigin = []string{"ValidationRule", "Flow", "ReportType"}

// grantsMore finds what a permission set grants of what stays, so that whoever has it would lose access.
func (w *change) grantsMore(name string) string {
	c := w.find("PermissionSet", name)
	var p metadata.PermissionSet
	if c == nil || c.Decode(&p) != nil {
		return ""
	}
	v := permissionSetValues(name, &p)
	for attr, kind := range map[string]string{"permissions": "CustomPermission", "fields": "CustomField", "objects": "CustomObject", "record_types": "RecordType"} {
		for _, g := range list(v[attr]) {
			of, _ := grant(g)
			ends := slices.ContainsFunc(w.by[memberKey(kind, of)], func(op *providers.Operation) bool { return op.Action == providers.Delete })
			if !ends || w.usedByOthers(kind, of) != "" {
				return kind + " " + of
			}
		}
	}
	return ""
}

// definitions finds a record of a custom metadata type that is not deleted.
func (w *change) definitions(of string) string {
	return w.other(func(c *metadata.Component) bool {
		return c.Kind == "CustomMetadata" && hasPrefix(c.Name, strings.TrimSuffix(of, "__mdt")+".")
	})
}

// other gives the first component that is not deleted and meets a condition, for people.
func (w *change) other(is func(*metadata.Component) bool) string {
	for _, c := range w.all {
		gone := w.removed(c.Kind, c.Name) || c.Kind == "Flow" && w.versions[strings.ToLower(c.Name)] != nil
		if !gone && is(c) {
			return c.Kind + " " + c.Name
		}
	}
	return ""
}

func hasPrefix(name, start string) bool {
	return len(name) >= len(start) && strings.EqualFold(name[:len(start)], start)
}

// mentions tells whether a text of a document has a word in it, in any case of letters.
func mentions(n *tree.Node, word string) bool {
	if at := strings.Index(strings.ToLower(n.Text), word); at >= 0 && !continues(n.Text[at+len(word):]) {
		return true
	}
	for _, k := range n.Kids {
		if mentions(k, word) {
			return true
		}
	}
	return false
}

// continues tells whether an API name goes on.
func continues(s string) bool {
	return s != "" && (s[0] == '_' || s[0] >= '0' && s[0] <= '9' || s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z')
}
