package emulator

import "strings"

// customMetadata is a type of custom metadata, whose records are components.
func (e *engine) customMetadata(name string) *table {
	t := &table{name: name}
	for _, f := range []string{"Id:id", "DeveloperName:string", "MasterLabel:string", "Label:string", "QualifiedApiName:string", "NamespacePrefix:string"} {
		n, kind, _ := strings.Cut(f, ":")
		t.fields = append(t.fields, &field{object: name, name: n, label: n, kind: kind, system: true})
	}
	for _, f := range e.st.Metadata.fields(name) {
		if strings.HasSuffix(f.name, "__c") {
			t.fields = append(t.fields, f)
		}
	}
	base := strings.TrimSuffix(name, "__mdt")
	var rows []*crmRecord
	for _, full := range e.st.Metadata.children("CustomMetadata", base) {
		c, developer := e.st.Metadata.get("CustomMetadata", full), strings.TrimPrefix(full, base+".")
		r := row("Id", c.ID, "DeveloperName", developer, "MasterLabel", c.Doc.str("label"), "Label", c.Doc.str("label"), "QualifiedApiName", developer)
		for _, v := range c.Doc.all("values") {
			if f := e.st.Metadata.field(name, v.str("field")); f != nil && v.str("value") != "" {
				r.Values[f.name] = written(f, v.str("value"))
			}
		}
		rows = append(rows, r)
	}
	return t.made(rows)
}

// written is a value as metadata writes it, all in texts.
func written(f *field, s string) any {
	switch {
	case f.kind == "boolean":
		return s == "true"
	case numeric[f.kind]:
		if n, err := number(s); err == nil {
			return n
		}
	}
	return s
}
