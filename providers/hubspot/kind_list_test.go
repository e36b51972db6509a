package hubspot

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// lackingList is a list of contacts in a lifecycle stage that lack a property.
func lackingList(t *testing.T, name, stage, property string) providers.Values {
	t.Helper()
	return derive(typeList, providers.Values{"name": name, "object": "contacts", "filters": parseJSON(t, fmt.Sprintf(`{"filterBranchType":"OR","filters":[],"filterBranches":[{"filterBranchType":"AND","filters":[
		{"filterType":"PROPERTY","property":"lifecyclestage","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":[%q]}},
		{"filterType":"PROPERTY","property":%q,"operation":{"operationType":"ALL_PROPERTY","operator":"IS_UNKNOWN"}}]}]}`, ref(refLifecycle, stage), property))})
}

func TestListLife(t *testing.T) {
	_, p := messyPortal(t)
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeList, lackingList(t, "SAL without budget", "sal", "budget_confirmed"))))
	if d := cmp.Diff([]any{"contacts/budget_confirmed"}, l.Values["requires"]); d != "" {
		t.Error(d)
	}
	for _, name := range []string{"SAL without budget", "sal WITHOUT budget"} {
		failsAs(t, applyOne(t, p, createOf(t, typeList, lackingList(t, name, "sal", "budget_confirmed"))).Err, providers.Conflict)
	}
	failsAs(t, applyOne(t, p, updateOf(t, l, lackingList(t, "MQLs to call (Mara)", "sal", "budget_confirmed"))).Err, providers.Conflict)
	// A workflow that puts people on the list knows it by its name, which changes in the same apply.
	w := settlesAs(t, p, applyOne(t, p, createOf(t, typeWorkflow, putOn(t, "SAL without budget"))))
	renamed := updateOf(t, l, lackingList(t, "Renamed", "recycled", "demo_date"))
	done := applied(t, p, renamed, updateOf(t, w, putOn(t, "Renamed")))
	l = settlesAs(t, p, done[0])
	settlesAs(t, p, done[1])
	if d := cmp.Diff(done, applied(t, p, updateOf(t, l, renamed.After), updateOf(t, theLive(t, p, typeWorkflow, "Put"), putOn(t, "Renamed"))),
		cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Op" }, cmp.Ignore())); d != "" {
		t.Errorf("a second time: %s", d)
	}
	if done := applyOne(t, p, deleteOf(l)); done.Err != nil {
		t.Fatal(done.Err)
	}
	failsAs(t, applyOne(t, p, deleteOf(l)).Err, providers.NotFound)
	failsAs(t, applyOne(t, p, updateOf(t, l, renamed.After)).Err, providers.NotFound)
}

// Lists exchange their names in one apply.
func TestListsExchangeNames(t *testing.T) {
	_, p := messyPortal(t)
	a, b := lackingList(t, "First", "sal", "budget_confirmed"), lackingList(t, "Second", "recycled", "demo_date")
	first, second := settlesAs(t, p, applyOne(t, p, createOf(t, typeList, a))), settlesAs(t, p, applyOne(t, p, createOf(t, typeList, b)))
	done := applied(t, p, updateOf(t, first, a.With("name", "Second")), updateOf(t, second, b.With("name", "First")))
	if l := settlesAs(t, p, done[0]); l.ID != first.ID || l.Key != "Second" {
		t.Errorf("the first is %s %s", l.ID, l.Key)
	}
	if l := settlesAs(t, p, done[1]); l.ID != second.ID || l.Key != "First" {
		t.Errorf("the second is %s %s", l.ID, l.Key)
	}
}

// putOn is a workflow that puts contacts on a list.
func putOn(t *testing.T, list string) providers.Values {
	t.Helper()
	return derive(typeWorkflow, providers.Values{"name": "Put", "object": "contacts", "definition": parseJSON(t, fmt.Sprintf(
		`{"startActionId":"1","enrollmentCriteria":{"type":"MANUAL"},"actions":[{"type":"SINGLE_CONNECTION","actionId":"1","actionTypeId":"0-63809083","fields":{"listId":%q}}]}`, ref(refList, list)))})
}

// A list by hand has no filters.
func TestListByHand(t *testing.T) {
	_, p := messyPortal(t)
	v := providers.Values{"name": "By hand", "object": "companies", "processing": "MANUAL"}
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeList, v)))
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, v.With("name", "Still by hand"))))
}

func TestListConflicts(t *testing.T) {
	account, p := messyPortal(t)
	l := theLive(t, p, typeList, "MQLs to call (Mara)")
	if err := p.client.SetListFilters(t.Context(), l.ID, []byte(`{"filterBranchType":"OR","filterBranches":[]}`), false); err != nil {
		t.Fatal(err)
	}
	account.Forget()
	failsAs(t, applyOne(t, p, updateOf(t, l, lackingList(t, l.Key, "sal", "demo_date"))).Err, providers.Conflict)
	if n := requests(account, "PUT "); n != 0 {
		t.Error("it was overwritten")
	}
}

func TestListLostAnswers(t *testing.T) {
	for _, drop := range []emulator.Drop{emulator.DropBefore, emulator.DropAfterCommit} {
		account, p := messyPortal(t)
		account.Inject(emulator.Fault{Method: "POST", Path: "/crm/lists/2026-09", Drop: drop})
		l := settlesAs(t, p, applyOne(t, p, createOf(t, typeList, lackingList(t, "New", "sal", "demo_date"))))
		account.Inject(emulator.Fault{Method: "PUT", Path: "update-list-name", Drop: drop}, emulator.Fault{Method: "PUT", Path: "update-list-filters", Drop: drop})
		settlesAs(t, p, applyOne(t, p, updateOf(t, l, lackingList(t, "Newer", "recycled", "demo_date"))))
	}
	// Somebody makes another list of the name while our request is lost.
	account, p := messyPortal(t)
	account.Inject(emulator.Fault{Method: "POST", Path: "/crm/lists/2026-09", Drop: emulator.DropAfterCommit})
	op := createOf(t, typeList, lackingList(t, "MQLs to call (Mara)", "sal", "demo_date"))
	failsAs(t, applyOne(t, p, op).Err, providers.Conflict)
}
