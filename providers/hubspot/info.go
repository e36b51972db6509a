package hubspot

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

var info = sync.OnceValue(func() *providers.Info {
	return &providers.Info{
		Name:  "hubspot",
		Title: "HubSpot",
		Doc: "A HubSpot account: properties, pipelines, lifecycle stages, workflows, segments and lead scores. What its API cannot do " +
			"becomes a manual step in the words of its settings pages.",
		Types:        types(),
		Settings:     settingDocs,
		Capabilities: capabilities,
	}
})

var capabilities = []providers.Capability{
	{Name: "objects", State: providers.Partial, Note: "custom objects need an Enterprise account; a project is a ticket unless its crm map says otherwise"},
	{Name: "fields", State: providers.Supported},
	{Name: "field validation", State: providers.Partial, Note: "bounds, lengths and patterns; HubSpot's API cannot take a rule away"},
	{Name: "lifecycles", State: providers.Partial, Note: "native lifecycle stages are a manual step unless lifecycle_stages = \"api\"; other lifecycles are properties"},
	{Name: "pipelines", State: providers.Partial, Note: "HubSpot keeps a probability for deal stages; forecast categories are a manual step"},
	{Name: "statuses", State: providers.Supported},
	{Name: "entry criteria", State: providers.Partial, Note: "detected by a segment and a workflow; HubSpot prevents no move by a condition"},
	{Name: "required facts", State: providers.Partial, Note: "prevented once people set them as required for the stage, which no API can; detected by a segment and a workflow"},
	{Name: "forward only", State: providers.Partial, Note: "pipelines where the account has pipeline rules; properties are watched"},
	{Name: "reasons", State: providers.Partial, Note: "a property with the codes; demanded by people's settings, detected by a workflow"},
	{Name: "owner required", State: providers.Partial, Note: "detected"},
	{Name: "handoffs", State: providers.Partial, Note: "a workflow changes the owner and watches the facts"},
	{Name: "queues", State: providers.Partial, Note: "a queue is the people that a workflow rotates between"},
	{Name: "routing", State: providers.Partial, Note: "a workflow with branches; load and capacity are not looked at"},
	{Name: "slas", State: providers.Partial, Note: "a workflow with a delay; business hours are the account's"},
	{Name: "scoring", State: providers.Partial, Note: "lead scores (beta) for facts; rules about events are a manual step"},
	{Name: "automations", State: providers.Partial, Note: "workflows; messages, enrichment and webhooks are manual steps"},
	{Name: "sequences", State: providers.Partial, Note: "a workflow that makes tasks for the people who release messages"},
	{Name: "approvals", State: providers.Partial, Note: "manual steps; what went through without is detected"},
	{Name: "rollups", State: providers.Partial, Note: "a workflow per contact; HubSpot's own sync runs the other way"},
	{Name: "metrics", State: providers.Partial, Note: "manual steps: reports and dashboards have no API"},
	{Name: "teams", State: providers.Supported},
	{Name: "record counts", State: providers.Supported},
	{Name: "record moves", State: providers.Supported},
	{Name: "import", State: providers.Supported},
	{Name: "test records", State: providers.Supported, Note: "workflows run on them as on any record"},
	{Name: "last changes", State: providers.Partial, Note: "the audit log needs Enterprise; without it, the history of pipelines and the user on a property"},
	{Name: "record history", State: providers.NotBuilt},
}
