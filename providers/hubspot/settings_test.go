package hubspot

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestSettings(t *testing.T) {
	env := func(name string) string {
		return map[string]string{"HUBSPOT_TOKEN": " usual ", "OTHER": "other", "HUBSPOT_BASE_URL": "http://localhost"}[name]
	}
	s, err := readSettings(nil, env)
	if err != nil || s.token.Reveal() != "usual" || s.baseURL != "http://localhost" || !s.turnOn || s.lifecycleAPI || s.restrictStages || s.nativeOff || s.portal != 0 {
		t.Errorf("without a block: %+v, %v", s, err)
	}
	s, err = readSettings(&schema.CRM{Settings: map[string]schema.Setting{"token": {Env: "OTHER"}, "portal_id": {Value: 42.0}, "lifecycle_stages": {Value: "api"}, "workflows": {Value: "off"},
		"stage_permissions": {Value: "owner"}, "native_lifecycle_automation": {Value: "off"}, "versions": {Value: map[string]any{"pipelines": "v3"}}}}, env)
	if err != nil || s.token.Reveal() != "other" || s.portal != 42 || !s.lifecycleAPI || s.turnOn || !s.restrictStages || !s.nativeOff || s.versions[api.Pipelines] != "v3" {
		t.Errorf("all given: %+v, %v", s, err)
	}
	if s, err = readSettings(&schema.CRM{Settings: map[string]schema.Setting{"token": {Env: "OTHER"}}}, nil); err != nil || !s.token.Empty() {
		t.Errorf("without an environment there is a token, or %v", err)
	}
}

func TestBadSettings(t *testing.T) {
	for name, values := range map[string][]any{
		"portal_id": {"x", "-1", 0.0, 1.5, true}, "lifecycle_stages": {"yes", true}, "workflows": {"maybe"}, "stage_permissions": {"all"}, "native_lifecycle_automation": {"on"},
		"versions": {"v3", map[string]any{"nothing": "v3"}, map[string]any{"pipelines": 3.0}}, "tokn": {"x"}, "token": {[]any{"s3cret"}}, "base_url": {1i},
	} {
		for _, v := range values {
			_, err := readSettings(&schema.CRM{Settings: map[string]schema.Setting{name: {Value: v}}}, func(string) string { return "s3cret" })
			if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s = %v: %v", name, v, err)
			}
		}
	}
}

func TestNoToken(t *testing.T) {
	_, err := Factory().Open(t.Context(), providers.Target{}, func(string) string { return "" })
	if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), "HUBSPOT_TOKEN") {
		t.Errorf("%v", err)
	}
}
