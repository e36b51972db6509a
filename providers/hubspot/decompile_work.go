package hubspot

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// automationPrefix begins the names of the workflows that automations make, see worker.automation.
const automationPrefix = "Automation: "

// workflows makes automations of the workflows that it understands; those of them that would not be made again exactly as
// they are, verify takes out.
func (d *decompiler) workflows() {
	for _, i := range d.live.of(typeWorkflow) {
		a, why := d.automation(i)
		if why != "" {
			d.untold(i, why)
			continue
		}
		title := strings.TrimPrefix(i.title(), automationPrefix)
		a.Name = d.taken.Take("automation", blockName(title, "workflow"))
		a.Title = importing.Label(title, a.Name)
		d.works[a] = i
		d.a.Automations = append(d.a.Automations, a)
	}
}

// untold reports a workflow that no automation describes, in words.
func (d *decompiler) untold(i item, why string) {
	state := "turned off"
	if i.flag("enabled") {
		state = "turned on"
	}
	lines := append([]string{fmt.Sprintf("%s It is %s.", why, state)}, i.texts("summary")...)
	if w := sets(i); len(w) > 0 {
		lines = append(lines, "It writes "+strings.Join(w, ", ")+".")
	}
	d.unsaid(i, "workflow", i.text("object"), i.title(), stays, lines...)
}

// written names, for each action that writes a property, the field that says which.
var written = map[string]string{actionSet: "property_name", actionRotate: "target_property"}

