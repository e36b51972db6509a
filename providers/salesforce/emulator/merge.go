package emulator

import (
	"slices"
	"strings"
)

// merged joins what is deployed with what the org has: values that are left out of a set are deactivated and stay
// [doc, CustomValue], elements of an object, of settings and of a standard field that are left out keep what they were, and
// rules and mappings are replaced as a whole.
func merged(kind string, live, doc *node) *node {
	if live == nil {
		return doc
	}
	switch kind {
	case "StandardValueSet":
		keepValues(live, doc, "standardValue")
	case "GlobalValueSet":
		keepValues(live, doc, "customValue")
	case "CustomField":
		keepElements(live, doc, "")
		if was, is := live.child("valueSet", "valueSetDefinition"), doc.child("valueSet", "valueSetDefinition"); was != nil && is != nil {
			keepValues(was, is, "value")
		}
	case "CustomObject", "Settings":
		keepElements(live, doc, "actionOverrides")
	case "PathAssistant", "RecordType":
		keepElements(live, doc, "")
	}
	return doc
}

// keepValues adds the values that are live and not sent, as inactive ones.
func keepValues(live, doc *node, tag string) {
	sent := map[string]bool{}
	for _, v := range doc.all(tag) {
		sent[v.str("fullName")] = true
	}
	for _, v := range live.all(tag) {
		if !sent[v.str("fullName")] {
			v = v.clone()
			v.set("default", "false")
			v.set("isActive", "false")
			doc.Kids = append(doc.Kids, v)
		}
	}
}

// keepElements adds the elements whose name is not sent at all, but for those that cannot be kept.
func keepElements(live, doc *node, drop string) {
	var kept []*node
	for _, k := range live.Kids {
		if doc.child(k.Name) == nil && k.Name != drop {
			kept = append(kept, k)
		}
	}
	doc.Kids = append(doc.Kids, kept...)
}

// immutable says why a component cannot become what is sent; "" when it can.
func immutable(kind string, live, doc *node) string {
	if live == nil {
		return ""
	}
	changed := func(name string) bool { return doc.child(name) != nil && live.str(name) != doc.str(name) }
	switch {
	case kind == "PathAssistant" && (changed("entityName") || changed("fieldName") || changed("recordTypeName")):
		return "You can't change the object, picklist, or record type of a path after it's created."
	case kind == "CustomField" && doc.child("valueSet") != nil && live.child("valueSet") != nil && live.str("valueSet", "valueSetName") != doc.str("valueSet", "valueSetName"):
		return "You can't change the value set of a picklist field through the Metadata API: a local picklist stays local, a global one keeps its value set."
	case kind == "CustomField" && (live.child("formula") == nil) != (doc.child("formula") == nil) && live.str("type") != "" && doc.str("type") != "":
		return "Cannot change field type from formula or to formula"
	case kind == "CustomField" && changed("type") && !convertible(live.str("type"), doc.str("type")):
		return "Cannot change type of field from " + live.str("type") + " to " + doc.str("type")
	}
	return ""
}

// convertible tells whether a field can be turned from one type into another. The list is short on purpose: others
// lose data or are refused by some orgs.
func convertible(from, to string) bool {
	families := [][]string{{"Text", "TextArea", "LongTextArea", "Email", "Phone", "Url", "Picklist"}, {"Number", "Currency", "Percent"}, {"Date", "DateTime"}, {"Lookup", "MasterDetail"}}
	for _, f := range families {
		if slices.Contains(f, from) && slices.Contains(f, to) {
			return true
		}
	}
	return from == ""
}

// defaults adds what an org adds when a component is read again.
func (d *deployment) defaults(p *placed) {
	add := func(n *node, name, value string) {
		if n.child(name) == nil {
			n.Kids = append(n.Kids, tx(name, value))
		}
	}
	doc := p.doc
	switch p.kind {
	case "CustomField":
		doc.set("fullName", p.name[strings.LastIndex(p.name, ".")+1:])
		if !strings.HasSuffix(p.name, "__c") {
			return
		}
		kind := doc.str("type")
		if doc.child("formula") == nil {
			if kind != "Checkbox" && kind != "MasterDetail" && kind != "LongTextArea" && kind != "Html" && kind != "AutoNumber" {
				add(doc, "required", "false")
			}
			if slices.Contains([]string{"Text", "Number", "Email", "AutoNumber"}, kind) {
				add(doc, "externalId", "false")
				add(doc, "unique", "false")
			}
		} else {
			add(doc, "formulaTreatBlanksAs", "BlankAsZero")
		}
		if !strings.Contains(p.name, "__mdt.") {
			add(doc, "trackFeedHistory", "false")
			add(doc, "trackHistory", "false")
			if strings.HasPrefix(p.name, "Opportunity.") {
				add(doc, "trackTrending", "false")
			}
		}
		if kind == "LongTextArea" || kind == "Html" {
			add(doc, "visibleLines", "3")
		}
		if kind == "MultiselectPicklist" {
			add(doc, "visibleLines", "4")
		}
		for _, v := range doc.child("valueSet", "valueSetDefinition").all("value") {
			add(v, "label", v.str("fullName"))
		}
	case "StandardValueSet":
		add(doc, "sorted", "false")
		for _, v := range doc.all("standardValue") {
			add(v, "label", v.str("fullName"))
		}
	case "GlobalValueSet":
		for _, v := range doc.all("customValue") {
			add(v, "label", v.str("fullName"))
		}
	case "CustomObject":
		if strings.HasSuffix(p.name, "__c") {
			for _, name := range []string{"enableActivities", "enableFeeds", "enableHistory", "enableReports", "enableSearch"} {
				add(doc, name, "false")
			}
		}
	case "PermissionSet":
		add(doc, "hasActivationRequired", "false")
	case "Flow":
		add(doc, "status", "Draft")
	case "Queue":
		add(doc, "doesSendEmailToMembers", "false")
	}
}
