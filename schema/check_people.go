package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var peopleRules = []func(*checker){checkIdentities, checkManagers, checkReviewers, checkPlaybooks, checkSegments}

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

// What accounts are called. GitHub: letters, digits and hyphens, an underscore where a company manages its users, and the short
// name of a team after its organisation. GitLab: letters, digits, underscores, dots and hyphens.
var (
	gitHubName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$`)
	gitLabName = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.-]*$`)
)

func checkReviewers(c *checker) {
	for _, r := range c.Roles {
		if r.Reviewers == nil {
			continue
		}
		c.checkAccounts(r.Reviewers, "github", r.Reviewers.GitHub, gitHubName, `Write a user as "octocat" and a team as "acme/revops", without @.`)
		c.checkAccounts(r.Reviewers, "gitlab", r.Reviewers.GitLab, gitLabName, `Write users as "jane.doe", without @. GitLab asks users for reviews, no groups.`)
	}
}

func (c *checker) checkAccounts(r *Reviewers, attr string, names []string, form *regexp.Regexp, hint string) {
	host := map[string]string{"github": "GitHub", "gitlab": "GitLab"}[attr]
	for i, name := range names {
		switch {
		case !form.MatchString(name):
			c.fail(diag.BadValue, r, attr, fmt.Sprintf("%q cannot be an account on %s", name, host), "%s", hint)
		case slices.ContainsFunc(names[:i], func(other string) bool { return strings.EqualFold(other, name) }):
			c.fail(diag.Duplicate, r, attr, fmt.Sprintf("%q is named twice", name), "%s does not tell capital letters from small ones.", host)
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
