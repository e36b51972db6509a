package odoo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var _ providers.RecordTester = (*Provider)(nil)

// quiet lets automations run and changes be logged, and no mail go out: what people are told waits in Odoo's queue, and goes with the
// record. Source: mail_thread.py and mail_activity.py of Odoo 17.
var quiet = map[string]any{"mail_notify_force_send": false, "mail_auto_subscribe_no_notify": true, "mail_activity_quick_update": true, "mail_create_nosubscribe": true}

// testRecords are records of a database whose name is their mark. Odoo deletes records for good.
type testRecords struct {
	*compiler
	p   *Provider
	run string
	// logged are the activities of records, by model and id.
	logged map[string][]string
	// named are the fields that hold the names of records, by model.
	named map[string]string
}

// TestRecords makes records in the database.
func (p *Provider) TestRecords(a *schema.Architecture, t providers.Target, run string) (providers.TestRecords, error) {
	c := newCompiler(a, t, p.settings, p.org)
	c.compiled() // which fields hold codes follows from all that is made
	return &testRecords{compiler: c, p: p, run: run, logged: map[string][]string{}, named: map[string]string{}}, nil
}

// Settle is 0: automations that start with a write are carried out with it, in one transaction.
func (r *testRecords) Settle() time.Duration { return 0 }

// nameField is the field that people know a record of a model by; "" where there is none that could hold a mark.
func (r *testRecords) nameField(ctx context.Context, model string) (string, error) {
	if name, known := r.named[model]; known {
		return name, nil
	}
	name := "name"
	if strings.HasPrefix(model, "x_") {
		name = "x_name"
	}
	typ := r.org.fields[model][name].Type
	if typ == "" { // of other models no more is known than the fields that people added
		rows, err := r.p.client.SearchRead(ctx, api.Search{Model: fieldModel, Domain: []any{[]any{"model", "=", model}, []any{"name", "=", name}}, Fields: []string{"ttype"}})
		if err != nil {
			return "", err
		}
		if len(rows) > 0 {
			typ = rows[0].Text("ttype")
		}
	}
	if typ != "char" {
		name = ""
	}
	r.named[model] = name
	return name, nil
}

func (r *testRecords) Create(ctx context.Context, rec providers.TestRecord) (providers.Written, error) {
	model := r.names.model(rec.Object)
	name, err := r.nameField(ctx, model)
	if err != nil {
		return providers.Written{}, err
	}
	if name == "" {
		return providers.Written{Cannot: fmt.Sprintf("Records of %s have no name that could mark them as test records.", model)}, nil
	}
	v := map[string]any{}
	if err := r.values(ctx, v, rec.Object, rec.Fields); err != nil {
		return providers.Written{}, err
	}
	if owner, ok := r.ownerField(rec.Object); ok { // Odoo gives a lead to whoever creates it
		v[owner] = r.userID(rec.Owner)
	}
	if model == leadModel {
		v["stage_id"] = false // and puts it into a stage of its own choice
		if _, there := r.org.fields[leadModel]["iap_enrich_done"]; there {
			v["iap_enrich_done"] = true // nobody pays for facts about it
		}
	}
	for _, stage := range rec.Stages {
		if err := r.placed(ctx, v, stage); err != nil {
			return providers.Written{}, err
		}
	}
	if w := r.names.where(rec.Object); w != nil {
		v[text(w[0])] = w[2]
	}
	if err := r.belongs(ctx, v, rec); err != nil {
		return providers.Written{}, err
	}
	v[name] = providers.TestMark(r.run)
	ids, err := api.Do[[]int64](ctx, r.p.client, api.Call{Model: model, Method: "create", Context: quiet, Effect: web.Acts,
		Args: []api.Arg{{Name: "vals_list", Value: []map[string]any{v}}}})
	if err != nil {
		return r.refusal("", err, rec.Owner)
	}
	if len(ids) != 1 {
		return providers.Written{}, &providers.Error{Kind: providers.Ambiguous, Message: fmt.Sprintf("Odoo gave %d ids for a new record of %s", len(ids), model)}
	}
	return providers.Written{ID: strconv.FormatInt(ids[0], 10)}, nil
}

// refusal tells what rules refuse, in their words, from what went wrong. Code that fails in a rule refuses nobody on purpose.
func (r *testRecords) refusal(id string, err error, owner string) (providers.Written, error) {
	w := providers.Written{ID: id}
	var e *providers.Error
	switch {
	case !errors.As(err, &e) || e.Kind != providers.Invalid && e.Kind != providers.Conflict:
		return w, err
	case !errors.Is(err, api.ErrWorded) && e.Kind == providers.Invalid:
		w.Cannot = "Odoo fails at it: " + compiling.Stop(e.Message)
		return w, nil
	}
	w.Refused = []string{e.Message}
	if owner != "" && r.userID(owner) == false {
		w.Refused = append(w.Refused, fmt.Sprintf("The owner, %s, is no active user of the database.", owner))
	}
	return w, nil
}

