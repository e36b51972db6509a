package emulator

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	messageModel = "mail.message"
	changeModel  = "mail.tracking.value"
)

// recordCreation keeps that a record was made.
func (d *database) recordCreation(model string, id int64) { d.message(model, id) }

// recordChange keeps what changed in tracked fields: one message with a row for each field.
func (d *database) recordChange(model string, id int64, before record) {
	var message int64
	after := d.get(model, id)
	for _, name := range slices.Sorted(maps.Keys(d.of(model))) {
		f := d.of(model)[name]
		if d.untracked || !f.tracked || f.kind == "many2many" || f.kind == "one2many" || before[name] == after[name] {
			continue
		}
		if message == 0 {
			message = d.message(model, id)
		}
		r := record{"field_id": f.id, "mail_message_id": message}
		for when, v := range map[string]any{"old_value_": before[name], "new_value_": after[name]} {
			switch f.kind {
			case "boolean":
				r[when+"integer"] = float64(boolean(v == true))
			case "integer":
				if v != nil {
					r[when+"integer"] = v
				}
			case "float", "monetary":
				if v != nil {
					r[when+"float"] = v
				}
			case "many2one":
				if v != nil {
					r[when+"integer"], r[when+"char"] = float64(number(v)), d.name(f.relation, number(v))
				}
			case "selection":
				if o := d.find(optionModel, record{"field_id": f.id, "value": v}); o != 0 {
					r[when+"char"] = d.get(optionModel, o)["name"]
				}
			case "text":
				if v != nil {
					r[when+"text"] = v
				}
			case "date", "datetime":
				if s := text(v); s != "" {
					r[when+"datetime"] = (s + " 00:00:00")[:19]
				}
			default:
				if v != nil {
					r[when+"char"] = v
				}
			}
		}
		d.insert(changeModel, r)
	}
}

// message adds to the history of a record.
func (d *database) message(model string, id int64) int64 {
	return d.insert(messageModel, record{"model": model, "res_id": float64(id), "date": d.stamp(), "message_type": "notification", "body": "",
		"author_id": number(d.get("res.users", d.uid)["partner_id"])})
}

// post is message_post: text in the history of a record, which is no HTML, by the user unless an author is named. It gives the number
// of the message.
func (c *call) post() (any, *exception) {
	switch {
	case !slices.Contains(threads, c.model):
		return nil, raise("builtins.AttributeError", "The method '%s' does not exist on the model '%s'", c.method, c.model)
	case len(c.ids) != 1:
		list := make([]string, len(c.ids))
		for i, id := range c.ids {
			list[i] = fmt.Sprint(id)
		}
		return nil, valueError("Expected singleton: %s(%s)", c.model, strings.Join(list, ", "))
	}
	m := c.d.message(c.model, c.ids[0])
	if body := text(c.args["body"]); body != "" {
		c.d.set(messageModel, m, "body", "<p>"+html.EscapeString(body)+"</p>")
	}
	if author := number(c.args["author_id"]); author != 0 {
		c.d.set(messageModel, m, "author_id", author)
	}
	return m, nil
}

// threads are the models that have a history.
var threads = []string{leadModel, partner, "crm.team", memberModel}

// durations are the seconds that a lead was in each stage, by the number of the stage as a text.
func (d *database) durations(lead int64) any {
	stage, r := d.of(leadModel)["stage_id"], d.get(leadModel, lead)
	out := map[string]any{}
	from, _ := time.Parse(time.DateTime, text(r["create_date"]))
	until := func(id int64, at string) {
		t, _ := time.Parse(time.DateTime, at)
		old, _ := out[fmt.Sprint(id)].(float64)
		out[fmt.Sprint(id)] = old + t.Sub(from).Truncate(time.Second).Seconds()
		from = t
	}
	for _, id := range d.ids(changeModel) {
		c := d.get(changeModel, id)
		if m := d.get(messageModel, number(c["mail_message_id"])); c["field_id"] == stage.id && m["model"] == leadModel && number(m["res_id"]) == lead {
			until(number(c["old_value_integer"]), text(c["create_date"]))
		}
	}
	until(number(r["stage_id"]), d.stamp())
	return out
}
