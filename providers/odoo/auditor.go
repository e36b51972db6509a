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
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

var _ providers.Auditor = (*Provider)(nil)

// What Odoo does not tell.
const (
	lastWriterOnly = "Odoo keeps who wrote an object last, whatever was changed, and nothing of settings and of what was deleted."
	schedulerWrote = "Odoo's scheduler writes to the rules that it runs, so that nothing tells who changed those but for their server actions."
)

// bySystem is the user as whom Odoo itself works.
const bySystem = 1

// stamp is who wrote a row last, and when.
type stamp struct {
	user int64
	name string
	when time.Time
	how  string
}

func (s stamp) later(t stamp) stamp {
	if t.when.After(s.when) {
		return t
	}
	return s
}

// LastChanges reads who wrote the rows last: one request for each model of which there is a subject, and one for the server actions of
// automations.
func (p *Provider) LastChanges(ctx context.Context, of []providers.Subject) ([]*providers.LastChange, []string, error) {
	out := make([]*providers.LastChange, len(of))
	a := &auditing{client: p.client, rows: map[string]map[int64]stamp{}}
	ids := map[string][]int64{}
	for _, s := range of {
		if k := kindOf(s.Type); k != nil && !s.Gone {
			ids[k.model] = append(ids[k.model], rowID(s.ID))
		}
	}
	for _, model := range sortedKeys(ids) {
		if err := a.read(ctx, model, ids[model]); err != nil {
			return out, nil, err
		}
	}
	for i, s := range of {
		k := kindOf(s.Type)
		if k == nil || s.Gone {
			a.lacks(lastWriterOnly)
			continue
		}
		last, known := a.rows[k.model][rowID(s.ID)]
		if k.typ.Name == typeScoring {
			for _, x := range a.rows[k.model] {
				last, known = last.later(x), true
			}
		}
		if !known || last.when.IsZero() {
			if !a.denied[k.model] {
				a.lacks(lastWriterOnly)
			}
			continue
		}
		when := last.when
		out[i] = &providers.LastChange{Who: p.org.person(last.user, last.name), When: &when, How: last.how}
	}
	return out, a.unknown, nil
}

// rowID reads the id of a row; 0 for what is no single row.
func rowID(s string) int64 {
	id, _ := strconv.ParseInt(s, 10, 64)
	return id
}

// person is a user as people know one, with the login where there is one.
func (o *org) person(id int64, name string) string {
	for _, u := range o.users {
		if u.ID == id {
			return strings.TrimSpace(cmp.Or(u.Name, name) + " <" + u.Login + ">")
		}
	}
	return cmp.Or(name, fmt.Sprintf("user %d", id))
}

// auditing gathers stamps of rows by model and id.
type auditing struct {
	client  *api.Client
	rows    map[string]map[int64]stamp
	denied  map[string]bool
	unknown []string
}

// lacks says what is unknown, once.
func (a *auditing) lacks(what string) {
	if !slices.Contains(a.unknown, what) {
		a.unknown = append(a.unknown, what)
	}
}

// read reads the stamps of rows of a model. What the user may not read is unknown.
func (a *auditing) read(ctx context.Context, model string, ids []int64) error {
	var err error
	switch model {
	case settingsModel: // a form, of which no row stays
		return nil
	case parameterModel:
		err = a.stamps(ctx, api.Search{Model: model, Domain: []any{[]any{"key", "in", []string{scoringFields, scoringStart}}}}, nil)
	case automationRows.model:
		err = a.automations(ctx, ids)
	default:
		err = a.stamps(ctx, api.Search{Model: model, Domain: []any{[]any{"id", "in", ids}}}, nil)
	}
	if providers.IsKind(err, providers.Permission) {
		if a.denied == nil {
			a.denied = map[string]bool{}
		}
		a.denied[model] = true
		a.lacks(fmt.Sprintf("Odoo does not let this user read who changed %s: %s", model, compiling.Stop(err.Error())))
		return nil
	}
	return err
}

// stamps reads who wrote the rows of a search, or made them where nobody has written since. of gives the row that a stamp is about,
// and 0 for none; nil is the row itself.
func (a *auditing) stamps(ctx context.Context, s api.Search, of func(api.Row, *stamp) (model string, id int64)) error {
	s.Fields = append(s.Fields, "write_uid", "write_date", "create_uid", "create_date")
	list, err := a.client.SearchRead(ctx, s)
	for _, r := range list {
		by, at := "write_uid", "write_date"
		if r.One(by) == 0 {
			by, at = "create_uid", "create_date"
		}
		x := stamp{user: r.One(by), name: nameOf(r[by])}
		x.when = moment(r.Text(at))
		model, id := s.Model, r.ID()
		if of != nil {
			model, id = of(r, &x)
		}
		if a.rows[model] == nil {
			a.rows[model] = map[int64]stamp{}
		}
		if id != 0 {
			a.rows[model][id] = a.rows[model][id].later(x)
		}
	}
	return err
}

// nameOf is the name in a many2one; "" for none.
func nameOf(v any) string {
	if pair, ok := v.([]any); ok && len(pair) > 1 {
		return text(pair[1])
	}
	return ""
}

// automations reads the stamps of rules and of what they do: the later counts. A rule that runs on time bears the stamp of the scheduler.
func (a *auditing) automations(ctx context.Context, ids []int64) error {
	if err := a.stamps(ctx, api.Search{Model: automationRows.model, Domain: []any{[]any{"id", "in", ids}}, Fields: []string{"trigger", "last_run"}}, func(r api.Row, x *stamp) (string, int64) {
		if x.user == bySystem && strings.HasPrefix(r.Text("trigger"), "on_time") && r.Text("last_run") != "" {
			a.lacks(schedulerWrote)
			return automationRows.model, 0
		}
		return automationRows.model, r.ID()
	}); err != nil {
		return err
	}
	return a.stamps(ctx, api.Search{Model: actionModel, Domain: []any{[]any{"base_automation_id", "in", ids}}, Fields: []string{"base_automation_id"}}, func(r api.Row, x *stamp) (string, int64) {
		x.how = "server action"
		return automationRows.model, r.One("base_automation_id")
	})
}
