package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// place is a field of records: where a picklist value can stand.
type place struct {
	sobject, field string
	many           bool // a record can have several values
	// every tells that records always have a value, and false means none; long that no condition can be about it.
	every, long bool
}

// removal is what becomes of records before a value or field goes.
type removal struct {
	places []place
	// value is the one that goes, to the one that records get; both "" for a field, whose values go into the field to.
	value, to string
}

// removals finds the operations that records have to move for before they are deployed. Without a place to go to, and
// without leave to discard, nothing goes that records have: the operation fails.
func (a *applying) removals(ctx context.Context, ops []*providers.Operation) (map[*providers.Operation]*removal, error) {
	out := map[*providers.Operation]*removal{}
	for _, op := range ops {
		if op.Action != providers.Delete && op.Action != providers.Replace || !kindOf(op.Type).typ.Records || op.Before == nil {
			continue
		}
		r := removal{places: a.live.places(op.Type, kindOf(op.Type).typ.KeyOf(op.Before))}
		if op.Type == typeValue {
			r.value = text(op.Before["value"])
		}
		if op.MoveRecordsTo != "" && op.Type != typeObject {
			_, r.to, _ = strings.Cut(op.MoveRecordsTo, "/")
			out[op] = &r
			continue
		}
		if op.Discard || op.Action == providers.Replace {
			continue
		}
		n, err := a.records(ctx, r)
		switch {
		case providers.IsKind(err, providers.Conflict):
			a.fail(op, err)
		case err != nil:
			return nil, err
		case n > 0:
			a.fail(op, &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("%d records have it; say where they go, or that the value is dropped", n)})
		}
	}
	return out, nil
}

// places are where records can have an object of a type: the fields of a value set, a field, an object. Custom metadata is no
// data of anybody: its records are resources, and go by operations of their own.
func (s *snapshot) places(typ, key string) []place {
	parent, last, _ := strings.Cut(key, "/") // values may have slashes, what they are in does not
	if isDefinition(parent) {
		return nil
	}
	switch typ {
	case typeObject:
		return []place{{sobject: key}}
	case typeField:
		return s.fieldPlace(parent, last)
	case typeValue:
		return s.fieldsOf(parent)
	}
	return nil
}

// fieldPlace is a field whose values go with it. Those of a formula are in no record.
func (s *snapshot) fieldPlace(sobject, field string) []place {
	f, _, err := decoded[metadata.CustomField](s, "CustomField", sobject+"."+field)
	if err != nil || f.Formula != "" || f.Type == "Summary" {
		return nil
	}
	return []place{{sobject: sobject, field: field, many: f.Type == "MultiselectPicklist", every: f.Type == "Checkbox", long: slices.Contains(longTypes, f.Type)}}
}

// longTypes are of fields that no condition can be about. Source: SOQL and SOSL Reference, WHERE.
var longTypes = []string{"LongTextArea", "Html", "EncryptedText"}

// isDefinition tells whether an object is a custom metadata type.
func isDefinition(sobject string) bool { return strings.HasSuffix(sobject, "__mdt") }

// fieldsOf are the fields that take their values from a set.
func (s *snapshot) fieldsOf(set string) []place {
	var out []place
	if name, ok := strings.CutPrefix(set, "global."); ok {
		for _, c := range s.of("CustomField") {
			var f metadata.CustomField
			if c.Decode(&f) == nil && f.ValueSet != nil && strings.EqualFold(f.ValueSet.ValueSetName, name) {
				sobject, field, _ := strings.Cut(c.Name, ".")
				out = append(out, place{sobject: sobject, field: field, many: f.Type == "MultiselectPicklist"})
			}
		}
		return out
	}
	for of, standard := range standardSets {
		if standard == set {
			sobject, field, _ := strings.Cut(of, ".")
			out = append(out, place{sobject: sobject, field: field})
		}
	}
	if sobject, field, ok := strings.Cut(set, "."); ok {
		out = append(out, place{sobject: sobject, field: field, many: s.many(sobject, field)})
	}
	slices.SortFunc(out, func(a, b place) int { return strings.Compare(a.sobject+a.field, b.sobject+b.field) })
	return out
}

func (s *snapshot) many(sobject, field string) bool {
	f, ok, err := decoded[metadata.CustomField](s, "CustomField", sobject+"."+field)
	return ok && err == nil && f.Type == "MultiselectPicklist"
}

// where is the condition that a record has the value, or any.
func (p place) where(value string) string {
	switch {
	case p.field == "":
		return ""
	case value == "" && p.every:
		return p.field + " = TRUE"
	case value == "":
		return p.field + " != null"
	case p.many:
		return p.field + " INCLUDES (" + api.Quote(value) + ")"
	}
	return p.field + " = " + api.Quote(value)
}

