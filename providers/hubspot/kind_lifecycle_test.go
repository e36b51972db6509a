package hubspot

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

var lifecycleOverAPI = map[string]any{"lifecycle_stages": "api"}

func lifecycleValues(name, label string, order float64) providers.Values {
	return providers.Values{"name": name, "label": label, "order": order}
}

// Lifecycle stages are read the same way, whether an account shows them as a pipeline or as options alone.
func TestReadLifecycleStages(t *testing.T) {
	for _, how := range []emulator.Lifecycle{emulator.LifecycleWritable, emulator.LifecycleReadOnly, emulator.LifecycleHidden} {
		p := portalOf(t, account(emulator.LifecycleStages(how)), nil)
		list, err := p.Read(t.Context(), []string{typeLifecycleStage})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != len(standardStages) {
			t.Fatalf("%v: %d stages", how, len(list))
		}
		for i, l := range list {
			want := &providers.Live{Type: typeLifecycleStage, ID: standardStages[i][0], Key: standardStages[i][0], BuiltIn: true,
				Values: lifecycleValues(standardStages[i][0], standardStages[i][1], float64(i))}
			if d := cmp.Diff(want, l); d != "" {
				t.Errorf("%v: %s", how, d)
			}
		}
	}
}

// Names are unique, whatever the labels.
func TestLifecycleKeys(t *testing.T) {
	got := lifecycleKeys([]api.Stage{{ID: "101", Label: "Lead"}, {ID: "lead", Label: "Prospect"}, {ID: "102", Label: "Sales accepted"},
		{ID: "103", Label: "Sales-Accepted"}, {ID: "104", Label: "???"}})
	if d := cmp.Diff([]string{"lead_101", "lead", "sales_accepted", "sales_accepted_103", "_104"}, got); d != "" {
		t.Error(d)
	}
}

// A stage gets the place that it is given, whether it comes from further ahead or from behind.
func TestMoveOneLifecycleStage(t *testing.T) {
	p := portalOf(t, account(), lifecycleOverAPI)
	for _, place := range []float64{4, 2, 3, 0, 1} {
		l := readAll(t, p, typeLifecycleStage)["hubspot_lifecycle_stage salesqualifiedlead"]
		applied(t, p, updateOf(t, l, lifecycleValues("salesqualifiedlead", "SQL", place)))
		if got := readAll(t, p, typeLifecycleStage)["hubspot_lifecycle_stage salesqualifiedlead"].Values["order"]; got != place {
			t.Errorf("it was to be at %v and is at %v", place, got)
		}
	}
}

func TestWriteLifecycleStages(t *testing.T) {
	a := account()
	p := portalOf(t, a, lifecycleOverAPI)
	create := createOf(t, typeLifecycleStage, lifecycleValues("sales_accepted_lead", "Sales accepted lead", 3))
	moved := updateOf(t, readAll(t, p)["hubspot_lifecycle_stage salesqualifiedlead"], lifecycleValues("salesqualifiedlead", "SQL", 4))
	done := applied(t, p, create, moved)
	if d := cmp.Diff(create.After, done[0].Values); d != "" {
		t.Error(d)
	}
	now := readAll(t, p, typeLifecycleStage)
	l := now["hubspot_lifecycle_stage sales_accepted_lead"]
	if l == nil || l.ID != done[0].ID || l.BuiltIn || isStandardStage(l.ID) || l.Values["order"] != 3.0 {
		t.Fatalf("read as %v, reported as %v", l, done[0])
	}
	if s := now["hubspot_lifecycle_stage salesqualifiedlead"]; s.Values["label"] != "SQL" || s.Values["order"] != 4.0 {
		t.Errorf("read as %v", s.Values)
	}
	if id, err := p.dir.id(t.Context(), refLifecycle, "sales_accepted_lead"); err != nil || id != l.ID {
		t.Errorf("the directory has %q: %v", id, err)
	}
	wantFailure(t, applyOne(t, p, create).Err, providers.Conflict)
	wantFailure(t, applyOne(t, p, createOf(t, typeLifecycleStage, lifecycleValues("another", "sql", 9))).Err, providers.Invalid, `"sql"`)
	wantFailure(t, applyOne(t, p, createOf(t, typeLifecycleStage, lifecycleValues("sql", "sql", 9))).Err, providers.Conflict, "salesqualifiedlead")

	// Another label is another name, and the same stage all the same.
	rename := updateOf(t, l, lifecycleValues("accepted", "Accepted", 3))
	rename.Action = providers.Replace
	if pr := applied(t, p, rename)[0]; pr.ID != l.ID {
		t.Errorf("%s became %s", l.ID, pr.ID)
	}
	if id, err := p.dir.id(t.Context(), refLifecycle, "accepted"); err != nil || id != l.ID {
		t.Errorf("the directory has %q: %v", id, err)
	}
}

