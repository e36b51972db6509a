package salesforce

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

var info = sync.OnceValue(func() *providers.Info {
	return &providers.Info{Name: provider, Title: "Salesforce", Types: types(), Settings: settingDocs, Capabilities: capabilities,
		Doc: "A Salesforce org: picklists, processes, record types, validation rules, flows, assignment rules, reports. What the Metadata API cannot do " +
			"becomes a manual step in the words of Setup."}
})

var capabilities = []providers.Capability{
	{Name: "objects", State: providers.Supported},
	{Name: "fields", State: providers.Partial, Note: "the type and value set of a field that is there stay; files are a list on the record, and a field holds a link"},
	{Name: "field validation", State: providers.Partial, Note: "validation rules; what no formula says exactly is a manual step"},
	{Name: "lifecycles", State: providers.Partial, Note: "a picklist on leads and contacts; records move on by people and flows"},
	{Name: "pipelines", State: providers.Supported, Note: "opportunity stages; several pipelines of one object are told apart by record type, which can never be deleted over the API"},
	{Name: "statuses", State: providers.Supported},
	{Name: "entry criteria", State: providers.Partial, Note: "prevented where a formula says exactly the same; else detected or a manual step"},
	{Name: "required facts", State: providers.Supported, Note: "prevented by validation rules, listed by reports"},
	{Name: "forward only", State: providers.Supported},
	{Name: "reasons", State: providers.Supported},
	{Name: "owner required", State: providers.Supported, Note: "every record has an owner; a queue may be one of leads and custom objects"},
	{Name: "handoffs", State: providers.Partial, Note: "gates prevent, a flow changes the owner; who of several receives is left to a queue or to people"},
	{Name: "queues", State: providers.Partial, Note: "leads and custom objects; contacts, accounts and opportunities belong to users. No capacity, no order"},
	{Name: "routing", State: providers.Partial, Note: "assignment rules of leads, flows elsewhere; no round robin, load or capacity"},
	{Name: "slas", State: providers.Partial, Note: "dates that flows keep, and a breach formula; all hours count, entitlements are for cases"},
	{Name: "scoring", State: providers.Partial, Note: "formulas for facts; signals of events are manual steps"},
	{Name: "automations", State: providers.Partial, Note: "record-triggered flows; messages, enrichment and webhooks are manual steps"},
	{Name: "sequences", State: providers.Partial, Note: "a flow that makes tasks; messages are sent by people or another system"},
	{Name: "approvals", State: providers.Partial, Note: "a gate prevents the stage; who approves is a manual step"},
	{Name: "rollups", State: providers.Partial, Note: "flows keep counts and the stage of the company"},
	{Name: "metrics", State: providers.Partial, Note: "reports and dashboards; cost, history before the flows ran and ratios of several objects are manual steps"},
	{Name: "teams", State: providers.Partial, Note: "members of queues; users, groups and the hierarchy of roles are manual steps"},
	{Name: "record counts", State: providers.Supported},
	{Name: "record moves", State: providers.Supported},
	{Name: "import", State: providers.Supported, Note: "from an org, or from a folder with its metadata"},
	{Name: "test records", State: providers.Supported, Note: "assignment rules are told not to run; flows run on them as on any record"},
	{Name: "last changes", State: providers.Partial, Note: "lists of metadata; standard picklists, settings and what was deleted are in the Setup Audit Trail only"},
	{Name: "record history", State: providers.NotBuilt},
}