// records counts the records that have what goes.
func (p *Provider) records(ctx context.Context, r removal) (int64, error) {
	var n int64
	for _, at := range r.places {
		count, err := p.client.Count(ctx, at.sobject, at.where(r.value))
		if providers.IsKind(err, providers.Invalid) || providers.IsKind(err, providers.NotFound) {
			if r.value == "" && at.field != "" {
				return 0, at.unknown(err)
			}
			continue // not in this org, or not visible: then no record that we could move has it, and records keep values that go
		}
		if err != nil {
			return 0, err
		}
		n += int64(count)
	}
	return n, nil
}

// unknown says why a field cannot go: nobody knows what would go with it.
func (p place) unknown(err error) error {
	why := "the user who applies cannot see it. Assign them the permission set " + accessPermissionSet
	if p.long {
		why = "Salesforce searches no fields of this type. Move the values elsewhere with retired { to = … }, or drop them with discard = true"
	}
	return &providers.Error{Kind: providers.Conflict, Err: err, Message: fmt.Sprintf("nobody can tell whether records have values in %s.%s: %s", p.sobject, p.field, why)}
}

// inBulk is how many records are moved by collections of 200; more go in a bulk job.
const inBulk = 2000

// move gives records the new value, and tells how many.
func (a *applying) move(ctx context.Context, r *removal) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	var moved int64
	for _, at := range r.places {
		rows, err := a.rewritten(ctx, at, r)
		if err != nil {
			return moved, err
		}
		n, err := a.update(ctx, at.sobject, rows)
		moved += n
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// rewritten are the records of a place as they are to be: id, then the field and its value.
func (a *applying) rewritten(ctx context.Context, at place, r *removal) ([]api.Record, error) {
	columns, field := "Id", at.field
	if r.value == "" {
		field = r.to
		columns += ", " + r.to
	}
	if r.value == "" || at.many {
		columns += ", " + at.field
	}
	var out []api.Record
	soql := fmt.Sprintf("SELECT %s FROM %s", columns, at.sobject)
	if !at.long {
		soql += " WHERE " + at.where(r.value)
	}
	for row, err := range api.Query[map[string]any](ctx, a.client, soql) {
		if err != nil {
			return nil, err
		}
		var value any = r.to
		switch {
		case r.value == "" && row[at.field] == nil:
			continue
		case r.value == "" && row[r.to] != nil && row[r.to] != false:
			continue // it has a value of its own there, which stays
		case r.value == "":
			value = row[at.field]
		case at.many:
			value = instead(text(row[at.field]), r.value, r.to)
		}
		out = append(out, api.Record{Object: at.sobject, ID: text(row["Id"]), Fields: map[string]any{field: value}})
	}
	return out, nil
}

// instead replaces one of several values, which have semicolons between them.
func instead(values, old, now string) string {
	var out []string
	for _, v := range strings.Split(values, ";") {
		if v == old {
			v = now
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, ";")
}

// update writes records, in collections or in bulk, and tells how many were.
func (a *applying) update(ctx context.Context, sobject string, rows []api.Record) (int64, error) {
	var errs []error
	if len(rows) <= inBulk {
		saved, err := a.client.UpdateRecords(ctx, rows, api.Saving{})
		for _, s := range saved {
			if s.Err != nil {
				errs = append(errs, s.Err)
			}
		}
		if err != nil {
			return int64(len(saved) - len(errs)), err
		}
		return outcome(len(rows), errs)
	}
	var field string
	for name := range rows[0].Fields {
		field = name
	}
	in := api.Ingest{Object: sobject, Operation: api.Update, Columns: []string{"Id", field}}
	for _, r := range rows {
		in.Rows = append(in.Rows, []string{r.ID, csvText(r.Fields[field])})
	}
	done, err := a.client.Ingest(ctx, in)
	if err != nil {
		return 0, err
	}
	for _, f := range append(done.Failed, done.Unprocessed...) {
		errs = append(errs, f.Err)
	}
	return outcome(len(rows), errs)
}

func csvText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, _ := json.Marshal(v)
	return string(data)
}

func outcome(all int, errs []error) (int64, error) {
	moved := int64(all - len(errs))
	if len(errs) == 0 {
		return moved, nil
	}
	return moved, &providers.Error{Kind: providers.Conflict, Err: errs[0], Message: fmt.Sprintf(
		"%d records did not move, %d did: %v. Nothing was removed. Give the user who applies the permission set %s if gates refuse it", len(errs), moved, errs[0], bypassPermissionSet)}
}
