package engine

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// MemberOf is the person of the directory with an identity, or with the address of the member; nil when there is none.
func MemberOf(a *schema.Architecture, identity string) *schema.Member {
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Identity == identity || string(m.Address) == identity {
				return m
			}
		}
	}
	return nil
}

// hasDirectory tells whether any person is listed.
func hasDirectory(a *schema.Architecture) bool {
	return slices.ContainsFunc(a.Teams, func(t *schema.Team) bool { return len(t.Members) > 0 })
}

// RoleMembers lists the people who hold a role, active or not: teams by name, and in each the declared order.
func RoleMembers(a *schema.Architecture, role schema.Address) []*schema.Member {
	var out []*schema.Member
	for _, t := range byAddress(a.Teams) {
		for _, m := range t.Members {
			if m.Role == role && role != "" {
				out = append(out, m)
			}
		}
	}
	return out
}

// byAddress sorts blocks by address, for what must not depend on the order of files.
func byAddress[B schema.Block](list []B) []B {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(x, y B) int { return cmp.Compare(x.Base().Address, y.Base().Address) })
	return out
}

// QueueMembers lists the people who take from a queue, active or not: its
// members, else its team (those of them with its role, if it names one), else the holders of its role.
func QueueMembers(a *schema.Architecture, q *schema.Queue) []*schema.Member {
	var out []*schema.Member
	if len(q.Members) > 0 {
		for _, addr := range q.Members {
			if m := schema.Find[schema.Member](a, addr); m != nil {
				out = append(out, m)
			}
		}
		return out
	}
	if q.Team == "" {
		return RoleMembers(a, q.Role)
	}
	if t := schema.Find[schema.Team](a, q.Team); t != nil {
		for _, m := range t.Members {
			if q.Role == "" || m.Role == q.Role {
				out = append(out, m)
			}
		}
	}
	return out
}

// membersOf lists the people behind a role, queue, team or member.
func membersOf(a *schema.Architecture, addr schema.Address) []*schema.Member {
	switch b := a.Lookup(addr).(type) {
	case *schema.Role:
		return RoleMembers(a, addr)
	case *schema.Queue:
		return QueueMembers(a, b)
	case *schema.Team:
		return b.Members
	case *schema.Member:
		return []*schema.Member{b}
	}
	return nil
}

// Holders lists the identities of the active people behind a role, queue, team or member,
// in the directory's order, each once.
func Holders(a *schema.Architecture, addr schema.Address) []string {
	var out []string
	for _, m := range membersOf(a, addr) {
		if m.Active && !slices.Contains(out, m.Identity) {
			out = append(out, m.Identity)
		}
	}
	return out
}

// person is what people call a member.
func person(m *schema.Member) string {
	if m.Title != "" {
		return m.Title
	}
	return m.Identity
}

// Identity is owner for other packages: who is meant by an identity, an address or a plain name.
func Identity(a *schema.Architecture, s string) string { return owner(a, s) }

// owner brings the written forms of an owner together: the identity of a
// person, or the address of a queue, role or team, which may be written as its
// plain name. What nothing is known about comes back as it is.
func owner(a *schema.Architecture, s string) string {
	if s == "" {
		return ""
	}
	if m := MemberOf(a, s); m != nil {
		return m.Identity
	}
	if a.Lookup(schema.Address(s)) != nil {
		return s
	}
	for _, kind := range []string{"queue", "role", "team"} {
		if addr := schema.NewAddress("", kind, s); a.Lookup(addr) != nil {
			return string(addr)
		}
	}
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Name == s {
				return m.Identity
			}
		}
	}
	return s
}