// belongs adds the records that a new one belongs to. A lead has one partner: a person, whose company is the lead's.
func (r *testRecords) belongs(ctx context.Context, v map[string]any, rec providers.TestRecord) error {
	for _, p := range rec.Parents {
		id := rowID(p.ID)
		link, ok := resolver{r.compiler}.Parent(rec.Object, p.Object)
		switch path := link.Path; {
		case !ok:
		case path == "commercial_partner_id":
			v["parent_id"] = id
		case path != "partner_id.commercial_partner_id":
			v[path] = id
		case v["partner_id"] == nil:
			v["partner_id"] = id
		}
	}
	// A person of whom it is not known works for the company of the same record.
	person, company := parentOf(rec, "contact"), parentOf(rec, "company")
	if r.names.model(rec.Object) != leadModel || person == 0 || company == 0 {
		return nil
	}
	v["partner_id"] = person
	rows, err := r.p.client.SearchRead(ctx, api.Search{Model: partnerModel, Domain: []any{[]any{"id", "=", person}}, Fields: []string{"name", "parent_id"}})
	if err != nil || len(rows) == 0 || rows[0].One("parent_id") != 0 || !providers.IsTestMark(rows[0].Text("name")) {
		return err
	}
	return r.write(ctx, partnerModel, person, map[string]any{"parent_id": company})
}

// parentOf is the id of a record that one belongs to; 0 for none.
func parentOf(rec providers.TestRecord, object string) int64 {
	for _, p := range rec.Parents {
		if p.Object == object {
			return rowID(p.ID)
		}
	}
	return 0
}

// ownerField is the field that holds who owns a record; custom models have none.
func (r *testRecords) ownerField(object string) (string, bool) {
	h := r.homeOf(object, "owner")
	return h.name, !h.own
}

// userID is the id of an active user, and the first of those behind a queue, role or team; false for nobody, and for whom the database
// does not have. Where the architecture names nobody at all, whoever runs the test stands in.
func (r *testRecords) userID(owner string) any {
	logins := r.staff(schema.Address(owner))
	if login, ok := r.org.login(owner); ok {
		logins = []string{login}
	}
	if r.a.Lookup(schema.Address(owner)) != nil && !slices.ContainsFunc(r.a.Teams, func(t *schema.Team) bool { return len(t.Members) > 0 }) {
		return r.p.client.UserID()
	}
	for _, u := range r.org.users {
		if len(logins) > 0 && u.Active && u.Login == logins[0] {
			return u.ID
		}
	}
	return false
}

// values adds fields with their values, as far as Odoo holds them. The name is the mark's.
func (r *testRecords) values(ctx context.Context, out map[string]any, object string, fields map[string]any) error {
	mark, err := r.nameField(ctx, r.names.model(object))
	if err != nil {
		return err
	}
	for name, v := range fields {
		f := r.a.Field(object, name)
		x, ok := r.field(object, name)
		if !ok || slices.Contains([]string{"id", "create_date", "write_date", "user_id", mark}, x.Name) {
			continue
		}
		for _, flag := range x.Flags {
			list, _ := v.([]any)
			out[flag[1]] = slices.Contains(list, any(flag[0]))
		}
		if len(x.Flags) > 0 {
			continue
		}
		switch {
		case f != nil && f.Type.Kind == "reference":
			if id := rowID(fmt.Sprint(v)); id != 0 { // an id of another test record
				out[x.Name] = id
			}
		case x.Type == "many2one":
			if id := r.userID(fmt.Sprint(v)); v == nil || id != false {
				out[x.Name] = id
			}
		case x.Type == "many2many":
			out[x.Name] = attached(r.run, v)
		default:
			out[x.Name] = plain(x.Type, v)
		}
	}
	return nil
}

// field is where a field is kept, the status among them.
func (r *testRecords) field(object, name string) (pyexpr.Field, bool) {
	if name == "status" && r.a.Field(object, name) == nil {
		h := r.statusHome(object)
		return pyexpr.Field{Name: h.name, Type: "selection"}, r.made.Find(typeField, h.key()) != nil
	}
	return resolver{r.compiler}.Field(object, name)
}

