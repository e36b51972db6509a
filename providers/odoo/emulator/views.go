package emulator

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// fieldsInView are the names in <field name="…"> of a view that can be read; none of one that cannot.
func fieldsInView(arch string) []string {
	out, _ := readView(arch)
	return out
}

func readView(arch string) (fields []string, err error) {
	dec := xml.NewDecoder(strings.NewReader(arch))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return fields, nil
		}
		if err != nil {
			return nil, err
		}
		if el, ok := tok.(xml.StartElement); ok && el.Name.Local == "field" {
			for _, a := range el.Attr {
				if a.Name.Local == "name" && !slices.Contains(fields, a.Value) {
					fields = append(fields, a.Value)
				}
			}
		}
	}
}

// checkView wants the fields in a view to be there.
func (d *database) checkView(r record) *exception {
	if r["arch_base"] == nil || r["active"] != true {
		return nil
	}
	fields, err := readView(text(r["arch_base"]))
	if err != nil {
		return validation("Error while parsing or validating view:\n\n%v", err)
	}
	for _, name := range fields {
		if d.of(text(r["model"]))[name] == nil {
			return validation("Error while validating view near:\n\n%s\n\nField \"%s\" does not exist in model \"%s\"", text(r["name"]), name, text(r["model"]))
		}
	}
	return nil
}
