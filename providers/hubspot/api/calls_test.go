package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// Every call, the request that it makes, and an answer that it understands.
var calls = []struct {
	name   string
	do     func(context.Context, *Client) error
	line   string
	body   string // "" for none
	answer string
}{
	{"Properties", func(ctx context.Context, c *Client) error { _, err := c.Properties(ctx, "deals", false); return err },
		"GET /crm/properties/2026-09/deals?archived=false", "", `{"results":[]}`},
	{"Property", func(ctx context.Context, c *Client) error { _, err := c.Property(ctx, "0-1", "a/b?"); return err },
		"GET /crm/properties/2026-09/0-1/a%2Fb%3F", "", `{"name":"a"}`},
	{"CreateProperty", func(ctx context.Context, c *Client) error {
		_, err := c.CreateProperty(ctx, "deals", PropertyInput{Name: "n", Label: "N", Type: "enumeration", FieldType: "select", GroupName: "g", Options: []Option{{Label: "A", Value: "a"}}, DisplayOrder: ptr(-1)})
		return err
	}, "POST /crm/properties/2026-09/deals",
		`{"name":"n","label":"N","type":"enumeration","fieldType":"select","groupName":"g","options":[{"label":"A","value":"a","displayOrder":0,"hidden":false}],"displayOrder":-1}`, `{"name":"n"}`},
	{"UpdateProperty", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateProperty(ctx, "deals", "n", PropertyPatch{Description: ptr(""), Options: &[]Option{}})
		return err
	}, "PATCH /crm/properties/2026-09/deals/n", `{"description":"","options":[]}`, `{"name":"n"}`},
	{"ArchiveProperty", func(ctx context.Context, c *Client) error { return c.ArchiveProperty(ctx, "deals", "n") }, "DELETE /crm/properties/2026-09/deals/n", "", ``},
	{"ArchiveProperties", func(ctx context.Context, c *Client) error {
		return c.ArchiveProperties(ctx, "deals", []string{"a"})[0].Err
	}, "POST /crm/properties/2026-09/deals/batch/archive", `{"inputs":[{"name":"a"}]}`, ``},
	{"ReadProperties", func(ctx context.Context, c *Client) error {
		return c.ReadProperties(ctx, "deals", []string{"a"})[0].Err
	},
		"POST /crm/properties/2026-09/deals/batch/read", `{"archived":false,"dataSensitivity":"non_sensitive","inputs":[{"name":"a"}]}`, `{"results":[{"name":"a"}]}`},
	{"Groups", func(ctx context.Context, c *Client) error { _, err := c.Groups(ctx, "deals"); return err }, "GET /crm/properties/2026-09/deals/groups", "", `{"results":[]}`},
	{"CreateGroup", func(ctx context.Context, c *Client) error {
		_, err := c.CreateGroup(ctx, "deals", Group{Name: "g", Label: "G", DisplayOrder: -1})
		return err
	}, "POST /crm/properties/2026-09/deals/groups", `{"name":"g","label":"G","displayOrder":-1}`, `{"name":"g"}`},
	{"UpdateGroup", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateGroup(ctx, "deals", "g", GroupPatch{Label: ptr("H")})
		return err
	}, "PATCH /crm/properties/2026-09/deals/groups/g", `{"label":"H"}`, `{"name":"g"}`},
	{"ArchiveGroup", func(ctx context.Context, c *Client) error { return c.ArchiveGroup(ctx, "deals", "g") }, "DELETE /crm/properties/2026-09/deals/groups/g", "", ``},
	{"ValidationRules", func(ctx context.Context, c *Client) error { _, err := c.ValidationRules(ctx, "0-1"); return err }, "GET /crm/property-validations/2026-09/0-1", "", `{"results":[]}`},
	{"SetValidationRule", func(ctx context.Context, c *Client) error {
		return c.SetValidationRule(ctx, "0-1", "n", ValidationRule{RuleType: "MAX_LENGTH", RuleArguments: []string{"5"}})
	}, "PUT /crm/property-validations/2026-09/0-1/n/rule-type/MAX_LENGTH", `{"ruleArguments":["5"],"shouldApplyNormalization":false}`, ``},
	{"Pipelines", func(ctx context.Context, c *Client) error { _, err := c.Pipelines(ctx, "deals"); return err }, "GET /crm/pipelines/2026-09/deals", "", `{"results":[]}`},
	{"CreatePipeline", func(ctx context.Context, c *Client) error {
		_, err := c.CreatePipeline(ctx, "deals", PipelineInput{ID: "p", Label: "P", Stages: []StageInput{{ID: "s", Label: "S", Metadata: Metadata{"probability": "0.5"}}}})
		return err
	}, "POST /crm/pipelines/2026-09/deals", `{"pipelineId":"p","label":"P","displayOrder":0,"stages":[{"stageId":"s","label":"S","displayOrder":0,"metadata":{"probability":"0.5"}}]}`, `{"id":"p"}`},
	{"UpdatePipeline", func(ctx context.Context, c *Client) error {
		_, err := c.UpdatePipeline(ctx, "deals", "p", PipelinePatch{Archived: ptr(false)})
		return err
	}, "PATCH /crm/pipelines/2026-09/deals/p", `{"archived":false}`, `{"id":"p"}`},
	{"DeletePipeline", func(ctx context.Context, c *Client) error { return c.DeletePipeline(ctx, "deals", "p", true) },
		"DELETE /crm/pipelines/2026-09/deals/p?validateDealStageUsagesBeforeDelete=true&validateReferencesBeforeDelete=true", "", ``},
	{"Stages", func(ctx context.Context, c *Client) error { _, err := c.Stages(ctx, "deals", "p"); return err }, "GET /crm/pipelines/2026-09/deals/p/stages", "", `{"results":[]}`},
	{"CreateStage", func(ctx context.Context, c *Client) error {
		_, err := c.CreateStage(ctx, "tickets", "p", StageInput{Label: "S", DisplayOrder: 2, Metadata: Metadata{"ticketState": "OPEN"}})
		return err
	}, "POST /crm/pipelines/2026-09/tickets/p/stages", `{"label":"S","displayOrder":2,"metadata":{"ticketState":"OPEN"}}`, `{"id":"9"}`},
	{"UpdateStage", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateStage(ctx, "deals", "p", "s", StagePatch{Label: ptr("T")})
		return err
	}, "PATCH /crm/pipelines/2026-09/deals/p/stages/s", `{"label":"T","metadata":{}}`, `{"id":"s"}`},
	{"DeleteStage", func(ctx context.Context, c *Client) error { return c.DeleteStage(ctx, "deals", "p", "s", false) },
		"DELETE /crm/pipelines/2026-09/deals/p/stages/s?validateDealStageUsagesBeforeDelete=false&validateReferencesBeforeDelete=false", "", ``},
	{"PipelineRules", func(ctx context.Context, c *Client) error { _, err := c.PipelineRules(ctx, "0-3", "p"); return err }, "GET /crm/pipelines-rules/2026-09/0-3/p", "", `{}`},
	{"DeletePipelineRules", func(ctx context.Context, c *Client) error { return c.DeletePipelineRules(ctx, "0-3", "p") }, "DELETE /crm/pipelines-rules/2026-09/0-3/p", "", ``},
	{"StagePermissions", func(ctx context.Context, c *Client) error { _, err := c.StagePermissions(ctx, "0-3", "p"); return err },
		"GET /crm/pipelines-rules/2026-09/0-3/p/stage-edit-permissions", "", `{"stages":[]}`},
	{"SetStagePermissions", func(ctx context.Context, c *Client) error {
		return c.SetStagePermissions(ctx, "0-3", "p", []StagePermission{{StageID: "s", Mode: "RESTRICTED", TeamIDs: []int64{1}, UserIDs: []int64{}}})
	}, "PUT /crm/pipelines-rules/2026-09/0-3/p/stage-edit-permissions", `{"stages":[{"pipelineStageId":"s","permissionMode":"RESTRICTED","superAdmin":false,"teamIds":[1],"userIds":[]}]}`, ``},
	{"Schemas", func(ctx context.Context, c *Client) error { _, err := c.Schemas(ctx); return err }, "GET /crm-object-schemas/2026-09/schemas", "", `{"results":[]}`},
	{"CreateSchema", func(ctx context.Context, c *Client) error {
		_, err := c.CreateSchema(ctx, SchemaInput{Name: "plan", Labels: Labels{"Plan", "Plans"}, PrimaryProperty: "n", Properties: []PropertyInput{}})
		return err
	}, "POST /crm-object-schemas/2026-09/schemas", `{"name":"plan","labels":{"singular":"Plan","plural":"Plans"},"primaryDisplayProperty":"n","requiredProperties":[],"properties":[],"associatedObjects":[]}`, `{"name":"plan"}`},
	{"UpdateSchema", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateSchema(ctx, "2-1", SchemaPatch{Description: ptr("x")})
		return err
	}, "PATCH /crm-object-schemas/2026-09/schemas/2-1", `{"description":"x"}`, `{"name":"plan"}`},
	{"DeleteSchema", func(ctx context.Context, c *Client) error { return c.DeleteSchema(ctx, "2-1") }, "DELETE /crm-object-schemas/2026-09/schemas/2-1", "", ``},
	{"AssociationLabels", func(ctx context.Context, c *Client) error {
		_, err := c.AssociationLabels(ctx, "contacts", "deals")
		return err
	}, "GET /crm/associations/2026-09/contacts/deals/labels", "", `{"results":[{"typeId":3,"category":"USER_DEFINED","label":null}]}`},
	{"CreateAssociationLabel", func(ctx context.Context, c *Client) error {
		_, err := c.CreateAssociationLabel(ctx, "contacts", "deals", LabelInput{"buyer", "Buyer", "Buys"})
		return err
	}, "POST /crm/associations/2026-09/contacts/deals/labels", `{"name":"buyer","label":"Buyer","inverseLabel":"Buys"}`, `{"results":[]}`},
	{"UpdateAssociationLabel", func(ctx context.Context, c *Client) error {
		return c.UpdateAssociationLabel(ctx, "contacts", "deals", 7, "Buyer", "")
	}, "PUT /crm/associations/2026-09/contacts/deals/labels", `{"associationTypeId":7,"label":"Buyer"}`, ``},
	{"DeleteAssociationLabel", func(ctx context.Context, c *Client) error {
		return c.DeleteAssociationLabel(ctx, "contacts", "deals", 7)
	}, "DELETE /crm/associations/2026-09/contacts/deals/labels/7", "", ``},
	{"AllLists", func(ctx context.Context, c *Client) error { _, err := Collect(c.AllLists(ctx)); return err },
		"POST /crm/lists/2026-09/search", `{"count":500,"offset":0,"query":""}`, `{"lists":[],"hasMore":false}`},
	{"List", func(ctx context.Context, c *Client) error { _, err := c.List(ctx, "1"); return err }, "GET /crm/lists/2026-09/1?includeFilters=true", "", `{"list":{"listId":"1"}}`},
	{"ListByName", func(ctx context.Context, c *Client) error { _, err := c.ListByName(ctx, "0-1", "a b"); return err },
		"GET /crm/lists/2026-09/object-type-id/0-1/name/a%20b?includeFilters=true", "", `{"list":{"listId":"1"}}`},
	{"CreateList", func(ctx context.Context, c *Client) error {
		_, err := c.CreateList(ctx, ListInput{"n", "0-1", "DYNAMIC", json.RawMessage(`{"filterBranchType":"OR"}`)})
		return err
	}, "POST /crm/lists/2026-09", `{"name":"n","objectTypeId":"0-1","processingType":"DYNAMIC","filterBranch":{"filterBranchType":"OR"}}`, `{"list":{"listId":"1"}}`},
	{"RenameList", func(ctx context.Context, c *Client) error { return c.RenameList(ctx, "1", "n&m") }, "PUT /crm/lists/2026-09/1/update-list-name?listName=n%26m", "", ``},
	{"SetListFilters", func(ctx context.Context, c *Client) error {
		return c.SetListFilters(ctx, "1", json.RawMessage(`{"a":1}`), false)
	}, "PUT /crm/lists/2026-09/1/update-list-filters?enrollObjectsInWorkflows=false", `{"filterBranch":{"a":1}}`, ``},
	{"DeleteList", func(ctx context.Context, c *Client) error { return c.DeleteList(ctx, "1") }, "DELETE /crm/lists/2026-09/1", "", ``},
	{"RestoreList", func(ctx context.Context, c *Client) error { return c.RestoreList(ctx, "1") }, "PUT /crm/lists/2026-09/1/restore", "", ``},
	{"Flows", func(ctx context.Context, c *Client) error { _, err := Collect(c.Flows(ctx)); return err }, "GET /automation/v4/flows?limit=100", "", `{"results":[]}`},
	{"ReadFlows", func(ctx context.Context, c *Client) error { return c.ReadFlows(ctx, []string{"1"})[0].Err },
		"POST /automation/v4/flows/batch/read", `{"inputs":[{"flowId":"1","type":"FLOW_ID"}]}`, `{"results":[{"id":"1"}]}`},
	{"CreateFlow", func(ctx context.Context, c *Client) error {
		_, err := c.CreateFlow(ctx, json.RawMessage(`{"name":"f"}`), nil)
		return err
	}, "POST /automation/v4/flows", `{"name":"f"}`, `{"id":"1"}`},
	{"DeleteFlow", func(ctx context.Context, c *Client) error { return c.DeleteFlow(ctx, "1") }, "DELETE /automation/v4/flows/1", "", ``},
	{"ActionTypes", func(ctx context.Context, c *Client) error { _, err := c.ActionTypes(ctx, "0-1"); return err }, "GET /automation/2026-09-beta/action-types?objectTypeId=0-1", "", `{"results":[]}`},
	{"Scores", func(ctx context.Context, c *Client) error { _, err := Collect(c.Scores(ctx)); return err }, "GET /marketing/lead-scoring/2026-09-beta/scores?limit=100", "", `{"results":[{"id":5}]}`},
	{"Score", func(ctx context.Context, c *Client) error { _, err := c.Score(ctx, "5"); return err }, "GET /marketing/lead-scoring/2026-09-beta/scores/5", "", `{"id":"5"}`},
	{"PublishScore", func(ctx context.Context, c *Client) error { return c.PublishScore(ctx, "5") }, "POST /marketing/lead-scoring/2026-09-beta/scores/5/draft/publish", "", ``},
	{"ResetScore", func(ctx context.Context, c *Client) error { return c.ResetScore(ctx, "5") }, "POST /marketing/lead-scoring/2026-09-beta/scores/5/draft/reset", "", ``},
	{"DeactivateScore", func(ctx context.Context, c *Client) error { return c.DeactivateScore(ctx, "5") }, "POST /marketing/lead-scoring/2026-09-beta/scores/5/deactivate", "", ``},
	{"DeleteScore", func(ctx context.Context, c *Client) error { return c.DeleteScore(ctx, "5") }, "DELETE /marketing/lead-scoring/2026-09-beta/scores/5", "", ``},
	{"Owners", func(ctx context.Context, c *Client) error { _, err := Collect(c.Owners(ctx, false)); return err }, "GET /crm/owners/2026-09?archived=false&limit=500", "", `{"results":[{"id":"1","userId":2}]}`},
	{"Users", func(ctx context.Context, c *Client) error { _, err := Collect(c.Users(ctx)); return err }, "GET /settings/users/2026-03?limit=100", "", `{"results":[]}`},
	{"SetUserTeams", func(ctx context.Context, c *Client) error {
		return c.SetUserTeams(ctx, "1", UserTeams{PrimaryTeamID: "2"})
	}, "PUT /settings/users/2026-03/1", `{"primaryTeamId":"2","secondaryTeamIds":[]}`, `{}`},
	{"Roles", func(ctx context.Context, c *Client) error { _, err := c.Roles(ctx); return err }, "GET /settings/users/2026-03/roles", "", `{"results":[]}`},
	{"Teams", func(ctx context.Context, c *Client) error { _, err := c.Teams(ctx); return err }, "GET /settings/users/2026-03/teams", "", `{"results":[]}`},
	{"CreateTeam", func(ctx context.Context, c *Client) error { _, err := c.CreateTeam(ctx, "t", "1"); return err }, "POST /settings/teams/2026-09-beta", `{"members":[],"name":"t","parentTeamId":"1"}`, `{"id":"2"}`},
	{"RenameTeam", func(ctx context.Context, c *Client) error { return c.RenameTeam(ctx, "2", "u") }, "PATCH /settings/teams/2026-09-beta/2", `{"name":"u"}`, `{}`},
	{"JoinTeam", func(ctx context.Context, c *Client) error { return c.JoinTeam(ctx, "2", "7") }, "PUT /settings/teams/2026-09-beta/2/members/7", "", ``},
	{"DeleteTeam", func(ctx context.Context, c *Client) error { return c.DeleteTeam(ctx, "2") }, "DELETE /settings/teams/2026-09-beta/2", "", ``},
	{"Details", func(ctx context.Context, c *Client) error { _, err := c.Details(ctx); return err }, "GET /account-info/2026-09/details", "", `{"portalId":1}`},
	{"Scopes", func(ctx context.Context, c *Client) error { _, err := c.Scopes(ctx); return err }, "POST /oauth/v2/private-apps/get/access-token-info", `{"tokenKey":"` + testToken + `"}`, `{"scopes":[]}`},
	{"Enabled", func(ctx context.Context, c *Client) error { _, err := c.Enabled(ctx, "0-136"); return err }, "GET /crm/object-library/2026-09/enablement/0-136", "", `{"enablement":true}`},
	{"DailyUsage", func(ctx context.Context, c *Client) error { _, err := c.DailyUsage(ctx); return err }, "GET /account-info/2026-09/api-usage/daily/private-apps", "", `{"results":[{"currentUsage":1,"resetsAt":"2026-11-22T00:00:00Z"}]}`},
	{"PipelineLimits", func(ctx context.Context, c *Client) error { _, err := c.PipelineLimits(ctx); return err }, "GET /crm/limits/2026-09/pipelines", "", `{"customObjectTypes":{"byObjectType":[]},"hubspotDefinedObjectTypes":[]}`},
	{"PropertyLimits", func(ctx context.Context, c *Client) error { _, err := c.PropertyLimits(ctx); return err }, "GET /crm/limits/2026-09/custom-properties", "", `{"byObjectType":[]}`},
	{"Count", func(ctx context.Context, c *Client) error {
		_, err := c.Count(ctx, "deals", Search{Groups: []FilterGroup{{[]Filter{{Property: "dealstage", Operator: "EQ", Value: "s"}}}}})
		return err
	}, "POST /crm/objects/2026-09/deals/search", `{"filterGroups":[{"filters":[{"propertyName":"dealstage","operator":"EQ","value":"s"}]}],"properties":[],"limit":1}`, `{"total":3,"results":[]}`},
	{"UpdateRecords", func(ctx context.Context, c *Client) error {
		return c.UpdateRecords(ctx, "deals", []RecordUpdate{{"1", map[string]string{"dealstage": "t"}}})[0].Err
	}, "POST /crm/objects/2026-09/deals/batch/update", `{"inputs":[{"id":"1","properties":{"dealstage":"t"}}]}`, `{"results":[{"id":"1"}]}`},
}

