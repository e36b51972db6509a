package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// readFields reads fields. Flags that a custom field does not name are false; of a standard field only what is there is known.
func readFields(s *snapshot) ([]*providers.Live, error) {
	out, err := readKind(s, "CustomField", typeField, func(name string, f *metadata.CustomField) providers.Values {
		object, own, _ := strings.Cut(name, ".")
		v := providers.Values{"object": object, "name": own, "label": f.Label, "type": f.Type, "description": f.Description, "help": f.InlineHelpText,
			"default": f.DefaultValue, "references": f.ReferenceTo, "relationship": f.RelationshipName, "formula": sameLines(f.Formula),
			"blanks": f.FormulaTreatBlanksAs, "owner": f.BusinessOwnerUser, "status": f.BusinessStatus, "sensitivity": f.SecurityClassification,
			"compliance": f.ComplianceGroup}
		if f.Length > 0 {
			v["length"] = f.Length
		}
		for attr, n := range map[string]*int{"precision": f.Precision, "scale": f.Scale} {
			if n != nil {
				v[attr] = *n
			}
		}
		for attr, b := range flagsOf(f) {
			if *b != nil || isCustom(own) {
				v[attr] = is(*b)
			}
		}
		if f.ValueSet != nil {
			v["value_set"], v["restricted"] = f.ValueSet.ValueSetName, f.ValueSet.Restricted
		}
		return v
	})
	for _, l := range out {
		_, own := under(l.Key)
		l.BuiltIn = l.BuiltIn || !isCustom(own)
	}
	return out, err
}

// writeField writes a field. A field that is replaced by one of its own name is changed in place: Salesforce converts what it
// can, and records keep their values.
func writeField(w *change, op *providers.Operation) error {
	name := childName(op.After)
	if op.Action == providers.Delete || op.Action == providers.Replace && childName(op.Before) != name {
		old := text(op.Before["name"])
		if !isCustom(old) {
			return invalid("name", "%s is a standard field, which stays", old)
		}
		w.remove("CustomField", childName(op.Before))
		if op.Action == providers.Delete {
			return nil
		}
	}
	v := op.After
	if !isCustom(text(v["name"])) {
		return writeStandardField(w, name, v)
	}
	if op.Action == providers.Create {
		if err := checkName("CustomField", name); err != nil {
			return err
		}
		if v["type"] == nil {
			return invalid("type", "a new field needs one")
		}
	}
	return edit(w, "CustomField", name, func(f *metadata.CustomField, exists bool) error {
		if err := possible(f, v); err != nil {
			return err
		}
		if t := text(v["type"]); t != "" && t != f.Type {
			reshape(f, t)
		}
		fieldOf(f, v)
		for attr, flag := range flagsOf(f) {
			if b, ok := v[attr].(bool); ok && b != is(*flag) { // types that cannot have a flag cannot have it as false either
				*flag = &b
			}
		}
		if err := sizesOf(f, v); err != nil {
			return err
		}
		give(&f.Label, v["label"])
		fill(&f.Label, bareName(f.FullName))
		return shapeOf(f, text(v["object"]), v)
	})
}

// writeStandardField writes only what is given. Salesforce leaves the rest as it is.
func writeStandardField(w *change, name string, v providers.Values) error {
	for _, attr := range []string{"value_set", "formula", "references", "relationship", "restricted"} {
		if v[attr] != nil && v[attr] != false {
			return invalid(attr, "%s is a standard field, which has its own", name)
		}
	}
	return editGiven(w, "CustomField", name, func(f *metadata.CustomField) error {
		fieldOf(f, v)
		for attr, flag := range flagsOf(f) {
			giveFlag(flag, v[attr])
		}
		give(&f.Type, v["type"])
		give(&f.Label, v["label"])
		return sizesOf(f, v)
	})
}

// fieldOf gives a field what all fields can have.
func fieldOf(f *metadata.CustomField, v providers.Values) {
	f.FullName = text(v["name"])
	give(&f.Description, v["description"])
	give(&f.InlineHelpText, v["help"])
	give(&f.DefaultValue, v["default"])
	give(&f.BusinessOwnerUser, v["owner"])
	give(&f.BusinessStatus, v["status"])
	give(&f.SecurityClassification, v["sensitivity"])
	give(&f.ComplianceGroup, v["compliance"])
}

func flagsOf(f *metadata.CustomField) map[string]**bool {
	return map[string]**bool{"required": &f.Required, "unique": &f.Unique, "external_id": &f.ExternalID, "track_history": &f.TrackHistory}
}

