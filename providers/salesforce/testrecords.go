package salesforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var _ providers.RecordTester = (*Provider)(nil)

// settleFor is how long flows may take after a record was saved. Those that start with it are done with the save; paths that run
// asynchronously come soon after. Source: Salesforce Help, Record-Triggered Flows.
const settleFor = 30 * time.Second

// testRecords are records of an org whose name is their mark. They are written without assignment rules. Contacts are made as
// contacts, not as the leads that some of them are first. Records that are removed are in the recycle bin for 15 days.
type testRecords struct {
	*compiler
	p   *Provider
	run string

	once      sync.Once
	bypassing string // why rules say nothing about this user
	err       error
	ids       map[string]string // of users and record types, by what they are asked for
}

// TestRecords makes records in the org. A folder has none.
func (p *Provider) TestRecords(a *schema.Architecture, t providers.Target, run string) (providers.TestRecords, error) {
	return &testRecords{compiler: newCompiler(a, t, p.settings, p.known()), p: p, run: run, ids: map[string]string{}}, nil
}

func (r *testRecords) Settle() time.Duration { return settleFor }

// cannot says why no program can make records of an object here; "" when one can.
func (r *testRecords) cannot(ctx context.Context, object string) (string, error) {
	if r.p.client == nil {
		return "A folder of metadata has no records.", nil
	}
	if r.nameField(r.names.last(object)) == "" {
		return fmt.Sprintf("Records of %s are numbered: nothing could mark them as test records.", r.names.last(object)), nil
	}
	r.once.Do(func() { r.bypassing, r.err = r.bypasses(ctx) })
	return r.bypassing, r.err
}

// bypasses says why gates let the user pass who is logged in; "" when they do not.
func (r *testRecords) bypasses(ctx context.Context) (string, error) {
	me, err := r.p.client.Identity(ctx)
	if err != nil {
		return "", err
	}
	n, err := r.p.client.Count(ctx, "PermissionSetAssignment", "AssigneeId = "+api.Quote(me.UserID)+" AND PermissionSet.Name = "+api.Quote(bypassPermissionSet))
	if err != nil || n == 0 {
		return "", err
	}
	return fmt.Sprintf("%s has the permission set %s, which lets every gate pass. Test as a user without it.", me.Username, bypassPermissionSet), nil
}

// nameField is the field that people know a record by; "" where it is a number that Salesforce gives.
func (r *testRecords) nameField(sobject string) string {
	if sobject == lead || sobject == contact {
		return "LastName"
	}
	o, ok, err := decoded[metadata.CustomObject](r.org, "CustomObject", sobject)
	if ok && err == nil && o.NameField != nil && o.NameField.Type == "AutoNumber" {
		return ""
	}
	return "Name"
}

func (r *testRecords) Create(ctx context.Context, rec providers.TestRecord) (providers.Written, error) {
	if why, err := r.cannot(ctx, rec.Object); err != nil || why != "" {
		return providers.Written{Cannot: why}, err
	}
	sobject := r.names.last(rec.Object)
	fields, err := r.values(ctx, rec.Object, providers.TestChange{Fields: rec.Fields, Owner: rec.Owner})
	if err != nil {
		return providers.Written{}, err
	}
	for _, stage := range rec.Stages {
		if err := r.placed(ctx, fields, sobject, stage); err != nil {
			return providers.Written{}, err
		}
	}
	for _, p := range rec.Parents {
		if to, ok := (resolver{r.compiler, sobject, rec.Object}).Parent(rec.Object, p.Object); ok && to.Key != "" {
			fields[to.Key] = p.ID
		}
	}
	mark := providers.TestMark(r.run)
	fields[r.nameField(sobject)] = mark
	switch sobject {
	case lead:
		fields["Company"] = mark
	case opportunity:
		if fields["CloseDate"] == nil {
			fields["CloseDate"] = time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
		}
	}
	return r.save(ctx, api.Record{Object: sobject, Fields: fields})
}

// save writes a record without assignment rules.
func (r *testRecords) save(ctx context.Context, rec api.Record) (providers.Written, error) {
	write := r.p.client.UpdateRecords
	if rec.ID == "" {
		write = r.p.client.CreateRecords
	}
	saved, err := write(ctx, []api.Record{rec}, api.Saving{})
	if err != nil {
		return providers.Written{ID: rec.ID}, err
	}
	return providers.WriteOutcome(cmp.Or(rec.ID, saved[0].ID), saved[0].Err)
}

// fieldFor is the field of the org that holds a field of ours, and whether people write it.
func (r *testRecords) fieldFor(object, sobject, name string) (field string, writable bool) {
	f := r.a.Field(object, name)
	if f == nil {
		for _, list := range r.a.Reasons {
			if list.Field == "" && (list.Name == name || list.Address.Key() == name) && slices.Contains(r.reasonObjects(list), object) {
				return r.reasonField(list, sobject), true
			}
		}
		return "", false
	}
	field = r.fieldOn(sobject, f)
	made, ok, err := decoded[metadata.CustomField](r.org, "CustomField", sobject+"."+field)
	if err != nil || isCustom(field) && !ok || made.Formula != "" || made.Type == "Summary" {
		return field, false
	}
	return field, true
}

