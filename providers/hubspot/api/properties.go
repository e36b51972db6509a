package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Property is a property of an object type.
type Property struct {
	Name                 string       `json:"name"`
	Label                string       `json:"label"`
	Type                 string       `json:"type"`      // bool, date, datetime, enumeration, number, phone_number, string
	FieldType            string       `json:"fieldType"` // how people see it: booleancheckbox, select, textarea …
	GroupName            string       `json:"groupName"`
	Description          string       `json:"description"`
	Options              []Option     `json:"options"`
	DisplayOrder         int          `json:"displayOrder"` // -1 is last
	HasUniqueValue       bool         `json:"hasUniqueValue"`
	Hidden               bool         `json:"hidden"`
	FormField            bool         `json:"formField"`
	Calculated           bool         `json:"calculated"`
	CalculationFormula   string       `json:"calculationFormula"`
	ExternalOptions      bool         `json:"externalOptions"`
	ReferencedObjectType string       `json:"referencedObjectType"`
	DataSensitivity      string       `json:"dataSensitivity"`
	HubSpotDefined       bool         `json:"hubspotDefined"`
	Archived             bool         `json:"archived"`
	ArchivedAt           string       `json:"archivedAt"`
	UpdatedAt            time.Time    `json:"updatedAt,omitzero"`
	UpdatedUserID        string       `json:"updatedUserId,omitempty"`
	Modification         Modification `json:"modificationMetadata"`
}

