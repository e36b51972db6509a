package api

import (
	"context"
	"net/http"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Identity says who is logged in, and where.
type Identity struct {
	UserID         string `json:"user_id"`
	OrganizationID string `json:"organization_id"`
	Username       string `json:"preferred_username"`
}

// Identity reads it.
func (c *Client) Identity(ctx context.Context) (*Identity, error) {
	req := &web.Request{Method: http.MethodGet, Path: "/services/oauth2/userinfo"}
	_, id, err := answer[Identity](ctx, c, func(*session) (*web.Request, error) { return req, nil })
	return id, err
}

// Organization is an org. Compare ID before anything is written.
type Organization struct {
	ID              string    `json:"Id"` // 18 characters
	Name            string    `json:"Name"`
	Instance        string    `json:"InstanceName"` // EU42, CS87 …
	IsSandbox       bool      `json:"IsSandbox"`
	Type            string    `json:"OrganizationType"` // Enterprise Edition, Developer Edition …
	NamespacePrefix string    `json:"NamespacePrefix"`
	TrialExpires    Timestamp `json:"TrialExpirationDate"`
}

// Organization reads the org that the session belongs to.
func (c *Client) Organization(ctx context.Context) (*Organization, error) {
	orgs, err := Collect(Query[Organization](ctx, c,
		"SELECT Id, Name, InstanceName, IsSandbox, OrganizationType, NamespacePrefix, TrialExpirationDate FROM Organization"))
	if err != nil {
		return nil, err
	}
	if len(orgs) != 1 {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: "Salesforce does not say which org this is"}
	}
	return &orgs[0], nil
}
