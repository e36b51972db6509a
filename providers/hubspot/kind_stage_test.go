package hubspot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// What is wanted of stages comes true in one apply, with no more writes than the new order needs, and without what
// people require at a stage being lost.
func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		name   string
		orders map[string]float64 // wanted of stages, new ones among them
		want   string
		writes int
	}{
		{"first to last", map[string]float64{"a": 3, "b": 0, "c": 1, "d": 2}, "b c d a", 1},
		{"last to first", map[string]float64{"d": 0, "a": 1, "b": 2, "c": 3}, "d a b c", 3},
		{"two exchanged", map[string]float64{"b": 2, "c": 1}, "a c b d", 2},
		{"turned round", map[string]float64{"a": 3, "b": 2, "c": 1, "d": 0}, "d c b a", 3},
		{"new in between, seated", map[string]float64{"x": 1.5}, "a b x c d", 3},
		{"new in between, numbered", map[string]float64{"x": 2, "c": 3, "d": 4}, "a b x c d", 3},
		{"new before the first", map[string]float64{"x": -1}, "x a b c d", 5},
		{"new last", map[string]float64{"x": 4, "y": 5}, "a b c d x y", 2},
		{"as it is", map[string]float64{"a": 0}, "a b c d", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := account()
			p := portalOf(t, a, nil)
			ops := []*providers.Operation{createOf(t, typePipeline, pipelineValues("deals/o", "O"))}
			for i, id := range []string{"a", "b", "c", "d"} {
				ops = append(ops, createOf(t, typeStage, stageValues("deals/o/"+id, id, i, "probability", 0.3)))
			}
			applied(t, p, ops...)
			a.RequireAtStage("0-3", "b", "amount")
			live, ops := readAll(t, p), nil
			touched := 0
			for id, n := range tt.orders {
				v := stageValues("deals/o/"+id, id, 0, "probability", 0.3)
				v["order"] = n
				if l := live["hubspot_stage deals/o/"+id]; l != nil {
					ops = append(ops, updateOf(t, l, v))
				} else {
					ops = append(ops, createOf(t, typeStage, v))
				}
				touched++
			}
			slices.SortFunc(ops, func(x, y *providers.Operation) int { return strings.Compare(x.Key, y.Key) })
			a.Forget()
			applied(t, p, ops...)
			writes := 0
			for _, r := range a.Requests() {
				if r.Write() && (r.Method == "POST" || strings.Contains(string(r.Body), "displayOrder")) {
					writes++
				}
			}
			if writes != tt.writes {
				t.Errorf("%d writes of the order, want %d", writes, tt.writes)
			}
			wantStages(t, p, "deals", "o", strings.Fields(tt.want)...)
			for i, id := range strings.Fields(tt.want) {
				if got := readAll(t, p, typeStage)["hubspot_stage deals/o/"+id].Values["order"]; got != float64(i) {
					t.Errorf("%s is number %v, want %d", id, got, i)
				}
			}
			if d := cmp.Diff([]string{"amount"}, a.RequiredAtStage("0-3", "b")); d != "" {
				t.Errorf("what people require was lost: %s", d)
			}
			for _, r := range a.Requests() {
				if r.Method == "PUT" || strings.Contains(string(r.Body), "isClosed") {
					t.Errorf("%s %s %s", r.Method, r.Path, r.Body)
				}
			}
		})
	}
}

// Labels are exchanged in one apply.
func TestLabelsExchanged(t *testing.T) {
	p := portalOf(t, account(), nil)
	applied(t, p, newBusiness(t)...)
	live := readAll(t, p)
	reported(t, p, applied(t, p,
		updateOf(t, live["hubspot_stage deals/nb/nb_a"], stageValues("deals/nb/nb_a", "Beta", 0, "probability", 0.1)),
		updateOf(t, live["hubspot_stage deals/nb/nb_b"], stageValues("deals/nb/nb_b", "Alpha", 1, "probability", 0.5))))
}

// HubSpot writes probabilities anew; they are compared as numbers.
func TestProbability(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	ask(t, a, "POST /crm/pipelines/2026-09/deals/default/stages", `{"stageId":"s","label":"S","displayOrder":9,"metadata":{"probability":"0.10"}}`)
	l := readAll(t, p)["hubspot_stage deals/default/s"]
	if l.Values["probability"] != 0.1 || l.Values["closed"] != nil {
		t.Errorf("read as %v", l.Values)
	}
	for _, n := range []float64{0, 0.7, 1} {
		v := stageValues("deals/default/s", "S", 7)
		v["probability"] = n
		reported(t, p, applied(t, p, updateOf(t, l, v)))
	}
	applied(t, p, updateOf(t, l, stageValues("deals/default/s", "S2", 7))) // none given: it stays
	if got := readAll(t, p)["hubspot_stage deals/default/s"].Values["probability"]; got != 1.0 {
		t.Errorf("probability %v after a change of the label", got)
	}
}

