package salesforce

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

var info = sync.OnceValue(func() *providers.Info {
	return &providers.Info{Name: provider, Title: "Salesforce", Types: types(), Settings: settingDocs,
		Doc: "A Salesforce org: picklists, processes, record types, validation rules, flows, assignment rules, reports. What the Metadata API cannot do " +
			"becomes a manual step in the words of Setup."}
})
