package emulator

import (
	"fmt"
	"net/http"
	"reflect"
	"time"
)

// maxBatch is how many inputs a batch of properties or records may have.
const maxBatch = 100

var propertyRoutes = []route{
	{method: http.MethodGet, rest: "{objectType}/groups", scopes: definitionScopes(false), handle: listGroups},
	{method: http.MethodPost, rest: "{objectType}/groups", scopes: definitionScopes(true), handle: createGroup},
	{method: http.MethodGet, rest: "{objectType}/groups/{name}", scopes: definitionScopes(false), handle: readGroup},
	{method: http.MethodPatch, rest: "{objectType}/groups/{name}", scopes: definitionScopes(true), handle: updateGroup},
	{method: http.MethodDelete, rest: "{objectType}/groups/{name}", scopes: definitionScopes(true), handle: archiveGroup},
	{method: http.MethodPost, rest: "{objectType}/batch/create", scopes: definitionScopes(true), handle: batchCreateProperties},
	{method: http.MethodPost, rest: "{objectType}/batch/read", scopes: definitionScopes(false), handle: batchReadProperties},
	{method: http.MethodPost, rest: "{objectType}/batch/archive", scopes: definitionScopes(true), handle: batchArchiveProperties},
	{method: http.MethodGet, rest: "{objectType}", scopes: definitionScopes(false), handle: listProperties},
	{method: http.MethodPost, rest: "{objectType}", scopes: definitionScopes(true), handle: func(c *call) (any, error) {
		return c.withObject(func(o *object) (any, error) {
			in := property{DisplayOrder: -1}
			if err := c.decode(&in); err != nil {
				return nil, err
			}
			p, err := c.createProperty(o, in)
			if err != nil {
				return nil, err
			}
			c.status = http.StatusCreated
			c.header.Set("Location", c.r.URL.Path+"/"+p.Name)
			return p.view(o), nil
		})
	}},
	{method: http.MethodGet, rest: "{objectType}/{name}", scopes: definitionScopes(false), handle: readProperty},
	{method: http.MethodPatch, rest: "{objectType}/{name}", scopes: definitionScopes(true), handle: updateProperty},
	{method: http.MethodDelete, rest: "{objectType}/{name}", scopes: definitionScopes(true), handle: archiveProperty},
}

// withObject runs fn with the object type of the path.
func (c *call) withObject(fn func(*object) (any, error)) (any, error) {
	o, err := c.object("objectType")
	if err != nil {
		return nil, err
	}
	return fn(o)
}

// results is the frame of lists without pages.
type results[T any] struct {
	Results []T `json:"results"`
}

func (c *call) sensitivity() string {
	if s := c.first("dataSensitivity"); s != "" {
		return s
	}
	return "non_sensitive"
}

func (p *property) matches(archived bool, sensitivity string) bool {
	return p.Archived == archived && p.DataSensitivity == sensitivity
}

func listProperties(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		archived, sensitivity := c.flag("archived"), c.sensitivity()
		out := results[*property]{Results: []*property{}}
		for _, p := range o.Properties.all() {
			if o.property(p.Name, c.now) != nil && p.matches(archived, sensitivity) {
				out.Results = append(out.Results, p.view(o))
			}
		}
		return out, nil
	})
}

func noProperty(name string) error {
	e := notFound("The requested property %q was not found", name)
	e.Body.Context = map[string][]string{"propertyName": {name}}
	return e
}

func readProperty(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		p := o.property(c.params["name"], c.now)
		if p == nil || !p.matches(c.flag("archived"), c.sensitivity()) {
			return nil, noProperty(c.params["name"])
		}
		return p.view(o), nil
	})
}

// createProperty adds a definition. The name of an archived property brings that property back, with the definition posted.
func (c *call) createProperty(o *object, in property) (*property, error) {
	for _, f := range []struct{ name, value string }{{"name", in.Name}, {"type", in.Type}, {"fieldType", in.FieldType}, {"groupName", in.GroupName}} {
		if f.value == "" {
			return nil, missing(f.name)
		}
	}
	if !propertyName.MatchString(in.Name) {
		return nil, invalid("PropertyValidationError.INVALID_NAME", "Property name %q is not valid: it must start with a letter and hold only lower-case letters, numbers and underscores, at most 100", in.Name)
	}
	old := o.property(in.Name, c.now)
	if old != nil && (!old.Archived || c.a.settings.refuseReuse) {
		return nil, conflict("OBJECT_ALREADY_EXISTS", "Properties.PROPERTY_WITH_NAME_EXISTS", "A property named '%s' already exists.", in.Name)
	}
	p := in
	if p.CalculationFormula != "" {
		p.FieldType, p.Calculated = "calculation_equation", true
	} else {
		p.Calculated = false
	}
	if p.DataSensitivity == "" {
		p.DataSensitivity = "non_sensitive"
	}
	if p.DataSensitivity != "non_sensitive" {
		return nil, invalid("PropertyValidationError.PORTAL_NOT_ENABLED_FOR_SENSITIVE_DATA", "The account is not enabled for sensitive data")
	}
	p.HubspotDefined, p.Archived, p.ArchivedAt = false, false, ""
	readOnlyOptions := false
	p.Metadata = modification{Archivable: true, ReadOnlyOptions: &readOnlyOptions, ReadOnlyValue: p.Calculated}
	p.CreatedAt, p.UpdatedAt = c.stamp(), c.stamp()
	p.CreatedUserID, p.UpdatedUserID = fmt.Sprint(c.actor()), fmt.Sprint(c.actor())
	if err := p.check(o, c.now); err != nil {
		return nil, err
	}
	if old == nil && o.ownProperties() >= c.st.Tier.properties() {
		return nil, invalid("PropertyValidationError.PROPERTY_LIMIT_EXCEEDED", "The account's limit of %d properties for %s is reached", c.st.Tier.properties(), o.Plural)
	}
	if p.Calculated && !c.st.Tier.atLeast(Professional) {
		return nil, refuse(http.StatusForbidden, "VALIDATION_ERROR", "", "Calculation properties are not part of this account's subscription")
	}
	if old != nil {
		o.Properties.del(old.Name)
	}
	o.Properties.set(p.Name, &p)
	c.audit("CREATE", "PROPERTY", o.ID+"/"+p.Name, nil)
	return &p, nil
}

