package salesforce

import (
	"cmp"
	"fmt"
	"strings"
)

// stepWords says what one step of a flow does.
func (t *teller) stepWords(s flowStep) string {
	object := fieldWords(text(s.doc["object"]))
	switch s.group {
	case "recordCreates":
		return t.createWords(object, s.doc)
	case "recordUpdates":
		return "Sets " + t.fields(parts(s.doc, "inputAssignments")) + t.target(" in ", object, s.doc)
	case "recordDeletes":
		return "Deletes" + t.target(" ", object, s.doc)
	case "recordLookups":
		return "Finds" + t.target(" ", object, s.doc)
	case "assignments":
		var set []string
		for _, i := range parts(s.doc, "assignmentItems") {
			how := " to "
			switch op := text(i["operator"]); op {
			case "Assign":
			case "AssignCount":
				how = " to the number of "
			default:
				how = " (" + plain(op) + ") with "
			}
			set = append(set, t.reference(text(i["assignToReference"]))+how+t.value(part(i, "value")))
		}
		return "Sets " + strings.Join(set, ", ")
	case "actionCalls":
		return t.actionWords(s.doc)
	case "subflows":
		return "Runs the flow " + text(s.doc["flowName"])
	case "customErrors":
		var messages []string
		for _, m := range parts(s.doc, "customErrorMessages") {
			messages = append(messages, "“"+text(m["errorMessage"])+"”")
		}
		return "Refuses the record: " + strings.Join(messages, ", ")
	}
	return fmt.Sprintf("%s “%s”", upper(strings.TrimSuffix(plain(s.group), "s")), stepName(s.doc))
}

func (t *teller) createWords(object string, doc map[string]any) string {
	set := parts(doc, "inputAssignments")
	if text(doc["object"]) != "Task" {
		w := "Creates a record of " + object
		if len(set) > 0 {
			w += " with " + t.fields(set)
		}
		if ref := text(doc["inputReference"]); ref != "" {
			w = "Creates " + t.reference(ref)
		}
		return w
	}
	w, owner, due := "Creates a task", "", ""
	for _, f := range set {
		v := part(f, "value")
		switch text(f["field"]) {
		case "Subject":
			w += " “" + t.value(v) + "”"
		case "OwnerId":
			owner = " for " + t.value(v)
		case "ActivityDate":
			due = ", due " + t.value(v)
		}
	}
	return w + owner + due
}

// target says of which records a step is, behind a word; nothing for the record that started the flow.
func (t *teller) target(word, object string, doc map[string]any) string {
	if ref := text(doc["inputReference"]); ref == "$Record" {
		return ""
	} else if ref != "" {
		return word + t.reference(ref)
	}
	var filters []string
	for _, f := range parts(doc, "filters") {
		filters = append(filters, t.condition(fieldWords(text(f["field"])), text(f["operator"]), part(f, "value")))
	}
	w := word + "records of " + object
	if len(filters) > 0 {
		w += " where " + logic(text(doc["filterLogic"]), filters)
	}
	return w
}

func (t *teller) fields(assignments []map[string]any) string {
	var set []string
	for _, f := range assignments {
		set = append(set, fieldWords(text(f["field"]))+" to "+t.value(part(f, "value")))
	}
	return strings.Join(set, ", ")
}

func (t *teller) actionWords(doc map[string]any) string {
	given := map[string]string{}
	for _, p := range parts(doc, "inputParameters") {
		given[text(p["name"])] = t.value(part(p, "value"))
	}
	switch text(doc["actionType"]) {
	case "emailSimple":
		return fmt.Sprintf("Sends an email “%s” to %s", given["emailSubject"], cmp.Or(given["emailAddresses"], given["emailAddressesArray"], given["recipientId"], "nobody"))
	case "chatterPost":
		return fmt.Sprintf("Posts “%s”", given["text"])
	case "customNotificationAction":
		return fmt.Sprintf("Notifies %s: “%s”", given["recipientIds"], given["title"])
	}
	return "Runs the action " + text(doc["actionName"])
}

// value says a value of a flow.
func (t *teller) value(v map[string]any) string {
	for _, name := range []string{"stringValue", "dateValue", "dateTimeValue", "timeValue", "formulaExpression"} {
		if s := text(v[name]); s != "" {
			return oneLine(s)
		}
	}
	if ref := text(v["elementReference"]); ref != "" {
		return t.reference(ref)
	}
	if n := text(v["numberValue"]); n != "" {
		return strings.TrimSuffix(n, ".0")
	}
	switch text(v["booleanValue"]) {
	case "true":
		return "yes"
	case "false":
		return "no"
	}
	return "nothing"
}

// reference says what a flow's name stands for: a field of the record, what a formula computes, what a step found.
func (t *teller) reference(name string) string {
	if prior, ok := strings.CutPrefix(name, "$Record__Prior."); ok {
		return "the former " + fieldWords(prior)
	}
	if f, ok := strings.CutPrefix(name, "$Record."); ok {
		if f == "Id" {
			return "this record"
		}
		return strings.Join(fieldPath(f), " of ")
	}
	if name == "$Record" {
		return "this record"
	}
	if f := t.formula(name); f != "" {
		return f
	}
	for _, c := range parts(t.doc, "constants") {
		if c["name"] == name {
			return t.value(part(c, "value"))
		}
	}
	for _, v := range parts(t.doc, "variables") {
		if v["name"] == name && text(v["isInput"]) != "true" && v["value"] == nil && text(v["isCollection"]) != "true" && v["objectType"] == nil {
			return t.variable(name)
		}
	}
	element, field, path := strings.Cut(name, ".")
	if s, ok := t.steps[element]; ok && s.group == "recordLookups" {
		who := owner(s)
		if who == "" {
			who = "what “" + stepName(s.doc) + "” finds"
		}
		if !path || field == "Id" {
			return who
		}
		return fieldWords(field) + " of " + who
	}
	return name
}

// formula is what a formula of the flow computes; "" for another name.
func (t *teller) formula(name string) string {
	for _, f := range parts(t.doc, "formulas") {
		if f["name"] == name {
			return formulaWords(text(f["expression"]))
		}
	}
	return ""
}

// owner says which queue or user a step finds by its name; "" for other steps.
func owner(s flowStep) string {
	by := map[string]string{"Group": "DeveloperName", "User": "Username"}[text(s.doc["object"])]
	for _, f := range parts(s.doc, "filters") {
		name := text(part(f, "value")["stringValue"])
		if s.group == "recordLookups" && by != "" && f["field"] == by && f["operator"] == "EqualTo" && name != "" {
			return map[string]string{"Group": "queue ", "User": "user "}[text(s.doc["object"])] + name
		}
	}
	return ""
}

// variable says what a variable without a value of its own stands for: nothing, unless a step sets it.
func (t *teller) variable(name string) string {
	for _, a := range parts(t.doc, "assignments") {
		for _, i := range parts(a, "assignmentItems") {
			if i["assignToReference"] == name {
				return name
			}
		}
	}
	for _, l := range parts(t.doc, "recordLookups") {
		for _, o := range parts(l, "outputAssignments") {
			if o["assignToReference"] == name {
				return name
			}
		}
	}
	return "nothing"
}

// fieldPath is a path of relationships in words, the last first.
func fieldPath(path string) []string {
	var out []string
	for _, p := range strings.Split(path, ".") {
		p, _, _ = strings.Cut(p, ":") // Owner:User names the object
		out = append([]string{fieldWords(p)}, out...)
	}
	return out
}
