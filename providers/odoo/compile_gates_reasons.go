package odoo

import (
	"cmp"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// reasons demand a code of a list.
func (k *keeper) reasons() {
	k.reason(k.s.Address, providers.ReasonGiven, "", k.s.Reasons)
	for _, w := range k.ways {
		switch {
		case w.outcome != nil:
			k.reason(w.outcome.Address, providers.ReasonGiven, w.along, cmp.Or(w.outcome.Reasons, w.h.Reasons))
		case w.h.Recycle:
			k.reason(w.h.Address, providers.ReasonIfNo, w.along, w.h.Reasons)
		}
	}
}

func (k *keeper) reason(at schema.Address, says, only string, list schema.Address) {
	r := schema.Find[schema.Reasons](k.a, list)
	if r == nil {
		return
	}
	x := k.claim(at, says)
	code, ok := k.hasReason(r, k.t.Object)
	if !ok {
		x.gap("The code is kept on another record.")
		return
	}
	if r.Kind == "loss" && k.names.model(k.t.Object) == leadModel {
		code = "(" + code + " or bool(record.lost_reason_id))"
	}
	k.refuse(x, only, "not "+code, fmt.Sprintf("%s needs a reason (%s).", k.title(), schema.Title(r)))
	if r.Kind == "loss" && k.inStages(k.t) && only == "" {
		k.button(x, r)
	}
}

// hasReason is code that tells whether a record of an object has one of the codes of a list; ok is false where other records have them.
func (c *compiler) hasReason(r *schema.Reasons, object string) (code string, ok bool) {
	h := c.reasonHome(r, object)
	codes := make([]string, len(r.Codes))
	for i, x := range r.Codes {
		codes[i] = x.Name
	}
	return fmt.Sprintf("(record.%s in %s)", h.name, pyexpr.Tuple(codes)), pyexpr.Name(h.name) && h.model == c.names.model(object)
}

// revisit demands a date to look again that is still to come.
func (k *keeper) revisit() {
	f := k.fieldOf(k.s.Revisit)
	if f == nil {
		return
	}
	age := &expr.Call{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Func: "days_since", Args: []expr.Expr{f}}
	ahead := &expr.Compare{Node: truthNode, Op: expr.Lt, L: age, R: &expr.Literal{Node: age.Node, Value: 0.0}}
	k.demand(k.factClaim(k.s.Address, k.s.Revisit), "", ahead, fmt.Sprintf("%s needs a date to look again that is still to come: %s.", k.title(), k.factName(k.t.Object, k.s.Revisit)))
}

// stale has the salesperson look at an opportunity that has been in the stage for too long. Of other records Odoo does not keep
// since when they are in a stage.
func (k *keeper) stale() {
	x := k.claim(k.s.Address, "no longer than "+k.s.StaleAfter.String()+" in the stage")
	code := newScript()
	there, err := k.say(code, atStage(k.t, k.s.Address), k.t.Object, "")
	if !k.inStages(k.t) || err != nil {
		x.gap("Odoo does not keep since when such a record is in its stage; the log of the record shows it.")
		return
	}
	name := fmt.Sprintf("Stale: %s, %s", k.t.Label(), k.s.Called())
	d := &doer{compiler: k.compiler, code: code, object: k.t.Object}
	code.add(0, "if %s:", there)
	d.task("", fmt.Sprintf("“%s” for %s: look at it", schema.Title(k.s), k.s.StaleAfter), k.t.Label()+".", 0)
	k.automation(&k.s.Meta, "stale", name, leadModel, k.s.Golden, providers.Values{"trigger": "on_time", "date": key(leadModel, "date_last_stage_update"),
		"delay": float64(days(k.s.StaleAfter)), "delay_unit": "day", "description": "Has the salesperson look at what has been in the stage for too long."}, code)
	x.detect("The automation “" + name + "” gives the salesperson an activity.")
}
