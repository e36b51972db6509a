package api

import (
	"context"
	"net/http"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Details say which account the token belongs to. They do not name its subscription.
type Details struct {
	PortalID        int64  `json:"portalId"`
	AccountType     string `json:"accountType"` // STANDARD, SANDBOX, DEVELOPER_TEST …
	TimeZone        string `json:"timeZone"`
	CompanyCurrency string `json:"companyCurrency"`
	UIDomain        string `json:"uiDomain"`
	DataHosting     string `json:"dataHostingLocation"`
}

// Details reads them. Compare PortalID before anything is written.
func (c *Client) Details(ctx context.Context) (*Details, error) {
	return fetch[Details](ctx, c, op{method: http.MethodGet, api: Account, path: []string{"details"}})
}

// Scopes reads which scopes the token of a private app has. Whether HubSpot answers this for service keys is not known.
func (c *Client) Scopes(ctx context.Context) ([]string, error) {
	t, err := fetch[struct {
		Scopes []string `json:"scopes"`
	}](ctx, c, op{method: http.MethodPost, api: Tokens, path: []string{"private-apps", "get", "access-token-info"},
		body: map[string]string{"tokenKey": c.token.Reveal()}, effect: web.Reads})
	if err != nil {
		return nil, err
	}
	return t.Scopes, nil
}

// Enabled tells whether an object type, such as leads, is switched on in the account.
func (c *Client) Enabled(ctx context.Context, objectTypeID string) (bool, error) {
	e, err := fetch[struct {
		Enablement bool `json:"enablement"`
	}](ctx, c, op{method: http.MethodGet, api: Library, path: []string{"enablement", objectTypeID}})
	if err != nil {
		return false, err
	}
	return e.Enablement, nil
}

// Usage is how much of a daily limit is used.
type Usage struct {
	Name     string    `json:"name"`
	Used     int64     `json:"currentUsage"`
	Limit    int64     `json:"usageLimit"`
	ResetsAt time.Time `json:"resetsAt"`
}

// DailyUsage reads how many requests of the day the account has used.
func (c *Client) DailyUsage(ctx context.Context) ([]Usage, error) {
	return all[Usage](ctx, c, op{method: http.MethodGet, api: Account, path: []string{"api-usage", "daily", "private-apps"}})
}

// ObjectLimit is how much of something an object type may have.
type ObjectLimit struct {
	ObjectTypeID string `json:"objectTypeId"`
	Usage        int64  `json:"usage"`
	Limit        int64  `json:"limit"` // 0 where only an overall limit holds
}

// PipelineLimits reads how many pipelines each object type may have. HubSpot's counts are for advice: they have been
// seen to lag.
func (c *Client) PipelineLimits(ctx context.Context) ([]ObjectLimit, error) {
	return c.limits(ctx, "pipelines")
}

// PropertyLimits reads how many properties of its own each object type may have.
func (c *Client) PropertyLimits(ctx context.Context) ([]ObjectLimit, error) {
	return c.limits(ctx, "custom-properties")
}

func (c *Client) limits(ctx context.Context, of string) ([]ObjectLimit, error) {
	l, err := fetch[struct {
		Defined []ObjectLimit `json:"hubspotDefinedObjectTypes"`
		All     []ObjectLimit `json:"byObjectType"`
		Custom  struct {
			All []ObjectLimit `json:"byObjectType"`
		} `json:"customObjectTypes"`
	}](ctx, c, op{method: http.MethodGet, api: Limits, path: []string{of}})
	if err != nil {
		return nil, err
	}
	return append(append(l.Defined, l.All...), l.Custom.All...), nil
}
