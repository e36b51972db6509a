package emulator

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// customSchema is what a custom object has beyond other objects.
type customSchema struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Primary     string   `json:"primaryDisplayProperty"`
	Secondary   []string `json:"secondaryDisplayProperties"`
	Required    []string `json:"requiredProperties"`
	Searchable  []string `json:"searchableProperties"`
	Archived    bool     `json:"archived"`
	CreatedAt   string   `json:"createdAt"`
	UpdatedAt   string   `json:"updatedAt"`
}

const (
	customRead     = "crm.schemas.custom.read"
	customWrite    = "crm.schemas.custom.write"
	maxCustom      = 10
	maxCustomNames = 50
)

var schemaRoutes = []route{
	{method: http.MethodGet, rest: "", scopes: one(customRead), handle: listSchemas},
	{method: http.MethodPost, rest: "", scopes: one(customWrite), handle: createSchema},
	{method: http.MethodGet, rest: "{objectType}", scopes: one(customRead), handle: readSchema},
	{method: http.MethodPatch, rest: "{objectType}", scopes: one(customWrite), handle: updateSchema},
	{method: http.MethodDelete, rest: "{objectType}", scopes: one(customWrite), handle: deleteSchema},
}

type labels struct {
	Singular string `json:"singular"`
	Plural   string `json:"plural"`
}

type schemaView struct {
	ID                 string              `json:"id"`
	ObjectTypeID       string              `json:"objectTypeId"`
	Name               string              `json:"name"`
	FullyQualifiedName string              `json:"fullyQualifiedName"`
	Labels             labels              `json:"labels"`
	Description        string              `json:"description,omitempty"`
	Primary            string              `json:"primaryDisplayProperty"`
	Secondary          []string            `json:"secondaryDisplayProperties"`
	Required           []string            `json:"requiredProperties"`
	Searchable         []string            `json:"searchableProperties"`
	Properties         []*property         `json:"properties"`
	Associations       []schemaAssociation `json:"associations"`
	Archived           bool                `json:"archived"`
	CreatedAt          string              `json:"createdAt"`
	UpdatedAt          string              `json:"updatedAt"`
}

type schemaAssociation struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	From string `json:"fromObjectTypeId"`
	To   string `json:"toObjectTypeId"`
}

type schemaInput struct {
	Name        string     `json:"name"`
	Labels      labels     `json:"labels"`
	Description *string    `json:"description"`
	Primary     string     `json:"primaryDisplayProperty"`
	Secondary   *[]string  `json:"secondaryDisplayProperties"`
	Required    *[]string  `json:"requiredProperties"`
	Searchable  *[]string  `json:"searchableProperties"`
	Properties  []property `json:"properties"`
}

func (s *state) schemaView(o *object) schemaView {
	v := schemaView{ID: o.ID, ObjectTypeID: o.ID, Name: o.Name, FullyQualifiedName: o.Name, Labels: labels{o.Singular, o.Plural},
		Secondary: []string{}, Required: []string{}, Searchable: []string{}, Properties: []*property{}, Associations: []schemaAssociation{}}
	if cs := o.Custom; cs != nil {
		v.Name, v.Description, v.Primary, v.Archived, v.CreatedAt, v.UpdatedAt = cs.Name, cs.Description, cs.Primary, cs.Archived, cs.CreatedAt, cs.UpdatedAt
		v.Secondary, v.Required, v.Searchable = append(v.Secondary, cs.Secondary...), append(v.Required, cs.Required...), append(v.Searchable, cs.Searchable...)
		if cs.Archived {
			return v
		}
	}
	for _, p := range o.Properties.all() {
		if !p.Archived {
			v.Properties = append(v.Properties, p.view(o))
		}
	}
	for _, l := range s.Labels {
		for _, d := range l.directions() {
			if d.From == o.ID {
				v.Associations = append(v.Associations, schemaAssociation{ID: fmt.Sprint(d.ID), Name: l.Name, From: d.From, To: d.To})
			}
		}
	}
	return v
}

// listSchemas lists the custom objects; asked for archived ones, it lists both.
func listSchemas(c *call) (any, error) {
	out := results[schemaView]{Results: []schemaView{}}
	for _, o := range c.st.Objects.all() {
		if o.Custom != nil && (!o.Custom.Archived || c.flag("archived")) {
			out.Results = append(out.Results, c.st.schemaView(o))
		}
	}
	return out, nil
}

func readSchema(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) { return c.st.schemaView(o), nil })
}

func (c *call) withSchema(fn func(*object) (any, error)) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		if o.Custom == nil {
			return nil, invalid("", "Object type %s is defined by HubSpot", o.ID)
		}
		return fn(o)
	})
}