// attached are the commands that make an attachment the only one; none for nil. Attachments have the mark, too.
func attached(run string, v any) []any {
	if v == nil {
		return []any{[]any{5}}
	}
	return []any{[]any{5}, []any{0, 0, map[string]any{"name": providers.TestMark(run), "type": "url", "url": fmt.Sprint(v)}}}
}

// plain is a value as Odoo takes it: no value is false, times are in UTC and have no zone.
func plain(typ string, v any) any {
	if v == nil {
		return false
	}
	layout := map[string]string{"date": time.DateOnly, "datetime": time.DateTime}[typ]
	at, is := v.(time.Time)
	if s, ok := v.(string); ok && layout != "" {
		for _, form := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(form, s); err == nil {
				at, is = t, true
			}
		}
	}
	if is {
		return at.UTC().Format(cmp.Or(layout, time.RFC3339))
	}
	return v
}

// placed adds a stage, and the team whose pipeline has it.
func (r *testRecords) placed(ctx context.Context, out map[string]any, stage schema.Address) error {
	t, s := r.a.Track(stage), schema.Find[schema.Stage](r.a, stage)
	if t == nil || s == nil || !r.owns(t.Object) {
		return missing("%s has no place in Odoo", stage)
	}
	if !r.inStages(t) {
		out[r.trackHome(t).name] = stageValue(s)
		return nil
	}
	id, err := r.p.dir.id(ctx, "crm.stage", r.stageKey(t, s))
	if err != nil {
		return err
	}
	team, err := r.p.dir.id(ctx, "crm.team", cmp.Or(t.CRM[provider], external(t.Address, "")))
	out["stage_id"], out["team_id"] = id, team
	return err
}

func (r *testRecords) Change(ctx context.Context, ref providers.TestRef, c providers.TestChange) (providers.Written, error) {
	w := providers.Written{ID: ref.ID}
	if len(c.Activities) > 0 {
		if done, err := r.log(ctx, ref, c.Activities); err != nil || !done.Done() {
			return done, err
		}
	}
	v := map[string]any{}
	if err := r.values(ctx, v, ref.Object, c.Fields); err != nil {
		return w, err
	}
	for at, code := range c.Reason {
		if _, _, l := at.Split(); len(l) == 2 && l[0] == ref.Object {
			if err := r.values(ctx, v, ref.Object, map[string]any{l[1]: code}); err != nil {
				return w, err
			}
		}
	}
	if owner, ok := r.ownerField(ref.Object); ok && c.Owner != "" {
		if id := r.userID(c.Owner); id != false {
			v[owner] = id
		}
	}
	if c.Stage != "" {
		if err := r.placed(ctx, v, c.Stage); err != nil {
			return w, err
		}
	}
	if len(v) == 0 {
		return w, nil
	}
	if err := r.write(ctx, r.names.model(ref.Object), rowID(ref.ID), v); err != nil {
		return r.refusal(ref.ID, err, c.Owner)
	}
	return w, nil
}

// log writes the points of activities where scores add them, as the tool does that sees them: Odoo has no name for activities.
func (r *testRecords) log(ctx context.Context, ref providers.TestRef, names []string) (providers.Written, error) {
	at := key(r.names.model(ref.Object), ref.ID)
	log := append(slices.Clone(r.logged[at]), names...)
	v, known := map[string]any{}, map[string]bool{}
	for _, s := range r.a.Scorings {
		if s.Object.Name() != ref.Object {
			continue
		}
		for _, d := range s.Dimensions {
			h, _ := r.activities(s, d)
			if r.made.Find(typeField, h.key()) == nil {
				continue
			}
			points := 0.0
			for _, signal := range d.Signals {
				n := 0.0
				for _, name := range log {
					if name == signal.Event && (signal.MaxCount == 0 || n < signal.MaxCount) {
						n++
					}
				}
				points, known[signal.Event] = points+n*signal.Points, true
			}
			v[h.name] = points
		}
	}
	for _, name := range names {
		if !known[name] {
			return providers.Written{ID: ref.ID, Cannot: fmt.Sprintf("No score counts the activity %s in Odoo, which has no name for it.", name)}, nil
		}
	}
	if err := r.write(ctx, r.names.model(ref.Object), rowID(ref.ID), v); err != nil {
		return r.refusal(ref.ID, err, "")
	}
	r.logged[at] = log
	return providers.Written{ID: ref.ID}, nil
}

// write changes a record as people do, and tells nobody.
func (r *testRecords) write(ctx context.Context, model string, id int64, v map[string]any) error {
	_, err := api.Do[any](ctx, r.p.client, api.Call{Model: model, Method: "write", IDs: []int64{id}, Context: quiet, Effect: sets, Args: []api.Arg{{Name: "vals", Value: v}}})
	return err
}
