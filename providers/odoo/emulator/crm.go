package emulator

import (
	"slices"
	"strings"
)

// placeLead puts a new lead into the first stage of its team where no stage is given.
func (d *database) placeLead(vals map[string]any) {
	if _, given := vals["team_id"]; !given {
		for _, id := range d.ids(memberModel) {
			if m := d.get(memberModel, id); m["active"] == true && m["user_id"] == d.uid && vals["team_id"] == nil {
				vals["team_id"] = float64(number(m["crm_team_id"]))
			}
		}
	}
	if _, given := vals["stage_id"]; given {
		return
	}
	stages := d.ids("crm.stage")
	_ = d.sort(stages, "crm.stage", "sequence, id")
	for _, id := range stages {
		s := d.get("crm.stage", id)
		teams, _ := s["team_ids"].([]int64)
		if one := number(s["team_id"]); one != 0 {
			teams = []int64{one}
		}
		if s["fold"] != true && (len(teams) == 0 || slices.Contains(teams, number(vals["team_id"]))) {
			vals["stage_id"] = float64(id)
			return
		}
	}
}

// checkTeam wants assignment domains to be about fields that there are, and members to be in a team once.
func (d *database) checkTeam(model string, id int64) *exception {
	r := d.get(model, id)
	if e := d.askable(leadModel, r["assignment_domain"]); e != nil {
		if model == memberModel {
			return validation("Member assignment domain for user %s and team %s is incorrectly formatted", d.name("res.users", number(r["user_id"])), d.name("crm.team", number(r["crm_team_id"])))
		}
		return validation("Assignment domain for team %s is incorrectly formatted", text(r["name"]))
	}
	if model != memberModel || r["active"] != true {
		return nil
	}
	for _, other := range d.ids(memberModel) {
		o := d.get(memberModel, other)
		if other == id || o["active"] != true || o["user_id"] != r["user_id"] {
			continue
		}
		if o["crm_team_id"] == r["crm_team_id"] {
			return validation("You are trying to create duplicate membership(s). We found that %s (%s) already exist(s).", d.name(memberModel, id), d.name("crm.team", number(r["crm_team_id"])))
		}
		if !d.several() { // the user leaves the other team without a word
			d.set(memberModel, other, "active", false)
		}
	}
	return nil
}

// askable tells what is wrong with a domain in a text.
func (d *database) askable(model string, v any) *exception {
	if v == nil {
		return nil
	}
	list, err := literal(text(v))
	if err != nil {
		return valueError("%v", err)
	}
	_, e := d.domain(model, list)
	if e != nil && strings.Contains(e.Name, "NotImplemented") { // a model that is not here may have the field
		return nil
	}
	return e
}

// members are the users in a team.
func (d *database) members(team int64) []int64 {
	out := []int64{}
	for _, id := range d.ids(memberModel) {
		if m := d.get(memberModel, id); m["active"] == true && m["crm_team_id"] == team {
			out = append(out, number(m["user_id"]))
		}
	}
	return out
}

// checkIdentity wants an external id to be there once, and without spaces.
func (d *database) checkIdentity(id int64) *exception {
	r := d.get(dataModel, id)
	if strings.ContainsAny(text(r["name"]), " \t\n") {
		return unique("External IDs cannot contain spaces")
	}
	if slices.ContainsFunc(d.ids(dataModel), func(o int64) bool {
		x := d.get(dataModel, o)
		return o != id && x["module"] == r["module"] && x["name"] == r["name"]
	}) {
		return unique("duplicate key value violates unique constraint \"ir_model_data_module_name_uniq_index\"\nDETAIL:  Key (module, name)=(%s, %s) already exists.\n", r["module"], r["name"])
	}
	return nil
}

// parameter is a setting of the database, nil when there is none.
func (d *database) parameter(key string) any {
	return d.get(paramModel, d.find(paramModel, record{"key": key}))["value"]
}

// setParameter gives the old value, as Odoo does; false is none.
func (d *database) setParameter(key string, v any) (any, *exception) {
	old := d.parameter(key)
	id := d.find(paramModel, record{"key": key})
	switch {
	case v == nil || v == false || v == "":
		if id != 0 {
			d.drop(paramModel, id)
		}
	case id != 0:
		d.set(paramModel, id, "value", written(v))
	default:
		d.insert(paramModel, record{"key": key, "value": written(v)})
	}
	if old == nil {
		return false, nil
	}
	return old, nil
}

// written is a value as Python's str writes it.
func written(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return repr(v)
}

// settings that are parameters, by their field in the form. Source: seen on Odoo 17.0.
var settings = map[string]string{"is_membership_multi": "sales_team.membership_multi", "crm_use_auto_assignment": "crm.lead.auto.assignment"}

// leadsMark is kept where Odoo keeps a group that implies another one.
const leadsMark = "crm.group_use_lead"

func (d *database) several() bool { return d.parameter(settings["is_membership_multi"]) == "True" }

func (d *database) leadsOn() bool { return d.parameter(leadsMark) == "True" }

// form is what the form of settings shows. Some of its fields come unasked.
func (d *database) form(names []string) map[string]any {
	out := map[string]any{"lead_enrich_auto": "auto", "portal_allow_api_keys": false}
	if d.major >= modern {
		out["auth_totp_enforce"] = false
	}
	for _, name := range names {
		switch key := settings[name]; {
		case name == "group_use_lead":
			out[name] = d.leadsOn()
		case key != "":
			out[name] = d.parameter(key) == "True"
		}
	}
	return out
}

// saveForm makes what a form says so.
func (d *database) saveForm(id int64) *exception {
	r := d.get(formModel, id)
	for name, key := range map[string]string{"group_use_lead": leadsMark, "is_membership_multi": settings["is_membership_multi"], "crm_use_auto_assignment": settings["crm_use_auto_assignment"]} {
		if v, given := r[name]; given {
			if _, e := d.setParameter(key, v); e != nil {
				return e
			}
		}
	}
	return nil
}