var schemaName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// createSchema makes a custom object with its group, HubSpot's own properties and those that are given.
func createSchema(c *call) (any, error) {
	var in schemaInput
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	custom, replaced := 0, ""
	for _, o := range c.st.Objects.all() {
		if o.Custom == nil {
			continue
		}
		if strings.EqualFold(o.Custom.Name, in.Name) {
			if !o.Custom.Archived {
				return nil, conflict("OBJECT_ALREADY_EXISTS", "", "An object type named '%s' already exists", in.Name)
			}
			replaced = o.ID
			continue
		}
		if !o.Custom.Archived {
			custom++
		}
	}
	switch {
	case !schemaName.MatchString(in.Name) || len(in.Name) > maxCustomNames:
		return nil, invalid("", "Object name %q is not valid: it must start with a letter and hold only letters, numbers and underscores, at most %d", in.Name, maxCustomNames)
	case in.Labels.Singular == "" || in.Labels.Plural == "":
		return nil, missing("labels")
	case len(in.Labels.Singular) > maxCustomNames || len(in.Labels.Plural) > maxCustomNames:
		return nil, invalid("", "Labels have at most %d characters", maxCustomNames)
	case in.Primary == "":
		return nil, invalid("PRIMARY_DISPLAY_PROPERTY_REQUIRED", "primaryDisplayProperty is required")
	case custom >= maxCustom:
		return nil, invalid("", "The account's limit of %d custom objects is reached", maxCustom)
	}
	o := newObject("2-"+c.st.id(), fmt.Sprintf("p%d_%s", c.st.PortalID, in.Name), in.Labels.Singular, in.Labels.Plural)
	o.Custom = &customSchema{Name: in.Name, CreatedAt: c.stamp(), Searchable: []string{"hs_object_id"}}
	groupName := strings.ToLower(in.Name) + "_information"
	o.Groups.set(groupName, &group{Name: groupName, Label: in.Labels.Singular + " Information", DisplayOrder: -1})
	o.addOwn(groupName, commonProperties)
	for _, p := range in.Properties {
		if p.GroupName == "" {
			p.GroupName = groupName
		}
		if _, err := c.createProperty(o, p); err != nil {
			return nil, err
		}
	}
	if err := c.display(o, in); err != nil {
		return nil, err
	}
	c.st.Objects.del(replaced) // an archived schema of the name makes way, with its records
	c.st.Objects.set(o.ID, o)
	c.audit("CREATE", "OBJECT_SCHEMA", o.ID, nil)
	c.status = http.StatusCreated
	return c.st.schemaView(o), nil
}

// display sets labels, description and the properties by which records are shown; those must exist.
func (c *call) display(o *object, in schemaInput) error {
	next := *o.Custom
	for _, f := range []struct {
		to   *[]string
		from *[]string
	}{{&next.Secondary, in.Secondary}, {&next.Required, in.Required}, {&next.Searchable, in.Searchable}} {
		if f.from != nil {
			*f.to = slices.Clone(*f.from)
		}
	}
	if in.Primary != "" {
		next.Primary = in.Primary
	}
	if len(next.Secondary) > 2 {
		return invalid("", "At most two secondaryDisplayProperties are allowed")
	}
	for _, name := range slices.Concat([]string{next.Primary}, next.Secondary, next.Required, next.Searchable) {
		if o.active(name) == nil {
			return invalid("", "Property %q does not exist on %s", name, o.Name)
		}
	}
	if in.Description != nil {
		next.Description = *in.Description
	}
	if in.Labels.Singular != "" {
		o.Singular = in.Labels.Singular
	}
	if in.Labels.Plural != "" {
		o.Plural = in.Labels.Plural
	}
	next.UpdatedAt = c.stamp()
	o.Custom = &next
	return nil
}

// updateSchema changes what is given; the name is ignored.
func updateSchema(c *call) (any, error) {
	return c.withSchema(func(o *object) (any, error) {
		var in schemaInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if err := c.display(o, in); err != nil {
			return nil, err
		}
		c.audit("UPDATE", "OBJECT_SCHEMA", o.ID, nil)
		return c.st.schemaView(o), nil
	})
}

// deleteSchema archives a custom object without records; asked for archived=true it purges an archived one.
func deleteSchema(c *call) (any, error) {
	if c.flag("archived") {
		for _, o := range c.st.Objects.all() {
			if o.Custom != nil && o.Custom.Archived && (o.ID == c.params["objectType"] || strings.EqualFold(o.Name, c.params["objectType"])) {
				c.st.Objects.del(o.ID)
				return nil, nil
			}
		}
		return nil, invalid("", "Object type %s is not archived", c.params["objectType"])
	}
	return c.withSchema(func(o *object) (any, error) {
		for _, r := range o.Records.all() {
			if !r.Archived {
				return nil, invalid("EXISTING_OBJECT_RECORDS", "Object type %s has records and cannot be deleted", o.ID)
			}
		}
		o.Custom.Archived = true
		c.st.Labels = slices.DeleteFunc(c.st.Labels, func(l *labelPair) bool { return l.From == o.ID || l.To == o.ID })
		c.audit("DELETE", "OBJECT_SCHEMA", o.ID, nil)
		return nil, nil
	})
}
