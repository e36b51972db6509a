package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var platformRules = []*Rule{
	{
		Code:     "L-52",
		Name:     "More than the CRM's subscription may allow",
		Severity: diag.Warning,
		Reason: "What a subscription does not include cannot be applied, whatever the architecture says. Custom objects need an Enterprise subscription of HubSpot. " +
			"Custom lifecycle stages came with one, too, and implementation guides still ask for it; HubSpot's documentation has since named all its plans, and asks for a super admin.",
		Fix: "Look up the subscription of the account before the definitions are agreed. Where it has what is needed, say so in a comment above: `# stagecraft:ignore L-52 Our account is Enterprise.` " +
			"Where it has not, keep the stage in a property of its own (another `property`, or no name under `crm`) and the records in an object that HubSpot has.",
		Check: checkSubscription,
	},
}

const (
	hubspot          = "hubspot"
	hubspotLifecycle = "lifecyclestage"
)

// hubspotStages are the internal values of the lifecycle stages that every HubSpot account begins with.
var hubspotStages = []string{"subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other"}

func checkSubscription(p *Pass) {
	for _, o := range p.Objects {
		// one with a name of its own in HubSpot stands for an object that the account has
		if slices.Contains(schema.BuiltinObjects(), o.Name) || o.CRM[hubspot] != "" || o.System != "" || !p.livesIn(hubspot, o.Name) || !p.Uses(o.Name) {
			continue
		}
		p.Report(o, "", fmt.Sprintf("“%s” is a custom object, for which HubSpot asks for an Enterprise subscription", schema.Title(o)),
			"Make sure that the account has it, or keep these records in an object that HubSpot has and name it: crm = { hubspot = \"tickets\" }.")
	}
	for _, t := range p.Tracks() {
		property := t.CRM[hubspot]
		if property == "" {
			property = t.PropertyName()
		}
		if t.Pipeline || property != hubspotLifecycle || !p.livesIn(hubspot, t.Object) {
			continue
		}
		var custom []string
		var first *schema.Stage
		for _, s := range t.Stages {
			if !slices.Contains(hubspotStages, s.CRM[hubspot]) && !slices.Contains(hubspotStages, strings.Join(labelWords(schema.Title(s)), "")) {
				custom = append(custom, "“"+schema.Title(s)+"”")
				if first == nil {
					first = s
				}
			}
		}
		if first != nil {
			p.Report(first, "", fmt.Sprintf("%s has custom lifecycle stages, which not every HubSpot subscription may allow", t.Label()),
				"HubSpot's own lifecycle stages do not have %s. Make sure that the account lets a super admin add them (Settings > Contacts > Lifecycle Stage) before they are agreed.", strings.Join(custom, ", "))
		}
	}
}

// livesIn tells whether an environment keeps the records of an object in a CRM.
func (p *Pass) livesIn(provider, object string) bool {
	address := schema.NewAddress("", "object", object)
	for _, e := range p.Environments {
		for _, c := range e.CRMs {
			if c.Provider == provider && (len(c.Objects) == 0 || slices.Contains(c.Objects, address)) {
				return true
			}
		}
	}
	return false
}
