package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// access makes the permission that lets people pass gates, and the permission set that shows what was made.
func (c *compiler) access() {
	if len(c.out.Resources) == 0 {
		return
	}
	m := c.info()
	c.resource(typePermission, m, "bypass", "permission to pass gates", false, providers.Values{"name": bypassPermission, "label": "Pass lifecycle gates",
		"description": "Who has it is not stopped by the gates of the lifecycle architecture: integrations, data loads, and people who put records right."})
	c.resource(typePermissionSet, m, "bypass", "permission set “Lifecycle bypass”", false, providers.Values{"name": bypassPermissionSet, "label": "Lifecycle bypass",
		"description": "Lets people and integrations pass the gates of the lifecycle architecture. Give it for a time, and to few.", "permissions": []any{bypassPermission}})
	c.resource(typePermissionSet, m, "access", "permission set “Lifecycle access”", false, providers.Values{"name": accessPermissionSet, "label": "Lifecycle access",
		"description": "Shows what the lifecycle architecture made. Everybody who works with it needs it.",
		"fields":      anys(c.fieldGrants()), "objects": anys(c.grants.objects), "record_types": anys(c.grants.recordTypes)})
	c.step(m.Address, false, "Let people see what was made", "New fields, objects and record types are invisible until a permission set grants them; who has one is not configuration, and differs from org to org.",
		"Setup > Permission Sets > Lifecycle access > Manage Assignments: add everybody who works with the records, and the users of integrations.",
		"Setup > Permission Sets > Lifecycle bypass > Manage Assignments: add the users of data loads, and nobody else for long.",
		"Setup > Object Manager > each object > Page Layouts: put the new fields on the pages. On Lightning pages with Dynamic Forms: Lightning Record Pages > Edit.")
	c.teams()
}

// fieldGrants are the granted fields, each once: who may edit may read. What is required needs none, and cannot be granted.
func (c *compiler) fieldGrants() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.grants.fields)) {
		right := " read"
		if c.grants.fields[name] {
			right = " edit"
		}
		out = append(out, name+right)
	}
	return out
}

// teams says what of teams and roles people set up: nothing that is made depends on it.
func (c *compiler) teams() {
	for _, t := range c.a.Teams {
		var names []string
		for _, m := range t.Members {
			if m.Active {
				names = append(names, schema.Title(m))
			}
		}
		if names != nil {
			c.step(t.Address, false, "Make a public group of each team", "Queues name their members one by one; groups are for sharing rules, folders and lists, which the architecture says nothing of.",
				"Setup > Public Groups > New, for each of these.", fmt.Sprintf("“%s”: %s.", schema.Title(t), strings.Join(names, ", ")))
		}
	}
	for _, r := range c.a.Roles {
		if r.Manager != "" {
			c.step(r.Address, false, "Draw the hierarchy of roles", "A role of the hierarchy decides who sees whose records; which ones, the architecture does not say.",
				"Setup > Roles > Set Up Roles: one role for each of these.", fmt.Sprintf("“%s” reports to “%s”.", schema.Title(r), schema.Title(c.a.Lookup(r.Manager))))
		}
	}
}
