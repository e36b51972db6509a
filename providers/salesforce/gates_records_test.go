package salesforce

import (
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// record makes one with records that it belongs to and some that belong to it.
func (d *differ) record(object, sobject string, full, depth int) *engine.Record {
	rec := &engine.Record{Object: object, Owner: d.owner(), Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}, Related: map[string][]*engine.Record{}}
	for _, f := range d.a.Fields {
		if f.Object == object && !d.scored(f.Address) && !d.holdsReason(f.Address) && (f.Type.Kind == "bool" || d.rnd.IntN(10) < []int{2, 6, 8, 10}[full]) {
			rec.Fields[f.Name] = d.value(f)
		}
	}
	for _, p := range d.a.Approvals {
		if p.Object.Name() == object && d.rnd.IntN(2) == 0 {
			rec.Fields[approvalName(p)] = answers[d.rnd.IntN(3)].value
		}
	}
	for _, t := range d.a.Tracks() {
		if t.Object == object && !t.Pipeline {
			rec.Stages[t.Address] = t.Stages[d.rnd.IntN(len(t.Stages))].Address
		}
	}
	if depth > 1 {
		return rec
	}
	defer d.lookups(rec, sobject)
	for _, other := range d.a.ObjectNames() {
		if other == object || !d.c.owns(other) || d.rnd.IntN(4) > full {
			continue
		}
		switch {
		case d.a.BelongsTo(object, other):
			if _, reached := (resolver{d.c, sobject, object}).Parent(object, other); reached {
				rec.Related[other] = []*engine.Record{d.record(other, d.c.names.last(other), full, depth+2)}
			}
		case d.a.BelongsTo(other, object) && sobject != lead && depth == 0:
			for range d.rnd.IntN(3) {
				child := d.record(other, d.c.names.last(other), full, depth+2)
				if tracks := slices.DeleteFunc(d.a.Tracks(), func(t *schema.Track) bool { return t.Object != other }); len(tracks) > 0 {
					t := tracks[d.rnd.IntN(len(tracks))]
					child.Stages = map[schema.Address]schema.Address{t.Address: t.Stages[d.rnd.IntN(len(t.Stages))].Address}
				}
				rec.Related[other] = append(rec.Related[other], child)
			}
		}
	}
	return rec
}

// lookups fills the reference fields that are a record's relationships in the org, and empties those that are not there.
func (d *differ) lookups(rec *engine.Record, sobject string) {
	for _, f := range d.a.Fields {
		if f.Object != rec.Object || f.Type.Kind != "reference" {
			continue
		}
		if p, ok := (resolver{d.c, sobject, rec.Object}).Parent(rec.Object, f.Type.Object); ok && p.Key == d.c.fieldOn(sobject, f) {
			if delete(rec.Fields, f.Name); len(rec.Related[f.Type.Object]) > 0 {
				rec.Fields[f.Name] = "something"
			}
		}
	}
}

// owner is somebody who may own any record.
func (d *differ) owner() string {
	for _, r := range d.a.Roles {
		return string(r.Address)
	}
	return ""
}

// scored tells whether a score fills a field.
func (d *differ) scored(f schema.Address) bool {
	return slices.ContainsFunc(d.a.Scorings, func(s *schema.Scoring) bool {
		return s.Total == f || slices.ContainsFunc(s.Dimensions, func(x *schema.Dimension) bool { return x.Field == f }) ||
			slices.ContainsFunc(s.Bands, func(b *schema.Band) bool { return b.Field == f })
	})
}

func (d *differ) holdsReason(f schema.Address) bool {
	return slices.ContainsFunc(d.a.Reasons, func(r *schema.Reasons) bool { return r.Field == f })
}

func (d *differ) value(f *schema.Field) any {
	at := gateTime.AddDate(0, 0, d.rnd.IntN(60)-30)
	switch f.Type.Kind {
	case "number", "currency", "percent":
		return float64([]int{0, 1, 2, 5, 9, 10, 25, 40, 50, 100, 26000}[d.rnd.IntN(11)])
	case "bool":
		return d.rnd.IntN(2) == 0
	case "date":
		return at.Format(time.DateOnly)
	case "datetime":
		return at.Format(time.RFC3339)
	case "enum":
		return f.Type.Options[d.rnd.IntN(len(f.Type.Options))]
	case "multi_enum":
		return []any{f.Type.Options[d.rnd.IntN(len(f.Type.Options))]}
	case "user":
		return "rep@example.com"
	case "email":
		return "ada@example.com"
	case "url", "attachment":
		return "https://example.com"
	case "phone":
		return "+1 555 0100"
	}
	return "something"
}

// reason is a code that a move may be given with: one that is asked for, another one or none.
func (d *differ) reason(rec *engine.Record, to schema.Address) string {
	lists := engine.ReasonLists(d.a, rec, to, gateTime)
	if len(lists) == 0 || d.rnd.IntN(4) == 0 {
		lists = d.a.Reasons
	}
	if len(lists) == 0 || d.rnd.IntN(3) == 0 {
		return ""
	}
	l := lists[d.rnd.IntN(len(lists))]
	return l.Codes[d.rnd.IntN(len(l.Codes))].Name
}

// given writes a code where the record that it moves with keeps it, if that is another one; "" where there is none.
func (d *differ) given(rec *engine.Record, sobject, reason string) string {
	for _, l := range d.a.Reasons {
		f, ok := d.k.codeOf(l, rec.Object).(*expr.Field)
		if !ok || f.Object == rec.Object || !slices.ContainsFunc(l.Codes, func(c *schema.ReasonCode) bool { return c.Name == reason }) {
			continue
		}
		if len(rec.Related[f.Object]) == 0 {
			return ""
		}
		rec.Related[f.Object][0].Fields[f.Name] = reason
	}
	return reason
}
