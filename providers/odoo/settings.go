package odoo

import (
	"cmp"

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

// readSettings reads the settings of a target. getenv nil leaves the environment out: nothing will be contacted.
func readSettings(crm *schema.CRM, getenv func(string) string) (*settings, error) {
	r := providers.ReadSettings(crm, settingDocs, getenv)
	return &settings{
		url:      r.Text("url"),
		database: r.Text("database"),
		user:     r.Text("user"),
		key:      web.NewSecret(r.Text("key")),
		lang:     cmp.Or(r.Text("language"), api.DefaultLang),
		via:      r.Choice("transport", "jsonrpc", "json2"),
		scope:    r.Choice("scope", structure),
	}, r.Err()
}
