package schema

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var peopleRules = []func(*checker){checkIdentities, checkManagers, checkPlaybooks, checkSegments}

func checkIdentities(c *checker) {
	seen := map[string]*Member{}
	for _, t := range c.Teams {
		for _, m := range t.Members {
			if first := seen[m.Identity]; first != nil && m.Identity != "" {
				c.fail(diag.Duplicate, m, "identity", fmt.Sprintf("Two members have the identity %q", m.Identity),
					"%s has it already. A person stands in one team, once; other teams name the role.", first.Address)
				continue
			}
			seen[m.Identity] = m
		}
	}
}

func checkManagers(c *checker) {
	for _, r := range c.Roles {
		for at, n := r, 0; at != nil && at.Manager != "" && n <= len(c.Roles); n++ {
			at = Find[Role](c.Architecture, at.Manager)
			if at == r {
				c.fail(diag.Cycle, r, "manager", fmt.Sprintf("%s is its own manager", r.Address),
					"Following manager from role to role leads back here, so an escalation would never end. Leave out the manager of the top role.")
				break
			}
		}
	}
}

func checkPlaybooks(c *checker) {
	for _, p := range c.Playbooks {
		module, _, _ := p.Address.Split()
		if c.Lookup(NewAddress(module, "role", p.Role)) == nil {
			c.fail(diag.UnknownReference, p, "role", fmt.Sprintf("There is no role %q", p.Role),
				"The label of a playbook is the name of a role.%s", diag.DidYouMean(p.Role, names(c.Roles, func(r *Role) string { return r.Name })))
		}
	}
}

func checkSegments(c *checker) {
	for _, s := range c.Segments {
		f := Find[Field](c.Architecture, s.Field)
		if s.Field == "" && len(s.Values) == 0 {
			c.fail(diag.MissingAttribute, s, "", fmt.Sprintf("%s has neither a field nor values", s.Address),
				"Name the field that holds the value on a record, or list the values.")
		}
		if f == nil || len(f.Type.Options) == 0 {
			continue
		}
		for _, v := range s.Values {
			c.checkOption(s, "values", f, v)
		}
	}
}
