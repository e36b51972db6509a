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
	"github.com/stagecraft-dev/stagecraft/schema"
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

// readSettings reads the settings of a target. getenv nil leaves secrets and addresses out: nothing will be contacted.
func readSettings(t providers.Target, getenv func(string) string) (*settings, error) {
	s := &settings{folder: defaultFolder}
	given := map[string]schema.Setting{}
	if t.CRM != nil {
		given = t.CRM.Settings
	}
	for name := range given {
		if !slices.ContainsFunc(settingDocs, func(d providers.SettingDoc) bool { return d.Name == name }) {
			return nil, providers.InvalidSetting(name, "there is no such setting; the settings are %s", providers.SettingNames(settingDocs))
		}
	}
	r := reader{given, getenv}
	var err error
	choose := func(name string, options ...string) string {
		v, e := r.text(name)
		if e == nil && v != "" && !slices.Contains(options, v) {
			e = providers.InvalidSetting(name, "it is %q; write one of %s", v, strings.Join(options, ", "))
		}
		err = cmp.Or(err, e)
		return v
	}
	switch choose("people", "leads_and_contacts", "contacts", "leads") {
	case "contacts":
		s.people = []string{contact}
	case "leads":
		s.people = []string{lead}
	case "leads_and_contacts":
		s.people = []string{lead, contact}
	}
	s.gatesOff = choose("gates", "on", "off") == "off"
	s.keep = choose("existing", "complete", "keep") == "keep"
	s.flowsOff = choose("flows", "on", "off") == "off"
	s.tests = api.TestLevel(choose("tests", "NoTestRun", "RunLocalTests", "RunAllTestsInOrg"))
	for name, into := range map[string]*string{"folder": &s.folder, "source": &s.source, "org_id": &s.orgID} {
		v, e := r.text(name)
		err = cmp.Or(err, e)
		*into = cmp.Or(v, *into)
	}
	if err == nil && (apiName(s.folder) != s.folder || len(s.folder) > maxName) {
		err = providers.InvalidSetting("folder", "API names have letters, digits and single underscores, begin with a letter and have at most %d characters", maxName)
	}
	if err == nil && s.orgID != "" && !organization.MatchString(s.orgID) {
		err = providers.InvalidSetting("org_id", "it must be the Organization ID of Setup > Company Information: 00D and 12 or 15 more letters and digits")
	}
	if err != nil {
		return nil, err
	}
	if s.source != "" && !filepath.IsAbs(s.source) {
		s.source = filepath.Join(t.Dir, s.source)
	}
	if getenv == nil || s.source != "" {
		return s, nil
	}
	s.auth, err = r.auth(t.Dir)
	return s, err
}

// reader reads settings that may name environment variables.
type reader struct {
	given  map[string]schema.Setting
	getenv func(string) string
}

func (r reader) text(name string) (string, error) {
	v, ok := r.given[name]
	if !ok {
		for _, d := range settingDocs {
			if d.Name == name && d.Env != "" && r.getenv != nil {
				return r.getenv(d.Env), nil
			}
		}
		return "", nil
	}
	if v.Env != "" {
		return r.value(name, v)
	}
	return r.value(name, v.Value)
}

func (r reader) value(name string, v any) (string, error) {
	switch x := v.(type) {
	case schema.Setting:
		if x.Env != "" {
			if r.getenv == nil {
				return "", nil
			}
			return r.getenv(x.Env), nil
		}
		return r.value(name, x.Value)
	case string:
		return x, nil
	case nil:
		return "", nil
	}
	return "", providers.InvalidSetting(name, "it must be a text")
}

// auth is the way to log in.
func (r reader) auth(dir string) (api.Auth, error) {
	instance, err := r.text("instance")
	if err != nil {
		return nil, err
	}
	var how map[string]any
	if v, ok := r.given["auth"]; ok {
		if how, ok = v.Value.(map[string]any); !ok {
			return nil, providers.InvalidSetting("auth", "write { method = \"jwt\", … }")
		}
	}
	known := map[string][]string{"jwt": {"client_id", "key_file", "username", "login", "audience"}, "client_credentials": {"client_id", "client_secret"}, "token": {"token"}}
	method, err := r.value("auth.method", how["method"])
	if err != nil {
		return nil, err
	}
	method = cmp.Or(method, "token")
	if known[method] == nil {
		return nil, providers.InvalidSetting("auth.method", "it is %q; write jwt, client_credentials or token", method)
	}
	got := map[string]string{}
	for name, v := range how {
		if name != "method" && !slices.Contains(known[method], name) {
			return nil, providers.InvalidSetting("auth."+name, "with %s there are %s", method, strings.Join(known[method], ", "))
		}
		if got[name], err = r.value("auth."+name, v); err != nil {
			return nil, err
		}
	}
	switch method {
	case "jwt":
		key, err := r.key(dir, got["key_file"])
		if err != nil {
			return nil, err
		}
		return api.JWT{ClientID: got["client_id"], Username: got["username"], Key: key, Login: cmp.Or(got["login"], instance), Audience: got["audience"]}, nil
	case "client_credentials":
		return api.ClientCredentials{ClientID: got["client_id"], Secret: web.NewSecret(strings.TrimSpace(got["client_secret"])), Domain: instance}, nil
	}
	token := got["token"]
	if token == "" {
		if token, err = r.text("token"); err != nil {
			return nil, err
		}
	}
	if strings.TrimSpace(token) == "" {
		return nil, providers.InvalidSetting("token", "there is none; set the variable SF_ACCESS_TOKEN, or write auth = { method = \"jwt\", … }")
	}
	return api.Token{Token: web.NewSecret(strings.TrimSpace(token)), Instance: instance}, nil
}

// key reads the private key of the JWT flow.
func (r reader) key(dir, file string) (web.Secret, error) {
	if file == "" {
		return web.Secret{}, providers.InvalidSetting("auth.key_file", "it must name the file with the private key")
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return web.Secret{}, providers.InvalidSetting("auth.key_file", "the private key cannot be read: %s", strings.TrimPrefix(err.Error(), "open "))
	}
	return web.NewSecret(string(data)), nil
}
