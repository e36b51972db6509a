package salesforce

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// folderKinds are the kinds of folders, by what resources call them.
var folderKinds = map[string]string{"report": "ReportFolder", "dashboard": "DashboardFolder"}

func readFolders(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, of := range []string{"report", "dashboard"} {
		for _, c := range s.of(folderKinds[of]) {
			_, own := under(c.Name)
			l, err := live(typeFolder, providers.Values{"kind": of, "name": c.Name, "label": cmp.Or(c.Doc.Root.ChildValue("name"), own)})
			if err != nil {
				return nil, err
			}
			l.BuiltIn = isManaged(own)
			out = append(out, l)
		}
	}
	return out, nil
}

// share lets everybody see what is in a new folder; without a share only who made it and administrators see it. What the
// reports show them is up to their access to records.
func share(w *change, kind, name string, access *string, shares *[]metadata.FolderShare) {
	if w.current(kind, name) == nil {
		*access, *shares = "Shared", []metadata.FolderShare{{AccessLevel: "View", SharedTo: "AllInternalUsers", SharedToType: "Group"}}
	}
}

func writeFolder(w *change, op *providers.Operation) error {
	v := op.After
	if op.Action == providers.Delete {
		v = op.Before
	}
	of, name := folderKinds[text(v["kind"])], text(v["name"])
	if of == "" {
		return invalid("kind", "there are no folders of kind %q", text(v["kind"]))
	}
	if op.Action == providers.Delete {
		w.remove(of, name)
		return nil
	}
	if of == "ReportFolder" {
		return editNamed(w, of, name, func(f *metadata.ReportFolder) {
			f.Name = text(v["label"])
			share(w, of, name, &f.AccessType, &f.FolderShares)
		})
	}
	return editNamed(w, of, name, func(f *metadata.DashboardFolder) {
		f.Name = text(v["label"])
		share(w, of, name, &f.AccessType, &f.FolderShares)
	})
}

// recordName is the component of a record of a custom metadata type, whose name there has no suffix.
func recordName(v providers.Values) string {
	return strings.TrimSuffix(text(v["type"]), "__mdt") + "." + text(v["name"])
}

func readMetadata(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("CustomMetadata") {
		var m metadata.CustomMetadata
		if err := c.Decode(&m); err != nil {
			return nil, err
		}
		of, name, _ := strings.Cut(c.Name, ".")
		values := map[string]any{}
		for _, v := range m.Values {
			values[v.Field] = fromAny(v.Value)
		}
		v := providers.Values{"type": of + "__mdt", "name": name, "label": cmp.Or(m.Label, name)}
		if len(values) > 0 {
			v["values"] = values
		}
		l, err := live(typeMetadata, v)
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isManaged(name)
		out = append(out, l)
	}
	return out, nil
}

func writeMetadata(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		w.remove("CustomMetadata", recordName(op.Before))
		return nil
	}
	wanted, ok := op.After["values"].(map[string]any)
	if !ok && op.After["values"] != nil {
		return invalid("values", "a map of values by field was expected")
	}
	return edit(w, "CustomMetadata", recordName(op.After), func(m *metadata.CustomMetadata, exists bool) error {
		if !exists {
			if err := checkName("CustomMetadata", recordName(op.After)); err != nil {
				return err
			}
		}
		m.Label = text(op.After["label"])
		for _, field := range sortedKeys(wanted) {
			i := slices.IndexFunc(m.Values, func(v metadata.CustomMetadataValue) bool { return strings.EqualFold(v.Field, field) })
			if i < 0 {
				i = len(m.Values)
				m.Values = append(m.Values, metadata.CustomMetadataValue{Field: field})
			}
			value, err := w.toAny(text(op.After["type"]), field, wanted[field], m.Values[i].Value)
			if err != nil {
				return err
			}
			m.Values[i].Value = value
		}
		return nil
	})
}

// fromAny is a value of a field as a plain value.
func fromAny(a metadata.Any) any {
	if a.Nil {
		return nil
	}
	switch strings.TrimPrefix(a.Type, "xsd:") {
	case "boolean":
		if b, err := strconv.ParseBool(strings.TrimSpace(a.Text)); err == nil {
			return b
		}
	case "double", "int", "decimal":
		if x, err := strconv.ParseFloat(strings.TrimSpace(a.Text), 64); err == nil {
			return x
		}
	}
	return a.Text
}

// toAny is a plain value as one of a field. A text is a date where the field says so, or the value was one.
func (w *change) toAny(typ, field string, value any, was metadata.Any) (metadata.Any, error) {
	switch x := value.(type) {
	case nil:
		return metadata.Any{Nil: true}, nil
	case bool:
		return metadata.Any{Type: "xsd:boolean", Text: strconv.FormatBool(x)}, nil
	case float64:
		s := strconv.FormatFloat(x, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0" // as Salesforce writes numbers
		}
		return metadata.Any{Type: "xsd:double", Text: s}, nil
	case string:
		of := "xsd:string"
		if was.Type == "xsd:date" || was.Type == "xsd:dateTime" {
			of = was.Type
		}
		if c := w.current("CustomField", typ+"."+field); c != nil {
			switch c.Doc.Root.ChildValue("type") {
			case "Date":
				of = "xsd:date"
			case "DateTime":
				of = "xsd:dateTime"
			}
		}
		return metadata.Any{Type: of, Text: x}, nil
	}
	return metadata.Any{}, invalid("values", "%s is %T, where a text, a number or a truth value was expected", field, value)
}