// values are the fields that a change sets. What the org computes, and owners that it does not have, are left out.
func (r *testRecords) values(ctx context.Context, object string, c providers.TestChange) (map[string]any, error) {
	sobject := r.names.last(object)
	out := map[string]any{}
	for name, v := range c.Fields {
		field, ok := r.fieldFor(object, sobject, name)
		if !ok {
			continue
		}
		value, err := r.value(ctx, object, sobject, name, v)
		if err != nil {
			return nil, err
		}
		if value != nil || v == nil {
			out[field] = value
		}
	}
	for at, code := range c.Reason {
		_, _, l := at.Split()
		if len(l) != 2 || l[0] != object {
			continue
		}
		field, ok := r.fieldFor(object, sobject, l[1])
		if !ok {
			continue
		}
		if list := r.reasonsOf(object, l[1]); list != nil {
			code = r.reasonValue(list, sobject, code)
		} else if o, ok := (resolver{r.compiler, sobject, object}).Option(object, l[1], code); ok {
			code = o
		}
		out[field] = code
	}
	if c.Owner != "" {
		id, err := r.userID(ctx, c.Owner)
		if err != nil {
			return nil, err
		}
		if id != "" {
			out["OwnerId"] = id
		}
	}
	return out, nil
}

// value is a value as Salesforce takes it; nil where it has none for it.
func (r *testRecords) value(ctx context.Context, object, sobject, name string, v any) (any, error) {
	f := r.a.Field(object, name)
	option := func(s string) string {
		if f == nil || f.Type.Kind != "enum" && f.Type.Kind != "multi_enum" {
			return s
		}
		if o, ok := (resolver{r.compiler, sobject, object}).Option(object, name, s); ok {
			return o
		}
		return s
	}
	switch v := v.(type) {
	case string:
		if f != nil && f.Type.Kind == "user" {
			id, err := r.userID(ctx, v)
			if id == "" {
				return nil, err
			}
			return id, err
		}
		return option(v), nil
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, option(fmt.Sprint(x)))
		}
		return strings.Join(out, ";"), nil
	case time.Time:
		return v.UTC().Format(time.RFC3339), nil
	}
	return v, nil
}

// userID is the id of an active user; "" when the org has none of that name.
func (r *testRecords) userID(ctx context.Context, identity string) (string, error) {
	u := r.org.org.user(identity)
	if u == nil {
		return "", nil
	}
	return r.idOf(ctx, "SELECT Id FROM User WHERE Username = "+api.Quote(u.Username))
}

// idOf is the id that a query finds first; "" for none.
func (r *testRecords) idOf(ctx context.Context, soql string) (string, error) {
	if id, ok := r.ids[soql]; ok {
		return id, nil
	}
	for row, err := range api.Query[map[string]any](ctx, r.p.client, soql) {
		if err != nil {
			return "", err
		}
		r.ids[soql] = text(row["Id"])
		break
	}
	return r.ids[soql], nil
}

// placed adds the stage, and the record type that has it, to the fields of a record.
func (r *testRecords) placed(ctx context.Context, fields map[string]any, sobject string, stage schema.Address) error {
	t := r.a.Track(stage)
	var h *home
	if t != nil {
		h = r.homeOn(t, sobject)
	}
	if h == nil || h.value(t, stage) == "" {
		return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("%s has no place on %s", stage, sobject)}
	}
	fields[h.field] = h.value(t, stage)
	if h.recordType == "" {
		return nil
	}
	id, err := r.idOf(ctx, "SELECT Id FROM RecordType WHERE SobjectType = "+api.Quote(sobject)+" AND DeveloperName = "+api.Quote(h.recordType))
	if err == nil && id != "" {
		fields["RecordTypeId"] = id
	}
	return err
}

func (r *testRecords) Change(ctx context.Context, ref providers.TestRef, c providers.TestChange) (providers.Written, error) {
	if len(c.Activities) > 0 {
		return providers.Written{ID: ref.ID, Cannot: "The activities that scores count are those of people: no program can stand for a reply or a meeting."}, nil
	}
	sobject := r.names.last(ref.Object)
	fields, err := r.values(ctx, ref.Object, c)
	if err == nil && c.Stage != "" {
		err = r.placed(ctx, fields, sobject, c.Stage)
	}
	delete(fields, r.nameField(sobject))
	if err != nil || len(fields) == 0 {
		return providers.Written{ID: ref.ID}, err
	}
	return r.save(ctx, api.Record{Object: sobject, ID: ref.ID, Fields: fields})
}
