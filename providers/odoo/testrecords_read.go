package odoo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func (r *testRecords) Read(ctx context.Context, ref providers.TestRef, fields ...string) (providers.TestRecord, error) {
	out := providers.TestRecord{Object: ref.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}
	model := r.names.model(ref.Object)
	columns := []string{"id"}
	read := map[string]func(api.Row) any{}
	for _, name := range fields {
		x, ok := r.field(ref.Object, name)
		if !ok {
			out.Fields[name] = true // nothing here takes it away
			continue
		}
		read[name] = func(row api.Row) any {
			if len(x.Flags) > 0 {
				return flagged(row, x.Flags)
			}
			if list, many := row[x.Name].([]any); many && len(list) == 0 || row[x.Name] == any(false) && x.Type != "boolean" {
				return nil
			}
			return row[x.Name]
		}
		for _, flag := range x.Flags {
			columns = append(columns, flag[1])
		}
		if len(x.Flags) == 0 {
			columns = append(columns, x.Name)
		}
	}
	owner, owned := r.ownerField(ref.Object)
	if owned {
		columns = append(columns, owner)
	}
	var tracks []*schema.Track
	for _, t := range r.a.Tracks() {
		if t.Object == ref.Object && r.owns(t.Object) {
			tracks, columns = append(tracks, t), append(columns, r.trackHome(t).name)
		}
	}
	slices.Sort(columns)
	rows, err := r.p.client.SearchRead(ctx, api.Search{Model: model, Domain: []any{[]any{"id", "=", rowID(ref.ID)}}, Fields: slices.Compact(columns)})
	if err == nil && len(rows) == 0 {
		err = missing("there is no %s %s", model, ref.ID)
	}
	if err != nil {
		return out, err
	}
	row := rows[0]
	for name, value := range read {
		if v := value(row); v != nil {
			out.Fields[name] = v
		}
	}
	for _, t := range tracks {
		for _, s := range t.Stages {
			at := map[string]any{}
			if err := r.placed(ctx, at, s.Address); providers.IsKind(err, providers.NotFound) {
				continue // the stage is not there
			} else if err != nil {
				return out, err
			}
			field := r.trackHome(t).name
			if now := row.One(field); at[field] == row[field] || now != 0 && at[field] == now {
				out.Stages[t.Address] = s.Address
			}
		}
	}
	if owned {
		out.Owner = r.identity(row.One(owner))
	}
	return out, nil
}

