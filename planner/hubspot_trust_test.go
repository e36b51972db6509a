package planner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// rights are all that a token can be given.
var rights = []string{"crm.schemas.contacts.read", "crm.schemas.contacts.write", "crm.schemas.companies.read", "crm.schemas.companies.write",
	"crm.schemas.deals.read", "crm.schemas.deals.write", "tickets", "crm.objects.contacts.read", "crm.objects.contacts.write",
	"crm.objects.companies.read", "crm.objects.companies.write", "crm.objects.deals.read", "crm.objects.deals.write", "crm.objects.owners.read",
	"settings.users.read", "settings.users.write", "settings.users.teams.read", "settings.users.teams.write", "crm.lists.read", "crm.lists.write", "automation",
	"mh-lead-scoring-view", "mh-lead-scoring-edit", "crm-pipelines-governance-read", "crm-pipelines-governance-write",
	"crm-pipelines-locked-stages-access", "crm-pipelines-locked-stages-write", "pipeline-level-permissions-access", "pipeline-level-permissions-write",
	"crm.objects.leads.read", "crm.objects.leads.write", "crm.schemas.custom.read", "crm.schemas.custom.write", "crm.objects.custom.read", "crm.objects.custom.write"}

func without(list []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(gone, s) })
}

// saas is the largest example, applied to an account.
func saas(t *testing.T, settings map[string]string, options ...emulator.Option) (*portal, *schema.Architecture) {
	t.Helper()
	a := example(t, "b2b-saas")
	p := newPortal(t, empty(emulator.Enterprise), settings, options...)
	p.invite(a)
	p.apply(a)
	return p, a
}

// A token that lost a right deletes nothing and forgets nothing: the plan says what it cannot see, and goes on where it was
// once the right is back.
func TestHubSpotLosesAScope(t *testing.T) {
	t.Parallel()
	p, a := saas(t, map[string]string{"lifecycle_stages": "api", "stage_permissions": "owner"})
	for _, lost := range [][]string{{"automation"}, {"crm.lists.read", "crm.lists.write"}, {"mh-lead-scoring-view", "mh-lead-scoring-edit"},
		{"crm-pipelines-governance-read", "crm-pipelines-governance-write"}, {"settings.users.teams.read", "settings.users.read", "settings.users.teams.write", "settings.users.write"},
		{"tickets"}, {"crm.objects.owners.read"}, {"crm.schemas.contacts.read", "crm.objects.contacts.read", "crm.schemas.contacts.write", "crm.objects.contacts.write"}} {
		p.account.Grant(emulator.DefaultToken, without(rights, lost...)...)
		before := p.known()
		plan, diags := p.plan(a)
		said := fmt.Sprint(diags)
		for _, c := range plan.Changes {
			t.Errorf("without %s: %s %s", lost, c.Action, c.Address)
		}
		if !strings.Contains(said, "he token cannot read") && !strings.Contains(said, "applied objects of HubSpot are left as they are") {
			t.Errorf("without %s nothing is said: %s", lost, said)
		}
		if !diags.HasErrors() {
			if _, diags := planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: p.options(a), Store: p.store, Sleep: p.clock.Sleep}); diags.HasErrors() {
				t.Errorf("without %s: %v", lost, diags.Err())
			}
			if now := p.known(); now != before {
				t.Errorf("without %s: %d objects are known, not %d", lost, now, before)
			}
		}
		p.account.Grant(emulator.DefaultToken, rights...)
		p.nothing(a)
	}
}

// A lifecycle stage that somebody renamed in the settings makes what uses it wait; nothing is deleted.
func TestHubSpotLifecycleStageGoesAway(t *testing.T) {
	t.Parallel()
	p, a := saas(t, map[string]string{"lifecycle_stages": "api"})
	p.settings["lifecycle_stages"] = schema.Setting{Value: "manual"}
	p.nothing(a)
	var stages struct{ Results []struct{ ID, Label string } }
	const of = "/crm/pipelines/2026-09/contacts/contacts-lifecycle-pipeline/stages"
	if err := json.Unmarshal([]byte(ask(t, p, "GET "+of, "")), &stages); err != nil {
		t.Fatal(err)
	}
	for _, s := range stages.Results {
		if s.Label == "Sales Accepted Lead" {
			ask(t, p, "PATCH "+of+"/"+s.ID, `{"label":"Renamed"}`)
		}
	}
	plan, diags := p.plan(a)
	for _, c := range plan.Changes {
		if c.Action != planner.Update {
			t.Errorf("%s %s: %s", c.Action, c.Address, c.Reason)
		}
	}
	if said := fmt.Sprint(diags); !strings.Contains(said, "applied objects of HubSpot are left as they are") {
		t.Errorf("nothing is said: %s", said)
	}
	p.settings["lifecycle_stages"] = schema.Setting{Value: "api"} // which renames it back
	p.apply(a)
}

// ask sends a request straight to the account, as somebody else would.
func ask(t *testing.T, p *portal, do, body string) string {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
	w := httptest.NewRecorder()
	p.account.ServeHTTP(w, r)
	if w.Code >= 300 {
		t.Fatalf("%s: %d %s", do, w.Code, w.Body)
	}
	return w.Body.String()
}
