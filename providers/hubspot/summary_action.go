package hubspot

import (
	"fmt"
	"strconv"
	"strings"
)

// steps are the places of the actions of a workflow, by id, and the place of the action that is looked at.
type steps struct {
	places   map[string]int
	at, last int
}

// next says where a connection leads.
func (s steps) next(node any) string {
	c, _ := node.(map[string]any)
	if n := s.places[idText(c["nextActionId"])]; n != 0 {
		return fmt.Sprintf("go to %d", n)
	}
	return "end"
}

// then says where an action leads, unless it is the one below.
func (s steps) then(connection any) string {
	next := s.next(connection)
	if next == fmt.Sprintf("go to %d", s.at+1) || next == "end" && s.at == s.last {
		return ""
	}
	return "; then " + next
}

// actionWords says what one action of a workflow does.
func actionWords(a map[string]any, s steps) string {
	switch a["type"] {
	case "LIST_BRANCH":
		var parts []string
		branches, _ := a["listBranches"].([]any)
		for _, b := range branches {
			b, _ := b.(map[string]any)
			w, _ := branchWords(b["filterBranch"])
			parts = append(parts, fmt.Sprintf("If %s: %s", w, s.next(b["connection"])))
		}
		return strings.Join(append(parts, "otherwise "+s.next(a["defaultBranch"])), "; ")
	case "STATIC_BRANCH":
		in, _ := a["inputValue"].(map[string]any)
		var parts []string
		branches, _ := a["staticBranches"].([]any)
		for _, b := range branches {
			b, _ := b.(map[string]any)
			parts = append(parts, fmt.Sprintf("If %s is %s: %s", propertyWord(propertyIn(in)), say(b["branchValue"]), s.next(b["connection"])))
		}
		return strings.Join(append(parts, "otherwise "+s.next(a["defaultBranch"])), "; ")
	case "AB_TEST_BRANCH":
		return "Divide at random"
	case "CUSTOM_CODE":
		return "Run custom code" + s.then(a["connection"])
	case "WEBHOOK":
		return "Call a webhook" + s.then(a["connection"])
	}
	f, _ := a["fields"].(map[string]any)
	return strings.TrimSpace(singleWords(text(a["actionTypeId"]), f)) + s.then(a["connection"])
}

// singleWords says what a built-in action does. Source of the ids: facts of the workflows API, section 1.8.
func singleWords(typ string, f map[string]any) string {
	to := func(word string) string {
		var who []string
		for _, k := range []string{"user_ids", "user_id", "team_ids", "owner_ids", "owner_assignment"} {
			if w := people(f[k]); w != "" {
				who = append(who, w)
			}
		}
		if len(who) == 0 {
			return ""
		}
		return " " + word + " " + strings.Join(who, ", ")
	}
	switch typ {
	case actionDelay:
		return "Wait " + delayWords(f)
	case actionDelayUntil:
		return "Wait until a date"
	case actionTask:
		return "Create task" + quotedText(f["subject"]) + to("for")
	case actionSet:
		return setWords(f)
	case actionEmail:
		return "Send e-mail" + quotedText(f["subject"]) + to("to")
	case actionNotice:
		return "Notify in HubSpot" + quotedText(f["subject"]) + to("to")
	case actionRotate:
		return "Rotate " + strings.TrimSpace(propertyWord(text(f["target_property"]))) + to("between")
	case actionCreate:
		return "Create a record of " + objectAt(text(f["object_type_id"]))
	case actionEnroll:
		return "Enroll in workflow " + say(firstOf(f, "flow_id", "flowId", "workflow_id"))
	case actionListAdd:
		return "Add to list " + say(firstOf(f, "listId", "list_id"))
	case actionListRemove:
		return "Remove from list " + say(firstOf(f, "listId", "list_id"))
	}
	return "Action " + typ
}

// Built-in actions of workflows.
const (
	actionDelay      = "0-1"
	actionDelayUntil = "0-35"
	actionTask       = "0-3"
	actionSet        = "0-5"
	actionEmail      = "0-8"
	actionNotice     = "0-9"
	actionRotate     = "0-11"
	actionCreate     = "0-14"
	actionEnroll     = "0-15"
	actionListAdd    = "0-63809083"
	actionListRemove = "0-63863438"
)

func firstOf(m map[string]any, names ...string) any {
	for _, n := range names {
		if m[n] != nil {
			return m[n]
		}
	}
	return nil
}

func quotedText(v any) string {
	if s := say(v); s != "" {
		return " “" + s + "”"
	}
	return ""
}

// people names who something goes to: ids, or whoever a property holds.
func people(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return say(v)
	}
	if name := propertyIn(m); name != "" {
		return "the " + propertyWord(name)
	}
	return people(firstOf(m, "staticValue", "value"))
}

func setWords(f map[string]any) string {
	name := propertyWord(propertyIn(f))
	if a, ok := f["association"].(map[string]any); ok {
		if n, ok := a["associationTypeId"].(float64); ok && associated[n] != "" {
			name += " of associated " + associated[n]
		}
	}
	v, ok := f["value"].(map[string]any)
	if !ok {
		v = map[string]any{"type": "STATIC_VALUE", "staticValue": f["value"]}
	}
	from := propertyIn(v)
	switch {
	case from != "":
		return fmt.Sprintf("Copy %s to %s", propertyWord(from), name)
	case v["type"] != "STATIC_VALUE":
		return fmt.Sprintf("Set %s (%s)", name, plain(v["type"]))
	case say(v["staticValue"]) == "":
		return "Clear " + name
	}
	return fmt.Sprintf("Set %s to %s", name, say(v["staticValue"]))
}

// delayWords says a span in the largest unit that divides it.
func delayWords(f map[string]any) string {
	n, err := strconv.Atoi(idText(f["delta"]))
	unit := strings.TrimSuffix(plain(f["time_unit"]), "s")
	if err != nil || unit == "" {
		return "a while"
	}
	for _, larger := range []struct {
		unit, name string
		times      int
	}{{"minute", "hour", 60}, {"hour", "day", 24}} {
		if unit == larger.unit && n != 0 && n%larger.times == 0 {
			n, unit = n/larger.times, larger.name
		}
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