// flagged are the options that are set; nil for none.
func flagged(row api.Row, flags [][2]string) any {
	var out []any
	for _, f := range flags {
		if row.Bool(f[1]) {
			out = append(out, f[0])
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// identity is what the architecture calls a user; the login of one that it does not have, "" for nobody.
func (r *testRecords) identity(id int64) string {
	for _, u := range r.org.users {
		if u.ID != id {
			continue
		}
		for _, t := range r.a.Teams {
			for _, m := range t.Members {
				if login, ok := r.org.login(m.Identity); ok && login == u.Login {
					return m.Identity
				}
			}
		}
		return u.Login
	}
	if id == 0 {
		return ""
	}
	return fmt.Sprintf("user %d", id)
}

// Marked looks through every model that the architecture uses, archived records included. A lead that has become an opportunity is found
// as what it is now.
func (r *testRecords) Marked(ctx context.Context) ([]providers.TestRef, error) {
	var out []providers.TestRef
	done := map[string]bool{}
	for _, object := range r.a.ObjectNames() {
		model := r.names.model(object)
		if !r.owns(object) || !r.a.Uses(object) || done[model] {
			continue
		}
		done[model] = true
		name, err := r.nameField(ctx, model)
		if err == nil && name == "" {
			continue
		}
		var list []api.Row
		if err == nil {
			list, err = r.marked(ctx, model, nil)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", model, err)
		}
		for _, row := range list {
			out = append(out, providers.TestRef{Object: r.objectOf(object, row), ID: strconv.FormatInt(row.ID(), 10), Mark: row.Text(name)})
		}
	}
	return out, nil
}

// marked are the marked records of a model; of those with these ids unless ids is nil.
func (r *testRecords) marked(ctx context.Context, model string, ids []int64) ([]api.Row, error) {
	name, err := r.nameField(ctx, model)
	if err != nil || name == "" {
		return nil, err
	}
	s := api.Search{Model: model, Domain: []any{[]any{name, "=like", providers.TestPrefix + "%"}}, Fields: []string{name}}
	if ids != nil {
		s.Domain = append(s.Domain, []any{"id", "in", ids})
	}
	for _, o := range standardObjects {
		if f := text(o.where[0]); o.model == model && !slices.Contains(s.Fields, f) {
			s.Fields = append(s.Fields, f)
		}
	}
	list, err := r.p.client.SearchRead(ctx, s)
	return slices.DeleteFunc(list, func(row api.Row) bool { return !providers.IsTestMark(row.Text(name)) }), err
}

// objectOf is the object whose record a row is: the first one of its model that the architecture uses, unless the row is one of another.
func (r *testRecords) objectOf(first string, row api.Row) string {
	for _, object := range r.a.ObjectNames() {
		if w := r.names.where(object); w != nil && r.names.model(object) == r.names.model(first) && r.owns(object) && r.a.Uses(object) && row[text(w[0])] == w[2] {
			return object
		}
	}
	return first
}

// Remove deletes marked records, with their log, their activities, and the mails about them that wait. Leads leave their stages before:
// what Odoo's predictive scores have learned of one that was won is forgotten.
func (r *testRecords) Remove(ctx context.Context, refs []providers.TestRef) error {
	var models []string
	ids := map[string][]int64{}
	for _, ref := range refs {
		model := r.names.model(ref.Object)
		if ids[model] == nil {
			models = append(models, model)
		}
		ids[model] = append(ids[model], rowID(ref.ID))
	}
	var errs []error
	for _, model := range models {
		list, err := r.marked(ctx, model, ids[model])
		if err != nil {
			errs = append(errs, err)
			continue
		}
		var there []int64
		for _, row := range list {
			there = append(there, row.ID())
		}
		if len(there) == 0 {
			continue
		}
		if model == leadModel { // it is no condition of the deletion: a rule of somebody's may refuse it
			if err := r.leave(ctx, there); err != nil {
				errs = append(errs, fmt.Errorf("leads %v did not leave their stages before their deletion, so that Odoo's predictive scores keep what they learned of them: %w", there, err))
			}
		}
		if err := r.p.client.Unlink(ctx, model, there); err != nil && !providers.IsKind(err, providers.NotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, r.detach(ctx))...)
}

// leave takes leads out of their stages, whatever rules ask of people who do so, and sends no mail. Those that are gone are no error.
func (r *testRecords) leave(ctx context.Context, ids []int64) error {
	in := maps.Clone(quiet)
	in[api.Moves] = true
	_, err := api.Do[any](ctx, r.p.client, api.Call{Model: leadModel, Method: "write", IDs: ids, Context: in, Effect: sets,
		Args: []api.Arg{{Name: "vals", Value: map[string]any{"active": true, "stage_id": false}}}})
	if providers.IsKind(err, providers.NotFound) {
		return nil
	}
	return err
}

// detach deletes the attachments that test records have left behind.
func (r *testRecords) detach(ctx context.Context) error {
	if !slices.ContainsFunc(r.a.Fields, func(f *schema.Field) bool { return f.Type.Kind == "attachment" && r.owns(f.Object) }) {
		return nil
	}
	list, err := r.p.client.SearchRead(ctx, api.Search{Model: relations["attachment"], Domain: []any{[]any{"name", "=like", providers.TestPrefix + "%"}}, Fields: []string{"name"}})
	var ids []int64
	for _, row := range list {
		ids = append(ids, row.ID())
	}
	if err != nil || len(ids) == 0 {
		return err
	}
	return r.p.client.Unlink(ctx, relations["attachment"], ids)
}
