package odoo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// rowsOf reads fields of leads, archived ones among them, by id.
func rowsOf(t *testing.T, p *Provider, ids []int64, fields ...string) map[int64]api.Row {
	t.Helper()
	rows, err := p.client.SearchRead(t.Context(), api.Search{Model: leadModel, Domain: []any{[]any{"id", "in", ids}}, Fields: append([]string{"id"}, fields...)})
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64]api.Row{}
	for _, r := range rows {
		out[r.ID()] = r
	}
	return out
}

// foreseen are the refusals that a plan of operations would show.
func foreseen(t *testing.T, p *Provider, ops ...*providers.Operation) string {
	t.Helper()
	list, err := p.Foresee(t.Context(), ops)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range list {
		out = append(out, r.Why)
	}
	return strings.Join(out, "\n")
}

func refusedWith(t *testing.T, pr providers.Progress, words string) {
	t.Helper()
	if !providers.IsKind(pr.Err, providers.Conflict) || !strings.Contains(pr.Err.Error(), words) {
		t.Errorf("%s of %s gives %v, want a conflict with %q", pr.Op.Action, pr.Op.Key, pr.Err, words)
	}
}

// On the imitation and on a real Odoo alike.
func TestMoves(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"17.0", "19.0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			movesLoseNothing(t, emulated(t, emulator.Empty(emulator.Version(version))))
		})
	}
}

func TestRealMoves(t *testing.T) { movesLoseNothing(t, emptyReal(t)) }

func movesLoseNothing(t *testing.T, p *Provider) {
	t.Run("values that meet others", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_memo", "label": "Memo", "type": "char", "tracked": true}),
			creates(t, typeField, providers.Values{"model": leadModel, "name": "x_remark", "label": "Remark", "type": "char", "tracked": true}))
		lead := func(memo, remark any) int64 {
			return enter(t, p, leadModel, map[string]any{"name": "Deal", "type": "opportunity", "x_memo": memo, "x_remark": remark}, 1)[0]
		}
		alone, equal, clash, none := lead("from memo", false), lead("both", "both"), lead("from memo", "precious remark"), lead(false, "kept")
		ids := []int64{alone, equal, clash, none}
		move := deletes(made[0])
		move.MoveRecordsTo = "crm.lead/x_remark"
		const words = "1 records of crm.lead have another value in x_remark than in x_memo"
		if got := foreseen(t, p, move); !strings.Contains(got, words) {
			t.Errorf("the plan says %q", got)
		}
		refusedWith(t, tried(t, p, move)[0], words)
		if rows := rowsOf(t, p, ids, "x_memo", "x_remark"); rows[clash].Text("x_remark") != "precious remark" || rows[alone].Text("x_remark") != "" || rows[alone].Text("x_memo") != "from memo" {
			t.Errorf("after a refused move the leads are %v", rows)
		}
		if err := p.client.Write(t.Context(), leadModel, []int64{clash}, map[string]any{"x_memo": false}); err != nil {
			t.Fatal(err)
		}
		if got := foreseen(t, p, move); got != "" {
			t.Errorf("the plan still says %q", got)
		}
		if pr := applied(t, p, move)[0]; pr.Moved != 1 {
			t.Errorf("%d values moved", pr.Moved)
		}
		rows := rowsOf(t, p, ids, "x_remark", "message_ids")
		for id, want := range map[int64]string{alone: "from memo", equal: "both", clash: "precious remark", none: "kept"} {
			if rows[id].Text("x_remark") != want {
				t.Errorf("the remark of %d is %v, want %s", id, rows[id], want)
			}
		}
		changed, err := p.client.Count(t.Context(), "mail.tracking.value", []any{[]any{"mail_message_id.res_id", "=", alone}, []any{"mail_message_id.model", "=", leadModel}, []any{"field_id.name", "=", "x_remark"}})
		if err != nil || changed != 0 {
			t.Errorf("the log has %d changes of the remark that was copied, %v", changed, err)
		}
	})

	t.Run("another type", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_seats", "label": "Seats", "type": "char"}))[0]
		enter(t, p, leadModel, map[string]any{"name": "Deal", "type": "opportunity", "x_seats": "many"}, 2)
		to := changes(t, made, providers.Values{"model": leadModel, "name": "x_seats", "label": "Seats", "type": "integer"})
		to.Action, to.MoveRecordsTo = providers.Replace, to.Key
		if got := foreseen(t, p, to); !strings.Contains(got, "2 records of crm.lead have a value in x_seats that is no integer") {
			t.Errorf("the plan says %q", got)
		}
	})

	t.Run("lost deals of a retired stage", func(t *testing.T) {
		made := applied(t, p, creates(t, typeStage, providers.Values{"external_id": "stage/old", "name": "Old", "order": 90.0}),
			creates(t, typeStage, providers.Values{"external_id": "stage/next", "name": "Next", "order": 91.0}),
			creates(t, typeStage, providers.Values{"external_id": "stage/sold", "name": "Sold", "order": 92.0, "won": true}))
		stage := func(k string) int64 {
			id, err := p.dir.id(t.Context(), "crm.stage", k)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		leads := enter(t, p, leadModel, map[string]any{"name": "Deal", "type": "opportunity", "stage_id": stage("stage/old")}, 4)
		open, lost, other, hoped := leads[0], leads[1], leads[2], leads[3]
		write := func(values map[string]any, ids ...int64) {
			t.Helper()
			if err := p.client.Write(t.Context(), leadModel, ids, values); err != nil {
				t.Fatal(err)
			}
		}
		write(map[string]any{"active": false}, lost, other, hoped)
		write(map[string]any{"probability": 0, "automated_probability": 0}, lost, other)
		write(map[string]any{"probability": 40, "automated_probability": 30.5}, hoped)
		write(map[string]any{"date_closed": "2025-03-01 10:00:00"}, lost, hoped)
		write(map[string]any{"date_closed": "2025-04-01 11:00:00"}, other)
		won := deletes(made[0])
		won.MoveRecordsTo = "stage/sold"
		const words = "3 lost (archived) records of crm.lead are in it, and Odoo would take them for won in “Sold”"
		if got := foreseen(t, p, won); !strings.Contains(got, words) {
			t.Errorf("the plan says %q", got)
		}
		fields := append([]string{"stage_id", "active"}, closing...)
		before := rowsOf(t, p, leads, fields...)
		refusedWith(t, tried(t, p, won)[0], words)
		if after := rowsOf(t, p, leads, fields...); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("after a refused move the leads are %v, and were %v", after, before)
		}
		move := deletes(made[0])
		move.MoveRecordsTo = "stage/next"
		if got := foreseen(t, p, move); got != "" {
			t.Errorf("the plan says %q", got)
		}
		if pr := applied(t, p, move)[0]; pr.Moved != 4 {
			t.Errorf("%d leads moved", pr.Moved)
		}
		after := rowsOf(t, p, leads, fields...)
		for _, id := range leads {
			if after[id].One("stage_id") != stage("stage/next") {
				t.Errorf("%d is in %v", id, after[id]["stage_id"])
			}
			for _, f := range append(closing, "active") {
				if id != open && after[id][f] != before[id][f] {
					t.Errorf("%s of %d is %v, and was %v", f, id, after[id][f], before[id][f])
				}
			}
		}
		n, err := p.client.Count(t.Context(), "mail.tracking.value", []any{[]any{"mail_message_id.res_id", "=", lost}, []any{"mail_message_id.model", "=", leadModel}, []any{"field_id.name", "=", "stage_id"}})
		if err != nil || n != 1 {
			t.Errorf("the log of a lost lead has %d moves, %v", n, err)
		}
	})
}

