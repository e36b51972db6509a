package emulator

import (
	"fmt"
	"strings"
	"testing"
)

const (
	dealPipes = "/crm/pipelines/2026-09/deals"
	stageURL  = dealPipes + "/default/stages"
	aPipeline = `{"pipelineId":"sc","label":"SC","displayOrder":1,"stages":[{"stageId":"sc1","label":"One","displayOrder":0,"metadata":{"probability":"0.50"}},{"stageId":"sc2","label":"Won","displayOrder":1,"metadata":{"probability":1}}]}`
)

func TestPipelineRules(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"ids are chosen, probability is canonical, isClosed is derived", []step{
			s("POST "+dealPipes, aPipeline, 201, `"id":"sc"`, `"id":"sc1"`), s("GET "+dealPipes+"/sc/stages/sc1", "", 200, `"probability":"0.5"`, `"isClosed":"false"`), s("GET "+dealPipes+"/sc/stages/sc2", "", 200, `"probability":"1.0"`, `"isClosed":"true"`),
		}},
		{"a label that is taken, in another case", []step{s("POST "+dealPipes, strings.Replace(aPipeline, `"SC"`, `"sales PIPELINE"`, 1), 400, "already exists")}},
		{"an id that is taken", []step{s("POST "+dealPipes, aPipeline, 201), s("POST "+dealPipes, strings.Replace(aPipeline, `"SC"`, `"X"`, 1), 400, "another pipeline")}},
		{"an id of another object's pipeline", []step{s("POST "+dealPipes, strings.Replace(aPipeline, `"sc"`, `"0"`, 1), 409, "STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE")}},
		{"a stage id of another pipeline", []step{
			s("POST "+dealPipes, strings.Replace(aPipeline, `"sc1"`, `"closedwon"`, 1), 409, "STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE"), s("POST "+dealPipes, aPipeline, 201),
			s("POST "+stageURL, `{"stageId":"sc1","label":"X","displayOrder":9,"metadata":{"probability":"0.1"}}`, 400, "already using stage id"),
		}},
		{"ids too long", []step{s("POST "+dealPipes, strings.Replace(aPipeline, `"sc"`, `"`+strings.Repeat("x", 37)+`"`, 1), 500), s("GET "+dealPipes, "", 200, `!"SC"`)}},
		{"stages of one label", []step{s("POST "+dealPipes, strings.Replace(aPipeline, `"Won"`, `" ONE "`, 1), 400, "unique", "!STAGE_LABEL_EXISTS"), s("POST "+stageURL, `{"label":"closed won","displayOrder":9,"metadata":{"probability":"0.1"}}`, 400, "STAGE_LABEL_EXISTS")}},
		{"no stages", []step{s("POST "+dealPipes, `{"label":"X","displayOrder":0,"stages":[]}`, 400, "at least one stage"), s("POST "+dealPipes, `{"label":"X","displayOrder":0}`, 400, "at least one stage")}},
		{"no label, no order", []step{s("POST "+dealPipes, `{"displayOrder":0,"stages":[]}`, 400, "label"), s("POST "+dealPipes, `{"label":"X","stages":[]}`, 400, "displayOrder")}},
		{"probability", []step{
			s("POST "+stageURL, `{"label":"X","displayOrder":9,"metadata":{}}`, 400, "must specify probability"), s("POST "+stageURL, `{"label":"X","displayOrder":9}`, 400, "must specify probability"),
			s("POST "+stageURL, `{"label":"X","displayOrder":9,"metadata":{"probability":"high"}}`, 400, "between 0.0 and 1.0"), s("POST "+stageURL, `{"label":"X","displayOrder":9,"metadata":{"probability":"1.1"}}`, 400),
			s("POST "+stageURL, `{"label":"X","displayOrder":9,"metadata":{"probability":"NaN"}}`, 400), s("POST "+stageURL, `{"label":"X","displayOrder":-1,"metadata":{"probability":"0.1"}}`, 400, "displayOrder"),
		}},
		{"a write answers with what was sent, a read with what was kept", []step{
			s("POST "+stageURL, `{"stageId":"x","label":"X","displayOrder":9,"metadata":{"probability":"0.30","colour":"red"}}`, 201, `"0.30"`, "colour"), s("GET "+stageURL+"/x", "", 200, `"0.3"`, "!colour"),
		}},
		{"one field of a stage", []step{
			s("PATCH "+stageURL+"/contractsent", `{"label":"Sent"}`, 200, `"probability":"0.9"`, "Sent"), s("PATCH "+stageURL+"/contractsent", `{"metadata":{}}`, 200, `"0.9"`), s("PATCH "+stageURL+"/contractsent", `{"metadata":{"probability":null}}`, 400),
			s("PUT "+stageURL+"/contractsent", `{"metadata":{"probability":"0.4"}}`, 400, "label"), s("PATCH "+stageURL+"/contractsent", `{"stageId":"other"}`, 200, `"id":"contractsent"`), s("PATCH "+stageURL+"/nothing", `{}`, 404),
		}},
		{"what is not there", []step{
			s("GET "+dealPipes+"/nothing", "", 404), s("GET "+dealPipes+"/nothing/stages", "", 404, "message"), s("DELETE "+dealPipes+"/nothing", "", 404, "OBJECT_NOT_FOUND"),
			s("DELETE "+dealPipes+"/nothing/stages/x", "", 204), s("DELETE "+stageURL+"/nothing", "", 204), s("GET /crm/pipelines/2026-09/products", "", 400, "does not support pipelines"),
		}},
		{"default and last pipelines stay", []step{s("DELETE "+dealPipes+"/default", "", 400, "DEFAULT"), s("DELETE /crm/pipelines/2026-09/tickets/0", "", 400), s("POST "+dealPipes, aPipeline, 201), s("DELETE "+dealPipes+"/sc", "", 204), s("GET "+dealPipes+"/sc", "", 404), s("POST "+dealPipes, aPipeline, 201)}},
		{"the last stage stays", []step{s("POST "+dealPipes, aPipeline, 201), s("DELETE "+dealPipes+"/sc/stages/sc1", "", 204), s("DELETE "+dealPipes+"/sc/stages/sc2", "", 400, "at least one stage")}},
		{"tickets need a closed stage", []step{
			s("DELETE /crm/pipelines/2026-09/tickets/0/stages/4", "", 400, "MISSING_CLOSED_STAGE"), s("PATCH /crm/pipelines/2026-09/tickets/0/stages/4", `{"metadata":{"ticketState":"OPEN"}}`, 400, "MISSING_CLOSED_STAGE"),
			s("PATCH /crm/pipelines/2026-09/tickets/0/stages/4", `{"metadata":{"ticketState":"closed"}}`, 400, "INVALID_PIPELINE_STAGE_METADATA"), s("POST /crm/pipelines/2026-09/tickets", `{"label":"T","displayOrder":1,"stages":[{"label":"A","displayOrder":0,"metadata":{}}]}`, 400, "MISSING_CLOSED_STAGE"),
		}},
		{"a replaced pipeline keeps the stages it names", []step{
			s("POST "+dealPipes, aPipeline, 201), s("PUT "+dealPipes+"/sc", `{"label":"SC2","displayOrder":1,"stages":[{"stageId":"sc2","label":"Won","displayOrder":0,"metadata":{"probability":"1"}},{"label":"One","displayOrder":1,"metadata":{"probability":"0.2"}}]}`, 200, `"id":"sc2"`, `!"id":"sc1"`, "SC2"),
		}},
		{"a patched pipeline", []step{s("PATCH "+dealPipes+"/default", `{"label":"Main"}`, 200, "Main", "closedwon"), s("PATCH "+dealPipes+"/default", `{"label":" "}`, 400)}},
		{"pipeline rules", []step{
			s("GET /crm/pipelines-rules/2026-09/0-3/default", "", 200, `"pipelineId":"default"`),
			s("PUT /crm/pipelines-rules/2026-09/0-3/default", `{"governanceValidationRules":{"noSkippingStagesRule":{"enabledForAllStages":true,"pipelineStageIds":[]}}}`, 200, "noSkipping"),
			s("PUT /crm/pipelines-rules/2026-09/0-3/default", `{"governanceValidationRules":{"noSkippingStagesRule":{"pipelineStageIds":["x"]}}}`, 400, "not part of"),
			s("PATCH /crm/pipelines-rules/2026-09/0-3/default", `{"approvalStage":{"pipelineStageId":"closedwon","approvalMode":"ANY","approverUserIds":[1]}}`, 200, "noSkipping", "closedwon"),
			s("PATCH /crm/pipelines-rules/2026-09/0-5/0", `{"approvalStage":{"pipelineStageId":"1","approvalMode":"ANY","approverUserIds":[1]}}`, 400, "Only pipelines of deals"),
			s("DELETE /crm/pipelines-rules/2026-09/0-3/default", "", 204), s("GET /crm/pipelines-rules/2026-09/0-3/default", "", 200, "!noSkipping"),
			s("PUT /crm/pipelines-rules/2026-09/0-3/default/stage-edit-permissions", `{"stages":[{"pipelineStageId":"closedwon","permissionMode":"RESTRICTED","teamIds":[7]}]}`, 200, "RESTRICTED", "OPEN"),
			s("PUT /crm/pipelines-rules/2026-09/0-3/default/stage-edit-permissions", `{"stages":[{"pipelineStageId":"closedwon","permissionMode":"SHUT"}]}`, 400),
		}},
		{"audit", []step{s("PATCH "+stageURL+"/closedwon", `{"label":"Won!"}`, 200), s("GET "+stageURL+"/closedwon/audit", "", 200, `"action":"UPDATE"`), s("GET "+dealPipes+"/default/audit", "", 200, `"results":[]`)}},
	} {
		t.Run(tt.name, func(t *testing.T) { run(t, Empty(Professional), tt.steps...) })
	}
}

