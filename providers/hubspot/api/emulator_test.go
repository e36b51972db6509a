package api

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// The client and the emulator understand each other: what is written is read back.
func TestAgainstTheEmulator(t *testing.T) {
	account := emulator.Empty(emulator.Enterprise)
	srv := httptest.NewServer(account)
	defer srv.Close()
	c, err := New(Options{Token: web.NewSecret(emulator.DefaultToken), BaseURL: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx := t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = c.Details(ctx)
	must("details", err)
	_, err = c.Scopes(ctx)
	must("scopes", err)
	_, err = c.CreateGroup(ctx, "deals", Group{Name: "g", Label: "G", DisplayOrder: -1})
	must("group", err)
	for i, item := range c.CreateProperties(ctx, "deals", properties(250)) {
		if item.Err != nil {
			t.Fatalf("property %d: %v", i, item.Err)
		}
	}
	if _, err := c.CreateProperty(ctx, "deals", properties(1)[0]); !providers.IsKind(err, providers.Conflict) {
		t.Errorf("a property twice: %v", err)
	}
	if _, err := c.Property(ctx, "deals", "nothing"); !providers.IsKind(err, providers.NotFound) {
		t.Errorf("no property: %v", err)
	}
	p, err := c.CreatePipeline(ctx, "deals", PipelineInput{ID: "mine", Label: "Mine", DisplayOrder: 1, Stages: []StageInput{
		{ID: "mine-open", Label: "Open", Metadata: Metadata{"probability": "0.2"}}, {ID: "mine-won", Label: "Won", DisplayOrder: 1, Metadata: Metadata{"probability": "1.0"}}}})
	must("pipeline", err)
	if err == nil && (p.ID != "mine" || len(p.Stages) != 2) {
		t.Errorf("pipeline %v", p)
	}
	_, err = c.CreateStage(ctx, "deals", "mine", StageInput{ID: "mine-lost", Label: "Lost", DisplayOrder: 2, Metadata: Metadata{"probability": "0.0"}})
	must("stage", err)
	must("stage away", c.DeleteStage(ctx, "deals", "mine", "mine-lost", true))
	_, err = c.Count(ctx, "deals", Search{Groups: []FilterGroup{{[]Filter{{Property: "dealstage", Operator: "EQ", Value: "mine-open"}}}}})
	must("count", err)
	_, err = Collect(c.Owners(ctx, false))
	must("owners", err)
	_, err = Collect(c.AllLists(ctx))
	must("lists", err)
	f, err := c.CreateFlow(ctx, json.RawMessage(`{"name":"F","type":"CONTACT_FLOW","flowType":"WORKFLOW","objectTypeId":"0-1","isEnabled":false,"actions":[],"blockedDates":[],"customProperties":{},"dataSources":[],"timeWindows":[]}`), nil)
	must("flow", err)
	if err == nil {
		changed, err := c.UpdateFlow(ctx, f.ID, f.RevisionID, json.RawMessage(`{"name":"F2"}`))
		must("flow changed", err)
		if err == nil && (changed.RevisionID == f.RevisionID || changed.Name != "F2") {
			t.Errorf("flow %s", changed.Raw)
		}
		if _, err := c.UpdateFlow(ctx, f.ID, f.RevisionID, json.RawMessage(`{"name":"F3"}`)); !providers.IsKind(err, providers.Conflict) {
			t.Errorf("an old revision: %v", err)
		}
	}
	if refused := account.Usage().Refused; len(refused) != 0 {
		t.Errorf("refused: %v", refused)
	}
}
