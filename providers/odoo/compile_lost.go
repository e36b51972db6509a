package odoo

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// lostModel is the form in which people say why leads are lost. Odoo archives the leads first and writes the reason afterwards, so that
// only the form itself can insist on one.
const lostModel = "crm.lead.lost"

// button has Odoo's button Lost, and Mark Lost in lists, insist on a reason for the records of the pipeline.
func (k *keeper) button(x *claim, r *schema.Reasons) {
	x.note("Odoo's button Lost archives the record and leaves it in its stage; it insists on a reason, too. Archiving by hand asks for none.")
	name := fmt.Sprintf("%s: button Lost", k.t.Label())
	if k.settings.scope == structure {
		return
	}
	x.refusedBy(name)
	first := slices.IndexFunc(k.t.Stages, func(s *schema.Stage) bool { return s.Reasons == k.s.Reasons })
	if k.t.Stages[first] != k.s { // the rule of another stage asks for the same
		return
	}
	stages := make([]string, len(k.t.Stages))
	for i, s := range k.t.Stages {
		stages[i] = recordName(typeStage, k.stageKey(k.t, s))
	}
	code := newScript()
	code.calls("sc_ids")
	code.add(0, "if not record.lost_reason_id and record.lead_ids.filtered_domain([('stage_id', 'in', sc_ids(%s))]):", pyexpr.Tuple(stages))
	code.add(1, "raise UserError(%s)", pyexpr.Quote(fmt.Sprintf("A reason is needed (%s).", schema.Title(r))))
	v := providers.Values{"name": name, "model": lostModel, "trigger": "on_create_or_write", "description": "Refuses to mark records as lost without a reason.", "code": code.text()}
	derive(v)
	k.identified(typeAutomation, &k.s.Meta, "", "button", "automation “"+name+"”", k.s.Golden, v)
}
