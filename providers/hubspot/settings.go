package hubspot

import (
	"slices"
	"strconv"

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

// readSettings reads the settings of a target. getenv nil leaves the environment out: nothing will be contacted.
func readSettings(crm *schema.CRM, getenv func(string) string) (*settings, error) {
	r := providers.ReadSettings(crm, settingDocs, getenv)
	s := &settings{
		token:          web.NewSecret(r.Text("token")),
		baseURL:        r.Text("base_url"),
		versions:       map[api.API]string{},
		lifecycleAPI:   r.Choice("lifecycle_stages", "manual", "api") == "api",
		turnOn:         r.Choice("workflows", "on", "off") != "off",
		restrictStages: r.Choice("stage_permissions", "open", "owner") == "owner",
		nativeOff:      r.Choice("native_lifecycle_automation", "unknown", "off") == "off",
	}
	if id := r.Text("portal_id"); id != "" {
		var err error
		if s.portal, err = strconv.ParseInt(id, 10, 64); err != nil || s.portal <= 0 {
			r.Wrong("portal_id", "it must be the number that HubSpot shows as Hub ID")
		}
	}
	for name, v := range r.Object("versions", "{ API = \"VERSION\" }") {
		version, ok := v.(string)
		if !ok || !slices.Contains(api.Known(), api.API(name)) {
			r.Wrong("versions", "%q is no API with a version; there are %v", name, api.Known())
		}
		s.versions[api.API(name)] = version
	}
	return s, r.Err()
}
