package odoo

import (
	"cmp"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// rules makes automations that refuse values: what a field's validation, a status or a policy about close dates forbids. They
// look at a record when one of the fields concerned changes, so that older records stay editable.
func (c *compiler) rules() {
	for _, f := range c.a.Fields {
		if c.owns(f.Object) {
			c.required(f)
			c.validation(f)
		}
	}
	for _, s := range c.a.Statuses {
		if s.Reasons != "" && c.owns(s.Object) {
			c.statusReason(s)
		}
	}
	for _, h := range c.a.Hygienes {
		if c.owns(h.Object.Name()) && h.CloseDatePush != "" && h.CloseDate != "" {
			c.closeDate(h)
		}
	}
}

// rule makes an automation that refuses records of which a condition does not hold, when they are created or one of the
// watched fields changes.
func (c *compiler) rule(x *claim, m *schema.Meta, part, name, object string, watch []string, broken string, code *script, message string) {
	model := c.names.model(object)
	code.add(0, "if %s:", broken)
	code.add(1, "sc_no.append(%s)", pyexpr.Quote(message))
	v := providers.Values{"trigger": "on_create_or_write", "watches": watching(model, append(watch, c.tells(object)...)...), "description": message}
	if only := c.onlyOf(object); only != "" {
		v["when"] = only
	}
	c.automation(m, part, name, model, false, v, code)
	x.refusedBy(name)
}

// required refuses records without a value. Odoo's own way to require a field is a constraint of the database, which it
// leaves out without a word where records lack the value.
func (c *compiler) required(f *schema.Field) {
	if !f.Required {
		return
	}
	x := c.claim(f.Address, "must have a value")
	if f.Type.Kind == "bool" {
		x.note("A yes-or-no field always has a value.")
		return
	}
	code := newScript()
	set, err := c.say(code, isSet(c.fieldOf(f.Address)), f.Object, "")
	if err != nil {
		x.gap(err.Error())
		return
	}
	if f.Type.Kind == "number" || f.Type.Kind == "currency" || f.Type.Kind == "percent" {
		x.note("Odoo knows no missing number: 0 counts as not filled in.")
	}
	c.rule(x, &f.Meta, "required", "Required: "+schema.Title(f), f.Object, c.watched(f), "not "+set, code, fmt.Sprintf("“%s” is required.", schema.Title(f)))
}

// watched are the fields of Odoo that hold a field.
func (c *compiler) watched(f *schema.Field) []string {
	x, ok := resolver{c}.Field(f.Object, f.Name)
	if !ok {
		return nil
	}
	if len(x.Flags) == 0 {
		return []string{x.Name}
	}
	var out []string
	for _, v := range x.Flags {
		out = append(out, v[1])
	}
	return out
}

// validation refuses a value that does not meet the field's condition.
func (c *compiler) validation(f *schema.Field) {
	if f.Validation.IsZero() {
		return
	}
	x := c.claim(f.Address, expr.Format(f.Validation.Expr))
	code := newScript()
	must := joined(false, isNot(isSet(c.fieldOf(f.Address))), f.Validation.Expr)
	holds, err := c.say(code, must, f.Object, "")
	if err != nil {
		x.gap(err.Error())
		return
	}
	var watch []string
	for _, n := range append(expr.Fields(f.Validation.Expr), c.fieldOf(f.Address)) {
		if d := c.a.Field(n.Object, n.Name); d != nil && n.Object == f.Object {
			watch = append(watch, c.watched(d)...)
		}
	}
	c.rule(x, &f.Meta, "valid", "Valid: "+schema.Title(f), f.Object, watch, "not "+holds, code, cmp.Or(f.Message, c.words("", f.Validation)))
}

// statusReason refuses a status without a reason.
func (c *compiler) statusReason(s *schema.Status) {
	x := c.claim(s.Address, providers.ReasonGiven)
	r := schema.Find[schema.Reasons](c.a, s.Reasons)
	if r == nil {
		return
	}
	given, ok := c.hasReason(r, s.Object)
	if !ok {
		x.gap("The code is kept on another record.")
		return
	}
	h := c.statusHome(s.Object)
	broken := fmt.Sprintf("record.%s == %s and not %s", h.name, pyexpr.Quote(s.Name), given)
	c.rule(x, &s.Meta, "reason", "Reason: "+schema.Title(s), s.Object, []string{h.name}, broken, newScript(), fmt.Sprintf("The status “%s” needs a reason (%s).", schema.Title(s), schema.Title(r)))
}

// closeDate refuses a close date that moves out without a reason.
func (c *compiler) closeDate(h *schema.Hygiene) {
	x := c.claim(h.Address, "a reason to move the close date out")
	r, f := schema.Find[schema.Reasons](c.a, h.CloseDatePush), c.fieldOf(h.CloseDate)
	if r == nil || f == nil {
		return
	}
	given, ok := c.hasReason(r, f.Object)
	later := &expr.Compare{Node: truthNode, Op: expr.Gt, L: f, R: &expr.Call{Node: f.Node, Func: "prior", Args: []expr.Expr{f}}}
	code := newScript()
	moved, err := c.say(code, later, f.Object, "")
	switch {
	case err != nil:
		x.gap(err.Error())
	case !ok:
		x.gap("The code is kept on another record.")
	default:
		c.rule(x, &h.Meta, "close_date", "Close date: "+schema.Title(h), f.Object, c.watched(c.a.Field(f.Object, f.Name)), moved+" and not "+given, code,
			fmt.Sprintf("Moving “%s” out needs a reason (%s).", c.factName(f.Object, h.CloseDate), schema.Title(r)))
	}
}
