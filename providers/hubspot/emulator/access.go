package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// Tier is the subscription of an account.
type Tier string

const (
	Free         Tier = "free"
	Starter      Tier = "starter"
	Professional Tier = "professional"
	Enterprise   Tier = "enterprise"
)

var tiers = []Tier{Free, Starter, Professional, Enterprise}

// Tiers lists the subscriptions, smallest first.
func Tiers() []Tier { return slices.Clone(tiers) }

func (t Tier) known() bool             { return slices.Contains(tiers, t) }
func (t Tier) atLeast(least Tier) bool { return slices.Index(tiers, t) >= slices.Index(tiers, least) }

// burst is how many requests a privately distributed app or service key has in ten seconds.
func (t Tier) burst() int {
	if t.atLeast(Professional) {
		return 190
	}
	return 100
}

// daily is how many requests the account has a day.
func (t Tier) daily() int {
	switch t {
	case Enterprise:
		return 1_000_000
	case Professional:
		return 625_000
	}
	return 250_000
}

// pipelines is how many pipelines an object may have.
func (t Tier) pipelines() int {
	return map[Tier]int{Free: 1, Starter: 2, Professional: 15, Enterprise: 100}[t]
}

// properties is how many properties of one's own an object may have.
func (t Tier) properties() int {
	if t == Free {
		return 10
	}
	return 1000
}

// scopeTiers says from which tier on a scope can be granted. Scopes that are not listed can be granted in every tier.
var scopeTiers = map[string]Tier{
	"automation":                        Professional,
	"crm.schemas.custom.read":           Enterprise,
	"crm.schemas.custom.write":          Enterprise,
	"crm.objects.custom.read":           Enterprise,
	"crm.objects.custom.write":          Enterprise,
	"crm.objects.leads.read":            Professional,
	"crm.objects.leads.write":           Professional,
	"crm-pipelines-governance-read":     Professional,
	"crm-pipelines-governance-write":    Professional,
	"pipeline-level-permissions-access": Professional,
	"pipeline-level-permissions-write":  Professional,
	"mh-lead-scoring-view":              Professional,
	"mh-lead-scoring-edit":              Professional,
	"account-info.security.read":        Enterprise,
}

type token struct {
	all    bool // every scope of the tier
	scopes []string
	user   int64 // who the token acts as
}

// ActAs has what a token does recorded as done by a user, as HubSpot does for the user who made a private app.
func (a *Account) ActAs(secret string, userID int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t := a.tokens[secret]; t != nil {
		t.user = userID
	}
}

// actor is who a request counts as; 1 is the integration itself.
func (c *call) actor() int64 {
	if c.token == nil || c.token.user == 0 {
		return 1
	}
	return c.token.user
}

// Grant makes the account accept a token that holds the given scopes and no others; the tier withholds those
// that it does not have. "oauth" is held by every token.
func (a *Account) Grant(secret string, scopes ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens[secret] = &token{scopes: slices.Clone(scopes)}
}

// Revoke makes the account answer 401 to a token.
func (a *Account) Revoke(secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tokens, secret)
}

func (a *Account) holds(t *token, scope string) bool {
	if least, ok := scopeTiers[scope]; ok && !a.state.Tier.atLeast(least) {
		return false
	}
	return t.all || scope == "oauth" || slices.Contains(t.scopes, scope)
}

func (c *call) authenticate() error {
	secret, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if c.token = c.a.tokens[strings.TrimSpace(secret)]; !ok || c.token == nil {
		return unauthorized()
	}
	return nil
}

// authorize asks for one of the route's scopes; a route without any needs just a token. The object type of the
// path, which scopes depend on, is looked up here.
func (c *call) authorize(r *route) error {
	if r.scopes == nil {
		return nil
	}
	scopes := r.scopes(c)
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return c.a.holds(c.token, s) }) {
		return nil
	}
	return missingScopes(scopes)
}

// one is a route that one of fixed scopes opens.
func one(scopes ...string) func(*call) []string { return func(*call) []string { return scopes } }

// definitionScopes open the definitions of the object type in the path: its properties, groups and pipelines.
func definitionScopes(write bool) func(*call) []string {
	return func(c *call) []string {
		o, err := c.object("objectType")
		if err != nil {
			return nil // the handler says that the type is unknown
		}
		name := o.scopeName()
		switch {
		case name == "leads" && write:
			return []string{"crm.objects.leads.write"} // there is no crm.schemas.leads
		case name == "leads":
			return []string{"crm.objects.leads.read", "crm.objects.leads.write"}
		case name == "tickets" && write:
			return []string{"tickets", "crm.schemas.tickets.write"}
		case name == "tickets":
			return []string{"tickets", "crm.schemas.tickets.read"}
		case write:
			return []string{"crm.schemas." + name + ".write"}
		}
		return []string{"crm.schemas." + name + ".read", "crm.objects." + name + ".read", "crm.objects." + name + ".write"}
	}
}

// recordScopes open the records of the object type in the path.
func recordScopes(write bool) func(*call) []string {
	return func(c *call) []string {
		o, err := c.object("objectType")
		if err != nil {
			return nil
		}
		name := o.scopeName()
		if name == "tickets" {
			return []string{"tickets"}
		}
		if write {
			return []string{"crm.objects." + name + ".write"}
		}
		return []string{"crm.objects." + name + ".read"}
	}
}

func (o *object) scopeName() string {
	if o.Custom != nil {
		return "custom"
	}
	return o.Name
}

var tokenRoutes = []route{{method: http.MethodPost, rest: "private-apps/get/access-token-info", handle: describeToken}}

// describeToken tells which scopes a token holds.
func describeToken(c *call) (any, error) {
	var in struct {
		TokenKey string `json:"tokenKey"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	t := c.a.tokens[in.TokenKey]
	if t == nil {
		return nil, notFound("no such token")
	}
	scopes := []string{"oauth"}
	for _, s := range append(slices.Clone(t.scopes), everyScope(t)...) {
		if c.a.holds(t, s) {
			scopes = append(scopes, s)
		}
	}
	slices.Sort(scopes)
	return map[string]any{"hubId": c.st.PortalID, "appId": 1, "userId": 1, "scopes": slices.Compact(scopes)}, nil
}

// everyScope lists what a token of all scopes holds, as far as this package asks for it.
func everyScope(t *token) []string {
	if !t.all {
		return nil
	}
	out := []string{"tickets", "crm.lists.read", "crm.lists.write", "crm.objects.owners.read", "settings.users.read", "settings.users.write",
		"settings.users.teams.read", "settings.users.teams.write"}
	for _, name := range []string{"contacts", "companies", "deals"} {
		for _, kind := range []string{"objects", "schemas"} {
			out = append(out, "crm."+kind+"."+name+".read", "crm."+kind+"."+name+".write")
		}
	}
	for s := range scopeTiers {
		out = append(out, s)
	}
	return out
}
