package emulator

import (
	"encoding/json"
	"net/http"
)

func listGroups(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		out := results[*group]{Results: []*group{}}
		for _, g := range o.Groups.all() {
			if !g.Archived {
				out.Results = append(out.Results, g)
			}
		}
		return out, nil
	})
}

// withGroup runs fn with the active group of the path.
func (c *call) withGroup(fn func(*object, *group) (any, error)) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		g, ok := o.Groups.get(c.params["name"])
		if !ok || g.Archived {
			return nil, notFound("The property group %q was not found", c.params["name"])
		}
		return fn(o, g)
	})
}

func readGroup(c *call) (any, error) {
	return c.withGroup(func(_ *object, g *group) (any, error) { return g, nil })
}

// createGroup adds a group. The name of an archived group makes a new one.
func createGroup(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		in := group{DisplayOrder: -1}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if in.Name == "" {
			return nil, missing("name")
		}
		if in.Label == "" {
			return nil, missing("label")
		}
		if !propertyName.MatchString(in.Name) {
			return nil, invalid("PropertyGroupError.INVALID_NAME", "Property group name %q is not valid: it must start with a letter and hold only lower-case letters, numbers and underscores", in.Name)
		}
		if old, ok := o.Groups.get(in.Name); ok && !old.Archived {
			return nil, conflict("VALIDATION_ERROR", "PropertyGroupError.GROUP_ALREADY_EXISTS", "A property group named %q already exists", in.Name)
		}
		in.Archived = false
		o.Groups.set(in.Name, &in)
		c.status = http.StatusCreated
		c.audit("CREATE", "PROPERTY_GROUP", o.ID+"/"+in.Name, nil)
		return &in, nil
	})
}

func updateGroup(c *call) (any, error) {
	return c.withGroup(func(o *object, g *group) (any, error) {
		in := *g
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if in.Label == "" {
			return nil, missing("label")
		}
		g.Label, g.DisplayOrder = in.Label, in.DisplayOrder
		c.audit("UPDATE", "PROPERTY_GROUP", o.ID+"/"+g.Name, nil)
		return g, nil
	})
}

// archiveGroup takes a group out of the list. One that holds an active property is refused, with the error nested
// as JSON in the message.
func archiveGroup(c *call) (any, error) {
	return c.withGroup(func(o *object, g *group) (any, error) {
		for _, p := range o.Properties.all() {
			if p.GroupName == g.Name && !p.Archived {
				inner, _ := json.Marshal(map[string]string{
					"status": "error", "category": "VALIDATION_ERROR", "subCategory": "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES",
					"message": "Property group " + g.Name + " has active properties",
				})
				return nil, invalid("PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES", "%s", inner)
			}
		}
		g.Archived = true
		c.audit("DELETE", "PROPERTY_GROUP", o.ID+"/"+g.Name, nil)
		return nil, nil
	})
}
