package odoo

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// What a real Odoo does to those who do not look first, one after the other on one database.
func TestRealTraps(t *testing.T) {
	p, _ := recordedReal(t)
	ctx := t.Context()
	read := func(t *testing.T, typ, k string) *providers.Live {
		t.Helper()
		list, err := p.Read(ctx, []string{typ})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if l.Key == k {
				return l
			}
		}
		return nil
	}
	fails := func(t *testing.T, pr providers.Progress, kind providers.ErrorKind, words string) {
		t.Helper()
		if !providers.IsKind(pr.Err, kind) || !strings.Contains(pr.Err.Error(), words) {
			t.Errorf("%v, want kind %q and %q", pr.Err, kind, words)
		}
	}
	values := func(t *testing.T, field string) map[string]int64 {
		t.Helper()
		n, err := p.client.Groups(ctx, leadModel, nil, field)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	leads := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "opportunity"}, 3)

	t.Run("required over records without a value", func(t *testing.T) {
		field := providers.Values{"model": leadModel, "name": "x_need", "label": "Need", "type": "char", "required": true}
		fails(t, tried(t, p, creates(t, typeField, field))[0], providers.Conflict, "3 records of crm.lead have no value in x_need")
		l := read(t, typeField, "crm.lead/x_need")
		if l == nil || l.Values["required"] == true {
			t.Fatalf("the field is %+v", l)
		}
		if err := p.client.Write(ctx, leadModel, leads, map[string]any{"x_need": "yes"}); err != nil {
			t.Fatal(err)
		}
		made := providers.Progress{Op: creates(t, typeField, field), ID: l.ID, Values: l.Values}
		if got := applied(t, p, changes(t, made, field))[0]; got.Values["required"] != true {
			t.Errorf("the field is not required: %v", got.Values)
		}
		if _, err := p.client.Create(ctx, leadModel, []map[string]any{{"name": "Without"}}); !providers.IsKind(err, providers.Invalid) {
			t.Errorf("a lead without the required value gives %v", err)
		}
		// Marked by hand over records without a value: Odoo says required and lets records be without.
		applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_mark", "type": "char"}))
		mark := read(t, typeField, "crm.lead/x_mark")
		id, _ := p.dir.id(ctx, fieldNames, "crm.lead/x_mark")
		if err := p.client.Write(ctx, fieldModel, []int64{id}, map[string]any{"required": true}); err != nil {
			t.Fatal(err)
		}
		if again := read(t, typeField, "crm.lead/x_mark"); again.Values["required"] == true {
			t.Errorf("%s reads as required, and %d leads are without", mark.Key, len(leads))
		}
	})

	t.Run("option in use", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_band", "label": "Band", "type": "selection"}),
			creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "A", "label": "Ä", "order": 0.0}),
			creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "B", "label": "B", "order": 1.0}),
			creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "C", "label": "C", "order": 2.0}))
		if err := p.client.Write(ctx, leadModel, leads[:2], map[string]any{"x_band": "A"}); err != nil {
			t.Fatal(err)
		}
		n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeOption, Key: "crm.lead/x_band/A"}, {Type: typeField, Key: "crm.lead/x_band"}, {Type: typeField, Key: "crm.lead/x_need", Missing: "crm.lead/x_band"}})
		if err != nil || n[0] != 2 || n[1] != 2 || n[2] != 1 {
			t.Errorf("counts %v, %v", n, err)
		}
		fails(t, tried(t, p, deletes(made[1]))[0], providers.Conflict, "2 records of crm.lead")
		if got := values(t, "x_band"); got["A"] != 2 {
			t.Errorf("after a refused delete the leads have %v", got)
		}
		move := deletes(made[1])
		move.MoveRecordsTo = "crm.lead/x_band/C"
		if pr := applied(t, p, move)[0]; pr.Moved != 2 {
			t.Errorf("%d leads moved", pr.Moved)
		}
		if got := values(t, "x_band"); got["C"] != 2 || read(t, typeOption, "crm.lead/x_band/A") != nil {
			t.Errorf("after the move the leads have %v", got)
		}
		// Order, not numbers, and what is new in between.
		live, other := read(t, typeOption, "crm.lead/x_band/C"), read(t, typeOption, "crm.lead/x_band/B")
		applied(t, p, creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "new", "label": "New", "order": 0.0}),
			changes(t, providers.Progress{Op: made[3].Op, ID: live.ID, Values: live.Values}, providers.Values{"field": "crm.lead/x_band", "value": "C", "label": "C", "order": 1.0}),
			changes(t, providers.Progress{Op: made[2].Op, ID: other.ID, Values: other.Values}, providers.Values{"field": "crm.lead/x_band", "value": "B", "label": "B", "order": 2.0}))
		for at, v := range []string{"new", "C", "B"} {
			if got := read(t, typeOption, "crm.lead/x_band/"+v); got == nil || got.Values["order"] != float64(at) {
				t.Errorf("%s is at %+v, want %d", v, got, at)
			}
		}
	})

	t.Run("stage in use", func(t *testing.T) {
		made := applied(t, p, creates(t, typeStage, providers.Values{"external_id": "stage/a", "name": "Twice", "order": 90.0}),
			creates(t, typeStage, providers.Values{"external_id": "stage/b", "name": "Twice", "order": 91.0}))
		id, _ := p.dir.id(ctx, "crm.stage", "stage/a")
		if err := p.client.Write(ctx, leadModel, leads, map[string]any{"stage_id": id}); err != nil {
			t.Fatal(err)
		}
		fails(t, tried(t, p, deletes(made[0]))[0], providers.Conflict, "3 records of crm.lead")
		move := deletes(made[0])
		move.MoveRecordsTo = "stage/b"
		if pr := applied(t, p, move)[0]; pr.Moved != 3 {
			t.Errorf("%d leads moved", pr.Moved)
		}
		if n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeStage, Key: "stage/b"}}); err != nil || n[0] != 3 {
			t.Errorf("counts %v, %v", n, err)
		}
	})

	t.Run("type changes", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_seats", "label": "Seats", "type": "char"}))[0]
		if err := p.client.Write(ctx, leadModel, leads[:2], map[string]any{"x_seats": " 25"}); err != nil {
			t.Fatal(err)
		}
		if err := p.client.Write(ctx, leadModel, leads[2:], map[string]any{"x_seats": "many"}); err != nil {
			t.Fatal(err)
		}
		to := changes(t, made, providers.Values{"model": leadModel, "name": "x_seats", "label": "Seats", "type": "integer"})
		to.Action = providers.Replace
		fails(t, tried(t, p, to)[0], providers.Conflict, "3 records of crm.lead have a value")
		to.MoveRecordsTo = to.Key
		fails(t, tried(t, p, to)[0], providers.Conflict, "1 records of crm.lead have a value in x_seats that is no integer (such as many)")
		if err := p.client.Write(ctx, leadModel, leads[2:], map[string]any{"x_seats": "1000"}); err != nil {
			t.Fatal(err)
		}
		if pr := applied(t, p, to)[0]; pr.Moved != 3 || pr.Values["type"] != "integer" {
			t.Errorf("moved %d, and the field is %v", pr.Moved, pr.Values)
		}
		if n, err := p.client.Count(ctx, leadModel, []any{[]any{"x_seats", "=", 25}}); err != nil || n != 2 {
			t.Errorf("%d leads have 25 seats, %v", n, err)
		}
		if read(t, typeField, "crm.lead/x_seats"+asideSuffix) != nil {
			t.Error("the old field is left over")
		}
	})

	t.Run("somebody else was quicker", func(t *testing.T) {
		made := applied(t, p, creates(t, typeStage, providers.Values{"external_id": "stage/c", "name": "Mine", "order": 92.0}))[0]
		id, _ := p.dir.id(ctx, "crm.stage", "stage/c")
		if err := p.client.Write(ctx, "crm.stage", []int64{id}, map[string]any{"name": "Theirs"}); err != nil {
			t.Fatal(err)
		}
		fails(t, tried(t, p, changes(t, made, made.Values.With("name", "Mine again")))[0], providers.Conflict, "somebody changed name")
	})

	t.Run("Odoo's own", func(t *testing.T) {
		l := read(t, typeField, "crm.lead/email_from")
		op := &providers.Operation{Action: providers.Update, Address: "odoo_field.x", Type: typeField, Key: l.Key, ID: l.ID, Before: l.Values, After: l.Values.With("label", "Mail")}
		fails(t, tried(t, p, op)[0], providers.Invalid, "Odoo's own field")
		fails(t, tried(t, p, creates(t, typeOption, providers.Values{"field": "crm.lead/priority", "value": "4", "label": "Extreme"}))[0], providers.Invalid, "Odoo's own field")
		fails(t, tried(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "seats", "type": "integer"}))[0], providers.Invalid, "begins with x_")
	})
}