func (o *object) ownProperties() int {
	n := 0
	for _, p := range o.Properties.all() {
		if !p.HubspotDefined && !p.Archived {
			n++
		}
	}
	return n
}

// updateProperty overwrites the fields that are given. The name never changes; hasUniqueValue, dataSensitivity and
// referencedObjectType are ignored, as observed. Options are replaced as a whole.
func updateProperty(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		old := o.active(c.params["name"])
		if old == nil {
			return nil, noProperty(c.params["name"])
		}
		p := *old
		p.Options, p.Metadata = nil, modification{} // else decoding would write into what is in force
		if err := c.decode(&p); err != nil {
			return nil, err
		}
		fields := c.fields()
		if !given(fields, "options") {
			p.Options = old.Options
		}
		p.Name, p.HasUniqueValue, p.DataSensitivity, p.ReferencedObjectType = old.Name, old.HasUniqueValue, old.DataSensitivity, old.ReferencedObjectType
		p.HubspotDefined, p.Calculated, p.Metadata, p.ExternalOptions = old.HubspotDefined, old.Calculated, old.Metadata, old.ExternalOptions
		p.Archived, p.ArchivedAt, p.CreatedAt, p.UpdatedAt = false, "", old.CreatedAt, old.UpdatedAt
		for _, hint := range []string{"numberDisplayHint", "textDisplayHint"} {
			if string(fields[hint]) == `""` {
				return nil, invalid("", "%s must not be empty", hint)
			}
		}
		if old.CurrencyPropertyName != "" && !p.ShowCurrencySymbol {
			return nil, invalid("", "showCurrencySymbol cannot be turned off once currencyPropertyName was set")
		}
		if err := p.mayReplace(old.view(o), given(fields, "options")); err != nil {
			return nil, err
		}
		if err := p.check(o, c.now); err != nil {
			return nil, err
		}
		p.UpdatedAt, p.UpdatedUserID = c.stamp(), fmt.Sprint(c.actor())
		*old = p
		c.audit("UPDATE", "PROPERTY", o.ID+"/"+p.Name, nil)
		return old.view(o), nil
	})
}

// mayReplace says whether what is read-only stays as it is.
func (p *property) mayReplace(old *property, options bool) error {
	readOnly := old.Metadata.ReadOnlyDefinition
	if old.Metadata.ReadOnlyOptions != nil {
		readOnly = *old.Metadata.ReadOnlyOptions
	}
	if options && readOnly && !reflect.DeepEqual(p.Options, old.Options) {
		return invalid("PropertyValidationError.READ_ONLY_OPTIONS", "The options of property %s are read-only", p.Name)
	}
	if !old.Metadata.ReadOnlyDefinition {
		return nil
	}
	a, b := *p, *old
	a.Options, b.Options = nil, nil
	if !reflect.DeepEqual(a, b) {
		return invalid("PropertyValidationError.READ_ONLY_DEFINITION", "Property %s is defined by HubSpot and its definition is read-only", p.Name)
	}
	return nil
}

func archiveProperty(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		p := o.active(c.params["name"])
		if p == nil {
			return nil, noProperty(c.params["name"])
		}
		return nil, c.archiveProperty(o, p)
	})
}

func (c *call) archiveProperty(o *object, p *property) error {
	if !p.Metadata.Archivable {
		return invalid("PropertyValidationError.NOT_ARCHIVABLE", "Property %s is defined by HubSpot and cannot be archived", p.Name)
	}
	if uses := c.st.usesOf(o, p.Name); len(uses) > 0 {
		e := invalid("PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE", "Property: %s of object type %s is currently used in %d places and cannot be deleted", p.Name, o.ID, len(uses))
		for _, u := range uses {
			e.detail(errorDetail{Message: "Property is in use", Context: map[string][]string{"parentType": {u.kind}, "parentId": {u.id}, "parentName": {u.name}}})
		}
		return e
	}
	p.Archived, p.ArchivedAt, p.UpdatedAt = true, c.now.UTC().Format(time.RFC3339Nano), c.stamp()
	c.audit("DELETE", "PROPERTY", o.ID+"/"+p.Name, nil)
	return nil
}
