package hubspot

import (
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// provider is the name of the provider, in crm blocks and crm maps.
const provider = "hubspot"

// standardObject is an object that every account has.
type standardObject struct {
	name   string // in our words
	plural string // in paths of the API and in natural keys
	id     string // object type id
	// stage is the property that holds the stage of a pipeline, pipeline the one that holds the pipeline; "" for none.
	stage, pipeline string
	created         string // property with the time of creation
	updated         string
}

// standardObjects are the objects that an architecture speaks of. A project is a ticket unless its crm map says otherwise:
// HubSpot's place for work after the sale.
var standardObjects = []standardObject{
	{"contact", "contacts", api.ContactsID, "", "", "createdate", "lastmodifieddate"},
	{"company", "companies", api.CompaniesID, "", "", "createdate", "hs_lastmodifieddate"},
	{"deal", "deals", api.DealsID, "dealstage", "pipeline", "createdate", "hs_lastmodifieddate"},
	{"project", "tickets", api.TicketsID, "hs_pipeline_stage", "hs_pipeline", "createdate", "hs_lastmodifieddate"},
	{"lead", "leads", api.LeadsID, "hs_pipeline_stage", "hs_pipeline", "hs_createdate", "hs_lastmodifieddate"},
}

// objectNames translates between the objects of an architecture and those of HubSpot.
type objectNames struct{ a *schema.Architecture }

// plural is HubSpot's name of an object: what the crm map says, the standard name, or the name itself for a custom object.
func (n objectNames) plural(object string) string {
	if n.a != nil {
		if o := n.a.Object(object); o != nil && o.CRM[provider] != "" {
			return o.CRM[provider]
		}
	}
	for _, s := range standardObjects {
		if s.name == object {
			return s.plural
		}
	}
	return object
}

// object is the name that an architecture has for HubSpot's object; its own without one.
func (n objectNames) object(plural string) string {
	if n.a != nil {
		for _, name := range n.a.ObjectNames() {
			if n.plural(name) == plural {
				return name
			}
		}
	}
	if s := standardOf(plural); s != nil {
		return s.name
	}
	return plural
}

// standardOf finds a standard object by HubSpot's name or object type id; nil for custom objects.
func standardOf(plural string) *standardObject {
	for i := range standardObjects {
		if standardObjects[i].plural == plural || standardObjects[i].id == plural {
			return &standardObjects[i]
		}
	}
	return nil
}

// stageProperty and pipelineProperty hold the stage and the pipeline of records of an object.
func stageProperty(plural string) string {
	if s := standardOf(plural); s != nil {
		return s.stage
	}
	return "hs_pipeline_stage"
}

func pipelineProperty(plural string) string {
	if s := standardOf(plural); s != nil {
		return s.pipeline
	}
	return "hs_pipeline"
}

// lifecycleProperty holds the lifecycle stage of contacts and companies.
const lifecycleProperty = "lifecyclestage"

// standardStages are the lifecycle stages that every account starts with, in order: internal value and label.
// Source: knowledge.hubspot.com/records/use-lifecycle-stages.
var standardStages = [][2]string{
	{"subscriber", "Subscriber"}, {"lead", "Lead"}, {"marketingqualifiedlead", "Marketing Qualified Lead"}, {"salesqualifiedlead", "Sales Qualified Lead"},
	{"opportunity", "Opportunity"}, {"customer", "Customer"}, {"evangelist", "Evangelist"}, {"other", "Other"},
}

func isStandardStage(value string) bool {
	for _, s := range standardStages {
		if s[0] == value {
			return true
		}
	}
	return false
}

// lifecycleName is the natural key of a lifecycle stage: the value of a standard stage; of a custom one, whose value
// HubSpot chooses, the label as an internal name.
func lifecycleName(value, label string) string {
	if isStandardStage(value) {
		return value
	}
	return internalName(label)
}

// internalName makes a name as HubSpot takes them: lower-case letters, digits and underscores, beginning with a letter.
func internalName(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r) && r > unicode.MaxASCII:
			b.WriteRune(r) // kept apart by what is not ASCII; only natural keys have such names
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if n := b.Len(); n > 0 && b.String()[n-1] != '_' {
				b.WriteByte('_')
			}
		}
	}
	out := strings.Trim(b.String(), "_")
	if out != "" && out[0] >= '0' && out[0] <= '9' {
		out = "n" + out
	}
	return out
}

// key joins the parts of a natural key; under takes the last part off again.
func key(parts ...string) string { return strings.Join(parts, "/") }

func under(key string) (parent, last string) {
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i], key[i+1:]
	}
	return "", key
}
