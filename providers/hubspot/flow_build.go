package hubspot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// A workflow is built as a chain of nodes and becomes a definition in one step. There is one shape for each action. Sources:
// DOC is HubSpot's guide "Workflow actions and enrollment types", SPEC the published schema of the automation API, WILD
// what several public programs send, INFER our reading. Nothing here was tried on an account by us.

// chain is what a workflow does, one node after the other. A branch ends its chain: HubSpot's do not meet again.
type chain []node

// node is a built-in action, or a branch.
type node struct {
	action string // "" for a branch
	fields map[string]any
	cases  []branchCase // of a branch, tried in order
	rest   chain        // of a branch: for records that no case takes
}

// maxCases bounds the ways out of a branch, beside the last. WILD.
const maxCases = 20

// branchCase is one way out of a branch.
type branchCase struct {
	name string
	when *filter.Branch
	then chain
}

// wait is a delay. DOC: minutes, as a text.
func wait(minutes int) node {
	return node{action: actionDelay, fields: map[string]any{"delta": strconv.Itoa(minutes), "time_unit": "MINUTES"}}
}

// setProperty writes a constant to a property of the enrolled record. DOC.
func setProperty(name, value string) node {
	return node{action: actionSet, fields: map[string]any{"property_name": name, "value": static(value)}}
}

// setAssociated writes a constant to a property of the records at the other end of an association. DOC.
func setAssociated(l filter.Link, name, value string) node {
	n := setProperty(name, value)
	n.fields["association"] = associationOf(l)
	return n
}

// clearProperty empties a property of the enrolled record. INFER: an empty constant, as record updates take it.
func clearProperty(name string) node { return setProperty(name, "") }

// copyProperty copies a property of the enrolled record to another one of it, or, over an association, of the records
// at the other end. WILD.
func copyProperty(l *filter.Link, from, to string) node {
	fields := map[string]any{"property_name": to, "value": map[string]any{"type": "OBJECT_PROPERTY", "propertyName": from}}
	if l != nil {
		fields["association"] = associationOf(*l)
	}
	return node{action: actionSet, fields: fields}
}

func static(value string) map[string]any {
	return map[string]any{"type": "STATIC_VALUE", "staticValue": value}
}

func associationOf(l filter.Link) map[string]any {
	return map[string]any{"associationCategory": l.Category, "associationTypeId": float64(l.TypeID)}
}

// taskLinks are the association types from a task to the record that it is about. Source: "Association type id values" in
// HubSpot's guide to associations. A task about a record of another object is not linked.
var taskLinks = map[string]float64{"contacts": 204, "companies": 192, "deals": 216, "tickets": 230}

