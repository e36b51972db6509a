package odoo

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// settings are what a crm block says about a database.
type settings struct {
	url, database, user string
	key                 web.Secret
	lang                string
	via                 string // "jsonrpc", "json2", or "" for what the version takes
	scope               string // structure, or "" for everything
}

// structure is the scope of imports.
const structure = "structure"

var settingDocs = []providers.SettingDoc{
	{Name: "url", Env: "ODOO_URL", Required: true, Doc: "Where Odoo is reached: https://crm.example.com."},
	{Name: "database", Env: "ODOO_DATABASE", Required: true, Doc: "Name of the database."},
	{Name: "user", Env: "ODOO_USER", Required: true, Doc: "Login of the user. Fields and automations need one with the right Administration: Settings."},
	{Name: "key", Env: "ODOO_KEY", Required: true, Sensitive: true, Doc: "API key of the user (Preferences > Account Security > New API Key), or the password."},
	{Name: "language", Doc: "Language that labels are read and written in; " + api.DefaultLang + " if not given. It must be active in the database."},
	{Name: "transport", Doc: "\"jsonrpc\" or \"json2\" (Odoo 19 and later, API keys alone); what the server's version takes if not given."},
	{Name: "scope", Doc: "\"structure\" to make fields, stages, teams and reasons alone, and no automations and no pages in forms. Imports write it: what automations do cannot be read back."},
}

// readSettings reads the settings of a target. getenv nil leaves secrets and addresses out: nothing will be contacted.
func readSettings(crm *schema.CRM, getenv func(string) string) (*settings, error) {
	given := map[string]schema.Setting{}
	if crm != nil {
		given = crm.Settings
	}
	for name := range given {
		if !slices.ContainsFunc(settingDocs, func(d providers.SettingDoc) bool { return d.Name == name }) {
			return nil, providers.InvalidSetting(name, "there is no such setting; the settings are %s", providers.SettingNames(settingDocs))
		}
	}
	values := map[string]string{}
	for _, d := range settingDocs {
		v, ok := given[d.Name]
		switch {
		case ok && v.Env != "":
			if getenv != nil {
				values[d.Name] = getenv(v.Env)
			}
		case ok:
			switch x := v.Value.(type) {
			case string:
				values[d.Name] = x
			case float64: // a database may have a number for a name
				values[d.Name] = strconv.FormatFloat(x, 'f', -1, 64)
			case nil:
			default:
				return nil, providers.InvalidSetting(d.Name, "it must be a text")
			}
		case d.Env != "" && getenv != nil:
			values[d.Name] = getenv(d.Env)
		}
		values[d.Name] = strings.TrimSpace(values[d.Name])
		if getenv != nil && d.Required && values[d.Name] == "" {
			return nil, providers.InvalidSetting(d.Name, "it is empty; give it in the crm block, or set the variable %s", cmp.Or(v.Env, d.Env))
		}
	}
	s := &settings{url: values["url"], database: values["database"], user: values["user"], key: web.NewSecret(values["key"]),
		lang: cmp.Or(values["language"], api.DefaultLang), via: values["transport"], scope: values["scope"]}
	if s.scope != "" && s.scope != structure {
		return nil, providers.InvalidSetting("scope", "it is %q; write \"structure\", or leave it out", s.scope)
	}
	if s.via != "" && s.via != "jsonrpc" && s.via != "json2" {
		return nil, providers.InvalidSetting("transport", "it is %q; write \"jsonrpc\" or \"json2\"", s.via)
	}
	return s, nil
}
