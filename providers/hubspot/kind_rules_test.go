package hubspot

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

const defaultRules = "/crm/pipelines-rules/2026-09/0-3/default"

func TestPipelineRules(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	const name = "hubspot_pipeline_rules deals/default"
	if l := readAll(t, p, typePipelineRules); len(l) != 0 {
		t.Errorf("no rules are read as %v", l)
	}
	create := createOf(t, typePipelineRules, providers.Values{"pipeline": "deals/default", "no_backward": true,
		"create_in": []any{"deals/default/qualifiedtobuy", "deals/default/appointmentscheduled"}})
	reported(t, p, applied(t, p, create))
	wantFailure(t, applyOne(t, p, create).Err, providers.Conflict)
	update := updateOf(t, readAll(t, p)[name], providers.Values{"pipeline": "deals/default", "no_skipping": true})
	reported(t, p, applied(t, p, update))
	wrong := updateOf(t, readAll(t, p)[name], providers.Values{"pipeline": "deals/default", "create_in": []any{"tickets/0/1"}})
	wantFailure(t, applyOne(t, p, wrong).Err, providers.Invalid)
	gone := deleteOf(readAll(t, p)[name])
	applied(t, p, gone)
	if readAll(t, p)[name] != nil {
		t.Error("the rules are still there")
	}
	wantFailure(t, applyOne(t, p, gone).Err, providers.NotFound)
	wantFailure(t, applyOne(t, p, update).Err, providers.NotFound)
	nowhere := createOf(t, typePipelineRules, providers.Values{"pipeline": "deals/none", "no_skipping": true})
	wantFailure(t, applyOne(t, p, nowhere).Err, providers.NotFound)
}

// An approval that people set up outlives our rules.
func TestApprovalStays(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	u, _ := a.AddUser("boss@example.com", "Bo", "Ss")
	ask(t, a, "PUT "+defaultRules, `{"approvalStage":{"pipelineStageId":"contractsent","approvalMode":"ANY","approverUserIds":[`+u.ID+`]}}`)
	if l := readAll(t, p, typePipelineRules); len(l) != 0 {
		t.Errorf("an approval alone is read as %v", l)
	}
	applied(t, p, createOf(t, typePipelineRules, providers.Values{"pipeline": "deals/default", "no_skipping": true}))
	applied(t, p, deleteOf(readAll(t, p)["hubspot_pipeline_rules deals/default"]))
	if got := ask(t, a, "GET "+defaultRules, ""); !strings.Contains(got, "contractsent") || strings.Contains(got, "enabledForAllStages") {
		t.Errorf("rules now: %s", got)
	}
}

func TestStagePermissions(t *testing.T) {
	a := account()
	ana, _ := a.AddUser("ana@example.com", "Ana", "A")
	a.AddUser("bo@example.com", "Bo", "B")
	p := portalOf(t, a, nil)
	for _, name := range []string{"Sales", "Success"} {
		if _, err := p.client.CreateTeam(t.Context(), name, ""); err != nil {
			t.Fatal(err)
		}
	}
	// Somebody else restricts a stage, to a user who is gone, too.
	ask(t, a, "PUT "+defaultRules+"/stage-edit-permissions",
		`{"stages":[{"pipelineStageId":"closedwon","permissionMode":"RESTRICTED","superAdmin":true,"teamIds":[],"userIds":[`+ana.ID+`,77]}]}`)
	const won = "hubspot_stage_permissions deals/default/closedwon"
	if l := readAll(t, p, typePermissions); len(l) != 1 || l[won] == nil || l[won].Values["users"].([]any)[0] != "ana@example.com" {
		t.Errorf("read as %v", l)
	}
	values := func(stage string, teams, users []any) providers.Values {
		return providers.Values{"stage": "deals/default/" + stage, "teams": teams, "users": users}
	}
	two := []*providers.Operation{
		createOf(t, typePermissions, values("contractsent", []any{"Sales", "Success"}, nil)),
		createOf(t, typePermissions, values("qualifiedtobuy", []any{"Sales"}, []any{"bo@example.com"})),
	}
	a.Forget()
	done := applied(t, p, two...)
	if n := requests(a, "PUT /stage-edit-permissions"); n != 1 {
		t.Errorf("%d writes for one list", n)
	}
	reported(t, p, done)
	if got := ask(t, a, "GET "+defaultRules+"/stage-edit-permissions", ""); !strings.Contains(got, ",77]") {
		t.Errorf("what was not ours has changed: %s", got)
	}
	if got := ask(t, a, "GET "+defaultRules+"/stage-edit-permissions", ""); !strings.Contains(got, `"contractsent","permissionMode":"RESTRICTED","superAdmin":true`) {
		t.Errorf("super admins are kept out: %s", got)
	}
	wantFailure(t, applyOne(t, p, two[0]).Err, providers.Conflict)
	wantFailure(t, applyOne(t, p, createOf(t, typePermissions, values("closedlost", []any{"Nobody"}, nil))).Err, providers.NotFound, "Nobody")
	wantFailure(t, applyOne(t, p, createOf(t, typePermissions, values("nowhere", []any{"Sales"}, nil))).Err, providers.NotFound)
	reported(t, p, applied(t, p, updateOf(t, readAll(t, p)[won], values("closedwon", []any{"Success"}, []any{"ana@example.com"}))))
	gone := deleteOf(readAll(t, p)["hubspot_stage_permissions deals/default/contractsent"])
	applied(t, p, gone)
	wantFailure(t, applyOne(t, p, gone).Err, providers.NotFound)
	if l := readAll(t, p, typePermissions); len(l) != 2 {
		t.Errorf("left: %v", l)
	}
}

// One request for each pipeline and kind, beside the lists of pipelines and names.
func TestBulkReadOfRules(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	a.Forget()
	readAll(t, p, typePipelineRules, typePermissions)
	if n := requests(a, "GET /pipelines-rules/"); n != 6 || len(a.Requests()) != 9 {
		t.Errorf("%d requests, %d of them for rules", len(a.Requests()), n)
	}
}

// Lost answers leave the rules as they were meant.
func TestLostAnswersOfRules(t *testing.T) {
	for _, drop := range []emulator.Drop{emulator.DropBefore, emulator.DropAfterCommit} {
		a := account()
		p := portalOf(t, a, nil)
		a.Inject(emulator.Fault{Method: "PUT", Path: "/pipelines-rules/", Drop: drop})
		reported(t, p, applied(t, p, createOf(t, typePipelineRules, providers.Values{"pipeline": "deals/default", "no_skipping": true})))
		a.Inject(emulator.Fault{Method: "DELETE", Path: "/pipelines-rules/", Drop: drop})
		applied(t, p, deleteOf(readAll(t, p)["hubspot_pipeline_rules deals/default"]))
	}
}
