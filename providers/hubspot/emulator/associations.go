package emulator

import (
	"net/http"
	"strconv"
)

// labelPair is an association type: two ids, one for each direction, under one name.
type labelPair struct {
	Name         string  `json:"name"`
	From         string  `json:"from"`
	To           string  `json:"to"`
	ID           int     `json:"id"`
	InverseID    int     `json:"inverseId"`
	Label        *string `json:"label"` // nil for the plain association
	InverseLabel *string `json:"inverseLabel"`
	Category     string  `json:"category"`
}

// maxLabels is how many labels a pair of objects may have.
const maxLabels = 50

var associationRoutes = []route{
	{method: http.MethodGet, rest: "{objectType}/{to}/labels", scopes: definitionScopes(false), handle: listLabels},
	{method: http.MethodPost, rest: "{objectType}/{to}/labels", scopes: definitionScopes(true), handle: createLabel},
	{method: http.MethodPut, rest: "{objectType}/{to}/labels", scopes: definitionScopes(true), handle: updateLabel},
	{method: http.MethodDelete, rest: "{objectType}/{to}/labels/{type}", scopes: definitionScopes(true), handle: deleteLabel},
}

type labelView struct {
	Category string  `json:"category"`
	TypeID   int     `json:"typeId"`
	Label    *string `json:"label"`
}

type direction struct {
	ID       int
	From, To string
	Label    *string
}

func (l *labelPair) directions() []direction {
	out := []direction{{l.ID, l.From, l.To, l.Label}}
	if l.InverseID != l.ID {
		out = append(out, direction{l.InverseID, l.To, l.From, l.InverseLabel})
	}
	return out
}

func (c *call) withPair(fn func(from, to *object) (any, error)) (any, error) {
	return c.withObject(func(from *object) (any, error) {
		to, err := c.object("to")
		if err != nil {
			return nil, err
		}
		return fn(from, to)
	})
}

func listLabels(c *call) (any, error) {
	return c.withPair(func(from, to *object) (any, error) {
		out := results[labelView]{Results: []labelView{}}
		for _, l := range c.st.Labels {
			for _, d := range l.directions() {
				if d.From == from.ID && d.To == to.ID {
					out.Results = append(out.Results, labelView{l.Category, d.ID, d.Label})
				}
			}
		}
		return out, nil
	})
}

// createLabel makes both directions. The name is unique in the account and no list ever gives it back; an empty
// label makes the plain association.
func createLabel(c *call) (any, error) {
	return c.withPair(func(from, to *object) (any, error) {
		var in struct {
			Name         string  `json:"name"`
			Label        *string `json:"label"`
			InverseLabel *string `json:"inverseLabel"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		switch {
		case in.Name == "":
			return nil, missing("name")
		case in.Label == nil:
			return nil, missing("label")
		case !c.st.Tier.atLeast(Professional):
			return nil, refuse(http.StatusForbidden, "VALIDATION_ERROR", "", "Association labels are not part of this account's subscription")
		}
		labels := 0
		for _, l := range c.st.Labels {
			if l.Name == in.Name {
				return nil, conflict("OBJECT_ALREADY_EXISTS", "", "An association named '%s' already exists", in.Name)
			}
			same := l.From == from.ID && l.To == to.ID || l.From == to.ID && l.To == from.ID
			if !same || l.Category != "USER_DEFINED" {
				continue
			}
			if l.Label == nil && *in.Label == "" {
				return nil, invalid("", "The association between %s and %s exists already", from.Name, to.Name)
			}
			if l.Label != nil && *in.Label != "" && l.From == from.ID && *l.Label == *in.Label {
				return nil, invalid("", "An association with the label %q already exists between %s and %s", *in.Label, from.Name, to.Name)
			}
			if l.Label != nil {
				labels++
			}
		}
		if labels >= maxLabels && *in.Label != "" {
			return nil, refuse(437, "VALIDATION_ERROR", "", "No more than %d association types are allowed between %s and %s", maxLabels, from.Name, to.Name)
		}
		pair := &labelPair{Name: in.Name, From: from.ID, To: to.ID, ID: c.st.labelID(), InverseID: c.st.labelID(), Category: "USER_DEFINED"}
		if *in.Label != "" {
			pair.Label, pair.InverseLabel = in.Label, in.Label
			if in.InverseLabel != nil && *in.InverseLabel != "" {
				pair.InverseLabel = in.InverseLabel
			}
		}
		c.st.Labels = append(c.st.Labels, pair)
		out := results[labelView]{}
		for _, d := range pair.directions() {
			out.Results = append(out.Results, labelView{pair.Category, d.ID, d.Label})
		}
		return out, nil
	})
}

func (s *state) labelID() int {
	s.NextID++
	return int(s.NextID)
}

func (s *state) pair(from, to *object, id int) *labelPair {
	for _, l := range s.Labels {
		for _, d := range l.directions() {
			if d.ID == id && (d.From == from.ID && d.To == to.ID) {
				return l
			}
		}
	}
	return nil
}

// updateLabel sets the label of a direction and of its inverse. Without an inverse label both get the same.
func updateLabel(c *call) (any, error) {
	return c.withPair(func(from, to *object) (any, error) {
		var in struct {
			AssociationTypeID int     `json:"associationTypeId"`
			Label             string  `json:"label"`
			InverseLabel      *string `json:"inverseLabel"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		pair := c.st.pair(from, to, in.AssociationTypeID)
		switch {
		case pair == nil:
			return nil, notFound("No association type %d between %s and %s", in.AssociationTypeID, from.Name, to.Name)
		case pair.Category != "USER_DEFINED":
			return nil, invalid("", "Association type %d is defined by HubSpot", in.AssociationTypeID)
		case in.Label == "":
			return nil, missing("label")
		}
		inverse := in.InverseLabel
		if inverse == nil {
			inverse = &in.Label
		}
		pair.Label, pair.InverseLabel = &in.Label, inverse
		if pair.ID != in.AssociationTypeID {
			pair.Label, pair.InverseLabel = inverse, &in.Label
		}
		return nil, nil
	})
}

// deleteLabel removes both directions. The plain association stays while the pair has labels.
func deleteLabel(c *call) (any, error) {
	return c.withPair(func(from, to *object) (any, error) {
		id, err := strconv.Atoi(c.params["type"])
		pair := c.st.pair(from, to, id)
		if err != nil || pair == nil {
			return nil, notFound("No association type %s between %s and %s", c.params["type"], from.Name, to.Name)
		}
		if pair.Category != "USER_DEFINED" {
			return nil, invalid("", "Association type %d is defined by HubSpot", id)
		}
		kept := []*labelPair{}
		for _, l := range c.st.Labels {
			same := l.From == pair.From && l.To == pair.To || l.From == pair.To && l.To == pair.From
			if pair.Label == nil && same && l.Label != nil && l.Category == "USER_DEFINED" {
				return nil, invalid("", "Definition with label still exists; Cannot delete unlabeled type with associationTypeId %d", id)
			}
			if l != pair {
				kept = append(kept, l)
			}
		}
		c.st.Labels = kept
		return nil, nil
	})
}
