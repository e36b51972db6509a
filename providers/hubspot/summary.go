package hubspot

import (
	"fmt"
	"strconv"
	"strings"
)

// propertyWords name properties that everybody knows under another name.
var propertyWords = map[string]string{lifecycleProperty: "lifecycle stage", "dealstage": "stage", "hs_pipeline_stage": "stage", "pipeline": "pipeline",
	"hs_pipeline": "pipeline", "hubspot_owner_id": "owner"}

func propertyWord(name string) string {
	if w := propertyWords[name]; w != "" {
		return w
	}
	return name
}

// say puts a value of a document into words.
func say(v any) string {
	switch x := v.(type) {
	case string:
		k, name, ok := parseRef(x)
		switch {
		case ok && (k == refStage || k == refPipeline):
			_, rest, _ := strings.Cut(name, "/")
			return rest
		case ok && (k == refList || k == refWorkflow):
			return "“" + name + "”"
		case ok:
			return name
		}
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case []any:
		var parts []string
		for _, e := range x {
			if s := say(e); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

// plain makes words of a constant: IS_ANY_OF is "is any of".
func plain(constant any) string { return strings.ToLower(strings.ReplaceAll(text(constant), "_", " ")) }

// branchWords says what a filter branch demands. several tells that it is made of more than one demand.
func branchWords(node any) (words string, several bool) {
	b, _ := node.(map[string]any)
	if b["filterBranchType"] == "UNIFIED_EVENTS" {
		return eventWords(b), false
	}
	var parts []string
	filters, _ := b["filters"].([]any)
	for _, f := range filters {
		if f, ok := f.(map[string]any); ok {
			parts = append(parts, filterWords(f))
		}
	}
	below, _ := b["filterBranches"].([]any)
	for _, x := range below {
		w, many := branchWords(x)
		if many && len(below)+len(filters) > 1 {
			w = "(" + w + ")"
		}
		if w != "" {
			parts = append(parts, w)
		}
	}
	glue := " and "
	if kind := text(b["filterBranchType"]); kind == "OR" || kind == "NOT_ANY" {
		glue = " or "
	}
	words, several = strings.Join(parts, glue), len(parts) > 1
	switch b["filterBranchType"] {
	case "ASSOCIATION":
		return fmt.Sprintf("an associated record of %s has (%s)", objectAt(text(b["objectTypeId"])), words), false
	case "NOT_ALL", "NOT_ANY":
		return "not (" + words + ")", false
	}
	return words, several
}

func filterWords(f map[string]any) string {
	if list := f["listId"]; list != nil {
		if f["operator"] == "NOT_IN_LIST" {
			return "not in list " + say(list)
		}
		return "in list " + say(list)
	}
	op, _ := f["operation"].(map[string]any)
	name := text(f["property"])
	if name == "" {
		return plain(f["filterType"])
	}
	w := strings.TrimSpace(propertyWord(name) + " " + operationWords(op))
	if op["includeObjectsWithNoValueSet"] == true && op["operator"] != "IS_UNKNOWN" {
		w += " (or is unknown)"
	}
	return w
}

func operationWords(op map[string]any) string {
	var values []string
	for _, k := range []string{"value", "values"} {
		if s := say(op[k]); s != "" {
			values = append(values, s)
		}
	}
	for _, k := range []string{"timePoint", "lowerBoundTimePoint", "upperBoundTimePoint"} {
		if p, ok := op[k].(map[string]any); ok {
			values = append(values, timeWords(p))
		}
	}
	return strings.TrimSpace(plain(op["operator"]) + " " + strings.Join(values, " and "))
}

// timeWords says a point in time: a day, or so long before or after now.
func timeWords(p map[string]any) string {
	ref, _ := p["indexReference"].(map[string]any)
	if ref == nil {
		n := func(k string) int { x, _ := p[k].(float64); return int(x) }
		return fmt.Sprintf("%04d-%02d-%02d", n("year"), n("month"), n("day"))
	}
	w := plain(ref["referenceType"])
	offset, _ := p["offset"].(map[string]any)
	for _, unit := range []string{"years", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"} {
		if n, _ := offset[unit].(float64); n != 0 {
			w += fmt.Sprintf(" %+g %s", n, unit)
		}
	}
	return w
}

// eventWords says which event a branch waits for.
func eventWords(b map[string]any) string {
	name := changed(b)
	if name == "" {
		return "an event"
	}
	filters, _ := b["filters"].([]any)
	for _, f := range filters {
		f, _ := f.(map[string]any)
		if op, _ := f["operation"].(map[string]any); f["property"] == "hs_value" {
			return strings.TrimSpace(propertyWord(name) + " changes: " + operationWords(op))
		}
	}
	return propertyWord(name) + " changes"
}

func listSummary(object string, filters any) []any {
	w, _ := branchWords(filters)
	if w == "" {
		return nil
	}
	return []any{"Lists " + object + ": " + w}
}

// workflowSummary says what a workflow does, line by line.
func workflowSummary(object string, d map[string]any) []any {
	e, _ := d["enrollmentCriteria"].(map[string]any)
	var out []any
	if w := enrollmentWords(e); w != "" {
		out = append(out, "Enrolls "+object+w)
	}
	actions, _ := d["actions"].([]any)
	places := map[string]int{}
	for i, a := range actions {
		a, _ := a.(map[string]any)
		if id := idText(a["actionId"]); id != "" {
			places[id] = i + 1
		}
	}
	for i, a := range actions {
		a, _ := a.(map[string]any)
		out = append(out, fmt.Sprintf("%d. %s", i+1, actionWords(a, steps{places, i + 1, len(actions)})))
	}
	return out
}

func enrollmentWords(e map[string]any) string {
	switch e["type"] {
	case nil:
		return ""
	case "LIST_BASED":
		w, _ := branchWords(e["listFilterBranch"])
		return ": " + w
	case "EVENT_BASED":
		var parts []string
		branches, _ := e["eventFilterBranches"].([]any)
		for _, b := range branches {
			w, _ := branchWords(b)
			parts = append(parts, w)
		}
		return " when " + strings.Join(parts, " or ")
	case "MANUAL":
		return " by hand"
	}
	return " (" + plain(e["type"]) + ")"
}

// scoreSummary says what a score counts.
func scoreSummary(object string, d map[string]any) []any {
	out := []any{"Scores " + object}
	groups, _ := d["groupConfigs"].([]any)
	for _, g := range groups {
		g, _ := g.(map[string]any)
		line := strings.TrimSpace(text(g["groupName"]) + " (" + plain(g["groupCategory"]) + ")")
		if top := say(g["maxValue"]); top != "" {
			line += ", at most " + top
		}
		out = append(out, line+":")
		rules, _ := g["ruleConfigurations"].([]any)
		for _, r := range rules {
			out = append(out, scoreRuleWords(r)...)
		}
	}
	return out
}

func scoreRuleWords(node any) []any {
	r, _ := node.(map[string]any)
	c, _ := r["configuration"].(map[string]any)
	calc, _ := c["calculation"].(map[string]any)
	matches, _ := calc["matchRules"].([]any)
	if len(matches) == 0 {
		return []any{strings.TrimRight("  "+plain(calc["type"])+" "+propertyWord(text(calc["property"])), " ")}
	}
	var out []any
	for _, m := range matches {
		m, _ := m.(map[string]any)
		op, _ := m["operation"].(map[string]any)
		out = append(out, fmt.Sprintf("  %s points: %s %s", say(m["value"]), propertyWord(text(calc["property"])), operationWords(op)))
	}
	return out
}
