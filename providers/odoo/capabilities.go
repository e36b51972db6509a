package odoo

import "github.com/stagecraft-dev/stagecraft/providers"

var capabilities = []providers.Capability{
	{Name: "objects", State: providers.Partial, Note: "a crm map names a model that is there; models are not created"},
	{Name: "fields", State: providers.Supported},
	{Name: "field validation", State: providers.Supported},
	{Name: "lifecycles", State: providers.Supported},
	{Name: "pipelines", State: providers.Partial, Note: "a stage has no probability of its own: Odoo learns it"},
	{Name: "statuses", State: providers.Supported},
	{Name: "entry criteria", State: providers.Supported},
	{Name: "required facts", State: providers.Partial, Note: "a number 0 counts as not filled in"},
	{Name: "forward only", State: providers.Supported},
	{Name: "reasons", State: providers.Partial, Note: "demanded on moves and by the button Lost; archiving by hand asks for none"},
	{Name: "owner required", State: providers.Supported},
	{Name: "handoffs", State: providers.Supported},
	{Name: "queues", State: providers.Partial, Note: "people of a team, to whom automations give records; a shared filter shows what is theirs"},
	{Name: "routing", State: providers.Partial, Note: "whoever has the fewest open records, and room, gets the next"},
	{Name: "slas", State: providers.Partial, Note: "clocks run on all days and hours"},
	{Name: "scoring", State: providers.Partial, Note: "points of facts are counted when a record is saved; those of activities are written to a field, which the score adds"},
	{Name: "automations", State: providers.Partial, Note: "mails, webhooks and new records are a manual step"},
	{Name: "sequences", State: providers.Partial, Note: "activities for people, one after the other"},
	{Name: "approvals", State: providers.Partial, Note: "a move is refused until a field says approved; anybody who edits records can set it"},
	{Name: "rollups", State: providers.Supported},
	{Name: "metrics", State: providers.Partial, Note: "manual steps"},
	{Name: "teams", State: providers.Supported},
	{Name: "record counts", State: providers.Supported},
	{Name: "record moves", State: providers.Supported},
	{Name: "import", State: providers.Partial, Note: "fields, pipelines, teams and reasons; not what automations do"},
	{Name: "test records", State: providers.Supported},
	{Name: "last changes", State: providers.Partial, Note: "the last writer of an object; not of settings, and nothing of what was deleted"},
	{Name: "record history", State: providers.Partial, Note: "from Odoo's log, which has changes alone, options by their labels, and no named activities"},
}