func orders(t *testing.T, a *Account, url string) string {
	t.Helper()
	var out []string
	for _, s := range field(t, ask(t, a, "GET "+url, ""), "results").([]any) {
		m := s.(map[string]any)
		out = append(out, fmt.Sprintf("%v=%v", m["id"], m["displayOrder"]))
	}
	return strings.Join(out, " ")
}

// A number that is taken puts a stage behind the one that has it and numbers anew; a free one moves nothing else.
func TestOrderOfStages(t *testing.T) {
	a := Empty(Professional)
	run(t, a, s("POST "+dealPipes, aPipeline, 201), s("POST "+dealPipes+"/sc/stages", `{"stageId":"far","label":"Far","displayOrder":40,"metadata":{"probability":"0.1"}}`, 201))
	if got := orders(t, a, dealPipes+"/sc/stages"); got != "sc1=0 sc2=1 far=40" {
		t.Error(got)
	}
	run(t, a, s("POST "+dealPipes+"/sc/stages", `{"stageId":"in","label":"In","displayOrder":0,"metadata":{"probability":"0.1"}}`, 201))
	if got := orders(t, a, dealPipes+"/sc/stages"); got != "sc1=0 sc2=2 far=3 in=1" {
		t.Error(got)
	}
}

// A stage that holds records cannot go: always in dated versions since 2026-09, where asked for before.
func TestStageInUse(t *testing.T) {
	for _, tt := range []struct {
		name, do string
		status   int
	}{
		{"current version", "DELETE " + dealPipes + "/sc/stages/sc1", 400},
		{"flags do not help", "DELETE " + dealPipes + "/sc/stages/sc1?validateReferencesBeforeDelete=false&validateDealStageUsagesBeforeDelete=false", 400},
		{"pipeline", "DELETE " + dealPipes + "/sc", 400},
		{"version 3 does not ask", "DELETE /crm/v3/pipelines/deals/sc/stages/sc1", 204},
		{"version 3 asked", "DELETE /crm/v3/pipelines/deals/sc/stages/sc1?validateReferencesBeforeDelete=true", 400},
		{"version 3 asked by the flag of deals", "DELETE /crm/v3/pipelines/deals/sc?validateDealStageUsagesBeforeDelete=true", 400},
		{"2026-03", "DELETE /crm/pipelines/2026-03/deals/sc", 204},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := Empty(Professional)
			run(t, a, s("POST "+dealPipes, aPipeline, 201))
			id := str(t, ask(t, a, "POST /crm/objects/2026-09/deals", `{"properties":{"dealname":"D","pipeline":"sc","dealstage":"sc1"}}`), "id")
			run(t, a, s(tt.do, "", tt.status))
			if tt.status == 400 {
				run(t, a, s(tt.do, "", 400, "PipelineError.STAGE_ID_IN_USE", "["+id+"]"), s("PUT "+dealPipes+"/sc", `{"label":"SC","displayOrder":0,"stages":[{"label":"New","displayOrder":0,"metadata":{"probability":"0.1"}}]}`, 400, "IN_USE"),
					s("DELETE /crm/objects/2026-09/deals/"+id, "", 204), s(tt.do, "", 204))
			}
		})
	}
}