// What people save while records are moved moves, too.
func TestSavedMeanwhile(t *testing.T) {
	t.Parallel()
	s := emulator.Empty()
	p := emulated(t, s)
	ctx := t.Context()
	// during carries an operation out, and does something when the first records have been written.
	during := func(t *testing.T, op *providers.Operation, save func()) providers.Progress {
		t.Helper()
		gate, reached := make(chan struct{}), make(chan struct{}, 1)
		s.Inject(emulator.Fault{Call: "crm.lead.write", Gate: gate, Reached: reached})
		go func() {
			<-reached
			save()
			close(gate)
		}()
		return applied(t, p, op)[0]
	}
	save := func(values map[string]any) (id int64) {
		ids, err := p.client.Create(ctx, leadModel, []map[string]any{values})
		if err != nil {
			t.Error(err)
			return 0
		}
		return ids[0]
	}
	t.Run("option", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_band", "label": "Band", "type": "selection"}),
			creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "A", "label": "A", "order": 0.0}),
			creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "B", "label": "B", "order": 1.0}))
		enter(t, p, leadModel, map[string]any{"name": "Early", "x_band": "A"}, 1)
		move := deletes(made[1])
		move.MoveRecordsTo = "crm.lead/x_band/B"
		var late int64
		pr := during(t, move, func() { late = save(map[string]any{"name": "Late", "x_band": "A"}) })
		if got := rowsOf(t, p, []int64{late}, "x_band")[late].Text("x_band"); got != "B" || pr.Moved != 2 {
			t.Errorf("the lead that was saved meanwhile has %q, and %d moved", got, pr.Moved)
		}
	})
	t.Run("field", func(t *testing.T) {
		made := applied(t, p, creates(t, typeField, providers.Values{"model": leadModel, "name": "x_memo", "type": "char"}), creates(t, typeField, providers.Values{"model": leadModel, "name": "x_remark", "type": "char"}))
		early := enter(t, p, leadModel, map[string]any{"name": "Early", "x_memo": "first"}, 1)[0]
		move := deletes(made[0])
		move.MoveRecordsTo = "crm.lead/x_remark"
		var late int64
		during(t, move, func() {
			late = save(map[string]any{"name": "Late", "x_memo": "late"})
			if err := p.client.Write(ctx, leadModel, []int64{early}, map[string]any{"x_memo": "second"}); err != nil {
				t.Error(err)
			}
		})
		rows := rowsOf(t, p, []int64{early, late}, "x_remark")
		if rows[late].Text("x_remark") != "late" || rows[early].Text("x_remark") != "second" {
			t.Errorf("the leads that were saved meanwhile are %v", rows)
		}
	})
	t.Run("tag", func(t *testing.T) {
		made := applied(t, p, creates(t, typeTag, providers.Values{"external_id": "tag/a", "name": "A"}), creates(t, typeTag, providers.Values{"external_id": "tag/b", "name": "B"}))
		a, _ := p.dir.id(ctx, "crm.tag", "tag/a")
		b, _ := p.dir.id(ctx, "crm.tag", "tag/b")
		enter(t, p, leadModel, map[string]any{"name": "Early", "tag_ids": []any{[]any{4, a}}}, 1)
		move := deletes(made[0])
		move.MoveRecordsTo = "tag/b"
		var late int64
		during(t, move, func() { late = save(map[string]any{"name": "Late", "tag_ids": []any{[]any{4, a}}}) })
		if got := rowsOf(t, p, []int64{late}, "tag_ids")[late].Many("tag_ids"); !slices.Equal(got, []int64{b}) {
			t.Errorf("the lead that was saved meanwhile has the tags %v", got)
		}
	})
}

