package emulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// changeRule empties what Odoo computes anew when the trigger of a rule is written, unless it is written, too. For a new rule
// it computes nothing.
func (d *database) changeRule(id int64, vals map[string]any) {
	trigger, given := vals["trigger"]
	if !given {
		return
	}
	names := []string{"filter_domain", "filter_pre_domain", "trg_field_ref"}
	if !strings.HasPrefix(text(trigger), "on_time") {
		names = append(names, "trg_date_id", "trg_date_range", "trg_date_range_type", "trg_date_range_mode")
	}
	for _, name := range names {
		if _, given := vals[name]; !given {
			d.set(ruleModel, id, name, nil)
		}
	}
}

// deriveRule gives a rule that waits for a stage or a tag the field and the condition that follow from it, as Odoo 19 does, unless they are
// given. changed is what was written; nil for a new rule.
func (d *database) deriveRule(id int64, changed map[string]any) {
	r := d.get(ruleModel, id)
	name := map[string]string{"on_stage_set": "stage_id", "on_tag_set": "tag_ids"}[text(r["trigger"])]
	f := d.of(text(d.get(modelModel, number(r["model_id"]))["model"]))[name]
	_, triggered := changed["trigger"]
	_, aimed := changed["trg_field_ref"]
	if d.major < modern || f == nil || changed != nil && !triggered && !aimed {
		return
	}
	derive := func(field string, v any) {
		_, given := changed[field]
		if changed == nil {
			given = r[field] != nil
		}
		if !given {
			d.set(ruleModel, id, field, v)
		}
	}
	derive("trigger_field_ids", []int64{f.id})
	if to := number(r["trg_field_ref"]); f.kind == "many2many" {
		derive("filter_domain", fmt.Sprintf("[('%s', 'in', [%d])]", name, to))
		derive("filter_pre_domain", fmt.Sprintf("[('%s', 'not in', [%d])]", name, to))
	} else {
		derive("filter_domain", fmt.Sprintf("[('%s', '=', %d)]", name, to))
	}
}

// checkRule refuses a negative delay where a rule has a field for what it means.
func (d *database) checkRule(r record) *exception {
	if n, _ := r["trg_date_range"].(float64); n < 0 && d.of(ruleModel)["trg_date_range_mode"] != nil {
		return validation("Delay must be positive. Set 'Delay mode' to 'Before' to negate the delay.")
	}
	return nil
}

// checkCode refuses code that Python cannot read, as far as that can be told without Python.
func checkCode(r record) *exception {
	lines := strings.Split(strings.TrimRight(text(r["code"]), "\n \t"), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); r["state"] == "code" && strings.HasSuffix(last, ":") && !strings.HasPrefix(last, "#") {
		return validation("IndentationError : expected an indented block after '%s' statement on line %d at line %[2]d\n%[3]s\n", strings.Fields(last)[0], len(lines), last)
	}
	return nil
}

// unknownField is what a domain says of a field that is not there.
var unknownField = regexp.MustCompile(`^Invalid field \S+\.(\w+) in (?:leaf|condition)`)

// refusal is code that does nothing else than refuse; nothing is code without an effect.
var (
	refusal = regexp.MustCompile(`^(?:if record\.(\w+) == env\.ref\('([^'\\]+)'\):\n {4})?raise UserError\(('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\)$`)
	nothing = regexp.MustCompile(`^(\s*(#.*|pass)?\n?)*$`)
)

// runRules carries out automation rules on a record that was made (before and changed are nil) or changed.
func (d *database) runRules(model string, id int64, before record, changed []string) *exception {
	for _, ruleID := range d.ids(ruleModel) {
		r := d.get(ruleModel, ruleID)
		if r["active"] != true || text(d.get(modelModel, number(r["model_id"]))["model"]) != model || !d.triggered(r, changed) {
			continue
		}
		for _, actionID := range d.ids(actionModel) {
			a := d.get(actionModel, actionID)
			if number(a["base_automation_id"]) != ruleID {
				continue
			}
			if e := d.run(ruleID, actionID, model, id, before); e != nil {
				return e
			}
		}
	}
	return nil
}

func (d *database) triggered(r record, changed []string) bool {
	watched := idList(r["trigger_field_ids"])
	if changed != nil && len(watched) > 0 && !slices.ContainsFunc(watched, func(f int64) bool { return slices.Contains(changed, text(d.get(fieldModel, f)["name"])) }) {
		return false
	}
	switch r["trigger"] {
	case "on_create":
		return changed == nil
	case "on_write":
		return changed != nil
	case "on_create_or_write", "on_stage_set", "on_tag_set", "on_user_set", "on_state_set", "on_priority_set", "on_archive", "on_unarchive":
		return true
	}
	return false // clocks, webhooks, messages and deletions start nothing here
}

// run carries out an action where the rule's conditions meet; one that it cannot is noted.
func (d *database) run(ruleID, actionID int64, model string, id int64, before record) *exception {
	r, a := d.get(ruleModel, ruleID), d.get(actionModel, actionID)
	domain, err := literal(text(r["filter_domain"]))
	if r["filter_domain"] == nil {
		domain, err = []any{}, nil
	}
	if err != nil || r["filter_pre_domain"] != nil {
		return d.skip(r)
	}
	meets, e := d.domain(model, domain)
	if m := unknownField.FindStringSubmatch(e.words()); m != nil { // such a rule lets nobody write any record
		return raise("builtins.KeyError", "%s", m[1])
	}
	if e != nil {
		return d.skip(r)
	}
	if !meets(id) {
		return nil
	}
	code := strings.TrimSpace(text(a["code"]))
	m := refusal.FindStringSubmatch(code)
	switch {
	case a["state"] != "code":
		return d.skip(r)
	case m == nil && nothing.MatchString(code):
		return nil
	case m == nil && d.play != nil:
		return d.played(ruleID, actionID, model, id, before)
	case m == nil:
		return d.skip(r)
	}
	if m[1] != "" {
		module, name, _ := strings.Cut(m[2], ".")
		to := d.get(dataModel, d.find(dataModel, record{"module": module, "name": name}))
		if f := d.of(model)[m[1]]; to == nil || f == nil || number(d.raw(f, id)) != number(to["res_id"]) {
			return nil
		}
	}
	words, err := literal(m[3])
	if err != nil {
		return d.skip(r)
	}
	return userError("%s", words)
}

func (d *database) skip(r record) *exception {
	if name := text(r["name"]); !slices.Contains(d.notRun, name) {
		d.notRun = append(d.notRun, name)
	}
	return nil
}