// task makes a task about the enrolled record. owner is the address of a person, or "" for the owner of the record. It is
// due after so many minutes, if not 0. WILD; that a due time takes minutes as well as days: INFER.
func task(object, subject, body, owner string, due int) node {
	to := map[string]any{"type": "OBJECT_PROPERTY", "propertyName": "hubspot_owner_id"}
	if owner != "" {
		to = static(ref(refOwner, owner))
	}
	f := map[string]any{"task_type": "TODO", "subject": subject, "body": body, "priority": "NONE",
		"owner_assignment": map[string]any{"type": "CUSTOM", "value": to}}
	if link := taskLinks[object]; link != 0 {
		f["associations"] = []any{map[string]any{"target": map[string]any{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": link},
			"value": map[string]any{"type": "ENROLLED_OBJECT"}}}
		f["use_explicit_associations"] = "true"
	}
	if due > 0 {
		f["due_time"] = map[string]any{"delta": float64(due), "timeUnit": "MINUTES"}
	}
	return node{action: actionTask, fields: f}
}

// notice tells people in HubSpot, and where their settings say so by e-mail. WILD.
func notice(subject, body string, people []string) node {
	return node{action: actionNotice, fields: map[string]any{"user_ids": userRefs(people), "subject": subject, "body": body, "delivery_method": "APP"}}
}

// rotate makes the next of several people the owner. WILD.
func rotate(people []string, overwrite bool) node {
	return node{action: actionRotate, fields: map[string]any{"user_ids": userRefs(people), "target_property": "hubspot_owner_id",
		"overwrite_current_owner": strconv.FormatBool(overwrite)}}
}

func userRefs(people []string) []any {
	out := make([]any, len(people))
	for i, p := range people {
		out[i] = ref(refUser, p)
	}
	return out
}

// assignTo makes a person the owner, or the next of several. One person takes no rotation, which some accounts refuse.
func assignTo(people []string, overwrite bool) node {
	if len(people) == 1 && overwrite {
		return setProperty("hubspot_owner_id", ref(refOwner, people[0]))
	}
	return rotate(people, overwrite)
}

// createRecord makes a record of another object with values, associated with the enrolled one by a link that leads back to it. WILD.
func createRecord(object string, values [][2]string, back filter.Link) node {
	var props []any
	for _, v := range values {
		props = append(props, map[string]any{"targetProperty": v[0], "value": static(v[1])})
	}
	return node{action: actionCreate, fields: map[string]any{"object_type_id": objectRef(object), "properties": props, "use_explicit_associations": "true",
		"associations": []any{map[string]any{"target": associationOf(back), "value": map[string]any{"type": "ENROLLED_OBJECT"}}}}}
}

// objectRef stands for an object: standard ones have the same id in every account.
func objectRef(object string) string {
	if s := standardOf(object); s != nil {
		return s.id
	}
	return ref(refObject, object)
}

// enrollIn enrolls the record in another workflow. The id of the action is DOC, the name of the field INFER.
func enrollIn(workflow string) node {
	return node{action: actionEnroll, fields: map[string]any{"flow_id": ref(refWorkflow, workflow)}}
}

// enrollment enrolls the records that meet a filter, and again when one of the named properties gets a value while they
// meet it. DOC; what starts it again: WILD, by the event of a changed property.
func enrollment(b *filter.Branch, again ...string) map[string]any {
	e := map[string]any{"type": "LIST_BASED", "listFilterBranch": branchDocument(b), "shouldReEnroll": len(again) > 0, "unEnrollObjectsNotMeetingCriteria": false}
	var triggers []any
	for _, p := range slices.Compact(slices.Sorted(slices.Values(again))) {
		triggers = append(triggers, map[string]any{"filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": []any{}, "filters": []any{
			map[string]any{"filterType": "PROPERTY", "property": "hs_name",
				"operation": map[string]any{"operationType": "STRING", "operator": "IS_EQUAL_TO", "value": p, "includeObjectsWithNoValueSet": false}},
			map[string]any{"filterType": "PROPERTY", "property": "hs_value",
				"operation": map[string]any{"operationType": "ALL_PROPERTY", "operator": "IS_KNOWN", "includeObjectsWithNoValueSet": false}},
		}})
	}
	if triggers != nil {
		e["reEnrollmentTriggersFilterBranches"] = triggers
	}
	return e
}

// byHand enrolls nobody by itself; other workflows do, and people. DOC.
func byHand() map[string]any { return map[string]any{"type": "MANUAL", "shouldReEnroll": true} }

// branchDocument is a filter as a JSON document.
func branchDocument(b *filter.Branch) map[string]any {
	raw, err := json.Marshal(b)
	if err != nil {
		panic(err) // branches hold only plain values
	}
	return decode(raw)
}

// definition makes the document of a workflow.
func definition(enrollment map[string]any, c chain) map[string]any {
	var n numbering
	start := n.place(c)
	return map[string]any{"enrollmentCriteria": enrollment, "startActionId": start, "actions": n.actions}
}

// numbering gives actions their ids: "1", "2" … in the order in which they are read.
type numbering struct{ actions []any }

// place adds the actions of a chain and gives the id of the first; "" for none.
func (n *numbering) place(c chain) string {
	first := ""
	var last map[string]any
	for _, x := range c {
		id := strconv.Itoa(len(n.actions) + 1)
		a := map[string]any{"actionId": id}
		n.actions = append(n.actions, a)
		if last != nil {
			connect(last, "connection", id)
		} else {
			first = id
		}
		last = a
		if x.action != "" {
			a["type"], a["actionTypeId"], a["actionTypeVersion"], a["fields"] = "SINGLE_CONNECTION", x.action, float64(0), x.fields
			continue
		}
		n.branch(a, x)
		break
	}
	return first
}

func (n *numbering) branch(a map[string]any, x node) {
	var cases []any
	for _, c := range x.cases {
		b := map[string]any{"branchName": c.name, "filterBranch": branchDocument(c.when)}
		connect(b, "connection", n.place(c.then))
		cases = append(cases, b)
	}
	a["type"], a["listBranches"], a["defaultBranchName"] = "LIST_BRANCH", cases, "All others"
	connect(a, "defaultBranch", n.place(x.rest))
}

// connect leads to an action; to none, a connection is left out. SPEC: optional.
func connect(from map[string]any, member, id string) {
	if id != "" {
		from[member] = map[string]any{"edgeType": "STANDARD", "nextActionId": id}
	}
}

// workflow makes a workflow of a definition, or where the account has none a manual step with the same content. object is
// HubSpot's plural. It tells whether the workflow is one of the resources, and gives its name in the account.
func (c *compiler) workflow(m *schema.Meta, part, name, object string, golden bool, def map[string]any) (string, bool) {
	if c.has(typeWorkflow, name) {
		name += " (" + m.Address.Written() + ")"
	}
	v := derive(typeWorkflow, providers.Values{"name": name, "object": object, "definition": def})
	if c.settings.turnOn {
		v["enabled"] = true
	}
	if c.lacking(workflows) {
		steps := []string{fmt.Sprintf("Automation > Workflows > Create workflow > From scratch, for %s. Name it %q.", object, name)}
		lines, _ := v["summary"].([]any)
		steps = append(steps, actionLines(lines)...)
		c.step(m.Address, false, "Build the workflow “"+name+"”", "The API of this account cannot write workflows.", sentences(append(steps, "Review and turn it on"))...)
		return name, false
	}
	c.resource(typeWorkflow, m, part, fmt.Sprintf("workflow “%s”", name), golden, v)
	return name, true
}

// actionLines are the lines of a summary as steps, which have numbers of their own: "Action 2: …".
func actionLines(summary []any) (out []string) {
	for i, l := range summary {
		line := fmt.Sprint(l)
		if rest, is := strings.CutPrefix(line, fmt.Sprintf("%d. ", i)); is {
			line = fmt.Sprintf("Action %d: %s", i, rest)
		}
		out = append(out, line)
	}
	return out
}