// The closed stage of tickets can be another one, without a moment in which there is none.
func TestClosedStageOfTickets(t *testing.T) {
	p := portalOf(t, account(), nil)
	live := readAll(t, p)
	v := func(id, label string, order int, closed bool) *providers.Operation {
		return updateOf(t, live["hubspot_stage tickets/0/"+id], stageValues("tickets/0/"+id, label, order, "closed", closed))
	}
	reported(t, p, applied(t, p, v("3", "Done", 2, true), v("4", "Closed", 3, false)))
	wantStages(t, p, "tickets", "0", "1", "2", "3", "4")
}

func TestRecordsOfAStage(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	applied(t, p, newBusiness(t)...)
	for i := range 130 {
		record(t, a, "deals", fmt.Sprintf(`"dealname":"D%d","pipeline":"nb","dealstage":"nb_b"`, i))
	}
	live := readAll(t, p)
	op := deleteOf(live["hubspot_stage deals/nb/nb_b"])
	a.Forget()
	wantFailure(t, applyOne(t, p, op).Err, providers.Conflict, "130 records")
	if n := requests(a, "DELETE /"); n != 0 {
		t.Error("HubSpot was asked to delete it")
	}
	op.Discard = true
	wantFailure(t, applyOne(t, p, op).Err, providers.Conflict, "where they go")
	pipeline := deleteOf(live["hubspot_pipeline deals/nb"])
	wantFailure(t, applyOne(t, p, pipeline).Err, providers.Conflict, "130 records")

	if _, err := p.dir.id(t.Context(), refStage, op.Key); err != nil {
		t.Error(err)
	}
	op.MoveRecordsTo = "tickets/0/1"
	wantFailure(t, applyOne(t, p, op).Err, providers.Conflict)
	op.MoveRecordsTo = "deals/default/qualifiedtobuy"
	a.Forget()
	if pr := applied(t, p, op)[0]; pr.Moved != 130 {
		t.Errorf("%d moved", pr.Moved)
	}
	if n := requests(a, "POST /crm/objects/2026-09/deals/batch/update"); n != 2 {
		t.Errorf("%d batches", n)
	}
	_, err := p.dir.id(t.Context(), refStage, op.Key)
	wantFailure(t, err, providers.NotFound)
	n, err := p.client.Count(t.Context(), "deals", matching(recordsIn("deals", "qualifiedtobuy")))
	if err != nil || n != 130 {
		t.Errorf("%d arrived: %v", n, err)
	}
	record(t, a, "deals", `"dealname":"last","pipeline":"nb","dealstage":"nb_a"`)
	pipeline.MoveRecordsTo = "deals/default"
	if pr := applied(t, p, pipeline)[0]; pr.Moved != 1 {
		t.Errorf("%d moved", pr.Moved)
	}
}

// The target demands a fact that the records lack: nothing is deleted, and the error tells why.
func TestRecordsThatCannotMove(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	applied(t, p, newBusiness(t)...)
	record(t, a, "deals", `"dealname":"D","pipeline":"nb","dealstage":"nb_b"`)
	record(t, a, "deals", `"dealname":"E","pipeline":"nb","dealstage":"nb_b","amount":"1"`)
	a.RequireAtStage("0-3", "nb_c", "amount")
	op := deleteOf(readAll(t, p)["hubspot_stage deals/nb/nb_b"])
	op.MoveRecordsTo = "deals/nb/nb_c"
	pr := applyOne(t, p, op)
	wantFailure(t, pr.Err, providers.Invalid, "1 records did not move, 1 did")
	if pr.Moved != 1 {
		t.Errorf("%d moved", pr.Moved)
	}
	wantStages(t, p, "deals", "nb", "nb_a", "nb_b", "nb_c")
}

// The search index is behind: HubSpot knows of records that a search does not find.
func TestStageInUse(t *testing.T) {
	err := stageInUse(&providers.Error{Kind: providers.Invalid, Message: "[PipelineError.STAGE_ID_IN_USE]"})
	wantFailure(t, err, providers.Conflict, "apply once more", "STAGE_ID_IN_USE")
	if other := missing("gone"); stageInUse(other) != other || stageInUse(nil) != nil {
		t.Error("other errors do not stay")
	}
}

// A lost answer makes nothing twice.
func TestLostAnswers(t *testing.T) {
	for _, method := range []string{"POST", "PATCH", "DELETE"} {
		for _, drop := range []emulator.Drop{emulator.DropBefore, emulator.DropAfterCommit} {
			a := account()
			p := portalOf(t, a, nil)
			fail := func() { a.Inject(emulator.Fault{Method: method, Path: "/crm/pipelines", Drop: drop}) }
			fail()
			reported(t, p, applied(t, p, newBusiness(t)...))
			live := readAll(t, p)
			fail()
			reported(t, p, applied(t, p, createOf(t, typeStage, stageValues("deals/nb/n", "N", 3, "probability", 0.4)),
				updateOf(t, live["hubspot_stage deals/nb/nb_a"], stageValues("deals/nb/nb_a", "First", 0, "probability", 0.2))))
			wantStages(t, p, "deals", "nb", "nb_a", "nb_b", "nb_c", "n")
			fail()
			applied(t, p, deleteOf(live["hubspot_stage deals/nb/nb_b"]))
			fail()
			applied(t, p, deleteOf(live["hubspot_pipeline deals/nb"]))
		}
	}
}
