package salesforce

import (
	"strings"

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
}

// usedByOthers finds what is not deleted and uses a component that is to go, of those that several architectures may share: the
// permission to pass gates, the types of definitions, and folders. The org would refuse to delete most of them, and with the
// rest what others made would go. "" when there is nothing.
func (w *change) usedByOthers(kind, name string) string {
	switch {
	case kind == "CustomPermission":
		asked := "$permission." + strings.ToLower(name)
		return w.other(func(c *metadata.Component) bool {
			return (c.Kind == "ValidationRule" || c.Kind == "Flow") && mentions(c.Doc.Root, asked)
		})
	case kind == "CustomObject" && isDefinition(name):
		return w.definitions(name)
	case kind == "CustomField":
		object, _, _ := strings.Cut(name, ".")
		if isDefinition(object) {
			return w.definitions(object)
		}
	case kind == "ReportFolder" || kind == "DashboardFolder":
		return w.other(func(c *metadata.Component) bool {
			return c.Kind == strings.TrimSuffix(kind, "Folder") && hasPrefix(c.Name, name+"/")
		})
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
