package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// objectKinds are objects, fields and record types.
func objectKinds() map[string]*kind {
	return map[string]*kind{
		typeObject:     {read: readObjects, write: writeObject, settle: settleObjects},
		typeField:      {read: readFields, write: writeField, settle: settleFields},
		typeRecordType: {read: readRecordTypes, write: writeRecordType},
	}
}

// readKind makes live objects of the components of a kind. Those of managed packages are not ours to remove.
func readKind[T any](s *snapshot, kind, typ string, values func(name string, v *T) providers.Values) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of(kind) {
		v, err := decodedOnce[T](s, c)
		if err != nil {
			return nil, err
		}
		l, err := live(typ, values(c.Name, v))
		if err != nil {
			return nil, err
		}
		_, own, child := strings.Cut(c.Name, ".")
		if !child {
			own = strings.TrimSuffix(c.Name, "__mdt")
		}
		l.BuiltIn = isManaged(own)
		out = append(out, l)
	}
	return out, nil
}

func readObjects(s *snapshot) ([]*providers.Live, error) {
	out, err := readKind(s, "CustomObject", typeObject, func(name string, o *metadata.CustomObject) providers.Values {
		v := providers.Values{"name": name, "label": o.Label, "plural": o.PluralLabel, "description": o.Description,
			"sharing": o.SharingModel, "visibility": o.Visibility, "track_history": is(o.EnableHistory)}
		if o.NameField != nil {
			v["name_label"] = o.NameField.Label
		}
		return v
	})
	for _, l := range out {
		l.BuiltIn = l.BuiltIn || !isCustom(l.Key)
	}
	return out, err
}

// writeObject writes what is given. A new custom object is deployed, searchable, and has reports and activities.
func writeObject(w *change, op *providers.Operation) error {
	if op.Action != providers.Create && op.Action != providers.Update {
		old := text(op.Before["name"])
		if !isCustom(old) {
			return invalid("name", "%s is a standard object, which stays", old)
		}
		w.remove("CustomObject", old)
		if op.Action == providers.Delete {
			return nil
		}
	}
	v, name := op.After, text(op.After["name"])
	if !isCustom(name) {
		for _, attr := range []string{"label", "plural", "name_label", "visibility"} {
			if v[attr] != nil {
				return invalid(attr, "%s is a standard object; people name it in Setup > Rename Tabs and Labels", name)
			}
		}
		return editGiven(w, "CustomObject", name, func(o *metadata.CustomObject) error {
			objectOf(o, v)
			return nil
		})
	}
	if op.Action == providers.Create {
		if err := checkName("CustomObject", name); err != nil {
			return err
		}
	}
	return edit(w, "CustomObject", name, func(o *metadata.CustomObject, exists bool) error {
		objectOf(o, v)
		give(&o.Label, v["label"])
		give(&o.PluralLabel, v["plural"])
		give(&o.Visibility, v["visibility"])
		fill(&o.Label, bareName(name))
		fill(&o.PluralLabel, o.Label+"s")
		if strings.HasSuffix(name, "__mdt") {
			fill(&o.Visibility, "Public")
			return nil
		}
		if o.NameField == nil {
			o.NameField = &metadata.CustomField{Label: o.Label + " Name", Type: "Text"}
		}
		give(&o.NameField.Label, v["name_label"])
		if !exists {
			fill(&o.SharingModel, "ReadWrite")
			fill(&o.DeploymentStatus, "Deployed")
			o.EnableActivities, o.EnableReports, o.EnableSearch = new(true), new(true), new(true)
		}
		return nil
	})
}

// objectOf gives an object what standard objects can have as well.
func objectOf(o *metadata.CustomObject, v providers.Values) {
	give(&o.Description, v["description"])
	give(&o.SharingModel, v["sharing"])
	giveFlag(&o.EnableHistory, v["track_history"])
}

// settleObjects lets what belongs to an object go with it.
func settleObjects(w *change, ops []*providers.Operation) error {
	w.destroy = slices.DeleteFunc(w.destroy, func(m metadata.Member) bool {
		object, _, child := strings.Cut(m.Name, ".")
		k := metadata.KindOf(m.Kind)
		return child && k != nil && k.Parent == "CustomObject" && w.removed("CustomObject", object)
	})
	return nil
}

func readRecordTypes(s *snapshot) ([]*providers.Live, error) {
	return readKind(s, "RecordType", typeRecordType, func(name string, r *metadata.RecordType) providers.Values {
		object, own, _ := strings.Cut(name, ".")
		v := providers.Values{"object": object, "name": own, "label": r.Label, "active": r.Active, "description": r.Description}
		if r.BusinessProcess != "" {
			v["process"] = key(object, r.BusinessProcess)
		}
		picklists := map[string]any{}
		for _, p := range r.PicklistValues {
			var values []string
			for _, x := range p.Values {
				values = append(values, x.FullName)
			}
			picklists[p.Picklist] = anys(values)
		}
		if len(picklists) > 0 {
			v["picklists"] = picklists
		}
		return v
	})
}

// writeRecordType writes a record type. One that is not wanted any more is deactivated: the API cannot delete it.
func writeRecordType(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete || op.Action == providers.Replace {
		err := edit(w, "RecordType", childName(op.Before), func(r *metadata.RecordType, exists bool) error {
			r.Active = false
			return nil
		})
		if err != nil || op.Action == providers.Delete {
			return err
		}
	}
	v := op.After
	if op.Action == providers.Create {
		if err := checkName("RecordType", childName(v)); err != nil {
			return err
		}
	}
	if v["process"] == nil && slices.Contains([]string{opportunity, lead, "Case"}, text(v["object"])) {
		return invalid("process", "record types of %s need a business process", text(v["object"]))
	}
	return edit(w, "RecordType", childName(v), func(r *metadata.RecordType, exists bool) error {
		r.FullName, r.Label, r.Active = text(v["name"]), text(v["label"]), isOn(v["active"])
		give(&r.Description, v["description"])
		_, r.BusinessProcess, _ = strings.Cut(text(v["process"]), "/")
		picklists, _ := v["picklists"].(map[string]any)
		for _, field := range sortedKeys(picklists) {
			allow(r, field, list(picklists[field]))
		}
		return nil
	})
}

// allow lets records of a type have values, beside those that they may have.
func allow(r *metadata.RecordType, field string, values []string) {
	at := slices.IndexFunc(r.PicklistValues, func(p metadata.RecordTypePicklistValue) bool { return strings.EqualFold(p.Picklist, field) })
	if at < 0 {
		at = len(r.PicklistValues)
		r.PicklistValues = append(r.PicklistValues, metadata.RecordTypePicklistValue{Picklist: field})
	}
	p := &r.PicklistValues[at]
	for _, value := range values {
		if !slices.ContainsFunc(p.Values, func(x metadata.PicklistValue) bool { return x.FullName == value }) {
			p.Values = append(p.Values, metadata.PicklistValue{FullName: value})
		}
	}
}
