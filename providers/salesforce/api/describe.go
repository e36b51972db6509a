package api

import (
	"context"
	"net/http"
)

// ObjectName is an object as the list of all of them has it.
type ObjectName struct {
	Name      string `json:"name"`
	Label     string `json:"label"`
	KeyPrefix string `json:"keyPrefix"`
	Custom    bool   `json:"custom"`
	Queryable bool   `json:"queryable"`
}

// Objects lists the objects that the user can see.
func (c *Client) Objects(ctx context.Context) ([]ObjectName, error) {
	l, err := fetch[struct {
		Objects []ObjectName `json:"sobjects"`
	}](ctx, c, op{method: http.MethodGet, path: []string{"sobjects"}})
	if err != nil {
		return nil, err
	}
	return l.Objects, nil
}

// Object is what an object looks like to the user: fields without read access are not in it.
type Object struct {
	Name        string           `json:"name"`
	Label       string           `json:"label"`
	LabelPlural string           `json:"labelPlural"`
	KeyPrefix   string           `json:"keyPrefix"`
	Custom      bool             `json:"custom"`
	Createable  bool             `json:"createable"`
	Updateable  bool             `json:"updateable"`
	Queryable   bool             `json:"queryable"`
	Fields      []Field          `json:"fields"`
	RecordTypes []RecordTypeInfo `json:"recordTypeInfos"`
}

// Field of an object.
type Field struct {
	Name               string   `json:"name"`
	Label              string   `json:"label"`
	Type               string   `json:"type"` // picklist, multipicklist, string, reference …
	Length             int      `json:"length"`
	Precision          int      `json:"precision"`
	Scale              int      `json:"scale"`
	Custom             bool     `json:"custom"`
	Nillable           bool     `json:"nillable"`
	Createable         bool     `json:"createable"`
	Updateable         bool     `json:"updateable"`
	Filterable         bool     `json:"filterable"`
	Groupable          bool     `json:"groupable"`
	Calculated         bool     `json:"calculated"`
	Unique             bool     `json:"unique"`
	ExternalID         bool     `json:"externalId"`
	RestrictedPicklist bool     `json:"restrictedPicklist"`
	ControllerName     string   `json:"controllerName"`
	InlineHelpText     string   `json:"inlineHelpText"`
	ReferenceTo        []string `json:"referenceTo"`
	Values             []Value  `json:"picklistValues"`
}

// Value of a picklist. Inactive ones may be missing.
type Value struct {
	Value   string `json:"value"`
	Label   string `json:"label"`
	Active  bool   `json:"active"`
	Default bool   `json:"defaultValue"`
}

// RecordTypeInfo is a record type as the user sees it.
type RecordTypeInfo struct {
	ID            string `json:"recordTypeId"`
	DeveloperName string `json:"developerName"`
	Name          string `json:"name"`
	Active        bool   `json:"active"`
	Available     bool   `json:"available"`
	Default       bool   `json:"defaultRecordTypeMapping"`
	Master        bool   `json:"master"`
}

// Describe reads an object.
func (c *Client) Describe(ctx context.Context, object string) (*Object, error) {
	return fetch[Object](ctx, c, op{method: http.MethodGet, path: []string{"sobjects", object, "describe"}})
}