func TestPipelinesPerTier(t *testing.T) {
	for tier, more := range map[Tier]int{Free: 0, Starter: 1, Professional: 14} {
		a := Empty(tier)
		body := func(i int) string {
			return fmt.Sprintf(`{"label":"P%d","displayOrder":1,"stages":[{"label":"S","displayOrder":0,"metadata":{"probability":"0.5"}}]}`, i)
		}
		for i := range more {
			run(t, a, s("POST "+dealPipes, body(i), 201))
		}
		run(t, a, s("POST "+dealPipes, body(99), 400, "limit of"))
	}
}

func TestLifecycleStages(t *testing.T) {
	const url = "/crm/pipelines/2026-09/contacts/contacts-lifecycle-pipeline/stages"
	add := `{"stageId":"mine","label":"Recycled","displayOrder":9,"metadata":{"isClosed":"false","state":"OPEN"}}`
	a := Empty(Starter)
	run(t, a, s("GET "+url, "", 200, "evangelist"), s("POST /crm/pipelines/2026-09/contacts", aPipeline, 400), s("DELETE /crm/pipelines/2026-09/contacts/contacts-lifecycle-pipeline", "", 400),
		s("PUT /crm/pipelines/2026-09/contacts/contacts-lifecycle-pipeline", aPipeline, 400))
	id := str(t, ask(t, a, "POST "+url, add), "id")
	if strings.Trim(id, "0123456789") != "" {
		t.Errorf("the value of a lifecycle stage is a number that the server assigns, not %q", id)
	}
	run(t, a, s("GET "+properties+"/lifecyclestage", "", 200, `"value":"`+id+`"`), s("GET /crm/pipelines/2026-09/companies", "", 200, `"id":"`+id+`"`, "companies-lifecycle-pipeline"),
		s("POST /crm/objects/2026-09/companies", `{"properties":{"name":"C","lifecyclestage":"`+id+`"}}`, 201), s("DELETE "+url+"/"+id, "", 400, "IN_USE"),
		s("PATCH "+url+"/"+id, `{"label":"Again"}`, 200), s("GET /crm/pipelines/2026-09/companies", "", 200, "Again"),
		s("POST /crm/objects/2026-09/companies", `{"properties":{"name":"C","lifecyclestage":"mine"}}`, 400, "INVALID_OPTION"))
	run(t, Empty(Starter, LifecycleStages(LifecycleReadOnly)), s("GET "+url, "", 200), s("POST "+url, add, 400))
	run(t, Empty(Starter, LifecycleStages(LifecycleHidden)), s("GET "+url, "", 400), s("GET "+properties+"/lifecyclestage", "", 200, "evangelist"))
}

// What the settings pages require at a stage holds in version 2026-09, and is lost when the pipeline is replaced as a whole.
func TestRequiredAtStage(t *testing.T) {
	a := Empty(Professional)
	run(t, a, s("POST "+dealPipes, aPipeline, 201))
	a.RequireAtStage("0-3", "sc2", "amount")
	deal := `{"properties":{"dealname":"D","pipeline":"sc","dealstage":"sc2"}}`
	run(t, a, s("POST /crm/objects/2026-09/deals", deal, 400, "REQUIRED_FIELD", "amount"), s("POST /crm/v3/objects/deals", deal, 201),
		s("POST /crm/objects/2026-09/deals", strings.Replace(deal, `"D"`, `"D","amount":5`, 1), 201), s("PATCH "+dealPipes+"/sc/stages/sc2", `{"label":"Won!"}`, 200))
	if got := a.RequiredAtStage("0-3", "sc2"); len(got) != 1 {
		t.Errorf("after a write of the stage: %v", got)
	}
	run(t, a, s("PUT "+dealPipes+"/sc", aPipeline, 200))
	if got := a.RequiredAtStage("0-3", "sc2"); len(got) != 0 {
		t.Errorf("after the pipeline was replaced: %v", got)
	}
}
