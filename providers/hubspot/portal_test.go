package hubspot

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// openWith opens an account with a token of certain scopes.
func openWith(t *testing.T, account *emulator.Account, token string, settings map[string]schema.Setting) (*Provider, error) {
	t.Helper()
	srv := httptest.NewServer(account)
	t.Cleanup(srv.Close)
	env := map[string]string{"HUBSPOT_TOKEN": token, "HUBSPOT_BASE_URL": srv.URL}
	p, err := FactoryWith(Options{Clock: testclock.New(), Transport: &http.Transport{}}).
		Open(t.Context(), providers.Target{CRM: &schema.CRM{Provider: provider, Settings: settings}}, func(name string) string { return env[name] })
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = p.Close() })
	return p.(*Provider), nil
}

// scopes are those that opening an account asks for.
var scopes = []string{"crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read", "tickets", "crm.objects.leads.read",
	"crm.objects.owners.read", "crm.lists.read", "automation", "mh-lead-scoring-view", "crm-pipelines-governance-read", "pipeline-level-permissions-access",
	"crm-pipelines-locked-stages-access", "crm.schemas.custom.read", "settings.users.teams.read", "settings.users.read"}

func scopesBut(scope ...string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(scope, s) })
}

func lacking(p *portal) []string {
	var out []string
	for f := range p.lacks {
		out = append(out, string(f))
	}
	slices.Sort(out)
	return out
}

func TestFeaturesByScope(t *testing.T) {
	const secret = "pat-eu1-scopes-0000"
	for _, c := range []struct {
		scopes []string
		lacks  []feature
		denied []string
	}{
		{scopes, nil, nil},
		{scopesBut("automation"), []feature{workflows}, nil},
		{scopesBut("crm.lists.read"), []feature{lists}, nil},
		{scopesBut("mh-lead-scoring-view"), []feature{leadScores}, nil},
		{scopesBut("crm-pipelines-governance-read"), []feature{pipelineRules}, nil},
		{scopesBut("crm-pipelines-locked-stages-access", "pipeline-level-permissions-access"), []feature{stagePermissions}, nil},
		{scopesBut("crm.schemas.custom.read"), []feature{customObjects}, nil},
		{scopesBut("settings.users.teams.read", "settings.users.read"), []feature{teams}, nil},
		{scopesBut("crm.objects.leads.read"), []feature{leadObject}, nil},
		{scopesBut("crm.objects.contacts.read"), nil, []string{"contacts"}},
		{scopesBut("crm.objects.deals.read"), nil, []string{"deals"}},
		{scopesBut("tickets"), nil, []string{"tickets"}},
		{scopesBut("crm.objects.deals.read", "tickets"), []feature{pipelineRules, stagePermissions}, []string{"deals", "tickets"}},
		{scopesBut("crm.objects.owners.read"), []feature{users}, nil},
	} {
		account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
		account.Grant(secret, c.scopes...)
		p, err := openWith(t, account, secret, nil)
		name := fmt.Sprint(c.lacks, c.denied)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var want []string
		for _, f := range c.lacks {
			want = append(want, string(f))
		}
		if got := lacking(p.portal); !slices.Equal(got, want) {
			t.Errorf("%s: the account lacks %v", name, p.portal.lacks)
		}
		for _, o := range []string{"contacts", "companies", "deals", "tickets"} {
			if (p.portal.denied[o] != nil) != slices.Contains(c.denied, o) || slices.Contains(p.portal.objects(), o) == slices.Contains(c.denied, o) {
				t.Errorf("%s: %s is denied: %v", name, o, p.portal.denied[o])
			}
		}
		readAll(t, p) // and what is there can be read all the same
	}
}

func TestFeaturesByTier(t *testing.T) {
	for tier, want := range map[emulator.Tier]string{
		emulator.Enterprise:   "",
		emulator.Professional: "custom objects",
		emulator.Starter:      "custom objects, lead scores, pipeline rules, stage edit permissions, the lead object, workflows",
		emulator.Free:         "custom objects, lead scores, pipeline rules, stage edit permissions, the lead object, workflows",
	} {
		p := portalOf(t, emulator.Empty(tier, emulator.NoRateLimits()), nil)
		if got := strings.Join(lacking(p.portal), ", "); got != want {
			t.Errorf("%s lacks %s", tier, got)
		}
	}
}

func TestLifecycleStagesHidden(t *testing.T) {
	for how, only := range map[emulator.Lifecycle]bool{emulator.LifecycleHidden: true, emulator.LifecycleReadOnly: false} {
		p := portalOf(t, emulator.Empty(emulator.Professional, emulator.NoRateLimits(), emulator.LifecycleStages(how)), nil)
		if p.portal.onlyOptions != only || len(p.portal.lifecycle) < 8 {
			t.Errorf("%v: only options %v, stages %v", how, p.portal.onlyOptions, p.portal.lifecycle)
		}
	}
}

func TestPortalIDMustFit(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	id := portalOf(t, account, nil).portal.details.PortalID
	for given, fits := range map[string]bool{fmt.Sprint(id): true, fmt.Sprint(id + 1): false} {
		_, err := openWith(t, account, emulator.DefaultToken, map[string]schema.Setting{"portal_id": {Value: given}})
		if fits != (err == nil) || !fits && !providers.IsKind(err, providers.Permission) {
			t.Errorf("portal_id %s of %d: %v", given, id, err)
		}
	}
}

// Another account is not even read.
func TestPortalIDIsComparedFirst(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	_, err := openWith(t, account, emulator.DefaultToken, map[string]schema.Setting{"portal_id": {Value: "1"}})
	if n := len(account.Requests()); err == nil || n != 1 {
		t.Errorf("%d requests, %v", n, err)
	}
}

func TestWrongToken(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	_, err := openWith(t, account, "pat-eu1-wrong-00000000", nil)
	if !providers.IsKind(err, providers.Permission) || !strings.Contains(err.Error(), "token") || len(account.Requests()) != 1 {
		t.Errorf("after %d requests: %v", len(account.Requests()), err)
	}
}

func TestOutageAtOpen(t *testing.T) {
	for _, path := range []string{"/details", "/properties/", "/flows", "/owners", "/enablement/", "/crm/limits/", "/pipelines-rules/"} {
		account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
		account.Inject(emulator.Fault{Path: path, Status: 500, Times: -1})
		if _, err := openWith(t, account, emulator.DefaultToken, nil); !providers.IsKind(err, providers.Unavailable) {
			t.Errorf("%s is out: %v", path, err)
		}
	}
}

// How many requests it takes to open an account depends on its object types alone.
func TestRequestsToOpen(t *testing.T) {
	open := func(account *emulator.Account) int {
		portalOf(t, account, nil)
		return len(account.Requests())
	}
	small, big := open(emulator.Empty(emulator.Professional, emulator.NoRateLimits())), open(emulator.Messy(emulator.NoRateLimits()))
	if small != big || small > 30 {
		t.Errorf("%d requests for an empty account, %d for a full one", small, big)
	}
}

func TestCustomObjectsAtOpen(t *testing.T) {
	account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
	applied(t, portalOf(t, account, nil), createOf(t, typeObject, providers.Values{"name": "machine", "label": "Machine", "plural": "Machines"}))
	p := portalOf(t, account, nil)
	if !slices.Contains(p.portal.objects(), "machine") || len(p.portal.properties["machine"]) == 0 {
		t.Errorf("objects %v, denied %v", p.portal.objects(), p.portal.denied)
	}
}
