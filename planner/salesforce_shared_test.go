package planner_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// neighbours are two architectures of one org, with fields and reports of the same objects, and stages of the same names.
func neighbours(t *testing.T) (sales, success *schema.Architecture) {
	t.Helper()
	load := func(src string) *schema.Architecture {
		r := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
		if err := r.Diags.Err(); err != nil {
			t.Fatal(err)
		}
		return r.Architecture
	}
	const of = `
architecture %[1]q {
  title   = %[1]q
  version = "1.0.0"
}
role %[2]q { title = %[2]q }
field "deal" %[3]q { type = text }
field "contact" %[4]q { type = text }
lifecycle %[5]q {
  object       = object.contact
  domain       = "lead"
  forward_only = true
  stage "first" {
    definition  = "It begins."
    owner       = role.%[2]s
    stale_after = "30d"
    entry "any" { description = "A person decides." }
    exit "known" { when = is_set(contact.%[4]s) }
  }
  stage "second" {
    definition = "It goes on."
    owner      = role.%[2]s
    requires   = [contact.%[4]s]
    entry "known" { when = is_set(contact.%[4]s) }
  }
}
hygiene %[1]q {
  object = object.deal
  stale_after = "4w"
}
`
	return load(fmt.Sprintf(of, "sales", "seller", "next_offer", "nickname", "interest")),
		load(fmt.Sprintf(of, "success", "manager", "renewal_risk", "mood", "health"))
}

// beside is the same org for another architecture, with a state of its own.
func (p *org) beside() *org {
	q := &org{trial: newTrial(p.t, nil), org: p.org, url: p.url}
	q.clock, q.open = p.clock, q.connect
	return q
}

// grants are the lines of permission sets.
func (p *org) grants() []string {
	p.t.Helper()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.holds())), func(line string) bool { return !strings.HasPrefix(line, "PermissionSet ") })
}

// kept wants lines to be there still.
func kept(t *testing.T, before, after []string) {
	t.Helper()
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Errorf("gone: %s", line)
		}
	}
}

// Two architectures share an org: neither takes from the other what it made, or access to it, not even when one of them ends.
func TestSalesforceSharesAnOrg(t *testing.T) {
	t.Parallel()
	sales, success := neighbours(t)
	one := newOrg(t, emulator.Empty, nil)
	two := one.beside()
	one.apply(sales)
	grants, made := one.grants(), strings.Split(one.inventory(), "\n")

	plan := two.apply(success)
	for _, c := range plan.Changes {
		for _, d := range c.Diffs {
			if c.Action != planner.Create && !d.Technical && d.Before != nil {
				t.Errorf("%s changes %s of the other architecture: %v", c.Address, d.Path, d.Before)
			}
		}
	}
	if !slices.ContainsFunc(plan.Targets[0].Manual, func(m providers.ManualStep) bool { return strings.Contains(strings.Join(m.Steps, " "), "Interest") }) {
		t.Error("nobody is told that there is one path of a record type")
	}
	if added := one.grants(); len(added) <= len(grants) {
		t.Error("the second architecture grants nothing")
	} else {
		kept(t, grants, added)
	}
	kept(t, made, strings.Split(one.inventory(), "\n"))
	one.settled(sales)

	nothing := &schema.Architecture{}
	two.apply(nothing)
	kept(t, grants, one.grants())
	kept(t, made, strings.Split(one.inventory(), "\n"))
	one.settled(sales)
	one.apply(nothing)
	if left := one.grants(); len(left) > 0 {
		t.Errorf("left of both: %v", left)
	}
}
