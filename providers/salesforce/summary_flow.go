package salesforce

import (
	"fmt"
	"regexp"
	"strings"
)

// flowSummary says what a flow does: a line for what starts it, and one for each step in their order.
func flowSummary(doc map[string]any) []any {
	t := teller{doc: doc, steps: map[string]flowStep{}, told: map[string]bool{}}
	var names []string
	for _, group := range flowGroups {
		for _, m := range parts(doc, group) {
			if name := text(m["name"]); name != "" {
				t.steps[name] = flowStep{group, m}
				names = append(names, name)
			}
		}
	}
	start := part(doc, "start")
	if w := t.startWords(start); w != "" {
		t.say("", w)
	}
	t.follow(start, "")
	t.tell(text(doc["startElementReference"]), "")
	for _, p := range parts(start, "scheduledPaths") {
		t.say("", pathWords(p)+":")
		t.follow(p, "  ")
	}
	for _, name := range names {
		if !t.told[name] {
			t.say("", "Nothing leads to this:")
			t.tell(name, "  ")
		}
	}
	return t.lines
}

// flowGroups are the elements of a flow that stand on its canvas.
var flowGroups = []string{"actionCalls", "apexPluginCalls", "assignments", "collectionProcessors", "customErrors", "decisions", "loops", "orchestratedStages",
	"recordCreates", "recordDeletes", "recordLookups", "recordRollbacks", "recordUpdates", "screens", "steps", "subflows", "transforms", "waits"}

type flowStep struct {
	group string
	doc   map[string]any
}

// teller goes through a flow from its start.
type teller struct {
	doc   map[string]any
	steps map[string]flowStep
	told  map[string]bool
	lines []any
}

func (t *teller) say(indent, line string) { t.lines = append(t.lines, indent+line) }

// follow tells what a connector leads to. What happens after a failure is left out, as it is beside what the flow is for.
func (t *teller) follow(from map[string]any, indent string) {
	t.tell(text(part(from, "connector")["targetReference"]), indent)
}

func (t *teller) tell(name, indent string) {
	s, ok := t.steps[name]
	switch {
	case name == "":
		return
	case !ok:
		t.say(indent, "Goes on at "+name)
		return
	case t.told[name]:
		t.say(indent, "Goes on at “"+stepName(s.doc)+"”")
		return
	}
	t.told[name] = true
	t.quietly(text(part(s.doc, "faultConnector")["targetReference"]))
	if owner(s) != "" { // said where it is used
		t.follow(s.doc, indent)
		return
	}
	switch s.group {
	case "decisions":
		t.decision(s.doc, indent)
		return
	case "loops":
		t.say(indent, "For each of "+t.reference(text(s.doc["collectionReference"]))+":")
		t.tell(text(part(s.doc, "nextValueConnector")["targetReference"]), indent+"  ")
		t.tell(text(part(s.doc, "noMoreValuesConnector")["targetReference"]), indent)
		return
	}
	t.say(indent, t.stepWords(s))
	t.follow(s.doc, indent)
}

// quietly goes through steps without a word.
func (t *teller) quietly(name string) {
	if name == "" || t.told[name] {
		return
	}
	before := t.lines
	t.tell(name, "")
	t.lines = before
}

func (t *teller) decision(d map[string]any, indent string) {
	for i, r := range parts(d, "rules") {
		var conditions []string
		for _, c := range parts(r, "conditions") {
			left, value := text(c["leftValueReference"]), part(c, "rightValue")
			w := t.condition(t.reference(left), text(c["operator"]), value)
			if f := t.formula(left); f != "" && c["operator"] == "EqualTo" && value["booleanValue"] == "true" {
				w = f
			}
			conditions = append(conditions, w)
		}
		w := "If "
		if i > 0 {
			w = "Otherwise, if "
		}
		t.say(indent, w+logic(text(r["conditionLogic"]), conditions)+":")
		t.follow(r, indent+"  ")
	}
	if next := text(part(d, "defaultConnector")["targetReference"]); next != "" {
		t.say(indent, "Otherwise:")
		t.tell(next, indent+"  ")
	}
}