func TestDeleteLifecycleStage(t *testing.T) {
	a := account()
	p := portalOf(t, a, lifecycleOverAPI)
	id := applied(t, p, createOf(t, typeLifecycleStage, lifecycleValues("working", "Working", 8)))[0].ID
	for i := range 3 {
		record(t, a, "contacts", fmt.Sprintf(`"email":"c%d@example.com","lifecyclestage":%q`, i, id))
	}
	record(t, a, "companies", fmt.Sprintf(`"name":"Example","lifecyclestage":%q`, id))
	if got, err := p.dir.id(t.Context(), refLifecycle, "working"); err != nil || got != id {
		t.Errorf("the directory has %q: %v", got, err)
	}
	op := deleteOf(readAll(t, p)["hubspot_lifecycle_stage working"])
	wantFailure(t, applyOne(t, p, op).Err, providers.Conflict, "3 records of contacts")
	op.MoveRecordsTo = "nowhere"
	wantFailure(t, applyOne(t, p, op).Err, providers.NotFound)
	op.MoveRecordsTo = "lead"
	if pr := applied(t, p, op)[0]; pr.Moved != 4 {
		t.Errorf("%d moved", pr.Moved)
	}
	for object, want := range map[string]int64{"contacts": 3, "companies": 1} {
		n, err := p.client.Count(t.Context(), object, matching(api.Filter{Property: lifecycleProperty, Operator: "EQ", Value: "lead"}))
		if err != nil || n != want {
			t.Errorf("%d %s arrived: %v", n, object, err)
		}
	}
	wantFailure(t, applyOne(t, p, op).Err, providers.NotFound)
	_, err := p.dir.id(t.Context(), refLifecycle, "working")
	wantFailure(t, err, providers.NotFound)
}

// Accounts that do not let them be written say what to do.
func TestLifecycleStagesThatCannotBeWritten(t *testing.T) {
	for name, p := range map[string]*Provider{
		"setting":   portalOf(t, account(), nil),
		"read-only": portalOf(t, account(emulator.LifecycleStages(emulator.LifecycleReadOnly)), lifecycleOverAPI),
		"hidden":    portalOf(t, account(emulator.LifecycleStages(emulator.LifecycleHidden)), lifecycleOverAPI),
	} {
		t.Run(name, func(t *testing.T) {
			l := readAll(t, p)["hubspot_lifecycle_stage lead"]
			for _, op := range []*providers.Operation{createOf(t, typeLifecycleStage, lifecycleValues("x", "X", 8)), updateOf(t, l, lifecycleValues("lead", "L", 1)), deleteOf(l)} {
				wantFailure(t, applyOne(t, p, op).Err, providers.Permission, "lifecycle_stages")
			}
		})
	}
}

func TestLostAnswersOfLifecycleStages(t *testing.T) {
	a := account()
	p := portalOf(t, a, lifecycleOverAPI)
	for _, drop := range []emulator.Drop{emulator.DropBefore, emulator.DropAfterCommit} {
		a.Inject(emulator.Fault{Method: "POST", Path: "/contacts-lifecycle-pipeline/stages", Drop: drop})
		name := fmt.Sprintf("new%d", drop)
		applied(t, p, createOf(t, typeLifecycleStage, lifecycleValues(name, name, 8)))
	}
	if n := len(readAll(t, p, typeLifecycleStage)); n != len(standardStages)+2 {
		t.Errorf("%d stages", n)
	}
}
