package hubspot

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// stageWorkflow is a workflow that sets the lifecycle stage of contacts with a lead status.
func stageWorkflow(t *testing.T, name, status, stage string) providers.Values {
	t.Helper()
	return derive(typeWorkflow, providers.Values{"name": name, "object": "contacts", "enabled": true, "definition": parseJSON(t, fmt.Sprintf(`{"startActionId":"1",
		"enrollmentCriteria":{"type":"LIST_BASED","listFilterBranch":{"filterBranchType":"OR","filters":[],"filterBranches":[{"filterBranchType":"AND","filters":[
			{"filterType":"PROPERTY","property":"hs_lead_status","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":[%q]}}]}]}},
		"actions":[{"type":"SINGLE_CONNECTION","actionId":"1","actionTypeId":"0-5","fields":{"property_name":"lifecyclestage","value":{"type":"STATIC_VALUE","staticValue":%q}}}]}`,
		status, ref(refLifecycle, stage)))})
}

// messyPortal opens an account with workflows, lists and custom lifecycle stages.
func messyPortal(t *testing.T) (*emulator.Account, *Provider) {
	account := emulator.Messy(emulator.NoRateLimits())
	return account, portalOf(t, account, nil)
}

func failsAs(t *testing.T, err error, k providers.ErrorKind) {
	t.Helper()
	if !providers.IsKind(err, k) {
		t.Errorf("%v is not of the kind %q", err, k)
	}
}

// theLive reads one object.
func theLive(t *testing.T, p *Provider, typ, key string) *providers.Live {
	t.Helper()
	l := readAll(t, p, typ)[typ+" "+key]
	if l == nil {
		t.Fatalf("there is no %s %s", typ, key)
	}
	return l
}

// settlesAs checks that what a write said is what is read, by somebody who knows nothing yet, and that it serves what was wanted.
func settlesAs(t *testing.T, p *Provider, done providers.Progress) *providers.Live {
	t.Helper()
	if done.Err != nil {
		t.Fatal(done.Err)
	}
	p.dir.forget()
	l := theLive(t, p, done.Op.Type, done.Op.Key)
	if l.ID != done.ID {
		t.Errorf("id %s, read %s", done.ID, l.ID)
	}
	if d := cmp.Diff(done.Values, l.Values); d != "" {
		t.Errorf("written and read differ: %s", d)
	}
	typ := kindOf(done.Op.Type).typ
	for i := range typ.Attributes {
		if a := &typ.Attributes[i]; a.Differs(done.Op.After[a.Name], l.Values[a.Name]) {
			t.Errorf("%s: wanted %v, live %v", a.Name, done.Op.After[a.Name], l.Values[a.Name])
		}
	}
	return l
}

func TestWorkflowLife(t *testing.T) {
	account, p := messyPortal(t)
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New", "OPEN", "sal"))))
	if d := cmp.Diff([]any{"Enrolls contacts: hs_lead_status is any of OPEN", "1. Set lifecycle stage to sal"}, l.Values["summary"]); d != "" {
		t.Error(d)
	}
	failsAs(t, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New", "OPEN", "sal"))).Err, providers.Conflict)

	l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, stageWorkflow(t, "New", "CONNECTED", "recycled"))))
	off := stageWorkflow(t, "Newer", "CONNECTED", "recycled").With("enabled", false)
	l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, off)))
	account.Forget()
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, off)))
	if n := requests(account, "PUT "); n != 0 {
		t.Errorf("%d writes of what is there", n)
	}

	other := stageWorkflow(t, "Newer", "OPEN", "sal")
	other["definition"].(map[string]any)["enrollmentCriteria"] = map[string]any{"type": "MANUAL", "shouldReEnroll": false}
	l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, derive(typeWorkflow, other))))
	if d := l.Values["definition"].(map[string]any)["enrollmentCriteria"]; !reflect.DeepEqual(d, map[string]any{"type": "MANUAL", "shouldReEnroll": false}) {
		t.Errorf("the filters of the old enrollment are still there: %v", d)
	}

	if done := applyOne(t, p, deleteOf(l)); done.Err != nil {
		t.Fatal(done.Err)
	}
	failsAs(t, applyOne(t, p, deleteOf(l)).Err, providers.NotFound)
	failsAs(t, applyOne(t, p, updateOf(t, l, off)).Err, providers.NotFound)
}

