package provider

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"

	model "github.com/stagecraft-dev/stagecraft/schema"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// recordMembers are what a record may have.
var recordMembers = []string{"at", "object", "owner", "fields", "stages", "entered_at", "activities", "resets", "related"}

// record reads a record, and the time at which it is looked at. Functions give the same at any time, so that they never ask the
// clock. object is what the record is unless it says so itself.
func (a *asked) record(i int, object string, timed bool) (rec *engine.Record, at time.Time, failed *function.FuncError) {
	m, ok := a.args[i].(map[string]any)
	if !ok {
		return nil, at, wrong(i, "A record is an object: { at = …, fields = { … } }.")
	}
	if text, given := m["at"].(string); given {
		var err error
		if at, err = time.Parse(time.RFC3339, text); err != nil {
			return nil, at, wrong(i, "at: %q is not a time. Write date, time and offset, as in \"2026-03-02T09:00:00-05:00\".", text)
		}
	} else if timed {
		return nil, at, wrong(i, "The record lacks at: the time at which it is looked at, such as \"2026-03-02T09:00:00-05:00\" or plantimestamp().")
	}
	rec, failed = a.recordOf(i, m, object)
	return rec, at, failed
}

func (a *asked) recordOf(i int, m map[string]any, object string) (*engine.Record, *function.FuncError) {
	for name := range m {
		if !slices.Contains(recordMembers, name) {
			return nil, wrong(i, "A record has no %q.%s", name, problems.DidYouMean(name, recordMembers))
		}
	}
	rec := &engine.Record{Object: object, Stages: map[model.Address]model.Address{}, Related: map[string][]*engine.Record{}}
	if o, ok := m["object"].(string); ok {
		rec.Object = o
	}
	if !slices.Contains(a.arch.ObjectNames(), rec.Object) {
		return nil, wrong(i, "The record has no object that is known (%q). Write one of: %s.", rec.Object, quotedList(a.arch.ObjectNames()))
	}
	rec.Owner, _ = m["owner"].(string)
	fields, ok := m["fields"].(map[string]any)
	if !ok && m["fields"] != nil {
		return nil, wrong(i, "fields: values by field name are wanted.")
	}
	known := a.arch.ExprScope("", rec.Object).FieldNames(rec.Object)
	if slices.ContainsFunc(a.arch.Statuses, func(s *model.Status) bool { return s.Object == rec.Object }) {
		known = append(known, "status")
	}
	for _, r := range a.arch.Reasons {
		if _, _, l := engine.ReasonField(r, rec.Object).Split(); len(l) == 2 && l[0] == rec.Object {
			known = append(known, l[1])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if f := a.arch.Field(rec.Object, name); f != nil {
			if want := f.Expects(fields[name]); want != "" {
				return nil, wrong(i, "fields: %s cannot be %v. It is %s: expected %s.", name, fields[name], f.Type, strings.TrimSuffix(want, "."))
			}
			continue
		}
		if !slices.Contains(known, name) {
			return nil, wrong(i, "fields: %s has no field %q.%s", rec.Object, name, problems.DidYouMean(name, known))
		}
	}
	rec.Fields = maps.Clone(fields)
	if failed := a.stagesOf(i, rec, m["stages"]); failed != nil {
		return nil, failed
	}
	var failed *function.FuncError
	if rec.EnteredAt, failed = timesOf(i, "entered_at", m["entered_at"]); failed != nil {
		return nil, failed
	}
	if rec.Resets, failed = timesOf(i, "resets", m["resets"]); failed != nil {
		return nil, failed
	}
	if failed := activitiesOf(i, rec, m["activities"]); failed != nil {
		return nil, failed
	}
	return rec, a.relatedOf(i, rec, m["related"])
}

func (a *asked) stagesOf(i int, rec *engine.Record, x any) *function.FuncError {
	list, ok := x.([]any)
	if !ok && x != nil {
		return wrong(i, "stages: a list of addresses is wanted.")
	}
	for _, e := range list {
		name, _ := e.(string)
		addr := model.Address(name)
		t := a.arch.Track(addr)
		if a.arch.Lookup(addr) == nil || t == nil || addr.Kind() != "stage" {
			known := a.arch.Addresses("stage")
			return wrong(i, "stages: there is no stage %q.%s", name, problems.DidYouMean(name, known))
		}
		rec.Stages[t.Address] = addr
	}
	return nil
}

// timesOf reads times by address.
func timesOf(i int, member string, x any) (map[model.Address]time.Time, *function.FuncError) {
	out := map[model.Address]time.Time{}
	times, ok := x.(map[string]any)
	if !ok && x != nil {
		return nil, wrong(i, "%s: times by address are wanted.", member)
	}
	for _, addr := range slices.Sorted(maps.Keys(times)) {
		at, ok := timeOf(times[addr])
		if !ok {
			return nil, wrong(i, "%s: %s: %v is not a time. Write a date, or date, time and offset.", member, addr, times[addr])
		}
		out[model.Address(addr)] = at
	}
	return out, nil
}

// timeOf reads a date, or date, time and offset.
func timeOf(x any) (time.Time, bool) {
	text, _ := x.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	return at, err == nil
}

func activitiesOf(i int, rec *engine.Record, x any) *function.FuncError {
	events, ok := x.(map[string]any)
	if !ok && x != nil {
		return wrong(i, "activities: times by name of the event are wanted.")
	}
	for _, name := range slices.Sorted(maps.Keys(events)) {
		times, several := events[name].([]any)
		if !several {
			times = []any{events[name]}
		}
		for _, e := range times {
			at, ok := timeOf(e)
			if !ok {
				return wrong(i, "activities: %s: %v is not a time. Write a date, or date, time and offset.", name, e)
			}
			rec.Activities = append(rec.Activities, engine.Activity{Name: name, At: at})
		}
	}
	return nil
}

// relatedOf reads the records that belong to a record; both know each other.
func (a *asked) relatedOf(i int, rec *engine.Record, x any) *function.FuncError {
	objects, ok := x.(map[string]any)
	if !ok && x != nil {
		return wrong(i, "related: lists of records by object are wanted.")
	}
	for _, object := range slices.Sorted(maps.Keys(objects)) {
		list, ok := objects[object].([]any)
		if !ok {
			return wrong(i, "related: %s: a list of records is wanted.", object)
		}
		for _, e := range list {
			m, ok := e.(map[string]any)
			if !ok {
				return wrong(i, "related: %s: a record is an object.", object)
			}
			other, failed := a.recordOf(i, m, object)
			if failed != nil {
				return failed
			}
			rec.Related[object] = append(rec.Related[object], other)
			other.Related[rec.Object] = append(other.Related[rec.Object], rec)
		}
	}
	return nil
}
