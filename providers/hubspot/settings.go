package hubspot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/zclconf/go-cty/cty"
)

// settings are what a crm block says about an account.
type settings struct {
	token   web.Secret
	baseURL string
	portal  int64 // 0: any
	// versions are those of APIs that differ from what the client uses.
	versions map[api.API]string
	// lifecycleAPI lets lifecycle stages be written over the pipelines API, which HubSpot documents for reading only.
	lifecycleAPI bool
	// turnOn is whether workflows are turned on when they are created.
	turnOn bool
	// restrictStages limits changes of records in a stage to the team of the stage's owner.
	restrictStages bool
	// nativeOff says that somebody has turned HubSpot's own lifecycle automation off.
	nativeOff bool
}

var settingDocs = []providers.SettingDoc{
	{Name: "token", Env: "HUBSPOT_TOKEN", Required: true, Sensitive: true, Doc: "Access token of a private app, or a service key."},
	{Name: "base_url", Env: "HUBSPOT_BASE_URL", Doc: "Where the API is reached; " + api.DefaultBaseURL + " if not given."},
	{Name: "portal_id", Doc: "Account (Hub ID) that the token must belong to. Anything else is refused before it is read or written."},
	{Name: "versions", Type: cty.Map(cty.String), Doc: "Versions of single APIs instead of the ones that this release was made for: { pipelines = \"v3\" }."},
	{Name: "lifecycle_stages", Doc: "\"manual\" (default): lifecycle stages are added, renamed and ordered by people, in the settings. \"api\": over the pipelines API, which HubSpot does not document for this, and read back."},
	{Name: "workflows", Doc: "\"on\" (default): workflows are turned on when they are applied. \"off\": they are created turned off, and whether one is on is left to people. Whether HubSpot enrolls records at once that meet the conditions already is not documented: begin with \"off\" in an account with many records."},
	{Name: "stage_permissions", Doc: "\"open\" (default), or \"owner\": only the team of a stage's owner changes records in the stage."},
	{Name: "native_lifecycle_automation", Doc: "\"unknown\" (default), or \"off\" once somebody has turned HubSpot's own lifecycle automation off; the plan then no longer asks for it."},
}

// readSettings reads the settings of a target. getenv nil leaves secrets and addresses out: nothing will be contacted.
func readSettings(crm *schema.CRM, getenv func(string) string) (*settings, error) {
	s := &settings{turnOn: true}
	given := map[string]schema.Setting{}
	if crm != nil {
		given = crm.Settings
	}
	for name := range given {
		if !slices.ContainsFunc(settingDocs, func(d providers.SettingDoc) bool { return d.Name == name }) {
			return nil, providers.InvalidSetting(name, "there is no such setting; the settings are %s", providers.SettingNames(settingDocs))
		}
	}
	text := func(name string) (string, error) {
		v, ok := given[name]
		switch {
		case ok && v.Env != "":
			if getenv == nil {
				return "", nil
			}
			return getenv(v.Env), nil
		case ok:
			switch x := v.Value.(type) {
			case string:
				return x, nil
			case float64:
				return strconv.FormatFloat(x, 'f', -1, 64), nil
			case nil:
				return "", nil
			}
			return "", providers.InvalidSetting(name, "it must be a text")
		}
		for _, d := range settingDocs {
			if d.Name == name && d.Env != "" && getenv != nil {
				return getenv(d.Env), nil
			}
		}
		return "", nil
	}
	choice := func(name, usual, other string) (bool, error) {
		v, err := text(name)
		if err == nil && v != "" && v != usual && v != other {
			err = providers.InvalidSetting(name, "it is %q; write %q or %q", v, usual, other)
		}
		return v == other, err
	}
	if getenv != nil {
		token, err := text("token")
		if err != nil {
			return nil, err
		}
		s.token = web.NewSecret(strings.TrimSpace(token))
		if s.baseURL, err = text("base_url"); err != nil {
			return nil, err
		}
	}
	id, err := text("portal_id")
	if err != nil {
		return nil, err
	}
	if id != "" {
		if s.portal, err = strconv.ParseInt(id, 10, 64); err != nil || s.portal <= 0 {
			return nil, providers.InvalidSetting("portal_id", "it must be the number that HubSpot shows as Hub ID")
		}
	}
	if s.lifecycleAPI, err = choice("lifecycle_stages", "manual", "api"); err != nil {
		return nil, err
	}
	off, err := choice("workflows", "on", "off")
	if err != nil {
		return nil, err
	}
	s.turnOn = !off
	if s.restrictStages, err = choice("stage_permissions", "open", "owner"); err != nil {
		return nil, err
	}
	if s.nativeOff, err = choice("native_lifecycle_automation", "unknown", "off"); err != nil {
		return nil, err
	}
	if v, ok := given["versions"]; ok {
		m, ok := v.Value.(map[string]any)
		if !ok {
			return nil, providers.InvalidSetting("versions", "write { API = \"VERSION\" }")
		}
		s.versions = map[api.API]string{}
		for name, x := range m {
			version, ok := x.(string)
			if !ok || !slices.Contains(api.Known(), api.API(name)) {
				return nil, providers.InvalidSetting("versions", "%q is no API with a version; there are %v", name, api.Known())
			}
			s.versions[api.API(name)] = version
		}
	}
	return s, nil
}
