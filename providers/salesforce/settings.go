package salesforce

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/zclconf/go-cty/cty"
)

// settings are what a crm block says about an org.
type settings struct {
	auth api.Auth // nil when nothing will be contacted
	// orgID is the org that it must be; "" is any.
	orgID string
	// source is a folder with metadata, read instead of an org.
	source string
	// people are the objects that contacts of an architecture are, in the order of their life.
	people []string
	// gatesOff leaves validation rules inactive.
	gatesOff bool
	// flowsOff leaves flows inactive, for people to activate.
	flowsOff bool
	// keep leaves what the org has as it is, see keepExisting.
	keep bool
	// folder is the API name of the folders of reports and dashboards.
	folder string
	// tests is the level of Apex tests that a deploy runs; "" is Salesforce's own choice.
	tests api.TestLevel
}

// organization is what ids of orgs look like. Source: Salesforce Help, Standard Field Record ID Prefix Decoder.
var organization = regexp.MustCompile(`^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$`)

const defaultFolder = "Lifecycle"

// authType is what the setting auth may say.
var authType = cty.ObjectWithOptionalAttrs(map[string]cty.Type{"method": cty.String, "client_id": cty.String, "client_secret": cty.String, "key_file": cty.String,
	"username": cty.String, "login": cty.String, "audience": cty.String, "token": cty.String},
	[]string{"client_id", "client_secret", "key_file", "username", "login", "audience", "token"})

var settingDocs = []providers.SettingDoc{
	{Name: "instance", Env: "SF_INSTANCE_URL", Doc: "URL of the org, such as https://acme.my.salesforce.com. Needed with an access token or client credentials."},
	{Name: "org_id", Doc: "Organization ID (Setup > Company Information) that the login must belong to, with 15 or 18 characters. Anything else is refused before it is read or written. An import writes it."},
	{Name: "auth", Type: authType, Secrets: []string{"client_secret", "token"}, Files: []string{"key_file"}, Doc: "How to log in: { method = \"jwt\", client_id, key_file, username }, { method = \"client_credentials\", client_id, client_secret } or { method = \"token\", token }. With jwt, login names the login server (https://test.salesforce.com for a sandbox) and audience what the assertion is for, if that differs. Without it, an access token is taken from SF_ACCESS_TOKEN."},
	{Name: "token", Env: "SF_ACCESS_TOKEN", Sensitive: true, Doc: "Access token, the short way to write auth = { method = \"token\" }."},
	{Name: "source", File: func(providers.Target) string { return "" }, Doc: "Folder with an SFDX project or a package in metadata format that is looked at instead of an org. Nothing can be applied to it."},
	{Name: "people", Doc: "What contacts of the architecture are: \"leads_and_contacts\" (default: leads until they are converted), \"contacts\" or \"leads\". An architecture with records of object lead has contacts as contacts."},
	{Name: "gates", Doc: "\"on\" (default): validation rules hold as soon as they are applied. \"off\": they are inactive, and the checks are reports alone."},
	{Name: "flows", Doc: "\"on\" (default): flows are applied active. In production the org must allow that (Setup > Process Automation Settings > Deploy processes and flows as active). \"off\": whether one is active is left to people."},
	{Name: "existing", Doc: "\"complete\" (default): what the org has gets what is made of it otherwise: help, field history, paths, grants. \"keep\": it keeps what people gave it, and only what is new gets that. An import writes it."},
	{Name: "folder", Doc: "API name of the folder of the reports and dashboards; Lifecycle if not given."},
	{Name: "tests", Doc: "Apex tests that a deploy runs: NoTestRun, RunLocalTests, RunAllTestsInOrg. Salesforce's own choice if not given."},
}

// readSettings reads the settings of a target. getenv nil leaves the environment out: nothing will be contacted.
func readSettings(t providers.Target, getenv func(string) string) (*settings, error) {
	r := providers.ReadSettings(t.CRM, settingDocs, getenv)
	s := &settings{
		orgID:    r.Text("org_id"),
		source:   r.Text("source"),
		gatesOff: r.Choice("gates", "on", "off") == "off",
		flowsOff: r.Choice("flows", "on", "off") == "off",
		keep:     r.Choice("existing", "complete", "keep") == "keep",
		folder:   cmp.Or(r.Text("folder"), defaultFolder),
		tests:    api.TestLevel(r.Choice("tests", "NoTestRun", "RunLocalTests", "RunAllTestsInOrg")),
	}
	switch r.Choice("people", "leads_and_contacts", "contacts", "leads") {
	case "contacts":
		s.people = []string{contact}
	case "leads":
		s.people = []string{lead}
	case "leads_and_contacts":
		s.people = []string{lead, contact}
	}
	if apiName(s.folder) != s.folder || len(s.folder) > maxName {
		r.Wrong("folder", "API names have letters, digits and single underscores, begin with a letter and have at most %d characters", maxName)
	}
	if s.orgID != "" && !organization.MatchString(s.orgID) {
		r.Wrong("org_id", "it must be the Organization ID of Setup > Company Information: 00D and 12 or 15 more letters and digits")
	}
	if s.source != "" && !filepath.IsAbs(s.source) {
		s.source = filepath.Join(t.Dir, s.source)
	}
	if r.Err() == nil && getenv != nil && s.source == "" {
		s.auth = auth(r, t.Dir)
	}
	return s, r.Err()
}

// credentials are what each way to log in takes.
var credentials = map[string][]string{
	"jwt":                {"client_id", "key_file", "username", "login", "audience"},
	"client_credentials": {"client_id", "client_secret"},
	"token":              {"token"},
}

// auth is the way to log in.
func auth(r *providers.Settings, dir string) api.Auth {
	instance := r.Text("instance")
	how := r.Object("auth", "{ method = \"jwt\", … }")
	method := cmp.Or(r.TextOf("auth.method", how["method"]), "token")
	if credentials[method] == nil {
		r.Wrong("auth.method", "it is %q; write jwt, client_credentials or token", method)
		return nil
	}
	got := map[string]string{}
	for name, v := range how {
		if name != "method" && !slices.Contains(credentials[method], name) {
			r.Wrong("auth."+name, "with %s there are %s", method, strings.Join(credentials[method], ", "))
		}
		got[name] = r.TextOf("auth."+name, v)
	}
	switch method {
	case "jwt":
		return api.JWT{ClientID: got["client_id"], Username: got["username"], Key: privateKey(r, dir, got["key_file"]), Login: cmp.Or(got["login"], instance), Audience: got["audience"]}
	case "client_credentials":
		return api.ClientCredentials{ClientID: got["client_id"], Secret: web.NewSecret(got["client_secret"]), Domain: instance}
	}
	token := cmp.Or(got["token"], r.Text("token"))
	if token == "" {
		r.Wrong("token", "there is none; set the variable SF_ACCESS_TOKEN, or write auth = { method = \"jwt\", … }")
	}
	return api.Token{Token: web.NewSecret(token), Instance: instance}
}

// privateKey reads the private key of the JWT flow.
func privateKey(r *providers.Settings, dir, file string) web.Secret {
	if file == "" {
		r.Wrong("auth.key_file", "it must name the file with the private key")
		return web.Secret{}
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		r.Wrong("auth.key_file", "the private key cannot be read: %s", strings.TrimPrefix(err.Error(), "open "))
	}
	return web.NewSecret(string(data))
}