// triggerWords say in a few words what starts a flow.
func triggerWords(start map[string]any) string {
	trigger, event := text(start["triggerType"]), eventWords[text(start["recordTriggerType"])]
	switch {
	case !strings.HasPrefix(trigger, "Record"):
		return plain(trigger)
	case trigger == "RecordBeforeSave":
		return "a record is " + event + ", before it is saved"
	}
	return "a record is " + event
}

var eventWords = map[string]string{"Create": "created", "Update": "changed", "CreateAndUpdate": "created or changed", "Delete": "deleted"}

// startWords says what starts a flow.
func (t *teller) startWords(start map[string]any) string {
	object := fieldWords(text(start["object"]))
	var w string
	switch trigger := text(start["triggerType"]); {
	case strings.HasPrefix(trigger, "Record"):
		w = "When a record of " + object + " is " + eventWords[text(start["recordTriggerType"])]
		if trigger == "RecordBeforeSave" {
			w += ", before it is saved"
		}
	case trigger == "Scheduled":
		s := part(start, "schedule")
		w = strings.TrimSpace(upper(plain(text(s["frequency"]))) + " from " + text(s["startDate"]) + " " + strings.TrimSuffix(text(s["startTime"]), ".000Z"))
		if object != "" {
			w += ", for each record of " + object
		}
	case trigger != "":
		w = upper(plain(trigger)) + " " + object
	case text(t.doc["processType"]) == "Flow":
		w = "When somebody opens it"
	case text(t.doc["processType"]) == "AutoLaunchedFlow":
		w = "When it is called"
	default:
		w = upper(plain(text(t.doc["processType"])))
	}
	var filters []string
	for _, f := range parts(start, "filters") {
		filters = append(filters, t.condition(fieldWords(text(f["field"])), text(f["operator"]), part(f, "value")))
	}
	conditions := logic(text(start["filterLogic"]), filters)
	if f := text(start["filterFormula"]); f != "" {
		conditions = "this is true: " + formulaWords(f)
	}
	switch {
	case conditions == "":
		return strings.TrimSpace(w)
	case text(start["doesRequireRecordChangedToMeetCriteria"]) == "true":
		return w + " and now " + conditions
	}
	return w + " and " + conditions
}

// pathWords says when a scheduled path runs.
func pathWords(p map[string]any) string {
	if text(p["pathType"]) == "AsyncAfterCommit" {
		return "Once it is saved"
	}
	number, unit := text(p["offsetNumber"]), plain(text(p["offsetUnit"]))
	when := "after"
	if strings.HasPrefix(number, "-") {
		number, when = number[1:], "before"
	}
	if number == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	from := "it starts"
	if f := text(p["recordField"]); f != "" {
		from = fieldWords(f)
	}
	if number == "" || number == "0" {
		return "At " + from
	}
	return fmt.Sprintf("%s %s %s %s", number, unit, when, from)
}

// condition says what is asked of something.
func (t *teller) condition(left, operator string, value map[string]any) string {
	negated := text(value["booleanValue"]) == "false"
	switch operator {
	case "IsNull", "IsBlank", "IsEmpty":
		if negated {
			return left + " is not empty"
		}
		return left + " is empty"
	case "IsChanged":
		if negated {
			return left + " does not change"
		}
		return left + " changes"
	}
	return left + " " + operatorWords(operator) + " " + t.value(value)
}

func stepName(doc map[string]any) string {
	if label := text(doc["label"]); label != "" {
		return label
	}
	return text(doc["name"])
}

var recordField = regexp.MustCompile(`\{!\$Record\.([\w.:]+)\}`)

// formulaWords is a formula in one line, with the fields of the record by their names alone.
func formulaWords(s string) string { return recordField.ReplaceAllString(oneLine(s), "$1") }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
