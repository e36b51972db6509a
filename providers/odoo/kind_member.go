package odoo

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// memberModel is where Odoo keeps who is in which sales team.
const memberModel = "crm.team.member"

var memberColumns = []column{
	{"team", "crm_team_id", one("crm.team")}, {"user", "user_id", one(userNames)}, {"capacity", "assignment_max", numeric},
	{"assignment_domain", "assignment_domain", textual}, {"assignment_off", "assignment_optout", boolean},
}

// readMembers reads who is in a team now. Odoo keeps those who were, archived.
func readMembers(ctx context.Context, dir *directory, ids []int64) ([]*providers.Live, error) {
	domain := []any{[]any{"active", "=", true}}
	if ids != nil {
		domain = append(domain, []any{"id", "in", ids})
	}
	var names []string
	for _, c := range memberColumns {
		names = append(names, c.field)
	}
	rows, err := dir.c.SearchRead(ctx, api.Search{Model: memberModel, Domain: domain, Fields: names})
	if err != nil {
		return nil, err
	}
	var out []*providers.Live
	seen := map[string]bool{}
	for _, r := range rows {
		v := providers.Values{}
		for _, c := range memberColumns {
			if v[c.attribute], err = c.read(ctx, dir, r, c.field); err != nil {
				return nil, err
			}
		}
		if text(v["user"]) == "" {
			continue // a user who cannot log in
		}
		l, err := live(typeMember, r.ID(), v)
		if err != nil {
			return nil, err
		}
		if !seen[l.Key] {
			out, seen[l.Key] = append(out, l), true
		}
	}
	return out, nil
}

// writeMembers lets users join teams, in one request; the rest as rows are written.
func writeMembers(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	b := newBatch(ctx, w, kindOf(typeMember), ops)
	w.joinTeams(ctx, b.of(providers.Create))
	var sets grouped
	for _, c := range b.of(providers.Update, providers.Replace) {
		vals := map[string]any{}
		for _, col := range memberColumns {
			if want := c.After[col.attribute]; kindOf(typeMember).typ.Attribute(col.attribute).Differs(want, c.Before[col.attribute]) {
				x, err := col.write(ctx, w.dir, orDefault(kindOf(typeMember).typ.Attribute(col.attribute), want))
				if err != nil {
					c.fail(err)
				}
				vals[col.field] = x
			}
		}
		if len(vals) > 0 && c.done.err == nil {
			sets.add(vals, c)
		}
	}
	for _, s := range sets {
		if err := w.client.Write(ctx, memberModel, s.ids(), s.values); err != nil {
			s.fail(err)
		}
	}
	b.remove(ctx)
	made := map[string]int64{}
	for _, c := range b.of(providers.Create) {
		made[identityOf(c.Operation)] = c.id
	}
	if err := identify(ctx, w.client, memberModel, made); err != nil {
		for _, c := range b.of(providers.Create) {
			c.fail(err)
		}
	}
	return b.finish(ctx)
}

// joinTeams makes members. Where a user may be in one team alone, Odoo would take him out of the other one without a word:
// that is refused instead.
func (w *writing) joinTeams(ctx context.Context, creates []*change) {
	if len(creates) == 0 {
		return
	}
	now, err := readMembers(ctx, w.dir, nil)
	if err != nil {
		failAll(creates, err)
		return
	}
	several, err := parameter(ctx, w.client, "sales_team.membership_multi")
	if err != nil {
		failAll(creates, err)
		return
	}
	in := map[string]string{} // team by user
	have := map[string]bool{}
	for _, l := range now {
		in[text(l.Values["user"])], have[l.Key] = text(l.Values["team"]), true
	}
	var values []map[string]any
	var of []*change
	for _, c := range creates {
		user := text(c.After["user"])
		switch other := in[user]; {
		case have[c.Key]:
			c.fail(conflict("%s is in the team already", user))
			continue
		case other != "" && several.value != "True":
			c.fail(conflict("%s is in the team %s, and the database lets users be in one team alone: CRM > Configuration > Settings > Multi Teams", user, other))
			continue
		}
		in[user] = text(c.After["team"])
		vals := map[string]any{}
		for _, col := range memberColumns {
			v := orDefault(kindOf(typeMember).typ.Attribute(col.attribute), c.After[col.attribute])
			if v == nil {
				continue
			}
			if vals[col.field], err = col.write(ctx, w.dir, v); err != nil {
				c.fail(err)
			}
		}
		if c.done.err == nil {
			values, of = append(values, vals), append(of, c)
		}
	}
	w.makeAll(ctx, memberModel, values, of)
}

// parameterModel is where Odoo keeps settings of the database.
const parameterModel = "ir.config_parameter"

// setting is a parameter of the database; id 0 when there is none.
type setting struct {
	id    int64
	value string
}

func parameter(ctx context.Context, c *api.Client, name string) (setting, error) {
	rows, err := c.SearchRead(ctx, api.Search{Model: parameterModel, Domain: []any{[]any{"key", "=", name}}, Fields: []string{"value"}})
	if err != nil || len(rows) == 0 {
		return setting{}, err
	}
	return setting{rows[0].ID(), fmt.Sprint(rows[0]["value"])}, nil
}
