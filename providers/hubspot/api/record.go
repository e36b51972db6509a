package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// RecordInput creates a record.
type RecordInput struct {
	Properties   map[string]string   `json:"properties"`
	Associations []RecordAssociation `json:"associations,omitempty"`
}

// RecordAssociation links a new record with one that is there.
type RecordAssociation struct {
	To    RecordID          `json:"to"`
	Types []AssociationType `json:"types"`
}

// RecordID names a record.
type RecordID struct {
	ID string `json:"id"`
}

// AssociationType is a type of association between two objects.
type AssociationType struct {
	Category string `json:"associationCategory"`
	TypeID   int    `json:"associationTypeId"`
}

// CreateRecord creates a record. When the answer is lost it may be there.
func (c *Client) CreateRecord(ctx context.Context, objectType string, in RecordInput) (*Record, error) {
	return fetch[Record](ctx, c, op{method: http.MethodPost, api: Objects, path: []string{objectType}, body: in, effect: web.Acts})
}

// UpdateRecord sets properties of a record; "" clears one.
func (c *Client) UpdateRecord(ctx context.Context, objectType, id string, properties map[string]string) error {
	return c.do(ctx, op{method: http.MethodPatch, api: Objects, path: []string{objectType, id}, body: map[string]any{"properties": properties}, effect: web.Sets})
}

// Record reads a record with the given properties. It does not wait for the search index.
func (c *Client) Record(ctx context.Context, objectType, id string, properties []string) (*Record, error) {
	return fetch[Record](ctx, c, op{method: http.MethodGet, api: Objects, path: []string{objectType, id}, query: url.Values{"properties": {strings.Join(properties, ",")}}})
}

// ArchiveRecord puts a record into the recycling bin, where HubSpot keeps it for 90 days. One that is gone is no error.
func (c *Client) ArchiveRecord(ctx context.Context, objectType, id string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Objects, path: []string{objectType, id}, effect: web.Sets})
}
