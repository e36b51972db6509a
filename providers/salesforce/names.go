package salesforce

import (
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// provider is the name of the provider, in crm blocks and crm maps.
const provider = "salesforce"

// Standard objects that an architecture speaks of.
const (
	lead        = "Lead"
	contact     = "Contact"
	account     = "Account"
	opportunity = "Opportunity"
)

// standardObjects translates the built-in objects; a project is a custom object unless its crm map says otherwise.
var standardObjects = map[string]string{"lead": lead, "contact": contact, "company": account, "deal": opportunity}

// standardFields are fields that Salesforce has for well-known facts, by object and our name.
// Source: Object Reference for the Salesforce Platform.
var standardFields = map[string]map[string]string{
	lead: {"email": "Email", "phone": "Phone", "first_name": "FirstName", "last_name": "LastName", "name": "Name", "job_title": "Title", "title": "Title",
		"lead_source": "LeadSource", "company": "Company", "company_name": "Company", "website": "Website", "industry": "Industry", "employees": "NumberOfEmployees",
		"number_of_employees": "NumberOfEmployees", "annual_revenue": "AnnualRevenue", "country": "Country", "rating": "Rating", "status": "Status"},
	contact: {"email": "Email", "phone": "Phone", "first_name": "FirstName", "last_name": "LastName", "name": "Name", "job_title": "Title", "title": "Title",
		"lead_source": "LeadSource", "department": "Department", "country": "MailingCountry"},
	account: {"name": "Name", "website": "Website", "industry": "Industry", "employees": "NumberOfEmployees", "number_of_employees": "NumberOfEmployees",
		"annual_revenue": "AnnualRevenue", "phone": "Phone", "type": "Type", "rating": "Rating", "country": "BillingCountry"},
	opportunity: {"name": "Name", "amount": "Amount", "close_date": "CloseDate", "probability": "Probability", "next_step": "NextStep", "type": "Type",
		"lead_source": "LeadSource", "forecast_category": "ForecastCategoryName"},
}

// standardSets are the standard value sets behind standard picklists. Source: Metadata API Developer Guide, StandardValueSet
// Names and Standard Picklist Fields.
var standardSets = map[string]string{
	"Lead.Status": "LeadStatus", "Lead.LeadSource": "LeadSource", "Contact.LeadSource": "LeadSource", "Opportunity.LeadSource": "LeadSource",
	"Opportunity.StageName": "OpportunityStage", "Opportunity.Type": "OpportunityType", "Account.Type": "AccountType", "Account.Rating": "AccountRating",
	"Lead.Rating": "AccountRating", "Account.Industry": "Industry", "Lead.Industry": "Industry", "Account.Ownership": "AccountOwnership",
	"Contact.Salutation": "Salutation", "Lead.Salutation": "Salutation", "Task.Status": "TaskStatus", "Task.Priority": "TaskPriority",
}

// maxName is how long an API name may be, without its suffix.
const maxName = 40

// apiName makes an API name: letters, digits and single underscores, beginning with a letter, ending without an underscore.
func apiName(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	out := strings.Trim(b.String(), "_")
	if out == "" || !unicode.IsLetter(rune(out[0])) {
		out = strings.TrimSuffix("X_"+out, "_")
	}
	return out
}

// developerName is an API name in the manner of admins: "first_contacted_at" is First_Contacted_At. One that is too long is
// cut, with a mark of what was cut that keeps it apart from others.
func developerName(name string, max int) string {
	out := []byte(apiName(name))
	for i, c := range out {
		if 'a' <= c && c <= 'z' && (i == 0 || out[i-1] == '_') {
			out[i] = c - 'a' + 'A'
		}
	}
	return cutName(string(out), max)
}

func cutName(s string, max int) string {
	if len(s) <= max {
		return s
	}
	mark := "_" + checksum(s)
	return strings.TrimRight(s[:max-len(mark)], "_") + mark
}

// customName is developerName with the suffix of custom fields and objects.
func customName(name string) string { return developerName(name, maxName) + "__c" }

func isCustom(name string) bool {
	return strings.HasSuffix(name, "__c") || strings.HasSuffix(name, "__mdt")
}

// key joins the parts of a natural key; under takes the last part off again.
func key(parts ...string) string { return strings.Join(parts, "/") }

func under(key string) (parent, last string) {
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return "", key
	}
	return key[:i], key[i+1:]
}

// objectNames translates between the objects of an architecture and those of the org.
type objectNames struct {
	a      *schema.Architecture
	people []string // what contacts are
}

// newNames chooses what contacts are where the settings do not say.
func newNames(a *schema.Architecture, s *settings) objectNames {
	n := objectNames{a, s.people}
	if n.people == nil {
		n.people = []string{lead, contact}
		if a != nil && a.Uses("lead") {
			n.people = []string{contact}
		}
	}
	return n
}

// all are the objects of the org that records of an object are, in the order of their life.
func (n objectNames) all(object string) []string {
	if n.a != nil {
		if o := n.a.Object(object); o != nil && o.CRM[provider] != "" {
			return []string{o.CRM[provider]}
		}
	}
	if object == "contact" {
		return n.people
	}
	if s := standardObjects[object]; s != "" {
		return []string{s}
	}
	return []string{customName(object)}
}

// last is the object of the org that records of an object end as: contacts that were leads.
func (n objectNames) last(object string) string {
	all := n.all(object)
	return all[len(all)-1]
}

// object is the name that an architecture has for an object of the org; "" without one.
func (n objectNames) object(sobject string) string {
	names := []string{"contact", "lead", "company", "deal", "project"}
	if n.a != nil {
		names = n.a.ObjectNames()
	}
	for _, name := range names {
		for _, s := range n.all(name) {
			if strings.EqualFold(s, sobject) {
				return name
			}
		}
	}
	return ""
}

// What lets people see what was made, and what lets them pass gates.
const (
	accessPermissionSet = "Lifecycle_Access"
	bypassPermissionSet = "Lifecycle_Bypass"
	bypassPermission    = "Lifecycle_Bypass"
)