// Where records keep coming nothing is deleted, and the number is said.
func TestSettled(t *testing.T) {
	t.Parallel()
	list := make([]*change, 3)
	for i, key := range []string{"busy", "calm", "broken"} {
		list[i] = &change{Operation: &providers.Operation{Type: typeTag, Key: key}}
	}
	calls := map[string]int{}
	settled(list, func(c *change) (int64, error) {
		calls[c.Key]++
		switch c.Key {
		case "busy":
			return 2, nil
		case "broken":
			return 1, errors.New("no")
		}
		return 0, nil
	})
	refusedWith(t, providers.Progress{Op: list[0].Operation, Err: list[0].done.err}, "tag busy as fast as they are moved, 2 of them after 20 have moved")
	if list[1].done.err != nil || calls["busy"] != passes || calls["broken"] != 1 || list[2].done.moved != 1 || list[2].done.err == nil || list[2].done.err.Error() != "no" {
		t.Errorf("calls %v, %v, %+v", calls, list[1].done.err, list[2].done)
	}
}

// Where an apply copies values, rules count and do nothing else; others cannot say that they copy.
func TestCodeCopies(t *testing.T) {
	t.Parallel()
	m := imitation{Model: partnerModel, Code: rulesOf(t, workArch(t), partnerModel), Computed: []string{"commercial_partner_id"}, Born: []int{}, Tables: map[string][]rowValues{
		"res.users": {{"id": 1, "login": "amy@work.example"}, {"id": 2, "login": "bo@work.example"}}, "crm.lead": {}, partnerModel: {},
	}}
	person := rowValues{"is_company": false, "email": "pat@example.com", "x_people_stage": "lead"}
	copied := rowValues{"x_people_stage": "mql", "x_budget": 5000}
	marks, system := rowValues{api.Moves: true, api.Copies: true}, []string{"base.group_system"}
	m.Steps = []step{
		{ID: 30, Write: person},
		{ID: 30, Write: copied, Context: marks, Groups: system, want: map[string]string{"x_fit": "60.0", "user_id": "", "x_first_call_clock": "", "x_basis": ""}},
		{ID: 31, Write: person},
		{ID: 31, Write: copied, Context: marks, told: "There is an MQL.", tasks: "1: Call the person."},
	}
	m.play(t)
}

// Odoo hands the marks on to the rules of an architecture, and logs nothing of what is copied.
func TestRealCopies(t *testing.T) {
	p := emptyReal(t)
	applyReal(t, workArch(t), p)
	person := map[string]any{"name": providers.TestPrefix + " – Pat", "email": "pat@example.invalid", "x_people_stage": "lead"}
	ids, err := p.client.Create(t.Context(), partnerModel, []map[string]any{person, person})
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{"x_people_stage": "mql", "x_budget": 5000}
	if err := p.client.Move(t.Context(), partnerModel, ids[:1], values, api.Copies, api.Untracked); err != nil {
		t.Fatal(err)
	}
	if err := p.client.Move(t.Context(), partnerModel, ids[1:], values); err != nil {
		t.Fatal(err)
	}
	rows, err := p.client.SearchRead(t.Context(), api.Search{Model: partnerModel, Domain: []any{[]any{"id", "in", ids}}, Fields: []string{"x_people_stage", "x_first_call_clock", "x_fit"}})
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	for i, running := range []bool{false, true} {
		changes, err := p.client.Count(t.Context(), "mail.tracking.value", []any{[]any{"mail_message_id.res_id", "=", ids[i]}, []any{"mail_message_id.model", "=", partnerModel}, []any{"field_id.name", "=", "x_people_stage"}})
		if err != nil || (rows[i].Text("x_first_call_clock") != "") != running || (changes > 0) != running || rows[i].Number("x_fit") == 0 {
			t.Errorf("%v, with %d logged moves, %v; want its clock running: %v", rows[i], changes, err, running)
		}
	}
}