func sizesOf(f *metadata.CustomField, v providers.Values) error {
	for attr, set := range map[string]func(int){"length": func(n int) { f.Length = n },
		"precision": func(n int) { f.Precision = &n }, "scale": func(n int) { f.Scale = &n }} {
		if v[attr] == nil {
			continue
		}
		n, ok := whole(v[attr])
		if !ok || n < 0 {
			return invalid(attr, "it must be a whole number")
		}
		set(n)
	}
	return nil
}

// picklistTypes are the types of fields with values.
var picklistTypes = []string{"Picklist", "MultiselectPicklist"}

// possible tells what no API can change of a live field.
func possible(f *metadata.CustomField, v providers.Values) error {
	if f.Type == "" {
		return nil
	}
	if (f.Formula != "") != (v["formula"] != nil) && v["formula"] != nil {
		return invalid("formula", "a field that people fill in cannot become a formula; make a new field")
	}
	if x := text(v["references"]); x != "" && f.ReferenceTo != "" && !strings.EqualFold(x, f.ReferenceTo) {
		return invalid("references", "the lookup names %s, which cannot be changed; make a new field", f.ReferenceTo)
	}
	set := ""
	if f.ValueSet != nil {
		set = f.ValueSet.ValueSetName
	}
	if x := text(v["value_set"]); slices.Contains(picklistTypes, f.Type) && x != "" && !strings.EqualFold(x, set) {
		return invalid("value_set", "Salesforce cannot give another value set to a field that exists; make a new field")
	}
	return nil
}

// reshape takes what belongs to the old type off a field that gets a new one. Values go only with the last picklist.
func reshape(f *metadata.CustomField, typ string) {
	if f.Type != "" {
		f.Length, f.Precision, f.Scale, f.VisibleLines, f.DefaultValue, f.Unique, f.ExternalID = 0, nil, nil, 0, "", nil, nil
		if !slices.Contains(picklistTypes, typ) {
			f.ValueSet = nil
		}
	}
	f.Type = typ
}

// shapeOf gives a field what its type cannot do without. The sizes are those that Setup suggests.
func shapeOf(f *metadata.CustomField, object string, v providers.Values) error {
	give(&f.Formula, v["formula"])
	if f.Formula != "" {
		give(&f.FormulaTreatBlanksAs, v["blanks"])
		fill(&f.FormulaTreatBlanksAs, "BlankAsZero")
	}
	switch f.Type {
	case "Number", "Currency", "Percent":
		if f.Precision == nil {
			f.Precision = new(18)
		}
		if f.Scale == nil {
			f.Scale = new(map[string]int{"Currency": 2, "Percent": 2}[f.Type])
		}
		if *f.Scale > *f.Precision {
			return invalid("scale", "there are more digits behind the point than digits in all")
		}
	}
	if f.Formula != "" {
		return nil
	}
	switch f.Type {
	case "Text":
		fill(&f.Length, 255)
	case "LongTextArea", "Html":
		fill(&f.Length, 32768)
		fill(&f.VisibleLines, map[string]int{"LongTextArea": 3, "Html": 25}[f.Type])
	case "Checkbox":
		fill(&f.DefaultValue, "false")
	case "Lookup", "MasterDetail":
		give(&f.ReferenceTo, v["references"])
		give(&f.RelationshipName, v["relationship"])
		if f.ReferenceTo == "" {
			return invalid("references", "a lookup needs an object that it names")
		}
		fill(&f.RelationshipName, cutName(apiName(bareName(object)+"_"+bareName(f.FullName)), maxName))
		if f.Type == "Lookup" && is(f.Required) {
			fill(&f.DeleteConstraint, "Restrict") // what a record needs cannot be emptied
		}
	case "Picklist", "MultiselectPicklist":
		valuesOf(f, v)
	}
	return nil
}

// valuesOf says where the values of a picklist come from.
func valuesOf(f *metadata.CustomField, v providers.Values) {
	if f.ValueSet == nil {
		f.ValueSet = &metadata.ValueSet{}
	}
	give(&f.ValueSet.ValueSetName, v["value_set"])
	give(&f.ValueSet.Restricted, v["restricted"])
	if f.ValueSet.ValueSetName == "" && f.ValueSet.ValueSetDefinition == nil {
		f.ValueSet.ValueSetDefinition = &metadata.ValueSetValuesDefinition{}
	}
	if f.Type == "MultiselectPicklist" {
		fill(&f.VisibleLines, 4)
	}
}
