package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Ids of the object types that every account has. Those of custom objects begin with "2-" and are the account's own.
const (
	ContactsID  = "0-1"
	CompaniesID = "0-2"
	DealsID     = "0-3"
	TicketsID   = "0-5"
	LeadsID     = "0-136"
)

// Labels names an object type.
type Labels struct {
	Singular string `json:"singular"`
	Plural   string `json:"plural"`
}

// Schema is a custom object type.
type Schema struct {
	ID                  string     `json:"id"`
	ObjectTypeID        string     `json:"objectTypeId"`
	Name                string     `json:"name"`
	FullyQualifiedName  string     `json:"fullyQualifiedName"`
	Labels              Labels     `json:"labels"`
	Description         string     `json:"description"`
	PrimaryProperty     string     `json:"primaryDisplayProperty"`
	SecondaryProperties []string   `json:"secondaryDisplayProperties"`
	RequiredProperties  []string   `json:"requiredProperties"`
	SearchedProperties  []string   `json:"searchableProperties"`
	Properties          []Property `json:"properties"`
	Archived            bool       `json:"archived"`
}

// SchemaInput creates a custom object type, with the properties that it must have from the start.
type SchemaInput struct {
	Name                string          `json:"name"`
	Labels              Labels          `json:"labels"`
	Description         string          `json:"description,omitempty"`
	PrimaryProperty     string          `json:"primaryDisplayProperty"`
	SecondaryProperties []string        `json:"secondaryDisplayProperties,omitempty"`
	RequiredProperties  []string        `json:"requiredProperties"`
	SearchedProperties  []string        `json:"searchableProperties,omitempty"`
	Properties          []PropertyInput `json:"properties"`
	AssociatedObjects   []string        `json:"associatedObjects"`
}

// SchemaPatch changes a custom object type; what is nil stays.
type SchemaPatch struct {
	Labels              *Labels   `json:"labels,omitempty"`
	Description         *string   `json:"description,omitempty"`
	PrimaryProperty     *string   `json:"primaryDisplayProperty,omitempty"`
	SecondaryProperties *[]string `json:"secondaryDisplayProperties,omitempty"`
	RequiredProperties  *[]string `json:"requiredProperties,omitempty"`
	SearchedProperties  *[]string `json:"searchableProperties,omitempty"`
}

// Schemas reads every custom object type in one request. What was written a few minutes ago may be missing.
func (c *Client) Schemas(ctx context.Context) ([]Schema, error) {
	return all[Schema](ctx, c, op{method: http.MethodGet, api: Schemas})
}

// Schema reads a custom object type by its name, fully qualified name or object type id.
func (c *Client) Schema(ctx context.Context, objectType string) (*Schema, error) {
	return fetch[Schema](ctx, c, op{method: http.MethodGet, api: Schemas, path: []string{objectType}})
}

// CreateSchema creates a custom object type. Names are unique, so that a second create is refused.
func (c *Client) CreateSchema(ctx context.Context, in SchemaInput) (*Schema, error) {
	for _, list := range []*[]string{&in.RequiredProperties, &in.AssociatedObjects} {
		if *list == nil {
			*list = []string{} // HubSpot demands the member
		}
	}
	return Create(ctx, func(ctx context.Context) (*Schema, error) {
		return fetch[Schema](ctx, c, op{method: http.MethodPost, api: Schemas, body: in})
	}, func(ctx context.Context) (*Schema, error) {
		list, err := c.Schemas(ctx)
		return one(list, err, fmt.Sprintf("custom object %q", in.Name), func(s *Schema) bool { return strings.EqualFold(s.Name, in.Name) })
	}, Proof)
}

// UpdateSchema changes a custom object type.
func (c *Client) UpdateSchema(ctx context.Context, objectType string, p SchemaPatch) (*Schema, error) {
	return fetch[Schema](ctx, c, op{method: http.MethodPatch, api: Schemas, path: []string{objectType}, body: p, effect: web.Sets})
}

// DeleteSchema archives a custom object type, which must have no records any more.
func (c *Client) DeleteSchema(ctx context.Context, objectType string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Schemas, path: []string{objectType}})
}

// AssociationLabel is one direction of a kind of association between two object types.
type AssociationLabel struct {
	TypeID   int    `json:"typeId"` // the account's own for USER_DEFINED ones
	Category string `json:"category"`
	Label    string `json:"label"` // "" is the association without label
}

// LabelInput creates a label. HubSpot does not return the name.
type LabelInput struct {
	Name         string `json:"name"`
	Label        string `json:"label"`
	InverseLabel string `json:"inverseLabel,omitempty"`
}

// AssociationLabels reads the labels between two object types in one request.
func (c *Client) AssociationLabels(ctx context.Context, from, to string) ([]AssociationLabel, error) {
	return all[AssociationLabel](ctx, c, op{method: http.MethodGet, api: Associations, path: []string{from, to, "labels"}})
}

// CreateAssociationLabel creates a label and gives it back for each of its directions. After a lost answer it is
// looked up by its label, which is its natural key since the name is not returned.
func (c *Client) CreateAssociationLabel(ctx context.Context, from, to string, in LabelInput) ([]AssociationLabel, error) {
	made, err := Create(ctx, func(ctx context.Context) (*page[AssociationLabel], error) {
		return fetch[page[AssociationLabel]](ctx, c, op{method: http.MethodPost, api: Associations, path: []string{from, to, "labels"}, body: in})
	}, func(ctx context.Context) (*page[AssociationLabel], error) {
		list, err := c.AssociationLabels(ctx, from, to)
		found, err := one(list, err, fmt.Sprintf("association label %q from %s to %s", in.Label, from, to), func(l *AssociationLabel) bool { return l.Label == in.Label })
		if err != nil {
			return nil, err
		}
		return &page[AssociationLabel]{Results: []AssociationLabel{*found}}, nil
	}, Proof)
	if err != nil {
		return nil, err
	}
	return made.Results, nil
}

// UpdateAssociationLabel changes the words of a label.
func (c *Client) UpdateAssociationLabel(ctx context.Context, from, to string, typeID int, label, inverse string) error {
	body := map[string]any{"associationTypeId": typeID, "label": label}
	if inverse != "" {
		body["inverseLabel"] = inverse
	}
	return c.do(ctx, op{method: http.MethodPut, api: Associations, path: []string{from, to, "labels"}, body: body})
}

// DeleteAssociationLabel deletes a label, and with it the associations that have it.
func (c *Client) DeleteAssociationLabel(ctx context.Context, from, to string, typeID int) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Associations, path: []string{from, to, "labels", strconv.Itoa(typeID)}})
}