// sets lists the properties that a workflow writes, by natural key, each once. Those over associations that are not
// HubSpot's own are left out: nothing says whose they are.
func sets(i item) []string {
	definition, _ := i.Values["definition"].(map[string]any)
	actions, _ := definition["actions"].([]any)
	out := map[string]bool{}
	for _, x := range actions {
		action, _ := x.(map[string]any)
		fields, _ := action["fields"].(map[string]any)
		object := i.text("object")
		if a, ok := fields["association"].(map[string]any); ok {
			id, _ := a["associationTypeId"].(float64)
			object = associated[id]
		}
		if property := text(fields[written[text(action["actionTypeId"])]]); property != "" && object != "" {
			out[key(object, property)] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// automation says what a workflow does; why is not empty when the language cannot, or when it is not understood.
func (d *decompiler) automation(i item) (a *schema.Automation, why string) {
	def, _ := i.Values["definition"].(map[string]any)
	switch {
	case !i.flag("enabled"):
		return nil, "Only workflows that are turned on become automations."
	case !strings.HasPrefix(i.title(), automationPrefix):
		return nil, fmt.Sprintf("An automation would make another one, named %q. To govern it, write the automation and turn this one off.", automationPrefix+i.title())
	case d.object(i.text("object")) == "":
		return nil, "Its object is not one that an architecture speaks of."
	}
	a = &schema.Automation{State: "assumed", Condition: "ok"}
	enrollment, _ := def["enrollmentCriteria"].(map[string]any)
	if why := d.trigger(a, i.text("object"), enrollment); why != "" {
		return nil, why
	}
	actions, _ := def["actions"].([]any)
	if len(actions) == 0 {
		return nil, "It has no actions."
	}
	for n, x := range actions {
		raw, _ := x.(map[string]any)
		action := d.action(i.text("object"), raw)
		if action == nil {
			return nil, fmt.Sprintf("No automation says its action %d.", n+1)
		}
		action.Name = "step_" + strconv.Itoa(n+1)
		a.Actions = append(a.Actions, action)
	}
	return a, ""
}

// trigger understands an enrollment by one value of one property.
func (d *decompiler) trigger(a *schema.Automation, object string, enrollment map[string]any) (why string) {
	const unclear = "Who is enrolled depends on more than one property or value, or on an event."
	branch, _ := enrollment["listFilterBranch"].(map[string]any)
	filter := onlyFilter(branch)
	operation, _ := filter["operation"].(map[string]any)
	property, _ := filter["property"].(string)
	values, _ := operation["values"].([]any)
	known := operation["operator"] == "IS_KNOWN"
	if enrollment["type"] != "LIST_BASED" || property == "" || !known && (operation["operator"] != "IS_ANY_OF" || len(values) != 1) {
		return unclear
	}
	value := ""
	if !known {
		value = text(values[0])
	}
	if stage := d.stages[stageKey(value)]; stage != "" {
		a.Trigger = schema.Event{Kind: "entering", Target: stage}
		return ""
	}
	f := d.used(key(object, property))
	if f == nil || !known && (f.Type.Kind != "enum" || !slices.Contains(f.Type.Options, value)) {
		return unclear
	}
	a.Trigger = schema.Event{Kind: "set", Target: schema.FieldAddress(f.Object, f.Name)}
	if known {
		return ""
	}
	a.Trigger.Kind = "changed"
	a.When = schema.Criterion{Expr: &expr.Compare{Op: "==", L: &expr.Path{Parts: []string{f.Object, f.Name}}, R: &expr.Literal{Value: value}}}
	return ""
}

// onlyFilter is the one filter of a branch and of those below it; nil when there are several.
func onlyFilter(branch map[string]any) map[string]any {
	filters, _ := branch["filters"].([]any)
	below, _ := branch["filterBranches"].([]any)
	if len(filters)+len(below) != 1 {
		return nil
	}
	if len(filters) == 1 {
		f, _ := filters[0].(map[string]any)
		return f
	}
	b, _ := below[0].(map[string]any)
	if kind := b["filterBranchType"]; kind != "AND" && kind != "OR" {
		return nil
	}
	return onlyFilter(b)
}

// stageKey is the name under which the decompiler knows the stage that a placeholder stands for; "" for anything else.
func stageKey(value string) string {
	switch k, name, _ := parseRef(value); k {
	case refStage:
		return name
	case refLifecycle:
		return key("lifecycle", name)
	}
	return ""
}

// used is the field of a property that a block uses, HubSpot's own ones too; nil when no field can hold it.
func (d *decompiler) used(property string) *schema.Field {
	if f := d.fields[property]; f != nil {
		return f
	}
	p, ok := d.live.byKey[reference(typeProperty, property)]
	if !ok {
		return nil
	}
	f := d.field(p)
	if f != nil {
		d.borrowed = append(d.borrowed, f)
	}
	return f
}

// delays are the units of a delay.
var delays = map[string]func(int) schema.Duration{
	"MINUTES": func(n int) schema.Duration { return schema.Duration{Minutes: n} },
	"HOURS":   func(n int) schema.Duration { return schema.Duration{Minutes: 60 * n} },
	"DAYS":    func(n int) schema.Duration { return schema.Duration{Days: n} },
}

// action says what one action does; nil when the language cannot.
func (d *decompiler) action(object string, raw map[string]any) *schema.Action {
	fields, _ := raw["fields"].(map[string]any)
	if raw["type"] != "SINGLE_CONNECTION" || fields["association"] != nil {
		return nil
	}
	switch raw["actionTypeId"] {
	case actionDelay:
		n, err := strconv.Atoi(text(fields["delta"]))
		unit := delays[text(fields["time_unit"])]
		if err != nil || unit == nil {
			return nil
		}
		return &schema.Action{Do: "wait", After: unit(n)}
	case actionSet:
		value, _ := fields["value"].(map[string]any)
		constant := text(value["staticValue"])
		if stage := d.stages[stageKey(constant)]; stage != "" {
			return &schema.Action{Do: "move_to", Stage: stage}
		}
		f := d.used(key(object, text(fields["property_name"])))
		if f == nil || constant == "" {
			return nil
		}
		if v, ok := fieldValue(f, constant); ok {
			return &schema.Action{Do: "set_field", Field: schema.FieldAddress(f.Object, f.Name), Value: v}
		}
	case actionTask:
		return &schema.Action{Do: "create_task", Message: text(fields["subject"])}
	}
	return nil
}

// fieldValue is a value of a property as a field has it; ok is false for kinds whose values HubSpot writes in ways of its own.
func fieldValue(f *schema.Field, value string) (v any, ok bool) {
	switch f.Type.Kind {
	case "text", "long_text":
		return value, true
	case "enum":
		return value, slices.Contains(f.Type.Options, value)
	case "bool":
		b, err := strconv.ParseBool(value)
		return b, err == nil
	case "number":
		n, err := strconv.ParseFloat(value, 64)
		return n, err == nil
	}
	return nil, false
}

// rest reports what is live and no kind of block describes.
func (d *decompiler) rest() {
	for _, i := range d.live.of(typeList) {
		d.unsaid(i, "segment", i.text("object"), i.title(), stays, i.texts("summary")...)
	}
	for _, i := range d.live.of(typeScore) {
		d.unsaid(i, "score", i.text("object"), i.title(), stays+" Write a scoring block if it should be governed.", i.texts("summary")...)
	}
	for _, i := range d.live.of(typePermissions) {
		d.finding(i, fmt.Sprintf("Who may edit records in %s is not imported", i.text("stage")), "Teams: %s. People: %s. It stays as it is.",
			listed(i.texts("teams")), listed(i.texts("users")))
	}
	for _, i := range d.live.of(typeAssociation) {
		if !i.BuiltIn {
			d.unsaid(i, "association label", "", i.text("label"), stays, fmt.Sprintf("It joins %s to %s.", i.text("from"), i.text("to")))
		}
	}
}

func listed(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
