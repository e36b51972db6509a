package odoo

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

var info = sync.OnceValue(func() *providers.Info {
	return &providers.Info{
		Name:  provider,
		Title: "Odoo",
		Doc: "A database of Odoo with its CRM app, Community or Enterprise: stages, teams, fields, automation rules, lost reasons and assignment. Anyone can run one. " +
			"What Odoo has no place for becomes a manual step.",
		Types:        types(),
		Settings:     settingDocs,
		Capabilities: capabilities,
	}
})
