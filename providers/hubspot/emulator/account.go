package emulator

import (
	"fmt"
	"net/http"
	"time"
)

var accountRoutes = []route{
	{method: http.MethodGet, rest: "details", scopes: one("oauth"), handle: accountDetails},
	{method: http.MethodGet, rest: "api-usage/daily/private-apps", scopes: one("oauth"), handle: dailyUsage},
	{method: http.MethodGet, rest: "activity/audit-logs", scopes: one("account-info.security.read"), handle: auditLogs},
}

var anyObjectRead = one("crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read", "crm.schemas.custom.read")

var limitRoutes = []route{
	{method: http.MethodGet, rest: "pipelines", scopes: anyObjectRead, handle: pipelineLimits},
	{method: http.MethodGet, rest: "custom-properties", scopes: anyObjectRead, handle: propertyLimits},
	{method: http.MethodGet, rest: "calculated-properties", scopes: anyObjectRead, handle: calculatedLimits},
	{method: http.MethodGet, rest: "custom-object-types", scopes: anyObjectRead, handle: customObjectLimits},
	{method: http.MethodGet, rest: "records", scopes: anyObjectRead, handle: recordLimits},
	{method: http.MethodGet, rest: "associations/labels", scopes: anyObjectRead, handle: labelLimits},
}

var libraryRoutes = []route{
	{method: http.MethodGet, rest: "enablement", scopes: one("oauth"), handle: listEnablement},
	{method: http.MethodGet, rest: "enablement/{id}", scopes: one("oauth"), handle: readEnablement},
}