// A change keeps what HubSpot has beyond the definition, and numbers new actions after the old ones.
func TestWorkflowKeepsTheRest(t *testing.T) {
	account, p := messyPortal(t)
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New", "OPEN", "sal"))))
	f, err := p.client.Flow(t.Context(), l.ID)
	if err != nil {
		t.Fatal(err)
	}
	if f, err = p.client.UpdateFlow(t.Context(), f.ID, f.RevisionID, json.RawMessage(`{"description":"by hand","suppressionListIds":[]}`)); err != nil {
		t.Fatal(err)
	}
	l = theLive(t, p, typeWorkflow, "New")
	v := stageWorkflow(t, "New", "OPEN", "sal")
	d := v["definition"].(map[string]any)
	d["actions"] = append(d["actions"].([]any), parseJSON(t, `{"type":"SINGLE_CONNECTION","actionId":"7","actionTypeId":"0-1","fields":{"delta":"5","time_unit":"MINUTES"}}`))
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, derive(typeWorkflow, v))))
	body := ask(t, account, "GET /automation/v4/flows/"+f.ID, "")
	for _, want := range []string{`"description":"by hand"`, `"nextAvailableActionId":"8"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

// What somebody else has changed since it was read is not overwritten.
func TestWorkflowConflicts(t *testing.T) {
	account, p := messyPortal(t)
	l := theLive(t, p, typeWorkflow, "SQL handover")
	after := stageWorkflow(t, "SQL handover", "OPEN", "sal")
	for _, patch := range []string{`{"isEnabled":false}`, `{"actions":[],"startActionId":null}`} {
		f, err := p.client.Flow(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.client.UpdateFlow(t.Context(), l.ID, f.RevisionID, json.RawMessage(patch)); err != nil {
			t.Fatal(err)
		}
		account.Forget()
		failsAs(t, applyOne(t, p, updateOf(t, l, after)).Err, providers.Conflict)
		if n := requests(account, "PUT "); n != 0 {
			t.Error("it was overwritten")
		}
	}
	l = theLive(t, p, typeWorkflow, "SQL handover")
	reached, gate := make(chan struct{}), make(chan struct{})
	account.Inject(emulator.Fault{Method: "PUT", Path: l.ID, Reached: reached, Gate: gate})
	go func() { // between our last look and our write
		<-reached
		ask(t, account, "PUT /automation/v4/flows/"+l.ID, changedFlow(t, p, l.ID))
		close(gate)
	}()
	failsAs(t, applyOne(t, p, updateOf(t, l, after)).Err, providers.Conflict)
}

// Names that came since the account was opened are known when what uses them is changed.
func TestWorkflowUsesNewNames(t *testing.T) {
	account, p := messyPortal(t)
	settlesAs(t, p, applyOne(t, p, createOf(t, typeList, lackingList(t, "Old", "sal", "demo_date"))))
	applied(t, p, createOf(t, typeWorkflow, putOn(t, "Old"))) // lists are known from here on
	other := portalOf(t, account, nil)
	applied(t, other, createOf(t, typeList, lackingList(t, "Young", "sal", "demo_date")))
	young := applied(t, other, updateOf(t, theLive(t, other, typeWorkflow, "Put"), putOn(t, "Young")))[0]
	l := &providers.Live{Type: typeWorkflow, ID: young.ID, Key: "Put", Values: young.Values}
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, putOn(t, "Young").With("enabled", true))))
}

// changedFlow is what somebody sends who turns a workflow off.
func changedFlow(t *testing.T, p *Provider, id string) string {
	f, err := p.client.Flow(t.Context(), id)
	if err != nil {
		t.Error(err)
		return ""
	}
	m := decode(f.Raw)
	m["isEnabled"] = false
	b, err := json.Marshal(m)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// Lost answers leave one workflow, as it was wanted.
func TestWorkflowLostAnswers(t *testing.T) {
	for _, drop := range []emulator.Drop{emulator.DropBefore, emulator.DropAfterCommit} {
		account, p := messyPortal(t)
		account.Inject(emulator.Fault{Method: "POST", Path: "/flows", Drop: drop})
		done := applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New", "OPEN", "sal")))
		if drop == emulator.DropBefore {
			failsAs(t, done.Err, providers.Ambiguous) // it may show later
			done = applyOne(t, p, done.Op)
		}
		l := settlesAs(t, p, done)
		account.Inject(emulator.Fault{Method: "PUT", Path: "/flows", Drop: drop})
		l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, stageWorkflow(t, "New", "NEW", "recycled"))))
		account.Inject(emulator.Fault{Method: "DELETE", Path: "/flows", Drop: drop})
		if done := applyOne(t, p, deleteOf(l)); done.Err != nil && !providers.IsKind(done.Err, providers.NotFound) {
			t.Errorf("drop %d: %v", drop, done.Err)
		}
		if len(readAll(t, p, typeWorkflow)) != 6 {
			t.Errorf("drop %d: not the workflows that were there before", drop)
		}
	}
}

// A name that the account does not have is a fault of the definition; nothing is written.
func TestWorkflowOfUnknownName(t *testing.T) {
	account, p := messyPortal(t)
	account.Forget()
	failsAs(t, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New", "OPEN", "nowhere"))).Err, providers.Invalid)
	l := theLive(t, p, typeWorkflow, "SQL handover")
	failsAs(t, applyOne(t, p, updateOf(t, l, stageWorkflow(t, "SQL handover", "OPEN", "nowhere"))).Err, providers.Invalid)
	if n := requests(account, "POST /automation/v4/flows") - requests(account, "POST /batch/read") + requests(account, "PUT "); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// Workflows of one name are told apart, and each can be changed without a new name.
func TestWorkflowsOfOneName(t *testing.T) {
	account, p := messyPortal(t)
	first := settlesAs(t, p, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "Twin", "OPEN", "sal"))))
	f, err := p.client.Flow(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	var second struct{ ID string }
	if err := json.Unmarshal([]byte(ask(t, account, "POST /automation/v4/flows", string(f.Raw))), &second); err != nil {
		t.Fatal(err)
	}
	name := "Twin (" + second.ID + ")"
	l := theLive(t, p, typeWorkflow, name)
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, stageWorkflow(t, name, "NEW", "sal"))))
	if now := theLive(t, p, typeWorkflow, "Twin"); now.ID != first.ID {
		t.Errorf("Twin is now %s", now.ID)
	}
}

// Reading takes a number of requests that grows with the pages, not with the workflows and lists.
func TestDocumentsAreReadInBulk(t *testing.T) {
	account, p := messyPortal(t)
	list := `{"name":"L%d","objectTypeId":"0-1","processingType":"DYNAMIC","filterBranch":{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"filterType":"PROPERTY","property":"lifecyclestage","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["lead"]}}]}]}}`
	flow := `{"name":"F%d","type":"CONTACT_FLOW","flowType":"WORKFLOW","objectTypeId":"0-1","isEnabled":false,"actions":[],"blockedDates":[],"customProperties":{},"dataSources":[],"timeWindows":[]}`
	for i := range 150 {
		ask(t, account, "POST /crm/lists/2026-09", fmt.Sprintf(list, i))
		ask(t, account, "POST /automation/v4/flows", fmt.Sprintf(flow, i))
	}
	account.Forget()
	if n := len(readAll(t, p, typeWorkflow, typeList)); n != 307 {
		t.Errorf("%d workflows and lists", n)
	}
	if n := len(account.Requests()); n > 12 { // 2 + 2 for workflows, 1 + 2 for lists, and the names that occur
		t.Errorf("%d requests", n)
	}
}

// Of a workflow that is left to people, the switch is theirs: it is made turned off, and stays as they set it.
func TestWorkflowsLeftToPeople(t *testing.T) {
	p := portalOf(t, emulator.Empty(emulator.Professional, emulator.NoRateLimits()), map[string]any{"workflows": "off"})
	c := &compiler{a: &schema.Architecture{}, settings: p.settings, portal: p.portal, out: &providers.Compiled{}, made: compiling.Resources{}}
	c.workflow(&schema.Meta{Address: "automation.x"}, "", "X", "contacts", false, definition(byHand(), chain{setProperty("jobtitle", "x")}))
	want := c.out.Resources[0]
	made := applied(t, p, createOf(t, typeWorkflow, want.Values))[0]
	if made.Values["enabled"] != false {
		t.Errorf("it is created with enabled = %v", made.Values["enabled"])
	}
	on := applied(t, p, updateOf(t, &providers.Live{Type: typeWorkflow, ID: made.ID, Key: want.Key, Values: made.Values}, made.Values.With("enabled", true)))[0]
	attr := kindOf(typeWorkflow).typ.Attribute("enabled")
	if attr.Differs(want.Values["enabled"], on.Values["enabled"]) {
		t.Error("a plan would turn it off again")
	}
	after := applied(t, p, updateOf(t, &providers.Live{Type: typeWorkflow, ID: made.ID, Key: want.Key, Values: on.Values}, derive(typeWorkflow,
		providers.Values{"name": "X", "object": "contacts", "definition": definition(byHand(), chain{setProperty("jobtitle", "y")})})))[0]
	if after.Values["enabled"] != true {
		t.Error("a change of the definition turned it off")
	}
}

// However many workflows an apply makes, it lists those that are there once, and still makes no two of one name.
func TestWorkflowsAreListedOnce(t *testing.T) {
	account, p := messyPortal(t)
	applied(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "Sync", "NEW", "lead")))
	there := theLive(t, p, typeWorkflow, "Sync")
	account.Forget()
	gone := there.Values.With("name", "Other sync")
	ops := []*providers.Operation{updateOf(t, there, gone), createOf(t, typeWorkflow, stageWorkflow(t, "Sync", "NEW", "lead"))}
	for i := range 20 {
		ops = append(ops, createOf(t, typeWorkflow, stageWorkflow(t, fmt.Sprint("New ", i), "NEW", "lead")))
	}
	applied(t, p, ops...)
	if n := requests(account, "GET /flows"); n > 4 {
		t.Errorf("%d requests look at workflows", n)
	}
	refuses(t, applyOne(t, p, createOf(t, typeWorkflow, stageWorkflow(t, "New 7", "NEW", "lead"))), providers.Conflict, "already")
}
