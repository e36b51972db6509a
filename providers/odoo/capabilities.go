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
	{Name: "required facts", State: providers.Supported},
	{Name: "forward only", State: providers.Supported},
	{Name: "reasons", State: providers.Supported},
	{Name: "owner required", State: providers.Supported},
	{Name: "handoffs", State: providers.Supported},
	{Name: "queues", State: providers.Partial, Note: "a queue is a team whose members take from it"},
	{Name: "routing", State: providers.Supported},
	{Name: "slas", State: providers.Partial, Note: "clocks run on all days and hours"},
	{Name: "scoring", State: providers.Partial, Note: "points of facts are computed; rules about events are a manual step"},
	{Name: "automations", State: providers.Supported},
	{Name: "sequences", State: providers.Partial, Note: "activities for people, one after the other"},
	{Name: "approvals", State: providers.Partial, Note: "an automation refuses what nobody approved"},
	{Name: "rollups", State: providers.Supported},
	{Name: "metrics", State: providers.Partial, Note: "manual steps"},
	{Name: "teams", State: providers.Supported},
	{Name: "record counts", State: providers.Supported},
	{Name: "record moves", State: providers.Supported},
	{Name: "import", State: providers.Partial, Note: "under way"},
}