// accountDetails says who the account is. It does not name the subscription; that shows in what is refused.
func accountDetails(c *call) (any, error) {
	zone, err := time.LoadLocation(c.st.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	_, offset := c.now.In(zone).Zone()
	return map[string]any{
		"portalId": c.st.PortalID, "accountType": "STANDARD", "timeZone": c.st.TimeZone, "companyCurrency": "EUR", "additionalCurrencies": []string{},
		"utcOffset": c.now.In(zone).Format("-07:00"), "utcOffsetMilliseconds": offset * 1000, "uiDomain": "app.hubspot.com", "dataHostingLocation": "eu1",
	}, nil
}

func dailyUsage(c *call) (any, error) {
	return results[map[string]any]{Results: []map[string]any{{
		"name": "private-apps-api-calls-daily", "usageLimit": c.a.limits.dailyLimit(c.st.Tier), "currentUsage": c.a.limits.today,
		"collectedAt": c.stamp(), "fetchStatus": "SUCCESS", "resetsAt": c.stamp(),
	}}}, nil
}

func auditLogs(c *call) (any, error) {
	limit, err := c.limit(100, 100)
	if err != nil {
		return nil, err
	}
	var rows []map[string]any
	for i := len(c.st.Audit) - 1; i >= 0; i-- {
		e := c.st.Audit[i]
		if after, ok := parseInstant(c.first("occurredAfter")); ok {
			if at, _ := parseInstant(e.At); !at.After(after) {
				continue
			}
		}
		rows = append(rows, map[string]any{"id": fmt.Sprint(i + 1), "occurredAt": e.At, "actingUser": c.st.acting(e.By),
			"action": e.Action, "category": e.Category, "targetObjectId": e.Target})
	}
	return paged(rows, c.first("after"), limit)
}

// acting is how the log names who did something.
func (s *state) acting(user int64) map[string]any {
	for _, o := range s.Owners {
		if o.UserID == user && user != 0 {
			return map[string]any{"userId": o.UserID, "userEmail": o.Email}
		}
	}
	return map[string]any{"userId": 1, "userEmail": "integration@example.com"}
}

type objectUsage struct {
	ObjectTypeID  string  `json:"objectTypeId"`
	SingularLabel string  `json:"singularLabel"`
	PluralLabel   string  `json:"pluralLabel"`
	Limit         int     `json:"limit"`
	Usage         int     `json:"usage"`
	Percentage    float64 `json:"percentage"`
}

func share(usage, limit int) float64 {
	if limit == 0 {
		return 0
	}
	return float64(usage*1000/limit) / 10
}

// usageByObject counts something on every object that fn counts; a negative count leaves the object out.
func (c *call) usageByObject(limit, overall int, fn func(*object) int) any {
	rows, sum := []objectUsage{}, 0
	for _, o := range c.st.Objects.all() {
		if n := fn(o); n >= 0 && !(o.Custom != nil && o.Custom.Archived) {
			rows = append(rows, objectUsage{o.ID, o.Singular, o.Plural, limit, n, share(n, limit)})
			sum += n
		}
	}
	return map[string]any{"overallLimit": overall, "overallUsage": sum, "overallPercentage": share(sum, overall), "byObjectType": rows}
}

// pipelineLimits counts the pipelines beyond each object's first.
func pipelineLimits(c *call) (any, error) {
	limit := c.st.Tier.pipelines()
	return c.usageByObject(limit, limit*10, func(o *object) int {
		if stage, _ := o.placed(); stage == "" || o.lifecycle() {
			return -1
		}
		return max(0, len(o.Pipelines)-1)
	}), nil
}

func propertyLimits(c *call) (any, error) {
	limit := c.st.Tier.properties()
	return c.usageByObject(limit, limit*10, (*object).ownProperties), nil
}

func calculatedLimits(c *call) (any, error) {
	limit := map[Tier]int{Free: 0, Starter: 0, Professional: 25, Enterprise: 200}[c.st.Tier]
	return c.usageByObject(limit, limit, func(o *object) int {
		n := 0
		for _, p := range o.Properties.all() {
			if p.Calculated && !p.HubspotDefined && !p.Archived {
				n++
			}
		}
		return n
	}), nil
}

func customObjectLimits(c *call) (any, error) {
	limit, n := 0, 0
	if c.st.Tier == Enterprise {
		limit = maxCustom
	}
	for _, o := range c.st.Objects.all() {
		if o.Custom != nil && !o.Custom.Archived {
			n++
		}
	}
	return map[string]any{"limit": limit, "usage": n, "percentage": share(n, limit)}, nil
}

func recordLimits(c *call) (any, error) {
	limit := 1_000_000
	return c.usageByObject(limit, limit*10, func(o *object) int {
		n := 0
		for _, r := range o.Records.all() {
			if !r.Archived {
				n++
			}
		}
		return n
	}), nil
}

func labelLimits(c *call) (any, error) {
	type end struct {
		ObjectTypeID string `json:"objectTypeId"`
	}
	type row struct {
		Limit      int      `json:"limit"`
		Usage      int      `json:"usage"`
		Percentage float64  `json:"percentage"`
		From       end      `json:"fromObjectType"`
		To         end      `json:"toObjectType"`
		AllLabels  []string `json:"allLabels"`
	}
	var pairs table[*row]
	for _, l := range c.st.Labels {
		for _, d := range l.directions() {
			if d.Label == nil || l.Category != "USER_DEFINED" {
				continue
			}
			key := d.From + " " + d.To
			r, ok := pairs.get(key)
			if !ok {
				r = &row{Limit: maxLabels, From: end{d.From}, To: end{d.To}}
				pairs.set(key, r)
			}
			r.Usage++
			r.AllLabels = append(r.AllLabels, *d.Label)
			r.Percentage = share(r.Usage, r.Limit)
		}
	}
	return results[*row]{Results: pairs.all()}, nil
}

// enabled tells whether an object type can be used: leads come with Professional.
func (s *state) enabled(id string) bool {
	if id == "0-136" {
		return s.Tier.atLeast(Professional)
	}
	_, ok := s.Objects.get(id)
	return ok
}

func listEnablement(c *call) (any, error) {
	out := map[string]bool{}
	for _, o := range standard {
		out[o.id] = c.st.enabled(o.id)
	}
	return map[string]any{"enablementByObjectTypeId": out}, nil
}

func readEnablement(c *call) (any, error) {
	return map[string]any{"objectTypeId": c.params["id"], "enablement": c.st.enabled(c.params["id"])}, nil
}
