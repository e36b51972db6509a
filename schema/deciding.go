package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Decider names what gives records of a stage to somebody anyway: a routing, or an automation that assigns them; "" for nothing.
func (a *Architecture) Decider(object string, stage Address) string {
	enters := Event{Kind: "entering", Target: stage}
	for _, r := range a.Routings {
		if r.Trigger == enters && r.Object.Name() == object {
			return Title(r)
		}
	}
	for _, x := range a.Automations {
		if x.Trigger == enters && x.When.IsZero() && slices.ContainsFunc(x.Actions, func(d *Action) bool { return d.Do == "assign" && d.After.IsZero() }) {
			return Title(x)
		}
	}
	return ""
}

// Uses tells whether anything is said about records of an object: there is a field, a lifecycle or a pipeline of it.
func (a *Architecture) Uses(object string) bool {
	return slices.ContainsFunc(a.Fields, func(f *Field) bool { return f.Object == object }) ||
		slices.ContainsFunc(a.Tracks(), func(t *Track) bool { return t.Object == object })
}

// MemberOf finds a member of any team by identity; an empty one when there is none.
func (a *Architecture) MemberOf(identity string) *Member {
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Identity == identity {
				return m
			}
		}
	}
	return &Member{}
}

// Bounds are the lowest and highest score of a dimension, in words; "" for none.
func (d *Dimension) Bounds() string {
	var parts []string
	if d.Floor != nil {
		parts = append(parts, fmt.Sprintf("at least %g", *d.Floor))
	}
	if d.Cap != nil {
		parts = append(parts, fmt.Sprintf("at most %g", *d.Cap))
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// PolicySeverity is the strictest severity that policies give a lint rule: error, warning or off; "" when none gives any.
func (a *Architecture) PolicySeverity(code string) (given string) {
	order := []string{"", "off", "warning", "error"}
	for _, p := range a.Policies {
		if s := p.Severity[code]; slices.Index(order, s) > slices.Index(order, given) {
			given = s
		}
	}
	return given
}
