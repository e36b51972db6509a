package hubspot

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func TestCountRecords(t *testing.T) {
	account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
	add := func(object string, n int, properties string) {
		for i := range n {
			mail := ""
			if object == "contacts" {
				mail = fmt.Sprintf(`"email":"p%d.%d@example.com",`, n, i)
			}
			ask(t, account, "POST /crm/v3/objects/"+object, `{"properties":{`+mail+properties+`}}`)
		}
	}
	add("contacts", 3, `"lifecyclestage":"lead","firstname":"Ana"`)
	add("contacts", 2, `"lifecyclestage":"lead"`)
	add("contacts", 1, `"lifecyclestage":"customer","hs_lead_status":"NEW"`)
	add("companies", 4, `"name":"C","lifecyclestage":"lead"`)
	add("deals", 2, `"dealname":"D","pipeline":"default","dealstage":"appointmentscheduled","amount":"5"`)
	add("deals", 1, `"dealname":"D","pipeline":"default","dealstage":"closedwon"`)
	p := portalOf(t, account, nil)
	questions := []struct {
		q    providers.RecordQuery
		want int64
	}{
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/appointmentscheduled"}, 2},
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/closedwon"}, 1},
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/closedwon", Missing: "deals/amount"}, 1},
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/appointmentscheduled", Missing: "deals/amount"}, 0},
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/appointmentscheduled", Missing: "contacts/email"}, -1},
		{providers.RecordQuery{Type: typeStage, Key: "deals/default/appointmentscheduled", Missing: "deals/still_to_come"}, 2},
		{providers.RecordQuery{Type: typePipeline, Key: "deals/default"}, 3},
		{providers.RecordQuery{Type: typePipeline, Key: "contacts/contacts-lifecycle-pipeline"}, -1},
		{providers.RecordQuery{Type: typeLifecycleStage, Key: "lead"}, 9},
		{providers.RecordQuery{Type: typeLifecycleStage, Key: "lead", Missing: "contacts/firstname"}, 2},
		{providers.RecordQuery{Type: typeLifecycleStage, Key: "no_such_stage"}, -1},
		{providers.RecordQuery{Type: typeOption, Key: "contacts/hs_lead_status/NEW"}, 1},
		{providers.RecordQuery{Type: typeProperty, Key: "deals/amount"}, 2},
		{providers.RecordQuery{Type: typeObject, Key: "companies"}, 4},
		{providers.RecordQuery{Type: typeObject, Key: "contacts", Missing: "contacts/firstname"}, 3},
		{providers.RecordQuery{Type: typeWorkflow, Key: "anything"}, -1},
		{providers.RecordQuery{Type: typeStage, Key: ""}, -1},
		{providers.RecordQuery{Type: typeOption, Key: "contacts"}, -1},
		{providers.RecordQuery{Type: typeProperty, Key: "contacts"}, -1},
	}
	var qs []providers.RecordQuery
	var want []int64
	for _, q := range questions {
		qs, want = append(qs, q.q), append(want, q.want)
	}
	account.Forget()
	got, err := p.CountRecords(t.Context(), append(qs, qs...)) // the same again takes no further request
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(append(want, want...), got); d != "" {
		t.Errorf("counts (-want +got): %s", d)
	}
	// Stage and stage without what is still to come ask the same.
	if n := requests(account, "POST /search"); n != 12 {
		t.Errorf("%d searches", n)
	}
}

func TestCountRecordsRefusedAndBroken(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	qs := []providers.RecordQuery{{Type: typeObject, Key: "deals"}, {Type: typeLifecycleStage, Key: "lead"}}
	account.Inject(emulator.Fault{Path: "/deals/search", Status: 403, Scopes: []string{"crm.objects.deals.read"}})
	got, err := p.CountRecords(t.Context(), qs)
	if d := cmp.Diff([]int64{-1, 0}, got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	account.Inject(emulator.Fault{Path: "/companies/search", Status: 500, Times: -1})
	if _, err := p.CountRecords(t.Context(), qs); !providers.IsKind(err, providers.Unavailable) {
		t.Errorf("an outage is told as %v", err)
	}
}

func TestOptionOfCheckboxesIsNotCounted(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	ask(t, account, "POST /crm/v3/properties/contacts", `{"name":"likes","label":"Likes","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"A","value":"a"}]}`)
	p := portalOf(t, account, nil)
	if got, err := p.CountRecords(t.Context(), []providers.RecordQuery{{Type: typeOption, Key: "contacts/likes/a"}}); err != nil || got[0] != -1 {
		t.Errorf("%v %v", got, err)
	}
}
