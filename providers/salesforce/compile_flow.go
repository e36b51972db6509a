package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// maxFlowName is how long the API name of a flow may be. Source: Metadata API Developer Guide, Flow.
const maxFlowName = 80

// Places of flows among those of an object that run at the same time: what others look at comes first.
const (
	orderAudit = 100 + 100*iota
	orderClockStarts
	orderClockStops
	orderEnrolls
	orderBands
	orderRoutes
	orderHandoffs
	orderActs
	orderEscalates
	orderRollups
)

// flow makes a flow of a block, whose API name is that of the block and the part.
func (c *compiler) flow(m *schema.Meta, part string, golden bool, f *flow.Flow) error {
	f.Description = flowDescription(m, f)
	for _, text := range formulasOf(f) {
		if n := len([]rune(text)); n > formula.DefaultLimit.Characters {
			return fmt.Errorf("one of its formulas would have %d characters, and Salesforce takes %d", n, formula.DefaultLimit.Characters)
		}
	}
	built, err := f.Build()
	if err != nil {
		return err
	}
	v := providers.Values{"name": developerName(strings.Join([]string{m.Address.Kind(), m.Address.Key(), strings.ReplaceAll(part, "__c", "")}, "_"), maxFlowName),
		"label": f.Label, "description": f.Description, "definition": documentAs(built)}
	if !c.settings.flowsOff {
		v["active"] = true
	}
	c.resource(typeFlow, m, part, fmt.Sprintf("flow “%s”", f.Label), golden, v)
	return nil
}

func flowDescription(m *schema.Meta, f *flow.Flow) string {
	return strings.TrimSpace(fmt.Sprintf("Made from %s. %s", m.Address.Written(), f.Description))
}

// formulasOf are the formulas by which a flow decides.
func formulasOf(f *flow.Flow) []string {
	out := []string{f.Entry.Formula}
	var look func(steps []flow.Step)
	look = func(steps []flow.Step) {
		for _, s := range steps {
			if d, ok := s.(flow.Decide); ok {
				for _, x := range d.Cases {
					out = append(out, x.Formula)
					look(x.Steps)
				}
				look(d.Else)
			}
		}
	}
	look(f.Steps)
	for _, p := range f.Paths {
		look(p.Steps)
	}
	return out
}

// criterion puts a condition into a formula; without one that says exactly the same, why says what it lacks. No condition is "".
func criterion(e expr.Expr, env formula.Env) (text string, why []string) {
	if e == nil {
		return "", nil
	}
	r := formula.Compile(e, env)
	for _, n := range r.Refused {
		why = append(why, n.String())
	}
	return r.Formula, why
}

// joined is the formula that all of several hold. "" and TRUE always do.
func joined(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" || s == "TRUE" })
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	return "AND(" + strings.Join(parts, ", ") + ")"
}

// anyOf is the formula that one of several holds.
func anyOf(parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return "OR(" + strings.Join(parts, ", ") + ")"
}

// filled and blank are formulas about a field of the record that starts a flow.
func filled(field string) string { return "NOT(" + blank(field) + ")" }
func blank(field string) string  { return "ISBLANK({!$Record." + field + "})" }

// now is the time at which a flow runs.
var now = flow.Formula("DateTime", "NOW()")

// after is the time that is so long after now.
func after(d schema.Duration) flow.Value {
	text := "NOW()"
	if d.Months > 0 {
		text = fmt.Sprintf("ADDMONTHS(NOW(), %d)", d.Months)
	}
	if d.Days > 0 {
		text += fmt.Sprintf(" + %d", d.Days)
	}
	switch {
	case d.Minutes == 0:
	case d.Minutes%60 == 0:
		text += fmt.Sprintf(" + %d/24", d.Minutes/60)
	default:
		text += fmt.Sprintf(" + %d/1440", d.Minutes)
	}
	return flow.Formula("DateTime", text)
}

// offset is a length of time as scheduled paths count; a month beside days counts 30 of them.
func offset(d schema.Duration) (int, string) {
	minutes := (d.Months*30+d.Days)*24*60 + d.Minutes
	switch {
	case d.Months > 0 && d.Days == 0 && d.Minutes == 0:
		return d.Months, "Months"
	case minutes%(24*60) == 0 && minutes > 0:
		return minutes / (24 * 60), "Days"
	case minutes%60 == 0 && minutes > 0:
		return minutes / 60, "Hours"
	}
	return minutes, "Minutes"
}

// kept is a field that flows keep, or a formula, on records of an object of the org.
func (c *compiler) kept(m *schema.Meta, part, sobject, name string, v providers.Values) {
	v["object"], v["name"] = sobject, name
	label := fmt.Sprintf("field “%s” of %s", v["label"], sobject)
	c.resource(typeField, m, strings.TrimSpace(part+"_"+sobject), label, false, v)
	c.grant(sobject, name, v["formula"] == nil)
}
