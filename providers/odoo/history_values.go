package odoo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// userList are the users of the database.
type userList struct {
	byID map[int64]person
	// byPartner are the users of partners, who write messages.
	byPartner map[int64]int64
}

// person is a user in the words of the directory where it is somebody of it, else its login.
type person struct {
	word   string
	active bool
}

// readPeople reads all users, those who cannot log in any more among them.
func readPeople(ctx context.Context, c *api.Client, a *schema.Architecture) (userList, error) {
	out := userList{map[int64]person{}, map[int64]int64{}}
	rows, err := c.SearchRead(ctx, api.Search{Model: "res.users", Fields: []string{"login", "email", "active", "partner_id"}, IDs: true})
	for _, r := range rows {
		p := person{r.Text("login"), r.Bool("active")}
		for _, t := range a.Teams {
			for _, m := range t.Members {
				if m.Identity != "" && (strings.EqualFold(m.Identity, r.Text("login")) || strings.EqualFold(m.Identity, r.Text("email"))) {
					p.word = m.Identity
				}
			}
		}
		out.byID[r.ID()] = p
		if by := r.One("partner_id"); !out.byID[out.byPartner[by]].active {
			out.byPartner[by] = r.ID()
		}
	}
	return out, err
}

// word names a user; "" is nobody.
func (p userList) word(id int64) string {
	if id == 0 {
		return ""
	}
	return cmp.Or(p.byID[id].word, fmt.Sprintf("res.users,%d", id))
}

// author is the user who wrote a message, else the one whose request it was.
func (p userList) author(partner, user int64) string {
	if id := p.byPartner[partner]; id != 0 {
		return p.word(id)
	}
	return p.word(user)
}

// datum is a value of a field of Odoo: bool, float64, string, or int64 for the record that a many2one names. v nil is none, or one
// of which only the label is known.
type datum struct {
	v     any
	label string
}

func (c datum) empty() bool { return c.v == nil && c.label == "" }

// cellOf is what a record has in a field.
func cellOf(typ string, row api.Row, field string) datum {
	switch x := row[field].(type) {
	case bool:
		if typ == "boolean" {
			return datum{v: x}
		}
	case []any:
		if typ != "many2one" {
			return datum{v: row.Many(field)}
		}
		if c := (datum{v: row.One(field)}); len(x) > 1 {
			c.label, _ = x[1].(string)
			return c
		}
	case float64, string:
		return datum{v: x}
	}
	return datum{}
}

// value is a value in the words of an architecture; nil for none. A number 0 is none, as Odoo knows no missing ones, unless it is
// one that somebody counted.
func (h *history) value(f heldField, c datum) any {
	switch x := c.v.(type) {
	case nil:
		if c.label != "" {
			return c.label
		}
		return nil
	case float64:
		if x == 0 && !f.Zero {
			return nil
		}
	case int64:
		switch {
		case f.Relation == "res.users":
			return h.users.word(x)
		case f.kind == "reference":
			return strconv.FormatInt(x, 10)
		}
		return c.label
	case []int64:
		var out []any
		for _, id := range x {
			out = append(out, strconv.FormatInt(id, 10))
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case string:
		switch {
		case f.Type == "datetime" && f.kind == "date", f.Type == "date":
			return x[:min(len(x), len(time.DateOnly))]
		case f.Type == "datetime":
			return moment(x)
		}
	}
	return c.v
}

// values is the value of a field of which cells are given by Odoo's fields.
func (h *history) values(f heldField, of func(home string) datum) any {
	if len(f.Flags) == 0 {
		return h.value(f, of(f.Name))
	}
	var out []any
	for _, x := range f.Flags {
		if of(x[1]).v == true {
			out = append(out, x[0])
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// moment reads a time as Odoo writes it, in UTC.
func moment(s string) time.Time {
	t, _ := time.Parse(time.DateTime, s)
	return t
}

// stageOf is the stage that a datum stands for. Where nobody declared it, it is named in Odoo's words; both are "" for a stage of
// another flow, and for none.
func (t *heldTrack) stageOf(h *history, c datum) (schema.Address, string) {
	switch x := c.v.(type) {
	case int64:
		if a := t.byID[x]; a != "" {
			return a, ""
		}
		if h.stages[x] {
			return "", ""
		}
		return "", cmp.Or(c.label, strconv.FormatInt(x, 10))
	case string:
		if a := t.byValue[x]; a != "" {
			return a, ""
		}
		return "", cmp.Or(c.label, x)
	}
	return "", c.label
}

// record makes a record of what stands in it.
func (h *history) record(row api.Row) *providers.LiveRecord {
	r := &providers.LiveRecord{
		Record: &engine.Record{ID: strconv.FormatInt(row.ID(), 10), Object: h.object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{},
			EnteredAt: map[schema.Address]time.Time{}},
		Strange: map[schema.Address]string{}, Links: map[string][]string{}, Created: moment(row.Text("create_date")),
		URL: fmt.Sprintf("%s/web#id=%d&model=%s&view_type=form", strings.TrimSuffix(h.settings.url, "/"), row.ID(), h.model),
	}
	at := func(home string) datum { return cellOf(h.live[home].typ, row, home) }
	for _, f := range h.fields {
		if f.name == "owner" {
			id, _ := at(f.Name).v.(int64)
			r.Owner, r.OwnerGone = h.users.word(id), id != 0 && !h.users.byID[id].active
		} else if v := h.values(f, at); v != nil {
			r.Fields[f.name] = v
		}
	}
	for _, l := range h.lossReasons() {
		if name := engine.ReasonField(l, h.object).Name(); r.Fields[name] == nil {
			if reason := at("lost_reason_id"); !reason.empty() {
				r.Fields[name] = h.lossCode(reason)
			}
		}
	}
	for _, t := range h.tracks {
		stage, strange := t.stageOf(h, at(t.field))
		if stage != "" {
			r.Stages[t.track.Address] = stage
			if at := moment(row.Text(stageChanged)); t.records && !at.IsZero() {
				r.EnteredAt[t.track.Address] = at
			}
		} else if strange != "" && h.mine(t, row) {
			r.Strange[t.track.Address] = strange
		}
	}
	if _, there := h.live["active"]; there && !row.Bool("active") {
		r.Archived, r.Active = moment(row.Text("write_date")), r.Created // unless the log says when
	}
	return r
}

// mine tells whether a pipeline is the one of a record in a stage that nobody declared: that of its team, or the first.
func (h *history) mine(t *heldTrack, row api.Row) bool {
	if !t.records {
		return true
	}
	team := row.One("team_id")
	i := slices.IndexFunc(h.tracks, func(o *heldTrack) bool { return o.records && team != 0 && o.team == team })
	if i < 0 {
		i = slices.IndexFunc(h.tracks, func(o *heldTrack) bool { return o.records })
	}
	return h.tracks[i] == t
}

// lossCode is the code of one of Odoo's lost reasons; its name where it is none of the architecture's.
func (h *history) lossCode(c datum) string {
	id, _ := c.v.(int64)
	return cmp.Or(h.lost[id], c.label)
}