// Option is a value of an enumeration.
type Option struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	Description  string `json:"description,omitempty"`
	DisplayOrder int    `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
}

// Modification says what of a property can be changed.
type Modification struct {
	Archivable         bool `json:"archivable"`
	ReadOnlyDefinition bool `json:"readOnlyDefinition"`
	ReadOnlyValue      bool `json:"readOnlyValue"`
	ReadOnlyOptions    bool `json:"readOnlyOptions"`
}

// UnmarshalJSON reads what HubSpot says. Where it says nothing of the options, they go with the definition.
func (m *Modification) UnmarshalJSON(b []byte) error {
	type plain Modification
	var said struct {
		plain
		ReadOnlyOptions *bool `json:"readOnlyOptions"`
	}
	if err := json.Unmarshal(b, &said); err != nil {
		return err
	}
	*m = Modification(said.plain)
	m.ReadOnlyOptions = m.ReadOnlyDefinition
	if said.ReadOnlyOptions != nil {
		m.ReadOnlyOptions = *said.ReadOnlyOptions
	}
	return nil
}

// PropertyInput creates a property. Name, Label, Type, FieldType and GroupName are needed.
type PropertyInput struct {
	Name                 string   `json:"name"`
	Label                string   `json:"label"`
	Type                 string   `json:"type"`
	FieldType            string   `json:"fieldType"`
	GroupName            string   `json:"groupName"`
	Description          string   `json:"description,omitempty"`
	Options              []Option `json:"options,omitempty"`
	DisplayOrder         *int     `json:"displayOrder,omitempty"`
	HasUniqueValue       bool     `json:"hasUniqueValue,omitempty"` // cannot be changed later
	Hidden               bool     `json:"hidden,omitempty"`
	FormField            *bool    `json:"formField,omitempty"`
	CalculationFormula   string   `json:"calculationFormula,omitempty"`
	ExternalOptions      bool     `json:"externalOptions,omitempty"`
	ReferencedObjectType string   `json:"referencedObjectType,omitempty"`
	DataSensitivity      string   `json:"dataSensitivity,omitempty"`
}

// PropertyPatch changes a property; what is nil stays.
type PropertyPatch struct {
	Label              *string `json:"label,omitempty"`
	Type               *string `json:"type,omitempty"`
	FieldType          *string `json:"fieldType,omitempty"`
	GroupName          *string `json:"groupName,omitempty"`
	Description        *string `json:"description,omitempty"`
	DisplayOrder       *int    `json:"displayOrder,omitempty"`
	Hidden             *bool   `json:"hidden,omitempty"`
	FormField          *bool   `json:"formField,omitempty"`
	CalculationFormula *string `json:"calculationFormula,omitempty"`
	// Options replaces the whole list, so it must hold those that are to stay.
	Options *[]Option `json:"options,omitempty"`
}

// Properties reads every property of an object type in one request.
func (c *Client) Properties(ctx context.Context, objectType string, archived bool) ([]Property, error) {
	return all[Property](ctx, c, op{method: http.MethodGet, api: Properties, path: []string{objectType}, query: archivedQuery(archived)})
}

func archivedQuery(archived bool) map[string][]string {
	return map[string][]string{"archived": {flag(archived)}}
}

// Property reads one property that is not archived.
func (c *Client) Property(ctx context.Context, objectType, name string) (*Property, error) {
	return fetch[Property](ctx, c, op{method: http.MethodGet, api: Properties, path: []string{objectType, name}})
}

// CreateProperty creates a property; see Create about lost answers.
func (c *Client) CreateProperty(ctx context.Context, objectType string, in PropertyInput) (*Property, error) {
	return Create(ctx, func(ctx context.Context) (*Property, error) {
		return fetch[Property](ctx, c, op{method: http.MethodPost, api: Properties, path: []string{objectType}, body: in})
	}, func(ctx context.Context) (*Property, error) { return c.Property(ctx, objectType, in.Name) }, Proof)
}

// CreateProperties creates properties in batches. After a batch whose answer was lost, it looks which are there.
func (c *Client) CreateProperties(ctx context.Context, objectType string, in []PropertyInput) []Item[Property] {
	b := batcher[PropertyInput, Property]{
		op:   op{method: http.MethodPost, api: Properties, path: []string{objectType, "batch", "create"}},
		wrap: inputsOf[PropertyInput],
		key:  func(p PropertyInput) string { return p.Name },
		of:   func(p *Property) string { return p.Name },
		recheck: func(ctx context.Context, in []PropertyInput) (map[string]*Property, error) {
			names := make([]string, len(in))
			for i := range in {
				names[i] = in[i].Name
			}
			there := map[string]*Property{}
			for i, item := range c.ReadProperties(ctx, objectType, names) {
				if item.Err != nil && !providers.IsKind(item.Err, providers.NotFound) {
					return nil, item.Err
				}
				if item.Err == nil {
					there[names[i]] = item.Value
				}
			}
			return there, nil
		},
		silent: func(p PropertyInput) error {
			return &providers.Error{Kind: providers.Ambiguous, Message: fmt.Sprintf("HubSpot did not say what became of property %q of %s", p.Name, objectType)}
		},
	}
	return b.run(ctx, c, in)
}

// ReadProperties reads the named properties in batches; one that does not exist is NotFound.
func (c *Client) ReadProperties(ctx context.Context, objectType string, names []string) []Item[Property] {
	b := batcher[string, Property]{
		op: op{method: http.MethodPost, api: Properties, path: []string{objectType, "batch", "read"}, effect: web.Reads},
		wrap: func(names []string) any {
			return struct {
				Archived        bool    `json:"archived"`
				DataSensitivity string  `json:"dataSensitivity"`
				Inputs          []named `json:"inputs"`
			}{false, "non_sensitive", nameInputs(names)}
		},
		key: func(n string) string { return n },
		of:  func(p *Property) string { return p.Name },
		silent: func(n string) error { // unknown names may be left out of the results
			return &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf("HubSpot has no property %q of %s", n, objectType)}
		},
	}
	return b.run(ctx, c, names)
}

func nameInputs(names []string) []named {
	out := make([]named, len(names))
	for i := range names {
		out[i].Name = names[i]
	}
	return out
}

// UpdateProperty changes a property.
func (c *Client) UpdateProperty(ctx context.Context, objectType, name string, p PropertyPatch) (*Property, error) {
	return fetch[Property](ctx, c, op{method: http.MethodPatch, api: Properties, path: []string{objectType, name}, body: p, effect: web.Sets})
}

// ArchiveProperty archives a property. Its values on records go with it.
func (c *Client) ArchiveProperty(ctx context.Context, objectType, name string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Properties, path: []string{objectType, name}})
}

// ArchiveProperties archives properties in batches. HubSpot answers the same for those that are archived already.
func (c *Client) ArchiveProperties(ctx context.Context, objectType string, names []string) []Item[struct{}] {
	b := batcher[string, struct{}]{
		op:   op{method: http.MethodPost, api: Properties, path: []string{objectType, "batch", "archive"}, effect: web.Sets},
		wrap: func(names []string) any { return inputsOf(nameInputs(names)) },
		key:  func(n string) string { return n },
		of:   func(*struct{}) string { return "" },
	}
	return b.run(ctx, c, names)
}

// Group is a group of properties.
type Group struct {
	Name         string `json:"name"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"displayOrder"`
	Archived     bool   `json:"archived,omitempty"`
}

// GroupPatch changes a group; what is nil stays.
type GroupPatch struct {
	Label        *string `json:"label,omitempty"`
	DisplayOrder *int    `json:"displayOrder,omitempty"`
}

// Groups reads every group of an object type in one request.
func (c *Client) Groups(ctx context.Context, objectType string) ([]Group, error) {
	return all[Group](ctx, c, op{method: http.MethodGet, api: Properties, path: []string{objectType, "groups"}})
}

// Group reads one group.
func (c *Client) Group(ctx context.Context, objectType, name string) (*Group, error) {
	return fetch[Group](ctx, c, op{method: http.MethodGet, api: Properties, path: []string{objectType, "groups", name}})
}

// CreateGroup creates a group; see Create about lost answers.
func (c *Client) CreateGroup(ctx context.Context, objectType string, in Group) (*Group, error) {
	return Create(ctx, func(ctx context.Context) (*Group, error) {
		return fetch[Group](ctx, c, op{method: http.MethodPost, api: Properties, path: []string{objectType, "groups"}, body: in})
	}, func(ctx context.Context) (*Group, error) { return c.Group(ctx, objectType, in.Name) }, Proof)
}

// UpdateGroup changes a group.
func (c *Client) UpdateGroup(ctx context.Context, objectType, name string, p GroupPatch) (*Group, error) {
	return fetch[Group](ctx, c, op{method: http.MethodPatch, api: Properties, path: []string{objectType, "groups", name}, body: p, effect: web.Sets})
}

// ArchiveGroup archives a group, which must have no properties any more.
func (c *Client) ArchiveGroup(ctx context.Context, objectType, name string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Properties, path: []string{objectType, "groups", name}})
}