func TestCalls(t *testing.T) {
	for _, tt := range calls {
		t.Run(tt.name, func(t *testing.T) {
			s, c, _ := start(t, says(200, tt.answer))
			if err := tt.do(t.Context(), c); err != nil {
				t.Error(err)
			}
			got := s.seen()
			if len(got) != 1 || got[0].line != tt.line || got[0].body != tt.body {
				t.Errorf("sent %q\nwant %s\n%s", got, tt.line, tt.body)
			}
			// Pipelines are never replaced as a whole.
			if strings.HasPrefix(tt.line, "PUT /crm/pipelines/") {
				t.Error("a blanket write of a pipeline")
			}
		})
	}
}

// No call panics or accepts nonsense, whatever comes back; errors hold no token.
func FuzzAnswers(f *testing.F) {
	for i, c := range calls {
		f.Add(uint8(i), 200, []byte(c.answer))
	}
	f.Add(uint8(0), 200, []byte(`{"results":[null,{"options":[null]}],"paging":{"next":{"after":5}}}`))
	f.Add(uint8(0), 403, []byte(`{"category":"MISSING_SCOPES","errors":[{"context":{"missingScopes":["a"]}}]}`))
	f.Add(uint8(0), 207, []byte(`{"errors":[{"context":{"name":["a"]}}]}`))
	f.Add(uint8(0), 400, []byte(testToken))
	status, body := 200, []byte(nil)
	_, c, _ := start(f, func(_ int, w http.ResponseWriter, _ *http.Request, _ string) {
		w.WriteHeader(status)
		w.Write(body)
	})
	f.Fuzz(func(t *testing.T, which uint8, code int, answer []byte) {
		if code < 200 || code > 599 || code == 204 || code == 304 {
			return
		}
		status, body = code, answer
		call := calls[int(which)%len(calls)]
		err := call.do(t.Context(), c)
		if code >= 300 && err == nil {
			t.Errorf("%s: status %d is no error", call.name, code)
		}
		if err != nil && strings.Contains(err.Error(), testToken) {
			t.Errorf("%s: %v", call.name, err)
		}
	})
}
