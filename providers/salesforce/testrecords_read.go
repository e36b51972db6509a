package salesforce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func (r *testRecords) Read(ctx context.Context, ref providers.TestRef, fields ...string) (providers.TestRecord, error) {
	out := providers.TestRecord{Object: ref.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}
	sobject := r.names.last(ref.Object)
	columns := []string{"Id", "OwnerId"}
	names := map[string]string{}
	for _, name := range fields {
		field, ok := r.fieldFor(ref.Object, sobject, name)
		if !ok {
			out.Fields[name] = true // nothing here takes it away
			continue
		}
		names[name], columns = field, append(columns, field)
	}
	for _, t := range r.a.Tracks() {
		if h := r.homeOn(t, sobject); h != nil && t.Object == ref.Object {
			columns = append(columns, h.field)
			if h.recordType != "" {
				columns = append(columns, "RecordType.DeveloperName")
			}
		}
	}
	slices.Sort(columns)
	soql := fmt.Sprintf("SELECT %s FROM %s WHERE Id = %s", strings.Join(slices.Compact(columns), ", "), sobject, api.Quote(ref.ID))
	for row, err := range api.Query[map[string]any](ctx, r.p.client, soql) {
		if err != nil {
			return out, err
		}
		for name, field := range names {
			out.Fields[name] = row[field]
		}
		for _, t := range r.a.Tracks() {
			h := r.homeOn(t, sobject)
			if h == nil || t.Object != ref.Object || h.recordType != "" && h.recordType != recordTypeIn(row) {
				continue
			}
			for _, s := range t.Stages {
				if v := h.value(t, s.Address); v != "" && v == text(row[h.field]) {
					out.Stages[t.Address] = s.Address
				}
			}
		}
		var err error
		out.Owner, err = r.ownerOf(ctx, text(row["OwnerId"]))
		return out, err
	}
	return out, &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf("there is no %s %s", sobject, ref.ID)}
}

func recordTypeIn(row map[string]any) string {
	t, _ := row["RecordType"].(map[string]any)
	return text(t["DeveloperName"])
}

// ownerOf is the identity of a user, or the address of a queue, by its id.
func (r *testRecords) ownerOf(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	for row, err := range api.Query[map[string]any](ctx, r.p.client, "SELECT Username FROM User WHERE Id = "+api.Quote(id)) {
		if err != nil {
			return "", err
		}
		for _, t := range r.a.Teams {
			for _, m := range t.Members {
				if u := r.org.org.user(m.Identity); u != nil && strings.EqualFold(u.Username, text(row["Username"])) {
					return m.Identity, nil
				}
			}
		}
		return text(row["Username"]), nil
	}
	return id, nil
}

// Marked looks through every object that the architecture uses.
func (r *testRecords) Marked(ctx context.Context) ([]providers.TestRef, error) {
	var out []providers.TestRef
	if r.p.client == nil {
		return nil, nil
	}
	for _, object := range r.a.ObjectNames() {
		sobject := r.names.last(object)
		if !r.owns(object) || !r.a.Uses(object) || r.nameField(sobject) == "" || isCustom(sobject) && r.org.find("CustomObject", sobject) == nil {
			continue
		}
		soql := fmt.Sprintf("SELECT Id, %[1]s FROM %[2]s WHERE %[1]s LIKE %[3]s ORDER BY Id", r.nameField(sobject), sobject, api.Quote(providers.TestPrefix+"%"))
		for row, err := range api.Query[map[string]any](ctx, r.p.client, soql) {
			if err != nil {
				return nil, fmt.Errorf("%s: %w", sobject, err)
			}
			if mark := text(row[r.nameField(sobject)]); providers.IsTestMark(mark) {
				out = append(out, providers.TestRef{Object: object, ID: text(row["Id"]), Mark: mark})
			}
		}
	}
	return out, nil
}

func (r *testRecords) Remove(ctx context.Context, refs []providers.TestRef) error {
	marked, err := r.Marked(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, ref := range refs {
		if !slices.ContainsFunc(marked, func(m providers.TestRef) bool { return m.Object == ref.Object && m.ID == ref.ID }) {
			continue // it is gone, or it is none of ours
		}
		if err := r.p.client.DeleteRecord(ctx, r.names.last(ref.Object), ref.ID); err != nil && !providers.IsKind(err, providers.NotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
