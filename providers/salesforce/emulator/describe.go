package emulator

import (
	"slices"
	"strings"
)

// keyPrefix is how the ids of an object start.
func keyPrefix(object string) string {
	switch p := prefixes[object]; {
	case p != "":
		return p
	case strings.HasSuffix(object, "__c"):
		return "a00"
	}
	return ""
}

func (e *engine) label(object string) string {
	if std := stdObjects[object]; std.name != "" {
		return std.label
	}
	if l := e.st.Metadata.doc("CustomObject", object).str("label"); l != "" {
		return l
	}
	return object
}

func (e *engine) plural(object string) string {
	if std := stdObjects[object]; std.name != "" {
		return std.plural
	}
	if l := e.st.Metadata.doc("CustomObject", object).str("pluralLabel"); l != "" {
		return l
	}
	return e.label(object)
}

// describeAll lists the objects that can be queried.
func (e *engine) describeAll(base string, tooling bool) any {
	names := e.recordObjects()
	for _, s := range setupObjects {
		if (s.only == "tooling") == tooling {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	var all []any
	for _, name := range slices.Compact(names) {
		all = append(all, e.describeBrief(e.table(name), base))
	}
	return map[string]any{"encoding": "UTF-8", "maxBatchSize": maxCollection, "sobjects": all}
}

// describeBrief is what the list of objects says of one.
func (e *engine) describeBrief(t *table, base string) map[string]any {
	at := base + "/sobjects/" + t.name
	return map[string]any{
		"name": t.name, "label": e.label(t.name), "labelPlural": e.plural(t.name), "keyPrefix": nullable(keyPrefix(t.name)), "custom": strings.HasSuffix(t.name, "__c"),
		"customSetting": false, "createable": t.writable, "updateable": t.writable, "deletable": t.writable, "undeletable": t.writable, "queryable": true, "retrieveable": true,
		"searchable": t.writable, "layoutable": t.writable, "mergeable": false, "triggerable": t.writable, "replicateable": t.writable, "activateable": false, "deprecatedAndHidden": false,
		"feedEnabled": false, "hasSubtypes": false, "isSubtype": false, "mruEnabled": t.writable,
		"urls": map[string]string{"sobject": at, "describe": at + "/describe", "rowTemplate": at + "/{ID}"},
	}
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// describe says all of an object that the metadata says. Field security is not simulated: the user sees everything.
func (c *call) describe(e *engine, t *table) any {
	out := e.describeBrief(t, c.base())
	fields := []any{}
	for _, f := range t.fields {
		fields = append(fields, c.describeField(e, t, f))
	}
	out["fields"] = fields
	out["recordTypeInfos"] = e.recordTypeInfos(t)
	out["childRelationships"] = e.children(t)
	out["actionOverrides"], out["namedLayoutInfos"], out["supportedScopes"] = []any{}, []any{}, []any{}
	return out
}

func (c *call) describeField(e *engine, t *table, f *field) map[string]any {
	custom := strings.HasSuffix(f.name, "__c")
	written := t.writable && !f.system && f.formula == ""
	refs, relation := []string{}, ""
	if f.refersTo != "" {
		refs, relation = []string{f.refersTo}, relationName(f)
		if f.name == "OwnerId" && (t.name == "Lead" || custom) {
			refs = []string{"Group", "User"}
		}
	}
	values := []any{}
	for _, o := range e.st.Metadata.options(f) {
		if o.active || !c.o.settings.hideInactive {
			values = append(values, map[string]any{"value": o.name, "label": o.label, "active": o.active, "defaultValue": o.isDefault, "validFor": nil})
		}
	}
	length, precision, scale := 0, 0, 0
	switch {
	case f.kind == "id" || f.kind == "reference":
		length = 18
	case numeric[f.kind]:
		precision, scale = 18, 2
		if f.doc.str("precision") != "" {
			precision, scale = atoi(f.doc.str("precision")), atoi(f.doc.str("scale"))
		}
	case f.kind != "boolean" && f.kind != "date" && f.kind != "datetime":
		length = fieldLength(f)
	}
	return map[string]any{
		"name": f.name, "label": f.label, "type": f.kind, "length": length, "byteLength": length * 3, "precision": precision, "scale": scale, "digits": 0, "custom": custom,
		"nillable": !f.required && f.kind != "boolean" && f.kind != "id", "createable": written, "updateable": written && f.doc.str("type") != "MasterDetail",
		"filterable": !long(f), "sortable": !long(f) && f.kind != "multipicklist", "groupable": groupable(f), "aggregatable": !long(f) && f.kind != "boolean",
		"calculated": f.formula != "", "calculatedFormula": nullable(f.formula), "unique": f.doc.is("unique"), "externalId": f.doc.is("externalId"), "idLookup": f.name == "Id" || f.doc.is("externalId"),
		"nameField": f.name == "Name", "autoNumber": f.doc.str("type") == "AutoNumber", "restrictedPicklist": len(values) > 0 && e.st.Metadata.restricted(f),
		"dependentPicklist": f.doc.str("valueSet", "controllingField") != "", "controllerName": nullable(f.doc.str("valueSet", "controllingField")),
		"inlineHelpText": nullable(f.doc.str("inlineHelpText")), "referenceTo": refs, "relationshipName": nullable(relation), "picklistValues": values,
		"defaultValue": defaultOf(f), "defaultValueFormula": nullable(f.doc.str("defaultValue")), "defaultedOnCreate": f.kind == "boolean" || f.name == "OwnerId" || f.system, "caseSensitive": f.doc.is("caseSensitive"),
		"htmlFormatted": f.doc.str("type") == "Html", "permissionable": written && !f.required, "deprecatedAndHidden": false, "encrypted": false, "soapType": soapType(f),
	}
}

func defaultOf(f *field) any {
	if f.kind == "boolean" {
		return f.doc.str("defaultValue") == "true"
	}
	return nil
}

// soapType is how the SOAP API would send a field.
func soapType(f *field) string {
	switch f.kind {
	case "boolean", "double", "int", "date":
		return "xsd:" + f.kind
	case "currency", "percent":
		return "xsd:double"
	case "datetime":
		return "xsd:dateTime"
	case "id", "reference":
		return "tns:ID"
	}
	return "xsd:string"
}

// recordTypeInfos are the record types of an object and the master, which is the default where there is no other.
func (e *engine) recordTypeInfos(t *table) []any {
	info := func(id, developer, name string, active, master, isDefault bool) any {
		return map[string]any{"recordTypeId": id, "developerName": developer, "name": name, "active": active, "available": active, "master": master, "defaultRecordTypeMapping": isDefault, "urls": map[string]string{}}
	}
	out := []any{}
	for _, r := range e.table("RecordType").rows() {
		if v := r.Values; v["SobjectType"] == t.name {
			out = append(out, info(r.id(), text(v["DeveloperName"]), text(v["Name"]), truth(v["IsActive"]), false, false))
		}
	}
	return append(out, info(masterRecordType, "Master", "Master", true, true, true))
}

// children are the objects whose records refer to one of this object.
func (e *engine) children(t *table) []any {
	out := []any{}
	for _, name := range e.recordObjects() {
		for _, f := range e.st.Metadata.fields(name) {
			if f.refersTo != t.name {
				continue
			}
			relation := f.doc.str("relationshipName")
			if relation != "" {
				relation += "__r"
			}
			out = append(out, map[string]any{"childSObject": name, "field": f.name, "relationshipName": nullable(relation), "cascadeDelete": f.doc.str("type") == "MasterDetail", "deprecatedAndHidden": false})
		}
	}
	return out
}
