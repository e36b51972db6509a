package emulator

import (
	"maps"
	"slices"
)

// leadValues are what a write sets on a lead: with a stage, Odoo sets the dates and the chances that go with it. The chances that
// Odoo counts are not counted. Source: crm.lead.write of Odoo 17.0 and 19.0.
func (d *database) leadValues(ids []int64, id int64, given map[string]any) map[string]any {
	vals := maps.Clone(given)
	stage, staged := given["stage_id"]
	moved := staged && slices.ContainsFunc(ids, func(id int64) bool { return number(d.get(leadModel, id)["stage_id"]) != number(stage) })
	won := moved && d.get("crm.stage", number(stage))["is_won"] == true
	if moved {
		vals["date_last_stage_update"] = d.stamp()
	}
	if won {
		vals["probability"], vals["automated_probability"] = 100.0, 100.0
		if d.major >= modern {
			vals["active"] = true
		}
	}
	p, _ := vals["probability"].(float64)
	_, said := vals["probability"]
	switch {
	case p >= 100 || vals["active"] == false:
		vals["date_closed"] = d.stamp()
	case p > 0, moved && !won && !said:
		vals["date_closed"] = false
	}
	if was := d.get("crm.stage", number(d.get(leadModel, id)["stage_id"])); won && was["is_won"] == true { // it was won before
		delete(vals, "date_closed")
	}
	return vals
}
