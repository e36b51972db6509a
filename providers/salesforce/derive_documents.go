package salesforce

import (
	"regexp"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// deriveDocument brings the definition of a document into the one way of writing it, and adds what follows from it: what it
// does, in words, and what it uses as far as that can be told surely. Names of relationships, variables and the columns of
// standard report types that are no fields are left out.
func deriveDocument(d documented, v providers.Values) {
	v["definition"] = d.definition(v["definition"])
	doc, _ := v["definition"].(map[string]any)
	v["summary"] = nil
	if s := summaryOf(d.kind, doc); doc != nil && len(s) > 0 {
		v["summary"] = s
	}
	u := usage{}
	switch d.kind {
	case "Flow":
		start := part(doc, "start")
		v["object"], v["trigger"] = text(start["object"]), triggerWords(start)
		u.flow(doc)
	case "Report":
		u.report(doc)
	case "ReportType":
		delete(v, "summary")
		u.reportType(text(v["object"]), doc)
	case "Dashboard":
		u.dashboard(doc)
	}
	for _, attr := range []string{"fields", "queues", "reports", "report_types"} {
		if _, is := u[attr]; is || v[attr] != nil {
			needed(v, attr, u[attr])
		}
	}
}

// usage are the natural keys that something names, by attribute.
type usage map[string][]string

func (u usage) add(attr, key string) { u[attr] = append(u[attr], key) }

// field adds a field by its API name. What has dots or colons goes through relationships, and Id is no field to declare.
func (u usage) field(object string, name any) {
	if s := text(name); object != "" && s != "Id" && apiField.MatchString(s) {
		u.add("fields", key(object, s))
	}
}

var (
	apiField  = regexp.MustCompile(`^[A-Za-z]\w*$`)
	recordRef = regexp.MustCompile(`\$Record(?:__Prior)?\.([A-Za-z]\w*)`)
	// columns of fields: Lead.Score__c in standard report types, Lead$Status in others.
	customColumn = regexp.MustCompile(`^([A-Za-z]\w*)\.([A-Za-z]\w*__c)$`)
	typeColumn   = regexp.MustCompile(`^([A-Za-z]\w*)\$([A-Za-z]\w*)$`)
)

func (u usage) flow(doc map[string]any) {
	start := part(doc, "start")
	own := text(start["object"])
	for _, f := range parts(start, "filters") {
		u.field(own, f["field"])
	}
	for _, p := range parts(start, "scheduledPaths") {
		u.field(own, p["recordField"])
	}
	for _, group := range []string{"recordCreates", "recordUpdates", "recordLookups", "recordDeletes"} {
		for _, step := range parts(doc, group) {
			object := text(step["object"])
			if ref := text(step["inputReference"]); ref == "$Record" {
				object = own
			} else if ref != "" {
				continue
			}
			for _, named := range []string{"inputAssignments", "filters", "outputAssignments"} {
				for _, f := range parts(step, named) {
					u.field(object, f["field"])
				}
			}
			for _, name := range list(step["queriedFields"]) {
				u.field(object, name)
			}
			u.field(object, step["sortField"])
			u.queue(object, parts(step, "filters"))
		}
	}
	u.references(own, doc)
}

// queue adds a queue that a step of a flow looks for by its name.
func (u usage) queue(object string, filters []map[string]any) {
	equals := map[string]string{}
	for _, f := range filters {
		if f["operator"] == "EqualTo" {
			equals[text(f["field"])] = text(part(f, "value")["stringValue"])
		}
	}
	if object == "Group" && equals["Type"] == "Queue" && equals["DeveloperName"] != "" {
		u.add("queues", equals["DeveloperName"])
	}
}

// references adds the fields of the record that started a flow which the texts of its definition name.
func (u usage) references(own string, node any) {
	switch x := node.(type) {
	case map[string]any:
		for _, v := range x {
			u.references(own, v)
		}
	case []any:
		for _, v := range x {
			u.references(own, v)
		}
	case string:
		for _, at := range recordRef.FindAllStringSubmatchIndex(x, -1) {
			name, rest := x[at[2]:at[3]], x[at[1]:]
			if strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ":") { // on to another record
				relation, custom := strings.CutSuffix(name, "__r")
				if !custom {
					continue
				}
				name = relation + "__c"
			}
			u.field(own, name)
		}
	}
}

func (u usage) report(doc map[string]any) {
	if name, custom := strings.CutSuffix(text(doc["reportType"]), "__c"); custom && !strings.Contains(name, "$") {
		u.add("report_types", name)
	}
	for _, c := range reportColumns(doc) {
		for _, form := range []*regexp.Regexp{customColumn, typeColumn} {
			if m := form.FindStringSubmatch(c); m != nil {
				u.field(m[1], m[2])
			}
		}
	}
}

// reportColumns are the columns that a report shows, groups or filters by.
func reportColumns(doc map[string]any) []string {
	out := []string{text(doc["sortColumn"]), text(part(doc, "timeFrameFilter")["dateColumn"])}
	for _, group := range []string{"columns", "groupingsDown", "groupingsAcross"} {
		for _, c := range parts(doc, group) {
			out = append(out, text(c["field"]))
		}
	}
	for _, c := range parts(part(doc, "filter"), "criteriaItems") {
		out = append(out, text(c["column"]))
	}
	return out
}

// reportType adds the fields of the object that a report type begins with. Columns of others name relationships.
func (u usage) reportType(object string, doc map[string]any) {
	for _, s := range parts(doc, "sections") {
		for _, c := range parts(s, "columns") {
			if text(c["table"]) == object {
				u.field(object, c["field"])
			}
		}
	}
}

func (u usage) dashboard(node any) {
	switch x := node.(type) {
	case map[string]any:
		if name := text(x["report"]); name != "" {
			u.add("reports", key("report", name))
		}
		for _, v := range x {
			u.dashboard(v)
		}
	case []any:
		for _, v := range x {
			u.dashboard(v)
		}
	}
}

// deriveAssignment tells which queues get records by a rule, and which fields its entries look at.
func deriveAssignment(v providers.Values) {
	object := text(v["object"])
	var queues, fields []string
	for _, e := range parts(v, "entries") {
		if e["assignedToType"] == "Queue" {
			queues = append(queues, text(e["assignedTo"]))
		}
		in, _ := formulaUses(object, text(e["formula"]))
		fields = append(fields, in...)
		for _, c := range parts(e, "criteriaItems") {
			if of, field, ok := strings.Cut(text(c["field"]), "."); ok && apiField.MatchString(field) {
				fields = append(fields, key(of, field))
			}
		}
	}
	needed(v, "queues", queues)
	needed(v, "fields", fields)
}

func deriveMapping(v providers.Values) {
	needed(v, "fields", []string{key(lead, text(v["lead_field"])), key(text(v["object"]), text(v["field"]))})
}

func deriveMetadata(v providers.Values) {
	values, _ := v["values"].(map[string]any)
	var fields []string
	for field := range values {
		fields = append(fields, key(text(v["type"]), field))
	}
	needed(v, "fields", fields)
}
